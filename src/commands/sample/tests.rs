//! From arguments to a work list and back from its manifest, without the reading of files.

use super::*;
use crate::ingest::config::Config;
use crate::ledger;
use crate::model::Field;
use crate::model::{
    Batch, Column, Fold, MilliColumn, Name, Outcome as End, TextColumn, Zone, instant,
};
use crate::report::Cell;
use clap::Parser;

#[derive(Debug, Parser)]
struct Cli {
    #[command(flatten)]
    args: Args,
}

fn order(line: &str) -> Result<Order> {
    let words = ["sample"].into_iter().chain(line.split_whitespace());
    let words = words.map(|word| word.replace('~', " "));
    let args = Cli::try_parse_from(words)?.args;
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let cx = Context::new(&mut out, &mut err, Config::default());
    match &args.work.repeat {
        Some(path) => Order::again(path, &args.input),
        None => Order::of(&args, &cx),
    }
}

/// The only problem for which something was refused.
fn problem<T: std::fmt::Debug>(found: Result<T>) -> (Blame, Problem) {
    let error = found.unwrap_err();
    let refused = error.downcast_ref::<Refused>().unwrap();
    (refused.blame, refused.problems.shown()[0].clone())
}

/// Forty calls of two agents on two days; every fourth is abandoned and has nobody.
fn calls() -> Batch {
    let mut texts: [TextColumn; 3] = Default::default();
    let (mut talk, mut start) = (MilliColumn::default(), MilliColumn::default());
    let mut outcomes = Vec::new();
    for i in 0..40_i64 {
        let answered = i % 4 != 3;
        texts[0].push(&format!("C{i:02}"));
        texts[1].push(if !answered {
            ""
        } else if i % 2 == 0 {
            "A0"
        } else {
            "ana"
        });
        texts[2].push(if i % 5 == 0 { "billing" } else { "support" });
        talk.push(answered.then_some(i * 10_000));
        start.push(Some(1_791_205_200_000 + i * 3_600_000));
        outcomes.push(Some(if answered { End::Answered } else { End::Abandoned }));
    }
    let [ids, agents, queues] = texts;
    let columns: Vec<(Name, Column)> = vec![
        (Field::InteractionId.into(), Column::Text(ids)),
        (Field::AgentId.into(), Column::Text(agents)),
        (Field::Queue.into(), Column::Text(queues)),
        (Field::Talk.into(), Column::Milli(talk)),
        (Field::StartTime.into(), Column::Milli(start)),
        (Field::Outcome.into(), Column::Outcome(outcomes)),
    ];
    Batch::new(40, columns)
}

fn input(path: &str, sha256: &str) -> Input {
    let (path, sha256) = (path.to_owned(), sha256.to_owned());
    Input { path, sha256, read: 40, accepted: 40, rejected: 0, ..Input::default() }
}

fn drawn(order: &Order, inputs: &[Input]) -> Result<(Draw, String, Report)> {
    let Concluded { draw, manifest, report, .. } = concluded(order, inputs)?;
    Ok((draw, manifest, report))
}

fn concluded(order: &Order, inputs: &[Input]) -> Result<Concluded> {
    let mut frame = Frame::new(order.plan.clone());
    frame.update(&calls());
    let mut all = conclude(order, frame, inputs)?;
    listed::worklist(order, &all.draw, &all.dealt).fill(&mut all.report);
    Ok(all)
}

#[test]
fn the_arguments_are_consistent() {
    use clap::CommandFactory;
    Cli::command().debug_assert();
}

#[test]
fn without_a_word_five_answered_calls_of_each_agent_are_drawn() {
    let order = order("calls.csv").unwrap();
    assert_eq!(order.request.outcome_if_told.as_deref(), Some("answered"));
    assert_eq!(order.request.seed.len(), 32);
    let (draw, _, report) = drawn(&order, &[]).unwrap();
    // 40 calls, 10 abandoned; those of A0 are the 20 even ones, of ana the 10 that are 1 mod 4.
    assert_eq!((draw.eligible, draw.exclusions.other_outcome, draw.count()), (30, 10, 10));
    let sizes: Vec<_> = draw.strata.iter().map(|s| (s.label.as_str(), s.size)).collect();
    assert_eq!(sizes, [("agent_id=A0", 20), ("agent_id=ana", 10)]);
    assert_eq!(report.tables[0].rows.len(), 10);
}

#[test]
fn two_draws_without_a_seed_have_two_seeds() {
    let seed = || order("calls.csv").unwrap().request.seed;
    assert_ne!(seed(), seed());
}

#[test]
fn conveniences_are_filters() {
    let table = [
        ("--min-talk 30 --max-talk 312.5", "talk_s >= 30 and talk_s <= 312.5"),
        ("--channel voice,it's", "channel in ('voice', 'it''s')"),
        ("--outcome answered,voicemail", "outcome in ('answered', 'voicemail')"),
        ("--outcome any", "true"),
        (
            "--where queue='x'~or~transferred --min-talk 1",
            "(queue = 'x' or transferred) and talk_s >= 1",
        ),
        ("--where abandoned", "outcome in ('abandoned', 'short_abandon')"),
        (
            "--zone America/Bogota --where start_time<'2026-10-05'",
            "start_time < '2026-10-05T05:00:00+00:00'",
        ),
    ];
    for (line, expected) in table {
        let order = order(&format!("calls.csv {line}")).unwrap();
        assert_eq!(order.request.filter, expected, "{line}");
        let default = order.request.outcome_if_told.is_some();
        let asks = line.contains("outcome") || line.contains("abandoned");
        assert_eq!(default, !asks, "{line}");
    }
}

#[test]
fn a_total_is_a_simple_random_sample() {
    for line in ["--total 7", "--per none -n 7"] {
        let order = order(&format!("calls.csv --seed s {line}")).unwrap();
        let (draw, _, _) = drawn(&order, &[]).unwrap();
        assert_eq!((draw.strata.len(), draw.count()), (1, 7));
    }
}

#[test]
fn a_period_is_cut_in_the_zone_and_names_the_sample() {
    // The calls begin at 08:00 in Bogota, one an hour: 16 on 5 October, 24 on 6 October.
    let order =
        order("calls.csv --zone America/Bogota --period 2026-10-05 --outcome any --total 99");
    let order = order.unwrap();
    assert_eq!(order.request.sample_id, "2026-10-05");
    let (draw, _, report) = drawn(&order, &[]).unwrap();
    assert_eq!((draw.eligible, draw.exclusions.outside_period), (16, 24));
    let began = &report.tables[0].rows[0][12];
    assert!(matches!(began, Cell::Text(text) if text.ends_with("-05:00")), "{began:?}");
    assert_eq!(report.provenance.period.unwrap().from, "2026-10-05T00:00:00-05:00");
}

#[test]
fn what_makes_no_sense_is_refused_where_it_stands() {
    for (line, code, place) in [
        ("--where talk_s~>", "bad-filter", "--where"),
        ("--outcome answerd", "bad-filter", "--outcome"),
        ("--per ,", "bad-strata", "--per"),
        ("--per start_time", "bad-strata", "--per"),
        ("--period 2026-13", "bad-period", "--period"),
        ("--due tomorrow", "bad-date", "--due"),
        ("--zone Mars/Olympus", "unknown-zone", "--zone"),
    ] {
        let (blame, found) = problem(order(&format!("calls.csv {line}")));
        assert_eq!((blame, found.code), (Blame::Request, code), "{line}");
        assert_eq!(found.place, Place::file(place));
    }
    for line in ["-n 0", "--min-talk 1m", "--total 5 -n 5", "--repeat m.json --seed s"] {
        let error = order(&format!("calls.csv {line}")).unwrap_err();
        assert!(error.downcast_ref::<Refused>().is_none(), "{line} is clap's to refuse");
    }
}

#[test]
fn a_manifest_repeats_its_draw_byte_for_byte() {
    let folder = tempfile::tempdir().unwrap();
    let line = "calls.csv --seed s --zone America/Bogota --period 2026-10 -n 3 \
                --per queue,agent_id --where talk_s>0 --evaluators budi,ana --due 2026-10-30";
    let first = order(line).unwrap();
    let (_, text, report) = drawn(&first, &[input("calls.csv", "ab")]).unwrap();
    let path = folder.path().join("m.json");
    ledger::replace_bytes(&path, text.as_bytes()).unwrap();
    ledger::replace_bytes(&folder.path().join("calls.csv"), b"").unwrap();

    let again = order(&format!("--repeat {}", path.display())).unwrap();
    let found = folder.path().join("calls.csv").display().to_string();
    assert_eq!(again.input.files, std::slice::from_ref(&found));
    assert_eq!(again.plan, first.plan);
    let (_, text_again, report_again) = drawn(&again, &[input(&found, "ab")]).unwrap();
    assert_eq!(text_again, text);
    assert_eq!(report_again, report);
}

#[test]
fn a_changed_file_and_an_edited_manifest_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let (_, text, _) =
        drawn(&order("calls.csv --seed s").unwrap(), &[input("calls.csv", "ab")]).unwrap();
    let path = folder.path().join("m.json");
    let again = |text: &str| {
        ledger::replace_bytes(&path, text.as_bytes()).unwrap();
        order(&format!("--repeat {}", path.display()))
    };
    let repeated = again(&text).unwrap();
    let (blame, found) = problem(drawn(&repeated, &[input("calls.csv", "cd")]));
    assert_eq!((blame, found.code), (Blame::Data, "input-changed"));
    assert_eq!(found.place, Place::file("calls.csv"));
    assert_eq!(problem(drawn(&repeated, &[])).1.code, "input-changed");

    let edited = again(&text.replace("\"seed\": \"s\"", "\"seed\": \"t\"")).unwrap();
    let (_, found) = problem(drawn(&edited, &[input("calls.csv", "ab")]));
    assert_eq!(found.code, "draw-differs");
    let other = again(&text.replace("sha256-ticket/1", "dice/1"));
    assert_eq!(problem(other).1.code, "bad-manifest");
    let piped = again(&text.replace("\"path\": \"calls.csv\"", "\"path\": \"-\""));
    assert_eq!(problem(piped).1.code, "input-changed");
}

#[test]
fn the_manifest_goes_beside_the_output_and_never_onto_it() {
    let path = |line: &str| {
        let words = format!("sample calls.csv {line}");
        manifest_path(&Cli::try_parse_from(words.split_whitespace()).unwrap().args)
    };
    assert_eq!(path("").unwrap(), None);
    assert_eq!(path("-o out/w.csv").unwrap(), Some("out/w.manifest.json".into()));
    assert_eq!(path("-o w.csv --manifest m.json").unwrap(), Some("m.json".into()));
    assert_eq!(path("-o w.csv --dry-run").unwrap(), None);
    assert!(path("-o w.csv --manifest w.csv").is_err());
}

#[test]
fn a_time_in_the_tests_is_the_one_it_is_said_to_be() {
    let zone = Zone::named("America/Bogota").unwrap();
    assert_eq!(instant::parse("2026-10-05T08:00:00", &zone), Some(1_791_205_200_000));
}
