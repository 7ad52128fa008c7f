//! How many interactions pass, and what that says of an agent.

use super::sample::Agent;
use super::study::{FEWEST_AGENTS, Study};
use super::tables::ends;
use crate::report::{Cell, Column, Table, Unit};
use crate::stats::beta_binomial::Counts;
use crate::stats::hierarchy_of_rates::{Hierarchy, Likely};
use crate::stats::wilson::wilson;
use std::collections::BTreeMap;

/// The normal quantile of 95 % limits.
const Z: f64 = 1.959_963_984_540_054;

/// What is likely of agents with the same counts.
pub(super) struct Passes {
    likely: BTreeMap<Counts, Likely>,
}

impl Passes {
    /// Of all agents of a study.
    pub(super) fn of(study: &Study<'_>) -> Self {
        let counts: Vec<Counts> = study.sample.agents.iter().map(Agent::passed).collect();
        let counts: Vec<Counts> = counts.into_iter().filter(|one| one.1 > 0).collect();
        let enough = counts.len() >= FEWEST_AGENTS;
        let found = enough.then(|| Hierarchy::of(&counts)).flatten();
        let mut likely = BTreeMap::new();
        for one in counts {
            if let Some(found) = &found {
                likely.entry(one).or_insert_with(|| found.level(one));
            }
        }
        Self { likely }
    }

    /// The share with Wilson's limits, and the likely share with its own.
    pub(super) fn cells(&self, agent: &Agent) -> Vec<Cell> {
        let (hits, all) = agent.passed();
        let likely = self.likely.get(&(hits, all));
        let mut cells = vec![Cell::ratio(hits.into(), all.into())];
        cells.extend(ends(wilson(hits, all, Z)));
        cells.push(Cell::number(likely.map(|likely| likely.mean)));
        cells.extend(ends(likely.map(|likely| likely.limits)));
        cells
    }
}

/// Shares of interactions that pass, for people; `None` where none can pass or fail.
pub(super) fn table(study: &Study<'_>) -> Option<Table> {
    let judged: Vec<&Agent> = study.sample.agents.iter().filter(|one| one.passed().1 > 0).collect();
    if judged.is_empty() {
        return None;
    }
    let passes = Passes::of(study);
    let mut columns = vec![
        Column::new("agent_id", "agent", Unit::Text),
        Column::new("judged", "judged", Unit::Count),
        Column::new("critical", "critical errors in", Unit::Count),
        Column::new("pass_share", "passed", Unit::Share),
    ];
    columns.extend(Column::limits("pass_share", Unit::Share));
    columns.push(Column::new("shrunken_pass_share", "likely share", Unit::Share));
    columns.extend(Column::limits("shrunken_pass_share", Unit::Share));
    let row = |agent: &&Agent| {
        let mut row = vec![Cell::text(&agent.id), Cell::Count(agent.passed().1)];
        row.push(Cell::Count(agent.critical()));
        row.extend(passes.cells(agent));
        row
    };
    let rows = judged.iter().map(row).collect();
    Some(Table { key: "passes", title: "Passed".to_owned(), columns, rows, ..Table::default() })
}
