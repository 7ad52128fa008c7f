//! Raw answers held against a scorecard: a whole evaluation, or what is wrong with it.

use super::{Answer, Answers, Scorecard};
use crate::model::{Evaluation, RawAnswer};
use crate::problem::{Place, Problem, Problems, nearest};

impl Scorecard {
    /// The answers of an evaluation, one for every question, or everything that is wrong with it.
    ///
    /// Half an evaluation is no evaluation: one problem refuses it whole.
    pub fn read(&self, evaluation: &Evaluation) -> Result<Answers, Problems> {
        let mut problems = Problems::new();
        let mut slots: Vec<Option<(Option<Answer>, &Place)>> = vec![None; self.questions().count()];
        for raw in &evaluation.answers {
            let Some(index) = self.question_index(&raw.question) else {
                problems.push(self.unknown(raw));
                continue;
            };
            match &slots[index] {
                Some((_, first)) => problems.push(twice(raw, first)),
                None => slots[index] = Some((self.answer(raw, &mut problems), &raw.place)),
            }
        }
        for (question, _) in self.questions().zip(&slots).filter(|(_, slot)| slot.is_none()) {
            let id = question.id();
            let message = format!("evaluation `{}` has no answer to `{id}`", evaluation.id);
            let problem = Problem::new("missing-answer", evaluation.place.clone(), message);
            problems.push(problem.help("answer every question; write `na` where it is allowed"));
        }
        let all = slots.into_iter().map(|slot| slot.and_then(|(answer, _)| answer)).collect();
        match all {
            Some(all) if problems.is_empty() => Answers::new(self, all).ok_or(problems),
            _ => Err(problems),
        }
    }

    fn answer(&self, raw: &RawAnswer, problems: &mut Problems) -> Option<Answer> {
        let parsed = self.question(&raw.question)?.parse(&raw.answer);
        parsed
            .map_err(|bad| {
                let message = format!("question `{}`: {bad}", raw.question);
                let problem = Problem::new(bad.code(), raw.place.clone(), message);
                problems.push(problem.help(format!("write {}", bad.allowed())));
            })
            .ok()
    }

    fn unknown(&self, raw: &RawAnswer) -> Problem {
        let ids = self.questions().map(super::Question::id);
        let message = format!("scorecard `{}` has no question `{}`", self.id(), raw.question);
        let problem = Problem::new("unknown-question", raw.place.clone(), message);
        match nearest(&raw.question, ids) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem.help("is the evaluation of another scorecard or version?"),
        }
    }
}

fn twice(raw: &RawAnswer, first: &Place) -> Problem {
    let message = format!("question `{}` is already answered at {first}", raw.question);
    let problem = Problem::new("duplicate-answer", raw.place.clone(), message);
    problem.help("keep one answer a question; a correction is a new revision")
}

#[cfg(test)]
mod tests {
    use super::super::Method;
    use super::super::sample::{draft, scale, section, yes_no};
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
}
