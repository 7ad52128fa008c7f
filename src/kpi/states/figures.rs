//! Figures of the time of agents.

use super::tally::{Groups, Tally, compare, spend};
use super::{Class, Timelines};
use crate::kpi::board::{Board, Known, share_of_time, time};
use crate::kpi::gather::Wanted;
use crate::kpi::{Figure, Target};
use crate::model::Period;
use crate::report::Unit;
use crate::report::words::counted;
use crate::stats::decimal::thousandths;

/// Its figures, in the order of reports.
pub const KNOWN: [Known; 9] = [
    Known::new("agents", "agents", Unit::Count, "agents with any time here"),
    Known::new("signed_in_s", "signed in", Unit::Seconds, "time in any state but signed out"),
    Known::new(
        "handling_s",
        "handling",
        Unit::Seconds,
        "time with contacts: ringing, talk, hold, after-contact work",
    ),
    Known::new("available_s", "available", Unit::Seconds, "time ready for the next contact"),
    Known::new("away_s", "away", Unit::Seconds, "paid time in which no contact could come"),
    Known::new("unpaid_s", "unpaid", Unit::Seconds, "unpaid time, such as lunch"),
    Known::new(
        "occupancy",
        "occupancy",
        Unit::Share,
        "handling / (handling + available), in wall-clock time",
    ),
    Known::new(
        "utilisation",
        "utilisation",
        Unit::Share,
        "handling / paid time (handling + available + away)",
    ),
    Known::new(
        "shrinkage",
        "shrinkage",
        Unit::Share,
        "away / paid time (handling + available + away)",
    ),
];

/// The figures that a schedule adds.
pub const SCHEDULED: [Known; 3] = [
    Known::new(
        "scheduled_s",
        "scheduled",
        Unit::Seconds,
        "planned time in any state but signed out",
    ),
    Known::new(
        "adherence",
        "adherence",
        Unit::Share,
        "planned time in which the agent did what was planned / planned time; handling and available are the same here",
    ),
    Known::new(
        "conformance",
        "conformance",
        Unit::Share,
        "time handling or available / time planned for that, whenever it was, on days for which the agent has a schedule",
    ),
];

/// What is asked.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// The stretch that takes part; `None` for all.
    pub period: Option<Period>,
    /// Targets by key.
    pub targets: Vec<(&'static str, Target)>,
}

/// What was found.
#[derive(Debug, Clone)]
pub struct Found {
    /// The figures.
    pub board: Board,
    /// What a reader must know.
    pub notes: Vec<String>,
}

/// The figures of timelines, held against a schedule where there is one.
pub fn states(
    wanted: &Wanted,
    (done, planned): (&Timelines, Option<&Timelines>),
    asked: Asked,
) -> Found {
    let mut groups = Groups::new();
    spend(done, (wanted, asked.period), &mut groups);
    // What is planned for a time of which nothing is told is neither kept nor broken.
    let told = done.span().map(|(from, to)| Period { from, to });
    if let (Some(planned), Some(told)) = (planned, told) {
        let both = asked.period.map_or(told, |period| Period {
            from: period.from.max(told.from),
            to: period.to.min(told.to),
        });
        compare((planned, done), (wanted, Some(both)), &mut groups);
    }
    let mut total = Tally::default();
    for tally in groups.values() {
        total.merge(tally);
    }
    let mut known = KNOWN.to_vec();
    if planned.is_some() {
        known.extend(SCHEDULED);
    }
    let figures = |tally: &Tally| figures(tally, planned.is_some());
    let board = Board {
        known,
        by: wanted.by.clone(),
        period: asked.period,
        zone: wanted.zone.clone(),
        total: figures(&total),
        groups: groups.iter().map(|(group, tally)| (group.clone(), figures(tally))).collect(),
        targets: asked.targets,
    };
    let mut notes = notes(done, "record");
    if let Some(planned) = planned {
        notes.extend(self::notes(planned, "record of the schedule"));
    }
    Found { board, notes }
}

fn figures(tally: &Tally, is_planned: bool) -> Vec<Figure> {
    let [handling, available, away, unpaid, _] = Class::ALL.map(|class| tally.of(class));
    let on_queue = handling + available;
    let paid = on_queue + away;
    let agents = u64::try_from(tally.agents.len()).unwrap_or(u64::MAX);
    let mut figures = vec![
        Figure::count(agents),
        time(paid + unpaid),
        time(handling),
        time(available),
        time(away),
        time(unpaid),
        share_of_time(handling, on_queue),
        share_of_time(handling, paid),
        share_of_time(away, paid),
    ];
    if is_planned {
        figures.extend([
            time(tally.planned),
            share_of_time(tally.kept, tally.planned),
            share_of_time(tally.on_queue_as_planned, tally.planned_on_queue),
        ]);
    }
    figures
}

fn notes(timelines: &Timelines, noun: &str) -> Vec<String> {
    let mut notes = Vec::new();
    for (n, fate) in [
        (timelines.untold, "without agent, state or beginning left out"),
        (timelines.endless, "that would last longer than a year taken as without an end"),
        (timelines.open, "without an end left out: nothing after them tells it"),
        (timelines.backwards, "that end before they begin left out"),
        (timelines.followed, "without an end last until the agent's next one"),
    ] {
        if n > 0 {
            notes.push(format!("{} {fate}", counted(n, noun)));
        }
    }
    if timelines.overlapped > 0 {
        let seconds = thousandths(timelines.overlapped);
        notes.push(format!(
            "{seconds} s with an agent in two states at once counted once, as the busier state"
        ));
    }
    notes
}
