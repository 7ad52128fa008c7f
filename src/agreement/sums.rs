//! What coefficients need to know of some interactions, as sums: any resample is a sum, too.

use super::alpha::Metric;
use super::chance::Chance;
use super::coefficient::Method;
use super::estimate::Undefined;
use super::table::{Counts, Table};
use super::weights::Weights;
use crate::stats::real;
use std::collections::BTreeMap;

/// A coefficient with the weights it is computed with.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Measure {
    pub(super) method: Method,
    pub(super) weights: Weights,
}

/// Ordered pairs of answers of one interaction by unordered pair of categories, as counted.
struct Pattern {
    /// Answers by category, those that occur.
    used: Vec<(usize, f64)>,
    /// The cell `k * q + l` with `k <= l`, and how many ordered pairs fall into it.
    cells: Vec<(usize, f64)>,
    ratings: f64,
}

/// The interactions of a table by what was answered how often, and by whom.
pub(super) struct Patterns<'a> {
    q: usize,
    table: &'a Table,
    distinct: Vec<Pattern>,
    /// The row in the table and the pattern of each interaction that was rated twice.
    members: Vec<(usize, usize)>,
    evaluators: usize,
}

impl<'a> Patterns<'a> {
    /// Of the interactions rated at least twice.
    pub(super) fn of(table: &'a Table) -> Self {
        let q = table.categories();
        let rows = table.rows().iter().enumerate().filter(|(_, row)| row.len() > 1);
        let twice: Vec<usize> = rows.map(|(number, _)| number).collect();
        let counts = Counts::of(&table.pairable());
        let (mut known, mut patterns) = (BTreeMap::new(), Vec::new());
        let mut members = Vec::new();
        for (number, (row, total)) in twice.into_iter().zip(counts.rows()) {
            // Counts are whole and small, so their bits order them.
            let key: Vec<u64> = row.iter().map(|count| count.to_bits()).collect();
            let next = patterns.len();
            let pattern = *known.entry(key).or_insert(next);
            if pattern == next {
                patterns.push(Pattern::of(row, total));
            }
            members.push((number, pattern));
        }
        let evaluators = table.evaluators().last().map_or(0, |last| last + 1);
        Self { q, table, distinct: patterns, members, evaluators }
    }

    /// How many interactions take part.
    pub(super) fn len(&self) -> usize {
        self.members.len()
    }

    /// The sums over these interactions, by number from 0; one may be named several times.
    ///
    /// Who answered what is summed only where some measure asks for it.
    pub(super) fn sums(&self, drawn: impl Iterator<Item = usize>, habits: Habits) -> Sums {
        let mut sums = Sums::none(self.q, self.evaluators);
        let mut times = vec![0_u32; self.distinct.len()];
        for number in drawn {
            let (row, pattern) = self.members[number];
            times[pattern] += 1;
            if habits == Habits::Needed {
                for (who, answer) in &self.table.rows()[row] {
                    sums.habits[who * self.q + answer] += 1.0;
                }
            }
        }
        for (pattern, times) in self.distinct.iter().zip(&times).filter(|(_, times)| **times > 0) {
            sums.add(pattern, f64::from(*times));
        }
        sums
    }

    /// The sums over all interactions but one, for each kind of interaction with how many are of it; `all`
    /// are those over all. Who answered what stays in.
    pub(super) fn leaving_one_out(&self, all: &Sums) -> impl Iterator<Item = (f64, Sums)> {
        let mut times = vec![0_u32; self.distinct.len()];
        self.members.iter().for_each(|(_, pattern)| times[*pattern] += 1);
        self.distinct.iter().zip(times).map(|(pattern, times)| {
            let mut rest = all.clone();
            rest.add(pattern, -1.0);
            (f64::from(times), rest)
        })
    }
}

/// Whether each evaluator's own answers are needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Habits {
    Needed,
    Spared,
}

impl Habits {
    /// What these measures need.
    pub(super) fn of(measures: &[Measure]) -> Self {
        let own = |measure: &Measure| {
            matches!(measure.method, Method::Beyond(Chance::Conger) | Method::Cohen)
        };
        if measures.iter().any(own) { Self::Needed } else { Self::Spared }
    }
}

impl Pattern {
    fn of(row: &[f64], ratings: f64) -> Self {
        let q = row.len();
        let all = row.iter().copied().enumerate();
        let used: Vec<(usize, f64)> = all.filter(|(_, count)| *count > 0.0).collect();
        let mut cells = Vec::new();
        for (at, (k, one)) in used.iter().enumerate() {
            if *one > 1.0 {
                cells.push((k * q + k, one * (one - 1.0)));
            }
            for (l, other) in &used[at + 1..] {
                cells.push((k * q + l, 2.0 * one * other));
            }
        }
        Self { used, cells, ratings }
    }
}

/// Sums over some interactions.
#[derive(Debug, Clone)]
pub(super) struct Sums {
    q: usize,
    interactions: f64,
    /// Shares of pairs, each interaction counting the same; cells as in [`Pattern`].
    shares: Vec<f64>,
    /// Krippendorff's coincidences.
    coincidences: Vec<f64>,
    /// Pairs, each counting the same.
    pairs: Vec<f64>,
    /// Shares of answers, each interaction counting the same.
    answered: Vec<f64>,
    /// Answers.
    used: Vec<f64>,
    /// Answers of each evaluator, one after the other.
    habits: Vec<f64>,
}

impl Sums {
    fn none(q: usize, evaluators: usize) -> Self {
        let (square, line) = (vec![0.0; q * q], vec![0.0; q]);
        Self {
            q,
            interactions: 0.0,
            shares: square.clone(),
            coincidences: square.clone(),
            pairs: square,
            answered: line.clone(),
            used: line,
            habits: vec![0.0; q * evaluators],
        }
    }

    fn add(&mut self, pattern: &Pattern, times: f64) {
        let r = pattern.ratings;
        self.interactions += times;
        for (cell, pairs) in &pattern.cells {
            let pairs = times * pairs;
            self.pairs[*cell] += pairs;
            self.coincidences[*cell] += pairs / (r - 1.0);
            self.shares[*cell] += pairs / (r * (r - 1.0));
        }
        for (category, count) in &pattern.used {
            self.used[*category] += times * count;
            self.answered[*category] += times * count / r;
        }
    }

    /// The value of a coefficient on these interactions.
    pub(super) fn value(&self, measure: &Measure) -> Result<f64, Undefined> {
        if self.interactions < 1.0 {
            return Err(Undefined::NothingRatedTwice);
        }
        let weights = &measure.weights;
        match measure.method {
            Method::Alpha(_) => {
                let apart = self.disagreements(measure).ok_or(Undefined::NoVariation)?;
                Ok(1.0 - apart.0 / apart.1)
            }
            // Of scales with gaps the weights tell the steps, see `bootstrap`.
            Method::Within(_) => {
                let pairs: f64 = self.pairs.iter().sum();
                Ok(self.weigh(&self.pairs, |k, l| both(weights, k, l)) / pairs)
            }
            Method::Beyond(chance) => self.beyond(weights, chance),
            Method::Cohen => self.beyond(weights, Chance::Conger),
            Method::Scott => self.beyond(weights, Chance::Fleiss),
        }
    }

    fn beyond(&self, weights: &Weights, chance: Chance) -> Result<f64, Undefined> {
        let observed = self.weigh(&self.shares, |k, l| both(weights, k, l)) / self.interactions;
        let q = real::length(self.q);
        if self.q < 2 && matches!(chance, Chance::Uniform | Chance::Gwet) {
            return Err(Undefined::OneCategory);
        }
        let share = |k: usize| self.answered[k] / self.interactions;
        let expected = match chance {
            Chance::None => return Ok(observed),
            Chance::Uniform => weights.total() / (q * q),
            Chance::Gwet => {
                let doubt: f64 = (0..self.q).map(|k| share(k) * (1.0 - share(k))).sum();
                doubt * weights.total() / (q * (q - 1.0))
            }
            Chance::Fleiss => self.met(weights, &share),
            Chance::Conger => self.own_chance(weights),
        };
        if 1.0 - expected < 1e-12 {
            return Err(Undefined::NoVariation);
        }
        Ok((observed - expected) / (1.0 - expected))
    }

    /// Agreement of two answers drawn with these shares.
    fn met(&self, weights: &Weights, share: &impl Fn(usize) -> f64) -> f64 {
        let row = |k: usize| (0..self.q).map(|l| weights.get(k, l) * share(l)).sum::<f64>();
        (0..self.q).map(|k| share(k) * row(k)).sum()
    }

    /// Agreement of two answers drawn from two different evaluators' own answers.
    fn own_chance(&self, weights: &Weights) -> f64 {
        let mut all = vec![0.0; self.q];
        let (mut own, mut people) = (0.0, 0.0);
        for habit in self.habits.chunks_exact(self.q.max(1)) {
            let ratings: f64 = habit.iter().sum();
            if ratings > 0.0 {
                people += 1.0;
                own += self.met(weights, &|k| habit[k] / ratings);
                all.iter_mut().zip(habit).for_each(|(sum, count)| *sum += count / ratings);
            }
        }
        (self.met(weights, &|k| all[k]) - own) / (people * (people - 1.0))
    }

    /// Alpha's disagreements, observed and expected by chance; `None` where no two answers differ, and
    /// for what is no alpha.
    pub(super) fn disagreements(&self, measure: &Measure) -> Option<(f64, f64)> {
        let total: f64 = self.used.iter().sum();
        let weights = &measure.weights;
        match measure.method {
            Method::Alpha(Metric::Ordinal) => {
                self.apart(total, |k, l| (self.between(k, l) / total).powi(2))
            }
            Method::Alpha(_) => self.apart(total, |k, l| 1.0 - both(weights, k, l)),
            _ => None,
        }
    }

    fn apart(&self, total: f64, distance: impl Fn(usize, usize) -> f64) -> Option<(f64, f64)> {
        let observed = self.weigh(&self.coincidences, &distance) / total;
        let mut chance = 0.0;
        for k in 0..self.q {
            for l in k + 1..self.q {
                chance += 2.0 * self.used[k] * self.used[l] * distance(k, l);
            }
        }
        (chance > 0.0).then(|| (observed, chance / (total * (total - 1.0))))
    }

    /// Answers between two categories, each of these counting half.
    fn between(&self, k: usize, l: usize) -> f64 {
        if k == l {
            return 0.0;
        }
        self.used[k..=l].iter().sum::<f64>() - f64::midpoint(self.used[k], self.used[l])
    }

    /// The sum over cells of a matrix, each times what its two categories are worth.
    fn weigh(&self, matrix: &[f64], worth: impl Fn(usize, usize) -> f64) -> f64 {
        let mut sum = 0.0;
        for k in 0..self.q {
            for l in k..self.q {
                let cell = matrix[k * self.q + l];
                if cell > 0.0 {
                    sum += cell * worth(k, l);
                }
            }
        }
        sum
    }
}

/// The weight of two answers, whoever gave which.
fn both(weights: &Weights, k: usize, l: usize) -> f64 {
    f64::midpoint(weights.get(k, l), weights.get(l, k))
}
