//! Indicators of intervals: one row each.

use super::Cells;
use super::indicators::{Part, Shape, SumKpi};
use crate::kpi::{Formula, Rules};
use crate::report::Unit;

/// The columns that they look at.
pub(super) const COLUMNS: [&str; 18] = [
    "offered",
    "answered",
    "abandoned",
    "short_abandoned",
    "answered_within",
    "abandoned_within",
    "threshold_s",
    "service_level",
    "asa_s",
    "mean_abandon_wait_s",
    "mean_talk_s",
    "mean_hold_s",
    "mean_acw_s",
    "mean_handle_s",
    "total_wait_s",
    "total_talk_s",
    "total_hold_s",
    "total_acw_s",
];

/// A column beside those, which only the handle time needs.
pub(super) const HANDLE: &str = "total_handle_s";

/// In the order of reports.
pub(super) static ALL: [SumKpi; 13] = [
    SumKpi {
        key: "intervals",
        label: "intervals",
        unit: Unit::Count,
        shape: Shape::Count,
        reason: "there is no interval",
        definition: |_| "records, each of a stretch of time".to_owned(),
        part: |_, _| Some(Part { num: 1_000, den: 0 }),
    },
    SumKpi {
        key: "offered",
        label: "offered",
        unit: Unit::Count,
        shape: Shape::Count,
        reason: "needs `offered`, or `answered` and `abandoned`",
        definition: |_| {
            "sum of the contacts offered; without them, answered + abandoned".to_owned()
        },
        part: |cells, _| counted(offered(cells)),
    },
    SumKpi {
        key: "answered",
        label: "answered",
        unit: Unit::Count,
        shape: Shape::Count,
        reason: "needs `answered`",
        definition: |_| "sum of the contacts answered".to_owned(),
        part: |cells, _| counted(cells.milli("answered")),
    },
    SumKpi {
        key: "abandoned",
        label: "abandoned",
        unit: Unit::Count,
        shape: Shape::Count,
        reason: "needs `abandoned`",
        definition: |_| "sum of the contacts abandoned".to_owned(),
        part: |cells, _| counted(cells.milli("abandoned")),
    },
    SumKpi {
        key: "answer_rate",
        label: "answer rate",
        unit: Unit::Share,
        shape: Shape::Share,
        reason: "needs `offered` and `answered`",
        definition: |_| "answered / offered, both summed".to_owned(),
        part: |cells, _| quotient(cells.milli("answered"), offered(cells)),
    },
    SumKpi {
        key: "service_level",
        label: "service level",
        unit: Unit::Share,
        shape: Shape::Rate,
        reason: "needs `answered_within`, or `service_level` and what it is a share of",
        definition: |rules| level_definition(rules.formula).to_owned(),
        part: level,
    },
    SumKpi {
        key: "abandonment_rate",
        label: "abandonment",
        unit: Unit::Share,
        shape: Shape::Share,
        reason: "needs `offered` and `abandoned`; with a limit of short abandons, `short_abandoned`",
        definition: |rules| {
            let text = match rules.short_abandon {
                None => "abandoned / offered, both summed",
                Some(_) => "(abandoned − short) / (offered − short), short as the export counts it",
            };
            text.to_owned()
        },
        part: abandonment,
    },
    SumKpi {
        key: "asa_s",
        label: "ASA",
        unit: Unit::Seconds,
        shape: Shape::Mean,
        reason: "needs `answered`, and `total_wait_s` or `asa_s`",
        definition: |_| {
            "waits of the answered, summed / answered; a mean counts as often as it was answered"
                .to_owned()
        },
        part: |cells, _| mean(cells, ["total_wait_s", "asa_s"], "answered"),
    },
    SumKpi {
        key: "wait_abandoned_s",
        label: "time to abandon",
        unit: Unit::Seconds,
        shape: Shape::Mean,
        reason: "needs `abandoned` and `mean_abandon_wait_s`",
        definition: |_| "mean wait of the abandoned, weighted by abandoned".to_owned(),
        part: |cells, _| mean(cells, ["", "mean_abandon_wait_s"], "abandoned"),
    },
    SumKpi {
        key: "talk_s",
        label: "talk",
        unit: Unit::Seconds,
        shape: Shape::Mean,
        reason: "needs `answered`, and `total_talk_s` or `mean_talk_s`",
        definition: |_| {
            "talk, summed / answered; a mean counts as often as it was answered".to_owned()
        },
        part: |cells, _| mean(cells, ["total_talk_s", "mean_talk_s"], "answered"),
    },
    SumKpi {
        key: "hold_s",
        label: "hold",
        unit: Unit::Seconds,
        shape: Shape::Mean,
        reason: "needs `answered`, and `total_hold_s` or `mean_hold_s`",
        definition: |_| "hold, summed / answered".to_owned(),
        part: |cells, _| mean(cells, ["total_hold_s", "mean_hold_s"], "answered"),
    },
    SumKpi {
        key: "acw_s",
        label: "wrap",
        unit: Unit::Seconds,
        shape: Shape::Mean,
        reason: "needs `answered`, and `total_acw_s` or `mean_acw_s`",
        definition: |_| "after-contact work, summed / answered".to_owned(),
        part: |cells, _| mean(cells, ["total_acw_s", "mean_acw_s"], "answered"),
    },
    SumKpi {
        key: "aht_s",
        label: "AHT",
        unit: Unit::Seconds,
        shape: Shape::Mean,
        reason: "needs `answered`, and a handle time, or talk with hold or after-contact work",
        definition: |_| {
            "handle time as delivered, else talk + hold + after-contact work, summed / answered"
                .to_owned()
        },
        part: |cells, _| handle(cells),
    },
];

/// Contacts offered, in thousandths.
pub(super) fn offered(cells: &Cells<'_>) -> Option<i128> {
    let parts = || Some(cells.milli("answered")? + cells.milli("abandoned")?);
    cells.milli("offered").or_else(parts)
}

/// Whether the parts of an interval add up to what was offered; `None` when it cannot be told.
pub(super) fn adds_up(cells: &Cells<'_>) -> Option<bool> {
    let parts = cells.milli("answered")? + cells.milli("abandoned")?;
    Some(cells.milli("offered")? == parts)
}

fn counted(num: Option<i128>) -> Option<Part> {
    Some(Part { num: num?, den: 0 })
}

fn quotient(num: Option<i128>, den: Option<i128>) -> Option<Part> {
    Some(Part { num: num?, den: den? })
}

/// A total, or a mean as often as it was taken; both in milliseconds times thousandths of a contact.
fn mean(cells: &Cells<'_>, [total, mean]: [&str; 2], weight: &str) -> Option<Part> {
    let den = cells.milli(weight)?;
    let num = match cells.milli(total) {
        Some(total) => total * 1_000,
        // Nothing was measured where nothing happened, whatever stands there.
        None if den == 0 && (cells.has(total) || cells.has(mean)) => 0,
        None => cells.milli(mean)? * den,
    };
    Some(Part { num, den })
}

fn handle(cells: &Cells<'_>) -> Option<Part> {
    let part = |total: &str, of: &str| mean(cells, [total, of], "answered");
    if let Some(part) = part(HANDLE, "mean_handle_s") {
        return Some(part);
    }
    let talk = part("total_talk_s", "mean_talk_s")?;
    let (hold, acw) = (part("total_hold_s", "mean_hold_s"), part("total_acw_s", "mean_acw_s"));
    // Talk alone is no handle time.
    hold.or(acw)?;
    let more = hold.map_or(0, |part| part.num) + acw.map_or(0, |part| part.num);
    Some(Part { num: talk.num + more, den: talk.den })
}

fn abandonment(cells: &Cells<'_>, rules: &Rules) -> Option<Part> {
    let (abandoned, offered) = (cells.milli("abandoned")?, offered(cells)?);
    let short = match rules.short_abandon {
        None => 0,
        Some(_) => cells.milli("short_abandoned")?,
    };
    Some(Part { num: abandoned - short, den: offered - short })
}

/// In percent times thousandths of a contact: counts where there are any, else the rate itself.
fn level(cells: &Cells<'_>, rules: &Rules) -> Option<Part> {
    let (answered, within) = (cells.milli("answered"), cells.milli("answered_within"));
    let early = || cells.milli("abandoned_within");
    let short = || cells.milli("short_abandoned");
    let counts = |num: Option<i128>, den: Option<i128>| quotient(num.map(|num| num * 100_000), den);
    let rate = |weight: Option<i128>| {
        let den = weight?;
        let num = if den == 0 { 0 } else { cells.milli("service_level")? * den };
        cells.milli("service_level").map(|_| Part { num, den })
    };
    match rules.formula {
        Formula::Offered => counts(within, offered(cells)).or_else(|| rate(offered(cells))),
        Formula::Answered => counts(within, answered).or_else(|| rate(answered)),
        Formula::Removed => counts(Some(within? + early()?), offered(cells)),
        Formula::LateAbandons => counts(within, Some(offered(cells)? - early()?)),
        Formula::ShortMet => counts(Some(within? + short()?), offered(cells)),
        Formula::ShortRemoved => counts(within, Some(offered(cells)? - short()?)),
        Formula::NoFlowOut => counts(within, Some(answered? + cells.milli("abandoned")?)),
        // Exports count by interval who was answered or gave up in time, never who was sent on.
        Formula::LeftQueue => None,
    }
}

/// The threshold is the export's own: it cannot be chosen any more.
fn level_definition(formula: Formula) -> &'static str {
    match formula {
        Formula::Offered => {
            "answered within the export's threshold / offered; a rate is weighted by offered"
        }
        Formula::Answered => {
            "answered within the export's threshold / answered; a rate is weighted by answered"
        }
        Formula::Removed => "(answered + abandoned) within the export's threshold / offered",
        Formula::LateAbandons => {
            "answered within the export's threshold / (offered − abandoned within it)"
        }
        Formula::ShortMet => "(answered within the export's threshold + short abandons) / offered",
        Formula::ShortRemoved => {
            "answered within the export's threshold / (offered − short abandons)"
        }
        Formula::NoFlowOut => "answered within the export's threshold / (answered + abandoned)",
        Formula::LeftQueue => "cannot be known from intervals: it takes the contacts one by one",
    }
}
