//! The funnel: each agent between the limits that chance sets for so many evaluations.

use super::study::{Evidence, Study, Told};
use crate::report::lines::{Mark, lines};
use crate::report::{Audience, Cell, Column, Table, Unit};
use crate::stats::{mean, student};

/// Confidence of the outer limits; beyond them an agent stands out.
const OUTER: f64 = 0.998;

/// Agents from few evaluations to many, so that the limits make a funnel; `None` without spread.
///
/// Around the target, or the mean of all evaluations where nobody says one.
pub(super) fn table(study: &Study<'_>) -> Option<Table> {
    let (spread, target) = (study.pooled?, study.target?);
    let scores = study.sample.agents.iter().flat_map(|agent| &agent.pieces);
    let all = mean::of_reals(&scores.map(|piece| piece.score).collect::<Vec<_>>())?.mean;
    let center = if target.told == Told::MeanOfAll { all } else { target.points };
    let mut order: Vec<&Evidence<'_>> = study.agents.iter().collect();
    order.sort_by_key(|one| (one.own.n, &one.agent.id));
    let outer = student::quantile(0.5 + OUTER / 2.0, spread.df);
    let mark = |one: &&Evidence<'_>| {
        let half = spread.half_width(one.own.n, None, 0.95);
        let value = one.own.mean;
        let beyond = (value - center).abs() > outer * spread.error(one.own.n, None);
        let (lower, upper) = study.cut((center - half, center + half));
        Mark { value, center, lower, upper, signal: beyond }
    };
    let marks: Vec<Mark> = order.iter().map(mark).collect();
    let row = |((one, mark), line): ((&&Evidence<'_>, &Mark), String)| {
        let outside = match (mark.signal, mark.value < mark.lower || mark.value > mark.upper) {
            (true, _) => "beyond 99.8 %",
            (false, true) => "beyond 95 %",
            (false, false) => "",
        };
        vec![
            Cell::text(&one.agent.id),
            Cell::Count(one.own.n),
            Cell::Number(mark.value),
            Cell::text(line),
            Cell::text(outside),
        ]
    };
    let rows = order.iter().zip(&marks).zip(lines(&marks)).map(row).collect();
    let columns = vec![
        Column::new("agent_id", "agent", Unit::Text),
        Column::new("n", "n", Unit::Count),
        Column::new("score_mean", "mean", Unit::Score),
        Column::new("chart", "chart", Unit::Text),
        Column::new("outside", "outside", Unit::Text),
    ];
    let title = "Funnel".to_owned();
    Some(Table {
        key: "funnel",
        title,
        audience: Audience::People,
        columns,
        rows,
        ..Table::default()
    })
}
