//! `[kpi.…]`: targets, and indicators in the words of the user.

use super::super::toml_text::{Found, Keys};
use super::{Config, Written, as_written};
use crate::problem::{Excerpt, Place, Problem};
use std::collections::BTreeMap;

/// A target as it stands in the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TargetText {
    /// Indicator.
    pub indicator: String,
    /// Such as `>= 80%`.
    pub text: String,
    /// The limit of amber, such as `>= 75%`.
    pub amber: Option<String>,
    /// Columns and the values of the groups it is for; none for all.
    pub groups: Vec<(String, String)>,
    /// Where it stands.
    pub place: Place,
    /// The line it stands on.
    pub excerpt: Excerpt,
}

/// What the file says of one indicator, its target apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KpiText {
    /// Its name.
    pub name: String,
    /// What it says, by key.
    pub keys: BTreeMap<&'static str, Written>,
}

/// The keys of the service level that decide how it is counted.
const LEVEL_KEYS: [&str; 4] = ["threshold", "formula", "short_abandon", "preset"];

/// The keys of an indicator that are handed on as they stand.
const KPI_KEYS: [&str; 16] = [
    "type",
    "numerator",
    "denominator",
    "value",
    "where",
    "p",
    "key",
    "within",
    "same",
    "basis",
    "unit",
    "label",
    "score",
    "top",
    "promoter",
    "detractor",
];

impl Config {
    pub(super) fn targets(&mut self, keys: Keys<'_>) {
        let toml = keys.toml();
        for (name, value) in keys.entries() {
            let label = format!("[kpi.{}]", name.value);
            let Some(table) = value.value.as_table() else {
                let message = format!("`{}`: expected a table such as {label}", name.value);
                toml.complain(toml.problem("wrong-type", &value.span, message));
                continue;
            };
            let table = Found { value: table, span: value.span.clone() };
            let mut indicator = Keys::of(toml, table, &label);
            self.target(name.value, &mut indicator);
            for key in LEVEL_KEYS.into_iter().filter(|_| name.value == "service_level") {
                if let Some(found) = indicator.value(key) {
                    self.level.insert(key, as_written(toml, key, &found));
                }
            }
            let mut keys = BTreeMap::new();
            for key in KPI_KEYS {
                let Some(found) = indicator.value(key) else { continue };
                keys.insert(key, as_written(toml, key, &found));
            }
            if !keys.is_empty() {
                self.kpis.push(KpiText { name: name.value.to_owned(), keys });
            }
            indicator.close();
        }
    }

    /// The target of an indicator, and those of some of its groups.
    fn target(&mut self, indicator: &str, keys: &mut Keys<'_>) {
        self.targets.extend(target_text(indicator, keys));
        for mut group in keys.tables("groups", "groups") {
            let Some(mut target) = target_text(indicator, &mut group) else {
                group.require(&["target"]);
                continue;
            };
            let (toml, mut is_for_all) = (group.toml(), true);
            for (column, value) in group.entries() {
                is_for_all &= matches!(column.value, "target" | "amber");
                match (column.value, value.value.as_str()) {
                    ("target" | "amber", _) => {}
                    (column, Some(text)) => {
                        target.groups.push((column.to_owned(), text.to_owned()));
                    }
                    (column, None) => {
                        let message =
                            format!("`{column}`: expected the value of a group in quotes");
                        toml.complain(toml.problem("wrong-type", &value.span, message));
                    }
                }
            }
            if is_for_all {
                let message = "expected a column and its value, such as `queue = \"billing\"`";
                let problem = Problem::new("bad-target", target.place.clone(), message);
                toml.complain(problem.excerpt(target.excerpt.clone()));
            }
            self.targets.push(target);
        }
    }
}

fn target_text(indicator: &str, keys: &mut Keys<'_>) -> Option<TargetText> {
    let target = keys.text("target");
    let amber = keys.text("amber").map(|amber| amber.value.to_owned());
    let target = target?;
    let toml = keys.toml();
    Some(TargetText {
        indicator: indicator.to_owned(),
        text: target.value.to_owned(),
        amber,
        groups: Vec::new(),
        place: toml.place(&target.span),
        excerpt: toml.excerpt(&target.span),
    })
}
