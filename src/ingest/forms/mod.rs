//! Evaluation forms of hosted suites: their JSON becomes a scorecard file, a scorecard their JSON.
//!
//! What one side has and the other cannot hold is never dropped in silence: every such feature is a
//! warning `feature-lost`, at its place where there is one.

mod connect;
mod connect_out;
mod genesys;
mod genesys_out;
pub(in crate::ingest) mod names;

use super::json_text::{JsonText, Node};
use super::scorecards;
use crate::problem::{Place, Problem, Problems};
use crate::scorecard::{Points, Scorecard, Subject};
use serde_json::Value;

/// A suite whose forms are read and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suite {
    /// Amazon Connect: the request of `CreateEvaluationForm`, or a form as it is described.
    Connect,
    /// Genesys Cloud: `/api/v2/quality/forms/evaluations`.
    Genesys,
}

impl Suite {
    /// What people call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Connect => "Amazon Connect",
            Self::Genesys => "Genesys Cloud",
        }
    }
}

/// A form as a scorecard file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// From where.
    pub suite: Suite,
    /// The scorecard it makes.
    pub card: Scorecard,
    /// The text of its file.
    pub toml: String,
    /// What could not be held, and what the checks of a scorecard warn of.
    pub warnings: Problems,
}

/// Reads the form that the text of a JSON file holds.
///
/// # Errors
///
/// What is wrong with the file: no JSON, no form of a known suite, a form that its own suite would
/// refuse, or one that no scorecard can be made of.
pub fn import(file: &str, text: &str) -> Result<Imported, Problems> {
    let one = |problem: Problem| Problems::from_iter([problem]);
    let json = JsonText::parse(file, text).map_err(|problem| one(*problem))?;
    let root = json.root();
    // Describing a form wraps it.
    let form = root.get("EvaluationForm").unwrap_or_else(|| root.clone());
    let Some(suite) = suite_of(&form) else {
        let problem = root.problem("unknown-form", "no evaluation form of a known suite");
        let help = "a form of Amazon Connect has `Items`, one of Genesys Cloud `questionGroups`";
        return Err(one(problem.help(help)));
    };
    let mut notes = Notes { suite, problems: Problems::new() };
    let draft = match suite {
        Suite::Connect => connect::read(&form, &mut notes),
        Suite::Genesys => genesys::read(&form, &mut notes),
    };
    let mut warnings = notes.problems;
    if warnings.errors() > 0 {
        return Err(warnings);
    }
    let toml = scorecards::write(&draft, &format!("Imported from {}.", suite.name()));
    match scorecards::parse(file, &toml) {
        Ok((card, more)) => {
            warnings.merge(unplaced(file, &more));
            Ok(Imported { suite, card, toml, warnings })
        }
        Err(problems) => Err(unplaced(file, &problems)),
    }
}

/// Problems of a text that the user has never seen, as problems of the form it was made from.
fn unplaced(file: &str, problems: &Problems) -> Problems {
    let one = |problem: &&Problem| Problem {
        place: Place::file(file),
        excerpt: None,
        ..(*problem).clone()
    };
    problems.shown().iter().map(one).collect()
}

/// The form of a suite that a scorecard makes, as JSON, and what the suite cannot hold.
///
/// `file` is what messages call the scorecard.
pub fn export(file: &str, card: &Scorecard, suite: Suite) -> (String, Problems) {
    let mut lost = Lost { file, suite, problems: Problems::new() };
    let value = match suite {
        Suite::Connect => connect_out::write(card, &mut lost),
        Suite::Genesys => genesys_out::write(card, &mut lost),
    };
    let mut text = format!("{value:#}");
    text.push('\n');
    (text, lost.problems)
}

fn suite_of(form: &Node<'_>) -> Option<Suite> {
    match (form.get("Items"), form.get("questionGroups")) {
        (Some(_), _) => Some(Suite::Connect),
        (None, Some(_)) => Some(Suite::Genesys),
        (None, None) => None,
    }
}

/// What is to be said about a form that is read.
struct Notes {
    suite: Suite,
    problems: Problems,
}

impl Notes {
    /// Something a scorecard cannot hold.
    fn lost(&mut self, node: &Node<'_>, what: impl Into<String>) {
        let message = format!("{} is left out", what.into());
        let problem = node.problem("feature-lost", message).warning();
        self.problems.push(problem.help("a scorecard cannot hold it; decide what to do instead"));
    }

    /// Something a scorecard holds in another way.
    fn changed(&mut self, node: &Node<'_>, how: impl Into<String>) {
        let problem = node.problem("feature-lost", how).warning();
        self.problems.push(problem.help("look at it in the scorecard, and change it where needed"));
    }

    /// Something the suite itself would refuse.
    fn wrong(&mut self, node: &Node<'_>, message: impl Into<String>) {
        let problem = node.problem("bad-form", message);
        let help = format!("export the form again from {}", self.suite.name());
        self.problems.push(problem.help(help));
    }

    /// A text that must be there; complains if it is not.
    fn text<'j>(&mut self, node: &Node<'j>, key: &str) -> &'j str {
        node.text(key).unwrap_or_else(|| {
            self.wrong(node, format!("`{key}` is missing"));
            ""
        })
    }

    /// Tells of every key that nobody looked at.
    fn rest(&mut self, node: &Node<'_>, known: &[&str]) {
        for (key, value) in node.entries() {
            let nothing = value.elements().is_empty() && value.entries().is_empty();
            let empty = (value.is_list() || value.is_table()) && nothing;
            if !known.contains(&key) && !empty {
                self.lost(&value, format!("`{key}`"));
            }
        }
    }
}

/// What is to be said about a scorecard that is written.
struct Lost<'f> {
    file: &'f str,
    suite: Suite,
    problems: Problems,
}

impl Lost<'_> {
    /// Something the suite cannot hold.
    fn say(&mut self, of: &str, what: impl Into<String>) {
        let place = Place::file(self.file);
        let message = format!("{of}: {}", what.into());
        let problem = Problem::new("feature-lost", place, message).warning();
        let help = format!("{} cannot hold it; decide what to do there instead", self.suite.name());
        self.problems.push(problem.help(help));
    }

    /// What stands at the head of a scorecard and in no form.
    fn head(&mut self, card: &Scorecard) {
        if card.pass_mark().is_some() {
            self.say("pass_mark", "the pass mark");
        }
        if !card.bands().is_empty() {
            self.say("bands", "performance bands");
        }
        if card.subject() != Subject::Agent {
            self.say("subject", format!("the subject `{}`", card.subject().name()));
        }
    }

    /// Languages, of which a form has one.
    fn languages(&mut self, card: &Scorecard) {
        if card.name().languages().count() > 1 {
            self.say("name", "texts in several languages; one of them is written");
        }
    }
}

/// Thousandths as a JSON number: whole where they are.
fn number(thousandths: i64) -> Value {
    if thousandths % 1000 == 0 {
        Value::from(thousandths / 1000)
    } else {
        let text = Points(thousandths).to_string();
        text.parse().map_or(Value::Null, |real: f64| Value::from(real))
    }
}
