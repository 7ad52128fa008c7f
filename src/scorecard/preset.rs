//! The rules of known suites, bundled by name; a scorecard may amend each of them.
//!
//! Sources: the vendors' public documentation and API models, read in 2025 and 2026.

use super::{Aggregate, CriticalRule, Method, NaRule, Normalise};

/// A bundle of rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Preset {
    /// Genesys Cloud: points times group weights; fatal questions zero the evaluation.
    Genesys,
    /// Amazon Connect, weights by question.
    ConnectQuestion,
    /// Amazon Connect, weights by section.
    ConnectSection,
    /// Amazon Connect, points with bonus questions.
    ConnectPoints,
    /// Zendesk QA: rating categories by weight; a critical one below half zeroes the review.
    Zendesk,
    /// Cisco and Calabrio: section percentages by weight; a KPI question answered `no` zeroes it.
    Calabrio,
    /// Scorebuddy: points, aggregated as sums.
    Scorebuddy,
    /// `MaestroQA`: points, bonus beyond 100 %.
    Maestroqa,
    /// Multidimensional Quality Metrics: penalties by severity.
    Mqm,
    /// COPC: weights by question, critical errors decide the outcome and not the score.
    Copc,
}

/// What a preset stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bundle {
    /// How points become a share.
    pub method: Method,
    /// What points are held against.
    pub normalise: Normalise,
    /// What becomes of N/A.
    pub na: NaRule,
    /// What a failed critical question does.
    pub critical: CriticalRule,
    /// Thousandths of a percent of what a question can earn below which its answer fails.
    pub fails_below: i64,
    /// The most an evaluation can score, in thousandths of a percent.
    pub cap: Option<i64>,
    /// How the scores of several evaluations become one.
    pub aggregate: Aggregate,
}

impl Bundle {
    /// What holds where neither a preset nor a key says otherwise.
    pub const USUAL: Self = Self {
        method: Method::SectionWeighted,
        normalise: Normalise::Max,
        na: NaRule::DropSection,
        critical: CriticalRule::Zero,
        fails_below: 100_000,
        cap: Some(100_000),
        aggregate: Aggregate::MeanOfEvaluations,
    };
}

impl Preset {
    /// Names in scorecards.
    pub const NAMES: [(&'static str, Self); 10] = [
        ("genesys", Self::Genesys),
        ("connect-question", Self::ConnectQuestion),
        ("connect-section", Self::ConnectSection),
        ("connect-points", Self::ConnectPoints),
        ("zendesk", Self::Zendesk),
        ("calabrio", Self::Calabrio),
        ("scorebuddy", Self::Scorebuddy),
        ("maestroqa", Self::Maestroqa),
        ("mqm", Self::Mqm),
        ("copc", Self::Copc),
    ];

    /// Its name in scorecards and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Genesys => "genesys",
            Self::ConnectQuestion => "connect-question",
            Self::ConnectSection => "connect-section",
            Self::ConnectPoints => "connect-points",
            Self::Zendesk => "zendesk",
            Self::Calabrio => "calabrio",
            Self::Scorebuddy => "scorebuddy",
            Self::Maestroqa => "maestroqa",
            Self::Mqm => "mqm",
            Self::Copc => "copc",
        }
    }

    /// The rules it stands for.
    pub const fn bundle(self) -> Bundle {
        let usual = Bundle::USUAL;
        let points = Bundle { method: Method::Points, na: NaRule::DropForm, ..usual };
        let questions = Bundle { method: Method::QuestionWeighted, na: NaRule::DropForm, ..usual };
        match self {
            Self::Genesys => Bundle { method: Method::WeightedPoints, ..points },
            Self::ConnectQuestion => questions,
            Self::ConnectSection => usual,
            Self::ConnectPoints | Self::Maestroqa => Bundle { cap: None, ..points },
            Self::Zendesk => {
                Bundle { normalise: Normalise::MinMax, fails_below: 50_000, ..questions }
            }
            // Only an answer that earns nothing fails a KPI question.
            Self::Calabrio => Bundle { fails_below: 1, ..usual },
            Self::Scorebuddy => Bundle { aggregate: Aggregate::RatioOfSums, ..points },
            Self::Mqm => Bundle { method: Method::Deduction, na: NaRule::Full, ..usual },
            Self::Copc => Bundle { critical: CriticalRule::Flag, ..questions },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_has_its_name() {
        for (name, preset) in Preset::NAMES {
            assert_eq!(preset.name(), name);
        }
    }
}
