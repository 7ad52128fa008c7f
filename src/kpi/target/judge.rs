//! Every target against the whole and the groups it is for.

use super::streak::{Streak, streaks};
use super::{Band, Over, Target, of_kpi};
use crate::kpi::indicator::Indicator;
use crate::kpi::report::View;
use crate::kpi::{Figure, Findings, Tally};

/// How one indicator stands against its target.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The indicator.
    pub key: String,
    /// The target as it was written, with the groups it is for.
    pub target: String,
    /// The figure over all groups it is for.
    pub total: Figure,
    /// Whether the total meets it; `None` when the total is undefined.
    pub met: Option<bool>,
    /// How good the total is, where the target has bands.
    pub band: Option<Band>,
    /// Groups that miss it.
    pub missed_groups: u64,
    /// Groups that miss it within the amber limit.
    pub amber_groups: u64,
    /// Groups in which the figure is defined.
    pub judged_groups: u64,
    /// How often it was missed one interval after the other; none where no intervals follow each
    /// other.
    pub streaks: Vec<Streak>,
}

impl Judgement {
    /// Whether a gate stays shut: the total is missed or undefined, or a group misses it.
    pub fn is_missed(&self) -> bool {
        self.met != Some(true) || self.missed_groups > 0
    }

    /// Whether it was missed in that many intervals in a row up to the last one, somewhere.
    pub fn is_missed_in_a_row(&self, least: u64) -> bool {
        self.streaks.iter().any(|streak| streak.now >= least)
    }
}

/// Every target of the report against the findings, in the order of the targets. Those over the
/// year are judged by [`super::year`], those for groups that the report does not tell by nobody.
pub fn judge(findings: &Findings, view: &View) -> Vec<Judgement> {
    let judged = view.targets.iter().filter(|(_, target)| {
        target.over == Over::Report && target.untold(&findings.plan.by).is_empty()
    });
    judged.map(|(kpi, target)| judgement((kpi, target), findings, view)).collect()
}

fn judgement((kpi, target): (&Indicator, &Target), findings: &Findings, view: &View) -> Judgement {
    let by = &findings.plan.by;
    let is_for_all = target.columns().next().is_none();
    let (mut missed_groups, mut amber_groups, mut judged_groups) = (0, 0, 0);
    let mut all = Tally::default();
    for (values, tally) in findings.groups.iter().filter(|_| !by.is_empty()) {
        let texts = findings.texts(values);
        if !is_for_all && target.fits(by, &texts) {
            all.merge(tally);
        }
        if Target::pick(of_kpi(&view.targets, kpi), by, &texts) != Some(target) {
            continue;
        }
        let band = target.band(&kpi.of(tally, findings, &view.rules));
        judged_groups += u64::from(band.is_some());
        missed_groups += u64::from(matches!(band, Some(Band::Amber | Band::Red)));
        amber_groups += u64::from(band == Some(Band::Amber));
    }
    let tally = if is_for_all { &findings.total } else { &all };
    let total = kpi.of(tally, findings, &view.rules);
    Judgement {
        key: kpi.key().to_owned(),
        target: target.phrase(),
        met: target.met(&total),
        band: target.band(&total).filter(|_| target.has_bands()),
        total,
        missed_groups,
        amber_groups,
        judged_groups,
        streaks: streaks((kpi, target), findings, view),
    }
}
