//! Evaluations read and scored one after the other, on several threads, and let go.

use super::super::sample::Weights;
use super::weights::{self, Drawn};
use crate::ingest::evaluations::Kept;
use crate::model::{Evaluation, side_by_side, stretches};
use crate::problem::{Blame, Problem, Problems, Refused};
use crate::render::{self, Guard};
use crate::report::Cell;
use crate::scorecard::{Answers, QuickReader, Scorecard, Shelf};
use crate::scoring::{Detail, Score, Scored, Scorer, Tables};
use anyhow::Result;
use std::ops::Range;

/// Rows that are written at once.
const TOGETHER: usize = 256;

/// What evaluations are read with and what is made of them.
pub(super) struct Work<'a> {
    pub(super) kept: &'a Kept,
    pub(super) shelf: &'a Shelf,
    pub(super) tables: Tables<'a>,
    /// The sample they may be of.
    pub(super) weights: Option<&'a Weights>,
    /// With which guard rows of evaluations are written at once, as CSV; `None` where they are not.
    pub(super) rows: Option<Guard>,
}

/// What was made of some evaluations, one behind the other.
pub(super) struct Made<'a> {
    pub(super) tables: Tables<'a>,
    pub(super) drawn: Option<Drawn<'a>>,
    /// Rows of evaluations, as CSV.
    pub(super) rows: Vec<u8>,
    /// Rows that are not written yet.
    waiting: Vec<Vec<Cell>>,
    wrong: Problems,
}

impl<'a> Work<'a> {
    /// Scores every evaluation; whatever is wrong with any refuses them all.
    ///
    /// # Errors
    ///
    /// [`Refused`] with everything that is wrong in any of them.
    pub(super) fn run(&self, threads: usize) -> Result<Made<'a>> {
        let parts = stretches(self.kept.len(), threads);
        let mut made = side_by_side(parts, |part| self.part(part));
        let mut all = made.remove(0)?;
        for more in made {
            all.merge(more?);
        }
        if all.wrong.is_empty() {
            Ok(all)
        } else {
            Err(Refused { blame: Blame::Data, problems: all.wrong }.into())
        }
    }

    /// Scores some evaluations.
    fn part(&self, range: Range<usize>) -> Result<Made<'a>> {
        let mut made = Made {
            tables: self.tables.clone(),
            drawn: self.weights.map(Drawn::of),
            rows: Vec::new(),
            waiting: Vec::new(),
            wrong: Problems::new(),
        };
        let detail = if self.tables.wants_steps() { Detail::Steps } else { Detail::Figures };
        let whole = detail == Detail::Steps && self.kept.said().iter().any(|it| it.cause.is_some());
        let mut desk = Desk { work: self, cards: Vec::new(), numbers: Vec::new() };
        for index in range {
            let evaluation =
                if whole { self.kept.evaluation(index) } else { self.kept.head(index) };
            match desk.read(index, &evaluation) {
                Err(wrong) => made.wrong.merge(wrong),
                // Once something is wrong, nothing but that is told.
                Ok(_) if !made.wrong.is_empty() => {}
                Ok((card, answers)) => {
                    let score = desk.cards[card].scorer.score(&answers, detail);
                    made.add((self, desk.cards[card].card), evaluation, (answers, score))?;
                }
            }
        }
        if let Some(guard) = self.rows {
            made.write(guard)?;
        }
        Ok(made)
    }
}

impl Made<'_> {
    fn add(
        &mut self,
        (work, card): (&Work<'_>, &Scorecard),
        mut evaluation: Evaluation,
        (answers, score): (Answers, Score),
    ) -> Result<()> {
        if let Some(weights) = work.weights {
            weights::tell(weights, &mut evaluation);
        }
        let scored = Scored { card, evaluation: &evaluation, answers, score };
        if let Some(drawn) = &mut self.drawn {
            drawn.add(&scored);
        }
        if let Some(guard) = work.rows {
            self.waiting.push(self.tables.row(&scored));
            if self.waiting.len() == TOGETHER {
                self.write(guard)?;
            }
        }
        self.tables.add(&scored);
        Ok(())
    }

    /// Writes the rows that wait.
    fn write(&mut self, guard: Guard) -> Result<()> {
        let mut rows = render::csv::Rows::go_on(guard, &mut self.rows);
        for row in self.waiting.drain(..) {
            rows.row(&row)?;
        }
        Ok(rows.finish()?)
    }

    /// Adds what was made of evaluations that come behind.
    fn merge(&mut self, other: Self) {
        self.tables.merge(other.tables);
        if let (Some(own), Some(other)) = (&mut self.drawn, other.drawn) {
            own.merge(other);
        }
        self.rows.extend(other.rows);
        self.wrong.merge(other.wrong);
    }
}

/// A scorecard and what is known of answers to it.
struct Open<'a> {
    card: &'a Scorecard,
    reader: QuickReader<'a>,
    scorer: Scorer<'a>,
}

/// Where evaluations are read, each with its scorecard.
struct Desk<'w, 'a> {
    work: &'w Work<'a>,
    cards: Vec<Open<'a>>,
    numbers: Vec<u32>,
}

impl Desk<'_, '_> {
    /// The scorecard and the answers of an evaluation, or everything that is wrong with it.
    fn read(&mut self, index: usize, head: &Evaluation) -> Result<(usize, Answers), Problems> {
        let (kept, one) = (self.work.kept, |problem: Problem| Problems::from_iter([problem]));
        let card = self.work.shelf.find(head).map_err(|problem| one(*problem))?;
        let known = self.cards.iter().position(|open| std::ptr::eq(open.card, card));
        let at = known.unwrap_or_else(|| {
            let (reader, scorer) = (QuickReader::new(card), Scorer::new(card));
            self.cards.push(Open { card, reader, scorer });
            self.cards.len() - 1
        });
        kept.numbers(index, &mut self.numbers);
        match self.cards[at].reader.read(head, &self.numbers, kept.said()) {
            Some(answers) => Ok((at, answers)),
            None => card.read(&kept.evaluation(index)).map(|answers| (at, answers)),
        }
    }
}

/// The scorecards that the evaluations were made with, each once.
pub(super) fn cards<'a>(kept: &Kept, shelf: &'a Shelf) -> Vec<&'a Scorecard> {
    let mut cards: Vec<&Scorecard> = Vec::new();
    for index in kept.forms() {
        // One that is not there is told with every evaluation that names it.
        let Ok(card) = shelf.find(&kept.head(index)) else { continue };
        if !cards.iter().any(|known| std::ptr::eq(*known, card)) {
            cards.push(card);
        }
    }
    cards
}
