//! A report for people: its tables, then what a reader must know about them.
//!
//! Limits stand in brackets behind their value. What does not exist is `–`, and the reasons are
//! told below, then notes, definitions, and from what all of it was computed.

use super::grid::{self, Align, Grid, Lane};
use super::{Look, cell, fit, select, show};
use crate::report::{Audience, Cell, Definition, Input, Part, Report, Table, Unit};
use anyhow::Result;

/// How much of a SHA-256 is enough to recognise a file by, in hex digits.
const SHORT_HASH: usize = 12;

/// The tables for people, or the one asked for, as text that ends in a newline.
pub fn render(report: &Report, look: Look, asked: Option<&str>) -> Result<String> {
    let mut sections = vec![paragraphs([show(&report.title).into_owned()], look)];
    let mut reasons = Vec::new();
    for table in select::for_people(report, asked)? {
        sections.push(drawn(table, look));
        reasons.extend(undefined(table));
    }
    reasons.extend(report.notes.iter().map(|note| show(note).into_owned()));
    let mut told: Vec<String> = Vec::new();
    for reason in reasons {
        if !told.contains(&reason) {
            told.push(reason);
        }
    }
    sections.push(paragraphs(told, look));
    let definitions = told_definitions(report, asked)?
        .into_iter()
        .map(|definition| format!("{}: {}", show(&definition.term), show(&definition.text)));
    sections.push(paragraphs(definitions, look));
    sections.push(paragraphs(footer(report), look));
    sections.retain(|section| !section.is_empty());
    Ok(sections.join("\n\n") + "\n")
}

/// Definitions of what is shown: of its columns, which may be several that begin with the term, and
/// those that are of no column at all.
fn told_definitions<'a>(report: &'a Report, asked: Option<&str>) -> Result<Vec<&'a Definition>> {
    let shown = select::for_people(report, asked)?;
    let is_of = |key: &str, term: &str| {
        key.strip_prefix(term).is_some_and(|rest| rest.is_empty() || rest.starts_with('_'))
    };
    let has =
        |table: &Table, term: &str| table.columns.iter().any(|column| is_of(&column.key, term));
    let told = report.definitions.iter().filter(|definition| {
        let term = definition.term.as_str();
        let of_another = report.tables.iter().any(|table| has(table, term))
            && !shown.iter().any(|table| has(table, term));
        definition.audience != Audience::Machines && !of_another
    });
    Ok(told.collect())
}

/// A table under its title.
fn drawn(table: &Table, look: Look) -> String {
    let grid = gather(table);
    let text = match look {
        Look::Terminal { width } => grid::boxed(&grid, width),
        Look::Plain => grid::plain(&grid),
    };
    let title = show(&table.title).into_owned();
    let empty = grid.rows.is_empty() && grid.total.is_none();
    let parts = [title, text, if empty { "no rows" } else { "" }.to_owned()];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("\n")
}

/// A value column and where its limits are.
struct Group {
    value: usize,
    lower: Option<usize>,
    upper: Option<usize>,
}

fn groups(table: &Table) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, column) in table.columns.iter().enumerate() {
        match (column.part, groups.last_mut()) {
            (Part::Lower, Some(group)) => group.lower = Some(at),
            (Part::Upper, Some(group)) => group.upper = Some(at),
            _ => groups.push(Group { value: at, lower: None, upper: None }),
        }
    }
    groups
}

fn gather(table: &Table) -> Grid {
    let groups = groups(table);
    let lane = |group: &Group| {
        let column = &table.columns[group.value];
        let align = match column.unit {
            Unit::Text | Unit::Flag => Align::Left,
            Unit::Count | Unit::Seconds | Unit::Share | Unit::Score | Unit::Plain => Align::Right,
        };
        Lane { label: show(&column.label).into_owned(), align }
    };
    let row = |cells: &Vec<Cell>| -> Vec<String> {
        let at = |at: Option<usize>| at.and_then(|at| cells.get(at)).unwrap_or(&Cell::Missing);
        let text = |group: &Group| {
            let unit = table.columns[group.value].unit;
            cell::with_limits(at(Some(group.value)), [at(group.lower), at(group.upper)], unit)
        };
        groups.iter().map(text).collect()
    };
    Grid {
        lanes: groups.iter().map(lane).collect(),
        rows: table.rows.iter().map(row).collect(),
        total: table.total.as_ref().map(row),
    }
}

/// Why cells of a table do not exist, in order of row and column.
fn undefined(table: &Table) -> impl Iterator<Item = String> {
    let rows = table.rows.iter().chain(&table.total);
    let cells = rows.flat_map(|row| table.columns.iter().zip(row));
    cells.filter_map(|(column, cell)| match (column.part, cell) {
        (Part::Value, Cell::Undefined(reason)) => {
            Some(format!("{} in {}: {reason}", cell::NOTHING, show(&column.label)))
        }
        _ => None,
    })
}

/// From what the report was computed.
fn footer(report: &Report) -> Vec<String> {
    let provenance = &report.provenance;
    let mut lines: Vec<String> = provenance.inputs.iter().map(input).collect();
    if let Some(period) = &provenance.period {
        let [from, to, zone] = [&period.from, &period.to, &period.zone].map(|text| show(text));
        lines.push(format!("period: {from} until {to}, {zone}"));
    }
    let settings = provenance.settings.iter();
    lines.extend(settings.map(|(name, value)| format!("{}: {}", show(name), show(value))));
    lines
}

fn input(input: &Input) -> String {
    let count = |count: u64| cell::for_people(&Cell::Count(count), Unit::Count);
    let dropped = match input.dropped {
        0 => String::new(),
        some => format!(", {} dropped", count(some)),
    };
    let hash: String = input.sha256.chars().take(SHORT_HASH).collect();
    format!(
        "{}: {} records read, {} accepted, {} rejected{dropped}, SHA-256 {}",
        show(&input.path),
        count(input.read),
        count(input.accepted),
        count(input.rejected),
        show(&hash),
    )
}

/// A line each; on a terminal broken to its width, the rest of each set in by two.
fn paragraphs(texts: impl IntoIterator<Item = String>, look: Look) -> String {
    let lines = texts.into_iter().map(|text| match look {
        Look::Plain => text,
        Look::Terminal { width } => fit::wrap(&text, width.saturating_sub(2)).join("\n  "),
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Column;

    fn shown(tables: Vec<Table>, look: Look) -> String {
        render(&Report { tables, ..Report::default() }, look, None).unwrap()
    }

    fn level(cells: Vec<Vec<Cell>>) -> Table {
        let mut columns = vec![Column::new("level", "SL", Unit::Share)];
        columns.extend(Column::limits("level", Unit::Share));
        Table { key: "t", columns, rows: cells, ..Table::default() }
    }

    #[test]
    fn a_table_without_rows_says_so() {
        assert_eq!(shown(vec![level(vec![])], Look::Plain), "SL\n--\nno rows\n");
    }

    #[test]
    fn a_reason_is_told_once() {
        let row = || vec![Cell::Undefined("no calls"), Cell::Undefined("x"), Cell::Missing];
        let text = shown(vec![level(vec![row(), row()])], Look::Plain);
        assert_eq!(text, "SL\n--\n –\n –\n\n– in SL: no calls\n");
    }

    #[test]
    fn a_row_that_is_too_short_has_nothing_in_the_other_lanes() {
        let mut table = level(vec![vec![Cell::ratio(1, 2)]]);
        table.columns.push(Column::new("calls", "calls", Unit::Count));
        assert_eq!(
            shown(vec![table], Look::Plain),
            "    SL  calls\n------  -----\n50.0 %      –\n"
        );
    }

    #[test]
    fn limits_without_a_value_before_them_stand_alone() {
        let columns = Column::limits("level", Unit::Share).to_vec();
        let rows = vec![vec![Cell::ratio(1, 4), Cell::ratio(1, 2)]];
        let table = Table { columns, rows, ..Table::default() };
        let text = shown(vec![table], Look::Plain);
        assert!(text.contains("lower") && text.contains("25.0 % [– … 50.0]"), "{text}");
    }

    #[test]
    fn people_do_not_see_what_is_for_programs() {
        let hidden =
            Table { audience: Audience::Machines, title: "hidden".to_owned(), ..level(vec![]) };
        assert_eq!(shown(vec![hidden.clone()], Look::Plain), "\n");
        let report = Report { tables: vec![hidden], ..Report::default() };
        assert!(render(&report, Look::Plain, Some("t")).unwrap().starts_with("hidden\n"));
    }

    #[test]
    fn people_see_the_definitions_of_what_is_shown() {
        let other = Table {
            key: "other",
            columns: vec![Column::new("critical_law", "law", Unit::Count)],
            ..Table::default()
        };
        let terms = [("level", "a"), ("critical", "b"), ("limits", "c")];
        let mut definitions: Vec<_> =
            terms.iter().map(|(term, text)| Definition::new(*term, *text)).collect();
        definitions.push(Definition::new("level", "hidden").for_machines());
        let tables = vec![level(vec![]), other];
        let report = Report { tables, definitions, ..Report::default() };
        let told = |asked| render(&report, Look::Plain, asked).unwrap();
        assert!(told(None).ends_with("\n\nlevel: a\ncritical: b\nlimits: c\n"));
        assert!(told(Some("t")).ends_with("\n\nlevel: a\nlimits: c\n"));
        assert!(told(Some("other")).ends_with("\n\ncritical: b\nlimits: c\n"));
    }

    #[test]
    fn long_sentences_break_to_the_terminal_and_are_set_in() {
        let text = "answered within 20 s, of offered".to_owned();
        let definitions = vec![Definition::new("level", text)];
        let report = Report { definitions, ..Report::default() };
        let look = Look::Terminal { width: 24 };
        let want = "level: answered within\n  20 s, of offered\n";
        assert_eq!(render(&report, look, None).unwrap(), want);
    }
}
