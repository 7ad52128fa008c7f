//! From a draft to a scorecard, or to everything that is wrong with it.

mod card;
mod conditions;
mod idle;
mod kinds;
mod questions;

use super::condition;
use super::{
    Bundle, Condition, CriticalKind, DeductFrom, DeductFromDraft, Draft, Flaw, Limit, Normalise,
    Points, Preset, Question, QuestionDraft, Rules, Scorecard, Section, SectionDraft, Spot,
    Trigger, Weight,
};
use crate::problem::Severity;

/// Most questions of a scorecard.
const MAX_QUESTIONS: usize = 2000;

/// Greatest weight and greatest points of one answer, in thousandths.
const MAX_AMOUNT: i64 = 1_000_000_000;

impl Draft {
    /// The scorecard, unless there is an error among the flaws; flaws come in order of the checks.
    pub fn check(self) -> (Option<Scorecard>, Vec<Flaw>) {
        let mut flaws = Flaws::default();
        card::check(&self, &mut flaws);
        for (section, draft) in self.sections.iter().enumerate() {
            for (question, draft) in draft.questions.iter().enumerate() {
                flaws.spot =
                    Spot { section: Some(section), question: Some(question), ..Spot::default() };
                questions::check(draft, (self.preset, self.rules().normalise), &mut flaws);
                kinds::check(draft, &self.rules(), &mut flaws);
            }
        }
        conditions::check(&self, &mut flaws);
        if flaws.errors() > 0 {
            return (None, flaws.found);
        }
        let card = build(self);
        flaws.spot = Spot::default();
        if let Some(card) = &card
            && !super::base::stays_exact(card.rules, &card.sections)
        {
            let message = "weights and points are too uneven for exact scores";
            flaws.error("card-too-fine", "scoring", message).help("use rounder weights and points");
        }
        let kept = card.filter(|_| flaws.errors() == 0);
        (kept, flaws.found)
    }

    /// The bundle it begins with.
    fn bundle(&self) -> Bundle {
        self.preset.map_or(Bundle::USUAL, Preset::bundle)
    }

    /// The choices it makes, those of its preset or the usual ones where it makes none.
    fn rules(&self) -> Rules {
        let bundle = self.bundle();
        let method = self.method.unwrap_or(bundle.method);
        let usual_na = if self.preset.is_some() && method == bundle.method {
            bundle.na
        } else {
            method.usual_na()
        };
        let limit = |written: Option<Limit>, usual| match written {
            Some(Limit::At(limit)) => Some(limit),
            Some(Limit::None) => None,
            None => usual,
        };
        Rules {
            preset: self.preset,
            method,
            normalise: self.normalise.unwrap_or(bundle.normalise),
            na: self.na.unwrap_or(usual_na),
            critical: self.critical.unwrap_or(bundle.critical),
            cap: limit(self.cap, bundle.cap),
            floor: limit(self.floor, Some(0)),
            deduct_from: self.deduct_from(),
            aggregate: self.aggregate.unwrap_or(bundle.aggregate),
        }
    }

    /// What penalties are deducted from: 100 points unless it says otherwise.
    fn deduct_from(&self) -> DeductFrom {
        match &self.deduct_from {
            None => DeductFrom::Points(Points(100_000)),
            Some(DeductFromDraft::Points(points)) => DeductFrom::Points(*points),
            Some(DeductFromDraft::Answer(id)) => {
                let mut questions = self.sections.iter().flat_map(|section| &section.questions);
                let index = questions.position(|question| question.id.as_ref() == Some(id));
                DeductFrom::Answer(index.unwrap_or_default())
            }
        }
    }
}

/// The scorecard of a draft without errors; `None` when something needed is missing after all.
fn build(draft: Draft) -> Option<Scorecard> {
    let rules = draft.rules();
    let usual = Usual { fails_below: draft.bundle().fails_below, normalise: rules.normalise };
    let mut sections: Vec<Section> = Vec::new();
    let mut earlier: Vec<Question> = Vec::new();
    let mut starts = Vec::new();
    for section in draft.sections {
        starts.push(earlier.len());
        let built = build_section(section, usual, (&sections, &mut earlier))?;
        sections.push(built);
    }
    let questions = sections.iter().flat_map(|section| &section.questions);
    let index = questions.enumerate().map(|(i, question)| (question.id.clone(), i)).collect();
    let mut bands = draft.bands;
    bands.sort_by_key(|band| std::cmp::Reverse(band.from));
    let mut targets = CriticalKind::ALL.map(CriticalKind::usual_target);
    for (kind, target) in draft.targets {
        targets[kind.index()] = target;
    }
    Some(Scorecard {
        id: draft.id?,
        version: draft.version?,
        name: draft.name?,
        hash: draft.hash,
        pass_mark: draft.pass_mark,
        valid_from: draft.valid_from,
        valid_to: draft.valid_to,
        bands,
        targets,
        subject: draft.subject,
        channels: draft.channels,
        base: super::base::base_of(rules.method, &sections),
        starts,
        sections,
        rules,
        index,
    })
}

/// What questions that say nothing take from the card.
#[derive(Debug, Clone, Copy)]
struct Usual {
    fails_below: i64,
    normalise: Normalise,
}

/// The section, whose questions are added to the earlier ones.
fn build_section(
    draft: SectionDraft,
    usual: Usual,
    (sections, earlier): (&[Section], &mut Vec<Question>),
) -> Option<Section> {
    let above = draft.parent.and_then(|index| sections.get(index));
    let when = build_condition(draft.when.as_ref(), earlier)?;
    let hideable = when.is_some() || above.is_some_and(|it| it.when.is_some());
    let section_na = draft.na_allowed || above.is_some_and(|it| it.na_allowed);
    let from = earlier.len();
    for question in draft.questions {
        let mut built = build_question(question, usual, earlier)?;
        built.hideable |= hideable;
        built.section_na = section_na;
        earlier.push(built);
    }
    let weight = draft.weight.unwrap_or(Weight::ONE);
    let (id, name, parent, na_allowed) = (draft.id?, draft.name?, draft.parent, draft.na_allowed);
    let questions = earlier[from..].to_vec();
    Some(Section { parent, na_allowed, when, id, name, weight, questions })
}

/// `None` when it is not sound.
#[expect(clippy::option_option, reason = "no condition is sound")]
fn build_condition(
    draft: Option<&super::ConditionDraft>,
    earlier: &[Question],
) -> Option<Option<Condition>> {
    draft.map_or(Some(None), |draft| condition::build(draft, earlier).map(Some))
}

fn build_question(draft: QuestionDraft, usual: Usual, earlier: &[Question]) -> Option<Question> {
    let kind = draft.kind?;
    let anchor = |(answer, texts): (String, _)| Some((kind.parse(&answer).ok()?, texts));
    let anchors: Option<Vec<_>> = draft.anchors.into_iter().map(anchor).collect();
    let bad: Option<Vec<_>> = draft.fails_on.iter().map(|word| kind.parse(word).ok()).collect();
    let trigger = match bad? {
        bad if bad.is_empty() => Trigger::Below(draft.fails_below.unwrap_or(usual.fails_below)),
        bad => Trigger::On(bad),
    };
    let default = match &draft.default {
        Some(word) => Some(condition::value_of(&kind, word)?),
        None => None,
    };
    let zero = usual.normalise.zero(&kind);
    let when = build_condition(draft.when.as_ref(), earlier)?;
    Some(Question {
        id: draft.id?,
        text: draft.text?,
        weight: draft.weight.unwrap_or(Weight::ONE),
        na_allowed: draft.na_allowed,
        section_na: false,
        critical: draft.critical,
        trigger,
        zero,
        bonus: draft.bonus,
        required: draft.required.unwrap_or(kind.is_asked()),
        default,
        hideable: when.is_some(),
        when,
        comment: draft.comment,
        anchors: anchors?,
        causes: draft.causes,
        kind,
    })
}

/// Flaws found so far, and the part being looked at.
#[derive(Debug, Default)]
struct Flaws {
    spot: Spot,
    found: Vec<Flaw>,
}

impl Flaws {
    fn error(
        &mut self,
        code: &'static str,
        key: &'static str,
        message: impl Into<String>,
    ) -> Helped<'_> {
        self.add(code, key, message.into())
    }

    fn warning(
        &mut self,
        code: &'static str,
        key: &'static str,
        message: impl Into<String>,
    ) -> Helped<'_> {
        let helped = self.add(code, key, message.into());
        helped.0.severity = Severity::Warning;
        helped
    }

    fn add(&mut self, code: &'static str, key: &'static str, message: String) -> Helped<'_> {
        let spot = Spot { key, ..self.spot };
        let at = self.found.len();
        self.found.push(Flaw { code, severity: Severity::Error, spot, message, help: None });
        Helped(&mut self.found[at])
    }

    fn errors(&self) -> usize {
        self.found.iter().filter(|flaw| flaw.severity == Severity::Error).count()
    }

    /// An id that is there, not empty and made of the allowed characters.
    fn id(&mut self, key: &'static str, id: Option<&str>) {
        let Some(id) = id else {
            self.missing(key);
            return;
        };
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_.-".contains(c);
        if id.is_empty() || id.len() > 64 || !id.chars().all(allowed) {
            self.error("bad-id", key, format!("`{id}` is no `{key}`"))
                .help("use 1 to 64 of the characters A-Z a-z 0-9 _ . -");
        }
    }

    /// A key that must be there.
    fn missing(&mut self, key: &'static str) {
        let whole = match self.spot {
            Spot { question: Some(_), .. } => "[[section.question]]",
            Spot { section: Some(_), .. } => "[[section]]",
            Spot { .. } => "the scorecard",
        };
        self.error("missing-key", key, format!("{whole} has no `{key}`"))
            .help(format!("add a line `{key} = …`"));
    }

    /// A weight that is neither negative nor out of all proportion; whether zero is left to others.
    fn weight(&mut self, weight: Option<Weight>) {
        let Some(Weight(weight)) = weight else { return };
        if !(0..=MAX_AMOUNT).contains(&weight) {
            self.error("bad-weight", "weight", "a weight is 0 to 1000000");
        }
    }
}

/// The flaw just added, open for advice.
struct Helped<'a>(&'a mut Flaw);

impl Helped<'_> {
    fn help(self, help: impl Into<String>) {
        self.0.help = Some(help.into());
    }
}
