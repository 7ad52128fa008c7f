//! What a file is, told by its content.

use super::blocks::{BLOCK, Blocks};
use super::dialect::{self, Early};
use super::evaluations;
use super::profile::{Profile, Quotes, RecordKind};
use super::records::Dialect;
use super::schema;
use super::source::{self, Source};
use super::synonyms;
use super::toml_text::TomlText;
use crate::model::{Field, Name};
use std::path::Path;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FileKind {
    /// A configuration such as qa.toml.
    Config,
    /// A profile: it has a table `[profile]`.
    Profile,
    /// A scorecard: it has `[[section]]`, or rules of scoring.
    Scorecard,
    /// Evaluations: a column of evaluators beside one of answers, or without any about calls.
    Evaluations,
    /// Intervals: counts of contacts, and no ids of them.
    Intervals,
    /// Survey responses: answers of customers, and nothing else about calls.
    Surveys,
    /// A roster: agents with what is so of them, and no calls.
    Roster,
    /// States of agents: a state beside its beginning, and no calls.
    States,
    /// Deliveries: what was promised for when, and when it came.
    Deliveries,
    /// Messages: who wrote when in which conversation.
    Messages,
    /// Call records: any other table.
    Calls,
}

impl FileKind {
    /// What the file of that name is. Standard input and pipes hold call records, since they are read
    /// only once.
    ///
    /// A file that cannot be read is what its ending makes of it; its reader will say what is wrong.
    pub fn of(name: &str) -> Self {
        if source::is_read_once(name) {
            return Self::Calls;
        }
        let path = Path::new(name);
        if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml")) {
            let text = std::fs::read_to_string(path).unwrap_or_default();
            return of_toml(name, &text);
        }
        if path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json")) {
            let text = std::fs::read_to_string(path).unwrap_or_default();
            return if text.contains("\"evaluationId\"") { Self::Evaluations } else { Self::Calls };
        }
        kind_of_table(name).unwrap_or(Self::Calls)
    }

    /// A table of such records.
    pub fn of_records(kind: RecordKind) -> Self {
        match kind {
            RecordKind::Interactions | RecordKind::Events => Self::Calls,
            RecordKind::Evaluations => Self::Evaluations,
            RecordKind::Intervals => Self::Intervals,
            RecordKind::Surveys => Self::Surveys,
            RecordKind::Roster => Self::Roster,
            RecordKind::States => Self::States,
            RecordKind::Deliveries => Self::Deliveries,
            RecordKind::Messages => Self::Messages,
        }
    }

    /// What its records are; interactions where it has none.
    pub fn records(self) -> RecordKind {
        match self {
            Self::Evaluations => RecordKind::Evaluations,
            Self::Intervals => RecordKind::Intervals,
            Self::Surveys => RecordKind::Surveys,
            Self::Roster => RecordKind::Roster,
            Self::States => RecordKind::States,
            Self::Deliveries => RecordKind::Deliveries,
            Self::Messages => RecordKind::Messages,
            Self::Config | Self::Profile | Self::Scorecard | Self::Calls => {
                RecordKind::Interactions
            }
        }
    }
}

/// A text that is no TOML is told by its first word in brackets.
fn of_toml(name: &str, text: &str) -> FileKind {
    let has = |key: &str| match TomlText::new(name, text).parse() {
        Ok(table) => table.contains_key(key),
        Err(_) => text.lines().any(|line| line.trim_matches([' ', '[', ']']) == key),
    };
    if has("profile") {
        FileKind::Profile
    } else if has("section") || has("pass_mark") || has("scoring") {
        FileKind::Scorecard
    } else {
        FileKind::Config
    }
}

/// Whether a table has most of the columns that a profile names; what can be read only once is
/// believed to.
pub fn fits(name: &str, profile: &Profile) -> bool {
    if source::is_read_once(name) {
        return true;
    }
    let columns = profile.columns();
    let is_there = |header: &[String]| {
        let there = columns.iter().filter(|column| synonyms::position(header, column).is_some());
        2 * there.count() > columns.len()
    };
    let known = |cell: &str| {
        let header = [cell.to_owned()];
        columns.iter().any(|column| synonyms::position(&header, column).is_some())
    };
    let quote = (profile.file.quotes == Quotes::Enclose).then_some(b'"');
    let found = early_of(name, quote, &known).unwrap_or_default();
    found.iter().any(|record| is_there(&record.cells))
}

/// The first records of a file; none when its delimiter is unclear.
fn early_of(
    name: &str,
    quote: Option<u8>,
    known: &dyn Fn(&str) -> bool,
) -> anyhow::Result<Vec<Early>> {
    let mut source = Source::open(name, None)?;
    source.leave_checksum();
    let made = source.dialect();
    let mut blocks = Blocks::new(source, BLOCK);
    let head = blocks.head(dialect::HEAD)?.0;
    if let Some(made) = made {
        return Ok(dialect::early(head, made));
    }
    let Ok(delimiter) = dialect::delimiter(name, head, quote, known) else { return Ok(Vec::new()) };
    Ok(dialect::early(head, Dialect::new(delimiter, quote)))
}

fn kind_of_table(name: &str) -> anyhow::Result<FileKind> {
    let known = |cell: &str| schema::is_known_to_any(&KINDS, cell);
    let early = early_of(name, Some(b'"'), &known)?;
    let header = dialect::header(&early, &known);
    Ok(header.map_or(FileKind::Calls, |header| kind_of_header(&header.cells)))
}

/// Kinds whose columns a header may name.
const KINDS: [RecordKind; 8] = [
    RecordKind::Interactions,
    RecordKind::Evaluations,
    RecordKind::Intervals,
    RecordKind::Surveys,
    RecordKind::Roster,
    RecordKind::States,
    RecordKind::Deliveries,
    RecordKind::Messages,
];

/// What the columns of a table say that it is.
fn kind_of_header(header: &[String]) -> FileKind {
    let of_calls = [Field::StartTime, Field::Wait, Field::Talk, Field::Handle, Field::Outcome];
    let about_calls = of_calls.into_iter().any(|field| synonyms::find(header, field).is_some());
    let has = |kind: RecordKind, names: &[&str]| {
        names.iter().any(|name| schema::find(kind, header, &Name::of(name)).is_some())
    };
    let an_id = synonyms::find(header, Field::InteractionId).is_some();
    let counts = has(RecordKind::Intervals, &["answered"])
        && has(RecordKind::Intervals, &["offered", "abandoned"]);
    let rated = has(RecordKind::Surveys, &["csat"])
        && has(RecordKind::Surveys, &["response_id", "responded_at", "comment"]);
    let rostered = ["team", "supervisor", "valid_from", "role", "language", "email"];
    let all = |kind: RecordKind, names: &[&str]| names.iter().all(|name| has(kind, &[name]));
    if let Some(kind) = of_time(header, an_id, &all) {
        return kind;
    }
    if evaluations::has_evaluators(header) && (evaluations::has_answers(header) || !about_calls) {
        FileKind::Evaluations
    } else if counts && !an_id {
        FileKind::Intervals
    } else if !about_calls && (has(RecordKind::Surveys, &["nps", "ces"]) || rated) {
        FileKind::Surveys
    } else if !about_calls
        && !an_id
        && has(RecordKind::Roster, &["agent_id"])
        && has(RecordKind::Roster, &rostered)
    {
        FileKind::Roster
    } else {
        FileKind::Calls
    }
}

/// States, deliveries and messages, by canonical names: other names for a time are too common.
fn of_time(
    header: &[String],
    an_id: bool,
    all: &dyn Fn(RecordKind, &[&str]) -> bool,
) -> Option<FileKind> {
    let is_there = |name: &str| synonyms::position(header, name).is_some();
    let of_calls = [Field::Wait, Field::Talk, Field::Outcome];
    if of_calls.into_iter().any(|field| synonyms::find(header, field).is_some()) {
        None
    } else if is_there("promised_at") && is_there("delivered_at") {
        Some(FileKind::Deliveries)
    } else if an_id && is_there("sent_at") && all(RecordKind::Messages, &["author"]) {
        Some(FileKind::Messages)
    } else if !an_id && is_there("state") && all(RecordKind::States, &["agent_id", "start_time"]) {
        Some(FileKind::States)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_or_absent_file_is_what_its_ending_says() {
        assert_eq!(of_toml("a.toml", ""), FileKind::Config);
        assert_eq!(FileKind::of("no-such-folder/a.toml"), FileKind::Config);
        assert_eq!(FileKind::of("no-such-folder/a.csv"), FileKind::Calls);
        assert_eq!(FileKind::of("-"), FileKind::Calls);
    }

    #[test]
    fn a_table_names_the_kind_even_when_the_rest_is_broken() {
        for (text, kind) in [
            ("[[section]]\nid = \"s\"\n", FileKind::Scorecard),
            ("id = \"s\n[[section]]\n", FileKind::Scorecard),
            ("[profile]\nname = \"acd\"\n", FileKind::Profile),
            ("timezone = \"UTC\"\n", FileKind::Config),
        ] {
            assert_eq!(of_toml("a.toml", text), kind, "{text}");
        }
    }

    #[test]
    fn evaluators_and_answers_tell_evaluations_from_calls() {
        let folder = tempfile::tempdir().unwrap();
        for (text, kind) in [
            ("call_id,agent,talk_s\n1,a,10\n", FileKind::Calls),
            ("call_id,evaluator,question,answer\n1,e,q,yes\n", FileKind::Evaluations),
            ("call_id;rater;scorecard;greeting\n1;e;voice;yes\n", FileKind::Evaluations),
            ("call_id,evaluator,greeting\n1,e,yes\n", FileKind::Evaluations),
            ("call_id,monitor,talk_s\n1,screen 2,10\n", FileKind::Calls),
            ("Fecha;Ofrecidas;Atendidas\n2026-10-01;9;8\n", FileKind::Intervals),
            ("call_id,offered,answered\n1,1,1\n", FileKind::Calls),
            ("call_id,nps\n1,9\n", FileKind::Surveys),
            ("call_id,csat,talk_s\n1,5,9\n", FileKind::Calls),
            ("Agen,Tim,Atasan\na,1,s\n", FileKind::Roster),
            ("agent,team,talk_s\na,1,9\n", FileKind::Calls),
            ("agent,state,start\na,ready,2026-10-01\n", FileKind::States),
            ("agent,state,start,talk_s\na,ready,2026-10-01,1\n", FileKind::Calls),
            ("partner,promised_at,delivered_at\nx,2026-10-01,\n", FileKind::Deliveries),
            ("ticket_id,sent_at,author\n1,2026-10-01,agent\n", FileKind::Messages),
        ] {
            let path = folder.path().join("a.csv");
            std::fs::write(&path, text).unwrap();
            assert_eq!(FileKind::of(&path.display().to_string()), kind, "{text}");
        }
    }
}
