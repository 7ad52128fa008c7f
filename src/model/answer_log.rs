//! The answers of many evaluations in little room: each text once, each answer a few numbers.

use super::RawAnswer;
use crate::problem::Place;
use std::sync::Arc;

/// What an answer says, wherever it stands; many answers say the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Question id.
    pub question: Arc<str>,
    /// The answer's text; empty means not answered.
    pub answer: Arc<str>,
    /// As in [`RawAnswer::comment`].
    pub comment: Option<Arc<str>>,
    /// As in [`RawAnswer::cause`].
    pub cause: Option<Arc<str>>,
    /// As in [`RawAnswer::at`].
    pub at: Option<Arc<str>>,
}

impl From<RawAnswer> for Said {
    fn from(raw: RawAnswer) -> Self {
        let text = |text: Option<String>| text.map(Arc::from);
        Self {
            question: raw.question,
            answer: raw.answer,
            comment: text(raw.comment),
            cause: text(raw.cause),
            at: text(raw.at),
        }
    }
}

/// One answer in the log.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// The evaluation it belongs to.
    whose: u32,
    /// What it says.
    said: u32,
    /// Where it stands; 0 for no line or no column, and for what a `u32` does not hold.
    at: [u32; 2],
}

/// Answers of evaluations in the order in which they were read, each evaluation a number.
///
/// What belongs to an evaluation is told once the log is [settled](AnswerLog::settle).
#[derive(Debug, Clone, Default)]
pub struct AnswerLog {
    said: Vec<Said>,
    entries: Vec<Entry>,
    /// Each file that answers stand in, and how many entries were there before its first.
    files: Vec<(usize, Arc<str>)>,
    /// Whether answers of one evaluation came behind those of a later one.
    is_mixed: bool,
    /// Once settled: how many answers stand before the first of each evaluation, and how many in all.
    starts: Vec<u32>,
    /// Once settled: the entries one evaluation after the other; empty where they stand so anyway.
    order: Vec<u32>,
}

impl AnswerLog {
    /// Everything that is said, each by its number.
    pub fn said(&self) -> &[Said] {
        &self.said
    }

    /// Keeps what an answer says and returns its number; `None` when there are too many to count.
    pub fn keep(&mut self, said: Said) -> Option<u32> {
        let number = u32::try_from(self.said.len()).ok()?;
        self.said.push(said);
        Some(number)
    }

    /// From now on answers stand in that file.
    pub fn begin(&mut self, file: &Arc<str>) {
        self.files.push((self.entries.len(), file.clone()));
    }

    /// Adds an answer to the evaluation of that number: what it says, and its line and column; `None`
    /// when there are too many to count.
    pub fn push(&mut self, whose: u32, said: u32, at: [Option<u64>; 2]) -> Option<()> {
        u32::try_from(self.entries.len() + 1).ok()?;
        let at = at.map(|at| at.and_then(|at| u32::try_from(at).ok()).unwrap_or(0));
        self.is_mixed |= self.entries.last().is_some_and(|last| last.whose > whose);
        self.entries.push(Entry { whose, said, at });
        Some(())
    }

    /// Brings the answers of each of so many evaluations together; to be called behind the last of them.
    pub fn settle(&mut self, evaluations: usize) {
        let place = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let mut starts = vec![0_u32; evaluations + 1];
        for entry in &self.entries {
            if let Some(behind) = starts.get_mut(place(entry.whose) + 1) {
                *behind += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        self.order = Vec::new();
        if self.is_mixed {
            let mut next = starts.clone();
            self.order = vec![0; self.entries.len()];
            for (at, entry) in (0_u32..).zip(&self.entries) {
                if let Some(next) = next.get_mut(place(entry.whose)) {
                    self.order[place(*next)] = at;
                    *next += 1;
                }
            }
        }
        self.starts = starts;
    }

    /// The numbers of what the answers of an evaluation say, in the order of the file.
    pub fn numbers(&self, whose: u32, into: &mut Vec<u32>) {
        into.clear();
        into.extend(self.own(whose).map(|(_, entry)| entry.said));
    }

    /// The answers of an evaluation, in the order of the file.
    pub fn answers(&self, whose: u32) -> Vec<RawAnswer> {
        self.own(whose).filter_map(|(at, entry)| self.raw(at, entry)).collect()
    }

    fn raw(&self, at: usize, entry: Entry) -> Option<RawAnswer> {
        let said = self.said.get(usize::try_from(entry.said).ok()?)?;
        let file = self.files.partition_point(|(first, _)| *first <= at).checked_sub(1);
        let file = file.map(|file| self.files[file].1.clone()).unwrap_or_default();
        let [line, column] = entry.at.map(|at| (at > 0).then_some(u64::from(at)));
        let text = |text: &Option<Arc<str>>| text.as_deref().map(str::to_owned);
        Some(RawAnswer {
            question: said.question.clone(),
            answer: said.answer.clone(),
            comment: text(&said.comment),
            cause: text(&said.cause),
            at: text(&said.at),
            place: Place { file, line, column },
        })
    }

    /// The entries of an evaluation, each with its index.
    fn own(&self, whose: u32) -> impl Iterator<Item = (usize, Entry)> {
        let first = usize::try_from(whose).unwrap_or(usize::MAX);
        let start = |number: usize| {
            self.starts.get(number).and_then(|at| usize::try_from(*at).ok()).unwrap_or(0)
        };
        let range = start(first)..start(first.saturating_add(1));
        range.filter_map(|at| {
            let at = match self.order.get(at) {
                Some(entry) => usize::try_from(*entry).ok()?,
                None => at,
            };
            Some((at, *self.entries.get(at)?))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(question: &str, file: &str, line: Option<u64>) -> RawAnswer {
        let place = Place { file: file.into(), line, column: line };
        RawAnswer {
            question: question.into(),
            answer: "yes".into(),
            comment: None,
            cause: Some("rushed".to_owned()),
            at: None,
            place,
        }
    }

    #[test]
    fn an_evaluation_without_answers_has_none() {
        let mut log = AnswerLog::default();
        assert!(log.answers(0).is_empty());
        log.settle(1);
        assert!(log.answers(0).is_empty() && log.answers(7).is_empty());
    }

    #[test]
    fn answers_come_back_in_their_order_with_their_places_whoever_stands_between() {
        let rows = [
            (0, raw("a", "one.csv", Some(2))),
            (1, raw("a", "one.csv", Some(3))),
            (0, raw("b", "two.csv", Some(2))),
            (0, raw("c", "two.csv", None)),
        ];
        for apart in [true, false] {
            let mut log = AnswerLog::default();
            let all: Vec<_> = rows.iter().filter(|(whose, _)| apart || *whose == 0).collect();
            for (whose, raw) in &all {
                if log.files.last().is_none_or(|(_, file)| *file != raw.place.file) {
                    log.begin(&raw.place.file);
                }
                let said = log.keep(raw.clone().into()).unwrap();
                log.push(*whose, said, [raw.place.line, raw.place.column]).unwrap();
            }
            log.settle(2);
            let of = |whose: u32| {
                let own = all.iter().filter(|(other, _)| *other == whose);
                own.map(|(_, raw)| raw.clone()).collect::<Vec<_>>()
            };
            assert_eq!(log.answers(0), of(0));
            assert_eq!(log.answers(1), of(1));
            let mut numbers = vec![9];
            log.numbers(0, &mut numbers);
            assert_eq!(numbers, if apart { [0, 2, 3] } else { [0, 1, 2] });
        }
    }
}
