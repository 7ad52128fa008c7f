//! Typed values out of a TOML table; keys nobody asked for are named.

use super::{Span, TomlText};
use crate::problem::nearest;
use toml::de::{DeTable, DeValue};

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found<T> {
    /// The value.
    pub value: T,
    /// Its bytes in the file.
    pub span: Span,
}

impl<T> Found<T> {
    /// The same place with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Found<U> {
        Found { value: change(self.value), span: self.span }
    }
}

/// A table being read key by key.
///
/// Each reader returns `None` when the key is absent (no complaint; see [`Keys::require`]) or holds
/// another type (`wrong-type`). [`Keys::close`] complains of the keys nobody asked for.
#[derive(Debug)]
pub struct Keys<'a> {
    toml: &'a TomlText<'a>,
    table: &'a DeTable<'a>,
    span: Span,
    name: String,
    known: Vec<&'static str>,
}

impl<'a> Keys<'a> {
    /// The outermost table; `name` is what messages call it, such as `the scorecard`.
    pub fn root(toml: &'a TomlText<'a>, table: &'a DeTable<'a>, name: &str) -> Self {
        Self::of(toml, Found { value: table, span: 0..0 }, name)
    }

    /// A table found in another; `name` is what messages call it, such as `[[section]]`.
    pub fn of(toml: &'a TomlText<'a>, table: Found<&'a DeTable<'a>>, name: &str) -> Self {
        let Found { value: table, span } = table;
        Self { toml, table, span, name: name.to_owned(), known: Vec::new() }
    }

    /// What messages call this table.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where the table is written: its header, or its braces.
    pub fn span(&self) -> &Span {
        &self.span
    }

    /// The file it belongs to.
    pub fn toml(&self) -> &'a TomlText<'a> {
        self.toml
    }

    /// Where the value of a key stands, or else the table.
    pub fn span_of(&self, key: &str) -> Span {
        self.table.get(key).map_or_else(|| self.span.clone(), toml::Spanned::span)
    }

    /// The same for a path into tables and lists, as `scoring.weights` or `choices.0`.
    pub fn span_at(&self, path: &str) -> Span {
        let (first, rest) = path.split_once('.').unwrap_or((path, ""));
        let mut found = self.table.get(first);
        let mut span = self.span_of(first);
        for part in rest.split('.').filter(|part| !part.is_empty()) {
            found = found.and_then(|value| match value.get_ref() {
                DeValue::Table(table) => table.get(part),
                DeValue::Array(list) => list.get(part.parse::<usize>().ok()?),
                _ => None,
            });
            span = found.map_or(span, toml::Spanned::span);
        }
        span
    }

    /// Whether the table has the key, of whatever type.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// The value of a key, which stays to be asked for.
    pub fn peek(&self, key: &str) -> Option<&'a DeValue<'a>> {
        self.table.get(key).map(toml::Spanned::get_ref)
    }

    /// A value of any type, for keys that take several.
    pub fn value(&mut self, key: &'static str) -> Option<Found<&'a DeValue<'a>>> {
        self.known.push(key);
        let value = self.table.get(key)?;
        Some(Found { value: value.get_ref(), span: value.span() })
    }

    /// Text.
    pub fn text(&mut self, key: &'static str) -> Option<Found<&'a str>> {
        let value = self.value(key)?;
        self.expect(key, value, ("text in quotes", DeValue::as_str))
    }

    /// A whole number.
    pub fn integer(&mut self, key: &'static str) -> Option<Found<i64>> {
        let value = self.value(key)?;
        self.expect(key, value, ("a whole number", integer))
    }

    /// A number with at most three decimals, in thousandths: `2.5` is 2500.
    pub fn thousandths(&mut self, key: &'static str) -> Option<Found<i64>> {
        let value = self.value(key)?;
        self.expect(key, value, ("a number with at most three decimals", thousandths))
    }

    /// True or false.
    pub fn flag(&mut self, key: &'static str) -> Option<Found<bool>> {
        let value = self.value(key)?;
        self.expect(key, value, ("true or false", DeValue::as_bool))
    }

    /// A day without a time of day, as `2026-10-01`; in quotes or not.
    pub fn date(&mut self, key: &'static str) -> Option<Found<String>> {
        let value = self.value(key)?;
        self.expect(key, value, ("a date such as 2026-10-01", date))
    }

    /// A list of texts; a single text is a list of one.
    pub fn texts(&mut self, key: &'static str) -> Option<Vec<Found<&'a str>>> {
        let value = self.value(key)?;
        if let DeValue::String(text) = value.value {
            return Some(vec![Found { value: text, span: value.span }]);
        }
        let list = self.expect(key, value, ("a list of texts", DeValue::as_array))?.value;
        let found = list.iter().map(|one| Found { value: one.get_ref(), span: one.span() });
        found.map(|one| self.expect(key, one, ("text in quotes", DeValue::as_str))).collect()
    }

    /// One of some words, each standing for a value.
    pub fn word<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&'static str, T)],
    ) -> Option<Found<T>> {
        let all: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
        let value = self.value(key)?;
        let help = format!("write one of `\"{}\"`", all.join("\"`, `\""));
        let text = self.expect_such_as(key, value, ("text in quotes", DeValue::as_str, &help))?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text.value) {
            return Some(text.map(|_| *value));
        }
        self.complain_of_word(key, &text, &all);
        None
    }

    /// A table within.
    pub fn table(&mut self, key: &'static str, name: &str) -> Option<Keys<'a>> {
        let value = self.value(key)?;
        let table = self.expect(key, value, ("a table", DeValue::as_table))?;
        Some(Self::of(self.toml, table, name))
    }

    /// The same, where help shows one.
    pub fn table_such_as(&mut self, key: &'static str, shown: &str) -> Option<Keys<'a>> {
        let value = self.value(key)?;
        let help = format!("write {key} = {shown}");
        let table = self.expect_such_as(key, value, ("a table", DeValue::as_table, &help))?;
        Some(Self::of(self.toml, table, &format!("`{key}`")))
    }

    /// A list of tables; elements that are none are complained of and left out.
    pub fn tables(&mut self, key: &'static str, name: &str) -> Vec<Keys<'a>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let Some(list) = self.expect(key, value, ("a list of tables", DeValue::as_array)) else {
            return Vec::new();
        };
        let found = list.value.iter().map(|one| Found { value: one.get_ref(), span: one.span() });
        let tables = found.filter_map(|one| self.expect(key, one, ("a table", DeValue::as_table)));
        tables.map(|table| Self::of(self.toml, table, name)).collect()
    }

    /// Every key and value of a table whose keys the user chooses; none is left over then.
    pub fn entries(self) -> Vec<(Found<&'a str>, Found<&'a DeValue<'a>>)> {
        let entry = |(key, value): (&'a toml::Spanned<_>, &'a toml::Spanned<_>)| {
            let key = Found { value: text_of(key), span: key.span() };
            (key, Found { value: value.get_ref(), span: value.span() })
        };
        let mut entries: Vec<_> = self.table.iter().map(entry).collect();
        entries.sort_by_key(|(key, _)| key.span.start);
        entries
    }

    /// A value as a type, given its name in messages and its reader; `wrong-type` if it is another.
    pub fn expect<T>(
        &self,
        key: &str,
        value: Found<&'a DeValue<'a>>,
        (wanted, read): (&str, impl FnOnce(&'a DeValue<'a>) -> Option<T>),
    ) -> Option<Found<T>> {
        self.expect_such_as(key, value, (wanted, read, ""))
    }

    /// The same with what to write, unless that is empty.
    fn expect_such_as<T>(
        &self,
        key: &str,
        value: Found<&'a DeValue<'a>>,
        (wanted, read, help): (&str, impl FnOnce(&'a DeValue<'a>) -> Option<T>, &str),
    ) -> Option<Found<T>> {
        let Found { value, span } = value;
        if let Some(value) = read(value) {
            return Some(Found { value, span });
        }
        let found = self.toml.quote(&span);
        let message = format!("`{key}`: expected {wanted}, found `{found}`");
        let problem = self.toml.problem("wrong-type", &span, message);
        self.toml.complain(if help.is_empty() { problem } else { problem.help(help) });
        None
    }

    /// Complains of a text that is none of the words a key allows (`unknown-value`).
    pub fn complain_of_word(&self, key: &str, found: &Found<&str>, allowed: &[&str]) {
        let message = format!("`{key}`: `{}` is not known", found.value);
        let list = allowed.join("`, `");
        let help = match nearest(found.value, allowed.iter().copied()) {
            Some(near) => format!("did you mean `{near}`? allowed are `{list}`"),
            None => format!("allowed are `{list}`"),
        };
        self.toml.complain(self.toml.problem("unknown-value", &found.span, message).help(help));
    }

    /// Complains of each of these keys that is absent (`missing-key`).
    pub fn require(&self, keys: &[&'static str]) {
        for key in keys.iter().filter(|key| !self.has(key)) {
            let message = format!("{} has no `{key}`", self.name);
            let problem = self.toml.problem("missing-key", &self.span, message);
            self.toml.complain(problem.help(format!("add a line `{key} = …`")));
        }
    }

    /// Complains of each of these keys that is present (`unsupported-key`), saying what to do.
    pub fn refuse(&mut self, keys: &[(&'static str, &str)]) {
        for (key, help) in keys {
            if let Some((at, _)) = self.table.get_key_value(*key) {
                self.known.push(key);
                let message = format!("`{key}` in {} is not supported", self.name);
                let problem = self.toml.problem("unsupported-key", &at.span(), message);
                self.toml.complain(problem.help(*help));
            }
        }
    }

    /// Complains of the keys nobody asked for (`unknown-key`).
    pub fn close(&self) {
        for key in self.table.keys().filter(|key| !self.known.contains(&text_of(key))) {
            let text = text_of(key);
            let message = format!("unknown key `{text}` in {}", self.name);
            let help = match nearest(text, self.known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("keys of {} are `{}`", self.name, self.known.join("`, `")),
            };
            let problem = self.toml.problem("unknown-key", &key.span(), message);
            self.toml.complain(problem.help(help));
        }
    }
}

fn text_of<'a>(key: &'a toml::Spanned<toml::de::DeString<'_>>) -> &'a str {
    key.get_ref().as_ref()
}

/// A whole number in the range of `i64`.
fn integer(value: &DeValue<'_>) -> Option<i64> {
    let integer = value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// A number in thousandths, read from its digits so that `0.1` is exact; `None` beyond a trillion.
fn thousandths(value: &DeValue<'_>) -> Option<i64> {
    if let Some(whole) = integer(value) {
        return whole.checked_mul(1000);
    }
    let text = value.as_float()?.as_str();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, decimals) = digits.split_once('.')?;
    let decimals = decimals.trim_end_matches('0');
    let only_digits = decimals.bytes().chain(whole.bytes()).all(|byte| byte.is_ascii_digit());
    if decimals.len() > 3 || whole.len() > 12 || !only_digits {
        return None;
    }
    let all: i64 = format!("{whole}{decimals:0<3}").parse().ok()?;
    Some(sign * all)
}

/// A calendar day, in the form TOML itself checks.
fn date(value: &DeValue<'_>) -> Option<String> {
    let of = |day: &toml::value::Datetime| {
        let plain = day.time.is_none() && day.offset.is_none();
        day.date.filter(|_| plain).map(|date| date.to_string())
    };
    match value {
        DeValue::Datetime(day) => of(day),
        DeValue::String(text) => text.parse().ok().as_ref().and_then(of),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
