//! Records that are sent again: what tells the same record, and which version is newer.

use super::sources::meant;
use super::{Fault, Header};
use crate::ingest::profile::{Dedupe, KeepOf};
use crate::ingest::row::Row;
use crate::ingest::synonyms;
use crate::ingest::times::{Moment, TimeFormat};
use crate::ingest::values::{Decimal, DecimalMark};
use crate::problem::{Place, Problem, Problems};

/// The rule of a profile, held against a header.
#[derive(Debug, Clone)]
pub struct Resent {
    /// Which version counts.
    pub keep: KeepOf,
    key: Vec<usize>,
    rank: Option<usize>,
}

/// Where a record stands among the versions of itself; numbers before times.
pub type Rank = (u8, i64);

impl Resent {
    /// Finds the columns of a rule; those that are not there are problems.
    pub(super) fn new(header: &Header, rule: &Dedupe, problems: &mut Problems) -> Self {
        let mut find = |column: &str| {
            let found = synonyms::position(&header.names, column);
            if found.is_none() {
                let message = format!("there is no column `{column}`, which `dedupe` looks at");
                let place = Place::at(&header.file, header.line.max(1), 1);
                let problem = Problem::new("missing-column", place, message);
                problems.push(problem.help(meant(column, &header.names).help()));
            }
            found
        };
        let key = rule.key.iter().filter_map(|column| find(column)).collect();
        let rank = rule.max_column().and_then(find);
        Self { keep: rule.keep.clone(), key, rank }
    }

    /// The cells that tell the same record; `None` when they are all empty, as it is nobody's then.
    pub fn key(&self, row: &Row<'_>) -> Option<String> {
        let cells = if self.key.is_empty() {
            row.cells()
        } else {
            self.key.iter().map(|index| row.cell(*index).into_owned()).collect()
        };
        cells.iter().any(|cell| !cell.is_empty()).then(|| cells.join("\u{1f}"))
    }

    /// Where a record stands among the versions of itself; the lowest when nothing tells it.
    ///
    /// # Errors
    ///
    /// If the cell is neither a number nor an ISO time.
    pub fn rank(&self, row: &Row<'_>) -> Result<Rank, Fault> {
        let Some(index) = self.rank else { return Ok((0, i64::MIN)) };
        let text = row.cell(index);
        if text.is_empty() {
            return Ok((0, i64::MIN));
        }
        let number =
            Decimal::parse(&text, DecimalMark::Point).and_then(|number| number.times(1_000));
        let time = || match TimeFormat::Iso8601.read(&text, None)? {
            Moment::Local(local) => Some((1, local.wall_ms())),
            Moment::Instant(ms) => Some((1, ms)),
        };
        number.map(|number| (0, number)).or_else(time).ok_or_else(|| Fault {
            cell: Some(index),
            code: "bad-time",
            message: format!(
                "expected a number or a time such as 2026-10-23T22:52:07, found `{text}`"
            ),
            help: Some("`dedupe` needs it to tell the newest version of a record".to_owned()),
        })
    }
}
