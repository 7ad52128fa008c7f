//! Columns that the command line names and no file has: the mistake of who typed them, not of the file.

use super::Context;
use crate::problem::{Blame, Excerpt, Place, Problem, Problems, Refused};
use std::collections::BTreeSet;

impl Context<'_> {
    /// Remembers texts in which a flag names columns.
    pub fn asks<'t, T>(&mut self, flag: &'static str, texts: T)
    where
        T: IntoIterator<Item = &'t String>,
    {
        self.asked.extend(texts.into_iter().map(|text| (flag, text.clone())));
    }

    /// The same error; where it is that files lack columns which flags name, and nothing else, the place
    /// is in the text of the flag, and the request is to blame.
    pub(super) fn blamed(&self, error: anyhow::Error) -> anyhow::Error {
        let refused = match error.downcast::<Refused>() {
            Ok(refused) if refused.blame == Blame::Data => refused,
            Ok(other) => return other.into(),
            Err(other) => return other,
        };
        let shown = refused.problems.shown();
        let typed: Option<BTreeSet<Problem>> =
            shown.iter().map(|problem| self.typed(problem)).collect();
        match typed {
            Some(typed) => {
                let mut problems = Problems::new();
                problems.extend(typed);
                Refused { blame: Blame::Request, problems }.into()
            }
            None => refused.into(),
        }
    }

    /// The complaint about a column where it was typed; `None` when no flag names it.
    fn typed(&self, problem: &Problem) -> Option<Problem> {
        let name = problem.column.as_deref()?;
        let (flag, text, start) = self
            .asked
            .iter()
            .find_map(|(flag, text)| Some((*flag, text, position(text, name)?)))?;
        let length = name.chars().count();
        let is_quoted = start > 0 && text.chars().nth(start - 1) == Some('"');
        let message = format!("there is no column `{name}`");
        let help = match &problem.help {
            _ if is_quoted => Some(format!(
                "double quotes are for columns; a text stands in single quotes: '{name}'"
            )),
            Some(help) => Some(help.split_inclusive('?').next().unwrap_or(help).to_owned()),
            None => None,
        };
        let excerpt = Some(Excerpt { text: text.clone(), start, length });
        let place = Place::file(flag);
        Some(Problem { help, excerpt, ..Problem::new(problem.code, place, message) })
    }
}

/// Where a name stands in a text as a word of its own, outside of single quotes, in characters.
fn position(text: &str, name: &str) -> Option<usize> {
    let (text, name): (Vec<char>, Vec<char>) = (text.chars().collect(), name.chars().collect());
    let is_word = |at: Option<&char>| at.is_some_and(|c| c.is_alphanumeric() || *c == '_');
    let mut is_within = false;
    for at in 0..text.len() {
        is_within ^= text[at] == '\'';
        let end = at + name.len();
        let is_there = !is_within && text.get(at..end) == Some(&name[..]);
        let before = at.checked_sub(1).and_then(|before| text.get(before));
        if is_there && !is_word(before) && !is_word(text.get(end)) {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_where_it_is_a_word_and_no_text() {
        for (text, name, expected) in [
            ("", "queu", None),
            ("queu = 'x'", "queu", Some(0)),
            ("queue = 'queu' and ñ_queu > queu", "queu", Some(28)),
            ("queue = \"q\"", "q", Some(9)),
            ("agent_id,quue", "quue", Some(9)),
            ("'queu'", "queu", None),
        ] {
            assert_eq!(position(text, name), expected, "{text}");
        }
    }
}
