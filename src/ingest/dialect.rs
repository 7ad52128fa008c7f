//! Which delimiter a file uses and where its header stands, found from its first records.

use super::records::{self, Dialect, Reading, Span, Step};
use crate::problem::{Place, Problem};

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
        let early = early(head, Dialect { delimiter, quote });
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
    let mut widths: Vec<usize> = early.iter().map(|record| record.cells.len()).collect();
    widths.sort_unstable();
    let runs = widths.chunk_by(|a, b| a == b).filter(|run| run[0] > 1);
    let (usual, width) = runs.map(|run| (run.len(), run[0])).max().unwrap_or_default();
    (names.unwrap_or(0), usual, width)
}

fn count_known(record: &Early, known: &dyn Fn(&str) -> bool) -> usize {
    record.cells.iter().filter(|cell| known(cell)).count()
}

/// The first record within twenty that holds the most known names; the very first when none does.
pub fn header<'a>(early: &'a [Early], known: &dyn Fn(&str) -> bool) -> Option<&'a Early> {
    let mut best = early.first()?;
    let mut most = count_known(best, known);
    for record in early.iter().take(HEADER_WITHIN) {
        let names = count_known(record, known);
        if names > most {
            (best, most) = (record, names);
        }
    }
    Some(best)
}

/// The first records that end within `head`, blank ones left out.
pub fn early(head: &[u8], dialect: Dialect) -> Vec<Early> {
    let how = Reading { dialect, width: None, last: true };
    let (mut found, mut fields, mut room) = (Vec::new(), Vec::<Span>::new(), Vec::new());
    let (mut pos, mut line) = (0, 1);
    while pos < head.len() && found.len() < RECORDS {
        let (end, lines) = match records::scan(head, pos, &how, &mut fields) {
            Step::Record { end, lines } => {
                let mut cells = Vec::new();
                for span in &fields {
                    let text = records::content(head, *span, dialect, &mut room);
                    cells.push(String::from_utf8_lossy(text).trim().to_owned());
                }
                if cells.iter().any(|cell| !cell.is_empty()) {
                    found.push(Early { cells, line, end });
                }
                (end, lines)
            }
            Step::Unclosed { end, .. } => (end, 1),
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
    fn the_header_stands_behind_title_lines() {
        let text = b"Report,October\n\ncall_id,agent,wait\n1,a,3\n";
        let early = early(text, Dialect { delimiter: b',', quote: Some(b'"') });
        assert_eq!(header(&early, &known).map(|record| record.line), Some(3));
        assert_eq!(header(&early, &|_| false).map(|record| record.line), Some(1));
    }
}
