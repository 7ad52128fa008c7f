//! Chats and e-mails of a few days, worked by hand.

use super::*;
use crate::kpi::gather::{Gathered, Row, Wanted};
use crate::kpi::group::{Key, Value};
use crate::model::Zone;
use crate::query::Filter;
use crate::report::Cell;
use proptest::prelude::*;
use std::collections::BTreeSet;

const MINUTE: i64 = 60_000;

/// Id, outcome, beginning, first answer and end in minutes.
type Line = (&'static str, &'static str, i64, Option<i64>, Option<i64>);

const LINES: [Line; 4] = [
    ("a", "answered", 0, Some(10), Some(100)),
    ("b", "answered", 60, Some(90), None),
    ("c", "answered", 1_440, None, None),
    ("d", "abandoned", 1_500, None, Some(1_510)),
];

fn gathered(by: &[&str], lines: &[Line]) -> Gathered {
    let key = |name: &&str| Key::parse(name, &Place::file("--by")).unwrap();
    let row = |(id, outcome, start, answered, end): &Line| Row {
        numbers: [Some(*start), *answered, *end, None].map(|at| at.map(|at| at * MINUTE)),
        texts: [Some((*outcome).into()), Some((*id).into())],
        columns: [].into(),
    };
    let mut rows: Vec<Row> = lines.iter().map(row).collect();
    rows.sort_unstable();
    let wanted = Wanted {
        by: by.iter().map(key).collect(),
        filter: Filter::all(),
        zone: Zone::utc(),
        numbers: numbers(),
        texts: texts(),
        needs: Vec::new(),
    };
    Gathered { wanted, rows, present: BTreeSet::new(), unselected: 0 }
}

/// Interaction, author and minute.
fn told(lines: &[(&str, &str, i64)]) -> Conversations {
    let row = |(id, author, at): &(&str, &str, i64)| Row {
        numbers: [Some(at * MINUTE), None, None, None],
        texts: [Some((*id).into()), Some((*author).into())],
        columns: [].into(),
    };
    let mut rows: Vec<Row> = lines.iter().map(row).collect();
    rows.sort_unstable();
    conversations(&Gathered { rows, ..gathered(&[], &[]) })
}

/// The value of a figure; seconds as minutes.
fn value(found: &Found, group: Option<usize>, key: &str) -> Option<i128> {
    let at = found.board.known.iter().position(|known| known.key == key).unwrap();
    let figures = group.map_or(&found.board.total, |group| &found.board.groups[group].1);
    match figures[at].value {
        Cell::Ratio { num, den } if key.ends_with("_s") => Some(num / den / 60),
        Cell::Ratio { num, den } => Some(num * 1_000 / den),
        Cell::Count(n) => Some(n.into()),
        _ => None,
    }
}

#[test]
fn of_no_contact_there_is_no_response() {
    let found = responses(&gathered(&["day"], &[]), None, &Asked::default());
    assert_eq!((value(&found, None, "first_response_mean_s"), found.as_of), (None, None));
    assert!(found.board.groups.is_empty() && found.ages.rows.is_empty());
}

#[test]
fn first_responses_and_ends_are_counted_where_they_lie() {
    // First answers after 10 and 30 minutes: 20 on average. One end after 100 minutes; the abandoned
    // one is closed, but nothing was resolved.
    let found = responses(&gathered(&["day"], &LINES), None, &Asked::default());
    assert_eq!(value(&found, None, "first_response_mean_s"), Some(20));
    assert_eq!(value(&found, None, "resolution_mean_s"), Some(100));
    assert_eq!((value(&found, None, "opened"), value(&found, None, "closed")), (Some(4), Some(2)));
    // Open after the first day: b. After the second: b and c; b since minute 60 of 1510.
    let backlog = [0, 1].map(|group| value(&found, Some(group), "backlog"));
    assert_eq!(backlog, [Some(1), Some(2)]);
    assert_eq!(value(&found, Some(0), "backlog_oldest_s"), Some(1_380));
    let open: Vec<_> = found.ages.rows.iter().map(|row| row[1].clone()).collect();
    assert_eq!(open[..2], [Cell::Count(1), Cell::Count(1)]);
}

#[test]
fn what_may_still_come_in_time_is_not_judged() {
    let hour = |text: &str| Some(Limit::parse(text, &Place::file("--within")).unwrap());
    let rate = |within: &str, as_of: i64| {
        let asked = Asked { within: hour(within), as_of: Some(as_of * MINUTE), ..Asked::default() };
        let found = responses(&gathered(&[], &LINES), None, &asked);
        value(&found, None, "first_response_rate")
    };
    // Within 20 minutes: a yes, b no; c has waited for 70 at minute 1510, d left.
    assert_eq!(rate("20m", 1_510), Some(333));
    // Within two hours c may still be answered.
    assert_eq!(rate("2h", 1_510), Some(1_000));
    assert_eq!(rate("2h", 1_600), Some(666));
}

#[test]
fn business_hours_and_working_days_count_when_there_are_any() {
    // 1 January 1970 was a Thursday; open from 9 to 17. Begun at 16:00, answered on Friday at 10:00:
    // two hours. Done on Monday the 5th.
    let hours = Hours::read(&[("weekdays", "09:00-17:00")], &Zone::utc()).unwrap();
    let line = [("a", "answered", 16 * 60, Some(1_440 + 600), Some(4 * 1_440 + 600))];
    let ask = |text: &str| Asked {
        hours: Some(hours.clone()),
        resolve_within: Some(Limit::parse(text, &Place::file("--resolve-within")).unwrap()),
        ..Asked::default()
    };
    let found = responses(&gathered(&[], &line), None, &ask("1wd"));
    assert_eq!(value(&found, None, "first_response_mean_s"), Some(120));
    // Friday is the first working day after it, Monday the second one.
    assert_eq!(value(&found, None, "resolution_rate"), Some(0));
    let found = responses(&gathered(&[], &line), None, &ask("2wd"));
    assert_eq!(value(&found, None, "resolution_rate"), Some(1_000));
}

#[test]
fn messages_tell_every_answer_and_whose_turn_it_was() {
    // The customer asks at 0 and 5, a bot answers at 1, a person at 10 and 12; the customer comes back
    // at 40, is answered at 43, and the contact ends at 100. Pending: 12 to 40 and 43 to 100.
    let told = told(&[
        ("a", "Customer", 0),
        ("a", "bot", 1),
        ("a", "visitor", 5),
        ("a", "agent", 10),
        ("a", "agent", 12),
        ("a", "customer", 40),
        ("a", "AGENT", 43),
        ("x", "gremlin", 43),
    ]);
    assert_eq!(told.unknown.len(), 1);
    assert_eq!(told.by_id["a"].answers, [(0, 10 * MINUTE), (40 * MINUTE, 43 * MINUTE)]);
    let found = responses(&gathered(&[], &LINES[..1]), Some(&told), &Asked::default());
    assert_eq!(value(&found, None, "first_response_mean_s"), Some(10));
    assert_eq!(value(&found, None, "next_response_mean_s"), Some(3));
    assert_eq!(value(&found, None, "resolution_mean_s"), Some(100 - 28 - 57));
}

#[test]
fn a_moment_does_not_know_what_comes_after_it() {
    // As of minute 50 contact a is answered and open, and nobody has left.
    let asked = Asked { as_of: Some(50 * MINUTE), ..Asked::default() };
    let found = responses(&gathered(&[], &LINES), None, &asked);
    let counts = ["opened", "responded", "closed", "backlog"].map(|key| value(&found, None, key));
    assert_eq!(counts, [Some(1), Some(1), Some(0), Some(1)]);
    let asked = Asked { as_of: Some(5 * MINUTE), ..Asked::default() };
    let found = responses(&gathered(&[], &LINES), None, &asked);
    assert_eq!(value(&found, None, "responded"), Some(0));
}

#[test]
fn without_a_column_of_ends_nothing_is_said_to_be_open() {
    let mut calls = gathered(&[], &LINES);
    calls.present = ["start_time", "answered_time", "outcome"].map(Name::of).into();
    let found = responses(&calls, None, &Asked::default());
    assert_eq!(value(&found, None, "first_response_mean_s"), Some(20));
    for key in ["closed", "resolution_mean_s", "resolution_rate", "backlog", "backlog_oldest_s"] {
        let at = KNOWN.iter().position(|known| known.key == key).unwrap();
        assert!(matches!(found.board.total[at].value, Cell::Undefined(_)), "{key}");
    }
    assert!(found.ages.rows.is_empty());
    calls.present = ["start_time", "end_time", "outcome"].map(Name::of).into();
    let found = responses(&calls, None, &Asked::default());
    assert_eq!((value(&found, None, "responded"), value(&found, None, "closed")), (None, Some(2)));
}

#[test]
fn a_limit_is_a_span_or_working_days() {
    let place = Place::file("--within");
    assert!(Limit::parse("15wd", &place).unwrap().needs_hours());
    for text in ["", "0wd", "wd", "4", "-1h"] {
        assert_eq!(Limit::parse(text, &place).unwrap_err().code, "bad-number", "{text}");
    }
}

/// The last minute of the year 9999: whoever is answered or done then is open now.
#[test]
fn an_end_on_the_last_day_of_all_time_is_no_end() {
    let never = Some(4_223_371_680);
    let lines = [("a", "answered", 0, Some(10), never), ("b", "answered", 60, never, None)];
    let found = responses(&gathered(&["day"], &lines), None, &Asked::default());
    assert_eq!((found.board.groups.len(), found.as_of), (1, Some(60 * MINUTE)));
    assert_eq!(value(&found, None, "backlog"), Some(2));
    let told = "2 contacts with a time more than ten years after its beginning taken as without it";
    assert!(found.notes.contains(&told.to_owned()), "{:?}", found.notes);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn what_is_open_is_what_was_open_and_what_came_less_what_went(
        cells in prop::collection::vec((0_i64..6_000, prop::option::of(0_i64..4_000)), 1..30),
    ) {
        let lines: Vec<Line> = cells
            .iter()
            .map(|(start, length)| ("a", "answered", *start, None, length.map(|length| start + length)))
            .collect();
        let found = responses(&gathered(&["day"], &lines), None, &Asked::default());
        let mut open = 0;
        for (at, (values, _)) in found.board.groups.iter().enumerate() {
            prop_assert!(matches!(values[0], Value::Whole(_)));
            let of = |key| value(&found, Some(at), key).unwrap();
            open += of("opened") - of("closed");
            prop_assert_eq!(of("backlog"), open);
        }
        let closed: i128 = (0..found.board.groups.len()).map(|at| value(&found, Some(at), "closed").unwrap()).sum();
        prop_assert_eq!(Some(closed), value(&found, None, "closed"));
    }
}
