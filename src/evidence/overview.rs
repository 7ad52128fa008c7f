//! What people read first: each agent by name, and what the scores can show at all.

use super::sample::Measure;
use super::study::{Evidence, Study, Told};
use super::tables::{adjusted, adjusted_cells, ends, more};
use crate::report::{Audience, Cell, Column, Table, Unit};
use crate::stats::decimal::thousandths;
use crate::stats::real;

/// Agents in order of name: what may be said of each, then what it rests on.
pub(super) fn table(study: &Study<'_>, measure: Measure) -> Table {
    let adjusted = adjusted(study);
    let counted = study.agents.iter().any(|one| one.limits_of_all.is_some());
    let mut columns = first_columns();
    if counted {
        columns.push(Column::new("interactions", "of", Unit::Count));
        columns.push(Column::new("score_mean_of_all", "mean of all", Unit::Score));
        columns.extend(Column::limits("score_mean_of_all", Unit::Score));
    }
    if !adjusted.is_empty() {
        columns.push(Column::new("adjusted_score", "adjusted", Unit::Score));
        columns.extend(Column::limits("adjusted_score", Unit::Score));
    }
    let row = |one: &Evidence<'_>| {
        let mut row = first_cells(one);
        if counted {
            row.push(one.agent.population.map_or(Cell::Missing, Cell::Count));
            row.push(Cell::number(one.limits_of_all.map(|_| one.own.mean)));
            row.extend(ends(one.limits_of_all));
        }
        if !adjusted.is_empty() {
            row.extend(adjusted_cells(&adjusted, &one.agent.id));
        }
        row
    };
    let rows = study.agents.iter().map(row).collect();
    let (title, audience) = (title(study, measure), Audience::People);
    Table { key: "overview", title, audience, columns, rows, ..Table::default() }
}

fn first_columns() -> Vec<Column> {
    let mut columns = vec![
        Column::new("agent_id", "agent", Unit::Text),
        Column::new("n", "scored", Unit::Count),
        Column::new("score_mean", "mean score", Unit::Score),
    ];
    columns.extend(Column::limits("score_mean", Unit::Score));
    columns.extend([
        Column::new("verdict", "verdict", Unit::Text),
        Column::new("more_needed", "needs", Unit::Count),
        Column::new("above_target_probability", "above", Unit::Share),
        Column::new("shrunken_score", "likely", Unit::Score),
    ]);
    columns.extend(Column::limits("shrunken_score", Unit::Score));
    columns
}

fn first_cells(one: &Evidence<'_>) -> Vec<Cell> {
    let mut row = vec![Cell::text(&one.agent.id), Cell::Count(one.own.n)];
    row.push(Cell::Number(one.own.mean));
    row.extend(ends(one.limits));
    row.extend([Cell::text(one.verdict.words()), more(one.verdict), Cell::number(one.above)]);
    row.push(Cell::number(one.shrunken.map(|(value, _)| value)));
    row.extend(ends(one.shrunken.map(|(_, limits)| limits)));
    row
}

/// The same of no agents.
pub(super) fn nothing() -> Table {
    let columns = vec![Column::new("agent_id", "agent", Unit::Text)];
    let title = "No agent has a score".to_owned();
    Table { key: "overview", title, audience: Audience::People, columns, ..Table::default() }
}

/// Which scorecard, and what agents are held against.
fn title(study: &Study<'_>, measure: Measure) -> String {
    let card = study.sample.card;
    let which = match measure {
        Measure::Score => "scores",
        Measure::BeforeCritical => "scores before critical errors",
    };
    let named = format!("{} {}, {which}", card.id(), card.version());
    let written = |points: f64| {
        let whole = real::truncate((1000.0 * points).round()).unwrap_or_default();
        thousandths(whole.into())
    };
    match study.target {
        None => format!("{named}: no agent has a score"),
        Some(target) => match target.told {
            Told::Asked => format!("{named}, against {}", written(target.points)),
            Told::PassMark => {
                format!("{named}, against its pass mark of {}", written(target.points))
            }
            Told::MeanOfAll => format!("{named}, against the mean of all agents"),
        },
    }
}

/// What the scores of each scorecard version can show.
pub(super) fn centre(studies: &[Study<'_>]) -> Table {
    let columns = vec![
        Column::new("scorecard", "scorecard", Unit::Text),
        Column::new("scorecard_version", "version", Unit::Text),
        Column::new("agents", "agents", Unit::Count),
        Column::new("scored", "scored", Unit::Count),
        Column::new("target_score", "target", Unit::Score),
        Column::new("mean_of_agents", "mean of agents", Unit::Score),
        Column::new("within_sd", "spread within", Unit::Score),
        Column::new("between_sd", "spread between", Unit::Score),
        Column::new("differ_p", "p of no difference", Unit::Plain),
        Column::new("usual_n", "usual number", Unit::Count),
        Column::new("resolution", "shows ±", Unit::Score),
        Column::new("reliability", "reliability", Unit::Plain),
    ];
    let row = |study: &Study<'_>| {
        let card = study.sample.card;
        let n = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        let usual = study.usual_n();
        let found = study.hierarchy.as_ref();
        let mean = crate::stats::mean::of_reals(
            &study.agents.iter().map(|one| one.own.mean).collect::<Vec<_>>(),
        );
        vec![
            Cell::text(card.id()),
            Cell::text(card.version()),
            Cell::Count(n(study.agents.len())),
            Cell::Count(study.agents.iter().map(|one| one.own.n).sum()),
            Cell::number(study.target.map(|target| target.points)),
            Cell::number(mean.map(|mean| mean.mean)),
            Cell::number(study.pooled.map(|spread| spread.sd)),
            Cell::number(found.map(crate::stats::hierarchy::Hierarchy::between)),
            Cell::number(study.differ.map(|test| test.p)),
            usual.map_or(Cell::Missing, Cell::Count),
            Cell::number(usual.and_then(|n| study.resolution(n))),
            Cell::number(usual.and_then(|n| study.reliability(n))),
        ]
    };
    let rows = studies.iter().map(row).collect();
    let title = "What these scores can show".to_owned();
    Table { key: "centre", title, columns, rows, ..Table::default() }
}
