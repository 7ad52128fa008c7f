//! One row an agent.

use super::{Scored, critical_columns};
use crate::report::{Cell, Column, Table, Unit};
use crate::scorecard::{Aggregate, CriticalKind, Scorecard};
use crate::scoring::groups::{Groups, place};
use crate::scoring::{Aggregates, Summary, aggregate};
use std::collections::BTreeMap;

/// Every agent's scores: by agent, then by scorecard and selection.
///
/// Random and other selections stand apart: what was picked says little about what was not.
#[derive(Debug, Clone, Default)]
pub(super) struct Agents {
    all: BTreeMap<String, Groups<Own>>,
}

/// Scores of one agent with one version of a scorecard, chosen in one way.
#[derive(Debug, Clone, Default)]
struct Own {
    summary: Summary,
    aggregates: Aggregates,
}

impl Agents {
    /// Adds one evaluation, made with the scorecard of that index.
    pub(super) fn add(&mut self, card: usize, it: &Scored<'_>) {
        let agent = it.evaluation.agent.as_deref().unwrap_or_default();
        let own = place(&mut self.all, agent).of(card, it.evaluation);
        own.summary.add(&it.score);
        // The mean of evaluations is the summary's own.
        if it.card.rules().aggregate != Aggregate::MeanOfEvaluations {
            own.aggregates.add(it);
        }
    }

    /// Adds those of another.
    pub(super) fn merge(&mut self, other: Self) {
        for (agent, groups) in other.all {
            place(&mut self.all, &agent).merge(groups, |own, other| {
                own.summary.merge(other.summary);
                own.aggregates.merge(other.aggregates);
            });
        }
    }

    /// The table, in order of agent, scorecard and selection.
    pub(super) fn table(&self, cards: &[&Scorecard]) -> Table {
        let mut columns = vec![
            Column::new("agent_id", "agent", Unit::Text),
            Column::new("scorecard", "scorecard", Unit::Text),
            Column::new("scorecard_version", "version", Unit::Text),
            Column::new("selection", "selection", Unit::Text),
            Column::new("n", "scored", Unit::Count),
            Column::new("unscored", "unscored", Unit::Count),
            Column::new("score_mean", "mean score", Unit::Score),
        ];
        columns.extend(Column::limits("score_mean", Unit::Score));
        columns.push(Column::new("pass_share", "passed", Unit::Share));
        columns.extend(critical_columns());
        let mut rows = Vec::new();
        for (agent, groups) in &self.all {
            for (card, selection, own) in groups.each(cards) {
                let key = [agent, card.id(), card.version(), selection];
                rows.push(row(key, own, card.rules().aggregate));
            }
        }
        Table { key: "agents", title: "Agents".to_owned(), columns, rows, ..Table::default() }
    }
}

fn row(key: [&str; 4], own: &Own, rule: Aggregate) -> Vec<Cell> {
    let summary = &own.summary;
    let limit = |limit: Option<f64>| Cell::number(limit.map(|share| 100.0 * share));
    let plain = rule == Aggregate::MeanOfEvaluations;
    let mean = if plain { summary.mean() } else { own.aggregates.mean(rule) };
    let interval = summary.interval().filter(|_| plain);
    let (passed, judged) = summary.passed();
    let mut row: Vec<Cell> = key.map(Cell::text).into();
    row.extend([
        Cell::Count(summary.scored()),
        Cell::Count(summary.evaluations() - summary.scored()),
        aggregate::cell(mean),
        limit(interval.map(|(low, _)| low)),
        limit(interval.map(|(_, high)| high)),
        Cell::ratio(passed.into(), judged.into()),
    ]);
    row.extend(CriticalKind::ALL.map(|kind| Cell::Count(summary.defective(kind))));
    row
}
