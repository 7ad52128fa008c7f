//! How many interactions, and how many opportunities, were free of errors.
//!
//! Transaction level: an interaction is defective in a kind when any question of that kind was
//! failed; two errors make one defective interaction. Attribute level: failed questions over
//! questions that applied. Both are in use under one name, so both are labelled.

use super::groups::Groups;
use super::{Attributes, Scored};
use crate::report::{Cell, Column, Table, Unit};
use crate::scorecard::{CriticalKind, Scorecard};
use crate::stats::wilson::wilson;

/// The normal quantile of 95 % intervals.
const Z: f64 = 1.959_964;

/// What kinds of errors are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// Critical errors of one kind.
    Critical(CriticalKind),
    /// Critical errors of any kind.
    AnyCritical,
    /// Errors that are not critical.
    NonCritical,
}

impl Family {
    const ALL: [Self; 5] = [
        Self::Critical(CriticalKind::Customer),
        Self::Critical(CriticalKind::Business),
        Self::Critical(CriticalKind::Compliance),
        Self::AnyCritical,
        Self::NonCritical,
    ];

    const fn key(self) -> &'static str {
        match self {
            Self::Critical(kind) => kind.name(),
            Self::AnyCritical => "critical",
            Self::NonCritical => "non_critical",
        }
    }

    /// What people call its accuracy; Spanish-speaking centres have names of their own.
    fn label(self, language: &str) -> String {
        let spanish = language == "es" || language.starts_with("es-");
        match self {
            Self::Critical(kind) if spanish => kind.spanish().to_owned(),
            Self::NonCritical if spanish => "PENC".to_owned(),
            Self::AnyCritical if spanish => "error crítico".to_owned(),
            Self::Critical(kind) => format!("{} critical", kind.name()),
            Self::AnyCritical => "any critical".to_owned(),
            Self::NonCritical => "not critical".to_owned(),
        }
    }

    /// What one evaluation says about it.
    pub(super) fn of(self, attributes: &[Attributes; 4]) -> Attributes {
        let [customer, business, compliance, other] = attributes;
        match self {
            Self::Critical(kind) => attributes[kind.index()],
            Self::NonCritical => *other,
            Self::AnyCritical => Attributes {
                applicable: customer.applicable + business.applicable + compliance.applicable,
                failed: customer.failed + business.failed + compliance.failed,
            },
        }
    }
}

/// Errors of one family, at both levels.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Errors {
    transactions: Attributes,
    attributes: Attributes,
}

impl Errors {
    fn add(&mut self, one: Attributes) {
        self.attributes.applicable += one.applicable;
        self.attributes.failed += one.failed;
        self.transactions.applicable += u64::from(one.applicable > 0);
        self.transactions.failed += u64::from(one.failed > 0);
    }

    fn merge(&mut self, other: Self) {
        for (own, other) in
            [(&mut self.transactions, other.transactions), (&mut self.attributes, other.attributes)]
        {
            own.applicable += other.applicable;
            own.failed += other.failed;
        }
    }
}

/// Errors of every family, by scorecard and selection.
#[derive(Debug, Clone, Default)]
pub(super) struct Accuracies {
    all: Groups<[Errors; 5]>,
}

impl Accuracies {
    /// Adds one evaluation, made with the scorecard of that index.
    pub(super) fn add(&mut self, card: usize, it: &Scored<'_>) {
        for (errors, family) in self.all.of(card, it.evaluation).iter_mut().zip(Family::ALL) {
            errors.add(family.of(&it.score.attributes));
        }
    }

    /// Adds those of another.
    pub(super) fn merge(&mut self, other: Self) {
        self.all.merge(other.all, |own, other| {
            own.iter_mut().zip(other).for_each(|(own, other)| own.merge(other));
        });
    }

    /// One row for each scorecard version, selection, kind of error and level.
    pub(super) fn table(&self, cards: &[&Scorecard], language: &str) -> Table {
        let mut rows = Vec::new();
        for (card, selection, errors) in self.all.each(cards) {
            for (family, errors) in Family::ALL.into_iter().zip(errors) {
                let levels =
                    [("transaction", errors.transactions), ("attribute", errors.attributes)];
                for (level, found) in levels.into_iter().filter(|(_, it)| it.applicable > 0) {
                    let mut row: Vec<Cell> =
                        [card.id(), card.version(), selection].map(Cell::text).into();
                    row.push(Cell::text(family.key()));
                    row.push(Cell::text(family.label(language)));
                    row.push(Cell::text(level));
                    row.extend(figures(found, target(card, family)));
                    rows.push(row);
                }
            }
        }
        let title = "Accuracy".to_owned();
        Table { key: "accuracy", title, columns: columns(), rows, ..Table::default() }
    }
}

fn columns() -> Vec<Column> {
    let mut columns = vec![
        Column::new("scorecard", "scorecard", Unit::Text),
        Column::new("scorecard_version", "version", Unit::Text),
        Column::new("selection", "selection", Unit::Text),
        Column::new("kind", "kind", Unit::Text),
        Column::new("name", "name", Unit::Text),
        Column::new("level", "level", Unit::Text),
        Column::new("opportunities", "opportunities", Unit::Count),
        Column::new("errors", "errors", Unit::Count),
        Column::new("accuracy_share", "accuracy", Unit::Share),
    ];
    columns.extend(Column::limits("accuracy_share", Unit::Share));
    columns.push(Column::new("target_share", "target", Unit::Share));
    columns.push(Column::new("met", "met", Unit::Flag));
    columns
}

/// The least accuracy asked for, in thousandths of a percent; `None` where nobody asks.
fn target(card: &Scorecard, family: Family) -> Option<i64> {
    match family {
        Family::Critical(kind) => Some(card.target(kind)),
        Family::AnyCritical | Family::NonCritical => None,
    }
}

/// Opportunities, failed, accuracy, its limits, target, whether it is met; compared unrounded.
fn figures(found: Attributes, target: Option<i64>) -> [Cell; 7] {
    let Attributes { applicable, failed } = found;
    let free = applicable - failed;
    let limits = wilson(free, applicable, Z);
    let met = target
        .map(|target| i128::from(free) * 100_000 >= i128::from(target) * i128::from(applicable));
    [
        Cell::Count(applicable),
        Cell::Count(failed),
        Cell::ratio(free.into(), applicable.into()),
        Cell::number(limits.map(|(low, _)| low)),
        Cell::number(limits.map(|(_, high)| high)),
        target.map_or(Cell::Missing, |target| Cell::ratio(target.into(), 100_000)),
        met.map_or(Cell::Missing, Cell::Flag),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scorecard::Method;
    use crate::scorecard::sample::{draft, evaluation, section, yes_no};
    use crate::scoring::sample::scored;

    const QUESTIONS: [&str; 6] = ["cc1", "cc2", "bc1", "co1", "nc1", "nc2"];

    fn card() -> Scorecard {
        let critical = |id, kind| yes_no(id).critical(kind, None);
        let questions = vec![
            critical("cc1", CriticalKind::Customer),
            critical("cc2", CriticalKind::Customer),
            critical("bc1", CriticalKind::Business),
            critical("co1", CriticalKind::Compliance),
            yes_no("nc1"),
            yes_no("nc2"),
        ];
        draft(Method::Points, vec![section("s", 1, questions)]).built()
    }

    /// Kind, level, opportunities and failures of every row.
    fn rows(evaluations: &[[&str; 6]], language: &str) -> Vec<(Cell, Cell, Cell, Cell, Cell)> {
        let card = card();
        let made: Vec<_> = evaluations
            .iter()
            .map(|words| {
                let given: Vec<(&str, &str)> =
                    QUESTIONS.into_iter().zip(words.iter().copied()).collect();
                evaluation(["E", "A"], &given)
            })
            .collect();
        let mut all = Accuracies::default();
        for it in scored(&card, &made) {
            all.add(0, &it);
        }
        let table = all.table(&[&card], language);
        assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
        let of = |row: &Vec<Cell>| {
            let [name, level] = [4, 5].map(|at| row[at].clone());
            (name, level, row[8].clone(), row[11].clone(), row[12].clone())
        };
        table.rows.iter().map(of).collect()
    }

    #[test]
    fn what_never_applies_has_no_accuracy() {
        assert!(rows(&[], "en").is_empty());
        assert!(rows(&[["na"; 6]], "en").is_empty());
    }

    /// Two errors in one call make one defective call. Worked by hand: customer 4 of 6 calls and
    /// 8 of 11 attributes, business 5 of 6, compliance 5 of 5, any 3 of 6, others 11 of 12.
    #[test]
    fn accuracy_is_told_at_both_levels() {
        let calls = [
            ["yes", "yes", "yes", "yes", "yes", "yes"],
            ["no", "yes", "yes", "yes", "yes", "yes"],
            ["no", "no", "yes", "yes", "yes", "yes"],
            ["yes", "yes", "no", "na", "yes", "yes"],
            ["yes", "yes", "yes", "yes", "no", "yes"],
            ["yes", "na", "yes", "yes", "yes", "yes"],
        ];
        let share = Cell::ratio;
        let text = |text: &str| Cell::text(text);
        let target = |thousandths| Cell::ratio(thousandths, 100_000);
        let (customer, business, law) = (target(95_000), target(90_000), target(99_500));
        let (no, yes, none) = (Cell::Flag(false), Cell::Flag(true), Cell::Missing);
        let expected: Vec<(&str, &str, Cell, &Cell, &Cell)> = vec![
            ("PECUF", "transaction", share(4, 6), &customer, &no),
            ("PECUF", "attribute", share(8, 11), &customer, &no),
            ("PECNE", "transaction", share(5, 6), &business, &no),
            ("PECNE", "attribute", share(5, 6), &business, &no),
            ("PECCUM", "transaction", share(5, 5), &law, &yes),
            ("PECCUM", "attribute", share(5, 5), &law, &yes),
            ("error crítico", "transaction", share(3, 6), &none, &none),
            ("error crítico", "attribute", share(18, 22), &none, &none),
            ("PENC", "transaction", share(5, 6), &none, &none),
            ("PENC", "attribute", share(11, 12), &none, &none),
        ];
        let expected: Vec<_> = expected
            .into_iter()
            .map(|(name, level, accuracy, target, met)| {
                (text(name), text(level), accuracy, target.clone(), met.clone())
            })
            .collect();
        assert_eq!(rows(&calls, "es"), expected);
        assert_eq!(rows(&calls, "en")[0].0, text("customer critical"));
    }
}
