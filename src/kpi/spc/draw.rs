//! A chart in text: a line for each point, from left to right as the value rises.

use crate::stats::chart::Point;
use crate::stats::real;

/// How many characters a line is wide.
const WIDTH: usize = 41;

/// Lines with `|` at the limits, `:` at the centre, and `●` or, where `signals` says so, `✗` at the
/// value. All lines have the same scale.
pub(super) fn lines(points: &[Point], signals: &[String]) -> Vec<String> {
    let finite = |value: f64| value.is_finite().then_some(value);
    let ends = points.iter().flat_map(|point| [point.value, point.lower, point.upper]);
    let ends: Vec<f64> = ends.filter_map(finite).collect();
    let least = ends.iter().copied().min_by(f64::total_cmp).unwrap_or(0.0);
    let most = ends.iter().copied().max_by(f64::total_cmp).unwrap_or(0.0);
    let column = |value: f64| {
        let share = if most > least { (finite(value)? - least) / (most - least) } else { 0.5 };
        let at = real::truncate((share * real::length(WIDTH - 1)).round())?;
        usize::try_from(at).ok()
    };
    let line = |(point, signal): (&Point, &String)| {
        let mut line = vec!['·'; WIDTH];
        let mark = if signal.is_empty() { '●' } else { '✗' };
        for (value, sign) in
            [(point.lower, '|'), (point.upper, '|'), (point.center, ':'), (point.value, mark)]
        {
            if let Some(at) = column(value) {
                line[at] = sign;
            }
        }
        line.into_iter().collect()
    };
    points.iter().zip(signals).map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_point_has_no_line() {
        assert!(lines(&[], &[]).is_empty());
    }

    #[test]
    fn limits_centre_and_value_stand_where_they_are() {
        let point = |value| Point { value, center: 20.0, lower: 10.0, upper: 30.0, sigma: 3.0 };
        let found = lines(&[point(0.0), point(40.0)], &[String::new(), "beyond".to_owned()]);
        assert_eq!(found[0], "●·········|·········:·········|··········");
        assert_eq!(found[1], "··········|·········:·········|·········✗");
    }

    #[test]
    fn without_limits_there_is_a_centre() {
        let (lower, upper) = (f64::NEG_INFINITY, f64::INFINITY);
        let point = Point { value: 2.0, center: 2.0, lower, upper, sigma: upper };
        assert_eq!(lines(&[point], &[String::new()])[0].matches('·').count(), WIDTH - 1);
    }
}
