//! Records that tell of an evaluation in the very bytes of one that was read before: of these, only
//! the answer is looked at, and of answers in known bytes not even that.

use super::columns::Meta;
use super::form::Form;
use super::told::ONLY_QUESTION;
use crate::ingest::plan::{Fault, Plan, Value};
use crate::ingest::profile::{Layout, RepeatedHeader};
use crate::ingest::records::{self, Origin, Plain, Reading, Span};
use crate::ingest::row::Row;
use crate::model::{QuickHash, RawAnswer, short_text};
use crate::problem::Place;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::hash::BuildHasher;
use std::ops::Range;

/// Columns that differ between the answers of one evaluation.
const OF_ANSWERS: [Meta; 5] = [Meta::Question, Meta::Answer, Meta::Comment, Meta::Cause, Meta::At];

/// How many different answers are known by their bytes at most.
const MOST_ANSWERS: usize = 1 << 16;

/// Ends a stretch of bytes in what is compared; no text has this byte.
const END: u8 = 0xff;

#[expect(clippy::disallowed_types, reason = "looked up only; its order never shows")]
type Index = std::collections::HashMap<u64, u32, QuickHash>;
#[expect(clippy::disallowed_types, reason = "looked up only; its order never shows")]
type Answers = std::collections::HashMap<Box<[u8]>, u32, QuickHash>;

/// What one reader knows of the records of a file.
pub(super) struct Known {
    shape: Option<Shape>,
    openings: Vec<Opening>,
    /// The bytes of all openings.
    bytes: Vec<u8>,
    /// The last opening of each hash, counted from 1.
    index: Index,
    /// What answers say, by the bytes of their cells.
    answers: Answers,
    /// The same of short ones, each in the place that its bytes lead to; the latest stays.
    short: Vec<(u128, u32)>,
    /// The opening that the record before had.
    last: Option<usize>,
    room: Vec<u8>,
    fields: Vec<Span>,
    /// What answers say, by number.
    pub(super) said: Vec<RawAnswer>,
    /// What the answers of a block say that have words of their own, by number.
    pub(super) spoken: Vec<RawAnswer>,
}

/// One answer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given {
    pub(super) what: What,
    /// The column where it stands; `None` where no column is for it.
    pub(super) column: Option<u32>,
}

/// What an answer says.
#[derive(Debug, Clone, Copy)]
pub(super) enum What {
    /// What others say, too: a number among [`Known::said`].
    Said(u32),
    /// What nobody else says: a number among [`Known::spoken`].
    Spoken(u32),
}

/// Places for short answers.
const SHORT: usize = 1 << 10;

/// The bytes that tell of an evaluation, all but its answers.
struct Opening {
    bytes: Range<usize>,
    /// The opening before it with the same hash, counted from 1.
    same: u32,
}

/// Which cells of a record are what.
struct Shape {
    /// Fields of a record.
    width: usize,
    /// Cells that tell of the evaluation, as stretches.
    opening: Vec<Range<usize>>,
    /// Cells of the answer, as stretches.
    answer: Vec<Range<usize>>,
    /// The cell where an answer stands.
    place: Option<usize>,
    /// Whether there are other cells, which nobody has looked at.
    has_others: bool,
    /// Planned columns of question, answer, comment, cause and moment.
    columns: [Option<usize>; 5],
}

impl Shape {
    /// The shape of a file; `None` where records have to be read one by one.
    fn of(form: &Form) -> Option<Self> {
        let columns =
            OF_ANSWERS.map(|meta| form.metas.iter().position(|other| *other == Some(meta)));
        let is_answer = |index: &usize| columns.contains(&Some(*index));
        let cells = |of_answer: bool| -> BTreeSet<usize> {
            let all = form.plan.columns.iter().enumerate();
            let some = all.filter(|(index, _)| is_answer(index) == of_answer);
            some.flat_map(|(_, planned)| Plan::cells_of(planned)).copied().collect()
        };
        let (opening, answer) = (cells(false), cells(true));
        let others = form.plan.columns.iter().enumerate().filter(|(index, _)| !is_answer(index));
        let can = form.layout == Layout::Long
            && form.plan.resent.is_none()
            && form.reading.dialect.origin == Origin::Text
            && others.map(|(_, planned)| planned).all(Plan::is_of_cells)
            && form.plan.judged().iter().all(|cell| opening.contains(cell));
        let width = form.plan.header.names.len();
        let column = columns[1].map(|index| Plan::cells_of(&form.plan.columns[index]));
        can.then(|| Self {
            width,
            place: column.and_then(<[usize]>::first).copied(),
            has_others: (0..width).any(|cell| !opening.contains(&cell) && !answer.contains(&cell)),
            opening: stretches(&opening),
            answer: stretches(&answer),
            columns,
        })
    }
}

/// Neighbouring cells together.
fn stretches(cells: &BTreeSet<usize>) -> Vec<Range<usize>> {
    let mut all: Vec<Range<usize>> = Vec::new();
    for cell in cells {
        match all.last_mut() {
            Some(last) if last.end == *cell => last.end += 1,
            _ => all.push(*cell..*cell + 1),
        }
    }
    all
}

/// A record that stands on one line, its cells as they are written.
#[derive(Clone, Copy)]
pub(super) struct Written<'a> {
    /// The bytes of its block.
    pub(super) bytes: &'a [u8],
    /// Where its cells stand.
    pub(super) plain: Plain<'a>,
    /// Its line.
    pub(super) line: u64,
}

impl<'a> Written<'a> {
    fn stretch(&self, cells: &Range<usize>) -> &'a [u8] {
        &self.bytes[self.plain.field(cells.start).start..self.plain.field(cells.end - 1).end]
    }

    fn whole(&self) -> &'a [u8] {
        &self.bytes[self.plain.start..self.plain.end]
    }
}

impl Known {
    /// Nothing known yet.
    pub(super) fn new(form: &Form) -> Self {
        Self {
            shape: Shape::of(form),
            openings: Vec::new(),
            bytes: Vec::new(),
            index: Index::default(),
            answers: Answers::default(),
            short: vec![(0, u32::MAX); SHORT],
            last: None,
            room: Vec::new(),
            fields: Vec::new(),
            said: Vec::new(),
            spoken: Vec::new(),
        }
    }

    /// Remembers a record in which nothing was odd; the number of its opening.
    pub(super) fn remember(&mut self, form: &Form, written: &Written<'_>) -> Option<usize> {
        let shape = self.shape.as_ref()?;
        if written.plain.delimiters.len() + 1 != shape.width || is_like_header(form, shape, written)
        {
            return None;
        }
        let start = self.bytes.len();
        for cells in &shape.opening {
            self.bytes.extend_from_slice(written.stretch(cells));
            self.bytes.push(END);
        }
        let bytes = start..self.bytes.len();
        let hash = QuickHash::default().hash_one(&self.bytes[bytes.clone()]);
        let number = u32::try_from(self.openings.len() + 1).ok()?;
        let same = self.index.insert(hash, number).unwrap_or(0);
        self.last = Some(self.openings.len());
        self.openings.push(Opening { bytes, same });
        self.last
    }

    /// The opening of a record that tells of an evaluation as one before did; `None` where it has to
    /// be read cell by cell.
    pub(super) fn opening(&mut self, written: &Written<'_>) -> Option<usize> {
        let shape = self.shape.as_ref()?;
        if self.openings.is_empty() || written.plain.delimiters.len() + 1 != shape.width {
            return None;
        }
        let (last, has_others) = (self.last, shape.has_others);
        let last = last.filter(|last| self.is_opening(shape, *last, written));
        let at = last.or_else(|| self.find(written))?;
        if has_others && std::str::from_utf8(written.whole()).is_err() {
            return None;
        }
        self.last = Some(at);
        Some(at)
    }

    /// Whether a record tells what that opening does.
    fn is_opening(&self, shape: &Shape, at: usize, written: &Written<'_>) -> bool {
        let mut left = &self.bytes[self.openings[at].bytes.clone()];
        let same = shape.opening.iter().all(|cells| {
            let found = left.strip_prefix(written.stretch(cells));
            let found = found.and_then(|behind| behind.strip_prefix(&[END]));
            left = found.unwrap_or_default();
            found.is_some()
        });
        same && left.is_empty()
    }

    /// The opening of a record, among all.
    fn find(&mut self, written: &Written<'_>) -> Option<usize> {
        let shape = self.shape.as_ref()?;
        self.room.clear();
        for cells in &shape.opening {
            self.room.extend_from_slice(written.stretch(cells));
            self.room.push(END);
        }
        let mut next = *self.index.get(&QuickHash::default().hash_one(&self.room[..]))?;
        loop {
            let at = usize::try_from(next).ok()?.checked_sub(1)?;
            let opening = &self.openings[at];
            if self.bytes[opening.bytes.clone()] == self.room {
                return Some(at);
            }
            next = opening.same;
        }
    }

    /// The answer of a record of a known opening; `None` where something in it is odd.
    pub(super) fn given(&mut self, form: &Form, written: &Written<'_>) -> Option<Given> {
        let shape = self.shape.as_ref()?;
        let column = shape.place.map(|cell| column(written, cell));
        let key = match &shape.answer[..] {
            [only] => short_text(written.stretch(only)),
            _ => None,
        };
        let place = key.map(|key| {
            let hash = QuickHash::default().hash_one(key);
            usize::try_from(hash).unwrap_or(0) % SHORT
        });
        if let (Some(key), Some(place)) = (key, place)
            && let (known, number) = self.short[place]
            && known == key
            && number != u32::MAX
        {
            return Some(Given { what: What::Said(number), column });
        }
        let what = self.look(form, written)?;
        if let (Some(key), Some(place), What::Said(number)) = (key, place, what) {
            self.short[place] = (key, number);
        }
        Some(Given { what, column })
    }

    /// What the answer of a record says.
    fn look(&mut self, form: &Form, written: &Written<'_>) -> Option<What> {
        let shape = self.shape.as_ref()?;
        self.room.clear();
        for cells in &shape.answer {
            self.room.extend_from_slice(written.stretch(cells));
            self.room.push(END);
        }
        if let Some(known) = self.answers.get(&self.room[..]) {
            return Some(What::Said(*known));
        }
        let text = std::str::from_utf8(written.whole()).ok()?;
        let (dialect, start) = (form.reading.dialect, written.plain.start);
        let how = Reading { last: true, ..form.reading };
        let _step = records::scan(written.bytes, start, &how, &mut self.fields);
        let row = Row { text, start, fields: &self.fields, dialect, line: written.line };
        let answer = answer(form, &row, shape.columns).ok()?;
        let has_words = [&answer.comment, &answer.cause, &answer.at]
            .into_iter()
            .any(|text| text.as_deref().is_some_and(|text| !text.is_empty()));
        if has_words || self.answers.len() >= MOST_ANSWERS {
            let number = u32::try_from(self.spoken.len()).ok()?;
            self.spoken.push(answer);
            return Some(What::Spoken(number));
        }
        let number = u32::try_from(self.said.len()).ok()?;
        self.said.push(answer);
        self.answers.insert(self.room.as_slice().into(), number);
        Some(What::Said(number))
    }
}

/// The column of a cell.
fn column(written: &Written<'_>, cell: usize) -> u32 {
    let before = &written.bytes[written.plain.start..written.plain.field(cell).start];
    // Every byte but those within a character begins one.
    let begun = || before.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
    let begun = if before.is_ascii() { before.len() } else { begun() };
    u32::try_from(begun + 1).unwrap_or(u32::MAX)
}

/// Whether a repeat of the header could look like the record in all that tells of its evaluation.
fn is_like_header(form: &Form, shape: &Shape, written: &Written<'_>) -> bool {
    form.plan.repeat == RepeatedHeader::Skip
        && shape.opening.iter().flat_map(Range::clone).all(|cell| {
            let text = String::from_utf8_lossy(&written.bytes[written.plain.field(cell)]);
            text.contains(form.plan.header.names[cell].as_str())
        })
}

/// The answer of a record.
fn answer(form: &Form, row: &Row<'_>, columns: [Option<usize>; 5]) -> Result<RawAnswer, Fault> {
    let [question, answer, comment, cause, at] = columns;
    let question = text(form, row, question)?;
    let answer = text(form, row, answer)?;
    let said = text(form, row, comment)?;
    Ok(RawAnswer {
        question: question.as_deref().unwrap_or(ONLY_QUESTION).into(),
        answer: answer.as_deref().unwrap_or_default().into(),
        comment: comment.map(|_| said.unwrap_or_default().into_owned()),
        cause: text(form, row, cause)?.map(Into::into),
        at: text(form, row, at)?.map(Into::into),
        place: Place::default(),
    })
}

/// The text of a planned column; `None` where it is unknown or there is no such column.
fn text<'a>(
    form: &Form,
    row: &Row<'a>,
    column: Option<usize>,
) -> Result<Option<Cow<'a, str>>, Fault> {
    let Some(index) = column else { return Ok(None) };
    match form.plan.value(&form.plan.columns[index], row)? {
        Value::Text(text) => Ok(Some(text).filter(|text| !text.is_empty())),
        _ => Ok(None),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Options, read};
    use crate::model::{Evaluation, Zone};

    /// The same records with and without a column that keeps every one of them apart.
    fn both(rows: &[&str]) -> [Vec<Evaluation>; 2] {
        let folder = tempfile::tempdir().unwrap();
        let header = "evaluation_id,interaction_id,evaluator_id,question_id,answer,comment";
        let of = |name: &str, apart: bool| {
            let mut text = format!("{header}{}\n", if apart { ",minutes" } else { "" });
            for (n, row) in rows.iter().enumerate() {
                text.push_str(row);
                if apart && !row.is_empty() {
                    text.push_str(&[",", &n.to_string()].concat());
                }
                text.push('\n');
            }
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            let files = [path.display().to_string()];
            let mut found = read(&files, &Options::of(&Zone::utc())).unwrap().evaluations;
            for one in &mut found {
                one.place.file = "e.csv".into();
                one.answers.iter_mut().for_each(|answer| answer.place.file = "e.csv".into());
            }
            found
        };
        [of("run.csv", false), of("apart.csv", true)]
    }

    #[test]
    fn a_run_tells_what_its_records_tell_one_by_one() {
        for rows in [
            &[][..],
            &["e1,C1,ana,q,yes,"],
            &["e1,C1,ana,q,yes,", "e1,C1,ana,p,,late", "e1,C1,ana,r,na,"],
            &["e1,C1,ana,q,yes,", "e2,C2,ana,q,no,", "e1,C1,ana,p,no,\"two\nlines\""],
            &["\"e1\",C1,ana,q,yes,", "e1,C1,ana,p,\"y\"\"\",", "é1,C3,ana,p,no,"],
            &["e1,C1,ana,q,yes,", "", "e1,C1,ana,p,no,", " e1,C1,ana,r,no,"],
        ] {
            let [run, apart] = both(rows);
            assert_eq!(run, apart, "{rows:?}");
        }
    }
}
