//! Which evaluations count: the latest revision of each, none that was replaced or retracted.

use crate::model::Evaluation;
use crate::problem::{Place, Problem, Problems, nearest};
use std::collections::BTreeSet;

/// Words for an evaluation that is not finished.
const DRAFT: [&str; 5] = ["draft", "pending", "in_progress", "inprogress", "in progress"];

/// Words for an evaluation that was taken back.
const RETRACTED: [&str; 4] = ["retracted", "withdrawn", "deleted", "void"];

/// Evaluations and revisions that do not count, and why.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Apart {
    /// Exports of an evaluation that say what another one says.
    pub copies: u64,
    /// Revisions that are not finished.
    pub drafts: u64,
    /// Revisions that a later one replaces.
    pub revised: u64,
    /// Evaluations that another one supersedes.
    pub superseded: u64,
    /// Evaluations that were taken back.
    pub retracted: u64,
}

impl Apart {
    /// How many of each, in words; only those there are.
    pub fn words(&self) -> Vec<String> {
        let all = [
            (self.copies, "exported twice"),
            (self.drafts, "not finished"),
            (self.revised, "replaced by a later revision"),
            (self.superseded, "superseded by another evaluation"),
            (self.retracted, "retracted"),
        ];
        all.iter().filter(|(count, _)| *count > 0).map(|(n, why)| format!("{n} {why}")).collect()
    }
}

/// What lineage looks at in one revision of an evaluation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Version<'a> {
    pub(super) id: &'a str,
    pub(super) status: &'a str,
    pub(super) supersedes: Option<&'a str>,
    pub(super) place: &'a Place,
}

/// Which of all revisions, in order of id and revision, are evaluations that count; by index.
///
/// A draft never replaces what was finished. An evaluation that was retracted still keeps what it
/// superseded out: taking a correction back does not bring the error back.
pub(super) fn counting(all: &[Version<'_>], problems: &mut Problems) -> (Vec<usize>, Apart) {
    let mut apart = Apart::default();
    let mut latest: Vec<usize> = Vec::with_capacity(all.len());
    for (at, version) in all.iter().enumerate() {
        if is_one_of(version.status, &DRAFT) {
            apart.drafts += 1;
        } else if latest.last().is_some_and(|last| all[*last].id == version.id) {
            apart.revised += 1;
            latest.pop();
            latest.push(at);
        } else {
            latest.push(at);
        }
    }
    let latest = Latest { all, at: latest };
    let superseded = latest.superseded(problems);
    let mut counting = Vec::with_capacity(latest.at.len());
    for at in latest.at {
        if superseded.contains(all[at].id) {
            apart.superseded += 1;
        } else if is_one_of(all[at].status, &RETRACTED) {
            apart.retracted += 1;
        } else {
            counting.push(at);
        }
    }
    (counting, apart)
}

fn is_one_of(status: &str, words: &[&str]) -> bool {
    // Nearly all are final, and no list has that.
    status != "final"
        && (words.contains(&status) || words.contains(&status.trim().to_lowercase().as_str()))
}

/// The latest revision of each evaluation, in order of id.
struct Latest<'v, 'a> {
    all: &'v [Version<'a>],
    at: Vec<usize>,
}

impl<'a> Latest<'_, 'a> {
    fn get(&self, id: &str) -> Option<Version<'a>> {
        let found = self.at.binary_search_by(|at| self.all[*at].id.cmp(id)).ok()?;
        Some(self.all[self.at[found]])
    }

    /// Ids that another evaluation replaces.
    fn superseded(&self, problems: &mut Problems) -> BTreeSet<&'a str> {
        let mut replaced = BTreeSet::new();
        for version in self.at.iter().map(|at| self.all[*at]) {
            let Some(other) = version.supersedes else { continue };
            if self.get(other).is_none() {
                problems.push(self.unknown(version, other));
            } else if self.is_circle(version.id) {
                problems.push(circle(version, other));
            } else {
                replaced.insert(other);
            }
        }
        replaced
    }

    /// Whether an evaluation supersedes itself, at whatever distance.
    fn is_circle(&self, start: &str) -> bool {
        let next = |id: &str| self.get(id).and_then(|it| it.supersedes);
        let mut at = next(start);
        for _ in 0..self.at.len() {
            match at {
                None => return false,
                Some(id) if id == start => return true,
                Some(id) => at = next(id),
            }
        }
        false
    }

    fn unknown(&self, version: Version<'_>, other: &str) -> Problem {
        let message =
            format!("evaluation `{}` supersedes `{other}`, which is not here", version.id);
        let problem = Problem::new("unknown-superseded", version.place.clone(), message).warning();
        match nearest(other, self.at.iter().map(|at| self.all[*at].id)) {
            Some(near) => {
                problem.help(format!("did you mean `{near}`? else name the file it is in, too"))
            }
            None => problem.help("name the file it is in, too, or both may be counted elsewhere"),
        }
    }
}

fn circle(version: Version<'_>, other: &str) -> Problem {
    let message =
        format!("evaluation `{}` supersedes `{other}`, and is superseded by it", version.id);
    Problem::new("supersedes-circle", version.place.clone(), message)
        .help("only the newer one names the older one")
}

/// Two revisions with one number, the second of which begins there.
pub(super) fn same_number(second: &Place, first: &Evaluation) -> Problem {
    let message = format!(
        "revision {} of evaluation `{}` is at {}, and here is another one",
        first.revision, first.id, first.place
    );
    Problem::new("revision-repeated", second.clone(), message)
        .help("raise the revision of the later one, or remove the copy")
}

#[cfg(test)]
mod tests {
    use super::super::{Found, Options, read};
    use super::*;
    use crate::model::Zone;
    use crate::problem::Refused;

    const HEADER: &str =
        "evaluation_id,revision,status,supersedes,interaction_id,evaluator_id,question_id,answer\n";

    fn of(rows: &str) -> anyhow::Result<Found> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("e.csv");
        std::fs::write(&path, format!("{HEADER}{rows}")).unwrap();
        read(&[path.display().to_string()], &Options::of(&Zone::utc()))
    }

    fn ids(found: &Found) -> Vec<(&str, u32)> {
        found.evaluations.iter().map(|it| (it.id.as_str(), it.revision)).collect()
    }

    fn code(error: &anyhow::Error) -> &'static str {
        let refused = error.downcast_ref::<Refused>().unwrap();
        refused.problems.shown()[0].code
    }

    #[test]
    fn nothing_is_set_apart_from_nothing() {
        let none = of("").unwrap();
        assert!(none.evaluations.is_empty() && none.apart.words().is_empty());
    }

    #[test]
    fn a_draft_never_replaces_what_was_finished() {
        let found =
            of("e1,1,final,,C1,ana,q,yes\ne1,2,draft,,C1,ana,q,no\ne2,1,Pending,,C2,ana,q,no\n")
                .unwrap();
        assert_eq!(ids(&found), [("e1", 1)]);
        assert_eq!(found.apart, Apart { drafts: 2, ..Apart::default() });
    }

    #[test]
    fn a_retracted_evaluation_leaves_nothing_behind() {
        let found = of("e1,1,final,,C1,ana,q,yes\ne1,2,retracted,,C1,ana,q,yes\n").unwrap();
        assert_eq!(ids(&found), []);
        assert_eq!(found.apart, Apart { revised: 1, retracted: 1, ..Apart::default() });
        let words = ["1 replaced by a later revision", "1 retracted"];
        assert_eq!(found.apart.words(), words);
    }

    #[test]
    fn a_superseded_evaluation_does_not_count_beside_its_successor() {
        let found = of("e1,1,final,,C1,ana,q,yes\ne2,1,final,e1,C1,ana,q,no\n").unwrap();
        assert_eq!(ids(&found), [("e2", 1)]);
        assert_eq!(found.apart.superseded, 1);
        let chain =
            of("e1,1,final,,C1,a,q,yes\ne2,1,final,e1,C1,b,q,no\ne3,1,retracted,e2,C1,c,q,no\n");
        assert_eq!(ids(&chain.unwrap()), []);
    }

    #[test]
    fn a_circle_is_refused_and_an_absent_predecessor_is_said() {
        let circle = "e1,1,final,e2,C1,ana,q,yes\ne2,1,final,e1,C2,ana,q,no\n";
        assert_eq!(code(&of(circle).unwrap_err()), "supersedes-circle");
        assert_eq!(code(&of("e1,1,final,e1,C1,ana,q,yes\n").unwrap_err()), "supersedes-circle");
        let absent = of("e2,1,final,e9,C1,ana,q,yes\n").unwrap();
        assert_eq!(ids(&absent), [("e2", 1)]);
        assert_eq!(absent.warnings.shown()[0].code, "unknown-superseded");
    }

    #[test]
    fn two_revisions_with_one_number_are_told_with_both_places() {
        let error = of("e1,1,final,,C1,ana,q,yes\ne1,1,disputed,,C1,ana,p,no\n").unwrap_err();
        assert_eq!(code(&error), "revision-repeated");
        assert!(error.to_string().contains(":3: revision 1 of evaluation `e1` is at"), "{error}");
    }
}
