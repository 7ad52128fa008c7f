//! The first records of an export as its new profile reads them: the proof that it fits.

use crate::ingest::decode::Account;
use crate::ingest::engine::{Checksums, Options, Queue};
use crate::ingest::inspect::Inspection;
use crate::ingest::profile;
use crate::ledger::canonical::Form;
use crate::model::{Field, Name, Zone};
use crate::problem::{Blame, Refused};
use crate::render::{self, Look};
use crate::report::words::grouped;
use crate::report::{Cell, Column, Report, Table, Unit};
use anyhow::Result;
use std::borrow::Cow;

/// How many records are shown.
const SHOWN: usize = 3;

/// A table of the first records, one column a record, and how many of all are accepted; `None` for what
/// is no record of a contact, and for an export that has none.
///
/// # Errors
///
/// If the export cannot be read, or the profile is none, which would be a mistake of this program.
pub(super) fn shown(
    found: &Inspection,
    text: &str,
    (zone, width): (Zone, Option<usize>),
) -> Result<Option<String>> {
    if !found.profile.kind.makes_interactions() {
        return Ok(None);
    }
    let profile = profile::parse("the new profile", text);
    let profile = profile.map_err(|problems| Refused { blame: Blame::Data, problems })?;
    let zone = profile.file.zone.clone().unwrap_or(zone);
    let options =
        Options { checksums: Checksums::Left, ..Options::plain(Some(profile), zone.clone()) };
    let wants: Vec<Name> = Field::all().map(Name::Field).collect();
    let queue = Queue::open(std::slice::from_ref(&found.file), &options, &wants, &[])?;
    let columns: Vec<Name> = wants.into_iter().filter(|name| queue.gives(name)).collect();
    let form = Form { columns: &columns, zone: &zone, text: |text| Cow::Borrowed(text) };
    let mut records: Vec<Vec<String>> = Vec::new();
    let intakes = queue.each(&mut |batch| {
        let missing = SHOWN.saturating_sub(records.len()).min(batch.rows());
        records.extend((0..missing).map(|row| form.cells(batch, row)));
        Ok(())
    })?;
    if records.is_empty() {
        return Ok(None);
    }
    let mut report = Report { tables: vec![table(&columns, &records)], ..Report::default() };
    report.title = intakes.first().map(|intake| title(&intake.account)).unwrap_or_default();
    let look = width.map_or(Look::Plain, |width| Look::Terminal { width });
    let form = render::Form {
        format: render::Format::Table,
        look,
        table: None,
        guard: render::Guard::None,
    };
    let bytes = render::render(&report, &form)?;
    Ok(Some(format!("\n{}", String::from_utf8_lossy(&bytes))))
}

fn title(account: &Account) -> String {
    format!(
        "The first records, as this reads them ({} of {} accepted)",
        grouped(account.accepted),
        grouped(account.read)
    )
}

/// A row for each column that any of the records fills.
fn table(columns: &[Name], records: &[Vec<String>]) -> Table {
    let numbers = (1..=records.len()).map(|n| n.to_string());
    let mut heads = vec![Column::new("column", "column", Unit::Text)];
    heads.extend(numbers.map(|n| Column::new(format!("record_{n}"), n, Unit::Text)));
    let filled = columns.iter().enumerate().filter(|(at, _)| {
        records.iter().any(|record| record.get(*at).is_some_and(|cell| !cell.is_empty()))
    });
    let rows = filled.map(|(at, name)| {
        let cells = records.iter().map(|record| match record.get(at) {
            Some(text) if !text.is_empty() => Cell::text(text),
            _ => Cell::Missing,
        });
        std::iter::once(Cell::text(name.as_str())).chain(cells).collect()
    });
    Table { key: "first", columns: heads, rows: rows.collect(), ..Table::default() }
}
