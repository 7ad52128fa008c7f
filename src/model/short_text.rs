//! Short texts as one number, so that looking one up compares no bytes elsewhere in memory.

/// Longest text that is one number, in bytes.
const LONGEST: usize = 15;

/// A text of at most 15 bytes as one number, its length in the last byte; `None` when it is
/// longer. Two texts have one number only if they are the same.
pub fn short_text(text: &[u8]) -> Option<u128> {
    if text.len() > LONGEST {
        return None;
    }
    let mut bytes = [0; LONGEST + 1];
    bytes[..text.len()].copy_from_slice(text);
    bytes[LONGEST] = u8::try_from(text.len()).unwrap_or(u8::MAX);
    Some(u128::from_le_bytes(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_look_alike_are_apart() {
        let texts = ["", "a", "a\0", "\0a", "exactly-15-long", "exactly-16-longs"];
        let numbers = texts.map(|text| short_text(text.as_bytes()));
        assert_eq!((numbers[0], numbers[5]), (Some(0), None));
        for (at, number) in numbers.iter().enumerate() {
            assert!(!numbers[at + 1..].contains(number), "{:?}", texts[at]);
        }
    }
}
