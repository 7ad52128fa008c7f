//! Attribute agreement analysis: the same decisions again, by several people, against a standard.
//!
//! Source: Automotive Industry Action Group (2010), *Measurement Systems Analysis*, 4th ed., chapter
//! III C. Its bounds: effectiveness from 90 % acceptable, from 80 % marginal; misses up to 2 %,
//! marginal up to 5 %; false alarms up to 5 %, marginal up to 10 %.

use super::cohen::Crossed;
use super::table::Table;
use crate::stats::tail;

/// A share by count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// How many did.
    pub hits: u64,
    /// Of how many.
    pub all: u64,
}

impl Share {
    /// Exact limits at a confidence such as 0.95, by Clopper and Pearson; `None` of nothing.
    pub fn limits(self, confidence: f64) -> Option<(f64, f64)> {
        tail::clopper_pearson(self.hits, self.all, confidence)
    }

    fn of(met: impl Iterator<Item = bool>) -> Self {
        met.fold(Self::default(), |share, hit| Self {
            hits: share.hits + u64::from(hit),
            all: share.all + 1,
        })
    }
}

/// What one interaction was decided to be: by the standard, and by each evaluator trial by trial.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decided {
    /// The standard's category; `None` where it has none.
    pub standard: Option<usize>,
    /// Categories by evaluator and trial; an evaluator may have none.
    pub trials: Vec<Vec<usize>>,
}

/// Decisions of one question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Study {
    categories: usize,
    decided: Vec<Decided>,
}

/// Errors against the standard where one category is bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Risks {
    /// Bad decided to be good, of decisions on bad ones.
    pub misses: Share,
    /// Good decided to be bad, of decisions on good ones.
    pub false_alarms: Share,
}

impl Risks {
    /// Whether misses and false alarms differ in number: exact test of `McNemar`; `None` without any.
    pub fn direction_p(self) -> Option<f64> {
        tail::fair_split(self.misses.hits, self.false_alarms.hits)
    }
}

impl Study {
    /// From decisions, interaction by interaction.
    ///
    /// # Panics
    ///
    /// If a category is not below `categories`.
    pub fn new(categories: usize, decided: Vec<Decided>) -> Self {
        let known = |one: &Decided| {
            let all = one.trials.iter().flatten().chain(&one.standard);
            all.into_iter().all(|category| *category < categories)
        };
        assert!(decided.iter().all(known), "a known category");
        Self { categories, decided }
    }

    /// Interactions on which an evaluator always decided the same, of those decided at all.
    pub fn within(&self, evaluator: usize) -> Share {
        Share::of(self.of(evaluator).map(|(_, trials)| trials.iter().all(|x| *x == trials[0])))
    }

    /// The same, of those decided at least twice.
    pub fn repeated(&self, evaluator: usize) -> Share {
        let again = self.of(evaluator).filter(|(_, trials)| trials.len() > 1);
        Share::of(again.map(|(_, trials)| trials.iter().all(|x| *x == trials[0])))
    }

    /// Interactions on which an evaluator always decided as the standard, of those both decided.
    pub fn against_standard(&self, evaluator: usize) -> Share {
        let both = self.of(evaluator).filter_map(|(standard, trials)| Some((standard?, trials)));
        Share::of(both.map(|(standard, trials)| trials.iter().all(|x| *x == standard)))
    }

    /// Interactions on which all evaluators always decided the same, of those that all decided.
    pub fn between(&self) -> Share {
        Share::of(self.complete().map(|(_, all)| all.iter().all(|x| *x == all[0])))
    }

    /// Interactions on which all evaluators always decided as the standard.
    pub fn all_against_standard(&self) -> Share {
        let both = self.complete().filter_map(|(standard, all)| Some((standard?, all)));
        Share::of(both.map(|(standard, all)| all.iter().all(|x| *x == standard)))
    }

    /// Decisions of two evaluators, the first trial of one with the first of the other, and so on.
    pub fn crossed(&self, one: usize, other: usize) -> Crossed {
        let pairs = self.decided.iter().filter_map(|decided| {
            let (one, other) = (decided.trials.get(one)?, decided.trials.get(other)?);
            Some(one.iter().copied().zip(other.iter().copied()))
        });
        Crossed::of_pairs(self.categories, pairs.flatten())
    }

    /// Decisions of an evaluator with the standard's, every trial counting.
    pub fn crossed_with_standard(&self, evaluator: usize) -> Crossed {
        let both = self.of(evaluator).filter_map(|(standard, trials)| Some((standard?, trials)));
        let pairs = both.flat_map(|(standard, trials)| trials.iter().map(move |x| (*x, standard)));
        Crossed::of_pairs(self.categories, pairs)
    }

    /// What an evaluator let through and what was stopped for nothing, where these categories are
    /// bad; every trial counts.
    pub fn risks(&self, evaluator: usize, is_bad: impl Fn(usize) -> bool) -> Risks {
        let (mut misses, mut false_alarms) = (Share::default(), Share::default());
        for (standard, trials) in self.of(evaluator) {
            let Some(standard) = standard else { continue };
            for trial in trials {
                let wrong = is_bad(*trial) != is_bad(standard);
                let share = if is_bad(standard) { &mut misses } else { &mut false_alarms };
                share.hits += u64::from(wrong);
                share.all += 1;
            }
        }
        Risks { misses, false_alarms }
    }

    /// Every trial as an evaluator of its own, for coefficients over all decisions.
    pub fn table(&self) -> Table {
        let widths = |at: usize| {
            let trials = self.decided.iter().filter_map(|decided| decided.trials.get(at));
            trials.map(Vec::len).max().unwrap_or_default()
        };
        let evaluators = self.decided.iter().map(|decided| decided.trials.len()).max();
        let starts: Vec<usize> = (0..evaluators.unwrap_or_default())
            .scan(0, |start, at| Some(std::mem::replace(start, *start + widths(at))))
            .collect();
        let row = |decided: &Decided| {
            let own = decided.trials.iter().zip(&starts);
            own.flat_map(|(trials, start)| {
                trials.iter().enumerate().map(move |(at, x)| (start + at, *x))
            })
            .collect()
        };
        Table::new(self.categories, self.decided.iter().map(row).collect())
    }

    /// The standard and the trials of an evaluator where there are any.
    fn of(&self, evaluator: usize) -> impl Iterator<Item = (Option<usize>, &Vec<usize>)> {
        let own = move |decided: &'_ Decided| {
            decided.trials.get(evaluator).is_some_and(|it| !it.is_empty())
        };
        let with = self.decided.iter().filter(move |decided| own(decided));
        with.map(move |decided| (decided.standard, &decided.trials[evaluator]))
    }

    /// The standard and all decisions where every evaluator decided.
    fn complete(&self) -> impl Iterator<Item = (Option<usize>, Vec<usize>)> {
        let all = |decided: &&Decided| {
            !decided.trials.is_empty() && decided.trials.iter().all(|trials| !trials.is_empty())
        };
        let complete = self.decided.iter().filter(all);
        complete.map(|decided| (decided.standard, decided.trials.concat()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decided(standard: Option<usize>, trials: &[&[usize]]) -> Decided {
        Decided { standard, trials: trials.iter().map(|trials| trials.to_vec()).collect() }
    }

    #[test]
    fn a_share_of_nothing_has_no_limits() {
        let study = Study::new(2, vec![decided(None, &[&[], &[1]])]);
        assert_eq!((study.within(0), study.within(0).limits(0.95)), (Share::default(), None));
        assert_eq!(
            (study.between(), study.against_standard(1)),
            (Share::default(), Share::default())
        );
    }

    /// By hand: the first repeats herself in 2 of 3 and is right in 2; the second in 3 of 3 and is
    /// right in 1; together they agree and are right on the first only. 0 is bad: on the bad second
    /// call the first lets one of two through and the second both; on good ones nobody stops any
    /// but the second the third.
    #[test]
    fn repeats_agreement_and_the_standard_are_told_apart() {
        let study = Study::new(
            2,
            vec![
                decided(Some(1), &[&[1, 1], &[1, 1]]),
                decided(Some(0), &[&[0, 1], &[1, 1]]),
                decided(Some(1), &[&[1, 1], &[0, 0]]),
            ],
        );
        let share = |hits, all| Share { hits, all };
        assert_eq!((study.within(0), study.within(1)), (share(2, 3), share(3, 3)));
        assert_eq!(
            (study.against_standard(0), study.against_standard(1)),
            (share(2, 3), share(1, 3))
        );
        assert_eq!((study.between(), study.all_against_standard()), (share(1, 3), share(1, 3)));
        let (first, second) = (study.risks(0, |x| x == 0), study.risks(1, |x| x == 0));
        assert_eq!((first.misses, first.false_alarms), (share(1, 2), share(0, 4)));
        assert_eq!((second.misses, second.false_alarms), (share(2, 2), share(2, 4)));
        assert_eq!(second.direction_p(), Some(1.0));
        assert_eq!(study.crossed(0, 1).pairs(), 6);
        assert_eq!(study.table().rows()[1], [(0, 0), (1, 1), (2, 1), (3, 1)]);
    }
}
