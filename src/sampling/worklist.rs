//! The work list and its summary as tables.

use super::assign::deal;
use super::draw::{Draw, Pick, Stratum};
use super::precision;
use crate::model::Zone;
use crate::report::words::grouped;
use crate::report::{Audience, Cell, Column, Definition, Report, Table, Unit};
use std::collections::BTreeMap;

/// Name and version of the shape of the report.
pub const SCHEMA: &str = "qa.sample/1";

/// A draw with what its work list needs besides.
#[derive(Debug, Clone, Copy)]
pub struct Worklist<'a> {
    /// What was drawn.
    pub draw: &'a Draw,
    /// Name of the sample.
    pub sample_id: &'a str,
    /// Who evaluates; none to leave that open.
    pub evaluators: &'a [String],
    /// When it has to be done, as text; `None` to leave that open.
    pub due: Option<&'a str>,
    /// Zone in which times are written.
    pub zone: &'a Zone,
}

/// Columns of the work list after which the context begins, and the context.
const COLUMNS: [(&str, &str, Unit); 16] = [
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
];

impl Worklist<'_> {
    /// The whole report: the work list for programs, what was drawn and what it is worth for people.
    pub fn report(&self) -> Report {
        let mut tables = vec![self.table(), self.summary()];
        tables.extend(self.shares());
        tables.push(self.worth());
        Report {
            schema: SCHEMA,
            title: format!("Work list {}", self.sample_id),
            tables,
            notes: self.notes(),
            definitions: definitions(),
            ..Report::default()
        }
    }

    /// One row an interaction, by stratum and rank.
    pub fn table(&self) -> Table {
        let dealt = deal(self.draw, self.evaluators);
        let picks = self
            .draw
            .strata
            .iter()
            .flat_map(|stratum| stratum.drawn.iter().map(move |pick| (stratum, pick)));
        let rows = picks.zip(dealt).map(|((stratum, pick), who)| self.row(stratum, pick, who));
        Table {
            key: "worklist",
            title: "Work list".to_owned(),
            audience: Audience::Machines,
            columns: COLUMNS.map(|(key, label, unit)| Column::new(key, label, unit)).to_vec(),
            rows: rows.collect(),
            total: None,
        }
    }

    fn row(&self, stratum: &Stratum, pick: &Pick, evaluator: Option<&str>) -> Vec<Cell> {
        let call = &pick.candidate;
        let text = |text: Option<&str>| text.map_or(Cell::Missing, Cell::text);
        let started = call.start_time.and_then(|at| self.zone.iso(at));
        let (num, den) = stratum.probability();
        vec![
            Cell::text(self.sample_id),
            Cell::text(&call.interaction_id),
            text(call.agent_id.as_deref()),
            text(evaluator),
            Cell::text("monitor"),
            Cell::text(&stratum.label),
            Cell::Count(pick.rank),
            Cell::Count(stratum.size),
            Cell::ratio(num.into(), den.into()),
            Cell::text(pick.ticket.short()),
            text(self.due),
            Cell::text("open"),
            text(started.as_deref()),
            text(call.queue.as_deref()),
            text(call.channel.as_deref()),
            call.talk_ms.map_or(Cell::Missing, |talk| Cell::ratio(talk.into(), 1000)),
        ]
    }

    /// Strata, eligible and drawn interactions by team, where every stratum has one.
    fn summary(&self) -> Table {
        let mut teams: BTreeMap<Option<&str>, Vec<&Stratum>> = BTreeMap::new();
        for stratum in &self.draw.strata {
            teams.entry(stratum.team()).or_default().push(stratum);
        }
        let all: Vec<&Stratum> = self.draw.strata.iter().collect();
        let known = teams.keys().any(Option::is_some);
        let rows = teams.iter().filter(|_| known);
        let rows = rows.map(|(team, strata)| summary_row(team.unwrap_or("no one team"), strata));
        Table {
            key: "summary",
            title: "Drawn".to_owned(),
            audience: Audience::Everyone,
            columns: vec![
                Column::new("team", "team", Unit::Text),
                Column::new("strata", "strata", Unit::Count),
                Column::new("eligible", "eligible", Unit::Count),
                Column::new("drawn", "drawn", Unit::Count),
                Column::new("probability_least", "least probability", Unit::Share),
                Column::new("probability_most", "most probability", Unit::Share),
            ],
            rows: rows.collect(),
            total: Some(summary_row("all", &all)),
        }
    }

    /// How much each evaluator got; `None` when nobody is named.
    fn shares(&self) -> Option<Table> {
        let dealt = deal(self.draw, self.evaluators);
        let picks = self.draw.strata.iter().flat_map(|stratum| &stratum.drawn);
        let mut shares: BTreeMap<Option<&str>, (u64, Option<i64>)> = BTreeMap::new();
        for (pick, who) in picks.zip(dealt) {
            let share = shares.entry(who).or_default();
            share.0 += 1;
            // Of what is not known there is no sum; of what is, what is known.
            let known = share.1.into_iter().chain(pick.candidate.talk_ms);
            share.1 = known.reduce(|sum, talk| sum + talk);
        }
        let rows = shares.into_iter().map(|(who, (count, talk))| {
            let talk = talk.map_or(Cell::Missing, |talk| Cell::ratio(talk.into(), 1000));
            vec![Cell::text(who.unwrap_or("nobody")), Cell::Count(count), talk]
        });
        (!self.evaluators.is_empty()).then(|| Table {
            key: "evaluators",
            title: "Evaluators".to_owned(),
            audience: Audience::Everyone,
            columns: vec![
                Column::new("evaluator_id", "evaluator", Unit::Text),
                Column::new("drawn", "drawn", Unit::Count),
                Column::new("talk_s", "talk", Unit::Seconds),
            ],
            rows: rows.collect(),
            total: None,
        })
    }

    /// Half-widths of the means to come.
    fn worth(&self) -> Table {
        let n = self.draw.plan.n;
        let one = if self.draw.plan.strata.is_empty() { None } else { precision::of_mean(n) };
        let row = |of: &str, n: usize, half: Option<f64>| {
            let n = u64::try_from(n).unwrap_or(u64::MAX);
            vec![Cell::text(of), Cell::Count(n), Cell::number(half)]
        };
        let mut rows = vec![row("one stratum", n, one)];
        rows.retain(|_| !self.draw.plan.strata.is_empty());
        rows.push(row("all", self.draw.count(), precision::of_all(self.draw)));
        Table {
            key: "precision",
            title: format!(
                "What the means will be worth (95 %, assuming a standard deviation of {})",
                precision::ASSUMED_SD
            ),
            audience: Audience::Everyone,
            columns: vec![
                Column::new("mean_of", "mean of", Unit::Text),
                Column::new("n", "scores", Unit::Count),
                Column::new("half_width", "±", Unit::Score),
            ],
            rows,
            total: None,
        }
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.draw.eligible == 0 {
            notes.push("nothing is eligible, so nothing was drawn".to_owned());
        }
        let left_out = self.draw.exclusions.counts();
        let left_out: Vec<_> = left_out.iter().filter(|(_, count)| *count > 0).collect();
        if !left_out.is_empty() {
            let parts: Vec<_> = left_out
                .iter()
                .map(|(why, count)| format!("{} {}", grouped(*count), why.replace('_', " ")))
                .collect();
            notes.push(format!("rows that could not be drawn: {}", parts.join(", ")));
        }
        let short: Vec<_> = self.draw.short().collect();
        if let Some(first) = short.first() {
            notes.push(format!(
                "drawn whole for want of {} interactions: {} of {} strata, such as `{}` with {}",
                self.draw.plan.n,
                short.len(),
                self.draw.strata.len(),
                first.label,
                first.drawn.len()
            ));
        }
        notes
    }
}

fn summary_row(name: &str, strata: &[&Stratum]) -> Vec<Cell> {
    let length = |n: usize| Cell::Count(u64::try_from(n).unwrap_or(u64::MAX));
    // a/b before c/d when a·d < c·b; products of counts fit.
    let less = |a: &(u64, u64), b: &(u64, u64)| {
        (u128::from(a.0) * u128::from(b.1)).cmp(&(u128::from(b.0) * u128::from(a.1)))
    };
    let chances = || strata.iter().map(|stratum| stratum.probability());
    let share = |chance: Option<(u64, u64)>| {
        chance.map_or(Cell::Missing, |(num, den)| Cell::ratio(num.into(), den.into()))
    };
    vec![
        Cell::text(name),
        length(strata.len()),
        Cell::Count(strata.iter().map(|stratum| stratum.size).sum()),
        length(strata.iter().map(|stratum| stratum.drawn.len()).sum()),
        share(chances().min_by(less)),
        share(chances().max_by(less)),
    ]
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
            "number drawn over stratum_size; 1 where the whole stratum is drawn; its inverse weights a \
             score when means over strata are taken",
        ),
        Definition::new(
            "half_width",
            "half the width of a 95 % interval, Student's t, standard deviation assumed and not measured; \
             strata weigh as much as they have rows",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::draw::tests::{calls, draw, plan};
    use super::*;

    fn report(draw: &Draw, evaluators: &[String]) -> Report {
        let zone = Zone::utc();
        Worklist { draw, sample_id: "w1", evaluators, due: None, zone: &zone }.report()
    }

    #[test]
    fn a_report_of_nothing_says_so() {
        let report = report(&draw(plan("s", 5), &[]), &[]);
        assert!(report.tables[0].rows.is_empty());
        assert_eq!(report.notes, ["nothing is eligible, so nothing was drawn"]);
        assert_eq!(report.tables[2].rows[1][2], Cell::Missing);
    }

    #[test]
    fn the_first_table_is_the_work_list_in_the_agreed_columns() {
        let report = report(&draw(plan("seed7", 2), &calls("A1", 3)), &[]);
        let keys: Vec<_> =
            report.tables[0].columns.iter().map(|column| column.key.as_str()).collect();
        assert_eq!(
            keys.join(","),
            "sample_id,interaction_id,agent_id,evaluator_id,purpose,stratum,rank,stratum_size,\
             probability,ticket,due,status,start_time,queue,channel,talk_s"
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
        let report = report(&draw(plan("s", 4), &calls("A1", 3)), &["ana".to_owned()]);
        assert_eq!(report.tables[2].rows[0][1..], [Cell::Count(3), Cell::Missing]);
    }

    #[test]
    fn every_row_is_as_long_as_its_header() {
        let evaluators = ["ana".to_owned(), "budi".to_owned()];
        let report = report(&draw(plan("s", 4), &calls("A1", 3)), &evaluators);
        assert_eq!(report.tables.len(), 4);
        for table in &report.tables {
            let rows = table.rows.iter().chain(&table.total);
            assert!(rows.into_iter().all(|row| row.len() == table.columns.len()), "{}", table.key);
        }
        assert!(report.notes[0].contains("`agent_id=A1` with 3"));
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
