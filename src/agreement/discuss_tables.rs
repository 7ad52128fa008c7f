//! What to discuss first, as tables: in the report and as the agenda of a meeting.

use super::discuss::{Discussion, Disputed, Split};
use super::report::People;
use super::stakes::Weight;
use crate::report::{Audience, Cell, Column, Table, Unit};
use crate::stats::decimal;

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

/// One interaction of the agenda: each question that split people, and what each of them said.
pub(super) fn agenda(discussion: &Discussion, people: People) -> Table {
    let row = |split: &Split| {
        vec![
            Cell::text(&split.question),
            Cell::Flag(split.critical == Weight::Critical),
            points(split.points),
            Cell::text(answers(split, people)),
        ]
    };
    Table {
        key: "agenda",
        title: heading(discussion),
        audience: Audience::Everyone,
        columns: vec![
            Column::new("question", "question", Unit::Text),
            Column::new("critical", "critical", Unit::Flag),
            Column::new("points_apart", "points apart", Unit::Score),
            Column::new("answers", "who answered what", Unit::Text),
        ],
        rows: discussion.splits.iter().map(row).collect(),
        total: None,
    }
}

fn heading(discussion: &Discussion) -> String {
    let scores = discussion.range.filter(|range| *range > 0);
    let apart = scores
        .map(|range| format!("scores {} points apart", decimal::thousandths(i128::from(range))));
    let critical = discussion.critical == Weight::Critical;
    let differ = critical.then(|| "a critical decision differs".to_owned());
    let what: Vec<String> = apart.into_iter().chain(differ).collect();
    let colon = if what.is_empty() { "" } else { ": " };
    format!("Interaction {}{colon}{}", discussion.interaction, what.join(", "))
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
