//! January 1999 of a bank's call centre: outcomes by rule, calls that never reached a queue.

use super::export::Export;
use super::figures::{AT_20, Tally, value};
use super::program::{groups, shared};
use qa::report::words::counted;
use serde_json::{Value, json};

fn january() -> Option<Export> {
    let data = shared("data")?;
    Some(Export {
        file: data.join("anonymous-bank-1999-01/january.csv"),
        profile: data.join("profiles/anonymous_bank.toml"),
        code: 0,
    })
}

fn expected(export: &Export) -> Value {
    export.expected()["january.csv"].clone()
}

#[test]
fn the_whole_and_every_group_of_the_bank() {
    let Some(export) = january() else { return };
    let expected = expected(&export);
    let mut tally = Tally::default();
    export.whole(&mut tally, &expected["kpis"]);
    for (by, key) in [
        ("day", "by_day"),
        ("queue", "by_queue_type"),
        ("priority", "by_priority"),
        ("hour", "by_hour_of_vru_entry"),
    ] {
        export.by(&mut tally, by, &expected[key]);
    }
    tally.finish("bank", 593);
}

/// The figures computed apart look at answered contacts alone here, so that what they call the share
/// of offered ones is the share of answered ones.
#[test]
fn every_agent_of_the_bank() {
    let Some(export) = january() else { return };
    let expected = &expected(&export)["by_agent"];
    let [at_20, at_30] = [&["--threshold", "20"], &["--threshold", "30"]].map(|threshold| {
        let options = [&threshold[..], &["--formula", "answered", "--by", "agent_id"]].concat();
        groups(&export.report(&options))
    });
    let mut tally = Tally::default();
    for (agent, figures) in expected.as_object().unwrap() {
        let mut same = |key: &str, expected: &Value, found| {
            tally.same(&format!("{agent}: {key}"), expected, found);
        };
        let (rows, later) = (&at_20[agent], &at_30[agent]);
        same("answered", &figures["answered"], value(rows, "answered"));
        same("asa_s", &figures["asa_s"], value(rows, "asa_s"));
        same("talk_s", &figures["avg_talk_s"], value(rows, "talk_s"));
        same("aht_s", &figures["aht_s_talk+hold+acw"], value(rows, "aht_s"));
        let within = "A_answered_within/offered";
        same("20 s", &figures["service_level_20s"][within], value(rows, "service_level"));
        same("30 s", &figures["service_level_30s"][within], value(later, "service_level"));
    }
    for (agent, rows) in &at_20 {
        if expected.get(agent).is_none() {
            tally.same(&format!("{agent}: answered"), &json!(0), value(rows, "answered"));
        }
    }
    tally.finish("bank by agent", 174);
}

#[test]
fn what_never_reached_a_queue_is_counted_and_told() {
    let Some(export) = january() else { return };
    let report = export.report(&AT_20);
    let expected = expected(&export);
    assert_eq!(report["inputs"][0]["read"], expected["rows_read"]);
    assert_eq!(report["inputs"][0]["accepted"], expected["rows_read"]);
    let outcomes = &expected["mapped_outcomes"];
    let notes: Vec<&str> =
        report["notes"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let contacts = |outcome: &str| counted(outcomes[outcome].as_u64().unwrap(), "contact");
    let excluded = format!("{} excluded by outcome, in no figure", contacts("excluded"));
    let ivr =
        format!("{} ended before a queue (`ivr_abandon`), not offered", contacts("ivr_abandon"));
    assert!(notes.contains(&excluded.as_str()), "{notes:?}");
    assert!(notes.contains(&ivr.as_str()), "{notes:?}");
}
