//! The buckets that a chart goes over: which follow each other, which have no contact, and which are
//! not whole.

use crate::kpi::group::{Key, Value};
use crate::kpi::{Findings, Plan};
use crate::model::{Civil, Grain};
use crate::report::words::counted;
use std::collections::{BTreeMap, BTreeSet};

/// Most buckets without a contact for each that has some; beyond that an instant is wrong, not a
/// centre closed.
const MOST_GAPS: usize = 20;

/// The buckets of a chart in order of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Those in which counts are told, 0 where nobody came; without the ones that are not whole. Empty
    /// where counts are told as they come.
    pub(super) buckets: Vec<i64>,
    /// What a reader must know of them.
    pub(super) notes: Vec<String>,
    key: Key,
    zone: crate::model::Zone,
}

/// The plan that tells on which days contacts came; `None` for buckets of a day or less.
pub fn days(plan: &Plan, time: usize) -> Option<Plan> {
    let is_long = match plan.by.get(time) {
        Some(Key::Grain(grain)) => {
            !matches!(grain, Grain::Day | Grain::Interval | Grain::HalfHour | Grain::QuarterHour)
        }
        _ => false,
    };
    let by = vec![Key::Grain(Grain::Day)];
    is_long.then(|| Plan { by, measures: Vec::new(), ..plan.clone() })
}

impl Calendar {
    /// That of findings by these buckets; `days` are the findings of [`days`].
    pub fn of(findings: &Findings, time: usize, days: Option<&Findings>) -> Self {
        let (key, zone) = (findings.plan.by[time].clone(), findings.plan.zone.clone());
        let (buckets, notes) = (Vec::new(), Vec::new());
        let mut calendar = Self { buckets, notes, key, zone };
        let Key::Grain(grain) = calendar.key else { return calendar };
        let told: BTreeSet<i64> = findings
            .groups
            .iter()
            .filter_map(|(values, _)| match values[time] {
                Value::Whole(bucket) => Some(bucket),
                _ => None,
            })
            .collect();
        // Nights are no gap in what is told by the hour.
        if !matches!(grain, Grain::Interval | Grain::HalfHour | Grain::QuarterHour) {
            calendar.fill(grain, &told);
        }
        if let Some(days) = days {
            calendar.cut(grain, days);
        }
        calendar
    }

    /// What a bucket is called.
    pub(super) fn label(&self, bucket: i64) -> String {
        Value::Whole(bucket).text(&self.key, &self.zone)
    }

    /// Every bucket from the first to the last.
    fn fill(&mut self, grain: Grain, told: &BTreeSet<i64>) {
        let (Some(first), Some(last)) = (told.first(), told.last()) else { return };
        let next = |bucket: &i64| grain.next(&self.zone, *bucket).filter(|next| next <= last);
        let most = told.len().saturating_mul(MOST_GAPS);
        let all: Vec<i64> =
            std::iter::successors(Some(*first), next).take(most.saturating_add(1)).collect();
        let noun = grain.noun();
        if all.len() > most {
            self.notes.push(format!(
                "{noun}s without a contact are left out of all charts: there are too many"
            ));
            return;
        }
        let empty: Vec<i64> = all.iter().copied().filter(|bucket| !told.contains(bucket)).collect();
        if let Some(one) = empty.first() {
            let n = u64::try_from(empty.len()).unwrap_or(u64::MAX);
            self.notes.push(format!(
                "{} without a contact, the first {}: counts are 0 there, other figures leave them out as if their neighbours followed each other",
                counted(n, noun),
                self.label(*one)
            ));
        }
        self.buckets = all;
    }

    /// Leaves out the first and the last bucket where they have fewer days with contacts than any
    /// between them.
    fn cut(&mut self, grain: Grain, days: &Findings) {
        let mut active: BTreeMap<i64, u64> = BTreeMap::new();
        for (values, _) in &days.groups {
            let Some(Value::Whole(day)) = values.first() else { continue };
            let instant = Civil::from_days(*day).map(|date| self.zone.first_instant(date));
            if let Some(bucket) = instant.and_then(|instant| grain.bucket(&self.zone, instant)) {
                *active.entry(bucket).or_default() += 1;
            }
        }
        let (Some(first), Some(last)) = (active.first_key_value(), active.last_key_value()) else {
            return;
        };
        let between = active.iter().filter(|(bucket, _)| ![first.0, last.0].contains(bucket));
        let Some(usual) = between.map(|(_, days)| *days).min() else { return };
        let short: BTreeMap<i64, u64> = [first, last]
            .into_iter()
            .filter(|(_, days)| **days < usual)
            .map(|(a, b)| (*a, *b))
            .collect();
        if short.is_empty() {
            return;
        }
        let told: Vec<_> = short
            .iter()
            .map(|(bucket, days)| format!("{} ({})", self.label(*bucket), counted(*days, "day")))
            .collect();
        self.notes.push(format!(
            "not whole, and left out of charts of counts: {}; others have at least {}",
            told.join(", "),
            counted(usual, "day")
        ));
        self.buckets.retain(|bucket| !short.contains_key(bucket));
    }
}
