//! Estimates: Lohr's counties, the schools of California, and agents with quotas.

use crate::case::{Case, Row, ends};
use qa::stats::survey::{
    Cluster, Design, Estimate, Unit, arcsine, korn_graubard, logit, plain, two_stage,
    two_stage_total,
};
use std::collections::BTreeMap;

struct Survey {
    design: Design,
    rows: Vec<Row>,
    strata: Vec<String>,
}

impl Survey {
    fn read(case: &Case, (stratum, size, y): (&str, Option<&str>, &str), all: f64) -> Self {
        let rows = case.rows("sample.csv");
        let key = |row: &Row| row.get(stratum).cloned().unwrap_or_default();
        let mut strata: Vec<String> = rows.iter().map(key).collect();
        strata.sort();
        strata.dedup();
        let at = |row: &Row| strata.iter().position(|one| *one == key(row)).unwrap();
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

fn root(variance: Option<f64>) -> f64 {
    variance.unwrap().sqrt()
}

#[test]
fn lohrs_counties_agree() {
    let Some(case) = Case::open("survey/lohr-agsrs") else { return };
    let survey = Survey::read(&case, ("none", None, "y"), 3078.0);
    let mean = survey.design.mean(&|_| true).unwrap();
    let total = survey.design.total(&|_| true).unwrap();
    case.check("mean", &[mean.value]);
    case.check("se_mean", &[se(mean)]);
    case.check("total", &[total.value]);
    case.check("se_total", &[se(total)]);
    case.check("ci95_mean_t", &ends(mean.interval(0.95)));
    let below = survey.column("y").iter().map(|y| f64::from(u8::from(*y < 200_000.0))).collect();
    let share = survey.of(below).mean(&|_| true).unwrap();
    case.check("share_below_200000", &[share.value]);
    case.check("se_share", &[se(share)]);

    let (x, known) = (survey.column("x"), 964_470_625.0);
    let ratio = survey.design.ratio(&x, &|_| true).unwrap();
    case.check("ratio", &[ratio.value]);
    case.check("se_ratio_sample_xbar", &[se(ratio)]);
    let total = survey.design.ratio_total(&x, known).unwrap();
    case.check("ratio_total", &[total.total.value]);
    case.check("se_ratio_total", &[se(total.total)]);
    case.check("se_ratio_total_popmean", &[root(total.plain)]);
    let helping: Vec<Vec<f64>> = x.iter().map(|x| vec![1.0, *x]).collect();
    let greg = survey.design.regression(&helping, &[3078.0, known]).unwrap();
    case.check("greg_total", &[greg.total.value]);
    case.check("se_greg_total", &[se(greg.total)]);
    case.check("se_greg_total_without_g", &[root(greg.plain)]);
    case.close();
}

#[test]
fn lohrs_regions_agree() {
    let Some(case) = Case::open("survey/lohr-agstrat") else { return };
    let survey = Survey::read(&case, ("stratum", Some("N_h"), "y"), 0.0);
    let mean = survey.design.mean(&|_| true).unwrap();
    let total = survey.design.total(&|_| true).unwrap();
    case.check("mean", &[mean.value]);
    case.check("se_mean", &[se(mean)]);
    case.check("total", &[total.value]);
    case.check("se_total", &[se(total)]);
    case.check("df", &[mean.df.unwrap()]);
    case.check("satterthwaite_df", &[mean.satterthwaite.unwrap()]);
    case.check("deff", &[survey.design.effect().unwrap()]);
    case.check("ci95_mean_t", &ends(mean.interval(0.95)));
    for region in ["NC", "NE", "S", "W"] {
        let one = survey.design.mean(&survey.within("stratum", region)).unwrap();
        case.check(&format!("mean_{region}"), &[one.value]);
        case.check(&format!("se_{region}"), &[se(one)]);
    }
    case.close();
}

#[test]
fn the_schools_of_california_agree() {
    let Some(case) = Case::open("survey/api-strat") else { return };
    let mut survey = Survey::read(&case, ("stratum", Some("N_h"), "y_api00"), 0.0);
    // R takes the weights of the file, which are rounded.
    let weights = survey.column("weight");
    for (unit, weight) in survey.design.units.iter_mut().zip(weights) {
        unit.weight = weight;
    }
    let mean = survey.design.mean(&|_| true).unwrap();
    case.check("mean_api00", &[mean.value]);
    case.check("se_mean_api00", &[se(mean)]);
    case.check("df", &[mean.df.unwrap()]);
    case.check("ci95_mean_t", &ends(mean.interval(0.95)));
    let endless = Design { strata: vec![f64::INFINITY; 3], ..survey.design.clone() };
    case.check("se_mean_api00_without_fpc", &[se(endless.mean(&|_| true).unwrap())]);
    let students = survey.of(survey.column("y_enroll"));
    let total = students.total(&|_| true).unwrap();
    case.check("total_enroll", &[total.value]);
    case.check("se_total_enroll", &[se(total)]);
    let ratio = survey.of(survey.column("x_api_stu")).ratio(&survey.column("y_enroll"), &|_| true);
    case.check("ratio_apistu_enroll", &[ratio.unwrap().value]);
    case.check("se_ratio", &[se(ratio.unwrap())]);
    let share = survey.of(survey.column("passed")).mean(&|_| true).unwrap();
    case.check("share_sch_wide", &[share.value]);
    case.check("se_share", &[se(share)]);
    case.check("share_ci95_logit", &ends(logit(&share, 0.95)));
    case.check("share_ci95_korn_graubard", &ends(korn_graubard(&share, 200, 0.95)));
    case.check("share_ci95_mean", &ends(plain(&share, 0.95)));
    case.check("share_ci95_asin", &ends(arcsine(&share, 0.95)));
    for stratum in ["E", "H", "M"] {
        let one = survey.design.mean(&survey.within("stratum", stratum)).unwrap();
        case.check(&format!("mean_{stratum}"), &[one.value]);
        case.check(&format!("se_{stratum}"), &[se(one)]);
    }
    for key in case.keys() {
        let county = key.strip_prefix("domain_").and_then(|key| key.strip_suffix("_mean"));
        let Some(county) = county else { continue };
        let within = survey.within("domain_county", county);
        let mean = survey.design.mean(&within).unwrap();
        case.check(&key, &[mean.value]);
        case.check(&format!("domain_{county}_se"), &[se(mean)]);
        let total = students.total(&within).unwrap();
        case.check(&format!("domain_{county}_total_enroll"), &[total.value]);
        case.check(&format!("domain_{county}_total_se"), &[se(total)]);
    }
    case.close();
}

#[test]
fn two_stages_agree() {
    let Some(case) = Case::open("survey/api-clus2") else { return };
    let clusters = |column: &str| -> Vec<Cluster> {
        let mut found: BTreeMap<String, Cluster> = BTreeMap::new();
        for row in case.rows("sample.csv") {
            let size = row["N_units_in_cluster"].parse().unwrap();
            let one = found
                .entry(row["cluster"].clone())
                .or_insert_with(|| Cluster { size, units: Vec::new() });
            let y = row[column].parse::<f64>();
            one.units.push(y.map_or((0.0, 0.0), |y| (y, 1.0)));
        }
        found.into_values().collect()
    };
    let (mean, variance) = two_stage(&clusters("y_api00"), 757.0).unwrap();
    case.check("mean", &[mean]);
    case.check("se_mean", &[variance.sqrt()]);
    let (total, variance) = two_stage_total(&clusters("y_enroll"), 757.0).unwrap();
    case.check("total_enroll", &[total]);
    case.check("se_total", &[variance.sqrt()]);
    case.close();
}

#[test]
fn quotas_of_agents_agree() {
    for name in ["qa-agents-quota5", "qa-agents-lonely-dev"] {
        let Some(case) = Case::open(&format!("survey/{name}")) else { return };
        let survey = Survey::read(&case, ("agent", Some("N_h"), "score"), 0.0);
        let mean = survey.design.mean(&|_| true).unwrap();
        case.check("mean", &[mean.value]);
        case.check("se_mean", &[se(mean)]);
        case.check("df", &[mean.df.unwrap()]);
        case.check("ci95_mean_t", &ends(mean.interval(0.95)));
        case.check("kish_n_eff", &[survey.design.effective_size().unwrap()]);
        let scores = survey.column("score");
        let n = f64::from(u32::try_from(scores.len()).unwrap());
        case.check("unweighted_mean", &[scores.iter().sum::<f64>() / n]);
        let critical = survey.of(survey.column("critical")).mean(&|_| true).unwrap();
        case.check("critical_rate", &[critical.value]);
        case.check("se_critical_rate", &[se(critical)]);
        let limits = korn_graubard(&critical, scores.len(), 0.95);
        case.check("critical_ci95_korn_graubard", &ends(limits));
        case.check("critical_ci95_logit", &ends(logit(&critical, 0.95)));
        for agent in &survey.strata {
            let one = survey.design.mean(&survey.within("agent", agent)).unwrap();
            case.check(&format!("agent_{agent}_mean"), &[one.value]);
            if case.value(&format!("agent_{agent}_se")).is_null() {
                assert_eq!((one.variance, one.df), (None, None), "{agent}");
                continue;
            }
            case.check(&format!("agent_{agent}_se"), &[se(one)]);
            case.check(&format!("agent_{agent}_ci95"), &ends(one.interval(0.95)));
        }
        let domains =
            [("team", ["north", "south"].as_slice()), ("channel", &["chat", "email", "voice"])];
        for (column, value) in
            domains.iter().flat_map(|(column, values)| values.iter().map(move |one| (column, one)))
        {
            let key = format!("{column}_{value}_mean");
            if case.has(&key) {
                let one = survey.design.mean(&survey.within(column, value)).unwrap();
                case.check(&key, &[one.value]);
                case.check(&format!("{column}_{value}_se"), &[se(one)]);
            }
        }
        case.close();
    }
}

#[test]
fn a_census_has_no_error() {
    let Some(case) = Case::open("survey/census") else { return };
    let survey = Survey::read(&case, ("agent", Some("N_h"), "score"), 0.0);
    let mean = survey.design.mean(&|_| true).unwrap();
    case.check("mean", &[mean.value]);
    case.check("se_mean", &[se(mean)]);
    case.close();
}
