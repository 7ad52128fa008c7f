//! Which tables of a report a format takes.

use crate::problem::{Blame, Place, Problem, Refused, nearest};
use crate::report::{Audience, Report, Table};
use std::collections::BTreeMap;

/// The table for programs: the one asked for, else the first that is not for people only.
///
/// `None` when none was asked for and the report has none for programs.
pub fn for_programs<'a>(
    report: &'a Report,
    asked: Option<&str>,
) -> Result<Option<&'a Table>, Refused> {
    match asked {
        Some(key) => by_key(report, key).map(Some),
        None => Ok(report.tables.iter().find(|table| table.audience != Audience::People)),
    }
}

/// The tables for people: the one asked for, else all that are not for programs only.
pub fn for_people<'a>(report: &'a Report, asked: Option<&str>) -> Result<Vec<&'a Table>, Refused> {
    if let Some(key) = asked {
        return by_key(report, key).map(|table| vec![table]);
    }
    let all = report.tables.iter();
    Ok(all.filter(|table| table.audience != Audience::Machines).collect())
}

/// Says that the report has no table for programs.
pub fn nothing_for_programs() -> Refused {
    let place = Place::file("--format csv");
    let problem = Problem::new("unknown-table", place, "this report has no table for programs");
    Refused::because(Blame::Request, problem.help("write it as `table` or `json`"))
}

fn by_key<'a>(report: &'a Report, key: &str) -> Result<&'a Table, Refused> {
    let found = named(report).find(|(name, _)| name == key).map(|(_, table)| table);
    found.ok_or_else(|| unknown(report, key))
}

/// Every table by a name of its own: its key, and `chart_2`, `chart_3` for further ones of that key.
fn named(report: &Report) -> impl Iterator<Item = (String, &Table)> {
    let mut times: BTreeMap<&str, usize> = BTreeMap::new();
    report.tables.iter().map(move |table| {
        let times = times.entry(table.key).or_default();
        *times += 1;
        let name = match *times {
            1 => table.key.to_owned(),
            times => format!("{}_{times}", table.key),
        };
        (name, table)
    })
}

fn unknown(report: &Report, key: &str) -> Refused {
    let keys: Vec<String> = named(report).map(|(name, _)| name).collect();
    let quoted: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
    let message = match quoted.as_slice() {
        [] => format!("this report has no table `{key}`, nor any other"),
        _ => format!("this report has no table `{key}`, only {}", quoted.join(", ")),
    };
    let problem = Problem::new("unknown-table", Place::file("--table"), message);
    let problem = match nearest(key, keys.iter().map(String::as_str)) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem,
    };
    Refused::because(Blame::Request, problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(tables: &[(&'static str, Audience)]) -> Report {
        let table = |(key, audience): &(&'static str, Audience)| Table {
            key,
            audience: *audience,
            ..Table::default()
        };
        Report { tables: tables.iter().map(table).collect(), ..Report::default() }
    }

    #[test]
    fn tables_of_one_key_have_numbers() {
        let drawn = report(&[("chart", Audience::People); 3]);
        let second = for_people(&drawn, Some("chart_2")).unwrap();
        assert!(std::ptr::eq(second[0], &raw const drawn.tables[1]));
        let refused = for_people(&drawn, Some("chart_4")).unwrap_err();
        assert!(refused.to_string().contains("`chart`, `chart_2`, `chart_3`"), "{refused}");
    }

    #[test]
    fn a_report_without_tables_offers_none() {
        let empty = report(&[]);
        assert_eq!(for_programs(&empty, None).unwrap(), None);
        assert!(for_people(&empty, None).unwrap().is_empty());
        let refused = for_programs(&empty, Some("kpi")).unwrap_err();
        assert!(refused.to_string().contains("nor any other"), "{refused}");
    }

    #[test]
    fn each_audience_gets_its_tables() {
        let report = report(&[
            ("wide", Audience::People),
            ("long", Audience::Machines),
            ("targets", Audience::Everyone),
        ]);
        assert_eq!(for_programs(&report, None).unwrap().unwrap().key, "long");
        let people = for_people(&report, None).unwrap();
        assert_eq!(people.iter().map(|table| table.key).collect::<Vec<_>>(), ["wide", "targets"]);
        assert_eq!(for_programs(&report, Some("wide")).unwrap().unwrap().key, "wide");
        assert_eq!(for_people(&report, Some("long")).unwrap()[0].key, "long");
    }

    #[test]
    fn an_unknown_table_is_refused_with_the_names_there_are() {
        let report = report(&[("agents", Audience::Everyone), ("queues", Audience::Everyone)]);
        let refused = for_people(&report, Some("agent")).unwrap_err();
        assert_eq!(refused.blame, Blame::Request);
        let problem = refused.problems.shown()[0].clone();
        assert_eq!(problem.message, "this report has no table `agent`, only `agents`, `queues`");
        assert_eq!(problem.help.as_deref(), Some("did you mean `agents`?"));
    }
}
