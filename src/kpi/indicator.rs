//! What an indicator is: a key, a unit, the columns it needs, a formula.

use super::measure::Amounts;
use super::{Figure, Findings, Measure, Measured, Rules, Tally, scale};
use crate::model::{Field, Name};
use crate::report::Unit;
use crate::stats::Histogram;
use std::collections::BTreeSet;
use std::sync::Arc;

/// An indicator: one of the catalogue, or one in the words of the user.
#[derive(Debug, Clone)]
pub enum Indicator {
    /// A row of [`super::catalogue`].
    Known(&'static Kpi),
    /// A measure of the plan.
    Defined(Arc<Measure>),
}

impl Indicator {
    /// Stable key.
    pub fn key(&self) -> &str {
        match self {
            Self::Known(kpi) => kpi.key,
            Self::Defined(measure) => &measure.key,
        }
    }

    /// What its values mean.
    pub fn unit(&self) -> Unit {
        match self {
            Self::Known(kpi) => kpi.unit,
            Self::Defined(measure) => measure.unit,
        }
    }

    /// Where it is shown without being asked for.
    pub fn shown(&self) -> Shown {
        match self {
            Self::Known(kpi) => kpi.shown,
            Self::Defined(measure) => measure.shown,
        }
    }

    /// How it is computed, in one line.
    pub fn definition(&self, rules: &Rules) -> String {
        match self {
            Self::Known(kpi) => (kpi.definition)(rules),
            Self::Defined(measure) => measure.definition.clone(),
        }
    }

    /// Heading for people.
    pub fn heading(&self, rules: &Rules) -> String {
        match self {
            Self::Known(kpi) => kpi.heading(rules),
            Self::Defined(measure) => measure.label.clone(),
        }
    }

    /// Its value for a group of the findings; undefined, with the reason, when a column is absent.
    pub fn of(&self, tally: &Tally, findings: &Findings, rules: &Rules) -> Figure {
        let figure = match self {
            Self::Known(kpi) => kpi.of(tally, rules, &findings.present),
            Self::Defined(measure) => match self.absent(rules, &findings.present).first() {
                Some(Name::Field(field)) => Figure::undefined(reason(*field)),
                Some(Name::Extra(name)) => Figure::undefined(reason_of(name)),
                None => findings.measured(tally, measure).figure(&measure.method),
            },
        };
        match self.scale(findings) {
            Some(ends) => figure.on_scale(ends),
            None => figure,
        }
    }

    /// The ends of the scale its values lie on: scores have 0 and 100, times of the catalogue begin
    /// at 0, ratings have the narrowest that all of them lie on; `None` where nobody knows them.
    fn scale(&self, findings: &Findings) -> Option<(f64, f64)> {
        match (self, self.unit()) {
            (_, Unit::Score) => Some((0.0, 100.0)),
            (Self::Known(_), Unit::Seconds) => Some((0.0, f64::INFINITY)),
            (Self::Known(kpi), _) if kpi.key == "csat_mean" => ends_of(&findings.total.csat),
            (Self::Defined(measure), _) if measure.method.is_mean_of_ratings() => {
                match &findings.measured(&findings.total, measure).amount {
                    Amounts::Values(ratings) => ends_of(ratings),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The columns it needs that are not there.
    pub fn absent(&self, rules: &Rules, present: &BTreeSet<Name>) -> Vec<Name> {
        let needs = match self {
            Self::Known(kpi) => {
                return kpi.absent(rules, present).into_iter().map(Name::Field).collect();
            }
            Self::Defined(measure) => measure.method.columns(),
        };
        needs.into_iter().filter(|name| !present.contains(name)).collect()
    }

    /// Whether it is what customers say: a mean of ratings, or what they recommend.
    pub fn is_of_ratings(&self) -> bool {
        match self {
            Self::Known(kpi) => kpi.key == "csat_mean",
            Self::Defined(measure) => measure.method.is_survey(),
        }
    }
}

/// The ends of the narrowest scale that all ratings lie on.
fn ends_of(ratings: &Histogram) -> Option<(f64, f64)> {
    let counts = ratings.counts();
    scale::ends((counts.first()?.0, counts.last()?.0))
}

impl Findings {
    /// What a measure of the plan has seen of a group.
    fn measured(&self, tally: &Tally, measure: &Arc<Measure>) -> Measured {
        let at = self.plan.measures.iter().position(|other| other.key == measure.key);
        let seen = at.and_then(|at| tally.measured.get(at));
        seen.cloned().unwrap_or_else(|| Measured::none(&measure.method))
    }
}

/// An indicator of the catalogue; every one is a row of [`super::catalogue`].
#[derive(Debug, Clone, Copy)]
pub struct Kpi {
    /// Stable key, unit included: `service_level`, `asa_s`.
    pub key: &'static str,
    /// Heading for people.
    pub label: &'static str,
    /// What its values mean.
    pub unit: Unit,
    /// Where it is shown without being asked for.
    pub shown: Shown,
    /// Columns without which it does not exist.
    pub needs: fn(&Rules) -> &'static [Field],
    /// How it is computed, in one line.
    pub definition: fn(&Rules) -> String,
    /// Its value for a group whose export has the columns.
    pub figure: fn(&Tally, &Rules) -> Figure,
}

/// Where an indicator is shown without being asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// In every report.
    Always,
    /// In tables for programs only.
    ForPrograms,
    /// Among the variants of another one only.
    AsVariant,
    /// Nowhere: it costs more than the others.
    WhenAsked,
}

impl Kpi {
    /// Its value for a group; undefined, with the reason, when the export lacks a column it needs.
    pub fn of(&self, tally: &Tally, rules: &Rules, present: &BTreeSet<Name>) -> Figure {
        match self.absent(rules, present).first() {
            Some(field) => Figure::undefined(reason(*field)),
            None => (self.figure)(tally, rules),
        }
    }

    /// The columns it needs that are not there.
    pub fn absent(&self, rules: &Rules, present: &BTreeSet<Name>) -> Vec<Field> {
        let needs = (self.needs)(rules).iter().copied();
        needs.filter(|field| !present.contains(&Name::Field(*field))).collect()
    }

    /// Heading for people; that of the service level says which it is.
    pub fn heading(&self, rules: &Rules) -> String {
        match self.key {
            "service_level" => {
                format!("{} ({}, {})", self.label, rules.threshold_text(), rules.formula.of_whom())
            }
            _ => self.label.to_owned(),
        }
    }
}

const ABSENT: &str = "needs a column that this export does not have";

/// Where another file could tell a column, it is named.
fn reason_of(name: &str) -> &'static str {
    match name {
        "nps" | "ces" => "needs `nps` or `ces`: --surveys tells them",
        "quality_score" | "quality_passed" | "evaluations" => {
            "needs evaluations: --evaluations FILE"
        }
        name if name.ends_with("_critical_free") => "needs evaluations: --evaluations FILE",
        _ => ABSENT,
    }
}

fn reason(field: Field) -> &'static str {
    match field {
        Field::Outcome => "needs `outcome`; this export has none",
        Field::Wait => "needs `wait_s`; this export has none",
        Field::Talk => "needs `talk_s`; this export has none",
        Field::Hold => "needs `hold_s`; this export has none",
        Field::Acw => "needs `acw_s`; this export has none",
        Field::Handle => "needs `handle_s`; this export has none",
        Field::Csat => "needs `csat`; this export has none",
        Field::Resolved => "needs `resolved`; this export has none",
        Field::CustomerId => "needs `customer_id`; this export has none",
        Field::StartTime => "needs `start_time`; this export has none",
        _ => ABSENT,
    }
}
