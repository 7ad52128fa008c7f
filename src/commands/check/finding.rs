//! What one check found.

use crate::commands::{Context, Outcome};
use crate::problem::{Blame, Problem, Problems, Refused};
use anyhow::Result;

/// What one check found.
#[derive(Debug, Default)]
pub(super) struct Finding {
    /// The check.
    pub(super) name: &'static str,
    /// Files that were looked at; `None` where none are.
    pub(super) files: Option<u64>,
    /// Records that were looked at; `None` when none could be.
    pub(super) records: Option<u64>,
    /// Whether some of it has to wait until another check finds no errors.
    pub(super) waits: bool,
    /// Sentences for the report.
    pub(super) notes: Vec<String>,
    /// What became of the records, for stderr.
    pub(super) accounts: Vec<String>,
    problems: Problems,
    unread: Vec<anyhow::Error>,
    blames_request: bool,
}

impl Finding {
    /// Nothing found yet.
    pub(super) fn new(name: &'static str) -> Self {
        Self { name, ..Self::default() }
    }

    /// Keeps problems of the data.
    pub(super) fn merge(&mut self, problems: Problems) {
        self.problems.merge(problems);
    }

    /// Keeps a problem of the data.
    pub(super) fn push(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Keeps several problems of the data.
    pub(super) fn extend(&mut self, problems: Vec<Problem>) {
        self.problems.extend(problems);
    }

    /// Keeps problems of the request: configuration, profiles, scorecards.
    pub(super) fn merge_of_request(&mut self, problems: Problems) {
        self.blames_request |= problems.errors() > 0;
        self.problems.merge(problems);
    }

    /// Keeps whatever stopped a reader.
    pub(super) fn absorb(&mut self, error: anyhow::Error) {
        match error.downcast::<Refused>() {
            Ok(Refused { blame: Blame::Request, problems }) => self.merge_of_request(problems),
            Ok(refused) => self.merge(refused.problems),
            Err(world) => self.unread.push(world),
        }
    }

    /// How many errors there are.
    pub(super) fn errors(&self) -> u64 {
        let unread = u64::try_from(self.unread.len()).unwrap_or(u64::MAX);
        self.problems.errors().saturating_add(unread)
    }

    /// How many warnings there are.
    pub(super) fn warnings(&self) -> u64 {
        self.problems.count() - self.problems.errors()
    }

    /// Whether there is any error.
    pub(super) fn is_wrong(&self) -> bool {
        self.errors() > 0
    }

    /// In one word.
    pub(super) fn verdict(&self) -> &'static str {
        match (self.errors(), self.warnings()) {
            (0, 0) if self.files.is_none() && self.records.is_none() => "not checked",
            (0, 0) if self.waits => "in part",
            (0, 0) => "ok",
            (0, _) => "warnings",
            _ => "errors",
        }
    }

    /// What it means for the exit status.
    pub(super) fn outcome(&self) -> Outcome {
        if !self.unread.is_empty() {
            Outcome::WorldFailed
        } else if self.blames_request {
            Outcome::RequestWrong
        } else if self.is_wrong() {
            Outcome::DataRejected
        } else {
            Outcome::Done
        }
    }

    /// Shows problems and accounts on stderr.
    pub(super) fn tell(&self, cx: &mut Context<'_>) -> Result<()> {
        for error in &self.unread {
            cx.complain_of(error)?;
        }
        cx.complain(&self.problems)?;
        self.accounts.iter().try_for_each(|line| cx.say(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Place;

    #[test]
    fn nothing_looked_at_is_not_checked() {
        let mut finding = Finding::new("calls");
        assert_eq!((finding.verdict(), finding.outcome()), ("not checked", Outcome::Done));
        finding.records = Some(0);
        assert_eq!(finding.verdict(), "ok");
    }

    #[test]
    fn the_world_weighs_more_than_the_request_and_that_more_than_data() {
        let problem = || Problem::new("bad-time", Place::file("a.csv"), "no time");
        let mut finding = Finding::new("calls");
        finding.push(problem().warning());
        assert_eq!((finding.verdict(), finding.outcome()), ("warnings", Outcome::Done));
        finding.push(problem());
        assert_eq!((finding.verdict(), finding.outcome()), ("errors", Outcome::DataRejected));
        finding.absorb(Refused::because(Blame::Request, problem()).into());
        assert_eq!(finding.outcome(), Outcome::RequestWrong);
        finding.absorb(anyhow::anyhow!("cannot read `a.csv`"));
        assert_eq!((finding.errors(), finding.outcome()), (3, Outcome::WorldFailed));
    }
}
