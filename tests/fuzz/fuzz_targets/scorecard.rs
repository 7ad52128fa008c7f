//! A scorecard is understood or refused, and what is understood is checked without a fault of ours.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qa::ingest::scorecards::parse;

fuzz_target!(|text: &str| {
    if let Err(problems) = parse("fuzz.toml", text) {
        assert!(problems.errors() > 0, "a scorecard is refused for a reason");
    }
});
