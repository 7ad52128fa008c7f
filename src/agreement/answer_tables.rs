//! The tables of a report that tell what single answers depend on.

use super::answer_components::{AnswerVariances, Answers, Source};
use crate::report::words::counted;
use crate::report::{Audience, Cell, Column, Table, Unit};

/// The dependability that a decision study asks for.
const ENOUGH: f64 = 0.8;

/// Tables `question_components` and `question_decision`, or why there are none.
pub fn answer_tables(answers: &Answers) -> Result<[Table; 2], String> {
    let variances = answers.variances().ok_or_else(|| {
        "what single answers depend on cannot be told: that takes answers that differ, worth points or \
         with values, of two agents, by two evaluators, to two questions, and no more than 150 of them \
         together"
            .to_owned()
    })?;
    Ok([components(&variances), decision(&variances)])
}

fn components(variances: &AnswerVariances) -> Table {
    let all = variances.told.values().sum::<f64>() + variances.residual;
    let row = |name: &str, variance: Option<f64>| {
        let cell = |value: Option<f64>| match value {
            None => Cell::Undefined("not told apart from the rest"),
            value => Cell::number(value),
        };
        vec![
            Cell::text(name),
            cell(variance),
            cell(variance.map(f64::sqrt)),
            cell(variance.map(|variance| variance / all)),
        ]
    };
    let of = |source: &Source| row(source.name(), variances.told.get(source).copied());
    let mut rows: Vec<Vec<Cell>> = Source::ALL.iter().map(of).collect();
    rows.push(row("rest", Some(variances.residual)));
    Table {
        key: "question_components",
        title: "What single answers depend on".to_owned(),
        audience: Audience::Everyone,
        columns: vec![
            Column::new("component", "component", Unit::Text),
            Column::new("answer_variance", "variance", Unit::Plain),
            Column::new("answer_sd", "of 100", Unit::Score),
            Column::new("answer_variance_share", "share", Unit::Share),
        ],
        rows,
        total: None,
    }
}

/// How many evaluations, evaluators and questions make an agent's mean dependable.
fn decision(variances: &AnswerVariances) -> Table {
    let own = u32::try_from(variances.questions).unwrap_or(u32::MAX);
    let row = |(evaluators, questions): (u32, u32)| {
        let of =
            |evaluations| Cell::number(variances.dependability(evaluations, evaluators, questions));
        let needed = variances.evaluations_needed(ENOUGH, (evaluators, questions));
        vec![
            Cell::Count(evaluators.into()),
            Cell::Count(questions.into()),
            of(5),
            of(10),
            of(20),
            needed.map_or(Cell::Undefined("more than 1,000"), |needed| Cell::Count(needed.into())),
        ]
    };
    let asked = [own.div_ceil(2), own, own.saturating_mul(2)];
    let pairs = [1, 2, 4].into_iter().flat_map(|who| asked.map(|questions| (who, questions)));
    Table {
        key: "question_decision",
        title: format!(
            "Evaluations, evaluators and questions for a dependable mean, from {}",
            counted(u64::try_from(variances.answers).unwrap_or(u64::MAX), "answer")
        ),
        audience: Audience::Everyone,
        columns: vec![
            Column::new("evaluators", "evaluators", Unit::Count),
            Column::new("questions", "questions", Unit::Count),
            Column::new("answer_dependability_of_5", "of 5", Unit::Plain),
            Column::new("answer_dependability_of_10", "of 10", Unit::Plain),
            Column::new("answer_dependability_of_20", "of 20", Unit::Plain),
            Column::new("evaluations_needed", "needed for 0.80", Unit::Count),
        ],
        rows: pairs.map(row).collect(),
        total: None,
    }
}
