//! The small centre: its agents, queues and hours. No name in it is anybody's.

use super::dice::Dice;

/// An agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Agent {
    pub(super) id: String,
    pub(super) team: &'static str,
    /// Indexes of the two queues served.
    pub(super) serves: [usize; 2],
    /// How often a thing is done well, in a thousand.
    pub(super) quality: u32,
    /// Talk time in percent of what the queue needs.
    pub(super) pace: u32,
}

/// A queue.
#[derive(Debug)]
pub(super) struct Queue {
    pub(super) name: &'static str,
    /// Its share of the contacts, in percent.
    pub(super) share: u32,
    /// Mean talk time.
    pub(super) talk_s: u32,
    /// Waits in percent of the centre's.
    pub(super) wait: u32,
    /// What a contact can have been about, commonest first.
    pub(super) dispositions: [&'static str; 4],
}

pub(super) const QUEUES: [Queue; 4] = [
    Queue {
        name: "billing",
        share: 34,
        talk_s: 265,
        wait: 90,
        dispositions: ["bill_explained", "payment_plan", "refund", "address_changed"],
    },
    Queue {
        name: "retention",
        share: 12,
        talk_s: 395,
        wait: 45,
        dispositions: ["offer_accepted", "offer_declined", "cancelled", "call_later"],
    },
    Queue {
        name: "sales",
        share: 18,
        talk_s: 330,
        wait: 65,
        dispositions: ["quote_sent", "sold", "no_interest", "not_available"],
    },
    Queue {
        name: "support",
        share: 36,
        talk_s: 350,
        wait: 120,
        dispositions: ["solved", "visit_booked", "handed_over", "known_fault"],
    },
];

const TEAMS: [&str; 4] = ["east", "north", "south", "west"];

/// Contacts by weekday from Monday on, in percent of a usual Wednesday.
const WEEKDAYS: [u32; 7] = [150, 112, 105, 103, 108, 52, 24];
/// Contacts by hour from 7 to 21.
const HOURS: [u32; 15] = [30, 62, 90, 104, 98, 70, 66, 84, 95, 88, 70, 52, 38, 26, 14];
const FIRST_HOUR: u32 = 7;
/// October 2026 began on a Thursday.
const FIRST_WEEKDAY: usize = 3;
const DAYS: usize = 31;
const DAY_S: u32 = 86_400;

/// The agents: one for about 300 contacts of the month, from 6 to 60, in four teams.
pub(super) fn agents(seed: u64, rows: u32) -> Vec<Agent> {
    let mut dice = Dice::new(seed, "agents");
    let n = usize::try_from(rows.div_euclid(300).clamp(6, 60)).unwrap_or(60);
    let one = |index: usize| Agent {
        id: format!("A{:03}", index + 1),
        team: TEAMS[(index * TEAMS.len() / n).min(TEAMS.len() - 1)],
        serves: [index % QUEUES.len(), (index + 1) % QUEUES.len()],
        quality: 660 + dice.below(160) + dice.below(160),
        pace: 80 + dice.below(25) + dice.below(25),
    };
    (0..n).map(one).collect()
}

/// When a contact comes in, in seconds since the month began.
pub(super) fn arrival(dice: &mut Dice) -> u32 {
    let days: Vec<u32> = (0..DAYS).map(|day| WEEKDAYS[(day + FIRST_WEEKDAY) % 7]).collect();
    let day = u32::try_from(dice.weighted(&days)).unwrap_or(0);
    let hour = FIRST_HOUR + u32::try_from(dice.weighted(&HOURS)).unwrap_or(0);
    day * DAY_S + hour * 3600 + dice.below(3600)
}

/// How busy the centre is at a time: the mean wait of a queue that waits like the centre.
pub(super) fn mean_wait_s(at: u32) -> u32 {
    let day = usize::try_from(at / DAY_S).unwrap_or(0);
    let hour = usize::try_from((at % DAY_S / 3600).saturating_sub(FIRST_HOUR)).unwrap_or(0);
    let busy = HOURS[hour.min(HOURS.len() - 1)] * WEEKDAYS[(day + FIRST_WEEKDAY) % 7];
    3 + busy / 600
}

/// The time as files write it; Bogota is five hours behind UTC all year.
pub(super) fn iso(at: u32) -> String {
    let (day, time) = (at / DAY_S + 1, at % DAY_S);
    let (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60);
    format!("2026-10-{day:02}T{hour:02}:{minute:02}:{second:02}-05:00")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_centre_has_agents_for_every_queue() {
        let agents = agents(1, 0);
        assert_eq!(agents.len(), 6);
        for queue in 0..QUEUES.len() {
            assert!(agents.iter().any(|agent| agent.serves.contains(&queue)), "{queue}");
        }
        for team in TEAMS {
            assert!(agents.iter().any(|agent| agent.team == team), "{team}");
        }
    }

    #[test]
    fn mondays_wait_longest() {
        let ten_o_clock = |day: u32| mean_wait_s((day - 1) * DAY_S + 10 * 3600);
        assert!(ten_o_clock(5) > ten_o_clock(6), "5 October 2026 is a Monday");
        assert_eq!(iso(4 * DAY_S + 36_061), "2026-10-05T10:01:01-05:00");
    }
}
