//! What a reader must know of a report on agents.

use super::ranking::DIFFERENT;
use super::sample::Measure;
use super::study::{FEWEST_AGENTS, Study};
use crate::agreement;
use crate::report::words::counted;

/// What was left out and why, and what the scores cannot say.
pub(super) fn notes(studies: &[Study<'_>], measure: Measure, rank: bool) -> Vec<String> {
    let mut notes = Vec::new();
    let several = studies.len() > 1;
    if several {
        notes.push("scorecards and their versions are never mixed: each has its agents".to_owned());
    }
    for study in studies {
        let card = study.sample.card;
        let named =
            if several { format!("{} {}: ", card.id(), card.version()) } else { String::new() };
        notes.extend(of(study, measure, rank).into_iter().map(|note| format!("{named}{note}")));
    }
    notes
}

fn of(study: &Study<'_>, measure: Measure, rank: bool) -> Vec<String> {
    let sample = study.sample;
    let mut notes = Vec::new();
    let several = (2..FEWEST_AGENTS).contains(&study.agents.len());
    if several || study.agents.len() == 1 {
        notes.push(
            "fewer than five agents have scores: too few to say what agents are like, so there is no \
             likely score and no probability"
                .to_owned(),
        );
    }
    if study.differ.is_some_and(|test| test.p > DIFFERENT) {
        let means = if rank { ", and nobody is ranked" } else { "" };
        notes.push(format!("agents differ no more than chance would have them{means}"));
    }
    let made =
        |n: u64, what: &str| (n > 0).then(|| format!("{what}: {}", counted(n, "evaluation")));
    notes.extend(
        [
            made(sample.picked, "picked and not drawn at random, so of no estimate"),
            made(
                sample.untold,
                "do not say how the interaction was chosen and are taken as drawn at random",
            ),
            made(sample.unscored, "without a score"),
            made(sample.nameless, "of no agent that is named"),
        ]
        .into_iter()
        .flatten(),
    );
    let critical: u64 = sample.agents.iter().map(super::Agent::critical).sum();
    if critical > 0 {
        let tail = match measure {
            Measure::Score => "what they take away widens every interval",
            Measure::BeforeCritical => {
                "what they take away is not in these scores: --measure score"
            }
        };
        notes.push(format!("critical errors in {}; {tail}", counted(critical, "interaction")));
    }
    notes.extend(severity(study));
    notes.extend(little_known(study));
    notes
}

/// Names the evaluators of whose severity few scores tell.
fn little_known(study: &Study<'_>) -> Option<String> {
    let design = &study.sample.design;
    let people = design.little_known();
    let told = design.parts() == 1 && design.evaluators.len() > 1 && !people.is_empty();
    told.then(|| {
        let named: Vec<String> = people.iter().map(|who| format!("`{who}`")).collect();
        let named = if named.len() > 5 {
            counted(u64::try_from(named.len()).unwrap_or(u64::MAX), "evaluator")
        } else {
            named.join(", ")
        };
        format!("adjusted scores tell little: fewer than ten scores are by {named}")
    })
}

/// Why no score is adjusted for severity, or whether adjusted scores are the ones to compare.
fn severity(study: &Study<'_>) -> Option<String> {
    let design = &study.sample.design;
    match (design.parts(), design.evaluators.len()) {
        (0, _) => None,
        (_, 1) => Some("one evaluator only, so severity cannot be told from quality".to_owned()),
        (1, _) => agreement::severity_hint(design),
        (parts, _) => Some(format!(
            "agents and evaluators fall into {parts} groups that share nobody, so severity cannot be \
             told from quality and no score is adjusted"
        )),
    }
}
