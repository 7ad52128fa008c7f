//! The legs of a file: the columns they must have, and those that their interactions get.

use super::Plan;
use crate::ingest::profile::{GroupRules, Profile, TakeOf};
use crate::ingest::synonyms;
use crate::model::{Field, Name};
use crate::problem::{Problem, nearest};

/// The columns that joining looks at, wanted or not.
pub(super) fn sources(rules: &GroupRules) -> Vec<Name> {
    let mut names = vec![Name::of(&rules.key), Field::Outcome.into()];
    names.extend(rules.order.as_ref().map(|name| Name::of(name)));
    names.extend(rules.take.values().filter_map(|take| match take {
        TakeOf::SumBeforeAnswer(of) => Some(Name::of(of)),
        _ => None,
    }));
    names
}

/// Whether joining makes a column that no leg has.
pub(super) fn makes(rules: &GroupRules, name: &Name) -> bool {
    let take = rules.take.get(name.as_str());
    *name == Name::Field(Field::InteractionId) || matches!(take, Some(TakeOf::SumBeforeAnswer(_)))
}

/// One complaint, at its place in the profile, for each column that the rules name and that neither
/// the profile nor the file has.
pub(super) fn unknown(plan: &Plan, rules: &GroupRules, profile: &Profile) -> Vec<Problem> {
    let header = &plan.header.names;
    let is_there = |name: &str, key: &str| {
        let found = || match key {
            // What nobody asks for is not planned.
            "take" => {
                Field::from_name(name).is_some() || synonyms::position(header, name).is_some()
            }
            _ => plan.index(&Name::of(name)).is_some(),
        };
        let mapped = profile.map.get(name);
        // What the profile needs of its own map is complained of elsewhere.
        mapped.is_some_and(|map| key != "key" || !map.optional) || found()
    };
    let unknown = rules.named.iter().filter(|(name, key, _)| !is_there(name, key));
    let problem = unknown.map(|(name, key, spot)| {
        let message = format!("there is no column `{name}`, which `{key}` of [group] looks at");
        let mapped = profile.map.keys().map(String::as_str);
        let names = mapped.chain(header.iter().map(String::as_str));
        let help = match nearest(name, names) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("map it: {name} = {{ column = \"…\" }} under [map]"),
        };
        spot.problem("missing-column", message).help(help)
    });
    problem.collect()
}

#[cfg(test)]
mod tests {
    use crate::ingest::plan::{Demand, Header, Plan};
    use crate::ingest::profile::parse;
    use crate::model::{Field, Name, Zone};

    /// The complaints of a plan of these rules: code, file, column of the place, help.
    fn told(group: &str, header: &str) -> Vec<(String, Option<u64>, String)> {
        let text = format!(
            "[profile]\nname = \"x\"\nkind = \"interactions\"\n[map]\nsegment_group = {{ column = \"id\" }}\n[group]\n{group}\n"
        );
        let profile = parse("p.toml", &text).unwrap();
        let names = header.split(',').map(str::to_owned).collect();
        let header = Header { file: "a.csv".to_owned(), names, line: 1 };
        let wants = [Name::Field(Field::Queue)];
        let demand = Demand { wants: &wants, needs: &[], zone: &Zone::utc() };
        let problems = Plan::new(header, Some(&profile), &demand).err().unwrap_or_default();
        let told = problems.shown().into_iter().cloned();
        told.map(|it| (it.place.file.to_string(), it.place.column, it.help.unwrap())).collect()
    }

    #[test]
    fn a_name_that_nobody_has_is_the_profiles_fault() {
        for (group, column, help) in [
            ("key = \"segment_grup\"", 7, "`segment_group`"),
            ("key = \"call_no\"", 7, "map it: call_no"),
            ("key = \"segment_group\"\norder = \"strat\"", 9, "`start`"),
            ("key = \"segment_group\"\ntake = { tolk_s = \"first\" }", 10, "map it: tolk_s"),
        ] {
            let told = told(group, "id,start");
            assert_eq!(told.len(), 1, "{group}: {told:?}");
            assert_eq!((told[0].0.as_str(), told[0].1), ("p.toml", Some(column)), "{group}");
            assert!(told[0].2.contains(help), "{group}: {told:?}");
        }
    }

    #[test]
    fn a_name_of_the_header_will_do() {
        let group =
            "key = \"Call No\"\norder = \"start\"\ntake = { Region = \"last\", talk_s = \"sum\" }";
        assert_eq!(told(group, "id,start,call_no,region"), []);
    }
}
