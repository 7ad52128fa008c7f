//! The sweep: from beginnings and ends to how many were there at once.

use super::Events;
use crate::model::{Grain, Period, Zone};
use std::collections::BTreeMap;

/// Stretches of the window by their buckets, one for each grain.
#[derive(Debug, Clone)]
pub struct Span<'a> {
    /// What is looked at.
    pub window: Period,
    /// How it is cut.
    pub grains: &'a [Grain],
    /// Where days are cut.
    pub zone: &'a Zone,
}

/// How many were there at once in the stretches of one bucket.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Crowd {
    /// Waits that began.
    pub begun: u64,
    /// Time waited, by all together, in milliseconds.
    pub waited: i128,
    /// The most that waited at once.
    pub most: u64,
    /// When so many were first there; `None` when nobody ever waited.
    pub most_at: Option<i64>,
    /// How long so many were there, in milliseconds.
    pub most_for: i64,
}

impl Crowd {
    /// Takes in what a later stretch of the same bucket has.
    fn add(&mut self, later: Self) {
        self.begun += later.begun;
        self.waited += later.waited;
        if later.most > self.most {
            (self.most, self.most_at, self.most_for) = (later.most, later.most_at, later.most_for);
        } else if later.most == self.most {
            self.most_for += later.most_for;
        }
    }

    /// So many, from an instant on for so long.
    fn stay(&mut self, count: u64, (from, to): (i64, i64)) {
        let length = to - from;
        self.waited += i128::from(count) * i128::from(length);
        if count == 0 || length == 0 {
            return;
        }
        if count > self.most {
            (self.most, self.most_at, self.most_for) = (count, Some(from), 0);
        }
        if count == self.most {
            self.most_for += length;
        }
    }
}

/// The buckets of a stretch; `None` for those outside of what a calendar knows.
pub(super) type Buckets = Vec<Option<i64>>;

impl Span<'_> {
    /// How long each bucket is within the window, in milliseconds.
    pub fn lengths(&self) -> BTreeMap<Buckets, i64> {
        let mut lengths = BTreeMap::new();
        let mut at = self.window.from;
        while at < self.window.to {
            let end = self.run_end(at, self.window.to);
            *lengths.entry(self.buckets(at)).or_default() += end - at;
            at = end;
        }
        lengths
    }

    /// How many were there in each bucket in which a wait begins or goes on.
    pub fn crowds(&self, events: Events) -> BTreeMap<Buckets, Crowd> {
        let mut walk = Walk::new(self);
        let mut count = 0_u64;
        for event in events.sorted() {
            walk.on_to(event.at.clamp(self.window.from, self.window.to), count);
            if event.begun > 0 && self.window.contains(event.at) {
                walk.begin(event.begun);
            }
            count = (count + event.begun).saturating_sub(event.ended);
        }
        walk.close();
        walk.crowds
    }

    fn buckets(&self, instant: i64) -> Buckets {
        self.grains.iter().map(|grain| grain.bucket(self.zone, instant)).collect()
    }

    fn run_end(&self, instant: i64, limit: i64) -> i64 {
        let ends = self.grains.iter().map(|grain| grain.run_end(self.zone, instant, limit));
        ends.min().unwrap_or(limit)
    }
}

/// Where a sweep stands: in a run of one bucket, which ends at `end`.
struct Walk<'a> {
    span: &'a Span<'a>,
    at: i64,
    from: i64,
    end: i64,
    crowd: Crowd,
    crowds: BTreeMap<Buckets, Crowd>,
}

impl<'a> Walk<'a> {
    fn new(span: &'a Span<'a>) -> Self {
        let at = span.window.from;
        Self { span, at, from: at, end: at, crowd: Crowd::default(), crowds: BTreeMap::new() }
    }

    /// So many are there from where it stands up to an instant.
    fn on_to(&mut self, to: i64, count: u64) {
        if count == 0 {
            self.at = to;
            return;
        }
        while self.at < to {
            self.enter();
            let end = self.end.min(to);
            self.crowd.stay(count, (self.at, end));
            self.at = end;
        }
    }

    fn begin(&mut self, begun: u64) {
        self.enter();
        self.crowd.begun += begun;
    }

    /// Makes the run the one in which it stands.
    fn enter(&mut self) {
        if !(self.from..self.end).contains(&self.at) {
            self.close();
            (self.from, self.end) = (self.at, self.span.run_end(self.at, self.span.window.to));
        }
    }

    /// Keeps what was found in the run.
    fn close(&mut self) {
        let crowd = std::mem::take(&mut self.crowd);
        if crowd != Crowd::default() {
            self.crowds.entry(self.span.buckets(self.from)).or_default().add(crowd);
        }
    }
}
