//! Where scores are lost, and why: one row a question, one row a cause.

use super::analysis::Finding;
use super::analysis::{Analysis, QuestionTally};
use crate::report::{Cell, Column, Table, Unit};
use crate::scorecard::{Question, Scorecard};

/// Terms of these tables and what they mean.
pub(super) const DEFINITIONS: [(&str, &str); 10] = [
    (
        "failed",
        "answers that fail the question: below `fails_below` of its points, or below the best",
    ),
    ("failed_share", "failures over answers, N/A apart; limits are the 95 % interval of Wilson"),
    (
        "na_share",
        "evaluations in which the question does not apply, of those in which it was asked",
    ),
    (
        "counted",
        "evaluations in which the question was answered, or counts although it does not apply",
    ),
    ("earned_share", "mean share of the question's points where it counted"),
    (
        "lost_points",
        "points of 100 the question costs a scored evaluation on average, before critical errors",
    ),
    (
        "lost_critical",
        "points of 100 that critical errors in the question take away on average beyond that",
    ),
    (
        "discrimination",
        "correlation of the question with the score of the other questions; low where the question \
         tells nothing that the others tell, below 0 where it works against them; limits are the \
         95 % interval of Fisher, none where answers never differ",
    ),
    ("cause_share", "failures of the question for which the cause was named"),
    ("origin", "where the cause lies: with the agent, which training answers, or with the process"),
];

/// One row for each question of each scorecard, in its order.
pub(super) fn table(analyses: &[(&Scorecard, &Analysis)]) -> Table {
    let mut columns = vec![
        Column::new("scorecard", "scorecard", Unit::Text),
        Column::new("scorecard_version", "version", Unit::Text),
        Column::new("question", "question", Unit::Text),
        Column::new("counted", "counted", Unit::Count),
        Column::new("na", "n/a", Unit::Count),
        Column::new("na_share", "n/a rate", Unit::Share),
        Column::new("failed", "failed", Unit::Count),
        Column::new("failed_share", "fail rate", Unit::Share),
    ];
    columns.extend(Column::limits("failed_share", Unit::Share));
    columns.extend([
        Column::new("earned_share", "earned", Unit::Share),
        Column::new("lost_points", "points lost", Unit::Score),
        Column::new("lost_critical", "lost to critical", Unit::Score),
        Column::new("discrimination", "discrimination", Unit::Plain),
    ]);
    columns.extend(Column::limits("discrimination", Unit::Plain));
    columns.push(Column::new("finding", "finding", Unit::Text));
    let rows = analyses.iter().flat_map(|(card, analysis)| {
        card.questions().zip(&analysis.questions).map(|(question, tally)| {
            let mut row = named(card, question);
            row.extend(figures(analysis, question, tally));
            row
        })
    });
    Table {
        key: "questions",
        title: "Questions".to_owned(),
        columns,
        rows: rows.collect(),
        ..Table::default()
    }
}

fn named(card: &Scorecard, question: &Question) -> Vec<Cell> {
    vec![Cell::text(card.id()), Cell::text(card.version()), Cell::text(question.id())]
}

fn figures(analysis: &Analysis, question: &Question, tally: &QuestionTally) -> Vec<Cell> {
    let part = |count: u64, of: u64| Cell::ratio(count.into(), of.into());
    let can_fail = question.kind().is_scored() || question.critical().is_some();
    let judged = if can_fail { tally.answered } else { 0 };
    let failed = tally.failed_limits().filter(|_| can_fail);
    let correlated = tally.discrimination_limits();
    vec![
        Cell::Count(tally.counted),
        Cell::Count(tally.not_applicable),
        part(tally.not_applicable, tally.answered + tally.not_applicable),
        if can_fail { Cell::Count(tally.failed) } else { Cell::Missing },
        part(tally.failed, judged),
        Cell::number(failed.map(|(low, _)| low)),
        Cell::number(failed.map(|(_, high)| high)),
        Cell::number(tally.earned_share()),
        Cell::number(analysis.lost_points(tally)),
        Cell::number(analysis.lost_to_critical(tally)),
        Cell::number(tally.discrimination()),
        Cell::number(correlated.map(|(low, _)| low)),
        Cell::number(correlated.map(|(_, high)| high)),
        tally.finding().map_or(Cell::Missing, |it: Finding| Cell::text(it.words())),
    ]
}

/// One row for each cause of each question, most frequent first; failures without a cause close a
/// question, so that its rows add up to its failures.
pub(super) fn causes(analyses: &[(&Scorecard, &Analysis)], language: &str) -> Table {
    let columns = vec![
        Column::new("scorecard", "scorecard", Unit::Text),
        Column::new("scorecard_version", "version", Unit::Text),
        Column::new("question", "question", Unit::Text),
        Column::new("cause", "cause", Unit::Text),
        Column::new("origin", "origin", Unit::Text),
        Column::new("cause_text", "in words", Unit::Text),
        Column::new("failed", "failed", Unit::Count),
        Column::new("cause_share", "of failures", Unit::Share),
    ];
    let rows = analyses.iter().flat_map(|(card, analysis)| {
        let all = card.questions().zip(&analysis.questions);
        all.flat_map(|(question, tally)| cause_rows((card, question), tally, language))
    });
    Table {
        key: "causes",
        title: "Causes".to_owned(),
        columns,
        rows: rows.collect(),
        ..Table::default()
    }
}

fn cause_rows(
    (card, question): (&Scorecard, &Question),
    tally: &QuestionTally,
    language: &str,
) -> Vec<Vec<Cell>> {
    let mut causes: Vec<(&str, u64)> =
        tally.causes.iter().map(|(cause, count)| (cause.as_str(), *count)).collect();
    causes.sort_by_key(|(cause, count)| (std::cmp::Reverse(*count), *cause));
    let unnamed = tally.failed - causes.iter().map(|(_, count)| count).sum::<u64>();
    if unnamed > 0 {
        causes.push(("", unnamed));
    }
    let row = |(id, count): (&str, u64)| {
        let known = question.causes().iter().find(|cause| cause.id == id);
        let text = known.and_then(|cause| cause.text.get(language)).unwrap_or_default();
        let origin = known.map_or(Cell::Missing, |cause| Cell::text(cause.origin.name()));
        let mut row = named(card, question);
        row.extend([
            if id.is_empty() { Cell::Undefined("no cause named") } else { Cell::text(id) },
            origin,
            Cell::text(text),
            Cell::Count(count),
            Cell::ratio(count.into(), tally.failed.into()),
        ]);
        row
    };
    causes.into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Evaluation;
    use crate::scorecard::sample::{draft, evaluation, number, scale, section, yes_no};
    use crate::scorecard::{Cause, Method, Origin, Texts};
    use crate::scoring::Scored;
    use crate::scoring::sample::scored;

    /// Two questions of one weight: `greeting` with a cause, and `tone` from 1 to 5.
    fn card() -> Scorecard {
        let mut greeting = yes_no("greeting");
        let text = Texts::from_iter([("en", "In a hurry"), ("es", "Con prisa")]);
        greeting.causes.push(Cause { id: "rushed".to_owned(), text, origin: Origin::Process });
        draft(Method::QuestionWeighted, vec![section("s", 1, vec![greeting, scale("tone", 1, 5)])])
            .built()
    }

    fn made(answers: &[[&str; 3]]) -> Vec<Evaluation> {
        let one = |(i, [greeting, tone, cause]): (usize, &[&str; 3])| {
            let answers = [("greeting", *greeting), ("tone", *tone)];
            let mut made = evaluation([&format!("E{i:03}"), "A1"], &answers);
            made.answers[0].cause = (!cause.is_empty()).then(|| (*cause).to_owned());
            made
        };
        answers.iter().enumerate().map(one).collect()
    }

    fn of(scored: &[Scored<'_>]) -> Analysis {
        let mut analysis = Analysis::default();
        for it in scored {
            analysis.add(it);
        }
        analysis
    }

    fn analysis(answers: &[[&str; 3]]) -> Analysis {
        let (card, made) = (card(), made(answers));
        of(&scored(&card, &made))
    }

    #[test]
    fn a_question_that_earns_nothing_has_no_fail_rate() {
        let questions = vec![yes_no("greeting"), number("words", 0, 10)];
        let card = draft(Method::QuestionWeighted, vec![section("s", 1, questions)]).built();
        let made = evaluation(["E1", "A1"], &[("greeting", "yes"), ("words", "7")]);
        let made = [made];
        let all = scored(&card, &made);
        let table = table(&[(&card, &of(&all))]);
        let at = table.columns.iter().position(|column| column.key == "failed").unwrap();
        let rate = Cell::ratio(0, 1);
        assert_eq!(table.rows[0][at..at + 2], [Cell::Count(0), rate]);
        assert!(table.rows[1][at..at + 4].iter().all(|cell| *cell == Cell::Missing));
    }

    #[test]
    fn without_a_score_nothing_is_said() {
        let none = analysis(&[["na", "na", ""]]);
        assert_eq!((none.evaluations, none.questions.len()), (0, 2));
        let question = &none.questions[0];
        assert_eq!((question.earned_share(), none.lost_points(question)), (None, None));
        assert_eq!((question.discrimination(), question.finding()), (None, None));
        assert_eq!(question.failed_limits(), None);
    }

    #[test]
    fn failures_points_and_causes_are_counted_where_the_question_applies() {
        let four = analysis(&[
            ["no", "5", "rushed"],
            ["no", "3", ""],
            ["yes", "5", "odd"],
            ["na", "1", ""],
        ]);
        let greeting = &four.questions[0];
        assert_eq!((greeting.counted, greeting.not_applicable, greeting.failed), (3, 1, 2));
        assert_eq!(greeting.causes.get("rushed"), Some(&1));
        assert_eq!(greeting.causes.len(), 1, "a cause of an answer that passes is none");
        // Half of the score, lost twice in four evaluations: 25 points.
        assert_eq!(four.lost_points(greeting), Some(25.0));
        let tone = &four.questions[1];
        // 1, ½, 1 and 0 of the points; the last weighs everything: (0 + ¼ + 0 + 1) / 4.
        assert_eq!(tone.earned_share(), Some(0.625));
        assert_eq!(four.lost_points(tone), Some(31.25));
        assert_eq!(tone.failed, 2);
    }

    #[test]
    fn the_rest_of_a_form_of_two_questions_is_the_other_question() {
        let opposed = [["no", "5", ""], ["no", "4", ""], ["yes", "2", ""], ["yes", "1", ""]];
        let few = analysis(&opposed);
        // Shares 0 0 1 1 against 1 ¾ ¼ 0: r = −¾ / √(1 · 5⁄8) = −0.948683.
        let r = few.questions[0].discrimination().unwrap();
        assert!((r + 0.948_683).abs() < 1e-6, "{r}");
        assert_eq!(few.questions[0].finding(), None, "four evaluations are chance");
        let many = analysis(&opposed.repeat(3));
        assert_eq!(many.questions[0].finding(), Some(Finding::AgainstTheRest));
    }

    #[test]
    fn a_question_is_dead_only_after_enough_evaluations() {
        for (count, finding) in [(34, None), (35, Some(Finding::AlwaysTheSame))] {
            let same: Vec<[&str; 3]> =
                (0..count).map(|i| ["yes", ["1", "2", "5"][i % 3], ""]).collect();
            assert_eq!(analysis(&same).questions[0].finding(), finding);
            let never: Vec<[&str; 3]> = (0..count).map(|_| ["na", "3", ""]).collect();
            let expected = finding.map(|_| Finding::NeverApplies);
            assert_eq!(analysis(&never).questions[0].finding(), expected);
        }
    }

    #[test]
    fn merging_does_not_depend_on_the_cut() {
        let rows = [
            ["no", "5", "rushed"],
            ["no", "3", ""],
            ["yes", "4", ""],
            ["na", "1", ""],
            ["yes", "2", ""],
        ];
        let whole = analysis(&rows);
        for cut in 0..=rows.len() {
            let mut parts = analysis(&rows[cut..]);
            parts.merge(analysis(&rows[..cut]));
            assert_eq!(parts, whole);
        }
    }

    #[test]
    fn causes_of_a_question_add_up_to_its_failures() {
        let (card, made) =
            (card(), made(&[["no", "5", "rushed"], ["no", "5", ""], ["no", "5", "rushed"]]));
        let scored = scored(&card, &made);
        let table = causes(&[(&card, &of(&scored))], "es");
        let rows: Vec<&[Cell]> = table.rows.iter().map(|row| &row[2..]).collect();
        let rushed = [
            Cell::text("greeting"),
            Cell::text("rushed"),
            Cell::text("process"),
            Cell::text("Con prisa"),
            Cell::Count(2),
            Cell::ratio(2, 3),
        ];
        assert_eq!(rows[0], rushed);
        assert_eq!(rows[1][1], Cell::Undefined("no cause named"));
        assert_eq!(rows[1][4..], [Cell::Count(1), Cell::ratio(1, 3)]);
        assert_eq!(rows.len(), 2);
    }
}
