//! Rules over the cells of a record: which records take part, and how a contact ended.

use super::cells::Numbers;
use super::sources::meant;
use super::{Fault, Header};
use crate::ingest::profile::{CellTest, Pick, Profile};
use crate::ingest::row::Row;
use crate::ingest::synonyms;
use crate::ingest::values::Decimal;
use crate::model::Outcome;
use crate::problem::{Place, Problem, Problems};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// What the selection says of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It takes part.
    Keep,
    /// It does not, for this column's sake.
    Drop(String),
    /// It shows that the whole export is incomplete.
    Incomplete(Fault),
}

/// A test and the cell it looks at; `None` where the export may lack the column, and does.
type Test = (Option<usize>, CellTest);

/// The rules of a profile, held against a header.
#[derive(Debug, Clone)]
pub struct Rules {
    require: Vec<(usize, String, Vec<String>)>,
    keep: Vec<(usize, String, Vec<String>)>,
    drop: Vec<(usize, String, Vec<String>)>,
    outcomes: Vec<(Vec<Test>, Outcome)>,
    nulls: Vec<String>,
    /// Texts that mean unknown in one column, where the profile maps it so.
    own_nulls: BTreeMap<usize, Vec<String>>,
    /// How numbers are written.
    numbers: Numbers,
    /// The columns of the file.
    names: Vec<String>,
}

impl Rules {
    /// Finds the columns of every rule; those that are not there are problems, unless the profile maps
    /// them and says that exports may lack them: their cells are unknown then.
    pub(super) fn new(header: &Header, profile: &Profile, problems: &mut Problems) -> Self {
        let mut missing = BTreeSet::new();
        let mut find = |column: &str| {
            let found = synonyms::position(&header.names, column);
            if found.is_none() && missing.insert(column.to_owned()) {
                let message =
                    format!("there is no column `{column}`, which a rule of the profile looks at");
                let place = Place::at(&header.file, header.line.max(1), 1);
                let problem = Problem::new("missing-column", place, message);
                problems.push(problem.help(meant(column, &header.names).help()));
            }
            found.unwrap_or(0)
        };
        let select = &profile.select;
        let require =
            select.require.iter().map(|(c, texts)| (find(c), c.clone(), texts.clone())).collect();
        let keep =
            select.keep.iter().map(|(c, texts)| (find(c), c.clone(), texts.clone())).collect();
        let drop =
            select.drop.iter().map(|(c, texts)| (find(c), c.clone(), texts.clone())).collect();
        let mut outcomes = Vec::new();
        let may_lack = |column: &str| {
            let mut maps = profile.map.values().filter(|map| map.optional);
            let is_it = |name: &str| synonyms::plain(name) == synonyms::plain(column);
            synonyms::position(&header.names, column).is_none()
                && maps.any(|map| map.pick.columns().into_iter().any(is_it))
        };
        for rule in &profile.outcomes {
            let tests = rule
                .when
                .iter()
                .map(|(column, test)| ((!may_lack(column)).then(|| find(column)), test.clone()));
            outcomes.push((tests.collect(), rule.is));
        }
        let mut own_nulls = BTreeMap::new();
        for map in profile.map.values() {
            let (Some(nulls), Pick::Column(columns)) = (&map.nulls, &map.pick) else { continue };
            let found = columns.iter().find_map(|c| synonyms::position(&header.names, c));
            own_nulls.extend(found.map(|index| (index, nulls.clone())));
        }
        let (nulls, numbers) = (profile.file.nulls.clone(), Numbers::of(Some(&profile.file)));
        let names = header.names.clone();
        Self { require, keep, drop, outcomes, nulls, own_nulls, numbers, names }
    }

    /// Whether every record takes part.
    pub(super) fn select_all(&self) -> bool {
        self.require.is_empty() && self.keep.is_empty() && self.drop.is_empty()
    }

    /// Whether the profile has outcome rules.
    pub fn has_outcomes(&self) -> bool {
        !self.outcomes.is_empty()
    }

    /// Indices of the columns they look at.
    pub(super) fn columns(&self) -> Vec<usize> {
        let select = self.require.iter().map(|(index, _, _)| *index);
        let lists = self.keep.iter().chain(&self.drop).map(|(index, _, _)| *index);
        let tests =
            self.outcomes.iter().flat_map(|(tests, _)| tests).filter_map(|(index, _)| *index);
        select.chain(lists).chain(tests).collect()
    }

    /// Whether a record takes part.
    pub fn select(&self, row: &Row<'_>) -> Verdict {
        for (index, column, texts) in &self.require {
            let found = row.cell(*index);
            if !texts.iter().any(|text| found == text.as_str()) {
                let wanted = texts.join("` or `");
                let message = format!(
                    "column `{column}`: expected `{wanted}` in every record, found `{found}`"
                );
                let help = "the export is incomplete; export it again".to_owned();
                return Verdict::Incomplete(Fault {
                    cell: Some(*index),
                    code: "incomplete-export",
                    message,
                    help: Some(help),
                });
            }
        }
        let holds = |index: usize, texts: &[String]| {
            texts.iter().any(|text| row.cell(index) == text.as_str())
        };
        if let Some((_, column, _)) =
            self.keep.iter().find(|(index, _, texts)| !holds(*index, texts))
        {
            return Verdict::Drop(column.clone());
        }
        let dropped = self.drop.iter().find(|(index, _, texts)| holds(*index, texts));
        dropped.map_or(Verdict::Keep, |(_, column, _)| Verdict::Drop(column.clone()))
    }

    /// How the contact ended, by the first rule whose tests all hold.
    ///
    /// # Errors
    ///
    /// `no-outcome` when none does, `bad-number` when a text would have to be a number to tell.
    pub(super) fn outcome(&self, row: &Row<'_>) -> Result<Outcome, Fault> {
        for (tests, outcome) in &self.outcomes {
            if self.all(row, tests)? {
                return Ok(*outcome);
            }
        }
        Err(Fault {
            cell: None,
            code: "no-outcome",
            message: "no outcome rule of the profile fits this record".to_owned(),
            help: Some("add a rule for it, or a last one with default = true".to_owned()),
        })
    }

    /// Whether all tests hold; a fault counts only where the others do.
    fn all(&self, row: &Row<'_>, tests: &[Test]) -> Result<bool, Fault> {
        let mut fault = None;
        for (index, test) in tests {
            match self.test(row, *index, test) {
                Ok(true) => {}
                Ok(false) => return Ok(false),
                Err(found) => fault = fault.or(Some(found)),
            }
        }
        fault.map_or(Ok(true), Err)
    }

    fn test(&self, row: &Row<'_>, index: Option<usize>, test: &CellTest) -> Result<bool, Fault> {
        let text = index.map(|index| row.cell(index)).unwrap_or_default();
        let own = index.and_then(|index| self.own_nulls.get(&index));
        let nulls = own.unwrap_or(&self.nulls);
        let unknown = text.is_empty() || nulls.iter().any(|null| *null == text);
        let compared = |limit: &Decimal, holds: fn(Ordering) -> bool| {
            if unknown {
                return Ok(false);
            }
            let number = self.numbers.read(&text).ok_or_else(|| self.no_number(index, &text))?;
            Ok(holds(number.compare(*limit)))
        };
        match test {
            CellTest::OneOf(texts) => Ok(texts.iter().any(|other| *other == text)),
            CellTest::Present => Ok(!unknown),
            CellTest::Absent => Ok(unknown),
            CellTest::Greater(limit) => compared(limit, Ordering::is_gt),
            CellTest::AtLeast(limit) => compared(limit, Ordering::is_ge),
            CellTest::Less(limit) => compared(limit, Ordering::is_lt),
            CellTest::AtMost(limit) => compared(limit, Ordering::is_le),
        }
    }

    fn no_number(&self, cell: Option<usize>, text: &str) -> Fault {
        let name = cell.map_or("", |index| self.names[index].as_str());
        let found: String = text.chars().take(40).collect();
        let message = format!("column `{name}`: expected a number to compare, found `{found}`");
        let help = "correct the cell, or list the text under `null` where it means unknown";
        Fault { cell, code: "bad-number", message, help: Some(help.to_owned()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::engine::{Options, rows};
    use crate::ingest::plan::{Demand, Plan};
    use crate::ingest::profile::parse;
    use crate::model::{Field, Name, Zone};

    const RULES: &str = "[[outcome]]\nwhen = { message = { present = true } }\nis = \"voicemail\"\n\
                         [[outcome]]\nwhen = { message = { gt = 5 } }\nis = \"answered\"\n\
                         [[outcome]]\ndefault = true\nis = \"other\"\n";

    fn profile(message: &str) -> Profile {
        let text = format!(
            "[profile]\nname = \"x\"\nkind = \"interactions\"\n[map]\ninteraction_id = {{ column = \"id\" }}\n{message}\n{RULES}"
        );
        parse("p.toml", &text).unwrap()
    }

    #[test]
    fn a_rule_may_look_at_a_column_that_exports_may_lack() {
        let optional =
            profile("message = { column = \"Message\", null = [\"No\"], optional = true }");
        let read = |text: &str| {
            let options = Options::plain(Some(optional.clone()), Zone::utc());
            rows::read(text, &options, &["outcome"]).0.into_values().collect::<Vec<_>>()
        };
        assert_eq!(read("id,message\n1,yes\n2,No\n"), ["voicemail", "other"]);
        assert_eq!(read("id\n1\n"), ["other"]);
    }

    #[test]
    fn a_column_that_nothing_calls_optional_has_to_be_there() {
        let header = Header { file: "a.csv".to_owned(), names: vec!["id".to_owned()], line: 1 };
        let (wants, zone) = ([Name::Field(Field::Outcome)], Zone::utc());
        let demand = Demand { wants: &wants, needs: &[], zone: &zone };
        let problems = Plan::new(header, Some(&profile("")), &demand).unwrap_err();
        assert_eq!(problems.shown()[0].code, "missing-column");
    }
}
