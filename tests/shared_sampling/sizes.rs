//! How many are needed.

use crate::case::{Case, whole};
use qa::sampling::allocate::{Allocation, Bounds, Facts};
use qa::stats::{normal, size};

/// The two-sided 95 % quantile.
fn z() -> f64 {
    normal::quantile(0.975)
}

fn list(text: &str) -> Vec<f64> {
    text.split(';').map(|part| part.parse().unwrap()).collect()
}

#[test]
fn shares_and_means_agree() {
    let Some(case) = Case::open("sample-size/cochran-proportion") else { return };
    case.check("n0", &[size::for_share(0.5, 0.05, 2.0, None).unrounded]);
    let found = size::for_share(0.5, 0.05, 2.0, Some(3200));
    case.check("n_unrounded", &[found.unrounded]);
    case.check("n", &[whole(found.n)]);
    case.close();

    let Some(case) = Case::open("sample-size/proportion-95-5") else { return };
    case.check("n0_unrounded", &[size::for_share(0.5, 0.05, z(), None).unrounded]);
    let sizes = [None, Some(10_000), Some(1_000), Some(500), Some(100)];
    case.check("n", &sizes.map(|size| whole(size::for_share(0.5, 0.05, z(), size).n)));
    case.close();

    let Some(case) = Case::open("sample-size/score-mean") else { return };
    let found = size::for_mean(12.0, 5.0, z(), Some(180));
    case.check("n_unrounded", &[found.unrounded]);
    case.check("n", &[whole(found.n)]);
    case.check("n_t_corrected", &[whole(size::for_mean_by_t((12.0, 5.0), Some(180), 0.95))]);
    case.close();
}

#[test]
fn what_is_rare_agrees() {
    let Some(case) = Case::open("sample-size/detection") else { return };
    let rates = [0.01, 0.02, 0.05, 0.1, 0.2];
    case.check("n_95", &rates.map(|rate| whole(size::to_detect(rate, 0.95, None))));
    case.check("n_90", &rates.map(|rate| whole(size::to_detect(rate, 0.9, None))));
    case.check("n_95_N200_5pct", &[whole(size::to_detect(0.05, 0.95, Some(200)))]);
    case.close();

    let Some(case) = Case::open("sample-size/acceptance-89-2") else { return };
    let shares = case.rows("params.csv");
    let found = shares.iter().map(|row| {
        let count = |name: &str| row[name].parse::<u64>().unwrap();
        size::accepted(count("n"), count("c"), row["p"].parse().unwrap())
    });
    case.check("p_accept", &found.collect::<Vec<_>>());
    case.close();
}

#[test]
fn power_agrees() {
    let Some(case) = Case::open("sample-size/power-t") else { return };
    case.check("power_n20", &[size::power_of_means(1.0, 1.0, 20).unwrap()]);
    case.check("n_unrounded", &[size::to_compare_means(1.0, 1.0, 0.9).unrounded]);
    case.close();

    let Some(case) = Case::open("sample-size/power-two-proportions") else { return };
    let found = size::to_compare_shares(0.5, 0.75, 0.9);
    case.check("n_unrounded", &[found.unrounded]);
    case.check("n", &[whole(found.n)]);
    case.close();
}

#[test]
fn calibration_agrees() {
    let Some(case) = Case::open("sample-size/calibration-icc-walter") else { return };
    let found = size::for_icc((0.6, 0.8), 2, (0.95, 0.8)).unwrap();
    case.check("n_unrounded", &[found.unrounded]);
    case.check("n", &[whole(found.n)]);
    case.close();

    let Some(case) = Case::open("sample-size/calibration-icc-width") else { return };
    let found = [2, 3, 5].map(|k| size::for_icc_width(0.8, k, 0.2).unwrap());
    case.check("n_unrounded", &found.map(|one| one.unrounded));
    case.check("n", &found.map(|one| whole(one.n)));
    case.close();

    // The case names its hypotheses as R's irr does: k0 = 0.85 is the one that is tested.
    let Some(case) = Case::open("sample-size/kappa-cantor") else { return };
    case.check("n", &[whole(size::for_kappa((0.85, 0.7), (0.5, 0.5), (0.95, 0.8)).unwrap().n)]);
    case.close();
}

#[test]
fn cochrans_colleges_agree() {
    let Some(case) = Case::open("sample-size/cochran-neyman-colleges") else { return };
    let row = &case.rows("params.csv")[0];
    let (sizes, spreads) = (list(&row["N_h"]), list(&row["S_h"]));
    let strata: Vec<(f64, f64)> = sizes.iter().copied().zip(spreads).collect();
    let wanted = row["cv"].parse::<f64>().unwrap() * row["total"].parse::<f64>().unwrap();
    let found = size::for_neyman(&strata, wanted * wanted);
    case.check("n_unrounded", &[found.unrounded]);
    case.check("n", &[whole(found.n)]);
    let weights: Vec<f64> = strata.iter().map(|(size, spread)| size * spread).collect();
    case.check("neyman_unrounded", &size::parts(found.n, &weights));
    case.check("proportional_unrounded", &size::parts(found.n, &sizes));
    let facts: Vec<Facts<'_>> = strata
        .iter()
        .zip(["a", "b", "c", "d", "e", "f"])
        .map(|((_, sd), first)| (first, *sd))
        .zip(row["N_h"].split(';'))
        .map(|((first, sd), size)| Facts { first, size: size.parse().unwrap(), sd, minutes: 1.0 })
        .collect();
    let given = Allocation::Neyman(58).spread(&facts, Bounds::default());
    let given: Vec<f64> = given.iter().map(|n| f64::from(u32::try_from(*n).unwrap())).collect();
    case.check("neyman", &given);
    case.close();
}
