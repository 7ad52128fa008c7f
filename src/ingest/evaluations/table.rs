//! A file of evaluations as a table with places: mapped, trimmed, every record as wide as the header.

use super::Options;
use super::columns::{self, Layout, Meta, TABLE};
use crate::ingest::blocks::{BLOCK, Blocks};
use crate::ingest::dialect;
use crate::ingest::plan::{Demand, Fault, Header, Plan, Value, Verdict};
use crate::ingest::profile::{FieldMap, Pick, Profile, Quotes};
use crate::ingest::records::{self, Dialect, Reading, Span, Step};
use crate::ingest::row::Row;
use crate::ingest::source::Source;
use crate::ingest::synonyms;
use crate::model::Name;
use crate::problem::{Place, Problem, Problems};
use anyhow::Result;
use std::collections::BTreeMap;

/// Longest file of evaluations; they are held whole.
const LONGEST: usize = 512 << 20;

/// The records of one file.
pub(super) struct Table {
    /// SHA-256 of its bytes, in hex.
    pub(super) sha256: String,
    /// How answers stand in it.
    pub(super) layout: Layout,
    /// Question columns of a wide file.
    pub(super) questions: Vec<Question>,
    /// Records that could be read.
    pub(super) lines: Vec<Line>,
    /// What is wrong with the others.
    pub(super) problems: Vec<Problem>,
    file: String,
    header: Vec<String>,
    indexes: BTreeMap<Meta, usize>,
    wanted: Vec<Meta>,
}

/// A question column.
pub(super) struct Question {
    pub(super) id: String,
    pub(super) index: usize,
}

/// One record.
pub(super) struct Line {
    /// Cells, as many as the header has.
    pub(super) cells: Vec<String>,
    meta: Vec<String>,
    places: Vec<(u64, u64)>,
    number: u64,
}

/// Reads a file; the inner error is what makes it no table of evaluations at all.
pub(super) fn open(file: &str, options: &Options<'_>) -> Result<Result<Table, Problems>> {
    let rules = options.profile.map(|profile| &profile.file);
    let source = Source::open(file, rules.and_then(|rules| rules.encoding.as_deref()))?;
    let mut blocks = Blocks::new(source, BLOCK);
    let bytes = blocks.head(LONGEST)?.0.to_vec();
    let sha256 = blocks.source.sha256();
    let one = |problem: Problem| {
        let mut problems = Problems::new();
        problems.push(problem);
        Ok(Err(problems))
    };
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return one(Problem::new("empty-file", Place::at(file, 1, 1), "the file is empty"));
    }
    let known = |cell: &str| is_known(cell, options);
    let quote = rules.is_none_or(|rules| rules.quotes == Quotes::Enclose).then_some(b'"');
    let head = &bytes[..bytes.len().min(dialect::HEAD)];
    let delimiter = match rules.and_then(|rules| rules.delimiter) {
        Some(delimiter) => delimiter,
        None => match dialect::delimiter(file, head, quote, &known) {
            Ok(delimiter) => delimiter,
            Err(problem) => return one(problem),
        },
    };
    let dialect = Dialect::new(delimiter, quote);
    let early = dialect::early(head, dialect);
    let Some(found) = dialect::header(&early, &known) else {
        return one(Problem::new("no-header", Place::at(file, 1, 1), "there is no header line"));
    };
    let header = Header { file: file.to_owned(), names: found.cells.clone(), line: found.line };
    let line = 1 + records::line_ends(&bytes[..found.end]);
    let start = Start { byte: found.end, line };
    Ok(Table::of(&bytes, (header, start), dialect, options).map(|table| Table { sha256, ..table }))
}

/// Where records begin.
#[derive(Clone, Copy)]
struct Start {
    byte: usize,
    line: u64,
}

fn is_known(cell: &str, options: &Options<'_>) -> bool {
    let mapped = options.profile.map(Profile::columns).unwrap_or_default();
    let header = [cell.to_owned()];
    columns::is_known(cell)
        || options.questions.iter().any(|question| question == cell)
        || mapped.iter().any(|column| synonyms::position(&header, column).is_some())
}

/// The profile, its gaps filled with the names we know.
fn filled(profile: Option<&Profile>, header: &[String]) -> Profile {
    let mut profile = profile.cloned().unwrap_or_default();
    let mapped = !profile.map.is_empty();
    for (meta, name, _) in TABLE {
        if let (false, Some(index)) = (mapped, meta.find(header)) {
            let pick = Pick::Column(vec![header[index].clone()]);
            profile.map.entry(name.to_owned()).or_insert(FieldMap { pick, ..FieldMap::default() });
        }
    }
    profile
}

impl Table {
    fn of(
        bytes: &[u8],
        (header, start): (Header, Start),
        dialect: Dialect,
        options: &Options<'_>,
    ) -> Result<Self, Problems> {
        let profile = filled(options.profile, &header.names);
        let wanted: Vec<Meta> = TABLE.iter().map(|(meta, _, _)| *meta).collect();
        let wants: Vec<Name> =
            wanted.iter().map(|meta| Name::Extra(meta.name().to_owned())).collect();
        let needs =
            [Meta::Interaction, Meta::Evaluator].map(|meta| Name::Extra(meta.name().to_owned()));
        let demand = Demand { wants: &wants, needs: &needs, zone: options.zone };
        let plan = Plan::new(header, Some(&profile), &demand)?;
        let names = plan.header.names.clone();
        let mut table = Self {
            sha256: String::new(),
            layout: layout(&profile, options.questions),
            questions: Vec::new(),
            lines: Vec::new(),
            problems: Vec::new(),
            file: plan.header.file.clone(),
            indexes: indexes(&profile, &names),
            header: names,
            wanted,
        };
        table.questions = table.find_questions(&profile, options.questions);
        let reading = Reading { dialect, width: Some(table.header.len()), last: true };
        table.fill(bytes, start, (&plan, &reading));
        Ok(table)
    }

    fn fill(&mut self, bytes: &[u8], start: Start, (plan, reading): (&Plan, &Reading)) {
        let (mut pos, mut line) = (start.byte, start.line);
        let mut fields: Vec<Span> = Vec::new();
        while pos < bytes.len() {
            let (end, lines) = match records::scan(bytes, pos, reading, &mut fields) {
                Step::Record { end, lines } => {
                    match std::str::from_utf8(&bytes[pos..end]) {
                        Ok(text) => {
                            let dialect = reading.dialect;
                            self.record(
                                &Row { text, start: pos, fields: &fields, dialect, line },
                                plan,
                            );
                        }
                        Err(_) => self.complain(
                            line,
                            "bad-encoding",
                            "these bytes are no UTF-8, unlike those before",
                        ),
                    }
                    (end, lines)
                }
                Step::Repaired { end, .. } => {
                    self.complain(line, "stray-quote", "a quote within a text is not doubled");
                    (end, 1)
                }
                Step::Unclosed { end, .. } => {
                    self.complain(line, "unclosed-quote", "a quote on this line is never closed");
                    (end, 1)
                }
                Step::Cut => break,
            };
            pos = end;
            line += lines;
        }
    }

    fn complain(&mut self, line: u64, code: &'static str, message: &str) {
        self.problems.push(Problem::new(code, Place::line(&self.file, line), message));
    }

    fn fault(&self, row: &Row<'_>, fault: Fault) -> Problem {
        let (line, column) = fault.cell.map_or((row.line, 1), |cell| row.place(cell));
        let place = Place::at(&self.file, line, column);
        let problem = Problem::new(fault.code, place, fault.message);
        Problem { help: fault.help, ..problem }
    }

    fn record(&mut self, row: &Row<'_>, plan: &Plan) {
        if row.is_blank() {
            return;
        }
        let (found, width) = (row.fields.len(), self.header.len());
        if found != width
            && (found < width || (width..found).any(|index| !row.cell(index).is_empty()))
        {
            let message = format!("{found} fields where the header has {width}");
            let code = if found < width { "too-few-fields" } else { "too-many-fields" };
            return self.complain(row.line, code, &message);
        }
        match plan.rules.select(row) {
            Verdict::Keep => {}
            Verdict::Drop(_) => return,
            Verdict::Incomplete(fault) => return self.problems.push(self.fault(row, fault)),
        }
        let mut meta = vec![String::new(); self.wanted.len()];
        for planned in &plan.columns {
            let Some(slot) =
                self.wanted.iter().position(|meta| meta.name() == planned.name.as_str())
            else {
                continue;
            };
            match plan.value(planned, row) {
                Ok(Value::Text(text)) => meta[slot] = text.into_owned(),
                Ok(_) => {}
                Err(fault) => return self.problems.push(self.fault(row, fault)),
            }
        }
        let places = (0..width).map(|index| row.place(index)).collect();
        let cells = (0..width).map(|index| row.cell(index).into_owned()).collect();
        self.lines.push(Line { cells, meta, places, number: row.line });
    }

    /// The columns of a wide file that are questions.
    fn find_questions(&self, profile: &Profile, known: &[String]) -> Vec<Question> {
        if self.layout == Layout::Long {
            return Vec::new();
        }
        let used = profile.columns();
        let mut questions = Vec::new();
        for (index, name) in self.header.iter().enumerate() {
            let own = if known.is_empty() {
                !name.is_empty() && !name.contains("__") && !used.contains(&name.as_str())
            } else {
                known.contains(name)
            };
            if own {
                questions.push(Question { id: name.clone(), index });
            }
        }
        questions
    }

    /// How many records were found.
    pub(super) fn read(&self) -> u64 {
        u64::try_from(self.lines.len() + self.problems.len()).unwrap_or(u64::MAX)
    }

    /// The text of a column; `None` when it is unknown.
    pub(super) fn meta<'l>(&self, line: &'l Line, meta: Meta) -> Option<&'l str> {
        let slot = self.wanted.iter().position(|other| *other == meta)?;
        Some(line.meta[slot].as_str()).filter(|text| !text.is_empty())
    }

    /// The text of a column by its very header.
    pub(super) fn beside<'l>(&self, line: &'l Line, header: &str) -> Option<&'l str> {
        let index = self.header.iter().position(|name| name == header)?;
        Some(line.cells[index].as_str()).filter(|text| !text.is_empty())
    }

    /// Columns that are neither about the evaluation nor questions.
    pub(super) fn extra(&self, line: &Line) -> BTreeMap<String, String> {
        let taken = |index: usize| {
            self.indexes.values().any(|other| *other == index)
                || self.questions.iter().any(|question| question.index == index)
        };
        let all = self.header.iter().enumerate().zip(&line.cells);
        let left = all
            .filter(|((index, name), text)| !taken(*index) && !name.is_empty() && !text.is_empty());
        left.map(|((_, name), text)| (name.clone(), text.clone())).collect()
    }

    /// Where a record begins.
    pub(super) fn start(&self, line: &Line) -> Place {
        Place::line(&self.file, line.number)
    }

    /// Where the cell of a column stands, or its record.
    pub(super) fn place(&self, line: &Line, meta: Meta) -> Place {
        self.indexes
            .get(&meta)
            .map_or_else(|| self.start(line), |index| self.cell_place(line, *index))
    }

    /// Where a cell stands.
    pub(super) fn cell_place(&self, line: &Line, index: usize) -> Place {
        let (number, column) = line.places[index];
        Place::at(&self.file, number, column)
    }
}

/// One row an answer when there is a column of answers; where no column tells their questions, a
/// column that is itself called like a question of the scorecard is no such column.
fn layout(profile: &Profile, known: &[String]) -> Layout {
    let Some(answer) = profile.map.get(Meta::Answer.name()) else { return Layout::Wide };
    let is_question = |column: &&str| known.iter().any(|question| question == column);
    let question = answer.pick.columns().iter().any(|column| is_question(&&**column));
    let told = profile.map.contains_key(Meta::Question.name());
    if question && !told { Layout::Wide } else { Layout::Long }
}

/// Where the first cell of each mapped column stands in the header.
fn indexes(profile: &Profile, header: &[String]) -> BTreeMap<Meta, usize> {
    let mut indexes = BTreeMap::new();
    for (meta, name, _) in TABLE {
        let columns = profile.map.get(name).map(|map| map.pick.columns()).unwrap_or_default();
        if let Some(index) = columns.iter().find_map(|column| synonyms::position(header, column)) {
            indexes.insert(meta, index);
        }
    }
    indexes
}
