//! How answers become a score: the choices a scorecard makes for all its questions.

use super::QuestionKind;
use super::preset::Preset;
use crate::stats::decimal::thousandths;
use std::fmt;

/// An amount of points, in thousandths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(pub i64);

/// As people write it, without idle zeros: `2`, `0.5`.
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&thousandths(self.0.into()))
    }
}

/// A weight, in thousandths; only its proportion to other weights matters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Weight(pub i64);

impl Weight {
    /// The weight of a question that names none.
    pub const ONE: Self = Self(1000);
}

/// How points become a share of the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Points earned over points possible, weights apart.
    Points,
    /// Points times the section's weight, earned over possible: Genesys Cloud.
    WeightedPoints,
    /// Sections by weight, and within a section questions by weight.
    SectionWeighted,
    /// Questions by weight, whatever their section.
    QuestionWeighted,
    /// Questions all alike, whatever their weight and section.
    CategoryMean,
    /// The whole less penalties, as a share of what they are deducted from: MQM.
    Deduction,
}

impl Method {
    /// Names in scorecards; the first of a method is its own, the others are accepted.
    pub const NAMES: [(&'static str, Self); 8] = [
        ("points", Self::Points),
        ("weighted_points", Self::WeightedPoints),
        ("section_weighted", Self::SectionWeighted),
        ("question_weighted", Self::QuestionWeighted),
        ("category_mean", Self::CategoryMean),
        ("deduction", Self::Deduction),
        ("genesys", Self::WeightedPoints),
        ("weighted", Self::SectionWeighted),
    ];

    /// Its name in scorecards and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Points => "points",
            Self::WeightedPoints => "weighted_points",
            Self::SectionWeighted => "section_weighted",
            Self::QuestionWeighted => "question_weighted",
            Self::CategoryMean => "category_mean",
            Self::Deduction => "deduction",
        }
    }

    /// What the vendors and handbooks of this method do with N/A.
    pub const fn usual_na(self) -> NaRule {
        match self {
            Self::Points | Self::WeightedPoints | Self::CategoryMean => NaRule::DropForm,
            Self::SectionWeighted | Self::QuestionWeighted => NaRule::DropSection,
            Self::Deduction => NaRule::Full,
        }
    }

    /// Whether the weight of a question counts; where it does not, its points do.
    pub const fn weighs_questions(self) -> bool {
        matches!(self, Self::SectionWeighted | Self::QuestionWeighted)
    }

    /// Whether sections need a weight of their own.
    pub const fn weighs_sections(self) -> bool {
        matches!(self, Self::WeightedPoints | Self::SectionWeighted)
    }

    /// Whether the points of a question are its weight.
    pub const fn counts_points(self) -> bool {
        matches!(self, Self::Points | Self::WeightedPoints)
    }
}

/// What an answer's points are held against.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Normalise {
    /// The best answer's points: no points earn nothing.
    #[default]
    Max,
    /// The distance between the worst and the best answer's points: the worst earns nothing.
    MinMax,
}

impl Normalise {
    /// Names in scorecards.
    pub const NAMES: [(&'static str, Self); 2] = [("max", Self::Max), ("minmax", Self::MinMax)];

    /// The points from which a question of a kind earns.
    pub fn zero(self, kind: &QuestionKind) -> Points {
        match self {
            Self::Max => Points(0),
            Self::MinMax => kind.worst(),
        }
    }

    /// Its name in scorecards and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Max => "max",
            Self::MinMax => "minmax",
        }
    }
}

/// What becomes of the weight of a question that does not apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NaRule {
    /// It stays within the section, in proportion; that of a whole section goes to the others.
    DropSection,
    /// It goes to all questions that apply, in proportion: the question leaves both sums.
    DropForm,
    /// It goes to all questions that apply, in equal parts.
    Equal,
    /// It stays within the section, in equal parts; that of a whole section goes to the others.
    EqualSection,
    /// The question counts as if answered at its best.
    Full,
    /// The question counts as if answered at its worst.
    Zero,
}

impl NaRule {
    /// Names in scorecards; the first of a rule is its own, the others are accepted.
    pub const NAMES: [(&'static str, Self); 9] = [
        ("drop_section", Self::DropSection),
        ("drop_form", Self::DropForm),
        ("equal", Self::Equal),
        ("equal_section", Self::EqualSection),
        ("full", Self::Full),
        ("zero", Self::Zero),
        ("redistribute", Self::DropSection),
        ("exclude", Self::DropForm),
        ("full_credit", Self::Full),
    ];

    /// Its name in scorecards and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DropSection => "drop_section",
            Self::DropForm => "drop_form",
            Self::Equal => "equal",
            Self::EqualSection => "equal_section",
            Self::Full => "full",
            Self::Zero => "zero",
        }
    }

    /// Whether N/A counts, as the best or the worst answer, instead of giving its weight away.
    pub const fn counts(self) -> bool {
        matches!(self, Self::Full | Self::Zero)
    }
}

/// What a failed critical question does.
///
/// Several work in this order, whatever the order of the questions: sections are zeroed, then the
/// score is kept between floor and cap, then capped, then zeroed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CriticalRule {
    /// It is recorded, and nothing else.
    Record,
    /// The evaluation fails, its score stays.
    Flag,
    /// Its section scores zero; the others keep theirs.
    SectionZero,
    /// The evaluation scores at most this, in thousandths of a percent; the pass mark decides.
    Cap(i64),
    /// The evaluation scores zero and fails.
    Zero,
}

impl CriticalRule {
    /// Names in scorecards; the first of a rule is its own. A cap is written `{ cap = 50 }`.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("zero", Self::Zero),
        ("section_zero", Self::SectionZero),
        ("flag", Self::Flag),
        ("record", Self::Record),
        ("outcome", Self::Flag),
    ];

    /// Its name in scorecards and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::SectionZero => "section_zero",
            Self::Cap(_) => "cap",
            Self::Flag => "flag",
            Self::Record => "record",
        }
    }

    /// Whether the whole evaluation fails, whatever its score.
    pub const fn fails_evaluation(self) -> bool {
        matches!(self, Self::Zero | Self::Flag)
    }
}

/// What penalties are deducted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeductFrom {
    /// So many points.
    Points(Points),
    /// As many points as the answer to the question of that index, such as the words of a text.
    Answer(usize),
}

/// How the scores of several evaluations become one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aggregate {
    /// The mean of the scores, each evaluation counting the same: Zendesk QA, Amazon Connect.
    #[default]
    MeanOfEvaluations,
    /// What all earned over all they could: Scorebuddy. Long evaluations count more.
    RatioOfSums,
    /// The mean over questions of the mean of each: critical errors do not count.
    MeanOfCategoryMeans,
    /// The mean of the scores, each weighing as many interactions as it stands for.
    DesignWeighted,
}

impl Aggregate {
    /// Names in scorecards.
    pub const NAMES: [(&'static str, Self); 4] = [
        ("mean_of_evaluations", Self::MeanOfEvaluations),
        ("ratio_of_sums", Self::RatioOfSums),
        ("mean_of_category_means", Self::MeanOfCategoryMeans),
        ("design_weighted", Self::DesignWeighted),
    ];

    /// Its name in scorecards and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::MeanOfEvaluations => "mean_of_evaluations",
            Self::RatioOfSums => "ratio_of_sums",
            Self::MeanOfCategoryMeans => "mean_of_category_means",
            Self::DesignWeighted => "design_weighted",
        }
    }
}

/// The choices of one scorecard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// The bundle the choices began with; `None` when each was made by itself.
    pub preset: Option<Preset>,
    /// How points become a share.
    pub method: Method,
    /// What points are held against.
    pub normalise: Normalise,
    /// What becomes of N/A.
    pub na: NaRule,
    /// What a failed critical question does, unless it says otherwise itself.
    pub critical: CriticalRule,
    /// The most an evaluation can score, in thousandths of a percent; `None` without a limit.
    pub cap: Option<i64>,
    /// The least, likewise.
    pub floor: Option<i64>,
    /// What penalties are deducted from, where the method deducts.
    pub deduct_from: DeductFrom,
    /// How the scores of several evaluations become one.
    pub aggregate: Aggregate,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_name_of_every_rule_comes_first() {
        for (name, method) in &Method::NAMES[..6] {
            assert_eq!(method.name(), *name);
        }
        for (name, rule) in &NaRule::NAMES[..6] {
            assert_eq!(rule.name(), *name);
        }
        for (name, rule) in &CriticalRule::NAMES[..4] {
            assert_eq!(rule.name(), *name);
        }
        for (name, rule) in Aggregate::NAMES {
            assert_eq!(rule.name(), name);
        }
        for (name, rule) in Normalise::NAMES {
            assert_eq!(rule.name(), name);
        }
    }
}
