//! Dates and times of day as a clock on a wall shows them, without a zone.
//!
//! The calendar is the proleptic Gregorian one. Its arithmetic is written out because every row of
//! an export passes here. Source: Hinnant, *chrono-Compatible Low-Level Date Algorithms*.
//! <https://howardhinnant.github.io/date_algorithms.html>

/// Milliseconds of a day of 24 hours.
pub const DAY_MS: i64 = 86_400_000;

/// Milliseconds of an hour.
pub const HOUR_MS: i64 = 3_600_000;

/// A date and a time of day that exist in the calendar, in years 1 to 9999.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Civil {
    year: i32,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
    milli: u16,
}

impl Civil {
    /// Midnight at the start of a date; `None` when the calendar has no such date.
    pub const fn new(year: i32, month: u8, day: u8) -> Option<Self> {
        if year < 1 || year > 9999 || month < 1 || month > 12 {
            return None;
        }
        if day < 1 || day > days_in_month(year, month) {
            return None;
        }
        Some(Self { year, month, day, hour: 0, minute: 0, second: 0, milli: 0 })
    }

    /// The same date at a time of day; `None` when the clock has no such time. There is no second 60.
    #[must_use]
    #[expect(clippy::too_many_arguments, reason = "four parts of a clock, always in this order")]
    pub const fn at(self, hour: u8, minute: u8, second: u8, milli: u16) -> Option<Self> {
        if hour > 23 || minute > 59 || second > 59 || milli > 999 {
            return None;
        }
        Some(Self { hour, minute, second, milli, ..self })
    }

    /// Midnight at the start of the date that lies `days` after 1 January 1970; `None` outside
    /// years 1 to 9999.
    pub fn from_days(days: i64) -> Option<Self> {
        if !(-719_162..=2_932_896).contains(&days) {
            return None;
        }
        let shifted = days + 719_468;
        let era = shifted.div_euclid(146_097);
        let day_of_era = shifted.rem_euclid(146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
        let year = year_of_era + era * 400 + i64::from(month <= 2);
        Self::new(i32::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?)
    }

    /// The date and time that lie `ms` milliseconds after midnight of 1 January 1970 on the same
    /// wall; `None` outside years 1 to 9999.
    pub fn from_wall_ms(ms: i64) -> Option<Self> {
        let date = Self::from_days(ms.div_euclid(DAY_MS))?;
        let rest = ms.rem_euclid(DAY_MS);
        let small = |value: i64| u8::try_from(value).ok();
        date.at(
            small(rest / HOUR_MS)?,
            small(rest / 60_000 % 60)?,
            small(rest / 1000 % 60)?,
            u16::try_from(rest % 1000).ok()?,
        )
    }

    /// Days from 1 January 1970 to the date.
    pub fn days(self) -> i64 {
        let month = i64::from(self.month);
        let year = i64::from(self.year) - i64::from(month <= 2);
        let era = year.div_euclid(400);
        let year_of_era = year.rem_euclid(400);
        let from_march = if month > 2 { month - 3 } else { month + 9 };
        let day_of_year = (153 * from_march + 2) / 5 + i64::from(self.day) - 1;
        let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
        era * 146_097 + day_of_era - 719_468
    }

    /// Milliseconds from midnight of 1 January 1970 on the same wall.
    pub fn wall_ms(self) -> i64 {
        let minutes = i64::from(self.hour) * 60 + i64::from(self.minute);
        let seconds = minutes * 60 + i64::from(self.second);
        self.days() * DAY_MS + seconds * 1000 + i64::from(self.milli)
    }

    /// Year, 1 to 9999.
    pub const fn year(self) -> i32 {
        self.year
    }

    /// Month, 1 to 12.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// Day of the month, from 1.
    pub const fn day(self) -> u8 {
        self.day
    }

    /// Hour, 0 to 23.
    pub const fn hour(self) -> u8 {
        self.hour
    }

    /// Minute, 0 to 59.
    pub const fn minute(self) -> u8 {
        self.minute
    }

    /// Second, 0 to 59.
    pub const fn second(self) -> u8 {
        self.second
    }

    /// Millisecond, 0 to 999.
    pub const fn milli(self) -> u16 {
        self.milli
    }
}

/// Days of a month from 1 to 12; 0 for any other month.
const fn days_in_month(year: i32, month: u8) -> u8 {
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 0,
    }
}

/// ISO week-numbering year and week of a date given in days from 1 January 1970; `None` outside
/// years 1 to 9999.
///
/// Source: ISO 8601: weeks begin on Monday, and a week belongs to the year of its Thursday.
pub fn iso_week(days: i64) -> Option<(i32, i64)> {
    let thursday = monday(days) + 3;
    let year = Civil::from_days(thursday)?.year;
    let first = Civil::new(year, 1, 1)?.days();
    Some((year, (thursday - first) / 7 + 1))
}

/// The Monday of the week of a date, both in days from 1 January 1970, which was a Thursday.
pub fn monday(days: i64) -> i64 {
    days - (days + 3).rem_euclid(7)
}

/// The Monday of an ISO week; `None` when the year has no such week.
pub fn monday_of_week(year: i32, week: i64) -> Option<i64> {
    let fourth = Civil::new(year, 1, 4)?.days();
    let day = monday(fourth) + (week - 1) * 7;
    (iso_week(day) == Some((year, week))).then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{Date, date};
    use proptest::prelude::*;

    #[test]
    fn what_the_calendar_does_not_have_is_none() {
        for (year, month, day) in
            [(2026, 0, 1), (2026, 13, 1), (2026, 2, 29), (1900, 2, 29), (2026, 4, 31), (2026, 1, 0)]
        {
            assert_eq!(Civil::new(year, month, day), None, "{year}-{month}-{day}");
        }
        assert!(Civil::new(2000, 2, 29).is_some() && Civil::new(0, 1, 1).is_none());
        let date = Civil::new(2026, 1, 1).unwrap();
        assert_eq!(date.at(24, 0, 0, 0), None);
        assert_eq!(date.at(23, 59, 60, 0), None);
        assert_eq!(Civil::from_days(-719_163), None);
        assert_eq!(Civil::from_days(2_932_897), None);
    }

    #[test]
    fn the_epoch_is_day_zero() {
        assert_eq!(Civil::new(1970, 1, 1).unwrap().wall_ms(), 0);
        assert_eq!(Civil::from_wall_ms(-1).unwrap(), {
            Civil::new(1969, 12, 31).unwrap().at(23, 59, 59, 999).unwrap()
        });
    }

    #[test]
    fn iso_weeks_belong_to_the_year_of_their_thursday() {
        // ISO 8601 examples: 1 January 2027 is a Friday and lies in the last week of 2026.
        let week = |y, m, d| iso_week(Civil::new(y, m, d).unwrap().days()).unwrap();
        assert_eq!(week(2027, 1, 1), (2026, 53));
        assert_eq!(week(2024, 12, 30), (2025, 1));
        assert_eq!(week(2026, 10, 25), (2026, 43));
        assert_eq!(monday_of_week(2026, 53), Some(Civil::new(2026, 12, 28).unwrap().days()));
        assert_eq!(monday_of_week(2025, 53), None);
        assert_eq!(monday_of_week(2026, 0), None);
    }

    fn days_of(date: Date) -> i64 {
        let since = Date::constant(1970, 1, 1).until(date).unwrap();
        i64::from(since.get_days())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn days_agree_with_jiff(year in 1i16..=9999, month in 1i8..=12, day in 1i8..=31) {
            let ours = Civil::new(year.into(), month.try_into().unwrap(), day.try_into().unwrap());
            let theirs = Date::new(year, month, day).ok();
            prop_assert_eq!(ours.is_some(), theirs.is_some());
            if let (Some(ours), Some(theirs)) = (ours, theirs) {
                prop_assert_eq!(ours.days(), days_of(theirs));
                let week = theirs.iso_week_date();
                let (iso_year, number) = (i32::from(week.year()), i64::from(week.week()));
                prop_assert_eq!(iso_week(ours.days()), Some((iso_year, number)));
            }
        }

        #[test]
        fn a_wall_time_leads_back(ms in -62_135_596_800_000i64..=253_402_300_799_999) {
            prop_assert_eq!(Civil::from_wall_ms(ms).unwrap().wall_ms(), ms);
        }
    }

    #[test]
    fn the_first_and_the_last_day_are_there() {
        assert_eq!(days_of(date(1, 1, 1)), -719_162);
        assert_eq!(days_of(date(9999, 12, 31)), 2_932_896);
        assert!(Civil::from_days(-719_162).is_some() && Civil::from_days(2_932_896).is_some());
    }
}
