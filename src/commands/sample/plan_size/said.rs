//! The answer as one says it to a manager.

use super::{Measure, Question, WEEKS};
use crate::report::words::grouped;
use crate::stats::size;

impl Question {
    /// Sentences in the order in which one would ask.
    pub(super) fn sentences(&self) -> Vec<String> {
        let of_what = match self.of {
            Measure::Mean { .. } => "a mean score",
            Measure::Rate { .. } => "a rate",
        };
        let of_all = self.population.map(|size| format!(" of {}", grouped(size)));
        let of_all = of_all.unwrap_or_default();
        let mut said = vec![format!(
            "to know {of_what} to ± {}, score {}{of_all}",
            self.amount(self.margin),
            grouped(self.needed()),
        )];
        if let Some(half) = self.half_width(self.each, self.population) {
            let much = if half <= self.margin { "enough" } else { "too few" };
            said.push(format!(
                "{} scores tell {of_what} to ± {}, which is {much}; a difference below that is chance",
                self.each,
                self.amount(half)
            ));
        } else {
            said.push("one score tells nothing about how sure it is".to_owned());
        }
        said.extend(self.over_weeks());
        said.extend(self.of_all());
        let met = size::detected(self.rarity(), self.each) * 100.0;
        said.push(format!(
            "an error that happens in {} % of interactions is met by {} scores with a chance of {met:.0} %",
            tenth(self.rarity() * 100.0),
            self.each
        ));
        said
    }

    /// What so many a week tell of one agent after a month and a quarter.
    fn over_weeks(&self) -> Option<String> {
        let [_, month, quarter, _] = WEEKS;
        let after = |weeks: u64| self.half_width(self.each.saturating_mul(weeks), None);
        Some(format!(
            "{} a week tell it of one agent to ± {} after {month} weeks and to ± {} after {quarter}",
            self.each,
            self.amount(after(month)?),
            self.amount(after(quarter)?)
        ))
    }

    /// What so many of each agent tell of all, and what a change takes.
    fn of_all(&self) -> Vec<String> {
        let mut said = Vec::new();
        if let (Some(agents), Some(half)) = (self.agents, self.half_width_of_all(self.each)) {
            said.push(format!(
                "all {} agents with {} each are told together to ± {}",
                grouped(agents),
                self.each,
                self.amount(half)
            ));
        }
        if self.alike > 0.0 {
            said.push(format!(
                "scores of one agent are alike ({:.2}), so some agents with {} each stand for all only with {} \
                 scores instead of {}",
                self.alike,
                self.each,
                grouped(self.clustered()),
                grouped(self.needed())
            ));
        }
        if let Some(found) = self.found(self.each) {
            said.push(format!(
                "a change of {} is found by {} scores before and {} after with a chance of {:.0} %; {} and {} \
                 find it with {} %",
                self.amount(self.change()),
                self.each,
                self.each,
                found * 100.0,
                grouped(self.for_change()),
                grouped(self.for_change()),
                tenth(self.power * 100.0)
            ));
        }
        said
    }

    pub(super) fn amount(&self, value: f64) -> String {
        match self.of {
            Measure::Mean { .. } => format!("{} points", tenth(value)),
            Measure::Rate { .. } => format!("{} percentage points", tenth(value * 100.0)),
        }
    }
}

/// With one decimal, none when it is nothing.
pub(super) fn tenth(value: f64) -> String {
    format!("{value:.1}").trim_end_matches(".0").to_owned()
}
