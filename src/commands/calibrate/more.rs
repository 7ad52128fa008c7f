//! What can be asked of a calibration beside agreement: drift, compliance, machines, groups.

use super::super::Context;
use super::super::args::OutputArgs;
use super::unasked::About;
use super::{Args, groups, machines, sessions};
use crate::agreement::answer_components::Answers;
use crate::agreement::bias::Scores;
use crate::agreement::compliance::{Promise, compliance_table};
use crate::agreement::ratings::Ratings;
use crate::agreement::{Options, answer_tables, drift_tables, group_tables, machine_tables};
use crate::model::Evaluation;
use crate::report::Report;
use crate::scorecard::Shelf;
use anyhow::Result;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Further questions.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Sessions over time")]
pub(super) struct More {
    /// What single answers depend on: agents, evaluators, questions and how these go together; and how many
    /// evaluations, evaluators and questions make an agent's mean dependable
    #[arg(long, help_heading = "Agreement", conflicts_with = "anonymous")]
    pub(super) components: bool,
    /// Each evaluator's lean from session to session, whenever they were held, with a control chart
    #[arg(long, conflicts_with = "anonymous")]
    pub(super) drift: bool,
    /// Days in which everybody is to take part once: who kept that, as table `compliance`
    #[arg(long, value_name = "DAYS", conflicts_with = "anonymous",
          value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) cadence: Option<u32>,
    /// Evaluators that are no people, beside those whose evaluations are for the purpose `ai`
    #[arg(
        long,
        help_heading = "Machines",
        value_name = "WHO",
        value_delimiter = ',',
        conflicts_with = "anonymous"
    )]
    pub(super) machine: Vec<String>,
    /// How good all interactions are, from a machine's scores of all and people's of a random sample, as
    /// table `assisted`; chances come from --weights or from columns of the evaluations
    #[arg(long, help_heading = "Machines", conflicts_with = "anonymous")]
    pub(super) assisted: bool,
    /// Manifest of the random sample that people scored; asks for --assisted
    #[arg(long, help_heading = "Machines", value_name = "MANIFEST", conflicts_with = "anonymous")]
    pub(super) weights: Option<PathBuf>,
    /// Evaluators that belong together, to compare with other groups: vendor=ana,budi; once a group
    #[arg(long, help_heading = "Groups", value_name = "NAME=WHO", conflicts_with = "anonymous")]
    pub(super) group: Vec<String>,
    /// The same by a column of the roster, such as role, team or firm
    #[arg(
        long,
        help_heading = "Groups",
        value_name = "COLUMN",
        conflicts_with_all = ["group", "anonymous"]
    )]
    pub(super) group_by: Option<String>,
    /// Roster of evaluators; without it, that of qa.toml. Its evaluators are to take part in sessions
    #[arg(long, help_heading = "Groups", value_name = "FILE")]
    pub(super) roster: Vec<String>,
    /// Difference of groups, in points, that does not matter
    #[arg(long, help_heading = "Groups", value_name = "POINTS", default_value_t = 5)]
    pub(super) margin: u32,
}

/// What is compared.
pub(super) struct Compared<'a> {
    /// Those that take part.
    pub(super) evaluations: &'a [Evaluation],
    /// Their answers.
    pub(super) ratings: &'a Ratings,
    /// Their scores.
    pub(super) scores: &'a Scores,
    /// What they are held against.
    pub(super) options: &'a Options,
    /// Sessions over time, where they were asked for.
    pub(super) sessions: Option<sessions::Held>,
}

impl More {
    /// Whether a table is asked for by its own flag or by name.
    fn asks(output: &OutputArgs, key: &str) -> bool {
        output.table.as_deref().is_some_and(|table| table.starts_with(key))
    }

    /// What the report tells beside agreement.
    pub(super) fn about(&self, output: &OutputArgs) -> About {
        let everything = self.wants_drift(output)
            || self.wants_compliance(output)
            || self.wants_components(output)
            || self.wants_assisted(output);
        if everything { About::Everything } else { About::Agreement }
    }

    fn wants_drift(&self, output: &OutputArgs) -> bool {
        self.drift || Self::asks(output, "drift")
    }

    fn wants_compliance(&self, output: &OutputArgs) -> bool {
        self.cadence.is_some() || Self::asks(output, "compliance")
    }

    fn wants_components(&self, output: &OutputArgs) -> bool {
        self.components || Self::asks(output, "question_")
    }

    fn wants_assisted(&self, output: &OutputArgs) -> bool {
        self.assisted || self.weights.is_some() || Self::asks(output, "assisted")
    }
}

/// The sessions over time, if they are asked for.
pub(super) fn sessions(
    args: &Args,
    evaluations: &[Evaluation],
    (shelf, cx): (&Shelf, &Context<'_>),
) -> Result<Option<sessions::Held>> {
    let wanted = args.more.wants_drift(&args.output) || args.more.wants_compliance(&args.output);
    if !wanted || args.anonymous {
        return Ok(None);
    }
    sessions::held(args, evaluations, (shelf, cx)).map(Some)
}

/// Adds the tables that were asked for.
pub(super) fn add(
    report: &mut Report,
    args: &Args,
    (cx, compared): (&mut Context<'_>, &Compared<'_>),
) -> Result<()> {
    if args.anonymous {
        return Ok(());
    }
    let (more, both) = (&args.more, (compared.ratings, compared.scores));
    if let Some(held) = &compared.sessions {
        if more.wants_drift(&args.output) {
            report.tables.extend(drift_tables(&held.sessions, compared.options));
        }
        if more.wants_compliance(&args.output) {
            let expected = groups::evaluators_of_roster(more, cx)?;
            let promise = Promise { every_days: more.cadence.map(i64::from), expected };
            report.tables.push(compliance_table(&held.sessions, &promise));
        }
        report.notes.extend(held.notes.iter().cloned());
    }
    if more.wants_components(&args.output) {
        components(report, compared);
    }
    let machines = machines::found(args, compared)?;
    if !machines.is_empty() {
        report.tables.extend(machine_tables(both, &machines, compared.options));
        report.notes.extend(machines::notes(&machines));
    }
    if more.wants_assisted(&args.output) {
        machines::assisted(report, args, (&machines, compared))?;
    }
    if !more.group.is_empty() || more.group_by.is_some() {
        let (groups, notes) = groups::groups(more, (cx, compared))?;
        let margin = i64::from(more.margin) * 1_000;
        report.tables.extend(group_tables(both, &groups, margin));
        report.notes.extend(notes);
    }
    Ok(())
}

/// Adds what single answers depend on, or why that cannot be told.
fn components(report: &mut Report, compared: &Compared<'_>) {
    let Options { reference, stakes, .. } = compared.options;
    let agents = agents(compared.evaluations);
    let evaluators = compared.ratings.evaluators(reference.as_deref());
    match answer_tables(&Answers::of(compared.ratings, (&agents, &evaluators), stakes)) {
        Ok(tables) => report.tables.extend(tables),
        Err(why) => report.notes.push(why),
    }
}

/// Whose interaction each is, as far as evaluations tell.
pub(super) fn agents(evaluations: &[Evaluation]) -> BTreeMap<String, String> {
    let agent = |one: &Evaluation| Some((one.interaction.clone(), one.agent.clone()?));
    evaluations.iter().filter_map(agent).collect()
}
