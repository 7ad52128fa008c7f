//! What is known of a source before it is opened: what its profile says of its form.

use crate::ingest::profile::{Pick, Profile};
use crate::ingest::values::DecimalMark;

/// What a profile, or the user, says of a source.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// WHATWG label; `None` lets the bytes decide.
    pub encoding: Option<String>,
    /// What the text is; `None` lets its first byte decide.
    pub format: Option<TextFormat>,
    /// The sheet of a workbook; `None` when it has one.
    pub sheet: Option<SheetName>,
    /// Paths that objects of JSON may have; of each list the first that the file has.
    pub paths: Vec<Vec<String>>,
    /// How the profile writes decimals, for cells of workbooks.
    pub decimal: Option<DecimalMark>,
}

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFormat {
    /// Fields between delimiters.
    Csv,
    /// Objects, one a line or in an array.
    Json,
}

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SheetName {
    /// By its name.
    Named(String),
    /// By its place, counted from 1.
    Numbered(usize),
}

impl SheetName {
    /// A number, else a name.
    pub fn parse(text: &str) -> Self {
        text.parse().map_or_else(|_| Self::Named(text.to_owned()), Self::Numbered)
    }
}

impl Asked {
    /// What a profile says; nothing without one.
    pub fn of(profile: Option<&Profile>) -> Self {
        let Some(profile) = profile else { return Self::default() };
        let rules = &profile.file;
        let mut paths: Vec<Vec<String>> = Vec::new();
        for field in profile.map.values() {
            match &field.pick {
                Pick::Column(names) => paths.push(names.clone()),
                other => paths.extend(other.columns().iter().map(|name| vec![(*name).to_owned()])),
            }
        }
        for name in profile.columns() {
            if !paths.iter().flatten().any(|other| other == name) {
                paths.push(vec![name.to_owned()]);
            }
        }
        Self {
            encoding: rules.encoding.clone(),
            format: rules.format,
            sheet: rules.sheet.clone(),
            paths,
            decimal: rules.decimal,
        }
    }

    /// The text as it stands, whatever its first byte says.
    pub fn text() -> Self {
        Self { format: Some(TextFormat::Csv), ..Self::default() }
    }

    /// The same with the sheet that the user names.
    #[must_use]
    pub fn sheet(self, sheet: Option<SheetName>) -> Self {
        Self { sheet: sheet.or(self.sheet.clone()), ..self }
    }
}
