//! What filters select, what they refuse, and the laws of three values.

use super::*;
use crate::model::{Column, Field, MilliColumn, Outcome, TextColumn};
use proptest::prelude::*;

fn text(cells: &[&str]) -> Column {
    let mut column = TextColumn::default();
    for cell in cells {
        column.push(cell);
    }
    Column::Text(column)
}

fn milli(cells: &[Option<i64>]) -> Column {
    let mut column = MilliColumn::default();
    for cell in cells {
        column.push(*cell);
    }
    Column::Milli(column)
}

/// Four calls: a long and a short one, one that was given up, one of which nothing is known.
fn calls() -> Batch {
    let at = |text: &str| crate::model::instant::parse(text, &Zone::utc());
    let columns = vec![
        (Field::Queue.into(), text(&["support", "bil'ling", "support", ""])),
        (Name::of("Call Type"), text(&["in", "out", "", ""])),
        (Field::Talk.into(), milli(&[Some(90_500), Some(30_000), Some(0), None])),
        (Field::Hold.into(), milli(&[Some(0), Some(15_000), None, None])),
        (
            Field::StartTime.into(),
            milli(&[
                at("2026-10-05T00:00:00Z"),
                at("2026-10-05T23:59:59.999Z"),
                at("2026-10-06T00:00:00Z"),
                None,
            ]),
        ),
        (Field::Transferred.into(), Column::Flag(vec![Some(true), Some(false), Some(false), None])),
        (
            Field::Outcome.into(),
            Column::Outcome(vec![
                Some(Outcome::Answered),
                Some(Outcome::Answered),
                Some(Outcome::ShortAbandon),
                None,
            ]),
        ),
    ];
    Batch::new(4, columns)
}

fn rows(filter: &str) -> Vec<usize> {
    let filter = Filter::parse(filter).unwrap_or_else(|problem| panic!("{problem:?}"));
    let mut selected = vec![true; 9];
    filter.select(&calls(), &mut selected);
    assert_eq!(selected.len(), 4);
    (0..4).filter(|row| selected[*row]).collect()
}

#[test]
fn a_batch_of_nothing_selects_nothing() {
    let mut selected = vec![true];
    let filter = Filter::parse("queue = 'x' or not transferred").unwrap();
    filter.select(&Batch::new(0, Vec::new()), &mut selected);
    assert!(selected.is_empty());
}

#[test]
fn filters_select_what_sql_would() {
    let table: &[(&str, &[usize])] = &[
        ("true", &[0, 1, 2, 3]),
        ("false", &[]),
        ("queue = 'support'", &[0, 2]),
        ("queue <> 'support'", &[1]),
        ("queue = 'bil''ling'", &[1]),
        ("'support' = QUEUE", &[0, 2]),
        ("queue in ('support', 'x')", &[0, 2]),
        ("queue not in ('support', 'x')", &[1]),
        ("queue like 'sup%' or \"Call Type\" like '_u_'", &[0, 1, 2]),
        ("queue not like 'sup%'", &[1]),
        ("queue is null", &[3]),
        ("queue IS NOT NULL", &[0, 1, 2]),
        ("not (queue = 'support')", &[1]),
        ("talk_s >= 30", &[0, 1]),
        ("30 < talk_s", &[0]),
        ("talk_s = 90.5", &[0]),
        ("talk_s between 0 and 30", &[1, 2]),
        ("talk_s not between 0 and 30", &[0]),
        ("talk_s in (0, 30)", &[1, 2]),
        ("talk_s + hold_s > 45", &[0]),
        ("talk_s + hold_s >= 45.000", &[0, 1]),
        ("hold_s / talk_s = 0.5", &[1]),
        ("hold_s / (talk_s - 30) > 0 or true", &[0, 1, 2, 3]),
        ("-talk_s < -89 and talk_s - -1 > 2 * 3", &[0]),
        ("transferred", &[0]),
        ("not transferred", &[1, 2]),
        ("transferred = false", &[1, 2]),
        ("transferred <> true", &[1, 2]),
        ("answered", &[0, 1]),
        ("abandoned", &[2]),
        ("outcome = 'short_abandon'", &[2]),
        ("outcome <> 'answered'", &[2]),
        ("outcome in ('answered', 'short_abandon') and outcome is not null", &[0, 1, 2]),
        ("transferred or talk_s < 10 and queue = 'nowhere'", &[0]),
        ("(transferred or talk_s < 10) and queue = 'support'", &[0, 2]),
    ];
    for (filter, expected) in table {
        assert_eq!(rows(filter), *expected, "{filter}");
    }
}

#[test]
fn a_date_is_the_whole_day() {
    for (filter, expected) in [
        ("start_time = '2026-10-05'", vec![0, 1]),
        ("start_time <> '2026-10-05'", vec![2]),
        ("start_time <= '2026-10-05'", vec![0, 1]),
        ("start_time > '2026-10-05'", vec![2]),
        ("start_time between '2026-10-05' and '2026-10-06'", vec![0, 1, 2]),
        ("start_time >= '2026-10-05T19:00:00-05:00'", vec![2]),
        ("start_time in ('2026-10-04', '2026-10-06')", vec![2]),
    ] {
        assert_eq!(rows(filter), expected, "{filter}");
    }
    let bogota = Zone::named("America/Bogota").unwrap();
    let local = Filter::parse_in("start_time = '2026-10-05'", &bogota).unwrap();
    let mut selected = Vec::new();
    local.select(&calls(), &mut selected);
    assert_eq!(selected, [false, true, true, false]);
}

#[test]
fn unknown_is_false_whichever_way_it_is_asked() {
    for filter in ["recording = 'x'", "not (recording = 'x')", "recording is null"] {
        assert_eq!(rows(filter), [0; 0], "{filter}");
        let missing = Filter::parse(filter).unwrap().missing(&calls());
        assert_eq!(missing, [Name::Field(Field::Recording)]);
    }
    assert_eq!(rows("recording = 'x' or transferred"), [0]);
}

#[test]
fn columns_are_each_named_once() {
    let filter = Filter::parse("talk_s > hold_s and answered and region = 'x' or talk_s > 1");
    let names: Vec<_> = filter.unwrap().columns().iter().map(Name::to_string).collect();
    assert_eq!(names, ["talk_s", "hold_s", "outcome", "region"]);
}

/// The part underlined, the message and the help of a filter that cannot be read.
fn refusal(filter: &str) -> (String, String, String) {
    let found = Filter::parse(filter).map(|filter| filter.to_string());
    let problem = found.expect_err(filter);
    assert_eq!(problem.code, "bad-filter");
    let excerpt = problem.excerpt.unwrap();
    let part = excerpt.text.chars().skip(excerpt.start).take(excerpt.length).collect();
    (part, problem.message, problem.help.unwrap_or_default())
}

#[test]
fn a_filter_that_cannot_be_read_is_underlined() {
    for (filter, part, message, help) in [
        ("", "", "expected a name, text or number, found the end of the filter", ""),
        ("talk_s >", "", "expected a name, text or number, found the end of the filter", ""),
        ("talk_s == 3", "==", "`==` means nothing in a filter", "write `=`"),
        ("queue = 'x", "'", "the text that begins here has no closing `'`", "twice"),
        ("talk_s > 80%", "%", "`%` means nothing in a filter", "0.8"),
        ("talk_s > 5m", "5m", "expected a number, found `5m`", "seconds"),
        ("talk_s > 1 queue", "queue", "expected `and`, `or` or the end, found `queue`", ""),
        ("1 < talk_s < 3", "<", "comparisons do not chain", "`and`"),
        ("queue = null", "null", "nothing can be compared with `null`", "is null"),
        ("queue = ''", "''", "an empty cell is unknown and equals nothing", "is null"),
        ("(talk_s > 1", "", "expected `)`, found the end of the filter", ""),
        ("talk_s in ()", ")", "expected a name, text or number, found `)`", ""),
        ("queue not = 'x'", "=", "expected `in`, `like` or `between`, found `=`", ""),
        ("añb = 'x' and talk_s", "talk_s", "`talk_s` alone is no condition", "is not null"),
        ("transfered", "transfered", "`transfered` alone is no condition", "`transferred`"),
        (
            "talk_secs > 3",
            "talk_secs > 3",
            "`talk_secs`, a text cannot be compared with the number 3",
            "did you mean `talk_s`?",
        ),
        ("queue = 3", "queue = 3", "`queue`, a text cannot be compared with the number 3", ""),
        ("talk_s like '3%'", "talk_s", "`like` is for texts, found `talk_s`, a number", ""),
        ("queue + 1 > 3", "queue", "only numbers can be computed with, found `queue`, a text", ""),
        ("outcome = 'answerd'", "'answerd'", "there is no outcome `answerd`", "'answered'"),
        ("outcome > 'answered'", "outcome > 'answered'", "`>` needs an order", "`<>`"),
        ("start_time > 'noon'", "'noon'", "expected a date or a date-time, found `noon`", ""),
        ("talk_s + 1", "talk_s + 1", "expected a condition, found a value", "compare"),
        ("'a' = 'b'", "'a' = 'b'", "expected a column on one side, found two constants", ""),
    ] {
        let (found_part, found_message, found_help) = refusal(filter);
        assert_eq!(found_part, part, "{filter}");
        assert!(found_message.starts_with(message), "{filter}: {found_message}");
        assert!(found_help.contains(help), "{filter}: {found_help}");
    }
}

#[test]
fn depth_is_bounded_and_length_is_not() {
    let deep = format!("{}true{}", "(".repeat(5000), ")".repeat(5000));
    assert!(refusal(&deep).1.contains("levels deep"));
    assert!(refusal(&format!("{}true", "not ".repeat(5000))).1.contains("levels deep"));
    assert!(refusal(&format!("1{} > 0", " + 1".repeat(5000))).1.contains("levels deep"));
    let long = vec!["talk_s >= 0"; 5000].join(" and ");
    assert_eq!(rows(&long), [0, 1, 2]);
}

fn name(kind: crate::model::Kind) -> impl Strategy<Value = Name> {
    let fields: Vec<Name> =
        Field::all().filter(|field| field.kind() == kind).map(Name::from).collect();
    prop::sample::select(fields)
}

fn text_name() -> impl Strategy<Value = Name> {
    let own = "[a-z\"' é]{1,6}".prop_map(|header| Name::of(&header));
    prop_oneof![name(crate::model::Kind::Text), own]
}

fn comparison() -> impl Strategy<Value = Comparison> {
    prop::sample::select(vec![
        Comparison::Equal,
        Comparison::Unequal,
        Comparison::Less,
        Comparison::LessOrEqual,
        Comparison::Greater,
        Comparison::GreaterOrEqual,
    ])
}

fn amount() -> impl Strategy<Value = Amount> {
    let decimal = "[0-9]{1,4}(\\.[0-9]{1,4})?";
    let leaf = prop_oneof![
        name(crate::model::Kind::Duration).prop_map(Amount::Column),
        decimal.prop_map(|text| Amount::Constant(Decimal::parse(&text).unwrap())),
    ];
    leaf.prop_recursive(4, 12, 2, |inner| {
        let op = prop::sample::select(vec![
            Arithmetic::Add,
            Arithmetic::Subtract,
            Arithmetic::Multiply,
            Arithmetic::Divide,
        ]);
        let pair = (inner.clone(), op, inner.clone());
        prop_oneof![
            pair.prop_map(|(a, op, b)| Amount::Join(Box::new(a), op, Box::new(b))),
            inner.prop_map(|inner| Amount::Minus(Box::new(inner))),
        ]
    })
}

fn condition() -> impl Strategy<Value = Condition> {
    let word = "[a-z'%_ é]{1,6}";
    let outcomes = prop::collection::vec(prop::sample::select(Outcome::ALL.to_vec()), 1..4);
    let time = name(crate::model::Kind::Time);
    let leaf =
        prop_oneof![
            any::<bool>().prop_map(Condition::Constant),
            name(crate::model::Kind::Flag).prop_map(Condition::Flag),
            text_name().prop_map(Condition::Null),
            outcomes.prop_map(Condition::Outcome),
            (text_name(), comparison(), word).prop_map(|(name, op, to)| Condition::Text(
                name,
                op,
                Term::Constant(to)
            )),
            (text_name(), comparison(), text_name()).prop_map(|(name, op, to)| Condition::Text(
                name,
                op,
                Term::Column(to)
            )),
            (text_name(), prop::collection::vec(word, 1..4))
                .prop_map(|(name, texts)| Condition::OneOf(name, texts.into())),
            (text_name(), word).prop_map(|(name, like)| Condition::Like(name, like)),
            (time, comparison(), 0..4_000_000_000_000_i64)
                .prop_map(|(name, op, at)| Condition::Time(name, op, Term::Constant(at))),
            (amount(), comparison(), amount())
                .prop_map(|(left, op, right)| Condition::Number(left, op, right)),
        ];
    leaf.prop_recursive(4, 16, 3, |inner| {
        let parts = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            inner.prop_map(|inner| Condition::Not(Box::new(inner))),
            parts.clone().prop_map(Condition::all_of),
            parts.prop_map(Condition::any_of),
        ]
    })
}

fn selected(condition: Condition) -> Vec<bool> {
    let mut selected = Vec::new();
    Filter { condition }.select(&calls(), &mut selected);
    selected
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_printed_parses_to_the_same(condition in condition()) {
        let printed = condition.to_string();
        let parsed = Filter::parse(&printed);
        prop_assert!(parsed.is_ok(), "{printed}: {parsed:?}");
        prop_assert_eq!(parsed.unwrap(), Filter { condition }, "{}", printed);
    }

    #[test]
    fn a_condition_and_its_opposite_share_no_row(condition in condition()) {
        let opposite = Condition::Not(Box::new(condition.clone()));
        let both = selected(condition).into_iter().zip(selected(opposite));
        prop_assert!(both.into_iter().all(|(yes, no)| !(yes && no)));
    }

    #[test]
    fn de_morgan_holds_with_unknowns(a in condition(), b in condition()) {
        let not = |one: &Condition| Condition::Not(Box::new(one.clone()));
        let left = Condition::Not(Box::new(Condition::all_of(vec![a.clone(), b.clone()])));
        let right = Condition::any_of(vec![not(&a), not(&b)]);
        prop_assert_eq!(selected(left), selected(right));
    }

    #[test]
    fn no_text_makes_the_reader_fall(text in "[ -~é]{0,40}") {
        let excerpt = Filter::parse(&text).err().and_then(|problem| problem.excerpt);
        prop_assert!(excerpt.is_none_or(|part| part.start <= text.chars().count()));
    }
}
