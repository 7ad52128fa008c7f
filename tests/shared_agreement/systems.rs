//! Measurement systems and generalizability.

use super::cases::{Said, Tally, Z, cases, json, pair, shared};
use super::numbers::columns;
use qa::agreement::attribute::{Decided, Share, Study};
use qa::agreement::chance::{Chance, estimate};
use qa::agreement::cohen;
use qa::agreement::gauge::{Gauge, Variances};
use qa::agreement::generalizability::{Crossed, Dependability, Nested, Questions};
use qa::agreement::weights::Weights;
use qa::stats::real;
use qa::stats::wilson::wilson;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

fn study(folder: &Path, reference: &str, people: &[String]) -> Study {
    let table = columns(&folder.join("evaluations.csv"));
    let mut decided: BTreeMap<&String, Decided> = BTreeMap::new();
    let rows = table["interaction_id"].iter().zip(&table["evaluator"]).zip(&table["rating"]);
    for ((interaction, evaluator), rating) in rows {
        let one = decided.entry(interaction).or_default();
        one.trials.resize(people.len(), Vec::new());
        let answer: usize = rating.parse().unwrap();
        if evaluator == reference {
            one.standard = Some(answer);
        } else {
            let who = people.iter().position(|who| who == evaluator).unwrap();
            one.trials[who].push(answer);
        }
    }
    Study::new(2, decided.into_values().collect())
}

fn cells(crossed: &cohen::Crossed) -> Vec<f64> {
    let cell = |(k, l)| real::count(crossed.count(k, l));
    [(0, 0), (0, 1), (1, 0), (1, 1)].map(cell).to_vec()
}

fn share(share: Share) -> Vec<f64> {
    vec![real::count(share.hits) / real::count(share.all)]
}

fn exact(share: Share) -> Vec<f64> {
    pair(share.limits(0.95)).unwrap()
}

fn say(study: &Study, people: &[String], key: &str) -> Said {
    let who = |name: &str| people.iter().position(|who| who == name);
    let kappa = |crossed: &cohen::Crossed| {
        cohen::kappa(crossed, &Weights::identity(2)).map(|kappa| vec![kappa.value])
    };
    let over_all = |chance| estimate(&study.table(), &Weights::identity(2), chance);
    let got = match key {
        "between_all" => share(study.between()),
        "all_vs_ref" => share(study.all_against_standard()),
        "all_vs_ref_clopper95" => exact(study.all_against_standard()),
        "fleiss_kappa_all_trials" => vec![over_all(Chance::Fleiss).unwrap().value],
        "ac1_all_trials" => vec![over_all(Chance::Gwet).unwrap().value],
        _ => {
            let parts: Vec<&str> = key.split('_').collect();
            let last = *parts.last()?;
            if let ["crosstab" | "kappa", one, other] = parts.as_slice() {
                let crossed = match who(other) {
                    Some(other) => study.crossed(who(one)?, other),
                    None => study.crossed_with_standard(who(one)?),
                };
                return Some(Ok(match parts[0] {
                    "kappa" => kappa(&crossed).unwrap(),
                    _ => cells(&crossed),
                }));
            }
            let limits = last.ends_with("95");
            let name = if limits { parts[parts.len() - 2] } else { last };
            let at = who(name)?;
            let risks = study.risks(at, |category| category == 0);
            let base = key.split(&format!("_{name}")).next()?;
            match (base, limits) {
                ("miss_rate", false) => share(risks.misses),
                ("miss_rate", true) => {
                    pair(wilson(risks.misses.hits, risks.misses.all, Z)).unwrap()
                }
                ("false_alarm_rate", _) => share(risks.false_alarms),
                ("sensitivity_bad", _) => vec![1.0 - share(risks.misses)[0]],
                ("specificity", _) => vec![1.0 - share(risks.false_alarms)[0]],
                ("within", false) => share(study.within(at)),
                ("within", true) => exact(study.within(at)),
                ("vs_ref", false) => share(study.against_standard(at)),
                ("vs_ref", true) => exact(study.against_standard(at)),
                ("mcnemar_exact_p", _) => vec![risks.direction_p().unwrap_or(1.0)],
                _ => return None,
            }
        }
    };
    Some(Ok(got))
}

#[test]
fn decisions_again_by_others_and_against_a_standard() {
    let mut tally = Tally::default();
    for folder in cases("msa-attribute") {
        let case = json(&folder.join("expected.json"));
        let reference = case["params"]["reference"].as_str().unwrap();
        let names = columns(&folder.join("evaluations.csv"));
        let people: BTreeSet<&String> =
            names["evaluator"].iter().filter(|who| *who != reference).collect();
        let people: Vec<String> = people.into_iter().cloned().collect();
        let study = study(&folder, reference, &people);
        for (key, expected) in case["expected"].as_object().unwrap() {
            let name = case["case"].as_str().unwrap();
            tally.compare((name, key), expected, &say(&study, &people, key));
        }
    }
    tally.finish("msa-attribute");
}

/// Values by the levels of three columns, each in order of its text as a number or as text.
fn cube(path: &Path, names: [&str; 4]) -> Vec<Vec<Vec<f64>>> {
    let table = columns(path);
    let mut cells: BTreeMap<(Vec<u8>, Vec<u8>, Vec<u8>), f64> = BTreeMap::new();
    let key = |name: &str, at: usize| {
        let text = &table[name][at];
        format!("{text:0>8}").into_bytes()
    };
    for (at, value) in table[names[3]].iter().enumerate() {
        let [one, two, three] = [names[0], names[1], names[2]].map(|name| key(name, at));
        cells.insert((one, two, three), value.parse().unwrap());
    }
    let mut cube: BTreeMap<Vec<u8>, BTreeMap<Vec<u8>, Vec<f64>>> = BTreeMap::new();
    for ((one, two, _), value) in cells {
        cube.entry(one).or_default().entry(two).or_default().push(value);
    }
    cube.into_values().map(|row| row.into_values().collect()).collect()
}

#[test]
fn repeatability_and_reproducibility() {
    let Some(folder) = shared("cases/msa-variable/aiag-10x3x3") else { return };
    let case = json(&folder.join("expected.json"));
    let names = ["interaction_id", "evaluator", "trial", "rating"];
    let gauge = Gauge::of(&cube(&folder.join("evaluations.csv"), names)).unwrap();
    let (full, pooled, ranges) = (gauge.full(), gauge.pooled(), gauge.by_ranges().unwrap());
    let percent = |of: &Variances| 100.0 * of.study_share().unwrap();
    let mut tally = Tally::default();
    for (key, expected) in case["expected"].as_object().unwrap() {
        let got = match key.as_str() {
            "ss" => vec![gauge.evaluator, gauge.interaction, gauge.crossed, gauge.within],
            "p_evaluator_x_part" => vec![gauge.crossed_p().unwrap()],
            "var_full" => vec![full.repeatability, full.crossed, full.evaluator, full.interaction],
            "grr_full_sd" => vec![full.measurement_sd()],
            "pct_grr_full" => vec![percent(&full)],
            "var_pooled" => vec![pooled.repeatability, pooled.evaluator, pooled.interaction],
            "sd_ev_pooled" => vec![pooled.repeatability.sqrt()],
            "sd_av_pooled" => vec![pooled.reproducibility_sd()],
            "sd_grr_pooled" => vec![pooled.measurement_sd()],
            "sd_pv_pooled" => vec![pooled.interaction_sd()],
            "pct_grr_pooled" => vec![percent(&pooled)],
            "ndc_pooled" => vec![pooled.distinct_categories().unwrap()],
            "range_ev" => vec![ranges.repeatability.sqrt()],
            "range_av" => vec![ranges.reproducibility_sd()],
            "range_grr" => vec![ranges.measurement_sd()],
            "range_pv" => vec![ranges.interaction_sd()],
            "range_tv" => vec![ranges.measurement_sd().hypot(ranges.interaction_sd())],
            "range_pct_grr" => vec![percent(&ranges)],
            _ => vec![ranges.distinct_categories().unwrap()],
        };
        tally.compare(("aiag-10x3x3", key), expected, &Some(Ok(got)));
    }
    assert_eq!(gauge.variances(), pooled);
    tally.finish("msa-variable");
}

fn number_in(text: &str) -> u32 {
    text.chars().filter(char::is_ascii_digit).collect::<String>().parse().unwrap()
}

#[test]
fn generalizability_of_scores() {
    let Some(folder) = shared("cases/gtheory/interaction-evaluator-question-dev") else { return };
    let case = json(&folder.join("expected.json"));
    let names = ["interaction_id", "evaluator", "question_id", "rating"];
    let found = Crossed::of(&cube(&folder.join("evaluations.csv"), names)).unwrap();
    let mut tally = Tally::default();
    for (key, expected) in case["expected"].as_object().unwrap() {
        let got = match key.as_str() {
            "ms" => found.squares.to_vec(),
            "var_i" => vec![found.i],
            "var_e" => vec![found.e],
            "var_q" => vec![found.q],
            "var_ie" => vec![found.ie],
            "var_iq" => vec![found.iq],
            "var_eq" => vec![found.eq],
            "var_ieq" => vec![found.ieq],
            key => {
                let random = key.contains("random");
                let questions = if random { Questions::Random } else { Questions::Fixed };
                let of = found.dependability(number_in(key), questions).unwrap();
                vec![if key.starts_with("phi") { of.absolute } else { of.relative }]
            }
        };
        tally.compare(("i x e x q", key), expected, &Some(Ok(got)));
    }
    tally.finish("gtheory crossed");
}

#[test]
fn generalizability_of_raters_within_tasks() {
    let Some(folder) = shared("cases/gtheory/brennan-3-2") else { return };
    let case = json(&folder.join("expected.json"));
    let found = Nested::of(&cube(&folder.join("scores.csv"), ["person", "task", "rater", "score"]))
        .unwrap();
    let mut tally = Tally::default();
    for (key, expected) in case["expected"].as_object().unwrap() {
        let got = match key.trim_end_matches("_reml") {
            "var_p" => found.p,
            "var_t" => found.t,
            "var_rt" => found.rt,
            "var_pt" => found.pt,
            "var_prt" => found.prt,
            key => {
                let (_, design) = key.rsplit_once('_').unwrap();
                let (tasks, raters) = design.split_once('x').unwrap();
                let of: Dependability =
                    found.dependability(number_in(tasks), number_in(raters)).unwrap();
                match key.split('_').next() {
                    Some("phi") => of.absolute,
                    Some("g") => of.relative,
                    _ => of.error,
                }
            }
        };
        tally.compare(("brennan-3-2", key), expected, &Some(Ok(vec![got])));
    }
    tally.finish("gtheory nested");
}
