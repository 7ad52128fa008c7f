//! The variants of the service level and of the abandonment rate, side by side.

use super::formulas::{abandonment_needs, level, rate};
use super::indicator::{Kpi, Shown};
use super::{Abandonment, Formula};
use crate::model::Field::{Outcome, Wait};
use crate::report::Unit;

/// One indicator for each form of the service level, then for each of the abandonment rate.
pub static VARIANTS: [Kpi; 11] = [
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
