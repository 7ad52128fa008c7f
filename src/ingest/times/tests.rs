//! Facts about `times`.

use super::*;

fn local(text: &str, format: &str, century: Option<i32>) -> Option<String> {
    match TimeFormat::parse(format).unwrap().read(text, century)? {
        Moment::Local(civil) => {
            let (y, mo, d) = (civil.year(), civil.month(), civil.day());
            let ms = civil.wall_ms().rem_euclid(DAY_MS);
            Some(format!("{y}-{mo:02}-{d:02} +{ms}"))
        }
        Moment::Instant(ms) => Some(format!("@{ms}")),
    }
}

#[test]
fn what_is_no_date_is_none() {
    for text in ["", "2026-02-30", "2026-13-01", "03/04/2026", "2026-10-05T25:00:00", "2026-10-05x"]
    {
        assert_eq!(local(text, "iso8601", None), None, "{text:?}");
    }
    assert_eq!(local("05.10.2026 extra", "%d.%m.%Y", None), None);
    assert_eq!(local("1:00", "%I:%M", None), None);
}

#[test]
fn an_instant_beyond_the_calendar_is_none() {
    for (text, format) in [
        ("9223372036854775", "epoch_s"),
        ("-9223372036854775", "epoch_s"),
        ("253402300800000", "epoch_ms"),
        ("0001-01-01T00:00:00+01:00", "iso8601"),
    ] {
        assert_eq!(local(text, format, None), None, "{text}");
    }
    assert_eq!(local("253402300799", "epoch_s", None), Some("@253402300799000".into()));
}

#[test]
fn iso_with_and_without_offset() {
    assert_eq!(local("2026-10-23", "iso8601", None), Some("2026-10-23 +0".into()));
    assert_eq!(local("2026-10-23 22:52", "iso8601", None), Some("2026-10-23 +82320000".into()));
    // A date cell and a time cell of a sheet, joined.
    assert_eq!(local("2026-10-23 9:05:01", "iso8601", None), Some("2026-10-23 +32701000".into()));
    for text in ["1970-01-01T05:00:01-05:00", "1970-01-01T10:00:01Z", "1970-01-01 12:00:01.000+02"]
    {
        assert_eq!(local(text, "iso8601", None), Some("@36001000".into()), "{text:?}");
    }
    assert_eq!(local("1970-01-01T00:00:00.5129Z", "iso8601", None), Some("@512".into()));
}

#[test]
fn the_plain_form_is_read_as_any_other() {
    for text in [
        "2026-10-23T22:52:07",
        "2026-10-23 22:52:07",
        "2026-02-29T00:00:00",
        "2026-10-23T24:00:00",
        "2026-10-23T22:52:6:",
        "2026/10-23T22:52:07",
        "0000-10-23T22:52:07",
        "2026-10-23T22:52:07Z",
        "2026-1é-23T22:52:07",
    ] {
        let any = match iso8601(text) {
            Some(Moment::Local(civil)) => Some(civil),
            _ => None,
        };
        assert_eq!(plain_iso8601(text), any.filter(|_| text.len() == 19), "{text}");
    }
}

#[test]
fn patterns_of_real_exports() {
    for (text, format, century, expected) in [
        ("990101 0:00:31", "%y%m%d %H:%M:%S", Some(1900), "1999-01-01 +31000"),
        ("01.02.2021", "%d.%m.%Y", None, "2021-02-01 +0"),
        ("10/5/2020", "%m/%d/%Y", None, "2020-10-05 +0"),
        ("09-20-2022 17:56:00", "%m-%d-%Y %H:%M:%S", None, "2022-09-20 +64560000"),
        ("6/23/25 07:00 PM", "%m/%d/%y %I:%M %p", None, "2025-06-23 +68400000"),
        ("Thu, 27 Oct 2016 14:51:34", "%a, %d %b %Y %H:%M:%S", None, "2016-10-27 +53494000"),
        ("2021-01-01 09:12:58.250", "%F %T%.f", None, "2021-01-01 +33178250"),
        ("2021-01-01 09:12:58", "%F %T%.f", None, "2021-01-01 +33178000"),
        ("1970-01-01 02:00:00 +0200", "%Y-%m-%d %H:%M:%S %z", None, "@0"),
        ("44197.5", "excel_serial", None, "2021-01-01 +43200000"),
        ("1543527289", "epoch_s", None, "@1543527289000"),
    ] {
        assert_eq!(local(text, format, century), Some(expected.to_owned()), "{text:?}");
    }
}

#[test]
fn an_unknown_directive_is_refused() {
    assert!(TimeFormat::parse("%Y-%q").is_err());
    assert!(TimeFormat::parse("no directive").is_err());
}

#[test]
fn days_on_which_clocks_are_changed_are_left_to_others() {
    let zone = Zone::named("Europe/Madrid").unwrap();
    let mut days = Days::of(&zone);
    for (text, plain) in [
        ("2026-10-22T12:00:00", true),
        ("2026-10-24T23:30:00", false),
        ("2026-10-25T02:30:00", false),
        ("2026-03-29 02:30:00", false),
        ("2026-07-01 24:00:00", false),
        ("2026-07-01 23:59:60", false),
        ("2026-07-01 23:59:59", true),
        ("2026-02-30 10:00:00", false),
        ("1850-01-01 10:00:00", false),
        ("2026-07-01 10:00", false),
    ] {
        assert_eq!(days.instant(text.as_bytes()).is_some(), plain, "{text}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(256))]
    #[test]
    fn a_day_at_a_glance_is_what_the_zone_says(
        seconds in proptest::collection::vec(0_i64..4_000_000_000, 1..20),
        zone in proptest::sample::select(&["UTC", "Europe/Madrid", "Asia/Kolkata", "America/Havana"][..]),
    ) {
        let zone = Zone::named(zone).unwrap();
        let mut days = Days::of(&zone);
        for second in seconds {
            let text = zone.iso(second * 1_000).unwrap();
            let whole = plain_iso8601(&text[..19]).unwrap();
            if let Some(found) = days.instant(&text.as_bytes()[..19]) {
                proptest::prop_assert_eq!(crate::model::Instant::Unique(found), zone.instant(whole));
            }
        }
    }
}
