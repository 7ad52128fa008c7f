//! Groups of evaluators against each other: internal and external, firm and firm.

use super::bias::Scores;
use super::measured::CONFIDENCE;
use super::question_tables::count;
use super::ratings::Ratings;
use super::sides::{self, Side};
use crate::report::{Audience, Cell, Column, Table, Unit};
use crate::stats::equivalence::Shift;
use crate::stats::mean::{Mean, of_reals};
use crate::stats::{multiple, real};
use std::collections::BTreeMap;

/// The probability of a wrong verdict that is allowed for.
const ALPHA: f64 = 0.05;

/// Beyond this many times the interactions at hand a forecast is no advice.
const FARTHEST: f64 = 20.0;

/// Interactions scored by both groups from which they alone are compared.
const ENOUGH_PAIRS: usize = 5;

/// Evaluators by the name of their group.
pub type Groups = BTreeMap<String, Side>;

/// Tables `groups` (each pair of groups by total score: bias, and whether it lies within `margin`, in
/// thousandths of a point) and `group_questions` (how far each pair agrees on each question).
pub fn group_tables(
    (ratings, scores): (&Ratings, &Scores),
    groups: &Groups,
    margin: i64,
) -> Vec<Table> {
    let names: Vec<&String> = groups.keys().collect();
    let pairs = names.iter().enumerate().flat_map(|(at, one)| {
        names[at + 1..].iter().map(move |other| (one.as_str(), other.as_str()))
    });
    let pairs: Vec<(&str, &str)> = pairs.collect();
    let mut tables = Vec::new();
    if !scores.is_empty() {
        tables.push(by_score(&pairs, (scores, groups), real::signed(margin.into()) / 1000.0));
    }
    tables.push(by_question(&pairs, ratings, groups));
    tables
}

/// How two groups are compared by their scores.
struct Compared {
    basis: &'static str,
    n: usize,
    means: [Option<f64>; 2],
    bias: Option<f64>,
    shift: Option<Shift>,
}

impl Compared {
    /// By the interactions that both scored; by all of each where these are too few.
    fn of(scores: &Scores, one: &Side, other: &Side) -> Self {
        let pairs = sides::scored(scores, one, other);
        if pairs.len() >= ENOUGH_PAIRS {
            let apart: Vec<f64> = pairs.iter().map(|(one, other)| one - other).collect();
            let mean = |of: &dyn Fn(&(f64, f64)) -> f64| {
                of_reals(&pairs.iter().map(of).collect::<Vec<_>>()).map(|mean| mean.mean)
            };
            let bias = of_reals(&apart);
            return Self {
                basis: "same interactions",
                n: pairs.len(),
                means: [mean(&|pair| pair.0), mean(&|pair| pair.1)],
                bias: bias.map(|bias| bias.mean),
                shift: bias.and_then(|bias| Shift::paired(&bias)),
            };
        }
        let (one, other) = (sides::of_side(scores, one), sides::of_side(scores, other));
        let both = one.zip(other);
        let least = both.map_or(0, |(one, other)| one.n.min(other.n));
        let mean = |side: Option<Mean>| side.map(|mean| mean.mean);
        Self {
            basis: "different interactions",
            n: usize::try_from(least).unwrap_or(usize::MAX),
            means: [mean(one), mean(other)],
            bias: both.map(|(one, other)| one.mean - other.mean),
            shift: both.and_then(|(one, other)| Shift::between(&one, &other)),
        }
    }

    /// What may be said, given the p of a difference and of equivalence, and about how many more
    /// interactions would decide.
    fn verdict(&self, margin: f64, p: [f64; 2]) -> (&'static str, Option<usize>) {
        let Some(shift) = self.shift else { return ("too few", None) };
        let [difference_p, equivalence_p] = p;
        let (low, high) = shift.interval(CONFIDENCE);
        let differs = difference_p < ALPHA;
        if equivalence_p < ALPHA {
            return (if differs { "equivalent, not equal" } else { "equivalent" }, None);
        }
        if differs && (low > margin || high < -margin) {
            return ("different", None);
        }
        let word = if differs { "different, by how much is open" } else { "undecided" };
        let (narrow, _) = shift.interval(1.0 - 2.0 * ALPHA);
        let (now, needed) = (shift.value - narrow, (margin - shift.value.abs()).abs());
        let times = (now / needed).powi(2);
        let more = (times - 1.0) * real::length(self.n);
        let more = real::truncate(more.ceil()).and_then(|more| usize::try_from(more).ok());
        (word, more.filter(|more| times <= FARTHEST && *more > 0))
    }
}

fn by_score(pairs: &[(&str, &str)], (scores, groups): (&Scores, &Groups), margin: f64) -> Table {
    let compared: Vec<Compared> =
        pairs.iter().map(|(a, b)| Compared::of(scores, &groups[*a], &groups[*b])).collect();
    let p = |of: &dyn Fn(&Shift) -> f64| {
        let p = compared.iter().map(|one| one.shift.as_ref().map_or(1.0, of));
        multiple::holm(&p.collect::<Vec<_>>())
    };
    let within = p(&|shift| shift.equivalence_p(margin));
    let differs = p(&Shift::difference_p);
    let rows = pairs.iter().zip(&compared).enumerate().map(|(at, (names, one))| {
        let limits = one.shift.map(|shift| shift.interval(CONFIDENCE));
        let known = |p: f64| Cell::number(one.shift.map(|_| p));
        let (verdict, more) = one.verdict(margin, [differs[at], within[at]]);
        vec![
            Cell::text(names.0),
            Cell::text(names.1),
            Cell::text(one.basis),
            count(one.n),
            Cell::number(one.means[0]),
            Cell::number(one.means[1]),
            Cell::number(one.bias),
            Cell::number(limits.map(|limits| limits.0)),
            Cell::number(limits.map(|limits| limits.1)),
            Cell::number(Some(margin)),
            known(differs[at]),
            known(within[at]),
            Cell::text(verdict),
            more.map_or(Cell::Missing, count),
        ]
    });
    Table {
        key: "groups",
        title: "Groups of evaluators by total score".to_owned(),
        audience: Audience::Everyone,
        columns: columns(),
        rows: rows.collect(),
        total: None,
    }
}

fn columns() -> Vec<Column> {
    let mut columns = vec![
        Column::new("group", "group", Unit::Text),
        Column::new("other_group", "other", Unit::Text),
        Column::new("basis", "compared on", Unit::Text),
        Column::new("interactions", "n", Unit::Count),
        Column::new("group_mean", "mean", Unit::Score),
        Column::new("other_mean", "other's mean", Unit::Score),
        Column::new("difference", "difference", Unit::Score),
    ];
    columns.extend(Column::limits("difference", Unit::Score));
    columns.extend([
        Column::new("margin", "margin", Unit::Score),
        Column::new("difference_p", "p of a difference", Unit::Plain),
        Column::new("equivalence_p", "p of equivalence", Unit::Plain),
        Column::new("equivalence", "verdict", Unit::Text),
        Column::new("more_needed", "needs", Unit::Count),
    ]);
    columns
}

fn by_question(pairs: &[(&str, &str)], ratings: &Ratings, groups: &Groups) -> Table {
    let mut columns = vec![
        Column::new("group", "group", Unit::Text),
        Column::new("other_group", "other", Unit::Text),
        Column::new("question", "question", Unit::Text),
    ];
    columns.extend(sides::columns());
    let rows = pairs.iter().flat_map(|(one, other)| {
        let faced = sides::faced(ratings, &groups[*one], &groups[*other]);
        faced.into_iter().map(|faced| {
            let mut cells = vec![Cell::text(*one), Cell::text(*other), Cell::text(&faced.id)];
            cells.extend(faced.cells());
            cells
        })
    });
    Table {
        key: "group_questions",
        title: "Groups of evaluators by question".to_owned(),
        audience: Audience::Everyone,
        columns,
        rows: rows.collect(),
        total: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(who: &str) -> Side {
        Side::from([who.to_owned()])
    }

    /// Scores of two people on the same interactions; the second gives `shift` more, and 1 more or less
    /// in turn.
    fn scores(n: i64, shift: i64) -> Scores {
        let mut scores = Scores::new();
        for at in 0..n {
            let (own, wobble) = (70 + at % 9, if at % 2 == 0 { 1 } else { -1 });
            scores.insert(&format!("I{at:03}"), "in", own * 1000);
            scores.insert(&format!("I{at:03}"), "out", (own + shift + wobble) * 1000);
        }
        scores
    }

    fn verdict(scores: &Scores, margin: f64) -> (&'static str, Option<usize>) {
        let found = Compared::of(scores, &side("out"), &side("in"));
        let p = |shift: Shift| [shift.difference_p(), shift.equivalence_p(margin)];
        found.verdict(margin, found.shift.map_or([1.0; 2], p))
    }

    #[test]
    fn groups_that_share_nothing_and_nobody_are_too_few() {
        assert_eq!(verdict(&Scores::new(), 5.0), ("too few", None));
        assert_eq!(verdict(&scores(1, 0), 5.0), ("too few", None));
    }

    #[test]
    fn a_difference_within_the_margin_is_equivalent_and_one_beyond_is_different() {
        assert_eq!(verdict(&scores(20, 0), 5.0), ("equivalent", None));
        assert_eq!(verdict(&scores(20, 3), 5.0), ("equivalent, not equal", None));
        assert_eq!(verdict(&scores(20, 8), 5.0), ("different", None));
    }

    /// By hand: six differences of 1 and −1 in turn have error √(1.2/6) = .447; the 90 % half width is
    /// 2.015 · .447 = .901, which has to become .5: 6 · ((.901/.5)² − 1) = 13.5, so 14 more.
    #[test]
    fn what_is_undecided_says_how_many_more_would_decide() {
        assert_eq!(verdict(&scores(6, 0), 0.5), ("undecided", Some(14)));
    }

    #[test]
    fn without_common_interactions_all_of_each_are_compared() {
        let mut scores = Scores::new();
        for at in 0..8 {
            scores.insert(&format!("A{at}"), "in", (70 + at) * 1000);
            scores.insert(&format!("B{at}"), "out", (74 + at) * 1000);
        }
        let found = Compared::of(&scores, &side("out"), &side("in"));
        assert_eq!((found.basis, found.n, found.bias), ("different interactions", 8, Some(4.0)));
    }
}
