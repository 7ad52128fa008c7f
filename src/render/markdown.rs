//! A report as a Markdown document: headings, tables, lists.
//!
//! Text from data is escaped, so that nothing in it becomes a heading, a link or a cell of its own.

use super::grid::{Align, Grid};
use super::{select, show, table};
use crate::report::Report;
use anyhow::Result;

/// Characters that mean something to Markdown within a line.
const SPECIAL: [char; 12] = ['\\', '`', '*', '_', '[', ']', '<', '>', '#', '|', '~', '&'];

/// The tables for people, or the one asked for, as a document that ends in a newline.
///
/// Source: GitHub Flavored Markdown, <https://github.github.com/gfm/>.
pub fn render(report: &Report, asked: Option<&str>) -> Result<String> {
    let mut parts = Vec::new();
    if !report.title.is_empty() {
        parts.push(format!("# {}", escaped(&show(&report.title))));
    }
    let shown = select::for_people(report, asked)?;
    let mut notes = Vec::new();
    for one in &shown {
        if !one.title.is_empty() {
            parts.push(format!("## {}", escaped(&show(&one.title))));
        }
        parts.push(drawn(&table::gather(one)));
        notes.extend(table::undefined(one));
    }
    notes.extend(report.notes.iter().map(|note| show(note).into_owned()));
    notes.dedup();
    parts.push(list(notes.iter().map(|note| escaped(note))));
    let definitions = table::told_definitions(report, asked)?.into_iter().map(|definition| {
        let term = escaped(&table::named(definition, &shown));
        format!("**{term}**: {}", escaped(&show(&definition.text)))
    });
    parts.push(list(definitions));
    parts.push(list(table::footer(report).iter().map(|line| escaped(line))));
    parts.retain(|part| !part.is_empty());
    Ok(parts.join("\n\n") + "\n")
}

/// A table between pipes; numbers stand to the right.
fn drawn(grid: &Grid) -> String {
    if grid.rows.is_empty() && grid.total.is_none() {
        return "no rows".to_owned();
    }
    let line = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
    let escape = |cells: &Vec<String>| line(cells.iter().map(|cell| escaped(cell)).collect());
    let rule = |align: Align| match align {
        Align::Left => "---".to_owned(),
        Align::Right => "---:".to_owned(),
    };
    let mut lines = vec![
        line(grid.lanes.iter().map(|lane| escaped(&lane.label)).collect()),
        line(grid.lanes.iter().map(|lane| rule(lane.align)).collect()),
    ];
    lines.extend(grid.rows.iter().chain(&grid.total).map(escape));
    lines.join("\n")
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.map(|item| format!("- {item}")).collect::<Vec<_>>().join("\n")
}

/// Text that Markdown shows as it stands.
fn escaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' => plain.push(' '),
            special if SPECIAL.contains(&special) => plain.extend(['\\', special]),
            other => plain.push(other),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Cell, Column, Table, Unit};

    #[test]
    fn a_report_of_nothing_is_an_empty_line() {
        assert_eq!(render(&Report::default(), None).unwrap(), "\n");
    }

    #[test]
    fn text_of_data_stays_in_its_cell() {
        let columns = vec![
            Column::new("queue", "queue", Unit::Text),
            Column::new("calls", "calls", Unit::Count),
        ];
        let rows = vec![vec![Cell::text("a|b <i> # 1"), Cell::Count(1200)]];
        let table =
            Table { key: "t", title: "By `queue`".into(), columns, rows, ..Table::default() };
        let report =
            Report { tables: vec![table], notes: vec!["*all*".into()], ..Report::default() };
        let expected = "## By \\`queue\\`\n\n| queue | calls |\n| --- | ---: |\n\
                        | a\\|b \\<i\\> \\# 1 | 1,200 |\n\n- \\*all\\*\n";
        assert_eq!(render(&report, None).unwrap(), expected);
    }

    #[test]
    fn a_table_without_rows_says_so() {
        let table = Table { key: "t", title: "Empty".into(), ..Table::default() };
        let report = Report { title: "All".into(), tables: vec![table], ..Report::default() };
        assert_eq!(render(&report, None).unwrap(), "# All\n\n## Empty\n\nno rows\n");
    }
}
