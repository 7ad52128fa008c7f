//! A profile: how one system's export maps to the canonical columns. Typed; files are read by `lower`.

pub mod bundled;
mod joining;
mod lookup;
mod lower;
mod pattern;
mod sheets;
mod steps;
mod unpivot;

use super::source::{SheetName, TextFormat};
use super::times::TimeFormat;
use super::values::{Decimal, DecimalMark, DurationUnit};
use crate::model::{Outcome, Zone};
use std::collections::BTreeMap;

pub use joining::{
    AtEnd, Dedupe, EventRule, EventRules, GroupRules, KeepOf, Legs, Otherwise, SetFrom, TakeOf,
    Unknown,
};
pub use lookup::Lookup;
pub(crate) use lower::zone;
pub use lower::{open, parse};
pub use pattern::Pattern;
pub use steps::{NumberForm, Round, Take, TextStep};
pub use unpivot::{Questions, Unpivot};

/// Everything a profile says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    /// Its name; empty for the implied profile of a canonical file.
    pub name: String,
    /// The file it was read from; empty for an implied one.
    pub path: String,
    /// SHA-256 of its text, in hex; empty for an implied one.
    pub sha256: String,
    /// What tells a file that it is for.
    pub detect: Detect,
    /// What the records are.
    pub kind: RecordKind,
    /// The file's form.
    pub file: FileRules,
    /// Which records take part.
    pub select: SelectRules,
    /// Source of each column, by canonical name.
    pub map: BTreeMap<String, FieldMap>,
    /// Rules for the outcome, first match wins; empty when the outcome is a column.
    pub outcomes: Vec<OutcomeRule>,
    /// How legs become interactions; `None` when every record is one.
    pub group: Option<GroupRules>,
    /// How events become interactions; there when the records are events.
    pub events: Option<EventRules>,
    /// How answers stand in a file of evaluations; `None` lets its columns decide.
    pub layout: Option<Layout>,
    /// Which columns of a wide sheet are questions; `None` lets the scorecards decide.
    pub unpivot: Option<Unpivot>,
}

/// What tells a file that a profile is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Detect {
    /// Names that its header has, all of them.
    pub header_has: Vec<String>,
    /// Patterns of its name; one must fit.
    pub file_name: Vec<String>,
}

/// What the records of a file are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RecordKind {
    /// One record an interaction.
    #[default]
    Interactions,
    /// One record an event in the life of an interaction.
    Events,
    /// Evaluations, long or wide.
    Evaluations,
    /// One record a stretch of time, with what its contacts add up to.
    Intervals,
    /// One record a customer's response.
    Surveys,
    /// One record an agent, for as long as nothing about them changes.
    Roster,
}

impl RecordKind {
    /// Every kind and its name in profiles.
    pub const NAMES: [(&'static str, Self); 6] = [
        ("interactions", Self::Interactions),
        ("events", Self::Events),
        ("evaluations", Self::Evaluations),
        ("intervals", Self::Intervals),
        ("surveys", Self::Surveys),
        ("roster", Self::Roster),
    ];

    /// Its name in profiles.
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// Whether interactions are made of its records.
    pub fn makes_interactions(self) -> bool {
        matches!(self, Self::Interactions | Self::Events)
    }
}

/// How answers stand in a file of evaluations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Layout {
    /// One row an answer.
    Long,
    /// One row an evaluation, one column a question.
    Wide,
}

/// The form of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileRules {
    /// Whether the text is a table or JSON; `None` lets its first byte decide.
    pub format: Option<TextFormat>,
    /// The sheet of a workbook; `None` when it has one.
    pub sheet: Option<SheetName>,
    /// Share of records that may be set aside, in percent of those read; `None` leaves it to the user.
    pub max_rejects: Option<String>,
    /// WHATWG label; `None` lets the bytes decide.
    pub encoding: Option<String>,
    /// Between fields; `None` lets the file decide.
    pub delimiter: Option<u8>,
    /// Whether quotes are letters like any other.
    pub quotes: Quotes,
    /// How decimals are written.
    pub decimal: Option<DecimalMark>,
    /// Where the header stands.
    pub header: HeaderRule,
    /// What becomes of records with too few fields.
    pub ragged: Ragged,
    /// Between groups of three digits; `None` when nothing stands there.
    pub thousands: Option<char>,
    /// Texts of a first cell that tell a footer; such records do not take part.
    pub footer: Vec<String>,
    /// What becomes of records that repeat the header.
    pub repeat: RepeatedHeader,
    /// Which of the records that are sent again counts; `None` when none is.
    pub dedupe: Option<Dedupe>,
    /// Texts that mean unknown, beside the empty one.
    pub nulls: Vec<String>,
    /// Zone of times without an offset.
    pub zone: Option<Zone>,
}

/// What quotes mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Quotes {
    /// They enclose fields.
    #[default]
    Enclose,
    /// They are letters.
    Literal,
}

/// Where the header stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum HeaderRule {
    /// Found by the names it holds, within the first twenty records.
    #[default]
    Found,
    /// On this physical line.
    Line(u64),
    /// The first record, within the first sixty, that holds every name of one of these lists.
    Names(Vec<Vec<String>>),
    /// There is none; these are the columns.
    Columns(Vec<String>),
}

/// What becomes of records that repeat the header, as in exports pasted together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RepeatedHeader {
    /// They are left out and counted.
    #[default]
    Skip,
    /// They are records like any other.
    Keep,
}

/// What becomes of records with too few fields.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ragged {
    /// They are set aside.
    #[default]
    Reject,
    /// The missing fields are unknown.
    Pad,
}

/// Which records take part, by cells of the export.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SelectRules {
    /// Column and text that every record must have, else the export itself is incomplete.
    pub require: BTreeMap<String, String>,
    /// Only records with one of these texts take part.
    pub keep: BTreeMap<String, Vec<String>>,
    /// Records with one of these texts do not take part.
    pub drop: BTreeMap<String, Vec<String>>,
}

/// Where one column comes from and how its cells are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldMap {
    /// The cell or cells.
    pub pick: Pick,
    /// Texts that mean unknown in this column; `None` leaves the file's.
    pub nulls: Option<Vec<String>>,
    /// Text of unknown cells.
    pub default: Option<String>,
    /// Steps that the text goes through, in order.
    pub steps: Vec<TextStep>,
    /// The text as it goes in, and the one it stands for; others are faults. `None` passes all.
    pub values: Option<BTreeMap<String, String>>,
    /// Formats of timestamps, tried in order; empty means ISO 8601.
    pub formats: Vec<TimeFormat>,
    /// Century of two-digit years, such as 1900.
    pub century: Option<i32>,
    /// Whether a cell that two formats read differently takes the first.
    pub ambiguous: Ambiguous,
    /// Unit of durations.
    pub unit: Option<DurationUnit>,
    /// How numbers are written.
    pub number: NumberForm,
    /// What durations are rounded to.
    pub round: Round,
    /// Lowest number that is believed.
    pub min: Option<Decimal>,
    /// Highest number that is believed.
    pub max: Option<Decimal>,
    /// What a cell that cannot be read costs.
    pub bad: Bad,
}

/// What becomes of a timestamp that two formats read differently.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ambiguous {
    /// It is a fault.
    #[default]
    Error,
    /// The first format is believed.
    First,
}

/// What a cell that cannot be read costs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Bad {
    /// Its record.
    #[default]
    Reject,
    /// Itself: it is unknown, and a warning says so.
    Blank,
}

/// Which cells a value is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Pick {
    /// One column, under the first of these names that the header has.
    Column(Vec<String>),
    /// Several columns with a text between; unknown when one is unknown, unless those are skipped.
    Join {
        /// Columns.
        columns: Vec<String>,
        /// Text between.
        separator: String,
        /// What unknown cells do.
        missing: Missing,
    },
    /// The first of these columns that is known in a record.
    First(Vec<String>),
    /// The same text in every record.
    Const(String),
    /// Difference or sum of two columns of times of day, timestamps or durations.
    Expr(Expr),
    /// A date in one column and a time of day in another.
    DateTime {
        /// Date column and format.
        date: (String, TimeFormat),
        /// Time column and unit.
        time: (String, DurationUnit),
    },
    /// File name and physical line.
    RowNumber,
}

impl Default for Pick {
    fn default() -> Self {
        Self::Column(Vec::new())
    }
}

/// What unknown cells of a joined value do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Missing {
    /// They make the whole unknown.
    #[default]
    Spread,
    /// They are left out.
    Skip,
}

/// `left - right` or `left + right`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expr {
    /// First column.
    pub left: String,
    /// Whether the second is taken away or added.
    pub sign: Sign,
    /// Second column.
    pub right: String,
    /// Whether a difference below −12 h has passed midnight.
    pub wrap: Wrap,
}

/// The operation of an [`Expr`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// `-`
    Minus,
    /// `+`
    Plus,
}

/// Whether times of day may pass midnight.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Wrap {
    /// They may not.
    #[default]
    Never,
    /// A difference below −12 h gets 24 h.
    Midnight,
}

/// One outcome rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeRule {
    /// Tests on cells of the export; all must hold. None holds always.
    pub when: Vec<(String, CellTest)>,
    /// The outcome then.
    pub is: Outcome,
}

/// A test on one cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellTest {
    /// It is one of these texts.
    OneOf(Vec<String>),
    /// It is known.
    Present,
    /// It is unknown.
    Absent,
    /// It is a number above.
    Greater(Decimal),
    /// It is a number not below.
    AtLeast(Decimal),
    /// It is a number below.
    Less(Decimal),
    /// It is a number not above.
    AtMost(Decimal),
}

impl Profile {
    /// A profile that says no more than what the records are; columns are recognised by name.
    pub fn implied(kind: RecordKind) -> Self {
        Self { kind, ..Self::default() }
    }

    /// The tables that its columns are looked up in.
    pub fn lookups(&self) -> impl Iterator<Item = &Lookup> {
        self.map.values().flat_map(|field| &field.steps).filter_map(|step| match step {
            TextStep::Lookup(lookup) => Some(lookup),
            _ => None,
        })
    }

    /// Every column of the export that the profile names.
    pub fn columns(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for field in self.map.values() {
            names.extend(field.pick.columns());
        }
        for rule in &self.outcomes {
            names.extend(rule.when.iter().map(|(column, _)| column.as_str()));
        }
        let select = &self.select;
        names.extend(select.require.keys().map(String::as_str));
        names.extend(select.keep.keys().chain(select.drop.keys()).map(String::as_str));
        names.extend(self.events.iter().flat_map(EventRules::columns));
        if let Some(dedupe) = &self.file.dedupe {
            names.extend(dedupe.key.iter().map(String::as_str));
            names.extend(dedupe.max_column());
        }
        names.sort_unstable();
        names.dedup();
        names
    }
}

impl Pick {
    /// The columns it looks at.
    pub fn columns(&self) -> Vec<&str> {
        match self {
            Self::Column(names) | Self::First(names) | Self::Join { columns: names, .. } => {
                names.iter().map(String::as_str).collect()
            }
            Self::Expr(expr) => vec![&expr.left, &expr.right],
            Self::DateTime { date, time } => vec![&date.0, &time.0],
            Self::Const(_) | Self::RowNumber => Vec::new(),
        }
    }
}
