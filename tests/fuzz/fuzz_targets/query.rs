//! A filter is understood or refused with a place; what is understood can be asked what it needs.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qa::model::Batch;
use qa::query::Filter;

fuzz_target!(|text: &str| {
    let Ok(filter) = Filter::parse(text) else { return };
    let _ = filter.columns();
    let mut selected = Vec::new();
    filter.select(&Batch::default(), &mut selected);
    assert!(selected.is_empty(), "nothing selects nothing");
});
