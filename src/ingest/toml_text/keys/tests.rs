//! Facts about `keys`.

use super::*;
use crate::problem::Problem;

/// Reads a file with `read` and returns what it complained of, in order of place.
fn complaints(text: &str, read: impl FnOnce(&mut Keys<'_>)) -> Vec<Problem> {
    let toml = TomlText::new("a.toml", text);
    let table = toml.parse().unwrap();
    let mut keys = Keys::root(&toml, &table, "the file");
    read(&mut keys);
    keys.close();
    let problems = toml.into_problems();
    problems.shown().into_iter().cloned().collect()
}

fn thousandths_of(text: &str) -> Option<i64> {
    let mut found = None;
    complaints(&format!("x = {text}"), |keys| {
        found = keys.thousandths("x").map(|found| found.value);
    });
    found
}

#[test]
fn an_absent_key_is_no_complaint_until_it_is_required() {
    assert!(complaints("", |keys| assert!(keys.text("id").is_none())).is_empty());
    let found = complaints("", |keys| keys.require(&["id"]));
    assert_eq!(found[0].message, "the file has no `id`");
    assert_eq!(found[0].place.to_string(), "a.toml:1:1");
}

#[test]
fn a_misspelt_key_is_named_at_its_place_with_the_one_meant() {
    let found = complaints("id = \"a\"\nwieght = 40\n", |keys| {
        keys.text("id");
        keys.integer("weight");
    });
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].place.to_string(), "a.toml:2:1");
    assert_eq!(found[0].message, "unknown key `wieght` in the file");
    assert_eq!(found[0].help.as_deref(), Some("did you mean `weight`?"));
    assert_eq!(found[0].excerpt.as_ref().map(|it| (it.start, it.length)), Some((0, 6)));
}

#[test]
fn every_wrong_type_is_collected() {
    let found = complaints("a = 1\nb = \"x\"\nc = [1, \"y\"]\nd = 2\n", |keys| {
        keys.text("a");
        keys.flag("b");
        keys.texts("c");
        keys.tables("d", "[[d]]");
    });
    let lines: Vec<_> = found.iter().map(|problem| problem.place.to_string()).collect();
    assert_eq!(lines, ["a.toml:1:5", "a.toml:2:5", "a.toml:3:6", "a.toml:4:5"]);
    assert!(found.iter().all(|problem| problem.code == "wrong-type"));
    assert_eq!(found[1].message, "`b`: expected true or false, found `\"x\"`");
}

#[test]
fn a_word_outside_the_list_offers_the_nearest() {
    let found = complaints("na = \"dropform\"", |keys| {
        assert_eq!(keys.word("na", &[("drop_form", 1), ("zero", 2)]), None);
    });
    let help = "did you mean `drop_form`? allowed are `drop_form`, `zero`";
    assert_eq!(found[0].help.as_deref(), Some(help));
}

#[test]
fn decimals_are_read_from_their_digits() {
    for (text, expected) in [
        ("2.5", Some(2500)),
        ("0.1", Some(100)),
        ("-0.001", Some(-1)),
        ("+1_000", Some(1_000_000)),
        ("85", Some(85_000)),
        ("1.2500", Some(1250)),
        ("0.0001", None),
        ("1e3", None),
        ("nan", None),
        ("inf", None),
        ("9223372036854775807", None),
    ] {
        assert_eq!(thousandths_of(text), expected, "{text}");
    }
}

#[test]
fn a_date_has_no_time_of_day() {
    let found = complaints("a = 2026-10-01\nb = \"2026-10-01\"\nc = 2026-10-01T10:00:00\n", |k| {
        assert_eq!(k.date("a").unwrap().value, "2026-10-01");
        assert_eq!(k.date("b").unwrap().value, "2026-10-01");
        assert_eq!(k.date("c"), None);
    });
    assert_eq!(found.len(), 1);
}

#[test]
fn a_path_leads_as_far_as_the_file_does() {
    let text = "a = { b = 1 }\nc = [7, { d = 8 }]\n";
    complaints(text, |keys| {
        let quoted = |path: &str| keys.toml().quote(&keys.span_at(path));
        assert_eq!(quoted("a.b"), "1");
        assert_eq!(quoted("c.1.d"), "8");
        assert_eq!(quoted("c.0.d"), "7");
        assert_eq!(quoted("a.x"), "{ b = 1 }");
        assert_eq!(quoted("x.y"), "");
    });
}

#[test]
fn a_key_that_cannot_be_honoured_is_refused_with_advice() {
    let found = complaints("when = \"x\"", |keys| {
        keys.refuse(&[("when", "ask the question always and allow N/A")]);
    });
    assert_eq!(found[0].code, "unsupported-key");
    assert_eq!(found[0].place.to_string(), "a.toml:1:1");
}

#[test]
fn tables_within_are_named_where_they_begin() {
    let text = "[[s]]\nid = \"a\"\n[[s]]\n[s.t]\nen = \"x\"\n";
    let found = complaints(text, |keys| {
        for mut section in keys.tables("s", "[[s]]") {
            section.require(&["id"]);
            section.text("id");
            if let Some(texts) = section.table("t", "[s.t]") {
                assert_eq!(texts.entries()[0].0.value, "en");
            }
            section.close();
        }
    });
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].place.to_string(), "a.toml:3:1");
}
