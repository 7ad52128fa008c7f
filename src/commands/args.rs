//! Arguments that several commands share.

use crate::problem::{Blame, Place, Problem, Refused};
use crate::render;
use anyhow::Result;
use std::path::PathBuf;

/// Where call records come from.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Input")]
pub struct InputArgs {
    /// Call records: paths, patterns, or `-` for standard input; without any, those of qa.toml
    #[arg(value_name = "FILE", help_heading = None)]
    pub files: Vec<String>,
    /// Profile (TOML) that maps the export's columns, or the name of a bundled one; without it,
    /// the export's header tells
    #[arg(long, value_name = "FILE|NAME")]
    pub profile: Option<PathBuf>,
    /// Sheet of a workbook that has several: its name, or its number from 1
    #[arg(long, value_name = "SHEET")]
    pub sheet: Option<String>,
    /// Zone of times without an offset, such as America/Bogota; without it, the profile's or UTC
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// Write the records that were set aside to this file
    #[arg(long, value_name = "FILE")]
    pub rejects: Option<PathBuf>,
    /// Records that may be set aside before the exit status is 3: a number or a percentage
    #[arg(long, value_name = "N|P%")]
    pub max_rejects: Option<String>,
    /// Write nothing if any record is set aside
    #[arg(long, conflicts_with = "max_rejects")]
    pub strict: bool,
}

/// Files that tell more of the contacts than their own export does.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Beside the records")]
pub struct BesideArgs {
    /// Roster: team, supervisor, site, language and role of each agent on the day of the contact;
    /// without any, that of qa.toml
    #[arg(long, value_name = "FILE")]
    pub roster: Vec<String>,
    /// Profile (TOML) of the roster
    #[arg(long, value_name = "FILE")]
    pub roster_profile: Option<PathBuf>,
    /// Survey responses by interaction: csat, nps, ces, resolved; without any, those of qa.toml
    #[arg(long, value_name = "FILE")]
    pub surveys: Vec<String>,
    /// Profile (TOML) of the survey responses
    #[arg(long, value_name = "FILE")]
    pub surveys_profile: Option<PathBuf>,
    /// Evaluations by interaction: quality, passes, critical errors; without any, those of qa.toml
    #[arg(long, value_name = "FILE")]
    pub evaluations: Vec<String>,
    /// Scorecards (TOML) of the evaluations; without any, those of qa.toml
    #[arg(long = "scorecard", value_name = "FILE")]
    pub scorecards: Vec<String>,
    /// Only evaluations made for these purposes; without any, all but
    /// calibration, self, ai and retest, and no targeted picks
    #[arg(long, value_name = "PURPOSE", value_delimiter = ',')]
    pub purpose: Vec<String>,
}

/// In which form and where to results go.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Output")]
pub struct OutputArgs {
    /// Format; without it, inferred from the name of --output, else a table
    #[arg(short, long, value_enum, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// Write to this file instead, all at once or not at all
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// The table to write, where a format holds only one
    #[arg(long, value_name = "NAME")]
    pub table: Option<String>,
    /// Guard of text cells that a spreadsheet would run as formulas (csv)
    #[arg(long, value_enum, value_name = "GUARD", default_value_t = Guard::Excel)]
    pub csv_guard: Guard,
}

/// A format of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For people.
    Table,
    /// One table, for programs and spreadsheets.
    Csv,
    /// Everything, for programs.
    Json,
    /// For people, as a document: headings and tables of Markdown.
    Md,
}

/// What happens to text cells that a spreadsheet would run as formulas.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Guard {
    /// They get an apostrophe in front.
    #[default]
    Excel,
    /// They stay as they are.
    None,
}

/// The stretch of time to look at.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Period")]
pub struct PeriodArgs {
    /// Year, quarter, month, ISO week, day, or days with both ends included:
    /// 2026, 2026-Q4, 2026-10, 2026-W43, 2026-10-05, 2026-10-01..2026-10-15
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
}

impl OutputArgs {
    /// The language in which a report is told: the one asked for where people read it, else English.
    ///
    /// # Errors
    ///
    /// As [`OutputArgs::resolved`].
    pub fn language<'l>(&self, asked: &'l str) -> Result<&'l str> {
        Ok(if self.resolved()?.is_for_people() { asked } else { "en" })
    }

    /// The format asked for, else the one that the name of the output tells, else a table.
    ///
    /// # Errors
    ///
    /// If the name of the output tells a format that is not written.
    pub fn resolved(&self) -> Result<render::Format> {
        let told = match (self.format, &self.output) {
            (Some(format), _) => format,
            (None, None) => Format::Table,
            (None, Some(path)) => match path.extension().and_then(|ending| ending.to_str()) {
                Some("csv") => Format::Csv,
                Some("json") => Format::Json,
                Some("md") => Format::Md,
                None | Some("txt") => Format::Table,
                Some(other) => {
                    let message = format!("no format goes with the ending `.{other}`");
                    let place = Place::file(path.display().to_string());
                    let problem = Problem::new("unknown-ending", place, message)
                        .help("use .csv, .json, .md or .txt, or say --format");
                    return Err(Refused::because(Blame::Request, problem).into());
                }
            },
        };
        Ok(match told {
            Format::Table => render::Format::Table,
            Format::Csv => render::Format::Csv,
            Format::Json => render::Format::Json,
            Format::Md => render::Format::Markdown,
        })
    }
}

impl From<Guard> for render::Guard {
    fn from(guard: Guard) -> Self {
        match guard {
            Guard::Excel => Self::Excel,
            Guard::None => Self::None,
        }
    }
}
