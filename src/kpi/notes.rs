//! What a reader of the figures must know: what was left out, what is absent, which targets are missed.

use super::group::{Key, Value};
use super::indicator::Shown;
use super::target::table;
use super::{Findings, Indicator, Tally, View, catalogue};
use crate::model::{Field, Name, Zone};
use crate::report::Unit;
use crate::report::words::counted;
use std::collections::BTreeMap;

/// The notes of a report, in a fixed order.
pub(super) fn notes(findings: &Findings, view: &View) -> Vec<String> {
    let mut notes = left_out(findings);
    notes.extend(outcomes(&findings.total, findings));
    notes.extend(dates_alone(findings));
    notes.extend(waits(findings));
    notes.extend(handle(findings, view));
    notes.extend(absent(findings, view));
    notes.extend(lone(findings, view));
    notes.extend(table::notes(findings, view));
    notes
}

/// How many groups have a mean score of one evaluation, which has no interval and looks as sure as any.
fn lone(findings: &Findings, view: &View) -> Vec<String> {
    let mut notes = Vec::new();
    for kpi in view.for_people(findings).iter().filter(|kpi| kpi.unit() == Unit::Score) {
        let is_lone = |tally: &Tally| kpi.of(tally, findings, &view.rules).is_of_one();
        let n = findings.groups.iter().filter(|(_, tally)| is_lone(tally)).count();
        let n = u64::try_from(n).unwrap_or(u64::MAX);
        if n > 0 && !findings.plan.by.is_empty() {
            let groups = counted(n, "group");
            notes.push(format!(
                "{} of {groups} is that of one evaluation, without an interval",
                kpi.key()
            ));
        }
    }
    notes
}

/// What a program that reads the figures alone would miss: that nothing lies in the period, that an
/// indicator asked for needs a column which is not there.
pub fn urgent(findings: &Findings, view: &View) -> Vec<String> {
    let mut notes = Vec::new();
    if findings.groups.is_empty() && findings.outside > 0 {
        notes.push(outside(findings));
    }
    if !view.kpis.is_empty() {
        notes.extend(absent(findings, view));
    }
    notes
}

fn left_out(findings: &Findings) -> Vec<String> {
    let mut notes = Vec::new();
    if findings.unselected > 0 {
        notes
            .push(format!("{} not selected by the filter left out", contacts(findings.unselected)));
    }
    if findings.outside > 0 {
        notes.push(outside(findings));
    }
    if findings.untimed > 0 {
        let fate = match findings.plan.period {
            Some(_) => "left out of the period",
            None => "grouped as unknown",
        };
        notes.push(format!("{} without `start_time` {fate}", contacts(findings.untimed)));
    }
    notes
}

/// How many contacts lie outside the period, and where, when none lies inside.
fn outside(findings: &Findings) -> String {
    let outside = contacts(findings.outside);
    if !findings.groups.is_empty() {
        return format!("{outside} outside the period left out");
    }
    let days = from_to(findings.outside_span, &findings.plan.zone);
    format!("no contact in the period; {outside} outside it{days}")
}

/// The days between which records lie, with a comma before; empty where nobody knows them.
pub(super) fn from_to(span: Option<(i64, i64)>, zone: &Zone) -> String {
    let day = |at: i64| zone.iso(at).and_then(|iso| Some(iso.get(..10)?.to_owned()));
    let days = span.and_then(|(first, last)| Some((day(first)?, day(last)?)));
    days.map_or(String::new(), |(first, last)| format!(", from {first} to {last}"))
}

fn outcomes(total: &Tally, findings: &Findings) -> Vec<String> {
    let has_outcome = findings.present.contains(&Name::Field(Field::Outcome));
    let counted = [
        (total.excluded, "excluded by outcome, in no figure"),
        (total.unreached, "ended before a queue (`ivr_abandon`), not offered"),
        (if has_outcome { total.unknown_outcome } else { 0 }, "of unknown outcome, not offered"),
    ];
    let counted = counted.into_iter().filter(|(n, _)| *n > 0);
    counted.map(|(n, fate)| format!("{} {fate}", contacts(n))).collect()
}

/// From how many contacts on nobody takes it for chance that all begin at midnight.
const NO_CHANCE: u64 = 5;

/// That times of day are asked for, and every contact begins with its day: dates alone were exported.
fn dates_alone(findings: &Findings) -> Option<String> {
    let plan = &findings.plan;
    let clock = plan.by.iter().enumerate().find_map(|(at, key)| match key {
        Key::Grain(grain) if grain.is_within_days() => Some((at, *grain)),
        _ => None,
    });
    let (at, grain) = clock?;
    let is_midnight = |values: &[Value]| match values.get(at) {
        Some(Value::Whole(bucket)) => grain
            .label(&plan.zone, *bucket)
            .is_some_and(|label| label == "00" || label.contains("T00:00")),
        _ => false,
    };
    let all = findings.groups.iter().all(|(values, _)| is_midnight(values));
    (all && findings.total.contacts >= NO_CHANCE).then(|| {
        "every contact begins at midnight: `start_time` seems to have dates and no time of day"
            .to_owned()
    })
}

/// How many contacts tell no wait, where the export has waits.
fn waits(findings: &Findings) -> Vec<String> {
    let total = &findings.total;
    let abandoned = total.waits.abandoned.count() + total.waits.short.count();
    let counted = [
        (total.answered - total.waits.answered.count(), "answered", "not in time"),
        (total.abandoned - abandoned, "abandoned", "neither early nor short"),
    ];
    let has_wait = findings.present.contains(&Name::Field(Field::Wait));
    let counted = counted.into_iter().filter(|(n, ..)| has_wait && *n > 0);
    counted
        .map(|(n, how, fate)| format!("{} {how} without `wait_s`, counted as {fate}", contacts(n)))
        .collect()
}

/// What the handle time is made of, where the export lacks a part of it or a talk time.
fn handle(findings: &Findings, view: &View) -> Vec<String> {
    let is_shown = view.for_people(findings).iter().any(|kpi| kpi.key() == "aht_s");
    let has = |field: Field| findings.present.contains(&Name::Field(field));
    if !is_shown || !has(Field::Talk) {
        return Vec::new();
    }
    let mut notes = Vec::new();
    let lacking = [Field::Hold, Field::Acw].into_iter().filter(|field| !has(*field));
    let lacking: Vec<_> = lacking.map(|field| format!("`{}`", field.name())).collect();
    if !lacking.is_empty() {
        let lacking = lacking.join(" and ");
        notes.push(format!("AHT is without {lacking}, which this export does not have"));
    }
    let untold = findings.total.answered - findings.total.handle.n;
    if untold > 0 {
        notes.push(format!("{} answered without `talk_s`, left out of AHT", contacts(untold)));
    }
    notes
}

/// The indicators that do not exist because columns are absent, by those columns.
fn absent(findings: &Findings, view: &View) -> Vec<String> {
    let mut by_columns: BTreeMap<Vec<Name>, Vec<String>> = BTreeMap::new();
    let wanted: Vec<Indicator> = match view.kpis[..] {
        [] => {
            let usual = catalogue::ALL.iter().filter(|kpi| kpi.shown == Shown::Always);
            usual.map(Indicator::Known).collect()
        }
        _ => view.kpis.clone(),
    };
    for kpi in wanted {
        let fields = kpi.absent(&view.rules, &findings.present);
        if !fields.is_empty() {
            by_columns.entry(fields).or_default().push(kpi.key().to_owned());
        }
    }
    let lines = by_columns.into_iter().map(|(fields, keys)| {
        let fields: Vec<_> = fields.iter().map(|field| format!("`{field}`")).collect();
        let verb = if keys.len() == 1 { "needs" } else { "need" };
        format!("{} {verb} {}; this export has none", keys.join(", "), fields.join(" and "))
    });
    lines.collect()
}

fn contacts(n: u64) -> String {
    counted(n, "contact")
}
