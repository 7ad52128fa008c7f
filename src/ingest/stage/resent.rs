//! Records that are sent again: one version of each counts.

use super::{Held, drop_counted};
use crate::ingest::decode::Decoded;
use crate::ingest::plan::Rank;
use crate::ingest::profile::KeepOf;
use std::collections::BTreeMap;

/// What repeats are left out for.
const REASON: &str = "sent again";

/// Versions of records by the fingerprint of their key.
///
/// When the first counts, a fingerprint a key is kept and nothing held back. When the last or the
/// greatest counts, one record a key is held until the file ends: a file may come through a pipe,
/// where it cannot be read twice.
#[derive(Default)]
pub(super) struct Versions {
    latest: bool,
    #[expect(clippy::disallowed_types, reason = "looked up only; its order never shows")]
    seen: std::collections::HashMap<u128, (Rank, u64)>,
    held: BTreeMap<u64, Held>,
}

impl Versions {
    pub(super) fn new(keep: &KeepOf) -> Self {
        Self { latest: *keep != KeepOf::First, ..Self::default() }
    }

    /// Whether records are held back.
    pub(super) fn holds(&self) -> bool {
        self.latest
    }

    /// Where the first counts: takes out the records that were seen before.
    pub(super) fn drop_repeats(&mut self, decoded: &mut Decoded) {
        if self.latest {
            return;
        }
        let mut kept = vec![true; decoded.sent.len()];
        for (row, sent) in decoded.sent.iter().enumerate() {
            let Some((key, rank)) = *sent else { continue };
            kept[row] = self.seen.insert(key, (rank, 0)).is_none();
        }
        let dropped = kept.iter().filter(|kept| !**kept).count();
        if dropped > 0 {
            let dropped = u64::try_from(dropped).unwrap_or(u64::MAX);
            drop_counted(decoded, REASON, dropped);
            decoded.account.accepted -= dropped;
            decoded.retain(&kept);
        }
    }

    /// Where the last or the greatest counts: holds a record unless a newer version is held.
    pub(super) fn hold(&mut self, held: Held, decoded: &mut Decoded, row: usize) {
        if let Some((key, rank)) = decoded.sent.get(row).copied().flatten() {
            if let Some((other, line)) = self.seen.get(&key).copied() {
                drop_counted(decoded, REASON, 1);
                if other > rank {
                    return;
                }
                self.held.remove(&line);
            }
            self.seen.insert(key, (rank, held.line));
        }
        self.held.insert(held.line, held);
    }

    /// Every record held, in the order of the file.
    pub(super) fn drain(&mut self) -> Vec<Held> {
        self.seen.clear();
        std::mem::take(&mut self.held).into_values().collect()
    }
}
