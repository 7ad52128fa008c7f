//! Events of a queue, as the telephone system writes them and as a table; and legs without a queue.

use super::export::Export;
use super::figures::{ASKED, NEAREST_RANK, RULES, Tally, UNWATCHED, value};
use super::program::{groups, json, own, shared};
use serde_json::Value;

fn exports() -> Option<[Export; 2]> {
    let data = shared("data")?;
    let export = |file: &str, profile: &str| {
        let file = data.join("pbxware-queue-log-head").join(file);
        Export { file, profile: data.join("profiles").join(profile), code: 0 }
    };
    Some([
        export("queue_log", "asterisk_queue_log.toml"),
        export("queue_log.csv", "pbxware_queue_log.toml"),
    ])
}

#[test]
fn every_figure_of_the_events() {
    let Some(exports) = exports() else { return };
    for export in exports {
        let whole = export.expected();
        let mut tally = Tally::default();
        export.whole(&mut tally, &whole["kpis"]);
        export.by(&mut tally, "day", &whole["by_day"]);
        export.answered_by_agent(&mut tally, &whole["by_agent"]);
        let by_end = groups(&export.report(&["--by", "ended_by", "--kpi", "answered"]));
        for (ours, theirs) in [("agent", "agent"), ("customer", "caller"), ("None", "null")] {
            tally.same(ours, &whole["ended_by"][theirs], value(&by_end[ours], "answered"));
        }
        let all = groups(&export.report(&["--kpi", "transfer_rate,contacts,talk_s"]));
        let transferred = all[""]["transfer_rate"]["numerator"].as_f64();
        tally.same("transferred", &whole["transfers"]["attended"], transferred);
        let read =
            value(&all[""], "contacts").unwrap() + whole["in_queue_at_end"].as_f64().unwrap();
        tally.same("calls", &whole["calls_seen"], Some(read));
        tally.looked_at(&whole["in_queue_at_end"]);
        let untold = all[""]["talk_s"]["n_excluded"].as_f64();
        tally.same("still talking", &whole["answered_still_talking"], untold);
        export.resolved(&mut tally, &["--fcr-within", "1d"], &whole["fcr"]);
        calls(&export, &whole["calls"], &mut tally);
        let name = export.file.display().to_string();
        tally.finish(&name, 260);
        tally.close(
            &name,
            &whole,
            &[
                ("rules", RULES),
                ("kpis/*/p50_nearest_rank", NEAREST_RANK),
                ("kpis/*/p90_nearest_rank", NEAREST_RANK),
                ("kpis/*/p95_nearest_rank", NEAREST_RANK),
                ("events", "counts lines of the log, of which contacts are made"),
                ("by_agent/*/ring_no_answer", RINGS),
                ("by_agent/*/ring_no_answer_ms", RINGS),
                ("ring_no_answer_total", RINGS),
                ("ring_no_answer_by_agent", RINGS),
                ("fcr/window_days", ASKED),
                ("fcr/same_field", ASKED),
                ("fcr/fcr_all", UNWATCHED),
                ("fcr/repeated", UNWATCHED),
            ],
        );
    }
}

/// Each call has its own wait, talk, agent and rings without an answer.
fn calls(export: &Export, expected: &Value, tally: &mut Tally) {
    let config = "[kpi.rings]\ntype = \"sum\"\nvalue = '\"ring_no_answer\"'\n";
    let rings = export.defined(("rings", config), &["--by", "interaction_id"]);
    let found = groups(&export.report(&["--by", "interaction_id"]));
    let named = groups(&export.report(&["--by", "interaction_id,queue,agent_id"]));
    for call in expected.as_array().unwrap() {
        let id = call["callid"].as_str().unwrap();
        let rows = found.get(id);
        let open = call["outcome"] == "in_queue_at_end";
        assert_eq!(rows.is_none(), open, "{call}");
        let Some(rows) = rows else { continue };
        let kpi = if call["outcome"] == "answered" { "asa_s" } else { "wait_abandoned_s" };
        tally.same(&format!("{id}: wait"), &call["wait"], value(rows, kpi));
        tally.same(&format!("{id}: talk"), &call["talk"], value(rows, "talk_s"));
        let rung = rings.get(id).and_then(|rows| value(rows, "rings")).unwrap_or_default();
        tally.same(&format!("{id}: rings"), &call["rna"], Some(rung));
        let (queue, agent) = (call["queue"].as_str().unwrap(), call["agent"].as_str());
        let name = format!("{id}|{queue}|{}", agent.unwrap_or("None"));
        assert!(named.contains_key(&name), "{name}: {:?}", named.keys());
    }
    tally.looked_at(expected);
}

/// Why rings are compared by call alone.
const RINGS: &str =
    "the log names who did not answer; the product counts rings by call, and those are compared";

#[test]
fn legs_of_a_telephone_system_are_read_with_and_without_a_header() {
    let Some(data) = shared("data") else { return };
    let whole = json(&data.join("freepbx-cdr/expected_kpis.json"));
    let mut tally = Tally::default();
    for (file, profile, key) in [
        ("cdr.csv", "freepbx_headerless", "cdr.csv (headerless)"),
        ("cdr__1504541678.csv", "freepbx_cdr", "cdr__1504541678.csv"),
    ] {
        let file = data.join("freepbx-cdr").join(file);
        let export = Export { file, profile: own(profile), code: 0 };
        let expected = &whole[key];
        export.counts(&mut tally, "day", &expected["by_day"]);
        export.counts(&mut tally, "disposition", &expected["disposition"]);
        let all = groups(&export.report(&[]));
        tally.same("contacts", &expected["rows"], value(&all[""], "contacts"));
        tally.same("talk", &expected["mean_billsec_answered"], value(&all[""], "talk_s"));
        let ring = &expected["mean_ring_s_(duration-billsec)_answered"];
        tally.same("ring", ring, value(&all[""], "asa_s"));
        let legs = groups(&export.report(&["--by", "interaction_id", "--kpi", "contacts"])).len();
        let legs = f64::from(u32::try_from(legs).unwrap());
        tally.same("legs", &expected["distinct_uniqueid"], Some(legs));
    }
    tally.finish("legs", 23);
    let moments = "a moment is no figure; `qa inspect` tells the range of a column";
    let fields = "how many cells lines have is no figure; a line with another number is refused";
    tally.close(
        "legs",
        &whole,
        &[("*/first", moments), ("*/last", moments), ("*/field_counts", fields)],
    );
}
