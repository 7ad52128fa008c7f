//! Old evaluations under another version of their scorecard, and what that changes.

use super::{Score, Scored, score, words};
use crate::model::{Evaluation, RawAnswer};
use crate::report::{Cell, Column, Definition, Report, Table, Unit};
use crate::scorecard::Scorecard;
use crate::stats::fraction::Fraction;
use crate::stats::mean;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// One evaluation under the other version.
struct Rescored<'s, 'a> {
    from: &'s Scored<'a>,
    to: &'a Scorecard,
    /// Its score there, or why its answers do not make one.
    score: Result<Score, String>,
    /// Answers to questions that are not asked any more.
    dropped: u64,
    /// Questions that were not asked then, and count as N/A.
    filled: u64,
}

/// Makes the report one of differences between each evaluation's own version and that of `cards`,
/// which has at most one card of a scorecard.
///
/// Evaluations that were made with that very card are left out, and said to be.
pub fn compare<'a>(scored: &[Scored<'a>], cards: &[&'a Scorecard], report: &mut Report) {
    let mut sorted: Vec<&Scored<'a>> = scored.iter().collect();
    sorted.sort_by_key(|it| (&it.evaluation.id, it.evaluation.revision, &it.evaluation.place));
    let card_of = |it: &Scored<'_>| cards.iter().find(|card| card.id() == it.card.id()).copied();
    let moved = |it: &'_ &Scored<'a>, to: &Scorecard| {
        to.hash() != it.card.hash() || to.version() != it.card.version()
    };
    let all: Vec<Rescored<'_, 'a>> = sorted
        .iter()
        .filter_map(|it| card_of(it).filter(|to| moved(it, to)).map(|to| rescored(it, to)))
        .collect();
    report.tables = vec![versions(&all), evaluations(&all)];
    report.notes.extend(notes(&all, scored.len()));
    report.definitions.retain(|it| ["score", "pass"].contains(&it.term.as_str()));
    for card in cards {
        let named = format!("scorecard {} {}", card.id(), card.version());
        let text = format!("{named}: {}", words::definition(card));
        if report.definitions.iter().all(|known| known.text != text) {
            report.definitions.push(Definition::new("score", text));
        }
        let known = report.provenance.settings.iter().any(|(name, _)| *name == named);
        if !known {
            report.provenance.settings.push((named, card.hash().to_owned()));
        }
    }
    report.definitions.extend(
        [
            (
                "rescored",
                "evaluations whose answers make a score under the other version; questions that were \
                 not asked then count as N/A where that is allowed, answers to questions that are not \
                 asked any more are left out",
            ),
            (
                "difference_mean",
                "mean of the differences of evaluations scored under both versions; limits are the \
                 95 % interval of Student's t for pairs",
            ),
        ]
        .map(|(term, text)| Definition::new(term, text)),
    );
}

fn rescored<'s, 'a>(from: &'s Scored<'a>, to: &'a Scorecard) -> Rescored<'s, 'a> {
    let (carried, dropped, filled) = carried(from.evaluation, to);
    let score = match to.read(&carried) {
        Ok(answers) => Ok(score(to, &answers)),
        Err(problems) => {
            Err(problems.shown().first().map(|it| it.message.clone()).unwrap_or_default())
        }
    };
    Rescored { from, to, score, dropped, filled }
}

/// The evaluation with the answers that the other card asks for; how many were dropped and filled.
fn carried(evaluation: &Evaluation, to: &Scorecard) -> (Evaluation, u64, u64) {
    let mut carried = evaluation.clone();
    carried.answers.retain(|raw| to.question(&raw.question).is_some());
    let dropped = evaluation.answers.len() - carried.answers.len();
    let answered: BTreeSet<Arc<str>> =
        carried.answers.iter().map(|raw| raw.question.clone()).collect();
    let new = to.questions().filter(|it| it.na_allowed() && !answered.contains(it.id()));
    let filled: Vec<RawAnswer> = new.map(|it| not_asked(it.id(), evaluation)).collect();
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let counts = (count(dropped), count(filled.len()));
    carried.answers.extend(filled);
    // What had to be explained then is not what has to be explained now.
    carried.answers.iter_mut().for_each(|raw| raw.comment = None);
    (carried, counts.0, counts.1)
}

fn not_asked(question: &str, evaluation: &Evaluation) -> RawAnswer {
    RawAnswer {
        question: question.into(),
        answer: "na".into(),
        comment: None,
        cause: None,
        at: None,
        place: evaluation.place.clone(),
    }
}

fn evaluations(all: &[Rescored<'_, '_>]) -> Table {
    let columns = vec![
        Column::new("evaluation_id", "evaluation", Unit::Text),
        Column::new("agent_id", "agent", Unit::Text),
        Column::new("scorecard", "scorecard", Unit::Text),
        Column::new("from_version", "from", Unit::Text),
        Column::new("to_version", "to", Unit::Text),
        Column::new("score_from", "score", Unit::Score),
        Column::new("score_to", "rescored", Unit::Score),
        Column::new("difference", "difference", Unit::Score),
        Column::new("pass_from", "passed", Unit::Flag),
        Column::new("pass_to", "passes", Unit::Flag),
        Column::new("answers_dropped", "answers dropped", Unit::Count),
        Column::new("questions_filled", "questions filled", Unit::Count),
        Column::new("why_not", "why not", Unit::Text),
    ];
    let rows = all.iter().map(evaluation_row).collect();
    Table { key: "rescored", title: "Evaluations".to_owned(), columns, rows, ..Table::default() }
}

fn evaluation_row(it: &Rescored<'_, '_>) -> Vec<Cell> {
    let (from, evaluation) = (&it.from.score, it.from.evaluation);
    let to = it.score.as_ref().ok();
    let pass = |passed: Option<bool>| passed.map_or(Cell::Missing, Cell::Flag);
    vec![
        Cell::text(&evaluation.id),
        Cell::text(evaluation.agent.clone().unwrap_or_default()),
        Cell::text(it.to.id()),
        Cell::text(it.from.card.version()),
        Cell::text(it.to.version()),
        percent(from.value),
        percent(to.and_then(|to| to.value)),
        percent(gap(it)),
        pass(from.passed),
        pass(to.and_then(|to| to.passed)),
        Cell::Count(it.dropped),
        Cell::Count(it.filled),
        Cell::text(it.score.as_ref().err().cloned().unwrap_or_default()),
    ]
}

/// The other version's score less its own; `None` unless there are both and the difference fits.
fn gap(it: &Rescored<'_, '_>) -> Option<Fraction> {
    let to = it.score.as_ref().ok()?.value?;
    to.checked_add(-it.from.score.value?)
}

fn versions(all: &[Rescored<'_, '_>]) -> Table {
    let mut columns = vec![
        Column::new("scorecard", "scorecard", Unit::Text),
        Column::new("from_version", "from", Unit::Text),
        Column::new("to_version", "to", Unit::Text),
        Column::new("evaluations", "evaluations", Unit::Count),
        Column::new("rescored", "rescored", Unit::Count),
        Column::new("mean_from", "mean", Unit::Score),
        Column::new("mean_to", "mean rescored", Unit::Score),
        Column::new("difference_mean", "mean difference", Unit::Score),
    ];
    columns.extend(Column::limits("difference_mean", Unit::Score));
    columns.extend([
        Column::new("changed", "changed", Unit::Count),
        Column::new("now_pass", "now pass", Unit::Count),
        Column::new("now_fail", "now fail", Unit::Count),
    ]);
    let mut groups: BTreeMap<[&str; 3], Vec<&Rescored<'_, '_>>> = BTreeMap::new();
    for it in all {
        let key = [it.to.id(), it.from.card.version(), it.to.version()];
        groups.entry(key).or_default().push(it);
    }
    let rows = groups.into_iter().map(|(key, all)| version_row(key, &all)).collect();
    Table { key: "versions", title: "Rescored".to_owned(), columns, rows, ..Table::default() }
}

fn version_row(key: [&str; 3], all: &[&Rescored<'_, '_>]) -> Vec<Cell> {
    let count = |n: usize| Cell::Count(u64::try_from(n).unwrap_or(u64::MAX));
    let both: Vec<[f64; 2]> = all
        .iter()
        .filter_map(|it| Some([it.from.score.value?, it.score.as_ref().ok()?.value?]))
        .map(|pair| pair.map(|share| 100.0 * share.to_f64()))
        .collect();
    let mean_of = |values: Vec<f64>| mean::of_reals(&values);
    let difference = mean_of(both.iter().map(|[from, to]| to - from).collect());
    let limits = difference.and_then(|mean| mean.interval(0.95));
    let turned = |to: bool| {
        let turn = |it: &&&Rescored<'_, '_>| {
            let passed = it.score.as_ref().ok().and_then(|score| score.passed);
            passed == Some(to) && it.from.score.passed == Some(!to)
        };
        count(all.iter().filter(turn).count())
    };
    let changed = all.iter().filter(|it| gap(it).is_some_and(|gap| !gap.is_zero()));
    let mut row: Vec<Cell> = key.into_iter().map(Cell::text).collect();
    row.extend([
        count(all.len()),
        count(both.len()),
        Cell::number(mean_of(both.iter().map(|it| it[0]).collect()).map(|it| it.mean)),
        Cell::number(mean_of(both.iter().map(|it| it[1]).collect()).map(|it| it.mean)),
        Cell::number(difference.map(|it| it.mean)),
        Cell::number(limits.map(|it| it.0)),
        Cell::number(limits.map(|it| it.1)),
        count(changed.count()),
        turned(true),
        turned(false),
    ]);
    row
}

/// What the versions ask differently, and who was left out.
fn notes(all: &[Rescored<'_, '_>], scored: usize) -> Vec<String> {
    let mut notes = BTreeSet::new();
    for it in all {
        let only = |one: &Scorecard, other: &Scorecard| {
            let ids = one.questions().map(|question| question.id().to_owned());
            let ids: Vec<String> = ids.filter(|id| other.question(id).is_none()).collect();
            let (id, version) = (one.id(), one.version());
            (!ids.is_empty()).then(|| format!("only in {id} {version}: {}", ids.join(", ")))
        };
        notes.extend(only(it.from.card, it.to));
        notes.extend(only(it.to, it.from.card));
    }
    let mut notes: Vec<String> = notes.into_iter().collect();
    let same = scored - all.len();
    if same > 0 {
        notes.push(format!("{same} of {scored} evaluations have no other version to go to"));
    }
    notes
}

fn percent(share: Option<Fraction>) -> Cell {
    share.map_or(Cell::Missing, |share| {
        let score = share * Fraction::whole(100);
        Cell::ratio(score.num(), score.den())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scorecard::sample::{draft, evaluation, section, yes_no};
    use crate::scorecard::{Method, QuestionDraft};

    fn card(version: &str, questions: Vec<QuestionDraft>) -> Scorecard {
        let mut card = draft(Method::QuestionWeighted, vec![section("s", 1, questions)]);
        card.version = Some(version.to_owned());
        card.hash = version.to_owned();
        card.pass_mark = Some(60_000);
        card.built()
    }

    /// The report of these answers to `a` and `b` under a second card.
    fn compared(answers: &[[&str; 2]], new: &Scorecard) -> Report {
        let old = card("1", vec![yes_no("a"), yes_no("b")]);
        let made: Vec<Evaluation> = answers
            .iter()
            .enumerate()
            .map(|(i, [a, b])| evaluation([&format!("E{i}"), "A1"], &[("a", a), ("b", b)]))
            .collect();
        let scored: Vec<Scored<'_>> = made
            .iter()
            .map(|evaluation| {
                let answers = old.read(evaluation).unwrap();
                let score = score(&old, &answers);
                Scored { card: &old, evaluation, answers, score }
            })
            .collect();
        let mut report = Report::default();
        compare(&scored, &[new], &mut report);
        report
    }

    fn cell(table: &Table, key: &str) -> Cell {
        let at = table.columns.iter().position(|column| column.key == key).unwrap();
        table.rows[0][at].clone()
    }

    #[test]
    fn the_same_version_changes_nothing_and_is_left_out() {
        let report = compared(&[["yes", "no"]], &card("1", vec![yes_no("a"), yes_no("b")]));
        assert!(report.tables.iter().all(|table| table.rows.is_empty()));
        assert_eq!(report.notes, ["1 of 1 evaluations have no other version to go to"]);
    }

    #[test]
    fn another_weight_moves_scores_and_outcomes() {
        let new = card("2", vec![yes_no("a").weighing(3), yes_no("b")]);
        let report = compared(&[["yes", "no"], ["no", "yes"], ["yes", "yes"]], &new);
        let [versions, evaluations] = &report.tables[..] else { panic!("two tables") };
        // 50, 50, 100 become 75, 25, 100: the mean stays, one now passes, two changed.
        assert_eq!(cell(evaluations, "score_from"), Cell::ratio(50, 1));
        assert_eq!(cell(evaluations, "score_to"), Cell::ratio(75, 1));
        assert_eq!(cell(evaluations, "difference"), Cell::ratio(25, 1));
        assert_eq!(cell(versions, "difference_mean"), Cell::Number(0.0));
        assert_eq!(cell(versions, "changed"), Cell::Count(2));
        assert_eq!(cell(versions, "now_pass"), Cell::Count(1));
        assert_eq!(cell(versions, "now_fail"), Cell::Count(0));
        assert!(report.notes.is_empty());
    }

    #[test]
    fn questions_that_come_and_go_are_told() {
        let report = compared(&[["yes", "no"]], &card("2", vec![yes_no("a"), yes_no("c")]));
        let evaluations = &report.tables[1];
        assert_eq!(cell(evaluations, "score_to"), Cell::ratio(100, 1));
        assert_eq!(cell(evaluations, "answers_dropped"), Cell::Count(1));
        assert_eq!(cell(evaluations, "questions_filled"), Cell::Count(1));
        assert_eq!(report.notes, ["only in card 1: b", "only in card 2: c"]);
    }

    #[test]
    fn an_evaluation_without_a_needed_answer_is_not_rescored() {
        let mut needed = yes_no("c");
        needed.na_allowed = false;
        let report = compared(&[["yes", "no"]], &card("2", vec![yes_no("a"), needed]));
        let [versions, evaluations] = &report.tables[..] else { panic!("two tables") };
        assert_eq!(
            cell(evaluations, "why_not"),
            Cell::text("evaluation `E0` has no answer to `c`")
        );
        assert_eq!(cell(evaluations, "score_to"), Cell::Missing);
        assert_eq!(cell(versions, "rescored"), Cell::Count(0));
        assert_eq!(cell(versions, "difference_mean"), Cell::Missing);
    }
}
