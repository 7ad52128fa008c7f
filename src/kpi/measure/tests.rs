//! Measures over batches, by hand, against the catalogue, and by law.

use super::*;
use crate::kpi::fold::tests::{Row, found, plan};
use crate::kpi::{Indicator, KpiFold, Plan, Rules, catalogue};
use crate::model::{Batch, Column, Field, Fold, MilliColumn, Outcome, Period, TextColumn, Zone};
use crate::problem::Place;
use crate::query::Names;
use crate::report::Cell;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

fn measure(key: &str, keys: &[(&'static str, &'static str)]) -> Arc<Measure> {
    let keys: BTreeMap<_, _> = keys.iter().copied().collect();
    let draft = Draft { name: key, keys };
    Arc::new(Measure::define(&draft, &Zone::utc(), &Names::default()).unwrap())
}

const DAY: i64 = 86_400_000;

/// Customer, queue, day and outcome of one contact; its id is where it stands.
type Call = (&'static str, &'static str, i64, Outcome);

fn calls(calls: &[Call]) -> Batch {
    calls_from(0, calls)
}

/// The same, where the first one stands at `first`.
fn calls_from(first: usize, calls: &[Call]) -> Batch {
    let (mut id, mut customer) = (TextColumn::default(), TextColumn::default());
    let (mut queue, mut start) = (TextColumn::default(), MilliColumn::default());
    let mut outcome = Vec::new();
    for (at, call) in calls.iter().enumerate() {
        id.push(&format!("C{:03}", first + at));
        customer.push(call.0);
        queue.push(call.1);
        start.push(Some(call.2 * DAY));
        outcome.push(Some(call.3));
    }
    let columns = vec![
        (Field::InteractionId.into(), Column::Text(id)),
        (Field::CustomerId.into(), Column::Text(customer)),
        (Field::Queue.into(), Column::Text(queue)),
        (Field::StartTime.into(), Column::Milli(start)),
        (Field::Outcome.into(), Column::Outcome(outcome)),
    ];
    Batch::new(calls.len(), columns)
}

fn repeats(plan: &Plan, batches: &[Batch]) -> Vec<(String, Repeats)> {
    let mut fold = KpiFold::new(plan.clone());
    for batch in batches {
        let mut part = KpiFold::new(plan.clone());
        part.update(batch);
        fold.merge(part);
    }
    let findings = fold.findings();
    let texts = |values: &[crate::kpi::Value]| findings.texts(values).join("|");
    let groups = findings.groups.iter();
    groups
        .map(|(values, tally)| match tally.measured.first().map(|seen| &seen.amount) {
            Some(Amounts::Repeats(repeats)) => (texts(values), *repeats),
            // A group of tests and phantoms only.
            _ => (texts(values), Repeats::default()),
        })
        .collect()
}

fn fcr(keys: &[(&'static str, &'static str)]) -> Arc<Measure> {
    let usual = [("type", "no_repeat"), ("where", "answered"), ("within", "7d")];
    measure("fcr", &[&usual, keys].concat())
}

const ANSWERED: Outcome = Outcome::Answered;

/// The worked example of the field notes: window of 7 days, data until day 31.
const EXAMPLE: [Call; 6] = [
    ("A", "q", 1, ANSWERED),
    ("A", "q", 3, ANSWERED),
    ("A", "q", 20, ANSWERED),
    ("B", "q", 2, ANSWERED),
    ("C", "q", 28, ANSWERED),
    // Ends the data on day 31; an outbound or nameless contact would do as well.
    ("", "q", 31, Outcome::Abandoned),
];

#[test]
fn of_no_contacts_nothing_is_resolved() {
    let figure = Measured::none(&fcr(&[]).method).figure(&fcr(&[]).method);
    assert_eq!((figure.value, figure.excluded), (Cell::Missing, 0));
}

/// By hand: A on day 1 is repeated on day 3; A on day 3 and day 20 and B are not; C is too late.
#[test]
fn contacts_are_resolved_when_nobody_comes_back_and_late_ones_do_not_count() {
    for (basis, watched, repeated) in [("contact", 4, 1), ("episode", 3, 1)] {
        let plan = Plan { measures: vec![fcr(&[("basis", basis)])], ..plan(&[]) };
        let found = repeats(&plan, &[calls(&EXAMPLE)]);
        let expected = Repeats { watched, repeated, late: 1, nameless: 0 };
        assert_eq!(found, [(String::new(), expected)], "{basis}");
    }
}

#[test]
fn only_what_is_asked_counts_but_everything_repeats() {
    let rows = [
        ("A", "x", 1, ANSWERED),
        ("A", "y", 2, Outcome::Abandoned),
        ("A", "x", 30, ANSWERED),
        ("", "x", 1, ANSWERED),
        ("B", "y", 40, ANSWERED),
    ];
    let by_queue = Plan { measures: vec![fcr(&[])], ..plan(&["queue"]) };
    let of = |watched, repeated, late, nameless| Repeats { watched, repeated, late, nameless };
    let found = repeats(&by_queue, &[calls(&rows)]);
    assert_eq!(found, [("x".into(), of(2, 1, 0, 1)), ("y".into(), of(0, 0, 1, 0))]);
    let same = Plan { measures: vec![fcr(&[("same", "queue")])], ..by_queue };
    assert_eq!(repeats(&same, &[calls(&rows)])[0].1, of(2, 0, 0, 1));
}

#[test]
fn contacts_after_the_period_are_repeats_of_those_in_it() {
    let rows = [("A", "q", 5, ANSWERED), ("A", "q", 8, ANSWERED), ("B", "q", 20, ANSWERED)];
    let period = Some(Period { from: 0, to: 7 * DAY });
    let plan = Plan { measures: vec![fcr(&[])], period, ..plan(&[]) };
    let expected = Repeats { watched: 1, repeated: 1, late: 0, nameless: 0 };
    assert_eq!(repeats(&plan, &[calls(&rows)])[0].1, expected);
}

#[test]
fn rows_of_one_conversation_are_one_contact() {
    let mut conversation = TextColumn::default();
    for name in ["k", "k", "l"] {
        conversation.push(name);
    }
    let batch =
        calls(&[("A", "x", 1, ANSWERED), ("A", "y", 2, ANSWERED), ("A", "x", 30, ANSWERED)]);
    let mut columns: Vec<(Name, Column)> = Vec::new();
    for field in
        [Field::InteractionId, Field::CustomerId, Field::Queue, Field::StartTime, Field::Outcome]
    {
        columns.push((field.into(), batch.column(&field.into()).unwrap().clone()));
    }
    columns.push((Field::SegmentGroup.into(), Column::Text(conversation)));
    let plan = Plan { measures: vec![fcr(&[])], ..plan(&["queue"]) };
    let found = repeats(&plan, &[Batch::new(3, columns)]);
    let expected = Repeats { watched: 1, repeated: 0, late: 1, nameless: 0 };
    assert_eq!(found[0], ("x".to_owned(), expected));
    assert_eq!(found[1].1, Repeats::default());
}

/// Every bundled definition that has a faster way in the catalogue, as the file has them.
fn doubles() -> Vec<Arc<Measure>> {
    let answered = ("where", "answered");
    vec![
        measure("offered", &[("type", "count"), ("where", "offered")]),
        measure("answered", &[("type", "count"), answered]),
        measure("abandoned", &[("type", "count"), ("where", "abandoned")]),
        measure(
            "answer_rate",
            &[("type", "ratio"), ("numerator", "answered"), ("denominator", "offered")],
        ),
        measure(
            "service_level",
            &[
                ("type", "ratio"),
                ("numerator", "answered and wait_s <= 20"),
                ("denominator", "offered"),
            ],
        ),
        measure(
            "abandonment_rate",
            &[("type", "ratio"), ("numerator", "abandoned"), ("denominator", "offered")],
        ),
        measure("asa_s", &[("type", "mean"), ("value", "wait_s"), answered]),
        measure(
            "wait_p90_s",
            &[("type", "percentile"), ("value", "wait_s"), answered, ("p", "0.9")],
        ),
        measure("wait_max_s", &[("type", "percentile"), ("value", "wait_s"), answered, ("p", "1")]),
        measure(
            "wait_abandoned_s",
            &[("type", "mean"), ("value", "wait_s"), ("where", "abandoned")],
        ),
    ]
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let queue = prop_oneof![Just("a"), Just("b"), Just("")];
    let start = proptest::option::of(0i64..200_000);
    let outcome = proptest::option::of(proptest::sample::select(&Outcome::ALL[..]));
    let wait = proptest::option::of(0i64..100);
    proptest::collection::vec((queue, start, outcome, wait), 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_catalogue_computes_what_the_language_says(rows in rows()) {
        let plan = Plan { measures: doubles(), ..plan(&["queue"]) };
        let findings = found(&plan, &rows);
        let rules = Rules::default();
        let groups = findings.groups.iter().map(|(_, tally)| tally).chain([&findings.total]);
        for tally in groups {
            for measure in &plan.measures {
                let kpi = catalogue::find(&measure.key, &Place::file("--kpi")).unwrap();
                let known = Indicator::Known(kpi).of(tally, &findings, &rules);
                let defined = Indicator::Defined(measure.clone()).of(tally, &findings, &rules);
                                match (known.quotient(), defined.quotient()) {
                    (Some(a), Some(b)) => prop_assert_eq!(a.0 * b.1, b.0 * a.1, "{}", measure.key),
                    (a, b) => prop_assert_eq!(a, b, "{}", measure.key),
                }
            }
        }
    }

    #[test]
    fn repeats_depend_neither_on_the_cut_nor_on_the_order(
        found in proptest::collection::vec((0usize..4, 0usize..2, 0i64..60, 0usize..3), 0..40),
        cut in 0usize..40,
    ) {
        let outcomes = [ANSWERED, Outcome::Abandoned, Outcome::Excluded];
        let rows: Vec<Call> = found
            .iter()
            .map(|(customer, queue, day, outcome)| {
                (["A", "B", "C", ""][*customer], ["x", "y"][*queue], *day, outcomes[*outcome])
            })
            .collect();
        for basis in ["contact", "episode"] {
            let plan = Plan { measures: vec![fcr(&[("basis", basis)])], ..plan(&["queue"]) };
            let whole = repeats(&plan, &[calls(&rows)]);
            let cut = cut.min(rows.len());
            let halves = [calls_from(cut, &rows[cut..]), calls_from(0, &rows[..cut])];
            prop_assert_eq!(repeats(&plan, &halves), whole);
        }
    }
}
