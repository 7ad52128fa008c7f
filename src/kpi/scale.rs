//! The scales that ratings lie on.

/// Scales that ratings have, in thousandths, the narrowest first: stars, effort, the likelihood to
/// recommend, percent.
pub const SCALES: [(i64, i64); 4] = [(1_000, 5_000), (1_000, 7_000), (0, 10_000), (0, 100_000)];

/// The ends of the narrowest scale on which the lowest and the highest of ratings lie, both in
/// thousandths; `None` where they lie on none.
pub fn ends((lowest, highest): (i64, i64)) -> Option<(f64, f64)> {
    let found = SCALES.into_iter().find(|(low, high)| *low <= lowest && highest <= *high)?;
    let real = |thousandths: i64| crate::stats::real::signed(thousandths.into()) / 1_000.0;
    Some((real(found.0), real(found.1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_narrowest_scale_is_that_of_the_ratings() {
        for (lowest, highest, expected) in [
            (2_000, 4_000, Some((1.0, 5.0))),
            (1_000, 6_000, Some((1.0, 7.0))),
            (0, 5_000, Some((0.0, 10.0))),
            (3_000, 80_000, Some((0.0, 100.0))),
            (-1_000, 3_000, None),
            (0, 100_001, None),
        ] {
            assert_eq!(ends((lowest, highest)), expected);
        }
    }
}
