//! Exact quotients of integers, for figures that must come out as on paper.

use super::real;
use std::cmp::Ordering;
use std::iter::Sum;
use std::ops::{Add, Mul, Neg, Sub};

/// An exact quotient in lowest terms, its denominator above zero.
///
/// The operators panic when a numerator or denominator leaves `i128`; callers bound their input or
/// use [`Fraction::checked_add`]. Comparing never overflows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fraction {
    num: i128,
    den: i128,
}

impl Fraction {
    /// Nothing.
    pub const ZERO: Self = Self { num: 0, den: 1 };
    /// The whole.
    pub const ONE: Self = Self { num: 1, den: 1 };

    /// The quotient; `None` over zero.
    pub fn new(num: i128, den: i128) -> Option<Self> {
        if den == 0 {
            return None;
        }
        if den < 0 {
            return Some(Self::reduced(-num, -den));
        }
        Some(Self::reduced(num, den))
    }

    /// In lowest terms; `den` is above zero.
    fn reduced(num: i128, den: i128) -> Self {
        match gcd(num, den) {
            1 => Self { num, den },
            divisor => Self { num: num / divisor, den: den / divisor },
        }
    }

    /// A whole number.
    pub const fn whole(num: i128) -> Self {
        Self { num, den: 1 }
    }

    /// Numerator, in lowest terms.
    pub const fn num(self) -> i128 {
        self.num
    }

    /// Denominator, in lowest terms, above zero.
    pub const fn den(self) -> i128 {
        self.den
    }

    /// Whether it is nothing.
    pub const fn is_zero(self) -> bool {
        self.num == 0
    }

    /// The quotient of two quotients; `None` over zero.
    pub fn over(self, other: Self) -> Option<Self> {
        let inverse = Self::new(other.den, other.num)?;
        Some(self * inverse)
    }

    /// The sum; `None` when it does not fit.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let common = gcd(self.den, other.den);
        let left = self.num.checked_mul(other.den / common)?;
        let right = other.num.checked_mul(self.den / common)?;
        Self::new(left.checked_add(right)?, (self.den / common).checked_mul(other.den)?)
    }

    /// The nearest real, up to rounding of both parts.
    pub fn to_f64(self) -> f64 {
        real::signed(self.num) / real::signed(self.den)
    }
}

impl Add for Fraction {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        // Most sums have nothing on one side, or one denominator; no divisor is looked for then.
        if self.is_zero() || other.is_zero() {
            return if self.is_zero() { other } else { self };
        }
        if self.den == other.den {
            return Self::reduced(self.num + other.num, self.den);
        }
        let common = gcd(self.den, other.den);
        let num = self.num * (other.den / common) + other.num * (self.den / common);
        let den = (self.den / common) * other.den;
        Self::reduced(num, den)
    }
}

impl Neg for Fraction {
    type Output = Self;

    fn neg(self) -> Self {
        Self { num: -self.num, den: self.den }
    }
}

impl Sub for Fraction {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for Fraction {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        if self.is_zero() || other.is_zero() {
            return Self::ZERO;
        }
        if self == Self::ONE || other == Self::ONE {
            return if self == Self::ONE { other } else { self };
        }
        let (left, right) = (gcd(self.num, other.den), gcd(other.num, self.den));
        Self {
            num: (self.num / left) * (other.num / right),
            den: (self.den / right) * (other.den / left),
        }
    }
}

impl Sum for Fraction {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::ZERO, Add::add)
    }
}

impl Ord for Fraction {
    /// By value, along the continued fractions, so that nothing overflows.
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut left, mut right) = ((self.num, self.den), (other.num, other.den));
        loop {
            let whole = left.0.div_euclid(left.1).cmp(&right.0.div_euclid(right.1));
            if whole != Ordering::Equal {
                return whole;
            }
            let rests = (left.0.rem_euclid(left.1), right.0.rem_euclid(right.1));
            match rests {
                (0, 0) => return Ordering::Equal,
                (0, _) => return Ordering::Less,
                (_, 0) => return Ordering::Greater,
                // The greater rest has the smaller inverse, so the two change sides.
                _ => (left, right) = ((right.1, rests.1), (left.1, rests.0)),
            }
        }
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The greatest common divisor, above zero; 1 when both are zero.
pub fn gcd(a: i128, b: i128) -> i128 {
    if let (Ok(a), Ok(b)) = (u64::try_from(a), u64::try_from(b)) {
        return i128::from(short_gcd(a, b));
    }
    let (mut a, mut b) = (a, b);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    if a == 0 { 1 } else { a.abs() }
}

/// The same of numbers that fit a register, several times faster.
fn short_gcd(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

/// The least common multiple of two numbers above zero; `None` when it does not fit.
pub fn lcm(a: i128, b: i128) -> Option<i128> {
    (a / gcd(a, b)).checked_mul(b)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(num: i128, den: i128) -> Fraction {
        Fraction::new(num, den).unwrap()
    }

    #[test]
    fn nothing_is_divided_by_nothing() {
        assert_eq!(Fraction::new(1, 0), None);
        assert_eq!(Fraction::new(0, 0), None);
        assert_eq!(Fraction::ONE.over(Fraction::ZERO), None);
    }

    #[test]
    fn it_is_kept_in_lowest_terms_with_the_sign_above() {
        assert_eq!((of(4, -6).num(), of(4, -6).den()), (-2, 3));
        assert_eq!(of(0, -7), Fraction::ZERO);
    }

    #[test]
    fn a_tenth_and_seven_tenths_are_eight_tenths() {
        assert!(of(1, 10) + of(7, 10) >= of(8, 10));
    }

    #[test]
    fn a_sum_that_does_not_fit_is_said_to_be_none() {
        let (left, right) = (of(1, i128::MAX), of(1, i128::MAX - 1));
        assert_eq!(left.checked_add(right), None);
        assert_eq!(of(1, 6).checked_add(of(1, 3)), Some(of(1, 2)));
    }

    #[test]
    fn comparing_the_largest_does_not_overflow() {
        assert!(of(i128::MAX, i128::MAX - 1) < of(i128::MAX - 1, i128::MAX - 2));
        assert!(of(-i128::MAX, i128::MAX - 1) > of(-(i128::MAX - 1), i128::MAX - 2));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn order_agrees_with_cross_multiplication(
            a in -999i128..999, b in 1i128..999, c in -999i128..999, d in 1i128..999,
        ) {
            prop_assert_eq!(of(a, b).cmp(&of(c, d)), (a * d).cmp(&(c * b)));
        }

        #[test]
        fn what_is_added_can_be_taken_away(
            a in -999i128..999, b in 1i128..999, c in -999i128..999, d in 1i128..999,
        ) {
            let (left, right) = (of(a, b), of(c, d));
            prop_assert_eq!(left + right - right, left);
            prop_assert_eq!(left.checked_add(right), Some(left + right));
            prop_assert_eq!(left * right, of(a * c, b * d));
        }
    }
}
