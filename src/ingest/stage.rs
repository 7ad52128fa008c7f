//! What happens to records behind the turnstile, in the order of the file: repeats are dropped, legs
//! and events become interactions.
//!
//! Blocks are decoded in parallel and pass here one after the other, so the result depends neither
//! on their size nor on the number of workers. A file that needs none of this passes untouched.
//! Everything is per file: a contact whose records stand in two files is two contacts.

mod group;
mod resent;
#[cfg(test)]
mod tests;
mod visits;

use super::decode::{Builder, Decoded};
use super::plan::{Plan, Value};
use crate::model::batch::Column;
use crate::model::{Batch, Name};
use group::Groups;
use resent::Versions;
use visits::Visits;

/// Interactions of one batch, when those that were held come out.
const CHUNK: usize = 4_096;

/// One record or interaction on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Held {
    /// Physical line where it begins.
    line: u64,
    /// Its values, in the order of the plan's columns.
    values: Vec<Value<'static>>,
    /// The cells of its record, when those set aside are kept whole.
    cells: Vec<String>,
}

/// The stages of one file.
pub(super) struct Stages<'p> {
    plan: &'p Plan,
    versions: Option<Versions>,
    gather: Option<Gather<'p>>,
    ready: Vec<Held>,
}

/// What makes interactions of other records.
enum Gather<'p> {
    Legs(Groups<'p>),
    Events(Visits<'p>),
}

impl<'p> Stages<'p> {
    /// The stages that a plan asks for.
    pub(super) fn new(plan: &'p Plan) -> Self {
        let versions = plan.resent.as_ref().map(|resent| Versions::new(&resent.keep));
        let legs = plan.group.as_ref().map(|rules| Gather::Legs(Groups::new(plan, rules)));
        let events = plan.events.as_ref().map(|events| Gather::Events(Visits::new(plan, events)));
        Self { plan, versions, gather: events.or(legs), ready: Vec::new() }
    }

    /// Whether records of such a plan pass untouched, and so in any order.
    pub(super) fn are_idle(plan: &Plan) -> bool {
        plan.resent.is_none() && plan.group.is_none() && plan.events.is_none()
    }

    /// No interaction, with every column that interactions will have.
    pub(super) fn nothing(&self) -> Batch {
        Builder::new(&self.plan.header.file, &self.plan.made).finish().0
    }

    /// Takes in a block and gives out the interactions that are whole by now.
    pub(super) fn take(&mut self, mut decoded: Decoded) -> Decoded {
        if let Some(versions) = &mut self.versions {
            versions.drop_repeats(&mut decoded);
        }
        let holds = self.versions.as_ref().is_some_and(Versions::holds);
        if !holds && self.gather.is_none() {
            return decoded;
        }
        for (_, warning) in decoded.blanked.drain(..) {
            decoded.account.blanked += 1;
            decoded.account.problems.push(warning);
        }
        for row in 0..decoded.batch.rows() {
            let held = held(self.plan, &mut decoded, row);
            match (&mut self.versions, holds) {
                (Some(versions), true) => versions.hold(held, &mut decoded, row),
                _ => self.gather(held, &mut decoded),
            }
        }
        if let Some(Gather::Events(visits)) = &mut self.gather {
            visits.take(&mut decoded, &mut self.ready);
        }
        self.emit(decoded, usize::MAX)
    }

    /// Some of the interactions that are still held when the file has ended; `None` when none is.
    pub(super) fn rest(&mut self) -> Option<Decoded> {
        let mut decoded = Decoded::default();
        let held = self.versions.as_mut().map(Versions::drain).unwrap_or_default();
        let had = !held.is_empty();
        for held in held {
            self.gather(held, &mut decoded);
        }
        let left = match &mut self.gather {
            Some(Gather::Legs(groups)) => groups.finish(&mut self.ready, &mut decoded),
            Some(Gather::Events(visits)) => visits.finish(&mut self.ready, &mut decoded),
            None => false,
        };
        if !had && !left && self.ready.is_empty() {
            return None;
        }
        Some(self.emit(decoded, CHUNK))
    }

    fn gather(&mut self, held: Held, decoded: &mut Decoded) {
        match &mut self.gather {
            Some(Gather::Legs(groups)) => groups.take(held, &mut self.ready, decoded),
            _ => self.ready.push(held),
        }
    }

    /// The first interactions that are ready, with the account of what they came from.
    fn emit(&mut self, decoded: Decoded, most: usize) -> Decoded {
        let mut builder = Builder::new(&self.plan.header.file, &self.plan.made);
        let mut out = Decoded {
            account: decoded.account,
            incomplete: decoded.incomplete,
            ..Decoded::default()
        };
        for held in self.ready.drain(..self.ready.len().min(most)) {
            if !held.cells.is_empty() {
                out.cells.push(held.cells);
            }
            builder.push(held.values, held.line);
        }
        out.account.accepted = u64::try_from(builder.rows).unwrap_or(u64::MAX);
        (out.batch, out.lines) = builder.finish();
        out
    }
}

/// A row of a decoded block, taken out of it.
fn held(plan: &Plan, decoded: &mut Decoded, row: usize) -> Held {
    let value = |name: &Name| match decoded.batch.column(name) {
        Some(Column::Text(text)) => {
            Value::Text(text.get(row).unwrap_or_default().to_owned().into())
        }
        Some(Column::Milli(column)) => Value::Milli(column.get(row)),
        Some(Column::Flag(flags)) => Value::Flag(flags[row]),
        Some(Column::Outcome(outcomes)) => Value::Outcome(outcomes[row]),
        None => Value::unknown(name.kind()),
    };
    let values = plan.columns.iter().map(|planned| value(&planned.name)).collect();
    let cells = decoded.cells.get_mut(row).map(std::mem::take).unwrap_or_default();
    Held { line: decoded.lines[row], values, cells }
}

/// Counts a record, or several, as left out for a reason.
fn drop_counted(decoded: &mut Decoded, reason: &str, records: u64) {
    if records > 0 {
        *decoded.account.dropped.entry(reason.to_owned()).or_default() += records;
    }
}
