//! The frame: which interactions can be drawn, how many each stratum has, and the smallest tickets.
//!
//! A fold that keeps, for each stratum, its size and as many candidates as can be drawn from it, so
//! memory grows with strata and not with rows. The frame counts rows. An interaction id that
//! appears on several rows of a stratum has one ticket and is kept once.

use super::ticket::{Roll, Ticket};
use crate::model::{Batch, Column, Field, Fold, MilliColumn, Name, Outcome, Period, TextColumn};
use crate::query::Filter;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Stands after each value in the key of a stratum; the unit separator of ASCII.
pub(super) const BETWEEN: char = '\u{1f}';

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What decides the tickets.
    pub seed: String,
    /// Columns whose values make the strata; none for a simple random sample of everything.
    pub strata: Vec<Name>,
    /// Interactions to draw from each stratum.
    pub n: usize,
    /// Further tickets of each stratum to note, for interactions that cannot be evaluated.
    pub reserve: usize,
    /// Interactions to draw from.
    pub filter: Filter,
    /// Draw only from this outcome, where the export tells outcomes at all.
    pub outcome_if_told: Option<Outcome>,
    /// Stretch in which interactions begin; `None` for all.
    pub period: Option<Period>,
}

/// Why rows could not be drawn; each row is counted once, under the first reason that holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exclusions {
    /// No interaction id.
    pub no_id: u64,
    /// No start time, though a period is asked for.
    pub no_time: u64,
    /// Began outside the period.
    pub outside_period: u64,
    /// Not selected by the filter.
    pub filtered: u64,
    /// A column of the strata is empty.
    pub no_stratum: u64,
}

impl Exclusions {
    /// Names and counts, in the order in which the reasons are asked.
    pub fn counts(&self) -> [(&'static str, u64); 5] {
        [
            ("no_interaction_id", self.no_id),
            ("no_start_time", self.no_time),
            ("outside_period", self.outside_period),
            ("not_selected", self.filtered),
            ("no_stratum", self.no_stratum),
        ]
    }

    /// How many rows could not be drawn.
    pub fn total(&self) -> u64 {
        self.counts().iter().map(|(_, count)| count).sum()
    }

    fn add(&mut self, other: Self) {
        self.no_id += other.no_id;
        self.no_time += other.no_time;
        self.outside_period += other.outside_period;
        self.filtered += other.filtered;
        self.no_stratum += other.no_stratum;
    }
}

/// An interaction that may be drawn, with what its evaluator wants to know before opening it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Candidate {
    /// Its id.
    pub interaction_id: String,
    /// Who spoke; `None` when unknown.
    pub agent_id: Option<String>,
    /// When it began, in milliseconds since 1970 in UTC; `None` when unknown.
    pub start_time: Option<i64>,
    /// Its queue; `None` when unknown.
    pub queue: Option<String>,
    /// Its channel; `None` when unknown.
    pub channel: Option<String>,
    /// The agent's team; `None` when unknown.
    pub team: Option<String>,
    /// Time talked, in milliseconds; `None` when unknown.
    pub talk_ms: Option<i64>,
}

/// One stratum of the frame.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Pool {
    /// Eligible rows.
    pub(super) size: u64,
    /// The smallest tickets, at most as many as the plan can use.
    pub(super) smallest: BTreeMap<(Ticket, String), Candidate>,
}

/// Eligible interactions by stratum, and the others by reason.
#[derive(Debug, Clone)]
pub struct Frame {
    plan: Arc<Plan>,
    roll: Roll,
    exclusions: Exclusions,
    /// By the values of the strata, joined with [`BETWEEN`].
    pools: BTreeMap<String, Pool>,
    missing: BTreeSet<Name>,
    outcomes: Outcomes,
}

/// Whether the exports tell outcomes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Outcomes {
    told: bool,
    untold: bool,
}

impl Frame {
    /// An empty frame.
    pub fn new(plan: Plan) -> Self {
        Self {
            roll: Roll::new(&plan.seed),
            plan: Arc::new(plan),
            exclusions: Exclusions::default(),
            pools: BTreeMap::new(),
            missing: BTreeSet::new(),
            outcomes: Outcomes::default(),
        }
    }

    /// What was asked for.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Rows that can be drawn.
    pub fn eligible(&self) -> u64 {
        self.pools.values().map(|pool| pool.size).sum()
    }

    /// Rows that cannot.
    pub fn exclusions(&self) -> Exclusions {
        self.exclusions
    }

    /// Columns without which the plan means nothing and that some export lacks, in order.
    pub fn missing(&self) -> impl Iterator<Item = &Name> {
        self.missing.iter()
    }

    /// Whether some export tells no outcome, so that its rows were not held against one.
    pub fn outcome_untold(&self) -> bool {
        self.outcomes.untold
    }

    /// Whether some export tells outcomes.
    pub fn outcome_told(&self) -> bool {
        self.outcomes.told
    }

    /// The plan, and the pools by the values of their stratum.
    pub(super) fn into_pools(self) -> (Arc<Plan>, BTreeMap<String, Pool>) {
        (self.plan, self.pools)
    }

    /// Columns without which the plan means nothing.
    fn needs(&self) -> Vec<Name> {
        let mut names = vec![Name::Field(Field::InteractionId)];
        names.extend(self.plan.period.map(|_| Name::Field(Field::StartTime)));
        names.extend(self.plan.strata.iter().cloned());
        names.extend(self.plan.filter.columns());
        names
    }

    /// Writes the stratum of a row to `key`, or says why the row cannot be drawn.
    fn judge(&self, columns: &Columns<'_>, row: usize, key: &mut String) -> Result<(), Reason> {
        if columns.id.and_then(|ids| ids.get(row)).is_none() {
            return Err(Reason::NoId);
        }
        if let Some(period) = &self.plan.period {
            let start = columns.start.and_then(|start| start.get(row)).ok_or(Reason::NoTime)?;
            if !period.contains(start) {
                return Err(Reason::OutsidePeriod);
            }
        }
        let outcome = columns.outcomes.zip(self.plan.outcome_if_told);
        if outcome.is_some_and(|(outcomes, wanted)| outcomes[row] != Some(wanted)) {
            return Err(Reason::Filtered);
        }
        if !columns.selected[row] {
            return Err(Reason::Filtered);
        }
        key.clear();
        for column in &columns.strata {
            let cell = column.and_then(|cells| value(cells, row)).ok_or(Reason::NoStratum)?;
            key.push_str(&cell);
            key.push(BETWEEN);
        }
        Ok(())
    }

    fn keep(&mut self, columns: &Columns<'_>, row: usize, key: &str) {
        let Some(id) = columns.id.and_then(|ids| ids.get(row)) else { return };
        let capacity = self.plan.capacity();
        let ticket = self.roll.ticket(id);
        let pool = match self.pools.get_mut(key) {
            Some(pool) => pool,
            None => self.pools.entry(key.to_owned()).or_default(),
        };
        pool.size += 1;
        if pool.has_room(ticket, id, capacity) {
            pool.offer(ticket, columns.candidate(row, id), capacity);
        }
    }

    fn exclude(&mut self, reason: Reason) {
        let count = match reason {
            Reason::NoId => &mut self.exclusions.no_id,
            Reason::NoTime => &mut self.exclusions.no_time,
            Reason::OutsidePeriod => &mut self.exclusions.outside_period,
            Reason::Filtered => &mut self.exclusions.filtered,
            Reason::NoStratum => &mut self.exclusions.no_stratum,
        };
        *count += 1;
    }
}

impl Fold for Frame {
    fn wants(&self) -> Vec<Name> {
        let mut names = self.needs();
        let context = [
            Field::AgentId,
            Field::StartTime,
            Field::Queue,
            Field::Channel,
            Field::Team,
            Field::Talk,
            Field::Outcome,
        ];
        names.extend(context.map(Name::Field));
        names.sort();
        names.dedup();
        names
    }

    fn update(&mut self, batch: &Batch) {
        self.missing.extend(self.needs().into_iter().filter(|name| batch.column(name).is_none()));
        match batch.outcomes() {
            Some(_) => self.outcomes.told = true,
            None => self.outcomes.untold = true,
        }
        let plan = Arc::clone(&self.plan);
        let columns = Columns::of(batch, &plan);
        let mut key = String::new();
        for row in 0..batch.rows() {
            match self.judge(&columns, row, &mut key) {
                Ok(()) => self.keep(&columns, row, &key),
                Err(reason) => self.exclude(reason),
            }
        }
    }

    fn merge(&mut self, other: Self) {
        self.exclusions.add(other.exclusions);
        self.missing.extend(other.missing);
        self.outcomes.told |= other.outcomes.told;
        self.outcomes.untold |= other.outcomes.untold;
        let capacity = self.plan.capacity();
        for (key, theirs) in other.pools {
            let pool = self.pools.entry(key).or_default();
            pool.size += theirs.size;
            for ((ticket, _), candidate) in theirs.smallest {
                pool.offer(ticket, candidate, capacity);
            }
        }
    }
}

impl Plan {
    /// One more than can be used at least, so that a stratum tells whether it has more ids than `n`.
    fn capacity(&self) -> usize {
        self.n + self.reserve.max(1)
    }
}

impl Pool {
    /// Whether a ticket is among the smallest so far.
    fn has_room(&self, ticket: Ticket, id: &str, capacity: usize) -> bool {
        let last = self.smallest.last_key_value().map(|((ticket, id), _)| (*ticket, id.as_str()));
        self.smallest.len() < capacity || last.is_none_or(|last| (ticket, id) <= last)
    }

    /// Keeps the candidate, and of all at most `capacity`. Of rows with one id, the one that sorts
    /// first stays, whichever comes first.
    fn offer(&mut self, ticket: Ticket, candidate: Candidate, capacity: usize) {
        let key = (ticket, candidate.interaction_id.clone());
        match self.smallest.get_mut(&key) {
            Some(kept) if candidate < *kept => *kept = candidate,
            Some(_) => {}
            None => {
                self.smallest.insert(key, candidate);
            }
        }
        if self.smallest.len() > capacity {
            self.smallest.pop_last();
        }
    }
}

/// Why a row cannot be drawn.
#[derive(Debug, Clone, Copy)]
enum Reason {
    NoId,
    NoTime,
    OutsidePeriod,
    Filtered,
    NoStratum,
}

/// The columns of a batch that the frame reads.
struct Columns<'a> {
    id: Option<&'a TextColumn>,
    start: Option<&'a MilliColumn>,
    outcomes: Option<&'a [Option<Outcome>]>,
    selected: Vec<bool>,
    strata: Vec<Option<&'a Column>>,
    agent: Option<&'a TextColumn>,
    queue: Option<&'a TextColumn>,
    channel: Option<&'a TextColumn>,
    team: Option<&'a TextColumn>,
    talk: Option<&'a MilliColumn>,
}

impl<'a> Columns<'a> {
    fn of(batch: &'a Batch, plan: &Plan) -> Self {
        let text = |field: Field| batch.text(&field.into());
        let mut selected = Vec::new();
        plan.filter.select(batch, &mut selected);
        Self {
            id: text(Field::InteractionId),
            start: batch.milli(Field::StartTime),
            outcomes: batch.outcomes(),
            selected,
            strata: plan.strata.iter().map(|name| batch.column(name)).collect(),
            agent: text(Field::AgentId),
            queue: text(Field::Queue),
            channel: text(Field::Channel),
            team: text(Field::Team),
            talk: batch.milli(Field::Talk),
        }
    }

    fn candidate(&self, row: usize, id: &str) -> Candidate {
        let text = |column: Option<&TextColumn>| column?.get(row).map(str::to_owned);
        Candidate {
            interaction_id: id.to_owned(),
            agent_id: text(self.agent),
            start_time: self.start.and_then(|start| start.get(row)),
            queue: text(self.queue),
            channel: text(self.channel),
            team: text(self.team),
            talk_ms: self.talk.and_then(|talk| talk.get(row)),
        }
    }
}

/// The cell as the value of a stratum; `None` when it is unknown.
fn value(column: &Column, row: usize) -> Option<Cow<'_, str>> {
    match column {
        Column::Text(cells) => cells.get(row).map(Cow::Borrowed),
        Column::Milli(cells) => cells.get(row).map(|cell| Cow::Owned(decimal(cell))),
        Column::Flag(cells) => cells[row].map(|flag| Cow::Owned(flag.to_string())),
        Column::Outcome(cells) => cells[row].map(|outcome| Cow::Borrowed(outcome.name())),
    }
}

/// Thousandths as a decimal without idle zeros.
fn decimal(thousandths: i64) -> String {
    let sign = if thousandths < 0 { "-" } else { "" };
    let (whole, part) = (thousandths.unsigned_abs() / 1000, thousandths.unsigned_abs() % 1000);
    let text = format!("{sign}{whole}.{part:03}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
