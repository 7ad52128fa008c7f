//! Thresholds and formulas as arguments of commands that explain figures.

use super::FigureArgs;
use super::numbers::rules;
use super::request::refuse_any;
use super::targets::preset;
use crate::ingest::config::Config;
use crate::kpi::Rules;
use crate::problem::Blame;
use anyhow::Result;

/// Thresholds and formulas.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Figures")]
pub struct RuleArgs {
    /// Longest wait that is in time for the service level
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    threshold: Option<String>,
    /// Service-level formula, such as `offered` or `left_queue`
    #[arg(long, value_name = "FORMULA")]
    formula: Option<String>,
    /// Abandons up to this wait are short
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    short_abandon: Option<String>,
    /// Ratings from this one on are top ratings
    #[arg(long, value_name = "RATING", allow_negative_numbers = true)]
    csat_top: Option<String>,
}

impl RuleArgs {
    /// The rules that they or the configuration name; refuses with everything that is wrong with them.
    pub fn read(&self, config: &Config) -> Result<Rules> {
        let figures = FigureArgs {
            threshold: self.threshold.clone(),
            formula: self.formula.clone(),
            short_abandon: self.short_abandon.clone(),
            csat_top: self.csat_top.clone(),
            ..FigureArgs::default()
        };
        let mut wrong = Vec::new();
        let preset = preset(&figures, config, &mut wrong);
        let rules = rules(&figures, (config, preset.as_ref()), &mut wrong);
        refuse_any(Blame::Request, wrong)?;
        Ok(rules)
    }
}
