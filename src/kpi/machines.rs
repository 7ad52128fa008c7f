//! The long table for programs: a row for each group and indicator.

use super::{Figure, Findings, Indicator, Tally, View};
use crate::report::{Audience, Cell, Column, Part, Table, Unit};

/// Name of the long table.
pub const KEY: &str = "kpi";

/// A row for each group and indicator; without grouping, for each indicator.
pub(super) fn table(findings: &Findings, view: &View) -> Table {
    let columns = columns(findings);
    let rows = rows(findings, view).collect();
    Table { key: KEY, audience: Audience::Machines, columns, rows, ..Table::default() }
}

/// The columns of the long table.
pub fn columns(findings: &Findings) -> Vec<Column> {
    let mut columns = vec![text("period_from"), text("period_to")];
    columns.extend(findings.plan.by.iter().map(|key| text(key.name())));
    columns.extend(figure_columns());
    columns
}

/// The rows of the long table one by one, for there may be as many as calls.
pub fn rows<'a>(
    findings: &'a Findings,
    view: &'a View,
) -> impl Iterator<Item = Vec<Cell>> + use<'a> {
    let long = Long::new(findings, view);
    let ends = ends(findings);
    let by_group = findings.groups.iter().map(|(values, tally)| (&values[..], tally));
    let everyone = (&[][..], &findings.total);
    let is_grouped = !findings.plan.by.is_empty();
    let groups = by_group.filter(move |_| is_grouped).chain((!is_grouped).then_some(everyone));
    groups.flat_map(move |(values, tally)| {
        let mut front = ends.to_vec();
        front.extend(findings.texts(values).into_iter().map(Cell::text));
        long.rows(&front, tally)
    })
}

/// A row for each indicator, over all groups.
pub(super) fn totals(findings: &Findings, view: &View) -> Table {
    let mut columns = vec![text("period_from"), text("period_to")];
    columns.extend(figure_columns());
    let rows = Long::new(findings, view).rows(&ends(findings), &findings.total);
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

/// Makes the rows of a tally.
struct Long<'a> {
    findings: &'a Findings,
    view: &'a View,
    kpis: Vec<Indicator>,
}

impl<'a> Long<'a> {
    fn new(findings: &'a Findings, view: &'a View) -> Self {
        Self { findings, view, kpis: view.for_programs(findings) }
    }

    /// A row for each indicator, with these cells in front.
    fn rows(&self, front: &[Cell], tally: &Tally) -> Vec<Vec<Cell>> {
        let row = |kpi: &Indicator| {
            let figure = self.view.figure(kpi, tally, self.findings);
            let mut cells = front.to_vec();
            cells.extend(cells_of(kpi, figure, self.view));
            cells
        };
        self.kpis.iter().map(row).collect()
    }
}

fn cells_of(kpi: &Indicator, figure: Figure, view: &View) -> Vec<Cell> {
    let target = view.targets.iter().find(|(other, _)| other.key() == kpi.key());
    let met = target.and_then(|(_, target)| target.met(&figure));
    let [lower, upper] = figure.limits.cells();
    vec![
        Cell::text(kpi.key()),
        figure.value,
        lower,
        upper,
        figure.numerator,
        figure.denominator,
        Cell::text(kpi.unit_name()),
        target.map_or(Cell::Missing, |(_, target)| Cell::text(target.text())),
        met.map_or(Cell::Missing, Cell::Flag),
        Cell::Count(figure.excluded),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::catalogue::find;
    use super::super::fold::tests::{found, plan};
    use super::super::report::{Intervals, Variants};
    use super::super::{Rules, Target};
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
