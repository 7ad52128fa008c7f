//! Columns that a profile names and a file lacks.

use super::sources::{Meant, meant};
use super::{Header, Pick};
use crate::ingest::profile::{FieldMap, Missing, Profile};
use crate::ingest::synonyms;
use crate::problem::{Place, Problem};

/// What of a map the header lacks: the first name of it that is not there; `None` when there is
/// enough to read the column by.
pub(super) fn lacking<'m>(header: &Header, map: &'m FieldMap) -> Option<&'m str> {
    let there = |column: &&str| synonyms::position(&header.names, column).is_some();
    let columns = map.pick.columns();
    let any_will_do = match &map.pick {
        Pick::Column(_) | Pick::First(_) => true,
        Pick::Join { missing, .. } => *missing == Missing::Skip,
        _ => false,
    };
    let enough = if any_will_do { columns.iter().any(&there) } else { columns.iter().all(&there) };
    if enough || columns.is_empty() {
        return None;
    }
    columns.into_iter().find(|column| !there(column))
}

/// One complaint for each column that the profile maps, that is neither optional nor has a default,
/// and that the file lacks; by its canonical name.
pub(super) fn all(header: &Header, profile: &Profile) -> Vec<(String, Problem)> {
    let needed = profile.map.iter().filter(|(_, map)| !map.optional && map.default.is_none());
    let lacking = needed.filter_map(|(name, map)| {
        let wanted = lacking(header, map)?;
        let message = format!("there is no column `{wanted}` for `{name}`");
        let place = Place::at(&header.file, header.line.max(1), 1);
        let help = match meant(wanted, &header.names) {
            Meant::Near(near) => format!(
                "did you mean `{near}`? Correct the profile, or add optional = true where exports may lack it"
            ),
            Meant::Any(names) => format!(
                "the columns are {names}; correct the profile, or add optional = true where exports may lack it"
            ),
        };
        Some((name.clone(), Problem::new("missing-column", place, message).help(help)))
    });
    lacking.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::plan::{Demand, Plan};
    use crate::ingest::profile::parse;
    use crate::model::{Field, Name, Zone};
    use crate::problem::Problems;

    /// What a plan of this map says of this header, when waits are wanted.
    fn planned(map: &str, header: &str) -> Result<Plan, Problems> {
        let text = format!("[profile]\nname = \"x\"\nkind = \"interactions\"\n[map]\n{map}\n");
        let profile = parse("p.toml", &text).unwrap();
        let names = header.split(',').map(str::to_owned).collect();
        let header = Header { file: "a.csv".to_owned(), names, line: 1 };
        let wants = [Name::Field(Field::Wait)];
        let demand = Demand { wants: &wants, needs: &[], zone: &Zone::utc() };
        Plan::new(header, Some(&profile), &demand)
    }

    #[test]
    fn a_column_that_the_profile_names_must_be_there() {
        let problems = planned("wait_s = { column = \"wait\" }", "id,waiting").unwrap_err();
        let shown = problems.shown();
        assert_eq!((shown.len(), shown[0].code), (1, "missing-column"));
        assert!(shown[0].help.as_deref().unwrap().contains("`waiting`"), "{:?}", shown[0]);
        // Whatever is asked for: the same file is fit or unfit for every command.
        assert!(planned("talk_s = { column = \"talk\" }", "id,wait").is_err());
        assert!(planned("wait_s = { expr = \"a - b\" }", "a,c").is_err());
        assert!(planned("queue = { columns = [\"a\", \"b\"] }", "a,c").is_err());
    }

    #[test]
    fn what_is_optional_may_be_absent_and_one_of_several_names_is_enough() {
        let plan = planned("wait_s = { column = \"wait\", optional = true }", "id,x").unwrap();
        assert_eq!((plan.warnings.count(), plan.warnings.errors()), (1, 0));
        for (map, header) in [
            ("wait_s = { first = [\"w\", \"wait\"] }", "id,wait"),
            ("wait_s = { column = \"w\", aliases = [\"wait\"] }", "id,wait"),
            ("queue = { columns = [\"a\", \"b\"], skip_missing = true }", "id,b"),
            ("queue = { const = \"all\" }", "id"),
        ] {
            assert!(planned(map, header).unwrap().warnings.is_empty(), "{map}");
        }
    }

    #[test]
    fn a_default_stands_in_for_a_column_that_is_absent() {
        let plan = planned("wait_s = { column = \"wait\", default = \"5\" }", "id,x").unwrap();
        assert!(plan.warnings.is_empty() && plan.index(&Name::Field(Field::Wait)).is_some());
    }
}
