//! Rates of many levels, each of few trials: how much they differ, and what each is likely to be.
//!
//! Rates scatter by a beta distribution with mean μ; ρ = 1 / (α + β + 1) is the correlation of two
//! trials of one level.

use super::minimum::minimum;
use super::{mean, real};
use statrs::function::beta;
use statrs::function::factorial::ln_binomial;
use statrs::function::gamma::ln_gamma;

/// Hits and trials of a level, trials above 0.
pub type Counts = (u64, u64);

/// A beta distribution of rates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    /// Imagined hits.
    pub alpha: f64,
    /// Imagined misses.
    pub beta: f64,
}

impl Rates {
    /// With that mean and that correlation, both strictly between 0 and 1.
    pub fn with(mean: f64, correlation: f64) -> Self {
        let size = 1.0 / correlation - 1.0;
        Self { alpha: mean * size, beta: (1.0 - mean) * size }
    }

    /// The mean rate.
    pub fn mean(&self) -> f64 {
        self.alpha / (self.alpha + self.beta)
    }

    /// The correlation of two trials of one level.
    pub fn correlation(&self) -> f64 {
        1.0 / (self.alpha + self.beta + 1.0)
    }

    /// What is likely of a level with these counts.
    #[must_use]
    pub fn after(&self, (hits, trials): Counts) -> Self {
        let misses = real::count(trials - hits);
        Self { alpha: self.alpha + real::count(hits), beta: self.beta + misses }
    }

    /// The share of the answer that is the level's own counts.
    pub fn weight(&self, trials: u64) -> f64 {
        real::count(trials) / (real::count(trials) + self.alpha + self.beta)
    }

    /// How likely a rate lies below a value.
    pub fn below(&self, value: f64) -> f64 {
        if value <= 0.0 {
            return 0.0;
        }
        if value >= 1.0 { 1.0 } else { beta::beta_reg(self.alpha, self.beta, value) }
    }

    /// The rate below which one lies with that probability.
    pub fn quantile(&self, p: f64) -> f64 {
        super::beta::quantile(self.alpha, self.beta, p)
    }

    /// Logarithm of the likelihood of counts, with binomial coefficients.
    pub fn log_likelihood(&self, counts: &[Counts]) -> f64 {
        let whole = ln_beta(self.alpha, self.beta);
        mean::sum(counts.iter().map(|one| {
            let after = self.after(*one);
            ln_binomial(one.1, one.0) + ln_beta(after.alpha, after.beta) - whole
        }))
    }
}

fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// Hits and trials of all levels.
fn sums(counts: &[Counts]) -> (u64, u64) {
    counts.iter().fold((0, 0), |(hits, trials), one| (hits + one.0, trials + one.1))
}

/// The likeliest distribution of rates; `None` below two levels, where all or no trials hit, and where
/// rates differ no more than chance would have it.
pub fn fit(counts: &[Counts]) -> Option<Rates> {
    let (hits, trials) = sums(counts);
    if counts.len() < 2 || hits == 0 || hits == trials {
        return None;
    }
    let share = real::count(hits) / real::count(trials);
    let of = |at: &[f64]| Rates::with(expit(at[0]), expit(at[1]));
    let start = [(share / (1.0 - share)).ln(), -2.0];
    let (found, value) = minimum(&start, |at| {
        let rates = of(at);
        let value = -rates.log_likelihood(counts);
        // Beyond, ln Γ cancels: rates that hardly differ are told by the bound below.
        if value.is_finite() && rates.correlation() > 1e-7 { value } else { f64::MAX }
    });
    let rates = of(&found);
    let alike = |&(hits, trials): &Counts| {
        let (x, n) = (real::count(hits), real::count(trials));
        ln_binomial(trials, hits) + x * share.ln() + (n - x) * (1.0 - share).ln()
    };
    let gained = -value - mean::sum(counts.iter().map(alike));
    (gained > 1e-6).then_some(rates)
}

fn expit(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// Mean and correlation by moments, levels weighted with their trials; the correlation is cut at 0 and
/// 1. `None` below two levels, and where all or no trials hit.
///
/// Source: Kleinman (1973), *JASA* 68, 46–54.
pub fn moments(counts: &[Counts]) -> Option<(f64, f64)> {
    let (hits, trials) = sums(counts);
    if counts.len() < 2 || hits == 0 || hits == trials {
        return None;
    }
    let all = real::count(trials);
    let p = real::count(hits) / all;
    let levels = || counts.iter().map(|(hits, n)| (real::count(*hits), real::count(*n)));
    let square = mean::sum(levels().map(|(x, n)| n * (x / n - p).powi(2)));
    let chance = mean::sum(levels().map(|(_, n)| 1.0 - n / all));
    let most = mean::sum(levels().map(|(_, n)| n * (1.0 - n / all)));
    let unit = p * (1.0 - p);
    // Levels of one trial each cannot show a correlation.
    let room = unit * (most - chance);
    let correlation = if room > 0.0 { (square - unit * chance) / room } else { 0.0 };
    Some((p, correlation.clamp(0.0, 1.0)))
}

/// Pearson's chi-square of levels that all have the common rate, with its degrees of freedom; `None`
/// below two levels, and where all or no trials hit.
pub fn chi_square(counts: &[Counts]) -> Option<(f64, usize)> {
    let (p, _) = moments(counts)?;
    let term = |(hits, trials): &Counts| {
        let n = real::count(*trials);
        (real::count(*hits) - n * p).powi(2) / (n * p * (1.0 - p))
    };
    Some((mean::sum(counts.iter().map(term)), counts.len() - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_level_or_no_miss_says_nothing() {
        assert_eq!((fit(&[(3, 5)]), moments(&[(3, 5)])), (None, None));
        assert_eq!((fit(&[(5, 5), (4, 4)]), chi_square(&[(5, 5), (4, 4)])), (None, None));
    }

    #[test]
    fn rates_that_do_not_differ_have_no_distribution() {
        let alike = [(4, 5), (8, 10), (4, 5), (16, 20)];
        assert_eq!(fit(&alike), None);
        let (p, correlation) = moments(&alike).unwrap();
        assert!((p - 0.8).abs() < 1e-12 && correlation.abs() < 1e-12);
    }

    /// By hand: a uniform prior and 3 of 4 make 4 and 2: mean 2/3, own weight 4/6; below ½ lie
    /// 6 · (2⁻⁵ · …) = 3/16.
    #[test]
    fn a_uniform_prior_is_one_hit_and_one_miss() {
        let prior = Rates { alpha: 1.0, beta: 1.0 };
        let after = prior.after((3, 4));
        assert!((after.mean() - 2.0 / 3.0).abs() < 1e-12);
        assert!((prior.weight(4) - 2.0 / 3.0).abs() < 1e-12);
        assert!((after.below(0.5) - 0.1875).abs() < 1e-9);
        // Every count from 0 to 4 is equally likely.
        assert!((prior.log_likelihood(&[(3, 4)]) + 5.0_f64.ln()).abs() < 1e-9);
        let again = Rates::with(prior.mean(), prior.correlation());
        assert!((again.alpha - 1.0).abs() < 1e-12 && (again.beta - 1.0).abs() < 1e-12);
    }

    /// Source: BUGS Examples I, *Surgical*: twelve hospitals; VGAM 1.1 betabinomial: mean .076499,
    /// correlation .0091836, log likelihood −38.75309.
    #[test]
    fn hospitals_are_fitted_as_elsewhere() {
        let hospitals = [
            (0, 47),
            (18, 148),
            (8, 119),
            (46, 810),
            (8, 211),
            (13, 196),
            (9, 148),
            (31, 215),
            (14, 207),
            (8, 97),
            (29, 256),
            (24, 360),
        ];
        let found = fit(&hospitals).unwrap();
        assert!((found.mean() - 0.076_499).abs() < 1e-5, "{found:?}");
        assert!((found.correlation() - 0.009_183_6).abs() < 2e-5);
        assert!((found.log_likelihood(&hospitals) + 38.753_09).abs() < 1e-5);
    }
}
