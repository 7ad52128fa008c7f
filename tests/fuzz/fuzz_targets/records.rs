//! Any bytes, cut into blocks of any size and read by masks, are the records of the careful reading.
#![no_main]

use libfuzzer_sys::fuzz_target;
use qa::ingest::blocks::{Block, Blocks};
use qa::ingest::records::{Dialect, Reading, Step, content, scan};
use qa::ingest::source::Source;
use std::io::Cursor;

/// Cells of a record, or nothing where a line could not be read, with the line it begins on.
type Row = (u64, Option<Vec<Vec<u8>>>);

/// A byte-order mark belongs to the encoding; `None` for the marks of UTF-16.
fn text(bytes: &[u8]) -> Option<&[u8]> {
    let wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    (!wide).then(|| bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes))
}

fuzz_target!(|input: (u8, u8, u8, Vec<u8>)| {
    let (delimiter, width, size, bytes) = input;
    let delimiter = b",;\t|"[usize::from(delimiter % 4)];
    let quote = (width & 1 == 0).then_some(b'"');
    let width = Some(usize::from(width >> 1)).filter(|width| *width > 0);
    let how = Reading { dialect: Dialect::new(delimiter, quote), width, last: false };
    let Some(cut) = rows(&bytes, usize::from(size) + 1, &how) else { return };
    let Some(text) = text(&bytes) else { return };
    let whole = whole(text, &how);
    assert_eq!(cut, whole, "blocks of {size} bytes read otherwise than the whole");
});

/// The records of all blocks: plain ones by their masks, the others with care.
fn rows(bytes: &[u8], size: usize, how: &Reading) -> Option<Vec<Row>> {
    let raw = Box::new(Cursor::new(bytes.to_vec()));
    // Archives, JSON and other formats are no text to cut.
    let source = Source::new("fuzz.csv", raw, Some("utf-8")).ok()?;
    if source.dialect().is_some() {
        return None;
    }
    let mut blocks = Blocks::new(source, size);
    let mut rows = Vec::new();
    while let Ok(Some(mut block)) = blocks.next(how) {
        block.index.locate();
        read(&block, how, &mut rows);
    }
    Some(rows)
}

fn read(block: &Block, how: &Reading, rows: &mut Vec<Row>) {
    // Whether a block is the last is known to the block: a record that it cuts is whole there.
    let how = Reading { last: true, ..*how };
    let mut line = block.first_line;
    for run in &block.index.runs {
        for number in run.records.clone() {
            let plain = block.index.plain(run, number, &block.bytes);
            let fields = (0..=plain.delimiters.len()).map(|at| plain.field(at));
            rows.push((line, Some(fields.map(|at| cell(&block.bytes[at], &how)).collect())));
            line += 1 + block.index.lines_beyond(number);
        }
        if run.odd {
            let (end, after) = careful(block, (run.reach, line), &how, rows);
            assert!(end <= block.bytes.len(), "a record stands in its block");
            line = after;
        }
    }
}

/// A field as it stands, without the quotes around it and within.
fn cell(field: &[u8], how: &Reading) -> Vec<u8> {
    match (how.dialect.quote, field) {
        (Some(quote), [first, inner @ .., last]) if *first == quote && *last == quote => {
            let doubled = [quote, quote];
            let mut text = Vec::new();
            let mut rest = inner;
            while let Some(at) = rest.windows(2).position(|pair| pair == doubled) {
                text.extend_from_slice(&rest[..=at]);
                rest = &rest[at + 2..];
            }
            text.extend_from_slice(rest);
            text
        }
        _ => field.to_vec(),
    }
}

/// One record read with care: where it ends and the line behind it.
fn careful(
    block: &Block,
    (pos, line): (usize, u64),
    how: &Reading,
    rows: &mut Vec<Row>,
) -> (usize, u64) {
    let (mut fields, mut room) = (Vec::new(), Vec::new());
    let step = scan(&block.bytes, pos, how, &mut fields);
    let cells = matches!(step, Step::Record { .. } | Step::Repaired { .. }).then(|| {
        let cell = |span: &_| content(&block.bytes, *span, how.dialect, &mut room).to_vec();
        fields.iter().map(cell).collect()
    });
    let (end, lines) = step.reach();
    assert!(end > pos && end <= block.bytes.len(), "reading goes on");
    rows.push((line, cells));
    (end, line + lines)
}

/// The whole text as one block, every record read with care.
fn whole(bytes: &[u8], how: &Reading) -> Vec<Row> {
    let how = Reading { last: true, ..*how };
    let mut block = Block::default();
    block.bytes.extend(bytes);
    let (mut rows, mut pos, mut line) = (Vec::new(), 0, 1);
    while pos < bytes.len() {
        (pos, line) = careful(&block, (pos, line), &how, &mut rows);
    }
    rows
}
