//! From arguments or an earlier manifest to a plan.

use super::super::Context;
use super::super::args::InputArgs;
use super::choices::Choices;
use super::extra::{Extra, Rule};
use super::{Args, manifest, seed};
use crate::model::{Field, Kind, Name, Outcome, Period, Zone, instant};
use crate::problem::{Blame, Place, Problem, Refused};
use crate::query::{Amount, Comparison, Condition, Filter};
use crate::report::Input;
use crate::sampling::assign::{Evaluator, Rules};
use crate::sampling::manifest::{FileRecord, Request, StratumRecord};
use crate::sampling::ticket::ALGORITHM;
use crate::sampling::{By, Draw, Manifest, Plan};
use anyhow::{Context as _, Result, anyhow};
use std::path::Path;

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
        let period = args.period.period.clone();
        let id = args.work.id.clone().or_else(|| period.clone());
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
        Self::ready((request, "--zone"), extra, (args.input.clone(), profile))
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
        let references = choices.references;
        let earlier = None;
        Ok(Self { request, plan, zone, input, evaluators, rules, references, profile, earlier })
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

    /// The profile and the exports among the files read.
    fn split<'a>(&self, read: &'a [Input]) -> (Option<&'a Input>, &'a [Input]) {
        match read.split_first() {
            Some((first, rest)) if self.profile.as_ref() == Some(&first.path) => {
                (Some(first), rest)
            }
            _ => (None, read),
        }
    }

    /// Refuses to repeat a draw from files that are not what they were.
    pub(super) fn refuse_changed(&self, read: &[Input]) -> Result<()> {
        let Some(Earlier { manifest: earlier, .. }) = &self.earlier else { return Ok(()) };
        let (profile, inputs) = self.split(read);
        if let (Some(then), Some(now)) = (&earlier.profile, profile)
            && then.sha256 != now.sha256
        {
            return Err(changed(&now.path, &then.sha256, &now.sha256));
        }
        match earlier.changed(inputs) {
            None => Ok(()),
            Some((Some(then), Some(now))) => Err(changed(&now.path, &then.sha256, &now.sha256)),
            Some((then, now)) => {
                let path = then.or(now).map_or("", |input| input.path.as_str());
                let message = "the manifest and what was read differ in this input";
                let problem = Problem::new("input-changed", Place::file(path), message);
                Err(Refused::because(Blame::Data, problem).into())
            }
        }
    }

    /// Refuses when the same request on the same files drew something else: the manifest was edited.
    pub(super) fn refuse_different(&self, now: &Manifest) -> Result<()> {
        let Some(earlier) = &self.earlier else { return Ok(()) };
        let then = &earlier.manifest;
        let same = |(then, now): (&StratumRecord, &StratumRecord)| {
            // Earlier manifests do not tell what was wanted.
            *then == StratumRecord { wanted: then.wanted, ..now.clone() }
        };
        let pairs = || then.strata.iter().zip(&now.strata);
        let alike = then.strata.len() == now.strata.len() && pairs().all(same);
        let picked = then.targeted == now.targeted;
        if alike && picked && then.eligible == now.eligible {
            return Ok(());
        }
        let differs = pairs().find(|pair| !same(*pair)).map(|(then, _)| &then.stratum);
        let rest = if alike { "its targeted picks or counts" } else { "the number of strata" };
        let at = differs.map_or(rest.to_owned(), |one| format!("`{one}`"));
        let message = format!("its draw is not what its seed and files give; it differs in {at}");
        let problem = Problem::new("draw-differs", Place::file(&earlier.file), message);
        let help = "the manifest was edited, or another version of qa drew it";
        Err(Refused::because(Blame::Data, problem.help(help)).into())
    }
}

/// Names without the spaces around them, each once, in the order given.
fn named(names: &[String]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for name in names.iter().map(|name| name.trim()).filter(|name| !name.is_empty()) {
        if !found.iter().any(|other| other == name) {
            found.push(name.to_owned());
        }
    }
    found
}

/// Turns a request's texts into a plan.
fn plan(request: &Request, zone: &Zone) -> Result<Plan> {
    let filter = Filter::parse(&request.filter).map_err(|found| refused(found, "--where"))?;
    let place = Place::file("--period");
    let period = request.period.as_deref().map(|text| Period::parse(text, zone, &place));
    let strata = request.strata.iter().map(|text| {
        let by = By::parse(text).ok_or_else(|| {
            let message = format!("`{text}` makes no strata");
            let help = "name columns, or limits of bands in rising order such as talk_s:60:300";
            refused(Problem::new("bad-strata", Place::default(), message).help(help), "--per")
        })?;
        match &by {
            By::Column(name) if matches!(name.kind(), Kind::Time | Kind::Duration) => {
                let message = format!("`{name}` makes no strata: nearly every row has its own");
                let help =
                    "name columns of texts, such as agent_id,queue, or bands, such as talk_s:60:300";
                Err(refused(
                    Problem::new("bad-strata", Place::default(), message).help(help),
                    "--per",
                ))
            }
            _ => Ok(by),
        }
    });
    let strata = strata.collect::<Result<Vec<By>>>()?;
    let outcome = request.outcome_if_told.as_deref().and_then(Outcome::from_name);
    Ok(Plan {
        zone: zone.clone(),
        reserve: request.reserve,
        filter,
        kept: request.kept.iter().cloned().collect(),
        outcome_if_told: outcome,
        period: period.transpose().map_err(|found| refused(found, "--period"))?,
        ..Plan::each(&request.seed, strata, request.n)
    })
}

/// What makes the strata, and how many are drawn: of each, or in all.
fn strata(args: &Args) -> Result<(Vec<String>, usize)> {
    let design = &args.design;
    let spread = args.size.allocation.is_some() || args.size.shares.is_some();
    let n = design.total.or(design.per_stratum).unwrap_or(5);
    let per = match &design.per {
        Some(per) if *per == ["none"] => return Ok((Vec::new(), n)),
        Some(per) => named(per),
        None if design.total.is_some() && !spread => return Ok((Vec::new(), n)),
        None => vec![Field::AgentId.name().to_owned()],
    };
    if per.is_empty() {
        let found = Problem::new("bad-strata", Place::default(), "expected names of columns");
        return Err(refused(found.help("name columns, or `none`"), "--per"));
    }
    Ok((per, n))
}

/// The options of the design; short and long talk have their reason, and a total over several strata
/// is spread in proportion unless a rule is named.
fn extra(args: &Args) -> Extra {
    let mut extra = Extra::new(args.size.clone(), args.people.clone());
    let mut limits = Vec::new();
    if let Some(least) = &args.frame.min_talk {
        limits.push(format!("too_short=talk_s < {least}"));
    }
    if let Some(most) = &args.frame.max_talk {
        limits.push(format!("too_long=talk_s > {most}"));
    }
    extra.people.exclude.splice(0..0, limits);
    let several = args.design.per.as_ref().is_some_and(|per| *per != ["none"]);
    if args.design.total.is_some() && several && extra.size.shares.is_none() {
        extra.size.allocation.get_or_insert(Rule::Proportional);
    }
    extra
}

/// A manifest that this version can repeat, and its name.
pub(super) fn open(path: &Path) -> Result<(String, Manifest)> {
    let file = path.display().to_string();
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read `{file}`"))?;
    let refuse = |problem| anyhow!(Refused::because(Blame::Request, problem));
    let earlier = manifest::read(&file, &text).map_err(refuse)?;
    if earlier.algorithm != ALGORITHM {
        let message = format!("expected the rule `{ALGORITHM}`, found `{}`", earlier.algorithm);
        let help = "repeat it with the version of qa that drew it";
        return Err(refuse(Problem::new("bad-manifest", Place::file(&file), message).help(help)));
    }
    Ok((file, earlier))
}

/// The options of a manifest.
fn options(file: &str, request: &Request) -> Result<Extra> {
    Extra::from_words(&request.options).ok_or_else(|| {
        let message = "the options under `options` are not those of a draw";
        let help = "name a manifest as `qa sample` wrote it";
        let problem = Problem::new("bad-manifest", Place::file(file), message).help(help);
        Refused::because(Blame::Request, problem).into()
    })
}

/// The inputs of a manifest where they stand now.
fn located(
    folder: &Path,
    earlier: &Manifest,
    input: &InputArgs,
) -> Result<(InputArgs, Option<String>)> {
    let files = earlier.inputs.iter().map(|input| found(folder, &input.path));
    let mut input = InputArgs { files: files.collect::<Result<_>>()?, ..input.clone() };
    input.zone = Some(earlier.request.input_zone.clone());
    let profile = earlier.profile.as_ref().map(|then| found(folder, &then.path)).transpose()?;
    input.profile = profile.as_ref().map(Into::into);
    Ok((input, profile))
}

fn zone_of(request: &Request, file: &str) -> Result<Zone> {
    Zone::named(&request.zone).ok_or_else(|| {
        let message = format!("there is no zone `{}`", request.zone);
        let help = "name a manifest as `qa sample` wrote it";
        let problem = Problem::new("bad-zone", Place::file(file), message).help(help);
        Refused::because(Blame::Request, problem).into()
    })
}

/// Everything that selects interactions, in one filter.
fn filter(args: &Args, zone: &Zone) -> Result<Filter> {
    let frame = &args.frame;
    let mut filter = Filter::all();
    if let Some(text) = &frame.condition {
        let condition = Filter::parse_in(text, zone);
        filter = filter.and(condition.map_err(|found| refused(found, "--where"))?);
    }
    let talk = || Amount::Column(Field::Talk.into());
    let limits =
        [(frame.min_talk, Comparison::GreaterOrEqual), (frame.max_talk, Comparison::LessOrEqual)];
    for (limit, comparison) in limits {
        if let Some(limit) = limit {
            let limit = Amount::Constant(limit);
            filter = filter.and(Condition::Number(talk(), comparison, limit).into());
        }
    }
    if !frame.channel.is_empty() {
        let channel = Condition::OneOf(Field::Channel.into(), frame.channel.clone());
        filter = filter.and(channel.into());
    }
    if !frame.outcome.is_empty() && frame.outcome != ["any"] {
        let names = frame.outcome.iter().map(|name| format!("'{}'", name.replace('\'', "''")));
        let text = format!("outcome in ({})", names.collect::<Vec<_>>().join(", "));
        let outcomes = Filter::parse(&text).map_err(|found| refused(found, "--outcome"))?;
        filter = filter.and(outcomes);
    }
    Ok(filter)
}

fn refused(mut found: Problem, option: &str) -> anyhow::Error {
    found.place = Place::file(option);
    Refused::because(Blame::Request, found).into()
}

fn refuse_no_date(due: &str) -> Result<()> {
    if instant::day(due, &Zone::utc()).is_some() {
        return Ok(());
    }
    let found =
        Problem::new("bad-date", Place::default(), format!("expected a date, found `{due}`"));
    Err(refused(found.help("write it as 2026-10-30"), "--due"))
}

fn record(input: &Input) -> FileRecord {
    FileRecord { path: input.path.clone(), sha256: input.sha256.clone() }
}

/// A file that a manifest names: beside the manifest if it is there, else as it is named.
fn found(folder: &Path, named: &str) -> Result<String> {
    if named == "-" {
        let message = "this draw was made from standard input, which cannot be read again";
        let found = Problem::new("input-changed", Place::file(named), message);
        return Err(Refused::because(Blame::Data, found).into());
    }
    let beside = folder.join(named);
    Ok(if beside.try_exists()? { beside.to_string_lossy().into_owned() } else { named.to_owned() })
}

fn changed(path: &str, then: &str, now: &str) -> anyhow::Error {
    let message = format!("expected the file with SHA-256 `{then}`, found `{now}`");
    let found = Problem::new("input-changed", Place::file(path), message);
    let help = "a draw is repeated from the files it was made from; draw anew from others";
    Refused::because(Blame::Data, found.help(help)).into()
}
