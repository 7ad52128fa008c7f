//! A profile to paste, from what was found.

use super::clock::date_and_time;
use super::{Evidence, Form, Header, Inspection, Target, Why, endings};
use crate::ingest::dialect;
use crate::ingest::profile::{RecordKind, bundled};
use crate::ingest::records::Origin;
use crate::ingest::schema::{self, Holds};
use crate::model::{Field, Kind, Name};
use std::collections::BTreeSet;
use std::path::Path;

/// A profile in TOML: the bundled one of the export's system, else one that maps what can be mapped;
/// comments say what is left to decide.
pub fn snippet(found: &Inspection) -> String {
    if let Some(text) = found.bundled().and_then(bundled::text) {
        return text.to_owned();
    }
    let stem = Path::new(&found.file).file_stem().unwrap_or_default().to_string_lossy();
    let mut lines = vec!["[profile]".to_owned(), format!("name = {}", quoted(&stem))];
    let kind = found.profile.kind.name();
    lines.extend([format!("kind = \"{kind}\""), String::new(), "[file]".to_owned()]);
    lines.extend(file(found));
    lines.extend(["", "[map]"].map(str::to_owned));
    lines.extend(columns(found));
    lines.join("\n") + "\n"
}

/// The lines of `[map]`, then the rules of outcomes.
fn columns(found: &Inspection) -> Vec<String> {
    let (mut lines, mut outcome) = (Vec::new(), Vec::new());
    let (clock, looks) = (date_and_time(found), by_looks(found));
    for (index, column) in found.columns.iter().enumerate() {
        let (name, kind) = (quoted(&column.name), column.kind());
        match (found.target(index), &clock) {
            (_, Some(clock)) if clock.date == index => {
                lines.push(format!("start_time = {{ {} }}", clock.source));
            }
            (_, Some(clock)) if clock.time == index => {}
            (Some(Target { why: Why::Ending(ending), .. }), _) => {
                outcome = endings::of_flag(column, ending);
            }
            (Some(target), _) => match own_words(found, &target, column) {
                Some(rules) => outcome = rules,
                None => lines.extend(map(found, &target, column)),
            },
            (None, _) if column.name.is_empty() => {}
            (None, _) if looks == Some(index) => outcome = endings::guessed(column),
            (None, _) => lines.push(format!("# not mapped: {name} ({kind})")),
        }
    }
    if lines.iter().all(|line| line.starts_with('#')) && outcome.is_empty() {
        let first = found.columns.first().map(|column| quoted(&column.name)).unwrap_or_default();
        lines.insert(0, format!("# nothing is mapped yet: write lines such as interaction_id = {{ column = {first} }}"));
    }
    lines.extend(outcome);
    lines.extend(questions(found));
    lines
}

/// How to say which columns of evaluations are questions, where no column of answers is there.
fn questions(found: &Inspection) -> Vec<String> {
    let has_answers = || {
        let all = 0..found.columns.len();
        all.filter_map(|index| found.target(index)).any(|target| target.columns == ["answer"])
    };
    let mut free = (0..found.columns.len())
        .filter(|index| found.target(*index).is_none() && !found.columns[*index].name.is_empty());
    let (RecordKind::Evaluations, false, Some(first)) =
        (found.profile.kind, has_answers(), free.next())
    else {
        return Vec::new();
    };
    let name = quoted(&found.columns[first].name);
    vec![
        String::new(),
        "# questions: columns called as in the scorecard are read as they are; others like this:"
            .to_owned(),
        "# [unpivot]".to_owned(),
        format!("# columns = {{ {name} = \"id_of_the_question\" }}"),
    ]
}

/// The first column that nothing maps and whose words look like ends of contacts, where no other tells
/// the outcome.
pub(super) fn by_looks(found: &Inspection) -> Option<usize> {
    let outcome = Field::Outcome.name();
    let mut all = 0..found.columns.len();
    let tells =
        |index| found.target(index).is_some_and(|it| it.columns.iter().any(|it| it == outcome));
    if !found.profile.kind.makes_interactions() || all.clone().any(tells) {
        return None;
    }
    all.find(|index| {
        found.target(*index).is_none() && endings::speaks_of_ends(&found.columns[*index])
    })
}

/// Rules for a column of outcomes in the export's own words; `None` for any other column.
fn own_words(found: &Inspection, target: &Target, column: &Evidence) -> Option<Vec<String>> {
    let is_outcome =
        target.columns == [Field::Outcome.name()] && found.profile.kind.makes_interactions();
    is_outcome.then(|| endings::of_words(column)).flatten()
}

fn file(found: &Inspection) -> Vec<String> {
    let delimiter = match found.delimiter {
        b'\t' => "\\t".to_owned(),
        other => dialect::name(other),
    };
    let mut lines = vec![match (found.origin, &found.part) {
        (Origin::Sheet, Some(sheet)) => format!("sheet = {}", quoted(sheet)),
        (Origin::Json, _) => "format = \"jsonl\"".to_owned(),
        _ => format!("delimiter = \"{delimiter}\""),
    }];
    if found.encoding != "UTF-8" {
        lines.push(format!("encoding = {}", quoted(&found.encoding.to_lowercase())));
    }
    match found.header {
        Header::Known | Header::Profile => {}
        Header::Guessed => lines.push(format!("header = {{ row = {} }}", found.header_line)),
        Header::Absent => {
            let names = found.columns.iter().map(|column| quoted(&column.name));
            let names = names.collect::<Vec<_>>().join(", ");
            lines.push("header = false".to_owned());
            lines.push(format!("columns = [{names}]  # what each is called is left to say"));
        }
    }
    let grouped = (0..found.columns.len()).any(|index| is_grouped(found, index));
    if grouped || found.columns.iter().any(Evidence::has_comma) {
        lines.push("decimal = \",\"".to_owned());
    }
    if grouped {
        lines.push("thousands = \".\"".to_owned());
    }
    let nulls = nulls(found);
    if !nulls.is_empty() {
        let nulls: Vec<String> = nulls.into_iter().map(quoted).collect();
        lines.push(format!("null = [\"\", {}]", nulls.join(", ")));
    }
    lines.push("# timezone = \"America/Bogota\"  # the zone of times without an offset".to_owned());
    lines
}

/// Whether a column counts contacts and has numbers that are whole only with a mark between thousands.
fn is_grouped(found: &Inspection, index: usize) -> bool {
    let kind = found.profile.kind;
    let counts =
        |name: &String| schema::known(kind, name).is_some_and(|it| it.holds == Holds::Count);
    let target = found.target(index).is_some_and(|target| target.columns.iter().any(counts));
    target && found.columns[index].has_groups()
}

/// Texts that mean unknown wherever they stand. In a column of answers they are answers, such as N/A.
fn nulls(found: &Inspection) -> BTreeSet<&str> {
    let is_evaluations = found.profile.kind == RecordKind::Evaluations;
    let is_answer = |index: usize| match found.target(index) {
        Some(target) => target.columns == ["answer"],
        None => true,
    };
    let texts = |answers: bool| -> BTreeSet<&str> {
        let columns = found.columns.iter().enumerate();
        let of = columns.filter(|(index, _)| (is_evaluations && is_answer(*index)) == answers);
        of.flat_map(|(_, column)| column.nulls.keys().map(String::as_str)).collect()
    };
    texts(false).difference(&texts(true)).copied().collect()
}

/// A line of `[map]`, behind a comment where something is left to decide.
fn map(found: &Inspection, target: &Target, column: &Evidence) -> Vec<String> {
    let Some(name) = target.columns.first() else { return Vec::new() };
    let kind = schema::kind_of(found.profile.kind, &Name::of(name));
    let mut parts = vec![format!("column = {}", quoted(&column.name))];
    let mut lines = Vec::new();
    match (kind, column.form()) {
        (_, None) if column.filled == 0 => {}
        (Kind::Time, None) if both(column).is_some() => {
            let formats = both(column).unwrap_or_default();
            parts.push(format!("format = [{}]", formats.join(", ")));
        }
        (Kind::Time, Some(Form::Time(format))) => {
            if let Some((Form::Time(one), Form::Time(other))) = column.unclear() {
                lines.push(format!("# {name}: day and month could change places; keep one format"));
                parts.push(format!("format = [{}, {}]", quoted(one), quoted(other)));
            } else if format != "iso8601" {
                parts.push(format!("format = {}", quoted(format)));
            }
        }
        (Kind::Duration, Some(Form::Duration(unit))) => {
            parts.push(format!("unit = {}", quoted(unit)));
        }
        (Kind::Duration, Some(_)) if column.is_part_of_day() => {
            lines.push(format!(
                "# {name}: so small, these look like parts of a day; or say unit = \"s\""
            ));
            parts.push("unit = \"day_fraction\"".to_owned());
        }
        (Kind::Duration, Some(Form::Integer | Form::Decimal | Form::DecimalComma)) => {
            parts.push("unit = \"s\"".to_owned());
        }
        (Kind::Time, Some(_)) if column.counted().is_some() => {
            let format = column.counted().unwrap_or_default();
            lines.push(format!(
                "# {name}: numbers of the size of {format}; check whether they are that"
            ));
            parts.push(format!("format = {}", quoted(format)));
        }
        (Kind::Number, Some(Form::Percent)) if found.profile.kind.makes_interactions() => {
            parts.push("type = \"percent\"".to_owned());
        }
        (Kind::Duration | Kind::Time, form) => {
            let kind = form.map_or("text", Form::kind);
            lines.push(format!("# {name}: the cells read as {kind}; say their unit or format"));
        }
        _ => {}
    }
    lines.push(format!("{name} = {{ {} }}", parts.join(", ")));
    lines
}

/// The formats of a column whose times are written in two ways; `None` when they are not.
fn both(column: &Evidence) -> Option<Vec<String>> {
    let mixed = column.mixed()?;
    let (Form::Time(usual), (Form::Time(other), _)) = (mixed.form, mixed.other?) else {
        return None;
    };
    Some(vec![quoted(usual), quoted(other)])
}

/// A text as a TOML string.
pub fn quoted(text: &str) -> String {
    let escaped = |c: char| match c {
        '"' | '\\' => format!("\\{c}"),
        c if c.is_control() => format!("\\u{:04X}", u32::from(c)),
        c => c.to_string(),
    };
    format!("\"{}\"", text.chars().map(escaped).collect::<String>())
}
