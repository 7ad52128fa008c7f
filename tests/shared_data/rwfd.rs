//! Contacts over four channels; two lines of three are empty.

use super::export::Export;
use super::figures::{Tally, value};
use super::program::{Rows, groups, own, qa, shared};
use serde_json::Value;

fn compare(tally: &mut Tally, group: &str, expected: &Value, rows: &Rows) {
    for (key, kpi) in [
        ("contacts", "contacts"),
        ("csat_n", "csat_n"),
        ("csat_response_rate", "csat_response_rate"),
        ("csat_mean", "csat_mean"),
        ("top2_9_10", "csat_top_rate"),
        ("avg_duration_s", "talk_s"),
    ] {
        tally.same(&format!("{group}: {key}"), &expected[key], value(rows, kpi));
    }
}

#[test]
fn the_whole_and_every_group_of_the_contacts() {
    let Some(data) = shared("data/rwfd-call-center") else { return };
    let file = data.join("Call-Center.csv");
    let export = Export { file, profile: own("rwfd_call_center"), code: 0 };
    let expected = export.expected();
    let mut tally = Tally::default();
    let whole = groups(&export.report(&["--csat-top", "9"]));
    compare(&mut tally, "overall", &expected["overall"], &whole[""]);
    for (by, key) in
        [("site", "by_site"), ("channel", "by_channel"), ("queue", "by_reason"), ("day", "by_day")]
    {
        let found = groups(&export.report(&["--csat-top", "9", "--by", by]));
        let expected = expected[key].as_object().unwrap();
        assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
        for (group, figures) in expected {
            compare(&mut tally, group, figures, &found[group]);
        }
    }
    export.counts(&mut tally, "csat", &expected["csat_distribution"]);
    export.counts(&mut tally, "sentiment", &expected["sentiment_counts"]);
    export.counts(&mut tally, "response_time", &expected["sla_counts"]);
    tally.finish("contacts", 276);
}

#[test]
fn lines_without_any_text_are_counted_and_no_records() {
    let Some(data) = shared("data/rwfd-call-center") else { return };
    let file = data.join("Call-Center.csv");
    let (file, profile) = (file.to_str().unwrap(), own("rwfd_call_center"));
    let output = qa(&["kpi", file, "--profile", profile.to_str().unwrap()]);
    let told = String::from_utf8(output.stderr).unwrap();
    let account =
        "10,747 records read, 10,747 accepted, 0 rejected, 22,194 without any text skipped\n";
    assert!(told.ends_with(account), "{told}");
    assert_eq!(output.status.code(), Some(0));
}
