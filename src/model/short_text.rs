//! Short texts as one number, so that looking one up compares no bytes elsewhere in memory.

use std::ops::Range;

/// Longest text that is one number, in bytes.
pub(super) const LONGEST: usize = 15;

/// A text of at most 15 bytes as one number, its length in the last byte; `None` when it is
/// longer. Two texts have one number only if they are the same.
pub fn short_text(text: &[u8]) -> Option<u128> {
    if text.len() > LONGEST {
        return None;
    }
    let length = u128::try_from(text.len()).unwrap_or_default() << (8 * LONGEST);
    // Two reads that may overlap take less than as many bytes one by one.
    let ends = match (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        (Some(first), Some(last)) => {
            let (first, last) = (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
            u128::from(first) | u128::from(last) << (8 * (text.len() - 8))
        }
        _ => match (text.first_chunk::<4>(), text.last_chunk::<4>()) {
            (Some(first), Some(last)) => {
                let (first, last) = (u32::from_le_bytes(*first), u32::from_le_bytes(*last));
                u128::from(first) | u128::from(last) << (8 * (text.len() - 4))
            }
            _ => text.iter().rev().fold(0, |bytes, byte| bytes << 8 | u128::from(*byte)),
        },
    };
    Some(ends | length)
}

/// For each length, the bytes of a number that are letters, and the length where it stands.
const PARTS: [(u128, u128); LONGEST + 1] = {
    let (mut parts, mut length, mut last) = ([(0, 0); LONGEST + 1], 0, 0);
    while length <= LONGEST {
        parts[length] = (!(u128::MAX << (8 * length)), last << (8 * LONGEST));
        (length, last) = (length + 1, last + 1);
    }
    parts
};

/// The same of what stands in a range of a text, which takes less where bytes follow it.
pub(super) fn short_within(text: &[u8], range: &Range<usize>) -> Option<u128> {
    let (letters, length) = PARTS.get(range.end.saturating_sub(range.start))?;
    let Some(bytes) = text.get(range.start..).and_then(<[u8]>::first_chunk) else {
        return short_text(text.get(range.clone())?);
    };
    Some(u128::from_le_bytes(*bytes) & letters | length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_look_alike_are_apart() {
        let texts = ["", "a", "a\0", "\0a", "exactly-15-long", "exactly-16-longs"];
        let numbers = texts.map(|text| short_text(text.as_bytes()));
        assert_eq!((numbers[0], numbers[5]), (Some(0), None));
        for length in 0..=LONGEST {
            let text = &b"abcdefghijklmno"[..length];
            let mut bytes = [0; LONGEST + 1];
            bytes[..length].copy_from_slice(text);
            bytes[LONGEST] = u8::try_from(length).unwrap();
            assert_eq!(short_text(text), Some(u128::from_le_bytes(bytes)));
        }
        for (at, number) in numbers.iter().enumerate() {
            assert!(!numbers[at + 1..].contains(number), "{:?}", texts[at]);
        }
    }
}
