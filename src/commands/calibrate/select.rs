//! Which evaluations are compared.

use super::unasked::{self, About};
use super::{Args, Repeats};
use crate::commands::load::{purposes, unknown_purposes};
use crate::model::Evaluation;
use crate::problem::{Blame, Place, Problem, Problems, Refused};
use crate::report::words::counted;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};

/// A day in milliseconds.
const DAY: i64 = 86_400_000;

/// What was left out.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    /// What and why, in sentences.
    pub(super) notes: Vec<String>,
    /// The second looks, the third and so on, where they were asked for.
    pub(super) again: Vec<Vec<Evaluation>>,
}

/// Keeps those of the sessions and purposes that are asked for, else those that a calibration is about,
/// however old; says what was left out.
///
/// Sessions and purposes that nobody has are refused: an agreement of nobody tells nothing.
pub(super) fn part(
    args: &Args,
    about: About,
    evaluations: &mut Vec<Evaluation>,
) -> Result<Option<String>> {
    refuse_unknown(args, evaluations)?;
    evaluations.retain(|evaluation| takes_part(evaluation, args));
    let unasked = args.session.is_empty() && args.purpose.is_empty();
    let chosen = unasked && args.repeats == Repeats::Error;
    Ok(if chosen { unasked::choose(evaluations, about) } else { None })
}

/// Keeps what is recent enough, and of what one evaluator judged more than once what was asked for.
pub(super) fn select(args: &Args, evaluations: &mut Vec<Evaluation>) -> Result<LeftOut> {
    let mut notes = Vec::new();
    if args.session.is_empty() {
        notes.extend(only_recent(evaluations, args.window));
    }
    let (which, word) = match args.repeats {
        Repeats::Error => return Ok(LeftOut { notes, again: Vec::new() }),
        Repeats::First => (Which::First, "first"),
        Repeats::Last => (Which::Last, "last"),
        Repeats::Trials => {
            split(evaluations);
            let again = looks(evaluations);
            return Ok(LeftOut { notes, again });
        }
    };
    let answers = once_asked(evaluations, which);
    if answers > 0 {
        let answers = counted(u64::try_from(answers)?, "repeated answer");
        notes.push(format!(
            "{answers} left out: of one question on one interaction by one evaluator the {word} counts"
        ));
    }
    let dropped = once_each(evaluations, which);
    if !dropped.is_empty() {
        let dropped = u64::try_from(dropped.len()).unwrap_or(u64::MAX);
        let dropped = counted(dropped, "repeated evaluation");
        notes.push(format!(
            "{dropped} left out: of one interaction by one evaluator the {word} counts"
        ));
    }
    Ok(LeftOut { notes, again: Vec::new() })
}

/// Keeps one answer to each question of an evaluation, as files without evaluation ids may hold several;
/// returns how many went.
pub(super) fn once_asked(evaluations: &mut [Evaluation], which: Which) -> usize {
    let mut dropped = 0;
    for one in evaluations {
        let before = one.answers.len();
        let mut known = BTreeSet::new();
        if which == Which::Last {
            one.answers.reverse();
        }
        one.answers.retain(|answer| known.insert(answer.question.clone()));
        if which == Which::Last {
            one.answers.reverse();
        }
        dropped += before - one.answers.len();
    }
    dropped
}

/// Makes repeated answers to a question evaluations of their own: the second ones, the third and so on.
fn split(evaluations: &mut Vec<Evaluation>) {
    let mut further = Vec::new();
    for one in evaluations.iter_mut() {
        let mut times: BTreeMap<_, usize> = BTreeMap::new();
        let mut looks: Vec<Vec<_>> = vec![Vec::new()];
        for answer in std::mem::take(&mut one.answers) {
            let look = times.entry(answer.question.clone()).or_default();
            if looks.len() <= *look {
                looks.push(Vec::new());
            }
            looks[*look].push(answer);
            *look += 1;
        }
        let mut looks = looks.into_iter();
        one.answers = looks.next().unwrap_or_default();
        further.extend(looks.map(|answers| Evaluation { answers, ..one.clone() }));
    }
    evaluations.extend(further);
}

/// Keeps the first looks and returns the second, the third and so on.
fn looks(evaluations: &mut Vec<Evaluation>) -> Vec<Vec<Evaluation>> {
    let mut again: Vec<Vec<Evaluation>> = Vec::new();
    let mut rest = once_each(evaluations, Which::First);
    while !rest.is_empty() {
        let later = once_each(&mut rest, Which::First);
        again.push(std::mem::replace(&mut rest, later));
    }
    again
}

/// Which of several evaluations of one interaction by one evaluator is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    First,
    Last,
}

/// Drops what is older than so many days before the latest evaluation; those without a time stay.
pub(in crate::commands) fn only_recent(
    evaluations: &mut Vec<Evaluation>,
    days: u32,
) -> Option<String> {
    let latest = evaluations.iter().filter_map(|one| one.evaluated_at).max()?;
    let first = latest.saturating_sub(i64::from(days) * DAY);
    let before = evaluations.len();
    evaluations.retain(|one| one.evaluated_at.is_none_or(|at| at > first));
    let old = u64::try_from(before - evaluations.len()).unwrap_or(u64::MAX);
    (old > 0).then(|| {
        let (old, days) = (counted(old, "evaluation"), counted(days.into(), "day"));
        format!("{old} from more than {days} before the latest left out; --window takes more")
    })
}

/// Keeps one evaluation of each interaction by each evaluator, in order of time and then of file;
/// returns the others.
pub(super) fn once_each(evaluations: &mut Vec<Evaluation>, which: Which) -> Vec<Evaluation> {
    let mut order: Vec<usize> = (0..evaluations.len()).collect();
    order.sort_by_key(|at| evaluations[*at].evaluated_at);
    if which == Which::Last {
        order.reverse();
    }
    let mut kept: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for at in order {
        let one = &evaluations[at];
        kept.entry((&one.interaction, &one.evaluator)).or_insert(at);
    }
    let kept: BTreeSet<usize> = kept.into_values().collect();
    let numbered = std::mem::take(evaluations).into_iter().enumerate();
    let (own, others): (Vec<_>, Vec<_>) = numbered.partition(|(at, _)| kept.contains(at));
    *evaluations = own.into_iter().map(|(_, one)| one).collect();
    others.into_iter().map(|(_, one)| one).collect()
}

fn refuse_unknown(args: &Args, evaluations: &[Evaluation]) -> Result<()> {
    if evaluations.is_empty() {
        return Ok(());
    }
    let mut problems = Problems::new();
    let sessions: BTreeSet<&str> =
        evaluations.iter().filter_map(|one| one.session.as_deref()).collect();
    let unknown = |name: &&String| !sessions.contains(name.as_str());
    let unknown: Vec<&str> = args.session.iter().filter(unknown).map(String::as_str).collect();
    if !unknown.is_empty() {
        problems.push(unknown_session(&unknown, &sessions));
    }
    problems.extend(unknown_purposes(&args.purpose, &purposes(evaluations)));
    if problems.is_empty() && !evaluations.iter().any(|one| takes_part(one, args)) {
        let message = "no evaluation of these sessions was made for these purposes";
        let problem = Problem::new("nothing-selected", Place::file("--session"), message);
        problems.push(problem.help("leave out --purpose, or name other sessions"));
    }
    if problems.is_empty() {
        return Ok(());
    }
    Err(Refused { blame: Blame::Request, problems }.into())
}

fn unknown_session(named: &[&str], known: &BTreeSet<&str>) -> Problem {
    let message = format!("no evaluation here belongs to the session `{}`", named.join("` or `"));
    let problem = Problem::new("nothing-selected", Place::file("--session"), message);
    problem.help(if known.is_empty() {
        "no evaluation names a session, in a column `session`".to_owned()
    } else {
        format!("sessions are {}", known.iter().copied().collect::<Vec<_>>().join(", "))
    })
}

fn takes_part(evaluation: &Evaluation, args: &Args) -> bool {
    let own = evaluation.session.as_ref();
    let session = args.session.is_empty() || own.is_some_and(|own| args.session.contains(own));
    let purpose = args.purpose.is_empty() || args.purpose.contains(&evaluation.purpose);
    session && purpose
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evaluation(interaction: &str, evaluator: &str, day: Option<i64>) -> Evaluation {
        Evaluation {
            id: format!("{interaction}-{evaluator}-{day:?}"),
            revision: 1,
            supersedes: None,
            status: "final".to_owned(),
            purpose: "calibration".to_owned(),
            selection: None,
            interaction: interaction.to_owned(),
            agent: None,
            evaluator: evaluator.to_owned(),
            scorecard: None,
            scorecard_version: None,
            scorecard_hash: None,
            session: None,
            evaluated_at: day.map(|day| day * DAY),
            delivered_score: None,
            answers: Vec::new(),
            extra: BTreeMap::new(),
            place: Place::file("e.csv"),
        }
    }

    fn ids(evaluations: &[Evaluation]) -> Vec<&str> {
        evaluations.iter().map(|one| one.id.as_str()).collect()
    }

    #[test]
    fn without_times_nothing_is_old() {
        let mut all = vec![evaluation("C1", "ann", None), evaluation("C1", "ann", None)];
        assert_eq!(only_recent(&mut all, 90), None);
        assert_eq!(all.len(), 2);
        assert!(looks(&mut Vec::new()).is_empty());
    }

    #[test]
    fn the_window_ends_with_the_latest_evaluation() {
        let days = [Some(100), Some(190), None, Some(99)];
        let mut all: Vec<_> = days.into_iter().map(|day| evaluation("C1", "ann", day)).collect();
        let note = only_recent(&mut all, 90).unwrap();
        assert_eq!(ids(&all), ["C1-ann-Some(190)", "C1-ann-None"]);
        assert!(note.starts_with("2 evaluations from more than 90 days before"), "{note}");
    }

    #[test]
    fn of_repeated_evaluations_the_first_or_the_last_counts() {
        let all = || {
            vec![
                evaluation("C1", "ann", Some(9)),
                evaluation("C1", "bob", Some(5)),
                evaluation("C1", "ann", Some(3)),
            ]
        };
        let (mut first, mut last) = (all(), all());
        assert_eq!(ids(&once_each(&mut first, Which::First)), ["C1-ann-Some(9)"]);
        once_each(&mut last, Which::Last);
        assert_eq!(ids(&first), ["C1-bob-Some(5)", "C1-ann-Some(3)"]);
        assert_eq!(ids(&last), ["C1-ann-Some(9)", "C1-bob-Some(5)"]);
        let mut all = [all(), vec![evaluation("C1", "ann", Some(7))]].concat();
        let again = looks(&mut all);
        let again: Vec<_> = again.iter().map(|look| ids(look)).collect();
        assert_eq!(again, [["C1-ann-Some(7)"], ["C1-ann-Some(9)"]]);
    }
}
