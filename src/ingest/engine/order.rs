//! Repeated ids, found in the order of files and lines.

use super::ids::{Ids, Spell, What};
use super::seen::{Register, Seen};
use crate::ingest::decode::{Decoded, Decoder, Reject};
use crate::model::{Field, Name};
use crate::problem::{Place, Problem};

/// Which ids were seen where.
#[derive(Default)]
pub(super) struct Order {
    files: Vec<String>,
    seen: Register,
}

impl Order {
    /// The file whose blocks come next.
    pub(super) fn begin(&mut self, number: usize, file: &str) {
        self.files.truncate(number);
        self.files.push(file.to_owned());
    }

    /// Takes records whose id was seen before out of a block, naming the first, and counts the cells
    /// left blank in those that stay. `ids` are those of the block.
    pub(super) fn refuse_repeats(
        &mut self,
        decoded: &mut Decoded,
        ids: &Ids,
        decoder: &Decoder<'_>,
    ) {
        let mut kept = Vec::new();
        for spell in &ids.spells {
            for (row, first) in self.repeats(ids, spell) {
                kept.resize(decoded.batch.rows(), true);
                kept[row] = false;
                self.refuse(decoded, decoder, (row, first));
            }
        }
        for (row, warning) in decoded.blanked.drain(..) {
            if kept.get(row) != Some(&false) {
                decoded.account.blanked += 1;
                decoded.account.problems.push(warning);
            }
        }
        if !kept.is_empty() {
            decoded.retain(&kept);
        }
    }

    /// The rows of a spell whose ids were seen before, and where.
    fn repeats(&mut self, ids: &Ids, spell: &Spell) -> Vec<(usize, Seen)> {
        let here = Seen::new(self.files.len().saturating_sub(1), spell.line);
        let (series, first) = match spell.what {
            What::Single(fingerprint) => {
                let seen = self.seen.enter_single(fingerprint, here);
                return seen.map(|seen| (spell.rows.start, seen)).into_iter().collect();
            }
            What::Counted { series, first } => (&ids.series[series], first),
        };
        let length = u64::try_from(spell.rows.len()).unwrap_or(u64::MAX);
        if self.seen.enter_all(series, (first, length), here) {
            return Vec::new();
        }
        let mut repeats = Vec::new();
        for (row, nth) in spell.rows.clone().zip(0..) {
            let seen = self.seen.enter(series, first + nth, here.further(nth));
            repeats.extend(seen.map(|seen| (row, seen)));
        }
        repeats
    }

    /// Sets aside a record whose id stands elsewhere, too.
    fn refuse(&self, decoded: &mut Decoded, decoder: &Decoder<'_>, (row, first): (usize, Seen)) {
        let problem = self.repeat(decoded, decoder, (row, first));
        if let Some(cells) = decoded.cells.get_mut(row) {
            decoded.account.rejects.push(Reject {
                line: decoded.lines[row],
                column: None,
                code: problem.code,
                message: problem.message.clone(),
                cells: std::mem::take(cells),
            });
        }
        decoded.account.problems.push(problem);
        decoded.account.accepted -= 1;
        decoded.account.rejected += 1;
    }

    fn repeat(
        &self,
        decoded: &Decoded,
        decoder: &Decoder<'_>,
        (row, first): (usize, Seen),
    ) -> Problem {
        let ids = decoded.batch.text(&Name::Field(Field::InteractionId));
        let id = ids.and_then(|ids| ids.get(row)).unwrap_or_default();
        let (file, line) = (first.file(), first.line());
        let other = if file + 1 == self.files.len() {
            String::new()
        } else {
            format!(" of {}", self.files[file])
        };
        let message = format!("interaction id `{id}` is already on line {line}{other}");
        let place = Place::line(decoder.file(), decoded.lines[row]);
        Problem::new("duplicate-id", place, message)
            .help("the first record counts; remove this one, or map a column that tells them apart")
    }
}
