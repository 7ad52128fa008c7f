//! Which delimiter a file uses and where its header stands, found from its first records.

use super::records::{self, Dialect, Padding, Reading, Span, Step};
use crate::problem::{Place, Problem};
use std::borrow::Cow;

/// Bytes that decide.
pub const HEAD: usize = 64 << 10;
/// Delimiters that are tried.
const CANDIDATES: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Records that are looked at.
const RECORDS: usize = 60;
/// Records among which the header is looked for, behind title lines.
const HEADER_WITHIN: usize = 20;

/// One of the first records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Early {
    /// Trimmed cells.
    pub cells: Vec<String>,
    /// Physical line.
    pub line: u64,
    /// First byte after it.
    pub end: usize,
}

/// The delimiter: `sep=` in the first line, else the one that gives known column names, else the
/// one that gives most records the same number of fields.
///
/// # Errors
///
/// `delimiter-unclear` when two do equally well.
pub fn delimiter(
    file: &str,
    head: &[u8],
    quote: Option<u8>,
    known: &dyn Fn(&str) -> bool,
) -> Result<u8, Problem> {
    if let Some(named) = separator_line(head) {
        return Ok(named);
    }
    let mut ranked: Vec<((usize, usize, usize), u8)> = Vec::new();
    for delimiter in CANDIDATES {
        let early = early(head, Dialect::new(delimiter, quote));
        ranked.push((merit(&early, known), delimiter));
    }
    ranked.sort_unstable();
    let [.., second, best] = ranked[..] else { return Ok(b',') };
    if best.0.1 == 0 {
        return Ok(b',');
    }
    if best.0 == second.0 {
        let message =
            format!("both `{}` and `{}` could be the delimiter", name(second.1), name(best.1));
        let help = "say which, with `delimiter` under [file] in a profile";
        return Err(Problem::new("delimiter-unclear", Place::at(file, 1, 1), message).help(help));
    }
    Ok(best.1)
}

/// The delimiter that a first line such as `sep=;` names.
pub fn separator_line(head: &[u8]) -> Option<u8> {
    let line = &head[..records::line_end(head, 0)];
    match line.trim_ascii() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', delimiter] => Some(*delimiter),
        _ => None,
    }
}

/// A delimiter as one writes it.
pub fn name(delimiter: u8) -> String {
    if delimiter == b'\t' { "tab".to_owned() } else { char::from(delimiter).to_string() }
}

/// Known names in the best row, records of the usual width, that width.
fn merit(early: &[Early], known: &dyn Fn(&str) -> bool) -> (usize, usize, usize) {
    let names = early.iter().take(HEADER_WITHIN).map(|record| count_known(record, known)).max();
    let (usual, width) = usual_width(early);
    (names.unwrap_or(0), usual, width)
}

/// How many records have the most frequent number of fields above one, and that number; 0 and 0
/// when none has more than one.
pub fn usual_width(early: &[Early]) -> (usize, usize) {
    let mut widths: Vec<usize> = early.iter().map(|record| record.cells.len()).collect();
    widths.sort_unstable();
    let runs = widths.chunk_by(|a, b| a == b).filter(|run| run[0] > 1);
    runs.map(|run| (run.len(), run[0])).max().unwrap_or_default()
}

/// Whether spaces behind delimiters belong to them: every delimiter of the first records has one.
pub fn padding(head: &[u8], delimiter: u8) -> Padding {
    let mut line = 0;
    let mut seen = false;
    for _ in 0..HEADER_WITHIN {
        let end = records::line_end(head, line);
        let bytes = &head[line..end];
        let bare = |at: &usize| !bytes[..*at].contains(&b'"');
        for at in memchr::memchr_iter(delimiter, bytes).take_while(bare) {
            if bytes.get(at + 1) != Some(&b' ') {
                return Padding::Kept;
            }
            seen = true;
        }
        line = end;
    }
    if seen { Padding::Skipped } else { Padding::Kept }
}

/// The quote: a single one where it encloses fields and a double one does not.
pub fn quote(head: &[u8], delimiter: u8) -> u8 {
    let beside = |quote: u8, before: bool| {
        memchr::memchr_iter(quote, head)
            .filter(|at| {
                let other = if before { at.checked_sub(1) } else { Some(at + 1) };
                other.and_then(|other| head.get(other)) == Some(&delimiter)
            })
            .count()
    };
    let encloses = |quote| beside(quote, true) > 0 && beside(quote, false) > 0;
    if encloses(b'\'') && !encloses(b'"') { b'\'' } else { b'"' }
}

fn count_known(record: &Early, known: &dyn Fn(&str) -> bool) -> usize {
    record.cells.iter().filter(|cell| known(cell)).count()
}

/// The first record within twenty that holds the most known names; the very first when none does.
///
/// A name that stands in the same column of another record is a value like any other: a file without
/// a header may hold a disposition `resolved`. Unless that record is mostly names: a header that comes
/// again takes nothing from the first.
pub fn header<'a>(early: &'a [Early], known: &dyn Fn(&str) -> bool) -> Option<&'a Early> {
    let mut best = early.first()?;
    let mut most = names_in(best, early, known);
    for record in early.iter().take(HEADER_WITHIN) {
        let names = names_in(record, early, known);
        if names > most {
            (best, most) = (record, names);
        }
    }
    Some(best)
}

/// How many cells of a record are known names and no values.
pub fn names_in(record: &Early, early: &[Early], known: &dyn Fn(&str) -> bool) -> usize {
    let is_header = |other: &Early| {
        let names = count_known(other, known);
        names > 1 && names * 2 > other.cells.len()
    };
    let is = |one: &String, other: &String| one.eq_ignore_ascii_case(other);
    let is_again = |other: &Early| {
        let cells = || other.cells.iter().zip(&record.cells);
        other.cells.len() == record.cells.len() && cells().all(|(one, other)| is(one, other))
    };
    let is_value = |(index, cell): &(usize, &String)| {
        let there = |other: &Early| other.cells.get(*index).is_some_and(|there| is(there, cell));
        early.iter().any(|other| there(other) && !is_again(other) && !is_header(other))
    };
    let cells = record.cells.iter().enumerate();
    cells.filter(|(_, cell)| known(cell)).filter(|cell| !is_value(cell)).count()
}

/// The first records that end within `head`, blank ones left out.
pub fn early(head: &[u8], dialect: Dialect) -> Vec<Early> {
    let how = Reading { dialect, width: None, last: true };
    let (mut found, mut fields, mut room) = (Vec::new(), Vec::<Span>::new(), Vec::new());
    let (mut pos, mut line) = (0, 1);
    while pos < head.len() && found.len() < RECORDS {
        let (end, lines) = match records::scan(head, pos, &how, &mut fields) {
            step @ (Step::Record { .. } | Step::Repaired { .. }) => {
                let mut cells = Vec::new();
                for span in &fields {
                    let text = records::content(head, *span, dialect, &mut room);
                    let text = match std::str::from_utf8(text) {
                        Ok(text) => Cow::Borrowed(text),
                        Err(_) => String::from_utf8_lossy(text),
                    };
                    cells.push(records::one_line(text.trim(), dialect).into_owned());
                }
                if cells.iter().any(|cell| !cell.is_empty()) {
                    found.push(Early { cells, line, end: step.reach().0 });
                }
                step.reach()
            }
            step @ Step::Unclosed { .. } => step.reach(),
            Step::Cut => break,
        };
        pos = end;
        line += lines;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(cell: &str) -> bool {
        ["call_id", "agent", "wait"].contains(&cell)
    }

    fn found(text: &str) -> Result<u8, Problem> {
        delimiter("calls.csv", text.as_bytes(), Some(b'"'), &known)
    }

    #[test]
    fn a_single_column_has_any_delimiter() {
        assert_eq!(found(""), Ok(b','));
        assert_eq!(found("call_id\n1\n2\n"), Ok(b','));
    }

    #[test]
    fn known_names_outweigh_commas_in_the_data() {
        assert_eq!(found("call_id;agent;wait\n1;a;1,5\n2;b;2,5\n"), Ok(b';'));
        assert_eq!(found("call_id\tagent\n1\tLee, Ann\n2\tPoe, Jo\n"), Ok(b'\t'));
    }

    #[test]
    fn without_known_names_the_steadiest_wins() {
        assert_eq!(found("x|y|z\n1|2,2|3\n4|5|6\n"), Ok(b'|'));
    }

    #[test]
    fn a_separator_line_is_believed() {
        assert_eq!(found("sep=|\r\na|b\n"), Ok(b'|'));
    }

    #[test]
    fn two_that_do_equally_well_stop_the_run() {
        let problem = found("x,y;z\n1,2;3\n").unwrap_err();
        assert_eq!(problem.code, "delimiter-unclear");
    }

    #[test]
    fn a_value_that_reads_like_a_name_is_no_header() {
        let text = b"1,a,agent\n2,b,agent\n3,c,x\n";
        let early = early(text, Dialect::new(b',', Some(b'"')));
        assert!(early.iter().all(|record| names_in(record, &early, &known) == 0));
    }

    #[test]
    fn spaces_and_single_quotes_are_told_from_text() {
        assert_eq!(padding(b"a, b, c\n1, 2, \"x,y\"\n", b','), Padding::Skipped);
        assert_eq!(padding(b"a,b\n1, 2\n", b','), Padding::Kept);
        assert_eq!(padding(b"", b','), Padding::Kept);
        assert_eq!(quote(b"a,'b, c',d\n", b','), b'\'');
        assert_eq!(quote(b"a,'b','\"c\",x\n1,\"2\",3\n", b','), b'"');
        assert_eq!(quote(b"a,O'Neil\n", b','), b'"');
    }

    #[test]
    fn the_header_stands_behind_title_lines() {
        let text = b"Report,October\n\ncall_id,agent,wait\n1,a,3\n";
        let early = early(text, Dialect::new(b',', Some(b'"')));
        assert_eq!(header(&early, &known).map(|record| record.line), Some(3));
        assert_eq!(header(&early, &|_| false).map(|record| record.line), Some(1));
    }
}
