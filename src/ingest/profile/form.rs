//! The form of a file: its text, its header, its records.

use super::super::source::{SheetName, TextFormat};
use super::super::values::DecimalMark;
use super::Dedupe;
use crate::model::Zone;

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
