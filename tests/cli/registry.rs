//! Laws of every indicator that `qa kpi` knows, whichever are added: the list is the program's own.

use crate::room::Room;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Every column that an indicator of call records reads.
const HEADER: &str = "interaction_id,start_time,queue,agent_id,customer_id,outcome,wait_s,ring_s,\
    talk_s,hold_s,acw_s,handle_s,holds,transferred,csat,nps,ces,resolved,disposition,\
    evaluations,quality_score,quality_passed,customer_critical_free,business_critical_free,\
    compliance_critical_free\n";

/// Rules under which every form exists.
const RULES: &str = "--short-abandon 5 --csat-top 4 --all-variants --ci --fcr-within 3d";

/// A cell that is sometimes unknown.
fn maybe(cell: impl Strategy<Value = String> + 'static) -> BoxedStrategy<String> {
    prop_oneof![1 => Just(String::new()), 4 => cell].boxed()
}

fn number(most: u32) -> BoxedStrategy<String> {
    maybe((0..=most).prop_map(|value| value.to_string()))
}

fn one_of(texts: &'static [&'static str]) -> BoxedStrategy<String> {
    maybe(proptest::sample::select(texts).prop_map(str::to_owned))
}

/// One call as a line without its id.
fn call() -> impl Strategy<Value = String> {
    let outcomes = one_of(&[
        "answered",
        "answered",
        "abandoned",
        "short_abandon",
        "voicemail",
        "overflow",
        "callback_requested",
        "ivr_abandon",
        "excluded",
        "other",
    ]);
    let flag = || one_of(&["true", "false"]);
    let front = (
        1..28u32,
        one_of(&["sales", "support"]),
        one_of(&["ana", "ben"]),
        one_of(&["X", "Y", "Z"]),
        outcomes,
    );
    let times = vec(number(90), 6);
    let rest = vec![
        number(3),
        flag(),
        number(5),
        number(10),
        number(7),
        flag(),
        one_of(&["resolved", "open"]),
        number(2),
        number(100),
        flag(),
        flag(),
        flag(),
        flag(),
    ];
    (front, times, rest).prop_map(|((day, queue, agent, customer, outcome), times, rest)| {
        let front = format!("2026-10-{day:02}T09:00:00Z,{queue},{agent},{customer},{outcome}");
        [vec![front], times, rest].concat().join(",")
    })
}

fn file(lines: &[String]) -> String {
    HEADER.to_owned() + &lines.join("\n")
}

fn numbered(calls: &[String]) -> Vec<String> {
    calls.iter().enumerate().map(|(id, call)| format!("C{id:03},{call}")).collect()
}

fn said(room: &Room, line: &str) -> String {
    let output = room.command(line).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(0), "{line}\n{told}");
    String::from_utf8(output.stdout).unwrap()
}

/// Rows of CSV by column.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

/// Every indicator that `qa kpi` tells of call records, by `--kpi`.
fn registered() -> Vec<String> {
    let list = rows(&said(&Room::new(), "kpi --list -f csv"));
    let is_ours = |row: &BTreeMap<String, String>| {
        matches!(&*row["told_by"], "qa kpi" | "qa kpi --kpi" | "qa kpi --all-variants")
    };
    let keys: Vec<_> = list.into_iter().filter(is_ours).map(|row| row["kpi"].clone()).collect();
    assert!(keys.len() > 70, "{keys:?}");
    keys
}

/// Which value a figure of everything has, given those of its parts.
#[derive(Debug, PartialEq, Eq)]
enum Whole {
    /// Numerators and denominators add up.
    Sums,
    /// The largest.
    Largest,
    /// A quantile: what it is taken from adds up.
    Count,
}

fn whole(key: &str) -> Whole {
    if key.contains("_max_s") {
        return Whole::Largest;
    }
    let is_quantile = ["_p50_s", "_p90_s", "_p95_s"].iter().any(|end| key.ends_with(end));
    if is_quantile { Whole::Count } else { Whole::Sums }
}

fn parsed(cell: &str) -> Option<f64> {
    if cell.is_empty() { None } else { Some(cell.parse().unwrap()) }
}

#[test]
fn of_no_contact_there_is_no_value_but_of_counts() {
    let keys = registered().join(",");
    let room = Room::with("none.csv", HEADER).file("some.csv", file(&numbered(&[
        "2026-10-05T09:00:00Z,sales,ana,X,answered,1,1,1,1,1,1,1,true,5,10,7,true,resolved,1,90,true,true,true,true".to_owned(),
    ])));
    for asked in ["none.csv", "some.csv --where false"] {
        let text = said(&room, &format!("kpi {asked} --kpi {keys} {RULES} -f csv"));
        for row in rows(&text) {
            let is_count = row["unit"] == "count";
            assert!(row["value"].is_empty() || (is_count && row["value"] == "0"), "{row:?}");
            assert!(row["lower"].is_empty() && row["upper"].is_empty(), "{row:?}");
        }
    }
    // With one contact that tells everything, every one of them has a value.
    let text =
        said(&room, &format!("kpi some.csv --kpi {keys} --short-abandon 5 --csat-top 4 -f csv"));
    let untold: Vec<_> = rows(&text)
        .iter()
        .filter(|row| row["value"].is_empty())
        .map(|row| row["kpi"].clone())
        .collect();
    // Nobody abandoned, nobody was watched for a week.
    let abandons = [
        "wait_abandoned_s",
        "wait_abandoned_p50_s",
        "wait_abandoned_p90_s",
        "wait_abandoned_p95_s",
        "wait_abandoned_max_s",
        "fcr",
    ];
    assert_eq!(untold, abandons);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4))]

    #[test]
    fn neither_order_nor_files_change_a_byte_of_any_indicator(
        calls in vec(call(), 1..40),
        cut in 0usize..40,
        by in prop_oneof![Just("queue"), Just("week,queue"), Just("agent_id")],
    ) {
        let lines = numbered(&calls);
        let (mut turned, cut) = (lines.clone(), cut.min(lines.len()));
        turned.reverse();
        let room = Room::with("all.csv", file(&lines))
            .file("a.csv", file(&turned[..cut]))
            .file("b.csv", file(&turned[cut..]));
        let keys = registered().join(",");
        let line = |files: &str| format!("kpi {files} --by {by} --kpi {keys} {RULES} -f csv");
        prop_assert_eq!(said(&room, &line("all.csv")), said(&room, &line("a.csv b.csv")));
    }

    #[test]
    fn the_whole_of_every_indicator_follows_from_its_parts(calls in vec(call(), 1..60)) {
        let room = Room::with("calls.csv", file(&numbered(&calls)));
        let keys = registered().join(",");
        let asked = |by: &str| rows(&said(&room, &format!("kpi calls.csv --kpi {keys} {RULES} -f csv{by}")));
        let parts = asked(" --by queue,agent_id,week");
        for row in asked("") {
            let key = &row["kpi"];
            let of = |column: &str| -> Vec<f64> {
                let own = parts.iter().filter(|part| &part["kpi"] == key);
                own.filter_map(|part| parsed(&part[column])).collect()
            };
            let sum = |column: &str| of(column).into_iter().sum::<f64>();
            let near = |column: &str| {
                let whole = parsed(&row[column]).unwrap_or_default();
                (whole - sum(column)).abs() < 1e-4
            };
            match whole(key) {
                Whole::Largest => {
                    let largest = of("value").into_iter().reduce(f64::max);
                    prop_assert_eq!(parsed(&row["value"]), largest, "{}", key);
                }
                Whole::Count => prop_assert!(near("denominator"), "{}", key),
                // Where nobody tells hold or work at all, a group has no mean of them, but all together do.
                Whole::Sums if matches!(key.as_str(), "hold_s" | "acw_s" | "hold_rate") => {}
                Whole::Sums if row["unit"] == "count" => prop_assert!(near("value"), "{}", key),
                Whole::Sums => {
                    prop_assert!(near("numerator") && near("denominator"), "{key}: {row:?}");
                }
            }
            prop_assert!(near("n_excluded"), "{}", key);
        }
    }
}
