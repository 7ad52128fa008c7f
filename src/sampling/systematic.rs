//! Every k-th of a list from a start that the seed decides, each unit with the probability its size
//! gives it.

use crate::stats::fraction::gcd;

/// Bits of the start that are used; enough for any list, few enough to stay exact.
const BITS: u32 = 40;

/// The chance of each unit to be among `n`, as numerator and denominator: n · x / Σx, and 1 for a
/// unit so large that this exceeds 1, after which the others are computed again.
///
/// Sizes are not negative; a unit of size 0 has no chance. Source: Tillé (2006), *Sampling
/// Algorithms*, 2.10.
pub fn probabilities(sizes: &[i64], n: usize) -> Vec<(i128, i128)> {
    let mut certain = vec![false; sizes.len()];
    loop {
        let sure = certain.iter().filter(|one| **one).count();
        let left = i128::try_from(n.saturating_sub(sure)).unwrap_or(i128::MAX);
        let open = sizes.iter().zip(&certain).filter(|(_, certain)| !**certain);
        let sum: i128 = open.map(|(size, _)| i128::from(*size)).sum();
        let large = |(at, size): (usize, &i64)| {
            (!certain[at] && *size > 0 && left * i128::from(*size) >= sum).then_some(at)
        };
        let found: Vec<usize> = sizes.iter().enumerate().filter_map(large).collect();
        if found.is_empty() {
            let chance = |(size, certain): (&i64, &bool)| match *certain {
                true => (1, 1),
                false if sum == 0 => (0, 1),
                false => reduced(left * i128::from(*size), sum),
            };
            return sizes.iter().zip(&certain).map(chance).collect();
        }
        for at in found {
            certain[at] = true;
        }
    }
}

/// The units that a start chooses: those in whose stretch of the cumulated chances an integer plus
/// the start lies. `start` is a number of 2⁻⁴⁰ of a whole; its higher bits are not used.
pub fn choose(chances: &[(i128, i128)], start: u64) -> Vec<bool> {
    let start = i128::from(start & ((1 << BITS) - 1));
    // All chances below 1 have one denominator before they are reduced; certain units are passed by.
    let common = chances.iter().filter(|chance| !is_sure(**chance)).map(|(_, den)| *den);
    let common = common.fold(1, |lcm, den| lcm / gcd(lcm, den) * den);
    let mut below = 0_i128;
    let mut passed = steps(0, common, start);
    let mut chosen = Vec::with_capacity(chances.len());
    for (num, den) in chances {
        if is_sure((*num, *den)) {
            chosen.push(true);
            continue;
        }
        below += num * (common / den);
        let now = steps(below, common, start);
        chosen.push(now > passed);
        passed = now;
    }
    chosen
}

fn is_sure((num, den): (i128, i128)) -> bool {
    num == den
}

/// ⌊below/common − start⌋: how many whole steps after the start lie up to this point.
fn steps(below: i128, common: i128, start: i128) -> i128 {
    let one = 1_i128 << BITS;
    (below * one - start * common).div_euclid(common * one)
}

fn reduced(num: i128, den: i128) -> (i128, i128) {
    let divisor = gcd(num, den).max(1);
    (num / divisor, den / divisor)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Case sampling-design/pps-risk: sizes of sixteen calls.
    const RISK: [i64; 16] = [1, 1, 2, 1, 5, 1, 1, 3, 1, 10, 1, 2, 1, 1, 1, 4];

    fn at(start: f64) -> u64 {
        // 2^40 = 1 099 511 627 776.
        u64::try_from(crate::stats::real::truncate(start * 1_099_511_627_776.0).unwrap()).unwrap()
    }

    fn positions(chosen: &[bool]) -> Vec<usize> {
        (1..).zip(chosen).filter(|(_, chosen)| **chosen).map(|(at, _)| at).collect()
    }

    #[test]
    fn nothing_is_chosen_from_nothing() {
        assert!(probabilities(&[], 3).is_empty());
        assert!(choose(&[], 0).is_empty());
        assert_eq!(probabilities(&[0, 0], 3), [(0, 1), (0, 1)]);
    }

    #[test]
    fn large_units_are_certain_and_the_rest_is_computed_again() {
        // Case pps-risk (Tillé 2006; R sampling): unit 10 is certain, the others n x / Σx = 4 x / 26.
        let chances = probabilities(&RISK, 5);
        assert_eq!(chances[9], (1, 1));
        assert_eq!((chances[0], chances[2], chances[4]), ((2, 13), (4, 13), (10, 13)));
        assert_eq!((chances[7], chances[15]), ((6, 13), (8, 13)));
    }

    #[test]
    fn the_start_decides_as_in_r_sampling() {
        // Cases pps-equal and pps-risk: R sampling, UPsystematic with these starts.
        let equal = probabilities(&[1; 10], 4);
        assert_eq!(positions(&choose(&equal, at(0.168_041_526_339_948))), [1, 3, 6, 8]);
        let risk = probabilities(&RISK, 5);
        assert_eq!(positions(&choose(&risk, at(0.914_806_043_496_355))), [5, 8, 10, 12, 16]);
    }

    #[test]
    fn everything_is_chosen_when_everything_is_asked_for() {
        assert_eq!(probabilities(&[3, 1, 2], 3), [(1, 1); 3]);
        assert_eq!(probabilities(&[3, 1, 2], 9), [(1, 1); 3]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn the_number_is_met_and_no_unit_of_size_nothing_is_chosen(
            sizes in prop::collection::vec(0..50_i64, 1..30), n in 1..8_usize, start: u64,
        ) {
            let chosen = choose(&probabilities(&sizes, n), start);
            let able = sizes.iter().filter(|size| **size > 0).count();
            prop_assert_eq!(chosen.iter().filter(|one| **one).count(), n.min(able));
            prop_assert!(chosen.iter().zip(&sizes).all(|(chosen, size)| !chosen || *size > 0));
        }
    }
}
