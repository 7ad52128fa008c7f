//! What is known of a source before it is opened: what its profile says of its form.

use crate::ingest::profile::{Missing, Pick, Profile};
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
    /// Columns that the profile maps and that objects of JSON must not lack, all of them.
    pub needed: Vec<Needed>,
    /// How the profile writes decimals, for cells of workbooks.
    pub decimal: Option<DecimalMark>,
}

/// A column that a profile maps.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Needed {
    /// Its canonical name.
    pub column: String,
    /// The paths it may come from.
    pub paths: Vec<String>,
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

/// The columns that a profile neither calls optional nor has a default for.
fn needed(profile: &Profile) -> Vec<Needed> {
    let mut needed = Vec::new();
    for (column, map) in &profile.map {
        if map.optional || map.default.is_some() {
            continue;
        }
        let names: Vec<String> = map.pick.columns().into_iter().map(str::to_owned).collect();
        let any = matches!(&map.pick, Pick::Column(_) | Pick::First(_));
        let any = any || matches!(&map.pick, Pick::Join { missing: Missing::Skip, .. });
        let lists =
            if any { vec![names] } else { names.into_iter().map(|name| vec![name]).collect() };
        let lists = lists.into_iter().filter(|paths| !paths.is_empty());
        needed.extend(lists.map(|paths| Needed { column: column.clone(), paths }));
    }
    needed
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
            needed: needed(profile),
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
