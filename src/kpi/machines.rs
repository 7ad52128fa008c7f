//! The long table for programs: a row for each group and indicator.

use super::target::of_kpi;
use super::{Findings, Indicator, Key, Tally, Target, View};
use crate::report::{Audience, Cell, Column, Part, Table, Unit};
use std::convert::Infallible;
use std::ops::Range;

/// Cells of a figure: the value, its limits, numerator and denominator.
const FIGURES: usize = 5;

/// Cells behind the unit: the target, whether it is met, contacts left out.
const JUDGED: usize = 3;

/// Name of the long table.
pub const KEY: &str = "kpi";

/// A row for each group and indicator; without grouping, for each indicator.
pub(super) fn table(findings: &Findings, view: &View) -> Table {
    let columns = columns(findings);
    let mut rows = Vec::new();
    let Ok(()) = each_row((findings, view), 0..groups(findings), &mut |cells| {
        rows.push(cells.to_vec());
        Ok::<(), Infallible>(())
    });
    Table { key: KEY, audience: Audience::Machines, columns, rows, ..Table::default() }
}

/// The columns of the long table.
pub fn columns(findings: &Findings) -> Vec<Column> {
    let mut columns = vec![text("period_from"), text("period_to")];
    columns.extend(findings.plan.by.iter().map(|key| text(key.name())));
    columns.extend(figure_columns());
    columns
}

/// How many groups have rows in the long table; without grouping, one has.
pub fn groups(findings: &Findings) -> usize {
    if findings.plan.by.is_empty() { 1 } else { findings.groups.len() }
}

/// Hands over the rows of some groups of the long table one by one, for there may be as many as calls.
///
/// # Errors
///
/// What `take` gives, at the first row it fails on.
///
/// # Panics
///
/// If there are not so many [`groups`].
pub fn each_row<E>(
    (findings, view): (&Findings, &View),
    groups: Range<usize>,
    take: &mut dyn FnMut(&[Cell]) -> Result<(), E>,
) -> Result<(), E> {
    let mut long = Long::new(findings, view, &findings.plan.by);
    if findings.plan.by.is_empty() {
        return long.rows(&[], &findings.total, take);
    }
    let mut groups = findings.groups[groups].iter();
    groups.try_for_each(|(values, tally)| long.rows(&findings.texts(values), tally, take))
}

/// A row for each indicator, over all groups.
pub(super) fn totals(findings: &Findings, view: &View) -> Table {
    let mut columns = vec![text("period_from"), text("period_to")];
    columns.extend(figure_columns());
    let mut rows = Vec::new();
    let mut long = Long::new(findings, view, &[]);
    let Ok(()) = long.rows(&[], &findings.total, &mut |cells| {
        rows.push(cells.to_vec());
        Ok::<(), Infallible>(())
    });
    Table { key: "totals", audience: Audience::Machines, columns, rows, ..Table::default() }
}

fn text(key: &str) -> Column {
    Column::new(key, key, Unit::Text)
}

pub(super) fn figure_columns() -> Vec<Column> {
    let part = |key: &str, part| Column { part, ..Column::new(key, key, Unit::Plain) };
    vec![
        text("kpi"),
        part("value", Part::Value),
        part("lower", Part::Lower),
        part("upper", Part::Upper),
        part("numerator", Part::Value),
        part("denominator", Part::Value),
        text("unit"),
        text("target"),
        Column::new("met", "met", Unit::Flag),
        Column::new("n_excluded", "n_excluded", Unit::Count),
    ]
}

/// Both ends of the period; missing without one.
fn ends(findings: &Findings) -> [Cell; 2] {
    let plan = &findings.plan;
    let ends = plan.period.and_then(|period| period.iso(&plan.zone));
    ends.map_or([Cell::Missing, Cell::Missing], |(from, to)| [Cell::text(from), Cell::text(to)])
}

/// Makes the rows of a tally: one for each indicator, each made once and then written over.
struct Long<'a> {
    findings: &'a Findings,
    view: &'a View,
    kpis: Vec<(Indicator, Vec<Cell>)>,
    /// Cells in front of the values of a group.
    ends: usize,
}

impl<'a> Long<'a> {
    /// For groups by these keys.
    fn new(findings: &'a Findings, view: &'a View, by: &[Key]) -> Self {
        let ends = ends(findings);
        let row = |kpi: Indicator| {
            let mut row = ends.to_vec();
            row.resize(ends.len() + by.len(), Cell::Missing);
            row.push(Cell::text(kpi.key()));
            row.resize(row.len() + FIGURES, Cell::Missing);
            row.push(Cell::text(kpi.unit().name()));
            row.resize(row.len() + JUDGED, Cell::Missing);
            (kpi, row)
        };
        let kpis = view.for_programs(findings).into_iter().map(row).collect();
        Self { findings, view, kpis, ends: ends.len() }
    }

    /// Hands over the rows of a group with these values, whose targets they are held against.
    fn rows<E>(
        &mut self,
        values: &[String],
        tally: &Tally,
        take: &mut dyn FnMut(&[Cell]) -> Result<(), E>,
    ) -> Result<(), E> {
        for (kpi, row) in &mut self.kpis {
            let figure = self.view.figure(kpi, tally, self.findings);
            let targets = of_kpi(&self.view.targets, kpi);
            let target = Target::pick(targets, &self.findings.plan.by, values);
            let met = target.and_then(|target| target.met(&figure));
            let (front, behind) = row.split_at_mut(self.ends + values.len());
            for (cell, value) in front[self.ends..].iter_mut().zip(values) {
                match cell {
                    Cell::Text(text) if !value.is_empty() => text.clone_from(value),
                    other => *other = Cell::text(value.as_str()),
                }
            }
            let [lower, upper] = figure.limits.cells();
            let figures = [figure.value, lower, upper, figure.numerator, figure.denominator];
            let [_, .., goal, last, excluded] = behind else {
                unreachable!("a row has these cells")
            };
            *goal = target.map_or(Cell::Missing, |target| Cell::text(target.text()));
            *last = met.map_or(Cell::Missing, Cell::Flag);
            *excluded = Cell::Count(figure.excluded);
            for (cell, figure) in behind[1..=FIGURES].iter_mut().zip(figures) {
                *cell = figure;
            }
            take(row)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Rules;
    use super::super::catalogue::find;
    use super::super::fold::tests::{found, plan};
    use super::super::report::{Intervals, Variants};
    use super::*;
    use crate::model::{Outcome, Period};
    use crate::problem::Place;

    fn view(kpis: &[&str]) -> View {
        let place = Place::file("--kpi");
        let known = |key: &&str| Indicator::Known(find(key, &place).unwrap());
        let kpis = kpis.iter().map(known).collect();
        let (variants, intervals) = (Variants::Chosen, Intervals::Shares);
        View { rules: Rules::default(), kpis, variants, intervals, targets: Vec::new() }
    }

    fn shown(table: &Table, row: usize) -> Vec<(&str, &Cell)> {
        let keys = table.columns.iter().map(|column| column.key.as_str());
        keys.zip(&table.rows[row]).filter(|(_, cell)| **cell != Cell::Missing).collect()
    }

    #[test]
    fn a_group_of_unknown_values_has_no_text_whatever_came_before() {
        let rows = [("", None, Some(Outcome::Answered), None), ("a", None, None, None)];
        let table = table(&found(&plan(&["queue"]), &rows), &view(&["answered"]));
        assert_eq!([&table.rows[0][2], &table.rows[1][2]], [&Cell::text("a"), &Cell::Missing]);
    }

    #[test]
    fn of_nothing_every_row_is_there_and_none_has_a_share() {
        let findings = found(&plan(&[]), &[]);
        let table = table(&findings, &view(&[]));
        assert!(!table.rows.is_empty());
        for row in &table.rows {
            assert_eq!(row.len(), table.columns.len());
            let value = table.columns.iter().position(|column| column.key == "value").unwrap();
            assert!(!matches!(row[value], Cell::Ratio { .. } | Cell::Number(_)));
        }
    }

    #[test]
    fn an_indicator_that_the_export_cannot_tell_has_a_row_only_when_asked_for() {
        let findings = found(&plan(&[]), &[("q", None, Some(Outcome::Answered), None)]);
        let kpis = |view: &View| -> Vec<Cell> {
            table(&findings, view).rows.into_iter().map(|row| row[2].clone()).collect()
        };
        assert!(!kpis(&view(&[])).contains(&Cell::text("hold_s")));
        assert_eq!(kpis(&view(&["hold_s"])), [Cell::text("hold_s")]);
        let row = table(&findings, &view(&["hold_s"])).rows.remove(0);
        assert_eq!(row[3], Cell::Undefined("needs `hold_s`; this export has none"));
    }

    #[test]
    fn a_row_has_group_value_limits_and_target() {
        let mut plan = plan(&["queue"]);
        plan.period = Some(Period { from: 0, to: 86_400_000 });
        let answered = Some(Outcome::Answered);
        let rows = [("q", Some(1), answered, Some(20)), ("q", Some(2), answered, Some(21))];
        let mut view = view(&["service_level"]);
        let target = Target::parse(">= 80%", Unit::Share, &Place::file("--target")).unwrap();
        view.targets = vec![(view.kpis[0].clone(), target)];
        let table = table(&found(&plan, &rows), &view);
        let text = |text: &str| Cell::Text(text.to_owned());
        let cells = shown(&table, 0);
        assert_eq!(cells[0], ("period_from", &text("1970-01-01T00:00:00+00:00")));
        assert_eq!(cells[1], ("period_to", &text("1970-01-02T00:00:00+00:00")));
        assert_eq!(cells[2..4], [("queue", &text("q")), ("kpi", &text("service_level"))]);
        assert_eq!(cells[4], ("value", &Cell::Ratio { num: 1, den: 2 }));
        assert_eq!((cells[5].0, cells[6].0), ("lower", "upper"));
        assert_eq!(cells[7..9], [("numerator", &Cell::Count(1)), ("denominator", &Cell::Count(2))]);
        assert_eq!(cells[9..11], [("unit", &text("share")), ("target", &text(">= 80%"))]);
        assert_eq!(cells[11..], [("met", &Cell::Flag(false)), ("n_excluded", &Cell::Count(0))]);
    }
}
