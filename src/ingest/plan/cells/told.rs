//! What is told of a column once, when its file has ended: cells that are not written alike.

use super::Reader;
use crate::ingest::plan::{Plan, Source};
use crate::ingest::profile::Pick;
use crate::ingest::times::Moment;
use crate::ingest::values::Decimal;
use crate::model::Kind;
use crate::model::civil::DAY_MS;
use crate::problem::{Place, Problem};
use std::sync::atomic::{AtomicBool, Ordering};

impl Plan {
    /// Warnings for each column whose times stand with an offset in some records and without one in
    /// others, whose durations are written in two ways or are shorter than any unit of theirs could be,
    /// or whose shares have more digits than are kept.
    pub fn doubts(&self) -> Vec<Problem> {
        let place = || Place::at(&self.header.file, self.header.line.max(1), 1);
        let readers = self.columns.iter().filter_map(|planned| match &planned.source {
            Source::Cells(reader) => Some((planned.kind, reader)),
            Source::Rules | Source::Abandoned(_) => None,
        });
        let told = readers.flat_map(|(kind, one)| {
            let unit = (kind == Kind::Duration).then(|| one.doubtful_unit(place())).flatten();
            [one.mixed_zones(place()), one.mixed_units(place()), unit, one.rounded(place())]
        });
        told.flatten().collect()
    }
}

impl Reader {
    /// Notes how a time is written.
    pub(super) fn note(&self, moment: Moment) {
        // A day alone has no offset, whatever the others have.
        if matches!(moment, Moment::Local(local) if local.wall_ms().rem_euclid(DAY_MS) == 0) {
            return;
        }
        self.note_written(usize::from(matches!(moment, Moment::Instant(_))));
    }

    /// The same: 0 for a time without an offset, 1 for one with it.
    pub(super) fn note_written(&self, how: usize) {
        raise(&self.written[how]);
    }

    /// Notes how a duration is written; nothing is nothing in every unit.
    pub(super) fn note_spelling(&self, text: &str, ms: i64) {
        if ms != 0 {
            self.note_spelled(usize::from(text.contains(':')));
        }
    }

    /// The same: 0 for a plain number, 1 for one with colons.
    pub(super) fn note_spelled(&self, how: usize) {
        let is_column = !matches!(self.map.pick, Pick::Expr(_));
        if self.map.unit.is_none() && is_column {
            raise(&self.spelled[how]);
        }
    }

    /// A warning when durations stand in the column as plain numbers in some records and with colons in
    /// others, and nobody states a unit; `None` when all are written alike.
    fn mixed_units(&self, place: Place) -> Option<Problem> {
        if !self.spelled.iter().all(|flag| flag.load(Ordering::Relaxed)) {
            return None;
        }
        let message = format!(
            "`{}` has durations as plain numbers in some records and with colons in others",
            self.label
        );
        let help = "the numbers were read as seconds; `unit` in a profile says what they are, and \
                    unit = \"auto\" that both may stand there";
        Some(Problem::new("mixed-units", place, message).help(help).warning())
    }

    /// A warning when times stand in the column with an offset in some records and without one in
    /// others; `None` when all are written alike.
    fn mixed_zones(&self, place: Place) -> Option<Problem> {
        if !self.written.iter().all(|flag| flag.load(Ordering::Relaxed)) {
            return None;
        }
        let message = format!("`{}` has times with an offset and times without one", self.label);
        let help = format!(
            "those without one were read in {}; --zone or `zone` in the profile says another",
            self.zone.name()
        );
        Some(Problem::new("mixed-zones", place, message).help(help).warning())
    }

    /// Notes a share that is not kept to its last digit; `whole` is what one hundred percent is.
    pub(super) fn note_share(&self, share: Decimal, whole: i128) {
        let finer = share.times(1_000_000 / whole).zip(share.times(1_000 / whole));
        if finer.is_some_and(|(finer, kept)| finer != kept * 1_000) {
            let _before = self.rounded.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// A warning when shares were rounded; `None` when all are kept as they are.
    fn rounded(&self, place: Place) -> Option<Problem> {
        let rounded = Some(self.rounded.load(Ordering::Relaxed)).filter(|rounded| *rounded > 0)?;
        let records = if rounded == 1 { "record" } else { "records" };
        let message = format!(
            "`{}` was rounded to a tenth of a percent in {rounded} {records}: a share is kept with three decimals",
            self.label
        );
        let help = "trim_chars = \"% \" in place of type = \"percent\" keeps `94.01%` as 94.01";
        Some(Problem::new("digits-lost", place, message).help(help).warning())
    }
}

/// Sets a flag that many read and few change.
pub(super) fn raise(flag: &AtomicBool) {
    if !flag.load(Ordering::Relaxed) {
        flag.store(true, Ordering::Relaxed);
    }
}
