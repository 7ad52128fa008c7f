//! Thousandths as people write them.

/// A plain decimal without idle zeros: 85000 is `85`, 500 is `0.5`, -7 is `-0.007`.
pub fn thousandths(value: i128) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let size = value.unsigned_abs();
    let text = format!("{sign}{}.{:03}", size / 1000, size % 1000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousandths_are_written_without_idle_zeros() {
        for (value, text) in [
            (0, "0"),
            (85_000, "85"),
            (20_500, "20.5"),
            (100, "0.1"),
            (-1, "-0.001"),
            (i128::from(i64::MIN), "-9223372036854775.808"),
        ] {
            assert_eq!(thousandths(value), text);
        }
    }
}
