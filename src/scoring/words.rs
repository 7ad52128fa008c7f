//! Scoring rules in words, for the definitions of a report.

use crate::scorecard::{CriticalRule, Method, NaRule, Rules};

/// How a score comes about, in one sentence a rule.
pub fn definition(rules: Rules) -> String {
    [method(rules.method), na(rules.na), critical(rules.critical)].join("; ")
}

/// The method.
const fn method(method: Method) -> &'static str {
    match method {
        Method::Points => "points earned over points possible",
        Method::WeightedPoints => {
            "points earned times the weight of their section, over the same of points possible"
        }
        Method::SectionWeighted => {
            "mean of the sections by weight, each the mean of its questions by weight"
        }
        Method::QuestionWeighted => "mean of all questions by weight",
    }
}

/// The N/A rule.
const fn na(rule: NaRule) -> &'static str {
    match rule {
        NaRule::DropSection => {
            "the weight of N/A goes to the other questions of its section, and that of a section \
             without any answer to the other sections, in proportion"
        }
        NaRule::DropForm => "N/A leaves both sums: its weight goes to all answers in proportion",
        NaRule::Equal => "the weight of N/A goes to all answers in equal parts",
        NaRule::Full => "N/A counts as the best answer",
        NaRule::Zero => "N/A counts as the worst answer",
    }
}

/// The critical rule.
const fn critical(rule: CriticalRule) -> &'static str {
    match rule {
        CriticalRule::Zero => "a critical error makes the score 0 and fails the evaluation",
        CriticalRule::SectionZero => "a critical error makes its section 0",
        CriticalRule::Flag => "a critical error fails the evaluation and leaves the score",
    }
}
