use super::super::ratings::{Rating, RatingValue};
use super::super::scale::{Level, Scale};
use super::super::stakes::Weight;
use super::*;
use crate::problem::Place;
use crate::report::Cell;
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
            "`lead` rated 25 of 26 interactions; nothing is held against it on the others",
            "interactions rated by one evaluator only are left out: `greeting` 1",
            "answers of not applicable are left out: `greeting` 2",
            "`greeting`: kappa is low because 47 of 48 answers are the same; read AC1 instead",
            "too few answers other than the most frequent one for limits of alpha that tell anything: \
             `greeting` 1 of 48",
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
            "usage",
            "answers",
            "discuss",
            "disputed",
            "coefficients"
        ]
    );
    let evaluators = &report.tables[3];
    let share = evaluators.columns.iter().position(|c| c.key == "share_as_reference").unwrap();
    assert_eq!(evaluators.rows[0][share], Cell::Ratio { num: 3, den: 3 });
    assert_eq!(evaluators.rows[1][share], Cell::Ratio { num: 2, den: 3 });
    let detail = Cell::text("greeting: n (ann, lead), y (bob)");
    assert_eq!(
        report.tables[6].rows,
        [vec![
            Cell::text("I02"),
            Cell::Flag(false),
            Cell::Missing,
            Cell::Count(2),
            Cell::text("greeting"),
            detail
        ]]
    );
}

fn failing(weight: Weight) -> Options {
    let stake = Stake { failing: ["n".to_owned()].into(), weight, ..Stake::default() };
    let stakes = [("greeting".to_owned(), stake)].into();
    Options { reference: Some("lead".to_owned()), stakes, ..Options::default() }
}

/// By hand, against yynny: ann fails the second and passes the third, bob passes both fails.
#[test]
fn critical_decisions_are_counted_against_the_reference() {
    let ratings = ratings(&[("ann", "ynyny"), ("bob", "yyyyy"), ("lead", "yynny")]);
    let scores = Scores::new();
    let ordinary = calibrate(&ratings, &scores, &failing(Weight::Ordinary));
    assert!(ordinary.tables.iter().all(|table| table.key != "critical"));
    assert_eq!(*cell(&ordinary, "failures"), Cell::Count(2));
    let report = calibrate(&ratings, &scores, &failing(Weight::Critical));
    let table = report.tables.iter().find(|table| table.key == "critical").unwrap();
    let of = |row: usize, key: &str| {
        let column = table.columns.iter().position(|column| column.key == key).unwrap();
        table.rows[row][column].clone()
    };
    let row = |at: usize| {
        ["compared", "reference_fails", "false_passes", "false_fails"].map(|key| of(at, key))
    };
    assert_eq!(row(0), [10, 4, 3, 1].map(Cell::Count));
    assert_eq!(row(1), [5, 2, 1, 1].map(Cell::Count));
    assert_eq!(row(2), [5, 2, 2, 0].map(Cell::Count));
    assert_eq!(of(2, "false_pass_share"), Cell::Ratio { num: 2, den: 2 });
    let discuss = report.tables.iter().find(|table| table.key == "discuss").unwrap();
    assert_eq!(discuss.rows[0][1], Cell::Flag(true));
}

#[test]
fn nobody_is_named_where_people_are_unknown() {
    let ratings = ratings(&[("ann", "yyn"), ("bob", "yyy"), ("lead", "yyn")]);
    let options = Options { people: People::Unknown, ..Options::default() };
    let report = calibrate(&ratings, &Scores::new(), &options);
    assert_eq!(*cell(&report, "cohen_kappa"), Cell::Undefined("evaluators are not known"));
    let agenda = agenda((&ratings, &Scores::new()), &options, &Backdrop::default());
    for report in [report, agenda] {
        let cells = report.tables.iter().flat_map(|table| table.rows.iter().flatten());
        let named = |text: &str| ["ann", "bob", "lead"].iter().any(|who| text.contains(who));
        assert!(!cells.clone().any(|cell| matches!(cell, Cell::Text(text) if named(text))));
        assert!(!named(&report.title) && !report.notes.iter().any(|note| named(note)));
    }
}

#[test]
fn what_little_there_is_to_compare_is_said() {
    let apart = report(&[("ann", "yy"), ("bob", "  yn")], None);
    let nothing = "no interaction was rated by two evaluators, so nothing can be compared";
    assert_eq!(apart.notes[0], nothing);
    let rows = [("ann", "yyyy"), ("bob", "n"), ("lead", "yy")];
    let report = report(&rows, Some("lead"));
    let missing = "`lead` rated 2 of 4 interactions; nothing is held against it on the others";
    assert_eq!(report.notes[1], missing);
    let one = "one interaction rated only, too few to tell anything of: `bob`";
    assert_eq!(report.notes[2], one);
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
        let plan = Plan { rounds: 40, ..Plan::default() };
        let options = Options { reference, plan, ..Options::default() };
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
