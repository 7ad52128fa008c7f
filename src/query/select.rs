//! Evaluation over batches, column by column, in three values.

use super::condition::{Amount, Arithmetic, Comparison, Condition, Term};
use super::exact::{Decimal, Exact};
use crate::model::{Batch, Column, MilliColumn, Name, TextCell, TextColumn, short_text};
use std::cmp::Ordering;

/// True, false or unknown.
type Truth = Option<bool>;

/// Whether each row satisfies the condition; what is unknown does not.
pub(super) fn select(condition: &Condition, batch: &Batch, selected: &mut Vec<bool>) {
    let mut truths = vec![None; batch.rows()];
    evaluate(condition, batch, &mut truths);
    selected.clear();
    selected.extend(truths.into_iter().map(|truth| truth == Some(true)));
}

/// Writes the truth of every row; `out` comes in as unknown throughout.
fn evaluate(condition: &Condition, batch: &Batch, out: &mut [Truth]) {
    match condition {
        Condition::Constant(value) => out.fill(Some(*value)),
        Condition::Flag(name) => {
            if let Some(Column::Flag(flags)) = batch.column(name) {
                out.copy_from_slice(flags);
            }
        }
        Condition::Null(name) => null(batch, name, out),
        Condition::Outcome(wanted) => {
            let outcomes = batch.outcomes().unwrap_or_default();
            each(out, |row| outcomes.get(row)?.map(|outcome| wanted.contains(&outcome)));
        }
        Condition::Text(name, op, to) => text(batch, (name, *op, to), out),
        Condition::OneOf(name, texts) => {
            let Some(column) = batch.text(name) else { return };
            each(out, |row| column.get(row).map(|cell| texts.contains(cell)));
        }
        Condition::Like(name, pattern) => {
            let Some(column) = batch.text(name) else { return };
            each(out, |row| column.get(row).map(|cell| like(cell, pattern)));
        }
        Condition::Time(name, op, to) => time(batch, (name, *op, to), out),
        Condition::Number(left, op, right) => number(batch, (left, *op, right), out),
        Condition::Not(inner) => {
            evaluate(inner, batch, out);
            for truth in out {
                *truth = truth.map(|value| !value);
            }
        }
        Condition::All(parts) => joined(parts, batch, out, both),
        Condition::Any(parts) => joined(parts, batch, out, either),
    }
}

fn each(out: &mut [Truth], truth: impl Fn(usize) -> Truth) {
    out.iter_mut().enumerate().for_each(|(row, cell)| *cell = truth(row));
}

fn joined(parts: &[Condition], batch: &Batch, out: &mut [Truth], join: fn(Truth, Truth) -> Truth) {
    let mut part_truths = vec![None; out.len()];
    for (at, part) in parts.iter().enumerate() {
        if at == 0 {
            evaluate(part, batch, out);
            continue;
        }
        part_truths.fill(None);
        evaluate(part, batch, &mut part_truths);
        out.iter_mut().zip(&part_truths).for_each(|(cell, other)| *cell = join(*cell, *other));
    }
}

fn both(a: Truth, b: Truth) -> Truth {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

fn either(a: Truth, b: Truth) -> Truth {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

fn null(batch: &Batch, name: &Name, out: &mut [Truth]) {
    match batch.column(name) {
        None => {}
        Some(Column::Text(cells)) => each(out, |row| Some(cells.get(row).is_none())),
        Some(Column::Milli(cells)) => each(out, |row| Some(cells.get(row).is_none())),
        Some(Column::Flag(cells)) => each(out, |row| Some(cells[row].is_none())),
        Some(Column::Outcome(cells)) => each(out, |row| Some(cells[row].is_none())),
    }
}

fn text(batch: &Batch, side: (&Name, Comparison, &Term<String>), out: &mut [Truth]) {
    let (name, op, to) = side;
    let Some(column) = batch.text(name) else { return };
    match to {
        Term::Constant(to) => match (op, short_text(to.as_bytes())) {
            (Comparison::Equal | Comparison::Unequal, Some(to)) => {
                let wanted = op == Comparison::Equal;
                each(out, |row| match column.cell(row) {
                    TextCell::Unknown => None,
                    TextCell::Short(cell) => Some((cell == to) == wanted),
                    TextCell::Long(_) => Some(!wanted),
                });
            }
            _ => each(out, |row| column.get(row).map(|cell| op.holds(cell.cmp(to)))),
        },
        Term::Column(other) => {
            let Some(other) = batch.text(other) else { return };
            each(out, |row| Some(op.holds(column.get(row)?.cmp(other.get(row)?))));
        }
    }
}

fn time(batch: &Batch, side: (&Name, Comparison, &Term<i64>), out: &mut [Truth]) {
    let (name, op, to) = side;
    let Some(column) = milli(batch, name) else { return };
    match to {
        Term::Constant(to) => {
            each(out, |row| column.get(row).map(|cell| op.holds(cell.cmp(to))));
        }
        Term::Column(other) => {
            let Some(other) = milli(batch, other) else { return };
            each(out, |row| Some(op.holds(column.get(row)?.cmp(&other.get(row)?))));
        }
    }
}

fn number(batch: &Batch, side: (&Amount, Comparison, &Amount), out: &mut [Truth]) {
    let (left, op, right) = side;
    if let (Amount::Column(name), Amount::Constant(to)) = (left, right)
        && let Some(to) = to.thousandths()
    {
        // The usual `talk_s >= 30`, without quotients.
        if let Some(column) = milli(batch, name) {
            each(out, |row| column.get(row).map(|cell| op.holds(cell.cmp(&to))));
            return;
        }
    }
    let (left, right) = (Ready::of(left, batch), Ready::of(right, batch));
    each(out, |row| {
        let order: Ordering = left.at(row)?.compare(right.at(row)?)?;
        Some(op.holds(order))
    });
}

/// Writes the amount of every row in thousandths; `out` is overwritten.
pub(super) fn amounts(amount: &Amount, batch: &Batch, out: &mut Vec<Option<i64>>) {
    out.clear();
    let ready = Ready::of(amount, batch);
    match ready {
        Ready::Column(column) => out.extend((0..batch.rows()).map(|row| column.get(row))),
        ready => {
            let value = |row| ready.at(row).and_then(Exact::thousandths);
            out.extend((0..batch.rows()).map(value));
        }
    }
}

fn milli<'a>(batch: &'a Batch, name: &Name) -> Option<&'a MilliColumn> {
    match batch.column(name)? {
        Column::Milli(cells) => Some(cells),
        _ => None,
    }
}

/// The number that a cell writes as `-12.5`; `None` for any other text.
fn decimal(cell: &str) -> Option<Exact> {
    match cell.strip_prefix('-') {
        Some(digits) => Decimal::parse(digits)?.exact().negated(),
        None => Some(Decimal::parse(cell)?.exact()),
    }
}

/// An amount with its columns looked up.
enum Ready<'a> {
    Unknown,
    Column(&'a MilliColumn),
    /// Cells of the export's own, taken as decimals where they are some.
    Text(&'a TextColumn),
    Constant(Exact),
    Minus(Box<Ready<'a>>),
    Join(Box<Ready<'a>>, Arithmetic, Box<Ready<'a>>),
}

impl<'a> Ready<'a> {
    fn of(amount: &Amount, batch: &'a Batch) -> Self {
        match amount {
            Amount::Column(name) => match batch.column(name) {
                Some(Column::Milli(cells)) => Self::Column(cells),
                Some(Column::Text(cells)) => Self::Text(cells),
                _ => Self::Unknown,
            },
            Amount::Constant(value) => Self::Constant(value.exact()),
            Amount::Minus(inner) => Self::Minus(Box::new(Self::of(inner, batch))),
            Amount::Join(left, op, right) => {
                let (left, right) = (Self::of(left, batch), Self::of(right, batch));
                Self::Join(Box::new(left), *op, Box::new(right))
            }
        }
    }

    fn at(&self, row: usize) -> Option<Exact> {
        match self {
            Self::Unknown => None,
            Self::Column(column) => column.get(row).map(Exact::of_thousandths),
            Self::Text(column) => column.get(row).and_then(decimal),
            Self::Constant(value) => Some(*value),
            Self::Minus(inner) => inner.at(row)?.negated(),
            Self::Join(left, op, right) => {
                let (left, right) = (left.at(row)?, right.at(row)?);
                match op {
                    Arithmetic::Add => left.plus(right),
                    Arithmetic::Subtract => left.minus(right),
                    Arithmetic::Multiply => left.times(right),
                    Arithmetic::Divide => left.over(right),
                }
            }
        }
    }
}

/// Whether `text` matches `pattern`: `%` is any run of characters, `_` one.
///
/// After a mismatch the run of the last `%` takes one character more; earlier ones never need to.
fn like(text: &str, pattern: &str) -> bool {
    let (mut rest, mut wanted) = (text.chars(), pattern.chars());
    let mut last_run = None;
    loop {
        let (mut next_rest, mut next_wanted) = (rest.clone(), wanted.clone());
        match next_wanted.next() {
            None if rest.as_str().is_empty() => return true,
            Some('%') => {
                last_run = Some((rest.clone(), next_wanted.clone()));
                wanted = next_wanted;
                continue;
            }
            Some(one) if next_rest.next().is_some_and(|c| one == '_' || one == c) => {
                (rest, wanted) = (next_rest, next_wanted);
                continue;
            }
            _ => {}
        }
        let Some((from, after)) = &mut last_run else { return false };
        if from.next().is_none() {
            return false;
        }
        (rest, wanted) = (from.clone(), after.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_pattern_matches_nothing_but_the_empty_text() {
        assert!(like("", "") && !like("a", ""));
    }

    #[test]
    fn patterns_match_as_in_sql() {
        for (text, pattern, matches) in [
            ("support", "sup%", true),
            ("support", "%port", true),
            ("support", "%p%o%", true),
            ("support", "s_pport", true),
            ("support", "support_", false),
            ("support", "port", false),
            ("añb", "a_b", true),
            ("aXbXc", "a%Xc", true),
            ("", "%", true),
            ("", "_", false),
        ] {
            assert_eq!(like(text, pattern), matches, "`{text}` like `{pattern}`");
        }
    }

    #[test]
    fn three_values_join_as_in_sql() {
        for (a, b, and, or) in [
            (None, None, None, None),
            (None, Some(true), None, Some(true)),
            (None, Some(false), Some(false), None),
            (Some(true), Some(false), Some(false), Some(true)),
        ] {
            assert_eq!((both(a, b), either(a, b)), (and, or));
            assert_eq!((both(b, a), either(b, a)), (and, or));
        }
    }
}
