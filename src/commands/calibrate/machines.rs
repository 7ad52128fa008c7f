//! Machines among the evaluators, and what they tell of all interactions.

use super::super::sample::{self, Weights};
use super::more::Compared;
use super::{Args, unknown_evaluator};
use crate::agreement::assisted::{Chances, measures};
use crate::agreement::{Side, assisted_notes, assisted_table};
use crate::model::Evaluation;
use crate::problem::{Blame, Place, Problem, Problems, Refused};
use crate::report::words::{counted, grouped};
use crate::report::{Definition, Report};
use crate::stats::real;
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};

/// The purpose of evaluations that no person made.
const MACHINE: &str = "ai";

/// The machines: those that were named, and those whose evaluations say so.
pub(super) fn found(args: &Args, compared: &Compared<'_>) -> Result<Side> {
    let said = compared.evaluations.iter().filter(|one| one.purpose == MACHINE);
    let mut machines: Side = said.map(|one| one.evaluator.clone()).collect();
    for named in &args.more.machine {
        if !compared.ratings.knows(named) {
            return Err(unknown_evaluator("--machine", named, compared.evaluations).into());
        }
        machines.insert(named.clone());
    }
    Ok(machines)
}

/// That machines are among the evaluators.
pub(super) fn notes(machines: &Side) -> Vec<String> {
    let named: Vec<String> = machines.iter().map(|machine| format!("`{machine}`")).collect();
    vec![format!(
        "no person, and compared with the others as one more evaluator: {}; --table confusion tells \
         what it takes answers for",
        named.join(", ")
    )]
}

/// Adds what machines tell of all interactions with the help of people's scores of a random sample.
///
/// # Errors
///
/// Refused when nobody knows with which chances people's interactions were drawn, and when a machine did
/// not score everything that was drawn from.
pub(super) fn assisted(
    report: &mut Report,
    args: &Args,
    (machines, compared): (&Side, &Compared<'_>),
) -> Result<()> {
    if machines.is_empty() {
        let message = "no evaluation here is by a machine";
        let problem = Problem::new("nothing-selected", Place::file("--assisted"), message).help(
            "name it with --machine, or write `ai` into the column `purpose` of its evaluations",
        );
        return Err(Refused::because(Blame::Request, problem).into());
    }
    let by_people: Vec<&Evaluation> =
        compared.evaluations.iter().filter(|one| !machines.contains(&one.evaluator)).collect();
    let (weights, place) = match &args.more.weights {
        Some(manifest) => (sample::weights(manifest)?, manifest.display().to_string()),
        None => (
            of_columns(&by_people)?,
            by_people.first().map_or_else(String::new, |one| one.place.file.to_string()),
        ),
    };
    let counts = |one: &&Evaluation| {
        let targeted = one.selection.as_deref() == Some("targeted");
        weights.drawn.contains_key(&one.interaction) && !targeted && one.purpose != "retest"
    };
    let (own, outside): (Vec<&Evaluation>, Vec<&Evaluation>) =
        by_people.into_iter().partition(|one| counts(one));
    let sampled: BTreeSet<String> = own.iter().map(|one| one.interaction.clone()).collect();
    if sampled.is_empty() {
        let message = format!("people evaluated nothing of sample `{}`", weights.sample);
        let problem = Problem::new("unknown-chance", Place::file(place), message)
            .help("evaluate what it drew, or name the manifest of the sample that was evaluated");
        return Err(Refused::because(Blame::Data, problem).into());
    }
    let people: Side = own.iter().map(|one| one.evaluator.clone()).collect();
    let chances = chances(&weights);
    complete(machines, (&chances, &sampled), (compared, &place))?;
    let mut all = Vec::new();
    for machine in machines {
        let both = (compared.ratings, compared.scores);
        let (found, incomplete) =
            measures(both, (machine, &people), (&chances, &sampled), &compared.options.stakes);
        all.extend(found);
        if !incomplete.is_empty() {
            let names: Vec<String> = incomplete.iter().map(|id| format!("`{id}`")).collect();
            report.notes.push(format!(
                "not answered by `{machine}` for every interaction, and so not estimated: {}",
                names.join(", ")
            ));
        }
    }
    report.tables.push(assisted_table(&all));
    report.notes.extend(assisted_notes(&all));
    report.notes.extend(of_sample(&weights, (sampled.len(), outside.len())));
    report.definitions.extend(definitions());
    Ok(())
}

/// What was left out, and what stands for what.
fn of_sample(weights: &Weights, (scored, outside): (usize, usize)) -> Vec<String> {
    let whole = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let mut notes = Vec::new();
    if outside > 0 {
        notes.push(format!(
            "no part of the random sample, and of no estimate of all: {} by people",
            counted(whole(outside), "evaluation")
        ));
    }
    if scored < weights.asked {
        notes.push(format!(
            "people scored {} of {} drawn; within its stratum each stands for those they did not",
            grouped(whole(scored)),
            counted(whole(weights.asked), "interaction")
        ));
    }
    notes
}

fn chances(weights: &Weights) -> Chances {
    let drawn = weights.drawn.iter().map(|(id, (stratum, num, den))| {
        (id.clone(), (*stratum, real::signed(*den) / real::signed(*num)))
    });
    Chances {
        sizes: weights.strata.iter().map(|(_, size)| *size).collect(),
        expected: weights.expected.clone(),
        drawn: drawn.collect(),
        unequal: weights.unequal,
    }
}

/// Whether every machine evaluated everything that was drawn from, and nothing else.
fn complete(
    machines: &Side,
    (chances, sampled): (&Chances, &BTreeSet<String>),
    (compared, place): (&Compared<'_>, &str),
) -> Result<()> {
    let mut wrong = Problems::new();
    for machine in machines {
        let own = compared.evaluations.iter().filter(|one| one.evaluator == *machine);
        let own: BTreeSet<&String> = own.map(|one| &one.interaction).collect();
        let missing = sampled.iter().filter(|id| !own.contains(id)).count();
        let all = u64::try_from(own.len()).unwrap_or(u64::MAX);
        if all == chances.all() && missing == 0 {
            continue;
        }
        let message = format!(
            "machine `{machine}` evaluated {}, and the sample was drawn from {}",
            counted(all, "interaction"),
            grouped(chances.all())
        );
        let problem = Problem::new("machine-incomplete", Place::file(place), message);
        wrong.push(problem.help(if missing > 0 {
            format!(
                "let it evaluate everything drawn from; of those people scored it lacks {missing}"
            )
        } else {
            "let it evaluate everything that was drawn from, and leave the rest out".to_owned()
        }));
    }
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(Refused { blame: Blame::Data, problems: wrong }.into())
    }
}

/// The chances that evaluations carry in columns of a work list: `probability`, `stratum` and `stratum_size`.
fn of_columns(by_people: &[&Evaluation]) -> Result<Weights> {
    let mut wrong = Problems::new();
    let mut strata: BTreeMap<String, (Option<u64>, BTreeMap<String, (i128, i128)>)> =
        BTreeMap::new();
    for one in by_people {
        let cell = |name: &str| {
            one.extra.get(name).map(|text| text.trim()).filter(|text| !text.is_empty())
        };
        let targeted = one.selection.as_deref().is_some_and(|selection| selection != "random");
        let Some(chance) = cell("probability").and_then(fraction).filter(|_| !targeted) else {
            wrong.push(unknown_chance(one, targeted));
            continue;
        };
        let stratum = strata.entry(cell("stratum").unwrap_or_default().to_owned()).or_default();
        stratum.0 = cell("stratum_size").and_then(|text| text.parse().ok()).or(stratum.0);
        stratum.1.insert(one.interaction.clone(), chance);
    }
    if !wrong.is_empty() {
        return Err(Refused { blame: Blame::Data, problems: wrong }.into());
    }
    let mut found = Weights { sample: "of the evaluations".to_owned(), ..Weights::default() };
    for (at, (size, drawn)) in strata.into_values().enumerate() {
        let inverse = |(num, den): &(i128, i128)| real::signed(*den) / real::signed(*num);
        let sum: f64 = drawn.values().map(inverse).sum();
        let told =
            real::truncate(sum.round()).and_then(|n| u64::try_from(n).ok()).unwrap_or_default();
        let first = drawn.values().next().copied();
        let unequal = drawn.values().any(|chance| Some(*chance) != first);
        found.unequal |= unequal;
        found.asked += drawn.len();
        let size = size.unwrap_or(told);
        found.strata.push((Vec::new(), size));
        found.expected.push(if unequal { sum } else { real::count(size) });
        found.drawn.extend(drawn.into_iter().map(|(id, (num, den))| (id, (at, num, den))));
    }
    Ok(found)
}

fn unknown_chance(one: &Evaluation, targeted: bool) -> Problem {
    let message = if targeted {
        let how = one.selection.as_deref().unwrap_or_default();
        format!("interaction `{}` was not drawn at random but `{how}`", one.interaction)
    } else {
        format!("with which chance interaction `{}` was drawn is unknown", one.interaction)
    };
    Problem::new("unknown-chance", one.place.clone(), message).help(
        "name the manifest of the sample with --weights, or give the columns `probability` and \
         `stratum_size` of its work list; what was picked otherwise has no part in an estimate of all",
    )
}

/// A probability above 0 and up to 1 as numerator and denominator.
fn fraction(text: &str) -> Option<(i128, i128)> {
    if let Some((num, den)) = text.split_once('/') {
        let (num, den) = (num.trim().parse().ok()?, den.trim().parse().ok()?);
        return (0 < num && num <= den).then_some((num, den));
    }
    let (whole, digits) = text.split_once('.').unwrap_or((text, ""));
    let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(digits) || digits.len() > 18 {
        return None;
    }
    let den = 10_i128.pow(u32::try_from(digits.len()).ok()?);
    let num: i128 = format!("{whole}{digits}").parse().ok()?;
    (0 < num && num <= den).then_some((num, den))
}

fn definitions() -> Vec<Definition> {
    vec![
        Definition::new(
            "method",
            "people alone: the weighted mean of what people scored. difference: the machine's mean of all \
             plus the weighted mean of people less machine (Särndal, Swensson and Wretman 1992). power-tuned: \
             the same with as much of the machine as makes the error least, its power from 0 to 1. All three \
             speak of these interactions, with finite population correction and Student's t. prediction-powered: speaks of \
             how work is done beyond them, for samples without strata (PPI++, Angelopoulos et al. 2023), by \
             the normal distribution",
        ),
        Definition::new(
            "effective_size",
            "interactions that people alone would have to score for the same error",
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chance_is_above_nothing_and_at_most_certain() {
        for (text, expected) in [
            ("0.05", Some((5, 100))),
            ("1", Some((1, 1))),
            ("3/40", Some((3, 40))),
            ("0", None),
            ("1.5", None),
            ("-0.1", None),
            ("1e-3", None),
            ("", None),
            ("5 %", None),
        ] {
            assert_eq!(fraction(text), expected, "{text}");
        }
    }
}
