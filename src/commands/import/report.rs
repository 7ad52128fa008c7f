//! The import report: what became of the records, and what the columns hold.

use super::tally::Tally;
use crate::ingest::engine::Intake;
use crate::report::{Cell, Column, PeriodRecord, Provenance, Report, Table, Unit};
use std::collections::BTreeMap;

/// Tables of records, reasons, columns and outcomes; notes on the range and on columns not used.
pub(super) fn report(intakes: &[Intake], tally: &Tally) -> Report {
    let mut notes: Vec<String> = intakes.iter().filter_map(part).collect();
    notes.extend(intakes.iter().filter_map(unused));
    notes.extend(range(tally));
    let period = tally.range.zip(tally.zone.as_ref()).and_then(|((_, first, last), zone)| {
        // The range ends after the last instant, as a period does.
        let (from, to) = (zone.iso(first)?, zone.iso(last + 1)?);
        Some(PeriodRecord { from, to, zone: zone.name().to_owned() })
    });
    let mut tables = vec![records(intakes), reasons(intakes), columns(tally), outcomes(tally)];
    tables.retain(|table| !table.rows.is_empty());
    Report {
        schema: "qa.import/1",
        title: "Import".to_owned(),
        tables,
        notes,
        provenance: Provenance { period, ..Provenance::default() },
        ..Report::default()
    }
}

/// Which sheet of a workbook was read, or which member of an archive.
fn part(intake: &Intake) -> Option<String> {
    intake.part.as_ref().map(|part| format!("{}: `{part}` was read", intake.path))
}

fn unused(intake: &Intake) -> Option<String> {
    let (path, names) = (&intake.path, intake.unused.join(", "));
    (!names.is_empty()).then(|| format!("columns of {path} that were not used: {names}"))
}

fn range(tally: &Tally) -> Option<String> {
    let Some((field, first, last)) = tally.range else {
        return (tally.rows > 0 && !tally.has_times())
            .then(|| "no column tells when the interactions were".to_owned());
    };
    let zone = tally.zone.as_ref()?;
    Some(format!("`{}` from {} to {}", field.name(), zone.iso(first)?, zone.iso(last)?))
}

fn text(key: &'static str, label: &str) -> Column {
    Column::new(key, label, Unit::Text)
}

fn count(key: &'static str, label: &str) -> Column {
    Column::new(key, label, Unit::Count)
}

fn records(intakes: &[Intake]) -> Table {
    let columns = vec![
        text("file", "file"),
        count("read", "read"),
        count("accepted", "kept"),
        count("rejected", "rejected"),
        count("joined", "joined"),
        count("dropped", "left out"),
        count("blank", "blank lines"),
        count("headers", "repeated headers"),
        count("blanked_cells", "cells left blank"),
        count("repaired", "repaired"),
    ];
    let row = |intake: &Intake| {
        let account = &intake.account;
        let counts = [
            account.read,
            account.accepted,
            account.rejected,
            account.joined,
            account.left_out(),
            account.blank,
            account.headers,
            account.blanked,
            account.repaired,
        ];
        std::iter::once(Cell::text(&intake.path)).chain(counts.map(Cell::Count)).collect()
    };
    let rows = intakes.iter().map(row).collect();
    Table { key: "records", title: "Records".to_owned(), columns, rows, ..Table::default() }
}

/// How often each problem was met, and how many records each rule of the profile left out.
fn reasons(intakes: &[Intake]) -> Table {
    let mut counts: BTreeMap<(&'static str, String), u64> = BTreeMap::new();
    for account in intakes.iter().map(|intake| &intake.account) {
        for (code, n) in account.problems.counts() {
            *counts.entry(("problem", code.to_owned())).or_default() += n;
        }
        for (reason, n) in &account.dropped {
            *counts.entry(("left out", reason.clone())).or_default() += n;
        }
    }
    let columns = vec![text("kind", "kind"), text("reason", "reason"), count("count", "count")];
    let row = |((kind, reason), n): (&(&'static str, String), &u64)| {
        vec![Cell::text(*kind), Cell::text(reason), Cell::Count(*n)]
    };
    let rows = counts.iter().map(row).collect();
    Table { key: "reasons", title: "Reasons".to_owned(), columns, rows, ..Table::default() }
}

fn columns(tally: &Tally) -> Table {
    let columns = vec![
        text("column", "column"),
        count("known", "known"),
        count("unknown", "unknown"),
        Column::new("unknown_share", "share", Unit::Share),
    ];
    let rows = tally.known.iter().map(|(name, known)| {
        let unknown = tally.rows.saturating_sub(*known);
        let share = Cell::ratio(i128::from(unknown), i128::from(tally.rows));
        vec![Cell::text(name.as_str()), Cell::Count(*known), Cell::Count(unknown), share]
    });
    let rows = rows.collect();
    Table { key: "columns", title: "Columns".to_owned(), columns, rows, ..Table::default() }
}

fn outcomes(tally: &Tally) -> Table {
    let columns = vec![
        text("outcome", "outcome"),
        count("records", "records"),
        Column::new("share", "share", Unit::Share),
    ];
    let rows = tally.outcomes.iter().map(|(outcome, n)| {
        let share = Cell::ratio(i128::from(*n), i128::from(tally.rows));
        vec![Cell::text(*outcome), Cell::Count(*n), share]
    });
    let rows = rows.collect();
    Table { key: "outcomes", title: "Outcomes".to_owned(), columns, rows, ..Table::default() }
}
