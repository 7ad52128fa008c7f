//! Every coefficient of one question at once.

use super::coefficient::{COEFFICIENTS, Coefficient, by_key};
use super::estimate::{Estimate, Undefined};
use super::ratings::Question;
use super::scale::Level;
use super::table::Table;
use super::verdict::{self, FEWEST_FOR_COEFFICIENT, Verdict};
use crate::report::Cell;
use std::collections::BTreeMap;

/// The confidence of every interval of a report.
pub(super) const CONFIDENCE: f64 = 0.95;

/// Plain shares of pairs, which may be told of any number of interactions.
const DESCRIPTIVE: [&str; 2] = ["exact_agreement", "within_one"];

/// Why a coefficient of few interactions is not told.
pub(super) const FEW: &str = "fewer than 5 interactions";

/// One question with its coefficients on the interactions rated at least twice.
pub(super) struct Measured {
    /// The question.
    pub(super) question: Question,
    /// Its ratings without the interactions that only one evaluator rated.
    pub(super) table: Table,
    estimates: BTreeMap<&'static str, Result<Estimate, Undefined>>,
}

impl Measured {
    /// Computes every coefficient.
    pub(super) fn of(question: Question) -> Self {
        let table = question.table.pairable();
        let scale = &question.scale;
        // Asked of all rows, so that one evaluator is not reported as nothing rated.
        let comparable = question.table.comparable();
        let estimate =
            |row: &Coefficient| (row.key, comparable.and_then(|()| row.estimate(&table, scale)));
        let estimates = COEFFICIENTS.iter().map(estimate).collect();
        Self { question, table, estimates }
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

    fn raw_limits(&self, key: &str) -> Option<(f64, f64)> {
        by_key(key)?.limits(self.told(key).ok()?, CONFIDENCE)
    }

    /// The key of the coefficient that decides the verdict.
    pub(super) fn headline(&self) -> &'static str {
        if self.question.scale.level() > Level::Nominal { "ac2" } else { "ac1" }
    }

    /// The verdict, or why the deciding coefficient does not exist.
    pub(super) fn verdict(&self) -> Result<Verdict, &'static str> {
        let key = self.headline();
        let estimate = self.estimate(key)?;
        let evaluators = self.table.evaluators().len();
        Ok(verdict::verdict(estimate, self.raw_limits(key), evaluators))
    }

    /// How often the most frequent answer was given, of how many, when this is why kappa is low.
    ///
    /// That is: more than 80 % of the answers are the same, and AC1 exceeds kappa by more than .2.
    pub(super) fn prevalence(&self) -> Option<(usize, usize)> {
        let gap = self.told("ac1").ok()?.value - self.told("fleiss_kappa").ok()?.value;
        let mut used = vec![0; self.table.categories()];
        for (_, category) in self.table.rows().iter().flatten() {
            used[*category] += 1;
        }
        let (most, all) = (used.into_iter().max()?, self.table.ratings());
        (gap > 0.2 && most * 10 > all * 8).then_some((most, all))
    }
}
