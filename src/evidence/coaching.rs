//! Who is likely below the target, with what, and which interaction to listen to together.

use super::sample::Piece;
use super::study::{Evidence, Study};
use super::verdict::Verdict;
use crate::report::{Cell, Column, Table, Unit};
use crate::stats::{mean, real};
use std::collections::BTreeMap;

/// How likely an agent has to be below the target to be looked at.
const LIKELY: f64 = 0.8;
/// Questions named for each agent at most.
const QUESTIONS: usize = 2;

/// Candidates in order of name, for each the questions that cost most beyond what they cost others.
pub(super) fn table(studies: &[Study<'_>]) -> Table {
    let columns = vec![
        Column::new("agent_id", "agent", Unit::Text),
        Column::new("why", "why", Unit::Text),
        Column::new("below_target_probability", "below", Unit::Share),
        Column::new("question_id", "question", Unit::Text),
        Column::new("lost_points", "loses", Unit::Score),
        Column::new("lost_points_of_all", "all lose", Unit::Score),
        Column::new("interaction_id", "listen to", Unit::Text),
    ];
    let rows = studies.iter().flat_map(candidates).collect();
    let title = "To be coached first".to_owned();
    Table { key: "coaching", title, columns, rows, ..Table::default() }
}

fn candidates(study: &Study<'_>) -> Vec<Vec<Cell>> {
    let all = lost(study.sample.agents.iter().flat_map(|agent| &agent.pieces));
    let mut rows = Vec::new();
    for one in &study.agents {
        let below = one.above.map(|above| 1.0 - above);
        let why = match one.verdict {
            Verdict::Below => "below",
            Verdict::Undecided(_) if below.is_some_and(|below| below >= LIKELY) => "watch",
            Verdict::Above | Verdict::Undecided(_) => continue,
        };
        for (question, own, others) in costly(one, &all) {
            let named = study.sample.card.question_at(question);
            rows.push(vec![
                Cell::text(&one.agent.id),
                Cell::text(why),
                Cell::number(below),
                Cell::text(named.map_or("", |question| question.id())),
                Cell::Number(own),
                Cell::Number(others),
                Cell::text(worst(&one.agent.pieces, question).unwrap_or_default()),
            ]);
        }
    }
    rows
}

/// Points lost a piece by question.
fn lost<'p, P: Iterator<Item = &'p Piece>>(pieces: P) -> BTreeMap<usize, f64> {
    let (mut sums, mut n): (BTreeMap<usize, Vec<f64>>, usize) = (BTreeMap::new(), 0);
    for piece in pieces {
        n += 1;
        for (question, points) in &piece.lost {
            sums.entry(*question).or_default().push(*points);
        }
    }
    sums.into_iter().map(|(question, all)| (question, mean::sum(all) / real::length(n))).collect()
}

/// The questions that cost the agent most beyond what they cost all, and both costs.
fn costly(one: &Evidence<'_>, all: &BTreeMap<usize, f64>) -> Vec<(usize, f64, f64)> {
    let own = lost(one.agent.pieces.iter()).into_iter();
    let mut found: Vec<(usize, f64, f64)> = own
        .map(|(question, points)| (question, points, all.get(&question).copied().unwrap_or(0.0)))
        .filter(|(_, own, others)| own > others)
        .collect();
    found.sort_by(|a, b| (b.1 - b.2).total_cmp(&(a.1 - a.2)).then(a.0.cmp(&b.0)));
    found.truncate(QUESTIONS);
    found
}

/// The interaction that lost most with a question, the first of several.
fn worst(pieces: &[Piece], question: usize) -> Option<&str> {
    let mut worst: Option<(&Piece, f64)> = None;
    for piece in pieces {
        let points = piece.lost.get(&question).copied().unwrap_or(0.0);
        if points > worst.map_or(0.0, |(_, most)| most) {
            worst = Some((piece, points));
        }
    }
    worst.map(|(piece, _)| piece.interaction.as_str())
}
