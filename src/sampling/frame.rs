//! The frame: which interactions can be drawn, how many each stratum has, and the smallest tickets.
//!
//! A fold that keeps, for each stratum, its size and as many candidates as can be drawn from it, so
//! memory grows with strata and not with rows. The frame counts rows. An interaction id that
//! appears on several rows of a stratum has one ticket and is kept once.

mod exclusions;
mod sought;

use super::by::{By, Label};
use super::candidate::{Columns, accompanying};
use super::frame_sum::FrameSum;
use super::plan::{Method, Plan};
use super::pool::Pool;
use super::target::Target;
use super::ticket::Roll;
use crate::model::{Batch, Field, Fold, Left, Name, NothingLeft, QuickHash, TextCell, short_text};
use exclusions::Reason;
use std::collections::BTreeMap;
use std::sync::Arc;

pub use exclusions::Exclusions;
pub use sought::{Sought, Standing};

/// Stands after each value in the key of a stratum; the unit separator of ASCII.
pub(super) const BETWEEN: char = '\u{1f}';

/// Pools by stratum, for each rule of targeted picks.
pub(super) type Targets = Vec<BTreeMap<String, Pool>>;

/// Eligible interactions by stratum, and the others by reason.
#[derive(Debug, Clone)]
pub struct Frame {
    plan: Arc<Plan>,
    roll: Roll,
    exclusions: Exclusions,
    pools: Pools,
    /// The same for each rule of targeted picks.
    targeted: Vec<BTreeMap<String, Pool>>,
    sum: FrameSum,
    outcome_untold: bool,
    /// As many of a pool as can be used.
    capacity: usize,
}

impl Frame {
    /// An empty frame.
    pub fn new(plan: Plan) -> Self {
        Self {
            roll: Roll::new(&plan.seed),
            targeted: vec![BTreeMap::new(); plan.targets.len()],
            sum: FrameSum::default(),
            capacity: plan.capacity(),
            plan: Arc::new(plan),
            exclusions: Exclusions::default(),
            pools: Pools::default(),
            outcome_untold: false,
        }
    }

    /// What was asked for.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// Rows that can be drawn.
    pub fn eligible(&self) -> u64 {
        self.pools.keyed.iter().map(|(_, pool)| pool.size).sum()
    }

    /// Rows that cannot.
    pub fn exclusions(&self) -> &Exclusions {
        &self.exclusions
    }

    /// One number for all rows that can be drawn.
    pub fn sum(&self) -> FrameSum {
        self.sum
    }

    /// Whether some export tells no outcome, so that its rows were not held against one.
    pub fn outcome_untold(&self) -> bool {
        self.outcome_untold
    }

    /// The plan, the pools by the values of their stratum, and those of each rule of targeted picks.
    pub(super) fn into_pools(self) -> (Arc<Plan>, BTreeMap<String, Pool>, Targets) {
        (self.plan, self.pools.in_order().collect(), self.targeted)
    }

    /// Writes the stratum of a row to `key`, or says why the row cannot be drawn.
    fn judge<'p>(
        plan: &'p Plan,
        columns: &Columns<'_>,
        row: usize,
        key: &mut Key,
    ) -> Result<(), Reason<'p>> {
        let ids =
            columns.id.filter(|ids| ids.cell(row) != TextCell::Unknown).ok_or(Reason::NoId)?;
        if let Some(period) = &plan.period {
            let start = columns.start.and_then(|start| start.get(row)).ok_or(Reason::NoTime)?;
            if !period.contains(start) {
                return Err(Reason::OutsidePeriod);
            }
        }
        let outcome = columns.outcomes.zip(plan.outcome_if_told);
        if outcome.is_some_and(|(outcomes, wanted)| outcomes[row] != Some(wanted)) {
            return Err(Reason::OtherOutcome);
        }
        if let Some(rule) = columns.ruled.get(row).copied().flatten() {
            return Err(Reason::Ruled(&plan.exclude.rules[rule].reason));
        }
        if plan.exclude.names_some() {
            let id = ids.get(row).unwrap_or_default();
            let agent = columns.agent.and_then(|agents| agents.get(row));
            if let Some(reason) = plan.exclude.of(id, agent) {
                return Err(Reason::Ruled(reason));
            }
        }
        if !columns.selected[row] {
            return Err(Reason::Filtered);
        }
        key.text.clear();
        key.labels.resize_with(plan.strata.len(), Label::default);
        let strata = plan.strata.iter().zip(&columns.strata).zip(&mut key.labels);
        for ((by, column), label) in strata {
            let known = column
                .is_some_and(|cells| by.append((cells, row), &plan.zone, (label, &mut key.text)));
            if !known {
                return Err(Reason::NoStratum);
            }
            key.text.push(BETWEEN);
        }
        match plan.method {
            Method::BySize(_) if columns.size(row).is_none_or(|size| size < 0) => {
                Err(Reason::NoSize)
            }
            _ => Ok(()),
        }
    }

    fn keep(&mut self, columns: &Columns<'_>, row: usize, key: &str) {
        let Some(id) = columns.id.and_then(|ids| ids.get(row)) else { return };
        let capacity = self.capacity;
        let ticket = self.roll.ticket(id);
        self.sum.add(ticket);
        let pool = self.pools.of(key);
        pool.count(columns.talk.and_then(|talk| talk.get(row)));
        if pool.has_room(ticket, id, capacity) {
            pool.offer(ticket, &columns.candidate(row, id), capacity);
        }
        for (at, pools) in self.targeted.iter_mut().enumerate() {
            if columns.targeted[at][row] {
                let pool = pools.entry(key.to_owned()).or_default();
                pool.count(None);
                let capacity = targeted_capacity((&self.plan, self.capacity), at);
                if pool.has_room(ticket, id, capacity) {
                    pool.offer(ticket, &columns.candidate(row, id), capacity);
                }
            }
        }
    }
}

/// The stratum of a row in the making.
#[derive(Default)]
struct Key {
    text: String,
    /// For each column of the strata.
    labels: Vec<Label>,
}

/// Pools by the values of their stratum, joined with [`BETWEEN`].
#[derive(Debug, Clone, Default)]
struct Pools {
    /// Where the pools of short keys are, and those of others.
    shorts: Index<u128>,
    longs: Index<Box<str>>,
    keyed: Vec<(Box<str>, Pool)>,
}

#[expect(clippy::disallowed_types, reason = "looked up only; pools leave in order of their keys")]
type Index<K> = std::collections::HashMap<K, usize, QuickHash>;

impl Pools {
    fn of(&mut self, key: &str) -> &mut Pool {
        let keyed = &mut self.keyed;
        let mut add = || {
            keyed.push((key.into(), Pool::default()));
            keyed.len() - 1
        };
        let at = match short_text(key.as_bytes()) {
            Some(short) => *self.shorts.entry(short).or_insert_with(add),
            None => match self.longs.get(key) {
                Some(at) => *at,
                None => *self.longs.entry(key.into()).or_insert(add()),
            },
        };
        &mut self.keyed[at].1
    }

    fn in_order(mut self) -> impl Iterator<Item = (String, Pool)> {
        self.keyed.sort_unstable_by(|left, right| left.0.cmp(&right.0));
        self.keyed.into_iter().map(|(key, pool)| (key.into(), pool))
    }
}

impl Fold for Frame {
    fn wants(&self) -> Vec<Name> {
        let mut names = self.needs();
        let context = [Field::AgentId, Field::StartTime, Field::Talk, Field::Outcome];
        names.extend(context.map(Name::Field));
        names.extend(accompanying());
        names.sort();
        names.dedup();
        names
    }

    fn needs(&self) -> Vec<Name> {
        let mut names = vec![Name::Field(Field::InteractionId)];
        names.extend(self.plan.period.map(|_| Name::Field(Field::StartTime)));
        names.extend(self.plan.strata.iter().map(By::column));
        names.extend(self.plan.filter.columns());
        names.extend(self.plan.exclude.columns());
        names.extend(self.plan.targets.iter().flat_map(Target::columns));
        if let Method::BySize(name) = &self.plan.method {
            names.push(name.clone());
        }
        names
    }

    /// What goes along with a candidate and decides nothing.
    fn seldom(&self) -> Vec<Name> {
        let needs = self.needs();
        accompanying().into_iter().filter(|name| !needs.contains(name)).collect()
    }

    fn update(&mut self, batch: &Batch) {
        self.update_beside(batch, &NothingLeft);
    }

    fn update_beside(&mut self, batch: &Batch, left: &dyn Left) {
        self.outcome_untold |= batch.outcomes().is_none();
        let plan = Arc::clone(&self.plan);
        let mut columns = Columns::of(batch, &plan);
        columns.left = left;
        let mut key = Key::default();
        for row in 0..batch.rows() {
            match Self::judge(&plan, &columns, row, &mut key) {
                Ok(()) => self.keep(&columns, row, &key.text),
                Err(reason) => self.exclusions.count(reason),
            }
        }
    }

    fn merge(&mut self, other: Self) {
        self.exclusions.add(other.exclusions);
        self.outcome_untold |= other.outcome_untold;
        let capacity = self.capacity;
        self.sum.merge(other.sum);
        for (key, theirs) in other.pools.in_order() {
            self.pools.of(&key).merge(theirs, capacity);
        }
        for (at, (pools, theirs)) in self.targeted.iter_mut().zip(other.targeted).enumerate() {
            let capacity = targeted_capacity((&self.plan, self.capacity), at);
            for (key, theirs) in theirs {
                pools.entry(key).or_default().merge(theirs, capacity);
            }
        }
    }
}

/// As many as a rule can use: its own, those before it, and all that may be drawn at random.
fn targeted_capacity((plan, capacity): (&Plan, usize), at: usize) -> usize {
    let own: usize = plan.targets[..=at].iter().map(|target| target.n).sum();
    capacity.saturating_add(own)
}

#[cfg(test)]
mod tests {
    use super::super::draw::tests::{batch, calls, plan};
    use super::*;
    use crate::model::{Column, MilliColumn, Outcome, Period, TextColumn};
    use crate::query::Filter;

    /// Rows of id, agent, start time in seconds, outcome; one a reason, the last can be drawn.
    fn rows() -> Batch {
        let rows = [
            ("", "A1", Some(50), Some(Outcome::Answered)),
            ("c1", "A1", None, Some(Outcome::Answered)),
            ("c2", "A1", Some(99), Some(Outcome::Answered)),
            ("c3", "A1", Some(50), None),
            ("c4", "A2", Some(50), Some(Outcome::Answered)),
            ("c5", "", Some(50), Some(Outcome::Answered)),
            ("c6", "A1", Some(50), Some(Outcome::Answered)),
        ];
        let (mut ids, mut agents) = (TextColumn::default(), TextColumn::default());
        let mut starts = MilliColumn::default();
        let mut outcomes = Vec::new();
        for (id, agent, start, outcome) in rows {
            ids.push(id);
            agents.push(agent);
            starts.push(start.map(|s: i64| s * 1000));
            outcomes.push(outcome);
        }
        let columns = vec![
            (Field::InteractionId.into(), Column::Text(ids)),
            (Field::AgentId.into(), Column::Text(agents)),
            (Field::StartTime.into(), Column::Milli(starts)),
            (Field::Outcome.into(), Column::Outcome(outcomes)),
        ];
        Batch::new(7, columns)
    }

    #[test]
    fn a_frame_of_nothing_is_empty() {
        let frame = Frame::new(plan("s", 5));
        assert_eq!((frame.eligible(), frame.exclusions().total()), (0, 0));
    }

    #[test]
    fn each_row_is_counted_once_under_its_first_reason() {
        let period = Some(Period { from: 0, to: 99_000 });
        let filter = Filter::parse("not (agent_id = 'A2') or agent_id is null").unwrap();
        let outcome_if_told = Some(Outcome::Answered);
        let mut frame = Frame::new(Plan { filter, outcome_if_told, period, ..plan("s", 5) });
        frame.update(&rows());
        assert_eq!(frame.eligible(), 1);
        assert!(frame.exclusions().counts().iter().all(|(_, count)| *count == 1));
        assert_eq!(frame.exclusions().total(), 6);
        assert!(!frame.outcome_untold());
    }

    #[test]
    fn what_an_export_does_not_tell_is_not_asked_of_it() {
        let mut frame =
            Frame::new(Plan { outcome_if_told: Some(Outcome::Answered), ..plan("s", 5) });
        frame.update(&batch(&calls("A1", 3)));
        assert_eq!(frame.eligible(), 3);
        assert!(frame.outcome_untold());
    }

    #[test]
    fn the_plan_needs_its_strata_its_filter_and_for_a_period_the_start() {
        let filter = Filter::parse("recording is not null").unwrap();
        let strata = vec![By::parse("region").unwrap()];
        let named = |plan: Plan| -> Vec<String> {
            Frame::new(plan).needs().iter().map(Name::to_string).collect()
        };
        let plan = Plan { strata, filter, ..plan("s", 5) };
        assert_eq!(named(plan.clone()), ["interaction_id", "region", "recording"]);
        let period = Some(Period { from: 0, to: 1 });
        let timed = named(Plan { period, ..plan });
        assert_eq!(timed, ["interaction_id", "start_time", "region", "recording"]);
    }

    #[test]
    fn memory_grows_with_strata_and_not_with_rows() {
        let mut frame = Frame::new(plan("s", 3));
        for part in calls("A1", 5_000).chunks(500) {
            frame.update(&batch(part));
        }
        let kept: Vec<_> = frame.pools.keyed.iter().map(|(_, pool)| pool.len()).collect();
        assert_eq!((frame.eligible(), kept), (5_000, vec![5]));
    }
}
