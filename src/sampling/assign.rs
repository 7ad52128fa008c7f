//! Who evaluates what: balanced minutes, dealt in the order of tickets, within rules that keep
//! grudges and favours out.

mod again;
mod balance;
mod table;

use super::draw::Draw;
use std::collections::{BTreeMap, BTreeSet};
use table::Table;

/// Somebody who evaluates.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evaluator {
    /// Their id, as evaluations name them.
    pub id: String,
    /// Their own team, whose agents they do not evaluate; `None` when they have none.
    pub team: Option<String>,
    /// Languages they may score; empty for all.
    pub languages: BTreeSet<String>,
    /// Channels they may score; empty for all.
    pub channels: BTreeSet<String>,
    /// Agents they are not to evaluate, such as those they are the supervisor of.
    pub barred: BTreeSet<String>,
    /// The most they can take of this sample; `None` without a limit.
    pub most: Option<usize>,
}

impl Evaluator {
    /// An evaluator of whom nothing else is known.
    pub fn named(id: &str) -> Self {
        Self { id: id.to_owned(), ..Self::default() }
    }
}

/// What holds for the work of all evaluators.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rules {
    /// Teams of agents, where a roster tells them; else the export does.
    pub teams: BTreeMap<String, String>,
    /// How often one evaluator may have one agent in the period; `None` without a limit.
    pub pairs: Option<usize>,
    /// How often they had them already, by agent and evaluator.
    pub had: BTreeMap<(String, String), usize>,
    /// Part of the interactions that a second evaluator scores without seeing the first score, in
    /// thousandths.
    pub overlap: u64,
    /// Part of the work that is scored again by the same evaluator, in thousandths.
    pub retest: u64,
    /// Evaluations that can be repeated for that.
    pub scored: Vec<Earlier>,
}

/// An evaluation made earlier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Earlier {
    /// The interaction.
    pub interaction: String,
    /// Its agent; `None` when unknown.
    pub agent: Option<String>,
    /// Who scored it.
    pub evaluator: String,
}

/// Why an interaction is somebody's work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Purpose {
    /// The score of an agent.
    Monitor,
    /// The same, by two evaluators, for the agreement of both.
    Overlap,
    /// Scored again by the same evaluator, for the steadiness of one.
    Retest,
}

impl Purpose {
    /// Its name in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Monitor => "monitor",
            Self::Overlap => "overlap",
            Self::Retest => "retest",
        }
    }
}

/// How an interaction came to be somebody's work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// By lot: its stratum by index, and its pick in it.
    Random(usize, usize),
    /// By a rule of targeted picks: the rule by index, and its pick in it.
    Targeted(usize, usize),
    /// It was scored before.
    Again(Earlier),
}

/// One evaluation to make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// How it was chosen.
    pub origin: Origin,
    /// Who makes it; `None` when nobody may or nobody is there.
    pub evaluator: Option<String>,
    /// What for.
    pub purpose: Purpose,
}

/// The work of everybody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Deal {
    /// In order of strata and ranks, then rules, then what is scored again.
    pub tasks: Vec<Task>,
    /// Expected work of each evaluator: evaluations and milliseconds.
    pub loads: BTreeMap<String, (u64, i64)>,
    /// Interactions that nobody may take, by the rules that bar everyone.
    pub nobody: BTreeMap<String, u64>,
    /// Groups of agents and evaluators that no chain of evaluations joins; `None` without evaluators.
    pub parts: Option<usize>,
    /// How many second and repeated scores were asked for, and how many there are.
    pub seconds: Seconds,
}

impl Deal {
    /// Whether everything found an evaluator, where there are any, and every second score.
    pub fn is_full(&self) -> bool {
        let Seconds { overlap_wanted, overlap, retest_wanted, retest } = self.seconds;
        self.nobody.is_empty() && overlap >= overlap_wanted && retest >= retest_wanted
    }
}

/// Second and repeated scores, asked for and given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Seconds {
    /// Interactions to be scored by two.
    pub overlap_wanted: usize,
    /// Interactions that are.
    pub overlap: usize,
    /// Evaluations to be repeated.
    pub retest_wanted: usize,
    /// Evaluations that are.
    pub retest: usize,
}

/// Deals what was drawn to the evaluators.
///
/// Interactions come up in the order of their tickets and go to whoever has least work in minutes
/// among those who may have them; of several, to the name that sorts first. So two evaluators
/// without rules differ by one interaction at most. Those scored twice are the ones with the
/// smallest tickets of their own, except that one which joins two groups of agents and evaluators
/// comes first.
pub fn deal(draw: &Draw, evaluators: &[Evaluator], rules: &Rules) -> Deal {
    let mut table = Table::new(draw, evaluators, rules);
    let items = table.items();
    let mut order: Vec<usize> = (0..items.len()).collect();
    order.sort_by_key(|&at| (items[at].ticket, items[at].candidate));
    let mut first: Vec<Option<usize>> = vec![None; items.len()];
    for at in order {
        first[at] = table.give(&items[at], None);
    }
    let second = table.seconds(&items, &first);
    table.balance(&items, &mut first, &second);
    let again = table.again(items.len());
    table.close((&items, &first, &second), again)
}

#[cfg(test)]
mod tests;
