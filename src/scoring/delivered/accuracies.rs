//! Accuracies that came with the evaluations under their Spanish names, held against the answers.

use super::super::accuracy::Family;
use super::super::{Attributes, Scored};
use super::{cell, subject, text};
use crate::report::words::counted;
use crate::report::{Cell, Column, Definition, Report, Table, Unit};
use crate::scorecard::CriticalKind;
use crate::stats::fraction::Fraction;

/// Columns by name, in any case, and what they tell.
const COLUMNS: [(&str, Family); 6] = [
    ("penc", Family::NonCritical),
    ("pecuf", Family::Critical(CriticalKind::Customer)),
    ("pecne", Family::Critical(CriticalKind::Business)),
    ("pecn", Family::Critical(CriticalKind::Business)),
    ("peccum", Family::Critical(CriticalKind::Compliance)),
    ("pecc", Family::Critical(CriticalKind::Compliance)),
];

/// One delivered accuracy.
struct Delivered<'s, 'a> {
    of: &'s Scored<'a>,
    name: &'static str,
    family: Family,
    /// Thousandths of a percent.
    value: i64,
}

/// Adds the accuracies that differ; nothing where no evaluation brought one.
pub(super) fn add(scored: &[&Scored<'_>], report: &mut Report) {
    let (found, unread) = found(scored);
    if found.is_empty() && unread == 0 {
        return;
    }
    let rows: Vec<Vec<Cell>> = found.iter().filter_map(|it| row(it, finest(it, &found))).collect();
    let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
    let compared = count(found.len());
    let which = if compared == 1 { "accuracy" } else { "accuracies" };
    report.notes.push(format!("{compared} delivered {which} compared, {} differ", rows.len()));
    if unread > 0 {
        let cells = counted(unread, "delivered accuracy").replace("accuracys", "accuracies");
        report.notes.push(format!("no percentage, and so not compared: {cells}"));
    }
    report.definitions.push(Definition::new(
        "delivered_accuracy",
        "PENC, PECUF, PECNE and PECCUM that came with the evaluation, in percent; one differs when it \
         is neither the share of questions of its kind that were not failed, nor 100 without and 0 \
         with an error",
    ));
    report.tables.push(table(rows));
}

fn table(rows: Vec<Vec<Cell>>) -> Table {
    let mut columns = subject();
    columns.extend([
        Column::new("name", "accuracy", Unit::Text),
        Column::new("delivered_accuracy", "delivered", Unit::Score),
        Column::new("attribute", "by questions", Unit::Score),
        Column::new("transaction", "by errors", Unit::Score),
    ]);
    Table {
        key: "delivered_accuracies",
        title: "Delivered accuracies that differ".to_owned(),
        columns,
        rows,
        ..Table::default()
    }
}

/// Every delivered accuracy, and how many cells hold something else.
fn found<'s, 'a>(scored: &[&'s Scored<'a>]) -> (Vec<Delivered<'s, 'a>>, u64) {
    let (mut all, mut unread) = (Vec::new(), 0);
    for of in scored {
        for (name, family) in COLUMNS {
            let extra = &of.evaluation.extra;
            let told = extra.iter().find(|(header, _)| header.trim().eq_ignore_ascii_case(name));
            let Some((_, told)) = told.filter(|(_, told)| !told.trim().is_empty()) else {
                continue;
            };
            match percent(told) {
                Some(value) => all.push(Delivered { of, name, family, value }),
                None => unread += 1,
            }
        }
    }
    (all, unread)
}

/// Thousandths of a percent; a decimal comma and a percent sign are taken.
fn percent(told: &str) -> Option<i64> {
    let told = told.trim().trim_end_matches('%').trim_end().replace(',', ".");
    let (whole, decimals) = told.split_once('.').unwrap_or((&told, ""));
    let is_plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || decimals.len() > 3 || !is_plain(whole) || !is_plain(decimals) {
        return None;
    }
    let value: i64 = format!("{whole}{decimals:0<3}").parse().ok()?;
    (value <= 100_000).then_some(value)
}

/// Half a unit of the last decimal that a column has, in thousandths of a percent.
fn finest(it: &Delivered<'_, '_>, all: &[Delivered<'_, '_>]) -> Fraction {
    let unit = |value: i64| [1000, 100, 10, 1].into_iter().find(|unit| value % unit == 0);
    let column = all.iter().filter(|other| other.name == it.name);
    let unit = column.filter_map(|other| unit(other.value)).min().unwrap_or(1);
    Fraction::new(unit.into(), 2).unwrap_or(Fraction::ZERO)
}

/// The row of an accuracy that differs; `None` for one that agrees at either level.
fn row(it: &Delivered<'_, '_>, half: Fraction) -> Option<Vec<Cell>> {
    let Attributes { applicable, failed } = it.family.of(&it.of.score.attributes);
    let delivered = Fraction::whole(it.value.into());
    let share = |good: u64, of: u64| Fraction::new(i128::from(good) * 100_000, of.into());
    let attribute = share(applicable - failed, applicable);
    let transaction = share(u64::from(failed == 0), u64::from(applicable > 0));
    let near = |computed: Option<Fraction>| {
        computed.is_some_and(|it| it - delivered <= half && delivered - it <= half)
    };
    if near(attribute) || near(transaction) {
        return None;
    }
    let shown =
        |computed: Option<Fraction>| computed.map_or(Cell::Undefined("no question applies"), cell);
    let mut row = text(it.of);
    row.push(Cell::text(it.name.to_ascii_uppercase()));
    row.extend([cell(delivered), shown(attribute), shown(transaction)]);
    Some(row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scorecard::sample::{draft, evaluation, section, yes_no};
    use crate::scorecard::{CriticalRule, Method};
    use crate::scoring::score;

    /// The rows and notes about columns that came with: one of two customer-critical questions was
    /// failed, and one of three others.
    fn compared(columns: &[(&str, &str)]) -> (Vec<Vec<Cell>>, Vec<String>) {
        let fatal = |id| yes_no(id).critical(CriticalKind::Customer, Some(CriticalRule::Zero));
        let others = ["c", "d", "e"].map(yes_no);
        let questions = [vec![fatal("a"), fatal("b")], others.into()].concat();
        let card = draft(Method::QuestionWeighted, vec![section("s", 1, questions)]).built();
        let answers =
            [("a", "no"), ("b", "yes"), ("c", "no"), ("d", "yes"), ("e", "yes")].as_slice();
        let mut made = evaluation(["E1", "A1"], answers);
        let owned = |(name, told): &(&str, &str)| ((*name).to_owned(), (*told).to_owned());
        made.extra = columns.iter().map(owned).collect();
        let answers = card.read(&made).unwrap();
        let score = score(&card, &answers);
        let scored = Scored { card: &card, evaluation: &made, answers, score };
        let mut report = Report::default();
        add(&[&scored], &mut report);
        let rows = report.tables.pop().map(|table| table.rows).unwrap_or_default();
        (rows, report.notes)
    }

    #[test]
    fn without_such_a_column_nothing_is_added() {
        assert_eq!(compared(&[("remark", "100"), ("penc", " ")]), (vec![], vec![]));
    }

    #[test]
    fn an_accuracy_agrees_at_either_level() {
        // PECUF: 1 of 2 questions, or 0 for an error; PENC: 2 of 3, or 0.
        for (name, told, differs) in [
            ("pecuf", "0", false),
            ("PECUF", "50", false),
            ("pecuf", "100", true),
            ("penc", "66.67", false),
            ("penc", "66,7 %", false),
            ("penc", "66", true),
        ] {
            let (rows, notes) = compared(&[(name, told)]);
            assert_eq!(rows.len(), usize::from(differs), "{name} {told}");
            let note = format!("1 delivered accuracy compared, {} differ", usize::from(differs));
            assert_eq!(notes, [note]);
        }
    }

    #[test]
    fn a_kind_without_a_question_and_a_cell_without_a_number_are_told() {
        let (rows, notes) = compared(&[("pecne", "100"), ("peccum", "yes")]);
        let no = Cell::Undefined("no question applies");
        assert_eq!(rows[0][5..], [Cell::text("PECNE"), Cell::ratio(100, 1), no.clone(), no]);
        assert_eq!(notes[1], "no percentage, and so not compared: 1 delivered accuracy");
    }
}
