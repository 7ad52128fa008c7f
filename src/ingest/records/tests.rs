//! Facts about `records`.

use super::*;
use proptest::prelude::*;

const COMMA: Dialect =
    Dialect { delimiter: b',', quote: Some(b'"'), padding: Padding::Kept, origin: Origin::Text };

fn read(text: &str, width: Option<usize>) -> (Vec<Vec<String>>, Vec<usize>) {
    let bytes = text.as_bytes();
    let how = Reading { dialect: COMMA, width, last: true };
    let (mut records, mut faults, mut fields) = (Vec::new(), Vec::new(), Vec::new());
    let mut pos = 0;
    let mut room = Vec::new();
    while pos < bytes.len() {
        match scan(bytes, pos, &how, &mut fields) {
            Step::Record { end, .. } | Step::Repaired { end, .. } => {
                let mut cells = Vec::new();
                for span in &fields {
                    let text = content(bytes, *span, COMMA, &mut room).to_vec();
                    cells.push(String::from_utf8(text).unwrap());
                }
                let blank = cells.len() == 1 && cells[0].is_empty() && fields[0].start == pos;
                if !blank {
                    records.push(cells);
                }
                pos = end;
            }
            Step::Unclosed { quote, end } => {
                faults.push(quote);
                pos = end;
            }
            Step::Cut => panic!("the file ends here"),
        }
    }
    (records, faults)
}

#[test]
fn nothing_holds_no_record() {
    assert_eq!(read("", None), (vec![], vec![]));
}

#[test]
fn every_line_end_ends_a_record() {
    let (records, _) = read("a,b\r\nc,d\re,f\n\ng,h", Some(2));
    assert_eq!(records, [["a", "b"], ["c", "d"], ["e", "f"], ["g", "h"]]);
}

#[test]
fn quotes_hold_delimiters_lines_and_quotes() {
    let (records, faults) = read("\"a,\n\"\"b\"\"\",c\n", Some(2));
    assert_eq!(records, [["a,\n\"b\"", "c"]]);
    assert!(faults.is_empty());
}

#[test]
fn a_lost_quote_costs_its_line_only() {
    let (records, faults) = read("1,a\n\"2\n3,c\n4,\"d\"\n", Some(2));
    assert_eq!(records, [["1", "a"], ["3", "c"], ["4", "d"]]);
    assert_eq!(faults, [4]);
}

#[test]
fn a_quote_lost_on_the_last_line_is_found_too() {
    let (records, faults) = read("1,a\n\"2\n", Some(2));
    assert_eq!(records, [["1", "a"]]);
    assert_eq!(faults, [4]);
}

#[test]
fn text_behind_a_closing_quote_is_kept_and_marked() {
    let bytes = b"\"User 5\" <109>,x\n";
    let mut fields = Vec::new();
    let how = Reading { dialect: COMMA, width: Some(2), last: true };
    assert_eq!(scan(bytes, 0, &how, &mut fields), Step::Record { end: 17, lines: 1 });
    assert!(fields[0].stray && !fields[1].stray);
    assert_eq!(content(bytes, fields[0], COMMA, &mut Vec::new()), b"User 5 <109>");
}

#[test]
fn a_line_that_fits_in_one_way_only_is_read_in_that_way() {
    for (line, cells) in [
        ("\"1,b,c", ["\"1", "b", "c"]),
        ("1,\"\"b, b\",c", ["1", "\"b, b", "c"]),
        ("\"1,\"b, b\",\"c\"", ["\"1", "b, b", "c"]),
        ("1,b,\"", ["1", "b", "\""]),
    ] {
        let (records, faults) = read(&format!("x,y,z\n{line}\n7,8,9\n"), Some(3));
        let expected = [["x", "y", "z"], cells, ["7", "8", "9"]];
        assert_eq!(
            (records, faults.len()),
            (expected.map(|row| row.map(str::to_owned).to_vec()).to_vec(), 0)
        );
    }
}

#[test]
fn a_line_that_fits_in_two_ways_stands_alone() {
    // The first field may end behind `z` or the second behind `w`.
    let (records, faults) = read("a,b,c\n\"x,\"y,z\",w\",\"\nd,e,f\n", Some(3));
    assert_eq!(records, [["a", "b", "c"], ["d", "e", "f"]]);
    assert_eq!(faults.len(), 1);
}

#[test]
fn spaces_behind_delimiters_may_be_part_of_them() {
    let dialect = Dialect { padding: Padding::Skipped, ..COMMA };
    let how = Reading { dialect, width: None, last: true };
    let bytes = b"1, \"a, b\",  c";
    let mut fields = Vec::new();
    scan(bytes, 0, &how, &mut fields);
    let cells: Vec<_> = fields
        .iter()
        .map(|field| content(bytes, *field, dialect, &mut Vec::new()).to_vec())
        .collect();
    assert_eq!(cells, [b"1".to_vec(), b"a, b".to_vec(), b"c".to_vec()]);
}

#[test]
fn a_record_of_nothing_but_delimiters_costs_little() {
    let mut fields = Vec::new();
    let how = Reading { dialect: COMMA, width: Some(2), last: true };
    let mut text = ",".repeat(FIELDS_KEPT * 2);
    let _step = scan(text.as_bytes(), 0, &how, &mut fields);
    assert_eq!(fields.len(), FIELDS_KEPT);
    text.push_str("x,y");
    let _step = scan(text.as_bytes(), 0, &how, &mut fields);
    assert_eq!(fields.len(), FIELDS_KEPT + 1);
    assert_eq!(content(text.as_bytes(), fields[FIELDS_KEPT], COMMA, &mut Vec::new()), b"x");
}

#[test]
fn a_record_cut_by_the_block_waits_for_more() {
    let how = Reading { dialect: COMMA, width: Some(2), last: false };
    for cut in ["1", "1,", "1,\"a", "1,\"a\"", "1,a\r"] {
        assert_eq!(scan(cut.as_bytes(), 0, &how, &mut Vec::new()), Step::Cut, "{cut:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn what_the_csv_crate_writes_is_read_as_it_reads(
        rows in prop::collection::vec(prop::collection::vec("[a-z\",\n\r; é]{0,6}", 3), 0..8),
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let expected: Vec<Vec<String>> = reader
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .collect();
        let (records, faults) = read(&text, Some(3));
        prop_assert_eq!(records, expected);
        prop_assert!(faults.is_empty());
    }
}
