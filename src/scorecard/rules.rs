//! How answers become a score: the choices a scorecard makes for all its questions.

/// An amount of points, in thousandths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(pub i64);

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
}

impl Method {
    /// Names in scorecards; the first of a method is its own, the others are accepted.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("points", Self::Points),
        ("weighted_points", Self::WeightedPoints),
        ("section_weighted", Self::SectionWeighted),
        ("question_weighted", Self::QuestionWeighted),
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
        }
    }

    /// What the vendors and handbooks of this method do with N/A.
    pub const fn usual_na(self) -> NaRule {
        match self {
            Self::Points | Self::WeightedPoints => NaRule::DropForm,
            Self::SectionWeighted | Self::QuestionWeighted => NaRule::DropSection,
        }
    }

    /// Whether sections need a weight of their own.
    pub const fn weighs_sections(self) -> bool {
        matches!(self, Self::WeightedPoints | Self::SectionWeighted)
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
    /// The question counts as if answered at its best.
    Full,
    /// The question counts as if answered at its worst.
    Zero,
}

impl NaRule {
    /// Names in scorecards; the first of a rule is its own, the others are accepted.
    pub const NAMES: [(&'static str, Self); 8] = [
        ("drop_section", Self::DropSection),
        ("drop_form", Self::DropForm),
        ("equal", Self::Equal),
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
            Self::Full => "full",
            Self::Zero => "zero",
        }
    }
}

/// What a failed critical question does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum CriticalRule {
    /// Its section scores zero; the others keep theirs.
    SectionZero,
    /// The evaluation fails, its score stays.
    Flag,
    /// The evaluation scores zero and fails.
    Zero,
}

impl CriticalRule {
    /// Names in scorecards.
    pub const NAMES: [(&'static str, Self); 3] =
        [("zero", Self::Zero), ("section_zero", Self::SectionZero), ("flag", Self::Flag)];

    /// Its name in scorecards and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Zero => "zero",
            Self::SectionZero => "section_zero",
            Self::Flag => "flag",
        }
    }

    /// Whether the whole evaluation fails, whatever its score.
    pub const fn fails_evaluation(self) -> bool {
        matches!(self, Self::Zero | Self::Flag)
    }
}

/// The choices of one scorecard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// How points become a share.
    pub method: Method,
    /// What becomes of N/A.
    pub na: NaRule,
    /// What a failed critical question does, unless it says otherwise itself.
    pub critical: CriticalRule,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_own_name_of_every_rule_comes_first() {
        for (name, method) in &Method::NAMES[..4] {
            assert_eq!(method.name(), *name);
        }
        for (name, rule) in &NaRule::NAMES[..5] {
            assert_eq!(rule.name(), *name);
        }
        for (name, rule) in CriticalRule::NAMES {
            assert_eq!(rule.name(), name);
        }
    }
}
