//! Scores that came with the evaluations, held against those computed from the answers.

mod accuracies;

use super::Scored;
use crate::report::words::counted;
use crate::report::{Cell, Column, Definition, Report, Table, Unit};
use crate::stats::fraction::Fraction;
use std::collections::BTreeMap;

/// Makes the report one of delivered scores that differ; a note says how many were compared.
pub fn compare(scored: &[Scored<'_>], report: &mut Report) {
    let mut sorted: Vec<&Scored<'_>> =
        scored.iter().filter(|it| it.evaluation.delivered_score.is_some()).collect();
    sorted.sort_by_key(|it| (&it.evaluation.id, it.evaluation.revision, &it.evaluation.place));
    let fineness = fineness(&sorted);
    let rows: Vec<Vec<Cell>> = sorted.iter().filter_map(|it| row(it, &fineness)).collect();
    report.definitions.retain(|definition| definition.term == "score");
    report.notes.push(note(scored.len(), sorted.len(), rows.len()));
    report.definitions.push(Definition::new(
        "delivered_score",
        "the score that came with the evaluation; it differs when it is further from the computed \
         one than rounding to its decimals explains, as many decimals as any delivered score of the \
         scorecard has",
    ));
    let mut columns = subject();
    columns.extend([
        Column::new("delivered_score", "delivered", Unit::Score),
        Column::new("score", "computed", Unit::Score),
        Column::new("difference", "difference", Unit::Score),
        Column::new("explained_by", "explained by", Unit::Text),
    ]);
    let table = Table {
        key: "delivered",
        title: "Delivered scores that differ".to_owned(),
        columns,
        rows,
        ..Table::default()
    };
    report.tables = vec![table];
    accuracies::add(&super::report::in_order(scored), report);
}

/// Which evaluation a row is about, and of whom and with what it was made.
fn subject() -> Vec<Column> {
    vec![
        Column::new("evaluation_id", "evaluation", Unit::Text),
        Column::new("interaction_id", "interaction", Unit::Text),
        Column::new("agent_id", "agent", Unit::Text),
        Column::new("scorecard", "scorecard", Unit::Text),
        Column::new("scorecard_version", "version", Unit::Text),
    ]
}

fn note(all: usize, compared: usize, different: usize) -> String {
    let count = |n: usize| counted(u64::try_from(n).unwrap_or(u64::MAX), "delivered score");
    match all - compared {
        0 => format!("{} compared, {different} differ", count(compared)),
        none => format!(
            "{} compared, {different} differ; {none} of {all} evaluations brought none",
            count(compared)
        ),
    }
}

/// Half a unit of the last decimal that delivered scores of a scorecard have, in thousandths of a
/// percent: how far rounding can move them.
fn fineness<'a>(scored: &[&Scored<'a>]) -> BTreeMap<&'a str, Fraction> {
    let mut finest: BTreeMap<&str, i64> = BTreeMap::new();
    for it in scored {
        let delivered = it.evaluation.delivered_score.unwrap_or_default();
        let unit = [1000, 100, 10, 1].into_iter().find(|unit| delivered % unit == 0).unwrap_or(1);
        let known = finest.entry(it.card.id()).or_insert(unit);
        *known = unit.min(*known);
    }
    let half = |unit: i64| Fraction::new(unit.into(), 2).unwrap_or(Fraction::ZERO);
    finest.into_iter().map(|(card, unit)| (card, half(unit))).collect()
}

/// The row of a score that differs; `None` for one that agrees.
fn row(it: &Scored<'_>, fineness: &BTreeMap<&str, Fraction>) -> Option<Vec<Cell>> {
    let delivered = Fraction::whole(it.evaluation.delivered_score?.into());
    let half = fineness.get(it.card.id()).copied().unwrap_or(Fraction::ZERO);
    let thousandths = |share: Fraction| share * Fraction::whole(100_000);
    let near = |share: Option<Fraction>| {
        share.is_some_and(|share| {
            let gap = thousandths(share) - delivered;
            gap <= half && -gap <= half
        })
    };
    if near(it.score.value) {
        return None;
    }
    let score = |value: Option<Fraction>| {
        value.map_or(Cell::Undefined("no score"), |it| cell(thousandths(it)))
    };
    let gap = it.score.value.map(|value| thousandths(value) - delivered);
    let why = if near(it.score.before_critical) {
        Cell::text("critical errors were not applied")
    } else if it.score.value.is_none() && delivered.is_zero() {
        Cell::text("no score was delivered as 0")
    } else {
        Cell::Missing
    };
    let mut row = text(it);
    row.extend([cell(delivered), score(it.score.value), gap.map_or(Cell::Missing, cell), why]);
    Some(row)
}

/// What names an evaluation: its id, interaction, agent, scorecard and version.
fn text(it: &Scored<'_>) -> Vec<Cell> {
    let evaluation = it.evaluation;
    vec![
        Cell::text(&evaluation.id),
        Cell::text(&evaluation.interaction),
        Cell::text(evaluation.agent.clone().unwrap_or_default()),
        Cell::text(it.card.id()),
        Cell::text(it.card.version()),
    ]
}

/// Thousandths of a percent as a score.
fn cell(thousandths: Fraction) -> Cell {
    let score = Fraction::new(thousandths.num(), 1000).unwrap_or(Fraction::ZERO);
    let score = score.over(Fraction::whole(thousandths.den())).unwrap_or(Fraction::ZERO);
    Cell::ratio(score.num(), score.den())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scorecard::sample::{draft, evaluation, section, yes_no};
    use crate::scorecard::{CriticalKind, CriticalRule, Method, Scorecard};
    use crate::scoring::score;

    fn card() -> Scorecard {
        let fatal = yes_no("c").critical(CriticalKind::Customer, Some(CriticalRule::Zero));
        let questions = vec![yes_no("a"), yes_no("b"), fatal];
        draft(Method::QuestionWeighted, vec![section("s", 1, questions)]).built()
    }

    /// The differing rows for answers to a, b and c with delivered thousandths, and the notes.
    fn compared(rows: &[([&str; 3], Option<i64>)]) -> (Vec<Vec<Cell>>, Vec<String>) {
        let card = card();
        let made: Vec<_> = rows
            .iter()
            .enumerate()
            .map(|(i, ([a, b, c], delivered))| {
                let mut made =
                    evaluation([&format!("E{i}"), "A1"], &[("a", a), ("b", b), ("c", c)]);
                made.delivered_score = *delivered;
                made
            })
            .collect();
        let scored: Vec<Scored<'_>> = made
            .iter()
            .map(|evaluation| {
                let answers = card.read(evaluation).unwrap();
                let score = score(&card, &answers);
                Scored { card: &card, evaluation, answers, score }
            })
            .collect();
        let mut report = Report::default();
        compare(&scored, &mut report);
        (report.tables.remove(0).rows, report.notes)
    }

    #[test]
    fn nothing_delivered_is_nothing_compared() {
        let (rows, notes) = compared(&[(["yes", "yes", "yes"], None)]);
        assert!(rows.is_empty());
        assert_eq!(
            notes,
            ["0 delivered scores compared, 0 differ; 1 of 1 evaluations brought none"]
        );
    }

    #[test]
    fn a_score_differs_only_beyond_the_rounding_of_its_decimals() {
        // 66.666…: 66.67 and 66.7 are that number rounded, but 66.7 beside 66.67 is not.
        let answers = ["yes", "no", "yes"];
        for (delivered, differing) in [
            (vec![66_670], 0),
            (vec![66_700], 0),
            (vec![67_000], 0),
            (vec![66_700, 66_670], 1),
            (vec![66_680], 1),
            (vec![66_000], 1),
        ] {
            let rows: Vec<_> = delivered.iter().map(|it| (answers, Some(*it))).collect();
            assert_eq!(compared(&rows).0.len(), differing, "{delivered:?}");
        }
    }

    #[test]
    fn a_score_without_its_critical_errors_and_a_zero_for_none_are_explained() {
        let (rows, notes) = compared(&[
            (["yes", "yes", "no"], Some(66_667)),
            (["na", "na", "na"], Some(0)),
            (["yes", "yes", "yes"], Some(90_000)),
        ]);
        let why: Vec<&Cell> = rows.iter().map(|row| &row[8]).collect();
        let text = |text: &str| Cell::Text(text.to_owned());
        assert_eq!(why[0], &text("critical errors were not applied"));
        assert_eq!(why[1], &text("no score was delivered as 0"));
        assert_eq!(why[2], &Cell::Missing);
        assert_eq!(rows[2][5..8], [Cell::ratio(90, 1), Cell::ratio(100, 1), Cell::ratio(10, 1)]);
        assert_eq!(notes, ["3 delivered scores compared, 3 differ"]);
    }
}
