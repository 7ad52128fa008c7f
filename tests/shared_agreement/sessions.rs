//! Calibration sessions and total scores, against a reference.

use super::cases::{Said, Tally, Z, cases, json, pair, ratings, rows, scale};
use super::subject::Subject;
use qa::agreement::bias::{Difference, Scores};
use qa::agreement::cohen::{self, Crossed};
use qa::agreement::icc::{self, MeanSquares};
use qa::agreement::icc_forms::FORMS;
use qa::agreement::ratings::Question;
use qa::agreement::scale::{Level, Scale, thousandths};
use qa::agreement::weights::{Rule, Weights};
use qa::stats::paired;
use qa::stats::pairs::{LimitError, Pairs};
use qa::stats::real;
use qa::stats::wilson::wilson;
use std::collections::BTreeSet;
use std::path::PathBuf;

/// Pairs of an evaluator's and the reference's category on one question.
fn with_reference(question: &Question, evaluator: usize) -> Vec<(usize, usize)> {
    let rows = question.table.rows().iter().zip(&question.reference);
    let pair = |(row, reference): (&Vec<(usize, usize)>, &Option<usize>)| {
        let own = row.iter().find(|(who, _)| *who == evaluator)?;
        Some((own.1, (*reference)?))
    };
    rows.filter_map(pair).collect()
}

fn against_reference(question: &Question, evaluator: usize, key: &str) -> Said {
    let pairs = with_reference(question, evaluator);
    let equal =
        u64::try_from(pairs.iter().filter(|(own, reference)| own == reference).count()).unwrap();
    let n = u64::try_from(pairs.len()).unwrap();
    let values = question.scale.values();
    let share = |hits: u64| real::count(hits) / real::count(n);
    Some(match key {
        "vs_reference_exact" => Ok(vec![share(equal)]),
        "vs_reference_wilson95" => pair(wilson(equal, n, Z)).ok_or_else(String::new),
        "bias" => {
            let differences: Vec<i64> =
                pairs.iter().map(|(own, reference)| values[*own] - values[*reference]).collect();
            Ok(vec![Difference::exact(&differences)?.bias.mean])
        }
        "kappa_vs_reference" => {
            let ordinal = question.scale.level() == Level::Ordinal;
            let rule = if ordinal { Rule::Quadratic } else { Rule::Identity };
            let weights = Weights::of(rule, &question.scale.numeric()).unwrap();
            let crossed = Crossed::of_pairs(values.len(), pairs);
            let kappa = cohen::kappa(&crossed, &weights);
            kappa.map(|kappa| vec![kappa.value]).map_err(|undefined| undefined.reason().to_owned())
        }
        _ => return None,
    })
}

fn say_session(questions: &[Question], evaluators: &[&str], key: &str) -> Said {
    let (id, rest) = key.split_once('.')?;
    let question = questions.iter().find(|question| question.id == id)?;
    if let Some((who, rest)) = rest.split_once('_')
        && let Some(evaluator) = evaluators.iter().position(|evaluator| *evaluator == who)
    {
        return against_reference(question, evaluator, rest);
    }
    if let Some(rest) = rest.strip_prefix("applicability_") {
        let (table, scale) =
            (question.applicability.clone(), Scale::labels(Level::Nominal, ["a", "n"]));
        let key = if rest == "ac1" { "gwet_ac1" } else { "percent_agreement" };
        return Subject { table, scale, custom: None, divisor_n: false }.say(key);
    }
    let (table, scale) = (question.table.clone(), question.scale.clone());
    Subject { table, scale, custom: None, divisor_n: false }.say(rest)
}

#[test]
fn calibration_sessions() {
    let mut tally = Tally::default();
    for folder in cases("calibration-session") {
        let case = json(&folder.join("expected.json"));
        let params = case["params"]["questions"].as_object().unwrap();
        let scales = params.iter().map(|(id, question)| {
            (id.clone(), scale(&question["categories"], question["type"].as_str().unwrap()))
        });
        let ratings =
            ratings(&rows(&folder.join("evaluations.csv"), [0, 1, 2, 3]), scales.collect());
        let reference = case["params"]["reference"].as_str();
        let questions = ratings.questions(reference);
        let evaluators = ratings.evaluators(reference);
        for (key, expected) in case["expected"].as_object().unwrap() {
            let got = say_session(&questions, &evaluators, key);
            tally.compare((case["case"].as_str().unwrap(), key), expected, &got);
        }
    }
    tally.finish("calibration-session");
}

#[test]
fn scores_against_a_reference() {
    let mut tally = Tally::default();
    for folder in cases("reference-bias") {
        let case = json(&folder.join("expected.json"));
        let reference = case["params"]["reference"].as_str().unwrap();
        let rows = rows(&folder.join("evaluations.csv"), [0, 1, 2, 3]);
        let mut scores = Scores::new();
        for [interaction, evaluator, _, score] in &rows {
            scores.insert(interaction, evaluator, thousandths(score).unwrap());
        }
        let other = rows.iter().map(|row| row[1].as_str()).find(|who| *who != reference).unwrap();
        let differences = scores.from_reference(other, reference);
        let difference = Difference::exact(&differences).unwrap();
        let pairs = Pairs::of(scores.pairs(other, reference)).unwrap();
        let limits = difference.limits_of_agreement().unwrap();
        let n = real::length(differences.len());
        let near = differences.iter().filter(|difference| difference.abs() <= 5000).count();
        for (key, expected) in case["expected"].as_object().unwrap() {
            let got = match key.as_str() {
                "n" => Some(vec![n]),
                "bias" => Some(vec![difference.bias.mean]),
                "sd_diff" => difference.bias.sd().map(|sd| vec![sd]),
                "bias_ci95" => pair(difference.bias.interval(0.95)),
                "loa_lower" => Some(vec![limits.0]),
                "loa_upper" => Some(vec![limits.1]),
                "mean_absolute_deviation" => Some(vec![difference.absolute]),
                "rmse" => Some(vec![difference.root_mean_square]),
                "share_within_5" => Some(vec![real::length(near) / n]),
                "t_paired" => {
                    difference.bias.standard_error().map(|se| vec![difference.bias.mean / se])
                }
                "loa_2sd" => difference.bias.sd().map(|sd| {
                    vec![difference.bias.mean - 2.0 * sd, difference.bias.mean + 2.0 * sd]
                }),
                "p_wilcoxon_normal_cc" => {
                    let whole: Vec<f64> =
                        differences.iter().map(|d| real::signed((*d).into())).collect();
                    paired::signed_rank_p(&whole).map(|p| vec![p])
                }
                "p_paired_t" => pairs.bias_p().map(|p| vec![p]),
                "proportional_bias_slope" => pairs.proportional_bias().map(|it| vec![it.value]),
                "proportional_bias_p" => pairs.proportional_bias().and_then(|it| Some(vec![it.p?])),
                "ccc_lin" => pairs.concordance().map(|value| vec![value]),
                "pearson_r" => pairs.correlation().map(|value| vec![value]),
                key => {
                    let limit = usize::from(key.starts_with("loa_upper"));
                    let method = match key.rsplit('_').next() {
                        Some("1999") => Some(LimitError::Approximate1999),
                        Some("1986") => Some(LimitError::Approximate1986),
                        Some("exact") => Some(LimitError::Exact),
                        _ => None,
                    };
                    let intervals = method.and_then(|method| pairs.limit_intervals(method));
                    intervals.and_then(|found| pair(Some(found[limit])))
                }
            };
            tally.compare((case["case"].as_str().unwrap(), key), expected, &got.map(Ok));
        }
    }
    tally.finish("reference-bias");
}

#[test]
fn intraclass_correlations_of_complete_scores() {
    let mut tally = Tally::default();
    let complete = |folder: &PathBuf| {
        !folder.ends_with("missing-reml-12x5") && !folder.ends_with("oneway-agents")
    };
    for folder in cases("icc").iter().filter(|folder| complete(folder)) {
        let case = json(&folder.join("expected.json"));
        let mut scores = Scores::new();
        let rows = rows(&folder.join("evaluations.csv"), [0, 1, 2, 3]);
        for [interaction, evaluator, _, score] in &rows {
            scores.insert(interaction, evaluator, thousandths(score).unwrap());
        }
        let people: BTreeSet<&str> = rows.iter().map(|row| row[1].as_str()).collect();
        let people: Vec<&str> = people.into_iter().collect();
        let squares = MeanSquares::of(&icc::complete(&scores, &people).0);
        for (key, expected) in case["expected"].as_object().unwrap() {
            let number = |of: &dyn Fn(&MeanSquares) -> Option<f64>| {
                let value = squares.as_ref().and_then(of).map(|value| vec![value]);
                Some(value.ok_or_else(String::new))
            };
            let got = match key.as_str() {
                "n_interactions" => number(&|s| Some(real::length(s.interactions))),
                "n_evaluators" => number(&|s| Some(real::length(s.evaluators))),
                "ms_rows" => number(&|s| Some(s.rows)),
                "ms_columns" => number(&|s| Some(s.columns)),
                "ms_error" => number(&|s| Some(s.error)),
                "ms_within" => number(&|s| Some(s.within)),
                "sem_agreement" => number(&|s| Some(s.standard_error())),
                "sem_consistency" => number(&|s| Some(s.error.sqrt())),
                "smallest_detectable_change_95" => number(&|s| Some(s.smallest_difference())),
                "F_evaluators" => number(&MeanSquares::severity_ratio),
                "var_interaction" => number(&|s| Some(s.components()[0])),
                "var_evaluator" => number(&|s| Some(s.components()[1])),
                "var_residual" => number(&|s| Some(s.components()[2])),
                "bias_B_minus_A" => {
                    let differences = scores.from_reference(people[1], people[0]);
                    Difference::exact(&differences).map(|found| Ok(vec![found.bias.mean]))
                }
                "spread_range" => {
                    let range = scores.range(&rows[0][0]).unwrap();
                    Some(Ok(vec![real::signed(range.into()) / 1000.0]))
                }
                key => {
                    let (name, limits) = match key.strip_suffix("_ci95") {
                        Some(name) => (name, true),
                        None => (key, false),
                    };
                    FORMS.iter().find(|form| form.key == name).map(|form| {
                        let value = |s| form.value(s).map(|value| vec![value]);
                        let of = |s| if limits { pair(form.limits(s, 0.95)) } else { value(s) };
                        let found = squares.as_ref().and_then(of);
                        found.ok_or_else(String::new)
                    })
                }
            };
            tally.compare((case["case"].as_str().unwrap(), key), expected, &got);
        }
    }
    tally.finish("icc");
}
