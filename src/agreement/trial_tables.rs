//! Measurement-system analysis of evaluations made again: do people repeat themselves?

use super::attribute::{Decided, Share, Study};
use super::bias::Scores;
use super::chance::{self, Chance};
use super::gauge::Gauge;
use super::measured::{CONFIDENCE, FEW};
use super::ratings::{RatingValue, Ratings};
use super::report::{Options, People};
use super::scale::{Origin, Scale};
use super::verdict::FEWEST_FOR_COEFFICIENT;
use super::weights::Weights;
use crate::report::{Audience, Cell, Column, Table, Unit};
use crate::stats::real;
use std::collections::BTreeMap;

/// What everybody said at the first, the second … look at the same interactions.
pub type Trials = [(Ratings, Scores)];

/// Tables `repeatability` (answers, by question and by evaluator), `standard` (all trials of all
/// evaluators) and, where everybody scored the same interactions as often, `gauge` (total scores).
///
/// Only interactions that somebody judged at least twice take part.
pub fn trial_tables(trials: &Trials, options: &Options) -> Vec<Table> {
    let Some((first, _)) = trials.first() else { return Vec::new() };
    let reference = options.reference.as_deref();
    let people = first.evaluators(reference);
    let scales: BTreeMap<&str, Scale> = first
        .scales()
        .into_iter()
        .map(|(id, scale)| (id, whole_scale(trials, id, scale)))
        .collect();
    let studies: Vec<(&str, &Scale, Study)> = scales
        .iter()
        .map(|(id, scale)| (*id, scale, study(trials, (id, scale), &people, reference)))
        .collect();
    // Where ids mean nobody, nothing is told of any of them.
    let named = if options.people == People::Named { people.as_slice() } else { &[] };
    let mut tables =
        vec![repeatability(&studies, (&people, named)), standard(&studies, options, &people)];
    tables.extend(gauge(trials, &people));
    tables
}

/// The declared scale, else the one that the answers of all looks show.
fn whole_scale(trials: &Trials, id: &str, first: Scale) -> Scale {
    if first.origin() == Origin::Declared {
        return first;
    }
    let mut labels: Vec<String> = Vec::new();
    for (ratings, _) in trials {
        if let Some(scale) = ratings.scales().get(id) {
            labels.extend(scale.category_labels().iter().cloned());
        }
    }
    Scale::observed(&labels.iter().map(String::as_str).collect::<Vec<_>>())
}

fn study(
    trials: &Trials,
    (id, scale): (&str, &Scale),
    people: &[&str],
    reference: Option<&str>,
) -> Study {
    let category = |answer: &RatingValue| match answer {
        RatingValue::Category(text) => scale.category(text),
        RatingValue::NotApplicable => None,
    };
    let interactions = trials.first().map(|(first, _)| first.interactions()).unwrap_or_default();
    let decided = interactions.into_iter().map(|interaction| {
        let mut one = Decided { standard: None, trials: vec![Vec::new(); people.len()] };
        for (ratings, _) in trials {
            let about = ratings.about(interaction);
            for (who, answer) in about.get(id).into_iter().flatten() {
                let Some(category) = category(answer) else { continue };
                if Some(*who) == reference {
                    one.standard.get_or_insert(category);
                } else if let Some(at) = people.iter().position(|name| name == who) {
                    one.trials[at].push(category);
                }
            }
        }
        one
    });
    let repeated = decided.filter(|one| one.trials.iter().any(|trials| trials.len() > 1));
    Study::new(scale.len(), repeated.collect())
}

fn repeatability(studies: &[(&str, &Scale, Study)], (people, named): (&[&str], &[&str])) -> Table {
    let by_question = studies.iter().map(|(id, _, study)| {
        let within = sum((0..people.len()).map(|who| study.repeated(who)));
        row([id, "all"], within, sum((0..people.len()).map(|who| study.against_standard(who))))
    });
    let by_evaluator = named.iter().enumerate().map(|(who, name)| {
        let within = sum(studies.iter().map(|(.., study)| study.repeated(who)));
        row(
            ["all", name],
            within,
            sum(studies.iter().map(|(.., study)| study.against_standard(who))),
        )
    });
    let mut columns = vec![
        Column::new("question", "question", Unit::Text),
        Column::new("evaluator", "evaluator", Unit::Text),
        Column::new("repeated", "repeated", Unit::Count),
        Column::new("same_share", "same answer", Unit::Share),
    ];
    columns.extend(Column::limits("same_share", Unit::Share));
    columns.push(Column::new("always_right_share", "always as reference", Unit::Share));
    columns.extend(Column::limits("always_right_share", Unit::Share));
    Table {
        key: "repeatability",
        title: "The same evaluator again".to_owned(),
        audience: Audience::Everyone,
        columns,
        rows: by_question.chain(by_evaluator).collect(),
        total: None,
    }
}

fn row(names: [&str; 2], within: Share, right: Share) -> Vec<Cell> {
    let mut cells: Vec<Cell> = names.into_iter().map(Cell::text).collect();
    cells.push(Cell::Count(within.all));
    cells.extend(share(within));
    cells.extend(share(right));
    cells
}

/// A share with its exact limits.
fn share(share: Share) -> [Cell; 3] {
    let limits = share.limits(CONFIDENCE);
    [
        Cell::ratio(share.hits.into(), share.all.into()),
        Cell::number(limits.map(|limits| limits.0)),
        Cell::number(limits.map(|limits| limits.1)),
    ]
}

fn sum(shares: impl Iterator<Item = Share>) -> Share {
    shares.fold(Share::default(), |sum, one| Share {
        hits: sum.hits + one.hits,
        all: sum.all + one.all,
    })
}

/// One row a question: all trials of all evaluators among themselves and against the reference.
fn standard(studies: &[(&str, &Scale, Study)], options: &Options, people: &[&str]) -> Table {
    let rows = studies.iter().map(|(id, scale, study)| {
        let stake = options.stakes.get(*id).cloned().unwrap_or_default();
        let risks =
            (0..people.len()).map(|who| study.risks(who, |category| stake.fails(scale, category)));
        let (misses, alarms): (Vec<Share>, Vec<Share>) =
            risks.map(|risks| (risks.misses, risks.false_alarms)).unzip();
        let known = !stake.failing.is_empty();
        let mut cells = vec![Cell::text(*id), Cell::Count(study.between().all)];
        cells.extend(share(study.between()));
        cells.extend(share(study.all_against_standard()));
        cells.push(kappa(study, scale));
        for all in [misses, alarms] {
            let all = sum(all.into_iter());
            cells.extend(if known { share(all) } else { [const { Cell::Missing }; 3] });
        }
        cells
    });
    let mut columns = vec![
        Column::new("question", "question", Unit::Text),
        Column::new("interactions", "interactions", Unit::Count),
    ];
    for (key, label) in
        [("all_same_share", "all the same"), ("all_right_share", "all as reference")]
    {
        columns.push(Column::new(key, label, Unit::Share));
        columns.extend(Column::limits(key, Unit::Share));
    }
    columns.push(Column::new("kappa_fleiss", "κ Fleiss", Unit::Plain));
    for (key, label) in [("miss_share", "misses"), ("false_alarm_share", "false alarms")] {
        columns.push(Column::new(key, label, Unit::Share));
        columns.extend(Column::limits(key, Unit::Share));
    }
    Table {
        key: "standard",
        title: "All evaluators, all looks".to_owned(),
        audience: Audience::Everyone,
        columns,
        rows: rows.collect(),
        total: None,
    }
}

fn kappa(study: &Study, scale: &Scale) -> Cell {
    let (table, weights) = (study.table().pairable(), Weights::identity(scale.len()));
    if table.rated_by(2) < FEWEST_FOR_COEFFICIENT {
        return Cell::Undefined(FEW);
    }
    match chance::estimate(&table, &weights, Chance::Fleiss) {
        Ok(estimate) => Cell::number(Some(estimate.value)),
        Err(undefined) => Cell::Undefined(undefined.reason()),
    }
}

/// Gauge repeatability and reproducibility of total scores; `None` unless it is balanced.
fn gauge(trials: &Trials, people: &[&str]) -> Option<Table> {
    let mut scores: BTreeMap<&str, Vec<Vec<f64>>> = BTreeMap::new();
    for (_, given) in trials {
        for (interaction, by) in given.by_interaction() {
            let cells = scores.entry(interaction).or_insert_with(|| vec![Vec::new(); people.len()]);
            for (cell, who) in cells.iter_mut().zip(people) {
                cell.extend(by.get(*who).map(|score| real::signed(i128::from(*score)) / 1000.0));
            }
        }
    }
    scores.retain(|_, cells| cells.iter().any(|cell| cell.len() > 1));
    let gauge = Gauge::of(&scores.into_values().collect::<Vec<_>>())?;
    let found = gauge.variances();
    let number = |value: Option<f64>| Cell::number(value);
    let count = |n: usize| u64::try_from(n).map_or(Cell::Missing, Cell::Count);
    Some(Table {
        key: "gauge",
        title: "Repeatability and reproducibility of total scores".to_owned(),
        audience: Audience::Everyone,
        columns: vec![
            Column::new("interactions", "interactions", Unit::Count),
            Column::new("trials", "looks", Unit::Count),
            Column::new("repeatability_sd", "repeatability", Unit::Score),
            Column::new("reproducibility_sd", "reproducibility", Unit::Score),
            Column::new("measurement_sd", "both", Unit::Score),
            Column::new("interaction_sd", "interactions differ", Unit::Score),
            Column::new("study_share", "of study variation", Unit::Share),
            Column::new("distinct_categories", "distinct groups", Unit::Plain),
            Column::new("crossed_p", "p of ranking otherwise", Unit::Plain),
        ],
        rows: vec![vec![
            count(gauge.interactions),
            count(gauge.trials),
            number(Some(found.repeatability.clamp(0.0, f64::MAX).sqrt())),
            number(Some(found.reproducibility_sd())),
            number(Some(found.measurement_sd())),
            number(Some(found.interaction_sd())),
            number(found.study_share()),
            number(found.distinct_categories()),
            number(gauge.crossed_p()),
        ]],
        total: None,
    })
}
