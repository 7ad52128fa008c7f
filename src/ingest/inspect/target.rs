//! Which canonical columns a column of an export would fill.

use super::Inspection;
use super::clock::date_and_time;
use super::snippet::by_looks;
use crate::ingest::profile::EventRules;
use crate::ingest::schema;
use crate::ingest::synonyms::{self, Ending};
use crate::model::{Field, Name};

/// What a column of the export would fill.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Canonical columns, in order of name; one unless a bundled profile makes several of it.
    pub columns: Vec<String>,
    /// Why.
    pub why: Why,
}

/// Why a column is taken for a canonical one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It has its name.
    Name,
    /// It has a name that other exports use for it.
    KnownName,
    /// It says whether the customer gave up or was answered, and there is no outcome.
    Ending(Ending),
    /// The bundled profile of its system says so.
    Profile,
}

impl Inspection {
    /// The name of the bundled profile that fits the file; `None` when none does.
    pub fn bundled(&self) -> Option<&str> {
        Some(self.profile.name.as_str()).filter(|name| !name.is_empty())
    }

    /// What the column of this index would fill; `None` for nothing.
    pub fn target(&self, index: usize) -> Option<Target> {
        let names: Vec<String> = self.columns.iter().map(|column| column.name.clone()).collect();
        if self.bundled().is_some() {
            return self.by_profile(&names, index);
        }
        let record = self.profile.kind;
        if !record.makes_interactions() {
            let known = schema::columns(record).iter();
            let mut known = known.map(|known| known.name);
            let is_it = |name: &&str| schema::find(record, &names, &Name::of(name)) == Some(index);
            return known.find(is_it).map(|name| named(&names[index], name));
        }
        let field = Field::all().find(|field| synonyms::find(&names, *field) == Some(index));
        if let Some(field) = field {
            return Some(named(&names[index], field.name()));
        }
        if synonyms::find(&names, Field::Outcome).is_some() {
            return None;
        }
        let ending = synonyms::find_ending(&names).filter(|ending| ending.column == index)?;
        let columns = vec![Field::Outcome.name().to_owned()];
        Some(Target { columns, why: Why::Ending(ending) })
    }

    /// What the bundled profile makes of a column.
    fn by_profile(&self, names: &[String], index: usize) -> Option<Target> {
        let is_it = |column: &str| synonyms::position(names, column) == Some(index);
        let mapped = self.profile.map.iter();
        let mapped = mapped.filter(|(_, map)| map.pick.columns().into_iter().any(is_it));
        let mut columns: Vec<String> = mapped.map(|(name, _)| name.clone()).collect();
        let mut rules = self.profile.outcomes.iter().flat_map(|rule| &rule.when);
        if rules.any(|(column, _)| is_it(column)) {
            columns.push(Field::Outcome.name().to_owned());
        }
        let events = self.profile.events.iter().flat_map(EventRules::columns);
        if columns.is_empty() && events.into_iter().any(is_it) {
            columns.push("events".to_owned());
        }
        (!columns.is_empty()).then_some(Target { columns, why: Why::Profile })
    }

    /// Canonical columns that the file would fill, whatever fills them.
    pub fn mapped(&self) -> Vec<String> {
        if self.profile.events.is_some() {
            let made = ["interaction_id", "start_time", "queue", "outcome"];
            return made.map(str::to_owned).to_vec();
        }
        let targets = (0..self.columns.len()).filter_map(|index| self.target(index));
        let joined = date_and_time(self).map(|_| Field::StartTime.name().to_owned());
        let mut mapped: Vec<String> = targets.flat_map(|target| target.columns).collect();
        mapped.extend(joined.filter(|name| !mapped.contains(name)));
        mapped.extend(by_looks(self).map(|_| Field::Outcome.name().to_owned()));
        mapped
    }
}

fn named(header: &str, column: &str) -> Target {
    let same = synonyms::plain(header) == column;
    let why = if same { Why::Name } else { Why::KnownName };
    Target { columns: vec![column.to_owned()], why }
}
