//! Ids and names as a scorecard has them.

use crate::ingest::synonyms::unaccented;
use std::collections::BTreeSet;

/// The most characters an id may have.
const LONGEST: usize = 64;

/// An id as scorecards allow it: letters, digits, `_`, `.` and `-`; others become `-`.
///
/// Empty only for a text without any letter or digit of ASCII.
pub(in crate::ingest) fn id(text: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
    if !text.is_empty() && text.len() <= LONGEST && text.chars().all(fits) {
        return text.to_owned();
    }
    slug(text)
}

/// A text as an id in lower case: `Soporte N1` becomes `soporte-n1`.
pub(in crate::ingest) fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars().flat_map(char::to_lowercase).map(unaccented) {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
        if slug.len() == LONGEST {
            break;
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// The id, with a number behind it where it is taken; takes it.
pub(in crate::ingest) fn unique(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let wanted = if wanted.is_empty() { "x" } else { wanted };
    let numbered = (2_u32..).map(|n| format!("{wanted}-{n}"));
    let mut names = std::iter::once(wanted.to_owned()).chain(numbered);
    let free = names.find(|name| !taken.contains(name)).unwrap_or_default();
    taken.insert(free.clone());
    free
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_something_unique() {
        let mut taken = BTreeSet::new();
        let names: Vec<String> = (0..3).map(|_| unique(&slug("¿?"), &mut taken)).collect();
        assert_eq!(names, ["x", "x-2", "x-3"]);
    }

    #[test]
    fn what_is_an_id_stays_and_the_rest_becomes_one() {
        assert_eq!(id("q_1.a-B"), "q_1.a-B");
        assert_eq!(id("Atención al niño (2)"), "atencion-al-nino-2");
        assert_eq!(id(&"x".repeat(80)).len(), 64);
    }
}
