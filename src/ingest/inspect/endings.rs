//! Rules that tell from an export's own words how contacts ended.

use super::Evidence;
use super::snippet::quoted;
use crate::ingest::synonyms::{self, Ending};
use crate::model::Outcome;
use std::collections::BTreeMap;

/// Parts of words, as [`synonyms::plain`] makes them, and the outcome that they speak of; the first
/// that is found counts.
const LOOKS: [(Outcome, &[&str]); 6] = [
    (Outcome::Excluded, &["test_call", "llamada_de_prueba"]),
    (Outcome::Voicemail, &["voicemail", "voice_mail", "buzon", "correio_de_voz", "pesan_suara"]),
    (Outcome::CallbackRequested, &["callback", "call_back", "devolucion_de_llamada"]),
    (Outcome::Overflow, &["overflow", "desbord", "transbord"]),
    (
        Outcome::Abandoned,
        &[
            "abandon",
            "dropped",
            "hang_up",
            "hung_up",
            "hangup",
            "missed",
            "unanswered",
            "not_answered",
            "no_answer",
            "not_answer",
            "no_contestad",
            "no_atendid",
            "nao_atendid",
            "perdida",
            "tidak_terjawab",
            "tak_terjawab",
        ],
    ),
    (
        Outcome::Answered,
        &[
            "answered",
            "completed",
            "connected",
            "handled",
            "served",
            "success",
            "contestad",
            "atendid",
            "completad",
            "terjawab",
            "transfer",
        ],
    ),
];

/// What a word of an export says about the end of a contact, by its looks; [`Outcome::Other`] where it
/// says nothing.
fn by_looks(word: &str) -> Outcome {
    let plain = synonyms::plain(word);
    let found = LOOKS.iter().find(|(_, parts)| parts.iter().any(|part| plain.contains(part)));
    found.map_or(Outcome::Other, |(outcome, _)| *outcome)
}

/// Whether the words of a column look like ends of contacts: most do, some of them of those who were
/// answered and some of others.
pub(super) fn speaks_of_ends(column: &Evidence) -> bool {
    let Some(values) = column.values.as_ref().filter(|_| column.form().is_none()) else {
        return false;
    };
    let looks: Vec<Outcome> = values.keys().map(|word| told(word)).collect();
    let count = |is: &dyn Fn(&&Outcome) -> bool| looks.iter().filter(is).count();
    let answered = count(&|it| **it == Outcome::Answered);
    let known = count(&|it| **it != Outcome::Other);
    answered > 0 && known > answered && known * 2 > looks.len()
}

/// What a word says, known or by its looks.
fn told(word: &str) -> Outcome {
    synonyms::outcome(word).unwrap_or_else(|| by_looks(word))
}

/// Rules over a column whose words look like ends of contacts; the values of one that has none are none.
pub(super) fn guessed(column: &Evidence) -> Vec<String> {
    column.values.as_ref().map(|values| rules(&quoted(&column.name), values)).unwrap_or_default()
}

fn rules(name: &str, words: &BTreeMap<String, u64>) -> Vec<String> {
    let mut lines = vec![
        String::new(),
        format!(
            "# outcome: what the words of {name} mean is guessed from their looks; check each rule"
        ),
    ];
    lines.extend(words.keys().flat_map(|word| rule([name, word], told(word))));
    lines
}

/// Rules over a column of outcomes in words of the export's own; `None` where all of them are known.
pub(super) fn of_words(column: &Evidence) -> Option<Vec<String>> {
    let name = quoted(&column.name);
    let Some(values) = &column.values else {
        let many = format!(
            "# outcome: {name} has more than twenty words; say in [[outcome]] rules what they mean"
        );
        return Some(vec![many]);
    };
    if values.keys().all(|word| synonyms::outcome(word).is_some()) {
        return None;
    }
    Some(rules(&name, values))
}

/// Rules over a flag that says whether the customer gave up or was answered.
pub(super) fn of_flag(column: &Evidence, ending: Ending) -> Vec<String> {
    let name = quoted(&column.name);
    let Some(values) = column.values.as_ref().filter(|values| !values.is_empty()) else {
        return vec![format!("# outcome: {name} says which were {}", ending.yes.name())];
    };
    let mut lines = Vec::new();
    for value in values.keys() {
        let outcome = match crate::ingest::values::flag(value) {
            Some(true) => ending.yes,
            Some(false) => ending.no,
            None => Outcome::Other,
        };
        lines.extend(rule([&name, value], outcome));
    }
    lines
}

/// One rule, behind an empty line.
fn rule([column, value]: [&str; 2], outcome: Outcome) -> [String; 4] {
    let when = format!("when = {{ {column} = {} }}", quoted(value));
    let is = format!("is = \"{}\"", outcome.name());
    [String::new(), "[[outcome]]".to_owned(), when, is]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_taken_for_what_they_look_like() {
        for (word, outcome) in [
            ("Call unanswered", Outcome::Abandoned),
            ("Booking completed", Outcome::Answered),
            ("No availability", Outcome::Other),
            ("Left Voice-Mail", Outcome::Voicemail),
            ("No contestada", Outcome::Abandoned),
            ("Contestada por agente", Outcome::Answered),
            ("", Outcome::Other),
        ] {
            assert_eq!(by_looks(word), outcome, "{word}");
        }
    }
}
