use super::{content_hash, parse};
use crate::problem::Problem;
use crate::scorecard::{Answer, CriticalKind, CriticalRule, Method, NaRule, QuestionKind};
use proptest::prelude::*;

/// A sound card of two sections; tests change one thing in it.
const SOUND: &str = r#"schema = 1
id = "support"
version = "2026.3"
name = { en = "Support", es = "Soporte" }
valid_from = 2026-10-01
pass_mark = 85

[scoring]
method = "section_weighted"
weights = 100

[[section]]
id = "compliance"
name = { en = "Compliance", es = "Cumplimiento" }
weight = 40.5

[[section.question]]
id = "verify"
text = { en = "Verified identity", es = "Verificó la identidad" }
scale = "yes_no"
weight = 3
critical = { kind = "compliance", effect = "section" }
comment = "when_failed"
anchors = { yes = "Two points confirmed", no = "None confirmed" }
causes = ["skipped", { id = "rushed", text = "In a hurry" }]

[[section.question]]
id = "listening"
text = "Listened"
scale = { min = 1, max = 5 }

[[section]]
id = "resolution"
name = "Resolution"
weight = 59.5

[[section.question]]
id = "answer"
text = "Correct answer"
na = true
choices = [
  { id = "full", points = 2, text = "Complete" },
  { id = "wrong", points = 0, text = "Wrong" },
]

[[section.question]]
id = "closing"
text = "Closed"
scale = "yes_no"
points = 5
"#;

/// Place, code and message of every problem of the sound card with one text replaced.
fn problems(from: &str, to: &str) -> Vec<String> {
    assert!(SOUND.contains(from), "{from}");
    let text = SOUND.replacen(from, to, 1);
    let problems = match parse("a.toml", &text) {
        Ok((_, warnings)) => warnings,
        Err(problems) => problems,
    };
    let line = |it: &&Problem| format!("{} {} [{}]", it.place, it.message, it.code);
    problems.shown().iter().map(line).collect()
}

#[test]
fn an_empty_file_names_every_key_it_lacks() {
    let problems = parse("a.toml", "").unwrap_err();
    let messages: Vec<&str> = problems.shown().iter().map(|it| it.message.as_str()).collect();
    for key in ["schema", "id", "version", "name"] {
        let wanted = format!("the scorecard has no `{key}`");
        assert!(messages.contains(&wanted.as_str()), "{wanted}: {messages:?}");
    }
    assert!(messages.contains(&"a scorecard needs at least one [[section]]"));
}

#[test]
fn a_sound_card_is_read_without_a_word() {
    let (card, warnings) = parse("a.toml", SOUND).unwrap();
    assert!(warnings.is_empty(), "{:?}", warnings.shown());
    assert_eq!((card.id(), card.version(), card.pass_mark()), ("support", "2026.3", Some(85_000)));
    assert_eq!(card.valid_from(), Some("2026-10-01"));
    assert_eq!(card.rules().method, Method::SectionWeighted);
    assert_eq!(card.rules().na, NaRule::DropSection);
    let verify = card.question("verify").unwrap();
    let critical = verify.critical().unwrap();
    assert_eq!(critical.kind, CriticalKind::Compliance);
    assert_eq!(card.critical_rule(critical), CriticalRule::SectionZero);
    assert_eq!(verify.anchors()[1].0, Answer::No);
    assert_eq!(verify.causes()[1].id, "rushed");
    let listening = card.question("listening").unwrap();
    assert_eq!(listening.kind(), &QuestionKind::Scale { min: 1, max: 5 });
    assert!(listening.fails(Answer::Value(4)) && !listening.fails(Answer::Value(5)));
    assert_eq!(card.question("closing").unwrap().kind().best().0, 5000);
}

#[test]
fn line_ends_and_a_byte_order_mark_make_no_other_card() {
    let hash = |text: &str| parse("a.toml", text).unwrap().0.hash().to_owned();
    let windows = format!("\u{feff}{}", SOUND.replace('\n', "\r\n"));
    assert_eq!(hash(SOUND), hash(&windows));
    assert_ne!(hash(SOUND), hash(&SOUND.replace("Closed", "Closed well")));
    // SHA-256 of nothing.
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(content_hash("\u{feff}"), empty);
}

/// What is replaced in the sound card, by what, and the complaint that must follow.
const FAULTS: &[(&str, &str, &str)] = &[
    ("schema = 1", "schema = 2", "a.toml:1:10 schema 2 is not known, expected 1 [bad-schema]"),
    (
        "pass_mark = 85",
        "pass_mark =",
        "a.toml:6:12 string values must be quoted, expected literal string [bad-toml]",
    ),
    (
        "pass_mark = 85",
        "pass_mark = 101",
        "a.toml:6:13 a pass mark is 0 to 100 percent [bad-pass-mark]",
    ),
    (
        "weight = 40.5",
        "wieght = 40.5",
        "a.toml:15:1 unknown key `wieght` in [[section]] [unknown-key]",
    ),
    (
        "weight = 40.5",
        "weight = \"40\"",
        "a.toml:15:10 `weight`: expected a number with at most three decimals, found `\"40\"` [wrong-type]",
    ),
    ("weight = 40.5", "weight = -1", "a.toml:15:10 a weight is 0 to 1000000 [bad-weight]"),
    (
        "text = \"Listened\"",
        "text = \"Listened\"
weight = 0.0",
        "a.toml:30:10 a question of weight 0 changes nothing [bad-weight]",
    ),
    (
        "weights = 100",
        "weights = 90",
        "a.toml:10:11 weights add up to 100, expected 90 [weights-total]",
    ),
    (
        "method = \"section_weighted\"",
        "method = \"sections\"",
        "a.toml:9:10 `method`: `sections` is not known [unknown-value]",
    ),
    (
        "method = \"section_weighted\"",
        "method = \"points\"",
        "a.toml:10:11 method `points` shares no weights out [weights-unused]",
    ),
    (
        "id = \"resolution\"",
        "id = \"compliance\"",
        "a.toml:33:6 another section is called `compliance` too [duplicate-id]",
    ),
    (
        "id = \"answer\"",
        "id = \"verify\"",
        "a.toml:38:6 section `compliance` has a question `verify` too [duplicate-id]",
    ),
    ("id = \"answer\"", "id = \"an answer\"", "a.toml:38:6 `an answer` is no `id` [bad-id]"),
    ("id = \"answer\"", "id = \"\"", "a.toml:38:6 `` is no `id` [bad-id]"),
    ("text = \"Closed\"\n", "", "a.toml:46:1 [[section.question]] has no `text` [missing-key]"),
    (
        "scale = { min = 1, max = 5 }",
        "scale = { min = 5, max = 5 }",
        "a.toml:30:9 a scale from 5 to 5 has no steps [bad-scale]",
    ),
    (
        "scale = { min = 1, max = 5 }",
        "scale = { min = 0, max = 101 }",
        "a.toml:30:9 a scale from 0 to 101 has more than 101 values [bad-scale]",
    ),
    (
        "scale = { min = 1, max = 5 }",
        "scale = { min = 1 }",
        "a.toml:30:9 `scale` has no `max` [missing-key]",
    ),
    (
        "scale = { min = 1, max = 5 }",
        "scale = \"stars\"",
        "a.toml:30:9 `scale`: `stars` is not known [unknown-value]",
    ),
    (
        "scale = { min = 1, max = 5 }",
        "",
        "a.toml:27:1 [[section.question]] has neither `scale` nor `choices` [missing-key]",
    ),
    (
        "  { id = \"wrong\", points = 0, text = \"Wrong\" },\n",
        "",
        "a.toml:41:11 a choice needs at least two options [too-few-options]",
    ),
    (
        "id = \"wrong\"",
        "id = \"Full\"",
        "a.toml:43:3 two options are called `full` [duplicate-option]",
    ),
    ("points = 0", "points = 2", "a.toml:41:11 every option earns the same points [equal-points]"),
    (
        "points = 0",
        "points = -1000001",
        "a.toml:43:3 option `wrong`: points lie within a million of 0 [bad-points]",
    ),
    (
        "points = 5",
        "points = 0",
        "a.toml:50:10 yes earns more than 0 and at most 1000000 [bad-points]",
    ),
    (
        "na = true",
        "multi_select = true",
        "a.toml:40:1 `multi_select` in [[section.question]] is not supported [unsupported-key]",
    ),
    ("na = true", "na = 1", "a.toml:40:6 `na`: expected true or false, found `1` [wrong-type]"),
    (
        "na = true",
        "critical = \"customer\"\nfails_below = 0",
        "a.toml:41:15 no answer to this question can fail [nothing-fails]",
    ),
    (
        "na = true",
        "fails_below = 101",
        "a.toml:40:15 `fails_below` is 0 to 100 percent of the best points [bad-limit]",
    ),
    ("na = true", "scale = \"yes_no\"", "a.toml:41:11 both `scale` and `choices` [two-kinds]"),
    (
        "na = true",
        "points = 2",
        "a.toml:40:10 `points` belongs to questions with `scale = \"yes_no\"` or `defects` [unsupported-key]",
    ),
    (
        "text = \"Listened\"",
        "text = \"Listened\"\ncritical = \"customer\"",
        "a.toml:30:12 a critical question with more than two answers needs `fails_below` [missing-limit]",
    ),
    (
        "effect = \"section\"",
        "effect = \"all\"",
        "a.toml:22:44 `effect`: `all` is not known [unknown-value]",
    ),
    (
        "anchors = { yes",
        "anchors = { maybe",
        "a.toml:24:11 `maybe` is no answer to this question [unknown-anchor]",
    ),
    (
        "id = \"rushed\"",
        "id = \"skipped\"",
        "a.toml:25:22 two causes are called `skipped` [duplicate-id]",
    ),
    (
        "es = \"Cumplimiento\"",
        "castellano = \"Cumplimiento\"",
        "a.toml:14:29 `castellano` is no language [bad-language]",
    ),
    ("es = \"Cumplimiento\"", "es = \" \"", "a.toml:14:34 `name` is empty in `es` [empty-text]"),
    (
        ", es = \"Cumplimiento\"",
        "",
        "a.toml:14:8 `Compliance` has no text in `es` [missing-translation]",
    ),
    (
        "valid_from = 2026-10-01",
        "valid_from = 2026",
        "a.toml:5:14 `valid_from`: expected a date such as 2026-10-01, found `2026` [wrong-type]",
    ),
];

#[test]
fn each_fault_is_named_where_it_stands() {
    for (from, to, expected) in FAULTS {
        let found = problems(from, to);
        let named = found.iter().any(|line| line.contains(expected));
        assert!(named, "{to}: expected {expected}\nfound {found:#?}");
        assert!(found.len() <= 2, "{to}: {found:#?}");
    }
}

#[test]
fn a_section_that_may_not_apply_at_all_is_a_warning() {
    let text = SOUND.replace("scale = \"yes_no\"\npoints = 5", "scale = \"yes_no\"\nna = true");
    let (_, warnings) = parse("a.toml", &text).unwrap();
    let shown = warnings.shown();
    assert_eq!((shown.len(), shown[0].code), (1, "section-all-na"));
    assert_eq!(shown[0].place.to_string(), "a.toml:32:1");
}

#[test]
fn all_faults_of_a_file_are_told_at_once() {
    let text = SOUND
        .replace("weights = 100", "weights = 10")
        .replace("comment = \"when_failed\"", "comment = \"sometimes\"")
        .replace("na = true", "nna = true")
        .replace("points = 5", "points = 0");
    let problems = parse("a.toml", &text).unwrap_err();
    let codes: Vec<_> = problems.counts().collect();
    let expected = ["bad-points", "unknown-key", "unknown-value", "weights-total"];
    assert_eq!(codes, expected.map(|code| (code, 1)));
}

#[test]
fn weights_may_be_relative_and_methods_have_other_names() {
    let relative = SOUND.replace("weights = 100", "weights = \"relative\"\nna = \"redistribute\"");
    let relative = relative.replace("section_weighted", "weighted").replace("59.5", "7");
    let (card, _) = parse("a.toml", &relative).unwrap();
    assert_eq!(card.rules().method, Method::SectionWeighted);
    assert_eq!(card.rules().na, NaRule::DropSection);
}

#[test]
fn two_thousand_questions_are_read_and_one_more_is_not() {
    let card = |questions: usize| {
        let head = "schema=1\nid=\"a\"\nversion=\"1\"\nname=\"A\"\n[[section]]\nid=\"s\"\nname=\"S\"\nweight=1\n";
        let one = |i| format!("[[section.question]]\nid=\"q{i}\"\ntext=\"Q\"\nscale=\"yes_no\"\n");
        let questions: String = (0..questions).map(one).collect();
        parse("a.toml", &format!("{head}{questions}"))
    };
    assert_eq!(card(2000).unwrap().0.questions().count(), 2000);
    assert_eq!(card(2001).unwrap_err().shown()[0].code, "too-many-questions");
}

#[test]
fn weights_beyond_exact_arithmetic_are_refused() {
    // Twelve sections whose weights are different large primes in thousandths, under a rule that
    // needs their common multiple.
    let primes = [
        999_983, 999_979, 999_961, 999_959, 999_953, 999_931, 999_917, 999_907, 999_883, 999_863,
        999_853, 999_809,
    ];
    let section = |(i, prime): (usize, &i64)| {
        let weight = |w: i64| format!("{}.{:03}", w / 1000, w % 1000);
        let question = |q: usize, w| {
            let id = format!("q{i}_{q}");
            format!(
                "[[section.question]]\nid=\"{id}\"\ntext=\"Q\"\nscale=\"yes_no\"\nweight={}\n",
                weight(w)
            )
        };
        let (one, two) = (question(0, prime - 1), question(1, 1));
        format!("[[section]]\nid=\"s{i}\"\nname=\"S\"\nweight=1\n{one}{two}")
    };
    let sections: String = primes.iter().enumerate().map(section).collect();
    let text = format!("schema=1\nid=\"a\"\nversion=\"1\"\nname=\"A\"\n{sections}");
    assert_eq!(parse("a.toml", &text).unwrap_err().shown()[0].code, "card-too-fine");
}

#[test]
fn options_that_go_up_and_down_are_a_warning() {
    let middle = "points = 0, text = \"Wrong\" },\n  { id = \"half\", points = 1 },\n";
    let text = SOUND.replace("points = 0, text = \"Wrong\" },\n", middle);
    let (_, warnings) = parse("a.toml", &text).unwrap();
    let shown = warnings.shown();
    assert_eq!((shown.len(), shown[0].code), (1, "options-out-of-order"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_cut_out_or_put_in_is_read_or_refused_with_a_place(
        at in 0usize..1100, length in 0usize..40, put in "[-0-9a-z=\"{}\\[\\], .\n]{0,12}",
    ) {
        let start = SOUND.chars().take(at);
        let end = SOUND.chars().skip(at + length);
        let text: String = start.chain(put.chars()).chain(end).collect();
        if let Err(problems) = parse("a.toml", &text) {
            prop_assert!(problems.errors() > 0);
            prop_assert!(problems.shown().iter().all(|problem| problem.place.line.is_some()));
        }
    }
}
