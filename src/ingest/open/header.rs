//! The header of a file among its first records, and what to say where there is none.

use super::refuse;
use crate::ingest::dialect::{self, Early};
use crate::ingest::plan::Header;
use crate::ingest::profile::{HeaderRule, Profile, bundled};
use crate::ingest::{inspect, schema, synonyms};
use crate::problem::{Place, Problem, nearest};
use anyhow::Result;
use std::cmp::Reverse;

/// Most columns of a file.
const COLUMN_LIMIT: usize = 4_096;

/// The first records of a file, among which its header is.
pub(super) struct Lines<'a> {
    /// The file as the user named it.
    pub(super) file: &'a str,
    /// The records, blank ones left out.
    pub(super) early: &'a [Early],
    /// Whether the first of them goes on behind what was looked at.
    pub(super) cut: bool,
}

impl Lines<'_> {
    /// The header and the byte after it.
    pub(super) fn header(
        &self,
        profile: Option<&Profile>,
        known: &dyn Fn(&str) -> bool,
    ) -> Result<(Header, usize)> {
        let (file, early) = (self.file, self.early);
        let rule = profile.map(|profile| &profile.file.header);
        let found = match rule {
            Some(HeaderRule::Columns(names)) => {
                return Ok((Header { file: file.to_owned(), names: names.clone(), line: 0 }, 0));
            }
            Some(HeaderRule::Line(line)) => early.iter().find(|record| record.line == *line),
            Some(HeaderRule::Names(lists)) => early.iter().find(|record| {
                let has = |name: &String| synonyms::position(&record.cells, name).is_some();
                lists.iter().any(|names| names.iter().all(has))
            }),
            Some(HeaderRule::Found) | None => dialect::header(early, known),
        };
        let Some(found) = found else { return refuse(self.not_there(rule)) };
        if found.cells.len() > COLUMN_LIMIT {
            return refuse(self.too_many(found));
        }
        if dialect::names_in(found, early, known) == 0 {
            let mut message = format!("no column name is known in `{}`", shown(found));
            if inspect::are_values(&found.cells) {
                message += ", which looks like a record and no header";
            }
            let problem = Problem::new("no-header", Place::at(file, found.line, 1), message);
            return refuse(problem.help(expected(profile)));
        }
        let mut names = found.cells.clone();
        names.resize(names.len() + spare(found, early), String::new());
        Ok((Header { file: file.to_owned(), names, line: found.line }, found.end))
    }

    fn too_many(&self, found: &Early) -> Problem {
        let message = if self.cut {
            format!("more than {COLUMN_LIMIT} columns, which are the most")
        } else {
            format!("{} columns, expected no more than {COLUMN_LIMIT}", found.cells.len())
        };
        let place = Place::at(self.file, found.line, 1);
        Problem::new("too-many-columns", place, message)
            .help("is this a table, with one record a line?")
    }

    /// The complaint that no record is the header that a profile tells of.
    fn not_there(&self, rule: Option<&HeaderRule>) -> Problem {
        let (message, nearest) = match rule {
            Some(HeaderRule::Names(lists)) => self.without_names(lists),
            Some(HeaderRule::Line(line)) => {
                let nearest = self.early.iter().min_by_key(|it| (it.line.abs_diff(*line), it.line));
                let message = format!("no record begins on line {line}, where `header` says");
                (message, nearest.map(|nearest| (nearest, String::new())))
            }
            _ => ("the file has no record".to_owned(), None),
        };
        let line = nearest.as_ref().map_or(1, |(record, _)| record.line);
        let help = nearest.map(|(record, lacks)| {
            format!("line {} is nearest and reads `{}`{lacks}; ", record.line, shown(record))
        });
        let help = help.unwrap_or_default() + "correct `header` under [file]";
        Problem::new("no-header", Place::at(self.file, line, 1), message).help(help)
    }

    /// That no record has all the names of a list, the record with most of them, and what it lacks.
    fn without_names(&self, lists: &[Vec<String>]) -> (String, Option<(&Early, String)>) {
        let all = |names: &Vec<String>| quoted(&names.iter().collect::<Vec<_>>());
        let sought: Vec<String> = lists.iter().map(all).collect();
        let message =
            format!("no line holds the names that `header` says: {}", sought.join(", or "));
        let tries = self.early.iter().flat_map(|it| lists.iter().map(move |names| (it, names)));
        let scored = tries.map(|(record, names)| {
            let has = |name: &&String| synonyms::position(&record.cells, name).is_some();
            let cells = || record.cells.iter().map(String::as_str);
            let near = names.iter().filter(|name| nearest(name, cells()).is_some()).count();
            let lacks: Vec<&String> = names.iter().filter(|name| !has(name)).collect();
            let score = (names.len() - lacks.len(), near, Reverse(record.line));
            (score, record, quoted(&lacks))
        });
        let best = scored.max_by_key(|(score, ..)| *score);
        (message, best.map(|(_, record, lacks)| (record, format!(", without {lacks}"))))
    }
}

/// The beginning of a record, for messages.
fn shown(record: &Early) -> String {
    record.cells.join(",").chars().take(60).collect()
}

fn quoted(names: &[&String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

/// What a header should name.
fn expected(profile: Option<&Profile>) -> String {
    let kind = profile.map(|profile| profile.kind).unwrap_or_default();
    if let Some(profile) = profile.filter(|profile| !profile.columns().is_empty()) {
        let names: Vec<&str> = profile.columns().into_iter().take(8).collect();
        let (name, names) = (&profile.name, names.join(", "));
        return format!(
            "the profile `{name}` looks for columns such as {names}; is this the export of another system, or one without a header (header = false, with `columns`)?"
        );
    }
    if kind.makes_interactions() {
        let known: Vec<&str> = bundled::names().collect();
        return format!(
            "the first line should name the columns, such as interaction_id, start_time, queue, agent_id, outcome, wait_s, talk_s; a profile can map other names, and --profile knows {}",
            known.join(", ")
        );
    }
    let names: Vec<&str> = schema::columns(kind).iter().map(|known| known.name).take(8).collect();
    format!(
        "the first line should name the columns, such as {}; a profile can map other names",
        names.join(", ")
    )
}

/// Empty fields that every record has behind those of the header: a delimiter at each line's end.
fn spare(header: &Early, early: &[Early]) -> usize {
    let width = header.cells.len();
    let records = early.iter().filter(|other| other.line > header.line);
    let extra = records.map(|other| match other.cells.get(width..) {
        Some(extra) if extra.iter().all(String::is_empty) => extra.len(),
        _ => 0,
    });
    extra.min().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use crate::ingest::engine::{Options, rows};
    use crate::ingest::profile::parse;
    use crate::model::Zone;
    use crate::problem::Refused;

    /// What is said of a file that is not read: message and help.
    fn told(rule: &str, text: &str) -> (String, String) {
        let profile = format!("[profile]\nname = \"x\"\nkind = \"interactions\"\n{rule}");
        let profile = Some(parse("p.toml", &profile).unwrap());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("calls.csv");
        std::fs::write(&path, text).unwrap();
        let file = path.display().to_string();
        let error = super::super::open(&file, &Options::plain(profile, Zone::utc()), &[], &[]);
        let refused = error.err().unwrap().downcast::<Refused>().unwrap();
        let problem = refused.problems.shown()[0].clone();
        (problem.message, problem.help.unwrap())
    }

    #[test]
    fn names_that_no_line_holds_are_told_with_the_nearest_line() {
        let text = "Report\nid;Queue;wait\n1;a;5\n";
        let (message, help) = told("[file]\nheader = { match = [\"ID\", \"Team\"] }\n", text);
        assert!(message.contains("`ID`, `Team`"), "{message}");
        assert!(help.contains("line 2 is nearest") && help.contains("without `Team`;"), "{help}");
        let rule = "[file]\nheader = { match_any = [[\"Id\", \"Team\"], [\"Cola\"]] }\n";
        assert!(told(rule, text).0.ends_with("`Id`, `Team`, or `Cola`"));
        let (message, help) = told("[file]\nheader = { row = 7 }\n", text);
        assert!(
            message.contains("line 7") && help.contains("line 3 is nearest"),
            "{message} {help}"
        );
    }

    #[test]
    fn a_long_header_is_counted_and_read_whole() {
        let header = |columns: usize| {
            let names = (1..columns).map(|nth| format!(",{nth}{}", "x".repeat(90)));
            format!("interaction_id{}\n1{}\n", names.collect::<String>(), ",".repeat(columns - 1))
        };
        assert!(told("", &header(10_000)).0.starts_with("10000 columns"));
        let options = Options::plain(None, Zone::utc());
        let (found, _) = rows::read(&header(4_096), &options, &["interaction_id"]);
        assert_eq!(found.values().collect::<Vec<_>>(), ["1"]);
    }
}
