//! What a reader of a calibration must know.

use super::discuss::Discussion;
use super::measured::Measured;
use super::ratings::Ratings;
use super::report::{Options, People};
use super::scale::Origin;
use crate::report::words::{counted, grouped};
use std::collections::{BTreeMap, BTreeSet};

/// What was left out and why, what cannot be told, and where to read on.
pub(super) fn notes(
    measured: &[Measured],
    ratings: &Ratings,
    options: &Options,
    discussions: &[Discussion],
) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some(reference) = &options.reference {
        notes.push(if ratings.knows(reference) {
            format!("`{reference}` is the reference and not one of the evaluators compared")
        } else {
            format!("the reference `{reference}` rated nothing")
        });
        notes.extend(without_reference(ratings, reference));
    }
    if !ratings.is_empty() && measured.iter().all(|question| question.pairable() == 0) {
        notes.push("no interaction was rated by two evaluators, so nothing can be compared".into());
    }
    if options.people == People::Named {
        notes.extend(rated_one_only(ratings, options.reference.as_deref()));
    }
    let named = |of: &dyn Fn(&Measured) -> usize| -> Vec<String> {
        let each = measured.iter().map(|question| (&question.question.id, of(question)));
        each.filter(|(_, n)| *n > 0).map(|(id, n)| format!("`{id}` {n}")).collect()
    };
    for (what, found) in [
        ("interactions rated by one evaluator only are left out", named(&Measured::rated_once)),
        ("answers of not applicable are left out", named(&|m| m.question.not_applicable)),
    ] {
        if !found.is_empty() {
            notes.push(format!("{what}: {}", found.join(", ")));
        }
    }
    let observed = measured.iter().filter(|m| m.question.scale.origin() == Origin::Observed);
    let observed: Vec<String> = observed.map(|m| format!("`{}`", m.question.id)).collect();
    if !observed.is_empty() {
        let found = observed.join(", ");
        notes.push(format!("no scale is declared, so categories nobody used are unknown: {found}"));
    }
    for question in measured {
        if let Some((most, all)) = question.prevalence() {
            let id = &question.question.id;
            notes.push(format!(
                "`{id}`: kappa is low because {most} of {all} answers are the same; read AC1 instead"
            ));
        }
    }
    notes.extend(nearly(measured));
    notes.extend(open_alpha(measured));
    if options.reference.is_some() && options.people == People::Named {
        notes.push("--table answers shows every evaluator question by question".to_owned());
    }
    notes.extend(listed(options, discussions));
    notes
}

/// Names the questions whose verdict rests on near answers rather than equal ones.
fn nearly(measured: &[Measured]) -> Option<String> {
    let near = measured.iter().filter(|one| one.verdict_is_near());
    let near: Vec<String> = near.map(|one| format!("`{}`", one.question.id)).collect();
    (!near.is_empty()).then(|| {
        format!(
            "fewer than 70 % of answers are equal, so the verdict says how near they are and not that they are \
             the same: {}",
            near.join(", ")
        )
    })
}

/// Names the questions where so few answers differ from the most frequent one that the limits of alpha
/// leave everything open.
fn open_alpha(measured: &[Measured]) -> Option<String> {
    let open = measured.iter().filter_map(|question| {
        let (rare, all) = question.open_alpha()?;
        Some(format!("`{}` {rare} of {all}", question.question.id))
    });
    let open: Vec<String> = open.collect();
    (!open.is_empty()).then(|| {
        format!(
            "too few answers other than the most frequent one for limits of alpha that tell anything: {}",
            open.join(", ")
        )
    })
}

/// Says that more differ than are listed.
pub(super) fn listed(options: &Options, discussions: &[Discussion]) -> Option<String> {
    let (listed, all) = (options.discuss, discussions.len());
    (all > listed).then(|| {
        format!(
            "{} of {} that differ are listed; --discuss lists more",
            grouped(whole(listed)),
            counted(whole(all), "interaction")
        )
    })
}

/// Says how many interactions the reference did not rate.
fn without_reference(ratings: &Ratings, reference: &str) -> Option<String> {
    let all = ratings.interactions();
    let by_reference = |id: &&&str| {
        let about = ratings.about(id);
        about.values().flatten().any(|(who, _)| *who == reference)
    };
    let missing = all.len() - all.iter().filter(by_reference).count();
    (missing > 0 && missing < all.len()).then(|| {
        format!(
            "`{reference}` rated {} of {}; nothing is held against it on the others",
            grouped(whole(all.len() - missing)),
            counted(whole(all.len()), "interaction")
        )
    })
}

/// Names the evaluators of a single interaction: nothing can be told of them.
fn rated_one_only(ratings: &Ratings, reference: Option<&str>) -> Option<String> {
    let mut rated: BTreeMap<&str, usize> = BTreeMap::new();
    for id in ratings.interactions() {
        let about = ratings.about(id);
        let people: BTreeSet<&str> = about.values().flatten().map(|(who, _)| *who).collect();
        for who in people {
            *rated.entry(who).or_default() += 1;
        }
    }
    let one = rated.into_iter().filter(|(who, n)| *n == 1 && Some(*who) != reference);
    let one: Vec<String> = one.map(|(who, _)| format!("`{who}`")).collect();
    (!one.is_empty() && ratings.interactions().len() > 1).then(|| {
        format!("one interaction rated only, too few to tell anything of: {}", one.join(", "))
    })
}

fn whole(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}
