//! Why rows could not be drawn, and how many.

use std::collections::BTreeMap;

/// Why rows could not be drawn; each row is counted once, under the first reason that holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exclusions {
    /// No interaction id.
    pub no_id: u64,
    /// No start time, though a period is asked for.
    pub no_time: u64,
    /// Began outside the period.
    pub outside_period: u64,
    /// Ended in another way than the plan draws from, where the export tells.
    pub other_outcome: u64,
    /// Not selected by the filter.
    pub filtered: u64,
    /// A column of the strata is empty.
    pub no_stratum: u64,
    /// The number is empty, or below zero, to which the chances are proportional.
    pub no_size: u64,
    /// Left out for a reason of the plan's own, by that reason.
    pub ruled: BTreeMap<String, u64>,
}

impl Exclusions {
    /// Names and counts, in the order in which the reasons are asked; the plan's own by name.
    pub fn counts(&self) -> Vec<(&str, u64)> {
        let mut counts = vec![
            (Reason::NoId.name(), self.no_id),
            (Reason::NoTime.name(), self.no_time),
            (Reason::OutsidePeriod.name(), self.outside_period),
            (Reason::OtherOutcome.name(), self.other_outcome),
        ];
        counts.extend(self.ruled.iter().map(|(reason, count)| (reason.as_str(), *count)));
        counts.extend([
            (Reason::Filtered.name(), self.filtered),
            (Reason::NoStratum.name(), self.no_stratum),
        ]);
        if self.no_size > 0 {
            counts.push((Reason::NoSize.name(), self.no_size));
        }
        counts
    }

    /// How many rows could not be drawn.
    pub fn total(&self) -> u64 {
        self.counts().iter().map(|(_, count)| count).sum()
    }

    /// Adds the counts of another part of the frame.
    pub(super) fn add(&mut self, other: Self) {
        self.no_id += other.no_id;
        self.no_time += other.no_time;
        self.outside_period += other.outside_period;
        self.other_outcome += other.other_outcome;
        self.filtered += other.filtered;
        self.no_stratum += other.no_stratum;
        self.no_size += other.no_size;
        for (reason, count) in other.ruled {
            *self.ruled.entry(reason).or_default() += count;
        }
    }

    /// Counts one row.
    pub(super) fn count(&mut self, reason: Reason<'_>) {
        let count = match reason {
            Reason::NoId => &mut self.no_id,
            Reason::NoTime => &mut self.no_time,
            Reason::OutsidePeriod => &mut self.outside_period,
            Reason::OtherOutcome => &mut self.other_outcome,
            Reason::Filtered => &mut self.filtered,
            Reason::NoStratum => &mut self.no_stratum,
            Reason::NoSize => &mut self.no_size,
            Reason::Ruled(reason) => match self.ruled.get_mut(reason) {
                Some(count) => count,
                None => self.ruled.entry(reason.to_owned()).or_default(),
            },
        };
        *count += 1;
    }
}

/// Why a row cannot be drawn.
#[derive(Debug, Clone, Copy)]
pub(super) enum Reason<'a> {
    NoId,
    NoTime,
    OutsidePeriod,
    OtherOutcome,
    Filtered,
    NoStratum,
    NoSize,
    Ruled(&'a str),
}

impl<'a> Reason<'a> {
    /// Its name in reports and manifests.
    pub(super) const fn name(self) -> &'a str {
        match self {
            Self::NoId => "no_interaction_id",
            Self::NoTime => "no_start_time",
            Self::OutsidePeriod => "outside_period",
            Self::OtherOutcome => "other_outcome",
            Self::Filtered => "not_selected",
            Self::NoStratum => "no_stratum",
            Self::NoSize => "no_size",
            Self::Ruled(reason) => reason,
        }
    }
}
