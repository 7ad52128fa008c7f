//! Targets: how they are written, whom they are for, how they are judged.

use super::*;
use crate::kpi::fold::tests::{Row, found, plan};
use crate::kpi::report::View;
use crate::kpi::{Intervals, Rules, Variants, catalogue};
use crate::model::Outcome;

fn target(text: &str, unit: Unit) -> Result<Target, Problem> {
    Target::parse(text, unit, &Place::file("--target"))
}

#[test]
fn what_is_no_target_is_told_the_forms() {
    for text in [
        "",
        "80%",
        "> 80%",
        ">=",
        ">= %",
        ">= x",
        ">= -5",
        ">= 1e3",
        ">= .5",
        ">= 5.",
        "= 3",
        ">= 80 %%",
        ">= 101%",
        ">= 80",
        ">= 1,5",
        "<= ٣",
        "<= 1.0000000001",
    ] {
        let problem = target(text, Unit::Share).unwrap_err();
        assert_eq!(problem.code, "bad-target", "{text}");
        assert!(problem.help.is_some());
    }
    assert!(target("<= 20%", Unit::Seconds).is_err());
    for text in ["<= 0:60", "<= :20", "<= 1:2:3:4", "<= 0.5:20", "<= 0:20%"] {
        assert!(target(text, Unit::Seconds).is_err(), "{text}");
    }
    assert!(target("<= 0:20", Unit::Share).is_err());
    for (text, seconds) in [("<= 0:20", 20.0), ("<= 2:30.5", 150.5), ("<= 1:00:01", 3_601.0)] {
        let found = target(text, Unit::Seconds).unwrap().value();
        assert!((found - seconds).abs() < 1e-9, "{text}: {found}");
    }
}

#[test]
fn a_target_is_compared_unrounded_and_includes_its_value() {
    for (text, hits, met) in [
        (">= 80%", 7_999, false),
        (">= 80%", 8_000, true),
        ("≥ 80 %", 8_000, true),
        (">= 0.8", 8_000, true),
        ("<= 5 %", 500, true),
        ("<=5%", 501, false),
        ("≤ 4.99%", 500, false),
        (">= 0%", 0, true),
    ] {
        let target = target(text, Unit::Share).unwrap();
        assert_eq!(target.met(&Figure::share((hits, 10_000))), Some(met), "{text}");
    }
    let target = target("<= 20", Unit::Seconds).unwrap();
    assert_eq!(target.met(&Figure::mean(60_000, 3)), Some(true));
    assert_eq!(target.met(&Figure::mean(60_001, 3)), Some(false));
    assert_eq!(target.met(&Figure::mean(0, 0)), None);
    assert_eq!(target.text(), "<= 20");
}

#[test]
fn amber_is_easier_than_the_target_and_of_the_same_sign() {
    for text in [
        ">= 80%, amber >= 80%",
        ">= 80%, amber >= 85%",
        ">= 80%, amber <= 75%",
        ">= 80%, amber 75%",
        ">= 80%, amber",
        ">= 80%, for queue",
        ">= 80%, over month",
        ">= 80%,",
    ] {
        assert_eq!(target(text, Unit::Share).unwrap_err().code, "bad-target", "{text}");
    }
    let target = target(">= 80%, amber >= 75%", Unit::Share).unwrap();
    for (hits, band) in [(80, Band::Green), (79, Band::Amber), (75, Band::Amber), (74, Band::Red)] {
        assert_eq!(target.band(&Figure::share((hits, 100))), Some(band), "{hits}");
    }
    assert_eq!(target.band(&Figure::share((0, 0))), None);
}

#[test]
fn a_target_says_what_it_was_written_as() {
    let text = "<= 20, amber <= 30, for queue=altas, for site=Lima, over year";
    let target = target(text, Unit::Seconds).unwrap();
    assert_eq!((target.phrase().as_str(), target.text()), (text, "<= 20"));
    assert_eq!(target.columns().collect::<Vec<_>>(), ["queue", "site"]);
}

#[test]
fn the_target_of_a_group_is_the_one_that_asks_for_most() {
    let place = Place::file("--by");
    let keys = ["queue", "site"].map(|name| Key::parse(name, &place).unwrap());
    let texts = [">= 80%", ">= 85%, for queue=altas", ">= 90%, for queue=altas, for site=Lima"];
    let targets = texts.map(|text| target(text, Unit::Share).unwrap());
    let picked = |values: &[&str]| {
        let texts: Vec<_> = values.iter().map(|text| (*text).to_owned()).collect();
        Target::pick(targets.iter(), &keys, &texts).map(Target::text)
    };
    assert_eq!(picked(&["ventas", "Lima"]), Some(">= 80%"));
    assert_eq!(picked(&["altas", "Quito"]), Some(">= 85%"));
    assert_eq!(picked(&["altas", "Lima"]), Some(">= 90%"));
    assert_eq!(picked(&[]), Some(">= 80%"));
    assert_eq!(targets[2].untold(&keys[..1]), ["site"]);
}

/// Calls a day: how many answered in time, of how many.
fn days(days: &[(i64, u64, u64)]) -> Vec<Row> {
    let mut rows = Vec::new();
    for (day, hits, calls) in days {
        for call in 0..*calls {
            let wait = if call < *hits { 5 } else { 60 };
            let start = day * 86_400 + i64::try_from(call).unwrap();
            rows.push(("altas", Some(start), Some(Outcome::Answered), Some(wait)));
        }
    }
    rows
}

fn level(text: &str) -> View {
    let kpi = catalogue::find("service_level", &Place::file("--kpi")).unwrap();
    let target = target(text, Unit::Share).unwrap();
    let kpi = Indicator::Known(kpi);
    View {
        rules: Rules::default(),
        kpis: vec![kpi.clone()],
        variants: Variants::Chosen,
        intervals: Intervals::Shares,
        targets: vec![(kpi, target)],
    }
}

/// By hand: the days have 9, 7, 8 and 6 of 10, so against 80 % the second and fourth miss; the second
/// is amber. All together have 30 of 40.
#[test]
fn days_are_judged_one_by_one_and_misses_in_a_row_counted() {
    let rows = days(&[(0, 9, 10), (1, 7, 10), (2, 8, 10), (3, 6, 10), (4, 6, 10)]);
    let findings = found(&plan(&["day"]), &rows);
    let judged = judge(&findings, &level(">= 80%, amber >= 70%")).remove(0);
    assert_eq!((judged.missed.len(), judged.amber_groups, judged.judged_groups), (3, 1, 5));
    assert_eq!((judged.met, judged.band), (Some(false), Some(Band::Amber)));
    let streak = &judged.streaks[0];
    assert_eq!((streak.now, streak.since.as_str(), streak.longest), (2, "1970-01-04", 2));
    assert!(judged.is_missed_in_a_row(2) && !judged.is_missed_in_a_row(3));
}

#[test]
fn of_no_contact_no_target_is_met_and_none_missed_in_a_row() {
    let findings = found(&plan(&["day"]), &[]);
    let judged = judge(&findings, &level(">= 80%")).remove(0);
    assert_eq!((judged.met, judged.judged_groups), (None, 0));
    assert!(judged.is_missed() && judged.streaks.is_empty());
    let year = found(&year::plan(&plan(&[]), &level(">= 80%, over year").targets).unwrap(), &[]);
    assert_eq!(year::missed(&year, &level(">= 80%, over year")).len(), 1);
}

/// By hand: on 73 days, from 1 January to 14 March 1970, 9 of 10 a day are in time: 657 of 730. The
/// other 292 days bring 2,920; for 92 % of 3,650 they must bring 3,358 − 657 = 2,701 of 2,920.
#[test]
fn the_rest_of_the_year_must_make_up_for_what_was_missed() {
    let rows = days(&(0..73).map(|day| (day, 9, 10)).collect::<Vec<_>>());
    let view = level(">= 92%, over year");
    let plan = year::plan(&plan(&["queue"]), &view.targets).unwrap();
    let findings = found(&plan, &rows);
    let (kpi, target) = &view.targets[0];
    let found = year::so_far((kpi, target), &findings, &view).unwrap();
    assert_eq!((found.year, found.days_left), (1970, 292));
    assert_eq!(found.so_far.share_counts(), Some((657, 730)));
    assert!((found.to_come.unwrap() - 2_920.0).abs() < 1e-9);
    assert!((found.needed.unwrap() - 2_701.0 / 2_920.0).abs() < 1e-12);
    assert!((found.projected.unwrap() - 0.9).abs() < 1e-12);
    assert_eq!(found.verdict(target, Unit::Share), "behind");
}

#[test]
fn what_the_rest_of_the_year_can_do_is_said() {
    let verdict = |text: &str, days: &[(i64, u64, u64)]| {
        let view = level(text);
        let findings = found(&year::plan(&plan(&[]), &view.targets).unwrap(), &self::days(days));
        let (kpi, target) = &view.targets[0];
        year::so_far((kpi, target), &findings, &view).unwrap().verdict(target, Unit::Share)
    };
    // 31 December 1970 is day 364.
    assert_eq!(verdict(">= 80%, over year", &[(364, 8, 10)]), "met");
    assert_eq!(verdict(">= 80%, over year", &[(364, 7, 10)]), "missed");
    // 355 of 365 days are over: ten more days of ten calls cannot lift 0 of 3,550 to 80 %.
    let most: Vec<_> = (0..355).map(|day| (day, 0, 10)).collect();
    assert_eq!(verdict(">= 80%, over year", &most), "out of reach");
    let all: Vec<_> = (0..355).map(|day| (day, 10, 10)).collect();
    assert_eq!(verdict(">= 80%, over year", &all), "safe, whatever comes");
    assert_eq!(verdict(">= 80%, over year", &[(0, 9, 10)]), "on course");
}
