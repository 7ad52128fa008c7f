//! Plans of samples, worked by hand or by published tables.

use super::*;

fn question(of: Measure) -> Question {
    Question {
        margin: 5.0,
        of,
        population: Some(180),
        each: 5,
        alike: 0.0,
        change: None,
        agents: None,
        confidence: 0.95,
        power: 0.8,
        rare: 50,
        calibration: None,
    }
}

#[test]
fn one_score_is_said_to_tell_nothing() {
    let one = Question { each: 1, ..question(Measure::Mean { sd: 12.0 }) };
    assert!(report(&one).notes[1].contains("tells nothing"));
}

#[test]
fn five_a_week_are_too_few_for_five_points() {
    let report = report(&question(Measure::Mean { sd: 12.0 }));
    // Case sample-size/score-mean: 22 of 180 by t. Five of 180: 14.9 · √(1 − 5/180) = 14.69.
    assert_eq!(report.notes[0], "to know a mean score to ± 5 points, score 22 of 180");
    assert!(
        report.notes[1]
            .starts_with("5 scores tell a mean score to ± 14.7 points, which is too few")
    );
    // t(.975, 19) = 2.093: ± 5.62 after four weeks; t(.975, 64) = 1.998: ± 2.97 after thirteen.
    assert!(report.notes[2].contains("± 5.6 points after 4 weeks and to ± 3 points after 13"));
    assert!(report.notes[4].ends_with("a chance of 23 %"), "{}", report.notes[4]);
}

#[test]
fn all_agents_together_are_known_better_than_one() {
    // 60 agents with 5 each: t(.975, 240) · 12 / √300 = 1.365, as the work list says.
    let all = Question { agents: Some(60), ..question(Measure::Mean { sd: 12.0 }) };
    assert!((all.half_width_of_all(5).unwrap() - 1.364_79).abs() < 5e-5);
    assert_eq!(all.half_width_of_all(1), None);
    assert_eq!(question(Measure::Mean { sd: 12.0 }).half_width_of_all(5), None);
}

#[test]
fn calibration_is_planned_when_it_is_asked_for() {
    let asked = Calibration { agreement: 0.8, least: 0.6, raters: 2 };
    let plan = Question { calibration: Some(asked), ..question(Measure::Mean { sd: 12.0 }) };
    let rows = plan.calibrations();
    assert_eq!(
        rows.iter().map(|row| &row[1]).collect::<Vec<_>>(),
        [&Cell::Count(39), &Cell::Count(55)]
    );
}

#[test]
fn a_rate_needs_its_population() {
    let rate = Question {
        margin: 0.05,
        population: Some(1000),
        alike: 0.1,
        ..question(Measure::Rate { share: 0.5 })
    };
    // Krejcie & Morgan 1970: 278 of 1000; with five of each and ρ = 0.1: 278 · 1.4 = 389.2.
    assert_eq!((rate.needed(), rate.clustered()), (278, 390));
    assert!(report(&rate).notes[0].contains("5 percentage points"));
}
