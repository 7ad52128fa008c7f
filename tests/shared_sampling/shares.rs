//! Intervals of one share, endless and finite.

use crate::case::{Case, ends, whole};
use qa::stats::proportion::{self, agresti_coull, clopper_pearson, jeffreys, mid_p, wald};
use qa::stats::{normal, wilson};

const CASES: [&str; 7] = [
    "agent-4-of-6",
    "agent-5-of-5",
    "agresti-coull-0-20b",
    "finite-0-10-40",
    "finite-3-20-120",
    "newcombe-0-20",
    "newcombe-81-263",
];

#[test]
fn shares_agree() {
    let z = normal::quantile(0.975);
    for name in CASES {
        let Some(case) = Case::open(&format!("proportion-ci/{name}")) else { return };
        let row = &case.rows("counts.csv")[0];
        let count = |name: &str| row[name].parse::<u64>().unwrap();
        let (x, n) = (count("positives"), count("n"));
        case.check("estimate", &[whole(x) / whole(n)]);
        if case.has("hypergeometric_count_ci") {
            let size = count("N");
            let (low, high) = proportion::finite(x, n, size, 0.95).unwrap();
            case.check("hypergeometric_count_ci", &[whole(low), whole(high)]);
            case.check("se_fpc", &[proportion::finite_error(x, n, size).unwrap()]);
        } else {
            case.check("wilson", &ends(wilson::wilson(x, n, z)));
            case.check("wilson_cc", &ends(proportion::wilson_corrected(x, n, 0.95)));
            case.check("wald", &ends(wald(x, n, 0.95)));
            case.check("agresti_coull", &ends(agresti_coull(x, n, 0.95)));
            case.check("clopper_pearson", &ends(clopper_pearson(x, n, 0.95)));
            case.check("jeffreys", &ends(jeffreys(x, n, 0.95)));
            case.check("mid_p", &ends(mid_p(x, n, 0.95)));
        }
        case.close();
    }
}
