//! What is promised to each agent in a week or a month, and what of it is still due.

use super::super::extra::{Quota, Unit};
use super::super::people;
use super::{Choices, DAY_MS};
use crate::model::{Civil, Period, Zone};
use crate::problem::{Blame, Place, Problem, Refused};
use crate::sampling::allocate::Allocation;
use crate::sampling::by::By;
use crate::sampling::plan::Plan;
use crate::stats::real;
use anyhow::Result;

impl Choices {
    /// What each agent lacks of what was promised by the end of the period.
    pub(super) fn quota(&self, quota: Quota, plan: &Plan) -> Result<Allocation> {
        let first = plan.strata.first().map(By::name);
        if first != Some("agent_id") {
            let message = "a quota of each agent needs `agent_id` as the first column of --per";
            let problem = Problem::new("bad-strata", Place::file("--per"), message);
            let help = "write --per agent_id, or agent_id and others behind it";
            return Err(Refused::because(Blame::Request, problem.help(help)).into());
        }
        let Some(period) = plan.period else {
            let message = "a quota needs to know which week or month it is";
            let problem = Problem::new("bad-period", Place::file("--quota"), message);
            let help = "say --period 2026-W43";
            return Err(Refused::because(Blame::Request, problem.help(help)).into());
        };
        let from = match &self.extra.size.since {
            Some(text) => people::date(text, &plan.zone, "--since")?.from,
            None => unit_start(quota.unit, period.to - 1, &plan.zone),
        };
        let stretch = Period { from, to: period.to };
        let promised = promised(quota, &stretch, &plan.zone);
        let most = quota.most.unwrap_or(u64::MAX);
        let due = |done: u64| {
            usize::try_from(promised.saturating_sub(done).min(most)).unwrap_or(usize::MAX)
        };
        let agents = self.done.of_agent.keys();
        let due_of = |agent: &String| (agent.clone(), due(self.done.within(agent, &stretch)));
        Ok(Allocation::Quota(agents.map(due_of).collect(), due(0)))
    }
}

/// The first instant of the week or month in which an instant lies.
fn unit_start(unit: Unit, at: i64, zone: &Zone) -> i64 {
    let day = (at + zone.offset(at)).div_euclid(DAY_MS);
    let first = match unit {
        Unit::Week => day - (day + 3).rem_euclid(7),
        Unit::Month => Civil::from_days(day).map_or(day, |date| day - i64::from(date.day()) + 1),
    };
    Civil::from_days(first).map_or(at, |date| zone.first_instant(date))
}

/// The weeks or months that begin or lie in a stretch, each cut to what of it does.
pub(in crate::commands) fn units(quota: Quota, stretch: &Period, zone: &Zone) -> Vec<Period> {
    let mut found: Vec<Period> = Vec::new();
    let mut from = stretch.from;
    while from < stretch.to {
        let start = unit_start(quota.unit, from, zone);
        // No week or month is longer than 32 days; the next begins where the start changes.
        let next = (1..=32)
            .map(|days| unit_start(quota.unit, from.saturating_add(days * DAY_MS), zone))
            .find(|next| *next > start);
        let to = next.unwrap_or(stretch.to).min(stretch.to);
        found.push(Period { from, to });
        from = to;
    }
    found
}

/// How many are promised in a stretch, rounded up: part of a unit counts as that part.
pub(in crate::commands) fn promised(quota: Quota, stretch: &Period, zone: &Zone) -> u64 {
    let local = |at: i64| (at + zone.offset(at)).div_euclid(DAY_MS);
    let mut parts = 0.0;
    for day in local(stretch.from)..=local(stretch.to - 1) {
        let length = match quota.unit {
            Unit::Week => 7.0,
            Unit::Month => real::signed(month_length(day).into()),
        };
        parts += 1.0 / length;
    }
    // Whole units are whole: what is beyond the ninth decimal is the sum's rounding.
    let owed = parts * real::count(quota.promised);
    real::truncate((owed - 1e-9).ceil()).and_then(|n| u64::try_from(n).ok()).unwrap_or(0)
}

fn month_length(day: i64) -> i64 {
    let Some(date) = Civil::from_days(day) else { return 30 };
    let first = day - i64::from(date.day()) + 1;
    let next = (28..=32).find(|days| {
        Civil::from_days(first + days).is_some_and(|other| other.month() != date.month())
    });
    next.unwrap_or(30)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(text: &str) -> Period {
        Period::parse(text, &Zone::utc(), &Place::default()).unwrap()
    }

    fn quota(promised: u64, unit: Unit) -> Quota {
        Quota { promised, most: None, unit }
    }

    #[test]
    fn a_quota_is_promised_by_the_day_and_rounded_up() {
        for (unit, stretch, expected) in [
            (Unit::Week, "2026-W43", 10),
            (Unit::Week, "2026-W40..2026-W43", 40),
            (Unit::Week, "2026-10-19", 2),
            (Unit::Month, "2026-10", 10),
            (Unit::Month, "2026-02", 10),
            (Unit::Month, "2026-01..2026-12", 120),
            (Unit::Month, "2026-10-01..2026-10-07", 3),
        ] {
            let found = promised(quota(10, unit), &period(stretch), &Zone::utc());
            assert_eq!(found, expected, "{stretch}");
        }
    }

    #[test]
    fn a_month_has_the_weeks_that_lie_in_it() {
        // October 2026: Thursday the 1st to Sunday the 4th, four weeks, and Monday the 26th to Saturday.
        let weeks = units(quota(5, Unit::Week), &period("2026-10"), &Zone::utc());
        let days: Vec<i64> = weeks.iter().map(|week| (week.to - week.from) / DAY_MS).collect();
        assert_eq!(days, [4, 7, 7, 7, 6]);
        let months = units(quota(5, Unit::Month), &period("2026-01..2026-03"), &Zone::utc());
        assert_eq!(months.len(), 3);
        assert_eq!(units(quota(5, Unit::Week), &period("2026-W43"), &Zone::utc()).len(), 1);
    }

    #[test]
    fn a_unit_begins_on_monday_or_on_the_first() {
        let last = period("2026-10-21").to - 1;
        assert_eq!(unit_start(Unit::Week, last, &Zone::utc()), period("2026-W43").from);
        assert_eq!(unit_start(Unit::Month, last, &Zone::utc()), period("2026-10").from);
    }
}
