//! Every figure there is, whichever command tells it.

use super::indicator::{Kpi, Shown};
use super::sums::{self, Records};
use super::variants::VARIANTS;
use super::{Indicator, Rules, catalogue, deliveries, responses, states, waiting};
use crate::report::{Cell, Column, Table, Unit};
use std::collections::BTreeSet;

/// One figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Stable key.
    pub key: String,
    /// Who tells it.
    pub told_by: &'static str,
    /// What its values mean.
    pub unit: Unit,
    /// The columns without which it does not exist.
    pub needs: String,
    /// How it is computed.
    pub definition: String,
}

/// The figures that other commands than `qa kpi` on call records tell.
pub fn elsewhere() -> Vec<Entry> {
    let mut all = Vec::new();
    for (key, _, unit, definition) in waiting::DEFINITIONS {
        all.push(entry(key, "qa kpi waiting", unit, definition));
    }
    let boards = [
        ("qa kpi states", states::KNOWN.to_vec()),
        ("qa kpi states --schedule", states::SCHEDULED.to_vec()),
        ("qa kpi responses", responses::KNOWN.to_vec()),
        ("qa kpi deliveries", deliveries::KNOWN.to_vec()),
    ];
    for (command, known) in boards {
        all.extend(known.iter().map(|one| entry(one.key, command, one.unit, one.definition)));
    }
    let rules = Rules::default();
    for (command, records) in
        [("qa kpi SURVEYS", Records::Responses), ("qa kpi EVALUATIONS", Records::Scores)]
    {
        let known = sums::all(records).iter().filter(|kpi| !catalogue::is_known(kpi.key));
        all.extend(known.map(|kpi| entry(kpi.key, command, kpi.unit, &(kpi.definition)(&rules))));
    }
    all
}

/// The figure of that key, where another command tells it.
pub fn find(key: &str) -> Option<Entry> {
    elsewhere().into_iter().find(|entry| entry.key == key)
}

/// Every figure: those of call records, `defined` ones among them, then the others.
pub fn every(defined: &[Indicator], rules: &Rules) -> Vec<Entry> {
    let usual = catalogue::ALL.iter().chain(&VARIANTS).map(Indicator::Known);
    let is_own = |key: &str| defined.iter().any(|own| own.key() == key);
    let usual = usual.filter(|kpi| !is_own(kpi.key()));
    let mut all: Vec<Entry> =
        usual.chain(defined.iter().cloned()).map(|kpi| of_contacts(&kpi, rules)).collect();
    all.extend(elsewhere());
    all
}

fn of_contacts(kpi: &Indicator, rules: &Rules) -> Entry {
    let needs: Vec<_> =
        kpi.absent(rules, &BTreeSet::new()).iter().map(ToString::to_string).collect();
    let told_by = match kpi {
        Indicator::Known(Kpi { shown: Shown::AsVariant, .. }) => "qa kpi --all-variants",
        _ if kpi.shown() == Shown::WhenAsked => "qa kpi --kpi",
        _ => "qa kpi",
    };
    Entry {
        key: kpi.key().to_owned(),
        told_by,
        unit: kpi.unit(),
        needs: needs.join(", "),
        definition: kpi.definition(rules),
    }
}

fn entry(key: &str, told_by: &'static str, unit: Unit, definition: &str) -> Entry {
    let (needs, definition) = (String::new(), definition.to_owned());
    Entry { key: key.to_owned(), told_by, unit, needs, definition }
}

/// The figures as a table.
pub fn table(entries: &[Entry]) -> Table {
    let columns = ["kpi", "told_by", "unit", "needs", "definition"];
    let columns = columns.map(|key| Column::new(key, key.replace('_', " "), Unit::Text));
    let row = |entry: &Entry| {
        let unit = entry.unit.name();
        let texts = [&*entry.key, entry.told_by, unit, &*entry.needs, &*entry.definition];
        texts.map(Cell::text).into()
    };
    let rows = entries.iter().map(row).collect();
    Table { key: "list", columns: columns.into(), rows, ..Table::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_told_by_one_command_only() {
        let all = every(&[], &Rules::default());
        let keys: BTreeSet<_> = all.iter().map(|entry| &entry.key).collect();
        assert_eq!(keys.len(), all.len());
        assert!(all.iter().all(|entry| !entry.definition.is_empty()));
        assert_eq!(find("occupancy").map(|entry| entry.told_by), Some("qa kpi states"));
        assert_eq!(find("service_level"), None);
    }
}
