//! Contacts over four channels; two lines of three are empty.

use super::export::Export;
use super::figures::{RULES, Tally, value};
use super::program::{Rows, groups, own, qa, shared};
use serde_json::{Value, json};

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

/// A score like that of promoters over ratings of 1 to 10, and the share that was answered in time.
const OWN: &str = "[kpi.net]\ntype = \"survey\"\nvalue = \"csat\"\nscore = \"nps\"\n\
    [kpi.in_time]\ntype = \"ratio\"\ndenominator = \"response_time is not null\"\n\
    numerator = \"response_time in ('Within SLA', 'Below SLA')\"\n";

/// Compares what a configuration defines, by group.
fn compare_own(tally: &mut Tally, export: &Export, (by, expected): (&str, &Value)) {
    let by = if by.is_empty() { Vec::new() } else { vec!["--by", by] };
    let (net, in_time) = (export.defined(("net", OWN), &by), export.defined(("in_time", OWN), &by));
    let groups: Vec<(&str, &Value)> = match by[..] {
        [] => vec![("", expected)],
        _ => expected.as_object().unwrap().iter().map(|(name, v)| (name.as_str(), v)).collect(),
    };
    for (group, figures) in groups {
        let (net, in_time) = (&net[group]["net"], value(&in_time[group], "in_time"));
        let rated = net["denominator"].as_f64().filter(|n| *n > 0.0);
        let balance = net["numerator"].as_f64().zip(rated);
        let balance = balance.map(|(gap, n)| format!("{:.6}", gap / n).parse().unwrap());
        tally.same(&format!("{group}: net"), &figures["nps_style_(9-10)-(1-6)"], balance);
        tally.same(&format!("{group}: in time"), &figures["within_or_below_sla_share"], in_time);
    }
}

#[test]
fn every_figure_of_the_contacts() {
    let Some(data) = shared("data/rwfd-call-center") else { return };
    let file = data.join("Call-Center.csv");
    let export = Export { file, profile: own("rwfd_call_center"), code: 0 };
    let expected = export.expected();
    let mut tally = Tally::default();
    let whole = groups(&export.report(&["--csat-top", "9"]));
    compare(&mut tally, "overall", &expected["overall"], &whole[""]);
    compare_own(&mut tally, &export, ("", &expected["overall"]));
    for (by, key) in
        [("site", "by_site"), ("channel", "by_channel"), ("queue", "by_reason"), ("day", "by_day")]
    {
        compare_own(&mut tally, &export, (by, &expected[key]));
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
    let report = export.report(&[]);
    let input = &report["inputs"][0];
    let read = input["read"].as_f64();
    tally.same("contacts", &expected["contacts"], read);
    // Lines without any text are no records; how many there are, the account on stderr says below.
    let blank = expected["blank_rows"].as_f64();
    tally.same("rows", &expected["rows_read"], read.zip(blank).map(|(read, blank)| read + blank));
    tally.looked_at(&expected["blank_rows"]);
    assert_eq!((&expected["partial_rows"], &input["rejected"]), (&json!([]), &json!(0)));
    tally.looked_at(&expected["partial_rows"]);
    tally.finish("contacts", 364);
    tally.close("contacts", &expected, &[("rules", RULES)]);
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
