//! What to discuss first, as tables: in the report and as the agenda of a meeting.

use super::discuss::{Discussion, Disputed, Split};
use super::report::People;
use super::stakes::Weight;
use crate::report::{Audience, Cell, Column, Table, Unit};
use std::collections::BTreeMap;

/// The interactions that split people, the first of them.
pub(super) fn interactions(discussions: &[Discussion], most: usize, people: People) -> Table {
    let row = |discussion: &Discussion| {
        let names: Vec<&str> =
            discussion.splits.iter().map(|split| split.question.as_str()).collect();
        vec![
            Cell::text(&discussion.interaction),
            Cell::Flag(discussion.critical == Weight::Critical),
            points(discussion.range),
            Cell::Count(discussion.pairs),
            Cell::text(names.join(", ")),
            Cell::text(detail(discussion, people)),
        ]
    };
    Table {
        key: "discuss",
        title: "Discuss first".to_owned(),
        audience: Audience::Everyone,
        columns: vec![
            Column::new("interaction", "interaction", Unit::Text),
            Column::new("critical", "critical", Unit::Flag),
            Column::new("score_range", "scores apart", Unit::Score),
            Column::new("pairs", "pairs that differ", Unit::Count),
            Column::new("questions", "questions", Unit::Text),
            Column::new("detail", "who answered what", Unit::Text),
        ],
        rows: discussions.iter().take(most).map(row).collect(),
        total: None,
    }
}

/// The questions that split people.
pub(super) fn questions(disputed: &[Disputed], audience: Audience) -> Table {
    let row = |one: &Disputed| {
        vec![
            Cell::text(&one.question),
            Cell::Count(one.interactions),
            Cell::Count(one.critical),
            points(one.points),
            Cell::Count(one.pairs),
        ]
    };
    Table {
        key: "disputed",
        title: "Questions that split people".to_owned(),
        audience,
        columns: vec![
            Column::new("question", "question", Unit::Text),
            Column::new("interactions", "interactions", Unit::Count),
            Column::new("critical", "critical", Unit::Count),
            Column::new("points_apart", "points apart", Unit::Score),
            Column::new("pairs", "pairs that differ", Unit::Count),
        ],
        rows: disputed.iter().map(row).collect(),
        total: None,
    }
}

/// What people should have before them when they talk about interactions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Backdrop {
    /// What is known of each interaction, such as its agent, queue and day.
    pub facts: BTreeMap<String, Vec<String>>,
    /// What evaluators wrote, by interaction and question.
    pub remarks: BTreeMap<(String, String), Vec<Remark>>,
}

/// What an evaluator wrote beside an answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remark {
    /// Who wrote it.
    pub evaluator: String,
    /// The moment of the recording it is about.
    pub at: Option<String>,
    /// The words; empty where a moment is all there is.
    pub comment: String,
}

/// One interaction of the agenda: each question that split people, what each of them said and wrote.
pub(super) fn agenda(discussion: &Discussion, people: People, backdrop: &Backdrop) -> Table {
    let remarks = |split: &Split| {
        let key = (discussion.interaction.clone(), split.question.clone());
        let found = backdrop.remarks.get(&key).map(Vec::as_slice).unwrap_or_default();
        found.iter().map(|one| remark(one, people)).collect::<Vec<_>>().join("; ")
    };
    let remarks: Vec<String> = discussion.splits.iter().map(remarks).collect();
    let mut columns = vec![
        Column::new("question", "question", Unit::Text),
        Column::new("critical", "critical", Unit::Flag),
        Column::new("points_apart", "points apart", Unit::Score),
        Column::new("answers", "who answered what", Unit::Text),
    ];
    let remarked = remarks.iter().any(|remark| !remark.is_empty());
    columns.extend(remarked.then(|| Column::new("remarks", "what they wrote", Unit::Text)));
    let row = |(split, remark): (&Split, String)| {
        let mut row = vec![
            Cell::text(&split.question),
            Cell::Flag(split.critical == Weight::Critical),
            points(split.points),
            Cell::text(answers(split, people)),
        ];
        row.extend(remarked.then(|| Cell::text(remark)));
        row
    };
    let mut total = vec![Cell::text("total score"), Cell::Missing, points(discussion.range)];
    total.resize(columns.len(), Cell::Missing);
    Table {
        key: "agenda",
        title: heading(discussion, backdrop),
        audience: Audience::Everyone,
        columns,
        rows: discussion.splits.iter().zip(remarks).map(row).collect(),
        total: discussion.range.map(|_| total),
    }
}

fn heading(discussion: &Discussion, backdrop: &Backdrop) -> String {
    let mut what = backdrop.facts.get(&discussion.interaction).cloned().unwrap_or_default();
    if discussion.critical == Weight::Critical {
        what.push("a critical decision differs".to_owned());
    }
    let colon = if what.is_empty() { "" } else { ": " };
    format!("Interaction {}{colon}{}", discussion.interaction, what.join(", "))
}

/// `ann at 2:31: no apology`.
fn remark(remark: &Remark, people: People) -> String {
    let who = (people == People::Named).then(|| remark.evaluator.clone());
    let at = remark.at.iter().map(|at| format!("at {at}"));
    let head = who.into_iter().chain(at).collect::<Vec<_>>().join(" ");
    match (head.is_empty(), remark.comment.is_empty()) {
        (true, _) => remark.comment.clone(),
        (false, true) => head,
        (false, false) => format!("{head}: {}", remark.comment),
    }
}

fn points(thousandths: Option<i64>) -> Cell {
    thousandths.map_or(Cell::Missing, |points| Cell::ratio(points.into(), 1000))
}

/// `greeting: yes (ann, bob), no (cat); empathy: …`
fn detail(discussion: &Discussion, people: People) -> String {
    let splits = discussion
        .splits
        .iter()
        .map(|split| format!("{}: {}", split.question, answers(split, people)));
    splits.collect::<Vec<_>>().join("; ")
}

/// `yes (ann, bob), no (cat)`, or how many where people are not to be named.
fn answers(split: &Split, people: People) -> String {
    let answer = |(answer, who): &(Option<String>, Vec<String>)| {
        let who = match people {
            People::Named => who.join(", "),
            People::Unknown => who.len().to_string(),
        };
        format!("{} ({who})", answer.as_deref().unwrap_or("n/a"))
    };
    split.answers.iter().map(answer).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn discussion(range: Option<i64>) -> Discussion {
        let answers = vec![(Some("no".to_owned()), vec!["ann".to_owned()]), (None, Vec::new())];
        let (question, critical) = ("tone".to_owned(), Weight::Ordinary);
        let splits = vec![Split { question, critical, points: None, pairs: 1, answers }];
        Discussion { interaction: "C1".to_owned(), critical, range, pairs: 1, splits }
    }

    #[test]
    fn of_an_interaction_nobody_wrote_about_there_is_no_column_for_it() {
        let found = agenda(&discussion(None), People::Named, &Backdrop::default());
        assert_eq!((found.title.as_str(), found.columns.len()), ("Interaction C1", 4));
        assert_eq!(found.total, None);
    }

    #[test]
    fn facts_head_the_table_and_remarks_stand_beside_answers() {
        let remark = |at: Option<&str>, comment: &str| Remark {
            evaluator: "ann".to_owned(),
            at: at.map(str::to_owned),
            comment: comment.to_owned(),
        };
        let remarks = vec![
            remark(Some("2:31"), "no apology"),
            remark(Some("3:00"), ""),
            remark(None, "curt"),
        ];
        let backdrop = Backdrop {
            facts: [("C1".to_owned(), vec!["agent A1".to_owned()])].into(),
            remarks: [(("C1".to_owned(), "tone".to_owned()), remarks)].into(),
        };
        let told = |people| agenda(&discussion(Some(19_667)), people, &backdrop);
        assert_eq!(told(People::Named).title, "Interaction C1: agent A1");
        let last = |people| told(people).rows[0][4].clone();
        assert_eq!(
            last(People::Named),
            Cell::text("ann at 2:31: no apology; ann at 3:00; ann: curt")
        );
        assert_eq!(last(People::Unknown), Cell::text("at 2:31: no apology; at 3:00; curt"));
        assert_eq!(told(People::Named).total.unwrap()[2], Cell::ratio(19_667, 1000));
    }
}
