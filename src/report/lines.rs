//! Charts drawn with letters: a line of text for each point.

/// How many characters a line is wide.
const WIDTH: usize = 41;

/// One point of a chart.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// What is drawn.
    pub value: f64,
    /// Where it should lie.
    pub center: f64,
    /// Lower limit; infinite for none.
    pub lower: f64,
    /// Upper limit; infinite for none.
    pub upper: f64,
    /// Whether it stands out.
    pub signal: bool,
}

/// Lines with `|` at the limits, `:` at the centre, and `●` or, where a point stands out, `✗` at the
/// value. All lines have the same scale.
pub fn lines(marks: &[Mark]) -> Vec<String> {
    let ends = marks.iter().flat_map(|mark| [mark.value, mark.lower, mark.upper]);
    let ends: Vec<f64> = ends.filter(|value| value.is_finite()).collect();
    let least = ends.iter().copied().min_by(f64::total_cmp).unwrap_or(0.0);
    let most = ends.iter().copied().max_by(f64::total_cmp).unwrap_or(0.0);
    let line = |mark: &Mark| {
        let mut line = vec!['·'; WIDTH];
        let sign = if mark.signal { '✗' } else { '●' };
        for (value, sign) in
            [(mark.lower, '|'), (mark.upper, '|'), (mark.center, ':'), (mark.value, sign)]
        {
            if let Some(place) = place(value, (least, most)).and_then(|at| line.get_mut(at)) {
                *place = sign;
            }
        }
        line.into_iter().collect()
    };
    marks.iter().map(line).collect()
}

/// The column nearest to a value; the middle when all values are one, `None` for what is not finite.
fn place(value: f64, (least, most): (f64, f64)) -> Option<usize> {
    let share = if most > least { (value - least) / (most - least) } else { 0.5 };
    // Half a step on either side: the column whose middle is nearest.
    let steps = u32::try_from(WIDTH - 1).ok()?;
    let at = (share * f64::from(steps)).round();
    value.is_finite().then(|| {
        (0..WIDTH).find(|column| u32::try_from(*column).is_ok_and(|c| f64::from(c) >= at))
    })?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(value: f64, signal: bool) -> Mark {
        Mark { value, center: 20.0, lower: 10.0, upper: 30.0, signal }
    }

    #[test]
    fn no_point_has_no_line() {
        assert!(lines(&[]).is_empty());
    }

    #[test]
    fn limits_centre_and_value_stand_where_they_are() {
        let found = lines(&[mark(0.0, false), mark(40.0, true)]);
        assert_eq!(found[0], "●·········|·········:·········|··········");
        assert_eq!(found[1], "··········|·········:·········|·········✗");
    }

    #[test]
    fn without_limits_there_is_a_centre() {
        let (lower, upper) = (f64::NEG_INFINITY, f64::INFINITY);
        let mark = Mark { value: 2.0, center: 2.0, lower, upper, signal: false };
        assert_eq!(lines(&[mark])[0].matches('·').count(), WIDTH - 1);
    }
}
