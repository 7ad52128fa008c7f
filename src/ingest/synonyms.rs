//! Names under which exports and spreadsheets write the canonical columns, when no profile speaks.

mod table;

use crate::model::{Field, Outcome};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use table::{ABANDONED, ANSWERED, TABLE};

/// Bytes of the longest header that can be one we know; the rest is not even looked at.
const LONGEST_NAME: usize = 200;

/// A name in lower case, its words joined by `_`: `Call Id` is `call_id`, `hold_s` is not `holds`.
pub fn plain(name: &str) -> String {
    if !name.is_ascii() {
        return letters(name).collect();
    }
    let mut plain = String::with_capacity(name.len());
    let mut apart = false;
    for byte in name.bytes() {
        if !byte.is_ascii_alphanumeric() {
            apart = !plain.is_empty();
            continue;
        }
        if std::mem::take(&mut apart) {
            plain.push('_');
        }
        plain.push(char::from(byte.to_ascii_lowercase()));
    }
    plain
}

/// Whether two names may have the same letters, told by the first of each.
fn begin_alike(one: &str, other: &str) -> bool {
    let first = |name: &str| name.bytes().find(u8::is_ascii_alphanumeric);
    match (first(one), first(other)) {
        (Some(a), Some(b)) if one.is_ascii() && other.is_ascii() => a.eq_ignore_ascii_case(&b),
        _ => true,
    }
}

/// The letters of a plain name, so that most names differ at the first without being written out.
fn letters(name: &str) -> impl Iterator<Item = char> {
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.enumerate().flat_map(|(at, word)| {
        let between = (at > 0).then_some('_');
        between.into_iter().chain(word.chars().flat_map(char::to_lowercase).map(unaccented))
    })
}

/// A letter without its accent, since spreadsheets are written with and without them.
pub fn unaccented(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ã' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'õ' | 'ö' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        _ => letter,
    }
}

/// Whether a cell is short enough to be a header that we know.
pub fn is_short(cell: &str) -> bool {
    cell.len() <= LONGEST_NAME
}

/// Index of the header that stands for a canonical column; `None` when there is none.
pub fn find(header: &[String], field: Field) -> Option<usize> {
    names(field).find_map(|name| position(header, name))
}

/// How a contact ended, by its name or in the words of spreadsheets; `None` for any other text.
pub fn outcome(text: &str) -> Option<Outcome> {
    Outcome::from_name(text).or_else(|| match plain(text).as_str() {
        "atendida" | "contestada" | "respondida" | "terjawab" | "dijawab" => {
            Some(Outcome::Answered)
        }
        "abandonada" | "ditinggalkan" | "terputus" => Some(Outcome::Abandoned),
        "buzon_de_voz" | "correio_de_voz" | "pesan_suara" => Some(Outcome::Voicemail),
        "desbordada" | "transbordo" | "dilimpahkan" => Some(Outcome::Overflow),
        other => Outcome::from_name(other),
    })
}

/// A flag that says how contacts ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ending {
    /// Index of its header.
    pub column: usize,
    /// The outcome where it is true.
    pub yes: Outcome,
    /// The outcome where it is false.
    pub no: Outcome,
}

impl Ending {
    /// Whether the flag says who was answered; else it says who gave up.
    pub fn is_answered(self) -> bool {
        self.yes == Outcome::Answered
    }
}

/// The flag that says whether the customer gave up, or whether anybody answered; `None` when the
/// header has neither.
pub fn find_ending(header: &[String]) -> Option<Ending> {
    let find = |names: &[&str]| names.iter().find_map(|name| position(header, name));
    let gave_up = find(&ABANDONED).map(|column| Ending {
        column,
        yes: Outcome::Abandoned,
        no: Outcome::Answered,
    });
    let answered = || {
        let column = find(&ANSWERED)?;
        Some(Ending { column, yes: Outcome::Answered, no: Outcome::Abandoned })
    };
    gave_up.or_else(answered)
}

/// Every name of a column, its own first.
pub fn names(field: Field) -> impl Iterator<Item = &'static str> {
    let row = TABLE.iter().find(|(other, _)| *other == field);
    let others = row.map_or(&[][..], |(_, names)| names);
    std::iter::once(field.name()).chain(others.iter().copied())
}

/// The name of one of these columns that differs from a text in no more than one letter in four, and
/// the column; `None` when none is so near.
pub fn nearly(text: &str, fields: impl Iterator<Item = Field>) -> Option<(&'static str, Field)> {
    let text = plain(text);
    let letters = text.chars().count();
    let known = fields.flat_map(|field| names(field).map(move |name| (name, field)));
    let apart = known.map(|(name, field)| (strsim::damerau_levenshtein(&text, name), name, field));
    let near = apart.filter(|(apart, name, _)| apart * 4 <= letters.max(name.len()));
    near.min_by_key(|(apart, name, _)| (*apart, *name)).map(|(_, name, field)| (name, field))
}

/// Index of the header that is this name, or is it but for case and what stands between words.
pub fn position(header: &[String], name: &str) -> Option<usize> {
    let is_named = letters(name).next().is_some();
    let alike = |other: &String| begin_alike(other, name) && letters(other).eq(letters(name));
    let same = || header.iter().position(|other| is_named && alike(other));
    header.iter().position(|other| other == name).or_else(same)
}

/// Every name of every column we know; all are plain.
static KNOWN: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let canonical = Field::all().map(Field::name);
    let others = TABLE.iter().flat_map(|(_, names)| names.iter().copied());
    canonical.chain(others).chain(ABANDONED).chain(ANSWERED).collect()
});

/// Whether a cell looks like the header of any column we know.
pub fn is_known(cell: &str) -> bool {
    is_short(cell) && is_known_plain(&plain(cell))
}

/// The same of a name that [`plain`] made.
pub fn is_known_plain(name: &str) -> bool {
    KNOWN.contains(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn no_name_begins_with_a_digit() {
        assert!(KNOWN.iter().all(|name| !name.starts_with(|first: char| first.is_ascii_digit())));
    }

    #[test]
    fn the_canonical_name_comes_before_its_synonyms() {
        let header = header(&["Call ID", "interaction_id", "Agent"]);
        assert_eq!(find(&header, Field::InteractionId), Some(1));
        assert_eq!(find(&header, Field::AgentId), Some(2));
        assert_eq!(find(&header, Field::Queue), None);
    }

    #[test]
    fn a_flag_tells_who_gave_up_or_who_was_answered() {
        let found = |names: &[&str]| find_ending(&header(names));
        assert_eq!(found(&["answered"]), None, "a count, a time or a flag: nobody knows");
        let told = found(&["id", "Answered (Y/N)"]).unwrap();
        assert_eq!((told.column, told.yes, told.no), (1, Outcome::Answered, Outcome::Abandoned));
        let told = found(&["Answered (Y/N)", "Abandoned"]).unwrap();
        assert_eq!((told.column, told.yes, told.no), (1, Outcome::Abandoned, Outcome::Answered));
    }

    #[test]
    fn case_spaces_and_marks_do_not_count_and_nothing_is_nobody() {
        assert_eq!(position(&header(&["", "Talk-Time"]), "talk_time"), Some(1));
        assert_eq!(position(&header(&[""]), ""), Some(0));
        assert!(is_known("Wait Time") && !is_known("109") && !is_known(""));
    }

    #[test]
    fn every_name_is_plain_and_known() {
        let flags = ABANDONED.iter().chain(&ANSWERED);
        let names = TABLE.iter().flat_map(|(_, names)| names.iter()).chain(flags);
        for name in names.copied().chain(Field::all().map(Field::name)) {
            assert_eq!(plain(name), name);
            assert!(is_known(&name.to_uppercase().replace('_', " ")), "{name}");
        }
        assert!(!is_known(&"x".repeat(LONGEST_NAME + 1)));
    }

    #[test]
    fn names_in_ascii_are_read_as_any_others() {
        for name in ["", "_", "Call  Id", "__x", "x__", "1st-Call(s)", "hold_s", " a.b "] {
            assert_eq!(plain(name), letters(name).collect::<String>(), "{name:?}");
        }
        assert!(begin_alike("(Agent)", "agent") && begin_alike("Ágent", "agent"));
        assert!(!begin_alike("queue", "agent"));
    }

    #[test]
    fn no_name_stands_for_two_columns() {
        let mut names: Vec<String> = Field::all().map(|field| plain(field.name())).collect();
        names.extend(TABLE.iter().flat_map(|(_, others)| others.iter().map(|name| plain(name))));
        let count = names.len();
        names.sort();
        let twice: Vec<_> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?} of {count}");
    }
}
