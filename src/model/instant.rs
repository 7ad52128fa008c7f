//! Instants as people write them in a filter: ISO 8601, with an offset or in a zone.

use super::{Period, Zone};
use crate::problem::Place;
use jiff::Timestamp;
use jiff::civil::DateTime;

/// The instant that `text` names, in milliseconds since 1970 in UTC.
///
/// A date-time with an offset (`2026-10-05T08:00:00-05:00`, `…Z`), or one without, which is then
/// that of `zone`: of two such times, where clocks went back, the first; where they went forward,
/// as if they had not. `None` for anything else, a plain date included.
pub fn parse(text: &str, zone: &Zone) -> Option<i64> {
    if text.len() <= DATE.len() {
        return None;
    }
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Some(instant.as_millisecond());
    }
    let local: DateTime = text.parse().ok()?;
    Some(local.to_zoned(zone.rules().clone()).ok()?.timestamp().as_millisecond())
}

/// The day that `text` (`2026-10-05`) names in `zone`; `None` for anything but a plain date.
pub fn day(text: &str, zone: &Zone) -> Option<Period> {
    let plain = text.len() == DATE.len() && text.bytes().filter(|b| *b == b'-').count() == 2;
    if plain { Period::parse(text, zone, &Place::default()).ok() } else { None }
}

const DATE: &str = "yyyy-mm-dd";

#[cfg(test)]
mod tests {
    use super::*;

    fn bogota() -> Zone {
        Zone::named("America/Bogota").unwrap()
    }

    #[test]
    fn what_names_no_instant_is_none() {
        for text in ["", "2026", "2026-10-05", "yesterday noon", "2026-13-05T08:00:00Z"] {
            assert_eq!(parse(text, &Zone::utc()), None, "{text}");
        }
        for text in ["2026-10-05T08:00:00Z", "2026-02-30", "2026-10-5", "2026-1..26"] {
            assert_eq!(day(text, &Zone::utc()), None, "{text}");
        }
    }

    #[test]
    fn an_offset_decides_and_a_zone_helps_out() {
        // date -u -d '2026-10-05T08:00:00-05:00' +%s → 1791205200
        assert_eq!(parse("2026-10-05T08:00:00-05:00", &Zone::utc()), Some(1_791_205_200_000));
        assert_eq!(parse("2026-10-05T08:00:00", &bogota()), Some(1_791_205_200_000));
        assert_eq!(parse("2026-10-05 08:00", &bogota()), Some(1_791_205_200_000));
    }

    #[test]
    fn a_day_has_as_many_hours_as_its_clock() {
        let hours = |text, zone: &str| {
            let day = day(text, &Zone::named(zone).unwrap()).unwrap();
            (day.to - day.from) / 3_600_000
        };
        assert_eq!(hours("2026-10-05", "America/Bogota"), 24);
        assert_eq!(hours("2026-10-25", "Europe/Madrid"), 25);
    }

    #[test]
    fn what_is_written_reads_back() {
        for ms in [0, 1_791_205_200_000, 1_791_205_200_250, -1] {
            for zone in [Zone::utc(), bogota()] {
                assert_eq!(parse(&zone.iso(ms).unwrap(), &Zone::utc()), Some(ms));
            }
        }
    }
}
