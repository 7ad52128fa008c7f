//! A time format reads a text or not, and what it reads exists in the calendar.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qa::ingest::times::{Moment, TimeFormat};
use qa::model::Zone;
use qa::model::instant;

fuzz_target!(|input: (&str, &str, Option<i32>)| {
    let (format, text, century) = input;
    let _ = instant::parse(text, &Zone::utc());
    let _ = instant::day(text, &Zone::utc());
    let Ok(format) = TimeFormat::parse(format) else { return };
    if let Some(Moment::Local(local)) = format.read(text, century) {
        assert_eq!(qa::model::Civil::from_wall_ms(local.wall_ms()), Some(local));
    }
});
