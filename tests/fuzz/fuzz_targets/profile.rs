//! A profile is understood or refused with places inside its text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qa::ingest::profile::parse;

fuzz_target!(|text: &str| {
    if let Err(problems) = parse("fuzz.toml", text) {
        assert!(problems.errors() > 0, "a profile is refused for a reason");
        let lines = text.lines().count().max(1) + 1;
        for problem in problems.shown() {
            let line = problem.place.line.unwrap_or(1);
            assert!(usize::try_from(line).is_ok_and(|line| line <= lines), "{problem:?}");
        }
    }
});
