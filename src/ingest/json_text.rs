//! JSON with places: a parsed file whose every value can be pointed at.
//!
//! ```
//! use qa::ingest::json_text::JsonText;
//!
//! let json = JsonText::parse("form.json", "{\n  \"Title\": \"Voice\"\n}").unwrap();
//! let root = json.root();
//! assert_eq!(root.text("Title"), Some("Voice"));
//! assert_eq!(root.get("Title").unwrap().place().to_string(), "form.json:2:12");
//! ```

use crate::problem::{Place, Problem};
use serde_json::Value;
use std::collections::BTreeMap;

/// The longest file that is read, in bytes: 16 MiB.
pub const MAX_BYTES: usize = 16 << 20;

/// A JSON file and where each of its values begins.
#[derive(Debug)]
pub struct JsonText {
    file: String,
    value: Value,
    /// Line and column of every value, by its path.
    places: BTreeMap<String, (u64, u64)>,
}

impl JsonText {
    /// Parses the text of a file; a byte order mark is no part of it.
    ///
    /// # Errors
    ///
    /// `bad-json` where the text offends against the rules of JSON, `file-too-large` beyond
    /// [`MAX_BYTES`].
    pub fn parse(file: &str, text: &str) -> Result<Self, Box<Problem>> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.len() > MAX_BYTES {
            let message = format!("{} bytes, more than the {MAX_BYTES} allowed", text.len());
            let problem = Problem::new("file-too-large", Place::file(file), message);
            return Err(Box::new(problem.help("is this the right file?")));
        }
        let value = serde_json::from_str(text).map_err(|error| {
            let [line, column] = [error.line(), error.column()].map(number);
            let told = error.to_string();
            let message = told.split(" at line").next().unwrap_or_default().to_owned();
            let problem = Problem::new("bad-json", Place::at(file, line, column.max(1)), message);
            Box::new(problem.help("export the file again, or correct it there"))
        })?;
        let mut scan =
            Scan { text: text.as_bytes(), at: 0, line: 1, start: 0, places: BTreeMap::new() };
        scan.value(&mut String::new());
        Ok(Self { file: file.to_owned(), value, places: scan.places })
    }

    /// The outermost value.
    pub fn root(&self) -> Node<'_> {
        Node { json: self, value: &self.value, path: String::new() }
    }
}

/// A value of a JSON file.
#[derive(Debug, Clone)]
pub struct Node<'j> {
    json: &'j JsonText,
    value: &'j Value,
    path: String,
}

impl<'j> Node<'j> {
    /// The value of a key; `None` when it is absent or `null`.
    pub fn get(&self, key: &str) -> Option<Node<'j>> {
        let value = self.value.get(key).filter(|value| !value.is_null())?;
        Some(Node { json: self.json, value, path: format!("{}/{key}", self.path) })
    }

    /// The values of a list under a key; empty when there is none.
    pub fn list(&self, key: &str) -> Vec<Node<'j>> {
        self.get(key).map(|list| list.elements()).unwrap_or_default()
    }

    /// The values of this list; empty when it is none.
    pub fn elements(&self) -> Vec<Node<'j>> {
        let list = self.value.as_array().map(Vec::as_slice).unwrap_or_default();
        let node = |(index, value)| Node {
            json: self.json,
            value,
            path: format!("{}/{index}", self.path),
        };
        list.iter().enumerate().map(node).collect()
    }

    /// The keys of this table with their values, `null` left out; empty when it is none.
    pub fn entries(&self) -> Vec<(&'j str, Node<'j>)> {
        let table = self.value.as_object().into_iter().flatten();
        let known = table.filter_map(|(key, _)| Some((key.as_str(), self.get(key)?)));
        known.collect()
    }

    /// The text under a key; `None` when it is absent or another kind of value.
    pub fn text(&self, key: &str) -> Option<&'j str> {
        self.value.get(key)?.as_str()
    }

    /// This value as text; `None` for another kind of value.
    pub fn as_text(&self) -> Option<&'j str> {
        self.value.as_str()
    }

    /// The flag under a key; false when it is absent.
    pub fn flag(&self, key: &str) -> bool {
        self.value.get(key).and_then(Value::as_bool).unwrap_or(false)
    }

    /// The whole number under a key; `None` when it is absent or not whole.
    pub fn integer(&self, key: &str) -> Option<i64> {
        let value = self.value.get(key)?;
        value
            .as_i64()
            .or_else(|| self.thousandths(key).filter(|it| it % 1000 == 0).map(|it| it / 1000))
    }

    /// The number under a key in thousandths, to the nearest; `None` when it is absent or huge.
    pub fn thousandths(&self, key: &str) -> Option<i64> {
        let number = self.value.get(key)?.as_number()?.to_string();
        thousandths(&number)
    }

    /// Whether this value is a list.
    pub fn is_list(&self) -> bool {
        self.value.is_array()
    }

    /// Whether this value is a table.
    pub fn is_table(&self) -> bool {
        self.value.is_object()
    }

    /// Where it begins.
    pub fn place(&self) -> Place {
        match self.json.places.get(&self.path) {
            Some((line, column)) => Place::at(&self.json.file, *line, *column),
            None => Place::file(&self.json.file),
        }
    }

    /// A problem at this value.
    pub fn problem(&self, code: &'static str, message: impl Into<String>) -> Problem {
        Problem::new(code, self.place(), message)
    }
}

/// A decimal in thousandths, cut behind the third; `None` with an exponent beyond reach.
fn thousandths(number: &str) -> Option<i64> {
    let real: f64 = number.parse().ok()?;
    let scaled = (real * 1000.0).round();
    (scaled.abs() <= 9e15).then(|| format!("{scaled:.0}").parse().ok())?
}

fn number(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// Finds where values begin in a text that is known to be JSON.
struct Scan<'t> {
    text: &'t [u8],
    at: usize,
    line: u64,
    start: usize,
    places: BTreeMap<String, (u64, u64)>,
}

impl Scan<'_> {
    /// One value and all within it; nesting is bounded by the parser that read the text before.
    fn value(&mut self, path: &mut String) {
        self.space();
        let begun = &self.text[self.start.min(self.at)..self.at];
        let column = begun.iter().filter(|byte| !(0x80..0xc0).contains(*byte)).count() + 1;
        self.places.insert(path.clone(), (self.line, number(column)));
        match self.text.get(self.at) {
            Some(b'{') => self.table(path),
            Some(b'[') => self.list(path),
            Some(b'"') => drop(self.string()),
            _ => {
                while self.text.get(self.at).is_some_and(|byte| !b",]} \t\r\n".contains(byte)) {
                    self.at += 1;
                }
            }
        }
    }

    fn table(&mut self, path: &mut String) {
        self.at += 1;
        loop {
            self.space();
            match self.text.get(self.at) {
                Some(b'"') => {
                    let key = self.string();
                    self.space();
                    self.at += 1;
                    self.inside(path, &key);
                }
                Some(b',') => self.at += 1,
                _ => break,
            }
        }
        self.at += 1;
    }

    fn list(&mut self, path: &mut String) {
        self.at += 1;
        let mut index = 0_usize;
        loop {
            self.space();
            match self.text.get(self.at) {
                None | Some(b']') => break,
                Some(b',') => self.at += 1,
                Some(_) => {
                    self.inside(path, &index.to_string());
                    index += 1;
                }
            }
        }
        self.at += 1;
    }

    fn inside(&mut self, path: &mut String, key: &str) {
        let before = path.len();
        path.push('/');
        path.push_str(key);
        self.value(path);
        path.truncate(before);
    }

    /// A string as it stands, escapes untouched: keys of forms have none.
    fn string(&mut self) -> String {
        let begin = self.at + 1;
        self.at = begin;
        while let Some(byte) = self.text.get(self.at) {
            match byte {
                b'"' => break,
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
        let end = self.at.min(self.text.len());
        self.at = end + 1;
        String::from_utf8_lossy(&self.text[begin.min(end)..end]).into_owned()
    }

    fn space(&mut self) {
        while let Some(byte) = self.text.get(self.at).filter(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
            if *byte == b'\n' {
                self.line += 1;
                self.start = self.at;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_empty_file_is_no_json_and_says_where() {
        let problem = JsonText::parse("a.json", "").unwrap_err();
        assert_eq!(problem.code, "bad-json");
        let problem = JsonText::parse("a.json", "{\n \"a\": nope\n}").unwrap_err();
        assert_eq!(problem.place.line, Some(2));
        assert_eq!(problem.message, "expected ident");
    }

    #[test]
    fn values_know_their_places() {
        let text = "{\"a\": [1,\n  {\"é\\\"\": 2, \"b\": null}], \"c\": 2.5, \"d\": 3.0}";
        let json = JsonText::parse("a.json", text).unwrap();
        let root = json.root();
        let places: Vec<String> =
            root.list("a").iter().map(|node| node.place().to_string()).collect();
        assert_eq!(places, ["a.json:1:8", "a.json:2:3"]);
        assert_eq!(root.get("c").unwrap().place().to_string(), "a.json:2:32");
        assert_eq!((root.thousandths("c"), root.integer("c")), (Some(2500), None));
        assert_eq!((root.integer("d"), root.integer("x")), (Some(3), None));
        assert!(root.list("a")[1].get("b").is_none() && root.list("c").is_empty());
        assert_eq!(root.entries().len(), 3);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_text_is_read_or_refused(text in "[\\[\\]{}\",:a-c0-9\\\\\n .-]{0,40}") {
            if let Ok(json) = JsonText::parse("a.json", &text) {
                prop_assert!(json.root().place().line.is_some());
            }
        }
    }
}
