//! The calibration report.

use super::bias::Scores;
use super::definitions::definitions;
use super::discuss::{Discussion, discussions};
use super::evaluator_tables::{self, Standard};
use super::measured::Measured;
use super::question_tables;
use super::ratings::Ratings;
use super::scale::Origin;
use crate::report::words::{counted, grouped};
use crate::report::{Audience, Cell, Column, Provenance, Report, Table, Unit};

/// What a calibration is held against and how much of it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The evaluator whose answers count as right; never one of those compared with each other.
    pub reference: Option<String>,
    /// How many interactions to discuss are listed at most.
    pub discuss: usize,
    /// The largest difference of total scores, in thousandths of a point, that counts as near.
    pub tolerance: i64,
}

impl Default for Options {
    fn default() -> Self {
        Self { reference: None, discuss: 20, tolerance: 5_000 }
    }
}

/// Measures whether the people who score agree: tables `overview` (for people), `questions`, `evaluators`, `answers` (with a
/// reference), `scores` (with total scores), `discuss` and, for programs, `coefficients`.
///
/// `scores` are total scores in thousandths of a point; where there are none, bias is missing.
/// Coefficients use the interactions that at least two evaluators rated; a note says how many were
/// left out. The caller adds inputs and period to the provenance.
pub fn calibrate(ratings: &Ratings, scores: &Scores, options: &Options) -> Report {
    let reference = options.reference.as_deref();
    let measured: Vec<Measured> =
        ratings.questions(reference).into_iter().map(Measured::of).collect();
    let evaluators = ratings.evaluators(reference);
    let tolerance = options.tolerance;
    let standard = Standard { evaluators: &evaluators, reference, scores, tolerance };
    let discussions = discussions(ratings);
    let mut tables = vec![
        question_tables::questions(&measured),
        question_tables::overview(&measured),
        evaluator_tables::overview(&measured, &standard),
        evaluator_tables::evaluators(&measured, &standard),
    ];
    if reference.is_some() {
        tables.push(evaluator_tables::answers(&measured, &standard));
    }
    if !scores.is_empty() {
        tables.push(evaluator_tables::scores(&standard));
    }
    tables.push(discuss(&discussions, options.discuss));
    tables.push(question_tables::coefficients(&measured));
    let people = counted(whole(evaluators.len()), "evaluator");
    let calls = counted(whole(ratings.interactions().len()), "interaction");
    Report {
        schema: "qa.calibrate/1",
        title: format!("Agreement of {people} on {calls}"),
        tables,
        notes: notes(&measured, ratings, options, &discussions),
        definitions: definitions(),
        provenance: Provenance { settings: settings(options), ..Provenance::default() },
    }
}

fn whole(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

fn settings(options: &Options) -> Vec<(String, String)> {
    let reference = options.reference.iter().map(|id| ("reference".to_owned(), id.clone()));
    let (whole, rest) = (options.tolerance / 1000, options.tolerance % 1000);
    let points = if rest == 0 { whole.to_string() } else { format!("{whole}.{rest:03}") };
    reference.chain([("tolerance".to_owned(), points)]).collect()
}

fn discuss(discussions: &[Discussion], most: usize) -> Table {
    let row = |discussion: &Discussion| {
        let names: Vec<&str> =
            discussion.splits.iter().map(|split| split.question.as_str()).collect();
        vec![
            Cell::text(&discussion.interaction),
            Cell::Count(discussion.pairs),
            Cell::text(names.join(", ")),
            Cell::text(detail(discussion)),
        ]
    };
    Table {
        key: "discuss",
        title: "Discuss first".to_owned(),
        audience: Audience::Everyone,
        columns: vec![
            Column::new("interaction", "interaction", Unit::Text),
            Column::new("pairs", "pairs that differ", Unit::Count),
            Column::new("questions", "questions", Unit::Text),
            Column::new("detail", "who answered what", Unit::Text),
        ],
        rows: discussions.iter().take(most).map(row).collect(),
        total: None,
    }
}

/// `greeting: yes (ann, bob), no (cat); empathy: …`
fn detail(discussion: &Discussion) -> String {
    let answer = |(answer, people): &(Option<String>, Vec<String>)| {
        format!("{} ({})", answer.as_deref().unwrap_or("n/a"), people.join(", "))
    };
    let splits = discussion.splits.iter().map(|split| {
        let answers: Vec<String> = split.answers.iter().map(answer).collect();
        format!("{}: {}", split.question, answers.join(", "))
    });
    splits.collect::<Vec<_>>().join("; ")
}

fn notes(
    measured: &[Measured],
    ratings: &Ratings,
    options: &Options,
    discussions: &[Discussion],
) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(reference) = &options.reference {
        notes.push(if ratings.knows(reference) {
            format!("`{reference}` is the reference and not one of the evaluators compared")
        } else {
            format!("the reference `{reference}` rated nothing")
        });
    }
    let named = |of: &dyn Fn(&Measured) -> usize| -> Vec<String> {
        let each = measured.iter().map(|question| (&question.question.id, of(question)));
        each.filter(|(_, n)| *n > 0).map(|(id, n)| format!("`{id}` {n}")).collect()
    };
    for (what, found) in [
        ("interactions rated by one evaluator only are left out", named(&Measured::rated_once)),
        ("answers of not applicable are left out", named(&|m| m.question.not_applicable)),
    ] {
        if !found.is_empty() {
            notes.push(format!("{what}: {}", found.join(", ")));
        }
    }
    let observed = measured.iter().filter(|m| m.question.scale.origin() == Origin::Observed);
    let observed: Vec<String> = observed.map(|m| format!("`{}`", m.question.id)).collect();
    if !observed.is_empty() {
        let found = observed.join(", ");
        notes.push(format!("no scale is declared, so categories nobody used are unknown: {found}"));
    }
    for question in measured {
        if let Some((most, all)) = question.prevalence() {
            let id = &question.question.id;
            notes.push(format!(
                "`{id}`: kappa is low because {most} of {all} answers are the same; read AC1 instead"
            ));
        }
    }
    if options.reference.is_some() {
        notes.push("--table answers shows every evaluator question by question".to_owned());
    }
    if discussions.len() > options.discuss {
        let (listed, all) = (options.discuss, discussions.len());
        notes.push(format!(
            "{} of {} that differ are listed; --discuss lists more",
            grouped(whole(listed)),
            counted(whole(all), "interaction")
        ));
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::super::ratings::{Rating, RatingValue};
    use super::super::scale::{Level, Scale};
    use super::*;
    use crate::problem::Place;
    use proptest::prelude::*;

    /// Answers to `greeting`: evaluator and, interaction by interaction, one letter an answer;
    /// `-` is not applicable and a blank is missing.
    fn ratings(rows: &[(&str, &str)]) -> Ratings {
        let scale = Scale::labels(Level::Nominal, ["y", "n"]);
        let mut ratings = Ratings::new([("greeting".to_owned(), scale)].into());
        for (evaluator, answers) in rows {
            for (number, answer) in answers.chars().enumerate().filter(|(_, c)| *c != ' ') {
                let answer = match answer {
                    '-' => RatingValue::NotApplicable,
                    letter => RatingValue::Category(letter.to_string()),
                };
                let rating = Rating {
                    interaction: format!("I{number:02}"),
                    evaluator: (*evaluator).to_owned(),
                    question: "greeting".to_owned(),
                    answer,
                    place: Place::file("evals.csv"),
                };
                ratings.insert(rating).unwrap();
            }
        }
        ratings
    }

    fn report(rows: &[(&str, &str)], reference: Option<&str>) -> Report {
        let options = Options { reference: reference.map(str::to_owned), ..Options::default() };
        calibrate(&ratings(rows), &Scores::new(), &options)
    }

    /// A cell of the only row of the questions.
    fn cell<'a>(report: &'a Report, key: &str) -> &'a Cell {
        let table = &report.tables[0];
        let column = table.columns.iter().position(|column| column.key == key).unwrap();
        &table.rows[0][column]
    }

    #[test]
    fn nothing_rated_makes_an_empty_report() {
        let report = calibrate(&Ratings::default(), &Scores::new(), &Options::default());
        assert_eq!(report.title, "Agreement of 0 evaluators on 0 interactions");
        assert!(report.tables.iter().all(|table| table.rows.is_empty()));
        assert!(report.notes.is_empty());
    }

    #[test]
    fn one_evaluator_agrees_with_nobody() {
        let report = report(&[("ann", "ynynyyyy")], None);
        for key in ["exact_agreement", "ac1", "alpha_nominal", "verdict"] {
            assert_eq!(*cell(&report, key), Cell::Undefined("one evaluator"), "{key}");
        }
        assert_eq!(*cell(&report, "rated_once"), Cell::Count(8));
    }

    #[test]
    fn a_session_of_four_calls_has_agreement_but_no_coefficient_and_no_verdict() {
        let report = report(&[("ann", "yyyn"), ("bob", "yyyy"), ("cat", "yyny")], None);
        assert_eq!(*cell(&report, "ac1"), Cell::Undefined("fewer than 5 interactions"));
        // By hand: two of four agree fully, two in one of three pairs: (1 + 1 + 1/3 + 1/3) / 4.
        let Cell::Number(agreement) = cell(&report, "exact_agreement") else { panic!("a number") };
        assert!((agreement - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(*cell(&report, "verdict"), Cell::text("too few"));
        assert_eq!(*cell(&report, "more_needed"), Cell::Count(6));
    }

    #[test]
    fn what_is_left_out_and_why_kappa_is_low_stands_in_the_notes() {
        let common = "yyyyyyyyyyyyyyyyyyyyyyy";
        let report = report(
            &[
                ("ann", &format!("{common}n-y")),
                ("bob", &format!("{common}y- ")),
                ("lead", &format!("{common}yy ")),
            ],
            Some("lead"),
        );
        assert_eq!(
            report.notes,
            [
                "`lead` is the reference and not one of the evaluators compared",
                "interactions rated by one evaluator only are left out: `greeting` 1",
                "answers of not applicable are left out: `greeting` 2",
                "`greeting`: kappa is low because 47 of 48 answers are the same; read AC1 instead",
                "--table answers shows every evaluator question by question",
            ]
        );
        assert_eq!(*cell(&report, "verdict"), Cell::text("acceptable"));
        assert_eq!(*cell(&report, "evaluators"), Cell::Count(2));
    }

    #[test]
    fn who_is_as_the_reference_and_what_to_discuss() {
        let rows = [("ann", "yyn"), ("bob", "yyy"), ("lead", "yyn")];
        let report = report(&rows, Some("lead"));
        let keys: Vec<_> = report.tables.iter().map(|table| table.key).collect();
        assert_eq!(
            keys,
            [
                "questions",
                "overview",
                "evaluators_overview",
                "evaluators",
                "answers",
                "discuss",
                "coefficients"
            ]
        );
        let evaluators = &report.tables[3];
        let share = evaluators.columns.iter().position(|c| c.key == "share_as_reference").unwrap();
        assert_eq!(evaluators.rows[0][share], Cell::Ratio { num: 3, den: 3 });
        assert_eq!(evaluators.rows[1][share], Cell::Ratio { num: 2, den: 3 });
        let detail = Cell::text("greeting: n (ann, lead), y (bob)");
        assert_eq!(
            report.tables[5].rows,
            [vec![Cell::text("I02"), Cell::Count(2), Cell::text("greeting"), detail]]
        );
    }

    #[test]
    fn people_see_no_columns_of_a_reference_or_of_scores_that_are_not_there() {
        let rows = [("ann", "yyn"), ("bob", "yyy")];
        let keys = |reference: Option<&str>| -> Vec<String> {
            let report = report(&rows, reference);
            assert!(
                report.tables[2].rows.iter().all(|row| row.len() == report.tables[2].columns.len())
            );
            report.tables[2].columns.iter().map(|column| column.key.clone()).collect()
        };
        assert_eq!(keys(None), ["evaluator", "ratings", "na"]);
        let share = "share_as_reference";
        let limits = [format!("{share}_lower"), format!("{share}_upper")];
        let want = ["evaluator", "ratings", "na", "compared", share, &limits[0], &limits[1]];
        assert_eq!(keys(Some("bob")), want);
    }

    #[test]
    fn bias_is_measured_in_points() {
        let mut scores = Scores::new();
        for (interaction, ann, lead) in [("I1", 90, 80), ("I2", 70, 75), ("I3", 85, 84)] {
            scores.insert(interaction, "ann", ann * 1000);
            scores.insert(interaction, "lead", lead * 1000);
        }
        let options = Options { reference: Some("lead".to_owned()), ..Options::default() };
        let report = calibrate(&ratings(&[("ann", "yyn"), ("lead", "yyy")]), &scores, &options);
        let table = &report.tables[2];
        let of = |key: &str| {
            &table.rows[0][table.columns.iter().position(|column| column.key == key).unwrap()]
        };
        assert_eq!(*of("n"), Cell::Count(3));
        // By hand: differences 10, −5, 1; two of three within five points.
        assert_eq!(*of("bias"), Cell::Number(2.0));
        assert_eq!(*of("mean_score"), Cell::Ratio { num: 245_000, den: 3000 });
        assert_eq!(*of("within_tolerance"), Cell::Ratio { num: 2, den: 3 });
        assert_eq!(*of("lower_limit_of_agreement"), Cell::Missing);
    }

    #[test]
    fn every_row_fits_its_columns_and_every_column_of_questions_is_defined() {
        let report = report(&[("ann", "yyn-y"), ("bob", "yyyny"), ("lead", "yynyy")], Some("lead"));
        for table in &report.tables {
            let fits = |row: &Vec<Cell>| row.len() == table.columns.len();
            assert!(table.rows.iter().all(fits) && table.total.iter().all(fits), "{}", table.key);
        }
        let plain = ["question", "scale", "evaluators", "ratings", "na"];
        for column in &report.tables[0].columns {
            let limit = column.part != crate::report::Part::Value;
            let defined = report.definitions.iter().any(|term| term.term == column.key);
            assert!(limit || defined || plain.contains(&column.key.as_str()), "{}", column.key);
        }
    }

    #[test]
    fn the_order_of_the_ratings_does_not_matter() {
        let rows = [("ann", "yyn-yyny"), ("bob", "yyynyynn"), ("cat", "ynyyyyny")];
        let mut other = rows;
        other.reverse();
        assert_eq!(report(&rows, None), report(&other, None));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn any_session_makes_a_report_of_finite_numbers(
            answers in prop::collection::vec("[yn ]{0,1}[yn -]{0,12}", 1..5),
            totals in prop::collection::vec((0..6_u8, 0..5_usize, 0..=100_i64), 0..20),
            led in prop::option::of(0..5_usize),
        ) {
            let people = ["ann", "bob", "cat", "dan", "eve"];
            let rows: Vec<(&str, &str)> =
                people.into_iter().zip(answers.iter().map(String::as_str)).collect();
            let mut scores = Scores::new();
            for (interaction, who, score) in totals {
                scores.insert(&format!("I{interaction:02}"), people[who], score * 1000);
            }
            let reference = led.map(|who| people[who].to_owned());
            let options = Options { reference, ..Options::default() };
            let report = calibrate(&ratings(&rows), &scores, &options);
            for table in &report.tables {
                for row in table.rows.iter().chain(&table.total) {
                    prop_assert_eq!(row.len(), table.columns.len());
                    let bad = |cell: &Cell| matches!(cell, Cell::Number(x) if !x.is_finite());
                    prop_assert!(!row.iter().any(bad));
                }
            }
        }
    }
}
