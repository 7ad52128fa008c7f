//! The same indicators of two periods, with their difference and its interval.

use super::group::Value;
use super::{Figure, Findings, Indicator, Tally, View};
use crate::model::civil::DAY_MS;
use crate::model::{Civil, Period, Zone};
use crate::report::{Audience, Cell, Column, Part, Table, Unit};
use crate::stats::difference::{self, Difference};
use crate::stats::real;
use std::collections::BTreeMap;

/// With which period another one is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Versus {
    /// The one just before, as long: the month before a month, as many days before days.
    Previous,
    /// The same a year ago: months of the year before, and weeks 52 weeks before.
    YearAgo,
}

impl Versus {
    /// The period to compare with, where months begin on `first`; `None` outside years 1 to 9999.
    pub fn of(self, period: Period, zone: &Zone, first: u8) -> Option<Period> {
        let (from, to) = (zone.civil(period.from)?, zone.civil(period.to)?);
        let days = to.days() - from.days();
        let begin = [1, first].into_iter().find(|day| from.day() == *day && to.day() == *day);
        let (from, to) = if let Some(day) = begin {
            let length = months(to) - months(from);
            let back = if self == Self::Previous { length } else { 12 };
            (day_of(months(from) - back, day)?, day_of(months(to) - back, day)?)
        } else {
            let back = match self {
                Self::Previous => days,
                Self::YearAgo if days % 7 == 0 => 364,
                Self::YearAgo => from.days() - a_year_before(from)?.days(),
            };
            (Civil::from_days(from.days() - back)?, Civil::from_days(to.days() - back)?)
        };
        Some(Period { from: zone.first_instant(from), to: zone.first_instant(to) })
    }
}

fn months(date: Civil) -> i64 {
    i64::from(date.year()) * 12 + i64::from(date.month()) - 1
}

fn day_of(months: i64, day: u8) -> Option<Civil> {
    let year = i32::try_from(months.div_euclid(12)).ok()?;
    Civil::new(year, u8::try_from(months.rem_euclid(12) + 1).ok()?, day)
}

/// The same date of the year before; 28 February for the 29th.
fn a_year_before(date: Civil) -> Option<Civil> {
    let year = date.year() - 1;
    Civil::new(year, date.month(), date.day()).or_else(|| Civil::new(year, date.month(), 28))
}

/// The units of indicators, each with the table in which people see them compared.
pub(super) const UNITS: [(Unit, &str, &str); 5] = [
    (Unit::Share, "compared_shares", "Shares compared"),
    (Unit::Seconds, "compared_times", "Times compared"),
    (Unit::Score, "compared_scores", "Scores compared"),
    (Unit::Count, "compared_counts", "Counts compared"),
    (Unit::Plain, "compared_numbers", "Numbers compared"),
];

/// A table for each unit, for people, and one for programs: group, indicator, both values, the
/// difference with its limits.
///
/// Limits are Newcombe's for shares and Welch's for means; counts and percentiles have none.
pub fn tables(now: &Findings, before: &Findings, view: &View) -> Vec<Table> {
    let rows = rows(now, before, view);
    let seen: Vec<_> = view.for_people(now).iter().map(|kpi| kpi.key().to_owned()).collect();
    let mut tables = Vec::new();
    for (unit, key, title) in UNITS {
        let of_unit = rows.iter().filter(|row| row.kpi.unit() == unit);
        let shown = of_unit.filter(|row| seen.iter().any(|key| key == row.kpi.key()));
        let cells: Vec<_> = shown.map(Row::cells).collect();
        if !cells.is_empty() {
            let (audience, title) = (Audience::People, title.to_owned());
            let columns = columns(now, unit);
            tables.push(Table { key, title, audience, columns, rows: cells, ..Table::default() });
        }
    }
    let (key, audience) = ("compared", Audience::Machines);
    let (columns, rows) = (columns(now, Unit::Plain), rows.iter().map(Row::cells).collect());
    tables.push(Table { key, audience, columns, rows, ..Table::default() });
    tables
}

fn columns(findings: &Findings, unit: Unit) -> Vec<Column> {
    let keys = findings.plan.by.iter().map(|key| Column::new(key.name(), key.name(), Unit::Text));
    let mut columns: Vec<_> = keys.collect();
    columns.push(Column::new("kpi", "figure", Unit::Text));
    // Beside a difference of tenths, its values have tenths.
    let own = if unit == Unit::Seconds { Unit::Moments } else { unit };
    for (key, part, unit) in [
        ("value", Part::Value, own),
        ("before", Part::Value, own),
        ("difference", Part::Value, unit.of_difference()),
        ("lower", Part::Lower, unit.of_difference()),
        ("upper", Part::Upper, unit.of_difference()),
    ] {
        columns.push(Column { part, ..Column::new(key, key, unit) });
    }
    columns
}

/// One indicator of one group in both periods.
struct Row {
    texts: Vec<String>,
    kpi: Indicator,
    now: Figure,
    before: Figure,
}

impl Row {
    fn cells(&self) -> Vec<Cell> {
        let mut cells: Vec<_> = self.texts.iter().map(Cell::text).collect();
        let difference = difference(&self.now, &self.before);
        let limits = difference.and_then(|difference| difference.limits);
        cells.extend([
            Cell::text(self.kpi.key()),
            self.now.value.clone(),
            self.before.value.clone(),
            Cell::number(difference.map(|difference| difference.value)),
            Cell::number(limits.map(|limits| limits.0)),
            Cell::number(limits.map(|limits| limits.1)),
        ]);
        cells
    }
}

fn rows(now: &Findings, before: &Findings, view: &View) -> Vec<Row> {
    let none = Tally::default();
    let mut groups: BTreeMap<&[Value], (&Tally, &Tally)> = BTreeMap::new();
    if !now.plan.by.is_empty() {
        groups.extend(now.groups.iter().map(|(values, tally)| (&values[..], (tally, &none))));
        for (values, tally) in &before.groups {
            groups.entry(values).or_insert((&none, tally)).1 = tally;
        }
    }
    let texts = |values: &[Value]| now.texts(values);
    let mut all: Vec<_> =
        groups.into_iter().map(|(values, tallies)| (texts(values), tallies)).collect();
    all.push((super::people::total_texts(now.plan.by.len()), (&now.total, &before.total)));
    let kpis = view.for_programs(now);
    // A period without any contact is not one in which nobody called: nothing is known of it.
    let figure = |kpi: &Indicator, tally: &Tally, found: &Findings| {
        if found.groups.is_empty() {
            return Figure::undefined("no contact in that period");
        }
        kpi.of(tally, found, &view.rules)
    };
    let mut rows = Vec::new();
    for (texts, (one, other)) in all {
        rows.extend(kpis.iter().map(|kpi| Row {
            texts: texts.clone(),
            kpi: kpi.clone(),
            now: figure(kpi, one, now),
            before: figure(kpi, other, before),
        }));
    }
    rows
}

/// The difference of two figures; `None` when one of them is undefined.
pub fn difference(now: &Figure, before: &Figure) -> Option<Difference> {
    const CONFIDENCE: f64 = 0.95;
    let ((num, den), (other_num, other_den)) = (now.quotient()?, before.quotient()?);
    if let (Some(one), Some(other)) = (now.share_counts(), before.share_counts()) {
        return difference::shares(one, other, CONFIDENCE);
    }
    if let (Some(one), Some(other)) = (&now.scatter, &before.scatter) {
        return Some(difference::means(one, other, CONFIDENCE));
    }
    let value = real::signed(num * other_den - other_num * den) / real::signed(den * other_den);
    Some(Difference { value, limits: None, p: None })
}

/// One period as people name it, both days included.
pub fn days(period: Period, zone: &Zone) -> String {
    let day = |at: i64| zone.iso(at).and_then(|iso| Some(iso.get(..10)?.to_owned()));
    let last = period.to.saturating_sub(DAY_MS / 24).max(period.from);
    match (day(period.from), day(last)) {
        (Some(first), Some(last)) if first == last => first,
        (Some(first), Some(last)) => format!("{first} to {last}"),
        _ => "the other period".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fold::tests::{Row as Call, batch, plan};
    use super::super::report::{Intervals, Variants};
    use super::super::{KpiFold, Passes, Plan, Rules, catalogue};
    use super::*;
    use crate::model::{Fold, Outcome};
    use crate::problem::Place;

    fn before(text: &str, versus: Versus) -> String {
        before_fiscal((text, 1), versus)
    }

    fn before_fiscal((text, first): (&str, u8), versus: Versus) -> String {
        let zone = Zone::named("Europe/Madrid").unwrap();
        let place = Place::file("--period");
        let period = Period::parse_fiscal(text, (&zone, first), &place).unwrap();
        days(versus.of(period, &zone, first).unwrap(), &zone)
    }

    #[test]
    fn a_fiscal_month_is_compared_with_fiscal_months() {
        for (text, previous, year_ago) in [
            ("2026-10", "2026-08-26 to 2026-09-25", "2025-09-26 to 2025-10-25"),
            ("2026-03", "2026-01-26 to 2026-02-25", "2025-02-26 to 2025-03-25"),
            ("2026-Q1", "2025-10-01 to 2025-12-31", "2025-01-01 to 2025-03-31"),
        ] {
            assert_eq!(before_fiscal((text, 26), Versus::Previous), previous, "{text}");
            assert_eq!(before_fiscal((text, 26), Versus::YearAgo), year_ago, "{text}");
        }
    }

    #[test]
    fn the_period_before_is_of_the_same_kind() {
        for (text, previous, year_ago) in [
            ("2026-10", "2026-09-01 to 2026-09-30", "2025-10-01 to 2025-10-31"),
            ("2026-Q1", "2025-10-01 to 2025-12-31", "2025-01-01 to 2025-03-31"),
            ("2026", "2025-01-01 to 2025-12-31", "2025-01-01 to 2025-12-31"),
            ("2026-W43", "2026-10-12 to 2026-10-18", "2025-10-20 to 2025-10-26"),
            ("2026-10-05..2026-10-07", "2026-10-02 to 2026-10-04", "2025-10-05 to 2025-10-07"),
            ("2024-02-29", "2024-02-28", "2023-02-28"),
        ] {
            assert_eq!(before(text, Versus::Previous), previous, "{text}");
            assert_eq!(before(text, Versus::YearAgo), year_ago, "{text}");
        }
    }

    #[test]
    fn a_group_of_one_period_has_no_difference() {
        let call = |queue, at, wait| (queue, Some(at), Some(Outcome::Answered), Some(wait));
        let calls: [Call; 4] =
            [call("a", 5, 10), call("a", 15, 30), call("a", 16, 10), call("b", 15, 5)];
        let of = |from, to| Plan { period: Some(Period { from, to }), ..plan(&["queue"]) };
        let plans = [of(10_000, 20_000), of(0, 10_000)];
        let mut both = Passes(plans.map(KpiFold::new).into());
        both.update(&batch(&calls));
        let [now, before] = <[KpiFold; 2]>::try_from(both.0).unwrap();
        let find = |key| Indicator::Known(catalogue::find(key, &Place::file("--kpi")).unwrap());
        let (variants, intervals) = (Variants::Chosen, Intervals::Shares);
        let kpis = vec![find("service_level"), find("asa_s")];
        let view = View { rules: Rules::default(), kpis, variants, intervals, targets: Vec::new() };
        let tables = tables(&now.findings(), &before.findings(), &view);
        let shares = tables.iter().find(|table| table.key == "compared_shares").unwrap();
        let differences: Vec<_> = shares.rows.iter().map(|row| row[4].clone()).collect();
        let third = Cell::Number(2.0 / 3.0 - 1.0);
        assert_eq!(differences, [Cell::Number(-0.5), Cell::Missing, third]);
        let programs = tables.iter().find(|table| table.key == "compared").unwrap();
        assert_eq!(programs.rows.len(), 6);
        assert_eq!(programs.rows[1][4], Cell::Number(10.0));
    }
}
