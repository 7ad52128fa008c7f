//! Zones: from instants to wall time and back, daylight saving included.
//!
//! The offsets of 1900 to 2100 are laid out once as a table, so that a row costs a search in it and
//! not a look into the zone's rules; instants outside those years ask the rules.

use super::Civil;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::sync::Arc;

/// 1 January 1900, the first instant of the table, in milliseconds.
const TABLE_FROM: i64 = -2_208_988_800_000;

/// 1 January 2100, the first instant after the table.
const TABLE_TO: i64 = 4_102_444_800_000;

/// No offset is larger than this: 26 hours.
const WIDEST: i64 = 26 * 3_600_000;

/// A time zone by its IANA name.
#[derive(Debug, Clone)]
pub struct Zone {
    name: String,
    rules: TimeZone,
    /// Offsets in order of time; the first holds from [`TABLE_FROM`].
    stretches: Arc<[Stretch]>,
}

/// A stretch of time during which the offset does not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Stretch {
    /// First instant.
    from: i64,
    /// Wall time minus UTC, in milliseconds.
    offset: i64,
}

/// What a wall time means in a zone, in milliseconds since 1970 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instant {
    /// One instant.
    Unique(i64),
    /// None: the clock was put forward over it.
    Gap,
    /// Two: the clock was put back and showed it twice.
    Fold {
        /// The earlier one, before the clock was put back.
        first: i64,
        /// The later one.
        second: i64,
    },
}

impl Zone {
    /// UTC.
    pub fn utc() -> Self {
        Self::new("UTC".to_owned(), TimeZone::UTC)
    }

    /// The zone of that IANA name; `None` when there is no such zone.
    pub fn named(name: &str) -> Option<Self> {
        let zone = TimeZone::get(name).ok()?;
        let name = zone.iana_name().unwrap_or(name).to_owned();
        Some(Self::new(name, zone))
    }

    fn new(name: String, zone: TimeZone) -> Self {
        let first = Stretch { from: TABLE_FROM, offset: rule_offset(&zone, TABLE_FROM) };
        let mut stretches = vec![first];
        for change in zone.following(timestamp(TABLE_FROM)) {
            let from = change.timestamp().as_millisecond();
            if from >= TABLE_TO {
                break;
            }
            let offset = i64::from(change.offset().seconds()) * 1000;
            if stretches.last().is_none_or(|last| last.offset != offset) {
                stretches.push(Stretch { from, offset });
            }
        }
        Self { name, rules: zone, stretches: stretches.into() }
    }

    /// Its IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The zone's rules.
    pub fn rules(&self) -> &TimeZone {
        &self.rules
    }

    /// Wall time minus UTC at an instant, both in milliseconds.
    pub fn offset(&self, instant: i64) -> i64 {
        if (TABLE_FROM..TABLE_TO).contains(&instant) {
            self.stretches[self.index(instant)].offset
        } else {
            rule_offset(&self.rules, instant)
        }
    }

    /// What a clock shows at an instant; `None` outside years 1 to 9999.
    pub fn civil(&self, instant: i64) -> Option<Civil> {
        Civil::from_wall_ms(instant.checked_add(self.offset(instant))?)
    }

    /// The instant or instants at which a clock shows that time.
    pub fn instant(&self, local: Civil) -> Instant {
        let wall = local.wall_ms();
        if !(TABLE_FROM + WIDEST..TABLE_TO - WIDEST).contains(&wall) {
            return self.instant_by_rules(wall);
        }
        let mut found = None;
        for index in self.index(wall - WIDEST)..self.stretches.len() {
            let Stretch { from, offset } = self.stretches[index];
            if from > wall + WIDEST {
                break;
            }
            let until = self.stretches.get(index + 1).map_or(TABLE_TO, |next| next.from);
            let instant = wall - offset;
            if (from..until).contains(&instant) {
                match found {
                    None => found = Some(instant),
                    Some(first) => return Instant::Fold { first, second: instant },
                }
            }
        }
        found.map_or(Instant::Gap, Instant::Unique)
    }

    /// The instant at which a day begins by the clock, when the clock is not changed on it, the day
    /// before or the day after; `None` when it may be.
    pub fn plain_midnight(&self, day: Civil) -> Option<i64> {
        let wall = day.wall_ms();
        let around = (wall - 2 * WIDEST, wall + 2 * WIDEST);
        if around.0 < TABLE_FROM || around.1 >= TABLE_TO {
            return None;
        }
        let stretch = self.index(around.0);
        (stretch == self.index(around.1)).then(|| wall - self.stretches[stretch].offset)
    }

    /// The first instant at which a clock shows that time or a later one: after a gap, its end.
    pub fn first_instant(&self, local: Civil) -> i64 {
        match self.instant(local) {
            Instant::Unique(instant) | Instant::Fold { first: instant, .. } => instant,
            Instant::Gap => {
                // With the offset before the gap, the wall time lies past the gap's end.
                let wall = local.wall_ms();
                let past = wall - self.offset(wall - WIDEST);
                self.stretch_from(past).unwrap_or(past)
            }
        }
    }

    /// When the offset of an instant began to hold; `None` outside 1900 to 2100.
    pub(super) fn stretch_from(&self, instant: i64) -> Option<i64> {
        let known = (TABLE_FROM..TABLE_TO).contains(&instant);
        known.then(|| self.stretches[self.index(instant)].from)
    }

    /// When the offset of an instant ceases to hold; `None` outside 1900 to 2100 and where it holds on.
    pub(super) fn stretch_to(&self, instant: i64) -> Option<i64> {
        let known = (TABLE_FROM..TABLE_TO).contains(&instant);
        known.then(|| self.stretches.get(self.index(instant) + 1).map(|next| next.from)).flatten()
    }

    /// An instant as ISO 8601 with offset, such as `2026-10-25T02:30:00+01:00`; `None` outside years
    /// 1 to 9999. Milliseconds are written when there are any.
    pub fn iso(&self, instant: i64) -> Option<String> {
        let civil = self.civil(instant)?;
        let mut text = String::with_capacity("2026-10-25T02:30:00.500+01:00".len());
        let [year, month] = [civil.year(), i32::from(civil.month())];
        let [century, year] = [year / 100, year % 100];
        pair(&mut text, century);
        for (mark, part) in [("", year), ("-", month), ("-", civil.day().into())] {
            text.push_str(mark);
            pair(&mut text, part);
        }
        for (mark, part) in [("T", civil.hour()), (":", civil.minute()), (":", civil.second())] {
            text.push_str(mark);
            pair(&mut text, part.into());
        }
        if civil.milli() > 0 {
            text.push('.');
            let milli = i32::from(civil.milli());
            digits(&mut text, [milli / 100, milli / 10 % 10, milli % 10]);
        }
        offset_text(self.offset(instant), &mut text);
        Some(text)
    }

    /// Index of the stretch that holds an instant of the table.
    fn index(&self, instant: i64) -> usize {
        self.stretches.partition_point(|stretch| stretch.from <= instant).saturating_sub(1)
    }

    fn instant_by_rules(&self, wall: i64) -> Instant {
        let mut found: Vec<i64> = [wall - WIDEST, wall + WIDEST]
            .map(|near| wall - rule_offset(&self.rules, near))
            .into_iter()
            .filter(|instant| instant + rule_offset(&self.rules, *instant) == wall)
            .collect();
        found.sort_unstable();
        found.dedup();
        match found[..] {
            [] => Instant::Gap,
            [instant] => Instant::Unique(instant),
            [first, .., second] => Instant::Fold { first, second },
        }
    }
}

fn timestamp(instant: i64) -> Timestamp {
    let bound = if instant < 0 { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_millisecond(instant).unwrap_or(bound)
}

fn rule_offset(zone: &TimeZone, instant: i64) -> i64 {
    i64::from(zone.to_offset(timestamp(instant)).seconds()) * 1000
}

/// Adds an offset in milliseconds as `+05:30`, with seconds where a historical one has them.
fn offset_text(offset: i64, text: &mut String) {
    text.push(if offset < 0 { '-' } else { '+' });
    // No offset has more than some 26 hours.
    let seconds = i32::try_from(offset.abs() / 1000).unwrap_or(i32::MAX);
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
    pair(text, hours);
    text.push(':');
    pair(text, minutes);
    if seconds % 60 > 0 {
        text.push(':');
        pair(text, seconds % 60);
    }
}

/// Adds a number below 100 as two digits.
fn pair(text: &mut String, number: i32) {
    digits(text, [number / 10, number % 10]);
}

fn digits<const N: usize>(text: &mut String, digits: [i32; N]) {
    for digit in digits {
        let digit = u32::try_from(digit).ok().and_then(|digit| char::from_digit(digit, 10));
        text.push(digit.unwrap_or('?'));
    }
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::DateTime;
    use jiff::tz::AmbiguousOffset;
    use proptest::prelude::*;

    const ZONES: [&str; 8] = [
        "Europe/Madrid",
        "America/Bogota",
        "Asia/Kolkata",
        "Australia/Lord_Howe",
        "America/Havana",
        "Pacific/Apia",
        "Asia/Kathmandu",
        "America/Sao_Paulo",
    ];

    fn zone(name: &str) -> Zone {
        Zone::named(name).unwrap()
    }

    fn wall(text: &str) -> Civil {
        let at: DateTime = text.parse().unwrap();
        let small = |value: i8| u8::try_from(value).unwrap();
        Civil::new(at.year().into(), small(at.month()), small(at.day()))
            .and_then(|date| {
                let milli = u16::try_from(at.millisecond()).unwrap();
                date.at(small(at.hour()), small(at.minute()), small(at.second()), milli)
            })
            .unwrap()
    }

    #[test]
    fn there_is_no_zone_of_a_wrong_name() {
        assert_eq!(Zone::named("Europe/Madird"), None);
        assert_eq!(zone("europe/madrid").name(), "Europe/Madrid");
    }

    #[test]
    fn an_hour_is_missing_in_spring_and_double_in_autumn() {
        // Clocks in Spain: 29 March 2026, 02:00 becomes 03:00; 25 October 2026, 03:00 becomes 02:00.
        let madrid = zone("Europe/Madrid");
        assert_eq!(madrid.instant(wall("2026-03-29T02:30:00")), Instant::Gap);
        let spring: Timestamp = "2026-03-29T01:00:00Z".parse().unwrap();
        let end = madrid.first_instant(wall("2026-03-29T02:30:00"));
        assert_eq!(end, spring.as_millisecond());
        let Instant::Fold { first, second } = madrid.instant(wall("2026-10-25T02:30:00")) else {
            panic!("02:30 is shown twice");
        };
        assert_eq!(second - first, 3_600_000);
        assert_eq!(madrid.iso(first).unwrap(), "2026-10-25T02:30:00+02:00");
        assert_eq!(madrid.iso(second + 7).unwrap(), "2026-10-25T02:30:00.007+01:00");
    }

    #[test]
    fn wall_times_mean_what_jiff_says_around_every_change() {
        for name in ZONES {
            let (ours, rules) = (zone(name), TimeZone::get(name).unwrap());
            let since: Timestamp = "1975-01-01T00:00:00Z".parse().unwrap();
            let until: Timestamp = "2130-01-01T00:00:00Z".parse().unwrap();
            for change in rules.following(since).take_while(|change| change.timestamp() < until) {
                for minutes in (-120..=120).step_by(15) {
                    let near = change.timestamp().as_millisecond() + minutes * 60_000;
                    for offset in [ours.offset(near), ours.offset(near - WIDEST)] {
                        agrees(&ours, &rules, near + offset);
                    }
                }
            }
        }
    }

    fn agrees(ours: &Zone, rules: &TimeZone, wall_ms: i64) {
        let local = Civil::from_wall_ms(wall_ms).unwrap();
        let at = TimeZone::UTC.to_datetime(timestamp(wall_ms));
        let instant = |offset: jiff::tz::Offset| wall_ms - i64::from(offset.seconds()) * 1000;
        let expected = match rules.to_ambiguous_timestamp(at).offset() {
            AmbiguousOffset::Unambiguous { offset } => Instant::Unique(instant(offset)),
            AmbiguousOffset::Gap { .. } => Instant::Gap,
            AmbiguousOffset::Fold { before, after } => {
                Instant::Fold { first: instant(before), second: instant(after) }
            }
        };
        assert_eq!(ours.instant(local), expected, "{} {at}", ours.name());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn clocks_show_what_jiff_says(
            which in 0usize..ZONES.len(),
            instant in -2_300_000_000_000i64..5_000_000_000_000,
        ) {
            let (ours, rules) = (zone(ZONES[which]), TimeZone::get(ZONES[which]).unwrap());
            let theirs = rules.to_datetime(timestamp(instant));
            prop_assert_eq!(ours.civil(instant).unwrap(), wall(&theirs.to_string()));
        }
    }
}
