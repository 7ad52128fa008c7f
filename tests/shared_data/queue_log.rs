//! Events of a queue, as the telephone system writes them and as a table; and legs without a queue.

use super::export::Export;
use super::figures::{Tally, value};
use super::program::{groups, own, shared};
use serde_json::json;

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
fn events_give_the_figures_of_their_contacts() {
    let Some(exports) = exports() else { return };
    for export in exports {
        let expected = export.expected();
        let mut tally = Tally::default();
        export.whole(&mut tally, &expected["kpis"]);
        export.by(&mut tally, "day", &expected["by_day"]);
        let ended = &expected["ended_by"];
        let ended = json!({ "agent": ended["agent"], "customer": ended["caller"] });
        export.counts(&mut tally, "ended_by", &ended);
        let by_agent = groups(&export.report(&["--by", "agent_id"]));
        for (agent, figures) in expected["by_agent"].as_object().unwrap() {
            for (key, kpi) in
                [("answered", "answered"), ("asa_s", "asa_s"), ("avg_talk_s", "talk_s")]
            {
                tally.same(agent, &figures[key], value(&by_agent[agent], kpi));
            }
        }
        tally.finish(&export.file.display().to_string(), 80);
    }
}

#[test]
fn each_call_has_its_own_wait_and_talk() {
    let Some(exports) = exports() else { return };
    for export in exports {
        let found = groups(&export.report(&["--by", "interaction_id"]));
        let (mut calls, expected) = (0, export.expected());
        for call in expected["calls"].as_array().unwrap() {
            let rows = found.get(call["callid"].as_str().unwrap());
            let open = call["outcome"] == "in_queue_at_end";
            assert_eq!(rows.is_none(), open, "{call}");
            let Some(rows) = rows else { continue };
            let kpi = if call["outcome"] == "answered" { "asa_s" } else { "wait_abandoned_s" };
            assert_eq!(value(rows, kpi), call["wait"].as_f64(), "{call}");
            assert_eq!(value(rows, "talk_s"), call["talk"].as_f64(), "{call}");
            calls += 1;
        }
        assert_eq!(calls, 50);
    }
}

#[test]
fn legs_of_a_telephone_system_are_read_with_and_without_a_header() {
    let Some(data) = shared("data") else { return };
    for (file, profile, key, figures) in [
        ("cdr.csv", "freepbx_headerless", "cdr.csv (headerless)", 15),
        ("cdr__1504541678.csv", "freepbx_cdr", "cdr__1504541678.csv", 6),
    ] {
        let file = data.join("freepbx-cdr").join(file);
        let export = Export { file, profile: own(profile), code: 0 };
        let expected = &export.expected()[key];
        let mut tally = Tally::default();
        export.counts(&mut tally, "day", &expected["by_day"]);
        export.counts(&mut tally, "disposition", &expected["disposition"]);
        let all = groups(&export.report(&[]));
        let mean = |name: &str| expected[name].clone();
        tally.same("contacts", &expected["rows"], value(&all[""], "contacts"));
        tally.same("talk", &mean("mean_billsec_answered"), value(&all[""], "talk_s"));
        let ring = mean("mean_ring_s_(duration-billsec)_answered");
        tally.same("ring", &ring, value(&all[""], "asa_s"));
        tally.finish(key, figures);
    }
}
