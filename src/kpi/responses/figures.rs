//! Figures of responses by group and time, and the age of what is open.

use super::tally::{Case, Lacks, Tally};
use super::{Asked, Conversations};
use crate::kpi::board::{Board, Known};
use crate::kpi::gather::{Gathered, group_at};
use crate::kpi::group::{Key, Value};
use crate::model::civil::DAY_MS;
use crate::model::{Civil, Grain, Name, Period, Zone};
use crate::report::words::counted;
use crate::report::{Cell, Column, Table, Unit};
use std::collections::BTreeMap;

/// Its figures, in the order of reports.
pub const KNOWN: [Known; 15] = [
    Known::new(
        "opened",
        "opened",
        Unit::Count,
        "contacts that began here, tests and those left before a queue apart",
    ),
    Known::new("responded", "answered", Unit::Count, "of these, answered by a person"),
    Known::new(
        "first_response_mean_s",
        "first response",
        Unit::Seconds,
        "mean time from the beginning to the first answer of a person, by when contacts began",
    ),
    Known::new("first_response_p50_s", "P50 first", Unit::Seconds, "median of that time (type 7)"),
    Known::new(
        "first_response_p90_s",
        "P90 first",
        Unit::Seconds,
        "90th percentile of that time (type 7)",
    ),
    Known::new(
        "first_response_rate",
        "first in time",
        Unit::Share,
        "first answers within --within / contacts answered, or unanswered for longer than that; who left unanswered is left out",
    ),
    Known::new(
        "next_response_mean_s",
        "next response",
        Unit::Seconds,
        "mean time from a further turn of the customer to the answer of a person; needs messages",
    ),
    Known::new(
        "next_response_p90_s",
        "P90 next",
        Unit::Seconds,
        "90th percentile of that time (type 7)",
    ),
    Known::new("closed", "closed", Unit::Count, "contacts that ended here"),
    Known::new(
        "resolution_mean_s",
        "resolution",
        Unit::Seconds,
        "mean time from the beginning to the end, by when contacts ended, without the time in which the customer was waited for (where messages tell it)",
    ),
    Known::new("resolution_p50_s", "P50 resolution", Unit::Seconds, "median of that time (type 7)"),
    Known::new(
        "resolution_p90_s",
        "P90 resolution",
        Unit::Seconds,
        "90th percentile of that time (type 7)",
    ),
    Known::new(
        "resolution_rate",
        "resolved in time",
        Unit::Share,
        "ended within --resolve-within / contacts ended, or open for longer than that, by when contacts began",
    ),
    Known::new(
        "backlog",
        "backlog",
        Unit::Count,
        "contacts open at the end of the stretch: begun before it, and not ended before it",
    ),
    Known::new(
        "backlog_oldest_s",
        "oldest open",
        Unit::Seconds,
        "how long the oldest of them has been open",
    ),
];

/// What was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The figures.
    pub board: Board,
    /// What is open by age.
    pub ages: Table,
    /// What a reader must know.
    pub notes: Vec<String>,
    /// As of when was looked; `None` without any contact.
    pub as_of: Option<i64>,
}

/// Contacts of one group of columns.
struct Cases<'a> {
    columns: &'a [Value],
    cases: Vec<Case<'a>>,
}

/// The figures of contacts, with their conversations where messages tell them.
pub fn responses(gathered: &Gathered, told: Option<&Conversations>, asked: &Asked) -> Found {
    let (mut groups, left_out, strangers) = cases(gathered, told);
    let told_last = groups.iter().flat_map(|group| &group.cases).map(Case::latest).max();
    // What happens at the latest moment has happened.
    let as_of = asked.as_of.or_else(|| told_last.map(|at| at + 1));
    if let Some(as_of) = as_of {
        let cases = groups.iter_mut().flat_map(|group| &mut group.cases);
        cases.for_each(|case| *case = case.before(as_of));
    }
    let lacks = lacks(gathered, told);
    let every = || groups.iter().flat_map(|group| &group.cases);
    let zone = &gathered.wanted.zone;
    let window =
        as_of.and_then(|as_of| window(every().map(|case| case.start).min()?, as_of, asked, zone));
    let mut found: BTreeMap<Vec<Value>, (Tally, i64)> = BTreeMap::new();
    let mut total = Tally::default();
    let mut ages = [0_u64; AGES.len()];
    if let (Some(window), Some(as_of)) = (window, as_of) {
        let run = Run { gathered, asked, window, as_of };
        let mut all = Vec::new();
        for group in &groups {
            run.groups(group, &mut found);
            all.extend(group.cases.iter().copied());
        }
        run.each(&all, &mut |case, _, end| run.take(&mut total, case, end));
        all.sort_by_key(|case| case.start);
        let (backlog, oldest) = Backlog::of(&all).before(window.to);
        total.leave(backlog, oldest);
        for case in all.iter().filter(|case| case.is_open_before(window.to)) {
            ages[age(window.to - case.start)] += 1;
        }
    }
    let end = window.map_or(0, |window| window.to);
    let figures =
        found.into_iter().map(|(group, (tally, end))| (group, tally.figures(asked, end, lacks)));
    let board = Board {
        known: KNOWN.to_vec(),
        by: gathered.wanted.by.clone(),
        period: asked.period,
        zone: zone.clone(),
        groups: figures.collect(),
        total: total.figures(asked, end, lacks),
        targets: asked.targets.clone(),
    };
    let notes = notes(gathered, told, (left_out, strangers));
    Found { board, ages: age_table(&ages, lacks), notes, as_of: asked.as_of.or(told_last) }
}

/// What a reader must know of contacts and messages that do not take part, and of what is not asked.
fn notes(
    gathered: &Gathered,
    told: Option<&Conversations>,
    (left_out, strangers): (u64, u64),
) -> Vec<String> {
    let mut notes = Vec::new();
    let far = gathered.rows.iter().filter(|row| Case::is_far(row)).count();
    for (n, noun, fate) in [
        (
            u64::try_from(far).unwrap_or(u64::MAX),
            "contact",
            "with a time more than ten years after its beginning taken as without it",
        ),
        (gathered.unselected, "contact", "not selected by the filter left out"),
        (
            left_out,
            "contact",
            "without `start_time`, left before a queue, or excluded by outcome left out",
        ),
        (strangers, "contact", "without messages: their call record tells the first answer"),
        (
            told.map_or(0, |told| told.untold),
            "message",
            "without interaction, author or time left out",
        ),
    ] {
        if n > 0 {
            notes.push(format!("{} {fate}", counted(n, noun)));
        }
    }
    if told.is_none() {
        notes.push("next responses and the time in which customers are waited for need messages (--messages)".to_owned());
    }
    notes
}

/// What neither the columns nor messages tell.
fn lacks(gathered: &Gathered, told: Option<&Conversations>) -> Lacks {
    let present = &gathered.present;
    let lacks = |name: &str| !present.is_empty() && !present.contains(&Name::of(name));
    let answers = told.is_none() && lacks("answered_time") && lacks("wait_s");
    Lacks { answers, ends: lacks("end_time") }
}

/// Contacts by their columns, how many were left out, and how many have no messages.
fn cases<'a>(
    gathered: &'a Gathered,
    told: Option<&'a Conversations>,
) -> (Vec<Cases<'a>>, u64, u64) {
    let mut groups: BTreeMap<&[Value], Vec<Case<'a>>> = BTreeMap::new();
    let (mut left_out, mut strangers) = (0, 0);
    for row in &gathered.rows {
        let id = row.texts[1].as_ref();
        let conversation = id.and_then(|id| told?.by_id.get(id));
        match Case::of(row, conversation) {
            None => left_out += 1,
            Some(case) => {
                strangers += u64::from(told.is_some() && conversation.is_none());
                groups.entry(&row.columns).or_default().push(case);
            }
        }
    }
    let groups = groups.into_iter().map(|(columns, mut cases)| {
        cases.sort_by_key(|case| (case.start, case.end));
        Cases { columns, cases }
    });
    (groups.collect(), left_out, strangers)
}

/// What is looked at: the period up to now, else from the first day on.
fn window(first: i64, as_of: i64, asked: &Asked, zone: &Zone) -> Option<Period> {
    let from = if let Some(period) = asked.period {
        period.from
    } else {
        let day = (first + zone.offset(first)).div_euclid(DAY_MS);
        zone.first_instant(Civil::from_days(day)?)
    };
    let to = asked.period.map_or(as_of, |period| period.to.min(as_of));
    (from < to).then_some(Period { from, to })
}

/// One pass over the window.
struct Run<'a> {
    gathered: &'a Gathered,
    asked: &'a Asked,
    window: Period,
    as_of: i64,
}

impl Run<'_> {
    /// Every stretch of a group of columns with what begins and ends in it and what is open after it.
    fn groups(&self, group: &Cases<'_>, found: &mut BTreeMap<Vec<Value>, (Tally, i64)>) {
        let wanted = &self.gathered.wanted;
        let key = |at: i64| group_at(wanted, group.columns, Some(at));
        let mut open = Backlog::of(&group.cases);
        for (at, end) in self.stretches() {
            let (backlog, oldest) = open.before(end);
            let values = key(at);
            if backlog > 0 || found.contains_key(&values) {
                let (tally, until) = found.entry(values).or_default();
                tally.leave(backlog, oldest);
                *until = end;
            }
        }
        let mut tallies: BTreeMap<Vec<Value>, Tally> = BTreeMap::new();
        self.each(&group.cases, &mut |case, at, end| {
            self.take(tallies.entry(key(at)).or_default(), case, end);
        });
        for (values, mut tally) in tallies {
            let (found, until) = found.entry(values).or_default();
            tally.leave(found.backlog(), found.oldest());
            *found = tally;
            *until = (*until).max(self.window.from);
        }
    }

    fn take(&self, tally: &mut Tally, case: &Case<'_>, end: Option<i64>) {
        match end {
            None => tally.open(case, self.asked, self.as_of),
            Some(end) => tally.close(case, end, self.asked),
        }
    }

    /// Calls `take` with what begins and ends in the window: the contact, when, and when it ended.
    fn each(&self, cases: &[Case<'_>], take: &mut dyn FnMut(&Case<'_>, i64, Option<i64>)) {
        for case in cases {
            if self.window.contains(case.start) {
                take(case, case.start, None);
            }
            if let Some(end) = case.end.filter(|end| self.window.contains(*end)) {
                take(case, end, Some(end));
            }
        }
    }

    /// The stretches of the window by the grains of the groups.
    fn stretches(&self) -> Vec<(i64, i64)> {
        let grain = |key: &Key| match key {
            Key::Grain(grain) => Some(*grain),
            Key::Column(_) => None,
        };
        let grains: Vec<Grain> = self.gathered.wanted.by.iter().filter_map(grain).collect();
        let (mut at, mut stretches) = (self.window.from, Vec::new());
        while at < self.window.to {
            let zone = &self.gathered.wanted.zone;
            let ends = grains.iter().map(|grain| grain.run_end(zone, at, self.window.to));
            let end = ends.min().unwrap_or(self.window.to);
            stretches.push((at, end));
            at = end;
        }
        stretches
    }
}

/// What is open at later and later instants; cases are in order of their beginnings.
struct Backlog<'a> {
    cases: &'a [Case<'a>],
    ends: Vec<i64>,
    /// Those before this one have ended.
    first: usize,
}

impl<'a> Backlog<'a> {
    fn of(cases: &'a [Case<'a>]) -> Self {
        let mut ends: Vec<i64> = cases.iter().filter_map(|case| case.end).collect();
        ends.sort_unstable();
        Self { cases, ends, first: 0 }
    }

    /// How many are open just before an instant, and since when the oldest one is.
    fn before(&mut self, at: i64) -> (u64, Option<i64>) {
        let begun = self.cases.partition_point(|case| case.start < at);
        let ended = self.ends.partition_point(|end| *end < at);
        while self.cases[..begun].get(self.first).is_some_and(|case| !case.is_open_before(at)) {
            self.first += 1;
        }
        let oldest = self.cases[..begun].get(self.first).map(|case| case.start);
        (u64::try_from(begun - ended).unwrap_or(u64::MAX), oldest)
    }
}

/// Ages by the clock, in days: at least this old, and younger than the next.
const AGES: [(i64, &str); 5] =
    [(0, "under 1 d"), (1, "1 to 3 d"), (3, "3 to 7 d"), (7, "7 to 30 d"), (30, "30 d and more")];

fn age(ms: i64) -> usize {
    AGES.iter().rposition(|(days, _)| ms >= days * DAY_MS).unwrap_or_default()
}

fn age_table(ages: &[u64; AGES.len()], lacks: Lacks) -> Table {
    let columns = vec![
        Column::new("age", "open for", Unit::Text),
        Column::new("open", "open", Unit::Count),
        Column::new("share", "share", Unit::Share),
    ];
    let all: u64 = ages.iter().sum();
    let row = |((_, name), open): (&(i64, &str), &u64)| {
        vec![Cell::text(*name), Cell::Count(*open), Cell::ratio((*open).into(), all.into())]
    };
    let rows =
        if all == 0 || lacks.ends { Vec::new() } else { AGES.iter().zip(ages).map(row).collect() };
    Table {
        key: "ages",
        title: "Open contacts by age".to_owned(),
        columns,
        rows,
        ..Table::default()
    }
}
