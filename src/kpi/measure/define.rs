//! From the words of a configuration to a measure.

use super::{Basis, Measure, Method, RepeatRules, Score, Words};
use crate::kpi::indicator::Shown;
use crate::model::civil::{DAY_MS, HOUR_MS};
use crate::model::{Field, Kind, Name, Zone};
use crate::problem::{Place, Problem, nearest};
use crate::query::{Decimal, Expression, Filter, Names};
use crate::report::Unit;
use std::collections::BTreeMap;

/// The kinds of an indicator.
const KINDS: [&str; 9] =
    ["ratio", "count", "mean", "sum", "percentile", "per_hour", "no_repeat", "survey", "quality"];

/// What can be asked of evaluations.
const QUALITIES: [&str; 6] = ["mean", "passed", "customer", "business", "compliance", "evaluated"];

/// The definition of an indicator as it is written: `type`, and the keys of that type.
#[derive(Debug, Clone, Default)]
pub struct Draft<'a> {
    /// Its name.
    pub name: &'a str,
    /// What is written, by key; numbers as text.
    pub keys: BTreeMap<&'a str, &'a str>,
}

/// What is wrong with a draft, and the key it stands under; `None` when the whole is meant.
pub type Wrong = (Option<&'static str>, Problem);

impl Measure {
    /// The measure that a draft defines; conditions may use `names`, and dates are those of `zone`.
    pub fn define(draft: &Draft<'_>, zone: &Zone, names: &Names) -> Result<Self, Wrong> {
        let reader = Reader { draft, zone, names };
        let kind = reader.text("type")?;
        let method = reader.method(kind)?;
        let unit = reader.unit(&method)?;
        let label = draft.keys.get("label").copied().unwrap_or(draft.name).to_owned();
        let word = |key: &str| draft.keys.get(key).copied().unwrap_or_default();
        let definition = match kind {
            "quality" => of_quality(word("score"), word("where")),
            _ => method.definition(&Words {
                numerator: word("numerator"),
                denominator: word("denominator"),
                value: word("value"),
                of: word("where"),
            }),
        };
        let (key, shown) = (draft.name.to_owned(), Shown::Always);
        Ok(Self { key, label, unit, shown, method, definition })
    }
}

struct Reader<'a> {
    draft: &'a Draft<'a>,
    zone: &'a Zone,
    names: &'a Names,
}

impl Reader<'_> {
    fn method(&self, kind: &str) -> Result<Method, Wrong> {
        Ok(match kind {
            "ratio" => Method::Ratio {
                numerator: self.filter("numerator")?,
                denominator: self.filter("denominator")?,
            },
            "count" => Method::Count { of: self.of()? },
            "mean" => Method::Mean { value: self.value()?, of: self.of()? },
            "sum" => Method::Sum { value: self.value()?, of: self.of()? },
            "percentile" => Method::Percentile {
                value: self.value()?,
                of: self.of()?,
                per_mille: self.share()?,
            },
            "per_hour" => Method::PerHour { value: self.value()?, of: self.of()? },
            "no_repeat" => Method::NoRepeat(self.repeat()?),
            "survey" => {
                Method::Survey { value: self.value()?, of: self.of()?, score: self.score()? }
            }
            "quality" => self.quality()?,
            other => return Err(unknown("type", other, &KINDS)),
        })
    }

    fn given(&self, key: &'static str) -> Option<&str> {
        self.draft.keys.get(key).copied()
    }

    fn text(&self, key: &'static str) -> Result<&str, Wrong> {
        self.given(key).ok_or_else(|| {
            let message = format!("the KPI `{}` has no `{key}`", self.draft.name);
            let help = match key {
                "type" => format!("write one of {}", KINDS.join(", ")),
                _ => format!("add `{key} = \"…\"`"),
            };
            (None, bad(message).help(help))
        })
    }

    fn filter(&self, key: &'static str) -> Result<Filter, Wrong> {
        let text = self.text(key)?;
        Filter::parse_with(text, self.zone, self.names).map_err(|problem| (Some(key), problem))
    }

    /// The contacts of `where`; without one, all.
    fn of(&self) -> Result<Filter, Wrong> {
        if self.given("where").is_some() { self.filter("where") } else { Ok(Filter::all()) }
    }

    fn value(&self) -> Result<Expression, Wrong> {
        Expression::parse(self.text("value")?).map_err(|problem| (Some("value"), problem))
    }

    /// `p` as thousandths, between 0 and 1.
    fn share(&self) -> Result<u32, Wrong> {
        let text = self.text("p")?;
        let found = thousandths(text).filter(|p| (0..=1000).contains(p));
        found.and_then(|p| u32::try_from(p).ok()).ok_or_else(|| {
            let message = format!("expected a share from 0 to 1, found `{text}`");
            (Some("p"), bad(message).help("write `p = 0.9` for the 90th percentile"))
        })
    }

    fn repeat(&self) -> Result<RepeatRules, Wrong> {
        let customer = Name::of(self.given("key").unwrap_or(Field::CustomerId.name()));
        let text_column = |key: &'static str, name: Name| {
            if name.kind() == Kind::Text {
                return Ok(name);
            }
            let message = format!("expected a column of text, found `{name}`");
            Err((Some(key), bad(message)))
        };
        let window = match self.given("within") {
            None => 7 * DAY_MS,
            Some(text) => span(text).map_err(|problem| (Some("within"), problem))?,
        };
        let same =
            self.given("same").map(|name| text_column("same", Name::of(name))).transpose()?;
        let basis = match self.given("basis") {
            None | Some("contact") => Basis::Contact,
            Some("episode") => Basis::Episode,
            Some(other) => return Err(unknown("basis", other, &["contact", "episode"])),
        };
        let customer = text_column("key", customer)?;
        Ok(RepeatRules { window, customer, same, basis, of: self.of()? })
    }

    fn score(&self) -> Result<Score, Wrong> {
        let limit = |key: &'static str, usual: Option<i64>| {
            if let (None, Some(usual)) = (self.given(key), usual) {
                return Ok(usual);
            }
            let text = self.text(key)?;
            let message = || format!("expected a rating, found `{text}`");
            thousandths(text).ok_or_else(|| (Some(key), bad(message())))
        };
        match self.text("score")? {
            "mean" => Ok(Score::Mean),
            "top" => Ok(Score::Top { least: limit("top", None)? }),
            "nps" => Ok(Score::Promoters {
                promoter: limit("promoter", Some(9_000))?,
                detractor: limit("detractor", Some(6_000))?,
            }),
            other => Err(unknown("score", other, &["mean", "top", "nps"])),
        }
    }

    /// What evaluations say, as a mean or a share of the columns they are joined as.
    fn quality(&self) -> Result<Method, Wrong> {
        let filter = |text: &str| {
            Filter::parse_with(text, self.zone, self.names).map_err(|problem| (None, problem))
        };
        let of = self.of()?;
        let share = |flag: &str| {
            let denominator = filter(&format!("{flag} is not null"))?.and(of.clone());
            Ok(Method::Ratio { numerator: filter(flag)?, denominator })
        };
        match self.given("score").unwrap_or("mean") {
            "mean" => {
                let value = Expression::parse("quality_score").map_err(|wrong| (None, wrong))?;
                Ok(Method::Mean { value, of: filter("evaluations > 0")?.and(of) })
            }
            "passed" => share("quality_passed"),
            "customer" => share("customer_critical_free"),
            "business" => share("business_critical_free"),
            "compliance" => share("compliance_critical_free"),
            "evaluated" => {
                Ok(Method::Ratio { numerator: filter("evaluations > 0")?, denominator: of })
            }
            other => Err(unknown("score", other, &QUALITIES)),
        }
    }

    /// The unit written, else the one that goes with the method.
    fn unit(&self, method: &Method) -> Result<Unit, Wrong> {
        let of_method = match method {
            Method::Ratio { .. }
            | Method::NoRepeat(_)
            | Method::Survey { score: Score::Top { .. }, .. } => Unit::Share,
            Method::Count { .. } => Unit::Count,
            _ => Unit::Plain,
        };
        let is_score = self.given("type") == Some("quality") && of_method == Unit::Plain;
        match (self.given("unit"), of_method) {
            (None | Some("score"), Unit::Plain) if is_score => Ok(Unit::Score),
            (Some("score"), Unit::Plain) => Ok(Unit::Score),
            (Some("count"), Unit::Plain) if matches!(method, Method::Sum { .. }) => Ok(Unit::Count),
            (Some("seconds"), Unit::Plain) => Ok(Unit::Seconds),
            (None, unit)
            | (Some("share"), unit @ Unit::Share)
            | (Some("count"), unit @ Unit::Count) => Ok(unit),
            (Some("plain"), Unit::Plain) => Ok(Unit::Plain),
            (Some(other), _) => Err(unknown("unit", other, &["seconds", "score", "plain"])),
        }
    }
}

/// An indicator of evaluations in one line.
fn of_quality(score: &str, of: &str) -> String {
    let contacts =
        if of.is_empty() { "contacts".to_owned() } else { format!("contacts with `{of}`") };
    match score {
        "passed" => {
            format!("{contacts} all of whose evaluations pass / those evaluated with a pass mark")
        }
        "evaluated" => format!("{contacts} with an evaluation / {contacts}"),
        "customer" | "business" | "compliance" => format!(
            "evaluated {contacts} without a critical error ({score}) / those where such an error could be made"
        ),
        _ => format!(
            "mean score of evaluated {contacts}, 0 to 100; several evaluations of one count as their mean"
        ),
    }
}

/// A span of time such as `7d`, `36h` or `30m`, in milliseconds; at most a year.
pub fn span(text: &str) -> Result<i64, Problem> {
    let text = text.trim();
    let units = [('d', DAY_MS), ('h', HOUR_MS), ('m', 60_000)];
    let found = units.into_iter().find_map(|(sign, length)| {
        let digits = text.strip_suffix(sign)?.trim_end();
        let is_plain =
            (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
        let number: i64 = if is_plain { digits.parse().ok()? } else { return None };
        Some(number * length).filter(|ms| (1..=366 * DAY_MS).contains(ms))
    });
    found.ok_or_else(|| {
        let message = format!("expected a span of time up to a year, found `{text}`");
        bad(message).help("write it as 7d, 36h or 30m")
    })
}

/// A decimal with at most three decimals, in thousandths.
fn thousandths(text: &str) -> Option<i64> {
    let text = text.trim();
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    Some(sign * Decimal::parse(digits)?.thousandths()?)
}

fn bad(message: impl Into<String>) -> Problem {
    Problem::new("bad-kpi", Place::file("kpi"), message)
}

fn unknown(key: &'static str, found: &str, words: &[&str]) -> Wrong {
    let found_text = format!("`{key}`: there is no `{found}`");
    let help = match nearest(found, words.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("write one of {}", words.join(", ")),
    };
    (Some(key), bad(found_text).help(help))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn define(keys: &[(&'static str, &'static str)]) -> Result<Measure, Wrong> {
        let draft = Draft { name: "x", keys: keys.iter().copied().collect() };
        Measure::define(&draft, &Zone::utc(), &Names::default())
    }

    #[test]
    fn what_is_missing_or_unknown_is_told_with_its_key() {
        for (keys, key, help) in [
            (
                &[][..],
                None,
                "write one of ratio, count, mean, sum, percentile, per_hour, no_repeat, survey, quality",
            ),
            (&[("type", "ratoi")], Some("type"), "did you mean `ratio`?"),
            (&[("type", "ratio"), ("numerator", "answered")], None, "add `denominator = \"…\"`"),
            (&[("type", "mean"), ("value", "talk_sec")], Some("value"), "did you mean `talk_s`?"),
            (
                &[("type", "percentile"), ("value", "wait_s"), ("p", "90")],
                Some("p"),
                "write `p = 0.9` for the 90th percentile",
            ),
            (
                &[("type", "no_repeat"), ("within", "7")],
                Some("within"),
                "write it as 7d, 36h or 30m",
            ),
            (&[("type", "count"), ("where", "answerd")], Some("where"), "did you mean `answered`?"),
            (
                &[("type", "survey"), ("value", "csat"), ("score", "npx")],
                Some("score"),
                "did you mean `nps`?",
            ),
            (&[("type", "count"), ("unit", "seconds")], Some("unit"), "did you mean `seconds`?"),
        ] {
            let (found, problem) = define(keys).unwrap_err();
            assert_eq!((found, problem.help.as_deref()), (key, Some(help)), "{keys:?}");
        }
    }

    #[test]
    fn a_unit_goes_with_its_method() {
        assert_eq!(define(&[("type", "count")]).unwrap().unit, Unit::Count);
        let mean = [("type", "mean"), ("value", "talk_s + hold_s"), ("unit", "seconds")];
        assert_eq!(define(&mean).unwrap().unit, Unit::Seconds);
        let repeat = define(&[("type", "no_repeat"), ("where", "answered")]).unwrap();
        assert_eq!(repeat.unit, Unit::Share);
        assert!(repeat.definition.contains("within 7 d"), "{}", repeat.definition);
    }

    #[test]
    fn a_span_has_a_unit_and_an_end() {
        assert_eq!(span("36h").unwrap(), 129_600_000);
        for text in ["", "7", "0d", "-1d", "1e3d", "400d", "d", "٣d"] {
            assert_eq!(span(text).unwrap_err().code, "bad-kpi", "{text}");
        }
    }
}
