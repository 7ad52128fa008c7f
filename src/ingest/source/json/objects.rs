//! The objects of a JSON text, one after the other, with the line each begins on.
//!
//! Objects stand one a line, one behind the other, or in an array. Only braces and strings are looked
//! at here; what an object holds is read by its parser. An object that does not end is given up where
//! the next begins, so that it costs itself only.

use crate::ingest::blocks::RECORD_LIMIT;
use crate::ingest::filled::Filled;
use crate::ingest::source::Source;
use std::io;

/// Bytes read at a time.
const PART: usize = 256 << 10;

/// An object, or what stands in the place of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Object {
    /// Its text; empty for one that is too long.
    pub(super) text: Vec<u8>,
    /// Physical line where it begins.
    pub(super) line: u64,
    /// Character column where it begins.
    pub(super) column: u64,
    /// What is wrong with it as a whole; `None` for braces that match.
    pub(super) fault: Option<&'static str>,
}

/// Cuts a text into objects.
pub(super) struct Objects {
    source: Source,
    text: Filled,
    at: usize,
    ended: bool,
    line: u64,
    /// Byte of `text` where the line at hand begins, or 0 when it began before.
    line_start: usize,
    /// Columns of the line at hand that are no longer in `text`.
    columns_before: usize,
    /// Spaces before the first object, and whether it ended on its line.
    first: Option<(usize, Shape)>,
    /// Whether an array was opened and not closed yet.
    in_array: bool,
}

/// How objects stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// Each ends on the line it begins on.
    Lines,
    /// They span lines.
    Spread,
}

/// Where an object ends.
enum End {
    /// Behind this byte.
    Whole(usize),
    /// Before this byte, though its braces do not match.
    Broken(usize, &'static str),
    /// Beyond what is read so far.
    Beyond,
}

const CUT: &str = "the text ends within this object; the file was cut off";
const TOO_LONG: &str = "an object is longer than 16 MiB";
const NO_OBJECT: &str = "expected an object, `{…}`";
const OPEN: &str = "this object does not end before the next begins";

impl Objects {
    /// Nothing read yet.
    pub(super) fn new(source: Source) -> Self {
        Self {
            source,
            text: Filled::default(),
            at: 0,
            ended: false,
            line: 1,
            line_start: 0,
            columns_before: 0,
            first: None,
            in_array: false,
        }
    }

    /// How the first object stands; `None` before it.
    pub(super) fn shape(&self) -> Option<Shape> {
        self.first.map(|(_, shape)| shape)
    }

    /// The next object; `None` at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Object>> {
        loop {
            let Some(byte) = self.peek()? else { return Ok(self.unclosed()) };
            match byte {
                b'\n' => self.pass_line(),
                b'[' => (self.in_array, self.at) = (true, self.at + 1),
                b']' => (self.in_array, self.at) = (false, self.at + 1),
                b' ' | b'\t' | b'\r' | b',' => self.at += 1,
                b'{' => return self.object().map(Some),
                _ => return self.garbage().map(Some),
            }
        }
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        if self.at >= self.text.len() {
            self.read()?;
        }
        Ok(self.text.get(self.at).copied())
    }

    /// Reads on; what was passed is let go.
    fn read(&mut self) -> io::Result<()> {
        if self.ended {
            return Ok(());
        }
        let gone = self.at;
        self.columns_before = self.column_of(gone) - 1;
        self.text.skip(gone);
        (self.at, self.line_start) = (0, 0);
        self.ended = !self.source.fill(PART, &mut self.text)?;
        Ok(())
    }

    fn pass_line(&mut self) {
        self.at += 1;
        self.line += 1;
        (self.line_start, self.columns_before) = (self.at, 0);
    }

    /// Character column of a byte of the line at hand.
    fn column_of(&self, at: usize) -> usize {
        let before = &self.text[self.line_start.min(at)..at];
        self.columns_before + String::from_utf8_lossy(before).chars().count() + 1
    }

    fn begun(&self, end: usize, fault: Option<&'static str>) -> Object {
        let column = u64::try_from(self.column_of(self.at)).unwrap_or(u64::MAX);
        Object { text: self.text[self.at..end].to_vec(), line: self.line, column, fault }
    }

    fn object(&mut self) -> io::Result<Object> {
        let indent = self.column_of(self.at);
        loop {
            match self.end(indent) {
                End::Whole(end) => {
                    let object = self.begun(end, None);
                    let spread = object.text.contains(&b'\n');
                    let shape = if spread { Shape::Spread } else { Shape::Lines };
                    self.first.get_or_insert((indent, shape));
                    self.pass_to(end);
                    return Ok(object);
                }
                End::Broken(end, why) => {
                    let object = self.begun(end, Some(why));
                    self.pass_to(end);
                    return Ok(object);
                }
                End::Beyond if self.ended => {
                    let object = self.begun(self.text.len(), Some(CUT));
                    self.in_array = false;
                    self.pass_to(self.text.len());
                    return Ok(object);
                }
                End::Beyond if self.text.len() - self.at > RECORD_LIMIT => return self.too_long(),
                End::Beyond => self.read()?,
            }
        }
    }

    /// Where the object at hand ends, as far as the text is read.
    fn end(&self, indent: usize) -> End {
        let (mut depth, mut in_string, mut escaped) = (0_usize, false, false);
        let lines = self.first.is_some_and(|(_, shape)| shape == Shape::Lines);
        for (at, byte) in self.text.iter().copied().enumerate().skip(self.at) {
            match byte {
                _ if escaped => escaped = false,
                b'\\' if in_string => escaped = true,
                b'"' => in_string = !in_string,
                b'\n' if in_string || lines => return End::Broken(at, OPEN),
                b'\n' if self.begins_anew(at + 1, indent) => return End::Broken(at, OPEN),
                _ if in_string => {}
                b'{' | b'[' => depth += 1,
                b'}' | b']' if depth <= 1 => return End::Whole(at + 1),
                b'}' | b']' => depth -= 1,
                _ => {}
            }
        }
        End::Beyond
    }

    /// Whether the line from this byte on begins an object as deep as the one at hand.
    fn begins_anew(&self, at: usize, indent: usize) -> bool {
        let line = &self.text[at.min(self.text.len())..];
        let spaces = line.iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count();
        spaces + 1 == indent && line.get(spaces) == Some(&b'{')
    }

    /// Passes over an object's text, counting its lines.
    fn pass_to(&mut self, end: usize) {
        while let Some(next) = memchr::memchr(b'\n', &self.text[self.at..end]) {
            self.at += next;
            self.pass_line();
        }
        self.at = end;
    }

    fn too_long(&mut self) -> io::Result<Object> {
        let object = Object { text: Vec::new(), ..self.begun(self.at, Some(TOO_LONG)) };
        self.pass_rest()?;
        Ok(object)
    }

    fn garbage(&mut self) -> io::Result<Object> {
        let object = self.begun(self.text.len().min(self.at + 1_000), Some(NO_OBJECT));
        let line = memchr::memchr(b'\n', &object.text).unwrap_or(object.text.len());
        self.pass_rest()?;
        Ok(Object { text: object.text[..line].to_vec(), ..object })
    }

    /// Passes over the rest of the line.
    fn pass_rest(&mut self) -> io::Result<()> {
        loop {
            if let Some(next) = memchr::memchr(b'\n', &self.text[self.at..]) {
                self.at += next;
                return Ok(());
            }
            self.at = self.text.len();
            if self.peek()?.is_none() {
                return Ok(());
            }
        }
    }

    /// An array that was never closed is told once, as a record that is missing.
    fn unclosed(&mut self) -> Option<Object> {
        if !std::mem::take(&mut self.in_array) {
            return None;
        }
        Some(self.begun(self.at, Some("the array is never closed; the file was cut off")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Cursor;

    fn cut(text: &str) -> Vec<(String, u64, u64, bool)> {
        let raw = Box::new(Cursor::new(text.to_owned()));
        let mut objects = Objects::new(Source::plain_text("calls.jsonl", raw));
        let mut found = Vec::new();
        while let Some(object) = objects.next().unwrap() {
            let text = String::from_utf8(object.text).unwrap();
            found.push((text, object.line, object.column, object.fault.is_some()));
        }
        found
    }

    fn whole(text: &str, line: u64, column: u64) -> (String, u64, u64, bool) {
        (text.to_owned(), line, column, false)
    }

    #[test]
    fn nothing_holds_no_object() {
        assert_eq!(cut(""), []);
        assert_eq!(cut(" \n[ ]\n"), []);
    }

    #[test]
    fn objects_stand_on_lines_in_arrays_or_behind_each_other() {
        assert_eq!(
            cut("{\"a\":1}\n\n{\"b\":\"}{\\\"\"}\n"),
            [whole("{\"a\":1}", 1, 1), whole("{\"b\":\"}{\\\"\"}", 3, 1)]
        );
        assert_eq!(
            cut("[{\"a\":{}},\n {\"b\":[1]}]"),
            [whole("{\"a\":{}}", 1, 2), whole("{\"b\":[1]}", 2, 2)]
        );
        assert_eq!(cut("{}{}"), [whole("{}", 1, 1), whole("{}", 1, 3)]);
        assert_eq!(
            cut("[\n  {\n    \"a\": 1\n  },\n  {}\n]\n"),
            [whole("{\n    \"a\": 1\n  }", 2, 3), whole("{}", 5, 3)]
        );
    }

    #[test]
    fn a_broken_object_costs_itself_only() {
        for (text, faulty) in [
            ("{\"a\":1}\n{\"a\":2\n{\"a\":3}\n", 2),
            ("{\"a\":1}\n{\"a\":\"2}\n{\"a\":3}\n", 2),
            ("{\"a\":1}\nnot json\n{\"a\":3}\n", 2),
            ("{\"a\":\n1}\n{\"a\":\n{\"a\":3}\n", 3),
            ("{\"a\":1}\n{\"a\":2}\n{\"a\":", 3),
            ("[{\"a\":1},\n{\"a\":2}\n", 3),
        ] {
            let found = cut(text);
            let faults: Vec<u64> =
                found.iter().filter(|object| object.3).map(|object| object.1).collect();
            assert_eq!(faults, [faulty], "{text:?}: {found:?}");
            assert!(found.len() >= 2, "{text:?}: {found:?}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_text_is_cut_to_its_end(text in "[{}\\[\\]\",:a1 \\n\\\\]{0,80}") {
            let found = cut(&text);
            prop_assert!(found.windows(2).all(|pair| pair[0].1 <= pair[1].1));
        }
    }
}
