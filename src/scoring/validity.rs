//! Evaluations made on days on which their scorecard does not hold.

use super::Scored;
use crate::model::civil::{Civil, HOUR_MS};
use crate::report::words::counted;
use crate::scorecard::Scorecard;
use std::collections::BTreeMap;

/// The hours by which the latest and the earliest clock on earth differ from UTC.
const CLOCKS: [i64; 2] = [-12, 14];

/// How many evaluations lie outside the days of each scorecard, by its index.
///
/// The zone of an evaluator is not known: only what lies outside by every clock on earth counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Outside {
    all: BTreeMap<usize, u64>,
}

impl Outside {
    /// Looks at one evaluation, made with the scorecard of that index.
    pub(super) fn add(&mut self, card: usize, it: &Scored<'_>) {
        if is_outside(it) {
            *self.all.entry(card).or_default() += 1;
        }
    }

    /// Adds those of another.
    pub(super) fn merge(&mut self, other: Self) {
        for (card, n) in other.all {
            *self.all.entry(card).or_default() += n;
        }
    }

    /// One sentence for each scorecard version with evaluations outside its days.
    pub(super) fn notes(&self, cards: &[&Scorecard]) -> Vec<String> {
        let known = self.all.iter().filter_map(|(at, n)| Some((*cards.get(*at)?, *n)));
        let note = |(card, n): (&Scorecard, u64)| {
            let (id, version, made) = (card.id(), card.version(), counted(n, "evaluation"));
            format!("made when scorecard {id} {version} does not hold, {}: {made}", days(card))
        };
        known.map(note).collect()
    }
}

fn is_outside(it: &Scored<'_>) -> bool {
    let Some(ms) = it.evaluation.evaluated_at else { return false };
    let [earliest, latest] = CLOCKS.map(|hours| Civil::from_wall_ms(ms + hours * HOUR_MS));
    let before = |from: &str| latest.zip(day(from)).is_some_and(|(made, from)| made < from);
    let after = |to: &str| {
        let made = earliest.map(Civil::days);
        made.zip(day(to)).is_some_and(|(made, to)| made > to.days())
    };
    it.card.valid_from().is_some_and(before) || it.card.valid_to().is_some_and(after)
}

/// The beginning of a day written as 2026-10-01; `None` for any other text.
fn day(text: &str) -> Option<Civil> {
    let mut parts = text.splitn(3, '-');
    let year = parts.next()?.parse().ok()?;
    Civil::new(year, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?)
}

fn days(card: &Scorecard) -> String {
    match (card.valid_from(), card.valid_to()) {
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (Some(from), None) => format!("from {from}"),
        (None, Some(to)) => format!("until {to}"),
        (None, None) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scorecard::Method;
    use crate::scorecard::sample::{draft, evaluation, section, yes_no};
    use crate::scoring::sample::scored;

    /// Notes on an evaluation made so many hours after the midnight in UTC that begins 2026-10-01,
    /// with a scorecard that holds from that day to 2026-10-31.
    fn told(hours: Option<i64>) -> Vec<String> {
        let mut card = draft(Method::Points, vec![section("s", 1, vec![yes_no("a")])]);
        card.valid_from = Some("2026-10-01".to_owned());
        card.valid_to = Some("2026-10-31".to_owned());
        let card = card.built();
        let mut made = evaluation(["E1", "A1"], &[("a", "yes")]);
        let first = Civil::new(2026, 10, 1).unwrap().wall_ms();
        made.evaluated_at = hours.map(|hours| first + hours * HOUR_MS);
        let mut outside = Outside::default();
        outside.add(0, &scored(&card, [&made])[0]);
        outside.notes(&[&card])
    }

    #[test]
    fn an_evaluation_without_a_date_is_not_outside() {
        assert!(told(None).is_empty());
    }

    #[test]
    fn only_what_is_outside_by_every_clock_is_told() {
        // 14 hours before midnight in UTC the first day begins on the earliest clock; on the latest
        // one the last of 31 days ends 12 hours after it does in UTC.
        for (hours, is_outside) in
            [(-15, true), (-14, false), (0, false), (755, false), (756, true)]
        {
            assert_eq!(!told(Some(hours)).is_empty(), is_outside, "{hours}");
        }
        let note =
            "made when scorecard card 1 does not hold, 2026-10-01 to 2026-10-31: 1 evaluation";
        assert_eq!(told(Some(-15)), [note]);
    }
}
