//! Repeated ids, found in the order of files and lines.

use crate::ingest::decode::{Decoded, Decoder, Reject};
use crate::model::{Field, Name};
use crate::problem::{Place, Problem};

/// Which ids were seen where.
#[derive(Default)]
pub(super) struct Order {
    files: Vec<String>,
    #[expect(clippy::disallowed_types, reason = "looked up only; its order never shows")]
    seen: std::collections::HashMap<u128, (usize, u64)>,
}

impl Order {
    /// The file whose blocks come next.
    pub(super) fn begin(&mut self, number: usize, file: &str) {
        self.files.truncate(number);
        self.files.push(file.to_owned());
    }

    /// Takes records whose id was seen before out of a block, naming the first, and counts the cells
    /// left blank in those that stay.
    pub(super) fn refuse_repeats(&mut self, decoded: &mut Decoded, decoder: &Decoder<'_>) {
        let here = self.files.len().saturating_sub(1);
        let mut kept = Vec::new();
        for (row, id) in decoded.ids.iter().enumerate() {
            let line = decoded.lines[row];
            let first = id.map_or((here, line), |id| *self.seen.entry(id).or_insert((here, line)));
            if first == (here, line) {
                continue;
            }
            kept.resize(decoded.ids.len(), true);
            kept[row] = false;
            let problem = self.repeat(decoded, decoder, (row, first));
            if let Some(cells) = decoded.cells.get_mut(row) {
                decoded.account.rejects.push(Reject {
                    line,
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
        for (row, warning) in decoded.blanked.drain(..) {
            if kept.get(row) != Some(&false) {
                decoded.account.blanked += 1;
                decoded.account.problems.push(warning);
            }
        }
        if !kept.is_empty() {
            decoded.batch.retain(&kept);
        }
    }

    fn repeat(
        &self,
        decoded: &Decoded,
        decoder: &Decoder<'_>,
        (row, (file, line)): (usize, (usize, u64)),
    ) -> Problem {
        let ids = decoded.batch.text(&Name::Field(Field::InteractionId));
        let id = ids.and_then(|ids| ids.get(row)).unwrap_or_default();
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
