//! How many interactions each agent had, of which some were evaluated.

use crate::model::{Batch, Field, Fold, Name, Outcome, Period};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Counts contacts by agent, and notes which of those evaluated are among them.
#[derive(Debug, Clone, Default)]
pub struct Population {
    period: Option<Period>,
    evaluated: Arc<BTreeSet<String>>,
    by_agent: BTreeMap<String, u64>,
    found: BTreeSet<String>,
}

impl Population {
    /// Of contacts that begin in that period, all without one, with these evaluated.
    pub fn new(period: Option<Period>, evaluated: BTreeSet<String>) -> Self {
        Self { period, evaluated: Arc::new(evaluated), ..Self::default() }
    }

    /// Contacts by agent.
    pub fn by_agent(&self) -> &BTreeMap<String, u64> {
        &self.by_agent
    }

    /// The evaluated contacts that were counted.
    pub fn found(&self) -> &BTreeSet<String> {
        &self.found
    }
}

impl Fold for Population {
    fn wants(&self) -> Vec<Name> {
        [Field::InteractionId, Field::AgentId, Field::StartTime, Field::Outcome]
            .map(Name::Field)
            .into()
    }

    fn needs(&self) -> Vec<Name> {
        let mut names = vec![Name::Field(Field::InteractionId), Name::Field(Field::AgentId)];
        names.extend(self.period.map(|_| Name::Field(Field::StartTime)));
        names
    }

    fn update(&mut self, batch: &Batch) {
        let text = |field| batch.text(&Name::Field(field));
        let (ids, agents) = (text(Field::InteractionId), text(Field::AgentId));
        let starts = batch.milli(Field::StartTime);
        for row in 0..batch.rows() {
            let begins = || starts.and_then(|starts| starts.get(row));
            let is_in = |period: Period| begins().is_some_and(|at| period.contains(at));
            let answered = batch.outcomes().is_none_or(|all| all[row] == Some(Outcome::Answered));
            if !answered || !self.period.is_none_or(is_in) {
                continue;
            }
            let Some(agent) = agents.and_then(|agents| agents.get(row)) else { continue };
            match self.by_agent.get_mut(agent) {
                Some(n) => *n += 1,
                None => drop(self.by_agent.insert(agent.to_owned(), 1)),
            }
            let id = ids.and_then(|ids| ids.get(row));
            if let Some(id) = id.filter(|id| self.evaluated.contains(*id)) {
                self.found.insert(id.to_owned());
            }
        }
    }

    fn merge(&mut self, other: Self) {
        for (agent, n) in other.by_agent {
            *self.by_agent.entry(agent).or_default() += n;
        }
        self.found.extend(other.found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Column, MilliColumn, TextColumn};

    fn texts(cells: &[&str]) -> Column {
        let mut column = TextColumn::default();
        for cell in cells {
            column.push(cell);
        }
        Column::Text(column)
    }

    fn batch() -> Batch {
        let mut starts = MilliColumn::default();
        for start in [Some(5), Some(50), None] {
            starts.push(start);
        }
        let columns = vec![
            (Field::InteractionId.into(), texts(&["C1", "C2", "C3"])),
            (Field::AgentId.into(), texts(&["ana", "ana", "ben"])),
            (Field::StartTime.into(), Column::Milli(starts)),
        ];
        Batch::new(3, columns)
    }

    #[test]
    fn of_no_contacts_nobody_had_any() {
        let nothing = Population::new(None, BTreeSet::new());
        assert!(nothing.by_agent().is_empty() && nothing.found().is_empty());
    }

    #[test]
    fn contacts_of_the_period_are_counted_and_those_evaluated_found() {
        let evaluated: BTreeSet<String> = ["C1", "C2"].map(str::to_owned).into();
        let mut all = Population::new(None, evaluated.clone());
        all.update(&batch());
        assert_eq!((all.by_agent()["ana"], all.by_agent()["ben"]), (2, 1));
        let mut early = Population::new(Some(Period { from: 0, to: 10 }), evaluated);
        early.update(&batch());
        assert_eq!((early.by_agent().len(), early.by_agent()["ana"]), (1, 1));
        assert!(early.found().iter().eq(["C1"]));
        early.merge(all);
        assert_eq!((early.by_agent()["ana"], early.found().len()), (3, 2));
    }
}
