//! Business hours: when a centre is open, and how much of a stretch of time that is.

use crate::model::civil::{DAY_MS, HOUR_MS};
use crate::model::{Civil, Zone};
use crate::problem::{Place, Problem};
use std::collections::BTreeSet;

/// The days of a week, as the configuration calls them.
pub const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// Opening hours of every day of the week, and the days on which nobody is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    /// Stretches by weekday, Monday first, in milliseconds from midnight on the clock; one that ends
    /// on the next day ends after 24 hours.
    week: [Vec<(i64, i64)>; 7],
    /// In days since 1 January 1970.
    holidays: BTreeSet<i64>,
    zone: Zone,
}

impl Hours {
    /// The hours that texts name: a day or `weekdays` (Monday to Friday) with `09:00-18:00`, or
    /// `holidays` with a date. What is wrong comes with the place of the text in the list.
    pub fn read(texts: &[(&str, &str)], zone: &Zone) -> Result<Self, Vec<(usize, Problem)>> {
        let mut hours =
            Self { week: Default::default(), holidays: BTreeSet::new(), zone: zone.clone() };
        let mut wrong = Vec::new();
        for (at, (key, text)) in texts.iter().enumerate() {
            if let Err(problem) = hours.add(key, text) {
                wrong.push((at, problem));
            }
        }
        for day in &mut hours.week {
            day.sort_unstable();
        }
        if wrong.is_empty() && hours.week.iter().all(Vec::is_empty) {
            let message = "expected opening hours of at least one day, found none";
            wrong.push((0, bad(message.to_owned()).help("add weekdays = \"09:00-18:00\"")));
        }
        if wrong.is_empty() { Ok(hours) } else { Err(wrong) }
    }

    fn add(&mut self, key: &str, text: &str) -> Result<(), Problem> {
        if key == "holidays" {
            let date = crate::model::instant::day(text, &Zone::utc());
            let day = date.map(|day| day.from.div_euclid(DAY_MS)).ok_or_else(|| {
                bad(format!("expected a date, found `{text}`")).help("write it as 2026-12-25")
            })?;
            self.holidays.insert(day);
            return Ok(());
        }
        let stretch = stretch(text)?;
        for (at, name) in WEEKDAYS.iter().enumerate() {
            if *name == key || (key == "weekdays" && at < 5) {
                if let Some(other) = self.overlapped(at, stretch) {
                    let message = format!("the hours `{text}` of {name} overlap those of {other}");
                    return Err(bad(message).help("write every stretch once"));
                }
                self.week[at].push(stretch);
            }
        }
        Ok(())
    }

    /// The day, the same or a neighbour, whose hours a stretch of that weekday overlaps; nights reach
    /// into the next day, and Sunday's into Monday.
    fn overlapped(&self, at: usize, (begin, end): (i64, i64)) -> Option<&'static str> {
        [(6, -DAY_MS), (0, 0), (1, DAY_MS)].into_iter().find_map(|(days, shift)| {
            let day = (at + days) % 7;
            let mut others = self.week[day].iter();
            let is_within = |other: &(i64, i64)| begin < other.1 + shift && other.0 + shift < end;
            others.any(is_within).then_some(WEEKDAYS[day])
        })
    }

    /// Milliseconds of business hours from one instant up to another; 0 when the second is earlier.
    pub fn open_between(&self, from: i64, to: i64) -> i64 {
        let mut open = 0;
        // A stretch of the day before may reach into the first day.
        let mut day = self.day(from) - 1;
        while let Some(date) = Civil::from_days(day) {
            if self.zone.first_instant(date) >= to {
                break;
            }
            for (begin, end) in self.stretches(day) {
                open +=
                    (self.instant(day, *end).min(to) - self.instant(day, *begin).max(from)).max(0);
            }
            day += 1;
        }
        open
    }

    /// The end of the n-th working day after the day of an instant: the first instant after it.
    pub fn end_of_working_day(&self, from: i64, n: u32) -> i64 {
        let (mut day, mut left) = (self.day(from), n);
        // Ten years without a working day are none to wait for.
        for _ in 0..3_660 {
            if left == 0 {
                break;
            }
            day += 1;
            left -= u32::from(!self.stretches(day).is_empty());
        }
        self.instant(day + 1, 0)
    }

    /// In one line, as reports tell it.
    pub fn text(&self) -> String {
        let clock = |ms: i64| format!("{:02}:{:02}", ms / HOUR_MS % 24, ms / 60_000 % 60);
        let day = |(name, stretches): (&&str, &Vec<(i64, i64)>)| {
            let stretches = stretches.iter();
            let all: Vec<_> = stretches
                .map(|(begin, end)| format!("{}-{}", clock(*begin), clock(*end)))
                .collect();
            (!all.is_empty()).then(|| format!("{} {}", &name[..3], all.join(" ")))
        };
        let days: Vec<_> = WEEKDAYS.iter().zip(&self.week).filter_map(day).collect();
        let holidays = match self.holidays.len() {
            0 => String::new(),
            n => format!(
                ", {}",
                crate::report::words::counted(u64::try_from(n).unwrap_or(0), "holiday")
            ),
        };
        format!("{}{holidays}", days.join(", "))
    }

    fn day(&self, instant: i64) -> i64 {
        (instant + self.zone.offset(instant)).div_euclid(DAY_MS)
    }

    fn stretches(&self, day: i64) -> &[(i64, i64)] {
        if self.holidays.contains(&day) {
            return &[];
        }
        // 1 January 1970 was a Thursday.
        let weekday = usize::try_from((day + 3).rem_euclid(7)).unwrap_or_default();
        &self.week[weekday]
    }

    /// When the clock shows so much after midnight of a day.
    fn instant(&self, day: i64, ms: i64) -> i64 {
        let wall = Civil::from_wall_ms(day * DAY_MS + ms);
        wall.map_or(i64::MAX, |wall| self.zone.first_instant(wall))
    }
}

/// `09:00-18:00` in milliseconds from midnight; an end at or before the beginning is on the next day.
fn stretch(text: &str) -> Result<(i64, i64), Problem> {
    let found = text.split_once(['-', '–']).and_then(|(begin, end)| {
        let (begin, end) = (clock(begin.trim())?, clock(end.trim())?);
        let end = if end <= begin { end + DAY_MS } else { end };
        (begin < DAY_MS).then_some((begin, end))
    });
    found.ok_or_else(|| {
        bad(format!("expected opening hours, found `{text}`")).help("write them as 09:00-18:00")
    })
}

/// `09:00` up to `24:00`.
fn clock(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once(':')?;
    let number = |text: &str| {
        let is_plain = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_plain { text.parse::<i64>().ok() } else { None }
    };
    let (hour, minute) = (number(hour)?, number(minute)?);
    let ms = hour * HOUR_MS + minute * 60_000;
    (minute < 60 && ms <= DAY_MS).then_some(ms)
}

fn bad(message: String) -> Problem {
    Problem::new("bad-hours", Place::file("business_hours"), message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn office(zone: &str) -> Hours {
        let texts = [
            ("weekdays", "09:00-13:00"),
            ("weekdays", "14:00-18:00"),
            ("saturday", "22:00-02:00"),
            ("holidays", "2026-10-12"),
        ];
        Hours::read(&texts, &Zone::named(zone).unwrap()).unwrap()
    }

    /// An instant of October 2026 in Madrid.
    fn at(day: u8, hour: u8, minute: u8) -> i64 {
        let date = Civil::new(2026, 10, day).unwrap().at(hour, minute, 0, 0).unwrap();
        Zone::named("Europe/Madrid").unwrap().first_instant(date)
    }

    const MINUTE: i64 = 60_000;

    #[test]
    fn a_stretch_of_nothing_is_never_open() {
        let office = office("Europe/Madrid");
        assert_eq!(office.open_between(at(5, 10, 0), at(5, 10, 0)), 0);
        assert_eq!(office.open_between(at(5, 12, 0), at(5, 10, 0)), 0);
    }

    #[test]
    fn lunch_nights_weekends_and_holidays_do_not_count() {
        let office = office("Europe/Madrid");
        // Friday 9 October 17:30 to Tuesday 13th 09:15 over Monday the 12th, a holiday: 30 min on
        // Friday, 4 h in the night from Saturday to Sunday, 15 min on Tuesday.
        let open = office.open_between(at(9, 17, 30), at(13, 9, 15));
        assert_eq!(open, (30 + 240 + 15) * MINUTE);
        assert_eq!(office.open_between(at(5, 12, 30), at(5, 14, 30)), 60 * MINUTE);
        assert_eq!(office.open_between(at(11, 1, 0), at(11, 5, 0)), 60 * MINUTE);
        // The night in which clocks are put back at 03:00: from 22:00 to the first 02:00 it is 4 h.
        assert_eq!(office.open_between(at(24, 20, 0), at(25, 12, 0)), 240 * MINUTE);
    }

    #[test]
    fn working_days_end_at_midnight_and_holidays_are_none() {
        let office = office("Europe/Madrid");
        // After Friday the 9th: Saturday is a working day here, Sunday and the holiday are not.
        assert_eq!(office.end_of_working_day(at(9, 17, 30), 2), at(14, 0, 0));
        assert_eq!(office.end_of_working_day(at(9, 17, 30), 0), at(10, 0, 0));
    }

    #[test]
    fn what_is_no_time_of_day_is_told() {
        let zone = Zone::utc();
        for (key, text, help) in [
            ("monday", "9-18", "write them as 09:00-18:00"),
            ("monday", "09:60-18:00", "write them as 09:00-18:00"),
            ("holidays", "25.12.2026", "write it as 2026-12-25"),
            ("holidays", "2026-02-30", "write it as 2026-12-25"),
        ] {
            let wrong = Hours::read(&[(key, text)], &zone).unwrap_err();
            assert_eq!((wrong[0].0, wrong[0].1.help.as_deref()), (0, Some(help)), "{text}");
        }
        let twice = [("monday", "09:00-18:00"), ("weekdays", "17:00-20:00")];
        assert_eq!(Hours::read(&twice, &zone).unwrap_err()[0].0, 1);
        for (first, second) in [
            (("monday", "22:00-06:00"), ("tuesday", "05:00-07:00")),
            (("tuesday", "05:00-07:00"), ("monday", "22:00-06:00")),
            (("sunday", "22:00-06:00"), ("monday", "05:59-07:00")),
            (("saturday", "12:00-12:00"), ("sunday", "11:00-13:00")),
        ] {
            let wrong = Hours::read(&[first, second], &zone).unwrap_err();
            let want = format!("overlap those of {}", first.0);
            assert!(wrong[0].0 == 1 && wrong[0].1.message.ends_with(&want), "{first:?}");
        }
        let nights =
            [("weekdays", "22:00-06:00"), ("saturday", "06:00-06:00"), ("sunday", "06:00-12:00")];
        assert!(Hours::read(&nights, &zone).is_ok());
        assert!(Hours::read(&[("holidays", "2026-12-25")], &zone).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn open_time_adds_up_and_never_exceeds_the_clock(cuts in prop::array::uniform3(0_i64..20_000)) {
            let office = office("Europe/Madrid");
            let mut cuts = cuts.map(|minutes| at(20, 0, 0) + minutes * MINUTE);
            cuts.sort_unstable();
            let [from, middle, to] = cuts;
            let parts = office.open_between(from, middle) + office.open_between(middle, to);
            prop_assert_eq!(parts, office.open_between(from, to));
            prop_assert!(parts <= to - from);
        }
    }
}
