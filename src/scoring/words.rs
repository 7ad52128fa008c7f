//! Scoring rules in words, for the definitions of a report.

use crate::scorecard::{Aggregate, CriticalRule, Method, NaRule, Question, Scorecard};

/// How a score of that card comes about, in one clause a rule.
///
/// Rules that no question can call upon are left out; questions with a critical rule of their own
/// are named.
pub fn definition(card: &Scorecard) -> String {
    let rules = card.rules();
    let mut clauses = vec![method(rules.method).to_owned()];
    if card.questions().any(Question::na_allowed) {
        clauses.push(na(rules.na).to_owned());
    }
    if card.questions().any(Question::is_bonus) {
        clauses.push(bonus(rules.method).to_owned());
    }
    let mut rules: Vec<CriticalRule> = Vec::new();
    for critical in card.questions().filter_map(Question::critical) {
        let rule = card.critical_rule(critical);
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    rules.sort_by_key(|rule| std::cmp::Reverse(*rule));
    clauses.extend(rules.into_iter().filter_map(|rule| critical_clause(card, rule)));
    clauses.join("; ")
}

/// What the critical questions under a rule do; `None` without any.
fn critical_clause(card: &Scorecard, rule: CriticalRule) -> Option<String> {
    let asked = card.questions().filter_map(|question| Some((question, question.critical()?)));
    let under = asked.filter(|(_, critical)| card.critical_rule(*critical) == rule);
    let ids: Vec<&str> = under.map(|(question, _)| question.id()).collect();
    let all = card.questions().filter(|question| question.critical().is_some()).count();
    match ids.len() {
        0 => None,
        some if some == all => Some(format!("a critical error {}", critical(rule))),
        _ => Some(format!("a critical error in {} {}", ids.join(", "), critical(rule))),
    }
}

/// How several scores become one.
pub(super) const fn aggregate(how: Aggregate) -> &'static str {
    match how {
        Aggregate::MeanOfEvaluations => "mean of evaluations, each counting the same",
        Aggregate::RatioOfSums => {
            "ratio of sums: what all earned over all they could, so that long evaluations count more"
        }
        Aggregate::MeanOfCategoryMeans => {
            "mean of category means: of each question first, critical errors apart"
        }
        Aggregate::DesignWeighted => {
            "design-weighted: each evaluation for as many interactions as it stands for"
        }
    }
}

/// The method.
fn method(method: Method) -> &'static str {
    match method {
        Method::Points => "points earned over points possible",
        Method::WeightedPoints => {
            "points earned times the weight of their section, over the same of points possible"
        }
        Method::SectionWeighted => {
            "mean of the sections by weight, each the mean of its questions by weight"
        }
        Method::QuestionWeighted => "mean of all questions by weight",
        Method::CategoryMean => "mean of all questions, all alike",
        Method::Deduction => "the whole less penalties by weight, over what they are deducted from",
    }
}

/// The N/A rule.
fn na(rule: NaRule) -> &'static str {
    match rule {
        NaRule::DropSection => {
            "the weight of N/A goes to the other questions of its section, and that of a section \
             without any answer to the other sections, in proportion"
        }
        NaRule::DropForm => "N/A leaves both sums: its weight goes to all answers in proportion",
        NaRule::Equal => "the weight of N/A goes to all answers in equal parts",
        NaRule::EqualSection => {
            "the weight of N/A goes to the other questions of its section in equal parts, and that of \
             a section without any answer to the other sections, in proportion"
        }
        NaRule::Full => "N/A counts as the best answer",
        NaRule::Zero => "N/A counts as the worst answer",
    }
}

/// What a bonus adds.
fn bonus(method: Method) -> &'static str {
    if method.counts_points() {
        "a bonus adds to the points earned and not to those possible"
    } else {
        "a bonus adds its own weight and takes over none of N/A"
    }
}

/// The critical rule.
fn critical(rule: CriticalRule) -> &'static str {
    match rule {
        CriticalRule::Zero => "makes the score 0 and fails the evaluation",
        CriticalRule::SectionZero => "makes its section 0",
        CriticalRule::Cap(_) => "keeps the score at its cap or below",
        CriticalRule::Record => "is recorded and changes nothing",
        CriticalRule::Flag => "fails the evaluation and leaves the score",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scorecard::CriticalKind;
    use crate::scorecard::sample::{draft, section, yes_no};

    #[test]
    fn only_the_rules_that_can_matter_are_told() {
        let mut plain = yes_no("a");
        plain.na_allowed = false;
        let card = draft(Method::QuestionWeighted, vec![section("s", 1, vec![plain])]).built();
        assert_eq!(definition(&card), "mean of all questions by weight");
    }

    #[test]
    fn questions_with_a_rule_of_their_own_are_named() {
        let kind = CriticalKind::Compliance;
        let own = yes_no("identity").critical(kind, Some(CriticalRule::SectionZero));
        let usual = yes_no("answer").critical(kind, None);
        let sections = vec![section("s", 1, vec![own, usual])];
        let text = definition(&draft(Method::Points, sections).built());
        let expected = "points earned over points possible; N/A leaves both sums: its weight goes \
                        to all answers in proportion; a critical error in answer makes the score \
                        0 and fails the evaluation; a critical error in identity makes its section 0";
        assert_eq!(text, expected);
    }
}
