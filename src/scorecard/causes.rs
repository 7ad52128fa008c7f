//! Causes that evaluations name, held against those a scorecard knows.

use super::Scorecard;
use crate::model::{Evaluation, RawAnswer};
use crate::problem::{Problem, nearest};

impl Scorecard {
    /// A warning for every cause that its question does not know; a question without causes takes
    /// any.
    pub fn odd_causes(&self, evaluation: &Evaluation) -> Vec<Problem> {
        evaluation.answers.iter().filter_map(|raw| self.odd_cause(raw)).collect()
    }

    fn odd_cause(&self, raw: &RawAnswer) -> Option<Problem> {
        let (question, cause) = (self.question(&raw.question)?, raw.cause.as_ref()?);
        let known = question.causes().iter().map(|it| it.id.as_str());
        if question.causes().is_empty() || known.clone().any(|id| id == cause) {
            return None;
        }
        let message = format!("question `{}` knows no cause `{cause}`", raw.question);
        let problem = Problem::new("unknown-cause", raw.place.clone(), message).warning();
        if let Some(near) = nearest(cause, known.clone()) {
            return Some(problem.help(format!("did you mean `{near}`?")));
        }
        let all: Vec<&str> = known.collect();
        Some(problem.help(format!("its causes are `{}`", all.join("`, `"))))
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{draft, evaluation, section, yes_no};
    use super::super::{Cause, Method, Origin, Texts};

    #[test]
    fn a_cause_is_odd_only_where_others_are_known() {
        let mut asked = yes_no("q");
        let (id, text, origin) = ("rushed".to_owned(), Texts::default(), Origin::Agent);
        asked.causes.push(Cause { id, text, origin });
        let card = draft(Method::Points, vec![section("s", 1, vec![asked, yes_no("p")])]).built();
        let mut made = evaluation(["E1", "A1"], &[("q", "no"), ("p", "no")]);
        assert!(card.odd_causes(&made).is_empty());
        for (cause, help) in
            [("rushd", "did you mean `rushed`?"), ("zone", "its causes are `rushed`")]
        {
            made.answers.iter_mut().for_each(|answer| answer.cause = Some(cause.to_owned()));
            let odd = card.odd_causes(&made);
            assert_eq!(odd.len(), 1);
            assert_eq!((odd[0].code, odd[0].help.as_deref()), ("unknown-cause", Some(help)));
        }
        made.answers.iter_mut().for_each(|answer| answer.cause = Some("rushed".to_owned()));
        assert!(card.odd_causes(&made).is_empty());
    }
}
