//! One score, step by step, as a report.

use super::report::{percent, whole};
use super::{Receiver, Scored, Step, words};
use crate::report::{Cell, Column, Definition, Report, Table, Unit};
use crate::scorecard::{Answer, Condition, CriticalRule, Question, Scorecard, Weight};
use crate::stats::decimal::thousandths;
use crate::stats::fraction::Fraction;

/// Name and version of the report's shape.
const SCHEMA: &str = "qa.explain-score/1";

/// What the columns hold.
const DEFINITIONS: [(&str, &str); 4] = [
    ("base_weight_share", "part of the whole that the question would have if every one applied"),
    ("weight_share", "part of the whole that it has in this evaluation; all add up to 100 %"),
    ("points", "what the step adds to the score or takes from it; all add up to the score"),
    ("running", "the score so far"),
];

/// How the score of one evaluation came about; `language` chooses headings, such as `es`.
///
/// The points of the steps add up to the score, exactly.
pub fn explain(scored: &Scored<'_>, language: &str) -> Report {
    let card = scored.card;
    let (id, version) = (card.id(), card.version());
    let named = format!("scorecard {id} {version}: {}", words::definition(card));
    let columns = DEFINITIONS.iter().map(|(term, text)| Definition::new(*term, *text));
    let mut report = Report {
        schema: SCHEMA,
        title: format!("Score of {}", scored.evaluation.id),
        tables: vec![steps(scored, language), summary(scored)],
        definitions: std::iter::once(Definition::new("score", named)).chain(columns).collect(),
        ..Report::default()
    };
    let conditions = conditions(scored, language);
    if !conditions.rows.is_empty() {
        report.tables.insert(1, conditions);
    }
    let setting = (format!("scorecard {id} {version}"), card.hash().to_owned());
    report.provenance.settings.push(setting);
    report
}

fn steps(scored: &Scored<'_>, language: &str) -> Table {
    let columns = vec![
        Column::new("step", "step", Unit::Count),
        Column::new("kind", "kind", Unit::Text),
        Column::new("section", "section", Unit::Text),
        Column::new("question", "question", Unit::Text),
        Column::new("answer", "answer", Unit::Text),
        Column::new("earned_share", "earned", Unit::Share),
        Column::new("base_weight_share", "base weight", Unit::Share),
        Column::new("weight_share", "weight", Unit::Share),
        Column::new("points", "points", Unit::Score),
        Column::new("running", "running", Unit::Score),
        Column::new("why", "why", Unit::Text),
    ];
    let mut running = Fraction::ZERO;
    let row = |(index, step): (usize, &Step)| {
        running = running + step.contribution();
        let mut row = vec![count(index + 1)];
        row.extend(cells(scored, *step, language));
        row.extend([
            percent(step.contribution()),
            percent(running),
            Cell::text(why(scored, *step)),
        ]);
        row
    };
    let rows = scored.score.trace.iter().enumerate().map(row).collect();
    let reason = scored.score.unscored.map_or(Cell::Missing, |it| Cell::Undefined(it.reason()));
    let mut total = vec![Cell::Missing; columns.len()];
    total[1] = Cell::text("score");
    total[8] = scored.score.value.map_or(reason, percent);
    Table { key: "steps", columns, rows, total: Some(total), ..Table::default() }
}

/// Kind, section, question, answer, earned share, base weight and weight of a step.
fn cells(scored: &Scored<'_>, step: Step, language: &str) -> [Cell; 7] {
    let missing = || Cell::Missing;
    let (kind, earned, base, weight) = match step {
        Step::Start => ("start", missing(), missing(), missing()),
        Step::Question { share, base, weight, .. } => ("answer", of(share), of(base), of(weight)),
        Step::Bonus { share, weight, .. } => ("bonus", of(share), missing(), of(weight)),
        Step::Deducted { .. } => ("deduction", missing(), missing(), missing()),
        Step::LeftOut { question, weight, .. } => {
            let hidden = scored.answers.as_slice().get(question) == Some(&Answer::Hidden);
            let kind = if hidden { "hidden" } else { "n/a" };
            (kind, missing(), of(weight), of(Fraction::ZERO))
        }
        Step::Limited { .. } => ("limit", missing(), missing(), missing()),
        Step::Critical { .. } => ("critical", missing(), missing(), missing()),
    };
    let asked = step.question().and_then(|index| Some((index, scored.card.question_at(index)?)));
    let section = asked.map_or("", |(index, _)| section(scored.card, index, language));
    let answer = asked.map(|(index, question)| answer(scored, index, question));
    let question = asked.map_or("", |(_, question)| question.id());
    let answer = Cell::text(answer.unwrap_or_default());
    [Cell::text(kind), Cell::text(section), Cell::text(question), answer, earned, base, weight]
}

/// An answer as evaluations write it; nothing for a question that was not asked.
fn answer(scored: &Scored<'_>, index: usize, question: &Question) -> String {
    let given = scored.answers.as_slice().get(index).copied().unwrap_or(Answer::Hidden);
    question.kind().write(given)
}

/// The heading of the section of a question.
fn section<'c>(card: &'c Scorecard, index: usize, language: &str) -> &'c str {
    let section = card.sections().get(card.section_of(index));
    section.map_or("", |section| section.name().get(language).unwrap_or(section.id()))
}

fn why(scored: &Scored<'_>, step: Step) -> String {
    match step {
        Step::Start => "penalties are deducted from the whole".to_owned(),
        Step::Question { question, .. } => match scored.answers.as_slice().get(question) {
            Some(Answer::NotApplicable) => "does not apply and counts all the same".to_owned(),
            _ => String::new(),
        },
        Step::Bonus { .. } => "adds to the whole without being part of it".to_owned(),
        Step::Deducted { question, .. } => {
            let weight = scored.card.question_at(question).map_or(Weight::ONE, Question::weight);
            match weight {
                Weight::ONE => String::new(),
                Weight(times) => format!("counts {} times", thousandths(times.into())),
            }
        }
        Step::LeftOut { receiver, .. } => goes_to(receiver).to_owned(),
        Step::Limited { limit, change } => {
            let end = if change > Fraction::ZERO { "floor" } else { "cap" };
            let percent = (limit * Fraction::whole(100)).to_f64();
            format!("the {end} of the scorecard, {percent}")
        }
        Step::Critical { rule, .. } => match rule {
            CriticalRule::Zero => "a critical error makes the score 0".to_owned(),
            CriticalRule::SectionZero => "a critical error makes its section 0".to_owned(),
            CriticalRule::Cap(cap) => {
                format!("a critical error caps the score at {}", thousandths(cap.into()))
            }
            CriticalRule::Record => "a critical error, only recorded".to_owned(),
            CriticalRule::Flag => {
                "a critical error fails the evaluation and leaves the score".to_owned()
            }
        },
    }
}

const fn goes_to(receiver: Receiver) -> &'static str {
    match receiver {
        Receiver::Section => "its weight goes to the other questions of its section",
        Receiver::SectionEqualParts => "its weight goes to its section in equal parts",
        Receiver::OtherSections => "nothing in its section applies, its weight goes to others",
        Receiver::Form => "its weight goes to all questions that apply, in proportion",
        Receiver::EqualParts => "its weight goes to all questions that apply, in equal parts",
        Receiver::Nobody => "adds and costs nothing",
    }
}

/// One row for each condition of the scorecard: what it says, whether it held.
fn conditions(scored: &Scored<'_>, language: &str) -> Table {
    let columns = vec![
        Column::new("section", "section", Unit::Text),
        Column::new("question", "question", Unit::Text),
        Column::new("condition", "asked when", Unit::Text),
        Column::new("asked", "asked", Unit::Flag),
    ];
    let (card, given) = (scored.card, scored.answers.as_slice());
    let field = |name: &str| Scorecard::field(scored.evaluation, name);
    let row = |heading: &str, question: &str, condition: &Condition| {
        let holds = Cell::Flag(condition.holds(given, &field));
        vec![Cell::text(heading), Cell::text(question), Cell::text(condition.words(card)), holds]
    };
    let mut rows = Vec::new();
    for section in card.sections() {
        let heading = section.name().get(language).unwrap_or(section.id());
        rows.extend(section.when().map(|when| row(heading, "", when)));
        for question in section.questions() {
            rows.extend(question.when().map(|when| row(heading, question.id(), when)));
        }
    }
    let title = "Conditions".to_owned();
    Table { key: "conditions", title, columns, rows, ..Table::default() }
}

fn summary(scored: &Scored<'_>) -> Table {
    let (columns, rows) = (whole::columns(), vec![whole::row(scored)]);
    Table { key: "score", columns, rows, ..Table::default() }
}

fn of(share: Fraction) -> Cell {
    Cell::ratio(share.num(), share.den())
}

fn count(n: usize) -> Cell {
    Cell::Count(u64::try_from(n).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scorecard::sample::{draft, evaluation, scale, section, yes_no};
    use crate::scorecard::{CriticalKind, Method};
    use crate::scoring::sample::scored;

    /// Law weighs 1 and talk 3; a critical question, one on a scale, one that may not apply.
    fn report(answers: [&str; 3]) -> Report {
        let fatal = yes_no("fatal").critical(CriticalKind::Compliance, None);
        let talk = vec![scale("tone", 1, 5), yes_no("hold")];
        let sections = vec![section("law", 1, vec![fatal]), section("talk", 3, talk)];
        let card = draft(Method::SectionWeighted, sections).built();
        let given: Vec<(&str, &str)> = ["fatal", "tone", "hold"].into_iter().zip(answers).collect();
        let evaluation = evaluation(["E1", "A1"], &given);
        explain(&scored(&card, [&evaluation])[0], "en")
    }

    fn column(table: &Table, key: &str) -> Vec<Cell> {
        let at = table.columns.iter().position(|column| column.key == key).unwrap();
        table.rows.iter().chain(&table.total).map(|row| row[at].clone()).collect()
    }

    #[test]
    fn no_score_has_no_steps_and_says_why() {
        let report = report(["na", "na", "na"]);
        let reason = Cell::Undefined("no question applies");
        assert!(report.tables[0].rows.is_empty());
        assert_eq!(column(&report.tables[0], "points"), [reason]);
    }

    /// The weight of `hold`, 37.5, goes to `tone`: 0 + 75·¾ = 56.25, then all of it is lost.
    #[test]
    fn every_step_stands_on_a_row_and_they_add_up() {
        let report = report(["no", "4", "na"]);
        let steps = &report.tables[0];
        let kinds: Vec<Cell> =
            ["answer", "answer", "n/a", "critical", "score"].map(Cell::text).into();
        assert_eq!(column(steps, "kind"), kinds);
        let (nothing, missing) = (Cell::ratio(0, 1), Cell::Missing);
        let weights =
            [Cell::ratio(1, 4), Cell::ratio(3, 4), nothing.clone(), missing.clone(), missing];
        assert_eq!(column(steps, "weight_share"), weights);
        let (tone, lost) = (Cell::ratio(225, 4), Cell::ratio(-225, 4));
        let expected = [nothing.clone(), tone, nothing.clone(), lost, nothing];
        assert_eq!(column(steps, "points"), expected);
    }

    /// A bonus of a half, a cap at 100, a question hidden by its condition.
    #[test]
    fn bonus_limits_and_conditions_are_steps_too() {
        let hidden = yes_no("reason").asked_when("fine", &["no"]);
        let questions = vec![yes_no("fine"), hidden, yes_no("extra").weighing(1).bonus()];
        let card = draft(Method::QuestionWeighted, vec![section("s", 1, questions)]).built();
        let evaluation = evaluation(["E1", "A1"], &[("fine", "yes"), ("extra", "yes")]);
        let report = explain(&scored(&card, [&evaluation])[0], "en");
        let steps = &report.tables[0];
        let kinds: Vec<Cell> =
            ["answer", "hidden", "bonus", "limit", "score"].map(Cell::text).into();
        assert_eq!(column(steps, "kind"), kinds);
        // The weight of `reason` goes to `fine`, none of it to the bonus; the cap takes what that adds.
        let points = [100, 0, 50, -50, 100].map(|points| Cell::ratio(points, 1));
        assert_eq!(column(steps, "points"), points);
        let conditions = &report.tables[1];
        assert_eq!(column(conditions, "condition"), [Cell::text("fine is no")]);
        assert_eq!(column(conditions, "asked"), [Cell::Flag(false)]);
    }
}
