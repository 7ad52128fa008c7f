//! A source cut into blocks of whole records, each with the number of its first line.
//!
//! Memory stays within some blocks whatever the file: a quote that never closes is given up after a
//! bound, and a line without end is skipped without keeping it.

use super::records::{self, Reading, Span, Step};
use super::source::Source;
use anyhow::Result;

/// Bytes read at a time.
pub const BLOCK: usize = 1 << 20;
/// Longest record; a longer line is skipped up to its end and counted as one fault.
pub const RECORD_LIMIT: usize = 16 << 20;

/// Some whole records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    /// Their bytes.
    pub bytes: Vec<u8>,
    /// Physical line of the first, counted from 1.
    pub first_line: u64,
    /// Whether the source ends with it.
    pub last: bool,
    /// A line longer than [`RECORD_LIMIT`] stood here instead of records.
    pub endless: bool,
}

/// Cuts a source.
pub struct Blocks {
    /// What is cut.
    pub source: Source,
    size: usize,
    carry: Vec<u8>,
    line: u64,
    ended: bool,
    skipping: bool,
}

impl Blocks {
    /// Cuts into blocks of some `size` bytes; [`BLOCK`] unless a test wants others.
    pub fn new(source: Source, size: usize) -> Self {
        Self { source, size, carry: Vec::new(), line: 1, ended: false, skipping: false }
    }

    /// The first bytes, at least `size` of them unless the source is shorter, and whether it is.
    pub fn head(&mut self, size: usize) -> Result<(&[u8], bool)> {
        while self.carry.len() < size && !self.ended {
            self.fill()?;
        }
        Ok((&self.carry, self.ended))
    }

    /// Leaves out the first `bytes`, which hold so many physical lines.
    pub fn skip(&mut self, bytes: usize) {
        self.line += records::line_ends(&self.carry[..bytes]);
        self.carry.drain(..bytes);
    }

    /// The next records; `None` at the end.
    pub fn next(&mut self, how: &Reading) -> Result<Option<Block>> {
        loop {
            if self.carry.len() < self.size && !self.ended {
                self.fill()?;
                continue;
            }
            if self.carry.is_empty() {
                return Ok(None);
            }
            let cut = if self.ended { self.carry.len() } else { cut(&self.carry, how) };
            if cut > 0 {
                return Ok(Some(self.take(cut)));
            }
            if self.carry.len() > RECORD_LIMIT {
                self.skipping = true;
                self.carry.clear();
                return Ok(Some(Block {
                    first_line: self.line,
                    endless: true,
                    ..Block::default()
                }));
            }
            self.fill()?;
        }
    }

    fn take(&mut self, cut: usize) -> Block {
        let rest = self.carry.split_off(cut);
        let bytes = std::mem::replace(&mut self.carry, rest);
        let first_line = self.line;
        self.line += records::line_ends(&bytes);
        let last = self.ended && self.carry.is_empty();
        Block { bytes, first_line, last, endless: false }
    }

    fn fill(&mut self) -> Result<()> {
        self.ended = !self.source.read_more(self.size.max(64), &mut self.carry)?;
        if self.skipping {
            match memchr::memchr(b'\n', &self.carry) {
                Some(at) => {
                    self.carry.drain(..=at);
                    self.line += 1;
                    self.skipping = false;
                }
                None => self.carry.clear(),
            }
        }
        Ok(())
    }
}

/// How many of the first bytes are whole records; 0 when not even one is.
fn cut(bytes: &[u8], how: &Reading) -> usize {
    let quotes = how.dialect.quote.is_some_and(|quote| memchr::memchr(quote, bytes).is_some());
    if !quotes {
        if let Some(at) = memchr::memrchr(b'\n', bytes) {
            return at + 1;
        }
        let inner = &bytes[..bytes.len().saturating_sub(1)];
        return memchr::memrchr(b'\r', inner).map_or(0, |at| at + 1);
    }
    let how = Reading { last: false, ..*how };
    let mut fields: Vec<Span> = Vec::new();
    let mut pos = 0;
    loop {
        match records::scan(bytes, pos, &how, &mut fields) {
            Step::Record { end, .. } | Step::Repaired { end, .. } | Step::Unclosed { end, .. }
                if end < bytes.len() =>
            {
                pos = end;
            }
            Step::Record { end, .. } | Step::Repaired { end, .. } => return end,
            Step::Unclosed { .. } | Step::Cut => return pos,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::records::{Dialect, Padding};
    use proptest::prelude::*;
    use std::io::Cursor;

    const HOW: Reading = Reading {
        dialect: Dialect { delimiter: b',', quote: Some(b'"'), padding: Padding::Kept },
        width: Some(2),
        last: false,
    };

    fn blocks(text: &str, size: usize) -> Vec<Block> {
        let source = Source::new("calls.csv", Box::new(Cursor::new(text.to_owned())), None);
        let mut blocks = Blocks::new(source.unwrap(), size);
        std::iter::from_fn(|| blocks.next(&HOW).unwrap()).collect()
    }

    #[test]
    fn nothing_is_no_block() {
        assert_eq!(blocks("", 64), []);
    }

    #[test]
    fn a_quoted_line_end_does_not_cut_a_record() {
        let record = format!("1,\"{}\"\n", "x\n".repeat(100));
        let found = blocks(&format!("{record}{}", "2,b\n".repeat(40)), 64);
        assert!(found.len() > 1 && found[0].bytes.starts_with(record.as_bytes()));
        let ahead = (found[0].bytes.len() - record.len()) / 4;
        assert_eq!(found[1].first_line, 102 + u64::try_from(ahead).unwrap());
    }

    #[test]
    fn an_endless_line_is_skipped_and_the_rest_is_read() {
        let text = format!("1,a\n2,{}\n3,c\n", "x".repeat(RECORD_LIMIT + 3 * BLOCK));
        let found = blocks(&text, BLOCK);
        let lines: Vec<_> = found.iter().map(|block| (block.first_line, block.endless)).collect();
        assert_eq!(lines, [(1, false), (2, true), (3, false)]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn blocks_are_the_text_and_know_their_lines(
            text in "([0-9],[a-z]{0,9}(\r\n|\n|\r)|\"[a-z\n]{0,9}\",b\n){0,40}", size in 1_usize..90,
        ) {
            let found = blocks(&text, size);
            let mut whole = Vec::new();
            for block in found {
                prop_assert_eq!(block.first_line, 1 + records::line_ends(&whole));
                whole.extend(block.bytes);
            }
            prop_assert_eq!(String::from_utf8(whole).unwrap(), text);
        }
    }
}
