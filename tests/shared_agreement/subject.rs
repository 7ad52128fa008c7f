//! One table of ratings, asked by the names that the cases give to quantities.

use super::cases::{Said, Z, pair, ratings, rows, said, scale};
use qa::agreement::alpha::{self, Metric};
use qa::agreement::chance::{self, Chance};
use qa::agreement::cohen::{self, Crossed};
use qa::agreement::estimate::{Estimate, Undefined};
use qa::agreement::fleiss;
use qa::agreement::scale::Scale;
use qa::agreement::table::Table;
use qa::agreement::weights::{Rule, Weights};
use qa::stats::real;
use qa::stats::tail;
use qa::stats::wilson::wilson;
use serde_json::Value;
use std::path::Path;

/// Names of the coefficients in the cases, longer ones first.
pub(super) const NAMES: [(&str, Chance); 12] = [
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

/// One table of ratings under test.
pub(super) struct Subject {
    pub(super) table: Table,
    pub(super) scale: Scale,
    pub(super) custom: Option<Weights>,
    /// Standard errors are printed with divisor n, as for a table of two evaluators.
    pub(super) divisor_n: bool,
}

impl Subject {
    pub(super) fn weights(&self, name: &str) -> Option<Weights> {
        let rule = match name {
            "" => Rule::Identity,
            "linear" => Rule::Linear,
            "quadratic" => Rule::Quadratic,
            "ordinal" => Rule::Ordinal,
            "radical" => Rule::Radical,
            "ratio" => Rule::Ratio,
            "circular" => Rule::Circular,
            "bipolar" => Rule::Bipolar,
            "custom" => return self.custom.clone(),
            _ => return None,
        };
        Weights::of(rule, &self.scale.numeric())
    }

    pub(super) fn estimate(
        &self,
        base: &str,
        table: &Table,
    ) -> Option<Result<Estimate, Undefined>> {
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

    pub(super) fn cohen(&self, key: &str) -> Said {
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
    pub(super) fn pairwise(&self) -> Option<Vec<f64>> {
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

    fn null_error(&self) -> Option<f64> {
        fleiss::by_category(&self.table)?.overall_null_error
    }

    pub(super) fn counts(&self, key: &str) -> Said {
        let n = match key {
            "n" | "n_interactions" => self.table.rated_by(1),
            "n_rated_by_2_or_more" => self.table.rated_by(2),
            "n_evaluators" => self.table.evaluators().len(),
            _ => return None,
        };
        Some(Ok(vec![real::length(n)]))
    }

    pub(super) fn say(&self, key: &str) -> Said {
        match key {
            "pairwise_cohen_kappa" => return self.pairwise().map(Ok),
            "light_kappa" => {
                let all = self.pairwise()?;
                let n = real::length(all.len());
                return Some(Ok(vec![all.iter().sum::<f64>() / n]));
            }
            "fleiss_kappa_check" => return self.say("fleiss_kappa"),
            "conger_kappa_exact_check" => return self.say("conger_kappa"),
            "fleiss_kappa_by_category" => {
                let found = fleiss::by_category(&self.table)?;
                return found.kappa.into_iter().collect::<Option<Vec<f64>>>().map(Ok);
            }
            "fleiss_kappa_se0" => return self.null_error().map(|error| Ok(vec![error])),
            "fleiss_kappa_z_null" => {
                let kappa = self.estimate("fleiss_kappa", &self.table)?.unwrap().value;
                return Some(Ok(vec![kappa / self.null_error()?]));
            }
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
        let (base, stat) =
            ["_se", "_ci95_t", "_ci95_wilson", "_ci95", "_pa", "_pe", "_p_value", ""]
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
            "_pa" => Some(vec![e.observed]),
            "_pe" => Some(vec![e.expected]),
            "_p_value" => e.error.filter(|error| *error > 0.0).map(|error| {
                let alpha = base.starts_with("krippendorff");
                let rows = if alpha { e.basis.pairable } else { e.basis.interactions };
                let p = tail::student(e.value / error, real::length(rows) - 1.0);
                // The program whose values these are tells one side of this one.
                vec![if base.starts_with("brennan") { p / 2.0 } else { p }]
            }),
            _ => Some(vec![e.value]),
        })
    }
}

pub(super) fn subject(folder: &Path, case: &Value) -> Subject {
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
