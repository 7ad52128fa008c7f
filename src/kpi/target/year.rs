//! Targets over the calendar year: how it stands so far, and what the rest must reach.

use super::{Over, Target};
use crate::kpi::group::{Key, Value};
use crate::kpi::indicator::Indicator;
use crate::kpi::report::View;
use crate::kpi::{Figure, Findings, Plan, Tally};
use crate::model::{Civil, Grain, Name, Period};
use crate::report::{Audience, Cell, Column, Table, Unit};
use crate::stats::real;
use std::collections::BTreeSet;

/// How many days at the end tell how it goes at present.
const RECENT_DAYS: i64 = 28;

/// The plan of the year that the period of another plan ends in, or of all years without a period:
/// day by day, and by the columns that targets over the year ask for. `None` without such a target.
pub fn plan(plan: &Plan, targets: &[(Indicator, Target)]) -> Option<Plan> {
    let over_year = || targets.iter().filter(|(_, target)| target.over == Over::Year);
    over_year().next()?;
    let columns: BTreeSet<&str> = over_year().flat_map(|(_, target)| target.columns()).collect();
    let mut by = vec![Key::Grain(Grain::Day)];
    by.extend(columns.into_iter().map(|column| match Grain::from_name(column) {
        Some(grain) => Key::Grain(grain),
        None => Key::Column(Name::of(column)),
    }));
    let period = plan.period.and_then(|period| {
        let year = plan.zone.civil(period.to.saturating_sub(1))?.year();
        Some(Period { from: plan.zone.first_instant(Civil::new(year, 1, 1)?), to: period.to })
    });
    Some(Plan { by, period, ..plan.clone() })
}

/// One target over the year.
#[derive(Debug, Clone, PartialEq)]
pub struct YearToDate {
    /// The year.
    pub year: i32,
    /// First and last day with contacts.
    pub days: (Civil, Civil),
    /// Days of the year after the last one.
    pub days_left: i64,
    /// The figure so far.
    pub so_far: Figure,
    /// The figure of the last 28 days.
    pub recent: Figure,
    /// Contacts, or what else stands below the line, to come if every day left brings as many as
    /// those so far; `None` when nothing does.
    pub to_come: Option<f64>,
    /// What the rest of the year must reach for the whole to meet the target; `None` when nothing
    /// is to come.
    pub needed: Option<f64>,
    /// The whole year if the rest goes as the last 28 days; `None` without any of these.
    pub projected: Option<f64>,
}

/// How the year of the last contact stands; `None` without a day in years 1 to 9999.
pub fn so_far(
    (kpi, target): (&Indicator, &Target),
    findings: &Findings,
    view: &View,
) -> Option<YearToDate> {
    let by = &findings.plan.by;
    let dated = findings.groups.iter().filter_map(|(values, tally)| match values.first() {
        Some(Value::Whole(day)) => Some((*day, values, tally)),
        _ => None,
    });
    let last = dated.clone().map(|(day, ..)| day).max()?;
    let year = Civil::from_days(last)?.year();
    let (mut all, mut recent, mut first) = (Tally::default(), Tally::default(), last);
    for (day, values, tally) in dated {
        if Civil::from_days(day)?.year() != year {
            continue;
        }
        first = first.min(day);
        if target.fits(by, &findings.texts(values)) {
            all.merge(tally);
            if day > last - RECENT_DAYS {
                recent.merge(tally);
            }
        }
    }
    let days_left = Civil::new(year + 1, 1, 1)?.days() - last - 1;
    let elapsed = last - first + 1;
    let figure = |tally| kpi.of(tally, findings, &view.rules);
    let (so_far, recent) = (figure(&all), figure(&recent));
    let weight = weight(&so_far);
    let to_come = weight.map(|weight| weight * signed(days_left) / signed(elapsed));
    let to_come = to_come.filter(|weight| *weight > 0.0);
    let above = value(&so_far).zip(weight).map(|(value, weight)| (value * weight, weight));
    let parts = above.zip(to_come);
    let needed =
        parts.map(|((above, weight), rest)| (target.value() * (weight + rest) - above) / rest);
    let projected = parts
        .zip(value(&recent))
        .map(|(((above, weight), rest), recent)| (above + recent * rest) / (weight + rest));
    let days = (Civil::from_days(first)?, Civil::from_days(last)?);
    Some(YearToDate { year, days, days_left, so_far, recent, to_come, needed, projected })
}

fn signed(days: i64) -> f64 {
    real::signed(days.into())
}

fn value(figure: &Figure) -> Option<f64> {
    figure.quotient().map(|(num, den)| real::signed(num) / real::signed(den))
}

/// What stands below the line of a share or a mean; `None` for any other figure.
fn weight(figure: &Figure) -> Option<f64> {
    match (&figure.numerator, &figure.denominator) {
        (Cell::Count(_) | Cell::Ratio { .. }, Cell::Count(n)) => {
            Some(real::count(*n)).filter(|n| *n > 0.0)
        }
        _ => None,
    }
}

impl YearToDate {
    /// How it stands, in words.
    pub fn verdict(&self, target: &Target, unit: Unit) -> &'static str {
        let Some(met) = target.met(&self.so_far) else { return "no value" };
        let Some(needed) = self.needed else {
            return match (met, self.days_left) {
                (true, 0) => "met",
                (false, 0) => "missed",
                (true, _) => "met so far",
                (false, _) => "missed so far",
            };
        };
        let most = if unit == Unit::Share { 1.0 } else { f64::INFINITY };
        let (safe, lost) = if target.is_least() {
            (needed <= 0.0, needed > most)
        } else {
            (needed >= most, needed < 0.0)
        };
        match (safe, lost, met) {
            (true, ..) => "safe, whatever comes",
            (_, true, _) => "out of reach",
            (.., true) => "on course",
            (.., false) => "behind",
        }
    }
}

/// A table for each unit, for people, and one for programs; none without a target over the year.
pub fn tables(findings: &Findings, view: &View) -> Vec<Table> {
    let over_year = view.targets.iter().filter(|(_, target)| target.over == Over::Year);
    let rows: Vec<_> = over_year
        .filter_map(|(kpi, target)| {
            let found = so_far((kpi, target), findings, view)?;
            Some((kpi.unit(), cells((kpi, target), &found)))
        })
        .collect();
    let mut tables = Vec::new();
    for (unit, key) in [
        (Unit::Share, "year_shares"),
        (Unit::Seconds, "year_times"),
        (Unit::Score, "year_scores"),
        (Unit::Plain, "year_numbers"),
        (Unit::Count, "year_counts"),
    ] {
        let of_unit = rows.iter().filter(|(other, _)| *other == unit);
        let of_unit: Vec<_> = of_unit.map(|(_, cells)| cells.clone()).collect();
        if !of_unit.is_empty() {
            let title = "The year so far, and what the rest of it must reach".to_owned();
            let (columns, audience) = (columns(unit), Audience::People);
            tables.push(Table { key, title, audience, columns, rows: of_unit, ..Table::default() });
        }
    }
    let (columns, audience) = (columns(Unit::Plain), Audience::Machines);
    let rows = rows.into_iter().map(|(_, cells)| cells).collect();
    tables.push(Table { key: "year", audience, columns, rows, ..Table::default() });
    tables
}

fn columns(unit: Unit) -> Vec<Column> {
    let mut columns = vec![
        Column::new("kpi", "figure", Unit::Text),
        Column::new("target", "target", Unit::Text),
        Column::new("for", "for", Unit::Text),
        Column::new("from", "from", Unit::Text),
        Column::new("until", "until", Unit::Text),
        Column::new("days_left", "days left", Unit::Count),
        Column::new("numerator", "above", Unit::Plain),
        Column::new("denominator", "of", Unit::Plain),
        Column::new("so_far", "so far", unit),
    ];
    columns.extend(Column::limits("so_far", unit));
    columns.extend([
        Column::new("to_come", "to come", Unit::Count),
        Column::new("needed", "rest needs", unit),
        Column::new("recent", "last 28 days", unit),
        Column::new("projected", "year at that", unit),
        Column::new("verdict", "verdict", Unit::Text),
    ]);
    columns
}

fn cells((kpi, target): (&Indicator, &Target), found: &YearToDate) -> Vec<Cell> {
    let day = |date: Civil| {
        Cell::text(format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day()))
    };
    let whole = |number: f64| real::truncate(number.round()).and_then(|n| u64::try_from(n).ok());
    let [lower, upper] = found.so_far.limits.cells();
    let whom = target.whom();
    let groups = whom.trim_end_matches(", over year").trim_start_matches(", for ");
    vec![
        Cell::text(kpi.key()),
        Cell::text(target.text()),
        Cell::text(groups),
        day(found.days.0),
        day(found.days.1),
        u64::try_from(found.days_left).map_or(Cell::Missing, Cell::Count),
        found.so_far.numerator.clone(),
        found.so_far.denominator.clone(),
        found.so_far.value.clone(),
        lower,
        upper,
        found.to_come.and_then(whole).map_or(Cell::Missing, Cell::Count),
        Cell::number(found.needed),
        found.recent.value.clone(),
        Cell::number(found.projected),
        Cell::text(found.verdict(target, kpi.unit())),
    ]
}

/// What people are told of the targets over the year.
pub fn notes(findings: &Findings, view: &View) -> Vec<String> {
    let over_year = view.targets.iter().filter(|(_, target)| target.over == Over::Year);
    let mut notes = Vec::new();
    for (kpi, target) in over_year {
        let (key, phrase) = (kpi.key(), target.phrase());
        let Some(found) = so_far((kpi, target), findings, view) else {
            notes.push(format!("target {key} {phrase}: no contact with a time"));
            continue;
        };
        notes.push(format!("target {key} {phrase}: {}", found.verdict(target, kpi.unit())));
        let (first, year) = (found.days.0, found.year);
        if (first.month(), first.day()) != (1, 1) {
            let day = format!("{year:04}-{:02}-{:02}", first.month(), first.day());
            notes.push(format!("target {key} over {year}: no contact before {day}"));
        }
    }
    notes.sort();
    notes.dedup();
    notes
}

/// The targets over the year that are missed so far, or have no value; with their figures and units.
pub fn missed(findings: &Findings, view: &View) -> Vec<(String, Figure, Unit)> {
    let over_year = view.targets.iter().filter(|(_, target)| target.over == Over::Year);
    let missed = over_year.filter_map(|(kpi, target)| {
        let found = so_far((kpi, target), findings, view);
        let figure = found.map_or(Figure::undefined("no contact with a time"), |one| one.so_far);
        let text = format!("{} {}", kpi.key(), target.phrase());
        (target.met(&figure) != Some(true)).then_some((text, figure, kpi.unit()))
    });
    missed.collect()
}
