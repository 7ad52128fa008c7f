//! Machines beside people: agreement, confusion and bias of scores made without a person.

use super::bias::{Difference, Scores};
use super::critical_tables::Decisions;
use super::evaluator_tables::FEWEST_FOR_LIMITS;
use super::measured::CONFIDENCE;
use super::question_tables::count;
use super::ratings::Ratings;
use super::report::Options;
use super::sides::{self, Faced, Side};
use crate::report::{Audience, Cell, Column, Table, Unit};
use crate::stats::pairs::Pairs;
use crate::stats::real;

/// Tables `machines` (each machine against people, by question), `confusion` (which answers are taken
/// for which) and, where there are scores, `machine_scores`.
///
/// People are everybody else, the reference included; of several the answer of most counts.
pub fn machine_tables(
    (ratings, scores): (&Ratings, &Scores),
    machines: &Side,
    options: &Options,
) -> Vec<Table> {
    let people: Side = ratings
        .evaluators(None)
        .into_iter()
        .filter(|who| !machines.contains(*who))
        .map(str::to_owned)
        .collect();
    let faced: Vec<(&str, Faced)> = machines
        .iter()
        .flat_map(|machine| {
            let one = Side::from([machine.clone()]);
            let faced = sides::faced(ratings, &one, &people);
            faced.into_iter().map(move |faced| (machine.as_str(), faced))
        })
        .collect();
    let mut tables = vec![agreement(&faced, options), confusion(&faced)];
    if !scores.is_empty() {
        tables.push(scored(scores, (machines, &people), options));
    }
    tables
}

fn agreement(faced: &[(&str, Faced)], options: &Options) -> Table {
    let mut columns = vec![
        Column::new("machine", "machine", Unit::Text),
        Column::new("question", "question", Unit::Text),
    ];
    columns.extend(sides::columns());
    columns.push(Column::new("people_fail", "people fail", Unit::Count));
    columns.push(Column::new("passed_by_machine_share", "of these passed", Unit::Share));
    columns.extend(Column::limits("passed_by_machine_share", Unit::Share));
    columns.push(Column::new("failed_by_machine_share", "of the others failed", Unit::Share));
    columns.extend(Column::limits("failed_by_machine_share", Unit::Share));
    let row = |(machine, faced): &(&str, Faced)| {
        let mut cells = vec![Cell::text(*machine), Cell::text(&faced.id)];
        cells.extend(faced.cells());
        cells.extend(decisions(faced, options));
        cells
    };
    Table {
        key: "machines",
        title: "Machines against people by question".to_owned(),
        audience: Audience::Everyone,
        columns,
        rows: faced.iter().map(row).collect(),
        total: None,
    }
}

/// What people fail and the machine passes, and the other way round.
fn decisions(faced: &Faced, options: &Options) -> Vec<Cell> {
    let stake = options.stakes.get(&faced.id).filter(|stake| !stake.failing.is_empty());
    let Some(stake) = stake else { return vec![Cell::Missing; 7] };
    let fails = |category| stake.fails(&faced.scale, category);
    let pairs = faced.pairs.iter().map(|(own, people)| (fails(*own), fails(*people)));
    let cells = Decisions::of_pairs(pairs).cells();
    // Without how many were compared and the counts behind the shares.
    let kept = [1, 3, 4, 5, 7, 8, 9];
    kept.into_iter().map(|at| cells[at].clone()).collect()
}

/// Which answer of people the machine takes for which; answers that never met are left out.
fn confusion(faced: &[(&str, Faced)]) -> Table {
    let mut rows = Vec::new();
    for (machine, faced) in faced {
        let labels = faced.scale.category_labels();
        for (people, label) in labels.iter().enumerate() {
            let all = faced.pairs.iter().filter(|pair| pair.1 == people).count();
            for (own, taken) in labels.iter().enumerate() {
                let n = faced.pairs.iter().filter(|pair| **pair == (own, people)).count();
                if n > 0 {
                    let mut row = vec![Cell::text(*machine), Cell::text(&faced.id)];
                    row.extend([Cell::text(label), Cell::text(taken), count(n)]);
                    row.push(Cell::number(Some(real::length(n) / real::length(all))));
                    rows.push(row);
                }
            }
        }
    }
    Table {
        key: "confusion",
        title: "What machines take answers of people for".to_owned(),
        audience: Audience::Machines,
        columns: vec![
            Column::new("machine", "machine", Unit::Text),
            Column::new("question", "question", Unit::Text),
            Column::new("people_answer", "people", Unit::Text),
            Column::new("machine_answer", "machine says", Unit::Text),
            Column::new("interactions", "n", Unit::Count),
            Column::new("of_people_answer_share", "of that answer", Unit::Share),
        ],
        rows,
        total: None,
    }
}

fn scored(scores: &Scores, (machines, people): (&Side, &Side), options: &Options) -> Table {
    let mut columns = vec![
        Column::new("machine", "machine", Unit::Text),
        Column::new("scores", "scores", Unit::Count),
        Column::new("n", "by people too", Unit::Count),
        Column::new("people_mean_score", "people's mean", Unit::Score),
        Column::new("difference", "difference", Unit::Score),
    ];
    columns.extend(Column::limits("difference", Unit::Score));
    columns.extend([
        Column::new("absolute_difference", "mean difference", Unit::Score),
        Column::new("within_tolerance", "within tolerance", Unit::Share),
        Column::new("lower_limit_of_agreement", "95 % from", Unit::Score),
        Column::new("upper_limit_of_agreement", "95 % to", Unit::Score),
        Column::new("concordance", "concordance", Unit::Plain),
    ]);
    let row = |machine: &String| {
        let own = Side::from([machine.clone()]);
        score_row(machine, scores.of(machine).count(), sides::scored(scores, &own, people), options)
    };
    Table {
        key: "machine_scores",
        title: "Machines against people by total score".to_owned(),
        audience: Audience::Everyone,
        columns,
        rows: machines.iter().map(row).collect(),
        total: None,
    }
}

fn score_row(machine: &str, all: usize, pairs: Vec<(f64, f64)>, options: &Options) -> Vec<Cell> {
    let n = pairs.len();
    let apart: Vec<f64> = pairs.iter().map(|(own, people)| own - people).collect();
    let of_people = pairs.iter().map(|pair| pair.1).sum::<f64>() / real::length(n);
    let found = Difference::of(&apart);
    let limits = found.and_then(|found| found.bias.interval(CONFIDENCE));
    let many = n >= FEWEST_FOR_LIMITS;
    let spread = found.filter(|_| many).and_then(|found| found.limits_of_agreement());
    let tolerance = real::signed(options.tolerance.into()) / 1000.0;
    // Means of several people are quotients, so the bound leaves room for their rounding.
    let near = apart.iter().filter(|apart| apart.abs() <= tolerance + 1e-9).count();
    let concordance = Pairs::of(pairs).filter(|_| many).and_then(|pairs| pairs.concordance());
    vec![
        Cell::text(machine),
        count(all),
        count(n),
        Cell::number(Some(of_people)),
        Cell::number(found.map(|found| found.bias.mean)),
        Cell::number(limits.map(|limits| limits.0)),
        Cell::number(limits.map(|limits| limits.1)),
        Cell::number(found.map(|found| found.absolute)),
        Cell::number((n > 0).then(|| real::length(near) / real::length(n))),
        Cell::number(spread.map(|spread| spread.0)),
        Cell::number(spread.map(|spread| spread.1)),
        Cell::number(concordance),
    ]
}
