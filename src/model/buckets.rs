//! Buckets of times that come in order, as they do in most exports: few of them need a look at the zone.

use super::civil::DAY_MS;
use super::{Grain, Zone};
use std::ops::Range;

/// Finds the buckets of one grain in one zone, and remembers how far the last one reaches.
#[derive(Debug, Clone, Default)]
pub struct Buckets {
    /// Instants of which it is known that they lie in the last bucket.
    reach: Range<i64>,
    last: Option<i64>,
}

impl Buckets {
    /// The same as [`Grain::bucket`]; grain and zone must be those of every other call.
    pub fn of(&mut self, (grain, zone): (Grain, &Zone), instant: i64) -> Option<i64> {
        if self.reach.contains(&instant) {
            return self.last;
        }
        let bucket = grain.bucket(zone, instant);
        // Where times are in no order, looking ahead would cost more than it spares.
        let goes_on = bucket.is_some() && bucket == self.last;
        let limit = instant.saturating_add(DAY_MS);
        self.reach = instant..if goes_on { grain.run_end(zone, instant, limit) } else { instant };
        self.last = bucket;
        bucket
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_bucket_is_the_same_whatever_came_before(
            from in 1_790_000_000_000_i64..1_800_000_000_000,
            steps in prop::collection::vec(-600_000_i64..4_000_000, 1..80),
        ) {
            for zone in ["Europe/Madrid", "Australia/Lord_Howe", "UTC"] {
                let zone = Zone::named(zone).unwrap();
                for grain in Grain::ALL.into_iter().chain([Grain::WeekFrom(6), Grain::MonthFrom(26)]) {
                    let (mut buckets, mut at) = (Buckets::default(), from);
                    for step in &steps {
                        at += step;
                        let found = buckets.of((grain, &zone), at);
                        prop_assert_eq!(found, grain.bucket(&zone, at), "{:?} {}", grain, at);
                    }
                }
            }
        }
    }
}
