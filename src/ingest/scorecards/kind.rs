//! What may be answered to a question of a scorecard file.

use super::card::texts;
use crate::ingest::toml_text::{Found, Keys};
use crate::scorecard::{Choice, NumberRange, Points, QuestionKind, Severity};
use toml::de::DeValue;

/// Keys that say what may be answered; a question has one of them.
pub(super) const KEYS: [&str; 5] = ["scale", "choices", "ranges", "number", "defects"];

/// Reads what may be answered; `None` when that is not said or cannot be read.
pub(super) fn kind(keys: &mut Keys<'_>) -> Option<QuestionKind> {
    let scale = keys.value("scale");
    let points = keys.thousandths("points");
    let multiple = keys.flag("multiple");
    let choices = choices(keys);
    let ranges = ranges(keys);
    let number = number(keys);
    let severities = severities(keys);
    one_of(keys);
    let takes_points = scale.as_ref().is_some_and(|scale| scale.value.as_str() == Some("yes_no"))
        || keys.has("defects");
    if let Some(points) = points.as_ref().filter(|_| !takes_points) {
        let message = "`points` belongs to questions with `scale = \"yes_no\"` or `defects`";
        let problem = keys.toml().problem("unsupported-key", &points.span, message);
        keys.toml()
            .complain(problem.help("options name their own points; each step of a scale is 1"));
    }
    if let Some(multiple) = multiple.as_ref().filter(|_| !keys.has("choices")) {
        let message = "`multiple` belongs to questions with `choices`";
        keys.toml().complain(keys.toml().problem("unsupported-key", &multiple.span, message));
    }
    let points = points.map(|points| Points(points.value));
    match scale {
        Some(scale) => of_scale(keys, scale, points),
        None if keys.has("ranges") => {
            let ranges = ranges?;
            let (min, max) = (ranges.first()?.from, ranges.last()?.to);
            Some(QuestionKind::Number { min, max, ranges })
        }
        None if keys.has("number") => {
            let (min, max) = number?;
            Some(QuestionKind::Number { min, max, ranges: Vec::new() })
        }
        None if keys.has("defects") => {
            Some(QuestionKind::Defects { severities: severities?, points })
        }
        None if multiple.is_some_and(|it| it.value) => choices.map(QuestionKind::MultiChoice),
        None => choices.map(QuestionKind::Choice),
    }
}

/// Complains of a second key that says what may be answered.
fn one_of(keys: &Keys<'_>) {
    let mut there = KEYS.into_iter().filter(|key| keys.has(key));
    if let (Some(first), Some(second)) = (there.next(), there.next()) {
        let message = format!("both `{first}` and `{second}`");
        let problem = keys.toml().problem("two-kinds", &keys.span_of(second), message);
        keys.toml().complain(problem.help("a question has one of the two"));
    }
}

fn of_scale<'a>(
    keys: &Keys<'a>,
    scale: Found<&'a DeValue<'a>>,
    points: Option<Points>,
) -> Option<QuestionKind> {
    match scale.value.as_str() {
        Some("yes_no") => Some(QuestionKind::YesNo { points: points.unwrap_or(Points(1000)) }),
        Some("text") => Some(QuestionKind::Text),
        Some("date") => Some(QuestionKind::Date),
        Some(word) => {
            let found = Found { value: word, span: scale.span };
            keys.complain_of_word("scale", &found, &["yes_no", "text", "date"]);
            None
        }
        None => {
            let wanted = "\"yes_no\", \"text\", \"date\" or a table such as { min = 1, max = 5 }";
            let (min, max) = limits(keys, ("scale", wanted), scale)?;
            Some(QuestionKind::Scale { min, max })
        }
    }
}

/// `{ min = 1, max = 5 }`.
fn limits<'a>(
    keys: &Keys<'a>,
    (key, wanted): (&str, &str),
    value: Found<&'a DeValue<'a>>,
) -> Option<(i64, i64)> {
    let table = keys.expect(key, value, (wanted, DeValue::as_table))?;
    let mut limits = Keys::of(keys.toml(), table, &format!("`{key}`"));
    limits.require(&["min", "max"]);
    let (min, max) = (limits.integer("min"), limits.integer("max"));
    limits.close();
    Some((min?.value, max?.value))
}

/// `number = { min = 0, max = 5000 }`.
fn number(keys: &mut Keys<'_>) -> Option<(i64, i64)> {
    let value = keys.value("number")?;
    limits(keys, ("number", "a table such as { min = 0, max = 5000 }"), value)
}

/// `ranges = [{ from = 0, to = 0, points = 10 }, …]`.
fn ranges(keys: &mut Keys<'_>) -> Option<Vec<NumberRange>> {
    let read = |mut range: Keys<'_>| {
        range.require(&["from", "to", "points"]);
        let (from, to) = (range.integer("from"), range.integer("to"));
        let points = range.thousandths("points");
        range.close();
        Some(NumberRange { from: from?.value, to: to?.value, points: Points(points?.value) })
    };
    let read: Vec<Option<NumberRange>> =
        keys.tables("ranges", "a range").into_iter().map(read).collect();
    read.into_iter().collect()
}

/// `defects = [{ id = "minor", penalty = 1 }, …]`.
fn severities(keys: &mut Keys<'_>) -> Option<Vec<Severity>> {
    let read = |mut severity: Keys<'_>| {
        severity.require(&["id", "penalty"]);
        let (id, penalty) = (severity.text("id"), severity.thousandths("penalty"));
        let text = texts(&mut severity, "text").unwrap_or_default();
        severity.close();
        Some(Severity { id: id?.value.to_owned(), penalty: Points(penalty?.value), text })
    };
    let tables = keys.tables("defects", "a severity");
    let read: Vec<Option<Severity>> = tables.into_iter().map(read).collect();
    read.into_iter().collect()
}

/// `None` without the key, or when an option cannot be read.
fn choices(keys: &mut Keys<'_>) -> Option<Vec<Choice>> {
    let options = keys.tables("choices", "an option");
    if !keys.has("choices") {
        return None;
    }
    let read = |mut option: Keys<'_>| {
        option.require(&["id", "points"]);
        let (id, points) = (option.text("id"), option.thousandths("points"));
        let text = texts(&mut option, "text").unwrap_or_default();
        option.close();
        Some(Choice { id: id?.value.to_owned(), points: Points(points?.value), text })
    };
    let read: Vec<Option<Choice>> = options.into_iter().map(read).collect();
    read.into_iter().collect()
}
