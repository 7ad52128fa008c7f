//! What is counted of the contacts of one group.

use super::{Asked, Conversation, Limit};
use crate::kpi::Figure;
use crate::kpi::board::time;
use crate::kpi::gather::Row;
use crate::model::civil::DAY_MS;
use crate::report::Cell;
use crate::stats::Histogram;

/// One contact, as responses see it; times in milliseconds since 1970 in UTC.
#[derive(Debug, Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) start: i64,
    pub(super) answered: Option<i64>,
    pub(super) end: Option<i64>,
    pub(super) is_abandoned: bool,
    pub(super) conversation: Option<&'a Conversation>,
}

/// The longest that a contact is told to take: what ends later, as on the last day of all time, has no
/// end that anybody knows.
const LONGEST: i64 = 3_660 * DAY_MS;

impl<'a> Case<'a> {
    /// Whether a row has a time that lies too far behind its beginning to be one.
    pub(super) fn is_far(row: &Row) -> bool {
        let [start, answered, end, _] = row.numbers;
        let is_far = |at: i64| start.is_some_and(|start| at.saturating_sub(start) > LONGEST);
        answered.is_some_and(is_far) || end.is_some_and(is_far)
    }

    /// The contact of a row; `None` without a beginning, and for tests and what no queue ever saw.
    pub(super) fn of(row: &Row, conversation: Option<&'a Conversation>) -> Option<Self> {
        let [start, answered, end, wait] = row.numbers;
        let outcome = row.texts[0].as_deref();
        if matches!(outcome, Some("excluded" | "ivr_abandon")) {
            return None;
        }
        let start = conversation.and_then(|one| one.asked).or(start)?;
        let is_near = |at: &i64| at.saturating_sub(start) <= LONGEST;
        let (answered, end) = (answered.filter(is_near), end.filter(is_near));
        let by_wait = || (outcome == Some("answered")).then(|| start.checked_add(wait?)).flatten();
        let answered = match conversation {
            Some(one) => one.answers.first().map(|(_, at)| *at),
            None => answered.or_else(by_wait).filter(|answered| *answered >= start),
        };
        let is_abandoned = matches!(outcome, Some("abandoned" | "short_abandon"));
        // Who gave up waiting has left, whether or not the export says when.
        let end = end.or_else(|| is_abandoned.then_some(start)).filter(|end| *end >= start);
        Some(Self { start, answered, end, is_abandoned, conversation })
    }

    /// What could be known of it at an instant: what happens then or later has not happened.
    pub(super) fn before(self, as_of: i64) -> Self {
        let told = |at: &i64| *at < as_of;
        let (answered, end) = (self.answered.filter(told), self.end.filter(told));
        let left = end.is_some() || self.end.is_none();
        Self { answered, end, is_abandoned: self.is_abandoned && left, ..self }
    }

    /// The latest moment that it tells.
    pub(super) fn latest(&self) -> i64 {
        let last = self.conversation.and_then(|one| one.last);
        [Some(self.start), self.answered, self.end, last]
            .into_iter()
            .flatten()
            .max()
            .unwrap_or(self.start)
    }

    /// Whether it is open just before an instant.
    pub(super) fn is_open_before(&self, at: i64) -> bool {
        self.start < at && self.end.is_none_or(|end| end >= at)
    }
}

/// What the records cannot tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Lacks {
    /// When contacts were first answered.
    pub(super) answers: bool,
    /// When they ended: what is open is not known either.
    pub(super) ends: bool,
}

const NO_ANSWERS: &str = "needs `answered_time` or `wait_s`; this export has none";
const NO_ENDS: &str = "needs `end_time`; this export has none";

/// Counts and times of a group.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    opened: u64,
    first: Histogram,
    first_in_time: (u64, u64),
    first_excluded: u64,
    next: Histogram,
    closed: u64,
    resolution: Histogram,
    resolved_in_time: (u64, u64),
    resolved_excluded: u64,
    backlog: u64,
    oldest: Option<i64>,
}

impl Tally {
    /// Counts a contact that begins here.
    pub(super) fn open(&mut self, case: &Case<'_>, asked: &Asked, as_of: i64) {
        self.opened += 1;
        let elapsed = |from, to| elapsed(asked, from, to);
        if let Some(answered) = case.answered {
            self.first.push(elapsed(case.start, answered));
        }
        let answers = case.conversation.map_or(&[][..], |one| &one.answers);
        for (from, to) in answers.iter().skip(1).filter(|(_, to)| *to < as_of) {
            self.next.push(elapsed(*from, *to));
        }
        match judged(asked, asked.within.as_ref(), (case.start, case.answered, as_of)) {
            Some(_) if case.is_abandoned && case.answered.is_none() => self.first_excluded += 1,
            Some(in_time) => count(&mut self.first_in_time, in_time),
            None => self.first_excluded += 1,
        }
        let end = case.end.filter(|_| !case.is_abandoned);
        match judged(asked, asked.resolve_within.as_ref(), (case.start, end, as_of)) {
            Some(_) if case.is_abandoned => self.resolved_excluded += 1,
            Some(in_time) => count(&mut self.resolved_in_time, in_time),
            None => self.resolved_excluded += 1,
        }
    }

    /// Counts a contact that ends here.
    pub(super) fn close(&mut self, case: &Case<'_>, end: i64, asked: &Asked) {
        self.closed += 1;
        if case.is_abandoned {
            return;
        }
        let pending: i64 = case.conversation.map_or(0, |one| {
            one.pending_until(end).map(|(from, to)| elapsed(asked, from, to)).sum()
        });
        self.resolution.push((elapsed(asked, case.start, end) - pending).max(0));
    }

    /// How many are open at the end of the stretch, and since when the oldest one is.
    pub(super) fn leave(&mut self, backlog: u64, oldest: Option<i64>) {
        (self.backlog, self.oldest) = (backlog, oldest);
    }

    pub(super) fn backlog(&self) -> u64 {
        self.backlog
    }

    pub(super) fn oldest(&self) -> Option<i64> {
        self.oldest
    }

    /// The figures in the order of the catalogue; `lacks` says which cannot be known, and why.
    pub(super) fn figures(&self, asked: &Asked, end: i64, lacks: Lacks) -> Vec<Figure> {
        let mut figures = self.all_figures(asked, end);
        let answers = lacks.answers.then_some((NO_ANSWERS, 1..6));
        let ends = lacks.ends.then_some((NO_ENDS, 8..15));
        for (reason, places) in answers.into_iter().chain(ends) {
            figures[places].fill_with(|| Figure::undefined(reason));
        }
        figures
    }

    fn all_figures(&self, asked: &Asked, end: i64) -> Vec<Figure> {
        let mean = |times: &Histogram| Figure::mean_of(times).without_limits();
        let quantile = |times, percent| Figure::percentile(times, percent).without_limits();
        let rate = |limit: Option<&Limit>, counts: (u64, u64), excluded: u64, reason| match limit {
            Some(_) => Figure::share(counts).without(excluded),
            None => Figure::undefined(reason),
        };
        let oldest = self.oldest.map(|since| time(i128::from(elapsed(asked, since, end))));
        vec![
            Figure::count(self.opened),
            Figure::count(self.first.count()),
            mean(&self.first),
            quantile(&self.first, 50),
            quantile(&self.first, 90),
            rate(asked.within.as_ref(), self.first_in_time, self.first_excluded, "needs --within"),
            mean(&self.next),
            quantile(&self.next, 90),
            Figure::count(self.closed),
            mean(&self.resolution),
            quantile(&self.resolution, 50),
            quantile(&self.resolution, 90),
            rate(
                asked.resolve_within.as_ref(),
                self.resolved_in_time,
                self.resolved_excluded,
                "needs --resolve-within",
            ),
            Figure::count(self.backlog),
            oldest.unwrap_or_else(|| Figure { value: Cell::Missing, ..time(0) }),
        ]
    }
}

fn count((hits, trials): &mut (u64, u64), is_hit: bool) {
    *trials += 1;
    *hits += u64::from(is_hit);
}

/// Whether something came in time: `None` while it still may.
fn judged(
    asked: &Asked,
    limit: Option<&Limit>,
    (from, came, as_of): (i64, Option<i64>, i64),
) -> Option<bool> {
    let limit = limit?;
    let to = came.unwrap_or(as_of);
    let is_within = limit.allows((from, to), elapsed(asked, from, to), asked.hours.as_ref());
    (came.is_some() || !is_within).then_some(is_within)
}

/// Business hours from one instant up to another, or else time by the clock.
pub(super) fn elapsed(asked: &Asked, from: i64, to: i64) -> i64 {
    match &asked.hours {
        Some(hours) => hours.open_between(from, to),
        None => (to - from).max(0),
    }
}
