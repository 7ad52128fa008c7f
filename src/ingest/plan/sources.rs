//! Where each wanted column comes from: the profile's map, else a name that is known.

use super::{Plan, Source, cells, lacking};
use crate::ingest::profile::{FieldMap, FileRules, NumberForm, Pick, Profile, RecordKind};
use crate::ingest::{schema, synonyms};
use crate::model::{Field, Name, Zone};
use crate::problem::{Place, Problem, nearest};

impl Plan {
    /// Where a column comes from; `None` when the file cannot give it.
    pub(super) fn source(
        &mut self,
        name: &Name,
        profile: Option<&Profile>,
        zone: &Zone,
    ) -> Option<Source> {
        let outcome = *name == Name::Field(Field::Outcome);
        if outcome && self.rules.has_outcomes() {
            return Some(Source::Rules);
        }
        let around = (profile.map(|profile| &profile.file), zone);
        // The columns of reports that place a record in time are asked for by one name.
        let time = Name::of(schema::time_of(self.record));
        let name = if *name == Name::Field(Field::StartTime) { &time } else { name };
        if let Some(map) = profile.and_then(|profile| profile.map.get(name.as_str())) {
            let number = schema::form_of(self.record, name, map.number);
            let map = schema::limited(name, FieldMap { number, ..map.clone() });
            return self.mapped(name, &map, around);
        }
        let names = &self.header.names;
        let found = match name {
            // A profile says where canonical columns come from; only without one are names guessed.
            name if is_own(self.record, name)
                && profile.is_some_and(|profile| !profile.map.is_empty()) =>
            {
                names.iter().position(|other| other == name.as_str())
            }
            _ if !self.record.makes_interactions() => schema::find(self.record, names, name),
            Name::Field(field) => synonyms::find(names, *field),
            Name::Extra(text) => synonyms::position(names, text),
        };
        if let Some(index) = found {
            let number = schema::form_of(self.record, name, NumberForm::Plain);
            let map = schema::limited(name, FieldMap { number, ..FieldMap::default() });
            return Some(Source::Cells(Box::new(cells::Reader::new(
                &self.header,
                vec![index],
                &map,
                around,
            ))));
        }
        let guesses = profile.is_none_or(|profile| profile.map.is_empty());
        (outcome && guesses).then(|| synonyms::find_ending(names).map(Source::Abandoned))?
    }

    /// A column that a profile maps; `None` when the file lacks what it needs.
    pub(super) fn mapped(
        &mut self,
        name: &Name,
        map: &FieldMap,
        around: (Option<&FileRules>, &Zone),
    ) -> Option<Source> {
        let names = &self.header.names;
        let find = |column: &str| synonyms::position(names, column);
        let columns = map.pick.columns();
        let found: Vec<usize> = match &map.pick {
            Pick::Column(_) => columns.iter().find_map(|column| find(column)).into_iter().collect(),
            Pick::First(_) | Pick::Join { .. } => {
                columns.iter().filter_map(|column| find(column)).collect()
            }
            _ => {
                columns.iter().map(|column| find(column)).collect::<Option<_>>().unwrap_or_default()
            }
        };
        if let Some(wanted) = lacking::lacking(&self.header, map).filter(|_| map.default.is_none())
        {
            let message = format!("there is no column `{wanted}` for `{name}`; it stays unknown");
            let place = Place::at(&self.header.file, self.header.line.max(1), 1);
            let problem = Problem::new("missing-column", place, message).warning();
            self.warnings.push(with_nearest(problem, wanted, names));
            return None;
        }
        Some(Source::Cells(Box::new(cells::Reader::new(&self.header, found, map, around))))
    }

    /// The complaint about a needed column that is not there.
    pub(super) fn missing(&self, name: &Name, profile: Option<&Profile>) -> Problem {
        let mapped = profile.and_then(|profile| profile.map.get(name.as_str()));
        let column =
            mapped.and_then(|map| map.pick.columns().first().map(|name| (*name).to_owned()));
        let wanted = column.unwrap_or_else(|| name.to_string());
        let message = match mapped {
            Some(_) => format!("there is no column `{wanted}` for `{name}`"),
            None => format!("there is no column `{name}`, nor a known name for it"),
        };
        let place = Place::at(&self.header.file, self.header.line.max(1), 1);
        let mut problem = Problem::new("missing-column", place, message);
        if mapped.is_none() {
            problem = problem.lacking(name.as_str());
        }
        with_nearest(problem, &wanted, &self.header.names)
    }
}

/// Whether a name is one of the canonical columns of that kind of record.
fn is_own(record: RecordKind, name: &Name) -> bool {
    matches!(name, Name::Field(_))
        || schema::columns(record).iter().any(|known| known.name == name.as_str())
}

/// Adds the nearest name the header has, else the names it has.
fn with_nearest(problem: Problem, wanted: &str, names: &[String]) -> Problem {
    problem.help(match meant(wanted, names) {
        Meant::Near(near) => format!("did you mean `{near}`? A profile can map it"),
        Meant::Any(names) => format!("the columns are {names}; a profile can map them"),
    })
}

/// What a name that a header lacks may stand for.
pub(super) enum Meant<'n> {
    /// This name of the header, very likely.
    Near(&'n str),
    /// Any of it, listed.
    Any(String),
}

/// Names that are listed.
const LISTED: usize = 12;

/// What of a header may be meant by a name that it lacks.
pub(super) fn meant<'n>(wanted: &str, names: &'n [String]) -> Meant<'n> {
    if let Some(near) = nearest(wanted, names.iter().map(String::as_str)) {
        return Meant::Near(near);
    }
    let named: Vec<&str> =
        names.iter().map(String::as_str).filter(|name| !name.is_empty()).collect();
    let listed = named[..named.len().min(LISTED)].join(", ");
    Meant::Any(match named.len().saturating_sub(LISTED) {
        0 => listed,
        more => format!("{listed} and {more} more"),
    })
}

impl Meant<'_> {
    /// The same as what to do about it.
    pub(super) fn help(&self) -> String {
        match self {
            Self::Near(near) => format!("did you mean `{near}`?"),
            Self::Any(names) => format!("correct the profile; the columns are {names}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::ingest::engine::{Options, rows};
    use crate::ingest::profile::Profile;
    use crate::ingest::source::SheetName;
    use crate::model::Zone;

    #[test]
    fn a_profile_that_maps_nothing_leaves_the_names_to_tell_the_outcome() {
        let text = "call_id,abandoned\n1,no\n2,yes\n";
        let mut named = Profile::default();
        named.file.sheet = Some(SheetName::parse("Calls"));
        for profile in [None, Some(named)] {
            let options = Options::plain(profile, Zone::utc());
            let found = rows::read(text, &options, &["outcome"]).0;
            assert_eq!(found.values().collect::<Vec<_>>(), ["answered", "abandoned"]);
        }
    }
}
