//! How often a target was missed one interval after the other.

use super::judge::is_somebody;
use super::{Target, of_kpi};
use crate::kpi::group::{Key, Value};
use crate::kpi::indicator::Indicator;
use crate::kpi::report::View;
use crate::kpi::{Findings, Tally};
use crate::model::Grain;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Misses of one series of intervals that have a value; others neither go on nor break a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Streak {
    /// The values of the keys beside time; none for all groups together.
    pub who: Vec<String>,
    /// Misses in a row up to the last interval.
    pub now: u64,
    /// The interval in which these began; empty when the last one is met.
    pub since: String,
    /// The most misses in a row.
    pub longest: u64,
    /// What intervals are called: `week`.
    pub interval: &'static str,
}

/// The key whose buckets follow each other, and what they are called; `None` where none do.
fn time_of(by: &[Key]) -> Option<(usize, &'static str)> {
    by.iter().enumerate().find_map(|(at, key)| {
        let Key::Grain(grain) = key else { return None };
        (*grain != Grain::Hour).then(|| (at, grain.noun()))
    })
}

/// Values beside time, and tallies by bucket.
type Series<'a> = BTreeMap<Option<Vec<Value>>, BTreeMap<&'a Value, Cow<'a, Tally>>>;

/// A streak for each series that a target is for: those of groups, and where there are such beside
/// time and the target is for all, the one of all together, which comes first.
pub(super) fn streaks(
    (kpi, target): (&Indicator, &Target),
    findings: &Findings,
    view: &View,
) -> Vec<Streak> {
    let Some((time, interval)) = time_of(&findings.plan.by) else { return Vec::new() };
    let by = &findings.plan.by;
    let mut all: Series<'_> = BTreeMap::new();
    for (values, tally) in &findings.groups {
        let bucket = &values[time];
        let picked = Target::pick(of_kpi(&view.targets, kpi), by, &findings.texts(values));
        if *bucket == Value::Unknown {
            continue;
        }
        if by.len() > 1 && target.columns().next().is_none() {
            let together = all.entry(None).or_default();
            together.entry(bucket).or_default().to_mut().merge(tally);
        }
        if picked == Some(target) && is_somebody(by, values) {
            let mut rest = values.clone();
            rest.remove(time);
            all.entry(Some(rest)).or_default().insert(bucket, Cow::Borrowed(tally));
        }
    }
    let key = &by[time];
    let streaks = all.into_iter().map(|(rest, buckets)| {
        let met = buckets.into_iter().filter_map(|(bucket, tally)| {
            let met = target.met(&kpi.of(&tally, findings, &view.rules))?;
            Some((bucket.text(key, &findings.plan.zone), met))
        });
        let who = rest.map(|rest| texts(findings, time, &rest)).unwrap_or_default();
        count(met, who, interval)
    });
    streaks.collect()
}

fn texts(findings: &Findings, time: usize, rest: &[Value]) -> Vec<String> {
    let keys = findings.plan.by.iter().enumerate().filter(|(at, _)| *at != time);
    let texts = keys.zip(rest).map(|((_, key), value)| value.text(key, &findings.plan.zone));
    texts.collect()
}

fn count(
    met: impl Iterator<Item = (String, bool)>,
    who: Vec<String>,
    interval: &'static str,
) -> Streak {
    let mut streak = Streak { who, now: 0, since: String::new(), longest: 0, interval };
    for (bucket, met) in met {
        if met {
            (streak.now, streak.since) = (0, String::new());
            continue;
        }
        if streak.now == 0 {
            streak.since = bucket;
        }
        streak.now += 1;
        streak.longest = streak.longest.max(streak.now);
    }
    streak
}

impl Streak {
    /// In words, with who it is of: `missed in 3 weeks in a row up to the last, since 2026-W42`;
    /// `None` when fewer than two misses follow each other up to the last interval.
    pub fn sentence(&self) -> Option<String> {
        let Self { now, since, interval, .. } = self;
        let who = self.who.iter().filter(|text| !text.is_empty()).cloned().collect::<Vec<_>>();
        let of = if who.is_empty() { String::new() } else { format!("{}: ", who.join(", ")) };
        (*now >= 2).then(|| {
            format!("{of}missed in {now} {interval}s in a row up to the last, since {since}")
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(met: &[bool]) -> (u64, String, u64) {
        let buckets = met.iter().enumerate().map(|(at, met)| (at.to_string(), *met));
        let streak = count(buckets, Vec::new(), "week");
        (streak.now, streak.since, streak.longest)
    }

    #[test]
    fn a_row_of_misses_ends_with_the_last_interval() {
        for (met, expected) in [
            (&[][..], (0, "", 0)),
            (&[true], (0, "", 0)),
            (&[false], (1, "0", 1)),
            (&[false, false, true], (0, "", 2)),
            (&[false, true, false, false, false], (3, "2", 3)),
        ] {
            let (now, since, longest) = counted(met);
            assert_eq!((now, since.as_str(), longest), expected, "{met:?}");
        }
    }

    #[test]
    fn two_in_a_row_are_told_and_one_is_not() {
        let streak = |now| Streak {
            who: vec!["altas".to_owned()],
            now,
            since: "2026-W42".to_owned(),
            longest: now,
            interval: "week",
        };
        assert_eq!(streak(1).sentence(), None);
        let sentence = "altas: missed in 3 weeks in a row up to the last, since 2026-W42";
        assert_eq!(streak(3).sentence().as_deref(), Some(sentence));
    }
}
