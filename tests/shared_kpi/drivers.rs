//! What goes with an outcome: regression, relative importance, odds.

use super::cases::{Case, Said, one, pair, run};
use qa::stats::{association, firth, importance, logistic, regression};

fn response_and_columns(case: &Case) -> (Vec<f64>, Vec<Vec<f64>>) {
    let names = case.json["params"]["drivers"].as_array().unwrap();
    let columns = names.iter().map(|name| case.numbers("data.csv", name.as_str().unwrap()));
    (case.numbers("data.csv", "y"), columns.collect())
}

#[test]
fn relative_importance() {
    run("key-drivers", |case, key| {
        let (y, x) = response_and_columns(case);
        let fit = regression::fit(&y, &x).unwrap();
        let lmg = importance::shapley(&y, &x).unwrap();
        let all = 0..fit.coefficients.len();
        let explained = |columns: &[Vec<f64>]| regression::fit(&y, columns).unwrap().explained;
        Ok(match key {
            "lmg" => Some(lmg.shares),
            "r_squared" => one(fit.explained),
            "adj_r_squared" => one(fit.adjusted()),
            "first" => Some(x.iter().map(|x| explained(std::slice::from_ref(x))).collect()),
            "last" => {
                let without = |at: usize| {
                    let mut rest = x.clone();
                    rest.remove(at);
                    fit.explained - explained(&rest)
                };
                Some((0..x.len()).map(without).collect())
            }
            "coefficients" => Some(fit.coefficients.clone()),
            "se" => Some(fit.errors.clone()),
            "t" => all.map(|at| fit.t(at)).collect(),
            "p" => all.map(|at| fit.p(at)).collect(),
            "standardized_beta" => Some(fit.standardised.clone()),
            "vif" => Some(fit.inflation.clone()),
            "johnson_relative_weights" => importance::johnson(&y, &x).map(|found| found.shares),
            _ => return Err(()),
        })
    });
}

#[test]
fn odds() {
    run("logistic", |case, key| {
        let (y, x) = response_and_columns(case);
        let y: Vec<bool> = y.iter().map(|value| *value > 0.5).collect();
        let (fit, penalised) = (logistic::fit(&y, &x), firth::fit(&y, &x).unwrap());
        let all = 0..=x.len();
        let null = logistic::null_log_likelihood(&y).unwrap();
        let of = |numbers: &dyn Fn(&logistic::Logistic) -> Said| fit.as_ref().and_then(numbers);
        Ok(match key {
            "coefficients" => of(&|fit| Some(fit.coefficients.clone())),
            "se" => of(&|fit| Some(fit.errors.clone())),
            "p_wald" => of(&|fit| all.clone().map(|at| fit.p(at)).collect()),
            "odds_ratio" => of(&|fit| Some(vec![fit.coefficients[1].exp()])),
            "odds_ratio_ci95_wald" => of(&|fit| {
                let (low, high) = fit.limits(1, 0.95)?;
                pair((low.exp(), high.exp()))
            }),
            "loglik" => of(&|fit| one(fit.log_likelihood)),
            "deviance" => of(&|fit| one(-2.0 * fit.log_likelihood)),
            "null_deviance" => one(-2.0 * null),
            "mcfadden_r2" => of(&|fit| one(1.0 - fit.log_likelihood / null)),
            "firth_coefficients" => Some(penalised.coefficients),
            "firth_se" => Some(penalised.errors),
            "firth_profile_ci95" => {
                let limits = all.map(|at| firth::limits(&y, &x, at, 0.95));
                limits
                    .collect::<Option<Vec<_>>>()
                    .map(|limits| limits.into_iter().flat_map(|(low, high)| [low, high]).collect())
            }
            "firth_p" => all.map(|at| firth::p(&y, &x, at)).collect(),
            _ => return Err(()),
        })
    });
}

#[test]
fn correlations() {
    run("correlation", |case, key| {
        let (x, y) = (case.numbers("xy.csv", "x"), case.numbers("xy.csv", "y"));
        let pairs: Vec<_> = x.into_iter().zip(y).collect();
        let (pearson, spearman) = (association::pearson(&pairs), association::spearman(&pairs));
        let kendall = association::kendall(&pairs);
        let value = |found: Option<association::Association>| found.map(|found| vec![found.value]);
        let p = |found: Option<association::Association>| Some(vec![found?.p?]);
        Ok(match key {
            "pearson" => value(pearson),
            "pearson_ci95" => pearson.and_then(|found| pair(found.limits?)),
            "pearson_p" => p(pearson),
            "spearman" => value(spearman),
            "spearman_p_t" => p(spearman),
            "spearman_ci95_bonett_wright" => spearman.and_then(|found| pair(found.limits?)),
            "kendall_tau_b" => value(kendall),
            "kendall_p" => p(kendall),
            _ => return Err(()),
        })
    });
}
