//! A text on its way from cell to column: cut to size, then translated.

use super::{Fault, Reader};
use crate::ingest::profile::{Take, TextStep};
use crate::problem::nearest;
use std::borrow::Cow;
use std::cmp::Ordering;

impl Reader {
    /// The text after every step; `None` when a step leaves nothing.
    pub(super) fn step<'a>(
        &self,
        mut text: Cow<'a, str>,
        cell: Option<usize>,
    ) -> Result<Option<Cow<'a, str>>, Fault> {
        for step in &self.map.steps {
            text = match step {
                TextStep::Lower => Cow::Owned(text.to_lowercase()),
                TextStep::TrimChars(set) => {
                    Cow::Owned(text.trim_matches(|c| set.contains(c)).to_owned())
                }
                TextStep::Split { separator, take } => {
                    Cow::Owned(piece(&text, separator, *take).trim().to_owned())
                }
                TextStep::Contains(needles) => {
                    truth(needles.iter().any(|needle| text.contains(needle.as_str())))
                }
                TextStep::Greater(limit) => {
                    if text.is_empty() {
                        return Ok(None);
                    }
                    let number = self.decimal(&text);
                    let number = number.ok_or_else(|| self.not_above_or_below(&text, cell))?;
                    truth(number.compare(*limit) == Ordering::Greater)
                }
                TextStep::Find(pattern) => {
                    Cow::Owned(pattern.find(&text).unwrap_or_default().trim().to_owned())
                }
                TextStep::Lookup(_) if text.is_empty() => return Ok(None),
                TextStep::Lookup(table) => match table.find(&text) {
                    Some(found) => Cow::Owned(found.to_owned()),
                    None => return Err(self.not_in(&table.file, &text, cell)),
                },
            };
        }
        Ok((!text.is_empty()).then_some(text))
    }

    fn not_above_or_below(&self, text: &str, cell: Option<usize>) -> Fault {
        let mut fault = self.fault(cell, "bad-number", ["a number to compare", text]);
        let help = "correct the cell, or list the text under `null` where it means unknown";
        fault.help = Some(help.to_owned());
        fault
    }

    fn not_in(&self, table: &str, text: &str, cell: Option<usize>) -> Fault {
        let expected = format!("a key of `{table}`");
        let mut fault = self.fault(cell, "unknown-value", [&expected, text]);
        fault.help = Some("add a row for it to that table, or correct the cell".to_owned());
        fault
    }

    pub(super) fn translated<'a>(
        &self,
        text: Cow<'a, str>,
        cell: Option<usize>,
    ) -> Result<Cow<'a, str>, Fault> {
        let Some(values) = &self.map.values else { return Ok(text) };
        if let Some(to) = values.get(text.as_ref()) {
            return Ok(Cow::Owned(to.clone()));
        }
        let expected: Vec<&str> = values.keys().map(String::as_str).collect();
        let mut fault =
            self.fault(cell, "unknown-value", [&format!("one of {}", expected.join(", ")), &text]);
        fault.help = Some(match nearest(&text, expected) {
            Some(near) => format!("did you mean `{near}`? Otherwise add it to the profile's map"),
            None => "add it to the profile's map, or correct it".to_owned(),
        });
        Err(fault)
    }
}

fn truth(holds: bool) -> Cow<'static, str> {
    Cow::Borrowed(if holds { "true" } else { "false" })
}

fn piece<'t>(text: &'t str, separator: &str, take: Take) -> &'t str {
    let found = match take {
        Take::First => text.split(separator).next(),
        Take::Last => text.rsplit(separator).next(),
        Take::Nth(n) => text.split(separator).nth(n),
    };
    found.unwrap_or_default()
}
