//! Thresholds, formulas and charts from the command line.

use super::FigureArgs;
use super::request::{collect, refuse_any};
use crate::kpi::spc::{self, Kind, Spc, Tests};
use crate::kpi::{Formula, Key, Rules};
use crate::problem::{Blame, Place, Problem, nearest};
use anyhow::Result;
use std::slice::from_ref;

/// The rules that the flags name; what is wrong with them goes to `wrong`.
pub(super) fn rules(figures: &FigureArgs, wrong: &mut Vec<Problem>) -> Rules {
    let usual = Rules::default();
    let threshold =
        collect(from_ref(&figures.threshold), |text| number(text, "--threshold"), wrong);
    let short =
        collect(figures.short_abandon.as_slice(), |text| number(text, "--short-abandon"), wrong);
    let csat_top = collect(figures.csat_top.as_slice(), |text| number(text, "--csat-top"), wrong);
    let formula = collect(from_ref(&figures.formula), formula, wrong).first().copied();
    let formula = formula.unwrap_or(usual.formula);
    if formula.needs_short() && figures.short_abandon.is_none() {
        let message = format!("the formula `{}` asks which abandons are short", formula.key());
        let problem = Problem::new("missing-limit", Place::file("--formula"), message);
        wrong.push(problem.help("add their longest wait in seconds: --short-abandon 5"));
    }
    Rules {
        threshold: threshold.first().copied().unwrap_or(usual.threshold),
        formula,
        short_abandon: short.first().copied(),
        csat_top: csat_top.first().copied(),
    }
}

fn formula(key: &str) -> Result<Formula, Problem> {
    Formula::from_key(key).ok_or_else(|| {
        let keys = || Formula::ALL.into_iter().map(Formula::key);
        let message = format!("there is no service-level formula `{key}`");
        let help = match nearest(key, keys()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("choose one of {}", keys().collect::<Vec<_>>().join(", ")),
        };
        Problem::new("unknown-formula", Place::file("--formula"), message).help(help)
    })
}

/// A number from 0 to a year of seconds, in thousandths.
fn number(text: &str, flag: &str) -> Result<i64, Problem> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let plain = |digits: &str, most: usize| {
        (1..=most).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let thousandths = (plain(whole, 8) && plain(rest, 3)).then(|| format!("{whole}{rest:0<3}"));
    let value = thousandths.and_then(|digits| digits.parse::<i64>().ok());
    value.filter(|value| *value <= 31_536_000_000).ok_or_else(|| {
        let message = format!("expected a number from 0 to 31536000, found `{text}`");
        Problem::new("bad-number", Place::file(flag), message).help("write it as 20 or 20.5")
    })
}

/// The charts that the flags ask for, and where in the groups time stands; `None` without `--spc`.
pub(super) fn spc(figures: &FigureArgs, by: &[Key]) -> Result<Option<(Spc, usize)>> {
    let Some(chart) = &figures.spc else { return Ok(None) };
    let mut wrong = Vec::new();
    let kind = |name: &str| {
        let names = Kind::ALL.map(Kind::name);
        Kind::from_name(name).ok_or_else(|| no_such("chart", (name, "--spc"), &names))
    };
    let asked = Some(chart.clone()).filter(|chart| chart != "usual");
    let kind = collect(asked.as_slice(), kind, &mut wrong).first().copied();
    let tests = |name: &str| match name {
        "anhoej" => Ok(Tests::Anhoej),
        "western_electric" => Ok(Tests::WesternElectric),
        "nelson" => Ok(Tests::Nelson),
        other => {
            let names = ["anhoej", "western_electric", "nelson"];
            Err(no_such("set of rules", (other, "--rules"), &names))
        }
    };
    let tests = collect(from_ref(&figures.rules), tests, &mut wrong).first().copied();
    let time = spc::time_key(by, &Place::file("--spc")).map_err(|problem| wrong.push(problem)).ok();
    refuse_any(Blame::Request, wrong)?;
    let spc = Spc { kind, tests: tests.unwrap_or(Tests::Anhoej) };
    Ok(time.map(|time| (spc, time)))
}

fn no_such(what: &str, (name, flag): (&str, &str), names: &[&str]) -> Problem {
    let message = format!("there is no {what} `{name}`");
    let help = match nearest(name, names.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("choose one of {}", names.join(", ")),
    };
    Problem::new("unknown-formula", Place::file(flag), message).help(help)
}
