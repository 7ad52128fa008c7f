//! What the means will be worth, said before anybody evaluates.

use super::draw::Draw;
use super::plan::Plan;
use crate::stats::{real, student};

/// Half the width of a 95 % interval for the mean of `n` scores with this standard deviation, in
/// points; `None` below two.
///
/// Student's t with n − 1 degrees of freedom. There is no correction for the size of the stratum:
/// the mean is to speak for how somebody works, not for the calls of one week alone.
pub fn of_mean(n: usize, sd: f64) -> Option<f64> {
    if n < 2 {
        return None;
    }
    let n = real::length(n);
    Some(student::quantile(0.975, n - 1.0) * sd / n.sqrt())
}

/// The same for the mean of all, every stratum weighing as much as it has rows.
///
/// Stratified mean with `Σ W² SD²/n` and n − strata degrees of freedom (Cochran 1977, 5.6); `None`
/// when no stratum has two, or one has none.
pub fn of_all(draw: &Draw) -> Option<f64> {
    let (drawn, strata) = (draw.count(), draw.strata.len());
    let empty = draw.strata.iter().any(|stratum| stratum.drawn.is_empty());
    if drawn <= strata || draw.eligible == 0 || empty {
        return None;
    }
    let all = real::count(draw.eligible);
    let plan: &Plan = &draw.plan;
    let variance: f64 = draw.strata.iter().fold(0.0, |sum, stratum| {
        let part = real::count(stratum.size) / all * plan.spread.of(&stratum.label);
        sum + part * part / real::length(stratum.drawn.len())
    });
    let t = student::quantile(0.975, real::length(drawn - strata));
    Some(t * variance.sqrt())
}

#[cfg(test)]
mod tests {
    use super::super::draw::tests::{calls, draw, plan};
    use super::*;

    #[test]
    fn one_score_says_nothing_about_its_spread() {
        assert_eq!(of_mean(0, 12.0), None);
        assert_eq!(of_mean(1, 12.0), None);
        assert_eq!(of_all(&draw(plan("s", 5), &[])), None);
        assert_eq!(of_all(&draw(plan("s", 1), &calls("A1", 9))), None);
    }

    #[test]
    fn five_calls_are_worth_fifteen_points_and_three_hundred_one_and_a_half() {
        // t(.975, 4) = 2.776445, 2.776445 × 12 / √5 = 14.900.
        assert!((of_mean(5, 12.0).unwrap() - 14.900).abs() < 5e-4);
        // 60 strata alike, 5 of 66 each: t(.975, 240) = 1.969898, × 12 / √300 = 1.36479.
        let rows: Vec<_> = (0..60).flat_map(|agent| calls(&format!("A{agent}"), 66)).collect();
        assert!((of_all(&draw(plan("s", 5), &rows)).unwrap() - 1.364_79).abs() < 5e-5);
    }
}
