//! What evaluations tell of an interaction, by its id: columns that another file has.

use std::collections::BTreeMap;

/// Columns with numbers: the score of 0 to 100, and how many evaluations there are.
pub const NUMBERS: [&str; 2] = ["quality_score", "evaluations"];
/// Columns with flags: whether every evaluation passes, and whether none found a critical error of
/// a kind.
pub const FLAGS: [&str; 4] = [
    "quality_passed",
    "customer_critical_free",
    "business_critical_free",
    "compliance_critical_free",
];

/// What all evaluations of one interaction say.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verdict {
    /// How many evaluations there are.
    pub evaluations: u64,
    /// Scores, in thousandths of points of 100.
    pub scores: Vec<i64>,
    /// Whether every one with a pass mark passes; `None` without such.
    pub passed: Option<bool>,
    /// Whether none found a critical error: customer, business, compliance; `None` where nothing
    /// critical of that kind was asked.
    pub free: [Option<bool>; 3],
}

/// Verdicts by interaction.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Judged(BTreeMap<String, Verdict>);

impl Verdict {
    /// Takes in what one evaluation says.
    pub fn add(&mut self, score: Option<i64>, passed: Option<bool>, free: [Option<bool>; 3]) {
        let all = |one: Option<bool>, other: Option<bool>| match (one, other) {
            (Some(one), Some(other)) => Some(one && other),
            (one, other) => one.or(other),
        };
        self.evaluations += 1;
        self.scores.extend(score);
        self.passed = all(self.passed, passed);
        for (mine, other) in self.free.iter_mut().zip(free) {
            *mine = all(*mine, other);
        }
    }

    /// The mean of the scores in thousandths, half away from zero; `None` without any.
    fn score(&self) -> Option<i64> {
        let n = i64::try_from(self.scores.len()).ok().filter(|n| *n > 0)?;
        let sum: i64 = self.scores.iter().sum();
        Some((2 * sum + n * sum.signum()) / (2 * n))
    }
}

impl Judged {
    /// The verdict on an interaction, to be added to.
    pub fn of(&mut self, interaction: &str) -> &mut Verdict {
        self.0.entry(interaction.to_owned()).or_default()
    }

    /// Whether it is told of an interaction at all.
    pub fn has(&self, interaction: &str) -> bool {
        self.0.contains_key(interaction)
    }

    /// How many interactions are told of.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A number of [`NUMBERS`] in thousandths; an interaction without evaluation has 0 of these and
    /// no score.
    pub fn number(&self, interaction: &str, name: &str) -> Option<i64> {
        let verdict = self.0.get(interaction);
        match name {
            "evaluations" => {
                let n = verdict.map_or(0, |verdict| verdict.evaluations);
                i64::try_from(n).ok()?.checked_mul(1_000)
            }
            "quality_score" => verdict?.score(),
            _ => None,
        }
    }

    /// A flag of [`FLAGS`].
    pub fn flag(&self, interaction: &str, name: &str) -> Option<bool> {
        let verdict = self.0.get(interaction)?;
        match FLAGS.iter().position(|flag| *flag == name)? {
            0 => verdict.passed,
            at => verdict.free[at - 1],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interaction_without_evaluation_has_none_and_no_score() {
        let judged = Judged::default();
        assert_eq!(judged.number("C1", "evaluations"), Some(0));
        assert_eq!(judged.number("C1", "quality_score"), None);
        assert_eq!(judged.flag("C1", "quality_passed"), None);
    }

    /// By hand: scores of 80 and 90.001 have the mean 85.0005, which is 85.001 to a thousandth.
    #[test]
    fn several_evaluations_are_one_verdict() {
        let mut judged = Judged::default();
        judged.of("C1").add(Some(80_000), Some(true), [Some(true), None, Some(true)]);
        judged.of("C1").add(Some(90_001), None, [Some(false), None, Some(true)]);
        assert_eq!(judged.number("C1", "evaluations"), Some(2_000));
        assert_eq!(judged.number("C1", "quality_score"), Some(85_001));
        assert_eq!(judged.flag("C1", "quality_passed"), Some(true));
        let free = FLAGS.map(|flag| judged.flag("C1", flag));
        assert_eq!(free, [Some(true), Some(false), None, Some(true)]);
    }
}
