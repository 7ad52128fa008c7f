//! Decimals as written in a filter, and the exact quotients that arithmetic on columns yields.

use std::cmp::Ordering;
use std::fmt;

/// A decimal as the user wrote it: `units / 10^scale`, without trailing zeros behind the point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decimal {
    units: i64,
    scale: u32,
}

impl Decimal {
    /// Reads digits with at most one point between them; `None` for anything else and beyond 18
    /// digits.
    pub fn parse(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(part) || whole.len() + part.len() > 18 {
            return None;
        }
        let part = part.trim_end_matches('0');
        let units = format!("{whole}{part}").parse().ok()?;
        Some(Self { units, scale: u32::try_from(part.len()).ok()? })
    }

    /// In thousandths; `None` with more than three decimals.
    pub fn thousandths(self) -> Option<i64> {
        let missing = 3_u32.checked_sub(self.scale)?;
        self.units.checked_mul(10_i64.pow(missing))
    }

    pub(super) fn exact(self) -> Exact {
        Exact { num: self.units.into(), den: 10_i128.pow(self.scale) }
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = 10_i64.pow(self.scale);
        write!(f, "{}", self.units / one)?;
        if self.scale == 0 {
            return Ok(());
        }
        let width = usize::try_from(self.scale).unwrap_or(0);
        write!(f, ".{:0width$}", self.units % one)
    }
}

/// A quotient with a positive denominator. Every operation is exact, or `None` where the numbers
/// outgrow 128 bits or a divisor is zero.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exact {
    num: i128,
    den: i128,
}

impl Exact {
    pub(super) fn of_thousandths(value: i64) -> Self {
        Self { num: value.into(), den: 1000 }
    }

    pub(super) fn plus(self, other: Self) -> Option<Self> {
        if self.den == other.den {
            return Some(Self { num: self.num.checked_add(other.num)?, den: self.den });
        }
        let left = self.num.checked_mul(other.den)?;
        let right = other.num.checked_mul(self.den)?;
        Self::reduced(left.checked_add(right)?, self.den.checked_mul(other.den)?)
    }

    pub(super) fn minus(self, other: Self) -> Option<Self> {
        self.plus(other.negated()?)
    }

    pub(super) fn times(self, other: Self) -> Option<Self> {
        Self::reduced(self.num.checked_mul(other.num)?, self.den.checked_mul(other.den)?)
    }

    pub(super) fn over(self, other: Self) -> Option<Self> {
        let sign = other.num.signum();
        if sign == 0 {
            return None;
        }
        self.times(Self { num: other.den.checked_mul(sign)?, den: other.num.checked_abs()? })
    }

    pub(super) fn negated(self) -> Option<Self> {
        Some(Self { num: self.num.checked_neg()?, den: self.den })
    }

    pub(super) fn compare(self, other: Self) -> Option<Ordering> {
        if self.den == other.den {
            return Some(self.num.cmp(&other.num));
        }
        Some(self.num.checked_mul(other.den)?.cmp(&other.num.checked_mul(self.den)?))
    }

    /// In thousandths, rounded half away from zero; `None` outside 64 bits.
    pub(super) fn thousandths(self) -> Option<i64> {
        if self.den == 1000 {
            return i64::try_from(self.num).ok();
        }
        let scaled = self.num.checked_mul(1000)?;
        let twice = scaled.checked_abs()?.checked_mul(2)?.checked_add(self.den)?;
        let rounded = twice / self.den.checked_mul(2)?;
        i64::try_from(rounded * scaled.signum()).ok()
    }

    fn reduced(num: i128, den: i128) -> Option<Self> {
        let (mut a, mut b) = (num.checked_abs()?, den);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        Some(Self { num: num / a, den: den / a })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_decimal_is_none() {
        for text in ["", ".", "1.", ".5", "1e3", "-1", "1.2.3", "1234567890123456789"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_decimal_prints_as_it_is_written_without_idle_zeros() {
        for (text, printed) in [("0", "0"), ("007.50", "7.5"), ("0.001", "0.001"), ("12", "12")] {
            let decimal = Decimal::parse(text).unwrap();
            assert_eq!(decimal.to_string(), printed);
            assert_eq!(Decimal::parse(printed), Some(decimal));
        }
    }

    #[test]
    fn thousandths_are_exact_or_none() {
        assert_eq!(Decimal::parse("1.5").unwrap().thousandths(), Some(1500));
        assert_eq!(Decimal::parse("0.0005").unwrap().thousandths(), None);
    }

    #[test]
    fn a_tenth_three_times_is_three_tenths() {
        let tenth = Decimal::parse("0.1").unwrap().exact();
        let sum = tenth.plus(tenth).and_then(|sum| sum.plus(tenth)).unwrap();
        let three = Decimal::parse("0.3").unwrap().exact();
        assert_eq!(sum.compare(three), Some(Ordering::Equal));
    }

    #[test]
    fn a_third_is_exact_and_nothing_is_divided_by_zero() {
        let whole = |n: i64| Exact::of_thousandths(n * 1000);
        let third = whole(1).over(whole(-3)).unwrap();
        let one = third.times(whole(-3)).unwrap();
        assert_eq!(one.compare(whole(1)), Some(Ordering::Equal));
        assert!(whole(1).over(whole(0)).is_none());
    }

    #[test]
    fn what_outgrows_the_numbers_is_none() {
        let large = Exact { num: i128::MAX, den: 1 };
        assert!(large.plus(large).is_none());
        assert!(large.times(large).is_none());
    }
}
