//! January 1999 of a bank's call centre: outcomes by rule, calls that never reached a queue.

use super::export::Export;
use super::figures::{ASKED, AT_20, NEAREST_RANK, RULES, Tally, UNWATCHED, value};
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

#[test]
fn every_figure_of_the_bank() {
    let Some(export) = january() else { return };
    let whole = export.expected();
    let expected = &whole["january.csv"];
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
    export.answered_by_agent(&mut tally, &expected["by_agent"]);
    records(&export, expected, &mut tally);
    let within = ["--fcr-within", "7d"];
    export.resolved(&mut tally, &within, &expected["fcr"]["any_type"]);
    let same_queue = [&within[..], &["--fcr-same", "queue"]].concat();
    export.resolved(&mut tally, &same_queue, &expected["fcr"]["same_type"]);
    tally.finish("bank", 801);
    tally.close(
        "bank",
        &whole,
        &[
            ("rules", RULES),
            ("january.csv/kpis/*/p50_nearest_rank", NEAREST_RANK),
            ("january.csv/kpis/*/p90_nearest_rank", NEAREST_RANK),
            ("january.csv/kpis/*/p95_nearest_rank", NEAREST_RANK),
            ("january.csv/fcr/*/window_days", ASKED),
            ("january.csv/fcr/*/same_field", ASKED),
            ("january.csv/fcr/*/fcr_all", UNWATCHED),
            ("january.csv/fcr/*/repeated", UNWATCHED),
        ],
    );
}

/// Records and outcomes; what never reached a queue is counted and told.
fn records(export: &Export, expected: &Value, tally: &mut Tally) {
    let report = export.report(&AT_20);
    let input = &report["inputs"][0];
    tally.same("read", &expected["rows_read"], input["read"].as_f64());
    assert_eq!(expected["rows_rejected_wrong_field_count"], json!([]));
    tally.looked_at(&expected["rows_rejected_wrong_field_count"]);
    assert_eq!(input["rejected"], json!(0));
    let outcomes = &expected["mapped_outcomes"];
    let notes: Vec<&str> =
        report["notes"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let contacts = |outcome: &str| counted(outcomes[outcome].as_u64().unwrap(), "contact");
    let excluded = format!("{} excluded by outcome, in no figure", contacts("excluded"));
    let ivr =
        format!("{} ended before a queue (`ivr_abandon`), not offered", contacts("ivr_abandon"));
    assert!(notes.contains(&excluded.as_str()), "{notes:?}");
    assert!(notes.contains(&ivr.as_str()), "{notes:?}");
    for key in ["excluded", "ivr_abandon"] {
        tally.looked_at(&outcomes[key]);
    }
    let rows = &groups(&report)[""];
    tally.same("answered", &outcomes["answered"], value(rows, "answered"));
    tally.same("abandoned", &outcomes["abandoned"], value(rows, "abandoned"));
    // The words of the source are the outcomes, which were compared, under other names.
    let raw = &expected["raw_outcomes"];
    let phantom = &outcomes["excluded"];
    assert_eq!(&raw["PHANTOM"], phantom);
    let hung_up =
        outcomes["abandoned"].as_u64().unwrap() + outcomes["ivr_abandon"].as_u64().unwrap();
    assert_eq!(raw["HANG"].as_u64(), Some(hung_up));
    assert_eq!(raw["AGENT"], outcomes["answered"]);
    tally.looked_at(raw);
}
