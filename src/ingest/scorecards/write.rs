//! A draft as the text of a scorecard file: what an importer made, for people to go on with.

use crate::scorecard::{
    Aggregate, Cause, Choice, CommentRule, ConditionDraft, Critical, CriticalRule, Draft, Limit,
    Method, NaRule, Normalise, NumberRange, Origin, Points, Preset, QuestionDraft, QuestionKind,
    SectionDraft, Severity, Subject, Texts, Total,
};
use std::fmt::Write as _;

/// The text of the file; `comment` is its first line.
///
/// Reading the text gives the draft again, its hash and its bands' order apart. What deductions are
/// made from and how scores are put together is left to the preset.
pub fn write(draft: &Draft, comment: &str) -> String {
    let mut page =
        Page { text: format!("# {}\n\nschema = 1\n", comment.replace(['\n', '\r'], " ")) };
    page.head(draft);
    page.rules(draft);
    for section in &draft.sections {
        page.section(section);
    }
    page.text
}

struct Page {
    text: String,
}

impl Page {
    /// A line `key = value`.
    fn put(&mut self, key: &str, value: impl AsRef<str>) {
        // Writing to a string cannot fail.
        let _written = writeln!(self.text, "{key} = {}", value.as_ref());
    }

    fn heading(&mut self, name: &str) {
        let _written = writeln!(self.text, "\n{name}");
    }

    fn some_text(&mut self, key: &str, text: Option<&String>) {
        if let Some(text) = text {
            self.put(key, quoted(text));
        }
    }

    fn some_number(&mut self, key: &str, thousandths: Option<i64>) {
        if let Some(number) = thousandths {
            self.put(key, plain(number));
        }
    }

    fn head(&mut self, draft: &Draft) {
        self.some_text("id", draft.id.as_ref());
        self.some_text("version", draft.version.as_ref());
        if let Some(name) = &draft.name {
            self.put("name", texts(name));
        }
        for (key, day) in [("valid_from", &draft.valid_from), ("valid_to", &draft.valid_to)] {
            if let Some(day) = day {
                self.put(key, day);
            }
        }
        if draft.subject != Subject::Agent {
            self.put("subject", quoted(draft.subject.name()));
        }
        if !draft.channels.is_empty() {
            self.put("channels", list(draft.channels.iter().map(|it| quoted(it))));
        }
        self.some_number("pass_mark", draft.pass_mark);
        if !draft.bands.is_empty() {
            let band = |it: &crate::scorecard::Band| {
                let name = if it.name.is_empty() {
                    String::new()
                } else {
                    format!(", name = {}", texts(&it.name))
                };
                format!("{{ id = {}, from = {}{name} }}", quoted(&it.id), plain(it.from))
            };
            self.put("bands", list(draft.bands.iter().map(band)));
        }
        if !draft.targets.is_empty() {
            let one = |(kind, target): &(crate::scorecard::CriticalKind, i64)| {
                format!("{} = {}", kind.name(), plain(*target))
            };
            let all: Vec<String> = draft.targets.iter().map(one).collect();
            self.put("targets", format!("{{ {} }}", all.join(", ")));
        }
    }

    fn rules(&mut self, draft: &Draft) {
        self.heading("[scoring]");
        let words = [
            ("preset", draft.preset.map(Preset::name)),
            ("method", draft.method.map(Method::name)),
            ("normalise", draft.normalise.map(Normalise::name)),
            ("na", draft.na.map(NaRule::name)),
            ("aggregate", draft.aggregate.map(Aggregate::name)),
        ];
        for (key, word) in words {
            if let Some(word) = word {
                self.put(key, quoted(word));
            }
        }
        if let Some(rule) = draft.critical {
            self.put("critical", effect(rule, rule.name()));
        }
        for (key, limit) in [("cap", draft.cap), ("floor", draft.floor)] {
            match limit {
                Some(Limit::At(at)) => self.put(key, plain(at)),
                Some(Limit::None) => self.put(key, "\"none\""),
                None => {}
            }
        }
        if let Total::Exactly(total) = draft.total {
            self.put("weights", plain(total.0));
        }
    }

    fn section(&mut self, section: &SectionDraft) {
        let path = if section.parent.is_some() { "section.section" } else { "section" };
        self.heading(&format!("[[{path}]]"));
        self.some_text("id", section.id.as_ref());
        if let Some(name) = &section.name {
            self.put("name", texts(name));
        }
        self.some_number("weight", section.weight.map(|weight| weight.0));
        if section.na_allowed {
            self.put("na", "true");
        }
        if let Some(when) = &section.when {
            self.put("when", condition(when));
        }
        for question in &section.questions {
            self.heading(&format!("[[{path}.question]]"));
            self.question(question);
        }
    }

    fn question(&mut self, question: &QuestionDraft) {
        self.some_text("id", question.id.as_ref());
        if let Some(text) = &question.text {
            self.put("text", texts(text));
        }
        if let Some(kind) = &question.kind {
            self.kind(kind);
        }
        self.some_number("weight", question.weight.map(|weight| weight.0));
        for (key, flag) in [("na", question.na_allowed), ("bonus", question.bonus)] {
            if flag {
                self.put(key, "true");
            }
        }
        if let Some(required) = question.required {
            self.put("required", required.to_string());
        }
        self.some_text("default", question.default.as_ref());
        if let Some(when) = &question.when {
            self.put("when", condition(when));
        }
        if let Some(critical) = question.critical {
            self.put("critical", harm(critical));
        }
        self.some_number("fails_below", question.fails_below);
        if !question.fails_on.is_empty() {
            self.put("fails_on", list(question.fails_on.iter().map(|it| quoted(it))));
        }
        if question.comment != CommentRule::Optional {
            let named = CommentRule::NAMES.iter().find(|(_, rule)| *rule == question.comment);
            self.put("comment", quoted(named.map_or("", |(name, _)| name)));
        }
        for (answer, text) in &question.anchors {
            self.put(&format!("anchors.{}", quoted(answer)), texts(text));
        }
        if !question.causes.is_empty() {
            self.put("causes", list(question.causes.iter().map(cause)));
        }
    }

    fn kind(&mut self, kind: &QuestionKind) {
        match kind {
            QuestionKind::YesNo { points } => {
                self.put("scale", "\"yes_no\"");
                if points.0 != 1000 {
                    self.put("points", plain(points.0));
                }
            }
            QuestionKind::Choice(choices) => self.put("choices", lines(choices.iter().map(choice))),
            QuestionKind::MultiChoice(choices) => {
                self.put("multiple", "true");
                self.put("choices", lines(choices.iter().map(choice)));
            }
            QuestionKind::Scale { min, max } => {
                self.put("scale", format!("{{ min = {min}, max = {max} }}"));
            }
            QuestionKind::Number { min, max, ranges } if ranges.is_empty() => {
                self.put("number", format!("{{ min = {min}, max = {max} }}"));
            }
            QuestionKind::Number { ranges, .. } => {
                let one = |it: &NumberRange| {
                    let points = plain(it.points.0);
                    format!("{{ from = {}, to = {}, points = {points} }}", it.from, it.to)
                };
                self.put("ranges", lines(ranges.iter().map(one)));
            }
            QuestionKind::Defects { severities, points } => {
                self.some_number("points", points.map(|points| points.0));
                self.put("defects", lines(severities.iter().map(severity)));
            }
            QuestionKind::Text => self.put("scale", "\"text\""),
            QuestionKind::Date => self.put("scale", "\"date\""),
        }
    }
}

fn choice(choice: &Choice) -> String {
    let head = format!("id = {}, points = {}", quoted(&choice.id), plain(choice.points.0));
    with_text(&head, &choice.text)
}

fn severity(severity: &Severity) -> String {
    let head = format!("id = {}, penalty = {}", quoted(&severity.id), plain(severity.penalty.0));
    with_text(&head, &severity.text)
}

fn cause(cause: &Cause) -> String {
    let mut head = format!("id = {}", quoted(&cause.id));
    if cause.origin == Origin::Process {
        head.push_str(", origin = \"process\"");
    }
    with_text(&head, &cause.text)
}

fn with_text(head: &str, text: &Texts) -> String {
    if text.is_empty() {
        format!("{{ {head} }}")
    } else {
        format!("{{ {head}, text = {} }}", texts(text))
    }
}

/// `"compliance"`, or with its own effect.
fn harm(critical: Critical) -> String {
    let kind = quoted(critical.kind.name());
    let Some(rule) = critical.rule else { return kind };
    let name = match rule {
        CriticalRule::Zero => "evaluation",
        CriticalRule::SectionZero => "section",
        other => other.name(),
    };
    format!("{{ kind = {kind}, effect = {} }}", effect(rule, name))
}

fn effect(rule: CriticalRule, name: &str) -> String {
    match rule {
        CriticalRule::Cap(cap) => format!("{{ cap = {} }}", plain(cap)),
        _ => quoted(name),
    }
}

fn condition(condition: &ConditionDraft) -> String {
    let each = |all: &[ConditionDraft]| list(all.iter().map(self::condition));
    match condition {
        ConditionDraft::Answer { question, test, values } => {
            let values = list(values.iter().map(|it| quoted(it)));
            format!("{{ question = {}, {} = {values} }}", quoted(question), test.name())
        }
        ConditionDraft::Field { name, values } => {
            let values = list(values.iter().map(|it| quoted(it)));
            format!("{{ field = {}, in = {values} }}", quoted(name))
        }
        ConditionDraft::All(all) => format!("{{ all = {} }}", each(all)),
        ConditionDraft::Any(any) => format!("{{ any = {} }}", each(any)),
        ConditionDraft::Not(one) => format!("{{ not = {} }}", self::condition(one)),
    }
}

/// A text for every language, or a table of them.
fn texts(texts: &Texts) -> String {
    let languages: Vec<&str> = texts.languages().collect();
    if languages.is_empty() {
        return quoted(texts.get("en").unwrap_or_default());
    }
    let one = |it: &&str| format!("{} = {}", it, quoted(texts.get(it).unwrap_or_default()));
    format!("{{ {} }}", languages.iter().map(one).collect::<Vec<_>>().join(", "))
}

fn list(values: impl Iterator<Item = String>) -> String {
    format!("[{}]", values.collect::<Vec<_>>().join(", "))
}

/// A list with a value a line.
fn lines(values: impl Iterator<Item = String>) -> String {
    let all = values.fold(String::new(), |all, value| all + "  " + &value + ",\n");
    format!("[\n{all}]")
}

fn plain(thousandths: i64) -> String {
    Points(thousandths).to_string()
}

/// A basic string of TOML.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => {
                let _written = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::scorecards::parse;

    #[test]
    fn an_empty_draft_is_a_file_that_says_what_it_lacks() {
        let text = write(&Draft::default(), "Nothing.");
        let problems = parse("a.toml", &text).unwrap_err();
        assert!(problems.shown().iter().all(|it| it.code != "bad-toml"), "{problems:#?}");
    }

    #[test]
    fn texts_are_written_so_that_they_read_the_same() {
        for text in ["plain", "“quoted” \"so\"", "back\\slash", "two\nlines\tand a tab", "\u{1}"]
        {
            let toml = format!("a = {}", quoted(text));
            let table: toml::Table = toml.parse().unwrap();
            assert_eq!(table["a"].as_str(), Some(text));
        }
    }

    /// Every ready card, written and read again, is the same card but for its hash.
    #[test]
    fn a_scorecard_that_is_written_reads_the_same() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scorecards");
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|ending| ending != "toml") {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            let draft = super::super::draft_of(&text).unwrap();
            let again = super::super::draft_of(&write(&draft, "Copied.")).unwrap();
            assert_eq!(
                Draft { hash: String::new(), ..again },
                Draft { hash: String::new(), ..draft }
            );
        }
    }
}
