//! Control charts.

use super::cases::{Case, Said, one, run};
use qa::stats::chart::{self, Point, Spread};
use qa::stats::cusum::Sums;
use qa::stats::runs::{Rule, Runs};
use qa::stats::{cusum, mean, real, subgroup};

/// The mean moving range of two and the largest that is chance, in the tabulated constants.
const D2: f64 = 1.128;
const D4: f64 = 3.267;

#[test]
fn control_charts() {
    run("spc", |case, key| match case.name.as_str() {
        "constants" => constant(key),
        "ewma-cusum-montgomery" => drift(case, key),
        "xbar-pistonrings" => subgroups(case, key),
        _ => series(case, key),
    });
}

fn constant(key: &str) -> Result<Said, ()> {
    let (name, n) = key.split_once('_').ok_or(())?;
    let n: u32 = n.parse().map_err(|_| ())?;
    Ok(match name {
        "d2" => one(subgroup::mean_range(n)),
        "d3" => one(subgroup::range_deviation(n)),
        "c4" => one(chart::c4(n.into())),
        _ => return Err(()),
    })
}

fn drift(case: &Case, key: &str) -> Result<Said, ()> {
    let values = case.numbers("series.csv", "value");
    let params = &case.json["params"];
    let of = |name: &str| params[name].as_f64().unwrap();
    let sums = cusum::of(&values, of("target"), of("k") * of("sigma"));
    let limit = of("h") * of("sigma");
    let points = chart::ewma(&values, (of("target"), of("sigma")), (of("lambda"), of("L")));
    let all = |get: &dyn Fn(&Sums) -> f64| Some(sums.iter().map(get).collect());
    let where_ = |is: &dyn Fn(usize) -> bool| {
        Some((0..values.len()).filter(|at| is(*at)).map(|at| real::length(at + 1)).collect())
    };
    Ok(match key {
        "cusum_plus" => all(&|sums| sums.above),
        "cusum_minus" => all(&|sums| sums.below),
        "cusum_plus_29" => one(sums[28].above),
        "cusum_signals" => where_(&|at| sums[at].is_beyond(limit)),
        "ewma" => Some(points.iter().map(|point| point.value).collect()),
        "ewma_ucl" => Some(points.iter().map(|point| point.upper).collect()),
        "ewma_signals" => {
            let found = Rule::Beyond.signals(&points);
            Some(found.into_iter().map(|at| real::length(at + 1)).collect())
        }
        _ => return Err(()),
    })
}

fn subgroups(case: &Case, key: &str) -> Result<Said, ()> {
    let names = case.texts("series.csv", "subgroup");
    let values = case.numbers("series.csv", "value");
    let mut groups: Vec<Vec<f64>> = Vec::new();
    for (at, value) in values.iter().enumerate() {
        if at == 0 || names[at] != names[at - 1] {
            groups.push(Vec::new());
        }
        groups.last_mut().unwrap().push(*value);
    }
    let charts = subgroup::charts(&groups).unwrap();
    let means: Vec<_> = groups.iter().map(|group| mean::of_reals(group).unwrap()).collect();
    let by_s = chart::means(&means).unwrap();
    Ok(match key {
        "center" => one(charts.means[0].center),
        "r_bar" => one(charts.ranges[0].center),
        "s_bar" => one(charts.deviations[0].center),
        "xbar_ucl_R" => one(charts.means[0].upper),
        "xbar_lcl_R" => one(charts.means[0].lower),
        "xbar_ucl_S" => one(by_s[0].upper),
        "xbar_lcl_S" => one(by_s[0].lower),
        "R_ucl" => one(charts.ranges[0].upper),
        "R_lcl" => one(charts.ranges[0].lower),
        "S_ucl" => {
            let by_groups = chart::spreads(&means).unwrap();
            assert!((by_groups[0].upper - charts.deviations[0].upper).abs() < 1e-9);
            one(by_groups[0].upper)
        }
        "S_lcl" => one(chart::spreads(&means).unwrap()[0].lower),
        _ => return Err(()),
    })
}

/// The chart of a series, and the same with limits as observed, where there is such a one.
fn points(case: &Case) -> (Vec<Point>, Option<Vec<Point>>) {
    let params = &case.json["params"];
    let numbers = |name: &str| case.numbers("series.csv", name);
    match params["chart"].as_str() {
        Some("p" | "np") => {
            let hits = case.whole("series.csv", "count");
            let counts: Vec<_> = hits.into_iter().zip(case.whole("series.csv", "n")).collect();
            let plain = chart::shares(&counts, Spread::Counted);
            (plain, Some(chart::shares(&counts, Spread::Observed)))
        }
        Some("u") => {
            let counts: Vec<_> = numbers("count").into_iter().zip(numbers("n")).collect();
            let plain = chart::rates(&counts, Spread::Counted);
            (plain, Some(chart::rates(&counts, Spread::Observed)))
        }
        Some("c") => {
            let counts: Vec<_> = numbers("count").into_iter().map(|count| (count, 1.0)).collect();
            (chart::rates(&counts, Spread::Counted), None)
        }
        Some("xmr") => (chart::individuals(&numbers("value")).unwrap(), None),
        _ => {
            let (center, sigma) =
                (params["center"].as_f64().unwrap(), params["sigma"].as_f64().unwrap());
            let point = |value: f64| Point {
                value,
                center,
                lower: center - 3.0 * sigma,
                upper: center + 3.0 * sigma,
                sigma,
            };
            (numbers("value").into_iter().map(point).collect(), None)
        }
    }
}

fn series(case: &Case, key: &str) -> Result<Said, ()> {
    let (points, observed) = points(case);
    let kind = case.json["params"]["chart"].as_str().unwrap_or_default();
    // Counts of np charts are shares of groups of one size.
    let scale = if kind == "np" { case.numbers("series.csv", "n")[0] } else { 1.0 };
    let is_one = !case.json["expected"]["ucl"]["value"].is_array();
    let limits = |points: &[Point], get: fn(&Point) -> f64| -> Said {
        let all = points.iter().map(|point| get(point) * scale);
        Some(if is_one { all.take(1).collect() } else { all.collect() })
    };
    let values = || case.numbers("series.csv", "value");
    let runs = Runs::of(&points);
    if let Some(said) = rule(&points, key) {
        return Ok(said);
    }
    Ok(match (key, &observed) {
        ("center", _) => one(points[0].center * scale),
        ("ucl", _) => limits(&points, |point| point.upper),
        ("lcl", _) => limits(&points, |point| point.lower),
        ("mr_bar", _) => chart::moving_range(&values()).map(|range| vec![range]),
        ("sigma", _) => one(points[0].sigma),
        ("mr_ucl", _) => chart::moving_range(&values()).map(|range| vec![D4 * range]),
        // For information only: with the constant in full, 2 / √π.
        ("ucl_exact_d2", _) => {
            let exact = points[0].sigma * D2 / (2.0 / std::f64::consts::PI.sqrt());
            one(points[0].center + 3.0 * exact)
        }
        ("sigma_z", Some(observed)) => {
            let at = (0..points.len()).find(|at| points[*at].sigma > 0.0).unwrap();
            one(observed[at].sigma / points[at].sigma)
        }
        ("laney_ucl", Some(observed)) => Some(observed.iter().map(|point| point.upper).collect()),
        ("laney_lcl", Some(observed)) => Some(observed.iter().map(|point| point.lower).collect()),
        ("anhoej_longest_run", _) => one(real::count(runs.longest)),
        ("anhoej_longest_run_max", _) => one(real::count(runs.longest_allowed)),
        ("anhoej_crossings", _) => one(real::count(runs.crossings)),
        ("anhoej_crossings_min", _) => one(real::count(runs.crossings_needed)),
        ("anhoej_n_useful", _) => one(real::count(runs.useful)),
        _ => return Err(()),
    })
}

/// Where a rule holds, counted from 1; `None` for a key that names none.
fn rule(points: &[Point], key: &str) -> Option<Said> {
    let rule = match key {
        "rule_1" => Rule::Beyond,
        "rule_2" => Rule::Nine,
        "rule_3" => Rule::Trend,
        "rule_4" => Rule::Alternating,
        "rule_5" => Rule::TwoOfThree,
        "rule_6" => Rule::FourOfFive,
        "rule_7" => Rule::Quiet,
        "rule_8" => Rule::Mixed,
        "rule_we4" => Rule::Eight,
        _ => return None,
    };
    Some(Some(rule.signals(points).into_iter().map(|at| real::length(at + 1)).collect()))
}
