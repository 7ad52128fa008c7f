//! How many agents an interval needs, by Erlang C.

use super::group::{Key, Value};
use super::{Findings, Rules, Tally, catalogue};
use crate::model::Grain;
use crate::problem::Place;
use crate::report::{Cell, Column, Definition, Report, Table, Unit};
use crate::stats::erlang::Queue;
use crate::stats::real;

/// More rows of agents than that say nothing more.
const MOST_ROWS: u64 = 15;

/// What is asked of the agents of an interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ask {
    /// The length of an interval, in seconds.
    pub interval: f64,
    /// The longest wait in time, in seconds.
    pub wait: f64,
    /// The share that must be in time.
    pub share: f64,
    /// The share of scheduled time that agents are not at work: breaks, training, absence.
    pub shrinkage: f64,
}

/// Agents one by one, for so many calls of a handle time in seconds in an interval: those asked for,
/// or from the fewest that are enough to keep up to a few more than needed.
pub fn calculated((calls, handle): (f64, f64), agents: Option<u64>, ask: &Ask) -> Report {
    let load = calls * handle / ask.interval;
    let needed = Queue::needed((load, handle), (ask.share, ask.wait));
    let least = real::truncate(load).and_then(|load| u64::try_from(load).ok()).unwrap_or(0) + 1;
    let most = needed.map_or(least, |queue| queue.servers) + 2;
    let shown = match agents {
        Some(agents) => agents..=agents,
        None => least.max(most.saturating_sub(MOST_ROWS))..=most,
    };
    let rows = shown.map(|servers| {
        let queue = Queue { servers, load, service: handle };
        let mut row = vec![Cell::Count(servers)];
        row.extend(cells(&queue, ask));
        row.push(Cell::Flag(needed.is_some_and(|needed| servers >= needed.servers)));
        row
    });
    let mut columns = vec![Column::new("agents", "agents", Unit::Count)];
    columns.extend(queue_columns());
    columns.push(Column::new("enough", "enough", Unit::Flag));
    let title = format!("{load:.2} erlangs: what so many agents do with them");
    let table = Table { key: "staffing", title, columns, rows: rows.collect(), ..Table::default() };
    let mut report = report(vec![table], ask);
    if needed.is_none() {
        report.notes.push("no number of agents is enough".to_owned());
    }
    report
}

/// What every interval of the findings needs; the last key of the plan is the interval.
pub fn recorded(findings: &Findings, ask: &Ask) -> Report {
    let of = |key: &str| catalogue::find(key, &Place::file("staffing")).ok();
    let (offered, handle) = (of("offered"), of("aht_s"));
    let number = |kpi: Option<&'static super::Kpi>, tally: &Tally| {
        let figure = kpi?.of(tally, &Rules::default(), &findings.present);
        figure.quotient().map(|(num, den)| real::signed(num) / real::signed(den))
    };
    let overall = number(handle, &findings.total);
    let (mut rows, mut borrowed) = (Vec::new(), 0_u64);
    for (values, tally) in &findings.groups {
        if values.last() == Some(&Value::Unknown) {
            continue;
        }
        let calls = number(offered, tally).unwrap_or(0.0);
        let own = number(handle, tally);
        borrowed += u64::from(own.is_none() && overall.is_some());
        let handle = own.or(overall);
        let load = handle.map(|handle| calls * handle / ask.interval);
        let queue = load
            .zip(handle)
            .and_then(|(load, handle)| Queue::needed((load, handle), (ask.share, ask.wait)));
        let mut row: Vec<_> = findings.texts(values).into_iter().map(Cell::text).collect();
        row.extend([
            kpi_cell(offered, tally, findings),
            Cell::number(handle),
            Cell::number(load),
            queue.map_or(Cell::Missing, |queue| Cell::Count(queue.servers)),
        ]);
        match queue {
            Some(queue) => row.extend(cells(&queue, ask)),
            None => row.extend(std::iter::repeat_n(Cell::Missing, queue_columns().len())),
        }
        rows.push(row);
    }
    let mut columns: Vec<_> = findings
        .plan
        .by
        .iter()
        .map(|key| Column::new(key.name(), key.name(), Unit::Text))
        .collect();
    columns.extend([
        Column::new("offered", "offered", Unit::Count),
        Column::new("aht_s", "AHT", Unit::Seconds),
        Column::new("load", "erlangs", Unit::Plain),
        Column::new("agents", "agents", Unit::Count),
    ]);
    columns.extend(queue_columns());
    let title = "Agents that every interval needs".to_owned();
    let table = Table { key: "staffing", title, columns, rows, ..Table::default() };
    let mut report = report(vec![table], ask);
    if borrowed > 0 {
        report.notes.push(format!(
            "{borrowed} intervals without a handle time of their own are reckoned with that of all"
        ));
    }
    report
}

/// The length of a grain's intervals in seconds; `None` for grains that are no intervals of a day.
pub fn length(key: &Key) -> Option<f64> {
    match key {
        Key::Grain(Grain::Interval) => Some(3_600.0),
        Key::Grain(Grain::HalfHour) => Some(1_800.0),
        Key::Grain(Grain::QuarterHour) => Some(900.0),
        _ => None,
    }
}

fn kpi_cell(kpi: Option<&'static super::Kpi>, tally: &Tally, findings: &Findings) -> Cell {
    let figure = kpi.map(|kpi| kpi.of(tally, &Rules::default(), &findings.present));
    figure.map_or(Cell::Missing, |figure| figure.value)
}

fn queue_columns() -> [Column; 5] {
    [
        Column::new("scheduled", "scheduled", Unit::Count),
        Column::new("waiting", "wait at all", Unit::Share),
        Column::new("service_level", "in time", Unit::Share),
        Column::new("asa_s", "ASA", Unit::Seconds),
        Column::new("occupancy", "occupancy", Unit::Share),
    ]
}

fn cells(queue: &Queue, ask: &Ask) -> [Cell; 5] {
    let scheduled = (real::count(queue.servers) / (1.0 - ask.shrinkage)).ceil();
    let scheduled = real::truncate(scheduled).and_then(|n| u64::try_from(n).ok());
    [
        scheduled.map_or(Cell::Missing, Cell::Count),
        Cell::number(Some(queue.waiting())),
        Cell::number(queue.within(ask.wait)),
        Cell::number(queue.mean_wait()),
        Cell::number(Some(queue.occupancy())),
    ]
}

/// A share in percent, to a hundredth.
fn real_percent(share: f64) -> f64 {
    (share * 10_000.0).round() / 100.0
}

fn report(tables: Vec<Table>, ask: &Ask) -> Report {
    let define = |term: &str, text: String| Definition::new(term, text);
    Report {
        schema: "qa.staffing/1",
        title: "Staffing by Erlang C".to_owned(),
        tables,
        notes: vec![
            "Erlang C: calls come at random, one after the other is answered, nobody gives up; where customers give up, fewer agents are enough".to_owned(),
        ],
        definitions: vec![
            define("agents", format!("fewest with which {} % wait at most {} s", real_percent(ask.share), ask.wait)),
            define("erlangs (load)", format!("offered · AHT / {} s: agents kept busy", ask.interval)),
            define("scheduled", format!("agents / (1 − {} %), for breaks, training and absence", real_percent(ask.shrinkage))),
            define("service_level", format!("share that waits at most {} s", ask.wait)),
            define("occupancy", "erlangs / agents".to_owned()),
        ],
        ..Report::default()
    }
}

#[cfg(test)]
mod tests {
    use super::super::fold::tests::{Row, batch, plan};
    use super::super::{KpiFold, Plan};
    use super::*;
    use crate::model::{Column as Cells, Field, Fold, MilliColumn, Outcome};

    const ASK: Ask = Ask { interval: 1_800.0, wait: 20.0, share: 0.8, shrinkage: 0.3 };

    /// Source: callcentrehelper.com: 100 calls of 180 s in half an hour need 14 agents, 20 with a
    /// shrinkage of 30 %.
    #[test]
    fn fourteen_agents_are_enough_and_thirteen_are_not() {
        let report = calculated((100.0, 180.0), None, &ASK);
        let enough: Vec<_> = report.tables[0]
            .rows
            .iter()
            .map(|row| (row[0].clone(), row[1].clone(), row[6].clone()))
            .collect();
        let row =
            |agents, scheduled, is| (Cell::Count(agents), Cell::Count(scheduled), Cell::Flag(is));
        assert_eq!(enough.first(), Some(&row(11, 16, false)));
        assert!(enough.contains(&row(13, 19, false)) && enough.contains(&row(14, 20, true)));
        assert_eq!(enough.last(), Some(&row(16, 23, true)));
    }

    #[test]
    fn no_call_needs_one_agent_and_certainty_none() {
        let report = calculated((0.0, 180.0), None, &ASK);
        assert_eq!(report.tables[0].rows[0][0], Cell::Count(1));
        let report = calculated((100.0, 180.0), Some(10), &Ask { share: 1.0, ..ASK });
        assert_eq!(report.tables[0].rows[0][3..5], [Cell::Missing, Cell::Missing]);
        assert!(report.notes.iter().any(|note| note.starts_with("no number")));
    }

    #[test]
    fn an_interval_is_reckoned_with_its_own_calls() {
        let answered = Some(Outcome::Answered);
        let rows: Vec<Row> = (0..100).map(|call| ("q", Some(call), answered, Some(5))).collect();
        let mut talk = MilliColumn::default();
        (0..100).for_each(|_| talk.push(Some(180_000)));
        let plan = Plan { ..plan(&["interval_30m"]) };
        let mut fold = KpiFold::new(plan);
        fold.update(&batch(&rows).with(Field::Talk.into(), Cells::Milli(talk)));
        let report = recorded(&fold.findings(), &ASK);
        let row = &report.tables[0].rows[0];
        assert_eq!(
            row[1..5],
            [Cell::Count(100), Cell::Number(180.0), Cell::Number(10.0), Cell::Count(14)]
        );
    }
}
