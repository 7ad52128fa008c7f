//! Every scorecard at hand, and the one an evaluation was made with.

use super::Scorecard;
use crate::model::Evaluation;
use crate::problem::{Place, Problem, nearest};

/// Scorecards by id and version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shelf {
    cards: Vec<Scorecard>,
}

impl Shelf {
    /// No scorecard yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a scorecard read from `file`.
    ///
    /// # Errors
    ///
    /// `duplicate-scorecard` when another one has the same id and version, `version-reused` when
    /// their contents differ, too.
    pub fn add(&mut self, card: Scorecard, file: &str) -> Result<(), Box<Problem>> {
        let same =
            |other: &&Scorecard| other.id() == card.id() && other.version() == card.version();
        if let Some(other) = self.cards.iter().find(same) {
            if other.hash() != card.hash() {
                return Err(Box::new(reused(&card, file)));
            }
            let message = format!("scorecard `{}` {} is there twice", card.id(), card.version());
            let problem = Problem::new("duplicate-scorecard", Place::file(file), message);
            return Err(Box::new(
                problem.help("name each file once, and raise the version of a changed one"),
            ));
        }
        self.cards.push(card);
        Ok(())
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.cards.is_empty()
    }

    /// Every scorecard, in the order they were added.
    pub fn all(&self) -> &[Scorecard] {
        &self.cards
    }

    /// Ids of every question of every scorecard, and of every section that may not apply as a whole;
    /// each once, in order.
    pub fn questions(&self) -> Vec<String> {
        let all = self.cards.iter().flat_map(Scorecard::questions);
        let mut ids: Vec<String> = all.map(|question| question.id().to_owned()).collect();
        let sections = self.cards.iter().flat_map(Scorecard::sections);
        let sections = sections.filter(|section| section.na_allowed());
        ids.extend(sections.map(|section| section.id().to_owned()));
        ids.sort();
        ids.dedup();
        ids
    }

    /// The scorecard an evaluation was made with: the one it names, or the only one there is.
    ///
    /// # Errors
    ///
    /// `unclear-scorecard`, `unknown-scorecard`, `unknown-scorecard-version`, or `scorecard-changed`
    /// when the content differs from what the evaluation recorded.
    pub fn find(&self, evaluation: &Evaluation) -> Result<&Scorecard, Box<Problem>> {
        let place = || evaluation.place.clone();
        let Some(id) = &evaluation.scorecard else {
            if let [only] = &self.cards[..] {
                let version = evaluation.scorecard_version.as_deref();
                return match version.filter(|version| *version != only.version()) {
                    Some(other) => {
                        Err(Box::new(unknown_version(only.id(), other, &[only], place())))
                    }
                    None => unchanged(only, evaluation).map(|()| only),
                };
            }
            let message = format!(
                "evaluation `{}` names no scorecard, and there are {}",
                evaluation.id,
                self.cards.len()
            );
            let problem = Problem::new("unclear-scorecard", place(), message);
            return Err(Box::new(problem.help("add a column `scorecard`, or name one scorecard")));
        };
        let named: Vec<&Scorecard> = self.cards.iter().filter(|card| card.id() == id).collect();
        let version = evaluation.scorecard_version.as_deref();
        let fits = |card: &&&Scorecard| version.is_none_or(|version| card.version() == version);
        let found: Vec<&&Scorecard> = named.iter().filter(fits).collect();
        match (named.is_empty(), &found[..]) {
            (true, _) => Err(Box::new(self.unknown(id, place()))),
            (_, []) => {
                Err(Box::new(unknown_version(id, version.unwrap_or_default(), &named, place())))
            }
            (_, [card]) => unchanged(card, evaluation).map(|()| **card),
            _ => {
                let message = format!(
                    "evaluation `{}` names no version of `{id}`, and there are {}",
                    evaluation.id,
                    found.len()
                );
                let problem = Problem::new("unclear-scorecard", place(), message);
                Err(Box::new(problem.help("add a column `scorecard_version`")))
            }
        }
    }

    fn unknown(&self, id: &str, place: Place) -> Problem {
        let problem =
            Problem::new("unknown-scorecard", place, format!("there is no scorecard `{id}`"));
        let ids: Vec<&str> = self.cards.iter().map(Scorecard::id).collect();
        problem.help(match nearest(id, ids.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("scorecards at hand are `{}`", ids.join("`, `")),
        })
    }
}

/// Two contents under one version: nobody could tell which one an evaluation was made with.
fn reused(card: &Scorecard, file: &str) -> Problem {
    let message = format!(
        "scorecard `{}` {} is there twice, with different contents",
        card.id(),
        card.version()
    );
    Problem::new("version-reused", Place::file(file), message)
        .help("give the changed one a new version, and keep the file of every version in use")
}

fn unknown_version(id: &str, version: &str, named: &[&Scorecard], place: Place) -> Problem {
    let message = format!("there is no version {version} of scorecard `{id}`");
    let versions: Vec<&str> = named.iter().map(|card| card.version()).collect();
    Problem::new("unknown-scorecard-version", place, message).help(format!(
        "versions at hand are {}; keep the file of every version in use",
        versions.join(", ")
    ))
}

/// Digits from which on a hash tells one content from another.
const SHORTEST_HASH: usize = 8;

/// An evaluation that recorded its scorecard's content must find that content.
fn unchanged(card: &Scorecard, evaluation: &Evaluation) -> Result<(), Box<Problem>> {
    match &evaluation.scorecard_hash {
        Some(hash)
            if hash.len() < SHORTEST_HASH || !card.hash().starts_with(&hash.to_lowercase()) =>
        {
            let message = format!(
                "scorecard `{}` {} was changed since this evaluation",
                card.id(),
                card.version()
            );
            let problem = Problem::new("scorecard-changed", evaluation.place.clone(), message);
            Err(Box::new(problem.help("restore the file, or give the changed one a new version")))
        }
        _ => Ok(()),
    }
}
