//! Zstandard: all frames of a source, one behind the other, checksums compared.

use std::io::{self, BufReader, Read};
use zstd::stream::read::Decoder;

/// The first bytes of a frame.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// The first bytes of a frame that holds no text, the lower half of the first left out.
const PASSED_OVER: [u8; 4] = [0x50, 0x2a, 0x4d, 0x18];
/// Two to this power is the number of bytes that a frame may look back, and so what is held of it:
/// 128 MiB, what `zstd --long` writes at most and `zstd -d` unpacks unasked.
const WINDOW_LOG: u32 = 27;

/// Whether a source that begins so is one.
pub(super) fn begins(head: &[u8]) -> bool {
    let Some([first, rest @ ..]) = head.first_chunk::<4>() else { return false };
    let of = |magic: [u8; 4], first: u8| magic[0] == first && magic[1..] == *rest;
    of(MAGIC, *first) || of(PASSED_OVER, first & 0xf0)
}

/// What a frame asks for that is not given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Demand {
    /// More room to look back than [`WINDOW_LOG`] allows.
    Room,
    /// The dictionary that it was packed with.
    Dictionary,
}

impl Demand {
    /// What the library's error says of the frame; `None` when that is damaged, or anything else.
    pub(super) fn of(error: &io::Error) -> Option<Self> {
        // The library numbers its errors from the top; its messages are all that comes through.
        let is = |number: usize| {
            let told = zstd::zstd_safe::get_error_name(0_usize.wrapping_sub(number));
            error.get_ref().is_some_and(|inner| inner.to_string() == told)
        };
        if is(16) {
            return Some(Self::Room);
        }
        (is(30) || is(32)).then_some(Self::Dictionary)
    }
}

/// Reads every frame; the ones that hold no text are passed over.
///
/// # Errors
///
/// If no decoder can be made, for want of memory.
pub(super) fn frames(source: Box<dyn Read + Send>) -> io::Result<impl Read + Send> {
    let source = BufReader::with_capacity(zstd::zstd_safe::DCtx::in_size(), source);
    let mut decoder = Decoder::with_buffer(source)?;
    decoder.window_log_max(WINDOW_LOG)?;
    Ok(decoder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    fn unpacked(bytes: Vec<u8>) -> io::Result<Vec<u8>> {
        let mut out = Vec::new();
        frames(Box::new(io::Cursor::new(bytes)))?.read_to_end(&mut out)?;
        Ok(out)
    }

    fn packed(text: &[u8]) -> Vec<u8> {
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
        encoder.include_checksum(true).unwrap();
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn an_empty_frame_is_nothing() {
        assert_eq!(unpacked(packed(b"")).unwrap(), b"");
    }

    #[test]
    fn frames_follow_each_other_and_others_are_passed_over() {
        let (first, second) = (packed(b"a,b\n"), packed(b"1,2\n"));
        let other = [0x5f, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3];
        assert!(begins(&first) && begins(&other) && !begins(b"P*M") && !begins(b"call_id"));
        for bytes in
            [[&first[..], &other, &second].concat(), [&other, &first[..], &second].concat()]
        {
            assert_eq!(unpacked(bytes).unwrap(), b"a,b\n1,2\n");
        }
    }

    #[test]
    fn a_cut_or_changed_frame_is_an_error() {
        let bytes = packed(&b"interaction_id,talk_s\n".repeat(50));
        for cut in 1..bytes.len() {
            assert!(unpacked(bytes[..cut].to_vec()).is_err(), "cut at {cut}");
        }
        let mut changed = bytes.clone();
        let last = changed.len() - 1;
        changed[last] ^= 1;
        assert!(unpacked(changed).is_err(), "the checksum is another");
    }

    #[test]
    fn the_second_of_two_frames_may_not_be_cut_nor_text_follow() {
        let first = packed(b"a,b\n");
        let both = [first.clone(), packed(b"1,2\n")].concat();
        for cut in first.len() + 1..both.len() {
            assert!(unpacked(both[..cut].to_vec()).is_err(), "cut at {cut}");
        }
        assert!(unpacked([&first[..], b"1,2\n"].concat()).is_err(), "text behind the frame");
    }

    #[test]
    fn a_frame_that_looks_back_too_far_or_needs_a_dictionary_is_an_error() {
        let raw_block = [1 | 1 << 3, 0, 0, b'a'];
        let window = |log: u8| [&MAGIC[..], &[0, (log - 10) << 3], &raw_block].concat();
        assert_eq!(unpacked(window(27)).unwrap(), b"a");
        let demand = |bytes: Vec<u8>| Demand::of(&unpacked(bytes).unwrap_err());
        for log in [28, 31] {
            assert_eq!(demand(window(log)), Some(Demand::Room), "2^{log} bytes");
        }
        assert!(unpacked(window(41)).is_err());
        let with_dictionary = [&MAGIC[..], &[1, 0, 7], &raw_block].concat();
        assert_eq!(demand(with_dictionary), Some(Demand::Dictionary));
        assert_eq!(demand(MAGIC.to_vec()), None);
    }
}
