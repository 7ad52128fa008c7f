//! Where agents stand inside and outside.
//!
//! An agent has few evaluations, so intervals are made of the spread within all agents together: that
//! of an agent's own four to eight values misses the truth too often.

use crate::stats::mean::Mean;
use crate::stats::pooled::Pooled;
use crate::stats::wilson::wilson;

/// The normal quantile of 95 % limits.
const Z95: f64 = 1.959_963_984_540_054;

/// Where an agent stands inside and outside, each against all agents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quadrant {
    /// Both are high.
    Both,
    /// Quality is high, satisfaction low.
    QualityOnly,
    /// Satisfaction is high, quality low.
    SatisfactionOnly,
    /// Both are low.
    Neither,
    /// An interval reaches over the mean of all: too little is known.
    Unclear,
}

/// How the 95 % limits of the agents' means are found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Spread {
    /// By the spread within all agents, cut where the scale ends; `None` when nothing scatters.
    Pooled(Option<Pooled>, (f64, f64)),
    /// By Wilson's formula: the means are shares.
    Share,
}

/// The ends of a scale that has none.
pub(super) const ENDLESS: (f64, f64) = (f64::NEG_INFINITY, f64::INFINITY);

impl Spread {
    /// The spread within these agents, on a scale with these ends.
    pub(super) fn pooled(means: &[Mean], scale: (f64, f64)) -> Self {
        Self::Pooled(Pooled::of(means), scale)
    }

    /// The limits of one agent's mean; `None` when nothing scatters.
    pub(super) fn limits(&self, mean: &Mean) -> Option<(f64, f64)> {
        match self {
            Self::Pooled(pooled, (low, high)) => {
                let half = pooled.as_ref()?.half_width(mean.n, None, 0.95);
                let limits = (mean.mean - half, mean.mean + half);
                // A mean beyond the scale is none of these values; its limits stay as they are.
                if !(*low..=*high).contains(&mean.mean) {
                    return Some(limits);
                }
                Some((limits.0.clamp(*low, *high), limits.1.clamp(*low, *high)))
            }
            Self::Share => {
                let (hits, trials) = super::hits(mean)?;
                wilson(hits, trials, Z95)
            }
        }
    }
}

impl Quadrant {
    /// In words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Both => "both high",
            Self::QualityOnly => "quality high, satisfaction low",
            Self::SatisfactionOnly => "satisfaction high, quality low",
            Self::Neither => "both low",
            Self::Unclear => "not clear",
        }
    }

    /// The quadrant of the limits of a quality and of a satisfaction against the means of all.
    pub fn of(
        (quality, all_quality): (Option<(f64, f64)>, f64),
        (satisfaction, all): (Option<(f64, f64)>, f64),
    ) -> Self {
        let side = |limits: Option<(f64, f64)>, all: f64| {
            let (low, high) = limits?;
            if low > all { Some(true) } else { (high < all).then_some(false) }
        };
        match (side(quality, all_quality), side(satisfaction, all)) {
            (Some(true), Some(true)) => Self::Both,
            (Some(true), Some(false)) => Self::QualityOnly,
            (Some(false), Some(true)) => Self::SatisfactionOnly,
            (Some(false), Some(false)) => Self::Neither,
            _ => Self::Unclear,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quadrant_needs_both_sides_to_be_clear() {
        let around = |mean: f64| Some((mean - 1.0, mean + 1.0));
        for (quality, satisfaction, expected) in [
            (around(85.0), around(5.0), Quadrant::Both),
            (around(85.0), around(2.0), Quadrant::QualityOnly),
            (around(70.0), around(5.0), Quadrant::SatisfactionOnly),
            (around(70.0), around(2.0), Quadrant::Neither),
            (around(80.0), around(2.0), Quadrant::Unclear),
            (around(85.0), None, Quadrant::Unclear),
        ] {
            assert_eq!(Quadrant::of((quality, 80.0), (satisfaction, 3.5)), expected);
        }
    }

    /// By hand: squares 2 and 8 on one degree each make a spread of √5, which with t of two degrees,
    /// 4.303, reaches 6.803 to either side of the mean of two.
    #[test]
    fn limits_take_the_spread_of_all_and_end_with_the_scale() {
        let mean = |mean, variance| Mean { n: 2, mean, variance: Some(variance) };
        let agents = [mean(50.0, 2.0), mean(98.0, 8.0)];
        let spread = Spread::pooled(&agents, (0.0, 100.0));
        let (low, high) = spread.limits(&agents[0]).unwrap();
        assert!((low - 43.197).abs() < 1e-3 && (high - 56.803).abs() < 1e-3, "{low} {high}");
        assert!((spread.limits(&agents[1]).unwrap().1 - 100.0).abs() < 1e-12);
        let alone = Mean { n: 1, mean: 70.0, variance: None };
        assert_eq!(Spread::pooled(&[alone], ENDLESS).limits(&alone), None);
    }

    #[test]
    fn shares_have_wilson_limits() {
        let all = Mean { n: 4, mean: 1.0, variance: Some(0.0) };
        let (low, high) = Spread::Share.limits(&all).unwrap();
        assert!((low - 0.5101).abs() < 1e-4 && (high - 1.0).abs() < 1e-12, "{low} {high}");
    }
}
