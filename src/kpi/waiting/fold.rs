//! From batches of contacts to who waited when, by group, in one pass that can be cut anywhere.

use super::sweep::{Crowd, Span};
use super::{Events, Plan};
use crate::kpi::group::{Key, Source, Value, decode};
use crate::model::civil::{DAY_MS, HOUR_MS};
use crate::model::{Batch, Civil, Field, Fold, Grain, Name, Outcome, Period, Zone};
use crate::problem::{Place, Problem};
use std::collections::{BTreeMap, BTreeSet};

/// Collects the waits of every group of columns; time is cut when all are there.
#[derive(Debug, Clone)]
pub struct WaitingFold {
    plan: Plan,
    groups: BTreeMap<Vec<u8>, Events>,
    present: BTreeSet<Name>,
    left_out: LeftOut,
    ends: Ends,
}

/// The first instant of all waits and the last one, each with the place of the contact that tells it.
#[derive(Debug, Clone, Default)]
struct Ends(Option<[(i64, Place); 2]>);

impl Ends {
    /// Takes in a wait; of two that end alike the one that stands first counts.
    fn take(&mut self, (from, to): (i64, i64), place: impl Fn() -> Place) {
        let Some([first, last]) = &mut self.0 else {
            self.0 = Some([(from, place()), (to, place())]);
            return;
        };
        if from < first.0 || (from == first.0 && place() < first.1) {
            *first = (from, place());
        }
        if to > last.0 || (to == last.0 && place() < last.1) {
            *last = (to, place());
        }
    }

    fn merge(&mut self, other: Self) {
        let Some([first, last]) = other.0 else { return };
        self.take((first.0, first.0), || first.1.clone());
        self.take((last.0, last.0), || last.1.clone());
    }
}

/// Contacts that cannot be placed in the queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Without a wait.
    pub without_wait: u64,
    /// Without a time.
    pub untimed: u64,
    /// Left before a queue, or tests.
    pub unqueued: u64,
    /// Not selected by the filter.
    pub unselected: u64,
    /// Waits that lie outside the period entirely.
    pub outside: u64,
    /// Placed by `start_time`, for want of `offered_time`.
    pub by_start: u64,
    /// Placed by `offered_time`.
    pub by_offer: u64,
}

/// Who waited when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// What was asked.
    pub plan: Plan,
    /// What was looked at; `None` when there is no contact to tell it.
    pub window: Option<Period>,
    /// In order of their values, one for each key of the plan: time looked at in milliseconds, and
    /// how many were there. Only groups in which somebody was.
    pub groups: Vec<(Vec<Value>, i64, Crowd)>,
    /// All groups together.
    pub total: (i64, Crowd),
    /// What was left out.
    pub left_out: LeftOut,
    /// The wanted columns that at least one source has.
    pub present: BTreeSet<Name>,
    /// That the contacts lie too far apart to cut the time between them; nothing is found then.
    pub far: Option<Problem>,
}

/// Most stretches into which time is cut: a quarter of an hour for 28 years.
const MOST: i64 = 1_000_000;

impl WaitingFold {
    /// A fold that has seen nothing.
    pub fn new(plan: Plan) -> Self {
        let (groups, present) = (BTreeMap::new(), BTreeSet::new());
        Self { plan, groups, present, left_out: LeftOut::default(), ends: Ends::default() }
    }

    /// What was found.
    pub fn waiting(self) -> Waiting {
        let Self { plan, groups, present, left_out, ends } = self;
        let whole_days =
            ends.0.as_ref().map(|[first, last]| whole_days((first.0, last.0), &plan.zone));
        let window = plan.period.or(whole_days);
        let (mut found, mut total) = (Vec::new(), (0, Crowd::default()));
        let far = window.and_then(|window| far(window, &ends, &plan));
        if let Some(window) = window.filter(|_| far.is_none()) {
            let grains = grains(&plan.by);
            let span = Span { window, grains: &grains, zone: &plan.zone };
            let lengths = span.lengths();
            let mut all = Events::default();
            for (code, events) in groups {
                all.merge(&events);
                let columns = decode(&code);
                for (buckets, crowd) in span.crowds(events) {
                    let length = lengths.get(&buckets).copied().unwrap_or_default();
                    found.push((values(&plan.by, &columns, &buckets), length, crowd));
                }
            }
            let crowds = Span { grains: &[], ..span }.crowds(all);
            let crowd = crowds.into_values().next().unwrap_or_default();
            total = (window.to - window.from, crowd);
        }
        found.sort_by(|left, right| left.0.cmp(&right.0));
        Waiting { plan, window, groups: found, total, left_out, present, far }
    }

    /// The wait of a row as a stretch of time; counts why there is none.
    fn wait(&mut self, row: usize, cells: &Cells<'_>) -> Option<(i64, i64)> {
        let outcome = cells.outcomes.and_then(|outcomes| outcomes[row]);
        if outcome.is_some_and(|outcome| !outcome.is_offered()) {
            self.left_out.unqueued += 1;
            return None;
        }
        let Some(wait) = milli(cells.waits, row) else {
            self.left_out.without_wait += 1;
            return None;
        };
        let offered = milli(cells.offers, row);
        let Some(from) = offered.or_else(|| milli(cells.starts, row)) else {
            self.left_out.untimed += 1;
            return None;
        };
        let to = from.saturating_add(wait);
        if self.plan.period.is_some_and(|period| !touches(period, (from, to))) {
            self.left_out.outside += 1;
            return None;
        }
        let placed = &mut self.left_out;
        *(if offered.is_some() { &mut placed.by_offer } else { &mut placed.by_start }) += 1;
        Some((from, to))
    }
}

impl Waiting {
    /// The texts of a group's values, in the order of the plan's keys; empty for unknown ones.
    pub fn texts(&self, values: &[Value]) -> Vec<String> {
        let keys = self.plan.by.iter();
        keys.zip(values).map(|(key, value)| value.text(key, &self.plan.zone)).collect()
    }

    /// One problem for each column that grouping needs and no source has, and one when nothing tells
    /// the time; none when no contact was read.
    pub fn absent(&self, place: &Place) -> Vec<Problem> {
        if self.present.is_empty() {
            return Vec::new();
        }
        let of_columns = |key: &Key| match key {
            Key::Column(name) => Some(name.clone()),
            Key::Grain(_) => None,
        };
        let needed: BTreeSet<Name> = self.plan.by.iter().filter_map(of_columns).collect();
        let absent = needed.into_iter().filter(|name| !self.present.contains(name));
        let mut problems: Vec<_> =
            absent.map(|name| crate::kpi::findings::missing_column(&name, place)).collect();
        let times = [Field::OfferedTime, Field::StartTime].map(Name::Field);
        if times.iter().all(|name| !self.present.contains(name)) {
            let message =
                "calls in queue need `offered_time` or `start_time`; this export has none";
            let problem = Problem::new("missing-column", Place::file("qa kpi waiting"), message);
            problems.push(problem.help("map a column to one of them in the profile"));
        }
        problems.extend(self.far.clone());
        problems
    }
}

/// The columns that tell who waits when.
struct Cells<'a> {
    outcomes: Option<&'a [Option<Outcome>]>,
    waits: Option<&'a crate::model::MilliColumn>,
    offers: Option<&'a crate::model::MilliColumn>,
    starts: Option<&'a crate::model::MilliColumn>,
}

fn milli(column: Option<&crate::model::MilliColumn>, row: usize) -> Option<i64> {
    column.and_then(|column| column.get(row))
}

fn grains(by: &[Key]) -> Vec<Grain> {
    let grain = |key: &Key| match key {
        Key::Grain(grain) => Some(*grain),
        Key::Column(_) => None,
    };
    by.iter().filter_map(grain).collect()
}

/// Columns and buckets in the order of the keys.
fn values(by: &[Key], columns: &[Value], buckets: &[Option<i64>]) -> Vec<Value> {
    let (mut columns, mut buckets) = (columns.iter(), buckets.iter());
    let value = |key: &Key| match key {
        Key::Column(_) => columns.next().cloned(),
        Key::Grain(_) => buckets.next().copied().flatten().map(Value::Whole),
    };
    by.iter().map(value).map(|value| value.unwrap_or(Value::Unknown)).collect()
}

/// Why time is not cut: a window of so many stretches comes from a wrong date.
fn far(window: Period, ends: &Ends, plan: &Plan) -> Option<Problem> {
    let length = |grain: &Grain| match grain {
        Grain::QuarterHour => HOUR_MS / 4,
        Grain::HalfHour => HOUR_MS / 2,
        Grain::Hour | Grain::Interval => HOUR_MS,
        _ => DAY_MS,
    };
    let grains = grains(&plan.by);
    let shortest = grains.iter().min_by_key(|grain| length(grain))?;
    if window.to.saturating_sub(window.from) / length(shortest) <= MOST {
        return None;
    }
    let [first, last] = ends.0.as_ref()?;
    let day = |at: i64| plan.zone.iso(at).and_then(|iso| Some(iso.get(..10)?.to_owned()));
    let (from, to) = (day(first.0).unwrap_or_default(), day(last.0).unwrap_or_default());
    let name = shortest.name();
    let message = format!("waits from {from} to {to} are too far apart to tell them by {name}");
    let line = first.1.line.map_or(String::new(), |line| format!(":{line}"));
    let help = format!(
        "correct the date, or name a --period; the first wait is told at {}{line}, the last one here",
        first.1.file
    );
    Some(Problem::new("bad-period", last.1.clone(), message).help(help))
}

/// Whether a wait has to do with a period: it begins in it, or goes on after it has begun.
fn touches(period: Period, (from, to): (i64, i64)) -> bool {
    from < period.to && (from >= period.from || to > period.from)
}

/// From the beginning of the first day to the end of the last one of which an instant is told; the end of
/// a wait is not one.
fn whole_days((first, last): (i64, i64), zone: &Zone) -> Period {
    let day = |instant: i64| (instant + zone.offset(instant)).div_euclid(DAY_MS);
    let begin = |day| Civil::from_days(day).map(|date| zone.first_instant(date));
    let from = begin(day(first)).unwrap_or(first);
    Period { from, to: begin(day((last - 1).max(first)) + 1).unwrap_or(last) }
}

impl Fold for WaitingFold {
    fn wants(&self) -> Vec<Name> {
        let fields = [Field::Outcome, Field::Wait, Field::OfferedTime, Field::StartTime];
        let mut names: BTreeSet<Name> = fields.map(Name::Field).into();
        names.extend(self.plan.by.iter().map(Key::column));
        names.extend(self.plan.filter.columns());
        names.into_iter().collect()
    }

    fn needs(&self) -> Vec<Name> {
        let mut names = self.plan.filter.columns();
        names.push(Field::Wait.into());
        names
    }

    fn update(&mut self, batch: &Batch) {
        let wants = self.wants().into_iter();
        self.present.extend(wants.filter(|name| batch.column(name).is_some()));
        let cells = Cells {
            outcomes: batch.outcomes(),
            waits: batch.milli(Field::Wait),
            offers: batch.milli(Field::OfferedTime),
            starts: batch.milli(Field::StartTime),
        };
        let by = self.plan.by.clone();
        let columns = by.iter().filter(|key| matches!(key, Key::Column(_)));
        let sources: Vec<_> = columns.map(|key| Source::of(key, batch)).collect();
        let mut selected = Vec::new();
        self.plan.filter.select(batch, &mut selected);
        let mut code = Vec::new();
        for (row, selected) in selected.iter().enumerate() {
            if !selected {
                self.left_out.unselected += 1;
                continue;
            }
            let Some((from, to)) = self.wait(row, &cells) else { continue };
            code.clear();
            for source in &sources {
                source.encode(row, &self.plan.zone, &mut code);
            }
            self.ends.take((from, to), || batch.place(row));
            match self.groups.get_mut(&code) {
                Some(events) => events.push(from, to),
                None => self.groups.entry(code.clone()).or_default().push(from, to),
            }
        }
    }

    fn merge(&mut self, other: Self) {
        self.present.extend(other.present);
        self.left_out.add(other.left_out);
        self.ends.merge(other.ends);
        for (code, events) in other.groups {
            self.groups.entry(code).or_default().merge(&events);
        }
    }
}

impl LeftOut {
    fn add(&mut self, other: Self) {
        self.without_wait += other.without_wait;
        self.untimed += other.untimed;
        self.unqueued += other.unqueued;
        self.unselected += other.unselected;
        self.outside += other.outside;
        self.by_start += other.by_start;
        self.by_offer += other.by_offer;
    }
}
