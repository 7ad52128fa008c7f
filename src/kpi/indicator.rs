//! What an indicator is: a key, a unit, the columns it needs, a formula.

use super::{Figure, Rules, Tally};
use crate::model::{Field, Name};
use crate::report::Unit;
use std::collections::BTreeSet;

/// An indicator; every one is a row of [`super::catalogue`].
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

    /// Heading for people; that of the service level is its formula.
    pub fn heading(&self, rules: &Rules) -> String {
        match self.key {
            "service_level" => rules.formula.definition(rules),
            _ => self.label.to_owned(),
        }
    }

    /// The unit as machine formats name it.
    pub fn unit_name(&self) -> &'static str {
        match self.unit {
            Unit::Count => "count",
            Unit::Seconds => "seconds",
            Unit::Share => "share",
            Unit::Score => "score",
            Unit::Plain => "plain",
            Unit::Text => "text",
            Unit::Flag => "flag",
        }
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
        _ => "needs a column that this export does not have",
    }
}
