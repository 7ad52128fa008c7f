//! `qa.toml`: found by walking up from the working directory; its paths are relative to it.

mod files;
mod kpis;

use files::patterns;

pub use files::expand;
pub use kpis::{KpiText, TargetText};

use super::toml_text::{Found, Keys, TomlText};
use crate::model::Zone;
use crate::problem::{Blame, Excerpt, Place, Problems, Refused};
use anyhow::{Context as _, Result};
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use toml::de::DeValue;

/// The name that is looked for.
pub const FILE_NAME: &str = "qa.toml";
/// How many folders up.
const LEVELS: usize = 64;
/// Sections of later versions, so that a newer file says what is missing.
const LATER: &str = "this version does not use it yet; take it out";

/// Keys of business hours.
const HOURS: [&str; 9] = [
    "weekdays",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "holidays",
];

/// Days that a week may begin with.
const WEEKDAYS: [(&str, u8); 7] = [
    ("monday", 0),
    ("tuesday", 1),
    ("wednesday", 2),
    ("thursday", 3),
    ("friday", 4),
    ("saturday", 5),
    ("sunday", 6),
];

/// Everything the configuration says; every path is ready to be opened.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// The file; `None` when there is none.
    pub path: Option<PathBuf>,
    /// Zone in which days are cut.
    pub zone: Option<Zone>,
    /// The day that weeks begin with: 0 for Monday to 6 for Sunday.
    pub week_start: Option<u8>,
    /// The day of the month before that fiscal months begin with, 2 to 28.
    pub month_start: Option<u8>,
    /// Patterns of scorecards.
    pub scorecards: Vec<String>,
    /// Patterns of evaluations.
    pub evaluations: Vec<String>,
    /// Profile of evaluations.
    pub evaluation_profile: Option<PathBuf>,
    /// Patterns of call records.
    pub calls: Vec<String>,
    /// Profile of call records.
    pub call_profile: Option<PathBuf>,
    /// Zone in which call records were written.
    pub call_zone: Option<Zone>,
    /// Rosters, and their profile.
    pub roster: Listed,
    /// Survey responses, and their profile.
    pub surveys: Listed,
    /// Interval exports, and their profile.
    pub intervals: Listed,
    /// States of agents, and their profile.
    pub states: Listed,
    /// What agents are to do when, and its profile.
    pub schedule: Listed,
    /// Deliveries, and their profile.
    pub deliveries: Listed,
    /// Messages of conversations, and their profile.
    pub messages: Listed,
    /// States of agents by what they mean: the name of the meaning, and the state.
    pub state_classes: Vec<(&'static str, String)>,
    /// Opening hours and holidays, one text each, in the order of the days.
    pub business_hours: Vec<Written>,
    /// Records that may be set aside, as the file says it.
    pub max_rejects: Option<String>,
    /// Targets of indicators, in the order of the file.
    pub targets: Vec<TargetText>,
    /// What the file says of the service level beside its target, by key.
    pub level: BTreeMap<&'static str, Written>,
    /// Named conditions, in the order of the file.
    pub filters: Vec<Written>,
    /// Definitions of indicators, in the order of the file.
    pub kpis: Vec<KpiText>,
    /// What is wrong with the file; what else it says was read around that.
    pub problems: Problems,
}

/// Files of one kind and how they are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// Patterns.
    pub files: Vec<String>,
    /// Their profile.
    pub profile: Option<PathBuf>,
}

/// A text of the file under a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Its key.
    pub name: String,
    /// What stands there; numbers as they are written.
    pub text: String,
    /// Where it stands.
    pub place: Place,
    /// The line it stands on.
    pub excerpt: Excerpt,
}

impl Config {
    /// The nearest configuration at or above `from`, or an empty one; it may have problems.
    pub fn find(from: &Path) -> Result<Self> {
        let mut folder = from.to_path_buf();
        for _ in 0..LEVELS {
            let candidate = folder.join(FILE_NAME);
            match std::fs::read_to_string(&candidate) {
                Ok(text) => return Ok(Self::read(&candidate, &text)),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                Err(error) => {
                    return Err(error)
                        .with_context(|| format!("cannot read `{}`", candidate.display()));
                }
            }
            let above = folder.join("..");
            // An empty path means the working folder everywhere but to the system.
            let here = if folder.as_os_str().is_empty() { Path::new(".") } else { &folder };
            match (std::fs::canonicalize(here), std::fs::canonicalize(&above)) {
                (Ok(here), Ok(there)) if here != there => folder = above,
                _ => break,
            }
        }
        Ok(Self::default())
    }

    /// The configuration in this very file; it may have problems.
    pub fn open(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .with_context(|| format!("cannot read `{}`", path.display()))?;
        Ok(Self::read(path, &text))
    }

    /// The same, refused when anything is wrong with it.
    pub fn sound(self) -> Result<Self> {
        if self.problems.errors() == 0 {
            return Ok(self);
        }
        Err(Refused { blame: Blame::Request, problems: self.problems }.into())
    }

    /// The configuration in a text; relative paths in it begin in the folder of `path`.
    pub fn read(path: &Path, text: &str) -> Self {
        let mut config = Self { path: Some(path.to_path_buf()), ..Self::default() };
        let file = path.display().to_string();
        let toml = TomlText::new(&file, text);
        let table = match toml.parse() {
            Ok(table) => table,
            Err(problems) => return Self { problems, ..config },
        };
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut keys = Keys::root(&toml, &table, "the configuration");
        let _about = (keys.value("schema"), keys.value("organization"));
        config.zone = super::profile::zone(&mut keys, "timezone");
        config.week_start = keys.word("week_start", &WEEKDAYS).map(|day| day.value);
        config.month_start = month_start(&mut keys);
        config.scorecards = patterns(&mut keys, "scorecards", folder);
        config.evaluations = patterns(&mut keys, "evaluations", folder);
        if let Some(sources) = keys.table("sources", "[sources]") {
            config.sources(sources, folder);
        }
        if let Some(states) = keys.table("states", "[states]") {
            config.states(states);
        }
        if let Some(hours) = keys.table("business_hours", "[business_hours]") {
            config.hours(hours);
        }
        if let Some(filters) = keys.table("filter", "[filter]") {
            config.filters = written(filters);
        }
        if let Some(kpis) = keys.table("kpi", "[kpi]") {
            config.targets(kpis);
        }
        keys.refuse(&["sample", "evaluate", "report", "mail", "output"].map(|key| (key, LATER)));
        keys.close();
        config.problems = toml.into_problems();
        config
    }

    fn states(&mut self, mut keys: Keys<'_>) {
        for class in ["handling", "available", "away", "unpaid", "offline"] {
            for state in keys.texts(class).unwrap_or_default() {
                self.state_classes.push((class, state.value.to_owned()));
            }
        }
        keys.close();
    }

    fn hours(&mut self, mut keys: Keys<'_>) {
        let toml = keys.toml();
        for key in HOURS {
            for text in keys.texts(key).unwrap_or_default() {
                self.business_hours.push(Written {
                    name: key.to_owned(),
                    text: text.value.to_owned(),
                    place: toml.place(&text.span),
                    excerpt: toml.excerpt(&text.span),
                });
            }
        }
        keys.close();
    }

    fn sources(&mut self, mut keys: Keys<'_>, folder: &Path) {
        if let Some(mut calls) = keys.table("calls", "[sources.calls]") {
            self.calls = patterns(&mut calls, "files", folder);
            self.call_profile = calls.text("profile").map(|path| folder.join(path.value));
            self.call_zone = super::profile::zone(&mut calls, "timezone");
            self.max_rejects = calls.text("max_rejects").map(|text| text.value.to_owned());
            calls.close();
        }
        if let Some(mut evaluations) = keys.table("evaluations", "[sources.evaluations]") {
            self.evaluation_profile =
                evaluations.text("profile").map(|path| folder.join(path.value));
            evaluations.close();
        }
        for (key, name, listed) in [
            ("roster", "[sources.roster]", &mut self.roster),
            ("surveys", "[sources.surveys]", &mut self.surveys),
            ("intervals", "[sources.intervals]", &mut self.intervals),
            ("states", "[sources.states]", &mut self.states),
            ("schedule", "[sources.schedule]", &mut self.schedule),
            ("deliveries", "[sources.deliveries]", &mut self.deliveries),
            ("messages", "[sources.messages]", &mut self.messages),
        ] {
            if let Some(mut source) = keys.table(key, name) {
                listed.files = patterns(&mut source, "files", folder);
                listed.profile = source.text("profile").map(|path| folder.join(path.value));
                source.close();
            }
        }
        keys.close();
    }
}

/// The first day of fiscal months; the 1st is that of the calendar.
fn month_start(keys: &mut Keys<'_>) -> Option<u8> {
    let found = keys.integer("month_start")?;
    let day = u8::try_from(found.value).ok().filter(|day| (1..=28).contains(day));
    if day.is_none() {
        let message =
            format!("`month_start`: expected a day from 1 to 28, found `{}`", found.value);
        keys.toml().complain(keys.toml().problem("out-of-range", &found.span, message));
    }
    day.filter(|day| *day > 1)
}

/// Every entry of a table of texts; what is no text is told.
fn written(keys: Keys<'_>) -> Vec<Written> {
    let toml = keys.toml();
    let mut found = Vec::new();
    for (name, value) in keys.entries() {
        if value.value.as_str().is_some() {
            found.push(as_written(toml, name.value, &value));
        } else {
            let message = format!("`{}`: expected a condition in quotes", name.value);
            toml.complain(toml.problem("wrong-type", &value.span, message));
        }
    }
    found
}

/// A text without its quotes; of a table of languages, the English one or the first.
fn as_written(toml: &TomlText<'_>, name: &str, value: &Found<&DeValue<'_>>) -> Written {
    let of_table = value.value.as_table().and_then(|table| {
        let any = table.get("en").or_else(|| table.values().next());
        any.and_then(|text| text.get_ref().as_str())
    });
    let text =
        value.value.as_str().or(of_table).map_or_else(|| toml.quote(&value.span), str::to_owned);
    let (place, excerpt) = (toml.place(&value.span), toml.excerpt(&value.span));
    Written { name: name.to_owned(), text, place, excerpt }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_configuration_says_nothing() {
        let config = Config::read(Path::new("qa.toml"), "").sound().unwrap();
        assert_eq!(config.path, Some(PathBuf::from("qa.toml")));
        assert!(config.calls.is_empty() && config.zone.is_none());
    }

    #[test]
    fn paths_begin_where_the_file_stands() {
        let text = "timezone = \"Asia/Jakarta\"\nscorecards = \"cards/*.toml\"\n\
                    [sources.calls]\nfiles = [\"data/*.csv\"]\nprofile = \"acd.toml\"\n\
                    [kpi.service_level]\ntarget = \">= 80%\"\n";
        let config = Config::read(Path::new("../qa.toml"), text).sound().unwrap();
        assert_eq!(config.scorecards, ["../cards/*.toml"]);
        assert_eq!(config.call_profile, Some(PathBuf::from("../acd.toml")));
        assert_eq!(config.targets[0].place.line, Some(7));
    }

    #[test]
    fn targets_may_have_bands_and_groups_of_their_own() {
        let text = "week_start = \"sunday\"\nmonth_start = 26\n\
                    [kpi.service_level]\npreset = \"80/20\"\nthreshold = 30\ntarget = \">= 80%\"\n\
                    amber = \">= 75%\"\n\
                    groups = [{ queue = \"altas\", site = \"Lima\", target = \">= 90%\" }]\n";
        let config = Config::read(Path::new("qa.toml"), text).sound().unwrap();
        assert_eq!((config.week_start, config.month_start), (Some(6), Some(26)));
        assert_eq!(config.level["threshold"].text, "30");
        let [all, group] = &config.targets[..] else { panic!("two targets") };
        assert_eq!((all.amber.as_deref(), all.groups.len()), (Some(">= 75%"), 0));
        let groups = [("queue".to_owned(), "altas".to_owned()), ("site".into(), "Lima".into())];
        assert_eq!((group.text.as_str(), &group.groups[..]), (">= 90%", &groups[..]));
    }

    #[test]
    fn what_is_wrong_with_a_group_of_a_target_is_told() {
        for (text, code) in [
            ("groups = [{ queue = \"altas\" }]", "missing-key"),
            ("groups = [{ target = \">= 90%\" }]", "bad-target"),
            ("groups = [{ target = \">= 90%\", queue = 3 }]", "wrong-type"),
            ("groups = 3", "wrong-type"),
        ] {
            let text = format!("[kpi.asa_s]\n{text}\n");
            let problems = Config::read(Path::new("qa.toml"), &text).problems;
            assert_eq!(problems.shown()[0].code, code, "{text}");
        }
        for (text, code) in [
            ("month_start = 29", "out-of-range"),
            ("week_start = \"domingo\"", "unknown-value"),
            ("[kpi.asa_s]\nthreshold = 20", "unknown-key"),
        ] {
            let problems = Config::read(Path::new("qa.toml"), text).problems;
            assert_eq!(problems.shown()[0].code, code, "{text}");
        }
    }

    #[test]
    fn a_misspelt_key_is_named() {
        let config = Config::read(Path::new("qa.toml"), "timezon = \"UTC\"\n");
        let first = config.problems.shown()[0].clone();
        assert!(config.sound().is_err());
        assert_eq!(
            (first.code, first.help.as_deref()),
            ("unknown-key", Some("did you mean `timezone`?"))
        );
    }
}
