//! Findings as a report: definitions, notes, a wide table for people and a long one for programs.

use super::indicator::{Indicator, Shown};
use super::target::of_kpi;
use super::variants::{self, VARIANTS};
use super::{
    Figure, Findings, Rules, Tally, Target, catalogue, compare, machines, notes, people, resample,
    target,
};
use crate::query::Filter;
use crate::report::{Definition, PeriodRecord, Provenance, Report, Unit};

/// What is shown of the findings.
#[derive(Debug, Clone)]
pub struct View {
    /// Thresholds and formulas.
    pub rules: Rules,
    /// The indicators asked for, in order; empty for the usual ones.
    pub kpis: Vec<Indicator>,
    /// Whether the forms of service level and abandonment stand side by side.
    pub variants: Variants,
    /// Which figures have limits.
    pub intervals: Intervals,
    /// Targets, in the order they were given.
    pub targets: Vec<(Indicator, Target)>,
}

/// Whether the forms of service level and abandonment stand side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variants {
    /// The one form that was chosen.
    Chosen,
    /// All of them, in a table of their own.
    All,
}

/// Which figures have limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intervals {
    /// Shares, scores, and what customers say.
    Shares,
    /// All that have an interval; means have Student's.
    All,
    /// The same; means have those of values drawn again.
    Bootstrap {
        /// The seed of the draws.
        seed: u64,
    },
}

impl View {
    /// The indicators that were asked for, and those that have a target; none where the usual ones
    /// are shown.
    pub fn asked(&self) -> impl Iterator<Item = &Indicator> + Clone {
        let of_targets = self.targets.iter().map(|(kpi, _)| kpi);
        self.kpis.iter().chain(of_targets.filter(|_| !self.kpis.is_empty()))
    }

    /// The figure of a group, with limits where they are shown.
    pub(super) fn figure(&self, kpi: &Indicator, tally: &Tally, findings: &Findings) -> Figure {
        let mut figure = kpi.of(tally, findings, &self.rules);
        if let Intervals::Bootstrap { seed } = self.intervals {
            figure = resample::limited(figure, kpi, (tally, findings), seed);
        }
        if self.has_limits(kpi) { figure } else { figure.without_limits() }
    }

    pub(super) fn has_limits(&self, kpi: &Indicator) -> bool {
        match kpi.unit() {
            // Few are evaluated or answer: what is said of them shows how little they are.
            Unit::Share | Unit::Score => true,
            Unit::Count | Unit::Text | Unit::Flag => false,
            _ => self.intervals != Intervals::Shares || kpi.is_of_ratings(),
        }
    }

    /// Indicators for people: those asked for, or the usual ones that the export can tell.
    pub(super) fn for_people(&self, findings: &Findings) -> Vec<Indicator> {
        if !self.kpis.is_empty() {
            return self.kpis.clone();
        }
        let usual = Self::usual(findings).into_iter().filter(|kpi| kpi.shown() == Shown::Always);
        usual.filter(|kpi| self.can_tell(kpi, findings)).collect()
    }

    /// The catalogue with what the plan measures; a measure stands for the indicator of its name.
    fn usual(findings: &Findings) -> Vec<Indicator> {
        let measures = || findings.plan.measures.iter();
        let mut left: Vec<_> =
            measures().filter(|measure| measure.shown != Shown::WhenAsked).collect();
        let known = catalogue::ALL.iter().map(|kpi| {
            match left.iter().position(|measure| measure.key == kpi.key) {
                Some(at) => Indicator::Defined(left.remove(at).clone()),
                None => Indicator::Known(kpi),
            }
        });
        let mut all: Vec<_> = known.collect();
        all.extend(left.into_iter().map(|measure| Indicator::Defined(measure.clone())));
        all
    }

    /// Indicators for programs: those asked for, or all that the export can tell, then the variants
    /// when they were asked for.
    pub(super) fn for_programs(&self, findings: &Findings) -> Vec<Indicator> {
        let mut kpis = self.kpis.clone();
        if kpis.is_empty() {
            kpis = Self::usual(findings);
            // What has a target has its row, also where it cannot be told: a gate asks for it.
            let has_target = |kpi: &Indicator| of_kpi(&self.targets, kpi).next().is_some();
            kpis.retain(|kpi| has_target(kpi) || self.can_tell(kpi, findings));
            for (kpi, _) in &self.targets {
                if kpis.iter().all(|other| other.key() != kpi.key()) {
                    kpis.push(kpi.clone());
                }
            }
        }
        if self.variants == Variants::All {
            let variants = VARIANTS.iter().map(Indicator::Known);
            kpis.extend(variants.filter(|kpi| !self.is_chosen(kpi)));
        }
        kpis
    }

    fn is_chosen(&self, kpi: &Indicator) -> bool {
        self.kpis.iter().any(|chosen| chosen.key() == kpi.key())
    }

    fn can_tell(&self, kpi: &Indicator, findings: &Findings) -> bool {
        kpi.absent(&self.rules, &findings.present).is_empty()
    }
}

/// The report, with the period, grouping and rules in its provenance; inputs are added by the caller.
pub fn report(findings: &Findings, view: &View) -> Report {
    let mut tables = vec![people::table(findings, view), machines::table(findings, view)];
    if !findings.plan.by.is_empty() {
        tables.push(machines::totals(findings, view));
    }
    if view.variants == Variants::All {
        tables.push(variants::table(findings, view));
    }
    if !view.targets.is_empty() {
        tables.push(target::table::table(findings, view));
    }
    Report {
        schema: "qa.kpi/1",
        title: title(findings),
        tables,
        notes: notes::notes(findings, view),
        definitions: definitions(findings, view),
        provenance: provenance(findings, view),
    }
}

fn title(findings: &Findings) -> String {
    let keys: Vec<_> = findings.plan.by.iter().map(super::Key::name).collect();
    let by = if keys.is_empty() { String::new() } else { format!(" by {}", keys.join(", ")) };
    let period = findings.plan.period.map(|period| compare::days(period, &findings.plan.zone));
    let period = period.map_or(String::new(), |days| format!(", {days}"));
    format!("Indicators{by}{period}")
}

fn definitions(findings: &Findings, view: &View) -> Vec<Definition> {
    let kpis = view.for_programs(findings).into_iter();
    // The table of variants has a column of formulas.
    let kpis = kpis.filter(|kpi| kpi.shown() != Shown::AsVariant || view.is_chosen(kpi));
    let seen = view.for_people(findings);
    let define = |kpi: Indicator| {
        let definition = Definition::new(kpi.key(), kpi.definition(&view.rules));
        let is_seen = seen.iter().any(|other| other.key() == kpi.key());
        if is_seen { definition } else { definition.for_machines() }
    };
    kpis.map(define).collect()
}

fn provenance(findings: &Findings, view: &View) -> Provenance {
    let plan = &findings.plan;
    let ends = plan.period.and_then(|period| period.iso(&plan.zone));
    let zone = plan.zone.name().to_owned();
    let keys: Vec<_> = plan.by.iter().map(super::Key::name).collect();
    let mut settings = vec![
        ("by".to_owned(), keys.join(",")),
        ("threshold".to_owned(), view.rules.threshold_text()),
        ("formula".to_owned(), view.rules.formula.key().to_owned()),
    ];
    if view.rules.short_abandon.is_some() {
        settings.push(("short_abandon".to_owned(), view.rules.short_text()));
    }
    if let Intervals::Bootstrap { seed } = view.intervals {
        let rounds = crate::stats::bootstrap::ROUNDS;
        settings.push(("ci".to_owned(), format!("bootstrap, {rounds} rounds, seed {seed}")));
    }
    if plan.is_timed() {
        settings.push(("placed_by".to_owned(), "start_time".to_owned()));
        settings.push(("zone".to_owned(), zone.clone()));
    }
    for (kpi, target) in &view.targets {
        settings.push((format!("target.{}", kpi.key()), target.phrase()));
    }
    if plan.filter != Filter::all() {
        settings.push(("where".to_owned(), plan.filter.to_string()));
    }
    settings.retain(|(_, value)| !value.is_empty());
    let period = ends.map(|(from, to)| PeriodRecord { from, to, zone });
    Provenance { period, settings, ..Provenance::default() }
}

#[cfg(test)]
mod tests {
    use super::super::fold::tests::{Row, found, plan};
    use super::super::target::judge;
    use super::*;
    use crate::model::Outcome;
    use crate::problem::Place;
    use crate::report::{Audience, Cell};

    const ANSWERED: Option<Outcome> = Some(Outcome::Answered);
    const ROWS: [Row; 5] = [
        ("altas", Some(0), ANSWERED, Some(5)),
        ("altas", Some(0), Some(Outcome::Abandoned), Some(40)),
        ("ventas", Some(0), ANSWERED, Some(30)),
        ("ventas", None, Some(Outcome::Excluded), None),
        ("ventas", Some(0), None, None),
    ];

    fn view() -> View {
        let (variants, intervals) = (Variants::Chosen, Intervals::Shares);
        let (rules, kpis, targets) = (Rules::default(), Vec::new(), Vec::new());
        View { rules, kpis, variants, intervals, targets }
    }

    fn targeted(key: &str, text: &str) -> (Indicator, Target) {
        let place = Place::file("--target");
        let kpi = catalogue::find(key, &place).unwrap();
        (Indicator::Known(kpi), Target::parse(text, kpi.unit, &place).unwrap())
    }

    fn column<'a>(table: &'a crate::report::Table, key: &str) -> Vec<&'a Cell> {
        let at = table.columns.iter().position(|column| column.key == key).unwrap();
        table.rows.iter().chain(&table.total).map(|row| &row[at]).collect()
    }

    #[test]
    fn a_report_of_nothing_has_definitions_and_no_rows() {
        let report = report(&found(&plan(&["queue"]), &[]), &view());
        assert!(report.tables[0].rows.is_empty());
        assert!(report.definitions.iter().any(|definition| definition.term == "service_level"));
    }

    #[test]
    fn a_period_without_contacts_is_said_and_is_no_row_of_zeros() {
        let zone = crate::model::Zone::utc();
        let period = crate::model::Period::parse("2026-10", &zone, &Place::file("--period"));
        let plan = super::super::Plan { period: Some(period.unwrap()), ..plan(&[]) };
        let report = report(&found(&plan, &ROWS), &view());
        assert!(report.tables[0].rows.is_empty() && report.tables[0].total.is_none());
        let want = "no contact in the period; 4 contacts outside it, from 1970-01-01 to 1970-01-01";
        assert_eq!(report.notes[0], want);
    }

    #[test]
    fn people_see_what_the_export_can_tell_and_a_total_from_sums() {
        let report = report(&found(&plan(&["queue"]), &ROWS), &view());
        let people = &report.tables[0];
        assert_eq!(people.audience, Audience::People);
        let level = [(1, 2), (0, 1), (1, 3)].map(|(num, den)| Cell::Ratio { num, den });
        assert_eq!(column(people, "service_level"), level.iter().collect::<Vec<_>>());
        let heading = people.columns.iter().find(|column| column.key == "service_level").unwrap();
        assert_eq!(heading.label, "service level (20 s, of offered)");
        assert!(people.columns.iter().all(|column| column.key != "hold_s"));
        let keys: Vec<_> = report.tables.iter().map(|table| table.key).collect();
        assert_eq!(keys, ["people", "kpi", "totals"]);
    }

    #[test]
    fn notes_tell_what_was_left_out_and_what_is_absent() {
        let report = report(&found(&plan(&["queue"]), &ROWS), &view());
        assert_eq!(
            report.notes,
            [
                "1 contact excluded by outcome, in no figure",
                "1 contact of unknown outcome, not offered",
                "aht_s, talk_s need `talk_s`; this export has none",
                "hold_s needs `hold_s`; this export has none",
                "acw_s needs `acw_s`; this export has none",
                "resolved_rate needs `resolved`; this export has none",
                "csat_mean needs `csat`; this export has none",
            ]
        );
    }

    #[test]
    fn an_unknown_wait_is_told() {
        let rows = [("q", None, ANSWERED, None), ("q", None, Some(Outcome::Abandoned), None)];
        let report = report(&found(&plan(&[]), &rows), &view());
        assert_eq!(
            report.notes[..2],
            [
                "1 contact answered without `wait_s`, counted as not in time",
                "1 contact abandoned without `wait_s`, counted as neither early nor short",
            ]
        );
    }

    #[test]
    fn a_gate_looks_at_the_whole_and_at_every_group() {
        let findings = found(&plan(&["queue"]), &ROWS);
        let mut view = view();
        for (key, text, missed, groups) in [
            ("service_level", ">= 80%", true, (2, 2)),
            ("service_level", ">= 30%", true, (1, 2)),
            ("service_level", ">= 0%", false, (0, 2)),
            ("asa_s", "<= 30", false, (0, 2)),
            ("offered", ">= 3", true, (2, 2)),
            ("hold_s", "<= 60", true, (0, 0)),
        ] {
            view.targets = vec![targeted(key, text)];
            let found = judge(&findings, &view).remove(0);
            assert_eq!(found.is_missed(), missed, "{key} {text}");
            assert_eq!((found.missed.len(), found.judged_groups), groups, "{key} {text}");
        }
    }

    #[test]
    fn variants_stand_in_a_table_of_their_own() {
        let mut view = view();
        view.variants = Variants::All;
        let report = report(&found(&plan(&[]), &ROWS), &view);
        let variants = report.tables.iter().find(|table| table.key == "variants").unwrap();
        let keys: Vec<_> = VARIANTS.iter().map(|kpi| Cell::text(kpi.key)).collect();
        assert_eq!(column(variants, "kpi"), keys.iter().collect::<Vec<_>>());
        assert_eq!(column(variants, "value")[1], &Cell::Ratio { num: 1, den: 2 });
        assert_eq!(column(variants, "formula")[1], &Cell::text("answered ≤ 20 s / answered"));
        let undefined = Cell::Undefined("needs a limit of short abandons");
        assert_eq!(column(variants, "value")[9], &undefined);
    }
}
