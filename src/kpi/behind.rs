//! The interactions behind a figure: which stand above the line, which below, which tell too little.
//!
//! An indicator is asked of each interaction alone, so what is listed cannot differ from what is
//! counted: the numerators of all rows add up to the numerator of the figure.

use super::contact::Contacts;
use super::measure::{Measure, MeasureFold, Method};
use super::{Figure, Indicator, Key, Plan, Rules, Tally, Value};
use crate::model::{Batch, Column, Field, Fold, Kind, Name, Outcome, Zone};
use crate::problem::Place;
use crate::report::{self, Cell, Table, Unit};
use std::collections::{BTreeMap, BTreeSet};

/// The columns that tell which interaction it is, in the order of the table.
const FRONT: [Field; 5] =
    [Field::InteractionId, Field::StartTime, Field::Queue, Field::AgentId, Field::Outcome];

/// What a row does in the figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// It stands above the line, and below it.
    Numerator,
    /// It stands below the line only.
    Denominator,
    /// It is counted; there is no line.
    Counted,
    /// It would belong there but tells too little, or was not watched for long enough.
    LeftOut,
}

impl Role {
    /// Its name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Numerator => "numerator",
            Self::Denominator => "denominator",
            Self::Counted => "counted",
            Self::LeftOut => "left_out",
        }
    }

    fn of(figure: &Figure) -> Option<Self> {
        let is_some = |cell: &Cell| match cell {
            Cell::Count(n) => *n > 0,
            Cell::Ratio { num, .. } => *num != 0,
            _ => false,
        };
        let is_below = is_some(&figure.denominator);
        match &figure.numerator {
            numerator if is_below && is_some(numerator) => Some(Self::Numerator),
            // A quantile has no numerator: its values are what it is taken from.
            Cell::Missing if is_below => Some(Self::Numerator),
            _ if is_below => Some(Self::Denominator),
            _ if figure.excluded > 0 => Some(Self::LeftOut),
            Cell::Missing if is_some(&figure.value) => Some(Self::Counted),
            _ => None,
        }
    }
}

/// One interaction behind a figure; rows are in order of start and id.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    start: Option<i64>,
    id: String,
    place: (String, Option<u64>),
    cells: Vec<Cell>,
    role: Role,
    value: Cell,
}

impl Row {
    fn order(&self) -> (i64, &str, &(String, Option<u64>)) {
        (self.start.unwrap_or(i64::MAX), &self.id, &self.place)
    }
}

/// Lists the interactions behind a figure.
#[derive(Debug, Clone)]
pub struct BehindFold {
    kpi: Indicator,
    rules: Rules,
    plan: Plan,
    most: usize,
    rows: Vec<Row>,
    counts: BTreeMap<Role, u64>,
    present: BTreeSet<Name>,
    /// What asks of a contact takes the later ones, too.
    repeats: MeasureFold,
    /// Rows whose role is known when all are read.
    waiting: Vec<Row>,
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Behind {
    columns: Vec<Name>,
    rows: Vec<Row>,
    /// How many rows play each role, those not kept included.
    pub counts: BTreeMap<Role, u64>,
    /// The columns that at least one source has.
    pub present: BTreeSet<Name>,
}

impl BehindFold {
    /// One that lists at most so many rows; the period and the filter are those of the plan.
    pub fn new((kpi, rules): (Indicator, Rules), plan: &Plan, most: usize) -> Self {
        let by = vec![Key::Column(Field::InteractionId.into())];
        let measures = match &kpi {
            Indicator::Known(_) => Vec::new(),
            Indicator::Defined(measure) => vec![measure.clone()],
        };
        let repeats = MeasureFold::new(&measures);
        let plan = Plan { by, measures, ..plan.clone() };
        let (rows, waiting, counts) = (Vec::new(), Vec::new(), BTreeMap::new());
        Self { kpi, rules, plan, most, rows, counts, present: BTreeSet::new(), repeats, waiting }
    }

    /// What was found, in order of start and id.
    pub fn behind(mut self) -> Behind {
        let waiting = std::mem::take(&mut self.waiting);
        if let Some((measure, false)) = self.measure() {
            let method = measure.method.clone();
            let repeats = std::mem::take(&mut self.repeats);
            let figures = by_id(repeats.finish(&self.plan), &method);
            for row in waiting {
                if let Some(figure) = figures.get(&row.id) {
                    self.keep(row, figure);
                }
            }
        }
        self.shorten(self.most);
        let columns = self.columns();
        Behind { columns, rows: self.rows, counts: self.counts, present: self.present }
    }

    /// The measure asked for, and whether a contact alone can tell it.
    fn measure(&self) -> Option<(&Measure, bool)> {
        match &self.kpi {
            Indicator::Known(_) => None,
            Indicator::Defined(measure) => {
                Some((measure.as_ref(), !matches!(measure.method, Method::NoRepeat(_))))
            }
        }
    }

    /// The columns shown: which interaction it is, then what the figure looks at.
    fn columns(&self) -> Vec<Name> {
        let mut names: Vec<Name> = FRONT.map(Name::Field).into();
        for name in self.kpi.absent(&self.rules, &BTreeSet::new()) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    /// The figure of each row alone; `None` for those that take no part or take all others to tell.
    fn figures(&mut self, batch: &Batch, selected: &[bool]) -> Vec<Option<Figure>> {
        let Some((measure, is_alone)) = self.measure() else {
            let contacts = Contacts::of(batch);
            let figure = |row: usize| {
                let mut tally = Tally::default();
                tally.add(&contacts.get(row));
                match &self.kpi {
                    Indicator::Known(kpi) => Some(kpi.of(&tally, &self.rules, &self.present)),
                    Indicator::Defined(_) => None,
                }
            };
            return (0..batch.rows()).map(figure).collect();
        };
        if !is_alone {
            self.repeats.update(&self.plan, batch, selected);
            return vec![None; batch.rows()];
        }
        let method = measure.method.clone();
        let mut fold = MeasureFold::new(&self.plan.measures);
        fold.update(&self.plan, batch, selected);
        let figures = by_id(fold.finish(&self.plan), &method);
        let ids = batch.text(&Field::InteractionId.into());
        let id = |row: usize| ids.and_then(|ids| ids.get(row)).unwrap_or_default();
        (0..batch.rows()).map(|row| figures.get(id(row)).cloned()).collect()
    }

    fn row(&self, batch: &Batch, at: usize) -> Row {
        let start = batch.milli(Field::StartTime).and_then(|starts| starts.get(at));
        let id = batch.text(&Field::InteractionId.into()).and_then(|ids| ids.get(at));
        let Place { file, line, .. } = batch.place(at);
        let cells = self.columns();
        let cells = cells.iter().map(|name| cell(batch, name, (at, &self.plan.zone))).collect();
        let (id, place) = (id.unwrap_or_default().to_owned(), (file.to_string(), line));
        Row { start, id, place, cells, role: Role::LeftOut, value: Cell::Missing }
    }

    fn keep(&mut self, row: Row, figure: &Figure) {
        let Some(role) = Role::of(figure) else { return };
        *self.counts.entry(role).or_default() += 1;
        let value = match (role, &figure.numerator) {
            (Role::LeftOut, _) => Cell::Missing,
            (_, Cell::Missing) => figure.value.clone(),
            (_, numerator) => numerator.clone(),
        };
        self.rows.push(Row { role, value, ..row });
        if self.rows.len() > self.most.saturating_mul(2).max(1_000) {
            self.shorten(self.most);
        }
    }

    /// Keeps the first rows in order.
    fn shorten(&mut self, most: usize) {
        self.rows.sort_by(|one, other| one.order().cmp(&other.order()));
        self.rows.truncate(most);
    }
}

impl Fold for BehindFold {
    fn wants(&self) -> Vec<Name> {
        let mut names: BTreeSet<Name> = Contacts::FIELDS.map(Name::from).into();
        names.extend(self.columns());
        names.extend(self.plan.filter.columns());
        names.extend(MeasureFold::columns(&self.plan.measures));
        names.into_iter().collect()
    }

    fn needs(&self) -> Vec<Name> {
        let mut names = self.plan.filter.columns();
        names.push(Field::InteractionId.into());
        names
    }

    fn update(&mut self, batch: &Batch) {
        let wants = self.wants().into_iter();
        self.present.extend(wants.filter(|name| batch.column(name).is_some()));
        let mut selected = Vec::new();
        self.plan.filter.select(batch, &mut selected);
        let figures = self.figures(batch, &selected);
        let starts = batch.milli(Field::StartTime);
        for (at, figure) in figures.into_iter().enumerate() {
            let start = starts.and_then(|starts| starts.get(at));
            let is_inside = self
                .plan
                .period
                .is_none_or(|period| start.is_some_and(|start| period.contains(start)));
            if !selected[at] || !is_inside {
                continue;
            }
            match figure {
                Some(figure) if Role::of(&figure).is_some() => {
                    let row = self.row(batch, at);
                    self.keep(row, &figure);
                }
                None if self.measure().is_some_and(|(_, is_alone)| !is_alone) => {
                    let row = self.row(batch, at);
                    self.waiting.push(row);
                }
                _ => {}
            }
        }
    }

    fn merge(&mut self, other: Self) {
        self.present.extend(other.present);
        for (role, n) in other.counts {
            *self.counts.entry(role).or_default() += n;
        }
        self.rows.extend(other.rows);
        self.shorten(self.most.max(1_000));
        self.waiting.extend(other.waiting);
        self.repeats.merge(other.repeats, &self.plan.measures);
    }
}

/// Figures by the id of the interaction they are of.
fn by_id(
    measured: BTreeMap<Vec<Value>, Vec<super::Measured>>,
    method: &Method,
) -> BTreeMap<String, Figure> {
    let figures =
        measured.into_iter().filter_map(|(values, seen)| match values.into_iter().next()? {
            Value::Text(id) => Some((id, seen.first()?.figure(method))),
            _ => None,
        });
    figures.collect()
}

fn cell(batch: &Batch, name: &Name, (row, zone): (usize, &Zone)) -> Cell {
    match batch.column(name) {
        None => Cell::Missing,
        Some(Column::Text(cells)) => Cell::text(cells.get(row).unwrap_or_default()),
        Some(Column::Flag(flags)) => flags[row].map_or(Cell::Missing, Cell::Flag),
        Some(Column::Outcome(outcomes)) => {
            Cell::text(outcomes[row].map(Outcome::name).unwrap_or_default())
        }
        Some(Column::Milli(cells)) => match (cells.get(row), name.kind()) {
            (None, _) => Cell::Missing,
            (Some(at), Kind::Time) => Cell::text(zone.iso(at).unwrap_or_default()),
            (Some(value), _) => Cell::ratio(value.into(), 1_000),
        },
    }
}

impl Behind {
    /// The table of rows: the interaction, what the figure looks at, its role and what it adds.
    pub fn table(&self) -> Table {
        let column = |name: &Name| {
            let unit = match name.kind() {
                Kind::Duration => Unit::Seconds,
                Kind::Number => Unit::Plain,
                Kind::Flag => Unit::Flag,
                Kind::Text | Kind::Time | Kind::Outcome => Unit::Text,
            };
            report::Column::new(name.as_str(), name.as_str(), unit)
        };
        let shown: Vec<usize> = (0..self.columns.len())
            .filter(|at| self.present.contains(&self.columns[*at]))
            .collect();
        let mut columns: Vec<_> = shown.iter().map(|at| column(&self.columns[*at])).collect();
        columns.push(report::Column::new("role", "stands in", Unit::Text));
        columns.push(report::Column::new("adds", "adds", Unit::Plain));
        columns.push(report::Column::new("place", "place", Unit::Text));
        let row = |row: &Row| {
            let mut cells: Vec<Cell> = shown.iter().map(|at| row.cells[*at].clone()).collect();
            let (file, line) = &row.place;
            let line = line.map_or(String::new(), |line| format!(":{line}"));
            cells.extend([
                Cell::text(row.role.name()),
                row.value.clone(),
                Cell::text(format!("{file}{line}")),
            ]);
            cells
        };
        let rows = self.rows.iter().map(row).collect();
        Table {
            key: "rows",
            title: "The interactions behind".to_owned(),
            columns,
            rows,
            ..Table::default()
        }
    }

    /// How many rows play which role, and how many of them are shown.
    pub fn notes(&self) -> Vec<String> {
        let all: u64 = self.counts.values().sum();
        let parts: Vec<_> = self
            .counts
            .iter()
            .map(|(role, n)| format!("{} {}", report::words::grouped(*n), role.name()))
            .collect();
        let shown = u64::try_from(self.rows.len()).unwrap_or(u64::MAX);
        let mut notes = Vec::new();
        if all > 0 {
            notes.push(format!("interactions behind: {}", parts.join(", ")));
        }
        if shown < all {
            let (shown, all) = (report::words::grouped(shown), report::words::grouped(all));
            notes.push(format!(
                "the first {shown} of {all} by start are listed; --rows=all lists them all"
            ));
        }
        notes
    }
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::{ALL, find};
    use super::super::fold::tests::{Row as Line, batch, plan};
    use super::super::{Findings, KpiFold};
    use super::*;
    use crate::model::TextColumn;
    use proptest::prelude::*;

    fn with_ids(rows: &[Line], first: usize) -> Batch {
        let mut ids = TextColumn::default();
        for at in 0..rows.len() {
            ids.push(&format!("C{:03}", first + at));
        }
        batch(rows).with(Field::InteractionId.into(), Column::Text(ids))
    }

    fn behind(kpi: &str, rows: &[Line], cut: usize) -> Behind {
        let kpi = Indicator::Known(find(kpi, &Place::file("KPI")).unwrap());
        let new = || BehindFold::new((kpi.clone(), Rules::default()), &plan(&[]), usize::MAX);
        let (mut one, mut two) = (new(), new());
        one.update(&with_ids(&rows[cut..], cut));
        two.update(&with_ids(&rows[..cut], 0));
        one.merge(two);
        one.behind()
    }

    fn found(rows: &[Line]) -> Findings {
        let mut fold = KpiFold::new(plan(&[]));
        fold.update(&with_ids(rows, 0));
        fold.findings()
    }

    fn exact(cell: &Cell) -> (i128, i128) {
        match cell {
            Cell::Count(n) => (i128::from(*n), 1),
            Cell::Ratio { num, den } => (*num, *den),
            _ => (0, 1),
        }
    }

    #[test]
    fn of_no_interaction_there_is_no_row() {
        let none = behind("service_level", &[], 0);
        assert!(none.table().rows.is_empty() && none.notes().is_empty());
    }

    #[test]
    fn every_row_says_where_it_stands() {
        let answered = Some(Outcome::Answered);
        let rows = [
            ("a", Some(0), answered, Some(5)),
            ("a", Some(1), answered, Some(50)),
            ("a", Some(2), None, None),
            ("a", Some(3), Some(Outcome::Excluded), None),
        ];
        let found = behind("service_level", &rows, 1);
        let roles: Vec<_> = found.rows.iter().map(|row| (row.id.as_str(), row.role)).collect();
        let expected =
            [("C000", Role::Numerator), ("C001", Role::Denominator), ("C002", Role::LeftOut)];
        assert_eq!(roles, expected);
        let asa = behind("asa_s", &rows, 2);
        assert_eq!(asa.rows[1].value, Cell::Ratio { num: 50_000, den: 1_000 });
        assert_eq!(
            behind("answered", &rows, 2).counts,
            BTreeMap::from([(Role::Counted, 2), (Role::LeftOut, 1)])
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn what_is_listed_adds_up_to_what_is_counted(
            cells in prop::collection::vec((prop::option::of(0_usize..9), prop::option::of(0_i64..60)), 0..25),
            cut in 0_usize..25,
        ) {
            let rows: Vec<Line> = cells
                .iter()
                .map(|(outcome, wait)| ("q", Some(0), outcome.map(|at| Outcome::ALL[at]), *wait))
                .collect();
            let findings = found(&rows);
            for kpi in &ALL {
                let figure = kpi.of(&findings.total, &Rules::default(), &findings.present);
                let listed = behind(kpi.key, &rows, cut.min(rows.len()));
                let is_sum = !matches!(figure.numerator, Cell::Missing);
                let (num, den) = exact(if is_sum { &figure.numerator } else { &figure.value });
                if is_sum || kpi.unit == Unit::Count {
                    let sum: i128 = listed.rows.iter().map(|row| exact(&row.value)).map(|(n, d)| n * 1_000 / d).sum();
                    prop_assert_eq!(sum, num * 1_000 / den, "{}", kpi.key);
                }
                if !matches!(figure.denominator, Cell::Missing) {
                    let below = [Role::Numerator, Role::Denominator].map(|role| listed.counts.get(&role).copied().unwrap_or(0));
                    prop_assert_eq!(Cell::Count(below.iter().sum()), figure.denominator, "{}", kpi.key);
                }
            }
        }
    }
}
