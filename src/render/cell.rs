//! One cell as people read it and as programs read it.

use super::{number, show};
use crate::report::{Cell, Unit};

/// How people see what does not exist.
pub const NOTHING: &str = "–";

/// A cell as people read it.
pub fn for_people(cell: &Cell, unit: Unit) -> String {
    let text = bare(cell, unit);
    let is_number = matches!(cell, Cell::Count(_) | Cell::Number(_) | Cell::Ratio { .. });
    let sign = match unit {
        Unit::Share => " %",
        Unit::Points => " pp",
        Unit::Moments if !text.contains(':') => " s",
        _ => "",
    };
    if is_number && text != NOTHING { format!("{text}{sign}") } else { text }
}

/// A cell as people read it, without the sign of its unit.
fn bare(cell: &Cell, unit: Unit) -> String {
    match cell {
        Cell::Missing | Cell::Undefined(_) => NOTHING.to_owned(),
        Cell::Text(text) => show(text).into_owned(),
        Cell::Flag(flag) => if *flag { "yes" } else { "no" }.to_owned(),
        Cell::Count(_) | Cell::Number(_) | Cell::Ratio { .. } => {
            figure(cell, unit).unwrap_or_else(|| NOTHING.to_owned())
        }
    }
}

fn figure(cell: &Cell, unit: Unit) -> Option<String> {
    match (unit, cell) {
        (Unit::Share | Unit::Points, _) => number::hundredfold(cell, 1),
        (Unit::Score, _) => number::grouped(cell, 1),
        // What a clock cannot show is left in seconds.
        (Unit::Seconds, _) => number::clock(cell).or_else(|| number::grouped(cell, 0)),
        (Unit::Moments, _) => number::moment(cell).or_else(|| number::grouped(cell, 0)),
        (Unit::Chance, _) => number::chance(cell),
        (Unit::Count, _) | (_, Cell::Count(_)) => number::grouped(cell, 0),
        (Unit::Plain | Unit::Text | Unit::Flag, _) => number::grouped(cell, 2),
    }
}

/// A value with its limits behind it, `54.7 % [53.7–56.4]`; the value alone when it or both limits
/// do not exist.
///
/// Beside a minus sign or a limit that does not exist, the two are set apart: `[-0.11 … 0.35]`. Times
/// below a minute get a tenth, for whole seconds would hide the interval.
pub fn with_limits(value: &Cell, limits: [&Cell; 2], unit: Unit) -> String {
    let [lower, upper] = limits.map(|limit| bare(limit, precise(unit)));
    let both_missing = lower == NOTHING && upper == NOTHING;
    if both_missing {
        return for_people(value, unit);
    }
    let value = for_people(value, precise(unit));
    if value == NOTHING {
        return value;
    }
    let apart = [&lower, &upper].iter().any(|limit| limit.starts_with(['-', '–']));
    let between = if apart { " … " } else { "–" };
    format!("{value} [{lower}{between}{upper}]")
}

/// The unit of a value beside its limits.
const fn precise(unit: Unit) -> Unit {
    match unit {
        Unit::Seconds => Unit::Moments,
        other => other,
    }
}

/// A cell as programs read it: what is neither text nor missing, in letters that need no escaping.
///
/// `None` for what does not exist and for text, which each format escapes in its own way.
pub fn for_programs(cell: &Cell) -> Option<String> {
    match cell {
        Cell::Missing | Cell::Undefined(_) | Cell::Text(_) => None,
        Cell::Flag(flag) => Some(flag.to_string()),
        Cell::Count(_) | Cell::Number(_) | Cell::Ratio { .. } => number::trimmed(cell),
    }
}

/// The same behind what stands in `out`; nothing where [`for_programs`] has `None`.
pub fn write_for_programs(cell: &Cell, out: &mut Vec<u8>) {
    match cell {
        Cell::Missing | Cell::Undefined(_) | Cell::Text(_) => {}
        Cell::Flag(flag) => out.extend_from_slice(if *flag { b"true" } else { b"false" }),
        Cell::Count(_) | Cell::Number(_) | Cell::Ratio { .. } => {
            number::write_trimmed(cell, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_exist_is_a_dash_for_people_and_nothing_for_programs() {
        for cell in [Cell::Missing, Cell::Undefined("no calls"), Cell::Number(f64::NAN)] {
            assert_eq!(for_people(&cell, Unit::Share), NOTHING);
            assert_eq!(
                with_limits(&cell, [&Cell::Count(0), &Cell::Count(1)], Unit::Share),
                NOTHING
            );
            assert_eq!(for_programs(&cell), None);
        }
    }

    #[test]
    fn a_unit_decides_how_people_read_a_number() {
        let quotient = Cell::ratio(2_503, 3);
        for (unit, want) in [
            (Unit::Count, "834"),
            (Unit::Seconds, "13:54"),
            (Unit::Share, "83,433.3 %"),
            (Unit::Moments, "13:54"),
            (Unit::Points, "83,433.3 pp"),
            (Unit::Chance, "834.33"),
            (Unit::Score, "834.3"),
            (Unit::Plain, "834.33"),
            (Unit::Text, "834.33"),
        ] {
            assert_eq!(for_people(&quotient, unit), want);
        }
        for (chance, want) in [(0.0, "< 0.01"), (0.0099, "< 0.01"), (0.01, "0.01"), (0.3, "0.30")] {
            assert_eq!(for_people(&Cell::Number(chance), Unit::Chance), want);
        }
        for (seconds, want) in
            [(-0.04, "0.0 s"), (11.94, "11.9 s"), (-3.0, "-3.0 s"), (59.96, "1:00")]
        {
            assert_eq!(for_people(&Cell::Number(seconds), Unit::Moments), want);
        }
        assert_eq!(for_people(&Cell::Missing, Unit::Points), NOTHING);
        assert_eq!(for_people(&Cell::Count(1_234), Unit::Plain), "1,234");
        assert_eq!(for_people(&Cell::Flag(false), Unit::Flag), "no");
        assert_eq!(for_people(&Cell::text("n/a"), Unit::Share), "n/a");
        assert_eq!(for_people(&Cell::text("a\nb"), Unit::Text), "a\\u{a}b");
        assert_eq!(for_people(&Cell::Number(1e20), Unit::Seconds), "100,000,000,000,000,000,000");
    }

    #[test]
    fn limits_stand_in_brackets_behind_the_value() {
        let share = |thousandths| Cell::ratio(thousandths, 1_000);
        let write = |value, lower, upper, unit| with_limits(&value, [&lower, &upper], unit);
        assert_eq!(write(share(547), share(537), share(564), Unit::Share), "54.7 % [53.7–56.4]");
        assert_eq!(write(share(140), share(-110), share(350), Unit::Plain), "0.14 [-0.11 … 0.35]");
        assert_eq!(write(share(140), Cell::Missing, share(350), Unit::Plain), "0.14 [– … 0.35]");
        assert_eq!(write(share(140), Cell::Missing, Cell::Missing, Unit::Plain), "0.14");
        let second = |tenths| Cell::ratio(tenths, 10);
        assert_eq!(
            write(second(119), second(117), second(612), Unit::Seconds),
            "11.9 s [11.7–1:01]"
        );
        assert_eq!(write(second(119), Cell::Missing, Cell::Missing, Unit::Seconds), "0:12");
        assert_eq!(
            write(share(-52), share(-191), share(91), Unit::Points),
            "-5.2 pp [-19.1 … 9.1]"
        );
    }
}
