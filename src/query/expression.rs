//! Numbers computed from the columns of interactions.

use super::condition::Amount;
use super::{Names, check, select, syntax};
use crate::model::{Batch, Name, Zone};
use crate::problem::Problem;
use std::fmt;

/// A number for each interaction: a column, or arithmetic on columns such as `talk_s + hold_s`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expression {
    amount: Amount,
}

impl Expression {
    /// Reads an expression; the problem is that of [`super::Filter::parse_in`].
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let syntax = syntax::parse(text)?;
        Ok(Self { amount: check::amount(text, &Zone::utc(), &Names::default(), &syntax)? })
    }

    /// The columns it reads, each once, in order.
    pub fn columns(&self) -> Vec<Name> {
        let mut names = Vec::new();
        self.amount.columns(&mut names);
        names.sort();
        names.dedup();
        names
    }

    /// Its value for each row in thousandths (durations: milliseconds), rounded half away from
    /// zero; `values` is overwritten.
    ///
    /// Unknown where a cell is unknown, a divisor is zero, or the value outgrows 64 bits.
    pub fn thousandths(&self, batch: &Batch, values: &mut Vec<Option<i64>>) {
        select::amounts(&self.amount, batch, values);
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.amount.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Column, Field, MilliColumn};

    fn values(text: &str) -> Vec<Option<i64>> {
        let mut talk = MilliColumn::default();
        let mut hold = MilliColumn::default();
        for (a, b) in [(Some(10_000), Some(3_000)), (Some(1), None), (Some(-1), Some(0))] {
            talk.push(a);
            hold.push(b);
        }
        let columns = vec![
            (Field::Talk.into(), Column::Milli(talk)),
            (Field::Hold.into(), Column::Milli(hold)),
        ];
        let mut found = vec![Some(7)];
        Expression::parse(text).unwrap().thousandths(&Batch::new(3, columns), &mut found);
        found
    }

    #[test]
    fn what_is_unknown_stays_unknown() {
        assert_eq!(values("acw_s"), [None; 3]);
        assert_eq!(values("talk_s + hold_s"), [Some(13_000), None, Some(-1)]);
        assert_eq!(values("talk_s / hold_s"), [Some(3_333), None, None]);
    }

    #[test]
    fn a_column_of_the_export_is_the_decimals_that_its_cells_write() {
        let mut covers = crate::model::TextColumn::default();
        for cell in ["4", "-2.5", "two", ""] {
            covers.push(cell);
        }
        let columns = vec![(Name::of("Covers"), Column::Text(covers))];
        let (batch, mut found) = (Batch::new(4, columns), Vec::new());
        Expression::parse("Covers * 2").unwrap().thousandths(&batch, &mut found);
        assert_eq!(found, [Some(8_000), Some(-5_000), None, None]);
        let mut selected = Vec::new();
        for text in ["Covers > -3", "-3 < Covers", "\"Covers\" between -3 and 4", "Covers <= 4"] {
            crate::query::Filter::parse(text).unwrap().select(&batch, &mut selected);
            assert_eq!(selected, [true, true, false, false], "{text}");
        }
        // Nearly a canonical name: a slip, unless it is quoted.
        assert!(Expression::parse("talk_secs").is_err());
        assert!(Expression::parse("\"talk_secs\"").is_ok());
    }

    #[test]
    fn halves_are_rounded_away_from_zero() {
        // 0.001 s / 2 = 0.0005 s, and its negative.
        assert_eq!(values("talk_s / 2"), [Some(5_000), Some(1), Some(-1)]);
        assert_eq!(values("talk_s / 3"), [Some(3_333), Some(0), Some(0)]);
        assert_eq!(values("2"), [Some(2_000); 3]);
    }

    #[test]
    fn a_condition_or_a_text_is_no_number() {
        for text in ["queue", "answered", "talk_s > 3", "'x'", "talk_s and hold_s"] {
            assert_eq!(Expression::parse(text).unwrap_err().code, "bad-filter", "{text}");
        }
        let problem = Expression::parse("talk_secs * 2").unwrap_err();
        assert_eq!(problem.help.as_deref(), Some("did you mean `talk_s`?"));
        assert_eq!(problem.excerpt.unwrap().length, 9);
    }
}
