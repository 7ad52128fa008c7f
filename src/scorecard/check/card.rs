//! What is wrong with a card and its sections as wholes.

use super::{Flaws, MAX_QUESTIONS};
use crate::scorecard::{Draft, Method, QuestionKind, SectionDraft, Spot, Texts, Total, Weight};
use crate::stats::decimal::thousandths;
use std::collections::{BTreeMap, BTreeSet};

/// Checks the card, its sections, and what runs through all questions.
pub(super) fn check(draft: &Draft, flaws: &mut Flaws) {
    flaws.spot = Spot::default();
    flaws.id("id", draft.id.as_deref());
    flaws.id("version", draft.version.as_deref());
    if draft.name.is_none() {
        flaws.missing("name");
    }
    if draft.pass_mark.is_some_and(|mark| !(0..=100_000).contains(&mark)) {
        flaws.error("bad-pass-mark", "pass_mark", "a pass mark is 0 to 100 percent");
    }
    if draft.sections.is_empty() {
        flaws.error("empty-scorecard", "section", "a scorecard needs at least one [[section]]");
    }
    let questions: usize = draft.sections.iter().map(|section| section.questions.len()).sum();
    if questions > MAX_QUESTIONS {
        let message = format!("{questions} questions, more than the {MAX_QUESTIONS} allowed");
        flaws.error("too-many-questions", "", message);
    }
    for (index, section) in draft.sections.iter().enumerate() {
        flaws.spot = Spot { section: Some(index), ..Spot::default() };
        check_section(section, draft.rules().method, flaws);
    }
    check_duplicates(draft, flaws);
    check_weights(draft, flaws);
    check_languages(draft, flaws);
}

fn check_section(section: &SectionDraft, method: Method, flaws: &mut Flaws) {
    flaws.id("id", section.id.as_deref());
    if section.name.is_none() {
        flaws.missing("name");
    }
    if section.weight.is_none() && method.weighs_sections() {
        flaws.missing("weight");
    }
    flaws.weight(section.weight);
    if section.questions.is_empty() {
        flaws.error("empty-section", "", "a section needs at least one [[section.question]]");
    } else if section.questions.iter().all(|question| question.na_allowed) {
        flaws
            .warning("section-all-na", "", "every question of this section may be N/A")
            .help("its weight then goes to the other sections; require one question to avoid it");
    }
}

/// Ids of sections, and of questions, are unique in the whole card.
fn check_duplicates(draft: &Draft, flaws: &mut Flaws) {
    let mut sections = BTreeSet::new();
    let mut questions = BTreeMap::new();
    for (s, section) in draft.sections.iter().enumerate() {
        flaws.spot = Spot { section: Some(s), ..Spot::default() };
        if let Some(id) = &section.id
            && !sections.insert(id)
        {
            flaws.error("duplicate-id", "id", format!("another section is called `{id}` too"));
        }
        for (q, question) in section.questions.iter().enumerate() {
            let Some(id) = &question.id else { continue };
            if let Some(other) = questions.insert(id, &section.id) {
                flaws.spot = Spot { section: Some(s), question: Some(q), ..Spot::default() };
                let other = other.as_deref().unwrap_or("?");
                let message = format!("section `{other}` has a question `{id}` too");
                flaws
                    .error("duplicate-id", "id", message)
                    .help("question ids are unique in the whole scorecard");
            }
        }
    }
}

/// Weights that count add up to what was said, and are not all nothing.
fn check_weights(draft: &Draft, flaws: &mut Flaws) {
    flaws.spot = Spot::default();
    let weights: Option<Vec<Weight>> = match draft.rules().method {
        Method::Points => {
            if draft.total != Total::Relative {
                flaws
                    .error("weights-unused", "scoring.weights", "method `points` knows no weights")
                    .help("remove `weights`, or choose another method");
            }
            return;
        }
        Method::WeightedPoints | Method::SectionWeighted => {
            draft.sections.iter().map(|section| section.weight).collect()
        }
        Method::QuestionWeighted => {
            let questions = draft.sections.iter().flat_map(|section| &section.questions);
            questions.map(|question| question.weight.or(Some(Weight::ONE))).collect()
        }
    };
    // A weight that is missing has been complained of; the sum says nothing then.
    let Some(weights) = weights else { return };
    let sum: i128 = weights.iter().map(|weight| i128::from(weight.0)).sum();
    if sum == 0 && !weights.is_empty() {
        flaws.error("weights-all-zero", "scoring", "every weight is zero, so nothing can score");
    }
    if let Total::Exactly(total) = draft.total
        && !weights.is_empty()
        && sum != i128::from(total.0)
    {
        let (sum, total) = (thousandths(sum), thousandths(i128::from(total.0)));
        flaws
            .error(
                "weights-total",
                "scoring.weights",
                format!("weights add up to {sum}, expected {total}"),
            )
            .help("correct them, or write `weights = \"relative\"` to allow any total");
    }
}

/// Every text is there in every language that is used somewhere.
fn check_languages(draft: &Draft, flaws: &mut Flaws) {
    let mut texts: Vec<(Spot, &Texts)> = Vec::new();
    let card = Spot::default();
    texts.extend(draft.name.iter().map(|it| (Spot { key: "name", ..card }, it)));
    for (s, section) in draft.sections.iter().enumerate() {
        let spot = Spot { section: Some(s), ..card };
        texts.extend(section.name.iter().map(|it| (Spot { key: "name", ..spot }, it)));
        for (q, question) in section.questions.iter().enumerate() {
            let at = |key, element| Spot { section: Some(s), question: Some(q), key, element };
            texts.extend(question.text.iter().map(|it| (at("text", None), it)));
            texts.extend(question.anchors.iter().map(|(_, it)| (at("anchors", None), it)));
            let causes = question.causes.iter().enumerate();
            texts.extend(causes.map(|(i, it)| (at("causes", Some(i)), &it.text)));
            if let Some(QuestionKind::Choice(choices)) = &question.kind {
                let choices = choices.iter().enumerate();
                texts.extend(choices.map(|(i, it)| (at("choices", Some(i)), &it.text)));
            }
        }
    }
    let used: BTreeSet<&str> = texts.iter().flat_map(|(_, texts)| texts.languages()).collect();
    for (spot, texts) in texts {
        let missing: Vec<&str> =
            used.iter().copied().filter(|language| !texts.serves(language)).collect();
        flaws.spot = spot;
        if !missing.is_empty() {
            let shown = texts.get("en").unwrap_or_default();
            let message = format!("`{shown}` has no text in `{}`", missing.join("`, `"));
            flaws
                .warning("missing-translation", spot.key, message)
                .help("add it, or write one text in quotes to serve every language");
        }
    }
}
