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
    /// The same as it was written.
    pub due_text: Option<String>,
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

/// Who is to have each of the open jobs of one evaluator: of those named, whoever then has fewest to do,
/// and of several the first by name. Pairs of a job's place among all and its new evaluator; `None` for
/// nobody, when all of them would evaluate their own call or have it already.
pub fn dealt_out(all: &[Standing], from: &str, to: &[String]) -> Vec<(usize, Option<String>)> {
    let is_open = |one: &Standing| matches!(one.state, State::Open | State::Overdue);
    let mut loads: BTreeMap<&str, u64> = to.iter().map(|name| (name.as_str(), 0)).collect();
    for one in all.iter().filter(|one| is_open(one)) {
        let load = one.job.evaluator.as_deref().and_then(|name| loads.get_mut(name));
        if let Some(load) = load {
            *load += 1;
        }
    }
    let has = |name: &str, job: &Job| {
        all.iter().any(|one| {
            let other = &one.job;
            other.evaluator.as_deref() == Some(name)
                && (&other.sample, &other.interaction) == (&job.sample, &job.interaction)
        })
    };
    let mut found = Vec::new();
    let mine = |one: &Standing| is_open(one) && one.job.evaluator.as_deref() == Some(from);
    for (at, one) in all.iter().enumerate().filter(|(_, one)| mine(one)) {
        let able = |name: &&str| {
            one.job.agent.as_deref() != Some(*name) && *name != from && !has(name, &one.job)
        };
        let names = loads.keys().copied().filter(able);
        let next = names.min_by_key(|name| (loads[name], *name));
        if let Some(load) = next.and_then(|name| loads.get_mut(name)) {
            *load += 1;
        }
        found.push((at, next.map(str::to_owned)));
    }
    found
}

/// How many stand how, by sample.
pub fn by_sample(all: &[Standing]) -> BTreeMap<Option<&str>, [u64; 4]> {
    tallied(all, |one| Some(one.job.sample.as_str()))
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
    fn the_work_of_one_goes_to_those_with_least() {
        let mut jobs = ["c1", "c2", "c3", "c4"].map(|id| job(id, "ana")).to_vec();
        jobs.push(job("c9", "budi"));
        jobs[2].agent = Some("carla".to_owned());
        let all =
            standing(&jobs, &[], &BTreeSet::from([("c4".to_owned(), "ana".to_owned())]), None);
        let to = ["budi".to_owned(), "carla".to_owned()];
        // c4 is done; carla has nothing and gets c1, then both have one, and c3 is carla's own call.
        let names: Vec<_> = dealt_out(&all, "ana", &to).into_iter().map(|(_, name)| name).collect();
        assert_eq!(names, ["carla", "budi", "budi"].map(|name| Some(name.to_owned())));
        let alone = dealt_out(&all, "ana", &["carla".to_owned()]);
        assert_eq!(alone[2], (2, None));
        assert!(dealt_out(&all, "zoe", &to).is_empty());
    }

    #[test]
    fn somebody_else_can_have_it() {
        let jobs = [job("c1", "ana")];
        let decisions = [decision("c1", Action::Reassign("zoe".to_owned()))];
        let all = standing(&jobs, &decisions, &BTreeSet::new(), None);
        assert_eq!(by_evaluator(&all), BTreeMap::from([(Some("zoe"), [1, 0, 0, 0])]));
    }
}
