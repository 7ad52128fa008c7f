//! Whose work is open: a work list, what was done, and what was decided about it since.

use crate::model::Period;
use std::collections::{BTreeMap, BTreeSet};

/// One evaluation to make, as a work list has it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Job {
    /// Name of its sample.
    pub sample: String,
    /// The interaction.
    pub interaction: String,
    /// Its agent; `None` when unknown.
    pub agent: Option<String>,
    /// Who makes it; `None` when nobody is named.
    pub evaluator: Option<String>,
    /// What for, such as `monitor`.
    pub purpose: String,
    /// Label of its stratum; empty for targeted picks that have none.
    pub stratum: String,
    /// By when; `None` without a date.
    pub due: Option<Period>,
    /// How it was chosen, such as `random`.
    pub selection: String,
}

/// Something that was decided about a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The sample.
    pub sample: String,
    /// The interaction.
    pub interaction: String,
    /// Who had it; `None` for everybody who has it.
    pub evaluator: Option<String>,
    /// What was decided.
    pub what: Action,
    /// Why.
    pub reason: String,
}

/// What can be decided about a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// It cannot be evaluated; in its place comes another, where the stratum has one.
    Skip(Option<String>),
    /// Somebody else makes it.
    Reassign(String),
}

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// To be made.
    Open,
    /// To be made, and its date is past.
    Overdue,
    /// Made.
    Done,
    /// Could not be.
    Skipped,
}

impl State {
    /// Its name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Overdue => "overdue",
            Self::Done => "done",
            Self::Skipped => "skipped",
        }
    }
}

/// A job with its state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The job, with whoever has it now.
    pub job: Job,
    /// How it stands.
    pub state: State,
    /// Whether it came in place of another.
    pub replaces: Option<String>,
    /// Why it was skipped; empty otherwise.
    pub reason: String,
}

/// Every job with its state, in the order of the work lists; replacements stand behind what they replace.
///
/// `done` are interactions with who evaluated them. `today` is the day that decides what is overdue;
/// `None` to leave that open.
pub fn standing(
    jobs: &[Job],
    decisions: &[Decision],
    done: &BTreeSet<(String, String)>,
    today: Option<i64>,
) -> Vec<Standing> {
    let mut all: Vec<Standing> = jobs
        .iter()
        .map(|job| Standing {
            job: job.clone(),
            state: State::Open,
            replaces: None,
            reason: String::new(),
        })
        .collect();
    for decision in decisions {
        decide(&mut all, decision);
    }
    for one in &mut all {
        let who = one.job.evaluator.as_deref();
        let made = match who {
            Some(who) => done.contains(&(one.job.interaction.clone(), who.to_owned())),
            None => done.iter().any(|(interaction, _)| *interaction == one.job.interaction),
        };
        if made {
            one.state = State::Done;
        } else if one.state == State::Open {
            let late = one.job.due.zip(today).is_some_and(|(due, today)| due.to <= today);
            one.state = if late { State::Overdue } else { State::Open };
        }
    }
    all
}

fn decide(all: &mut Vec<Standing>, decision: &Decision) {
    let meant = |one: &Standing| {
        let who = decision.evaluator.is_none() || one.job.evaluator == decision.evaluator;
        let job = &one.job;
        job.sample == decision.sample && job.interaction == decision.interaction && who
    };
    let mut at = 0;
    while at < all.len() {
        if !meant(&all[at]) || all[at].state == State::Skipped {
            at += 1;
            continue;
        }
        match &decision.what {
            Action::Reassign(to) => all[at].job.evaluator = Some(to.clone()),
            Action::Skip(next) => {
                all[at].state = State::Skipped;
                all[at].reason.clone_from(&decision.reason);
                if let Some(next) = next {
                    let job = Job { interaction: next.clone(), ..all[at].job.clone() };
                    let replaces = Some(decision.interaction.clone());
                    let (state, reason) = (State::Open, String::new());
                    all.insert(at + 1, Standing { job, state, replaces, reason });
                    at += 1;
                }
            }
        }
        at += 1;
    }
}

/// The next interaction of a reserve that no job and no decision names yet; `None` when none is left.
pub fn replacement<'a>(
    reserve: &'a [String],
    jobs: &[Job],
    decisions: &[Decision],
) -> Option<&'a str> {
    let mut used: BTreeSet<&str> = jobs.iter().map(|job| job.interaction.as_str()).collect();
    for decision in decisions {
        used.insert(&decision.interaction);
        if let Action::Skip(Some(next)) = &decision.what {
            used.insert(next);
        }
    }
    reserve.iter().map(String::as_str).find(|id| !used.contains(id))
}

/// How many stand how, by evaluator; `None` is nobody.
pub fn by_evaluator(all: &[Standing]) -> BTreeMap<Option<&str>, [u64; 4]> {
    tallied(all, |one| one.job.evaluator.as_deref())
}

/// How many stand how, by agent; `None` is unknown. Only picks made by lot count.
pub fn by_agent(all: &[Standing]) -> BTreeMap<Option<&str>, [u64; 4]> {
    let random: Vec<&Standing> = all
        .iter()
        .filter(|one| one.job.selection != "targeted" && one.job.purpose != "retest")
        .collect();
    let mut counts: BTreeMap<Option<&str>, [u64; 4]> = BTreeMap::new();
    // An interaction scored by two is one of its agent.
    let mut seen = BTreeSet::new();
    for one in random {
        if seen.insert((&one.job.sample, &one.job.interaction)) {
            counts.entry(one.job.agent.as_deref()).or_default()[place(one.state)] += 1;
        }
    }
    counts
}

fn tallied<'a>(
    all: &'a [Standing],
    key: impl Fn(&'a Standing) -> Option<&'a str>,
) -> BTreeMap<Option<&'a str>, [u64; 4]> {
    let mut counts: BTreeMap<Option<&str>, [u64; 4]> = BTreeMap::new();
    for one in all {
        counts.entry(key(one)).or_default()[place(one.state)] += 1;
    }
    counts
}

const fn place(state: State) -> usize {
    match state {
        State::Open => 0,
        State::Overdue => 1,
        State::Done => 2,
        State::Skipped => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(interaction: &str, evaluator: &str) -> Job {
        Job {
            sample: "w1".to_owned(),
            interaction: interaction.to_owned(),
            agent: Some("A1".to_owned()),
            evaluator: Some(evaluator.to_owned()),
            purpose: "monitor".to_owned(),
            due: Some(Period { from: 0, to: 100 }),
            selection: "random".to_owned(),
            ..Job::default()
        }
    }

    fn decision(interaction: &str, what: Action) -> Decision {
        Decision {
            sample: "w1".to_owned(),
            interaction: interaction.to_owned(),
            evaluator: None,
            what,
            reason: "no audio".to_owned(),
        }
    }

    #[test]
    fn of_no_work_nothing_stands() {
        assert!(standing(&[], &[], &BTreeSet::new(), None).is_empty());
    }

    #[test]
    fn what_is_past_its_date_is_overdue_unless_it_is_done() {
        let jobs = [job("c1", "ana"), job("c2", "ana")];
        let done = BTreeSet::from([("c1".to_owned(), "ana".to_owned())]);
        let states = |today| -> Vec<State> {
            standing(&jobs, &[], &done, today).iter().map(|one| one.state).collect()
        };
        assert_eq!(states(None), [State::Done, State::Open]);
        assert_eq!(states(Some(99)), [State::Done, State::Open]);
        assert_eq!(states(Some(100)), [State::Done, State::Overdue]);
    }

    #[test]
    fn in_place_of_what_is_skipped_comes_the_next_ticket_once() {
        let jobs = [job("c1", "ana"), job("c2", "budi")];
        let reserve = ["c2", "c7", "c8"].map(str::to_owned);
        assert_eq!(replacement(&reserve, &jobs, &[]), Some("c7"));
        let decisions = [decision("c1", Action::Skip(Some("c7".to_owned())))];
        assert_eq!(replacement(&reserve, &jobs, &decisions), Some("c8"));
        let all = standing(&jobs, &decisions, &BTreeSet::new(), None);
        let found: Vec<_> =
            all.iter().map(|one| (one.job.interaction.as_str(), one.state)).collect();
        let expected = [("c1", State::Skipped), ("c7", State::Open), ("c2", State::Open)];
        assert_eq!(found, expected);
        assert_eq!(all[1].replaces.as_deref(), Some("c1"));
        assert_eq!(by_agent(&all)[&Some("A1")], [2, 0, 0, 1]);
    }

    #[test]
    fn somebody_else_can_have_it() {
        let jobs = [job("c1", "ana")];
        let decisions = [decision("c1", Action::Reassign("zoe".to_owned()))];
        let all = standing(&jobs, &decisions, &BTreeSet::new(), None);
        assert_eq!(by_evaluator(&all), BTreeMap::from([(Some("zoe"), [1, 0, 0, 0])]));
    }
}
