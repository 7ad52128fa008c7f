//! Facts about `index`.

use super::super::{Dialect, Origin};
use super::masks::{mask, running_xor};
use super::*;
use fearless_simd::{SimdBase as _, u8x64};
use proptest::prelude::*;

const COMMA: Dialect =
    Dialect { delimiter: b',', quote: Some(b'"'), padding: Padding::Kept, origin: Origin::Text };

/// Records as [`scan`] cuts them: bytes they span and physical lines, and how many are whole.
fn careful(bytes: &[u8], how: &Reading) -> (Vec<(usize, usize, u64)>, usize) {
    let (mut found, mut pos, mut fields) = (Vec::new(), 0, Vec::new());
    while pos < bytes.len() {
        let step = scan(bytes, pos, how, &mut fields);
        let open = matches!(step, Step::Unclosed { end, .. } if end == bytes.len());
        if step == Step::Cut || open && !how.last {
            break;
        }
        let (end, lines) = step.reach();
        found.push((pos, end, lines));
        pos = end;
    }
    (found, pos)
}

/// The same by masks; every plain record is held against [`scan`], field by field.
fn indexed(bytes: &[u8], how: &Reading) -> (Vec<(usize, usize, u64)>, usize) {
    let mut index = Index::default();
    let whole = index.fill(bytes, how);
    index.locate();
    let (mut found, mut fields) = (Vec::new(), Vec::new());
    for run in &index.runs {
        for number in run.records.clone() {
            let plain = index.plain(run, number, bytes);
            let step = scan(bytes, plain.start, how, &mut fields);
            let lines = 1 + index.lines_beyond(number);
            assert_eq!(step, Step::Record { end: behind(bytes, plain.end), lines });
            assert_eq!(fields.len(), plain.delimiters.len() + 1);
            for (at, span) in fields.iter().enumerate() {
                let quote = bytes.get(plain.field(at).start) == Some(&b'"');
                let quote = usize::from(quote && how.dialect.quote.is_some());
                let field = plain.field(at);
                assert_eq!((field.start + quote, field.end - quote), (span.start, span.end));
                assert!(!span.stray);
            }
            found.push((plain.start, behind(bytes, plain.end), lines));
        }
        let at = run.reach;
        if run.odd {
            let (end, lines) = scan(bytes, at, how, &mut fields).reach();
            found.push((at, end, lines));
        }
    }
    assert_eq!(index.lines, found.iter().map(|(_, _, lines)| lines).sum::<u64>());
    (found, whole)
}

#[test]
fn nothing_holds_no_record() {
    let how = Reading { dialect: COMMA, width: None, last: true };
    let mut index = Index::default();
    assert_eq!((index.fill(b"", &how), index.runs.len(), index.lines), (0, 0, 0));
}

#[test]
fn the_running_exclusive_or_turns_at_every_bit() {
    assert_eq!(running_xor(0b0100_1000), u64::MAX << 3 & !(u64::MAX << 6));
}

#[test]
fn well_formed_records_are_plain() {
    let text = "1,\"a, \"\"b\"\"\",\r\n2,\"\",x\n\n3,c,\"d\"\r".repeat(9);
    let how = Reading { dialect: COMMA, width: Some(3), last: true };
    let mut index = Index::default();
    assert_eq!(index.fill(text.as_bytes(), &how), text.len());
    assert_eq!((index.runs.len(), index.lines), (1, 36));
    assert_eq!(indexed(text.as_bytes(), &how), careful(text.as_bytes(), &how));
}

#[test]
fn a_line_end_in_quotes_is_plain_where_the_fields_are_as_many_as_they_should_be() {
    let tall = format!("\"a\n{}\r\nb\",c\n", "x".repeat(90));
    let text = format!("1,2\n{tall}3,4\n{tall}");
    let how = Reading { dialect: COMMA, width: Some(2), last: true };
    let mut index = Index::default();
    assert_eq!(index.fill(text.as_bytes(), &how), text.len());
    assert_eq!((index.runs.len(), index.records(), index.lines), (1, 4, 8));
    assert_eq!((index.tall_from(0), index.tall_from(2)), (Some((1, 2)), Some((3, 2))));
    assert_eq!(indexed(text.as_bytes(), &how), careful(text.as_bytes(), &how));
}

#[test]
fn each_oddity_is_left_to_the_careful_reading() {
    for odd in ["a\"b,c\n", "\"a\"b,c\n", "\"a\nb\"\n", "\"a,c\n", "a,\"\n"] {
        let text = format!("1,2\n{odd}3,4\n{}", "5,6\n".repeat(40));
        for last in [false, true] {
            let how = Reading { dialect: COMMA, width: Some(2), last };
            let bytes = text.as_bytes();
            assert_eq!(indexed(bytes, &how), careful(bytes, &how), "{odd:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn a_mask_has_the_bits_of_its_bytes_whatever_the_machine(
        window in prop::collection::vec(0_u8..4, WIDE), byte in 0_u8..4,
    ) {
        let expected = window.iter().rev().fold(0, |bits, one| bits << 1 | u64::from(*one == byte));
        for level in [Level::new(), Level::baseline()] {
            let found = dispatch!(level, simd => mask(u8x64::from_slice(simd, &window), byte));
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn masks_read_as_the_careful_reading_does(
        pieces in prop::collection::vec(
            prop_oneof![
                8 => "[a-c]{1,9}", 6 => Just(",".to_owned()), 4 => Just("\n".to_owned()),
                2 => Just("\r\n".to_owned()), 1 => Just("\r".to_owned()),
                3 => Just("\"".to_owned()), 3 => Just(",\"".to_owned()),
                3 => Just("\",".to_owned()), 2 => Just("\"\"".to_owned()),
                1 => Just("\0".to_owned()), 2 => "[a-c,\n\"]{60,70}", 1 => Just(" ".to_owned()),
            ],
            0..120,
        ),
        (width, last, quote, skipped) in
            (prop::option::of(1_usize..4), any::<bool>(), any::<bool>(), prop::bool::weighted(0.1)),
    ) {
        let text = pieces.concat();
        let padding = if skipped { Padding::Skipped } else { Padding::Kept };
        let dialect = Dialect { padding, ..Dialect::new(b',', quote.then_some(b'"')) };
        let how = Reading { dialect, width, last };
        prop_assert_eq!(indexed(text.as_bytes(), &how), careful(text.as_bytes(), &how));
    }
}
