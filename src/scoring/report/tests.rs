//! Reports of a few evaluations, worked by hand.

use super::*;
use crate::scorecard::sample::{draft, evaluation, scale, section, yes_no};
use crate::scorecard::{CriticalRule, Method};
use crate::scoring::score;

fn card(version: &str) -> Scorecard {
    let fatal = yes_no("fatal").critical(CriticalKind::Compliance, Some(CriticalRule::Zero));
    let sections =
        vec![section("law", 1, vec![fatal]), section("talk", 3, vec![scale("tone", 1, 4)])];
    let mut draft = draft(Method::SectionWeighted, sections);
    draft.version = Some(version.to_owned());
    draft.pass_mark = Some(80_000);
    draft.built()
}

/// Evaluation, agent and the two answers.
fn scored<R>(rows: &[[&str; 4]], card: &Scorecard, read: impl FnOnce(&[Scored<'_>]) -> R) -> R {
    let evaluations: Vec<Evaluation> = rows
        .iter()
        .map(|[id, agent, fatal, tone]| {
            evaluation([id, agent], &[("fatal", fatal), ("tone", tone)])
        })
        .collect();
    let scored = |evaluation| {
        let answers = card.read(evaluation).unwrap();
        let score = score(card, &answers);
        Scored { card, evaluation, answers, score }
    };
    read(&evaluations.iter().map(scored).collect::<Vec<_>>())
}

fn column(table: &Table, key: &str) -> Vec<Cell> {
    let at = table.columns.iter().position(|column| column.key == key).unwrap();
    table.rows.iter().map(|row| row[at].clone()).collect()
}

#[test]
fn nothing_scored_is_a_report_without_rows() {
    let report = report(&[], Wanted::all("en"));
    assert_eq!(report.schema, "qa.score/1");
    assert!(report.tables.iter().all(|table| table.rows.is_empty()));
}

#[test]
fn evaluations_stand_in_order_with_every_figure_of_their_score() {
    let rows = [["E2", "A1", "no", "4"], ["E1", "A1", "yes", "3"], ["E3", "A2", "na", "na"]];
    let report = scored(&rows, &card("1"), |scored| report(scored, Wanted::all("en")));
    let table = &report.tables[0];
    assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
    let text = |text: &str| Cell::Text(text.to_owned());
    assert_eq!(column(table, "evaluation_id"), [text("E1"), text("E2"), text("E3")]);
    // ¼·1 + ¾·⅔ = 75; then a critical error; then nothing that applies.
    let reason = Cell::Undefined("no question applies");
    let score = [Cell::ratio(75, 1), Cell::ratio(0, 1), reason.clone()];
    assert_eq!(column(table, "score"), score);
    let before = [Cell::ratio(75, 1), Cell::ratio(75, 1), reason.clone()];
    assert_eq!(column(table, "score_before_critical"), before);
    let pass = [Cell::Flag(false), Cell::Flag(false), Cell::Missing];
    assert_eq!(column(table, "pass"), pass);
    let errors = [0, 1, 0].map(Cell::Count);
    assert_eq!(column(table, "critical_compliance"), errors);
    let talk = [Cell::ratio(200, 3), Cell::ratio(100, 1), reason];
    assert_eq!(column(table, "section_talk"), talk);
    assert_eq!(column(table, "questions_na"), [0, 0, 2].map(Cell::Count));
    assert_eq!(report.notes, ["1 of 3 evaluations have no score"]);
}

#[test]
fn questions_tell_where_points_are_lost_and_unscored_evaluations_take_no_part() {
    let rows = [["E2", "A1", "no", "4"], ["E1", "A1", "yes", "3"], ["E3", "A2", "na", "na"]];
    let report = scored(&rows, &card("1"), |scored| report(scored, Wanted::all("en")));
    let table = &report.tables[2];
    assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
    assert_eq!(column(table, "counted"), [2, 2].map(Cell::Count));
    assert_eq!(column(table, "na"), [0, 0].map(Cell::Count));
    // An answer fails below the best, so the 3 of 4 does, too.
    assert_eq!(column(table, "failed"), [1, 1].map(Cell::Count));
    // ½ of `fatal`; a quarter of the score, lost once in two evaluations: 12.5 points.
    assert_eq!(column(table, "earned_share")[0], Cell::Number(0.5));
    assert_eq!(column(table, "lost_points")[0], Cell::Number(12.5));
    // What was left of that evaluation, 75 points, in two evaluations.
    assert_eq!(column(table, "lost_critical")[0], Cell::Number(37.5));
}

#[test]
fn agents_have_a_mean_and_an_unscored_evaluation_is_not_a_zero() {
    let rows = [["E1", "A1", "yes", "4"], ["E2", "A1", "yes", "1"], ["E3", "A1", "na", "na"]];
    let report = scored(&rows, &card("1"), |scored| report(scored, Wanted::all("en")));
    let table = &report.tables[1];
    assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
    // (100 + 25) / 2; the third has no score.
    assert_eq!(column(table, "score_mean"), [Cell::ratio(125, 2)]);
    assert_eq!(column(table, "n"), [Cell::Count(2)]);
    assert_eq!(column(table, "unscored"), [Cell::Count(1)]);
    assert_eq!(column(table, "pass_share"), [Cell::ratio(1, 2)]);
    // t(0.975, 1) is 12.7, so both ends are cut.
    assert_eq!(column(table, "score_mean_lower"), [Cell::Number(0.0)]);
    assert_eq!(column(table, "score_mean_upper"), [Cell::Number(100.0)]);
}

#[test]
fn a_mark_that_only_the_shown_score_reaches_is_told() {
    let note = |mark: i64| {
        let sections = vec![section("talk", 1, vec![scale("tone", 0, 6), yes_no("fatal")])];
        let mut draft = draft(Method::QuestionWeighted, sections);
        draft.pass_mark = Some(mark);
        // ½·⅚ + ½ = 91.666…, shown as 91.7.
        let rows = [["E1", "A1", "yes", "5"], ["E2", "A1", "no", "1"]];
        scored(&rows, &draft.built(), |scored| report(scored, Wanted::all("en")).notes)
    };
    assert_eq!(note(91_700).len(), 1);
    assert!(note(91_700)[0].starts_with("1 of 2 evaluations fail although"), "{:?}", note(91_700));
    assert!(note(91_600).is_empty() && note(91_800).is_empty());
}

#[test]
fn no_mean_mixes_versions() {
    let (old, new) = (card("1"), card("2"));
    let report = scored(&[["E1", "A1", "yes", "4"]], &old, |first| {
        scored(&[["E2", "A1", "yes", "1"]], &new, |second| {
            report(&[second, first].concat(), Wanted::all("en"))
        })
    });
    let agents = &report.tables[1];
    let texts = ["1", "2"].map(|version| Cell::Text(version.to_owned()));
    assert_eq!(column(agents, "scorecard_version"), texts);
    assert_eq!(column(agents, "score_mean"), [Cell::ratio(100, 1), Cell::ratio(25, 1)]);
    let names: Vec<_> = report.provenance.settings.iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["scorecard card 1", "scorecard card 2"]);
}
