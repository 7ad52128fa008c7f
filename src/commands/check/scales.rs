//! Ratings that do not lie on the scale of the others.

use crate::kpi::scale::SCALES;
use crate::problem::{Place, Problem};
use std::collections::BTreeMap;

/// Different values that are kept; a rating has far fewer.
const MOST_VALUES: usize = 1_000;

/// Ratings of one column: each value, how often it stands and where first.
#[derive(Debug, Clone, Default)]
pub(super) struct Ratings(BTreeMap<i64, (u64, Place)>);

impl Ratings {
    /// Takes in a rating, in thousandths.
    pub(super) fn add(&mut self, rating: i64, place: Place) {
        self.add_many(rating, (1, place));
    }

    /// Takes in those of another part.
    pub(super) fn merge(&mut self, other: Self) {
        for (rating, seen) in other.0 {
            self.add_many(rating, seen);
        }
    }

    fn add_many(&mut self, rating: i64, (count, place): (u64, Place)) {
        if let Some((other, first)) = self.0.get_mut(&rating) {
            *other += count;
            if place < *first {
                *first = place;
            }
        } else {
            self.0.insert(rating, (count, place));
            if self.0.len() > MOST_VALUES {
                // The outermost are those that matter, so one in the middle goes.
                let middle = self.0.keys().nth(MOST_VALUES / 2).copied();
                middle.map(|middle| self.0.remove(&middle));
            }
        }
    }

    /// The narrowest scale that nine in ten ratings lie on; that of 0 to 10 when none has so many,
    /// unless most lie above it.
    fn scale(&self) -> (i64, i64) {
        let count = |low: i64, high: i64| -> u64 {
            self.0.range(low..=high).map(|(_, (count, _))| count).sum()
        };
        let all = count(i64::MIN, i64::MAX);
        let mut scales = SCALES.into_iter().take(3);
        let wide = 2 * count(10_001, i64::MAX) > all;
        let found = scales.find(|(low, high)| count(*low, *high) * 10 >= all * 9);
        found.unwrap_or(if wide { SCALES[3] } else { SCALES[2] })
    }

    /// A warning for each value that lies off the scale of the others.
    pub(super) fn off_scale(&self, column: &str) -> Vec<Problem> {
        let (low, high) = self.scale();
        let off = self.0.iter().filter(|(rating, _)| !(low..=high).contains(*rating));
        let problem = |(rating, (count, place)): (&i64, &(u64, Place))| {
            let shown = crate::stats::decimal::thousandths((*rating).into());
            let (low, high) = (low / 1_000, high / 1_000);
            let times = if *count == 1 { String::new() } else { format!(", {count} times") };
            let message = format!(
                "column `{column}`: `{shown}`{times}, where the others lie from {low} to {high}"
            );
            let help = "correct it, or give the scale in a profile: scale = [1, 5]; every rating counts in the mean";
            Problem::new("rating-off-scale", place.clone(), message).help(help).warning()
        };
        off.map(problem).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn off(ratings: &[i64]) -> Vec<String> {
        let mut all = Ratings::default();
        for (line, rating) in ratings.iter().enumerate() {
            let line = u64::try_from(line).unwrap() + 2;
            all.add(rating * 1_000, Place::line("surveys.csv", line));
        }
        let told = all.off_scale("csat");
        told.into_iter()
            .map(|problem| problem.message.split('`').nth(3).unwrap().to_owned())
            .collect()
    }

    #[test]
    fn without_ratings_there_is_no_scale_to_leave() {
        assert!(off(&[]).is_empty());
    }

    #[test]
    fn the_scale_is_that_of_most_ratings() {
        assert_eq!(off(&[5, 0, 11]), ["11"]);
        assert_eq!(off(&[5, 4, 3, 2, 1, 5, 4, 5, 4, 6]), ["6"]);
        assert!(off(&[5, 4, 7]).is_empty() && off(&[0, 10, 9]).is_empty());
        assert!(off(&[80, 95, 100, 20]).is_empty());
        assert_eq!(off(&[80, 95, 100, 120, -1]), ["-1", "120"]);
    }
}
