//! Whether what was promised came in time: reports, answers, whatever has a deadline.
//!
//! A delivery counts once its deadline is over or it is there, whichever comes first. What is not
//! there at the deadline is not in time, whether it came later or never; a share of what was
//! delivered alone would reward those who never deliver.

use super::board::{Board, Known};
use super::gather::{Gathered, Row};
use super::group::Value;
use super::{Figure, Target};
use crate::model::civil::DAY_MS;
use crate::model::{Civil, Name, Period, Zone};
use crate::report::Unit;
use crate::report::words::counted;
use crate::stats::Histogram;
use std::collections::BTreeMap;

/// Its figures, in the order of reports.
pub const KNOWN: [Known; 9] = [
    Known::new("promised", "promised", Unit::Count, "deliveries with a deadline"),
    Known::new("due", "due", Unit::Count, "of these, delivered or with the deadline over"),
    Known::new(
        "on_time",
        "kept",
        Unit::Count,
        "due and delivered at the deadline or before; a deadline at midnight is the whole day that begins there",
    ),
    Known::new(
        "on_time_rate",
        "in time",
        Unit::Share,
        "delivered in time / due; what is due and was never delivered is not in time",
    ),
    Known::new("late", "late", Unit::Count, "delivered after the deadline"),
    Known::new("missing", "not delivered", Unit::Count, "not delivered, and the deadline is over"),
    Known::new(
        "late_mean_s",
        "mean delay",
        Unit::Seconds,
        "mean time from the deadline to the delivery of those that came late",
    ),
    Known::new(
        "turnaround_mean_s",
        "mean turnaround",
        Unit::Seconds,
        "mean time from `requested_at` to the delivery, where both are known",
    ),
    Known::new(
        "turnaround_p90_s",
        "P90 turnaround",
        Unit::Seconds,
        "90th percentile of that time (type 7)",
    ),
];

/// The columns of numbers, in the order of a row.
pub fn numbers() -> [Option<Name>; 4] {
    [
        Some(Name::of("promised_at")),
        Some(Name::of("delivered_at")),
        Some(Name::of("requested_at")),
        None,
    ]
}

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Deadlines that take part; `None` for all.
    pub period: Option<Period>,
    /// What is over at this moment is over; `None` for the latest moment that the records tell.
    pub as_of: Option<i64>,
    /// Targets by key.
    pub targets: Vec<(&'static str, Target)>,
}

/// What was found: the figures, and what a reader must know.
#[derive(Debug, Clone)]
pub struct Found {
    /// The figures.
    pub board: Board,
    /// What was left out, and as of when was judged.
    pub notes: Vec<String>,
    /// As of when was judged; `None` without any record.
    pub as_of: Option<i64>,
}

/// The figures of deliveries.
pub fn deliveries(gathered: &Gathered, asked: Asked) -> Found {
    let zone = &gathered.wanted.zone;
    let told =
        gathered.rows.iter().flat_map(|row| [row.numbers[1], row.numbers[2]]).flatten().max();
    let as_of = asked.as_of.or(told);
    let mut groups: BTreeMap<Vec<Value>, Tally> = BTreeMap::new();
    let (mut total, mut untold, mut outside) = (Tally::default(), 0_u64, 0_u64);
    for row in &gathered.rows {
        let Some(promised) = row.numbers[0] else {
            untold += 1;
            continue;
        };
        if asked.period.is_some_and(|period| !period.contains(promised)) {
            outside += 1;
            continue;
        }
        let group = gathered.group(row, Some(promised));
        for tally in [groups.entry(group).or_default(), &mut total] {
            tally.add(row, deadline(promised, zone), as_of);
        }
    }
    let mut notes = Vec::new();
    for (n, fate) in [
        (gathered.unselected, "not selected by the filter left out"),
        (untold, "without `promised_at` left out"),
        (outside, "with a deadline outside the period left out"),
        (total.promised - total.due(), "not due yet and not delivered"),
    ] {
        if n > 0 {
            notes.push(format!("{} {fate}", words(n)));
        }
    }
    if let Some(as_of) = as_of.and_then(|as_of| zone.iso(as_of)) {
        let whence = if asked.as_of.is_some() { "" } else { ", the latest moment of the records" };
        notes.push(format!("judged as of {as_of}{whence}"));
    }
    let board = Board {
        known: KNOWN.to_vec(),
        by: gathered.wanted.by.clone(),
        period: asked.period,
        zone: zone.clone(),
        groups: groups.into_iter().map(|(group, tally)| (group, tally.figures())).collect(),
        total: total.figures(),
        targets: asked.targets,
    };
    Found { board, notes, as_of }
}

fn words(n: u64) -> String {
    match n {
        1 => "1 delivery".to_owned(),
        _ => counted(n, "deliverie"),
    }
}

/// The last moment in time: a promise for midnight is one for the day that begins there.
fn deadline(promised: i64, zone: &Zone) -> i64 {
    let wall = promised + zone.offset(promised);
    if wall.rem_euclid(DAY_MS) != 0 {
        return promised;
    }
    let next = Civil::from_days(wall.div_euclid(DAY_MS) + 1);
    next.map_or(promised, |next| zone.first_instant(next) - 1)
}

#[derive(Debug, Clone, Default)]
struct Tally {
    promised: u64,
    on_time: u64,
    late: u64,
    missing: u64,
    delays: i128,
    turnarounds: Histogram,
}

impl Tally {
    fn add(&mut self, row: &Row, deadline: i64, as_of: Option<i64>) {
        let [_, delivered, requested, _] = row.numbers;
        // What is delivered later is not known yet.
        let delivered = delivered.filter(|at| as_of.is_none_or(|as_of| *at <= as_of));
        self.promised += 1;
        match delivered {
            Some(delivered) if delivered <= deadline => self.on_time += 1,
            Some(delivered) => {
                self.late += 1;
                self.delays += i128::from(delivered - deadline);
            }
            None => self.missing += u64::from(as_of.is_some_and(|as_of| as_of > deadline)),
        }
        if let (Some(delivered), Some(requested)) = (delivered, requested)
            && delivered >= requested
        {
            self.turnarounds.push(delivered - requested);
        }
    }

    fn due(&self) -> u64 {
        self.on_time + self.late + self.missing
    }

    fn figures(&self) -> Vec<Figure> {
        let open = self.promised - self.due();
        let delay =
            if self.late == 0 { Figure::mean(0, 0) } else { Figure::mean(self.delays, self.late) };
        vec![
            Figure::count(self.promised),
            Figure::count(self.due()),
            Figure::count(self.on_time),
            Figure::share((self.on_time, self.due())).without(open),
            Figure::count(self.late),
            Figure::count(self.missing),
            delay,
            Figure::mean_of(&self.turnarounds).without_limits(),
            Figure::percentile(&self.turnarounds, 90).without_limits(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kpi::Key;
    use crate::kpi::gather::Wanted;
    use crate::problem::Place;
    use crate::query::Filter;
    use crate::report::Cell;
    use std::collections::BTreeSet;

    const HOUR: i64 = 3_600_000;

    /// Partner, promised, delivered and requested, in hours.
    fn gathered(rows: &[(&str, Option<i64>, Option<i64>, Option<i64>)]) -> Gathered {
        let row = |(partner, promised, delivered, requested): &(
            &str,
            Option<i64>,
            Option<i64>,
            Option<i64>,
        )| Row {
            numbers: [*promised, *delivered, *requested, None]
                .map(|hours| hours.map(|hours| hours * HOUR)),
            texts: [None, None],
            columns: [Value::Text((*partner).to_owned())].into(),
        };
        let by = vec![Key::parse("partner", &Place::file("--by")).unwrap()];
        let (filter, zone) = (Filter::all(), Zone::utc());
        let wanted =
            Wanted { by, filter, zone, numbers: numbers(), texts: [None, None], needs: Vec::new() };
        let rows = rows.iter().map(row).collect();
        Gathered { wanted, rows, present: BTreeSet::new(), unselected: 0 }
    }

    fn value(figures: &[Figure], key: &str) -> Cell {
        let at = KNOWN.iter().position(|known| known.key == key).unwrap();
        figures[at].value.clone()
    }

    #[test]
    fn of_no_delivery_there_is_no_share() {
        let found = deliveries(&gathered(&[]), Asked::default());
        assert_eq!(value(&found.board.total, "on_time_rate"), Cell::Missing);
        assert_eq!((found.as_of, found.notes.len()), (None, 0));
    }

    #[test]
    fn what_comes_after_the_moment_is_not_there_yet() {
        let rows = [("p", Some(10), Some(20), None), ("p", Some(90), Some(80), None)];
        let asked = Asked { as_of: Some(15 * HOUR), ..Asked::default() };
        let found = deliveries(&gathered(&rows), asked);
        let counts =
            ["due", "on_time", "late", "missing"].map(|key| value(&found.board.total, key));
        assert_eq!(counts, [1, 0, 0, 1].map(Cell::Count));
    }

    /// By hand, as of hour 60: in time at 9 of 10; 2 hours late at 32 of 30; never delivered of 50; not
    /// due before 70: 1 of 3.
    #[test]
    fn what_never_came_is_not_in_time_and_what_is_not_due_is_not_judged() {
        let rows = [
            ("a", Some(10), Some(9), Some(1)),
            ("a", Some(30), Some(32), None),
            ("b", Some(50), None, None),
            ("b", Some(70), None, Some(60)),
            ("b", None, Some(5), None),
        ];
        let found = deliveries(&gathered(&rows), Asked::default());
        assert_eq!(found.as_of, Some(60 * HOUR));
        let total = &found.board.total;
        assert_eq!(value(total, "on_time_rate"), Cell::Ratio { num: 1, den: 3 });
        assert_eq!(
            (value(total, "promised"), value(total, "due")),
            (Cell::Count(4), Cell::Count(3))
        );
        assert_eq!(
            (value(total, "late"), value(total, "missing")),
            (Cell::Count(1), Cell::Count(1))
        );
        let delay = value(total, "late_mean_s");
        assert_eq!(delay, Cell::Ratio { num: i128::from(2 * HOUR), den: 1_000 });
        let share = value(&found.board.groups[1].1, "on_time_rate");
        assert_eq!(share, Cell::Ratio { num: 0, den: 1 });
        // A day later the last one is due, too.
        let later = Asked { as_of: Some(90 * HOUR), ..Asked::default() };
        let total = deliveries(&gathered(&rows), later).board.total;
        assert_eq!(value(&total, "on_time_rate"), Cell::Ratio { num: 1, den: 4 });
    }

    #[test]
    fn a_promise_for_a_day_is_kept_until_its_end() {
        // Day 1 begins at hour 24 and ends before hour 48.
        let rows = [("a", Some(24), Some(47), None), ("a", Some(24), Some(48), None)];
        let total = deliveries(&gathered(&rows), Asked::default()).board.total;
        assert_eq!(value(&total, "on_time_rate"), Cell::Ratio { num: 1, den: 2 });
    }
}
