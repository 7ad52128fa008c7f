//! How bytes become text: marks, labels, and the first bytes that are not ASCII.

use super::Source;
use crate::ingest::filled::Filled;
use crate::problem::{Blame, Place, Problem, Refused};
use anyhow::Result;
use encoding_rs::{Decoder, Encoding, UTF_8, WINDOWS_1252};

/// How bytes become text.
pub(super) enum Text {
    /// ASCII so far; the first other byte decides.
    Undecided,
    /// UTF-8; passed through, faults included.
    Utf8,
    /// Anything else.
    Decoded(Box<Decoder>, &'static Encoding),
}

impl Source {
    /// Makes text of the bytes behind the first `before`.
    pub(super) fn decode(&mut self, before: usize, end: bool, out: &mut Filled) {
        let mut from = before;
        if matches!(self.text, Text::Undecided) {
            let first = if out[before..].is_ascii() {
                None
            } else {
                out[before..].iter().position(|byte| !byte.is_ascii())
            };
            let Some(first) = first else { return };
            from += first;
            if out.len() - from < 4 && !end {
                self.pending = out.split_off(from);
                return;
            }
            self.text = decide(&out[from..]);
        }
        if let Text::Decoded(decoder, _) = &mut self.text {
            let part = out.split_off(from);
            let mut text = String::with_capacity(part.len() * 3 + 16);
            let _done = decoder.decode_to_string(&part, &mut text, end);
            out.extend(text.as_bytes());
        }
    }
}

/// The first bytes that are not ASCII tell UTF-8 from a Western spreadsheet.
fn decide(from: &[u8]) -> Text {
    let sample = &from[..from.len().min(4)];
    let valid = match std::str::from_utf8(sample) {
        Ok(_) => true,
        Err(error) => error.valid_up_to() > 0 || error.error_len().is_none(),
    };
    if valid {
        return Text::Utf8;
    }
    Text::Decoded(Box::new(WINDOWS_1252.new_decoder_without_bom_handling()), WINDOWS_1252)
}

/// How the bytes become text, and the length of the byte-order mark.
pub(super) fn text_of(name: &str, head: &[u8], encoding: Option<&str>) -> Result<(Text, usize)> {
    if let Some((found, mark)) = Encoding::for_bom(head) {
        return Ok((decoded(found), mark));
    }
    let Some(label) = encoding.filter(|label| *label != "auto") else {
        return Ok((Text::Undecided, 0));
    };
    if let Some(found) = Encoding::for_label(label.as_bytes()) {
        return Ok((decoded(found), 0));
    }
    let message = format!("there is no encoding `{label}`");
    let problem = Problem::new("bad-encoding", Place::file(name), message)
        .help("write utf-8, windows-1252, utf-16le or another WHATWG label");
    Err(Refused::because(Blame::Request, problem).into())
}

fn decoded(encoding: &'static Encoding) -> Text {
    if encoding == UTF_8 {
        return Text::Utf8;
    }
    Text::Decoded(Box::new(encoding.new_decoder_without_bom_handling()), encoding)
}
