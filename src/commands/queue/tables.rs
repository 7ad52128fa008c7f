//! Open work as a report: by evaluator, by agent, and job by job.

use crate::report::words::{counted, grouped};
use crate::report::{Audience, Cell, Column, Definition, Report, Table, Unit};
use crate::sampling::queue::{Standing, State, by_agent, by_evaluator, by_sample};

/// Name and version of the report's shape.
const SCHEMA: &str = "qa.queue/1";

/// The report; `only` looks at one evaluator's work.
pub(super) fn report(all: &[Standing], only: Option<&str>) -> Report {
    let mine: Vec<Standing> = all
        .iter()
        .filter(|one| only.is_none() || one.job.evaluator.as_deref() == only)
        .cloned()
        .collect();
    Report {
        schema: SCHEMA,
        title: only.map_or("Open work".to_owned(), |who| format!("Open work of {who}")),
        tables: match only {
            // Whoever asks for their own work wants to see it.
            Some(_) => {
                vec![Table { audience: Audience::Everyone, ..jobs(&mine) }, evaluators(&mine)]
            }
            None => vec![jobs(all), evaluators(all), agents(all), samples(all)],
        },
        notes: notes(all),
        definitions: definitions(),
        ..Report::default()
    }
}

fn jobs(all: &[Standing]) -> Table {
    let text = |text: Option<&str>| text.map_or(Cell::Missing, Cell::text);
    let rows = all.iter().map(|one| {
        let job = &one.job;
        vec![
            Cell::text(&job.sample),
            Cell::text(&job.interaction),
            text(job.agent.as_deref()),
            text(job.evaluator.as_deref()),
            Cell::text(&job.purpose),
            text(job.due_text.as_deref()),
            Cell::text(one.state.name()),
            text(one.replaces.as_deref()),
            Cell::text(&one.reason),
        ]
    });
    let columns = [
        ("sample_id", "sample"),
        ("interaction_id", "interaction"),
        ("agent_id", "agent"),
        ("evaluator_id", "evaluator"),
        ("purpose", "purpose"),
        ("due", "due"),
        ("status", "status"),
        ("replaces", "in place of"),
        ("reason", "reason"),
    ];
    Table {
        key: "jobs",
        title: "Work".to_owned(),
        audience: Audience::Machines,
        columns: columns.map(|(key, label)| Column::new(key, label, Unit::Text)).to_vec(),
        rows: rows.collect(),
        total: None,
    }
}

fn state_columns() -> [Column; 4] {
    [("open", "open"), ("overdue", "overdue"), ("done", "done"), ("skipped", "skipped")]
        .map(|(key, label)| Column::new(key, label, Unit::Count))
}

fn evaluators(all: &[Standing]) -> Table {
    let mut columns = vec![Column::new("evaluator_id", "evaluator", Unit::Text)];
    columns.extend(state_columns());
    let row = |(who, counts): (Option<&str>, [u64; 4])| {
        let mut cells = vec![Cell::text(who.unwrap_or("nobody"))];
        cells.extend(counts.map(Cell::Count));
        cells
    };
    Table {
        key: "evaluators",
        title: "Evaluators".to_owned(),
        columns,
        rows: by_evaluator(all).into_iter().map(row).collect(),
        total: (!all.is_empty()).then(|| row((Some("all"), sum(by_evaluator(all).into_values())))),
        ..Table::default()
    }
}

fn sum(counts: impl Iterator<Item = [u64; 4]>) -> [u64; 4] {
    counts.fold([0; 4], |sum, one| std::array::from_fn(|at| sum[at] + one[at]))
}

/// Each sample: how far it is, and how much of it could not be evaluated.
fn samples(all: &[Standing]) -> Table {
    let mut columns = vec![Column::new("sample_id", "sample", Unit::Text)];
    columns.extend(state_columns());
    columns.push(Column::new("non_response_share", "non-response", Unit::Share));
    let row = |(sample, counts): (Option<&str>, [u64; 4])| {
        let mut cells = vec![Cell::text(sample.unwrap_or_default())];
        cells.extend(counts.map(Cell::Count));
        cells.push(Cell::ratio(counts[3].into(), (counts[2] + counts[3]).into()));
        cells
    };
    Table {
        key: "samples",
        title: "Samples".to_owned(),
        columns,
        rows: by_sample(all).into_iter().map(row).collect(),
        ..Table::default()
    }
}

/// What was promised of each agent, and how much of it is done; skipped work without a replacement
/// stays promised.
fn agents(all: &[Standing]) -> Table {
    let mut columns = vec![
        Column::new("agent_id", "agent", Unit::Text),
        Column::new("promised", "promised", Unit::Count),
    ];
    columns.extend(state_columns());
    columns.push(Column::new("attained_share", "attained", Unit::Share));
    let replaced = |agent: Option<Option<&str>>| {
        let of = |one: &&Standing| agent.is_none_or(|agent| one.job.agent.as_deref() == agent);
        let count = all.iter().filter(of).filter(|one| one.replaces.is_some()).count();
        u64::try_from(count).unwrap_or(u64::MAX)
    };
    let cells = |name: &str, counts: [u64; 4], replaced: u64| {
        let promised = counts.iter().sum::<u64>().saturating_sub(replaced);
        let mut cells = vec![Cell::text(name), Cell::Count(promised)];
        cells.extend(counts.map(Cell::Count));
        cells.push(Cell::ratio(counts[2].into(), promised.into()));
        cells
    };
    let row = |(agent, counts): (Option<&str>, [u64; 4])| {
        cells(agent.unwrap_or("unknown"), counts, replaced(Some(agent)))
    };
    let whole = sum(by_agent(all).into_values());
    Table {
        key: "agents",
        title: "Agents, by what was drawn of them".to_owned(),
        columns,
        rows: by_agent(all).into_iter().map(row).collect(),
        total: (!all.is_empty()).then(|| cells("all", whole, replaced(None))),
        ..Table::default()
    }
}

fn notes(all: &[Standing]) -> Vec<String> {
    let count = |state: State| {
        u64::try_from(all.iter().filter(|one| one.state == state).count()).unwrap_or(u64::MAX)
    };
    let (done, skipped) = (count(State::Done), count(State::Skipped));
    let mut notes = Vec::new();
    if skipped > 0 {
        // Tenths of a percent, halves away from zero; people read this line, programs the counts.
        let tenths = (skipped * 2000 + done + skipped) / (2 * (done + skipped));
        notes.push(format!(
            "non-response: {} of {} looked at could not be evaluated, {}.{} %",
            grouped(skipped),
            counted(done + skipped, "interaction"),
            tenths / 10,
            tenths % 10
        ));
    }
    if all.is_empty() {
        notes.push("the work lists hold no work".to_owned());
    }
    notes
}

fn definitions() -> Vec<Definition> {
    vec![
        Definition::new(
            "attained",
            "interactions of the agent that are evaluated over those drawn; what was skipped and not \
             replaced stays promised, targeted picks and second looks do not count",
        ),
        Definition::new(
            "non-response",
            "skipped interactions over those evaluated or skipped: what could not be evaluated of what was \
             looked at",
        ),
        Definition::new(
            "overdue",
            "open when the day named by --today has begun and the due date is past",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sampling::queue::{Action, Decision, Job, standing};
    use std::collections::BTreeSet;

    #[test]
    fn a_queue_of_nothing_says_so() {
        assert_eq!(report(&[], None).notes, ["the work lists hold no work"]);
    }

    #[test]
    fn what_is_replaced_is_promised_once() {
        let job = |id: &str| Job {
            interaction: id.to_owned(),
            agent: Some("A1".to_owned()),
            selection: "random".to_owned(),
            ..Job::default()
        };
        let skip = |id: &str, next: Option<&str>| Decision {
            sample: String::new(),
            interaction: id.to_owned(),
            evaluator: None,
            what: Action::Skip(next.map(str::to_owned)),
            reason: "x".to_owned(),
        };
        let decisions = [skip("c1", Some("c9")), skip("c2", None)];
        let done = BTreeSet::from([("c9".to_owned(), "ana".to_owned())]);
        let all = standing(&[job("c1"), job("c2"), job("c3")], &decisions, &done, None);
        let report = report(&all, None);
        // Three were promised: c9 in place of c1 is done, c2 is lost, c3 is open.
        let row = &report.tables[2].rows[0];
        assert_eq!((&row[1], &row[6]), (&Cell::Count(3), &Cell::Ratio { num: 1, den: 3 }));
        assert!(report.notes[0].contains("2 of 3 interactions"), "{}", report.notes[0]);
        assert!(report.notes[0].ends_with("66.7 %"));
    }
}
