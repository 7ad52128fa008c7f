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

/// The answers of one evaluation: its last one, by its number in the log counted from 1.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Thread(u32);

/// One answer in the log.
#[derive(Debug, Clone, Copy)]
struct Entry {
    /// The answer of the same evaluation before this one.
    before: Thread,
    /// What it says.
    said: u32,
    /// Where it stands; 0 for no line or no column, and for what a `u32` does not hold.
    at: [u32; 2],
}

/// Answers of evaluations in the order in which they were read.
#[derive(Debug, Clone, Default)]
pub struct AnswerLog {
    said: Vec<Said>,
    entries: Vec<Entry>,
    /// Each file that answers stand in, and how many entries were there before its first.
    files: Vec<(usize, Arc<str>)>,
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

    /// Adds an answer to an evaluation: what it says, and its line and column; `None` when there are
    /// too many to count.
    pub fn push(&mut self, thread: &mut Thread, said: u32, at: [Option<u64>; 2]) -> Option<()> {
        let number = u32::try_from(self.entries.len() + 1).ok()?;
        let at = at.map(|at| at.and_then(|at| u32::try_from(at).ok()).unwrap_or(0));
        self.entries.push(Entry { before: *thread, said, at });
        *thread = Thread(number);
        Some(())
    }

    /// The numbers of what the answers of an evaluation say, in the order of the file.
    pub fn numbers(&self, thread: Thread, into: &mut Vec<u32>) {
        into.clear();
        into.extend(self.backwards(thread).map(|(_, entry)| entry.said));
        into.reverse();
    }

    /// The answers of an evaluation, in the order of the file.
    pub fn answers(&self, thread: Thread) -> Vec<RawAnswer> {
        let mut answers: Vec<RawAnswer> =
            self.backwards(thread).filter_map(|(at, entry)| self.raw(at, entry)).collect();
        answers.reverse();
        answers
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

    /// The entries of an evaluation from the last to the first, each with its index.
    fn backwards(&self, thread: Thread) -> impl Iterator<Item = (usize, Entry)> {
        let index = |thread: Thread| usize::try_from(thread.0).ok()?.checked_sub(1);
        let mut next = index(thread);
        std::iter::from_fn(move || {
            let at = next?;
            let entry = *self.entries.get(at)?;
            next = index(entry.before);
            Some((at, entry))
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
        let log = AnswerLog::default();
        assert!(log.answers(Thread::default()).is_empty());
    }

    #[test]
    fn answers_come_back_in_their_order_with_their_places_whoever_stands_between() {
        let mut log = AnswerLog::default();
        let mut threads = [Thread::default(); 2];
        let all = [
            (0, raw("a", "one.csv", Some(2))),
            (1, raw("a", "one.csv", Some(3))),
            (0, raw("b", "two.csv", Some(2))),
            (0, raw("c", "two.csv", None)),
        ];
        for (whose, raw) in &all {
            if log.files.last().is_none_or(|(_, file)| *file != raw.place.file) {
                log.begin(&raw.place.file);
            }
            let said = log.keep(raw.clone().into()).unwrap();
            log.push(&mut threads[*whose], said, [raw.place.line, raw.place.column]).unwrap();
        }
        let of = |whose: usize| {
            let own = all.iter().filter(|(other, _)| *other == whose);
            own.map(|(_, raw)| raw.clone()).collect::<Vec<_>>()
        };
        assert_eq!(log.answers(threads[0]), of(0));
        assert_eq!(log.answers(threads[1]), of(1));
        let mut numbers = vec![9];
        log.numbers(threads[0], &mut numbers);
        assert_eq!(numbers, [0, 2, 3]);
    }
}
