//! A source cut into blocks of whole records, each with the number of its first line.
//!
//! Memory stays within some blocks whatever the file: a quote that never closes is given up after a
//! bound, and a line without end is skipped without keeping it.

use super::filled::Filled;
use super::records::{self, Index, Reading};
use super::source::Source;
use anyhow::Result;

/// Bytes read at a time; few enough that a block stays in a core's own cache from end to end.
pub const BLOCK: usize = 256 << 10;
/// Longest record; a longer line is skipped up to its end and counted as one fault.
pub const RECORD_LIMIT: usize = 16 << 20;

/// Some whole records.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Block {
    /// Their bytes.
    pub bytes: Filled,
    /// Where each stands.
    pub index: Index,
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
    carry: Filled,
    line: u64,
    ended: bool,
    skipping: bool,
}

impl Blocks {
    /// Cuts into blocks of some `size` bytes; [`BLOCK`] unless a test wants others.
    pub fn new(source: Source, size: usize) -> Self {
        let line = source.dialect().map_or(1, records::first_line);
        Self { source, size, carry: Filled::default(), line, ended: false, skipping: false }
    }

    /// The first bytes, at least `size` of them unless the source is shorter, and whether it is.
    pub fn head(&mut self, size: usize) -> Result<(&[u8], bool)> {
        let mut bytes = std::mem::take(&mut self.carry);
        while bytes.len() < size && !self.ended {
            self.fill(&mut bytes)?;
        }
        self.carry = bytes;
        Ok((&self.carry, self.ended))
    }

    /// The same, with as many more as it takes until a line ends, up to the longest record.
    pub fn head_with_line(&mut self, size: usize) -> Result<(&[u8], bool)> {
        let mut wanted = size;
        while wanted < RECORD_LIMIT {
            let (head, whole) = self.head(wanted)?;
            if whole || memchr::memchr2(b'\n', b'\r', head).is_some() {
                break;
            }
            wanted = head.len() * 2;
        }
        self.head(wanted)
    }

    /// Leaves out the first `bytes`, which hold so many physical lines.
    pub fn skip(&mut self, bytes: usize) {
        self.line += records::line_ends(&self.carry[..bytes]);
        self.carry.skip(bytes);
    }

    /// The next records; `None` at the end.
    pub fn next(&mut self, how: &Reading) -> Result<Option<Block>> {
        let mut block = Block::default();
        Ok(self.next_into(how, &mut block)?.then_some(block))
    }

    /// The next records in place of those of `block`, whose room is used again; false at the end.
    ///
    /// Of a line without end there are blocks without records: what was read for them does not pile up.
    pub fn next_into(&mut self, how: &Reading, block: &mut Block) -> Result<bool> {
        if self.skipping && !self.ended {
            self.pass_over(how, block)?;
            return Ok(true);
        }
        let Block { bytes, index, .. } = block;
        bytes.clear();
        bytes.extend(&self.carry);
        self.carry.clear();
        let (mut wanted, mut endless) = (self.size, false);
        loop {
            while bytes.len() < wanted && !self.ended {
                self.fill(bytes)?;
            }
            let whole = index.fill(bytes, &Reading { last: self.ended, ..*how });
            if whole > 0 {
                self.carry.extend(&bytes[whole..]);
                bytes.truncate(whole);
                break;
            }
            if bytes.is_empty() {
                return Ok(false);
            }
            if bytes.len() > RECORD_LIMIT {
                (self.skipping, endless) = (true, true);
                bytes.clear();
                index.fill(bytes, how);
                break;
            }
            wanted = bytes.len() + 1;
        }
        block.endless = endless;
        block.first_line = self.line;
        block.last = self.ended && self.carry.is_empty() && !block.endless;
        self.line += block.index.lines;
        Ok(true)
    }

    /// Reads on in a line without end, and makes a block without records.
    fn pass_over(&mut self, how: &Reading, block: &mut Block) -> Result<()> {
        let mut behind = std::mem::take(&mut self.carry);
        self.fill(&mut behind)?;
        self.carry = behind;
        block.bytes.clear();
        block.index.fill(&[], how);
        block.endless = false;
        (block.first_line, block.last) = (self.line, self.ended && self.carry.is_empty());
        Ok(())
    }

    fn fill(&mut self, bytes: &mut Filled) -> Result<()> {
        // A long record is not looked through again for every block that it grows by.
        let more = bytes.len().min((RECORD_LIMIT + 1).saturating_sub(bytes.len()));
        self.ended = !self.source.read_more(more.max(self.size).max(64), bytes)?;
        if self.skipping {
            match memchr::memchr(b'\n', bytes) {
                Some(at) => {
                    bytes.skip(at + 1);
                    self.line += 1;
                    self.skipping = false;
                }
                None => bytes.clear(),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::records::{Dialect, Origin, Padding};
    use proptest::prelude::*;
    use std::io::Cursor;

    const HOW: Reading = Reading {
        dialect: Dialect {
            delimiter: b',',
            quote: Some(b'"'),
            padding: Padding::Kept,
            origin: Origin::Text,
        },
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
    fn a_head_has_a_whole_line_however_long_it_is() {
        let line = format!("{}\nnext\n", "x".repeat(700));
        let source = Source::new("calls.csv", Box::new(Cursor::new(line.clone())), None);
        let mut blocks = Blocks::new(source.unwrap(), 64);
        let (head, _) = blocks.head_with_line(64).unwrap();
        assert!(head.len() > 700 && line.as_bytes().starts_with(head));
        let source = Source::new("calls.csv", Box::new(Cursor::new("x".repeat(700))), None);
        assert_eq!(Blocks::new(source.unwrap(), 64).head_with_line(64).unwrap().0.len(), 700);
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
        let told = found.iter().filter(|block| block.endless || block.index.records() > 0);
        let lines: Vec<_> = told.map(|block| (block.first_line, block.endless)).collect();
        assert_eq!(lines, [(1, false), (2, true), (3, false)]);
    }

    #[test]
    fn what_is_put_aside_of_an_endless_line_does_not_pile_up() {
        let text = format!("1,a\n2,{}\n3,c\n", "x".repeat(4 * RECORD_LIMIT));
        let mut source =
            Source::new("calls.csv", Box::new(Cursor::new(text.clone())), None).unwrap();
        source.put_aside();
        let mut blocks = Blocks::new(source, BLOCK);
        let (mut sizes, mut block, mut room) = (Vec::new(), Block::default(), Vec::new());
        while blocks.next_into(&HOW, &mut block).unwrap() {
            room = blocks.source.unhashed(room);
            sizes.push(room.len());
        }
        assert!(sizes.iter().all(|size| *size <= 3 * RECORD_LIMIT / 2), "{sizes:?}");
        // The head that told the kind of the source was hashed before.
        assert!(sizes.iter().sum::<usize>() + 1024 >= text.len());
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
                whole.extend_from_slice(&block.bytes);
            }
            prop_assert_eq!(String::from_utf8(whole).unwrap(), text);
        }
    }
}
