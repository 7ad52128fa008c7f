//! What there is to know of an indicator: its definition, the rules that decide it and who says them,
//! its words, and its counts.

use super::Args;
use crate::commands::kpi::Defined;
use crate::ingest::config::{Config, KpiText};
use crate::kpi::target::{self, Over};
use crate::kpi::{
    Abandonment, Findings, Formula, Indicator, Rules, Target, View, beyond, catalogue,
};
use crate::model::Zone;
use crate::query;
use crate::report::{Audience, Cell, Column, Table, Unit};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// An indicator with everything that decides it.
pub(super) struct Asked<'a> {
    pub(super) args: &'a Args,
    pub(super) config: &'a Config,
    pub(super) defined: &'a Defined,
    pub(super) kpi: &'a Indicator,
    pub(super) rules: &'a Rules,
    pub(super) targets: &'a [(Indicator, Target)],
    pub(super) zone: &'a Zone,
}

/// A figure that another command tells.
pub(super) fn elsewhere(entry: &beyond::Entry) -> Table {
    let rows = [
        ("definition", entry.definition.as_str()),
        ("unit", entry.unit.name()),
        ("told by", entry.told_by),
    ];
    lines(rows.map(|(what, is)| (what, is.to_owned())).into())
}

/// Everything about the indicator.
pub(super) fn table(asked: &Asked<'_>) -> Table {
    let (kpi, rules) = (asked.kpi, asked.rules);
    let needs = kpi.absent(rules, &BTreeSet::new());
    let needs: Vec<_> = needs.iter().map(ToString::to_string).collect();
    let definition = kpi.definition(rules);
    let mut rows = vec![("definition", definition.clone())];
    if let [above, below] = definition.split(" / ").collect::<Vec<_>>()[..] {
        rows.extend([("numerator", above.to_owned()), ("denominator", below.to_owned())]);
    }
    rows.extend(variants(asked));
    rows.extend(asked.rules_told().into_iter().map(|rule| ("rule", rule)));
    rows.extend([
        ("unit", kpi.unit().name().to_owned()),
        ("needs", needs.join(", ")),
        ("leaves out", "contacts whose outcome is `excluded`".to_owned()),
    ]);
    rows.extend(asked.words().into_iter().map(|line| ("in qa.toml", line)));
    lines(rows)
}

/// The figure of the records with what it was computed from, in the units of people.
pub(super) fn counts(kpi: &Indicator, findings: &Findings, view: &View) -> Table {
    let figure = kpi.of(&findings.total, findings, &view.rules);
    let is_of_all =
        |target: &&Target| target.over == Over::Report && target.columns().next().is_none();
    let target = target::of_kpi(&view.targets, kpi).find(is_of_all);
    let met = target.and_then(|target| target.met(&figure));
    // What is counted above the line of a share are contacts, not shares.
    let above = if kpi.unit() == Unit::Share { Unit::Plain } else { kpi.unit() };
    let mut columns =
        vec![Column::new("kpi", "figure", Unit::Text), Column::new("value", "value", kpi.unit())];
    columns.extend(Column::limits("value", kpi.unit()));
    columns.extend([
        Column::new("numerator", "above the line", above),
        Column::new("denominator", "below", Unit::Plain),
        Column::new("n_excluded", "tell too little", Unit::Count),
        Column::new("target", "target", Unit::Text),
        Column::new("met", "met", Unit::Flag),
    ]);
    let [lower, upper] = figure.limits.cells();
    let row = vec![
        Cell::text(kpi.key()),
        figure.value,
        lower,
        upper,
        figure.numerator,
        figure.denominator,
        Cell::Count(figure.excluded),
        target.map_or(Cell::Missing, |target| Cell::text(target.text())),
        met.map_or(Cell::Missing, Cell::Flag),
    ];
    let (key, title, audience) = ("counts", "In these records".to_owned(), Audience::People);
    Table { key, title, audience, columns, rows: vec![row], ..Table::default() }
}

fn lines(rows: Vec<(&str, String)>) -> Table {
    let columns =
        vec![Column::new("what", "what", Unit::Text), Column::new("is", "is", Unit::Text)];
    let rows = rows.into_iter().map(|(what, is)| vec![Cell::text(what), Cell::text(is)]).collect();
    Table { key: "definition", columns, rows, ..Table::default() }
}

/// The form that was chosen, and the others that systems report.
fn variants(asked: &Asked<'_>) -> Vec<(&'static str, String)> {
    let rules = asked.rules;
    match (asked.kpi, asked.kpi.key()) {
        (Indicator::Known(_), "service_level") => {
            let others = Formula::ALL.into_iter().filter(|formula| *formula != rules.formula);
            let other = |one: Formula| format!("{}: {}", one.key(), one.definition(rules));
            let chosen = format!("--formula {}", rules.formula.key());
            let others = others.map(|formula| ("other variant", other(formula)));
            std::iter::once(("variant", chosen)).chain(others).collect()
        }
        (Indicator::Known(_), "abandonment_rate") => {
            let usual = Abandonment::usual(rules);
            let others = Abandonment::ALL.into_iter().filter(|form| *form != usual);
            others.map(|form| ("other variant", form.definition(rules))).collect()
        }
        _ => Vec::new(),
    }
}

impl Asked<'_> {
    /// Every rule that decides the figure, each with who says it.
    fn rules_told(&self) -> Vec<String> {
        let mut told = Vec::new();
        if matches!(self.kpi, Indicator::Known(_)) {
            told.extend(self.thresholds());
        } else if self.kpi.key() == "fcr" && !self.is_own() {
            told.extend(
                self.args
                    .rules
                    .fcr()
                    .iter()
                    .map(|(key, text, flag)| format!("{key} {text}, by {flag}")),
            );
        }
        told.extend(self.filters());
        for (_, target) in self.targets {
            let whose = if self.args.target.is_empty() {
                self.place_of_target()
            } else {
                "--target".to_owned()
            };
            told.push(format!("target {}, by {whose}", target.phrase()));
        }
        told.push(self.zone());
        told
    }

    /// The thresholds and formulas that the definition depends on.
    fn thresholds(&self) -> Vec<String> {
        let rules = self.rules;
        let written = self.kpi.definition(rules);
        let matters = |other: Rules| self.kpi.definition(&other) != written;
        let short = rules.short_abandon.is_none().then_some(1_001);
        let candidates = [
            (
                "threshold",
                rules.threshold_text(),
                Rules { threshold: rules.threshold + 1, ..*rules },
            ),
            (
                "formula",
                rules.formula.key().to_owned(),
                Rules { formula: another(rules.formula), ..*rules },
            ),
            ("short_abandon", rules.short_text(), Rules { short_abandon: short, ..*rules }),
            ("csat_top", top_text(rules), Rules { csat_top: another_top(rules), ..*rules }),
        ];
        let told = candidates.into_iter().filter(|(.., other)| matters(*other));
        told.map(|(key, text, _)| {
            let text = match (key, rules.short_abandon, rules.csat_top) {
                ("short_abandon", None, _) | ("csat_top", _, None) => "none".to_owned(),
                _ => text,
            };
            format!("{key} {text}, {}", self.args.rules.teller(key, self.config))
        })
        .collect()
    }

    /// The named conditions that its words use, and those that these use.
    fn filters(&self) -> Vec<String> {
        let own = self.own().into_iter().flat_map(|text| text.keys.iter());
        let is_condition = |key: &str| matches!(key, "numerator" | "denominator" | "where");
        let texts =
            own.filter(|(key, _)| is_condition(key)).map(|(_, written)| written.text.as_str());
        let mut open: Vec<&str> = texts.chain(self.args.condition.as_deref()).collect();
        let mut used: BTreeMap<&str, String> = BTreeMap::new();
        while let Some(text) = open.pop() {
            for word in query::words_of(text) {
                let filter = self.config.filters.iter().find(|filter| filter.name == word);
                let Some(filter) = filter.filter(|_| self.defined.names().get(&word).is_some())
                else {
                    continue;
                };
                let told = format!("{} = {}, by {}", filter.name, filter.text, filter.place);
                if used.insert(&filter.name, told).is_none() {
                    open.push(&filter.text);
                }
            }
        }
        used.into_values().map(|told| format!("filter {told}")).collect()
    }

    fn place_of_target(&self) -> String {
        let written = self.config.targets.iter().find(|text| text.indicator == self.kpi.key());
        match (self.args.rules.preset(), written) {
            (Some(name), _) => format!("--preset {name}"),
            (None, Some(text)) => text.place.to_string(),
            (None, None) => self.args.rules.teller("threshold", self.config).replace("by ", ""),
        }
    }

    fn zone(&self) -> String {
        let teller = match (&self.config.zone, &self.args.input.zone) {
            (Some(_), _) => "by `timezone` of qa.toml",
            (None, Some(_)) => "by --zone",
            (None, None) => "that of the records",
        };
        format!("zone {}, {teller}", self.zone.name())
    }

    /// What qa.toml says of it.
    fn own(&self) -> Option<&KpiText> {
        let mut own = self.config.kpis.iter().filter(|text| text.keys.contains_key("type"));
        own.find(|text| text.name == self.kpi.key())
    }

    fn is_own(&self) -> bool {
        self.own().is_some()
    }

    /// The definition as qa.toml has it, or would have it; empty when the language cannot say it.
    fn words(&self) -> Vec<String> {
        let bundled = Config::read(Path::new("indicators.toml"), catalogue::BUNDLED);
        let key = self.kpi.key();
        let bundled = bundled.kpis.iter().find(|text| text.name == key);
        let Some(text) = self.own().or(bundled) else { return Vec::new() };
        let mut keys: BTreeMap<&str, String> =
            text.keys.iter().map(|(key, written)| (*key, written.text.clone())).collect();
        if !self.is_own() {
            let forms = match key {
                "service_level" => self.rules.formula.words(self.rules),
                "abandonment_rate" => Abandonment::usual(self.rules).words(self.rules),
                _ => None,
            };
            if let Some((numerator, denominator)) = forms {
                keys.extend([("numerator", numerator), ("denominator", denominator)]);
            }
            if key == "fcr" {
                let said = self.args.rules.fcr();
                keys.extend(said.iter().map(|(key, text, _)| (*key, (*text).to_owned())));
            }
        }
        let mut lines = vec![format!("[kpi.{key}]")];
        lines.extend(keys.iter().map(|(key, text)| format!("{key} = \"{text}\"")));
        lines
    }
}

fn another(formula: Formula) -> Formula {
    if formula == Formula::Offered { Formula::Answered } else { Formula::Offered }
}

fn top_text(rules: &Rules) -> String {
    rules.csat_top.map_or(String::new(), |top| crate::stats::decimal::thousandths(top.into()))
}

fn another_top(rules: &Rules) -> Option<i64> {
    rules.csat_top.is_none().then_some(4_000)
}
