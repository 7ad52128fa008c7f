//! Targets of indicators and whether they are met.

use super::indicator::Indicator;
use super::report::View;
use super::{Figure, Findings};
use crate::problem::{Place, Problem};
use crate::report::Unit;

/// What a figure should be: at least or at most a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    bound: Bound,
    /// The value as an exact quotient.
    num: i128,
    den: i128,
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Bound {
    AtLeast,
    AtMost,
}

/// The forms in which a target is written.
const FORMS: &str = "write `>= 80%`, `<= 5 %` or `<= 20`";

impl Target {
    /// The target that `text` names for an indicator of that unit. `place` is where it stands.
    ///
    /// A percentage is a share; a share without `%` lies between 0 and 1.
    pub fn parse(text: &str, unit: Unit, place: &Place) -> Result<Self, Problem> {
        let bad = |message: String| Problem::new("bad-target", place.clone(), message).help(FORMS);
        let (bound, value) = split(text)
            .ok_or_else(|| bad(format!("expected a target, found `{}`", text.trim())))?;
        let (number, is_percent) = match value.strip_suffix('%') {
            Some(number) => (number.trim_end(), true),
            None => (value, false),
        };
        let (num, den) = decimal(number)
            .ok_or_else(|| bad(format!("expected a number after the sign, found `{value}`")))?;
        let den = if is_percent { den * 100 } else { den };
        if is_percent && unit != Unit::Share {
            return Err(bad(format!("expected a plain number, found the percentage `{value}`")));
        }
        if unit == Unit::Share && num > den {
            return Err(bad(format!("expected a share up to 100 %, found `{value}`")));
        }
        let sign = if bound == Bound::AtLeast { ">=" } else { "<=" };
        Ok(Self { bound, num, den, text: format!("{sign} {value}") })
    }

    /// Whether a figure meets it, unrounded; `None` when the figure is undefined.
    pub fn met(&self, figure: &Figure) -> Option<bool> {
        let (num, den) = figure.quotient()?;
        let (found, wanted) = (num * self.den, self.num * den);
        Some(match self.bound {
            Bound::AtLeast => found >= wanted,
            Bound::AtMost => found <= wanted,
        })
    }

    /// As it was written: sign, space, value.
    pub fn text(&self) -> &str {
        &self.text
    }
}

fn split(text: &str) -> Option<(Bound, &str)> {
    let text = text.trim();
    let bounds = [
        (">=", Bound::AtLeast),
        ("≥", Bound::AtLeast),
        ("<=", Bound::AtMost),
        ("≤", Bound::AtMost),
    ];
    bounds.into_iter().find_map(|(sign, bound)| Some((bound, text.strip_prefix(sign)?.trim())))
}

/// A decimal number of at most nine digits on either side, as an exact quotient.
fn decimal(text: &str) -> Option<(i128, i128)> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let plain = |digits: &str| {
        (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    if !plain(whole) || !plain(rest) {
        return None;
    }
    let den = 10_i128.pow(u32::try_from(rest.len()).ok()?);
    Some((whole.parse::<i128>().ok()? * den + rest.parse::<i128>().ok()?, den))
}

/// How one indicator stands against its target.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The indicator.
    pub key: String,
    /// The target as it was written.
    pub target: String,
    /// The figure over all groups.
    pub total: Figure,
    /// Whether the total meets it; `None` when the total is undefined.
    pub met: Option<bool>,
    /// Groups that miss it.
    pub missed_groups: u64,
    /// Groups in which the figure is defined.
    pub judged_groups: u64,
}

impl Judgement {
    /// Whether a gate stays shut: the total is missed or undefined, or a group misses it.
    pub fn is_missed(&self) -> bool {
        self.met != Some(true) || self.missed_groups > 0
    }
}

/// Every target of a view against the findings, in the order of the targets.
pub fn judge(findings: &Findings, view: &View) -> Vec<Judgement> {
    view.targets.iter().map(|(kpi, target)| judgement(kpi, target, findings, view)).collect()
}

fn judgement(kpi: &Indicator, target: &Target, findings: &Findings, view: &View) -> Judgement {
    let figure = |tally| kpi.of(tally, findings, &view.rules);
    let total = figure(&findings.total);
    let (mut missed_groups, mut judged_groups) = (0, 0);
    for (_, tally) in findings.groups.iter().filter(|_| !findings.plan.by.is_empty()) {
        let met = target.met(&figure(tally));
        judged_groups += u64::from(met.is_some());
        missed_groups += u64::from(met == Some(false));
    }
    let met = target.met(&total);
    let target = target.text().to_owned();
    Judgement { key: kpi.key().to_owned(), target, total, met, missed_groups, judged_groups }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(text: &str, unit: Unit) -> Result<Target, Problem> {
        Target::parse(text, unit, &Place::file("--target"))
    }

    #[test]
    fn what_is_no_target_is_told_the_forms() {
        for text in [
            "",
            "80%",
            "> 80%",
            ">=",
            ">= %",
            ">= x",
            ">= -5",
            ">= 1e3",
            ">= .5",
            ">= 5.",
            "= 3",
            ">= 80 %%",
            ">= 101%",
            ">= 80",
            ">= 1,5",
            "<= ٣",
            "<= 1.0000000001",
        ] {
            let problem = target(text, Unit::Share).unwrap_err();
            assert_eq!(problem.code, "bad-target", "{text}");
            assert!(problem.help.is_some());
        }
        assert!(target("<= 20%", Unit::Seconds).is_err());
    }

    #[test]
    fn a_target_is_compared_unrounded_and_includes_its_value() {
        for (text, hits, met) in [
            (">= 80%", 7_999, false),
            (">= 80%", 8_000, true),
            ("≥ 80 %", 8_000, true),
            (">= 0.8", 8_000, true),
            ("<= 5 %", 500, true),
            ("<=5%", 501, false),
            ("≤ 4.99%", 500, false),
            (">= 0%", 0, true),
        ] {
            let target = target(text, Unit::Share).unwrap();
            assert_eq!(target.met(&Figure::share((hits, 10_000))), Some(met), "{text}");
        }
        let target = target("<= 20", Unit::Seconds).unwrap();
        assert_eq!(target.met(&Figure::mean(60_000, 3)), Some(true));
        assert_eq!(target.met(&Figure::mean(60_001, 3)), Some(false));
        assert_eq!(target.met(&Figure::mean(0, 0)), None);
        assert_eq!(target.text(), "<= 20");
    }
}
