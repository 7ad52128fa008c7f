//! Whether a promise to every agent was kept: so many evaluations in each week or month.

use super::super::sample::{Done, Quota, promised, units};
use crate::ingest::sheet::Sheet;
use crate::model::{Period, Zone};
use crate::problem::{Blame, Place, Refused};
use crate::report::{Cell, Column, Definition, Table, Unit};
use crate::sampling::queue::Standing;
use anyhow::Result;
use std::collections::BTreeSet;

/// One row an agent of the work lists or of the evaluations.
pub(super) fn table(
    (quota, text): (Quota, &str),
    (done, all): (&[String], &[Standing]),
    zone: &Zone,
) -> Result<Table> {
    let period = Period::parse(text, zone, &Place::file("--period"));
    let period = period.map_err(|found| Refused::because(Blame::Request, found))?;
    let mut made = Done::default();
    for file in done {
        made.add(&Sheet::open(file)?, zone)?;
    }
    let (owed, units) = (promised(quota, &period, zone), units(quota, &period, zone));
    let mut agents: BTreeSet<&str> = made.of_agent.keys().map(String::as_str).collect();
    agents.extend(all.iter().filter_map(|one| one.job.agent.as_deref()));
    let row = |agent: &str| {
        let within = made.within(agent, &period);
        let kept =
            units.iter().filter(|unit| made.within(agent, unit) >= promised(quota, unit, zone));
        let kept = u64::try_from(kept.count()).unwrap_or(u64::MAX);
        let all = u64::try_from(units.len()).unwrap_or(u64::MAX);
        vec![
            Cell::text(agent),
            Cell::Count(owed),
            Cell::Count(within),
            Cell::ratio(i128::from(within.min(owed)), owed.into()),
            Cell::Count(kept),
            Cell::Count(all),
        ]
    };
    Ok(Table {
        key: "cadence",
        title: format!("The promise of {} in {text}", quota.text()),
        columns: vec![
            Column::new("agent_id", "agent", Unit::Text),
            Column::new("promised", "promised", Unit::Count),
            Column::new("done", "done", Unit::Count),
            Column::new("attained_share", "attained", Unit::Share),
            Column::new("units_kept", "kept", Unit::Count),
            Column::new("units", "of", Unit::Count),
        ],
        rows: agents.into_iter().map(row).collect(),
        ..Table::default()
    })
}

pub(super) fn definition() -> Definition {
    Definition::new(
        "promised",
        "by the day, part of a week or month counting as that part, rounded up; done: interactions of the \
         agent evaluated in the period; attained: done, at most what was promised, over promised; kept: \
         weeks or months in which it was",
    )
}
