//! The gate: whether every question has the least agreement that is asked of it.

use super::super::{Context, Outcome};
use crate::agreement::ratings::Ratings;
use crate::agreement::{self, Below, Floors, Gate, Options};
use crate::render::cell::for_programs;
use crate::report::Cell;
use anyhow::Result;

/// What is asked of every question.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Gate")]
pub(super) struct FloorArgs {
    /// Least alpha of every question, such as 0.667; with one below it the exit status is 4, after the
    /// report
    #[arg(long, value_name = "ALPHA", value_parser = alpha)]
    min_alpha: Option<f64>,
    /// Least exact agreement of every question, such as 80%, likewise
    #[arg(long, value_name = "SHARE", value_parser = share)]
    min_agreement: Option<f64>,
}

impl FloorArgs {
    /// What was found; `None` where nothing is asked.
    pub(super) fn gate(&self, ratings: &Ratings, options: &Options) -> Option<Gate> {
        let floors = Floors { alpha: self.min_alpha, agreement: self.min_agreement };
        floors.ask().then(|| agreement::gate(ratings, options, &floors))
    }
}

/// Tells on stderr which questions are below, and which were not judged.
pub(super) fn told(gate: Option<Gate>, cx: &mut Context<'_>) -> Result<Outcome> {
    let Some(gate) = gate else { return Ok(Outcome::Done) };
    if !gate.is_missed() {
        return Ok(Outcome::Done);
    }
    match gate.judged {
        0 => writeln!(cx.stderr, "nothing could be judged")?,
        judged => writeln!(cx.stderr, "{} of {judged} figures too low", gate.below.len())?,
    }
    for Below { question, figure, value, least } in &gate.below {
        let [value, least] = [*value, *least]
            .map(|number| for_programs(&Cell::number(Some(number))).unwrap_or_default());
        writeln!(cx.stderr, "  {question}: {figure} {value}, expected at least {least}")?;
    }
    for line in &gate.open {
        writeln!(cx.stderr, "  not judged: {line}")?;
    }
    Ok(Outcome::GateMissed)
}

fn alpha(text: &str) -> Result<f64, String> {
    let found = number(text).filter(|alpha| (-1.0..=1.0).contains(alpha));
    found.ok_or_else(|| "expected a number from -1 to 1, such as 0.667".to_owned())
}

fn share(text: &str) -> Result<f64, String> {
    let found = match text.strip_suffix('%') {
        Some(percent) => number(percent).map(|percent| percent / 100.0),
        None => number(text),
    };
    let found = found.filter(|share| (0.0..=1.0).contains(share));
    found.ok_or_else(|| "expected a share such as 80% or 0.8".to_owned())
}

fn number(text: &str) -> Option<f64> {
    let found: f64 = text.trim().parse().ok()?;
    found.is_finite().then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_share_and_no_alpha_is_refused() {
        for text in ["", "%", "nan", "1.2", "120%", "-5%", "inf"] {
            assert!(share(text).is_err(), "{text}");
        }
        assert!(alpha("1.01").is_err() && alpha("high").is_err());
        assert_eq!((share("80%"), share("0.8"), alpha("-0.5")), (Ok(0.8), Ok(0.8), Ok(-0.5)));
    }
}
