//! From a draft to a scorecard, or to everything that is wrong with it.

mod card;
mod questions;

use super::{CriticalRule, Method, Question, QuestionDraft, SectionDraft, Weight};
use super::{Draft, Flaw, Rules, Scorecard, Section, Spot};
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
                questions::check(draft, &mut flaws);
            }
        }
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

    /// The choices it makes, the usual ones where it makes none.
    fn rules(&self) -> Rules {
        let method = self.method.unwrap_or(Method::SectionWeighted);
        let na = self.na.unwrap_or(method.usual_na());
        Rules { method, na, critical: self.critical.unwrap_or(CriticalRule::Zero) }
    }
}

/// The scorecard of a draft without errors; `None` when something needed is missing after all.
fn build(draft: Draft) -> Option<Scorecard> {
    let rules = draft.rules();
    let sections: Option<Vec<Section>> = draft.sections.into_iter().map(build_section).collect();
    let sections = sections?;
    let questions = sections.iter().flat_map(|section| &section.questions);
    let index = questions.enumerate().map(|(i, question)| (question.id.clone(), i)).collect();
    Some(Scorecard {
        id: draft.id?,
        version: draft.version?,
        name: draft.name?,
        hash: draft.hash,
        pass_mark: draft.pass_mark,
        valid_from: draft.valid_from,
        channels: draft.channels,
        sections,
        rules,
        index,
    })
}

fn build_section(draft: SectionDraft) -> Option<Section> {
    let questions: Option<Vec<Question>> =
        draft.questions.into_iter().map(build_question).collect();
    let weight = draft.weight.unwrap_or(Weight::ONE);
    Some(Section { id: draft.id?, name: draft.name?, weight, questions: questions? })
}

fn build_question(draft: QuestionDraft) -> Option<Question> {
    let kind = draft.kind?;
    let anchor = |(answer, texts): (String, _)| Some((kind.parse(&answer).ok()?, texts));
    let anchors: Option<Vec<_>> = draft.anchors.into_iter().map(anchor).collect();
    Some(Question {
        id: draft.id?,
        text: draft.text?,
        weight: draft.weight.unwrap_or(Weight::ONE),
        na_allowed: draft.na_allowed,
        critical: draft.critical,
        fails_below: draft.fails_below.unwrap_or(100_000),
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
