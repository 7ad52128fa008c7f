//! What decides how figures are counted, as arguments: the same for `qa kpi` and for what explains it.

use super::defined::Said;
use super::numbers::rules;
use super::request::refuse_any;
use super::targets::{preset, targets};
use super::{Defined, FigureArgs};
use crate::ingest::config::Config;
use crate::kpi::findings::missing_column;
use crate::kpi::{Findings, Indicator, Rules, Target};
use crate::model::Name;
use crate::problem::{Blame, Place, Problem};
use anyhow::Result;

/// Thresholds, formulas and spans.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Figures")]
pub struct RuleArgs {
    /// Longest wait that is in time for the service level; without it, that of qa.toml or 20
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub(super) threshold: Option<String>,
    /// Service-level formula: `offered`, `answered`, `removed`, `late_abandons`, `short_met`,
    /// `short_removed`, `no_flow_out` or `left_queue`; without it, that of qa.toml or `offered`
    #[arg(long, value_name = "FORMULA")]
    pub(super) formula: Option<String>,
    /// Abandons up to this wait are short, and not counted in the abandonment rate
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    pub(super) short_abandon: Option<String>,
    /// Threshold and target of the service level by name: percent and seconds as `80/20`, or
    /// `es-ley10-2025`, the Spanish act on customer service
    #[arg(long, value_name = "NAME")]
    pub(super) preset: Option<String>,
    #[command(flatten)]
    pub(super) fcr: FcrArgs,
    /// Ratings from this one on are top ratings (`csat_top_rate`)
    #[arg(long, value_name = "RATING", allow_negative_numbers = true)]
    pub(super) csat_top: Option<String>,
}

/// What first-contact resolution by repeat contact is.
#[derive(Debug, Clone, Default, clap::Args)]
#[expect(clippy::struct_field_names, reason = "they are the names of flags")]
#[command(next_help_heading = "Figures")]
pub(super) struct FcrArgs {
    /// How long a customer must not come back for `fcr`: 7d, 36h
    #[arg(long, value_name = "SPAN")]
    fcr_within: Option<String>,
    /// A column that must be the same for a contact to be a repeat, such as `queue`
    #[arg(long, value_name = "COLUMN")]
    fcr_same: Option<String>,
    /// What `fcr` counts: each `contact`, or each `episode` of contacts that follow each other
    #[arg(long, value_name = "BASIS")]
    fcr_basis: Option<String>,
}

impl RuleArgs {
    /// The rules that they or the configuration name; refuses with everything that is wrong with them.
    pub fn read(&self, config: &Config) -> Result<Rules> {
        let mut wrong = Vec::new();
        let preset = preset(self, config, &mut wrong);
        let rules = rules(self, (config, preset.as_ref()), &mut wrong);
        refuse_any(Blame::Request, wrong)?;
        Ok(rules)
    }

    /// The targets of one indicator: those of the command line, else those that `qa kpi` would take
    /// from a preset or from qa.toml.
    pub fn targets(
        &self,
        (kpi, given): (&Indicator, &[String]),
        defined: &Defined,
        config: &Config,
    ) -> Result<Vec<(Indicator, Target)>> {
        let figures =
            FigureArgs { rules: self.clone(), target: given.to_vec(), ..FigureArgs::default() };
        let mut wrong = Vec::new();
        let preset = preset(self, config, &mut wrong);
        let kpis = std::slice::from_ref(kpi);
        let mut targets = targets((&figures, preset.as_ref()), defined, (kpis, config), &mut wrong);
        for (other, _) in targets.iter().filter(|(other, _)| other.key() != kpi.key()) {
            let message =
                format!("expected a target of `{}`, found one of `{}`", kpi.key(), other.key());
            wrong.push(Problem::new("bad-target", Place::file("--target"), message));
        }
        refuse_any(Blame::Request, wrong)?;
        targets.retain(|(other, _)| other.key() == kpi.key());
        Ok(targets)
    }

    /// The preset that was given.
    pub fn preset(&self) -> Option<&str> {
        self.preset.as_deref()
    }

    /// Who says a rule: a flag, a line of qa.toml, a preset, or nobody.
    pub fn teller(&self, key: &str, config: &Config) -> String {
        let (flag, given) = match key {
            "threshold" => ("--threshold", &self.threshold),
            "formula" => ("--formula", &self.formula),
            "short_abandon" => ("--short-abandon", &self.short_abandon),
            _ => ("--csat-top", &self.csat_top),
        };
        let is_threshold = key == "threshold";
        match (given, &self.preset, config.level.get(key), config.level.get("preset")) {
            (Some(_), ..) => format!("by {flag}"),
            (None, Some(name), ..) if is_threshold => format!("by --preset {name}"),
            (None, _, Some(written), _) => format!("by {}", written.place),
            (None, None, None, Some(written)) if is_threshold => {
                format!("by the preset {} of {}", written.text, written.place)
            }
            _ => "by default".to_owned(),
        }
    }

    /// What they say about `fcr`: key, text and flag.
    pub fn fcr(&self) -> Vec<Said<'_>> {
        self.fcr.said()
    }
}

impl FcrArgs {
    /// The column of --fcr-same that no source has; `None` where it is there, or nobody asks for `fcr`.
    pub(super) fn absent(&self, findings: &Findings) -> Option<Problem> {
        let column = Name::of(self.fcr_same.as_ref()?.trim());
        let is_asked = findings.plan.measures.iter().any(|measure| measure.key == "fcr");
        let is_empty = findings.groups.is_empty() && findings.outside == 0;
        let is_absent = is_asked && !is_empty && !findings.present.contains(&column);
        is_absent.then(|| missing_column(&column, &Place::file("--fcr-same")))
    }

    /// Key, text and flag of what was given.
    pub(super) fn said(&self) -> Vec<Said<'_>> {
        let given = [
            ("within", &self.fcr_within, "--fcr-within"),
            ("same", &self.fcr_same, "--fcr-same"),
            ("basis", &self.fcr_basis, "--fcr-basis"),
        ];
        let texts = given.into_iter();
        texts.filter_map(|(key, text, flag)| Some((key, text.as_deref()?, flag))).collect()
    }
}
