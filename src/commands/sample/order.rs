//! From arguments or an earlier manifest to a plan.

use super::super::Context;
use super::super::args::InputArgs;
use super::{Args, manifest};
use crate::model::{Field, Kind, Name, Outcome, Period, Zone, instant};
use crate::problem::{Blame, Place, Problem, Refused};
use crate::query::{Amount, Comparison, Condition, Filter};
use crate::report::Input;
use crate::sampling::manifest::{FileRecord, Request};
use crate::sampling::ticket::ALGORITHM;
use crate::sampling::{Draw, Manifest, Plan};
use anyhow::{Context as _, Result, anyhow};
use rand::TryRng;
use rand::rngs::SysRng;
use std::path::Path;

/// A draw that is asked for, now or again.
#[derive(Debug, Clone)]
pub(super) struct Order {
    pub(super) request: Request,
    pub(super) plan: Plan,
    pub(super) zone: Zone,
    pub(super) input: InputArgs,
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
        let (strata, n) = match args.design.total {
            Some(total) => (Vec::new(), total),
            None if args.design.per == ["none"] => (Vec::new(), args.design.per_stratum),
            None => (named(&args.design.per), args.design.per_stratum),
        };
        if strata.is_empty() && args.design.total.is_none() && args.design.per != ["none"] {
            let found = Problem::new("bad-strata", Place::default(), "expected names of columns");
            return Err(refused(found.help("name columns, or `none`"), "--per"));
        }
        let period = args.period.period.clone();
        let id = args.work.id.clone().or_else(|| period.clone());
        let request = Request {
            sample_id: id.unwrap_or_else(|| "sample".to_owned()),
            seed: args.design.seed.clone().map_or_else(random_seed, Ok)?,
            period,
            zone: zone.name().to_owned(),
            input_zone: input_zone.name().to_owned(),
            filter: filter.to_string(),
            outcome_if_told: default_outcome.then(|| Outcome::Answered.name().to_owned()),
            strata,
            n,
            reserve: args.design.reserve,
            evaluators: named(&args.work.evaluators),
            due: args.work.due.clone(),
        };
        if let Some(due) = &request.due {
            refuse_no_date(due)?;
        }
        let plan = plan(&request, &zone)?;
        let profile = profile.map(|profile| profile.path);
        Ok(Self { request, plan, zone, input: args.input.clone(), profile, earlier: None })
    }

    /// The draw of an earlier manifest; how bad records are treated is still up to `input`.
    pub(super) fn again(path: &Path, input: &InputArgs) -> Result<Self> {
        let file = path.display().to_string();
        let text =
            std::fs::read_to_string(path).with_context(|| format!("cannot read `{file}`"))?;
        let refuse = |problem| anyhow!(Refused::because(Blame::Request, problem));
        let earlier = manifest::read(&file, &text).map_err(refuse)?;
        if earlier.algorithm != ALGORITHM {
            let message = format!("expected the rule `{ALGORITHM}`, found `{}`", earlier.algorithm);
            let help = "repeat it with the version of qa that drew it";
            return Err(refuse(
                Problem::new("bad-manifest", Place::file(&file), message).help(help),
            ));
        }
        let request = earlier.request.clone();
        let zone = Zone::named(&request.zone).ok_or_else(|| {
            let message = format!("there is no zone `{}`", request.zone);
            let help = "name a manifest as `qa sample` wrote it";
            refuse(Problem::new("bad-zone", Place::file(&file), message).help(help))
        })?;
        let plan = plan(&request, &zone)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let files = earlier.inputs.iter().map(|input| found(folder, &input.path));
        let mut input = InputArgs { files: files.collect::<Result<_>>()?, ..input.clone() };
        input.zone = Some(request.input_zone.clone());
        let profile = earlier.profile.as_ref().map(|then| found(folder, &then.path)).transpose()?;
        input.profile = profile.as_ref().map(Into::into);
        let earlier = Some(Earlier { file, manifest: earlier });
        Ok(Self { request, plan, zone, input, profile, earlier })
    }

    /// The record of this draw; files of a repeated one are named as they were.
    pub(super) fn manifest(&self, draw: &Draw, read: &[Input]) -> Manifest {
        let (profile, inputs) = self.split(read);
        let (mut profile, mut inputs) = (profile.map(record), inputs.to_vec());
        if let Some(Earlier { manifest: earlier, .. }) = &self.earlier {
            profile.clone_from(&earlier.profile);
            for (now, then) in inputs.iter_mut().zip(&earlier.inputs) {
                now.path.clone_from(&then.path);
            }
        }
        Manifest::new(self.request.clone(), draw, &inputs, profile)
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
        if earlier.manifest.strata == now.strata && earlier.manifest.eligible == now.eligible {
            return Ok(());
        }
        let mut pairs = earlier.manifest.strata.iter().zip(&now.strata);
        let differs = pairs.find(|(then, now)| then != now).map(|(then, _)| &then.stratum);
        let at = differs.map_or("the number of strata".to_owned(), |one| format!("`{one}`"));
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
    let strata: Vec<Name> = request.strata.iter().map(|name| Name::of(name)).collect();
    for name in &strata {
        if matches!(name.kind(), Kind::Time | Kind::Duration) {
            let message = format!("`{name}` makes no strata: nearly every row has its own");
            let found = Problem::new("bad-strata", Place::file("--per"), message);
            return Err(refused(
                found.help("name columns of texts, such as agent_id,queue"),
                "--per",
            ));
        }
    }
    let outcome = request.outcome_if_told.as_deref().and_then(Outcome::from_name);
    Ok(Plan {
        seed: request.seed.clone(),
        strata,
        n: request.n,
        reserve: request.reserve,
        filter,
        outcome_if_told: outcome,
        period: period.transpose().map_err(|found| refused(found, "--period"))?,
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

/// 128 bits from the system, in hex.
fn random_seed() -> Result<String> {
    let mut bits = [0; 16];
    SysRng.try_fill_bytes(&mut bits).context("the system gives no random numbers; use --seed")?;
    Ok(format!("{:032x}", u128::from_be_bytes(bits)))
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
