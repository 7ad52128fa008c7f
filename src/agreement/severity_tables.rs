//! The tables of a report that tell of agents' scores and severity.

use super::severity::{Design, Variances};
use crate::report::{Audience, Cell, Column, Table, Unit};

/// The dependability that a decision study asks for.
const ENOUGH: f64 = 0.8;

/// Tables `components`, `decision` and `adjusted`, or why there are none.
pub fn severity_tables(design: &Design) -> Result<Vec<Table>, String> {
    match design.parts() {
        0 => return Err("no score here is of a known agent, so none is adjusted".to_owned()),
        1 => {}
        parts => {
            return Err(format!(
                "agents and evaluators fall into {parts} groups that share nobody, so severity \
                 cannot be told from quality and no score is adjusted"
            ));
        }
    }
    let mut tables: Vec<Table> = Vec::new();
    if let Some(variances) = design.variances() {
        tables.extend([components(&variances), decision(&variances)]);
    }
    tables.extend(adjusted(design));
    Ok(tables)
}

/// Probability below which evaluators are said to differ in severity.
const UNLIKELY: f64 = 0.05;

/// Whether agents are to be compared by adjusted scores; `None` where nothing tells.
pub fn severity_hint(design: &Design) -> Option<String> {
    let test = design.severity_test()?;
    Some(if test.p < UNLIKELY {
        "evaluators differ in severity by more than chance would have it (F test, p below .05): compare \
         agents by their adjusted scores"
            .to_owned()
    } else {
        "evaluators differ in severity no more than chance would have it (F test): scores need no adjusting"
            .to_owned()
    })
}

fn components(variances: &Variances) -> Table {
    let parts = [
        ("agent", Some(variances.agent)),
        ("evaluator", Some(variances.evaluator)),
        ("agent x evaluator", variances.crossed),
        ("interaction", variances.interaction),
        ("rest", Some(variances.residual)),
    ];
    let all: f64 = parts.iter().filter_map(|(_, variance)| *variance).sum();
    let row = |(name, variance): &(&str, Option<f64>)| {
        let untold = Cell::Undefined("not told apart from the rest");
        let cell =
            |value: Option<f64>| value.map_or_else(|| untold.clone(), |x| Cell::number(Some(x)));
        vec![
            Cell::text(*name),
            cell(*variance),
            cell(variance.map(f64::sqrt)),
            cell(variance.map(|variance| variance / all)),
        ]
    };
    Table {
        key: "components",
        title: "What scores depend on".to_owned(),
        audience: Audience::Everyone,
        columns: vec![
            Column::new("component", "component", Unit::Text),
            Column::new("variance", "variance", Unit::Plain),
            Column::new("sd", "in points", Unit::Score),
            Column::new("variance_share", "share", Unit::Share),
        ],
        rows: parts.iter().map(row).collect(),
        total: None,
    }
}

/// How many evaluations by how many evaluators make an agent's mean dependable.
fn decision(variances: &Variances) -> Table {
    let row = |evaluators: u32| {
        let of = |evaluations| Cell::number(variances.dependability(evaluations, evaluators));
        let needed = variances.evaluations_needed(ENOUGH, evaluators);
        vec![
            Cell::Count(evaluators.into()),
            of(5),
            of(10),
            of(20),
            needed.map_or(Cell::Undefined("more than 1,000"), |needed| Cell::Count(needed.into())),
        ]
    };
    Table {
        key: "decision",
        title: "Evaluations for a dependable mean".to_owned(),
        audience: Audience::Everyone,
        columns: vec![
            Column::new("evaluators", "evaluators", Unit::Count),
            Column::new("dependability_of_5", "of 5", Unit::Plain),
            Column::new("dependability_of_10", "of 10", Unit::Plain),
            Column::new("dependability_of_20", "of 20", Unit::Plain),
            Column::new("evaluations_needed", "needed for 0.80", Unit::Count),
        ],
        rows: [1, 2, 3, 4, 6].map(row).to_vec(),
        total: None,
    }
}

/// Each agent's mean as given and with severity taken out.
fn adjusted(design: &Design) -> Option<Table> {
    let rows = design.adjusted()?.into_iter().map(|one| {
        vec![
            Cell::text(one.agent),
            u64::try_from(one.scores).map_or(Cell::Missing, Cell::Count),
            Cell::number(Some(one.raw)),
            Cell::number(Some(one.adjusted)),
            Cell::number(one.shrunken),
            Cell::number(one.limits.map(|limits| limits.0)),
            Cell::number(one.limits.map(|limits| limits.1)),
        ]
    });
    let [lower, upper] = Column::limits("shrunken_score", Unit::Score);
    Some(Table {
        key: "adjusted",
        title: "Agents with severity taken out".to_owned(),
        audience: Audience::Everyone,
        columns: vec![
            Column::new("agent", "agent", Unit::Text),
            Column::new("scores", "scores", Unit::Count),
            Column::new("mean_score", "mean score", Unit::Score),
            Column::new("adjusted_score", "adjusted", Unit::Score),
            Column::new("shrunken_score", "shrunken", Unit::Score),
            lower,
            upper,
        ],
        rows: rows.collect(),
        total: None,
    })
}
