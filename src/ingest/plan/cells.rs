//! One column's cells: picked, cut to size, and read as what they are.

mod dates;
mod direct;
mod moments;
mod numbers;
mod sizes;
mod steps;
mod told;

use super::Header;
use crate::ingest::profile::{FieldMap, FileRules, Missing, Pick};
use crate::ingest::row::Row;
use crate::ingest::synonyms::{self, Ending};
use crate::ingest::values::{self, DecimalMark};
use crate::model::{Kind, Outcome, Zone};
use dates::Dates;
pub(super) use numbers::Numbers;
use sizes::Sizes;
use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// A cell's value, ready for its column.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value<'a> {
    /// Text; empty is unknown.
    Text(Cow<'a, str>),
    /// A duration, an instant or a number, in thousandths.
    Milli(Option<i64>),
    /// True, false or unknown.
    Flag(Option<bool>),
    /// An outcome.
    Outcome(Option<Outcome>),
}

impl Value<'_> {
    /// The same without a tie to its record.
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Text(text) => Value::Text(Cow::Owned(text.into_owned())),
            Self::Milli(value) => Value::Milli(value),
            Self::Flag(flag) => Value::Flag(flag),
            Self::Outcome(outcome) => Value::Outcome(outcome),
        }
    }

    /// Whether it is known.
    pub fn is_known(&self) -> bool {
        match self {
            Self::Text(text) => !text.is_empty(),
            Self::Milli(value) => value.is_some(),
            Self::Flag(flag) => flag.is_some(),
            Self::Outcome(outcome) => outcome.is_some(),
        }
    }

    /// The unknown value of a kind.
    pub fn unknown(kind: Kind) -> Self {
        match kind {
            Kind::Text => Self::Text(Cow::Borrowed("")),
            Kind::Duration | Kind::Time | Kind::Number => Self::Milli(None),
            Kind::Flag => Self::Flag(None),
            Kind::Outcome => Self::Outcome(None),
        }
    }
}

/// Why a cell could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Index of the cell; `None` when the whole record is meant.
    pub cell: Option<usize>,
    /// Problem code.
    pub code: &'static str,
    /// What was expected and found.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// Reads one column.
#[derive(Debug, Clone)]
pub(super) struct Reader {
    pub(super) map: FieldMap,
    cells: Vec<usize>,
    label: String,
    file: String,
    nulls: Vec<String>,
    mark: DecimalMark,
    /// Whether the profile says how decimals are written.
    mark_is_said: bool,
    thousands: Option<char>,
    zone: Zone,
    /// Times that the clocks showed twice; a sum, so that threads do not change it.
    twice: Arc<AtomicU64>,
    /// Whether times without an offset were read, and whether times with one were.
    written: Arc<[AtomicBool; 2]>,
    /// Whether durations whose unit nobody states were plain numbers, and whether they had colons.
    spelled: Arc<[AtomicBool; 2]>,
    /// Shares with more digits than are kept.
    rounded: Arc<AtomicU64>,
    /// Dates that could not be read as they are written.
    dates: Arc<Dates>,
    /// How long durations are.
    sizes: Arc<Sizes>,
}

/// A picked text and the cell it came from.
type Picked<'a> = Option<(Cow<'a, str>, Option<usize>)>;

impl Reader {
    pub(super) fn new(
        header: &Header,
        cells: Vec<usize>,
        map: &FieldMap,
        (rules, zone): (Option<&FileRules>, &Zone),
    ) -> Self {
        let label = cells.first().map_or(String::new(), |index| header.names[*index].clone());
        let nulls = map.nulls.clone().or_else(|| rules.map(|rules| rules.nulls.clone()));
        let said = rules.and_then(|rules| rules.decimal);
        let (mark, mark_is_said) = (said.unwrap_or(DecimalMark::Point), said.is_some());
        let (nulls, file) = (nulls.unwrap_or_default(), header.file.clone());
        let thousands = rules.and_then(|rules| rules.thousands);
        let (map, zone, twice, written) =
            (map.clone(), zone.clone(), Arc::default(), Arc::default());
        let (spelled, rounded, dates, sizes) =
            (Arc::default(), Arc::default(), Arc::default(), Arc::default());
        Self {
            map,
            cells,
            label,
            file,
            nulls,
            mark,
            mark_is_said,
            thousands,
            zone,
            twice,
            written,
            spelled,
            rounded,
            dates,
            sizes,
        }
    }

    /// How many times were read that the clocks showed twice.
    pub(super) fn shown_twice(&self) -> u64 {
        self.twice.load(Ordering::Relaxed)
    }

    /// Indices of the columns it looks at.
    pub(super) fn columns(&self) -> &[usize] {
        &self.cells
    }

    pub(super) fn value<'a>(&self, kind: Kind, row: &Row<'a>) -> Result<Value<'a>, Fault> {
        match &self.map.pick {
            Pick::Expr(expr) => return self.expr(expr, row).map(Value::Milli),
            Pick::DateTime { date, time } => {
                return self.date_time(&date.1, time.1, row).map(Value::Milli);
            }
            _ => {}
        }
        let picked = self.pick(row);
        let default = || self.map.default.clone().map(|text| (Cow::Owned(text), None));
        let Some((text, cell)) = picked.or_else(default) else { return Ok(Value::unknown(kind)) };
        let Some(text) = self.step(text, cell)? else { return Ok(Value::unknown(kind)) };
        let text = self.translated(text, cell)?;
        if text.is_empty() {
            return Ok(Value::unknown(kind));
        }
        self.typed(kind, text, cell)
    }

    fn typed<'a>(
        &self,
        kind: Kind,
        text: Cow<'a, str>,
        cell: Option<usize>,
    ) -> Result<Value<'a>, Fault> {
        Ok(match kind {
            Kind::Text => Value::Text(text),
            Kind::Duration => Value::Milli(Some(self.duration(&text, cell)?)),
            Kind::Time => Value::Milli(Some(self.time(&text, cell)?)),
            Kind::Number => Value::Milli(Some(self.number(&text, cell)?)),
            Kind::Flag => {
                let flag = values::flag(&text);
                let fault = || self.fault(cell, "bad-flag", ["yes or no", &text]);
                Value::Flag(Some(flag.ok_or_else(fault)?))
            }
            Kind::Outcome => Value::Outcome(Some(self.outcome(&text, cell)?)),
        })
    }

    fn pick<'a>(&self, row: &Row<'a>) -> Picked<'a> {
        let known = |index: &usize| {
            let text = row.cell(*index);
            (!self.is_null(&text)).then_some((text, Some(*index)))
        };
        match &self.map.pick {
            Pick::Const(text) => Some((Cow::Owned(text.clone()), None)),
            Pick::RowNumber => Some((Cow::Owned(format!("{}:{}", self.file, row.line)), None)),
            Pick::Join { separator, missing, .. } => {
                let parts: Vec<_> = self.cells.iter().map(known).collect();
                if *missing == Missing::Spread && parts.contains(&None) {
                    return None;
                }
                let texts: Vec<Cow<'a, str>> =
                    parts.into_iter().flatten().map(|(text, _)| text).collect();
                (!texts.is_empty())
                    .then(|| (Cow::Owned(texts.join(separator)), self.cells.first().copied()))
            }
            _ => self.cells.iter().find_map(known),
        }
    }

    /// Whether a text means unknown.
    pub(super) fn is_null(&self, text: &str) -> bool {
        text.is_empty() || self.nulls.iter().any(|null| null == text)
    }

    fn outcome(&self, text: &str, cell: Option<usize>) -> Result<Outcome, Fault> {
        synonyms::outcome(text).ok_or_else(|| {
            let names: Vec<&str> = Outcome::ALL.into_iter().map(Outcome::name).collect();
            let mut fault = self.fault(
                cell,
                "unknown-outcome",
                [&format!("one of {}", names.join(", ")), text],
            );
            fault.help = Some(
                "[[outcome]] rules in a profile tell what the export's own words mean".to_owned(),
            );
            fault
        })
    }

    fn named(&self) -> String {
        format!("column `{}`", self.label)
    }

    /// A fault of one cell: what was expected, what was found.
    fn fault(
        &self,
        cell: Option<usize>,
        code: &'static str,
        [expected, found]: [&str; 2],
    ) -> Fault {
        let found: String = found.chars().take(40).collect();
        let message = format!("{}: expected {expected}, found `{found}`", self.named());
        Fault { cell, code, message, help: usual_help(code).map(str::to_owned) }
    }
}

/// What to do about a cell when nothing more is known than what kind it should be.
fn usual_help(code: &str) -> Option<&'static str> {
    match code {
        "bad-flag" => Some("write true or false, or say in a profile what the export's words mean"),
        "bad-time" => Some("correct the cell, or say its format in a profile"),
        "bad-number" => Some("write plain digits, such as 4 or 4.5"),
        "out-of-range" => Some("correct the cell, or the limits in the profile"),
        _ => None,
    }
}

/// The outcome that a flag tells: abandoned or answered.
pub(super) fn abandoned<'a>(row: &Row<'a>, ending: Ending) -> Result<Value<'a>, Fault> {
    let text = row.cell(ending.column);
    if text.is_empty() {
        return Ok(Value::Outcome(None));
    }
    match values::flag(&text) {
        Some(true) => Ok(Value::Outcome(Some(ending.yes))),
        Some(false) => Ok(Value::Outcome(Some(ending.no))),
        None => {
            let found: String = text.chars().take(40).collect();
            let wanted = ending.yes.name();
            let message = format!("expected yes or no for an {wanted} call, found `{found}`");
            let help = usual_help("bad-flag").map(str::to_owned);
            Err(Fault { cell: Some(ending.column), code: "bad-flag", message, help })
        }
    }
}
