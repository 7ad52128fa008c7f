//! Scorecards, evaluations held against them, and what evaluations say about calls.

use super::calls::Calls;
use super::files::Files;
use super::finding::Finding;
use crate::commands::Context;
use crate::commands::context::{account_line, input};
use crate::commands::joined::{Fields, Missing};
use crate::commands::load::EvaluationArgs;
use crate::ingest::engine::Intake;
use crate::ingest::evaluations::{self, Found, Options};
use crate::ingest::{config, profile, scorecards};
use crate::model::{Evaluation, Zone};
use crate::problem::{Problem, Problems};
use crate::scorecard::Shelf;
use std::path::{Path, PathBuf};
use std::slice::from_ref;

/// Reads every scorecard; those that are wrong are not on the shelf.
pub(super) fn scorecards(files: &Files) -> (Shelf, Finding) {
    let (mut shelf, mut finding) = (Shelf::new(), Finding::new("scorecards"));
    let found = config::expand(&files.scorecards).unwrap_or_else(|error| {
        finding.absorb(error);
        Vec::new()
    });
    for file in &found {
        match scorecards::open(Path::new(file)) {
            Err(error) => finding.absorb(error),
            Ok((card, warnings)) => {
                finding.merge_of_request(warnings);
                if let Err(problem) = shelf.add(card, file) {
                    finding.merge_of_request(Problems::from_iter([*problem]));
                }
            }
        }
    }
    finding.files = count(found.len());
    (shelf, finding)
}

/// Reads every evaluation.
pub(super) fn check(
    files: &Files,
    (shelf, named): (&Shelf, Option<PathBuf>),
    cx: &mut Context<'_>,
) -> (Vec<Evaluation>, Finding) {
    let mut finding = Finding::new("evaluations");
    if files.evaluations.is_empty() {
        return (Vec::new(), finding);
    }
    let found = match config::expand(&files.evaluations) {
        Ok(found) => found,
        Err(error) => {
            finding.absorb(error);
            return (Vec::new(), finding);
        }
    };
    finding.files = count(found.len());
    let named = EvaluationArgs { profile: named, ..EvaluationArgs::default() };
    let profile = match cx.evaluation_profile(&named, &found) {
        Ok(profile) => profile,
        Err(error) => {
            // What is wrong with the profile of the configuration is told with the configuration.
            let configured = cx.config.evaluation_profile.as_ref();
            if configured.is_none_or(|path| profile::open(path).is_ok()) {
                finding.absorb(error);
            }
            let note = "evaluations were not read, because their profile is wrong";
            finding.notes.push(note.to_owned());
            return (Vec::new(), finding);
        }
    };
    let of_profile = profile.as_ref().and_then(|profile| profile.file.zone.clone());
    let zone = of_profile.or_else(|| cx.config.zone.clone()).unwrap_or_else(Zone::utc);
    let questions = shelf.questions();
    let options =
        Options { profile: profile.as_ref(), questions: &questions, ..Options::of(&zone) };
    let (made, intakes) = read(&found, &options, &mut finding);
    finding.records = count(made.len());
    for intake in &intakes {
        finding.merge(intake.account.problems.clone());
        if intake.account.accepted < intake.account.read {
            finding.accounts.push(account_line(intake));
        }
        cx.add_input(input(intake));
    }
    for evaluation in made.iter().filter(|one| is_of_self(one, one.agent.as_deref())) {
        finding.push(self_evaluation(evaluation));
    }
    (made, finding)
}

/// Every evaluation; when a file is wrong, those of the others.
fn read(
    files: &[String],
    options: &Options<'_>,
    finding: &mut Finding,
) -> (Vec<Evaluation>, Vec<Intake>) {
    let error = match evaluations::read(files, options) {
        Ok(Found { evaluations, intakes, warnings, .. }) => {
            finding.merge(warnings);
            return (evaluations, intakes);
        }
        Err(error) => error,
    };
    finding.absorb(error);
    let (mut made, mut intakes) = (Vec::new(), Vec::new());
    for file in files {
        if let Ok(part) = evaluations::read(from_ref(file), options) {
            made.extend(part.evaluations);
            intakes.extend(part.intakes);
        }
    }
    (made, intakes)
}

/// What conditions of scorecards look at and evaluations do not tell.
pub(super) fn missing(made: &[Evaluation], shelf: &Shelf) -> Missing {
    let mut missing = Missing::default();
    made.iter().enumerate().for_each(|one| missing.look(one, shelf));
    missing
}

/// Writes into evaluations what call records tell of the interactions they are about.
pub(super) fn tell(made: &mut [Evaluation], missing: &Missing, fields: &Fields) {
    for (index, names) in &missing.all {
        let one = &mut made[*index];
        one.extra.extend(fields.told(&one.interaction, names).into_iter().flatten());
    }
}

impl Finding {
    /// Holds answers against their scorecards; where a scorecard is wrong, its answers wait for it.
    pub(super) fn problems_of_answers(
        &mut self,
        made: &[Evaluation],
        shelf: &Shelf,
        cards: &Finding,
    ) {
        if shelf.is_empty() && !cards.is_wrong() {
            let note = "no scorecard is named, so answers were not held against any";
            return self.notes.push(note.to_owned());
        }
        let mut waiting = 0_u64;
        for evaluation in made {
            match shelf.find(evaluation) {
                Ok(card) => {
                    if let Err(problems) = card.read(evaluation) {
                        self.merge(problems);
                    }
                    card.odd_causes(evaluation).into_iter().for_each(|odd| self.push(odd));
                }
                Err(_) if cards.is_wrong() => waiting += 1,
                Err(problem) => self.push(*problem),
            }
        }
        if waiting > 0 {
            self.waits = true;
            self.notes.push(format!(
                "{waiting} evaluations were not held against their scorecard, because scorecards are wrong"
            ));
        }
    }
}

/// Holds evaluations against the call records they are about.
pub(super) fn references(made: &[Evaluation], calls: &Calls) -> Finding {
    let mut finding = Finding::new("references");
    finding.records = count(made.len());
    for evaluation in made {
        if !calls.has(&evaluation.interaction) {
            finding.push(unknown_interaction(evaluation));
            continue;
        }
        match (&evaluation.agent, calls.agent_of(&evaluation.interaction)) {
            (Some(judged), Some(agent)) if judged != agent => {
                finding.push(agent_differs(evaluation, judged, agent));
            }
            (None, agent) if is_of_self(evaluation, agent) => {
                finding.push(self_evaluation(evaluation));
            }
            _ => {}
        }
    }
    finding
}

/// Whether somebody judged their own call without calling it a self-evaluation.
fn is_of_self(evaluation: &Evaluation, agent: Option<&str>) -> bool {
    agent == Some(evaluation.evaluator.as_str()) && evaluation.purpose != "self"
}

fn unknown_interaction(evaluation: &Evaluation) -> Problem {
    let message = format!("interaction `{}` is not in the call records", evaluation.interaction);
    Problem::new("unknown-interaction", evaluation.place.clone(), message)
        .help("add the export it is in, or correct its id")
        .warning()
}

fn agent_differs(evaluation: &Evaluation, judged: &str, agent: &str) -> Problem {
    let message = format!(
        "agent `{judged}` was judged, but `{agent}` handled interaction `{}`",
        evaluation.interaction
    );
    Problem::new("agent-differs", evaluation.place.clone(), message)
        .help("correct the agent of the evaluation, or the interaction it is about")
        .warning()
}

fn self_evaluation(evaluation: &Evaluation) -> Problem {
    let message = format!(
        "`{}` judged an own call, interaction `{}`",
        evaluation.evaluator, evaluation.interaction
    );
    Problem::new("self-evaluation", evaluation.place.clone(), message)
        .help("have somebody else judge it, or write `self` as its purpose")
        .warning()
}

/// A number of things as the report counts them.
fn count(n: usize) -> Option<u64> {
    u64::try_from(n).ok()
}
