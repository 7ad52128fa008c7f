//! Columns whose texts are left where they stand, and read for single records.
//!
//! Only texts that are taken as they are can be left: no such cell has a fault, so that leaving it
//! changes nothing about which records are accepted.

use super::Decoder;
use crate::ingest::blocks::Block;
use crate::ingest::plan::Value;
use crate::ingest::records::{self, Reading, Step};
use crate::ingest::row::Row;
use crate::model::{Kind, Left, Name};

impl Decoder<'_> {
    /// The same, which leaves those of these columns where they stand that can be.
    #[must_use]
    pub fn leaving(mut self, names: &[Name]) -> Self {
        let Some(direct) = &mut self.direct else { return self };
        let planned = self.plan.columns.iter().enumerate();
        let left = planned.filter(|(at, planned)| {
            direct.columns[*at].kind == Kind::Text && names.contains(&planned.name)
        });
        self.left = left.map(|(at, _)| at).filter(|at| Some(*at) != self.id).collect();
        for at in self.left.iter().rev() {
            direct.columns.remove(*at);
            self.columns.remove(*at);
        }
        self
    }

    /// What was left of the records of a block that begin at these bytes.
    pub fn left<'d>(&'d self, block: &'d Block, starts: &'d [usize]) -> LeftTexts<'d> {
        LeftTexts { decoder: self, block, starts }
    }

    /// The texts of the record that begins at byte `start` in these columns.
    fn texts(&self, block: &Block, start: usize, columns: &[Name]) -> Option<Vec<Option<String>>> {
        let (mut fields, reading) = (Vec::new(), Reading { last: true, ..self.reading });
        let step = records::scan(&block.bytes, start, &reading, &mut fields);
        let (Step::Record { end, .. } | Step::Repaired { end, .. }) = step else { return None };
        let text = std::str::from_utf8(&block.bytes[start..end]).ok()?;
        let dialect = self.reading.dialect;
        let row = Row { text, start, fields: &fields, dialect, line: block.first_line };
        let text = |name: &Name| {
            let at = self.left.iter().find(|at| self.plan.columns[**at].name == *name)?;
            match self.plan.value(&self.plan.columns[*at], &row) {
                Ok(Value::Text(text)) if !text.is_empty() => Some(text.into_owned()),
                _ => None,
            }
        };
        Some(columns.iter().map(text).collect())
    }
}

/// What was left of a block.
pub struct LeftTexts<'d> {
    decoder: &'d Decoder<'d>,
    block: &'d Block,
    /// First byte of each accepted record.
    starts: &'d [usize],
}

impl Left for LeftTexts<'_> {
    fn texts(&self, row: usize, columns: &[Name]) -> Vec<Option<String>> {
        let start = self.starts.get(row);
        let texts = start.and_then(|start| self.decoder.texts(self.block, *start, columns));
        texts.unwrap_or_else(|| vec![None; columns.len()])
    }
}
