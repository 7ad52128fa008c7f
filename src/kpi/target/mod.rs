//! Targets of indicators: what they ask, of whom, and whether they are met.

pub mod judge;
pub mod preset;
mod scope;
pub mod streak;
pub mod table;
pub mod year;

pub use judge::{Judgement, judge};
pub use preset::Preset;

use super::group::Key;
use super::{Figure, Indicator};
use crate::problem::{Place, Problem};
use crate::report::Unit;
use scope::Scope;

/// What a figure should be: at least or at most a value, maybe only in some groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    goal: Goal,
    /// What is still amber when the goal is missed.
    amber: Option<Goal>,
    scope: Scope,
    /// Over which time it is judged.
    pub over: Over,
}

/// Over which time a target is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    /// The whole report and each of its groups.
    Report,
    /// The calendar year so far.
    Year,
}

/// How good a figure is against its target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Band {
    /// The target is met.
    Green,
    /// It is missed, but the figure lies within the amber limit.
    Amber,
    /// It is missed.
    Red,
}

impl Band {
    /// In a word.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Green => "green",
            Self::Amber => "amber",
            Self::Red => "red",
        }
    }
}

/// A bound and a value.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Goal {
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
const FORMS: &str = "a target is at least (>=) or at most (<=): write `>= 80%`, `<= 5 %`, `<= 20` or `<= 0:20`; behind it, with a comma before each, \
    `amber >= 75%`, `for queue=billing` or `over year`";

impl Target {
    /// The target that `text` names for an indicator of that unit. `place` is where it stands.
    ///
    /// A percentage is a share; a share without `%` lies between 0 and 1. Behind the value may
    /// stand `, amber >= 75%`, `, for queue=billing` (more than once) and `, over year`.
    pub fn parse(text: &str, unit: Unit, place: &Place) -> Result<Self, Problem> {
        let mut parts = text.split(',');
        let goal = Goal::parse(parts.next().unwrap_or_default(), unit, place)?;
        let (amber, scope, over) = (None, Scope::default(), Over::Report);
        let mut target = Self { goal, amber, scope, over };
        for part in parts {
            let part = part.trim();
            target = if let Some(amber) = part.strip_prefix("amber ") {
                target.with_amber(amber, unit, place)?
            } else if let Some(group) = part.strip_prefix("for ") {
                let (column, value) = group.split_once('=').ok_or_else(|| {
                    bad(
                        place,
                        format!(
                            "expected a column and its value after `for`, found `{}`",
                            group.trim()
                        ),
                    )
                })?;
                target.within(column.trim(), value.trim())
            } else if part == "over year" {
                Self { over: Over::Year, ..target }
            } else {
                return Err(bad(place, format!("expected more of a target, found `{part}`")));
            };
        }
        Ok(target)
    }

    /// The same with an amber limit, which must be easier to reach.
    pub fn with_amber(self, text: &str, unit: Unit, place: &Place) -> Result<Self, Problem> {
        let amber = Goal::parse(text, unit, place)?;
        if amber.bound != self.goal.bound || self.goal.admits((amber.num, amber.den)) {
            let message = format!("the amber limit `{}` is not easier than the target", amber.text);
            let help =
                format!("amber lies on the far side of `{}`, with the same sign", self.text());
            return Err(Problem::new("bad-target", place.clone(), message).help(help));
        }
        Ok(Self { amber: Some(amber), ..self })
    }

    /// The same for the groups alone that have this value.
    #[must_use]
    pub fn within(mut self, column: &str, value: &str) -> Self {
        self.scope.add(column, value);
        self
    }

    /// Whether a figure meets it, unrounded; `None` when the figure is undefined.
    pub fn met(&self, figure: &Figure) -> Option<bool> {
        Some(self.goal.admits(figure.quotient()?))
    }

    /// How good a figure is, unrounded; `None` when the figure is undefined.
    pub fn band(&self, figure: &Figure) -> Option<Band> {
        let found = figure.quotient()?;
        Some(if self.goal.admits(found) {
            Band::Green
        } else if self.amber.as_ref().is_some_and(|amber| amber.admits(found)) {
            Band::Amber
        } else {
            Band::Red
        })
    }

    /// Whether it has an amber limit.
    pub fn has_bands(&self) -> bool {
        self.amber.is_some()
    }

    /// Its value.
    pub fn value(&self) -> f64 {
        let real = crate::stats::real::signed;
        real(self.goal.num) / real(self.goal.den)
    }

    /// Whether more is better.
    pub fn is_least(&self) -> bool {
        self.goal.bound == Bound::AtLeast
    }

    /// As it was written: sign, space, value.
    pub fn text(&self) -> &str {
        &self.goal.text
    }

    /// The same with amber limit, groups and time.
    pub fn phrase(&self) -> String {
        let mut phrase = self.goal.text.clone();
        if let Some(amber) = &self.amber {
            phrase.push_str(", amber ");
            phrase.push_str(&amber.text);
        }
        phrase.push_str(&self.whom());
        phrase
    }

    /// Of whom and when, as it is written behind the value; empty for all.
    pub fn whom(&self) -> String {
        let over = if self.over == Over::Year { ", over year" } else { "" };
        format!("{}{over}", self.scope.phrase())
    }

    /// The columns whose values say for which groups it is.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.scope.columns()
    }

    /// The same columns, each with the value that a group must have in it.
    pub fn values(&self) -> impl Iterator<Item = (&str, &str)> {
        self.scope.values()
    }

    /// The columns that a report by these keys lacks to tell for which groups it is.
    pub fn untold(&self, keys: &[Key]) -> Vec<&str> {
        self.columns().filter(|column| keys.iter().all(|key| key.name() != *column)).collect()
    }

    /// Whether it is for the group with these values; everything together has none.
    pub fn fits(&self, keys: &[Key], texts: &[String]) -> bool {
        self.scope.fits(keys, texts)
    }

    /// The target of a group: of those of the report that fit it, the one that asks for most
    /// values, the first of several.
    pub fn pick<'a>(
        targets: impl Iterator<Item = &'a Self>,
        keys: &[Key],
        texts: &[String],
    ) -> Option<&'a Self> {
        let mut best: Option<&Self> = None;
        for target in
            targets.filter(|target| target.over == Over::Report && target.fits(keys, texts))
        {
            if best.is_none_or(|best| target.scope.len() > best.scope.len()) {
                best = Some(target);
            }
        }
        best
    }
}

/// The targets of one indicator.
pub fn of_kpi<'a>(
    targets: &'a [(Indicator, Target)],
    kpi: &'a Indicator,
) -> impl Iterator<Item = &'a Target> + Clone {
    let own = targets.iter().filter(|(other, _)| other.key() == kpi.key());
    own.map(|(_, target)| target)
}

/// An indicator and the text of its target, as `service_level >= 80%` names both.
///
/// # Errors
///
/// `bad-target` without a sign.
pub fn named<'a>(text: &'a str, place: &Place) -> Result<(&'a str, &'a str), Problem> {
    let Some(at) = text.find(['=', '<', '>', '≤', '≥']) else {
        let message = format!("expected an indicator and its target, found `{text}`");
        let problem = Problem::new("bad-target", place.clone(), message);
        return Err(problem.help("write it as 'service_level >= 80%'"));
    };
    let (key, target) = (text[..at].trim_end(), &text[at..]);
    Ok((key, target.strip_prefix('=').unwrap_or(target)))
}

fn bad(place: &Place, message: String) -> Problem {
    Problem::new("bad-target", place.clone(), message).help(FORMS)
}

impl Goal {
    fn parse(text: &str, unit: Unit, place: &Place) -> Result<Self, Problem> {
        let bad = |message: String| bad(place, message);
        let (bound, value) = split(text)
            .ok_or_else(|| bad(format!("expected a target, found `{}`", text.trim())))?;
        let (number, is_percent) = match value.strip_suffix('%') {
            Some(number) => (number.trim_end(), true),
            None => (value, false),
        };
        let number = if unit == Unit::Seconds {
            clock(number).or_else(|| decimal(number))
        } else {
            decimal(number)
        };
        let (num, den) = number
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

    fn admits(&self, (num, den): (i128, i128)) -> bool {
        let (found, wanted) = (num * self.den, self.num * den);
        match self.bound {
            Bound::AtLeast => found >= wanted,
            Bound::AtMost => found <= wanted,
        }
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

/// Minutes and seconds, or hours before them, as tables show them: `0:20`, `1:02:30`.
fn clock(text: &str) -> Option<(i128, i128)> {
    let (minutes, seconds) = text.rsplit_once(':')?;
    let (seconds, den) = decimal(seconds).filter(|(num, den)| *num < 60 * den)?;
    let (hours, minutes) = minutes.split_once(':').unwrap_or(("0", minutes));
    let whole = |text: &str| {
        let is_plain =
            (1..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_plain { text.parse::<i128>().ok() } else { None }
    };
    let minutes = whole(minutes)? + 60 * whole(hours)?;
    Some((minutes * 60 * den + seconds, den))
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

#[cfg(test)]
mod tests;
