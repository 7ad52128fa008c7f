//! Paths that a profile maps, and that no object has.
//!
//! An object may leave out what it does not know, so that no one of them tells; all together do.

use crate::ingest::source::Needed;
use crate::ingest::synonyms;
use crate::problem::{Place, Problem, nearest};

/// What has not been seen so far.
pub(super) struct Awaited {
    needed: Vec<Needed>,
    /// The paths of the first objects.
    columns: Vec<String>,
}

impl Awaited {
    /// What none of the first objects has, which have these paths; nothing where there are none.
    pub(super) fn new(needed: &[Needed], columns: &[String]) -> Self {
        let has = |path: &String| {
            // An object within that is null in every record has no paths of its own.
            let outer = path.match_indices('.').map(|(at, _)| &path[..at]);
            outer.chain([path.as_str()]).any(|it| synonyms::position(columns, it).is_some())
        };
        let unseen = needed.iter().filter(|one| !columns.is_empty() && !one.paths.iter().any(has));
        Self { needed: unseen.cloned().collect(), columns: columns.to_vec() }
    }

    /// Notes a path that an object has.
    pub(super) fn saw(&mut self, path: &str) {
        self.needed.retain(|one| !one.paths.iter().any(|other| other == path));
    }

    /// One warning for each column whose paths no object had.
    pub(super) fn problems(&self, file: &str) -> Vec<Problem> {
        let problem = |one: &Needed| {
            let Needed { column, paths } = one;
            let first = paths.first().map(String::as_str).unwrap_or_default();
            let message = format!(
                "no object has `{first}`, which the profile maps to `{column}`: it is unknown"
            );
            let near = paths
                .iter()
                .find_map(|path| nearest(path, self.columns.iter().map(String::as_str)));
            let help = match near {
                Some(near) => {
                    format!("did you mean `{near}`? Correct the profile, or add optional = true")
                }
                None => "correct the profile, or add optional = true where exports may lack it"
                    .to_owned(),
            };
            Problem::new("missing-column", Place::at(file, 1, 1), message).help(help)
        };
        self.needed.iter().map(problem).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(paths: &[&str], columns: &[&str], saw: &[&str]) -> Vec<String> {
        let owned =
            |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let needed = Needed { column: "start_time".to_owned(), paths: owned(paths) };
        let mut awaited = Awaited::new(&[needed], &owned(columns));
        for path in saw {
            awaited.saw(path);
        }
        awaited.problems("a.jsonl").into_iter().map(|it| it.help.unwrap()).collect()
    }

    #[test]
    fn what_no_object_has_is_told_and_what_any_has_is_not() {
        let help = &told(&["strat"], &["id", "start"], &[])[0];
        assert!(help.contains("did you mean `start`?"), "{help}");
        assert_eq!(told(&["strat"], &["id", "start"], &["strat"]), [""; 0]);
        assert_eq!(told(&["new", "old"], &["id", "Old"], &[]), [""; 0]);
        assert_eq!(told(&["Agent.Since"], &["id", "Agent"], &[]), [""; 0]);
        assert_eq!(told(&["Agent.Since"], &["id", "Agent.Name"], &[]).len(), 1);
        assert_eq!(told(&["strat"], &[], &[]), [""; 0]);
    }
}
