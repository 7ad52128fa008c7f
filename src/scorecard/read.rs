//! Raw answers held against a scorecard: a whole evaluation, or what is wrong with it.

use super::answer::is_na;
use super::{Answer, Answers, Condition, Question, Scorecard, Section};
use crate::model::{Evaluation, RawAnswer};
use crate::problem::{Place, Problem, Problems, nearest};
use std::collections::BTreeSet;

impl Scorecard {
    /// The answers of an evaluation, one for every question, or everything that is wrong with it.
    ///
    /// Half an evaluation is no evaluation: one problem refuses it whole. Questions whose condition
    /// does not hold need no answer, and none may be given; so with sections that do not apply.
    pub fn read(&self, evaluation: &Evaluation) -> Result<Answers, Problems> {
        let mut reading = Reading {
            card: self,
            evaluation,
            slots: vec![None; self.questions().count()],
            whole: vec![None; self.sections().len()],
            problems: Problems::new(),
        };
        for raw in &evaluation.answers {
            reading.place(raw);
        }
        let mut given: Vec<Answer> = Vec::new();
        let mut asked: Vec<Asked> = Vec::new();
        for (index, section) in self.sections().iter().enumerate() {
            let above = section.parent().map_or(Asked::Yes, |parent| asked[parent]);
            let state = above.and(|| reading.section(index, section, &given));
            asked.push(state);
            for question in section.questions() {
                let hidden = question.when().is_some_and(|it| !reading.holds(it, &given));
                let state = state.and(|| if hidden { Asked::Hidden } else { Asked::Yes });
                let answer = reading.answer(given.len(), question, state);
                given.push(answer);
            }
        }
        let problems = reading.problems;
        if problems.is_empty() { Answers::new(self, given).ok_or(problems) } else { Err(problems) }
    }

    /// Names of the fields that its conditions look at.
    pub fn fields(&self) -> BTreeSet<&str> {
        let sections = self.sections().iter().filter_map(Section::when);
        let questions = self.questions().filter_map(Question::when);
        sections.chain(questions).flat_map(Condition::fields).collect()
    }

    /// The value of a field of an evaluation that a condition looks at; `None` without such a column.
    pub fn field(evaluation: &Evaluation, name: &str) -> Option<String> {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        match name {
            "purpose" => Some(evaluation.purpose.clone()),
            "selection" => Some(text(&evaluation.selection)),
            "evaluator_id" => Some(evaluation.evaluator.clone()),
            "agent_id" => Some(text(&evaluation.agent)),
            "session" => Some(text(&evaluation.session)),
            other => evaluation.extra.get(other).cloned(),
        }
    }

    fn unknown(&self, raw: &RawAnswer) -> Problem {
        let ids = self.questions().map(Question::id);
        let message = format!("scorecard `{}` has no question `{}`", self.id(), raw.question);
        let problem = Problem::new("unknown-question", raw.place.clone(), message);
        match nearest(&raw.question, ids) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("is the evaluation of another scorecard or version?"),
        }
    }
}

/// Whether a question is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asked {
    Yes,
    /// Its section does not apply, as the evaluator says.
    NotApplicable,
    /// A condition does not hold.
    Hidden,
}

impl Asked {
    /// What comes from outside, else from further in.
    fn and(self, inner: impl FnOnce() -> Self) -> Self {
        if self == Self::Yes { inner() } else { self }
    }
}

/// An evaluation on its way to answers.
struct Reading<'a> {
    card: &'a Scorecard,
    evaluation: &'a Evaluation,
    /// What is given to each question.
    slots: Vec<Option<&'a RawAnswer>>,
    /// What is given to each section as a whole.
    whole: Vec<Option<&'a RawAnswer>>,
    problems: Problems,
}

impl<'a> Reading<'a> {
    /// Puts an answer where it belongs.
    fn place(&mut self, raw: &'a RawAnswer) {
        if let Some(index) = self.card.question_index(&raw.question) {
            match self.slots[index] {
                Some(first) => self.problems.push(twice(raw, &first.place)),
                None => self.slots[index] = Some(raw),
            }
            return;
        }
        let own = |section: &Section| section.na_allowed() && *section.id() == *raw.question;
        match self.card.sections().iter().position(own) {
            Some(index) => match self.whole[index] {
                Some(first) => self.problems.push(twice(raw, &first.place)),
                None => self.whole[index] = Some(raw),
            },
            None => self.problems.push(self.card.unknown(raw)),
        }
    }

    fn holds(&mut self, condition: &Condition, given: &[Answer]) -> bool {
        for name in condition.fields() {
            if Scorecard::field(self.evaluation, name).is_none() {
                let message = format!(
                    "evaluation `{}` has no column `{name}`, which a condition looks at",
                    self.evaluation.id
                );
                let problem = Problem::new("unknown-field", self.evaluation.place.clone(), message);
                self.problems.push(problem.help(
                    "add the column of the interaction to the evaluations, or name call records that \
                     have it with --calls",
                ));
            }
        }
        condition.holds(given, &|name| Scorecard::field(self.evaluation, name))
    }

    /// Whether a section is asked, the one above apart.
    fn section(&mut self, index: usize, section: &Section, given: &[Answer]) -> Asked {
        if section.when().is_some_and(|when| !self.holds(when, given)) {
            return Asked::Hidden;
        }
        let Some(raw) = self.whole[index] else { return Asked::Yes };
        if is_na(&raw.answer) {
            return Asked::NotApplicable;
        }
        if !raw.answer.trim().is_empty() {
            let (id, found) = (section.id(), raw.answer.trim());
            let message = format!("section `{id}`: expected `na` or nothing, found `{found}`");
            let problem = Problem::new("answer-outside-scale", raw.place.clone(), message);
            self.problems.push(problem.help("answer its questions, or write `na`"));
        }
        Asked::Yes
    }

    /// The answer to a question; one that is no answer is told, and stands for N/A.
    fn answer(&mut self, index: usize, question: &Question, asked: Asked) -> Answer {
        let raw = self.slots[index];
        if asked != Asked::Yes {
            self.nothing_given(raw, asked);
            return if asked == Asked::Hidden { Answer::Hidden } else { Answer::NotApplicable };
        }
        let text = raw.map_or("", |raw| &raw.answer);
        match (question.parse(text), raw) {
            (Ok(answer), raw) => {
                self.commented(question, answer, raw);
                return answer;
            }
            (Err(bad), Some(raw)) => {
                let message = format!("question `{}`: {bad}", raw.question);
                let problem = Problem::new(bad.code(), raw.place.clone(), message);
                self.problems.push(problem.help(format!("write {}", bad.allowed())));
            }
            (Err(_), None) => {
                let (id, own) = (question.id(), &self.evaluation.id);
                let message = format!("evaluation `{own}` has no answer to `{id}`");
                let place = self.evaluation.place.clone();
                let problem = Problem::new("missing-answer", place, message);
                self.problems
                    .push(problem.help("answer every question; write `na` where it is allowed"));
            }
        }
        Answer::NotApplicable
    }

    /// A comment that the scorecard asks for is there, where the file has a place for it.
    fn commented(&mut self, question: &Question, answer: Answer, raw: Option<&RawAnswer>) {
        let Some(raw) = raw.filter(|_| question.wants_comment(answer)) else { return };
        if raw.comment.as_deref().is_some_and(|comment| comment.trim().is_empty()) {
            let (id, found) = (&raw.question, raw.answer.trim());
            let message = format!("question `{id}`: the answer `{found}` needs a comment");
            let problem = Problem::new("missing-comment", raw.place.clone(), message);
            self.problems.push(
                problem.help("write what was heard or seen; the scorecard says when, in `comment`"),
            );
        }
    }

    /// A question that is not asked has no answer; when something is wrong already, that may be why.
    fn nothing_given(&mut self, raw: Option<&RawAnswer>, asked: Asked) {
        let Some(raw) = raw.filter(|_| self.problems.is_empty()) else { return };
        if raw.answer.trim().is_empty() || is_na(&raw.answer) {
            return;
        }
        let why = match asked {
            Asked::Hidden => "is not asked, because its condition does not hold",
            _ => "is in a section that does not apply",
        };
        let (id, found) = (&raw.question, raw.answer.trim());
        let message = format!("question `{id}` {why}, found `{found}`");
        let problem = Problem::new("hidden-answer", raw.place.clone(), message);
        self.problems.push(problem.help("leave it blank, or correct the answer it depends on"));
    }
}

fn twice(raw: &RawAnswer, first: &Place) -> Problem {
    let message = format!("question `{}` is already answered at {first}", raw.question);
    let problem = Problem::new("duplicate-answer", raw.place.clone(), message);
    problem.help("keep one answer a question; a correction is a new revision")
}

#[cfg(test)]
mod tests {
    use super::super::sample::{draft, scale, section, yes_no};
    use super::super::{ConditionDraft, Method};
    use super::*;

    fn card() -> Scorecard {
        let mut greeting = yes_no("greeting");
        greeting.na_allowed = false;
        let sections = vec![section("s", 1, vec![greeting, scale("listening", 1, 5)])];
        draft(Method::SectionWeighted, sections).built()
    }

    fn evaluation(answers: &[(&str, &str)]) -> Evaluation {
        super::super::sample::evaluation(["E1", "A1"], answers)
    }

    /// Place and code of everything wrong with these answers.
    fn wrong(answers: &[(&str, &str)]) -> Vec<String> {
        let problems = card().read(&evaluation(answers)).unwrap_err();
        problems.shown().iter().map(|it| format!("{} {}", it.place, it.code)).collect()
    }

    #[test]
    fn an_evaluation_without_answers_misses_every_one() {
        let problems = card().read(&evaluation(&[])).unwrap_err();
        assert_eq!(problems.count(), 2);
        assert_eq!(problems.shown()[0].message, "evaluation `E1` has no answer to `greeting`");
    }

    #[test]
    fn answers_are_read_in_the_order_of_the_scorecard() {
        let answers = card().read(&evaluation(&[("listening", "4"), ("greeting", "Sí")])).unwrap();
        assert_eq!(answers.as_slice(), [Answer::Yes, Answer::Value(4)]);
    }

    #[test]
    fn every_fault_is_told_at_its_answer_and_one_refuses_the_whole() {
        for (answers, expected) in [
            (vec![("greeting", "na"), ("listening", "na")], vec!["e.csv:2 na-not-allowed"]),
            (vec![("greeting", "yes"), ("listening", "6")], vec!["e.csv:3 answer-outside-scale"]),
            (vec![("greeting", ""), ("listening", "4")], vec!["e.csv:2 missing-answer"]),
            (
                vec![("greeting", "yes"), ("greeting", "yes"), ("listening", "4")],
                vec!["e.csv:3 duplicate-answer"],
            ),
            (
                vec![("greting", "yes"), ("listening", "0")],
                vec![
                    "e.csv:2 missing-answer",
                    "e.csv:2 unknown-question",
                    "e.csv:3 answer-outside-scale",
                ],
            ),
        ] {
            assert_eq!(wrong(&answers), expected, "{answers:?}");
        }
    }

    #[test]
    fn the_nearest_question_and_the_allowed_answers_are_named() {
        let given = [("greting", "yes"), ("greeting", "yes"), ("listening", "6")];
        let problems = card().read(&evaluation(&given)).unwrap_err();
        let helps: Vec<_> = problems.shown().iter().filter_map(|it| it.help.clone()).collect();
        assert_eq!(helps, ["did you mean `greeting`?", "write a whole number from 1 to 5 or `na`"]);
    }

    /// A question asked after a yes, and a section that may not apply, asked of voice only.
    fn conditional() -> Scorecard {
        let mut law = section("law", 1, vec![yes_no("notice")]);
        law.na_allowed = true;
        law.when = Some(ConditionDraft::Field {
            name: "channel".to_owned(),
            values: vec!["voice".to_owned()],
        });
        let mut yes = yes_no("reason").asked_when("escalated", &["yes"]);
        yes.na_allowed = false;
        let sections = vec![section("s", 1, vec![yes_no("escalated"), yes]), law];
        draft(Method::SectionWeighted, sections).built()
    }

    fn read(channel: Option<&str>, answers: &[(&str, &str)]) -> Result<Answers, Vec<String>> {
        let mut evaluation = evaluation(answers);
        evaluation.extra.extend(channel.map(|it| ("channel".to_owned(), it.to_owned())));
        let read = conditional().read(&evaluation);
        read.map_err(|wrong| {
            wrong.shown().iter().map(|it| format!("{} {}", it.place, it.code)).collect()
        })
    }

    #[test]
    fn questions_are_asked_as_answers_and_fields_say() {
        use Answer::{Hidden, No, NotApplicable, Yes};
        for (channel, answers, expected) in [
            (
                "voice",
                &[("escalated", "yes"), ("reason", "no"), ("notice", "yes")][..],
                [Yes, No, Yes],
            ),
            ("Voice", &[("notice", "yes"), ("escalated", "no")], [No, Hidden, Yes]),
            (
                "chat",
                &[("escalated", "no"), ("reason", " "), ("notice", "na")],
                [No, Hidden, Hidden],
            ),
            (
                "voice",
                &[("escalated", "na"), ("law", "na")],
                [NotApplicable, Hidden, NotApplicable],
            ),
            ("chat", &[("escalated", "no"), ("law", "na")], [No, Hidden, Hidden]),
        ] {
            let read = read(Some(channel), answers).unwrap();
            assert_eq!(read.as_slice(), expected, "{channel} {answers:?}");
        }
    }

    #[test]
    fn an_answer_to_what_is_not_asked_is_told_and_so_is_a_missing_field() {
        for (channel, answers, expected) in [
            (
                Some("voice"),
                &[("escalated", "no"), ("reason", "yes"), ("notice", "yes")][..],
                vec!["e.csv:3 hidden-answer"],
            ),
            (
                Some("chat"),
                &[("escalated", "no"), ("notice", "yes")],
                vec!["e.csv:3 hidden-answer"],
            ),
            (
                Some("voice"),
                &[("escalated", "no"), ("notice", "no"), ("law", "na")],
                vec!["e.csv:3 hidden-answer"],
            ),
            (
                Some("voice"),
                &[("escalated", "yes"), ("law", "yes"), ("notice", "yes")],
                vec!["e.csv:2 missing-answer", "e.csv:3 answer-outside-scale"],
            ),
            (None, &[("escalated", "no"), ("law", "na")], vec!["e.csv:2 unknown-field"]),
            // One wrong answer explains others.
            (
                Some("voice"),
                &[("escalated", "maybe"), ("reason", "yes"), ("notice", "yes")],
                vec!["e.csv:2 answer-outside-scale"],
            ),
        ] {
            assert_eq!(read(channel, answers).unwrap_err(), expected, "{answers:?}");
        }
    }

    #[test]
    fn a_default_stands_where_nothing_is_given_and_words_need_not_be() {
        let mut usual = yes_no("usual");
        usual.default = Some("yes".to_owned());
        let words = crate::scorecard::QuestionDraft {
            kind: Some(crate::scorecard::QuestionKind::Text),
            na_allowed: false,
            ..yes_no("words")
        };
        let card = draft(Method::Points, vec![section("s", 1, vec![usual, words])]).built();
        let read = |answers: &[(&str, &str)]| card.read(&evaluation(answers)).unwrap();
        assert_eq!(read(&[]).as_slice(), [Answer::Yes, Answer::NotApplicable]);
        let given = read(&[("usual", "no"), ("words", "well done")]);
        assert_eq!(given.as_slice(), [Answer::No, Answer::Text]);
    }

    #[test]
    fn the_order_of_rows_changes_nothing() {
        let rows = [("escalated", "yes"), ("reason", "no"), ("notice", "yes")];
        let mut turned = rows;
        turned.reverse();
        assert_eq!(read(Some("voice"), &rows), read(Some("voice"), &turned));
    }
}
