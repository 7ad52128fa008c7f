//! Indicators of survey responses and of delivered scores: one row each.

use super::Cells;
use super::indicators::{Part, Shape, SumKpi};
use crate::report::Unit;
use crate::stats::decimal::thousandths;

/// The columns that indicators of surveys look at.
pub(super) const COLUMNS: [&str; 5] = ["answered", "csat", "nps", "ces", "resolved"];

/// The least answer of a promoter, and the greatest of a detractor, in thousandths.
///
/// Source: Reichheld (2003), "The One Number You Need to Grow", *Harvard Business Review* 81(12).
const PROMOTER: i128 = 9_000;
const DETRACTOR: i128 = 6_000;

/// Of surveys, in the order of reports.
pub(super) static SURVEYS: [SumKpi; 9] = [
    SumKpi {
        key: "responses",
        label: "responses",
        unit: Unit::Count,
        shape: Shape::Count,
        reason: "there is no response",
        definition: |_| "records, those apart whose `answered` is false".to_owned(),
        part: |cells, _| {
            let num = if cells.flag("answered") == Some(false) { 0 } else { 1_000 };
            Some(Part { num, den: 0 })
        },
    },
    SumKpi {
        key: "response_rate",
        label: "response rate",
        unit: Unit::Share,
        shape: Shape::Share,
        reason: "needs `answered`, which tells the surveys that came back",
        definition: |_| "surveys that came back / surveys sent".to_owned(),
        part: |cells, _| flagged(cells, "answered"),
    },
    SumKpi {
        key: "csat_mean",
        label: "CSAT",
        unit: Unit::Plain,
        shape: Shape::Mean,
        reason: "needs `csat`",
        definition: |_| "mean rating of responses that have one".to_owned(),
        part: |cells, _| mean(cells, "csat"),
    },
    SumKpi {
        key: "csat_n",
        label: "ratings",
        unit: Unit::Count,
        shape: Shape::Count,
        reason: "needs `csat`",
        definition: |_| "responses with a rating".to_owned(),
        part: |cells, _| cells.milli("csat").map(|_| Part { num: 1_000, den: 0 }),
    },
    SumKpi {
        key: "csat_top_rate",
        label: "top ratings",
        unit: Unit::Share,
        shape: Shape::Share,
        reason: "needs `csat` and the least top rating (--csat-top)",
        definition: |rules| match rules.csat_top {
            Some(top) => format!("ratings ≥ {} / ratings", thousandths(top.into())),
            None => "top ratings / ratings".to_owned(),
        },
        part: |cells, rules| {
            let (rating, top) = (cells.milli("csat")?, i128::from(rules.csat_top?));
            Some(Part { num: if rating >= top { 1_000 } else { 0 }, den: 1_000 })
        },
    },
    SumKpi {
        key: "nps",
        label: "NPS",
        unit: Unit::Plain,
        shape: Shape::Balance,
        reason: "needs `nps`",
        definition: |_| "100 × (answers of 9 and 10 − answers of 0 to 6) / answers".to_owned(),
        part: |cells, _| {
            let num = match cells.milli("nps")? {
                answer if answer >= PROMOTER => 1_000,
                answer if answer <= DETRACTOR => -1_000,
                _ => 0,
            };
            Some(Part { num, den: 1_000 })
        },
    },
    SumKpi {
        key: "nps_n",
        label: "NPS answers",
        unit: Unit::Count,
        shape: Shape::Count,
        reason: "needs `nps`",
        definition: |_| "responses with an answer to the question of NPS".to_owned(),
        part: |cells, _| cells.milli("nps").map(|_| Part { num: 1_000, den: 0 }),
    },
    SumKpi {
        key: "ces_mean",
        label: "CES",
        unit: Unit::Plain,
        shape: Shape::Mean,
        reason: "needs `ces`",
        definition: |_| "mean effort of responses that tell it".to_owned(),
        part: |cells, _| mean(cells, "ces"),
    },
    SumKpi {
        key: "resolved_rate",
        label: "resolved",
        unit: Unit::Share,
        shape: Shape::Share,
        reason: "needs `resolved`",
        definition: |_| "resolved / responses that tell it".to_owned(),
        part: |cells, _| flagged(cells, "resolved"),
    },
];

/// Of delivered scores, in the order of reports.
pub(super) static SCORES: [SumKpi; 3] = [
    SumKpi {
        key: "evaluations",
        label: "evaluations",
        unit: Unit::Count,
        shape: Shape::Count,
        reason: "there is no evaluation",
        definition: |_| "records of evaluations".to_owned(),
        part: |_, _| Some(Part { num: 1_000, den: 0 }),
    },
    SumKpi {
        key: "delivered_score_mean",
        label: "delivered score",
        unit: Unit::Plain,
        shape: Shape::Mean,
        reason: "needs `score`",
        definition: |_| "mean of the scores as the file delivers them, never recomputed".to_owned(),
        part: |cells, _| mean(cells, "score"),
    },
    SumKpi {
        key: "delivered_score_n",
        label: "scores",
        unit: Unit::Count,
        shape: Shape::Count,
        reason: "needs `score`",
        definition: |_| "evaluations with a delivered score".to_owned(),
        part: |cells, _| cells.milli("score").map(|_| Part { num: 1_000, den: 0 }),
    },
];

fn mean(cells: &Cells<'_>, name: &str) -> Option<Part> {
    Some(Part { num: cells.milli(name)? * 1_000, den: 1_000 })
}

fn flagged(cells: &Cells<'_>, name: &str) -> Option<Part> {
    let num = if cells.flag(name)? { 1_000 } else { 0 };
    Some(Part { num, den: 1_000 })
}
