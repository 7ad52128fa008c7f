//! The formula guard: text that a spreadsheet would run gets an apostrophe in front, reversibly.
//!
//! Spreadsheets run a cell that begins with `=`, `+`, `-` or `@`, quoted or not, also behind spaces
//! (CWE-1236). Only text passes here; numbers keep their signs.

use std::borrow::Cow;

/// The text as a spreadsheet may have it.
///
/// One `'` goes in front when the first visible character begins a formula, when the text begins
/// with TAB, CR, LF or NUL, and, so that [`unguard`] can tell, when it begins with `'` and is longer.
pub fn guard(text: &str) -> Cow<'_, str> {
    if needs_guard(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that [`guard`] was given; for files that this program wrote itself.
pub fn unguard(text: &str) -> &str {
    text.strip_prefix('\'').filter(|rest| needs_guard(rest)).unwrap_or(text)
}

fn needs_guard(text: &str) -> bool {
    // Nearly all texts begin so.
    if text.starts_with(|first: char| first.is_ascii_alphanumeric()) {
        return false;
    }
    is_live(text) || (text.starts_with('\'') && text.len() > 1)
}

/// Whether a spreadsheet may run it.
fn is_live(text: &str) -> bool {
    let visible = text.trim_start_matches(is_skipped);
    visible.starts_with(begins_formula) || text.starts_with(['\t', '\r', '\n', '\0'])
}

/// What spreadsheets skip before a formula: spaces, NBSP, ideographic and zero-width ones, controls.
fn is_skipped(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{3000}' | '\u{feff}' | '\u{200b}' | '\t' | '\r' | '\n' | '\0')
}

/// `= + - @` and their full-width forms.
fn begins_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn harmless_text_stays_as_it_is() {
        for text in ["", "'", "norte", "2026-10-01", "a=b", " ", "\u{a0}x", "¿=?"] {
            assert_eq!(guard(text), text);
            assert_eq!(unguard(text), text);
        }
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_guarded() {
        let texts = [
            "=1+1",
            "=HYPERLINK(\"https://example.com\")",
            "=cmd|' /C calc'!A0",
            "+34600123456",
            "-2+3",
            "@SUM(1)",
            "  =1",
            "\u{a0}=1",
            "\u{3000}\u{feff}\u{200b}-1",
            "\t=1",
            "\tharmless",
            "\r=1",
            "\n",
            "\0x",
            "\u{ff1d}1",
            "\u{ff0b}1",
            "\u{ff0d}1",
            "\u{ff20}1",
        ];
        for text in texts {
            assert_eq!(guard(text), format!("'{text}"));
            assert_eq!(unguard(&guard(text)), text);
        }
    }

    #[test]
    fn an_apostrophe_of_the_text_itself_survives() {
        assert_eq!(guard("'quoted'"), "''quoted'");
        assert_eq!(unguard("''quoted'"), "'quoted'");
        assert_eq!(unguard("'foreign"), "'foreign");
    }

    /// Texts made of the characters that matter.
    fn texts() -> impl Strategy<Value = String> {
        let one = prop::sample::select(vec![
            '\'', '=', '+', '-', '@', ' ', '\t', '\r', '\n', '\0', '\u{a0}', '\u{feff}',
            '\u{ff1d}', 'a', '"', ',',
        ]);
        prop::collection::vec(one, 0..6).prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn guarding_is_reversible_and_kills(text in texts()) {
            let guarded = guard(&text);
            prop_assert_eq!(unguard(&guarded), text.as_str());
            prop_assert!(!is_live(&guarded));
        }

        #[test]
        fn different_texts_stay_different(one in texts(), other in texts()) {
            prop_assert_eq!(guard(&one) == guard(&other), one == other);
        }
    }
}
