//! What an indicator of summed records is, and where it is found.

use super::{Cells, Records, intervals, responses};
use crate::kpi::{Figure, Limits, Rules, catalogue};
use crate::problem::{Place, Problem, nearest};
use crate::report::{Cell, Unit};

/// What one record adds above and below the line, in thousandths of a thing or of its weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// Above the line.
    pub num: i128,
    /// Below the line; nothing in a count.
    pub den: i128,
}

/// What all records of a group add up to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Total {
    /// Above the line.
    pub num: i128,
    /// Below the line.
    pub den: i128,
    /// Squares of what stands above the line, for records of weight one.
    pub squares: i128,
    /// Records that take part.
    pub told: u64,
    /// Records that tell too little.
    pub untold: u64,
}

impl Total {
    pub(super) fn add(&mut self, part: Option<Part>) {
        let Some(part) = part else {
            self.untold += 1;
            return;
        };
        self.num += part.num;
        self.den += part.den;
        self.squares += part.num * part.num / 1_000;
        self.told += 1;
    }

    pub(super) fn merge(&mut self, other: &Self) {
        self.num += other.num;
        self.den += other.den;
        self.squares += other.squares;
        self.told += other.told;
        self.untold += other.untold;
    }
}

/// How two sums become a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// The sum above the line.
    Count,
    /// A share of whole things, with its interval.
    Share,
    /// A rate that was delivered as a percentage, weighted by what it is a rate of.
    Rate,
    /// A mean, weighted by what it is the mean of.
    Mean,
    /// Those in favour less those against, in points from −100 to 100, with its interval.
    Balance,
}

/// An indicator of summed records.
#[derive(Debug, Clone, Copy)]
pub struct SumKpi {
    /// Stable key; the same as that of the indicator of contacts that it stands for.
    pub key: &'static str,
    /// Heading for people.
    pub label: &'static str,
    /// What its values mean.
    pub unit: Unit,
    /// How its sums become a figure.
    pub shape: Shape,
    /// What it needs, said when no record tells it.
    pub reason: &'static str,
    /// How it is computed, in one line.
    pub definition: fn(&Rules) -> String,
    /// What a record adds; `None` when it tells too little.
    pub part: fn(&Cells<'_>, &Rules) -> Option<Part>,
}

impl SumKpi {
    /// Its figure for a group; undefined, with the reason, when no record tells it.
    pub fn figure(&self, total: &Total) -> Figure {
        if total.told == 0 {
            return Figure::undefined(self.reason);
        }
        let Total { num, den, .. } = *total;
        let figure = match self.shape {
            Shape::Count => count(num),
            Shape::Share => share(num, den),
            Shape::Rate => line(
                Cell::ratio(num, den * 100_000),
                [Cell::ratio(num, 100_000_000), Cell::ratio(den, 1_000)],
            ),
            Shape::Mean => {
                line(Cell::ratio(num, den * 1_000), [Cell::ratio(num, 1_000_000), whole(den)])
            }
            Shape::Balance => balance(total),
        };
        figure.without(total.untold)
    }
}

fn line(value: Cell, [numerator, denominator]: [Cell; 2]) -> Figure {
    Figure { value, numerator, denominator, limits: Limits::None, excluded: 0, scatter: None }
}

/// A number of things; fractions occur in exports that spread contacts over intervals.
fn whole(thousandths: i128) -> Cell {
    match u64::try_from(thousandths / 1_000) {
        Ok(n) if thousandths % 1_000 == 0 => Cell::Count(n),
        _ => Cell::ratio(thousandths, 1_000),
    }
}

fn count(num: i128) -> Figure {
    line(whole(num), [Cell::Missing, Cell::Missing])
}

fn share(num: i128, den: i128) -> Figure {
    match (whole(num), whole(den)) {
        (Cell::Count(hits), Cell::Count(trials)) if hits <= trials => Figure::share((hits, trials)),
        parts => line(Cell::ratio(num, den), [parts.0, parts.1]),
    }
}

/// Of records of weight one, the figure of contacts; others have no limits.
fn balance(total: &Total) -> Figure {
    let Total { num, den, squares, .. } = *total;
    let [promoters, detractors] = [squares + num, squares - num].map(|twice| whole(twice / 2));
    if let (Cell::Count(promoters), Cell::Count(detractors), Cell::Count(n)) =
        (promoters, detractors, whole(den))
    {
        return Figure::net_promoters(promoters, detractors, n);
    }
    line(Cell::ratio(num * 100, den), [Cell::ratio(num, 1_000), whole(den)])
}

/// The indicators of such records, in the order of reports.
pub fn all(records: Records) -> &'static [SumKpi] {
    match records {
        Records::Intervals => &intervals::ALL,
        Records::Responses => &responses::SURVEYS,
        Records::Scores => &responses::SCORES,
    }
}

/// Why an indicator of contacts cannot be had from such records.
fn unknowable(records: Records) -> &'static str {
    match records {
        Records::Intervals => "cannot be known from intervals: it takes the contacts one by one",
        Records::Responses => "cannot be known from responses: it takes the contacts themselves",
        Records::Scores => "cannot be known from scores: it takes the contacts themselves",
    }
}

/// The indicator of that key. One that only contacts can tell is there, too, and says so.
///
/// # Errors
///
/// `unknown-kpi` with the nearest when there is none.
pub fn find(records: Records, key: &str, place: &Place) -> Result<SumKpi, Problem> {
    if let Some(found) = all(records).iter().find(|kpi| kpi.key == key) {
        return Ok(*found);
    }
    let known = catalogue::find(key, place).map_err(|problem| {
        match nearest(key, all(records).iter().map(|kpi| kpi.key)) {
            Some(near) => problem.help(format!("did you mean `{near}`?")),
            None => problem,
        }
    })?;
    Ok(SumKpi {
        key: known.key,
        label: known.label,
        unit: known.unit,
        shape: Shape::Count,
        reason: unknowable(records),
        definition: match records {
            Records::Intervals => |_| unknowable(Records::Intervals).to_owned(),
            Records::Responses => |_| unknowable(Records::Responses).to_owned(),
            Records::Scores => |_| unknowable(Records::Scores).to_owned(),
        },
        part: |_, _| None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn kpi(shape: Shape) -> SumKpi {
        SumKpi { shape, ..all(Records::Intervals)[0] }
    }

    #[test]
    fn of_no_record_nothing_is_known_and_the_reason_is_told() {
        for shape in [Shape::Count, Shape::Share, Shape::Rate, Shape::Mean, Shape::Balance] {
            let figure = kpi(shape).figure(&Total::default());
            assert!(matches!(figure.value, Cell::Undefined(_)));
        }
    }

    #[test]
    fn every_key_stands_once_and_seconds_are_called_so() {
        for records in [Records::Intervals, Records::Responses, Records::Scores] {
            let keys: BTreeSet<_> = all(records).iter().map(|kpi| kpi.key).collect();
            assert_eq!(keys.len(), all(records).len());
            for kpi in all(records) {
                assert_eq!(kpi.unit == Unit::Seconds, kpi.key.ends_with("_s"), "{}", kpi.key);
            }
        }
    }

    #[test]
    fn a_balance_of_promoters_has_the_interval_of_its_variance() {
        // 50 promoters, 30 passive, 20 detractors: +30 ∓ 15.58, as `Figure::net_promoters` has it.
        let mut total = Total::default();
        for (n, num) in [(50, 1_000), (30, 0), (20, -1_000)] {
            for _ in 0..n {
                total.add(Some(Part { num, den: 1_000 }));
            }
        }
        let figure = kpi(Shape::Balance).figure(&total);
        assert_eq!(figure, Figure::net_promoters(50, 20, 100));
        let [Cell::Number(low), Cell::Number(high)] = figure.limits.cells() else {
            panic!("limits")
        };
        assert!((low - 14.42).abs() < 0.01 && (high - 45.58).abs() < 0.01, "{low} {high}");
    }

    #[test]
    fn an_indicator_of_contacts_says_that_sums_cannot_tell_it() {
        let place = Place::file("--kpi");
        let kpi = find(Records::Intervals, "wait_p90_s", &place).unwrap();
        let Cell::Undefined(reason) = kpi.figure(&Total::default()).value else { panic!() };
        assert!(reason.starts_with("cannot be known from intervals"), "{reason}");
        assert_eq!(find(Records::Intervals, "asa", &place).unwrap_err().code, "unknown-kpi");
    }
}
