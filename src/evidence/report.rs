//! The report on agents.

use super::pay::mistakes;
use super::ranking::ranking;
use super::sample::{Measure, Sample};
use super::study::Study;
use super::{coaching, definitions, funnel, notes, overview, passes, tables};
use crate::report::{Cell, Column, Report, Table, Unit};
use crate::stats::decimal::thousandths;

/// What is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Options {
    /// What agents are held against, in thousandths of a point; `None` for the pass mark.
    pub target: Option<i64>,
    /// Whether agents are put in groups by what the scores tell apart.
    pub rank: bool,
    /// Which score counts; the samples were made with it.
    pub measure: Measure,
}

/// What the scores prove about each agent, in order of name.
///
/// Tables for people: `overview`, `ranking` where it is asked for, `centre`, `passes`, `funnel`,
/// `pay` and `coaching`; for programs `agents` holds every figure.
pub fn report(samples: &[Sample<'_>], options: Options) -> Report {
    let asked = options.target.map(|target| crate::stats::real::signed(target.into()) / 1000.0);
    let studies: Vec<Study<'_>> = samples.iter().map(|sample| Study::of(sample, asked)).collect();
    let mut all = vec![tables::agents(&studies)];
    all.extend(studies.iter().map(|study| overview::table(study, options.measure)));
    if studies.is_empty() {
        all.push(overview::nothing());
    }
    if options.rank {
        all.push(ranks(&studies));
    }
    all.push(overview::centre(&studies));
    all.extend(studies.iter().filter_map(funnel::table));
    all.extend(studies.iter().filter_map(passes::table).take(1));
    all.push(pay(&studies));
    all.push(coaching::table(&studies));
    let definitions = definitions::definitions(&all);
    let mut report = Report {
        schema: "qa.agents/1",
        title: "What the scores say of each agent".to_owned(),
        tables: all,
        notes: notes::notes(&studies, options.measure, options.rank),
        definitions,
        ..Report::default()
    };
    let settings = &mut report.provenance.settings;
    settings.extend(options.target.map(|target| ("target".to_owned(), thousandths(target.into()))));
    let measure = match options.measure {
        Measure::Score => "score",
        Measure::BeforeCritical => "before critical errors",
    };
    settings.push(("measure".to_owned(), measure.to_owned()));
    for sample in samples {
        let card = sample.card;
        let named = format!("scorecard {} {}", card.id(), card.version());
        settings.push((named, card.hash().to_owned()));
    }
    report
}

/// Groups and open ranks.
fn ranks(studies: &[Study<'_>]) -> Table {
    let mut columns = vec![
        Column::new("scorecard", "scorecard", Unit::Text),
        Column::new("scorecard_version", "version", Unit::Text),
        Column::new("group", "group", Unit::Text),
        Column::new("agent_id", "agent", Unit::Text),
        Column::new("n", "scored", Unit::Count),
        Column::new("shrunken_score", "likely", Unit::Score),
    ];
    columns.extend(Column::limits("shrunken_score", Unit::Score));
    columns.push(Column::new("best_rank", "rank from", Unit::Count));
    columns.push(Column::new("worst_rank", "to", Unit::Count));
    let rank = |n: usize| Cell::Count(u64::try_from(n).unwrap_or(u64::MAX));
    let mut rows = Vec::new();
    for study in studies {
        for standing in ranking(study).into_iter().flatten() {
            let (card, one) = (study.sample.card, &study.agents[standing.at]);
            let mut row: Vec<Cell> =
                [card.id(), card.version(), standing.group.words()].map(Cell::text).into();
            row.extend([Cell::text(&one.agent.id), Cell::Count(one.own.n)]);
            row.push(Cell::number(one.shrunken.map(|(value, _)| value)));
            row.extend(tables::ends(one.shrunken.map(|(_, limits)| limits)));
            row.extend([rank(standing.best), rank(standing.worst)]);
            rows.push(row);
        }
    }
    let title = "As far as the scores put agents in an order".to_owned();
    Table { key: "ranking", title, columns, rows, ..Table::default() }
}

/// What pay by the mean alone would get wrong; no rows where nothing is known of agents in general.
fn pay(studies: &[Study<'_>]) -> Table {
    let columns = vec![
        Column::new("scorecard", "scorecard", Unit::Text),
        Column::new("scorecard_version", "version", Unit::Text),
        Column::new("n", "evaluations each", Unit::Count),
        Column::new("wrongly_above_share", "wrongly above", Unit::Share),
        Column::new("wrongly_below_share", "wrongly below", Unit::Share),
        Column::new("wrong_share", "on the wrong side", Unit::Share),
    ];
    let mut rows = Vec::new();
    for study in studies {
        let card = study.sample.card;
        let mut sizes: Vec<u64> = study.usual_n().into_iter().chain([5, 10, 20, 40]).collect();
        sizes.sort_unstable();
        sizes.dedup();
        for found in sizes.into_iter().filter_map(|n| mistakes(study, n)) {
            rows.push(vec![
                Cell::text(card.id()),
                Cell::text(card.version()),
                Cell::Count(found.n),
                Cell::Number(found.wrongly_above),
                Cell::Number(found.wrongly_below),
                Cell::Number(found.wrongly_above + found.wrongly_below),
            ]);
        }
    }
    let title = "If the mean alone decided about pay".to_owned();
    Table { key: "pay", title, columns, rows, ..Table::default() }
}
