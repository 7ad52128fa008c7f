//! Figures by group as tables: wide for people, long for programs, with targets.

use super::group::{Key, Value};
use super::machines::figure_columns;
use super::people::total_texts;
use super::target::judge::is_somebody;
use super::{Figure, Target};
use crate::model::{Period, Zone};
use crate::problem::{Place, Problem, nearest};
use crate::report::{
    Audience, Cell, Column, Definition, PeriodRecord, Provenance, Report, Table, Unit,
};

/// What is known of a figure before any record is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Stable key, unit included.
    pub key: &'static str,
    /// Heading for people.
    pub label: &'static str,
    /// What its values mean.
    pub unit: Unit,
    /// How it is computed, in one line.
    pub definition: &'static str,
}

impl Known {
    /// A figure by key, heading, unit and definition.
    pub const fn new(
        key: &'static str,
        label: &'static str,
        unit: Unit,
        definition: &'static str,
    ) -> Self {
        Self { key, label, unit, definition }
    }
}

/// Figures of every group and of all groups together.
#[derive(Debug, Clone)]
pub struct Board {
    /// What the figures are, in their order.
    pub known: Vec<Known>,
    /// By what the groups are made.
    pub by: Vec<Key>,
    /// The stretch that is looked at.
    pub period: Option<Period>,
    /// Where days are cut.
    pub zone: Zone,
    /// Groups in order of their values, one figure for each known one.
    pub groups: Vec<(Vec<Value>, Vec<Figure>)>,
    /// All groups together.
    pub total: Vec<Figure>,
    /// Targets by key.
    pub targets: Vec<(&'static str, Target)>,
}

/// How one figure stands against its target.
#[derive(Debug, Clone, PartialEq)]
pub struct Stand {
    /// The figure and its target, as written.
    pub text: String,
    /// The figure of all together, and what its values mean.
    pub total: (Figure, Unit),
    /// Whether all together meet it; `None` when the figure is undefined.
    pub met: Option<bool>,
    /// Groups that miss it, in order.
    pub missed: Vec<String>,
    /// Groups in which it is defined; those of unknown values are none.
    pub judged: u64,
}

impl Stand {
    /// Whether all together or any group misses it; an undefined figure misses.
    pub fn is_missed(&self) -> bool {
        self.met != Some(true) || !self.missed.is_empty()
    }
}

/// The figure of that key; a problem that offers the nearest one when there is none.
pub fn find(known: &[Known], key: &str, place: &Place) -> Result<Known, Problem> {
    known.iter().find(|known| known.key == key).copied().ok_or_else(|| {
        let keys = || known.iter().map(|known| known.key);
        let message = format!("there is no KPI `{key}` here");
        let help = match nearest(key, keys()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("there are {}", keys().collect::<Vec<_>>().join(", ")),
        };
        Problem::new("unknown-kpi", place.clone(), message).help(help)
    })
}

impl Board {
    /// The same with these figures only, in this order; all when there are none.
    #[must_use]
    pub fn only(mut self, keys: &[Known]) -> Self {
        if keys.is_empty() {
            return self;
        }
        let at = |key: &Known| self.known.iter().position(|known| known.key == key.key);
        let order: Vec<usize> = keys.iter().filter_map(at).collect();
        let pick = |figures: &[Figure]| order.iter().map(|at| figures[*at].clone()).collect();
        self.total = pick(&self.total);
        for (_, figures) in &mut self.groups {
            *figures = pick(figures);
        }
        self.known = order.iter().map(|at| self.known[*at]).collect();
        self
    }

    /// The tables: for people, for programs, and the totals for programs where there are groups.
    pub fn tables(&self) -> Vec<Table> {
        let mut tables = vec![self.people(), self.long()];
        if !self.by.is_empty() {
            let rows = self.rows(&self.ends(), &self.total);
            tables.push(Self::machines("totals", &[], rows));
        }
        tables
    }

    /// That nothing lies in the period; `None` when something does.
    pub fn nothing(&self) -> Option<String> {
        let is_asked = self.period.is_some() && self.groups.is_empty();
        is_asked.then(|| "nothing that the records tell lies in the period".to_owned())
    }

    /// How every figure is computed.
    pub fn definitions(&self) -> Vec<Definition> {
        self.known.iter().map(|known| Definition::new(known.key, known.definition)).collect()
    }

    /// The report of that schema and title; inputs are added by the caller.
    pub fn report(
        &self,
        (schema, title): (&'static str, &str),
        notes: Vec<String>,
        settings: Vec<(String, String)>,
    ) -> Report {
        Report {
            schema,
            title: title.to_owned(),
            tables: self.tables(),
            notes,
            definitions: self.definitions(),
            provenance: Provenance {
                period: self.period_record(),
                settings,
                ..Provenance::default()
            },
        }
    }

    /// The period as provenance tells it.
    pub fn period_record(&self) -> Option<PeriodRecord> {
        let (from, to) = self.period?.iso(&self.zone)?;
        Some(PeriodRecord { from, to, zone: self.zone.name().to_owned() })
    }

    /// Every target against all together and every group.
    pub fn stands(&self) -> Vec<Stand> {
        let stand = |(key, target): &(&str, Target)| {
            let at = self.known.iter().position(|known| known.key == *key)?;
            let is_judged = |values: &[Value]| !self.by.is_empty() && is_somebody(&self.by, values);
            let groups = self.groups.iter().filter(|(values, _)| is_judged(values));
            let met = groups.filter_map(|(values, figures)| {
                Some((self.texts(values).join(" "), target.met(&figures[at])?))
            });
            let met: Vec<(String, bool)> = met.collect();
            let judged = u64::try_from(met.len()).unwrap_or(u64::MAX);
            Some(Stand {
                text: format!("{key} {}", target.text()),
                total: (self.total[at].clone(), self.known[at].unit),
                met: target.met(&self.total[at]),
                missed: met.into_iter().filter(|(_, met)| !met).map(|(name, _)| name).collect(),
                judged,
            })
        };
        self.targets.iter().filter_map(stand).collect()
    }

    fn has_limits(known: &Known) -> bool {
        known.unit == Unit::Share
    }

    fn people(&self) -> Table {
        let keys = self.by.iter();
        let mut columns: Vec<_> =
            keys.map(|key| Column::new(key.name(), key.name(), Unit::Text)).collect();
        for known in &self.known {
            columns.push(Column::new(known.key, known.label, known.unit));
            if Self::has_limits(known) {
                columns.extend(Column::limits(known.key, known.unit));
            }
        }
        let row = |texts: Vec<String>, figures: &[Figure]| {
            let pairs = self.known.iter().zip(figures);
            let cells = pairs.flat_map(|(known, figure)| {
                let limits = Self::has_limits(known).then(|| figure.limits.cells());
                std::iter::once(figure.value.clone()).chain(limits.into_iter().flatten())
            });
            texts.into_iter().map(Cell::text).chain(cells).collect::<Vec<_>>()
        };
        let table =
            Table { key: "people", audience: Audience::People, columns, ..Table::default() };
        if self.groups.is_empty() {
            return table;
        }
        if self.by.is_empty() {
            return Table { rows: vec![row(Vec::new(), &self.total)], ..table };
        }
        let groups = self.groups.iter();
        let rows = groups.map(|(values, figures)| row(self.texts(values), figures)).collect();
        Table { rows, total: Some(row(total_texts(self.by.len()), &self.total)), ..table }
    }

    fn long(&self) -> Table {
        let mut rows = Vec::new();
        if self.by.is_empty() {
            rows = self.rows(&self.ends(), &self.total);
        }
        for (values, figures) in self.groups.iter().filter(|_| !self.by.is_empty()) {
            let mut front = self.ends().to_vec();
            front.extend(self.texts(values).into_iter().map(Cell::text));
            rows.extend(self.rows(&front, figures));
        }
        let keys: Vec<_> = self.by.iter().map(Key::name).collect();
        Self::machines("kpi", &keys, rows)
    }

    fn machines(key: &'static str, by: &[&str], rows: Vec<Vec<Cell>>) -> Table {
        let front = ["period_from", "period_to"].into_iter().chain(by.iter().copied());
        let mut columns: Vec<_> = front.map(|key| Column::new(key, key, Unit::Text)).collect();
        columns.extend(figure_columns());
        Table { key, audience: Audience::Machines, columns, rows, ..Table::default() }
    }

    fn rows(&self, front: &[Cell], figures: &[Figure]) -> Vec<Vec<Cell>> {
        let row = |(known, figure): (&Known, &Figure)| {
            let target = self.targets.iter().find(|(key, _)| *key == known.key);
            let met = target.and_then(|(_, target)| target.met(figure));
            let [lower, upper] = figure.limits.cells();
            let mut cells = front.to_vec();
            cells.extend([
                Cell::text(known.key),
                figure.value.clone(),
                lower,
                upper,
                figure.numerator.clone(),
                figure.denominator.clone(),
                Cell::text(known.unit.name()),
                target.map_or(Cell::Missing, |(_, target)| Cell::text(target.text())),
                met.map_or(Cell::Missing, Cell::Flag),
                Cell::Count(figure.excluded),
            ]);
            cells
        };
        self.known.iter().zip(figures).map(row).collect()
    }

    fn texts(&self, values: &[Value]) -> Vec<String> {
        self.by.iter().zip(values).map(|(key, value)| value.text(key, &self.zone)).collect()
    }

    fn ends(&self) -> [Cell; 2] {
        let ends = self.period.and_then(|period| period.iso(&self.zone));
        ends.map_or([Cell::Missing, Cell::Missing], |(from, to)| [Cell::text(from), Cell::text(to)])
    }
}

/// A share of times in milliseconds, told in seconds; no interval goes with it.
pub(super) fn share_of_time(num: i128, den: i128) -> Figure {
    Figure {
        value: Cell::ratio(num, den),
        numerator: Cell::ratio(num, 1_000),
        denominator: Cell::ratio(den, 1_000),
        limits: super::Limits::None,
        excluded: 0,
        scatter: None,
    }
}

/// A time in milliseconds, in seconds.
pub(super) fn time(ms: i128) -> Figure {
    Figure { value: Cell::ratio(ms, 1_000), ..Figure::count(0) }
}
