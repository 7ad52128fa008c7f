//! The least value of a smooth function of a few variables, without derivatives.

use super::real;

/// How far from the start the first simplex reaches.
const FIRST: f64 = 0.5;
/// Rounds that start again from the best point found.
const RESTARTS: usize = 6;
/// Steps of one round, times the number of variables.
const STEPS: usize = 250;

/// A point near which `f` is least, and its value there.
///
/// Follows Nelder and Mead, starting again from the best point until that gains nothing. It finds
/// a minimum near the start; `f` must not return what is no number.
/// Source: Nelder and Mead (1965), *The Computer Journal* 7, 308–313.
/// <https://doi.org/10.1093/comjnl/7.4.308>
pub fn minimum(start: &[f64], f: impl Fn(&[f64]) -> f64) -> (Vec<f64>, f64) {
    let mut best = (start.to_vec(), f(start));
    if start.is_empty() {
        return best;
    }
    let mut reach = FIRST;
    for _ in 0..RESTARTS {
        let found = round(&best, reach, &f);
        let gained = best.1 - found.1;
        best = found;
        if gained.abs() < 1e-11 * (1.0 + best.1.abs()) {
            break;
        }
        reach *= 0.3;
    }
    best
}

type Point = (Vec<f64>, f64);

fn round(start: &Point, reach: f64, f: &impl Fn(&[f64]) -> f64) -> Point {
    let n = start.0.len();
    let mut simplex = vec![start.clone()];
    for at in 0..n {
        let mut corner = start.0.clone();
        corner[at] += reach * (1.0 + corner[at].abs());
        let value = f(&corner);
        simplex.push((corner, value));
    }
    for _ in 0..STEPS * n {
        simplex.sort_by(|one, other| one.1.total_cmp(&other.1));
        if simplex[n].1 - simplex[0].1 < 1e-14 * (1.0 + simplex[0].1.abs())
            && width(&simplex) < 1e-7
        {
            break;
        }
        step(&mut simplex, f);
    }
    simplex.sort_by(|one, other| one.1.total_cmp(&other.1));
    simplex.swap_remove(0)
}

/// The largest distance of a corner from the best one, in any direction.
fn width(simplex: &[Point]) -> f64 {
    let apart = |corner: &Point| {
        let gaps = corner.0.iter().zip(&simplex[0].0).map(|(x, best)| (x - best).abs());
        gaps.fold(0.0, |most: f64, gap| if gap > most { gap } else { most })
    };
    simplex.iter().map(apart).fold(0.0, |most, gap| if gap > most { gap } else { most })
}

/// Moves the worst corner of a sorted simplex, or draws all of them towards the best.
fn step(simplex: &mut [Point], f: &impl Fn(&[f64]) -> f64) {
    let n = simplex.len() - 1;
    let centre: Vec<f64> = (0..n)
        .map(|at| simplex[..n].iter().map(|corner| corner.0[at]).sum::<f64>() / real::length(n))
        .collect();
    let along = |times: f64| -> Point {
        let moved = centre.iter().zip(&simplex[n].0).map(|(c, worst)| c + times * (c - worst));
        let point: Vec<f64> = moved.collect();
        let value = f(&point);
        (point, value)
    };
    let mirrored = along(1.0);
    if mirrored.1 < simplex[0].1 {
        let far = along(2.0);
        simplex[n] = if far.1 < mirrored.1 { far } else { mirrored };
    } else if mirrored.1 < simplex[n - 1].1 {
        simplex[n] = mirrored;
    } else {
        let near = if mirrored.1 < simplex[n].1 { along(0.5) } else { along(-0.5) };
        if near.1 < simplex[n].1.clamp(f64::MIN, mirrored.1) {
            simplex[n] = near;
        } else {
            shrink(simplex, f);
        }
    }
}

fn shrink(simplex: &mut [Point], f: &impl Fn(&[f64]) -> f64) {
    let best = simplex[0].0.clone();
    for corner in &mut simplex[1..] {
        corner.0.iter_mut().zip(&best).for_each(|(x, best)| *x = f64::midpoint(*x, *best));
        corner.1 = f(&corner.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_of_nothing_is_where_it_is() {
        assert_eq!(minimum(&[], |_| 7.0), (vec![], 7.0));
    }

    /// By hand: the bottom of Rosenbrock's valley lies at 1, 1 and is 0.
    #[test]
    fn the_bottom_of_a_bent_valley_is_found() {
        let valley = |x: &[f64]| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2);
        let (point, value) = minimum(&[-1.2, 1.0], valley);
        assert!(value < 1e-10 && (point[0] - 1.0).abs() < 1e-5, "{point:?}: {value}");
    }

    #[test]
    fn four_variables_are_no_more_than_two() {
        let bowl = |x: &[f64]| {
            x.iter()
                .zip(1..)
                .map(|(x, at)| f64::from(at) * (x - f64::from(at)).powi(2))
                .sum::<f64>()
        };
        let (point, value) = minimum(&[1.0; 4], bowl);
        assert!(value < 1e-12 && (point[3] - 4.0).abs() < 1e-6, "{point:?}: {value}");
    }
}
