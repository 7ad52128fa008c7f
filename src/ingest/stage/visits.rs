//! Events to interactions: a visit to a queue is open from one event to another.

use super::{Held, drop_counted};
use crate::ingest::decode::{Decoded, fingerprint};
use crate::ingest::plan::{Event, EventPlan, Plan, Ruled, Value};
use crate::ingest::profile::AtEnd;
use crate::model::{Field, Kind, Name, Outcome};
use std::collections::BTreeMap;

/// Events whose contact is not open: it began before the file did, or has ended.
const NOT_OPEN: &str = "event of no open contact";
/// Contacts that still waited when the file ended.
const WAITING: &str = "still waiting at the end";
/// Contacts that still talked when the file ended, where those are left out.
const TALKING: &str = "still open at the end";

/// Visits to queues by the key of their events.
pub(super) struct Visits<'p> {
    plan: &'p Plan,
    events: &'p EventPlan,
    open: BTreeMap<String, Visit>,
    /// How often each key has been opened.
    #[expect(clippy::disallowed_types, reason = "looked up only; its order never shows")]
    opened: std::collections::HashMap<u128, u64>,
}

/// One visit, as far as it is known.
struct Visit {
    line: u64,
    values: Vec<Value<'static>>,
    outcome: Option<Outcome>,
    counts: BTreeMap<usize, i64>,
    records: u64,
    cells: Vec<String>,
}

impl<'p> Visits<'p> {
    pub(super) fn new(plan: &'p Plan, events: &'p EventPlan) -> Self {
        #[expect(clippy::disallowed_types, reason = "looked up only; its order never shows")]
        let opened = std::collections::HashMap::default();
        Self { plan, events, open: BTreeMap::new(), opened }
    }

    /// Takes in the events of a block, in the order of the file.
    pub(super) fn take(&mut self, decoded: &mut Decoded, ready: &mut Vec<Held>) {
        let mut cells = std::mem::take(&mut decoded.cells).into_iter();
        for (line, event) in std::mem::take(&mut decoded.events) {
            let cells = cells.next().unwrap_or_default();
            let ruled = &self.events.rules[event.rule];
            if ruled.rule.open && !event.key.is_empty() {
                // A contact that enters a queue again while it is open has left the one before.
                if let Some(left) = self.open.remove(&event.key) {
                    self.end(left, ready, decoded);
                }
                let visit = self.begin(&event, line, cells);
                self.open.insert(event.key.clone(), visit);
            }
            let Some(visit) = self.open.get_mut(&event.key) else {
                drop_counted(decoded, NOT_OPEN, 1);
                continue;
            };
            visit.take(ruled, &event);
            if ruled.rule.close
                && let Some(mut visit) = self.open.remove(&event.key)
            {
                self.fill(&mut visit, Field::EndTime, Value::Milli(Some(event.time)));
                self.give(visit, ready, decoded);
            }
        }
    }

    /// Ends every visit that is still open; false when none is.
    pub(super) fn finish(&mut self, ready: &mut Vec<Held>, decoded: &mut Decoded) -> bool {
        let mut open: Vec<Visit> = std::mem::take(&mut self.open).into_values().collect();
        let any = !open.is_empty();
        open.sort_by_key(|visit| visit.line);
        for visit in open {
            self.end(visit, ready, decoded);
        }
        any
    }

    fn begin(&mut self, event: &Event, line: u64, cells: Vec<String>) -> Visit {
        let nth = self.opened.entry(fingerprint(&event.key)).or_default();
        *nth += 1;
        let id = if *nth == 1 { event.key.clone() } else { format!("{}#{nth}", event.key) };
        let values = self.plan.made.iter().map(|(_, kind)| Value::unknown(*kind)).collect();
        let mut visit =
            Visit { line, values, outcome: None, counts: BTreeMap::new(), records: 0, cells };
        self.fill(&mut visit, Field::InteractionId, Value::Text(id.into()));
        self.fill(&mut visit, Field::SegmentGroup, Value::Text(event.key.clone().into()));
        self.fill(&mut visit, Field::StartTime, Value::Milli(Some(event.time)));
        visit
    }

    /// Fills a column that nothing has filled yet, if anybody wants it.
    fn fill(&self, visit: &mut Visit, field: Field, value: Value<'static>) {
        let name = Name::Field(field);
        if let Some(index) = self.plan.made.iter().position(|(made, _)| *made == name)
            && !visit.values[index].is_known()
        {
            visit.values[index] = value;
        }
    }

    /// A visit without an event that ends it.
    fn end(&self, visit: Visit, ready: &mut Vec<Held>, decoded: &mut Decoded) {
        let answered = visit.outcome == Some(Outcome::Answered);
        let (at_end, reason) = if answered {
            (self.events.answered_open, TALKING)
        } else {
            (self.events.waiting_open, WAITING)
        };
        match at_end {
            AtEnd::Keep => self.give(visit, ready, decoded),
            AtEnd::Drop => drop_counted(decoded, reason, visit.records),
        }
    }

    fn give(&self, mut visit: Visit, ready: &mut Vec<Held>, decoded: &mut Decoded) {
        let outcome = visit.outcome.unwrap_or(Outcome::Other);
        self.fill(&mut visit, Field::Outcome, Value::Outcome(Some(outcome)));
        for rule in &self.events.rules {
            let Some(index) = rule.count else { continue };
            let count = visit.counts.get(&index).copied().unwrap_or_default();
            visit.values[index] = match self.plan.made[index].1 {
                Kind::Number => Value::Milli(Some(count * 1_000)),
                _ => Value::Text(count.to_string().into()),
            };
        }
        decoded.account.joined += visit.records - 1;
        ready.push(Held { line: visit.line, values: visit.values, cells: visit.cells });
    }
}

impl Visit {
    fn take(&mut self, ruled: &Ruled, event: &Event) {
        self.records += 1;
        for (index, value) in &event.values {
            if value.is_known() {
                self.values[*index] = value.clone();
            }
        }
        if let Some(outcome) = ruled.rule.outcome {
            self.outcome = Some(outcome);
        }
        if let Some(index) = ruled.count {
            *self.counts.entry(index).or_default() += 1;
        }
    }
}
