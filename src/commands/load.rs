//! Scorecards and evaluations for a command: the files that arguments or configuration name.

use super::Context;
use super::context::{account_line, input, wrong_kind};
use crate::ingest::config;
use crate::ingest::detect;
use crate::ingest::evaluations::{self, Found, Kept, Options};
use crate::ingest::profile::{self, Profile, RecordKind};
use crate::ingest::scorecards;
use crate::ingest::source::Asked;
use crate::model::{Evaluation, Zone};
use crate::problem::{Blame, Place, Problem, Problems, Refused};
use crate::scorecard::Shelf;
use anyhow::Result;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Where evaluations and their scorecards come from.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Input")]
pub struct EvaluationArgs {
    /// Evaluations, one row an answer or one row an evaluation; without any, those of qa.toml
    #[arg(value_name = "FILE", help_heading = None)]
    pub files: Vec<String>,
    /// Scorecards (TOML): paths or patterns; without any, those of qa.toml
    #[arg(long = "scorecard", value_name = "FILE")]
    pub scorecards: Vec<String>,
    /// Profile (TOML) that maps the columns of other people's files
    #[arg(long, value_name = "FILE")]
    pub profile: Option<PathBuf>,
    /// Call records that tell what conditions of scorecards look at and evaluations do not have, such
    /// as the channel; without any, those of qa.toml. Named here, they also tell `qa agents` how many
    /// interactions there were
    #[arg(long, value_name = "FILE")]
    pub calls: Vec<String>,
}

impl Context<'_> {
    /// The scorecards that arguments or the configuration name; an empty shelf when neither does.
    ///
    /// # Errors
    ///
    /// If a file cannot be read, or [`Refused`] with everything that is wrong in any of them.
    pub fn scorecards(&mut self, named: &[String]) -> Result<Shelf> {
        let patterns =
            if named.is_empty() { self.config.scorecards.clone() } else { named.to_vec() };
        let mut shelf = Shelf::new();
        let mut wrong = Problems::new();
        for file in config::expand(&patterns)? {
            match scorecards::open(Path::new(&file)) {
                Ok((card, warnings)) => {
                    self.complain(&warnings)?;
                    self.keep(file.clone().into());
                    if let Err(problem) = shelf.add(card, &file) {
                        wrong.push(*problem);
                    }
                }
                Err(error) => match error.downcast::<Refused>() {
                    Ok(refused) => wrong.merge(refused.problems),
                    Err(world) => return Err(world),
                },
            }
        }
        if wrong.is_empty() {
            Ok(shelf)
        } else {
            Err(Refused { blame: Blame::Request, problems: wrong }.into())
        }
    }

    /// The evaluations that arguments or the configuration name, the latest revision of each, none
    /// that was replaced or retracted.
    ///
    /// `shelf` tells which columns of wide files are questions.
    pub fn evaluations(&mut self, args: &EvaluationArgs, shelf: &Shelf) -> Result<Found> {
        self.kept_evaluations(args, shelf).map(Found::from)
    }

    /// The same in little room, each evaluation made when it is asked for.
    pub fn kept_evaluations(&mut self, args: &EvaluationArgs, shelf: &Shelf) -> Result<Kept> {
        let patterns = if args.files.is_empty() {
            self.config.evaluations.clone()
        } else {
            args.files.clone()
        };
        if patterns.is_empty() {
            let problem = Problem::new("no-input", Place::file("qa"), "no evaluations are named")
                .help("name a file, or write evaluations = [\"evaluations/*.csv\"] into qa.toml");
            return Err(Refused::because(Blame::Request, problem).into());
        }
        let files = config::expand(&patterns)?;
        let profile = self.evaluation_profile(args, &files)?;
        let mut kept = self.kept_of(&files, profile.as_ref(), &shelf.questions())?;
        self.join_fields(&mut kept, shelf, &args.calls)?;
        Ok(kept)
    }

    /// The same from these files, read with this profile; `questions` are the columns of wide files.
    pub(super) fn evaluations_of(
        &mut self,
        files: &[String],
        profile: Option<&Profile>,
        questions: &[String],
    ) -> Result<Found> {
        self.kept_of(files, profile, questions).map(Found::from)
    }

    fn kept_of(
        &mut self,
        files: &[String],
        profile: Option<&Profile>,
        questions: &[String],
    ) -> Result<Kept> {
        let of_profile = profile.and_then(|profile| profile.file.zone.clone());
        let zone = of_profile.or_else(|| self.config.zone.clone()).unwrap_or_else(Zone::utc);
        let options = Options {
            profile,
            questions,
            zone: &zone,
            threads: self.threads,
            checksums: self.checksums,
        };
        let found = evaluations::keep(files, &options)?;
        self.complain(&found.warnings)?;
        for intake in &found.intakes {
            self.complain(&intake.account.problems)?;
            if intake.account.accepted < intake.account.read {
                self.say(&account_line(intake))?;
            }
            self.add_input(input(intake));
        }
        Ok(found)
    }

    /// The profile of evaluations that arguments or the configuration name, else the bundled one that
    /// fits the files.
    ///
    /// # Errors
    ///
    /// `wrong-kind` when it is for other records.
    pub fn evaluation_profile(
        &mut self,
        args: &EvaluationArgs,
        files: &[String],
    ) -> Result<Option<Profile>> {
        let path = args.profile.clone().or_else(|| self.config.evaluation_profile.clone());
        let profile = match path {
            Some(path) => Some(profile::open(&path)?),
            None => detect::bundled_for(files, &Asked::default())?,
        };
        if let Some(profile) = &profile {
            if profile.kind != RecordKind::Evaluations {
                let file = files.first().cloned().unwrap_or_default();
                return Err(wrong_kind(&file, profile.kind, "evaluations").into());
            }
            self.note_profile(profile)?;
        }
        Ok(profile)
    }
}

/// Says which of the purposes that were asked for no evaluation was made for; `None` when there is no such
/// purpose, or no evaluation at all.
pub fn unknown_purposes(asked: &[String], known: &BTreeSet<&str>) -> Option<Problem> {
    let unknown = asked.iter().map(String::as_str).filter(|name| !known.contains(name));
    let unknown: Vec<&str> = unknown.collect();
    if unknown.is_empty() || known.is_empty() {
        return None;
    }
    let message = format!("no evaluation here was made for `{}`", unknown.join("` or `"));
    let known = known.iter().copied().collect::<Vec<_>>().join(", ");
    let problem = Problem::new("nothing-selected", Place::file("--purpose"), message);
    Some(problem.help(format!("purposes are {known}")))
}

/// Why evaluations were made.
pub fn purposes(evaluations: &[Evaluation]) -> BTreeSet<&str> {
    evaluations.iter().map(|one| one.purpose.as_str()).collect()
}
