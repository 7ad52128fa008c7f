//! What `qa kpi` understands of its arguments, refuses and writes.

use super::request::request;
use super::*;
use crate::ingest::config::{Config, TargetText};
use crate::kpi::{Key, Rules};
use crate::model::{Period, Zone};
use crate::problem::{Excerpt, Refused};
use clap::Parser;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    args: Args,
}

fn asked(line: &str) -> Result<(Plan, View)> {
    asked_with(line, &[])
}

fn asked_with(line: &str, configured: &[TargetText]) -> Result<(Plan, View)> {
    let words = std::iter::once("kpi").chain(line.split_whitespace());
    let args = Line::try_parse_from(words)?.args;
    let (zone, fcr) = (Zone::utc(), args.figures.rules.fcr());
    let config = Config { targets: configured.to_vec(), ..Config::default() };
    let (defined, wrong) = Defined::of(&config, &zone, &fcr);
    request(
        (&args.figures, &args.period, request::Evaluations::NotNamed),
        zone,
        (&defined, wrong),
        &config,
    )
}

fn configured(indicator: &str, text: &str) -> TargetText {
    let excerpt = Excerpt { text: text.to_owned(), start: 0, length: 1 };
    let (indicator, text) = (indicator.to_owned(), text.to_owned());
    TargetText {
        indicator,
        text,
        place: Place::line("qa.toml", 7),
        excerpt,
        ..TargetText::default()
    }
}

#[test]
fn targets_of_the_configuration_hold_where_no_other_is_given() {
    let texts = [configured("asa_s", "<= 20"), configured("service_level", ">= 80%")];
    let targets = |line: &str| -> Vec<String> {
        let (_, view) = asked_with(line, &texts).unwrap();
        let each = view.targets.iter();
        each.map(|(kpi, target)| format!("{} {}", kpi.key(), target.text())).collect()
    };
    assert_eq!(targets(""), ["asa_s <= 20", "service_level >= 80%"]);
    assert_eq!(targets("--target asa_s<=30"), ["asa_s <= 30", "service_level >= 80%"]);
    assert_eq!(targets("--kpi service_level"), ["service_level >= 80%"]);
    let error = asked_with("", &[configured("asa", "<= 20")]).unwrap_err();
    let refused = error.downcast::<Refused>().unwrap();
    assert_eq!(refused.problems.shown()[0].place, Place::line("qa.toml", 7));
}

fn codes(line: &str) -> Vec<&'static str> {
    let refused = asked(line).unwrap_err().downcast::<Refused>().unwrap();
    assert_eq!(refused.blame, Blame::Request);
    refused.problems.counts().map(|(code, _)| code).collect()
}

#[test]
fn without_arguments_there_is_one_group_and_the_usual_rules() {
    let (plan, view) = asked("").unwrap();
    assert!(plan.by.is_empty() && plan.period.is_none() && view.kpis.is_empty());
    assert_eq!(view.rules, Rules::default());
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    for (line, expected) in [
        ("--by talk_s", "bad-group"),
        ("--by queue,day,queue", "named-twice"),
        ("--kpi asa_s,asa_s", "named-twice"),
        ("--target asa_s<=20 --target asa_s>=1", "named-twice"),
        ("--kpi asas", "unknown-kpi"),
        ("--target asa_s", "bad-target"),
        ("--target asa_s=20", "bad-target"),
        ("--target asas=<=20", "unknown-kpi"),
        ("--period 2026-13", "bad-period"),
        ("--threshold -1", "bad-number"),
        ("--threshold 1e3", "bad-number"),
        ("--short-abandon 5s", "bad-number"),
        ("--csat-top x", "bad-number"),
        ("--formula offred", "unknown-formula"),
        ("--formula short_met", "missing-limit"),
        ("--gate", "missing-target"),
        ("--fcr-within 7", "bad-kpi"),
        ("--fcr-basis calls", "bad-kpi"),
    ] {
        assert_eq!(codes(line), [expected], "{line}");
    }
    let all = codes("--by talk_s --kpi x --period x --threshold x --formula x");
    assert_eq!(all.len(), 5);
}

#[test]
fn numbers_and_names_are_read() {
    let line = "--by queue,week --kpi asa_s,contacts --threshold 30.5 --short-abandon 5 \
                --formula short_removed --target asa_s=<=20 --period 1970-01-01";
    let (plan, view) = asked(line).unwrap();
    assert_eq!(plan.by.iter().map(Key::name).collect::<Vec<_>>(), ["queue", "week"]);
    assert_eq!(plan.period, Some(Period { from: 0, to: 86_400_000 }));
    assert_eq!(
        view.kpis.iter().map(|kpi| kpi.key().to_owned()).collect::<Vec<_>>(),
        ["asa_s", "contacts"]
    );
    assert_eq!((view.rules.threshold, view.rules.short_abandon), (30_500, Some(5_000)));
    assert_eq!(view.targets[0].1.text(), "<= 20");
    let (_, view) = asked("--target service_level>=80% --target asa_s≤20").unwrap();
    let texts: Vec<_> =
        view.targets.iter().map(|(kpi, target)| (kpi.key(), target.text())).collect();
    assert_eq!(texts, [("service_level", ">= 80%"), ("asa_s", "<= 20")]);
}

const CALLS: &str = "\
interaction_id,start_time,queue,outcome,wait_s,talk_s
1,2026-10-05T10:00:00Z,altas,answered,5,100
2,2026-10-05T11:00:00Z,altas,abandoned,40,
3,2026-10-06T10:00:00Z,ventas,answered,30,200
";

/// What `qa kpi` does with [`CALLS`]: how it ended, stdout, stderr.
fn said(line: &str) -> (Result<Outcome>, String, String) {
    let room = tempfile::tempdir().unwrap();
    let calls = room.path().join("calls.csv");
    std::fs::write(&calls, CALLS).unwrap();
    let words = ["kpi", calls.to_str().unwrap()].into_iter().chain(line.split_whitespace());
    let args = Line::try_parse_from(words).unwrap().args;
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut cx = Context::new(&mut out, &mut err, Config::default());
    let ended = run(&args, &mut cx);
    (ended, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

#[test]
fn a_missed_gate_is_told_with_exact_counts_after_the_report() {
    let line = "--by queue --kpi service_level -f csv --target service_level>=80% --gate";
    let (ended, out, err) = said(line);
    assert_eq!(ended.unwrap(), Outcome::GateMissed);
    assert_eq!(out.lines().count(), 3, "{out}");
    assert!(err.contains("1 of 1 targets missed\n"), "{err}");
    assert!(
        err.contains(
            "  service_level >= 80%: 33.3 % (1 of 3), missed in 2 of 2 groups: altas, ventas\n"
        ),
        "{err}"
    );
}

#[test]
fn a_gate_that_is_met_says_nothing() {
    let (ended, _, err) = said("--kpi asa_s -f csv --target asa_s<=17.5 --gate");
    assert_eq!(ended.unwrap(), Outcome::Done);
    assert!(!err.contains("missed"), "{err}");
}

#[test]
fn a_group_that_no_record_has_is_refused() {
    let (ended, out, _) = said("--by team");
    let refused = ended.unwrap_err().downcast::<Refused>().unwrap();
    assert_eq!((refused.blame, out.as_str()), (Blame::Request, ""));
    assert_eq!(refused.problems.shown()[0].code, "missing-column");
}

#[test]
fn days_are_those_of_the_period() {
    let line = "--by day --kpi offered -f csv --period 2026-10-05";
    let (_, out, _) = said(line);
    let row = "2026-10-05T00:00:00+00:00,2026-10-06T00:00:00+00:00,2026-10-05,offered,2,";
    assert!(out.contains(row), "{out}");
    assert_eq!(out.lines().count(), 2);
}
