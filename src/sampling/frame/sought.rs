//! One interaction looked for in a frame: why it could not be drawn, or how many came before it.

use super::super::candidate::Columns;
use super::super::draw::label;
use super::super::plan::{Method, Plan};
use super::super::ticket::{Roll, Ticket};
use super::{Frame, Key};
use crate::model::{Batch, Fold, Name};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A fold over the calls of a draw that looks for one interaction.
#[derive(Debug, Clone)]
pub struct Sought {
    frame: Frame,
    id: String,
    ticket: Ticket,
    roll: Roll,
    /// Reasons for which its rows could not be drawn, by the names of [`super::Exclusions::counts`].
    barred: BTreeSet<String>,
    /// The key of its stratum.
    key: Option<String>,
    /// Rows of each stratum that can be drawn, and those of a smaller ticket.
    ranks: BTreeMap<String, (u64, u64)>,
}

/// How an interaction stands in a frame.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// It is in none of the files.
    Absent,
    /// It could not be drawn, for these reasons of [`super::Exclusions::counts`].
    Barred(Vec<String>),
    /// It could be drawn.
    Eligible {
        /// Its stratum, as manifests name it.
        stratum: String,
        /// Its place among the rows of the stratum by ticket, from 1; `None` where chances are
        /// proportional to a number, and the lot is another one.
        rank: Option<u64>,
        /// Rows of the stratum that could be drawn.
        size: u64,
    },
}

impl Sought {
    /// Looks for an interaction among what a plan draws from.
    pub fn new(plan: Plan, id: &str) -> Self {
        let roll = Roll::new(&plan.seed);
        let frame = Frame::new(Plan { targets: Vec::new(), ..plan });
        Self {
            frame,
            id: id.to_owned(),
            ticket: roll.ticket(id),
            roll,
            barred: BTreeSet::new(),
            key: None,
            ranks: BTreeMap::new(),
        }
    }

    /// How it stands.
    pub fn standing(&self) -> Standing {
        let plan = self.frame.plan();
        let Some(key) = &self.key else {
            return if self.barred.is_empty() {
                Standing::Absent
            } else {
                Standing::Barred(self.barred.iter().cloned().collect())
            };
        };
        let (size, before) = self.ranks.get(key).copied().unwrap_or_default();
        let by_ticket = plan.method == Method::Tickets;
        let rank = by_ticket.then_some(before + 1);
        Standing::Eligible { stratum: label(&plan.strata, key), rank, size }
    }
}

impl Fold for Sought {
    fn wants(&self) -> Vec<Name> {
        self.frame.wants()
    }

    fn needs(&self) -> Vec<Name> {
        self.frame.needs()
    }

    fn update(&mut self, batch: &Batch) {
        let plan = Arc::clone(&self.frame.plan);
        let columns = Columns::of(batch, &plan);
        let mut key = Key::default();
        for row in 0..batch.rows() {
            let id = columns.id.and_then(|ids| ids.get(row));
            let is_it = id == Some(self.id.as_str());
            match (Frame::judge(&plan, &columns, row, &mut key), id) {
                (Ok(()), Some(id)) => {
                    let is_before = !is_it && self.roll.ticket(id) < self.ticket;
                    let (size, before) = match self.ranks.get_mut(&key.text) {
                        Some(rank) => rank,
                        None => self.ranks.entry(key.text.clone()).or_default(),
                    };
                    *size += 1;
                    *before += u64::from(is_before);
                    if is_it {
                        self.key = Some(key.text.clone());
                    }
                }
                (Err(reason), _) if is_it => {
                    self.barred.insert(reason.name().to_owned());
                }
                _ => {}
            }
        }
    }

    fn merge(&mut self, other: Self) {
        self.barred.extend(other.barred);
        // Of an interaction in several strata the first by key is told, whatever the order of blocks.
        self.key = match (self.key.take(), other.key) {
            (Some(one), Some(another)) => Some(one.min(another)),
            (one, another) => one.or(another),
        };
        for (key, (size, before)) in other.ranks {
            let rank = self.ranks.entry(key).or_default();
            *rank = (rank.0 + size, rank.1 + before);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::draw::tests::{batch, calls, plan};
    use super::*;
    use crate::sampling::Draw;

    fn standing(plan: Plan, id: &str) -> Standing {
        let mut sought = Sought::new(plan, id);
        let mut other = sought.clone();
        sought.update(&batch(&calls("A1", 6)));
        other.update(&batch(&calls("A2", 4)));
        sought.merge(other);
        sought.standing()
    }

    #[test]
    fn the_rank_of_each_is_its_place_in_the_draw() {
        let mut frame = Frame::new(plan("s", 6));
        frame.update(&batch(&calls("A1", 6)));
        let draw = Draw::from_frame(frame);
        let stratum = &draw.strata[0];
        for (place, pick) in stratum.drawn.iter().enumerate() {
            let Standing::Eligible { stratum: own, rank, size } =
                standing(plan("s", 6), &pick.candidate.interaction_id)
            else {
                panic!("it was drawn");
            };
            assert_eq!((own, size), (stratum.label.clone(), 6));
            assert_eq!(rank, Some(u64::try_from(place + 1).unwrap()));
        }
    }

    #[test]
    fn what_could_not_be_drawn_says_why_and_what_is_not_there_is_absent() {
        let filter = crate::query::Filter::parse("agent_id = 'A2'").unwrap();
        let plan = Plan { filter, ..plan("s", 2) };
        let some = calls("A1", 1).first().map(|row| row.0.clone()).unwrap();
        assert_eq!(
            standing(plan.clone(), &some),
            Standing::Barred(vec!["not_selected".to_owned()])
        );
        assert_eq!(standing(plan, "nobody"), Standing::Absent);
    }
}
