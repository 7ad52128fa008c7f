//! One interaction as the tallies see it, and the columns it is read from.

use crate::model::{Batch, Field, MilliColumn, Outcome};

/// What one row tells; `None` is unknown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Contact {
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Time in the queue, in milliseconds.
    pub wait: Option<i64>,
    /// Talk time, in milliseconds.
    pub talk: Option<i64>,
    /// Hold time, in milliseconds.
    pub hold: Option<i64>,
    /// After-contact work, in milliseconds.
    pub acw: Option<i64>,
    /// Handle time as the source delivers it, in milliseconds.
    pub handle: Option<i64>,
    /// The customer's rating, in thousandths.
    pub csat: Option<i64>,
    /// Whether the matter was resolved.
    pub resolved: Option<bool>,
}

/// The columns of a batch that make a contact; those the export does not have are `None`.
#[derive(Debug, Clone, Copy)]
pub struct Contacts<'a> {
    outcome: Option<&'a [Option<Outcome>]>,
    wait: Option<&'a MilliColumn>,
    talk: Option<&'a MilliColumn>,
    hold: Option<&'a MilliColumn>,
    acw: Option<&'a MilliColumn>,
    handle: Option<&'a MilliColumn>,
    csat: Option<&'a MilliColumn>,
    resolved: Option<&'a [Option<bool>]>,
}

impl<'a> Contacts<'a> {
    /// The columns that are read.
    pub const FIELDS: [Field; 8] = [
        Field::Outcome,
        Field::Wait,
        Field::Talk,
        Field::Hold,
        Field::Acw,
        Field::Handle,
        Field::Csat,
        Field::Resolved,
    ];

    /// Those of them that only the indicators look at which name them among what they need.
    pub const SELDOM: [Field; 3] = [Field::Handle, Field::Csat, Field::Resolved];

    /// The columns of a batch.
    pub fn of(batch: &'a Batch) -> Self {
        Self {
            outcome: batch.outcomes(),
            wait: batch.milli(Field::Wait),
            talk: batch.milli(Field::Talk),
            hold: batch.milli(Field::Hold),
            acw: batch.milli(Field::Acw),
            handle: batch.milli(Field::Handle),
            csat: batch.milli(Field::Csat),
            resolved: batch.flags(Field::Resolved),
        }
    }

    /// Times in the queue.
    pub fn waits(&self) -> Option<&'a MilliColumn> {
        self.wait
    }

    /// How the contact of a row ended.
    ///
    /// # Panics
    ///
    /// If the row is not there.
    pub fn outcome(&self, row: usize) -> Option<Outcome> {
        self.outcome.and_then(|outcomes| outcomes[row])
    }

    /// The contact of a row.
    ///
    /// # Panics
    ///
    /// If the row is not there.
    pub fn get(&self, row: usize) -> Contact {
        let milli = |column: Option<&MilliColumn>| column.and_then(|column| column.get(row));
        Contact {
            outcome: self.outcome(row),
            wait: milli(self.wait),
            talk: milli(self.talk),
            hold: milli(self.hold),
            acw: milli(self.acw),
            handle: milli(self.handle),
            csat: milli(self.csat),
            resolved: self.resolved.and_then(|flags| flags[row]),
        }
    }
}
