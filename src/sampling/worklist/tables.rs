//! What was drawn and what it is worth, as tables for people.

use super::super::assign::{Origin, Purpose, Task};
use super::super::draw::Stratum;
use super::super::precision;
use super::Worklist;
use crate::report::{Audience, Cell, Column, Table, Unit};
use crate::stats::fraction::Fraction;
use std::collections::BTreeMap;

impl Worklist<'_> {
    /// Strata, eligible and drawn interactions by team, where every stratum has one.
    pub(super) fn summary(&self) -> Table {
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

    /// What the rules of targeted picks found; `None` without rules.
    pub(super) fn targeted(&self) -> Option<Table> {
        let length = |n: usize| Cell::Count(u64::try_from(n).unwrap_or(u64::MAX));
        let rows = self.draw.targeted.iter().map(|rule| {
            let eligible = Cell::Count(rule.eligible);
            vec![Cell::text(&rule.name), eligible, length(rule.wanted), length(rule.picks.len())]
        });
        (!self.draw.targeted.is_empty()).then(|| Table {
            key: "targeted",
            title: "Targeted, apart from the draw and from every estimate".to_owned(),
            audience: Audience::Everyone,
            columns: vec![
                Column::new("rule", "rule", Unit::Text),
                Column::new("eligible", "eligible", Unit::Count),
                Column::new("wanted", "wanted", Unit::Count),
                Column::new("picked", "picked", Unit::Count),
            ],
            rows: rows.collect(),
            total: None,
        })
    }

    /// Strata that have less than was asked for; `None` when all have enough.
    pub(super) fn short(&self) -> Option<Table> {
        let length = |n: usize| Cell::Count(u64::try_from(n).unwrap_or(u64::MAX));
        let row = |one: &Stratum| {
            vec![
                Cell::text(&one.label),
                Cell::Count(one.size),
                length(one.wanted),
                length(one.drawn.len()),
            ]
        };
        let rows: Vec<_> = self.draw.short().map(row).collect();
        (!rows.is_empty()).then(|| Table {
            key: "short",
            title: "Strata with less than was asked for".to_owned(),
            audience: Audience::Machines,
            columns: vec![
                Column::new("stratum", "stratum", Unit::Text),
                Column::new("eligible", "eligible", Unit::Count),
                Column::new("wanted", "wanted", Unit::Count),
                Column::new("drawn", "drawn", Unit::Count),
            ],
            rows,
            total: None,
        })
    }

    /// How much each evaluator got; `None` when nobody is named.
    pub(super) fn shares(&self) -> Option<Table> {
        let row = |who: Option<&str>, minutes: Option<i64>| {
            let tasks = self.deal.tasks.iter().filter(|task| task.evaluator.as_deref() == who);
            let mut counts = [0_u64; 4];
            let mut talk: Option<i64> = None;
            for task in tasks {
                counts[0] += 1;
                counts[1] += u64::from(task.purpose == Purpose::Overlap);
                counts[2] += u64::from(task.purpose == Purpose::Retest);
                counts[3] += u64::from(matches!(task.origin, Origin::Targeted(..)));
                // Of what is not known there is no sum; of what is, what is known.
                let known = talk.into_iter().chain(self.talk(task));
                talk = known.reduce(|sum, talk| sum + talk);
            }
            let mut cells = vec![Cell::text(who.unwrap_or("nobody"))];
            cells.extend(counts.map(Cell::Count));
            cells.push(talk.map_or(Cell::Missing, |talk| Cell::ratio(talk.into(), 1000)));
            cells.push(minutes.map_or(Cell::Missing, |ms| Cell::ratio(ms.into(), 1000)));
            cells
        };
        let loads = self.deal.loads.iter();
        let mut rows: Vec<Vec<Cell>> =
            loads.map(|(who, (_, minutes))| row(Some(who), Some(*minutes))).collect();
        if self.deal.tasks.iter().any(|task| task.evaluator.is_none()) {
            rows.push(row(None, None));
        }
        (!self.deal.loads.is_empty()).then(|| Table {
            key: "evaluators",
            title: "Evaluators".to_owned(),
            audience: Audience::Everyone,
            columns: vec![
                Column::new("evaluator_id", "evaluator", Unit::Text),
                Column::new("evaluations", "evaluations", Unit::Count),
                Column::new("overlap", "scored by two", Unit::Count),
                Column::new("retest", "again", Unit::Count),
                Column::new("targeted", "targeted", Unit::Count),
                Column::new("talk_s", "talk", Unit::Seconds),
                Column::new("work_s", "expected work", Unit::Seconds),
            ],
            rows,
            total: None,
        })
    }

    fn talk(&self, task: &Task) -> Option<i64> {
        match &task.origin {
            Origin::Random(stratum, pick) => {
                self.draw.strata[*stratum].drawn[*pick].candidate.talk_ms
            }
            Origin::Targeted(rule, pick) => {
                self.draw.targeted[*rule].picks[*pick].candidate.talk_ms
            }
            Origin::Again(_) => None,
        }
    }

    /// Half-widths of the means to come.
    pub(super) fn worth(&self) -> Table {
        let plan = &self.draw.plan;
        // The usual stratum: the middle one by what was drawn.
        let mut drawn: Vec<(usize, f64)> = self
            .draw
            .strata
            .iter()
            .map(|stratum| (stratum.drawn.len(), plan.spread.of(&stratum.label)))
            .collect();
        drawn.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let asked = plan.allocation.amount().unwrap_or(0);
        let (n, sd) = drawn.get(drawn.len() / 2).copied().unwrap_or((asked, plan.spread.usual));
        let one = if plan.strata.is_empty() { None } else { precision::of_mean(n, sd) };
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
                self.draw.plan.spread.usual
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
}

fn summary_row(name: &str, strata: &[&Stratum]) -> Vec<Cell> {
    let length = |n: usize| Cell::Count(u64::try_from(n).unwrap_or(u64::MAX));
    let less =
        |a: &(i128, i128), b: &(i128, i128)| Fraction::new(a.0, a.1).cmp(&Fraction::new(b.0, b.1));
    let picks = || strata.iter().flat_map(|stratum| &stratum.drawn);
    let chances = || picks().map(|pick| pick.probability);
    let share = |chance: Option<(i128, i128)>| {
        chance.map_or(Cell::Missing, |(num, den)| Cell::ratio(num, den))
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
