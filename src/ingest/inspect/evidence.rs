//! What the cells of one column have shown so far.

use super::forms::{self, Form};
use crate::ingest::date_order::counted;
use crate::ingest::values::{Decimal, DecimalMark};
use std::collections::BTreeMap;

/// Values that are kept of a column; one with more has many.
const MOST_VALUES: usize = 20;
/// Texts by which exports say that they do not know.
const NULLS: [&str; 8] = ["NULL", "null", "N/A", "n/a", "NA", "None", "NONE", "-"];

/// A column of a file.
#[derive(Debug, Clone)]
pub struct Evidence {
    /// Its name.
    pub name: String,
    /// Cells with a value.
    pub filled: u64,
    /// Cells without text.
    pub empty: u64,
    /// Texts that seem to mean unknown.
    pub nulls: BTreeMap<String, u64>,
    /// Its values and how often each stands; `None` when there are more than twenty.
    pub values: Option<BTreeMap<String, u64>>,
    left: Vec<(Form, Option<Ends>)>,
    /// The forms of all cells up to the first that has none of them, each with its cells so far.
    usual: Vec<(Form, u64)>,
    /// The forms of the cells that have none of those, and the first such cell.
    odd: BTreeMap<Form, u64>,
    first_odd: Option<String>,
    texts: Option<(String, String)>,
    /// Most digits behind a point or a comma.
    decimals: usize,
}

/// What the cells of a column read as when they are not all of one form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mixed {
    /// The form that most have.
    pub form: Form,
    /// How many have it.
    pub cells: u64,
    /// The form that most of the others have, and how many; `None` when they have none.
    pub other: Option<(Form, u64)>,
    /// The first cell that does not have the form of most.
    pub first_odd: String,
}

/// The lowest and the highest cell, each with its place on the scale.
type Ends = ((i64, String), (i64, String));

impl Evidence {
    /// Nothing seen yet of that column.
    pub(super) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            filled: 0,
            empty: 0,
            nulls: BTreeMap::new(),
            values: Some(BTreeMap::new()),
            left: forms::all().into_iter().map(|form| (form, None)).collect(),
            usual: Vec::new(),
            odd: BTreeMap::new(),
            first_odd: None,
            texts: None,
            decimals: 0,
        }
    }

    /// Looks at one cell.
    pub(super) fn take(&mut self, cell: &str) {
        if cell.is_empty() {
            self.empty += 1;
            return;
        }
        if NULLS.contains(&cell) {
            *self.nulls.entry(cell.to_owned()).or_default() += 1;
            return;
        }
        self.filled += 1;
        if let Some(values) = &mut self.values {
            *values.entry(cell.to_owned()).or_default() += 1;
            if values.len() > MOST_VALUES {
                self.values = None;
            }
        }
        self.weigh(cell);
        let decimals = cell.rsplit_once(['.', ',']).map_or(0, |(_, part)| part.len());
        self.decimals = self.decimals.max(decimals);
        match &mut self.texts {
            None => self.texts = Some((cell.to_owned(), cell.to_owned())),
            Some((low, high)) => {
                if cell < low.as_str() {
                    cell.clone_into(low);
                }
                if cell > high.as_str() {
                    cell.clone_into(high);
                }
            }
        }
    }

    /// Keeps the forms that all cells have; once none is left, counts those that most have.
    fn weigh(&mut self, cell: &str) {
        if self.left.is_empty() {
            return self.weigh_odd(cell);
        }
        let before: Vec<Form> = self.left.iter().map(|(form, _)| *form).collect();
        self.left.retain_mut(|(form, ends)| {
            let Some(at) = form.read(cell) else { return false };
            widen(ends, at, cell);
            true
        });
        if self.left.is_empty() && self.filled > 1 {
            self.usual = before.into_iter().map(|form| (form, self.filled - 1)).collect();
            self.weigh_odd(cell);
        }
    }

    fn weigh_odd(&mut self, cell: &str) {
        let mut is_usual = false;
        for (form, count) in &mut self.usual {
            let reads = form.read(cell).is_some();
            *count += u64::from(reads);
            is_usual |= reads;
        }
        if is_usual || self.usual.is_empty() {
            return;
        }
        for form in forms::all().into_iter().filter(|form| form.read(cell).is_some()) {
            *self.odd.entry(form).or_default() += 1;
        }
        self.first_odd.get_or_insert_with(|| cell.to_owned());
    }

    /// What most cells read as, where not all do; `None` when all have one form, or fewer than half.
    pub fn mixed(&self) -> Option<Mixed> {
        let usual = self.usual.iter().rev().max_by_key(|(_, count)| *count)?;
        let odd = self.odd.iter().rev().max_by_key(|(_, count)| **count);
        let most = (usual.1 * 2 >= self.filled && usual.1 >= 3).then_some(*usual)?;
        Some(Mixed {
            form: most.0,
            cells: most.1,
            other: odd.map(|(form, count)| (*form, *count)),
            first_odd: self.first_odd.clone().unwrap_or_default(),
        })
    }

    /// The form that every filled cell has, the narrowest first; `None` for text and without a cell.
    ///
    /// A number is taken for a flag only when it is written as a word.
    pub fn form(&self) -> Option<Form> {
        self.forms().first().copied()
    }

    /// Every form that all filled cells have, the narrowest first.
    pub fn forms(&self) -> Vec<Form> {
        if self.filled == 0 {
            return Vec::new();
        }
        self.left.iter().map(|(form, _)| *form).collect()
    }

    /// The other format of a timestamp whose day and month could change places in every cell.
    pub fn unclear(&self) -> Option<(Form, Form)> {
        let times: Vec<Form> =
            self.forms().into_iter().filter(|form| matches!(form, Form::Time(_))).collect();
        match times[..] {
            [first, second, ..] => Some((first, second)),
            _ => None,
        }
    }

    /// Whether its numbers are so small and so fine that they may be durations as sheets keep them,
    /// in parts of a day.
    pub fn is_part_of_day(&self) -> bool {
        let mark = match self.form() {
            Some(Form::Decimal) => DecimalMark::Point,
            Some(Form::DecimalComma) => DecimalMark::Comma,
            _ => return false,
        };
        let highest = self.ends().and_then(|(_, high)| Decimal::parse(high, mark)?.times(1_000));
        // No clock of a telephone system goes beyond milliseconds.
        self.decimals > 3 && highest.is_some_and(|highest| highest < 1_000)
    }

    /// Whether some of its numbers have a point before three digits, as between thousands.
    pub fn has_groups(&self) -> bool {
        self.form() == Some(Form::Decimal) && self.decimals == 3
    }

    /// Whether its decimals stand behind a comma.
    pub fn has_comma(&self) -> bool {
        match self.form() {
            Some(Form::DecimalComma) => true,
            Some(Form::Percent) => {
                self.ends().is_some_and(|(low, high)| low.contains(',') || high.contains(','))
            }
            _ => false,
        }
    }

    /// The format of moments that are all written as numbers of one size; `None` for any other column.
    pub fn counted(&self) -> Option<&'static str> {
        let (low, high) = self.ends()?;
        let number = matches!(self.form()?, Form::Integer | Form::Decimal | Form::DecimalComma);
        let format = counted(low).filter(|_| number)?;
        (counted(high) == Some(format)).then_some(format)
    }

    /// What the column holds in a word: `empty`, `text`, or the kind of its form.
    pub fn kind(&self) -> &'static str {
        match self.form() {
            _ if self.filled == 0 => "empty",
            Some(form) => form.kind(),
            None => "text",
        }
    }

    /// The lowest and the highest cell: by value where it has a form, else by letters.
    pub fn ends(&self) -> Option<(&str, &str)> {
        match self.left.first() {
            Some((_, Some(((_, low), (_, high))))) => Some((low, high)),
            _ => self.texts.as_ref().map(|(low, high)| (low.as_str(), high.as_str())),
        }
    }
}

fn widen(ends: &mut Option<Ends>, at: i64, cell: &str) {
    let here = || (at, cell.to_owned());
    match ends {
        None => *ends = Some((here(), here())),
        Some((low, high)) => {
            if at < low.0 {
                *low = here();
            }
            if at > high.0 {
                *high = here();
            }
        }
    }
}
