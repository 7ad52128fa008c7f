//! Text cut and broken to columns of the terminal. Expects text that has passed `show`.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns a text takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// The beginning of a text in at most `columns` columns, with `…` where it was cut.
pub fn head(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let (kept, _) = split(text, columns.saturating_sub(1));
    format!("{kept}…")
}

/// The end of a text in at most `columns` columns, with `…` where it was cut.
pub fn tail(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut left = columns.saturating_sub(1);
    let mut start = text.len();
    for (at, c) in text.char_indices().rev() {
        let Some(rest) = left.checked_sub(columns_of(c)) else { break };
        (left, start) = (rest, at);
    }
    format!("…{}", &text[start..])
}

/// The lines of a text of at most `columns` columns, broken at spaces, and within longer words.
///
/// A text that fits is one line, exactly as it is.
pub fn wrap(text: &str, columns: usize) -> Vec<String> {
    if width(text) <= columns {
        return vec![text.to_owned()];
    }
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ') {
        if !line.is_empty() && width(&line) + 1 + width(word) > columns {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        if width(word) <= columns {
            line.push_str(word);
        } else {
            let mut pieces = pieces(word, columns);
            line = pieces.pop().unwrap_or_default();
            lines.append(&mut pieces);
        }
    }
    lines.push(line);
    lines
}

/// A word cut into at most `columns` columns each, behind a `_` or `/` where one stands in the second
/// half; two columns at least, because some characters are as wide.
fn pieces(word: &str, columns: usize) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = word;
    while !rest.is_empty() {
        let (mut piece, mut left) = split(rest, columns.max(2));
        let joint = piece.rfind(['_', '/']).filter(|at| 2 * at >= piece.len());
        if let Some(at) = joint.filter(|_| !left.is_empty()) {
            (piece, left) = rest.split_at(at + 1);
        }
        pieces.push(piece.to_owned());
        rest = left;
    }
    pieces
}

/// The widest word of a text.
pub fn widest_word(text: &str) -> usize {
    text.split(' ').map(width).max().unwrap_or(0)
}

/// The most characters that fit into `columns`, and the rest.
fn split(text: &str, columns: usize) -> (&str, &str) {
    let mut left = columns;
    for (at, c) in text.char_indices() {
        match left.checked_sub(columns_of(c)) {
            Some(rest) => left = rest,
            None => return text.split_at(at),
        }
    }
    (text, "")
}

/// Columns of one character; never less than it adds within a text.
fn columns_of(c: char) -> usize {
    // The emoji selector widens the character before it.
    if c == '\u{fe0f}' { 1 } else { c.width().unwrap_or(0) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_fits_stays_as_it_is() {
        assert_eq!(head("", 0), "");
        assert_eq!(tail("abc", 3), "abc");
        assert_eq!(wrap("  a  b ", 7), ["  a  b "]);
    }

    #[test]
    fn a_cut_is_marked() {
        assert_eq!(head("retención", 5), "rete…");
        assert_eq!(tail("retención", 5), "…ción");
        assert_eq!(head("サポート", 4), "サ…"); // each takes two columns
    }

    #[test]
    fn a_text_without_spaces_breaks_in_one_pass() {
        let lines = wrap(&"x".repeat(1_000_000), 80);
        assert_eq!(lines.len(), 12_500);
    }

    #[test]
    fn lines_break_at_spaces_and_within_long_words() {
        assert_eq!(wrap("the opening of the call", 11), ["the opening", "of the call"]);
        assert_eq!(wrap("a interminable b", 6), ["a", "interm", "inable", "b"]);
        assert_eq!(wrap("サポート", 4), ["サポ", "ート"]);
        assert_eq!(wrap("recording_notice", 14), ["recording_", "notice"]);
        assert_eq!(wrap("a_recordingnotice", 14), ["a_recordingnot", "ice"]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn nothing_is_wider_than_asked(text in "[a-zñサ👩❤️ ]{0,40}", columns in 2..20_usize) {
            prop_assert!(width(&head(&text, columns)) <= columns);
            prop_assert!(width(&tail(&text, columns)) <= columns);
            prop_assert!(wrap(&text, columns).iter().all(|line| width(line) <= columns));
        }

        #[test]
        fn wrapping_loses_nothing_but_spaces(text in "[a-zñサ ]{0,40}", columns in 2..20_usize) {
            prop_assert_eq!(wrap(&text, columns).concat().replace(' ', ""), text.replace(' ', ""));
        }
    }
}
