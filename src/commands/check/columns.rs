//! What the header of call records lacks, and names in it that are nearly ones we know.

use crate::ingest::engine::Intake;
use crate::ingest::synonyms;
use crate::model::{Field, Name};
use crate::problem::{Place, Problem, nearest};

/// Columns of which one must tell when a contact was.
const WHEN: [Field; 4] =
    [Field::StartTime, Field::OfferedTime, Field::AnsweredTime, Field::EndTime];

/// Errors for columns without which most commands refuse the file, warnings for the outcome and for
/// names that are nearly known; the latter only where no profile says which column is which.
pub(super) fn problems(intake: &Intake, is_mapped: bool) -> Vec<Problem> {
    let lacks = |field: Field| intake.absent.contains(&Name::Field(field));
    let mut found = Vec::new();
    if lacks(Field::InteractionId) {
        let message = "there is no column `interaction_id`, nor a known name for it";
        found.push(missing(intake, Field::InteractionId, message));
    }
    if WHEN.into_iter().all(lacks) {
        let message = "there is no column `start_time`, nor a known name for it";
        found.push(missing(intake, Field::StartTime, message));
    }
    if lacks(Field::Outcome) {
        let message = "no column tells the outcome, so contacts that nobody answered count as any other and can be drawn";
        let help = "map one with [[outcome]] rules in a profile; `qa inspect` shows the columns";
        let problem = Problem::new("missing-column", place(intake), message);
        found.push(problem.help(help).warning());
    }
    if !is_mapped {
        found.extend(intake.unused.iter().filter_map(|name| nearly(intake, name)));
    }
    found
}

/// Columns that nobody knows, in a sentence; `None` when there are none, or a profile is in force.
pub(super) fn unknown(intake: &Intake, is_mapped: bool) -> Option<String> {
    let others = intake.unused.iter().filter(|name| nearly(intake, name).is_none());
    let names: Vec<String> = others.map(|name| format!("`{name}`")).collect();
    (!is_mapped && !names.is_empty()).then(|| {
        let (path, names) = (&intake.path, names.join(", "));
        format!("{path}: columns that qa does not know: {names}; --where and --by can use them")
    })
}

fn missing(intake: &Intake, field: Field, message: &str) -> Problem {
    let near = synonyms::names(field)
        .find_map(|name| nearest(name, intake.unused.iter().map(String::as_str)));
    let help = match near {
        Some(near) => format!("did you mean `{near}`? A profile can map it"),
        None => format!("the columns are {}; a profile can map them", intake.columns.join(", ")),
    };
    Problem::new("missing-column", place(intake), message).help(help)
}

/// A column whose name is nearly a known one that the file lacks.
fn nearly(intake: &Intake, name: &str) -> Option<Problem> {
    let absent = Field::all().filter(|field| intake.absent.contains(&Name::Field(*field)));
    let (near, field) = synonyms::nearly(name, absent)?;
    let message = format!("no column is called `{name}`");
    let meant = if field.name() == near {
        format!("did you mean `{near}`?")
    } else {
        format!("did you mean `{near}`, which is read as `{}`?", field.name())
    };
    let help = format!("{meant} Rename it, or map it in a profile");
    Some(Problem::new("unknown-column", place(intake), message).help(help).warning())
}

fn place(intake: &Intake) -> Place {
    Place::at(&intake.path, intake.header_line.max(1), 1)
}
