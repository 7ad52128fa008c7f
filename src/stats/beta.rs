//! The beta distribution.

use statrs::function::beta::{beta_reg, inv_beta_reg};

/// Parameters up to which the inverse of the library comes back; far beyond, its steps overflow.
const COMMON: f64 = 1e6;

/// The value below which the beta distribution with parameters `a` and `b` falls with probability `p`.
///
/// # Panics
///
/// If the parameters are not positive numbers, or `p` does not lie between 0 and 1.
pub fn quantile(a: f64, b: f64, p: f64) -> f64 {
    let positive = |x: f64| x > 0.0 && x.is_finite();
    assert!(positive(a) && positive(b), "beta of {a} and {b}");
    assert!((0.0..=1.0).contains(&p), "a probability, not {p}");
    if a.total_cmp(&COMMON).is_le() && b.total_cmp(&COMMON).is_le() {
        return inv_beta_reg(a, b, p);
    }
    // Halving needs nothing but order, and ends when no number lies between.
    let (mut low, mut high) = (0.0, 1.0);
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return middle;
        }
        if beta_reg(a, b, middle) < p { low = middle } else { high = middle }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::normal;

    #[test]
    fn small_parameters_are_those_of_the_library() {
        assert!((quantile(2.0, 3.0, 0.5) - inv_beta_reg(2.0, 3.0, 0.5)).abs() < 1e-15);
        assert!((quantile(1.0, 1.0, 0.3) - 0.3).abs() < 1e-12);
    }

    #[test]
    fn large_parameters_come_back_too() {
        for big in [1e6, 1e7, 1e9] {
            // With a = 1, P(X < x) = 1 - (1 - x)^b.
            let got = quantile(1.0, big, 0.975);
            let exact = -((1.0_f64 - 0.975).ln() / big).exp_m1();
            assert!((got - exact).abs() < 1e-3 * exact, "{big}: {got} {exact}");
        }
        // Alike and large, it is the normal distribution about one half.
        let (n, z) = (2e7_f64, normal::quantile(0.975));
        let got = quantile(1e7, 1e7, 0.975);
        assert!((got - (0.5 + z * (0.25 / (n + 1.0)).sqrt())).abs() < 1e-9, "{got}");
    }

    #[test]
    fn the_inverse_gives_back_its_probability_on_both_sides_of_the_border() {
        for (a, b) in [(0.5, 9e5), (0.5, 2e6), (3.0, 8e6), (8e6, 3.0), (5e6, 0.5)] {
            for p in [0.025, 0.5, 0.975] {
                let back = beta_reg(a, b, quantile(a, b, p));
                assert!((back - p).abs() < 1e-5, "{a} {b} {p}: {back}");
            }
        }
    }
}
