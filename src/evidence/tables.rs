//! The table of agents for programs: every figure, one row an agent and scorecard version.

use super::passes::Passes;
use super::study::{Evidence, Study};
use super::verdict::{More, Verdict};
use crate::agreement::severity::Levelled;
use crate::report::{Audience, Cell, Column, Part, Table, Unit};
use std::collections::BTreeMap;

/// Severity taken out, by agent; empty where it cannot be.
pub(super) type Adjusted<'s> = BTreeMap<&'s str, Levelled<'s>>;

/// Each agent's score at the mean severity of all evaluators.
pub(super) fn adjusted<'s>(study: &Study<'s>) -> Adjusted<'s> {
    let within = |one: Levelled<'s>| {
        let score = study.cut((one.score, one.score)).0;
        (one.agent, Levelled { score, limits: one.limits.map(|it| study.cut(it)), ..one })
    };
    study.sample.design.levelled().into_iter().flatten().map(within).collect()
}

/// The adjusted score of an agent and its limits as cells.
pub(super) fn adjusted_cells(adjusted: &Adjusted<'_>, agent: &str) -> [Cell; 3] {
    let found = adjusted.get(agent);
    let [lower, upper] = ends(found.and_then(|one| one.limits));
    [Cell::number(found.map(|one| one.score)), lower, upper]
}

/// Every figure of every agent.
pub(super) fn agents(studies: &[Study<'_>]) -> Table {
    let rows = studies.iter().flat_map(rows).collect();
    let audience = Audience::Machines;
    Table { key: "agents", audience, columns: columns(), rows, ..Table::default() }
}

fn columns() -> Vec<Column> {
    let mut columns = vec![
        Column::new("agent_id", "agent", Unit::Text),
        Column::new("scorecard", "scorecard", Unit::Text),
        Column::new("scorecard_version", "version", Unit::Text),
        Column::new("n", "scored", Unit::Count),
        Column::new("score_mean", "mean score", Unit::Score),
    ];
    columns.extend(Column::limits("score_mean", Unit::Score));
    columns.push(Column::new("interactions", "interactions", Unit::Count));
    columns.extend(whole("score_mean_of_all", Unit::Score));
    columns.push(Column::new("shrunken_score", "likely", Unit::Score));
    columns.extend(Column::limits("shrunken_score", Unit::Score));
    columns.push(Column::new("adjusted_score", "adjusted", Unit::Score));
    columns.extend(Column::limits("adjusted_score", Unit::Score));
    columns.extend([
        Column::new("target_score", "target", Unit::Score),
        Column::new("above_target_probability", "above", Unit::Share),
        Column::new("p", "p", Unit::Plain),
        Column::new("p_adjusted", "adjusted p", Unit::Plain),
        Column::new("verdict", "verdict", Unit::Text),
        Column::new("more_needed", "needs", Unit::Count),
        Column::new("wrong_side_probability", "wrong side", Unit::Share),
        Column::new("critical", "critical", Unit::Count),
        Column::new("pass_share", "passed", Unit::Share),
    ]);
    columns.extend(Column::limits("pass_share", Unit::Share));
    columns.push(Column::new("shrunken_pass_share", "likely", Unit::Share));
    columns.extend(Column::limits("shrunken_pass_share", Unit::Share));
    columns.push(Column::new("picked", "picked", Unit::Count));
    columns.push(Column::new("picked_score_mean", "mean of picked", Unit::Score));
    columns
}

/// Limits that stand for themselves: their value is in another column.
fn whole(key: &str, unit: Unit) -> [Column; 2] {
    Column::limits(key, unit).map(|column| Column { part: Part::Value, ..column })
}

fn rows<'t>(study: &'t Study<'_>) -> impl Iterator<Item = Vec<Cell>> + use<'t> {
    let (adjusted, passes) = (adjusted(study), Passes::of(study));
    let with_scores: BTreeMap<&str, &Evidence<'_>> =
        study.agents.iter().map(|one| (one.agent.id.as_str(), one)).collect();
    study.sample.agents.iter().map(move |agent| {
        let card = study.sample.card;
        let mut row: Vec<Cell> = [&agent.id, card.id(), card.version()].map(Cell::text).into();
        if let Some(one) = with_scores.get(agent.id.as_str()) {
            row.extend(figures(study, one, &adjusted));
        } else {
            row.push(Cell::Count(0));
            row.extend(std::iter::repeat_n(Cell::Missing, FIGURES - 1));
        }
        row.push(Cell::Count(agent.critical()));
        row.extend(passes.cells(agent));
        let picked = u64::try_from(agent.apart.len()).unwrap_or(u64::MAX);
        let mean = crate::stats::mean::of_reals(&agent.apart).map(|mean| mean.mean);
        row.extend([Cell::Count(picked), Cell::number(mean)]);
        row
    })
}

/// Columns that only agents with scores fill.
const FIGURES: usize = 20;

fn figures(study: &Study<'_>, one: &Evidence<'_>, adjusted: &Adjusted<'_>) -> Vec<Cell> {
    let mut row = vec![Cell::Count(one.own.n), Cell::Number(one.own.mean)];
    row.extend(ends(one.limits));
    row.push(one.agent.population.map_or(Cell::Missing, Cell::Count));
    row.extend(ends(one.limits_of_all));
    row.push(Cell::number(one.shrunken.map(|(value, _)| value)));
    row.extend(ends(one.shrunken.map(|(_, limits)| limits)));
    row.extend(adjusted_cells(adjusted, &one.agent.id));
    row.extend([
        Cell::number(study.target.map(|target| target.points)),
        Cell::number(one.above),
        Cell::number(one.p.map(|(p, _)| p)),
        Cell::number(one.p.map(|(_, adjusted)| adjusted)),
        Cell::text(one.verdict.words()),
        more(one.verdict),
        Cell::number(study.wrong_side(one)),
    ]);
    row
}

/// Both limits.
pub(super) fn ends(limits: Option<(f64, f64)>) -> [Cell; 2] {
    [Cell::number(limits.map(|it| it.0)), Cell::number(limits.map(|it| it.1))]
}

/// How many more evaluations would decide.
pub(super) fn more(verdict: Verdict) -> Cell {
    match verdict {
        Verdict::Above | Verdict::Below => Cell::Missing,
        Verdict::Undecided(More::About(n)) => Cell::Count(n),
        Verdict::Undecided(More::Beyond) => {
            Cell::Undefined("about at the target: not even 500 more evaluations would decide")
        }
        Verdict::Undecided(More::Unknown) => Cell::Undefined(
            "nobody has two scores that differ, so nothing tells how scores scatter",
        ),
    }
}
