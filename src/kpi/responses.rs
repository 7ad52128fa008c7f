//! Chat and e-mail: how long until the first answer, the next ones and the end, and what is open.
//!
//! Time is counted in business hours where there are any, else by the clock. Answers of machines are
//! no answers. Without messages the call records tell the first answer and the end; with them, every
//! answer, and how long the customer was waited for, which is no time of the centre.

mod conversation;
mod figures;
mod tally;
#[cfg(test)]
mod tests;

pub use conversation::{
    Author, Conversation, Conversations, conversations, numbers as message_numbers,
    texts as message_texts,
};
pub use figures::{Found, KNOWN, responses};

use super::Target;
use super::hours::Hours;
use super::measure::define::span;
use crate::model::{Name, Period};
use crate::problem::{Place, Problem};

/// The columns of numbers of a contact, in the order of a row.
pub fn numbers() -> [Option<Name>; 4] {
    ["start_time", "answered_time", "end_time", "wait_s"].map(|name| Some(Name::of(name)))
}

/// The columns of text of a contact, in the order of a row.
pub fn texts() -> [Option<Name>; 2] {
    ["outcome", "interaction_id"].map(|name| Some(Name::of(name)))
}

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The stretch that is looked at; `None` for the whole days of the records.
    pub period: Option<Period>,
    /// The moment at which is looked; `None` for the latest that the records tell.
    pub as_of: Option<i64>,
    /// Business hours; `None` for the clock.
    pub hours: Option<Hours>,
    /// How long the first answer may take.
    pub within: Option<Limit>,
    /// How long it may take to the end.
    pub resolve_within: Option<Limit>,
    /// Targets by key.
    pub targets: Vec<(&'static str, Target)>,
}

/// How long something may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    length: Length,
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Length {
    /// Milliseconds, of business hours where there are any.
    Time(i64),
    /// Working days: up to the end of the n-th after the day it began.
    WorkingDays(u32),
}

impl Limit {
    /// `4h`, `30m` or `2d` of business hours or by the clock; `15wd` for working days.
    pub fn parse(text: &str, place: &Place) -> Result<Self, Problem> {
        let text = text.trim();
        let days = text.strip_suffix("wd").map(|days| days.trim_end().parse::<u32>());
        let length = match days {
            Some(Ok(days @ 1..=366)) => Length::WorkingDays(days),
            _ => Length::Time(span(text).map_err(|problem| {
                let problem = Problem { place: place.clone(), code: "bad-number", ..problem };
                problem.help("write it as 4h, 30m, 2d, or 15wd for working days")
            })?),
        };
        Ok(Self { length, text: text.to_owned() })
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it counts working days, which only business hours tell.
    pub fn needs_hours(&self) -> bool {
        matches!(self.length, Length::WorkingDays(_))
    }

    /// Whether what began then and came to this is within it.
    fn allows(&self, (from, to): (i64, i64), elapsed: i64, hours: Option<&Hours>) -> bool {
        match (self.length, hours) {
            (Length::Time(most), _) => elapsed <= most,
            (Length::WorkingDays(n), Some(hours)) => to < hours.end_of_working_day(from, n),
            (Length::WorkingDays(_), None) => false,
        }
    }
}
