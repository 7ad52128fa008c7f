//! Every target against the whole and the groups it is for.

use super::streak::{Streak, streaks};
use super::{Band, Over, Target, of_kpi};
use crate::kpi::group::{Key, Value};
use crate::kpi::indicator::Indicator;
use crate::kpi::report::View;
use crate::kpi::{Figure, Findings, Tally};
use crate::problem::nearest;
use crate::report::Unit;

/// How one indicator stands against its target.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The indicator.
    pub key: String,
    /// The target as it was written, with the groups it is for.
    pub target: String,
    /// What its values mean.
    pub unit: Unit,
    /// The figure over all groups it is for.
    pub total: Figure,
    /// Whether the total meets it; `None` when the total is undefined.
    pub met: Option<bool>,
    /// How good the total is, where the target has bands.
    pub band: Option<Band>,
    /// Groups that miss it, in order.
    pub missed: Vec<String>,
    /// Groups that miss it within the amber limit.
    pub amber_groups: u64,
    /// Groups in which the figure is defined.
    pub judged_groups: u64,
    /// That no group has the values it is for, with the nearest there are; `None` where one has.
    pub nobody: Option<String>,
    /// How often it was missed one interval after the other; none where no intervals follow each
    /// other.
    pub streaks: Vec<Streak>,
}

impl Judgement {
    /// Whether a gate stays shut: the total is missed or undefined, or a group misses it.
    pub fn is_missed(&self) -> bool {
        self.met != Some(true) || !self.missed.is_empty()
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

/// Whether all values of a group by columns are known. Contacts of which one is not, as those that
/// nobody answered have no agent, are no group of anybody, and nobody is held against a target for them.
pub fn is_somebody(by: &[Key], values: &[Value]) -> bool {
    let mut cells = by.iter().zip(values);
    cells.all(|(key, value)| matches!(key, Key::Grain(_)) || *value != Value::Unknown)
}

/// The values of a group in one phrase.
fn name(texts: &[String]) -> String {
    let texts = texts.iter().map(|text| if text.is_empty() { "–" } else { text.as_str() });
    texts.collect::<Vec<_>>().join(" ")
}

/// That no group has the values that a target is for, and what comes near; `None` where one has.
fn nobody(target: &Target, findings: &Findings) -> Option<String> {
    let by = &findings.plan.by;
    let texts: Vec<_> = findings.groups.iter().map(|(values, _)| findings.texts(values)).collect();
    if target.columns().next().is_none() || texts.iter().any(|texts| target.fits(by, texts)) {
        return None;
    }
    let mut said = Vec::new();
    for (column, value) in target.values() {
        let Some(at) = by.iter().position(|key| key.name() == column) else { continue };
        let known = || texts.iter().map(|texts| texts[at].as_str());
        if known().any(|text| text == value) {
            continue;
        }
        let near = nearest(value, known().filter(|text| !text.is_empty()));
        let near = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        said.push(format!("no contact has {column} `{value}`{near}"));
    }
    Some(if said.is_empty() {
        "no contact has all these values".to_owned()
    } else {
        said.join(", ")
    })
}

fn judgement((kpi, target): (&Indicator, &Target), findings: &Findings, view: &View) -> Judgement {
    let by = &findings.plan.by;
    let is_for_all = target.columns().next().is_none();
    let (mut missed, mut amber_groups, mut judged_groups) = (Vec::new(), 0, 0);
    let mut all = Tally::default();
    for (values, tally) in findings.groups.iter().filter(|_| !by.is_empty()) {
        let texts = findings.texts(values);
        if !is_for_all && target.fits(by, &texts) {
            all.merge(tally);
        }
        let picked = Target::pick(of_kpi(&view.targets, kpi), by, &texts);
        if picked != Some(target) || !is_somebody(by, values) {
            continue;
        }
        let band = target.band(&kpi.of(tally, findings, &view.rules));
        judged_groups += u64::from(band.is_some());
        if matches!(band, Some(Band::Amber | Band::Red)) {
            missed.push(name(&texts));
        }
        amber_groups += u64::from(band == Some(Band::Amber));
    }
    let tally = if is_for_all { &findings.total } else { &all };
    let total = kpi.of(tally, findings, &view.rules);
    Judgement {
        key: kpi.key().to_owned(),
        unit: kpi.unit(),
        target: target.phrase(),
        met: target.met(&total),
        band: target.band(&total).filter(|_| target.has_bands()),
        total,
        missed,
        amber_groups,
        judged_groups,
        nobody: nobody(target, findings),
        streaks: streaks((kpi, target), findings, view),
    }
}
