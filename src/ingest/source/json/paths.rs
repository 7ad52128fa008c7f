//! An object as texts by dotted path: `Queue.Name`, `Agents.0.Username`.

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt;

/// Objects within objects that are looked into; deeper ones are kept as they are written.
const DEPTH: usize = 16;

/// What an object holds, as it is written; null, empty objects and empty arrays are empty texts.
pub(super) type Leaves = Vec<Leaf>;

/// A text and its path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Leaf {
    /// Names with dots between.
    pub(super) path: String,
    /// Byte of the object where it stands.
    at: usize,
    /// Its text.
    pub(super) text: String,
}

/// What is wrong within an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wrong {
    /// Problem code.
    pub(super) code: &'static str,
    /// Byte of the object's text where it was noticed.
    pub(super) at: usize,
    /// What it is.
    pub(super) message: String,
}

/// The leaves of an object.
pub(super) fn leaves(text: &[u8]) -> Result<Leaves, Wrong> {
    let text = std::str::from_utf8(text).map_err(|error| Wrong {
        code: "bad-object",
        at: error.valid_up_to(),
        message: "these bytes are no UTF-8".to_owned(),
    })?;
    let mut walk = Walk { whole: text, leaves: Leaves::new() };
    walk.value(text, String::new(), DEPTH).map_err(|error| Wrong {
        code: "bad-object",
        at: offset(text, error.line(), error.column()),
        message: plain(&error.to_string()),
    })?;
    match twice(&walk.leaves) {
        Some(leaf) => Err(Wrong {
            code: "duplicate-key",
            at: leaf.at,
            message: format!("the object has `{}` twice", leaf.path),
        }),
        None => Ok(walk.leaves),
    }
}

/// The first leaf whose path stood before.
fn twice(leaves: &[Leaf]) -> Option<&Leaf> {
    let mut sorted: Vec<&Leaf> = leaves.iter().collect();
    sorted.sort_unstable();
    let pairs = sorted.windows(2).filter(|pair| pair[0].path == pair[1].path);
    pairs.map(|pair| pair[1]).min_by_key(|leaf| leaf.at)
}

/// The byte at a line and a byte column of a text, both counted from 1.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let start: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    (start + column.saturating_sub(1)).min(text.len())
}

/// A parser's message without its own place.
fn plain(message: &str) -> String {
    message.split(" at line ").next().unwrap_or(message).to_owned()
}

struct Walk<'t> {
    whole: &'t str,
    leaves: Leaves,
}

impl<'t> Walk<'t> {
    fn value(&mut self, text: &'t str, path: String, depth: usize) -> serde_json::Result<()> {
        let at = text.as_ptr().addr() - self.whole.as_ptr().addr();
        let text = match text.as_bytes().first() {
            Some(b'{' | b'[') if depth > 0 => {
                let mut parser = serde_json::Deserializer::from_str(text);
                let before = self.leaves.len();
                let nested = Nested { walk: self, path: &path, depth: depth - 1 };
                nested.deserialize(&mut parser)?;
                parser.end()?;
                // An object of another object that holds nothing is a blank of its own.
                if self.leaves.len() > before || path.is_empty() {
                    return Ok(());
                }
                String::new()
            }
            Some(b'"') => serde_json::from_str::<Cow<'_, str>>(text)?.into_owned(),
            Some(b'n') => String::new(),
            _ => text.to_owned(),
        };
        self.leaves.push(Leaf { path, at, text });
        Ok(())
    }
}

/// The members of an object or array.
struct Nested<'w, 't> {
    walk: &'w mut Walk<'t>,
    path: &'w str,
    depth: usize,
}

impl Nested<'_, '_> {
    fn path(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }
}

impl<'t> DeserializeSeed<'t> for Nested<'_, 't> {
    type Value = ();

    fn deserialize<D: Deserializer<'t>>(self, parser: D) -> Result<(), D::Error> {
        parser.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for Nested<'_, 't> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut members: A) -> Result<(), A::Error> {
        while let Some(key) = members.next_key::<Cow<'t, str>>()? {
            let value: &'t RawValue = members.next_value()?;
            let path = self.path(&key);
            self.walk.value(value.get(), path, self.depth).map_err(serde::de::Error::custom)?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut members: A) -> Result<(), A::Error> {
        let mut index = 0_usize;
        while let Some(value) = members.next_element::<&'t RawValue>()? {
            let path = self.path(&index.to_string());
            self.walk.value(value.get(), path, self.depth).map_err(serde::de::Error::custom)?;
            index += 1;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<(String, String)> {
        let found = leaves(text.as_bytes()).unwrap().into_iter();
        found.map(|leaf| (leaf.path, leaf.text)).collect()
    }

    fn wrong(text: &str) -> (&'static str, usize) {
        let wrong = leaves(text.as_bytes()).unwrap_err();
        (wrong.code, wrong.at)
    }

    #[test]
    fn an_empty_object_holds_nothing() {
        assert_eq!(told("{}"), []);
        let blank = |path: &str| (path.to_owned(), String::new());
        assert_eq!(told("{\"a\":null,\"b\":{},\"c\":[]}"), [blank("a"), blank("b"), blank("c")]);
    }

    #[test]
    fn paths_have_dots_and_arrays_numbers() {
        let text = r#"{"Queue":{"Name":"a\n\u00e9"},"Agents":[{"Id":7},{"Id":1e5}],"Done":true}"#;
        let pairs = [
            ("Queue.Name", "a\né"),
            ("Agents.0.Id", "7"),
            ("Agents.1.Id", "1e5"),
            ("Done", "true"),
        ];
        assert_eq!(told(text), pairs.map(|(path, text)| (path.to_owned(), text.to_owned())));
    }

    #[test]
    fn numbers_stand_as_they_are_written() {
        for number in ["0.1", "12345678901234567890", "-0", "1.50", "1E+2"] {
            assert_eq!(told(&format!("{{\"a\":{number}}}"))[0].1, number);
        }
    }

    #[test]
    fn faults_have_their_byte() {
        assert_eq!(wrong("{\"a\":}").0, "bad-object");
        assert_eq!(wrong("{\"a\":01}").0, "bad-object");
        assert_eq!(wrong("{\"a\":1,\"b\":2,\"a\":3}"), ("duplicate-key", 17));
        assert_eq!(wrong("{\"a\":{\"b\":1,\"b\":2}}").0, "duplicate-key");
        // A key with a dot and a path may mean the same.
        assert_eq!(wrong("{\"a.b\":1,\"a\":{\"b\":2}}").0, "duplicate-key");
    }

    #[test]
    fn what_is_very_deep_is_kept_as_it_is() {
        let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
        let found = leaves(format!("{{\"a\":{deep}}}").as_bytes());
        assert!(found.is_ok_and(|leaves| leaves.len() == 1));
    }
}
