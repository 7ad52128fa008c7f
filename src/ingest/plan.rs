//! How the records of one file become columns: the profile, or known names, held against its header.

mod cells;
mod direct;
mod events;
#[cfg(test)]
mod features;
mod groups;
mod lacking;
mod resent;
mod rules;
mod sources;
mod strays;

pub use cells::{Fault, Value};
pub use direct::{Cells, Direct, DirectPlan};
pub use events::{Event, EventPlan, Ruled};
pub use resent::{Rank, Resent};
pub use rules::{Rules, Verdict};

use super::profile::GroupRules;
use super::profile::{Bad, FieldMap, FileRules, Pick, Profile, Ragged, RecordKind, RepeatedHeader};
use super::row::Row;
use super::schema;
use super::synonyms::{self, Ending};
use crate::model::{Field, Kind, Name, Zone};
use crate::problem::{Place, Problem, Problems};
use std::collections::BTreeMap;
pub use strays::Stray;
use strays::Strays;

/// The columns of a file, found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The file as the user named it.
    pub file: String,
    /// Names, trimmed; a trailing column without a name is kept as an empty one.
    pub names: Vec<String>,
    /// Physical line; 0 when the file has no header.
    pub line: u64,
}

/// Everything a worker needs to turn records of one file into columns.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The file's columns.
    pub header: Header,
    /// Columns that will be filled, in this order.
    pub columns: Vec<Planned>,
    /// Columns of the interactions that come out: those, or what legs and events make of them.
    pub made: Vec<(Name, Kind)>,
    /// How events are read; there when the records are events.
    pub events: Option<EventPlan>,
    /// How legs become interactions; there when the records are legs.
    pub group: Option<GroupRules>,
    /// Which of the records that are sent again counts.
    pub resent: Option<Resent>,
    /// Wanted columns that the file cannot give.
    pub absent: Vec<Name>,
    /// Which records take part, and outcome rules.
    pub rules: Rules,
    /// What becomes of records with too few fields.
    pub ragged: Ragged,
    /// Whether a record without an interaction id is of no use.
    pub needs_id: bool,
    /// What becomes of records that repeat the header.
    pub repeat: RepeatedHeader,
    /// Things the user should know, such as a mapped column that is not there.
    pub warnings: Problems,
    strays: Strays,
    /// What the records are.
    record: RecordKind,
    /// Columns that the profile names, whatever for.
    named: Vec<usize>,
}

/// One column that will be filled.
#[derive(Debug, Clone)]
pub struct Planned {
    /// Its name.
    pub name: Name,
    /// What its cells are.
    pub kind: Kind,
    source: Source,
}

#[derive(Debug, Clone)]
enum Source {
    /// Cells of the file, read as the map says.
    Cells(Box<cells::Reader>),
    /// The outcome rules of the profile.
    Rules,
    /// A flag that says whether the customer gave up, or whether anybody answered.
    Abandoned(Ending),
}

/// What a plan is made for.
#[derive(Debug, Clone)]
pub struct Demand<'a> {
    /// Columns a consumer can use.
    pub wants: &'a [Name],
    /// Columns without which it cannot work.
    pub needs: &'a [Name],
    /// Zone of times without an offset.
    pub zone: &'a Zone,
}

impl Plan {
    /// Holds a profile, or the known names without one, against a header.
    ///
    /// # Errors
    ///
    /// `missing-column` for each needed column that is not there, and each that the profile maps and
    /// does not call optional, with the nearest name;
    /// `duplicate-column` where a used name stands twice.
    pub fn new(
        header: Header,
        profile: Option<&Profile>,
        demand: &Demand<'_>,
    ) -> Result<Self, Problems> {
        let mut problems = duplicates(&header, profile);
        let implied = Profile::default();
        let rules_of = profile.unwrap_or(&implied);
        let rules = Rules::new(&header, rules_of, &mut problems);
        let mut plan = Self {
            header,
            columns: Vec::new(),
            made: Vec::new(),
            events: None,
            group: rules_of.group.clone(),
            resent: None,
            absent: Vec::new(),
            rules,
            ragged: rules_of.file.ragged,
            needs_id: demand.needs.contains(&Name::Field(Field::InteractionId)),
            repeat: rules_of.file.repeat,
            warnings: Problems::new(),
            strays: Strays::default(),
            record: rules_of.kind,
            named: Vec::new(),
        };
        plan.strays = plan.strays(profile, demand.zone);
        let named = profile.map(Profile::columns).unwrap_or_default();
        let position = |name: &&str| synonyms::position(&plan.header.names, name);
        plan.named = named.iter().filter_map(position).collect();
        let mut wants = demand.wants.to_vec();
        wants.extend(demand.needs.iter().cloned());
        wants.sort();
        wants.dedup();
        if !plan.record.makes_interactions() {
            // Other records may tell of one interaction as often as they like.
            wants.retain(|name| *name != Name::Field(Field::InteractionId));
        }
        if let Some(dedupe) = &rules_of.file.dedupe {
            plan.resent = Some(Resent::new(&plan.header, dedupe, &mut problems));
        }
        if let Some(events) = &rules_of.events {
            let made = events::made(events);
            plan.absent = wants.iter().filter(|name| !made.contains(name)).cloned().collect();
            let made = wants.into_iter().filter(|name| made.contains(name));
            plan.made = made.map(|name| (name.clone(), name.kind())).collect();
            plan.events = plan.of_events(events, (&rules_of.file, demand.zone), &mut problems);
        } else {
            plan.fill(&wants, profile, demand.zone);
        }
        let lacking = profile.map(|profile| lacking::all(&plan.header, profile));
        let lacking = lacking.unwrap_or_default();
        let told = |name: &Name| lacking.iter().any(|(other, _)| other == name.as_str());
        let unknown = rules_of.group.as_ref().map(|group| groups::unknown(&plan, group, rules_of));
        problems.extend(unknown.into_iter().flatten());
        for name in demand.needs.iter().filter(|name| plan.absent.contains(name) && !told(name)) {
            problems.push(plan.missing(name, profile));
        }
        problems.extend(lacking.into_iter().map(|(_, problem)| problem));
        if problems.errors() > 0 { Err(problems) } else { Ok(plan) }
    }

    /// Finds the wanted columns, and those that joining legs looks at.
    fn fill(&mut self, wants: &[Name], profile: Option<&Profile>, zone: &Zone) {
        let mut names = wants.to_vec();
        names.extend(self.group.iter().flat_map(groups::sources));
        names.sort();
        names.dedup();
        for name in names {
            let source = self.source(&name, profile, zone);
            let joined = self.group.as_ref().is_some_and(|group| groups::makes(group, &name));
            if source.is_some() || joined {
                self.made.push((name.clone(), schema::kind_of(self.record, &name)));
            } else if wants.contains(&name) {
                self.absent.push(name.clone());
            }
            if let Some(source) = source {
                let kind = schema::kind_of(self.record, &name);
                self.columns.push(Planned { name, kind, source });
            }
        }
    }

    /// Index of the planned column of that name.
    pub fn index(&self, name: &Name) -> Option<usize> {
        self.columns.iter().position(|planned| planned.name == *name)
    }

    /// Columns of the export that no planned one and no rule looks at, by name.
    pub fn unused(&self) -> Vec<String> {
        let mut used = self.rules.columns();
        used.extend(&self.named);
        for planned in &self.columns {
            used.extend(Self::cells_of(planned));
        }
        let names = self.header.names.iter().enumerate();
        let left = names.filter(|(index, name)| !name.is_empty() && !used.contains(index));
        left.map(|(_, name)| name.clone()).collect()
    }

    /// The value of a planned column in a record.
    ///
    /// # Errors
    ///
    /// The cell's fault; the record is to be set aside unless the map says the cell alone is.
    pub fn value<'a>(&self, planned: &Planned, row: &Row<'a>) -> Result<Value<'a>, Fault> {
        match &planned.source {
            Source::Cells(reader) => reader.value(planned.kind, row),
            Source::Rules => self.rules.outcome(row).map(|outcome| Value::Outcome(Some(outcome))),
            Source::Abandoned(ending) => cells::abandoned(row, *ending),
        }
    }

    /// How many times were read so far that the clocks showed twice; the first reading was taken.
    pub fn shown_twice(&self) -> u64 {
        let twice = |planned: &Planned| match &planned.source {
            Source::Cells(reader) => reader.shown_twice(),
            Source::Rules | Source::Abandoned(_) => 0,
        };
        let of_events = self.events.as_ref().map_or(0, EventPlan::shown_twice);
        self.columns.iter().map(twice).sum::<u64>() + of_events
    }

    /// A column of text in the cell of that index, read as a map says.
    pub fn text_at(&self, index: usize, map: &FieldMap, around: (&FileRules, &Zone)) -> Planned {
        let reader = cells::Reader::new(&self.header, vec![index], map, (Some(around.0), around.1));
        let name = Name::Extra(self.header.names[index].clone());
        Planned { name, kind: Kind::Text, source: Source::Cells(Box::new(reader)) }
    }

    /// Indices of the cells that a planned column looks at; none when rules make it.
    pub fn cells_of(planned: &Planned) -> &[usize] {
        match &planned.source {
            Source::Cells(reader) => reader.columns(),
            Source::Abandoned(ending) => std::slice::from_ref(&ending.column),
            Source::Rules => &[],
        }
    }

    /// Whether nothing but its cells tells its value: neither rules nor the number of the line.
    pub fn is_of_cells(planned: &Planned) -> bool {
        let Source::Cells(reader) = &planned.source else { return false };
        matches!(
            reader.map.pick,
            Pick::Column(_) | Pick::First(_) | Pick::Join { .. } | Pick::Const(_)
        )
    }

    /// What a faulty cell of that column costs.
    pub fn bad(planned: &Planned) -> Bad {
        match &planned.source {
            Source::Cells(reader) => reader.map.bad,
            Source::Rules | Source::Abandoned(_) => Bad::Reject,
        }
    }

    /// Why a record is none, such as a row of totals; `None` for a record.
    pub fn stray(&self, row: &Row<'_>) -> Option<Stray> {
        self.strays.reason(row)
    }

    /// Cells by which it is judged whether a record is one, and takes part.
    pub fn judged(&self) -> Vec<usize> {
        let mut cells = self.rules.columns();
        cells.extend(self.strays.id.iter().chain(&self.strays.start));
        if !self.strays.id.is_empty() || !self.strays.footer.is_empty() {
            cells.push(0);
        }
        cells
    }

    /// The cells of ids and times, whether or not anybody wants them.
    fn strays(&mut self, profile: Option<&Profile>, zone: &Zone) -> Strays {
        let footer = profile.map(|profile| profile.file.footer.clone()).unwrap_or_default();
        if profile.is_some_and(|profile| profile.events.is_some()) {
            return Strays { footer, ..Strays::default() };
        }
        let fields = match self.record {
            RecordKind::Intervals => [Field::StartTime, Field::Queue],
            RecordKind::Roster | RecordKind::States => [Field::AgentId, Field::AgentName],
            _ => [Field::InteractionId, Field::SegmentGroup],
        };
        let mut cells = |field: Field| match self.source(&field.into(), profile, zone) {
            Some(Source::Cells(reader)) => reader.columns().to_vec(),
            _ => Vec::new(),
        };
        let id = fields.map(&mut cells);
        let id = id.into_iter().find(|cells| !cells.is_empty()).unwrap_or_default();
        let start = cells(Field::StartTime);
        // What is missing is told again for the columns that somebody wants.
        self.warnings = Problems::new();
        Strays { footer, id, start }
    }
}

/// Names that stand twice in the header and are used.
fn duplicates(header: &Header, profile: Option<&Profile>) -> Problems {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    let used = profile.map(Profile::columns).filter(|used| !used.is_empty());
    let kind = profile.map(|profile| profile.kind).unwrap_or_default();
    let mut problems = Problems::new();
    for (index, name) in header.names.iter().enumerate() {
        let first = *seen.entry(name).or_insert(index);
        let counts = used
            .as_ref()
            .map_or_else(|| schema::is_known(kind, name), |used| used.contains(&name.as_str()));
        if first != index && !name.is_empty() && counts {
            let message =
                format!("column `{name}` stands twice, as number {} and {}", first + 1, index + 1);
            let place = Place::at(&header.file, header.line.max(1), 1);
            problems
                .push(Problem::new("duplicate-column", place, message).help("rename one of them"));
        }
    }
    problems
}
