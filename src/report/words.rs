//! Counts in sentences, as tables write them.

/// With a comma behind thousands: `1,198`.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A count with its noun, which takes an `s` in the plural: `1 contact`, `1,198 contacts`.
pub fn counted(n: u64, noun: &str) -> String {
    let plural = if n == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped_and_only_one_is_singular() {
        for (n, text) in [
            (0, "0 calls"),
            (1, "1 call"),
            (999, "999 calls"),
            (1_000, "1,000 calls"),
            (1_234_567, "1,234,567 calls"),
            (u64::MAX, "18,446,744,073,709,551,615 calls"),
        ] {
            assert_eq!(counted(n, "call"), text);
        }
    }
}
