//! A report for people: its tables, then what a reader must know about them.
//!
//! Limits stand in brackets behind their value. What does not exist is `–`, and the reasons are
//! told below, then notes, definitions, and from what all of it was computed.

use super::grid::{self, Align, Grid, Lane};
use super::{Look, cell, fit, select, show};
use crate::report::words::counted;
use crate::report::{Audience, Cell, Definition, Input, Part, Report, Table, Unit};
use anyhow::Result;

/// How much of a SHA-256 is enough to recognise a file by, in hex digits.
const SHORT_HASH: usize = 12;

/// The tables for people, or the one asked for, as text that ends in a newline.
pub fn render(report: &Report, look: Look, asked: Option<&str>) -> Result<String> {
    let mut sections = vec![paragraphs([show(&report.title).into_owned()], look)];
    let mut reasons = Vec::new();
    let shown = select::for_people(report, asked)?;
    for (at, table) in shown.iter().enumerate() {
        let text = drawn(table, look);
        match sections.last_mut() {
            // The title of the whole is that of a first table without its own.
            Some(title) if at == 0 && table.title.is_empty() && !title.is_empty() => {
                title.push('\n');
                title.push_str(&text);
            }
            _ => sections.push(text),
        }
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
        .map(|definition| format!("{}: {}", named(definition, &shown), show(&definition.text)));
    sections.push(paragraphs(definitions, look));
    sections.push(paragraphs(footer(report), look));
    sections.retain(|section| !section.is_empty());
    Ok(sections.join("\n\n") + "\n")
}

/// Definitions of what is shown: of its columns, which may be several that begin with the term, and
/// those that are of no column at all.
pub(super) fn told_definitions<'a>(
    report: &'a Report,
    asked: Option<&str>,
) -> Result<Vec<&'a Definition>> {
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

/// The term, behind the heading that people see above the column, where that is another word.
pub(super) fn named(definition: &Definition, shown: &[&Table]) -> String {
    let term = show(&definition.term);
    let columns = shown.iter().flat_map(|table| &table.columns);
    let mut headings =
        columns.filter(|column| column.key == definition.term).map(|column| &column.label);
    // `talk` tells nothing that `talk_s` does not.
    let is_told = |label: &&String| {
        let plain = label.to_lowercase().replace(' ', "_");
        **label == definition.text || definition.term.starts_with(&plain)
    };
    match headings.find(|label| !is_told(label)) {
        Some(label) => format!("{} ({term})", show(label)),
        None => term.into_owned(),
    }
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

/// What people read of a table, each value with its limits.
pub(super) fn gather(table: &Table) -> Grid {
    let groups = groups(table);
    let lane = |group: &Group| {
        let column = &table.columns[group.value];
        let align = match column.unit {
            Unit::Text | Unit::Flag => Align::Left,
            _ => Align::Right,
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
pub(super) fn undefined(table: &Table) -> impl Iterator<Item = String> {
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
pub(super) fn footer(report: &Report) -> Vec<String> {
    let provenance = &report.provenance;
    let mut lines: Vec<String> = provenance.inputs.iter().map(input).collect();
    if let Some(period) = &provenance.period {
        let [from, to, zone] = [&period.from, &period.to, &period.zone].map(|text| show(text));
        lines.push(format!("period: {from} until {to}, {zone}"));
    }
    let settings = provenance.settings.iter();
    lines.extend(settings.map(|(name, value)| format!("{}: {}", show(name), setting(value))));
    lines
}

/// A hash cut short like those of files; anything else as it is.
fn setting(value: &str) -> String {
    let is_hash =
        |word: &str| word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_hash(value) {
        return format!("SHA-256 {}", &value[..SHORT_HASH]);
    }
    let words = value.split(' ').map(|word| if is_hash(word) { &word[..SHORT_HASH] } else { word });
    show(&words.collect::<Vec<_>>().join(" ")).into_owned()
}

fn input(input: &Input) -> String {
    let count = |count: u64| cell::for_people(&Cell::Count(count), Unit::Count);
    let some = |n: u64, what: &str| match n {
        0 => String::new(),
        some => format!(", {} {what}", count(some)),
    };
    let joined = some(input.joined, "joined to others");
    let dropped = some(input.dropped, "left out");
    let hash: String = input.sha256.chars().take(SHORT_HASH).collect();
    format!(
        "{}: {} read, {} accepted, {} rejected{joined}{dropped}, SHA-256 {}",
        show(&input.path),
        counted(input.read, "record"),
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
        assert!(told(None).ends_with("\n\nSL (level): a\ncritical: b\nlimits: c\n"));
        assert!(told(Some("t")).ends_with("\n\nSL (level): a\nlimits: c\n"));
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

    #[test]
    fn the_title_stands_on_a_first_table_without_its_own() {
        let report = |title: &str| Report {
            title: "Indicators".to_owned(),
            tables: vec![Table { title: title.to_owned(), ..level(vec![]) }],
            ..Report::default()
        };
        let shown = |title: &str| render(&report(title), Look::Plain, None).unwrap();
        assert!(shown("").starts_with("Indicators\nSL\n"));
        assert!(shown("Queues").starts_with("Indicators\n\nQueues\nSL\n"));
    }

    #[test]
    fn a_definition_names_the_heading_where_it_is_another_word() {
        let definitions =
            vec![Definition::new("level", "answered in time"), Definition::new("limits", "95 %")];
        let report = Report { tables: vec![level(vec![])], definitions, ..Report::default() };
        let text = render(&report, Look::Plain, None).unwrap();
        assert!(text.ends_with("\n\nSL (level): answered in time\nlimits: 95 %\n"), "{text}");
    }

    #[test]
    fn hashes_in_settings_are_cut_short_like_those_of_files() {
        assert_eq!(setting(&"0123456789abcdef".repeat(4)), "SHA-256 0123456789ab");
        let profile = format!("acd.toml, SHA-256 {}", "0123456789abcdef".repeat(4));
        assert_eq!(setting(&profile), "acd.toml, SHA-256 0123456789ab");
        assert_eq!(setting("dice:48213907"), "dice:48213907");
    }
}
