//! Agreement against collections of computed and published cases that lie beside the repository.
//!
//! They are third-party material and stay outside it: without them every test here is skipped and
//! says so. `tests/reference_agreement.rs` holds the published tables that always run.
#![expect(clippy::unwrap_used, reason = "a case that cannot be read should fail the test")]
#![expect(clippy::print_stdout, reason = "says what was skipped and what is not covered")]

use qa::agreement::alpha::{self, Metric};
use qa::agreement::bias::{Difference, Scores};
use qa::agreement::chance::{self, Chance};
use qa::agreement::coefficient;
use qa::agreement::cohen::{self, Crossed};
use qa::agreement::estimate::{Estimate, Undefined};
use qa::agreement::pooled;
use qa::agreement::ratings::{Question, Rating, RatingValue, Ratings};
use qa::agreement::scale::{Level, Scale, thousandths};
use qa::agreement::table::Table;
use qa::agreement::weights::{Rule, Weights};
use qa::problem::Place;
use qa::stats::real;
use qa::stats::wilson::wilson;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What the library says: `None` where the quantity is not covered, numbers or undefined elsewhere.
type Said = Option<Result<Vec<f64>, String>>;

const Z: f64 = 1.959_963_984_540_054;

fn shared(part: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(part);
    let there = fs::metadata(&path).is_ok();
    if !there {
        println!("skipped: `{}` is not there", path.display());
    }
    there.then_some(path)
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn cases(topic: &str) -> Vec<PathBuf> {
    let Some(folder) = shared(&format!("cases/{topic}")) else { return Vec::new() };
    let mut found: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.sort();
    assert!(!found.is_empty(), "{topic} has cases");
    found
}

/// Rows of a CSV file with the columns of a rating: interaction, evaluator, question, answer.
fn rows(path: &Path, columns: [usize; 4]) -> Vec<[String; 4]> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let record = |record: Result<csv::StringRecord, csv::Error>| {
        let record = record.unwrap();
        columns.map(|column| record.get(column).unwrap_or("q1").to_owned())
    };
    reader.records().map(record).collect()
}

fn ratings(rows: &[[String; 4]], scales: BTreeMap<String, Scale>) -> Ratings {
    let mut ratings = Ratings::new(scales);
    for [interaction, evaluator, question, answer] in rows {
        let answer = match answer.as_str() {
            "NA" => RatingValue::NotApplicable,
            text => RatingValue::Category(text.to_owned()),
        };
        let rating = Rating {
            interaction: interaction.clone(),
            evaluator: evaluator.clone(),
            question: question.clone(),
            answer,
            place: Place::file("evaluations.csv"),
        };
        ratings.insert(rating).unwrap();
    }
    ratings
}

fn scale(categories: &Value, kind: &str) -> Scale {
    let level = if kind == "ordinal" { Level::Ordinal } else { Level::Nominal };
    let categories = categories.as_array().unwrap();
    if categories.iter().all(Value::is_number) {
        let numbers =
            categories.iter().map(|c| (c.to_string(), thousandths(&c.to_string()).unwrap()));
        return Scale::numbers(level, numbers);
    }
    Scale::labels(level, categories.iter().map(|c| c.as_str().unwrap()))
}

#[expect(clippy::unnecessary_wraps, reason = "most quantities are covered, a few are not")]
fn said<T>(result: Result<T, Undefined>, numbers: impl Fn(T) -> Option<Vec<f64>>) -> Said {
    Some(match result {
        Ok(value) => numbers(value).ok_or_else(|| "no such error or interval".to_owned()),
        Err(undefined) => Err(undefined.reason().to_owned()),
    })
}

fn pair(limits: Option<(f64, f64)>) -> Option<Vec<f64>> {
    limits.map(|(low, high)| vec![low, high])
}

/// Names of the coefficients in the cases, longer ones first.
const NAMES: [(&str, Chance); 12] = [
    ("weighted_percent_agreement", Chance::None),
    ("weighted_agreement", Chance::None),
    ("percent_agreement", Chance::None),
    ("exact_agreement", Chance::None),
    ("fleiss_kappa", Chance::Fleiss),
    ("scott_pi", Chance::Fleiss),
    ("conger_kappa", Chance::Conger),
    ("gwet_ac1", Chance::Gwet),
    ("gwet_ac2", Chance::Gwet),
    ("gwet_ac", Chance::Gwet),
    ("brennan_prediger", Chance::Uniform),
    ("applicability_ac1", Chance::Gwet),
];

/// Counts of agreement of a run.
#[derive(Default)]
struct Tally {
    compared: usize,
    uncovered: BTreeMap<String, usize>,
    wrong: Vec<String>,
}

impl Tally {
    fn compare(&mut self, (name, key): (&str, &str), expected: &Value, got: &Said) {
        let Some(got) = got else {
            *self.uncovered.entry(key.to_owned()).or_default() += 1;
            return;
        };
        self.compared += 1;
        let wanted: Option<Vec<f64>> = match &expected["value"] {
            Value::Null => None,
            Value::Array(values) => {
                Some(values.iter().map(|v| v.as_f64().unwrap_or(f64::NAN)).collect())
            }
            value => Some(vec![value.as_f64().unwrap()]),
        };
        let tolerance = expected["tolerance"].as_f64().unwrap() + 1e-15;
        let right = match (&wanted, got) {
            (None, Err(_)) => true,
            (Some(wanted), Ok(got)) => {
                wanted.len() == got.len()
                    && wanted.iter().zip(got).all(|(w, g)| (w - g).abs() <= tolerance)
            }
            _ => false,
        };
        if !right {
            self.wrong.push(format!("{name} {key}: expected {wanted:?}, got {got:?}"));
        }
    }

    fn finish(self, topic: &str) {
        println!("{topic}: {} quantities compared", self.compared);
        for (key, times) in &self.uncovered {
            println!("{topic}: not covered: {key} ({times})");
        }
        assert!(self.wrong.is_empty(), "{:#?}", self.wrong);
    }
}

/// One table of ratings under test.
struct Subject {
    table: Table,
    scale: Scale,
    custom: Option<Weights>,
    /// Standard errors are printed with divisor n, as for a table of two evaluators.
    divisor_n: bool,
}

impl Subject {
    fn weights(&self, name: &str) -> Option<Weights> {
        let rule = match name {
            "" => Rule::Identity,
            "linear" => Rule::Linear,
            "quadratic" => Rule::Quadratic,
            "ordinal" => Rule::Ordinal,
            "radical" => Rule::Radical,
            "ratio" => Rule::Ratio,
            "custom" => return self.custom.clone(),
            _ => return None,
        };
        Weights::of(rule, &self.scale.numeric())
    }

    fn estimate(&self, base: &str, table: &Table) -> Option<Result<Estimate, Undefined>> {
        if let Some(metric) = base.strip_prefix("krippendorff_alpha_gwet_weights_") {
            return Some(alpha::weighted(table, &self.weights(metric)?));
        }
        let metric = match base.strip_prefix("krippendorff_alpha") {
            Some("" | "_nominal") => Some(Metric::Nominal),
            Some("_ordinal") => Some(Metric::Ordinal),
            Some("_interval") => Some(Metric::Interval),
            Some("_ratio") => Some(Metric::Ratio),
            _ => None,
        };
        if let Some(metric) = metric {
            return Some(alpha::alpha(table, &self.scale, metric));
        }
        let (name, chance) = NAMES.iter().find(|(name, _)| base.starts_with(name))?;
        let weights = self.weights(base.strip_prefix(name)?.trim_start_matches('_'))?;
        Some(chance::estimate(table, &weights, *chance))
    }

    fn cohen(&self, key: &str) -> Said {
        let crossed = Crossed::of(&self.table);
        let kappa = |weights: &Weights| crossed.clone().and_then(|c| cohen::kappa(&c, weights));
        let (rest, plain) = match key.strip_prefix("weighted_kappa_") {
            Some(rest) => (rest, false),
            None => (key, true),
        };
        let (name, stat) = match rest.strip_suffix("_se") {
            Some(name) => (name, "se"),
            None => (rest, ""),
        };
        if !plain {
            return said(kappa(&self.weights(name)?), |k| {
                Some(vec![if stat == "se" { k.error } else { k.value }])
            });
        }
        let binary = || crossed.clone().map(|c| cohen::binary(&c));
        let index =
            |pick: fn(&cohen::Binary) -> Option<f64>| said(binary(), |b| Some(vec![pick(&b?)?]));
        let identity = kappa(&self.weights("")?);
        said(identity, |k| {
            Some(match key {
                "cohen_kappa" | "cohen_kappa_pairwise_complete" => vec![k.value],
                "cohen_kappa_se" => vec![k.error],
                "cohen_kappa_se0" => vec![k.null_error],
                "cohen_kappa_max" => vec![k.maximum],
                "expected_agreement_cohen" => vec![k.expected],
                "cohen_kappa_ci95_z" => {
                    let upper = k.value + Z * k.error;
                    vec![k.value - Z * k.error, if upper > 1.0 { 1.0 } else { upper }]
                }
                _ => return None,
            })
        })
        .filter(|_| key.contains("cohen"))
        .or_else(|| match key {
            "pabak" => index(|b| Some(b.adjusted)),
            "positive_agreement" => index(|b| b.positive),
            "negative_agreement" => index(|b| b.negative),
            "prevalence_index" => index(|b| Some(b.prevalence)),
            "bias_index" => index(|b| Some(b.bias)),
            _ => None,
        })
    }

    /// Cohen's kappa of each pair of evaluators.
    fn pairwise(&self) -> Option<Vec<f64>> {
        let people: Vec<usize> = self.table.evaluators().into_iter().collect();
        let weights = self.weights("")?;
        let pair = |(one, other): (usize, usize)| {
            let of = |row: &[(usize, usize)], who| row.iter().find(|r| r.0 == who).map(|r| r.1);
            let rows = self.table.rows().iter();
            let pairs = rows.filter_map(|row| Some((of(row, one)?, of(row, other)?)));
            let crossed = Crossed::of_pairs(self.table.categories(), pairs);
            cohen::kappa(&crossed, &weights).ok().map(|kappa| kappa.value)
        };
        let later = |at: usize| people[at + 1..].iter().copied();
        let all = people.iter().enumerate();
        all.flat_map(|(at, one)| later(at).map(move |other| (*one, other))).map(pair).collect()
    }

    fn counts(&self, key: &str) -> Said {
        let n = match key {
            "n" | "n_interactions" => self.table.rated_by(1),
            "n_rated_by_2_or_more" => self.table.rated_by(2),
            "n_evaluators" => self.table.evaluators().len(),
            _ => return None,
        };
        Some(Ok(vec![real::length(n)]))
    }

    fn say(&self, key: &str) -> Said {
        match key {
            "pairwise_cohen_kappa" => return self.pairwise().map(Ok),
            "light_kappa" => {
                let all = self.pairwise()?;
                let n = real::length(all.len());
                return Some(Ok(vec![all.iter().sum::<f64>() / n]));
            }
            "fleiss_kappa_check" => return self.say("fleiss_kappa"),
            "conger_kappa_exact_check" => return self.say("conger_kappa"),
            _ => {}
        }
        if let Some(said) = self.counts(key).or_else(|| self.cohen(key)) {
            return Some(said);
        }
        if key == "percent_agreement_wilson95" {
            let estimate = chance::estimate(&self.table, &self.weights("")?, Chance::None).unwrap();
            let n = u64::try_from(self.table.rated_by(2)).unwrap();
            assert!((estimate.observed - 1.0).abs() < 1e-12);
            return Some(pair(wilson(n, n, Z)).ok_or_else(String::new));
        }
        let (raw, rest) = key.strip_prefix("raw.").map_or((false, key), |rest| (true, rest));
        let (pairable, rest) = rest.strip_prefix("pairable.").map_or((false, rest), |r| (true, r));
        let (base, stat) = ["_se", "_ci95_t", "_ci95_wilson", "_ci95", ""]
            .into_iter()
            .find_map(|stat| Some((rest.strip_suffix(stat)?, stat)))?;
        let wilson = stat == "_ci95_wilson";
        let table = if pairable || wilson { self.table.pairable() } else { self.table.clone() };
        // The names of raw alphas leave out whose weights they are.
        let renamed = base.replace("krippendorff_alpha_", "krippendorff_alpha_gwet_weights_");
        let base = if raw { renamed.as_str() } else { base };
        let estimate = self.estimate(base, &table)?;
        let n = real::length(table.rated_by(1));
        let shrink = if self.divisor_n && !raw { ((n - 1.0) / n).sqrt() } else { 1.0 };
        said(estimate, |e| match stat {
            "_se" => e.error.map(|error| vec![error * shrink]),
            "_ci95_t" | "_ci95" => pair(e.large_sample_limits(0.95)),
            "_ci95_wilson" => pair(e.limits(0.95)),
            _ => Some(vec![e.value]),
        })
    }
}

fn subject(folder: &Path, case: &Value) -> Subject {
    let params = &case["params"];
    let kind = params["scale"].as_str().unwrap_or("nominal");
    let scale = scale(&params["categories"], kind);
    let rows = rows(&folder.join("evaluations.csv"), [0, 1, 2, 3]);
    let question = rows[0][2].clone();
    let ratings = ratings(&rows, [(question, scale.clone())].into());
    let table = ratings.questions(None).remove(0).table;
    let custom = params["custom_agreement_weights"].as_array().map(|rows| {
        let cells = rows.iter().flat_map(|row| row.as_array().unwrap());
        Weights::custom(scale.len(), cells.map(|cell| cell.as_f64().unwrap()).collect())
    });
    let divisor_n = case["inputs"]["table.csv"].is_object();
    Subject { table, scale, custom, divisor_n }
}

fn run_topic(topic: &str) {
    let mut tally = Tally::default();
    for folder in cases(topic).iter().filter(|folder| !folder.ends_with("form-pooled-kappa")) {
        let case = json(&folder.join("expected.json"));
        let subject = subject(folder, &case);
        let name = case["case"].as_str().unwrap();
        for (key, expected) in case["expected"].as_object().unwrap() {
            tally.compare((name, key), expected, &subject.say(key));
        }
    }
    tally.finish(topic);
}

#[test]
fn two_evaluators() {
    run_topic("agreement-two-raters");
}

#[test]
fn many_evaluators() {
    run_topic("agreement-many-raters");
}

#[test]
fn a_form_pooled_over_its_questions() {
    let folder = "cases/agreement-many-raters/form-pooled-kappa";
    let Some(folder) = shared(folder) else { return };
    let case = json(&folder.join("expected.json"));
    let declared = scale(&case["params"]["categories"], "nominal");
    let rows = rows(&folder.join("evaluations.csv"), [0, 1, 2, 3]);
    let scales = rows.iter().map(|row| (row[2].clone(), declared.clone())).collect();
    let questions = ratings(&rows, scales).questions(None);
    let tables: Vec<Table> = questions.iter().map(|question| question.table.clone()).collect();
    let of = |key: &str| -> Vec<f64> {
        let row = coefficient::by_key(key).unwrap();
        tables.iter().map(|table| row.estimate(table, &declared).unwrap().value).collect()
    };
    let form = pooled::kappa(&tables).unwrap();
    let mut tally = Tally::default();
    for (key, expected) in case["expected"].as_object().unwrap() {
        let got = match key.as_str() {
            "kappa_by_question" => Some(of("cohen_kappa")),
            "ac1_by_question" => Some(of("ac1")),
            "mean_po" => Some(vec![form.observed]),
            "mean_pe" => Some(vec![form.expected]),
            "pooled_kappa" => Some(vec![form.value]),
            "pooled_kappa_jackknife_se" => pooled::jackknife_error(&tables).map(|se| vec![se]),
            _ => None,
        };
        tally.compare(("form-pooled-kappa", key), expected, &got.map(Ok));
    }
    tally.finish("form-pooled-kappa");
}

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
                _ => None,
            };
            tally.compare((case["case"].as_str().unwrap(), key), expected, &got.map(Ok));
        }
    }
    tally.finish("reference-bias");
}

/// An expected number of a plain map, exact to six decimals.
fn six(value: &Value) -> Value {
    serde_json::json!({ "value": value, "tolerance": 6e-7 })
}

fn compare_cac(tally: &mut Tally, name: &str, expected: &Value, subject: &Subject) {
    for (rule, block) in expected.as_object().unwrap() {
        let Some(rule) = rule.strip_prefix("cac_") else { continue };
        let suffix = if rule == "identity" { String::new() } else { format!("_{rule}") };
        for (key, value) in block.as_object().unwrap() {
            let known = match key.as_str() {
                "n_units" => "n_interactions".to_owned(),
                "n_units_2plus" => "n_rated_by_2_or_more".to_owned(),
                "pa" => format!("percent_agreement{suffix}"),
                "fleiss" => format!("fleiss_kappa{suffix}"),
                "gwet" => format!("gwet_ac{suffix}"),
                "brennan_prediger" => format!("brennan_prediger{suffix}"),
                "krippendorff_w" if suffix.is_empty() => "krippendorff_alpha".to_owned(),
                "krippendorff_w" => format!("krippendorff_alpha_gwet_weights{suffix}"),
                other => other.to_owned(),
            };
            tally.compare((name, &format!("cac_{rule}.{key}")), &six(value), &subject.say(&known));
        }
    }
}

/// A table with the categories its answers show. Text gets ranks, so that every metric can be tried.
fn textbook(folder: &Path, name: &str) -> Subject {
    let rows = rows(&folder.join(format!("{name}.csv")), [0, 1, 9, 2]);
    let found = ratings(&rows, BTreeMap::new()).questions(None).remove(0);
    let labels = found.scale.category_labels().to_vec();
    let ranked = || Scale::labels(Level::Ordinal, labels);
    let scale = if found.scale.has_values() { found.scale } else { ranked() };
    Subject { table: found.table, scale, custom: None, divisor_n: false }
}

#[test]
fn textbook_tables() {
    let Some(folder) = shared("data/irr-golden") else { return };
    let expected = json(&folder.join("expected_irr.json"));
    let mut tally = Tally::default();
    let observed = |name: &str| textbook(&folder, name);
    for (name, block) in expected["computed_here"].as_object().unwrap() {
        let subject = observed(name);
        compare_cac(&mut tally, name, block, &subject);
        for (key, value) in
            block.as_object().unwrap().iter().filter(|(key, _)| key.starts_with("alpha"))
        {
            let metric = key.split('_').nth(1).unwrap();
            let said = subject.say(&format!("krippendorff_alpha_{metric}"));
            tally.compare((name, key), &six(value), &said);
        }
    }
    for test in expected["irrCAC_unit_test_values"].as_array().unwrap() {
        let subject = observed(test["dataset"].as_str().unwrap());
        let text = |key: &str| test[key].as_str().unwrap();
        let weights = if text("weights") == "identity" { "" } else { text("weights") };
        let base = match text("coefficient") {
            "krippendorff" if weights.is_empty() => "krippendorff_alpha".to_owned(),
            "krippendorff" => format!("krippendorff_alpha_gwet_weights_{weights}"),
            "gwet" => format!("gwet_ac_{weights}"),
            "fleiss" => format!("fleiss_kappa_{weights}"),
            "conger" => format!("conger_kappa_{weights}"),
            "bp" | "brennan_prediger" => format!("brennan_prediger_{weights}"),
            other => other.to_owned(),
        };
        let base = base.trim_end_matches('_');
        // One test of that program brings weights of its own that the file does not tell.
        let untold = text("test").contains("custom");
        let interval =
            serde_json::json!([test["confidence_interval_0"], test["confidence_interval_1"]]);
        let parts = [
            ("", test["coefficient_value"].clone()),
            ("_se", test["se"].clone()),
            ("_ci95_t", interval),
        ];
        for (stat, value) in parts {
            let whole = value.is_number()
                || value.as_array().is_some_and(|v| v.iter().all(Value::is_number));
            if untold || !whole {
                continue;
            }
            let expected = serde_json::json!({ "value": value, "tolerance": 6e-4 });
            tally.compare(
                (text("test"), &format!("{base}{stat}")),
                &expected,
                &subject.say(&format!("{base}{stat}")),
            );
        }
    }
    tally.finish("irr-golden");
}

#[test]
fn nineteen_annotators_of_dialogues() {
    let Some(folder) = shared("data/dch1-dialogue-quality") else { return };
    let expected = json(&folder.join("expected_irr.json"));
    let declared = Scale::numbers(Level::Ordinal, (-2..=2).map(|v: i64| (v.to_string(), v * 1000)));
    let scales = ["A", "E", "S"].map(|id| (id.to_owned(), declared.clone())).into();
    let ratings = ratings(&rows(&folder.join("ratings.csv"), [0, 1, 2, 3]), scales);
    let mut tally = Tally::default();
    for question in ratings.questions(None) {
        let block = &expected[&question.id];
        let table = question.table.clone();
        let subject = Subject { table, scale: declared.clone(), custom: None, divisor_n: false };
        compare_cac(&mut tally, &question.id, block, &subject);
        let row = |key: &str| {
            let estimate = coefficient::by_key(key).unwrap().estimate(&question.table, &declared);
            said(estimate, |estimate| Some(vec![estimate.value]))
        };
        for (key, value) in
            block.as_object().unwrap().iter().filter(|(key, _)| !key.starts_with("cac"))
        {
            let got = match key.as_str() {
                "within_one_pairwise" => row("within_one"),
                "alpha_nominal" | "alpha_ordinal" | "alpha_interval" => row(key),
                "ratings" => Some(Ok(vec![real::length(question.table.ratings())])),
                "dialogues" => subject.counts("n"),
                _ => None,
            };
            tally.compare((&question.id, key), &six(value), &got);
        }
    }
    tally.finish("dch1");
}
