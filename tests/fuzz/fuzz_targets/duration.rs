//! A duration or a number is read in every unit or refused, and a unit of half the size halves it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qa::ingest::values::{Decimal, DecimalMark, DurationUnit, duration, flag};

fuzz_target!(|text: &str| {
    for mark in [DecimalMark::Point, DecimalMark::Comma] {
        for unit in DurationUnit::names().filter_map(DurationUnit::from_name) {
            let _ = duration(text, unit, mark);
        }
        if let Some(number) = Decimal::parse(text, mark) {
            assert!(number.compare(number).is_eq());
        }
    }
    let _ = flag(text);
});
