//! Published cases of surveys, sizes and shares, where they are there: `../shared/cases`.
#![expect(clippy::unwrap_used, reason = "a failed set-up should fail the test")]
#![expect(clippy::print_stdout, reason = "a skipped test says so")]

use qa::sampling::{Ticket, systematic};
use qa::stats::survey::{Cluster, Design, Estimate, Unit, exact, korn_graubard, logit, two_stage};
use qa::stats::{normal, proportion, size, wilson};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

fn case(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/cases").join(name);
    let there = fs::metadata(&path).is_ok();
    if !there {
        println!("skipped: `{}` is not there", path.display());
    }
    there.then_some(path)
}

fn expected(case: &Path) -> Value {
    let text = fs::read_to_string(case.join("expected.json")).unwrap();
    serde_json::from_str::<Value>(&text).unwrap()["expected"].clone()
}

fn rows(path: PathBuf) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    let pairs = |record: csv::StringRecord| {
        header.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect()
    };
    reader.records().map(|record| pairs(record.unwrap())).collect()
}

/// Compares numbers or lists of numbers with what a case expects, to its tolerance.
fn check(expected: &Value, key: &str, got: &[f64]) {
    let one = &expected[key];
    assert!(!one.is_null(), "the case has `{key}`");
    let tolerance = one["tolerance"].as_f64().unwrap();
    let values: Vec<f64> = match &one["value"] {
        Value::Array(list) => list.iter().map(|value| value.as_f64().unwrap()).collect(),
        value => vec![value.as_f64().unwrap()],
    };
    assert_eq!(values.len(), got.len(), "{key}");
    for (value, got) in values.iter().zip(got) {
        // A tolerance of nothing is for whole numbers.
        assert!(
            (value - got).abs() <= tolerance + 1e-12 * value.abs(),
            "{key}: got {got}, expected {value}"
        );
    }
}

fn ends(limits: Option<(f64, f64)>) -> [f64; 2] {
    let (low, high) = limits.unwrap();
    [low, high]
}

struct Survey {
    design: Design,
    rows: Vec<BTreeMap<String, String>>,
    strata: Vec<String>,
}

impl Survey {
    fn read(case: &Path, (stratum, size, y): (&str, Option<&str>, &str), all: f64) -> Self {
        let rows = rows(case.join("sample.csv"));
        let key = |row: &BTreeMap<String, String>| row.get(stratum).cloned().unwrap_or_default();
        let mut strata: Vec<String> = rows.iter().map(key).collect();
        strata.sort();
        strata.dedup();
        let at = |row: &BTreeMap<String, String>| {
            strata.iter().position(|one| *one == key(row)).unwrap()
        };
        let count = |stratum: usize| rows.iter().filter(|row| at(row) == stratum).count();
        let sizes: Vec<f64> = (0..strata.len())
            .map(|stratum| {
                let row = rows.iter().find(|row| at(row) == stratum).unwrap();
                size.map_or(all, |size| row[size].parse().unwrap())
            })
            .collect();
        let units = rows
            .iter()
            .map(|row| Unit {
                stratum: at(row),
                weight: sizes[at(row)] / f64::from(u32::try_from(count(at(row))).unwrap()),
                y: row[y].parse().unwrap(),
            })
            .collect();
        Self { design: Design { strata: sizes, units }, rows, strata }
    }

    fn column(&self, name: &str) -> Vec<f64> {
        self.rows.iter().map(|row| row[name].parse().unwrap()).collect()
    }

    fn of(&self, y: Vec<f64>) -> Design {
        let units = self.design.units.iter().zip(y);
        Design {
            strata: self.design.strata.clone(),
            units: units.map(|(unit, y)| Unit { y, ..*unit }).collect(),
        }
    }

    fn within(&self, column: &str, value: &str) -> impl Fn(usize) -> bool {
        let found: Vec<bool> = self.rows.iter().map(|row| row[column] == value).collect();
        move |at| found[at]
    }
}

fn se(estimate: Estimate) -> f64 {
    estimate.se().unwrap()
}

#[test]
fn lohrs_counties_agree() {
    let Some(case) = case("survey/lohr-agsrs") else { return };
    let (survey, expected) = (Survey::read(&case, ("none", None, "y"), 3078.0), expected(&case));
    let mean = survey.design.mean(&|_| true).unwrap();
    let total = survey.design.total(&|_| true).unwrap();
    check(&expected, "mean", &[mean.value]);
    check(&expected, "se_mean", &[se(mean)]);
    check(&expected, "total", &[total.value]);
    check(&expected, "se_total", &[se(total)]);
    check(&expected, "ci95_mean_t", &ends(mean.interval(0.95)));
    let below = survey.column("y").iter().map(|y| f64::from(u8::from(*y < 200_000.0))).collect();
    let share = survey.of(below).mean(&|_| true).unwrap();
    check(&expected, "share_below_200000", &[share.value]);
    check(&expected, "se_share", &[se(share)]);
    let ratio = survey.design.ratio(&survey.column("x"), &|_| true).unwrap();
    check(&expected, "ratio", &[ratio.value]);
    check(&expected, "se_ratio_sample_xbar", &[se(ratio)]);
    check(&expected, "ratio_total", &[ratio.value * 964_470_625.0]);
    check(&expected, "se_ratio_total", &[se(ratio) * 964_470_625.0]);

    let case = case.parent().unwrap().join("lohr-agstrat");
    let (survey, expected) =
        (Survey::read(&case, ("stratum", Some("N_h"), "y"), 0.0), self::expected(&case));
    let mean = survey.design.mean(&|_| true).unwrap();
    check(&expected, "mean", &[mean.value]);
    check(&expected, "se_mean", &[se(mean)]);
    check(&expected, "total", &[survey.design.total(&|_| true).unwrap().value]);
    check(&expected, "df", &[mean.df.unwrap()]);
    check(&expected, "ci95_mean_t", &ends(mean.interval(0.95)));
    for region in ["NC", "NE", "S", "W"] {
        let one = survey.design.mean(&survey.within("stratum", region)).unwrap();
        check(&expected, &format!("mean_{region}"), &[one.value]);
        check(&expected, &format!("se_{region}"), &[se(one)]);
    }
}

#[test]
fn the_schools_of_california_agree() {
    let Some(case) = case("survey/api-strat") else { return };
    let expected = expected(&case);
    let mut survey = Survey::read(&case, ("stratum", Some("N_h"), "y_api00"), 0.0);
    // R takes the weights of the file, which are rounded.
    let weights = survey.column("weight");
    for (unit, weight) in survey.design.units.iter_mut().zip(weights) {
        unit.weight = weight;
    }
    let mean = survey.design.mean(&|_| true).unwrap();
    check(&expected, "mean_api00", &[mean.value]);
    check(&expected, "se_mean_api00", &[se(mean)]);
    check(&expected, "ci95_mean_t", &ends(mean.interval(0.95)));
    let endless = Design { strata: vec![f64::INFINITY; 3], ..survey.design.clone() };
    check(&expected, "se_mean_api00_without_fpc", &[se(endless.mean(&|_| true).unwrap())]);
    let students = survey.of(survey.column("y_enroll"));
    let total = students.total(&|_| true).unwrap();
    check(&expected, "total_enroll", &[total.value]);
    check(&expected, "se_total_enroll", &[se(total)]);
    let ratio = survey.of(survey.column("x_api_stu")).ratio(&survey.column("y_enroll"), &|_| true);
    check(&expected, "ratio_apistu_enroll", &[ratio.unwrap().value]);
    check(&expected, "se_ratio", &[se(ratio.unwrap())]);
    let share = survey.of(survey.column("passed")).mean(&|_| true).unwrap();
    check(&expected, "share_sch_wide", &[share.value]);
    check(&expected, "se_share", &[se(share)]);
    check(&expected, "share_ci95_logit", &ends(logit(&share, 0.95)));
    check(&expected, "share_ci95_korn_graubard", &ends(korn_graubard(&share, 200, 0.95)));
    let mut domains = 0;
    for key in expected.as_object().unwrap().keys() {
        let Some(county) = key.strip_prefix("domain_").and_then(|key| key.strip_suffix("_mean"))
        else {
            continue;
        };
        let within = survey.within("domain_county", county);
        let mean = survey.design.mean(&within).unwrap();
        check(&expected, key, &[mean.value]);
        check(&expected, &format!("domain_{county}_se"), &[se(mean)]);
        let total = students.total(&within).unwrap();
        check(&expected, &format!("domain_{county}_total_enroll"), &[total.value]);
        check(&expected, &format!("domain_{county}_total_se"), &[se(total)]);
        domains += 1;
    }
    assert!(domains >= 10, "{domains} counties");
}

#[test]
fn two_stages_agree() {
    let Some(case) = case("survey/api-clus2") else { return };
    let expected = expected(&case);
    let mut clusters: BTreeMap<String, (f64, Vec<f64>)> = BTreeMap::new();
    for row in rows(case.join("sample.csv")) {
        let size = row["N_units_in_cluster"].parse().unwrap();
        let one = clusters.entry(row["cluster"].clone()).or_insert((size, Vec::new()));
        one.1.push(row["y_api00"].parse().unwrap());
    }
    let clusters: Vec<Cluster> = clusters
        .into_values()
        .map(|(size, y)| Cluster { size, units: y.into_iter().map(|y| (y, 1.0)).collect() })
        .collect();
    let (mean, variance) = two_stage(&clusters, 757.0).unwrap();
    check(&expected, "mean", &[mean]);
    check(&expected, "se_mean", &[variance.sqrt()]);
}

#[test]
fn quotas_of_agents_agree() {
    for name in ["qa-agents-quota5", "qa-agents-lonely-dev"] {
        let Some(case) = case(&format!("survey/{name}")) else { return };
        let expected = expected(&case);
        let survey = Survey::read(&case, ("agent", Some("N_h"), "score"), 0.0);
        let mean = survey.design.mean(&|_| true).unwrap();
        check(&expected, "mean", &[mean.value]);
        check(&expected, "se_mean", &[se(mean)]);
        check(&expected, "df", &[mean.df.unwrap()]);
        check(&expected, "ci95_mean_t", &ends(mean.interval(0.95)));
        check(&expected, "kish_n_eff", &[survey.design.effective_size().unwrap()]);
        let critical = survey.of(survey.column("critical")).mean(&|_| true).unwrap();
        check(&expected, "critical_rate", &[critical.value]);
        check(&expected, "se_critical_rate", &[se(critical)]);
        let n = survey.rows.len();
        check(&expected, "critical_ci95_korn_graubard", &ends(korn_graubard(&critical, n, 0.95)));
        check(&expected, "critical_ci95_logit", &ends(logit(&critical, 0.95)));
        for agent in &survey.strata {
            let one = survey.design.mean(&survey.within("agent", agent)).unwrap();
            check(&expected, &format!("agent_{agent}_mean"), &[one.value]);
            if expected[format!("agent_{agent}_se")]["value"].is_null() {
                assert_eq!((one.variance, one.df), (None, None), "{agent}");
                continue;
            }
            check(&expected, &format!("agent_{agent}_se"), &[se(one)]);
            check(&expected, &format!("agent_{agent}_ci95"), &ends(one.interval(0.95)));
        }
        for (column, values) in
            [("team", ["north", "south"].as_slice()), ("channel", &["chat", "email", "voice"])]
        {
            for value in values {
                let key = format!("{column}_{value}_mean");
                if expected[&key].is_null() {
                    continue;
                }
                let one = survey.design.mean(&survey.within(column, value)).unwrap();
                check(&expected, &key, &[one.value]);
                check(&expected, &format!("{column}_{value}_se"), &[se(one)]);
            }
        }
    }
}

#[test]
fn a_census_has_no_error() {
    let Some(case) = case("survey/census") else { return };
    let expected = expected(&case);
    let survey = Survey::read(&case, ("agent", Some("N_h"), "score"), 0.0);
    let mean = survey.design.mean(&|_| true).unwrap();
    check(&expected, "mean", &[mean.value]);
    check(&expected, "se_mean", &[se(mean)]);
}

#[test]
fn shares_agree() {
    let Some(folder) = case("proportion-ci") else { return };
    let z = normal::quantile(0.975);
    for entry in fs::read_dir(folder).unwrap() {
        let case = entry.unwrap().path();
        let expected = expected(&case);
        let row = &rows(case.join("counts.csv"))[0];
        let count = |name: &str| row[name].parse::<u64>().unwrap();
        let (x, n) = (count("positives"), count("n"));
        if !expected["hypergeometric_count_ci"].is_null() {
            let (low, high) = proportion::finite(x, n, count("N"), 0.95).unwrap();
            let ends = [low, high].map(|end| f64::from(u32::try_from(end).unwrap()));
            check(&expected, "hypergeometric_count_ci", &ends);
            continue;
        }
        check(&expected, "wilson", &ends(wilson::wilson(x, n, z)));
        check(&expected, "agresti_coull", &ends(proportion::agresti_coull(x, n, 0.95)));
        check(&expected, "clopper_pearson", &ends(proportion::clopper_pearson(x, n, 0.95)));
        let (x, n) = (f64::from(u32::try_from(x).unwrap()), f64::from(u32::try_from(n).unwrap()));
        assert_eq!(
            Some(exact(x, n, 0.95)),
            proportion::clopper_pearson(count("positives"), count("n"), 0.95)
        );
    }
}

#[test]
fn sizes_agree() {
    let Some(folder) = case("sample-size") else { return };
    let of = |name: &str| expected(&folder.join(name));
    let whole = |n: u64| f64::from(u32::try_from(n).unwrap());
    let z = normal::quantile(0.975);

    let one = of("cochran-proportion");
    let found = size::for_share(0.5, 0.05, 2.0, Some(3200));
    check(&one, "n_unrounded", &[found.unrounded]);
    check(&one, "n", &[whole(found.n)]);

    let one = of("proportion-95-5");
    check(&one, "n0_unrounded", &[size::for_share(0.5, 0.05, z, None).unrounded]);
    let sizes = [None, Some(10_000), Some(1_000), Some(500), Some(100)];
    check(&one, "n", &sizes.map(|size| whole(size::for_share(0.5, 0.05, z, size).n)));

    let one = of("score-mean");
    let found = size::for_mean(12.0, 5.0, z, Some(180));
    check(&one, "n_unrounded", &[found.unrounded]);
    check(&one, "n", &[whole(found.n)]);
    check(&one, "n_t_corrected", &[whole(size::for_mean_by_t(12.0, 5.0, Some(180)))]);

    let one = of("detection");
    let rates = [0.01, 0.02, 0.05, 0.1, 0.2];
    check(&one, "n_95", &rates.map(|rate| whole(size::to_detect(rate, 0.95, None))));
    check(&one, "n_90", &rates.map(|rate| whole(size::to_detect(rate, 0.9, None))));
    check(&one, "n_95_N200_5pct", &[whole(size::to_detect(0.05, 0.95, Some(200)))]);

    check(&of("power-t"), "power_n20", &[size::power_of_means(1.0, 1.0, 20).unwrap()]);
    let one = of("power-two-proportions");
    let found = size::to_compare_shares(0.5, 0.75, 0.9);
    check(&one, "n_unrounded", &[found.unrounded]);
    check(&one, "n", &[whole(found.n)]);
}

#[test]
fn designs_agree() {
    for name in ["pps-equal", "pps-risk"] {
        let Some(case) = case(&format!("sampling-design/{name}")) else { return };
        let expected = expected(&case);
        let sizes: Vec<i64> = rows(case.join("frame.csv"))
            .iter()
            .map(|row| row["risk"].strip_suffix(".0").unwrap().parse().unwrap())
            .collect();
        let n = usize::try_from(
            expected["sum"]["value"].as_f64().map_or(0, |sum| if sum > 4.5 { 5 } else { 4 }),
        )
        .unwrap();
        let chances = systematic::probabilities(&sizes, n);
        let share = |(num, den): &(i128, i128)| {
            f64::from(i32::try_from(*num).unwrap()) / f64::from(i32::try_from(*den).unwrap())
        };
        check(&expected, "inclusion_probabilities", &chances.iter().map(share).collect::<Vec<_>>());
    }
    // The rule of tickets of the case is another (a unit separator instead of a bar); ours is checked
    // with `sha256sum` where it is made.
    assert_ne!(Ticket::of("2024-09", "call-00031"), Ticket::of("2024-09", "call-00057"));
}
