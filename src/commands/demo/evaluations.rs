//! Evaluations of what was drawn: monitoring week by week, and one calibration session.

use super::answers::{self, EVALUATORS, Evaluator, LEAD, QUESTIONS};
use super::centre::{self, Agent};
use crate::sampling::Draw;
use crate::sampling::assign::{self, Rules, deal};
use crate::sampling::candidate::Candidate;
use std::fmt::Write;

/// Scorecard and version of every evaluation.
const CARD: &str = "inbound-voice,1.0";
/// Interactions of the calibration session.
const CALIBRATED: usize = 12;
/// Monday after the week of the draw, 9 o'clock, in seconds since the month began.
const MONDAY: u32 = 25 * 86_400 + 9 * 3600;
/// From one evaluation to the next.
const STEP_S: u32 = 17 * 60 + 24;
/// Evaluations of a day.
const A_DAY: u32 = 22;

/// A draw and the centre it is from.
pub(super) struct Drawn<'a> {
    pub(super) seed: u64,
    pub(super) agents: &'a [Agent],
    pub(super) draw: &'a Draw,
}

impl Drawn<'_> {
    /// What each evaluator was dealt and answered, one row an answer: name and CSV file.
    pub(super) fn monitored(&self) -> Vec<(&'static str, String)> {
        let people = EVALUATORS.map(|one| assign::Evaluator::named(one.name));
        let dealt = deal(self.draw, &people, &Rules::default());
        EVALUATORS
            .map(|evaluator| {
                let all = self.draw.picks().zip(&dealt.tasks);
                let own: Vec<&Candidate> = all
                    .filter(|(_, task)| task.evaluator.as_deref() == Some(evaluator.name))
                    .map(|((_, pick), _)| &pick.candidate)
                    .collect();
                (evaluator.name, self.long(evaluator, &own))
            })
            .to_vec()
    }

    /// The calibration session, one row an evaluation: everybody answers for the same interactions.
    pub(super) fn session(&self) -> String {
        let mut csv = "evaluation_id,purpose,session,interaction_id,agent_id,evaluator_id,\
                       scorecard,scorecard_version,evaluated_at"
            .to_owned();
        for question in &QUESTIONS {
            csv.push(',');
            csv.push_str(question.id);
        }
        csv.push('\n');
        let mut tickets: Vec<_> =
            self.draw.strata.iter().flat_map(|stratum| &stratum.drawn).collect();
        tickets.sort_by_key(|pick| pick.ticket);
        for (number, pick) in (0..).zip(tickets.into_iter().take(CALIBRATED)) {
            for evaluator in std::iter::once(LEAD).chain(EVALUATORS) {
                self.wide(&mut csv, evaluator, (number, &pick.candidate));
            }
        }
        csv
    }

    fn long(&self, evaluator: Evaluator, own: &[&Candidate]) -> String {
        let mut csv = "evaluation_id,purpose,selection,interaction_id,agent_id,evaluator_id,\
                       scorecard,scorecard_version,evaluated_at,question_id,answer,cause,comment\n"
            .to_owned();
        for (number, candidate) in (0..).zip(own) {
            let (name, id) = (evaluator.name, &candidate.interaction_id);
            let agent = candidate.agent_id.as_deref().unwrap_or_default();
            let at = centre::iso(time(number));
            let head =
                format!("{name}-{:04},monitor,random,{id},{agent},{name},{CARD},{at}", number + 1);
            for (question, answer) in QUESTIONS.iter().zip(self.seen(evaluator, candidate)) {
                let (cause, comment) = match answer {
                    Some(answer) if answers::is_failed(question, answer) => question.failed,
                    _ => ("", ""),
                };
                let answer = answer.map_or("na", |answer| question.answers[answer]);
                // Writing to a string cannot fail.
                let _written = writeln!(csv, "{head},{},{answer},{cause},{comment}", question.id);
            }
        }
        csv
    }

    fn wide(&self, csv: &mut String, evaluator: Evaluator, (number, call): (u32, &Candidate)) {
        let (name, id) = (evaluator.name, &call.interaction_id);
        let agent = call.agent_id.as_deref().unwrap_or_default();
        let at = centre::iso(time(number) + 86_400);
        let _written = write!(
            csv,
            "cal-{name}-{:04},calibration,{SESSION},{id},{agent},{name},{CARD},{at}",
            number + 1
        );
        for (question, answer) in QUESTIONS.iter().zip(self.seen(evaluator, call)) {
            csv.push(',');
            csv.push_str(answer.map_or("na", |answer| question.answers[answer]));
        }
        csv.push('\n');
    }

    fn seen(&self, evaluator: Evaluator, candidate: &Candidate) -> answers::Truth {
        let agent = self.agents.iter().find(|one| Some(&one.id) == candidate.agent_id.as_ref());
        let quality = agent.map_or(0, |agent| agent.quality);
        let id = &candidate.interaction_id;
        let truth = answers::truth(self.seed, id, quality);
        answers::seen(self.seed, evaluator, id, &truth)
    }
}

/// Name of the calibration session.
const SESSION: &str = "2026-10";

/// When an evaluator finishes an evaluation.
fn time(number: u32) -> u32 {
    MONDAY + (number / A_DAY).min(4) * 86_400 + number % A_DAY * STEP_S
}
