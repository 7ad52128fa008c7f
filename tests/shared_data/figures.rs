//! Every figure that was computed apart, held against the program's.

use super::program::{Groups, Rows};
use serde_json::Value;
use std::collections::BTreeSet;

/// What is computed apart and not by the program, which has one definition of percentiles; and the
/// counts of ratings, which `--by csat` tells and a test of their own compares.
const ELSEWHERE: [&str; 4] =
    ["p50_nearest_rank", "p90_nearest_rank", "p95_nearest_rank", "distribution"];

/// Why percentiles by nearest rank are not compared.
pub(super) const NEAREST_RANK: &str =
    "the product has one definition of percentiles, by linear interpolation, which is compared";

/// Why rules of the figures computed apart are not compared.
pub(super) const RULES: &str = "says how the figures were computed apart";

/// Why what says what was asked is not compared.
pub(super) const ASKED: &str = "says what was asked";

/// Why what counts contacts that were not watched long enough is not compared.
pub(super) const UNWATCHED: &str = "counts contacts as resolved that were not watched for long enough, which the product never does";

/// What was compared.
#[derive(Default)]
pub(super) struct Tally {
    compared: usize,
    wrong: Vec<String>,
    elsewhere: usize,
    /// Where in memory the numbers stand that were looked at.
    seen: BTreeSet<usize>,
}

fn address(value: &Value) -> usize {
    std::ptr::from_ref(value).addr()
}

/// The same contacts with service levels of 20 s and short abandons of 5 s, and of 30 s and 10 s.
pub(super) struct Pair<'a> {
    pub(super) at_20: &'a Rows,
    pub(super) at_30: &'a Rows,
}

/// Options of the two runs of a [`Pair`].
pub(super) const AT_20: [&str; 5] = ["--threshold", "20", "--short-abandon", "5", "--all-variants"];
pub(super) const AT_30: [&str; 5] =
    ["--threshold", "30", "--short-abandon", "10", "--all-variants"];

impl Tally {
    /// Compares one number; `null` is an undefined one.
    pub(super) fn same(&mut self, name: &str, expected: &Value, found: Option<f64>) {
        self.looked_at(expected);
        self.compared += 1;
        if expected.as_f64() != found {
            self.wrong.push(format!("{name}: expected {expected}, found {found:?}"));
        }
    }

    /// Notes that something, and all in it, was looked at.
    pub(super) fn looked_at(&mut self, expected: &Value) {
        self.seen.insert(address(expected));
        match expected {
            Value::Object(parts) => parts.values().for_each(|part| self.looked_at(part)),
            Value::Array(parts) => parts.iter().for_each(|part| self.looked_at(part)),
            _ => {}
        }
    }

    /// Fails when a number of `whole` was not looked at, unless a pattern of `none` has it, with the
    /// reason why the product does not tell it; `*` in a pattern stands for any one key. A pattern
    /// that nothing has is out of date, and fails, too.
    pub(super) fn close(&self, name: &str, whole: &Value, none: &[(&str, &str)]) {
        let mut leaves = Vec::new();
        self.unseen(&mut Vec::new(), whole, &mut leaves);
        let is_of = |leaf: &[String], pattern: &str| {
            let parts: Vec<&str> = pattern.split('/').collect();
            parts.len() <= leaf.len()
                && parts.iter().zip(leaf).all(|(part, key)| *part == "*" || part == key)
        };
        let told = |leaf: &&Vec<String>| none.iter().any(|(pattern, _)| is_of(leaf, pattern));
        let missed: Vec<_> = leaves.iter().filter(|leaf| !told(leaf)).collect();
        let missed: Vec<_> = missed.iter().map(|leaf| leaf.join("/")).collect();
        assert!(missed.is_empty(), "{name}: not looked at:\n{}", missed.join("\n"));
        for (pattern, reason) in none {
            let n = leaves.iter().filter(|leaf| is_of(leaf, pattern)).count();
            assert!(n > 0, "{name}: nothing is left of `{pattern}`, which stands for: {reason}");
            println!("{name}: {n} of `{pattern}` are not compared: {reason}");
        }
    }

    fn unseen(&self, path: &mut Vec<String>, value: &Value, leaves: &mut Vec<Vec<String>>) {
        if self.seen.contains(&address(value)) {
            return;
        }
        match value.as_object() {
            Some(parts) => {
                for (key, part) in parts {
                    path.push(key.clone());
                    self.unseen(path, part, leaves);
                    path.pop();
                }
            }
            None => leaves.push(path.clone()),
        }
    }

    /// Compares every figure of a group.
    pub(super) fn group(&mut self, name: &str, expected: &Value, pair: &Pair<'_>) {
        for (key, value) in expected.as_object().unwrap() {
            let parts = value.as_object().filter(|_| key != "distribution");
            let Some(parts) = parts else {
                self.figure([name, key, ""], value, pair);
                continue;
            };
            for (part, value) in parts {
                self.figure([name, key, part], value, pair);
            }
        }
    }

    fn figure(&mut self, [name, key, part]: [&str; 3], expected: &Value, pair: &Pair<'_>) {
        let last = if part.is_empty() { key } else { part };
        if ELSEWHERE.contains(&last) {
            self.elsewhere += 1;
            return;
        }
        let found = found([key, part], pair);
        self.same(&format!("{name}: {key} {part}"), expected, found);
    }

    /// Compares groups of the same keys; further groups of the program hold nothing offered.
    pub(super) fn groups(&mut self, name: &str, expected: &Value, [at_20, at_30]: &[Groups; 2]) {
        let expected = expected.as_object().unwrap();
        for (group, figures) in expected {
            let (Some(at_20), Some(at_30)) = (at_20.get(group), at_30.get(group)) else {
                self.wrong.push(format!("{name}: there is no group `{group}`"));
                continue;
            };
            self.group(&format!("{name} {group}"), figures, &Pair { at_20, at_30 });
        }
        let known: BTreeSet<_> = expected.keys().collect();
        for (group, rows) in at_20.iter().filter(|(group, _)| !known.contains(group)) {
            self.same(&format!("{name} {group}, offered"), &Value::from(0), value(rows, "offered"));
        }
    }

    /// Says what was compared and fails if anything differs, or if that is not all of it.
    pub(super) fn finish(&self, name: &str, figures: usize) {
        println!("{name}: {} figures compared, {} told elsewhere", self.compared, self.elsewhere);
        assert!(self.wrong.is_empty(), "{name}:\n{}", self.wrong.join("\n"));
        assert_eq!(self.compared, figures, "{name}: figures that were compared");
    }
}

/// The value of a KPI; `None` when it is undefined or the export cannot tell it.
///
/// A half of the last digit is rounded as the scripts do, by the binary fraction that stands for it:
/// the program rounds it away from zero.
pub(super) fn value(rows: &Rows, kpi: &str) -> Option<f64> {
    let row = rows.get(kpi)?;
    let fraction = row["numerator"].as_u64().zip(row["denominator"].as_u64());
    let half = fraction.filter(|(part, whole)| {
        let doubled = part * 2_000_000;
        *whole > 0 && doubled % whole == 0 && doubled / whole % 2 == 1
    });
    if half.is_none() {
        return row["value"].as_f64();
    }
    let fraction = row["numerator"].as_f64()? / row["denominator"].as_f64()?;
    format!("{fraction:.6}").parse().ok()
}

/// The count above or below a fraction; 0 when the export cannot tell it.
fn count(rows: &Rows, kpi: &str, column: &str) -> f64 {
    rows.get(kpi).and_then(|row| row[column].as_f64()).unwrap_or(0.0)
}

/// The program's answer to a figure that was computed apart.
fn found([key, part]: [&str; 2], pair: &Pair<'_>) -> Option<f64> {
    let rows = pair.at_20;
    match key {
        "service_level_20s" => level(part, pair.at_20),
        "service_level_30s" => level(part, pair.at_30),
        "abandonment_rate_excl_short_le_5s" => without_short(part, pair.at_20),
        "abandonment_rate_excl_short_le_10s" => without_short(part, pair.at_30),
        "wait_answered" => waits(part, "wait", rows),
        "wait_offered" => waits(part, "wait_offered", rows),
        "wait_abandoned" => waits(part, "wait_abandoned", rows),
        "aht_n" => Some(count(rows, "aht_s", "denominator")),
        "resolved" if part == "resolved" => Some(count(rows, "resolved_rate", "numerator")),
        _ => value(rows, one(key, part)),
    }
}

fn one<'a>(key: &'a str, part: &str) -> &'a str {
    match (key, part) {
        ("other_queue_outcomes", _) => "other_outcomes",
        ("abandonment_rate", _) => "abandonment_rate_plain",
        ("avg_time_to_abandon_s", _) => "wait_abandoned_s",
        ("avg_talk_s", _) => "talk_s",
        ("aht_s_talk+hold+acw", _) => "aht_s",
        ("csat", "mean") => "csat_mean",
        ("csat", "n") => "csat_n",
        ("resolved", "rate_all") => "resolved_rate",
        ("resolved", "rate_of_answered") => "resolved_of_answered_rate",
        ("resolved", "n") => "contacts",
        (other, _) => other,
    }
}

fn level(part: &str, rows: &Rows) -> Option<f64> {
    let within = |form: &str| count(rows, form, "numerator");
    match part {
        "answered_within" => Some(within("service_level_offered")),
        "abandoned_within" => {
            Some(within("service_level_removed") - within("service_level_offered"))
        }
        "A_answered_within/offered" => value(rows, "service_level_offered"),
        "B_answered_within/answered" => value(rows, "service_level_answered"),
        "C_(answered_within+abandoned_within)/offered" => value(rows, "service_level_removed"),
        "D_answered_within/(offered-abandoned_within)" => {
            value(rows, "service_level_late_abandons")
        }
        _ => None,
    }
}

fn without_short(part: &str, rows: &Rows) -> Option<f64> {
    let kpi = "abandonment_rate_short_removed";
    match part {
        "value" => value(rows, kpi),
        _ => Some(value(rows, "abandoned")? - count(rows, kpi, "numerator")),
    }
}

fn waits(part: &str, kpi: &str, rows: &Rows) -> Option<f64> {
    match part {
        "n" => Some(count(rows, &format!("{kpi}_p50_s"), "denominator")),
        "max" => value(rows, &format!("{kpi}_max_s")),
        _ => value(rows, &format!("{kpi}_{}_s", part.trim_end_matches("_linear"))),
    }
}
