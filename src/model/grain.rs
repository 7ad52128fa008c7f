//! Grains of time: how instants are put together by hour of day, day, week, month or interval.

use super::Zone;
use super::civil::{Civil, DAY_MS, HOUR_MS, iso_week, monday};

/// A way to cut time into buckets, by the clocks and the calendar of a zone.
///
/// Every instant lies in exactly one bucket of each grain, also where clocks are changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grain {
    /// Hour of day, `00` to `23`, over all days.
    Hour,
    /// Day, `2026-10-05`.
    Day,
    /// ISO week, `2026-W43`.
    Week,
    /// Week from another day than Monday (1 Tuesday to 6 Sunday), by its first day: `2026-10-04`.
    WeekFrom(u8),
    /// Month, `2026-10`.
    Month,
    /// Month from that day (2 to 28) of the month before on, by the month it ends in: `2026-10` is
    /// 26 September to 25 October for 26.
    MonthFrom(u8),
    /// Quarter, `2026-Q4`.
    Quarter,
    /// Year, `2026`.
    Year,
    /// Clock hour of one day, by its start; an hour shown twice is two intervals.
    Interval,
    /// Half hour of one day, by its start.
    HalfHour,
    /// Quarter of an hour of one day, by its start.
    QuarterHour,
}

/// Names of weeks by their first day, Tuesday to Sunday.
const WEEKS: [&str; 6] = [
    "week_tuesday",
    "week_wednesday",
    "week_thursday",
    "week_friday",
    "week_saturday",
    "week_sunday",
];

/// Names of months by their first day, the 2nd to the 28th.
const MONTHS: [&str; 27] = [
    "month_from_2",
    "month_from_3",
    "month_from_4",
    "month_from_5",
    "month_from_6",
    "month_from_7",
    "month_from_8",
    "month_from_9",
    "month_from_10",
    "month_from_11",
    "month_from_12",
    "month_from_13",
    "month_from_14",
    "month_from_15",
    "month_from_16",
    "month_from_17",
    "month_from_18",
    "month_from_19",
    "month_from_20",
    "month_from_21",
    "month_from_22",
    "month_from_23",
    "month_from_24",
    "month_from_25",
    "month_from_26",
    "month_from_27",
    "month_from_28",
];

impl Grain {
    /// Whether it tells times of day apart.
    pub const fn is_within_days(self) -> bool {
        matches!(self, Self::Hour | Self::Interval | Self::HalfHour | Self::QuarterHour)
    }

    /// Every grain that has no day to begin with.
    pub const ALL: [Self; 9] = [
        Self::Hour,
        Self::Day,
        Self::Week,
        Self::Month,
        Self::Quarter,
        Self::Year,
        Self::Interval,
        Self::HalfHour,
        Self::QuarterHour,
    ];

    /// Its name in `--by` and as a column.
    pub fn name(self) -> &'static str {
        match self {
            Self::WeekFrom(day) => WEEKS[usize::from(day.clamp(1, 6)) - 1],
            Self::MonthFrom(day) => MONTHS[usize::from(day.clamp(2, 28)) - 2],
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Interval => "interval",
            Self::HalfHour => "interval_30m",
            Self::QuarterHour => "interval_15m",
        }
    }

    /// The grain of that name; `None` for any other text.
    pub fn from_name(name: &str) -> Option<Self> {
        let weeks = (1..=6).map(Self::WeekFrom);
        let months = (2..=28).map(Self::MonthFrom);
        Self::ALL.into_iter().chain(weeks).chain(months).find(|grain| grain.name() == name)
    }

    /// The bucket of an instant; buckets of one grain are in order of time, hours of day apart.
    ///
    /// `None` for months outside years 1 to 9999.
    pub fn bucket(self, zone: &Zone, instant: i64) -> Option<i64> {
        let wall = instant.checked_add(zone.offset(instant))?;
        let day = wall.div_euclid(DAY_MS);
        match self {
            Self::Hour => Some(wall.rem_euclid(DAY_MS) / HOUR_MS),
            Self::Day => Some(day),
            Self::Week => Some(monday(day)),
            Self::WeekFrom(first) => {
                let first = i64::from(first);
                Some(monday(day - first) + first)
            }
            Self::Month => month(day),
            Self::MonthFrom(first) => {
                let date = Civil::from_days(day)?;
                Some(month(day)? + i64::from(date.day() >= first))
            }
            Self::Quarter => Some(month(day)?.div_euclid(3)),
            Self::Year => Some(month(day)?.div_euclid(12)),
            Self::Interval => Some(interval_start(zone, instant, HOUR_MS)),
            Self::HalfHour => Some(interval_start(zone, instant, HOUR_MS / 2)),
            Self::QuarterHour => Some(interval_start(zone, instant, HOUR_MS / 4)),
        }
    }

    /// What one of its buckets is called.
    pub const fn noun(self) -> &'static str {
        match self {
            Self::Hour => "hour of the day",
            Self::Day => "day",
            Self::Week | Self::WeekFrom(_) => "week",
            Self::Month | Self::MonthFrom(_) => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
            Self::Interval => "hour",
            Self::HalfHour => "half hour",
            Self::QuarterHour => "quarter hour",
        }
    }

    /// The bucket that follows one in time; `None` for hours of the day, which follow each other every
    /// day anew, and at the end of all time.
    pub fn next(self, zone: &Zone, bucket: i64) -> Option<i64> {
        match self {
            Self::Hour => None,
            Self::Day | Self::Month | Self::MonthFrom(_) | Self::Quarter | Self::Year => {
                bucket.checked_add(1)
            }
            Self::Week | Self::WeekFrom(_) => bucket.checked_add(7),
            Self::Interval | Self::HalfHour | Self::QuarterHour => {
                let mut at = bucket;
                loop {
                    at = self.run_end(zone, at, at.checked_add(DAY_MS)?);
                    let next = self.bucket(zone, at)?;
                    if next != bucket {
                        return Some(next);
                    }
                }
            }
        }
    }

    /// What a bucket is called; `None` outside years 1 to 9999.
    pub fn label(self, zone: &Zone, bucket: i64) -> Option<String> {
        match self {
            Self::Hour => Some(format!("{bucket:02}")),
            Self::Day | Self::WeekFrom(_) => {
                let date = Civil::from_days(bucket)?;
                Some(format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day()))
            }
            Self::Week => iso_week(bucket).map(|(year, week)| format!("{year:04}-W{week:02}")),
            Self::Month | Self::MonthFrom(_) => {
                let (year, month) = (bucket.div_euclid(12), bucket.rem_euclid(12) + 1);
                Some(format!("{year:04}-{month:02}"))
            }
            Self::Quarter => {
                let (year, quarter) = (bucket.div_euclid(4), bucket.rem_euclid(4) + 1);
                Some(format!("{year:04}-Q{quarter}"))
            }
            Self::Year => Some(format!("{bucket:04}")),
            Self::Interval | Self::HalfHour | Self::QuarterHour => zone.iso(bucket),
        }
    }
}

impl Grain {
    /// The first instant after this one that lies in another bucket, or `limit` if that comes first.
    ///
    /// Walking on from there visits every stretch that has one bucket, also where clocks are changed.
    pub fn run_end(self, zone: &Zone, instant: i64, limit: i64) -> i64 {
        let length = match self {
            Self::Hour | Self::Interval => HOUR_MS,
            Self::HalfHour => HOUR_MS / 2,
            Self::QuarterHour => HOUR_MS / 4,
            _ => return self.days_end(zone, instant, limit),
        };
        let wall = instant + zone.offset(instant);
        let end = instant + length - wall.rem_euclid(length);
        zone.stretch_to(instant).map_or(end, |change| end.min(change)).min(limit)
    }

    /// The same for grains that are made of whole days.
    fn days_end(self, zone: &Zone, instant: i64, limit: i64) -> i64 {
        let own = self.bucket(zone, instant);
        let mut day = (instant + zone.offset(instant)).div_euclid(DAY_MS);
        loop {
            day += 1;
            let Some(next) = Civil::from_days(day).map(|date| zone.first_instant(date)) else {
                return limit;
            };
            if next >= limit {
                return limit;
            }
            if self.bucket(zone, next) != own {
                return next;
            }
        }
    }
}

/// Months from year 0 on of a day; `None` outside years 1 to 9999.
fn month(day: i64) -> Option<i64> {
    let date = Civil::from_days(day)?;
    Some(i64::from(date.year()) * 12 + i64::from(date.month()) - 1)
}

/// The start of the interval of `length` milliseconds by the clock; where clocks were changed
/// within it, the moment of the change.
fn interval_start(zone: &Zone, instant: i64, length: i64) -> i64 {
    let wall = instant + zone.offset(instant);
    let start = instant - wall.rem_euclid(length);
    zone.stretch_from(instant).map_or(start, |from| start.max(from))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn zone(name: &str) -> Zone {
        Zone::named(name).unwrap()
    }

    /// Minutes of a day of Europe/Madrid by bucket label.
    fn minutes(grain: Grain, zone: &Zone, day: (i32, u8, u8)) -> BTreeMap<String, usize> {
        let days = Civil::new(day.0, day.1, day.2).unwrap().days();
        let from = zone.first_instant(Civil::from_days(days).unwrap());
        let to = zone.first_instant(Civil::from_days(days + 1).unwrap());
        let mut counts = BTreeMap::new();
        for instant in (from..to).step_by(60_000) {
            let bucket = grain.bucket(zone, instant).unwrap();
            *counts.entry(grain.label(zone, bucket).unwrap()).or_default() += 1;
        }
        counts
    }

    #[test]
    fn a_run_ends_where_the_bucket_does() {
        let madrid = zone("Europe/Madrid");
        let day = |day| madrid.first_instant(Civil::new(2026, 10, day).unwrap());
        let (from, to) = (day(24), day(27));
        for grain in Grain::ALL {
            let (mut at, mut runs) = (from, Vec::new());
            while at < to {
                let end = grain.run_end(&madrid, at, to);
                let bucket = grain.bucket(&madrid, at);
                assert_eq!(grain.bucket(&madrid, end - 1), bucket, "{grain:?}");
                runs.push((bucket, end - at));
                at = end;
            }
            let days = [24, 25, 24].map(|hours| hours * HOUR_MS);
            assert_eq!(runs.iter().map(|run| run.1).sum::<i64>(), days.iter().sum::<i64>());
            if grain == Grain::Day {
                assert_eq!(runs.iter().map(|run| run.1).collect::<Vec<_>>(), days);
            }
            if grain == Grain::QuarterHour {
                assert_eq!(runs.len(), 73 * 4);
            }
        }
    }

    #[test]
    fn a_day_has_23_24_or_25_hours() {
        let madrid = zone("Europe/Madrid");
        for (day, hours) in [((2026, 3, 29), 23), ((2026, 6, 1), 24), ((2026, 10, 25), 25)] {
            let intervals = minutes(Grain::Interval, &madrid, day);
            assert_eq!(intervals.len(), hours, "{day:?}");
            assert!(intervals.values().all(|minutes| *minutes == 60));
            assert_eq!(minutes(Grain::Day, &madrid, day).into_values().sum::<usize>(), hours * 60);
            assert_eq!(minutes(Grain::QuarterHour, &madrid, day).len(), hours * 4);
        }
        let hours = minutes(Grain::Hour, &madrid, (2026, 10, 25));
        assert_eq!((hours.len(), hours["02"], hours["03"]), (24, 120, 60));
        assert_eq!(minutes(Grain::Hour, &madrid, (2026, 3, 29)).get("02"), None);
        let twice = minutes(Grain::Interval, &madrid, (2026, 10, 25));
        assert!(twice.contains_key("2026-10-25T02:00:00+02:00"));
        assert!(twice.contains_key("2026-10-25T02:00:00+01:00"));
    }

    #[test]
    fn a_change_of_half_an_hour_cuts_its_interval() {
        // Lord Howe: 5 April 2026, 02:00 becomes 01:30, so 01:30 to 02:00 is shown twice.
        let intervals = minutes(Grain::Interval, &zone("Australia/Lord_Howe"), (2026, 4, 5));
        assert_eq!(intervals["2026-04-05T01:00:00+11:00"], 60);
        assert_eq!(intervals["2026-04-05T01:30:00+10:30"], 30);
        assert_eq!(intervals.values().sum::<usize>(), 24 * 60 + 30);
    }

    #[test]
    fn a_calendar_day_is_that_of_the_zone() {
        // 2026-01-01T03:00Z is 31 December in Bogotá, in ISO week 1 of 2026.
        let bogota = zone("America/Bogota");
        let instant = Civil::new(2026, 1, 1).unwrap().wall_ms() + 3 * HOUR_MS;
        let label = |grain: Grain| grain.label(&bogota, grain.bucket(&bogota, instant)?);
        assert_eq!(label(Grain::Day).unwrap(), "2025-12-31");
        assert_eq!(label(Grain::Week).unwrap(), "2026-W01");
        assert_eq!(label(Grain::Month).unwrap(), "2025-12");
        assert_eq!(label(Grain::Hour).unwrap(), "22");
        assert_eq!(label(Grain::HalfHour).unwrap(), "2025-12-31T22:00:00-05:00");
    }

    #[test]
    fn fiscal_weeks_and_months_begin_on_their_day() {
        let utc = zone("UTC");
        let label = |name: &str, (year, month, day)| {
            let instant = Civil::new(year, month, day).unwrap().wall_ms();
            let grain = Grain::from_name(name).unwrap();
            grain.label(&utc, grain.bucket(&utc, instant).unwrap()).unwrap()
        };
        // 4 October 2026 is a Sunday.
        assert_eq!(label("week_sunday", (2026, 10, 3)), "2026-09-27");
        assert_eq!(label("week_sunday", (2026, 10, 4)), "2026-10-04");
        assert_eq!(label("week_saturday", (2026, 10, 3)), "2026-10-03");
        assert_eq!(label("month_from_26", (2026, 9, 25)), "2026-09");
        assert_eq!(label("month_from_26", (2026, 12, 26)), "2027-01");
        assert_eq!(label("quarter", (2026, 9, 30)), "2026-Q3");
        assert_eq!(label("year", (2026, 12, 31)), "2026");
        for name in ["week_monday", "month_from_1", "month_from_29"] {
            assert_eq!(Grain::from_name(name), None);
        }
    }

    #[test]
    fn every_name_leads_back() {
        for grain in Grain::ALL {
            assert_eq!(Grain::from_name(grain.name()), Some(grain));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn one_bucket_follows_the_other(from in 0i64..4_000_000_000_000) {
            let madrid = zone("Europe/Madrid");
            for grain in Grain::ALL.into_iter().filter(|grain| *grain != Grain::Hour) {
                let bucket = grain.bucket(&madrid, from).unwrap();
                let end = grain.run_end(&madrid, from, i64::MAX);
                let later = grain.bucket(&madrid, end).unwrap();
                prop_assert!(later == bucket || grain.next(&madrid, bucket) == Some(later));
            }
        }

        #[test]
        fn buckets_are_in_order_of_time(from in 0i64..4_000_000_000_000, gap in 0i64..100_000_000) {
            let madrid = zone("Europe/Madrid");
            for grain in Grain::ALL.into_iter().filter(|grain| *grain != Grain::Hour) {
                prop_assert!(grain.bucket(&madrid, from) <= grain.bucket(&madrid, from + gap));
            }
        }
    }
}
