//! Judgements as notes for people and as a table for programs.

use super::judge::is_somebody;
use super::{Judgement, Over, Target, judge, of_kpi};
use crate::kpi::group::Value;
use crate::kpi::indicator::Indicator;
use crate::kpi::report::View;
use crate::kpi::{Figure, Findings};
use crate::report::words::{counted, grouped};
use crate::report::{Audience, Cell, Column, Table, Unit};

/// Most rows of misses that are told to people.
const TOLD: usize = 5;

/// What people are told of each target.
pub(in crate::kpi) fn notes(findings: &Findings, view: &View) -> Vec<String> {
    let mut notes = Vec::new();
    for found in judge(findings, view) {
        notes.push(overall(&found));
        let mut rows: Vec<_> = found.streaks.iter().filter(|streak| streak.now >= 2).collect();
        // All together come first, then the longest.
        rows.sort_by_key(|streak| (!streak.who.is_empty(), std::cmp::Reverse(streak.now)));
        let more = rows.len().saturating_sub(TOLD);
        let told = rows.into_iter().take(TOLD).filter_map(super::streak::Streak::sentence);
        notes.extend(told.map(|sentence| format!("target {}: {sentence}", found.key)));
        if more > 0 {
            notes.push(format!("target {}: so in {more} more series of intervals", found.key));
        }
    }
    notes.extend(unjudged(findings, view));
    notes.extend(nameless(findings, view));
    notes
}

/// Who is in no group that a target is held against.
fn nameless(findings: &Findings, view: &View) -> Option<String> {
    let by = &findings.plan.by;
    let is_judged = view.targets.iter().any(|(_, target)| target.over == Over::Report);
    let nobody = || findings.groups.iter().filter(|(values, _)| !is_somebody(by, values));
    let contacts: u64 = nobody().map(|(_, tally)| tally.offered()).sum();
    if !is_judged || contacts == 0 {
        return None;
    }
    let unknown = |at: &usize| nobody().any(|(values, _)| values[*at] == Value::Unknown);
    let columns = (0..by.len()).filter(unknown).map(|at| by[at].name());
    let (columns, contacts) =
        (columns.collect::<Vec<_>>().join(" or "), counted(contacts, "offered contact"));
    Some(format!("in the whole and in no group that has a target: {contacts} without {columns}"))
}

/// The targets that a report by these keys cannot judge.
fn unjudged(findings: &Findings, view: &View) -> Vec<String> {
    let reported = view.targets.iter().filter(|(_, target)| target.over == Over::Report);
    let told = reported.filter_map(|(kpi, target)| {
        let untold = target.untold(&findings.plan.by);
        (!untold.is_empty()).then(|| {
            let key = kpi.key();
            let (phrase, untold) = (target.phrase(), untold.join(","));
            format!("target {key} {phrase}: not judged, for the report is not by {untold}")
        })
    });
    told.collect()
}

fn overall(found: &Judgement) -> String {
    let band = found.band.map_or(String::new(), |band| format!(" ({})", band.name()));
    let overall = match found.met {
        Some(true) => format!("met overall{band}"),
        Some(false) => format!("missed overall{band}"),
        None => "no value overall".to_owned(),
    };
    let amber = match found.amber_groups {
        0 => String::new(),
        amber => format!(" ({} of these amber)", grouped(amber)),
    };
    let groups = in_groups(&found.missed, found.judged_groups, &amber);
    let nobody = found.nobody.as_ref().map_or(String::new(), |nobody| format!(": {nobody}"));
    format!("target {} {}: {overall}{nobody}{groups}", found.key, found.target)
}

/// In how many of the judged groups a target is missed, and in which, with a comma before; empty
/// where there are no groups. `of_these` stands behind their number.
pub fn in_groups(missed: &[String], judged: u64, of_these: &str) -> String {
    if judged == 0 {
        return String::new();
    }
    if missed.is_empty() {
        return format!(", missed in none of {}", counted(judged, "group"));
    }
    let number = |n: usize| grouped(u64::try_from(n).unwrap_or(u64::MAX));
    let mut names = missed.iter().take(TOLD).map(String::as_str).collect::<Vec<_>>().join(", ");
    if missed.len() > TOLD {
        names = format!("{names} and {} more", number(missed.len() - TOLD));
    }
    let n = number(missed.len());
    format!(", missed in {n} of {}{of_these}: {names}", counted(judged, "group"))
}

/// A row for each target and group it is for, then for each target over all of these; for programs.
pub(in crate::kpi) fn table(findings: &Findings, view: &View) -> Table {
    let by = &findings.plan.by;
    let mut columns: Vec<_> =
        by.iter().map(|key| Column::new(key.name(), key.name(), Unit::Text)).collect();
    columns.extend([
        Column::new("kpi", "kpi", Unit::Text),
        Column::new("target", "target", Unit::Text),
        Column::new("for", "for", Unit::Text),
        Column::new("value", "value", Unit::Plain),
        Column::new("met", "met", Unit::Flag),
        Column::new("band", "band", Unit::Text),
        Column::new("surely", "surely", Unit::Flag),
        Column::new("missed_in_a_row", "missed_in_a_row", Unit::Count),
        Column::new("most_in_a_row", "most_in_a_row", Unit::Count),
    ]);
    let mut rows = Vec::new();
    for (values, tally) in findings.groups.iter().filter(|_| !by.is_empty()) {
        let texts = findings.texts(values);
        for (kpi, target) in picked(view, findings, &texts) {
            if !is_somebody(by, values) {
                continue;
            }
            let figure = kpi.of(tally, findings, &view.rules);
            let mut row: Vec<_> = texts.iter().map(Cell::text).collect();
            row.extend(cells((kpi, target), &figure));
            row.extend([Cell::Missing, Cell::Missing]);
            rows.push(row);
        }
    }
    for (found, (kpi, target)) in judge(findings, view).iter().zip(judged(view, findings)) {
        let streak =
            found.streaks.iter().find(|one| one.who.is_empty() || found.streaks.len() == 1);
        let mut row = vec![Cell::Missing; by.len()];
        row.extend(cells((kpi, target), &found.total));
        row.push(streak.map_or(Cell::Missing, |streak| Cell::Count(streak.now)));
        row.push(streak.map_or(Cell::Missing, |streak| Cell::Count(streak.longest)));
        rows.push(row);
    }
    let (key, audience) = ("targets", Audience::Machines);
    Table { key, audience, columns, rows, ..Table::default() }
}

fn judged<'a>(
    view: &'a View,
    findings: &Findings,
) -> impl Iterator<Item = &'a (Indicator, Target)> {
    view.targets.iter().filter(|(_, target)| {
        target.over == Over::Report && target.untold(&findings.plan.by).is_empty()
    })
}

/// Each indicator that has a target for this group, once.
fn picked<'a>(
    view: &'a View,
    findings: &Findings,
    texts: &[String],
) -> Vec<(&'a Indicator, &'a Target)> {
    let mut found: Vec<(&Indicator, &Target)> = Vec::new();
    for (kpi, _) in &view.targets {
        let target = Target::pick(of_kpi(&view.targets, kpi), &findings.plan.by, texts);
        if let Some(target) = target.filter(|_| found.iter().all(|(one, _)| one.key() != kpi.key()))
        {
            found.push((kpi, target));
        }
    }
    found
}

fn cells((kpi, target): (&Indicator, &Target), figure: &Figure) -> [Cell; 7] {
    [
        Cell::text(kpi.key()),
        Cell::text(target.text()),
        Cell::text(target.whom().trim_start_matches(", for ")),
        figure.value.clone(),
        target.met(figure).map_or(Cell::Missing, Cell::Flag),
        target.band(figure).map_or(Cell::Missing, |band| Cell::text(band.name())),
        surely(target, figure).map_or(Cell::Missing, Cell::Flag),
    ]
}

/// Whether the 95 % interval of a figure lies wholly on one side of its target; `None` without one.
fn surely(target: &Target, figure: &Figure) -> Option<bool> {
    let real = |cell: &Cell| match cell {
        Cell::Number(number) => Some(*number),
        Cell::Ratio { num, den } => {
            Some(crate::stats::real::signed(*num) / crate::stats::real::signed(*den))
        }
        _ => None,
    };
    let [lower, upper] = figure.limits.cells();
    let (lower, upper) = (real(&lower)?, real(&upper)?);
    Some(!(lower..upper).contains(&target.value()))
}
