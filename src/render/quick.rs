//! Numbers for programs, written straight into bytes where 64 bits are enough to round them.
//!
//! A long table has millions of them. What is close to the middle between two decimals, or too large,
//! is left to the [careful way](super::number), which this one agrees with wherever it writes.

use crate::report::Cell;

/// One, in millionths.
const WHOLE: u64 = 1_000_000;

/// From here on, every `f64` is a whole number.
const WHOLES: f64 = 4_503_599_627_370_496.0;

/// Reals up to this are known to far less than a millionth.
const LARGEST: f64 = 1_048_576.0;

/// Writes the number of a cell with at most six decimals; `false`, and nothing written, where it takes
/// more care or there is none.
pub(super) fn write(cell: &Cell, out: &mut Vec<u8>) -> bool {
    match *cell {
        Cell::Count(count) => digits(count, out),
        Cell::Ratio { num, den } if den > 0 => {
            match ratio(num.unsigned_abs(), den.unsigned_abs()) {
                Some(rounded) => signed(num < 0, rounded, out),
                None => return false,
            }
        }
        Cell::Number(real) => match millionths(real.abs()) {
            Some(millionths) => {
                signed(real < 0.0, (millionths / WHOLE, millionths % WHOLE), out);
            }
            None => return false,
        },
        _ => return false,
    }
    true
}

/// A quotient as a whole number and millionths, half away from zero.
fn ratio(num: u128, den: u128) -> Option<(u64, u64)> {
    let (num, den) = (u64::try_from(num).ok()?, u64::try_from(den).ok()?);
    let twice = (num % den).checked_mul(2 * WHOLE)?.checked_add(den)?;
    let millionths = twice / den.checked_mul(2)?;
    Some((num / den + millionths / WHOLE, millionths % WHOLE))
}

/// A real that is not negative in millionths; `None` when its decimal may lie in the middle.
fn millionths(real: f64) -> Option<u64> {
    // NaN is in no range.
    if !(0.0..LARGEST).contains(&real) {
        return None;
    }
    let exact = real * 1e6;
    let shifted = exact + WHOLES;
    let is_certain = (exact - (shifted - WHOLES)).abs() < 0.49;
    is_certain.then(|| shifted.to_bits() & ((1 << 52) - 1))
}

fn signed(is_negative: bool, (whole, part): (u64, u64), out: &mut Vec<u8>) {
    if is_negative && (whole, part) != (0, 0) {
        out.push(b'-');
    }
    digits(whole, out);
    if part > 0 {
        out.push(b'.');
        let from = out.len();
        // The one in front keeps the zeros behind it.
        digits(WHOLE + part, out);
        out.remove(from);
        let zeros = out.iter().rev().take_while(|digit| **digit == b'0').count();
        out.truncate(out.len() - zeros);
    }
}

fn digits(mut number: u64, out: &mut Vec<u8>) {
    let mut room = [b'0'; 20];
    let mut at = room.len();
    loop {
        at -= 1;
        room[at] += u8::try_from(number % 10).unwrap_or_default();
        number /= 10;
        if number == 0 {
            return out.extend_from_slice(&room[at..]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::number::fixed;
    use super::*;
    use proptest::prelude::*;

    fn written(cell: &Cell) -> Option<String> {
        let mut out = b"x".to_vec();
        let is_written = write(cell, &mut out);
        let text = String::from_utf8(out).unwrap();
        assert!(is_written || text == "x");
        is_written.then(|| text[1..].to_owned())
    }

    fn careful(cell: &Cell) -> String {
        let text = fixed(cell, 6).unwrap();
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    }

    #[test]
    fn what_is_no_number_or_too_large_is_left() {
        let reals = [f64::NAN, f64::INFINITY, 1e30, 0.000_000_5, -2.000_000_5].map(Cell::Number);
        let largest = Cell::Ratio { num: i128::MAX, den: 3 };
        let others = [Cell::Missing, Cell::text("1"), Cell::Flag(true), largest];
        for cell in reals.iter().chain(&others) {
            assert_eq!(written(cell), None, "{cell:?}");
        }
    }

    #[test]
    fn zero_has_no_sign_and_decimals_no_zeros_behind() {
        let cases = [
            (Cell::Count(0), "0"),
            (Cell::Count(u64::MAX), "18446744073709551615"),
            (Cell::Number(-0.0), "0"),
            (Cell::Number(-0.000_000_1), "0"),
            (Cell::Number(-1.05), "-1.05"),
            (Cell::Number(0.000_001), "0.000001"),
            (Cell::ratio(-1, 3), "-0.333333"),
            (Cell::ratio(-1, 3_000_000), "0"),
            (Cell::ratio(5, 10), "0.5"),
        ];
        for (cell, want) in cases {
            assert_eq!(written(&cell).unwrap(), want, "{cell:?}");
        }
    }

    proptest! {
        #[test]
        fn it_agrees_with_the_careful_way(
            (num, den) in (-3_000_000_i128..3_000_000, 1_i128..2_000),
            (big, real, halves) in (any::<i64>(), -1e6..1e6_f64, -4_000_000_i32..4_000_000),
        ) {
            let quotients = [(num, den), (num, 1_000), (big.into(), den), (num, 2_000_000)];
            let mut cells = quotients.map(|(num, den)| Cell::Ratio { num, den }).to_vec();
            cells.extend([real, f64::from(halves) / 2e6, f64::from(halves) / 1e6].map(Cell::Number));
            for cell in &cells {
                if let Some(text) = written(cell) {
                    prop_assert_eq!(text, careful(cell), "{:?}", cell);
                }
            }
        }
    }
}
