//! Quality and satisfaction as tables.

use super::quadrant::{ENDLESS, Spread};
use super::{
    Driver, DriverFold, Judged, Level, Odds, Quadrant, Voice, drivers, importance, judged::once,
    odds, overall, quality_by, satisfaction,
};
use crate::kpi::scale;
use crate::report::words::counted;
use crate::report::{Cell, Column, Definition, Report, Table, Unit};
use crate::stats::association::{self, Association};
use crate::stats::importance::Importance;
use crate::stats::mean::Mean;
use std::collections::BTreeMap;

/// The whole report.
pub fn report(judged: &[Judged], contacts: &DriverFold) -> Report {
    let takes_part = |one: &&Judged| {
        contacts.found.contains_key(&one.interaction)
            || !contacts.left_out.contains(&one.interaction)
    };
    let evaluations: Vec<Judged> = judged.iter().filter(takes_part).cloned().collect();
    let judged = once(&evaluations, |one| Some(one.interaction.clone()));
    let judged = judged.as_slice();
    let rated: BTreeMap<String, f64> = contacts
        .found
        .iter()
        .filter_map(|(id, contact)| Some((id.clone(), thousandths(contact.rating?))))
        .collect();
    let voice = contacts.voice;
    let mut tables = vec![questions(&drivers(judged, &rated, voice), voice)];
    let mut notes = left_out(&evaluations, contacts, &rated);
    notes.extend(repeated(evaluations.len(), judged.len()));
    match importance(judged, &rated) {
        Ok((names, found)) => tables.push(explained(&names, &found)),
        Err(why) => notes.push(format!("relative importance cannot be told: {why}")),
    }
    if voice.is_yes_or_no() {
        match odds(judged, &rated) {
            Ok(found) => tables.push(odds_table(&found)),
            Err(why) => notes.push(format!("odds cannot be told: {why}")),
        }
    }
    let by_agent = once(&evaluations, |one| {
        Some((unit(Level::Agent, one, contacts)?, one.interaction.clone()))
    });
    tables.push(relations((judged, &by_agent), contacts, &rated));
    tables.push(quadrants(&by_agent, contacts));
    Report {
        schema: "qa.drivers/1",
        title: "Quality and satisfaction".to_owned(),
        tables,
        notes,
        definitions: definitions(contacts),
        ..Report::default()
    }
}

fn thousandths(value: i64) -> f64 {
    crate::stats::real::signed(value.into()) / 1000.0
}

fn definitions(contacts: &DriverFold) -> Vec<Definition> {
    let voice = contacts.voice;
    let by = if voice.is_yes_or_no() { "Newcombe's" } else { "Welch's" };
    let difference = format!(
        "mean {} where a question is passed less where it is failed, by the rule of the scorecard, with {by} 95 % limits; of several evaluations of one interaction more than half decide",
        voice.name()
    );
    let mut all = vec![Definition::new("difference", difference)];
    let others = [
        ("adjusted_p", "p-value corrected for the number of questions (Benjamini–Hochberg)"),
        (
            "importance",
            "mean gain in explained variance of the ratings over all orders of the questions (LMG)",
        ),
        ("relation", "association between quality and ratings, not cause and effect"),
        (
            "quadrant",
            "both means against those of all agents; not clear where a 95 % interval reaches over. Limits are Student's with the spread within all agents together, quality cut at 0 and 100; those of shares are Wilson's",
        ),
    ];
    all.extend(others.map(|(term, text)| Definition::new(term, text)));
    if let Some(text) = contacts.returns_definition() {
        all.push(Definition::new("fcr", text.to_owned()));
    }
    if voice.is_yes_or_no() {
        let text = "odds of yes where a question is passed by those where it is failed, all other questions held (logistic regression; Firth's with profile limits where answers separate)";
        all.push(Definition::new("odds_ratio", text));
    }
    all
}

fn left_out(
    judged: &[Judged],
    contacts: &DriverFold,
    rated: &BTreeMap<String, f64>,
) -> Vec<String> {
    let count = |wanted: &dyn Fn(&&Judged) -> bool| {
        u64::try_from(judged.iter().filter(wanted).count()).unwrap_or(u64::MAX)
    };
    let absent = count(&|one| !contacts.found.contains_key(&one.interaction));
    let unrated = count(&|one| !rated.contains_key(&one.interaction)) - absent;
    let mut notes = Vec::new();
    if absent > 0 {
        notes.push(format!(
            "{} of interactions that no call record has",
            counted(absent, "evaluation")
        ));
    }
    if unrated > 0 {
        let which = match contacts.voice {
            Voice::NoRepeat => {
                "of interactions that are not asked, were not watched for long enough, or have no customer"
            }
            _ => "of interactions without a rating",
        };
        notes.push(format!("{} {which}", counted(unrated, "evaluation")));
    }
    notes
}

/// How several evaluations of one interaction count; `None` where each has one.
fn repeated(evaluations: usize, interactions: usize) -> Option<String> {
    let number = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    (evaluations > interactions).then(|| {
        let (all, once) = (number(evaluations), number(interactions));
        let (all, once) = (counted(all, "evaluation"), counted(once, "interaction"));
        format!("{all} of {once}: each interaction counts once, with the mean of its evaluations")
    })
}

fn mean_columns(key: &str, label: &str, unit: Unit) -> Vec<Column> {
    let mut columns = vec![Column::new(key, label, unit)];
    columns.extend(Column::limits(key, unit));
    columns
}

fn mean_cells(mean: Option<&Mean>, spread: Spread) -> [Cell; 3] {
    let limits = mean.and_then(|mean| spread.limits(mean));
    [mean.map(|mean| mean.mean), limits.map(|limits| limits.0), limits.map(|limits| limits.1)]
        .map(Cell::number)
}

fn count(mean: Option<&Mean>) -> Cell {
    Cell::Count(mean.map_or(0, |mean| mean.n))
}

fn questions(drivers: &[Driver], voice: Voice) -> Table {
    let unit = if voice.is_yes_or_no() { Unit::Share } else { Unit::Plain };
    let mut columns = vec![
        Column::new("question_id", "question", Unit::Text),
        Column::new("n_passed", "passed", Unit::Count),
        Column::new("n_failed", "failed", Unit::Count),
        Column::new("rating_passed", format!("{} if passed", voice.name()), unit),
        Column::new("rating_failed", "if failed", unit),
    ];
    columns.extend(mean_columns("difference", "difference", unit));
    columns.push(Column::new("p", "p", Unit::Chance));
    columns.push(Column::new("adjusted_p", "adjusted p", Unit::Chance));
    let row = |driver: &Driver| {
        let limits = driver.difference.and_then(|difference| difference.limits);
        vec![
            Cell::text(&driver.question),
            count(driver.passed.as_ref()),
            count(driver.failed.as_ref()),
            Cell::number(driver.passed.map(|mean| mean.mean)),
            Cell::number(driver.failed.map(|mean| mean.mean)),
            Cell::number(driver.difference.map(|difference| difference.value)),
            Cell::number(limits.map(|limits| limits.0)),
            Cell::number(limits.map(|limits| limits.1)),
            Cell::number(driver.difference.and_then(|difference| difference.p)),
            Cell::number(driver.adjusted),
        ]
    };
    let rows = drivers.iter().map(row).collect();
    let title = "Ratings where a question is passed and where it is failed".to_owned();
    Table { key: "questions", title, columns, rows, ..Table::default() }
}

fn odds_table(odds: &[Odds]) -> Table {
    let mut columns = vec![Column::new("question_id", "question", Unit::Text)];
    columns.extend(mean_columns("odds_ratio", "odds ratio", Unit::Plain));
    columns.extend([
        Column::new("p", "p", Unit::Chance),
        Column::new("adjusted_p", "adjusted p", Unit::Chance),
        Column::new("method", "method", Unit::Text),
    ]);
    let row = |one: &Odds| {
        vec![
            Cell::text(&one.question),
            Cell::number(Some(one.ratio)),
            Cell::number(one.limits.map(|limits| limits.0)),
            Cell::number(one.limits.map(|limits| limits.1)),
            Cell::number(one.p),
            Cell::number(one.adjusted),
            Cell::text(one.method),
        ]
    };
    let title = "Odds of yes where a question is passed, the others held".to_owned();
    let rows = odds.iter().map(row).collect();
    Table { key: "odds", title, columns, rows, ..Table::default() }
}

fn explained(names: &[String], found: &Importance) -> Table {
    let columns = vec![
        Column::new("question_id", "question", Unit::Text),
        Column::new("importance", "explains", Unit::Share),
    ];
    let row = |(name, share): (&String, &f64)| vec![Cell::text(name), Cell::number(Some(*share))];
    let rows = names.iter().zip(&found.shares).map(row).collect();
    let total = Some(vec![Cell::text("all"), Cell::number(Some(found.explained))]);
    let title = "How much of the ratings each question explains".to_owned();
    Table { key: "importance", title, columns, rows, total, ..Table::default() }
}

/// The unit of a level that a scored interaction belongs to.
fn unit(level: Level, one: &Judged, contacts: &DriverFold) -> Option<String> {
    let of_call = contacts.found.get(&one.interaction).and_then(|call| call.units.get(&level));
    let named = one.agent.as_ref().filter(|_| level == Level::Agent);
    named.or(of_call).cloned()
}

fn relations(
    (judged, by_agent): (&[Judged], &[Judged]),
    contacts: &DriverFold,
    rated: &BTreeMap<String, f64>,
) -> Table {
    let mut columns =
        vec![Column::new("level", "by", Unit::Text), Column::new("n", "pairs", Unit::Count)];
    columns.extend(mean_columns("pearson", "Pearson", Unit::Plain));
    columns.push(Column::new("pearson_p", "p", Unit::Chance));
    columns.extend(mean_columns("spearman", "Spearman", Unit::Plain));
    columns.push(Column::new("spearman_p", "p", Unit::Chance));
    let direct = judged.iter().filter_map(|one| Some((one.quality, *rated.get(&one.interaction)?)));
    let mut rows = vec![relation("interaction", &direct.collect::<Vec<_>>())];
    for level in Level::ALL {
        let of_level = if level == Level::Agent { by_agent } else { judged };
        let quality = quality_by(of_level, |one| unit(level, one, contacts));
        let pairs = quality.iter().filter_map(|(name, quality)| {
            let ratings = contacts.ratings.get(&(level, name.clone()))?;
            Some((quality.mean, satisfaction(ratings)?.mean))
        });
        rows.push(relation(level.name(), &pairs.collect::<Vec<_>>()));
    }
    let title = "Whether quality and ratings go together".to_owned();
    Table { key: "relation", title, columns, rows, ..Table::default() }
}

fn relation(level: &str, pairs: &[(f64, f64)]) -> Vec<Cell> {
    let mut row =
        vec![Cell::text(level), Cell::Count(u64::try_from(pairs.len()).unwrap_or(u64::MAX))];
    let coefficients: [Option<Association>; 2] =
        [association::pearson(pairs), association::spearman(pairs)];
    for found in coefficients {
        let limits = found.and_then(|found| found.limits);
        row.extend([
            Cell::number(found.map(|found| found.value)),
            Cell::number(limits.map(|limits| limits.0)),
            Cell::number(limits.map(|limits| limits.1)),
            Cell::number(found.and_then(|found| found.p)),
        ]);
    }
    row
}

/// The column of a level's mean of what customers say.
const fn voice_key(voice: Voice) -> &'static str {
    match voice {
        Voice::Rating => "csat",
        Voice::TopRating(_) => "csat_top",
        Voice::Resolved => "resolved",
        Voice::Recommend => "nps",
        Voice::Effort => "ces",
        Voice::NoRepeat => "fcr",
    }
}

const fn voice_label(voice: Voice) -> &'static str {
    match voice {
        Voice::Rating => "CSAT",
        Voice::TopRating(_) => "top rating",
        Voice::Resolved => "resolved",
        Voice::Recommend => "NPS answer",
        Voice::Effort => "CES",
        Voice::NoRepeat => "FCR",
    }
}

/// The ends of the scale that ratings of scored interactions lie on.
fn ends(contacts: &DriverFold) -> (f64, f64) {
    let ratings = || contacts.found.values().filter_map(|rated| rated.rating);
    let both = ratings().min().zip(ratings().max());
    both.and_then(scale::ends).unwrap_or(ENDLESS)
}

fn quadrants(judged: &[Judged], contacts: &DriverFold) -> Table {
    let mut columns = vec![
        Column::new("agent_id", "agent", Unit::Text),
        Column::new("interactions", "interactions", Unit::Count),
    ];
    columns.extend(mean_columns("quality", "quality", Unit::Score));
    columns.push(Column::new("ratings", "ratings", Unit::Count));
    let voice = contacts.voice;
    let of_voice = if voice.is_yes_or_no() { Unit::Share } else { Unit::Plain };
    columns.extend(mean_columns(voice_key(voice), voice_label(voice), of_voice));
    columns.push(Column::new("quadrant", "quadrant", Unit::Text));
    let quality = quality_by(judged, |one| unit(Level::Agent, one, contacts));
    let rating = |agent: &String| {
        contacts.ratings.get(&(Level::Agent, agent.clone())).and_then(satisfaction)
    };
    let ratings: Vec<Mean> = quality.keys().filter_map(rating).collect();
    let all = overall(&quality.values().copied().collect::<Vec<_>>()).zip(overall(&ratings));
    let within = Spread::pooled(&quality.values().copied().collect::<Vec<_>>(), (0.0, 100.0));
    let outside =
        if voice.is_yes_or_no() { Spread::Share } else { Spread::pooled(&ratings, ends(contacts)) };
    let row = |(agent, quality): (&String, &Mean)| {
        let rating = rating(agent);
        let quadrant = rating.zip(all).map(|(rating, (all_quality, all_ratings))| {
            let inside = (within.limits(quality), all_quality);
            Quadrant::of(inside, (outside.limits(&rating), all_ratings)).name()
        });
        let mut row = vec![Cell::text(agent), Cell::Count(quality.n)];
        row.extend(mean_cells(Some(quality), within));
        row.push(count(rating.as_ref()));
        row.extend(mean_cells(rating.as_ref(), outside));
        row.push(quadrant.map_or(Cell::Missing, Cell::text));
        row
    };
    let rows = quality.iter().map(row).collect();
    let title = "Agents inside and outside, in order of name".to_owned();
    Table { key: "quadrant", title, columns, rows, ..Table::default() }
}
