//! Day or month first? Told only where a number exceeds twelve, never guessed.

/// In which order a date such as `23/10/2026` has day and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The first number exceeds 12.
    DayFirst,
    /// The second number exceeds 12.
    MonthFirst,
    /// Both could be either.
    Unclear,
}

/// The order of day and month in a date that ends in a year; `None` when it is no such date.
pub fn day_and_month(text: &str) -> Option<Order> {
    let mut parts = text.split(['/', '.', '-', ' ', 'T']);
    let mut number = |most: usize| -> Option<u16> {
        let part = parts.next()?;
        let digits = !part.is_empty() && part.len() <= most;
        (digits && part.bytes().all(|byte| byte.is_ascii_digit())).then(|| part.parse().ok())?
    };
    let (first, second, _year) = (number(2)?, number(2)?, number(4)?);
    match (first, second) {
        (13..=31, 1..=12) => Some(Order::DayFirst),
        (1..=12, 13..=31) => Some(Order::MonthFirst),
        (1..=12, 1..=12) => Some(Order::Unclear),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn day_and_month_are_told_apart_only_where_one_exceeds_twelve() {
        assert_eq!(day_and_month("23/10/2026 22:52"), Some(Order::DayFirst));
        assert_eq!(day_and_month("10.23.26"), Some(Order::MonthFirst));
        assert_eq!(day_and_month("03/04/2026"), Some(Order::Unclear));
        for text in ["", "2026-10-23", "a/b/c", "45/45/2026", "0/0/0"] {
            assert_eq!(day_and_month(text), None, "{text:?}");
        }
    }
}
