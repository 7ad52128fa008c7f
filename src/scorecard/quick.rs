//! Evaluations in which nothing is out of the ordinary, read by the numbers of what answers say.

use super::answer::{Answer, Answers};
use super::{Condition, Scorecard};
use crate::model::{Evaluation, Said};

/// What many answers say to one scorecard, each text looked at once.
pub struct QuickReader<'c> {
    card: &'c Scorecard,
    /// By the number of what is said.
    known: Vec<Known>,
    /// Answers that stand where nothing is given; `None` where something must be.
    usual: Vec<Option<Answer>>,
    given: Vec<Option<Answer>>,
}

/// What something said is to a scorecard.
#[derive(Debug, Clone, Copy)]
enum Known {
    NotSeen,
    /// It takes a closer look.
    Odd,
    /// An answer to the question of that index.
    Answer(usize, Answer),
}

impl<'c> QuickReader<'c> {
    /// A reader that has seen nothing yet.
    pub fn new(card: &'c Scorecard) -> Self {
        let usual: Vec<_> = card.questions().map(|question| question.parse("").ok()).collect();
        Self { card, known: Vec::new(), given: vec![None; usual.len()], usual }
    }

    /// The answers of an evaluation, as [`Scorecard::read`] tells them; `None` where that has to look
    /// itself, because something is wrong or out of the ordinary.
    ///
    /// `numbers` are those of what its answers say, among all that is `said`; `head` need not have
    /// the answers themselves.
    pub fn read(&mut self, head: &Evaluation, numbers: &[u32], said: &[Said]) -> Option<Answers> {
        self.given.fill(None);
        for number in numbers {
            let at = usize::try_from(*number).ok()?;
            if at >= self.known.len() {
                self.known.resize(said.len(), Known::NotSeen);
            }
            if matches!(self.known[at], Known::NotSeen) {
                self.known[at] = self.look(&said[at]);
            }
            let Known::Answer(index, answer) = self.known[at] else { return None };
            if self.given[index].replace(answer).is_some() {
                return None;
            }
        }
        let mut all: Vec<Answer> = Vec::with_capacity(self.given.len());
        let mut hidden: Vec<bool> = Vec::new();
        for section in self.card.sections() {
            let above = section.parent().is_some_and(|parent| hidden[parent]);
            let is_hidden = above || hides(section.when(), (head, &all))?;
            hidden.push(is_hidden);
            for question in section.questions() {
                let is_hidden = is_hidden || hides(question.when(), (head, &all))?;
                let answer = self.answer(all.len(), is_hidden)?;
                all.push(answer);
            }
        }
        Some(Answers::of_card(all))
    }

    fn answer(&self, index: usize, is_hidden: bool) -> Option<Answer> {
        match (self.given[index], is_hidden) {
            (given, false) => given.or(self.usual[index]),
            (None | Some(Answer::NotApplicable), true) => Some(Answer::Hidden),
            (Some(_), true) => None,
        }
    }

    fn look(&self, said: &Said) -> Known {
        let found = || {
            let index = self.card.question_index(&said.question)?;
            let question = self.card.question_at(index)?;
            let answer = question.parse(&said.answer).ok()?;
            let is_silent = said.comment.as_deref().is_some_and(|it| it.trim().is_empty());
            let is_fine = !(is_silent && question.wants_comment(answer));
            is_fine.then_some(Known::Answer(index, answer))
        };
        found().unwrap_or(Known::Odd)
    }
}

/// Whether a condition hides what it belongs to; `None` where a field is missing.
fn hides(condition: Option<&Condition>, (head, given): (&Evaluation, &[Answer])) -> Option<bool> {
    let Some(condition) = condition else { return Some(false) };
    let field = |name: &str| Scorecard::field(head, name);
    if condition.fields().into_iter().any(|name| field(name).is_none()) {
        return None;
    }
    Some(!condition.holds(given, &field))
}

#[cfg(test)]
mod tests {
    use super::super::sample::{draft, evaluation, scale, section, yes_no};
    use super::super::{ConditionDraft, Method};
    use super::*;
    use proptest::prelude::*;

    /// A default, a required question, one asked after a yes, a comment that is asked for, and a
    /// section of voice only that may not apply.
    fn card() -> Scorecard {
        let mut usual = yes_no("usual");
        usual.default = Some("yes".to_owned());
        let mut needed = scale("needed", 1, 5);
        needed.na_allowed = false;
        needed.comment = super::super::CommentRule::WhenFailed;
        let after = yes_no("after").asked_when("usual", &["yes"]);
        let mut law = section("law", 1, vec![yes_no("notice")]);
        law.na_allowed = true;
        law.when = Some(ConditionDraft::Field {
            name: "channel".to_owned(),
            values: vec!["voice".to_owned()],
        });
        let sections = vec![section("s", 1, vec![usual, needed, after]), law];
        draft(Method::SectionWeighted, sections).built()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn what_it_reads_is_what_the_scorecard_reads(
            answers in prop::collection::vec((
                prop::sample::select(vec!["usual", "needed", "after", "notice", "law", "other"]),
                prop::sample::select(vec!["yes", "no", "na", "", "5", "2", "maybe"]),
                prop::sample::select(vec![None, Some(""), Some("late")]),
            ), 0..6),
            channel in prop::sample::select(vec![None, Some("voice"), Some("chat")]),
        ) {
            let card = card();
            let pairs: Vec<_> = answers.iter().map(|(question, given, _)| (*question, *given)).collect();
            let mut whole = evaluation(["E1", "A1"], &pairs);
            for (raw, (_, _, comment)) in whole.answers.iter_mut().zip(&answers) {
                raw.comment = comment.map(str::to_owned);
            }
            whole.extra.extend(channel.map(|it| ("channel".to_owned(), it.to_owned())));
            let said: Vec<Said> = whole.answers.iter().cloned().map(Said::from).collect();
            let numbers: Vec<u32> = (0..said.len()).map(|at| u32::try_from(at).unwrap()).collect();
            let head = Evaluation { answers: Vec::new(), ..whole.clone() };
            let mut reader = QuickReader::new(&card);
            // The second time everything is known.
            for _ in 0..2 {
                match (reader.read(&head, &numbers, &said), card.read(&whole)) {
                    (Some(quick), Ok(careful)) => prop_assert_eq!(quick, careful),
                    (Some(_), Err(wrong)) => prop_assert!(false, "{:?}", wrong),
                    (None, _) => {}
                }
            }
        }
    }

    #[test]
    fn the_ordinary_is_not_left_to_others() {
        let card = card();
        let given = [("needed", "5"), ("notice", "no"), ("after", "na")];
        let mut whole = evaluation(["E1", "A1"], &given);
        whole.extra.insert("channel".to_owned(), "voice".to_owned());
        let said: Vec<Said> = whole.answers.iter().cloned().map(Said::from).collect();
        let read = QuickReader::new(&card).read(&whole, &[0, 1, 2], &said);
        assert_eq!(read, card.read(&whole).ok());
        assert!(read.is_some());
    }
}
