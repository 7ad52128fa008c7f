//! Every coefficient of one question at once.

use super::bootstrap::{self, Plan};
use super::chance::{self, Chance};
use super::coefficient::{COEFFICIENTS, Coefficient, Limits, Method, by_key};
use super::estimate::{Estimate, Undefined};
use super::ratings::Question;
use super::report::{Options, People};
use super::scale::{Level, Scale};
use super::stakes::Stake;
use super::table::Table;
use super::verdict::{self, FEWEST_FOR_COEFFICIENT, Verdict};
use super::weights::Weights;
use crate::report::Cell;
use std::collections::BTreeMap;

/// The confidence of every interval of a report.
pub(super) const CONFIDENCE: f64 = 0.95;

/// Plain shares of pairs, which may be told of any number of interactions.
const DESCRIPTIVE: [&str; 4] =
    ["exact_agreement", "within_one", "within_two", "weighted_agreement"];

/// The coefficients whose interactions are drawn again.
const RESAMPLED: [&str; 8] = [
    "within_one",
    "within_two",
    "fleiss_kappa",
    "ac1",
    "ac2",
    "alpha_nominal",
    "alpha_ordinal",
    "alpha_interval",
];

/// Below this exact agreement a verdict on answers with an order says that they are near, not equal.
const SELDOM_EQUAL: f64 = 0.7;

/// Why a coefficient of few interactions is not told.
pub(super) const FEW: &str = "fewer than 5 interactions";

/// One question with its coefficients on the interactions rated at least twice.
pub(super) struct Measured {
    /// The question.
    pub(super) question: Question,
    /// Its ratings without the interactions that only one evaluator rated.
    pub(super) table: Table,
    /// What is at stake with it.
    pub(super) stake: Stake,
    people: People,
    estimates: BTreeMap<&'static str, Result<Estimate, Undefined>>,
    resampled: BTreeMap<&'static str, (f64, f64)>,
}

impl Measured {
    /// Computes every coefficient, and draws again where there are interactions enough.
    pub(super) fn of(question: Question, stake: Stake, options: &Options) -> Self {
        let table = question.table.pairable();
        let scale = &question.scale;
        // Asked of all rows, so that one evaluator is not reported as nothing rated.
        let comparable = question.table.comparable();
        let estimate =
            |row: &Coefficient| (row.key, comparable.and_then(|()| row.estimate(&table, scale)));
        let estimates = COEFFICIENTS.iter().map(estimate).collect();
        let resampled = resampled(&table, scale, &options.plan);
        Self { question, table, stake, people: options.people, estimates, resampled }
    }

    /// How many answers of evaluators fail the question; `None` when no failure is declared.
    pub(super) fn failures(&self) -> Option<usize> {
        let scale = &self.question.scale;
        let answers = self.question.table.rows().iter().flatten();
        let failed = answers.filter(|(_, answer)| self.stake.fails(scale, *answer)).count();
        (!self.stake.failing.is_empty()).then_some(failed)
    }

    /// AC1 with not applicable as an answer of its own; missing where nobody gave it.
    pub(super) fn with_not_applicable(&self) -> Cell {
        if self.question.not_applicable == 0 {
            return Cell::Missing;
        }
        let table = self.question.with_not_applicable.pairable();
        if table.rated_by(2) < FEWEST_FOR_COEFFICIENT {
            return Cell::Undefined(FEW);
        }
        let weights = Weights::identity(table.categories());
        match chance::estimate(&table, &weights, Chance::Gwet) {
            Ok(estimate) => Cell::number(Some(estimate.value)),
            Err(undefined) => Cell::Undefined(undefined.reason()),
        }
    }

    /// How many interactions at least two evaluators rated.
    pub(super) fn pairable(&self) -> usize {
        self.table.rated_by(2)
    }

    /// How many interactions only one evaluator rated.
    pub(super) fn rated_once(&self) -> usize {
        self.question.table.rated_by(1) - self.pairable()
    }

    /// The estimate that may be told of so many interactions.
    pub(super) fn told(&self, key: &str) -> Result<&Estimate, &'static str> {
        let estimate = self.estimate(key)?;
        let few = self.pairable() < FEWEST_FOR_COEFFICIENT && !DESCRIPTIVE.contains(&key);
        if few { Err(FEW) } else { Ok(estimate) }
    }

    fn estimate(&self, key: &str) -> Result<&Estimate, &'static str> {
        let asks_who = by_key(key).is_some_and(|row| {
            matches!(row.method, Method::Cohen | Method::Beyond(Chance::Conger))
        });
        if asks_who && self.people == People::Unknown {
            return Err("evaluators are not known");
        }
        let found = self.estimates.get(key).ok_or(Undefined::NothingRated.reason())?;
        found.as_ref().map_err(|undefined| undefined.reason())
    }

    /// Its value as a cell, or why there is none.
    pub(super) fn value(&self, key: &str) -> Cell {
        self.told(key).map_or_else(Cell::Undefined, |estimate| Cell::number(Some(estimate.value)))
    }

    /// Its limits as two cells; missing where none may be printed.
    pub(super) fn limits(&self, key: &str) -> [Cell; 2] {
        let limits = self.raw_limits(key);
        [Cell::number(limits.map(|limits| limits.0)), Cell::number(limits.map(|limits| limits.1))]
    }

    pub(super) fn raw_limits(&self, key: &str) -> Option<(f64, f64)> {
        let coefficient = by_key(key)?;
        match coefficient.interval {
            Limits::Bootstrap => self.resampled_limits(key),
            _ => coefficient.limits(self.told(key).ok()?, CONFIDENCE),
        }
    }

    /// The interval from interactions drawn again; `None` where they were not.
    pub(super) fn resampled_limits(&self, key: &str) -> Option<(f64, f64)> {
        self.told(key).ok()?;
        self.resampled.get(key).copied()
    }

    /// The key of the coefficient that decides the verdict.
    pub(super) fn headline(&self) -> &'static str {
        if self.question.scale.level() > Level::Nominal { "ac2" } else { "ac1" }
    }

    /// The verdict, or why the deciding coefficient does not exist.
    pub(super) fn verdict(&self) -> Result<Verdict, &'static str> {
        let estimate = self.estimate(self.headline())?;
        let evaluators = self.table.evaluators().len();
        let told = self.pairable() >= FEWEST_FOR_COEFFICIENT;
        let limits = estimate.cautious_limits(CONFIDENCE).filter(|_| told);
        Ok(verdict::verdict(estimate, limits, evaluators))
    }

    /// The verdict in words; `calibrated within 1` where only near answers bear it out.
    pub(super) fn verdict_words(&self) -> Result<String, &'static str> {
        let words = self.verdict()?.words();
        Ok(if self.verdict_is_near() { format!("{words} within 1") } else { words.to_owned() })
    }

    /// Whether a good verdict rests on answers that are near, too few being equal.
    pub(super) fn verdict_is_near(&self) -> bool {
        let good = matches!(self.verdict(), Ok(Verdict::Calibrated | Verdict::Acceptable));
        let exact = self.estimate("exact_agreement").map(|estimate| estimate.value);
        good && self.headline() == "ac2" && exact.is_ok_and(|exact| exact < SELDOM_EQUAL)
    }

    /// How often the most frequent answer was given, of how many, when this is why kappa is low.
    ///
    /// That is: kappa is below .61, where it would be substantial (Landis and Koch 1977), more than 80 % of
    /// the answers are the same, and AC1 exceeds kappa by more than .2.
    pub(super) fn prevalence(&self) -> Option<(usize, usize)> {
        let kappa = self.told("fleiss_kappa").ok()?.value;
        let gap = self.told("ac1").ok()?.value - kappa;
        let (most, all) = self.most_frequent()?;
        (kappa < 0.61 && gap > 0.2 && most * 10 > all * 8).then_some((most, all))
    }

    /// How many answers are not the most frequent one, of how many, when so few are that alpha may be
    /// anything for all they tell.
    pub(super) fn open_alpha(&self) -> Option<(usize, usize)> {
        let alpha = if self.headline() == "ac2" { "alpha_ordinal" } else { "alpha_nominal" };
        let (low, high) = self.raw_limits(alpha)?;
        let (most, all) = self.most_frequent()?;
        (low <= -1.0 && high >= 1.0).then_some((all - most, all))
    }

    fn most_frequent(&self) -> Option<(usize, usize)> {
        let mut used = vec![0; self.table.categories()];
        for (_, category) in self.table.rows().iter().flatten() {
            used[*category] += 1;
        }
        Some((used.into_iter().max()?, self.table.ratings()))
    }
}

/// Intervals of the coefficients that are drawn again; none of few interactions.
fn resampled(table: &Table, scale: &Scale, plan: &Plan) -> BTreeMap<&'static str, (f64, f64)> {
    if table.rated_by(2) < FEWEST_FOR_COEFFICIENT {
        return BTreeMap::new();
    }
    let asked: Vec<&'static Coefficient> = RESAMPLED.iter().filter_map(|key| by_key(key)).collect();
    let limits = bootstrap::limits(table, scale, &asked, plan);
    asked.iter().zip(limits).filter_map(|(row, limits)| Some((row.key, limits?))).collect()
}
