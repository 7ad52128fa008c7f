//! Why evaluations were made and how their interactions were chosen: words that decide which figures
//! an evaluation enters, so that a mistyped one is refused.

use super::form::is_almost;
use super::kept::{PURPOSE, SELECTION, Store};
use crate::model::evaluation::{PURPOSES, SELECTIONS};
use crate::problem::{Problem, Problems, nearest};
use std::collections::BTreeMap;

/// Tells of purposes that there are not, and of selections that are a known one mistyped; each once.
pub(super) fn unknown(store: &Store, counting: &[usize], problems: &mut Problems) {
    for (word, all) in among(store, counting, PURPOSE) {
        if !PURPOSES.contains(&word) {
            problems.push(purpose(store, word, &all));
        }
    }
    for (word, all) in among(store, counting, SELECTION) {
        let near = SELECTIONS.into_iter().find(|known| is_almost(word, known));
        if let Some(near) = near.filter(|near| *near != word) {
            problems.push(selection(store, (word, near), &all));
        }
    }
}

/// The evaluations that have each word, in the order of these.
fn among<'s>(store: &'s Store, counting: &[usize], of: usize) -> BTreeMap<&'s str, Vec<usize>> {
    let mut found: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for at in counting {
        found.entry(store.heads[*at].words[of]).or_default().push(*at);
    }
    let mut named: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, all) in found {
        if let Some(word) = store.words.text(number) {
            named.entry(word).or_default().extend(all);
        }
    }
    named
}

fn purpose(store: &Store, word: &str, all: &[usize]) -> Problem {
    let problem = problem(store, ("unknown-purpose", "purpose", word), all);
    let help = format!(
        "purposes are {}; other words are translated by `map` in a profile",
        PURPOSES.join(", ")
    );
    match nearest(word, PURPOSES) {
        Some(near) => problem.help(format!("did you mean `{near}`? {help}")),
        None => problem.help(help),
    }
}

fn selection(store: &Store, (word, near): (&str, &str), all: &[usize]) -> Problem {
    problem(store, ("unknown-selection", "selection", word), all).help(format!(
        "write `{near}` if that is meant; what is neither `random` nor `targeted` needs another word"
    ))
}

/// The problem of a word, at the first evaluation that has it.
fn problem(
    store: &Store,
    (code, what, word): (&'static str, &str, &str),
    all: &[usize],
) -> Problem {
    let first = all.iter().min_by_key(|at| {
        let place = &store.heads[**at].place;
        (&place.file, place.line)
    });
    let place = first.map(|at| store.heads[*at].place.clone()).unwrap_or_default();
    let more = match all.len() {
        1 => String::new(),
        n => format!("; {n} evaluations have it"),
    };
    Problem::new(code, place, format!("`{word}` is no {what} of an evaluation{more}"))
}

#[cfg(test)]
mod tests {
    use super::super::{Options, read};
    use crate::model::Zone;
    use crate::problem::Refused;

    /// What is said of evaluations of these purposes and selections.
    fn said(rows: &[(&str, &str)]) -> Vec<String> {
        let rows = rows.iter().enumerate();
        let rows = rows.map(|(n, (why, how))| format!("C{n},ana,{why},{how},yes\n"));
        let header = "interaction_id,evaluator_id,purpose,selection,greeting\n";
        let text = header.to_owned() + &rows.collect::<String>();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("e.csv");
        std::fs::write(&path, text).unwrap();
        let Err(error) = read(&[path.display().to_string()], &Options::of(&Zone::utc())) else {
            return Vec::new();
        };
        let refused = error.downcast::<Refused>().unwrap();
        let shown = refused.problems.shown();
        let told = shown.iter().map(|it| {
            let (line, help) = (it.place.line.unwrap_or(0), it.help.as_deref().unwrap_or_default());
            format!("{line} {}: {} ({help})", it.code, it.message)
        });
        told.collect()
    }

    #[test]
    fn a_purpose_that_there_is_not_is_told_once_with_how_many_have_it() {
        let rows =
            [("monitor", ""), ("calibraton", ""), ("side_by_side", ""), ("calibraton", "random")];
        let told = said(&rows);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].starts_with("3 unknown-purpose: `calibraton` is no purpose"));
        assert!(told[0].contains("2 evaluations have it"), "{told:?}");
        assert!(told[0].contains("did you mean `calibration`?"), "{told:?}");
        assert!(said(&[("coaching call", "")])[0].contains("purposes are monitor"));
    }

    #[test]
    fn a_selection_is_refused_where_it_is_a_known_one_mistyped() {
        let told = said(&[("", "randm"), ("", "Random"), ("", "on request"), ("", "random")]);
        assert_eq!(told.len(), 2, "{told:?}");
        assert!(told.iter().all(|it| it.contains("write `random` if that is meant")), "{told:?}");
        assert!(said(&[("", "targeted"), ("", ""), ("", "on request")]).is_empty());
    }
}
