//! Samples of the same days beside the one to be written: that nobody promises one week twice.

use super::order::Order;
use crate::model::{Period, Zone};
use crate::problem::{Blame, Place, Problem, Problems, Refused};
use crate::report::words::counted;
use crate::sampling::Manifest;
use crate::sampling::manifest::Request;
use anyhow::{Context as _, Result};
use std::path::{Path, PathBuf};

/// How the files of manifests end.
const ENDING: &str = ".manifest.json";

/// Refuses a draw of days that another sample of the same folder has, unless it goes on with an
/// earlier one or leaves out everything the other drew.
///
/// Draws without a period are of no days in particular and are not compared.
pub(super) fn refuse(order: &Order, path: &Path) -> Result<()> {
    if !order.is_new() {
        return Ok(());
    }
    refuse_replacing(order, path)?;
    let Some(period) = order.plan.period else { return Ok(()) };
    let mut found = Problems::new();
    for other in beside(path)? {
        let Some(earlier) = manifest(&other)? else { continue };
        let drawn = || earlier.strata.iter().flat_map(|stratum| &stratum.drawn);
        let left_out = drawn().all(|id| order.plan.exclude.known.contains(id));
        let same = same_draw(&earlier.request, &order.request);
        let overlaps =
            days(&earlier).is_some_and(|days| period.from < days.to && days.from < period.to);
        if overlaps && !left_out && !same {
            found.push(problem(&other, &earlier, drawn().count()));
        }
    }
    if found.is_empty() {
        return Ok(());
    }
    Err(Refused { blame: Blame::Conflict, problems: found }.into())
}

/// Refuses to write over another draw: whoever could draw again until the lot pleases would have no lot.
fn refuse_replacing(order: &Order, path: &Path) -> Result<()> {
    if !path.try_exists()? {
        return Ok(());
    }
    let Some(earlier) = manifest(path)? else { return Ok(()) };
    let (file, request) = (path.display().to_string(), &earlier.request);
    let drawn = earlier.strata.iter().map(|stratum| stratum.drawn.len()).sum::<usize>();
    // More by the same tickets keeps what was drawn.
    let more = Request { n: request.n.max(order.request.n), ..request.clone() };
    if drawn == 0 || same_draw(&more, &order.request) {
        return Ok(());
    }
    let drawn = counted(u64::try_from(drawn)?, "interaction");
    let message = format!(
        "the draw `{}` of {drawn} by another seed or rule would be gone",
        request.sample_id
    );
    let help = format!(
        "name another file, go on with it by --top-up {file}, or replace it all the same with \
         --overlapping"
    );
    let problem = Problem::new("draw-replaced", Place::file(file), message).help(help);
    Err(Refused::because(Blame::Conflict, problem).into())
}

/// Whether two requests draw the same, whoever then evaluates it.
fn same_draw(one: &Request, other: &Request) -> bool {
    let of = |request: &Request| Request {
        sample_id: String::new(),
        evaluators: Vec::new(),
        due: None,
        commitment: None,
        ..request.clone()
    };
    of(one) == of(other)
}

fn problem(file: &Path, earlier: &Manifest, drawn: usize) -> Problem {
    let (file, request) = (file.display().to_string(), &earlier.request);
    let drawn = counted(u64::try_from(drawn).unwrap_or(u64::MAX), "interaction");
    let period = request.period.as_deref().unwrap_or_default();
    let message =
        format!("sample `{}` has days of this period: {drawn} of {period}", request.sample_id);
    let help = format!(
        "go on with it by --top-up {file}, leave out what it drew with --done and its work list, or \
         draw all the same with --overlapping"
    );
    Problem::new("period-overlaps", Place::file(file), message).help(help)
}

/// Other manifests of the folder, in order of name.
fn beside(path: &Path) -> Result<Vec<PathBuf>> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    if !folder.try_exists()? {
        return Ok(Vec::new());
    }
    let cannot = || format!("cannot read the folder `{}`", folder.display());
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).with_context(cannot)? {
        let name = entry.with_context(cannot)?.file_name();
        if name.to_string_lossy().ends_with(ENDING) && path.file_name() != Some(&name) {
            found.push(path.with_file_name(name));
        }
    }
    found.sort();
    Ok(found)
}

/// The manifest in a file; `None` for what is none of ours.
fn manifest(file: &Path) -> Result<Option<Manifest>> {
    let cannot = || format!("cannot read `{}`", file.display());
    let bytes = std::fs::read(file).with_context(cannot)?;
    let text = String::from_utf8_lossy(&bytes);
    Ok(super::manifest::read(&file.display().to_string(), &text).ok())
}

/// The days a manifest is of; `None` when it is of no days in particular.
fn days(manifest: &Manifest) -> Option<Period> {
    let zone = Zone::named(&manifest.request.zone)?;
    Period::parse(manifest.request.period.as_deref()?, &zone, &Place::default()).ok()
}
