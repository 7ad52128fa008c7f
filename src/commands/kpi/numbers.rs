//! Thresholds, formulas and charts from the command line.

use super::request::{collect, refuse_any};
use super::{FigureArgs, RuleArgs};
use crate::ingest::config::Config;
use crate::kpi::spc::{self, Kind, Spc, Tests};
use crate::kpi::{Formula, Key, Preset, Rules};
use crate::problem::{Blame, Excerpt, Place, Problem, nearest};
use anyhow::Result;
use std::slice::from_ref;

/// The rules that flags, preset and configuration name; what is wrong with them goes to `wrong`.
pub(super) fn rules(
    args: &RuleArgs,
    (config, preset): (&Config, Option<&Preset>),
    wrong: &mut Vec<Problem>,
) -> Rules {
    let usual = Rules::default();
    let said = |flag: Option<&String>, (key, name): (&'static str, &str)| {
        let of_flag = flag.map(|text| (text.clone(), Place::file(name), None));
        // A preset on the command line goes before what the file says.
        let is_preset = args.preset.is_some() && key == "threshold";
        let written = config.level.get(key).filter(|_| !is_preset);
        let of_file = written.map(|written| {
            (written.text.clone(), written.place.clone(), Some(written.excerpt.clone()))
        });
        of_flag.or(of_file)
    };
    let threshold = said(args.threshold.as_ref(), ("threshold", "--threshold"));
    let short = said(args.short_abandon.as_ref(), ("short_abandon", "--short-abandon"));
    let formula = said(args.formula.as_ref(), ("formula", "--formula"));
    let csat_top = args.csat_top.as_ref().map(|t| (t.clone(), Place::file("--csat-top"), None));
    let place = formula.as_ref().map_or(Place::file("--formula"), |(_, place, _)| place.clone());
    let has_short = short.is_some();
    let threshold = told(threshold, number, wrong).or(preset.map(|preset| preset.threshold));
    let rules = Rules {
        threshold: threshold.unwrap_or(usual.threshold),
        formula: told(formula, self::formula, wrong).unwrap_or(usual.formula),
        short_abandon: told(short, number, wrong),
        csat_top: told(csat_top, number, wrong),
    };
    if rules.formula.needs_short() && !has_short {
        let message =
            format!("the formula `{}` asks which abandons are short", rules.formula.key());
        let problem = Problem::new("missing-limit", place, message);
        wrong.push(problem.help("add their longest wait in seconds: --short-abandon 5"));
    }
    rules
}

/// What is wrong with what a configuration says of the service level.
pub fn wrong_level(config: &Config) -> Vec<Problem> {
    let (args, mut wrong) = (RuleArgs::default(), Vec::new());
    let preset = super::targets::preset(&args, config, &mut wrong);
    rules(&args, (config, preset.as_ref()), &mut wrong);
    wrong
}

/// A text, where it stands, and its line in a file.
type Text = (String, Place, Option<Excerpt>);

fn told<T>(
    text: Option<Text>,
    read: impl Fn(&str, &Place) -> Result<T, Problem>,
    wrong: &mut Vec<Problem>,
) -> Option<T> {
    let (text, place, excerpt) = text?;
    read(text.trim(), &place).map_err(|problem| wrong.push(Problem { excerpt, ..problem })).ok()
}

fn formula(key: &str, place: &Place) -> Result<Formula, Problem> {
    Formula::from_key(key).ok_or_else(|| {
        let keys = || Formula::ALL.into_iter().map(Formula::key);
        let message = format!("there is no service-level formula `{key}`");
        let help = match nearest(key, keys()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("choose one of {}", keys().collect::<Vec<_>>().join(", ")),
        };
        Problem::new("unknown-formula", place.clone(), message).help(help)
    })
}

/// A number from 0 to a year of seconds, in thousandths.
fn number(text: &str, place: &Place) -> Result<i64, Problem> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let plain = |digits: &str, most: usize| {
        (1..=most).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let thousandths = (plain(whole, 8) && plain(rest, 3)).then(|| format!("{whole}{rest:0<3}"));
    let value = thousandths.and_then(|digits| digits.parse::<i64>().ok());
    value.filter(|value| *value <= 31_536_000_000).ok_or_else(|| {
        let message = format!("expected a number from 0 to 31536000, found `{text}`");
        Problem::new("bad-number", place.clone(), message).help("write it as 20 or 20.5")
    })
}

/// The number behind a flag, in thousandths.
pub(super) fn thousandths(text: &str, flag: &'static str) -> Result<i64, Problem> {
    number(text, &Place::file(flag))
}

/// The same as a real.
pub(super) fn seconds(text: &str, flag: &'static str) -> Result<f64, Problem> {
    let thousandths = thousandths(text, flag)?;
    Ok(crate::stats::real::signed(thousandths.into()) / 1_000.0)
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
    let tests = collect(from_ref(&figures.tests), tests, &mut wrong).first().copied();
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
