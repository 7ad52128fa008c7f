//! An earlier manifest: opened, its files found, and held against what they are now.

use super::super::super::args::InputArgs;
use super::super::extra::Extra;
use super::super::manifest;
use super::{Earlier, Order};
use crate::problem::{Blame, Place, Problem, Refused};
use crate::report::Input;
use crate::sampling::Manifest;
use crate::sampling::manifest::{Request, StratumRecord};
use crate::sampling::ticket::ALGORITHM;
use anyhow::{Context as _, Result, anyhow};
use std::path::Path;

/// A manifest that this version can repeat, and its name.
pub(in crate::commands::sample) fn open(path: &Path) -> Result<(String, Manifest)> {
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
pub(super) fn options(file: &str, request: &Request) -> Result<Extra> {
    Extra::from_words(&request.options).ok_or_else(|| {
        let message = "the options under `options` are not those of a draw";
        let help = "name a manifest as `qa sample` wrote it";
        let problem = Problem::new("bad-manifest", Place::file(file), message).help(help);
        Refused::because(Blame::Request, problem).into()
    })
}

/// The inputs of a manifest where they stand now.
pub(super) fn located(
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

/// A file that a manifest names: beside the manifest if it is there, else as it is named.
pub(super) fn found(folder: &Path, named: &str) -> Result<String> {
    if named == "-" {
        let message = "this draw was made from standard input, which cannot be read again";
        let found = Problem::new("input-changed", Place::file(named), message);
        return Err(Refused::because(Blame::Data, found).into());
    }
    let beside = folder.join(named);
    Ok(if beside.try_exists()? { beside.to_string_lossy().into_owned() } else { named.to_owned() })
}

pub(super) fn changed(path: &str, then: &str, now: &str) -> anyhow::Error {
    let message = format!("expected the file with SHA-256 `{then}`, found `{now}`");
    let found = Problem::new("input-changed", Place::file(path), message);
    let help = "a draw is repeated from the files it was made from; draw anew from others";
    Refused::because(Blame::Data, found.help(help)).into()
}

impl Order {
    /// The profile and the exports among the files read.
    pub(super) fn split<'a>(&self, read: &'a [Input]) -> (Option<&'a Input>, &'a [Input]) {
        match read.split_first() {
            Some((first, rest)) if self.profile.as_ref() == Some(&first.path) => {
                (Some(first), rest)
            }
            _ => (None, read),
        }
    }

    /// Refuses to repeat a draw from files that are not what they were.
    pub(in crate::commands::sample) fn refuse_changed(&self, read: &[Input]) -> Result<()> {
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
    pub(in crate::commands::sample) fn refuse_different(&self, now: &Manifest) -> Result<()> {
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
