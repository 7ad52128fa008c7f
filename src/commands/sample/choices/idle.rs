//! Options that cannot do what they say, together with the others.

use super::super::order::Order;
use crate::model::instant;
use crate::problem::{Blame, Place, Problem, Problems, Refused};
use anyhow::Result;

/// Refuses a new draw whose options could only be disregarded.
///
/// # Errors
///
/// Names every one of them.
pub(in crate::commands::sample) fn refuse(order: &Order) -> Result<()> {
    let (rules, bounds) = (&order.rules, &order.plan.bounds);
    let people = order.evaluators.len();
    let mut idle = Problems::new();
    let mut refuse = |option: &str, code: &'static str, message: String, help: &str| {
        idle.push(Problem::new(code, Place::file(option), message).help(help));
    };
    if let Some(most) = bounds.most.filter(|most| *most < bounds.least) {
        let message =
            format!("at least {} and at most {most} of each cannot both be", bounds.least);
        refuse("--min", "bad-number", message, "raise --max or lower --min");
    }
    if rules.overlap > 0 && people < 2 {
        let message = format!("two are to score the same interaction; evaluators named: {people}");
        refuse("--overlap", "no-input", message, "name at least two with --evaluators");
    }
    if rules.retest > 0 && rules.scored.is_empty() {
        let message = "nothing is known that was scored before".to_owned();
        refuse("--retest", "no-input", message, "name evaluations with --done");
    }
    if rules.retest > 0 && people == 0 {
        let message = "nobody is named to score again".to_owned();
        refuse("--retest", "no-input", message, "name evaluators with --evaluators");
    }
    if rules.pairs == Some(0) {
        let message = "nobody could have a call of anybody".to_owned();
        refuse("--pair-limit", "bad-number", message, "allow at least 1");
    }
    let due = order.request.due.as_deref().and_then(|due| instant::day(due, &order.zone));
    let late = order.plan.period.zip(due).filter(|(period, due)| due.to <= period.from);
    if late.is_some() {
        let message = "the work is due before the first of these interactions begins".to_owned();
        refuse("--due", "bad-date", message, "name a day of the period or after it");
    }
    if idle.is_empty() {
        return Ok(());
    }
    Err(Refused { blame: Blame::Request, problems: idle }.into())
}
