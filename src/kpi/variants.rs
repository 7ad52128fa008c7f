//! The variants of the service level and of the abandonment rate, side by side.

use super::formulas::{abandonment_needs, level, rate};
use super::indicator::{Kpi, Shown};
use super::{Abandonment, Findings, Formula, Tally, View};
use crate::model::Field::{Outcome, Wait};
use crate::report::{Cell, Column, Table, Unit};

/// One indicator for each form of the service level, then for each of the abandonment rate.
pub static VARIANTS: [Kpi; 12] = [
    Kpi {
        key: "service_level_offered",
        label: "SL offered",
        unit: Unit::Share,
        shown: Shown::AsVariant,
        needs: |_| &[Outcome, Wait],
        definition: |rules| Formula::Offered.definition(rules),
        figure: |t, rules| level(Formula::Offered, t, rules),
    },
    Kpi {
        key: "service_level_answered",
        label: "SL answered",
        unit: Unit::Share,
        shown: Shown::AsVariant,
        needs: |_| &[Outcome, Wait],
        definition: |rules| Formula::Answered.definition(rules),
        figure: |t, rules| level(Formula::Answered, t, rules),
    },
    Kpi {
        key: "service_level_removed",
        label: "SL removed",
        unit: Unit::Share,
        shown: Shown::AsVariant,
        needs: |_| &[Outcome, Wait],
        definition: |rules| Formula::Removed.definition(rules),
        figure: |t, rules| level(Formula::Removed, t, rules),
    },
    Kpi {
        key: "service_level_late_abandons",
        label: "SL late abandons",
        unit: Unit::Share,
        shown: Shown::AsVariant,
        needs: |_| &[Outcome, Wait],
        definition: |rules| Formula::LateAbandons.definition(rules),
        figure: |t, rules| level(Formula::LateAbandons, t, rules),
    },
    Kpi {
        key: "service_level_short_met",
        label: "SL short met",
        unit: Unit::Share,
        shown: Shown::AsVariant,
        needs: |_| &[Outcome, Wait],
        definition: |rules| Formula::ShortMet.definition(rules),
        figure: |t, rules| level(Formula::ShortMet, t, rules),
    },
    Kpi {
        key: "service_level_short_removed",
        label: "SL short removed",
        unit: Unit::Share,
        shown: Shown::AsVariant,
        needs: |_| &[Outcome, Wait],
        definition: |rules| Formula::ShortRemoved.definition(rules),
        figure: |t, rules| level(Formula::ShortRemoved, t, rules),
    },
    Kpi {
        key: "service_level_no_flow_out",
        label: "SL no flow out",
        unit: Unit::Share,
        shown: Shown::AsVariant,
        needs: |_| &[Outcome, Wait],
        definition: |rules| Formula::NoFlowOut.definition(rules),
        figure: |t, rules| level(Formula::NoFlowOut, t, rules),
    },
    Kpi {
        key: "service_level_left_queue",
        label: "SL left queue",
        unit: Unit::Share,
        shown: Shown::AsVariant,
        needs: |_| &[Outcome, Wait],
        definition: |rules| Formula::LeftQueue.definition(rules),
        figure: |t, rules| level(Formula::LeftQueue, t, rules),
    },
    Kpi {
        key: "abandonment_rate_plain",
        label: "abandonment plain",
        unit: Unit::Share,
        shown: Shown::AsVariant,
        needs: |_| abandonment_needs(Abandonment::Plain),
        definition: |rules| Abandonment::Plain.definition(rules),
        figure: |t, rules| rate(Abandonment::Plain, t, rules),
    },
    Kpi {
        key: "abandonment_rate_short_removed",
        label: "abandonment short removed",
        unit: Unit::Share,
        shown: Shown::AsVariant,
        needs: |_| abandonment_needs(Abandonment::ShortRemoved),
        definition: |rules| Abandonment::ShortRemoved.definition(rules),
        figure: |t, rules| rate(Abandonment::ShortRemoved, t, rules),
    },
    Kpi {
        key: "abandonment_rate_short_not_counted",
        label: "abandonment short not counted",
        unit: Unit::Share,
        shown: Shown::AsVariant,
        needs: |_| abandonment_needs(Abandonment::ShortNotCounted),
        definition: |rules| Abandonment::ShortNotCounted.definition(rules),
        figure: |t, rules| rate(Abandonment::ShortNotCounted, t, rules),
    },
    Kpi {
        key: "abandonment_rate_late_only",
        label: "abandonment late only",
        unit: Unit::Share,
        shown: Shown::AsVariant,
        needs: |_| abandonment_needs(Abandonment::LateOnly),
        definition: |rules| Abandonment::LateOnly.definition(rules),
        figure: |t, rules| rate(Abandonment::LateOnly, t, rules),
    },
];

/// A row for each group and form, with the formula; the whole comes last.
pub(super) fn table(findings: &Findings, view: &View) -> Table {
    let keys = findings.plan.by.iter().map(|key| Column::new(key.name(), key.name(), Unit::Text));
    let mut columns: Vec<_> = keys.collect();
    columns.push(Column::new("kpi", "figure", Unit::Text));
    columns.push(Column::new("formula", "formula", Unit::Text));
    columns.push(Column::new("value", "value", Unit::Share));
    columns.extend(Column::limits("value", Unit::Share));
    let mut rows = Vec::new();
    if !findings.plan.by.is_empty() {
        for (values, tally) in &findings.groups {
            rows.extend(forms(&findings.texts(values), tally, findings, view));
        }
    }
    let whole = super::people::total_texts(findings.plan.by.len());
    rows.extend(forms(&whole, &findings.total, findings, view));
    let title = "Service level and abandonment in every form".to_owned();
    Table { key: "variants", title, columns, rows, ..Table::default() }
}

fn forms(texts: &[String], tally: &Tally, findings: &Findings, view: &View) -> Vec<Vec<Cell>> {
    let form = |kpi: &Kpi| {
        let figure = kpi.of(tally, &view.rules, &findings.present);
        let mut cells: Vec<_> = texts.iter().map(Cell::text).collect();
        cells.extend([
            Cell::text(kpi.key),
            Cell::text((kpi.definition)(&view.rules)),
            figure.value,
        ]);
        cells.extend(figure.limits.cells());
        cells
    };
    VARIANTS.iter().map(form).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_has_its_indicator() {
        let keys: Vec<_> = VARIANTS.iter().map(|kpi| kpi.key).collect();
        for formula in Formula::ALL {
            assert!(keys.contains(&format!("service_level_{}", formula.key()).as_str()));
        }
        assert_eq!(VARIANTS.len(), Formula::ALL.len() + Abandonment::ALL.len());
    }
}
