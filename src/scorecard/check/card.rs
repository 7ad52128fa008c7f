//! What is wrong with a card and its sections as wholes.

use super::{Flaws, MAX_QUESTIONS};
use crate::scorecard::{
    CriticalRule, DeductFromDraft, Draft, Limit, Method, NaRule, QuestionKind, Rules, SectionDraft,
    Spot, Texts, Total, Weight,
};
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
        // A total of weights that do not count is refused as a whole.
        if draft.total == Total::Relative || draft.rules().method != Method::Points {
            super::idle::check(section, draft.rules().method, flaws);
        }
        let has_parts = draft.sections.iter().any(|it| it.parent == Some(index));
        if section.questions.is_empty() && !has_parts {
            flaws.error("empty-section", "", "a section needs at least one [[section.question]]");
        }
    }
    check_limits(draft, flaws);
    check_rules(draft, draft.rules(), flaws);
    check_duplicates(draft, flaws);
    check_weights(draft, flaws);
    check_languages(draft, flaws);
}

fn check_section(section: &SectionDraft, method: Method, flaws: &mut Flaws) {
    flaws.id("id", section.id.as_deref());
    if section.name.is_none() {
        flaws.missing("name");
    }
    if section.weight.is_none() && section.parent.is_none() && method.weighs_sections() {
        flaws.missing("weight");
    }
    flaws.weight(section.weight);
    let all_na = section.questions.iter().all(|question| question.na_allowed);
    // A section that says it may not apply as a whole means it.
    let weighs = section.questions.iter().any(|question| question.weight != Some(Weight(0)));
    if all_na && weighs && !section.na_allowed {
        flaws
            .warning("section-all-na", "", "every question of this section may be N/A")
            .help("its weight then goes to the other sections; require one question to avoid it");
    }
}

/// Marks, bands, days and targets that can be.
fn check_limits(draft: &Draft, flaws: &mut Flaws) {
    flaws.spot = Spot::default();
    super::idle::check_reach(draft, flaws);
    if let (Some(from), Some(to)) = (&draft.valid_from, &draft.valid_to)
        && from > to
    {
        let message = format!("it ends on {to}, before it begins on {from}");
        flaws.error("bad-validity", "valid_to", message);
    }
    let mut seen = BTreeSet::new();
    for (element, band) in draft.bands.iter().enumerate() {
        flaws.spot.element = Some(element);
        flaws.id("bands", Some(&band.id));
        if !(0..=1_000_000).contains(&band.from) {
            flaws.error("bad-band", "bands", "a band begins at 0 to 1000 percent");
        }
        if !seen.insert(band.from) {
            flaws.error("bad-band", "bands", "two bands begin at the same score");
        }
    }
    flaws.spot.element = None;
    let is_odd =
        |limit| matches!(limit, Some(Limit::At(limit)) if !(0..=1_000_000).contains(&limit));
    if is_odd(draft.cap) {
        flaws.error("bad-cap", "scoring.cap", "a cap is 0 to 1000 percent");
    }
    if let Some(Limit::At(floor)) = draft.floor
        && !(-1_000_000..=100_000).contains(&floor)
    {
        flaws.error("bad-cap", "scoring.floor", "a floor is -1000 to 100 percent");
    }
    if let (Some(floor), Some(cap)) = (draft.rules().floor, draft.rules().cap)
        && floor >= cap
    {
        flaws.error("bad-cap", "scoring.floor", "the floor is not below the cap");
    }
    if draft.targets.iter().any(|(_, target)| !(0..=100_000).contains(target)) {
        flaws.error("bad-target", "targets", "a target is 0 to 100 percent");
    }
}

/// Rules that go together.
fn check_rules(draft: &Draft, rules: Rules, flaws: &mut Flaws) {
    let deducts = rules.method == Method::Deduction;
    if draft.deduct_from.is_some() && !deducts {
        flaws.error("bad-deduction", "scoring.deduct_from", "only the method `deduction` deducts");
    }
    if let Some(DeductFromDraft::Points(points)) = draft.deduct_from
        && points.0 <= 0
    {
        flaws.error("bad-deduction", "scoring.deduct_from", "nothing can be deducted from nothing");
    }
    if let Some(DeductFromDraft::Answer(id)) = &draft.deduct_from {
        let mut all = draft.sections.iter().flat_map(|section| &section.questions);
        let meant = all.find(|question| question.id.as_ref() == Some(id));
        let is_number =
            meant.is_some_and(|it| matches!(it.kind, Some(QuestionKind::Number { .. })));
        if !is_number {
            let message = format!("there is no question `{id}` with numbers to deduct from");
            flaws.error("bad-deduction", "scoring.deduct_from", message);
        }
    }
    if deducts && !rules.na.counts() {
        let message = format!("with `deduction`, N/A cannot be `{}`", rules.na.name());
        flaws
            .error("bad-deduction", "scoring.na", message)
            .help(format!("write `{}`: it deducts nothing", NaRule::Full.name()));
    }
    let own = draft.sections.iter().flat_map(|section| &section.questions);
    let mut effects = own.filter_map(|question| question.critical);
    let zeroes = |rule: Option<CriticalRule>| rule == Some(CriticalRule::SectionZero);
    if deducts && (zeroes(draft.critical) || effects.any(|it| zeroes(it.rule))) {
        let message = "with `deduction`, sections have no score to make 0";
        flaws.error("bad-deduction", "scoring.critical", message);
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
    let method = draft.rules().method;
    let weights: Option<Vec<Weight>> = match method {
        Method::Points | Method::CategoryMean | Method::Deduction => {
            if draft.total != Total::Relative {
                let message = format!("method `{}` shares no weights out", method.name());
                flaws
                    .error("weights-unused", "scoring.weights", message)
                    .help("remove `weights`, or choose another method");
            }
            return;
        }
        Method::WeightedPoints | Method::SectionWeighted => {
            let outer = draft.sections.iter().filter(|section| section.parent.is_none());
            outer.map(|section| section.weight).collect()
        }
        Method::QuestionWeighted => {
            let questions = draft.sections.iter().flat_map(|section| &section.questions);
            let in_whole = questions.filter(|it| !it.bonus);
            let scored = in_whole.filter(|it| it.kind.as_ref().is_none_or(QuestionKind::is_scored));
            scored.map(|question| question.weight.or(Some(Weight::ONE))).collect()
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
    let bands = draft.bands.iter().enumerate();
    texts.extend(bands.map(|(i, it)| (Spot { key: "bands", element: Some(i), ..card }, &it.name)));
    for (s, section) in draft.sections.iter().enumerate() {
        let spot = Spot { section: Some(s), ..card };
        texts.extend(section.name.iter().map(|it| (Spot { key: "name", ..spot }, it)));
        for (q, question) in section.questions.iter().enumerate() {
            let at = |key, element| Spot { section: Some(s), question: Some(q), key, element };
            texts.extend(question.text.iter().map(|it| (at("text", None), it)));
            texts.extend(question.anchors.iter().map(|(_, it)| (at("anchors", None), it)));
            let causes = question.causes.iter().enumerate();
            texts.extend(causes.map(|(i, it)| (at("causes", Some(i)), &it.text)));
            let choices = question.kind.as_ref().map_or(&[][..], QuestionKind::options);
            let choices = choices.iter().enumerate();
            texts.extend(choices.map(|(i, it)| (at("choices", Some(i)), &it.text)));
            if let Some(QuestionKind::Defects { severities, .. }) = &question.kind {
                let severities = severities.iter().enumerate();
                texts.extend(severities.map(|(i, it)| (at("defects", Some(i)), &it.text)));
            }
        }
    }
    let used: BTreeSet<&str> = texts.iter().flat_map(|(_, texts)| texts.languages()).collect();
    for (spot, texts) in texts {
        let missing: Vec<&str> =
            used.iter().copied().filter(|language| !texts.serves(language)).collect();
        flaws.spot = spot;
        // A text that may be left out is missing in no language.
        if !missing.is_empty() && !texts.is_empty() {
            let shown = texts.get("en").unwrap_or_default();
            let message = format!("`{shown}` has no text in `{}`", missing.join("`, `"));
            flaws
                .warning("missing-translation", spot.key, message)
                .help("add it, or write one text in quotes to serve every language");
        }
    }
}
