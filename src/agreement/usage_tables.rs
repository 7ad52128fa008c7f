//! How each evaluator uses the scale and N/A, beside the others on the same questions.

use super::evaluator_tables::Standard;
use super::measured::{CONFIDENCE, Measured};
use super::question_tables::has_steps;
use crate::report::{Audience, Cell, Column, Table, Unit};
use crate::stats::{normal, real, wilson};

/// How often something was done, by the evaluator and by the others.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Beside {
    own: (u64, u64),
    others: (u64, u64),
}

impl Beside {
    fn count(&mut self, is_own: bool, did: bool) {
        let (times, all) = if is_own { &mut self.own } else { &mut self.others };
        *times += u64::from(did);
        *all += 1;
    }

    fn cells(self) -> [Cell; 2] {
        let share = |(times, all): (u64, u64)| Cell::ratio(times.into(), all.into());
        [share(self.own), share(self.others)]
    }

    /// `more often` or `less often` where the difference is more than chance.
    ///
    /// By the interval of Newcombe (1998), method 10, <https://doi.org/10.1002/(SICI)1097-0258(19980430)17:8%3C873::AID-SIM779%3E3.0.CO;2-I>.
    fn word(self) -> Option<&'static str> {
        let z = normal::quantile(0.5 + CONFIDENCE / 2.0);
        let share = |(times, all): (u64, u64)| real::count(times) / real::count(all);
        let own = wilson::wilson(self.own.0, self.own.1, z)?;
        let others = wilson::wilson(self.others.0, self.others.1, z)?;
        let (p, q) = (share(self.own), share(self.others));
        let low = p - q - (p - own.0).hypot(others.1 - q);
        let high = p - q + (own.1 - p).hypot(q - others.0);
        match () {
            () if low > 0.0 => Some("more often"),
            () if high < 0.0 => Some("less often"),
            () => None,
        }
    }
}

/// What is counted of one evaluator.
#[derive(Debug, Clone, Copy, Default)]
struct Usage {
    not_applicable: Beside,
    failed: Beside,
    lowest: Beside,
    highest: Beside,
}

/// One row an evaluator; only answers that somebody else gave, too, are compared.
pub(super) fn usage(measured: &[Measured], standard: &Standard<'_>) -> Table {
    let row = |(number, evaluator): (usize, &&str)| {
        let usage = of(measured, number);
        let parts = [
            (usage.not_applicable, "says n/a"),
            (usage.failed, "fails"),
            (usage.lowest, "uses the lowest answer"),
            (usage.highest, "uses the highest answer"),
        ];
        let words =
            parts.iter().filter_map(|(part, what)| Some(format!("{what} {}", part.word()?)));
        let mut cells = vec![Cell::text(*evaluator), Cell::Count(usage.not_applicable.own.1)];
        cells.extend(parts.iter().flat_map(|(part, _)| part.cells()));
        cells.push(Cell::text(words.collect::<Vec<_>>().join(", ")));
        cells
    };
    Table {
        key: "usage",
        title: "Use of the scale beside the others".to_owned(),
        audience: Audience::Everyone,
        columns: vec![
            Column::new("evaluator", "evaluator", Unit::Text),
            Column::new("answers", "answers", Unit::Count),
            Column::new("na_share", "n/a", Unit::Share),
            Column::new("na_share_others", "others", Unit::Share),
            Column::new("fail_share", "fails", Unit::Share),
            Column::new("fail_share_others", "others", Unit::Share),
            Column::new("lowest_share", "lowest", Unit::Share),
            Column::new("lowest_share_others", "others", Unit::Share),
            Column::new("highest_share", "highest", Unit::Share),
            Column::new("highest_share_others", "others", Unit::Share),
            Column::new("remark", "remark", Unit::Text),
        ],
        rows: standard.evaluators.iter().enumerate().map(row).collect(),
        total: None,
    }
}

fn of(measured: &[Measured], evaluator: usize) -> Usage {
    let mut usage = Usage::default();
    for question in measured {
        let about = &question.question;
        let both = |row: &&Vec<(usize, usize)>| {
            row.len() > 1 && row.iter().any(|(who, _)| *who == evaluator)
        };
        for (who, answer) in about.applicability.rows().iter().filter(both).flatten() {
            usage.not_applicable.count(*who == evaluator, *answer == 1);
        }
        let last = about.scale.len().saturating_sub(1);
        for (who, answer) in about.table.rows().iter().filter(both).flatten() {
            let is_own = *who == evaluator;
            if !question.stake.failing.is_empty() {
                usage.failed.count(is_own, question.stake.fails(&about.scale, *answer));
            }
            if has_steps(question) {
                usage.lowest.count(is_own, *answer == 0);
                usage.highest.count(is_own, *answer == last);
            }
        }
    }
    usage
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_of_few_answers_is_no_difference() {
        let beside = |own, others| Beside { own, others };
        assert_eq!(beside((0, 0), (3, 9)).word(), None);
        assert_eq!(beside((2, 4), (1, 8)).word(), None);
        assert_eq!(beside((40, 80), (20, 160)).word(), Some("more often"));
        assert_eq!(beside((0, 60), (40, 160)).word(), Some("less often"));
    }
}
