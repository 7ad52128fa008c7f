//! From arguments or an earlier manifest to a plan.

mod earlier;
mod request;

use super::super::Context;
use super::super::args::InputArgs;
use super::choices::{Choices, idle};
use super::extra::Extra;
use super::{Args, seed};
use crate::model::{Field, Name, Outcome, Period, Zone};
use crate::problem::{Blame, Place, Problem, Refused};
use crate::report::Input;
use crate::sampling::assign::{Evaluator, Rules};
use crate::sampling::manifest::{FileRecord, Request};
use crate::sampling::{Draw, Manifest, Plan};
use anyhow::Result;
use earlier::{changed, found, located, options};
use request::{extra, filter, named, plan, refuse_no_date, strata};
use std::path::Path;

pub(super) use earlier::open;

/// A draw that is asked for, now or again.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) request: Request,
    pub(super) plan: Plan,
    pub(super) zone: Zone,
    pub(super) input: InputArgs,
    pub(super) evaluators: Vec<Evaluator>,
    pub(super) rules: Rules,
    pub(super) references: Vec<FileRecord>,
    /// The longest gap between two contacts of a customer that make a repeat, in milliseconds.
    pub(super) repeat_window: i64,
    /// The profile, which then stands before the inputs.
    profile: Option<String>,
    earlier: Option<Earlier>,
}

/// The manifest that is repeated.
#[derive(Debug, Clone)]
struct Earlier {
    file: String,
    manifest: Manifest,
}

impl Order {
    /// A draw as the arguments ask for it.
    pub(super) fn of(args: &Args, cx: &Context<'_>) -> Result<Self> {
        let zone = cx.report_zone(&args.input)?;
        let profile = cx.call_profile(&args.input)?;
        let input_zone = cx.source_zone(&args.input, profile.as_ref())?;
        let filter = filter(args, &zone)?;
        let asks_outcome = filter.columns().contains(&Name::Field(Field::Outcome));
        let default_outcome = args.frame.outcome.is_empty() && !asks_outcome;
        let (strata, n) = strata(args)?;
        let (first, place) = (cx.config.month_start.unwrap_or(1), Place::file("--period"));
        let spelled = |text: &String| Period::spelled(text, (&zone, first), &place);
        let period = args.period.period.as_ref().map(spelled).transpose();
        let period = period.map_err(|found| Refused::because(Blame::Request, found))?;
        let id = args.work.id.clone().or_else(|| args.period.period.clone());
        let extra = extra(args);
        let request = Request {
            sample_id: id.unwrap_or_else(|| "sample".to_owned()),
            seed: seed::of(args)?,
            period,
            zone: zone.name().to_owned(),
            input_zone: input_zone.name().to_owned(),
            filter: filter.to_string(),
            outcome_if_told: default_outcome.then(|| Outcome::Answered.name().to_owned()),
            strata,
            n,
            options: extra.words(),
            kept: Vec::new(),
            commitment: args.design.commitment.clone(),
            reserve: args.design.reserve,
            evaluators: named(&args.work.evaluators),
            due: args.work.due.clone(),
        };
        if let Some(due) = &request.due {
            refuse_no_date(due)?;
        }
        seed::refuse_other(&request)?;
        let profile = profile.map(|profile| profile.path);
        let order = Self::ready((request, "--zone"), extra, (args.input.clone(), profile))?;
        idle::refuse(&order)?;
        Ok(order)
    }

    /// The order of a request, with the files that its options name.
    fn ready(
        (request, file): (Request, &str),
        extra: Extra,
        (input, profile): (InputArgs, Option<String>),
    ) -> Result<Self> {
        let zone = zone_of(&request, file)?;
        let choices = Choices::read(extra, &zone)?;
        let evaluators = choices.evaluators(&request.evaluators)?;
        let plan = choices.shape(plan(&request, &zone)?, &request, &evaluators)?;
        let rules = choices.rules();
        let repeat_window = choices.repeat_window();
        let references = choices.references;
        Ok(Self {
            request,
            plan,
            zone,
            input,
            evaluators,
            rules,
            references,
            repeat_window,
            profile,
            earlier: None,
        })
    }

    /// The draw of an earlier manifest; how bad records are treated is still up to `input`.
    pub(super) fn again(path: &Path, input: &InputArgs) -> Result<Self> {
        let (file, earlier) = open(path)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let (input, profile) = located(folder, &earlier, input)?;
        let mut extra = options(&file, &earlier.request)?;
        for named in extra.files_mut() {
            *named = found(folder, named)?;
        }
        let request = earlier.request.clone();
        let order = Self::ready((request, &file), extra, (input, profile))?;
        for (then, now) in earlier.references.iter().zip(&order.references) {
            if then.sha256 != now.sha256 {
                return Err(changed(&now.path, &then.sha256, &now.sha256));
            }
        }
        Ok(Self { earlier: Some(Earlier { file, manifest: earlier }), ..order })
    }

    /// A draw that goes on where an earlier one ended: with its seed and conditions, from its files or
    /// those that are named now, more of each stratum if that is asked for. What was drawn stays.
    pub(super) fn more(path: &Path, args: &Args) -> Result<Self> {
        let (file, earlier) = open(path)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let (mut input, profile) = located(folder, &earlier, &args.input)?;
        if !args.input.files.is_empty() {
            input.files.clone_from(&args.input.files);
        }
        let mut extra = options(&file, &earlier.request)?;
        for named in extra.files_mut() {
            *named = found(folder, named)?;
        }
        let mut request = earlier.request.clone();
        let drawn = earlier.strata.iter().flat_map(|stratum| &stratum.drawn);
        request.kept = drawn.cloned().collect();
        let asked = args.design.total.or(args.design.per_stratum).unwrap_or(request.n);
        if asked < request.n {
            let message = format!("{asked} is less than the {} that were drawn", request.n);
            let help = "ask for as many as before, or more";
            let problem = Problem::new("out-of-range", Place::file("--top-up"), message);
            return Err(Refused::because(Blame::Request, problem.help(help)).into());
        }
        request.n = asked;
        if let Some(due) = &args.work.due {
            refuse_no_date(due)?;
            request.due = Some(due.clone());
        }
        request.options = extra.words();
        Self::ready((request, &file), extra, (input, profile))
    }

    /// Whether it neither repeats an earlier draw nor goes on with one.
    pub(super) fn is_new(&self) -> bool {
        self.earlier.is_none() && self.request.kept.is_empty()
    }

    /// The record of this draw; files of a repeated one are named as they were.
    pub(super) fn manifest(&self, draw: &Draw, read: &[Input]) -> Manifest {
        let (profile, inputs) = self.split(read);
        let (mut profile, mut inputs) = (profile.map(record), inputs.to_vec());
        let mut references = self.references.clone();
        if let Some(Earlier { manifest: earlier, .. }) = &self.earlier {
            profile.clone_from(&earlier.profile);
            references.clone_from(&earlier.references);
            for (now, then) in inputs.iter_mut().zip(&earlier.inputs) {
                now.path.clone_from(&then.path);
            }
        }
        let manifest = Manifest::new(self.request.clone(), draw, &inputs, profile);
        Manifest { references, ..manifest }
    }
}

fn zone_of(request: &Request, file: &str) -> Result<Zone> {
    Zone::named(&request.zone).ok_or_else(|| {
        let message = format!("there is no zone `{}`", request.zone);
        let help = "name a manifest as `qa sample` wrote it";
        let problem = Problem::new("bad-zone", Place::file(file), message).help(help);
        Refused::because(Blame::Request, problem).into()
    })
}

fn record(input: &Input) -> FileRecord {
    FileRecord { path: input.path.clone(), sha256: input.sha256.clone() }
}
