//! Text from data or file names as a terminal may have it.
//!
//! Control, direction and invisible characters become visible as `\u{1b}`, newlines and tabs too, so
//! that no cell can move the cursor, open a link, fill the clipboard, break a line or reorder
//! digits. The form is for reading, not for reading back: a text that holds `\u{1b}` letter by
//! letter looks the same.

use std::borrow::Cow;
use std::fmt::Write;
use unicode_width::UnicodeWidthChar;

/// How many marks a base character keeps; more of them would paint over the lines above and below.
const MARKS_PER_BASE: usize = 2;

/// The text with everything that a terminal would obey or hide made visible.
pub fn show(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut marks = 0;
    for c in text.chars() {
        let is_mark = c.width() == Some(0);
        marks = if is_mark { marks + 1 } else { 0 };
        if is_unsafe(c) || marks > MARKS_PER_BASE {
            write_escaped(&mut shown, c);
        } else {
            shown.push(c);
        }
    }
    if shown == text { Cow::Borrowed(text) } else { Cow::Owned(shown) }
}

/// Whether a terminal would obey the character or hide it.
pub fn is_unsafe(c: char) -> bool {
    let direction = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}');
    let invisible = matches!(
        c,
        '\u{200b}'
            | '\u{2028}'
            | '\u{2029}'
            // Word joiner, invisible operators, isolates, deprecated format characters.
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e007f}'
    );
    c.is_control() || direction || invisible
}

fn write_escaped(shown: &mut String, c: char) {
    // Writing to a string cannot fail.
    let _ = write!(shown, "\\u{{{:x}}}", u32::from(c));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_text_stays_as_it_is() {
        for text in [
            "",
            "retención",
            "mañana 9 %",
            "サポート",
            "👩\u{200d}💻",
            "e\u{301}\u{302}",
            "\\u{1b}",
        ] {
            assert!(matches!(show(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }

    #[test]
    fn what_a_terminal_would_obey_becomes_visible() {
        let cases = [
            ("\u{1b}]52;c;cm0=\u{7}", "\\u{1b}]52;c;cm0=\\u{7}"), // clipboard
            ("\u{1b}]8;;http://x\u{1b}\\a", "\\u{1b}]8;;http://x\\u{1b}\\a"), // link
            ("\u{1b}]0;title\u{7}", "\\u{1b}]0;title\\u{7}"),
            ("\u{1b}[21t", "\\u{1b}[21t"), // title report
            ("\u{1b}P$qm\u{1b}\\", "\\u{1b}P$qm\\u{1b}\\"),
            ("\u{1b}P+q544e\u{1b}\\", "\\u{1b}P+q544e\\u{1b}\\"),
            ("\u{1b}[6n\u{1b}[c", "\\u{1b}[6n\\u{1b}[c"), // answers typed into the shell
            ("\u{1b}[?1049h", "\\u{1b}[?1049h"),          // alternate screen
            ("\u{9b}31m", "\\u{9b}31m"),                  // CSI as one C1 character
            ("40\r95", "40\\u{d}95"),
            ("40\u{8}\u{8}95", "40\\u{8}\\u{8}95"),
            ("a\nb\tc\0\u{7f}", "a\\u{a}b\\u{9}c\\u{0}\\u{7f}"),
            ("\u{202e}001", "\\u{202e}001"), // 001 would read 100
            ("\u{2066}x\u{2069}\u{61c}\u{200f}", "\\u{2066}x\\u{2069}\\u{61c}\\u{200f}"),
            (
                "a\u{200b}b\u{feff}\u{fff9}\u{e0041}\u{2028}",
                "a\\u{200b}b\\u{feff}\\u{fff9}\\u{e0041}\\u{2028}",
            ),
            ("e\u{301}\u{302}\u{303}x\u{301}", "e\u{301}\u{302}\\u{303}x\u{301}"),
        ];
        for (text, want) in cases {
            assert_eq!(show(text), want);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn nothing_unsafe_is_left(text: String) {
            let shown = show(&text);
            prop_assert!(!shown.chars().any(is_unsafe));
            prop_assert_eq!(show(&shown), shown.as_ref());
        }
    }
}
