//! Whole numbers as reals, in the one place where that is done.

/// A count as a real; exact below 2^53, which no count of ours reaches.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "counts stay below 2^53, where f64 is exact"
)]
pub fn count(n: u64) -> f64 {
    n as f64
}

/// A length as a real; exact below 2^53.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "lengths stay below 2^53, where f64 is exact"
)]
pub fn length(n: usize) -> f64 {
    n as f64
}

/// A signed integer as a real, to the nearest.
#[expect(
    clippy::as_conversions,
    clippy::cast_precision_loss,
    reason = "the nearest f64 is what is asked for"
)]
pub fn signed(n: i128) -> f64 {
    n as f64
}

/// The whole part of a finite real that lies in the range of `i64`; `None` outside it.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "the range is checked first"
)]
pub fn truncate(x: f64) -> Option<i64> {
    let limit = 9_007_199_254_740_992.0;
    (x.abs() <= limit).then_some(x as i64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_number_has_no_whole_part() {
        assert_eq!(truncate(f64::NAN), None);
        assert_eq!(truncate(f64::INFINITY), None);
        assert_eq!(truncate(-2.9), Some(-2));
    }
}
