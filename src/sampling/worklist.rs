//! The work list and its summary as tables.

mod notes;
mod tables;

use super::assign::{Deal, Origin, Task};
use super::candidate::Candidate;
use super::draw::Draw;
use crate::model::Zone;
use crate::report::{Audience, Cell, Column, Definition, Report, Table, Unit};
use std::ops::Range;

/// Name and version of the shape of the report.
pub const SCHEMA: &str = "qa.sample/1";

/// A draw with what its work list needs besides.
#[derive(Debug, Clone, Copy)]
pub struct Worklist<'a> {
    /// What was drawn.
    pub draw: &'a Draw,
    /// Who evaluates what.
    pub deal: &'a Deal,
    /// Name of the sample.
    pub sample_id: &'a str,
    /// When it has to be done, as text; `None` to leave that open.
    pub due: Option<&'a str>,
    /// Zone in which times are written.
    pub zone: &'a Zone,
}

/// Columns of the work list after which the context begins, and the context.
const COLUMNS: [(&str, &str, Unit); 18] = [
    ("sample_id", "sample", Unit::Text),
    ("interaction_id", "interaction", Unit::Text),
    ("agent_id", "agent", Unit::Text),
    ("evaluator_id", "evaluator", Unit::Text),
    ("purpose", "purpose", Unit::Text),
    ("stratum", "stratum", Unit::Text),
    ("rank", "rank", Unit::Count),
    ("stratum_size", "of", Unit::Count),
    ("probability", "probability", Unit::Share),
    ("ticket", "ticket", Unit::Text),
    ("due", "due", Unit::Text),
    ("status", "status", Unit::Text),
    ("start_time", "began", Unit::Text),
    ("queue", "queue", Unit::Text),
    ("channel", "channel", Unit::Text),
    ("talk_s", "talk", Unit::Seconds),
    ("selection", "selection", Unit::Text),
    ("rule", "rule", Unit::Text),
];

impl Worklist<'_> {
    /// Name of the table that is the work list.
    pub const KEY: &'static str = "worklist";

    /// The whole report: the work list for programs, what was drawn and what it is worth for people;
    /// [`Self::fill`] puts the rows of the work list into it.
    pub fn outline(&self) -> Report {
        let worklist = Table {
            key: Self::KEY,
            title: "Work list".to_owned(),
            audience: Audience::Machines,
            columns: Self::columns(),
            ..Table::default()
        };
        let mut tables = vec![worklist, self.summary()];
        tables.extend(self.short());
        tables.extend(self.targeted());
        tables.extend(self.shares());
        tables.push(self.worth());
        Report {
            schema: SCHEMA,
            title: format!("Work list {}", self.sample_id),
            tables,
            notes: notes::notes(self),
            definitions: definitions(),
            ..Report::default()
        }
    }

    /// The columns of the work list.
    pub fn columns() -> Vec<Column> {
        COLUMNS.map(|(key, label, unit)| Column::new(key, label, unit)).to_vec()
    }

    /// Puts the rows of the work list into its table: one an evaluation to make, by stratum and rank;
    /// then targeted picks; then what is scored again.
    pub fn fill(&self, report: &mut Report) {
        for table in report.tables.iter_mut().filter(|table| table.key == Self::KEY) {
            table.rows = self.deal.tasks.iter().map(|task| self.row(task)).collect();
        }
    }

    /// Hands over the rows of some of its tasks, one by one.
    ///
    /// # Errors
    ///
    /// What `take` gives, at the first row it fails on.
    ///
    /// # Panics
    ///
    /// If there are not so many tasks.
    pub fn each_row<E>(
        &self,
        tasks: Range<usize>,
        take: &mut dyn FnMut(&[Cell]) -> Result<(), E>,
    ) -> Result<(), E> {
        self.deal.tasks[tasks].iter().try_for_each(|task| take(&self.row(task)))
    }

    fn row(&self, task: &Task) -> Vec<Cell> {
        let who = task.evaluator.as_deref().map_or(Cell::Missing, Cell::text);
        let ids = |interaction: &str, agent: Option<&str>| {
            let agent = agent.map_or(Cell::Missing, Cell::text);
            let sample = Cell::text(self.sample_id);
            let mut row = Vec::with_capacity(COLUMNS.len());
            let purpose = Cell::text(task.purpose.name());
            row.extend([sample, Cell::text(interaction), agent, who.clone(), purpose]);
            row
        };
        let state = [self.due.map_or(Cell::Missing, Cell::text), Cell::text("open")];
        let of_call = |call: &Candidate| ids(&call.interaction_id, call.agent_id.as_deref());
        match &task.origin {
            Origin::Random(stratum, pick) => {
                let stratum = &self.draw.strata[*stratum];
                let pick = &stratum.drawn[*pick];
                let (num, den) = pick.probability;
                let mut row = of_call(&pick.candidate);
                row.extend([Cell::text(&stratum.label), Cell::Count(pick.rank)]);
                row.extend([Cell::Count(stratum.size), Cell::ratio(num, den)]);
                row.push(Cell::text(pick.ticket.short()));
                row.extend(state);
                row.extend(self.context(&pick.candidate));
                row.extend([Cell::text("random"), Cell::Missing]);
                row
            }
            Origin::Targeted(rule, pick) => {
                let rule = &self.draw.targeted[*rule];
                let pick = &rule.picks[*pick];
                let mut row = of_call(&pick.candidate);
                row.extend([
                    Cell::text(&pick.stratum),
                    Cell::Missing,
                    Cell::Missing,
                    Cell::Missing,
                ]);
                row.push(Cell::text(pick.ticket.short()));
                row.extend(state);
                row.extend(self.context(&pick.candidate));
                row.extend([Cell::text("targeted"), Cell::text(&rule.name)]);
                row
            }
            Origin::Again(earlier) => {
                let mut row = ids(&earlier.interaction, earlier.agent.as_deref());
                row.extend(vec![Cell::Missing; 5]);
                row.extend(state);
                row.extend(vec![Cell::Missing; 4]);
                row.extend([Cell::text("again"), Cell::Missing]);
                row
            }
        }
    }

    /// What an evaluator wants to know before opening an interaction.
    fn context(&self, call: &Candidate) -> [Cell; 4] {
        let text = |text: Option<&str>| text.map_or(Cell::Missing, Cell::text);
        let started = call.start_time.and_then(|at| self.zone.iso(at));
        [
            text(started.as_deref()),
            text(call.queue.as_deref()),
            text(call.channel.as_deref()),
            call.talk_ms.map_or(Cell::Missing, |talk| Cell::ratio(talk.into(), 1000)),
        ]
    }
}

fn definitions() -> Vec<Definition> {
    vec![
        Definition::new(
            "ticket",
            "first 16 hex digits of SHA-256(seed + \"|\" + interaction_id); check one with \
             printf 'SEED|ID' | sha256sum",
        ),
        Definition::new(
            "probability",
            "chance of being drawn: number drawn over stratum_size, 1 where the whole stratum is drawn; \
             its inverse weights a score when means over strata are taken",
        ),
        Definition::new(
            "selection",
            "`random` by ticket; `targeted` by the rule named, for a purpose, and never part of an \
             estimate; `again` for a second score by the same evaluator",
        )
        .for_machines(),
        Definition::new(
            "work_s",
            "minutes of the form, and minutes for each minute of talk, as --form-minutes and \
             --listening say; unknown talk counts nothing",
        )
        .for_machines(),
        Definition::new(
            "half_width",
            "half the width of a 95 % interval, Student's t, standard deviation assumed and not measured; \
             strata weigh as much as they have rows",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::assign::{Evaluator, Rules, deal};
    use super::super::draw::tests::{calls, draw, plan};
    use super::*;

    fn report(draw: &Draw, evaluators: &[&str]) -> Report {
        let zone = Zone::utc();
        let people: Vec<_> = evaluators.iter().map(|name| Evaluator::named(name)).collect();
        let deal = &deal(draw, &people, &Rules::default());
        let worklist = Worklist { draw, deal, sample_id: "w1", due: None, zone: &zone };
        let mut report = worklist.outline();
        worklist.fill(&mut report);
        report
    }

    #[test]
    fn a_report_of_nothing_says_so() {
        let report = report(&draw(plan("s", 5), &[]), &[]);
        assert!(report.tables[0].rows.is_empty());
        assert_eq!(report.notes, ["nothing is eligible, so nothing was drawn"]);
        let worth = report.tables.last().unwrap();
        assert_eq!(worth.rows[1][2], Cell::Missing);
    }

    #[test]
    fn the_first_table_is_the_work_list_in_the_agreed_columns() {
        let report = report(&draw(plan("seed7", 2), &calls("A1", 3)), &[]);
        let keys: Vec<_> =
            report.tables[0].columns.iter().map(|column| column.key.as_str()).collect();
        assert_eq!(
            keys.join(","),
            "sample_id,interaction_id,agent_id,evaluator_id,purpose,stratum,rank,stratum_size,\
             probability,ticket,due,status,start_time,queue,channel,talk_s,selection,rule"
        );
        let row = &report.tables[0].rows[1];
        assert_eq!(row.len(), keys.len());
        assert_eq!(row[3], Cell::Missing);
        assert_eq!(
            row[5..9],
            [
                Cell::text("agent_id=A1"),
                Cell::Count(2),
                Cell::Count(3),
                Cell::Ratio { num: 2, den: 3 }
            ]
        );
    }

    #[test]
    fn talk_that_no_call_tells_is_no_sum_of_zero() {
        let report = report(&draw(plan("s", 4), &calls("A1", 3)), &["ana"]);
        let shares = report.tables.iter().find(|table| table.key == "evaluators").unwrap();
        let row = &shares.rows[0];
        assert_eq!((&row[1], &row[5]), (&Cell::Count(3), &Cell::Missing));
    }

    #[test]
    fn every_row_is_as_long_as_its_header() {
        let report = report(&draw(plan("s", 4), &calls("A1", 3)), &["ana", "budi"]);
        assert_eq!(report.tables.len(), 5);
        for table in &report.tables {
            let rows = table.rows.iter().chain(&table.total);
            assert!(rows.into_iter().all(|row| row.len() == table.columns.len()), "{}", table.key);
        }
        assert!(report.notes[0].contains("`agent_id=A1` with 3 of 4"));
    }

    #[test]
    fn the_range_of_probabilities_is_exact() {
        let mut rows = calls("A1", 7);
        rows.extend(calls("A2", 1000));
        let report = report(&draw(plan("s", 5), &rows), &[]);
        let total = report.tables[1].total.as_ref().unwrap();
        assert_eq!(total[4..], [Cell::Ratio { num: 5, den: 1000 }, Cell::Ratio { num: 5, den: 7 }]);
    }
}
