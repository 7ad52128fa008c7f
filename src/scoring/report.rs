//! Scored evaluations as a report: one row each, and one row an agent.

use super::{Aggregates, Score, Summary, accuracy, aggregate, questions, validity, words};
use crate::model::Evaluation;
use crate::report::{Cell, Column, Definition, Report, Table, Unit};
use crate::scorecard::{Aggregate, Answers, CriticalKind, Scorecard};
use crate::stats::decimal::thousandths;
use crate::stats::fraction::Fraction;
use std::collections::{BTreeMap, BTreeSet};

/// Name and version of the report's shape.
const SCHEMA: &str = "qa.score/1";

/// Definitions that hold for every scorecard.
const ALWAYS: [(&str, &str); 10] = [
    ("score_before_critical", "the score without the effect of critical errors"),
    ("critical_score", "share of what critical questions could earn, without their effect"),
    ("non_critical_score", "the same for the other questions"),
    (
        "critical",
        "critical questions failed, by whom an error harms; of an agent, evaluations with at least \
         one, for two errors in one interaction make one defective interaction",
    ),
    ("section", "the section's own score, 0 where a critical error in it makes it so"),
    (
        "score_mean",
        "the agent's scores as one, by the rule of the scorecard; limits are the 95 % interval of the \
         mean of evaluations by Student's t from the agent's own scores, cut at 0 and 100, none below \
         two different scores and none for other rules",
    ),
    (
        "accuracy_share",
        "a question is an error below its `fails_below`, without that key below its best answer; \
         transaction: interactions without such an error over those where one was possible; \
         attribute: questions not failed over questions that applied; limits are Wilson's 95 % \
         interval, at attribute level as if questions of one interaction were independent; PECUF, \
         PECNE, PECCUM and PENC are its Spanish names for customer, business, compliance and not \
         critical",
    ),
    ("target_share", "of the scorecard; without its own 95, 90 and 99.5 %, compared unrounded"),
    (
        "design_weighted",
        "each score weighs one over the chance with which its interaction was drawn, from a column \
         `probability`; none unless every evaluation has one",
    ),
    ("pass_share", "evaluations passed over those that could pass or fail"),
];

/// An evaluation with its score and the scorecard that gave it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scored<'a> {
    /// The scorecard.
    pub card: &'a Scorecard,
    /// The evaluation.
    pub evaluation: &'a Evaluation,
    /// Its answers, read with the scorecard.
    pub answers: Answers,
    /// Its score.
    pub score: Score,
}

/// The report; `language` chooses the headings of sections, such as `es`.
///
/// Evaluations stand in order of id, agents in order of id and scorecard. A mean never mixes
/// scorecards, nor versions of one.
pub fn report(scored: &[Scored<'_>], language: &str) -> Report {
    let mut cards: Vec<&Scorecard> = scored.iter().map(|it| it.card).collect();
    cards.sort_by_key(|card| (card.id(), card.version(), card.hash()));
    cards.dedup_by_key(|card| (card.id(), card.version(), card.hash()));
    let setting = |card: &&Scorecard| {
        (format!("scorecard {} {}", card.id(), card.version()), card.hash().to_owned())
    };
    let analyses = questions::analyse(&in_order(scored), &cards);
    let mut report = Report {
        schema: SCHEMA,
        title: "Scores".to_owned(),
        tables: vec![
            evaluations(scored, &cards, language),
            agents(scored),
            questions::table(&analyses),
            questions::causes(&analyses, language),
            accuracy::table(&in_order(scored), language),
            aggregate::table(&in_order(scored)),
        ],
        notes: notes(scored),
        definitions: definitions(&cards),
        ..Report::default()
    };
    report.provenance.settings = cards.iter().map(setting).collect();
    report
}

/// In order of id, whatever the order of files.
pub(super) fn in_order<'s, 'c>(scored: &'s [Scored<'c>]) -> Vec<&'s Scored<'c>> {
    let mut sorted: Vec<&Scored<'_>> = scored.iter().collect();
    sorted.sort_by_key(|it| (&it.evaluation.id, it.evaluation.revision, &it.evaluation.place));
    sorted
}

fn evaluations(scored: &[Scored<'_>], cards: &[&Scorecard], language: &str) -> Table {
    let sections = sections(cards, language);
    let mut columns = vec![
        Column::new("evaluation_id", "evaluation", Unit::Text),
        Column::new("interaction_id", "interaction", Unit::Text),
        Column::new("agent_id", "agent", Unit::Text),
        Column::new("evaluator_id", "evaluator", Unit::Text),
        Column::new("scorecard", "scorecard", Unit::Text),
        Column::new("scorecard_version", "version", Unit::Text),
        Column::new("score", "score", Unit::Score),
        Column::new("score_before_critical", "before critical", Unit::Score),
        Column::new("critical_score", "critical", Unit::Score),
        Column::new("non_critical_score", "not critical", Unit::Score),
        Column::new("pass", "pass", Unit::Flag),
        Column::new("band", "band", Unit::Text),
    ];
    columns.extend(critical_columns());
    columns.push(Column::new("questions_answered", "answered", Unit::Count));
    columns.push(Column::new("questions_na", "n/a", Unit::Count));
    columns.push(Column::new("questions_hidden", "not asked", Unit::Count));
    for (id, label) in &sections {
        columns.push(Column::new(format!("section_{id}"), label.clone(), Unit::Score));
    }
    let rows = in_order(scored).into_iter().map(|it| evaluation_row(it, &sections)).collect();
    Table { key: "evaluations", columns, rows, ..Table::default() }
}

/// Every section of the cards, by id, in the order of the first card that has it; with its heading.
fn sections(cards: &[&Scorecard], language: &str) -> Vec<(String, String)> {
    let mut seen = BTreeSet::new();
    let all = cards.iter().flat_map(|card| card.sections());
    all.filter(|section| seen.insert(section.id()))
        .map(|section| {
            let label = section.name().get(language).unwrap_or(section.id());
            (section.id().to_owned(), label.to_owned())
        })
        .collect()
}

fn evaluation_row(scored: &Scored<'_>, sections: &[(String, String)]) -> Vec<Cell> {
    let Scored { card, evaluation, score, .. } = scored;
    let unscored = score.unscored.map_or(Cell::Missing, |it| Cell::Undefined(it.reason()));
    let mut row = vec![
        Cell::text(&evaluation.id),
        Cell::text(&evaluation.interaction),
        Cell::text(evaluation.agent.clone().unwrap_or_default()),
        Cell::text(&evaluation.evaluator),
        Cell::text(card.id()),
        Cell::text(card.version()),
        score.value.map_or(unscored.clone(), percent),
        score.before_critical.map_or(unscored, percent),
        score.critical.map_or(Cell::Missing, percent),
        score.non_critical.map_or(Cell::Missing, percent),
        score.passed.map_or(Cell::Missing, Cell::Flag),
        Cell::text(score.band.and_then(|at| card.bands().get(at)).map_or("", |it| &it.id)),
    ];
    row.extend(CriticalKind::ALL.map(|kind| count(score.errors_of(kind))));
    row.push(Cell::Count(score.answered));
    row.push(Cell::Count(score.not_applicable));
    row.push(Cell::Count(score.hidden));
    for (id, _) in sections {
        let at = card.sections().iter().position(|section| section.id() == id);
        row.push(match at.map(|at| score.sections[at].value) {
            None => Cell::Missing,
            Some(None) => Cell::Undefined("no question applies"),
            Some(Some(value)) => percent(value),
        });
    }
    row
}

/// Scores of one agent with one version of a scorecard, chosen in one way.
#[derive(Default)]
struct Own {
    summary: Summary,
    aggregates: Aggregates,
    /// How they become one.
    rule: Aggregate,
}

/// Random and other selections stand apart: what was picked says little about what was not.
fn agents(scored: &[Scored<'_>]) -> Table {
    let mut all: BTreeMap<[&str; 4], Own> = BTreeMap::new();
    for it in in_order(scored) {
        let agent = it.evaluation.agent.as_deref().unwrap_or_default();
        let selection = it.evaluation.selection.as_deref().unwrap_or_default();
        let own = all.entry([agent, it.card.id(), it.card.version(), selection]).or_default();
        own.summary.add(&it.score);
        own.aggregates.add(it);
        own.rule = it.card.rules().aggregate;
    }
    let mut columns = vec![
        Column::new("agent_id", "agent", Unit::Text),
        Column::new("scorecard", "scorecard", Unit::Text),
        Column::new("scorecard_version", "version", Unit::Text),
        Column::new("selection", "selection", Unit::Text),
        Column::new("n", "scored", Unit::Count),
        Column::new("unscored", "unscored", Unit::Count),
        Column::new("score_mean", "mean score", Unit::Score),
    ];
    columns.extend(Column::limits("score_mean", Unit::Score));
    columns.push(Column::new("pass_share", "passed", Unit::Share));
    columns.extend(critical_columns());
    let rows = all.into_iter().map(|(key, own)| agent_row(key, &own)).collect();
    Table { key: "agents", title: "Agents".to_owned(), columns, rows, ..Table::default() }
}

fn agent_row(key: [&str; 4], own: &Own) -> Vec<Cell> {
    let summary = &own.summary;
    let limit = |limit: Option<f64>| Cell::number(limit.map(|share| 100.0 * share));
    let interval = summary.interval().filter(|_| own.rule == Aggregate::MeanOfEvaluations);
    let (passed, judged) = summary.passed();
    let mut row: Vec<Cell> = key.map(Cell::text).into();
    row.extend([
        Cell::Count(summary.scored()),
        Cell::Count(summary.evaluations() - summary.scored()),
        aggregate::cell(own.aggregates.mean(own.rule)),
        limit(interval.map(|(low, _)| low)),
        limit(interval.map(|(_, high)| high)),
        Cell::ratio(passed.into(), judged.into()),
    ]);
    row.extend(CriticalKind::ALL.map(|kind| Cell::Count(summary.defective(kind))));
    row
}

fn critical_columns() -> [Column; 3] {
    CriticalKind::ALL.map(|kind| {
        let name = kind.name();
        Column::new(format!("critical_{name}"), format!("critical: {name}"), Unit::Count)
    })
}

fn notes(scored: &[Scored<'_>]) -> Vec<String> {
    let mut notes = Vec::new();
    let unscored = scored.iter().filter(|it| it.score.value.is_none()).count();
    if unscored > 0 {
        notes.push(format!("{unscored} of {} evaluations have no score", scored.len()));
    }
    notes.extend(validity::notes(scored));
    notes
}

fn definitions(cards: &[&Scorecard]) -> Vec<Definition> {
    let define = |term: &str, text: String| Definition::new(term, text);
    let mut all = Vec::new();
    for card in cards {
        let named = format!("scorecard {} {}", card.id(), card.version());
        let pass = match card.pass_mark() {
            Some(mark) => format!(
                "a score of at least {}, unrounded, and no critical error that fails the evaluation",
                thousandths(mark.into())
            ),
            None => "no pass mark, so only a critical error decides".to_owned(),
        };
        all.push(define("score", format!("{named}: {}", words::definition(card))));
        all.push(define("pass", format!("{named}: {pass}")));
        let rule = words::aggregate(card.rules().aggregate);
        all.push(define("score_mean", format!("{named}: {rule}")));
    }
    let always = ALWAYS
        .iter()
        .chain(&questions::DEFINITIONS)
        .map(|(term, text)| define(term, (*text).to_owned()));
    all.into_iter().chain(always).collect()
}

/// A share as a score from 0 to 100.
fn percent(share: Fraction) -> Cell {
    let score = share * Fraction::whole(100);
    Cell::ratio(score.num(), score.den())
}

fn count(n: usize) -> Cell {
    Cell::Count(u64::try_from(n).unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
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
        let report = report(&[], "en");
        assert_eq!(report.schema, "qa.score/1");
        assert!(report.tables.iter().all(|table| table.rows.is_empty()));
    }

    #[test]
    fn evaluations_stand_in_order_with_every_figure_of_their_score() {
        let rows = [["E2", "A1", "no", "4"], ["E1", "A1", "yes", "3"], ["E3", "A2", "na", "na"]];
        let report = scored(&rows, &card("1"), |scored| report(scored, "en"));
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
        let report = scored(&rows, &card("1"), |scored| report(scored, "en"));
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
        let report = scored(&rows, &card("1"), |scored| report(scored, "en"));
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
    fn no_mean_mixes_versions() {
        let (old, new) = (card("1"), card("2"));
        let report = scored(&[["E1", "A1", "yes", "4"]], &old, |first| {
            scored(&[["E2", "A1", "yes", "1"]], &new, |second| {
                report(&[second, first].concat(), "en")
            })
        });
        let agents = &report.tables[1];
        let texts = ["1", "2"].map(|version| Cell::Text(version.to_owned()));
        assert_eq!(column(agents, "scorecard_version"), texts);
        assert_eq!(column(agents, "score_mean"), [Cell::ratio(100, 1), Cell::ratio(25, 1)]);
        let names: Vec<_> = report.provenance.settings.iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["scorecard card 1", "scorecard card 2"]);
    }
}
