//! Decimal rounding, half away from zero, and the ways numbers are written.
//!
//! An exact quotient is divided digit by digit in integers. A real is first written as the shortest
//! decimal that reads back as the same `f64`, and that decimal is rounded: 0.145 rounds to 0.15, as
//! on paper, although the `f64` lies a little below. Negative zero does not exist here.

use super::quick;
use crate::report::Cell;

/// The decimals that a program gets at most.
const DECIMALS_FOR_PROGRAMS: usize = 6;

/// The number of a cell with exactly `decimals` decimals, such as `-1234.50`.
///
/// `None` when the cell holds no number, or one that is not finite.
pub fn fixed(cell: &Cell, decimals: usize) -> Option<String> {
    Decimal::of(cell, decimals).map(|decimal| decimal.write(""))
}

/// The number of a cell with at most six decimals and no trailing zeros, such as `0.333333`; for programs.
///
/// `None` when the cell holds no number, or one that is not finite.
pub fn trimmed(cell: &Cell) -> Option<String> {
    let mut text = Vec::new();
    write_trimmed(cell, &mut text).then(|| String::from_utf8_lossy(&text).into_owned())
}

/// The same behind what stands in `out`; `false`, and nothing written, where [`trimmed`] has `None`.
pub fn write_trimmed(cell: &Cell, out: &mut Vec<u8>) -> bool {
    if quick::write(cell, out) {
        return true;
    }
    let Some(text) = fixed(cell, DECIMALS_FOR_PROGRAMS) else { return false };
    out.extend_from_slice(text.trim_end_matches('0').trim_end_matches('.').as_bytes());
    true
}

/// The number of a cell with `decimals` decimals and marked thousands, such as `1,234.5`; for people.
///
/// `None` when the cell holds no number, or one that is not finite.
pub fn grouped(cell: &Cell, decimals: usize) -> Option<String> {
    Decimal::of(cell, decimals).map(|decimal| decimal.write(","))
}

/// A hundred times the number of a cell with `decimals` decimals, such as `54.7`; for people.
///
/// `None` when the cell holds no number, or one that is not finite.
pub fn hundredfold(cell: &Cell, decimals: usize) -> Option<String> {
    let mut decimal = Decimal::of(cell, decimals + 2)?;
    decimal.decimals = decimals;
    Some(decimal.write(","))
}

/// Seconds as `m:ss` or `h:mm:ss`, rounded to whole seconds; for people.
///
/// `None` when the cell holds no number, or one that is not finite or beyond `u64`.
pub fn clock(cell: &Cell) -> Option<String> {
    let decimal = Decimal::of(cell, 0)?;
    let seconds = decimal
        .digits
        .iter()
        .try_fold(0_u64, |sum, digit| sum.checked_mul(10)?.checked_add(u64::from(*digit)))?;
    let sign = decimal.sign();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    Some(match hours {
        0 => format!("{sign}{minutes}:{seconds:02}"),
        _ => format!("{sign}{hours}:{minutes:02}:{seconds:02}"),
    })
}

/// The same where tenths matter: `11.9` below a minute, `m:ss` from there on.
pub fn moment(cell: &Cell) -> Option<String> {
    let tenths = Decimal::of(cell, 1)?;
    if tenths.below(600) { Some(tenths.write("")) } else { clock(cell) }
}

/// A probability with two decimals; one that would round to nothing is `< 0.01`.
pub fn chance(cell: &Cell) -> Option<String> {
    let millionths = Decimal::of(cell, 6)?;
    if millionths.below(10_000) { Some("< 0.01".to_owned()) } else { grouped(cell, 2) }
}

/// A rounded decimal: `digits`, most significant first, of which the last `decimals` follow the point.
struct Decimal {
    negative: bool,
    digits: Vec<u8>,
    decimals: usize,
}

impl Decimal {
    fn of(cell: &Cell, decimals: usize) -> Option<Self> {
        match *cell {
            Cell::Count(count) => Some(Self::quotient(i128::from(count), 1, decimals)),
            Cell::Ratio { num, den } if den > 0 => Some(Self::quotient(num, den, decimals)),
            Cell::Number(real) if real.is_finite() => Some(Self::real(real, decimals)),
            _ => None,
        }
    }

    /// Long division.
    fn quotient(num: i128, den: i128, decimals: usize) -> Self {
        let (size, den) = (num.unsigned_abs(), den.unsigned_abs());
        let mut digits: Vec<u8> = digits_of(&(size / den).to_string()).collect();
        let mut rest = size % den;
        for _ in 0..decimals {
            let (digit, left) = next_digit(rest, den);
            digits.push(digit);
            rest = left;
        }
        let mut decimal = Self { negative: num < 0, digits, decimals };
        if rest >= den - rest {
            decimal.increment();
        }
        decimal
    }

    fn real(real: f64, decimals: usize) -> Self {
        // `Display` writes the shortest decimal that reads back, never with an exponent.
        let text = real.abs().to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let mut digits: Vec<u8> = digits_of(whole).collect();
        digits.extend(digits_of(fraction).chain(std::iter::repeat(0)).take(decimals));
        let next = digits_of(fraction).nth(decimals).unwrap_or(0);
        let mut decimal = Self { negative: real < 0.0, digits, decimals };
        if next >= 5 {
            decimal.increment();
        }
        decimal
    }

    /// One more in the last place, away from zero.
    fn increment(&mut self) {
        for digit in self.digits.iter_mut().rev() {
            if *digit < 9 {
                *digit += 1;
                return;
            }
            *digit = 0;
        }
        self.digits.insert(0, 1);
    }

    /// Whether it is less than so many in the last place, on either side of zero.
    fn below(&self, limit: u64) -> bool {
        let size = self
            .digits
            .iter()
            .try_fold(0_u64, |sum, digit| sum.checked_mul(10)?.checked_add(u64::from(*digit)));
        size.is_some_and(|size| size < limit)
    }

    /// `-`, except before zero.
    fn sign(&self) -> &'static str {
        let is_zero = self.digits.iter().all(|digit| *digit == 0);
        if self.negative && !is_zero { "-" } else { "" }
    }

    fn write(&self, thousands: &str) -> String {
        let point = self.digits.len().saturating_sub(self.decimals);
        // After moving the point, zeros may lead; one stays before the point.
        let zeros = self.digits.iter().take_while(|digit| **digit == 0).count();
        let first = zeros.min(point.saturating_sub(1));
        let mut text = self.sign().to_owned();
        for (at, digit) in self.digits.iter().enumerate().skip(first) {
            if at == point {
                text.push('.');
            } else if at > first && at < point && (point - at).is_multiple_of(3) {
                text.push_str(thousands);
            }
            text.push(char::from(b'0' + digit));
        }
        text
    }
}

fn digits_of(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().map(|byte| byte - b'0')
}

/// One step of long division: ten times `rest` divided by `den`, and what remains.
///
/// By doubling and adding: both `rest` and what is left stay below `den`, which is below 2^127, so
/// that nothing overflows.
fn next_digit(rest: u128, den: u128) -> (u8, u128) {
    let (mut digit, mut left) = (0, 0);
    for multiple in [1, 2, 5, 10] {
        digit *= 2;
        left *= 2;
        if left >= den {
            left -= den;
            digit += 1;
        }
        if multiple % 2 == 1 {
            left += rest;
            if left >= den {
                left -= den;
                digit += 1;
            }
        }
    }
    (digit, left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn quotient(num: i128, den: i128) -> Cell {
        Cell::ratio(num, den)
    }

    #[test]
    fn what_is_no_number_is_not_written() {
        let reals = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY].map(Cell::Number);
        let others =
            [Cell::Missing, Cell::Undefined("no calls"), Cell::text("1"), Cell::Flag(true)];
        for cell in reals.iter().chain(&others) {
            assert_eq!(fixed(cell, 2), None, "{cell:?}");
            assert_eq!(trimmed(cell), None, "{cell:?}");
            assert_eq!(clock(cell), None, "{cell:?}");
        }
        assert_eq!(fixed(&Cell::Ratio { num: 1, den: 0 }, 2), None);
    }

    #[test]
    fn halves_round_away_from_zero() {
        // By hand.
        let cases = [
            (84_995, 1_000, 2, "85.00"),
            (84_994, 1_000, 2, "84.99"),
            (-1, 2, 0, "-1"),
            (1, 2, 0, "1"),
            (2, 3, 4, "0.6667"),
            (-2, 3, 1, "-0.7"),
            (999, 1_000, 2, "1.00"),
            (9_996, 10, 0, "1000"),
            (0, 7, 1, "0.0"),
            (-1, 1_000, 1, "0.0"),
            (1_000, 1, 3, "1000.000"),
        ];
        for (num, den, decimals, want) in cases {
            assert_eq!(fixed(&quotient(num, den), decimals).unwrap(), want, "{num}/{den}");
        }
    }

    #[test]
    fn the_largest_quotients_do_not_overflow() {
        assert_eq!(fixed(&quotient(i128::MAX, i128::MAX), 3).unwrap(), "1.000");
        assert_eq!(fixed(&quotient(i128::MAX - 1, i128::MAX), 3).unwrap(), "1.000");
        assert_eq!(fixed(&quotient(i128::MAX / 2, i128::MAX), 3).unwrap(), "0.500");
        let least = fixed(&quotient(i128::MIN, 1), 0).unwrap();
        assert_eq!(least, i128::MIN.to_string());
    }

    #[test]
    fn a_real_rounds_as_its_shortest_decimal() {
        let cases = [
            (84.995, 2, "85.00"), // the f64 is 84.9949999999999903…
            (0.145, 2, "0.15"),
            (-0.5, 0, "-1"),
            (-0.0, 1, "0.0"),
            (-0.04, 1, "0.0"),
            (1e21, 0, "1000000000000000000000"),
            (1e-9, 6, "0.000000"),
            (0.1 + 0.2, 6, "0.300000"),
        ];
        for (real, decimals, want) in cases {
            assert_eq!(fixed(&Cell::Number(real), decimals).unwrap(), want, "{real}");
        }
    }

    #[test]
    fn programs_get_six_decimals_at_most() {
        let cases = [
            (quotient(2, 3), "0.666667"),
            (quotient(85, 1), "85"),
            (quotient(100, 1), "100"),
            (quotient(1, 4), "0.25"),
            (Cell::Number(-0.000_000_1), "0"),
            (Cell::Count(u64::MAX), "18446744073709551615"),
        ];
        for (cell, want) in cases {
            assert_eq!(trimmed(&cell).unwrap(), want);
        }
    }

    #[test]
    fn people_get_marked_thousands_percent_and_minutes() {
        assert_eq!(grouped(&Cell::Count(0), 0).unwrap(), "0");
        assert_eq!(grouped(&Cell::Count(999), 0).unwrap(), "999");
        assert_eq!(grouped(&Cell::Count(1_234), 0).unwrap(), "1,234");
        assert_eq!(grouped(&quotient(-12_345_678, 10), 1).unwrap(), "-1,234,567.8");
        assert_eq!(hundredfold(&quotient(10_921, 19_950), 1).unwrap(), "54.7"); // 54.7418…
        assert_eq!(hundredfold(&Cell::Number(0.005), 1).unwrap(), "0.5");
        assert_eq!(hundredfold(&quotient(1, 1), 1).unwrap(), "100.0");
        assert_eq!(hundredfold(&quotient(-1, 100_000), 1).unwrap(), "0.0");
        for (milliseconds, want) in [
            (0, "0:00"),
            (499, "0:00"),
            (-499, "0:00"),
            (21_000, "0:21"),
            (59_500, "1:00"),
            (340_400, "5:40"),
            (-61_000, "-1:01"),
            (3_599_500, "1:00:00"),
            (36_061_000, "10:01:01"),
        ] {
            assert_eq!(clock(&quotient(milliseconds, 1_000)).unwrap(), want);
        }
        assert_eq!(clock(&Cell::Number(1e30)), None);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn quotients_agree_with_integer_arithmetic(
            num: i64, den in 1..=i64::MAX, decimals in 0..7_u32,
        ) {
            let (num, den) = (i128::from(num), i128::from(den));
            let text = fixed(&quotient(num, den), usize::try_from(decimals).unwrap()).unwrap();
            let got: i128 = text.replace('.', "").parse().unwrap();
            let scaled = num.abs() * 10_i128.pow(decimals);
            let want = scaled / den + i128::from(scaled % den * 2 >= den);
            prop_assert_eq!(got, want * num.signum());
            prop_assert_eq!(text.starts_with('-'), want > 0 && num < 0);
        }

        #[test]
        fn a_real_and_the_quotient_it_stands_for_round_alike(
            thousandths: i32, decimals in 0..6_usize,
        ) {
            let real = Cell::Number(f64::from(thousandths) / 1_000.0);
            let exact = quotient(i128::from(thousandths), 1_000);
            prop_assert_eq!(fixed(&real, decimals), fixed(&exact, decimals));
            prop_assert_eq!(hundredfold(&real, decimals), hundredfold(&exact, decimals));
            prop_assert_eq!(clock(&real), clock(&exact));
        }

        #[test]
        fn what_programs_get_reads_back(real in -1e6..1e6_f64) {
            let back: f64 = trimmed(&Cell::Number(real)).unwrap().parse().unwrap();
            prop_assert!((back - real).abs() <= 0.500_001e-6);
        }
    }
}
