//! What a working folder begins with.

use crate::ingest::inspect::{self, Inspection};
use crate::ingest::profile::RecordKind;
use crate::ledger::replace::replace_bytes;
use crate::problem::{Blame, Place, Problem, Problems, Refused};
use anyhow::{Context as _, Result};
use std::fs;
use std::path::Path;

/// The scorecard to begin with.
const CARD: &str = include_str!("../../../scorecards/inbound-voice.toml");
/// Folders for what comes later.
const FOLDERS: [&str; 3] = ["calls", "evaluations", "samples"];

/// A file that will be written.
pub(super) struct Planned {
    /// Within the folder.
    pub(super) path: String,
    /// What it holds.
    pub(super) text: String,
}

/// Everything that will be written.
pub(super) struct Plan {
    /// Files, the configuration first.
    pub(super) files: Vec<Planned>,
}

/// The profile for an export: the bundled one of its system, else what was found out.
pub(super) fn profile(found: &Inspection) -> Planned {
    let name = found.bundled().map_or_else(|| slug(&found.file), str::to_owned);
    Planned { path: format!("profiles/{name}.toml"), text: inspect::snippet(found) }
}

/// A file's name as others may be called after it: letters and digits, hyphens between.
fn slug(file: &str) -> String {
    let stem = Path::new(file).file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
    let words = stem.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let slug = words.collect::<Vec<_>>().join("-");
    if slug.is_empty() { "export".to_owned() } else { slug.chars().take(40).collect() }
}

impl Plan {
    /// A folder for a centre in this zone, with these exports and a profile for them.
    pub(super) fn new(
        (zone, exports): (&str, &[String]),
        profile: Option<&Planned>,
        kind: RecordKind,
    ) -> Self {
        let profile_path = profile.map(|profile| profile.path.as_str());
        let text = configuration((zone, exports), profile_path, kind);
        let mut files = vec![
            Planned { path: "qa.toml".to_owned(), text },
            Planned { path: "scorecards/inbound-voice.toml".to_owned(), text: CARD.to_owned() },
        ];
        files.extend(
            profile
                .map(|Planned { path, text }| Planned { path: path.clone(), text: text.clone() }),
        );
        Self { files }
    }

    /// Files, then folders.
    pub(super) fn paths(&self) -> impl Iterator<Item = String> {
        let folders = FOLDERS.iter().map(|folder| format!("{folder}/"));
        self.files.iter().map(|file| file.path.clone()).chain(folders)
    }

    /// Refuses to begin where a file of the same name is there; all of them are named.
    pub(super) fn refuse_existing(&self, folder: &Path) -> Result<()> {
        let mut problems = Problems::new();
        for file in &self.files {
            let path = folder.join(&file.path);
            let name = path.display().to_string();
            if path.try_exists().with_context(|| format!("cannot look at `{name}`"))? {
                let problem = Problem::new("file-in-use", Place::file(name), "the file is there");
                problems.push(problem.help("nothing was written; name another folder with --into"));
            }
        }
        if problems.is_empty() {
            return Ok(());
        }
        Err(Refused { blame: Blame::Conflict, problems }.into())
    }

    /// Writes everything.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        let make = |path: &Path| {
            fs::create_dir_all(path)
                .with_context(|| format!("cannot make the folder `{}`", path.display()))
        };
        for name in FOLDERS {
            make(&folder.join(name))?;
        }
        for file in &self.files {
            let path = folder.join(&file.path);
            if let Some(parent) = path.parent() {
                make(parent)?;
            }
            replace_bytes(&path, file.text.as_bytes())?;
        }
        Ok(())
    }
}

/// The text of `qa.toml`.
fn configuration(
    (zone, exports): (&str, &[String]),
    profile: Option<&str>,
    kind: RecordKind,
) -> String {
    let list = exports.iter().map(|path| inspect::quoted(path)).collect::<Vec<_>>().join(", ");
    let own = |what: &str| what.to_owned();
    let mut lines = vec![
        own(
            "# What the commands need to know, so that they need no arguments. Paths begin in this folder.",
        ),
        String::new(),
        format!("timezone   = {}", inspect::quoted(zone)),
        own("scorecards = [\"scorecards/*.toml\"]"),
    ];
    lines.push(match kind {
        RecordKind::Evaluations => format!("evaluations = [{list}]"),
        _ => own("# evaluations = [\"evaluations/*.csv\"]  # once there are some"),
    });
    lines.push(String::new());
    if let Some(profile) = profile {
        if kind.makes_interactions() {
            lines.push(own("# Exports may lie in calls/, too: files = [\"calls/*\"]"));
            lines.push(own("[sources.calls]"));
        } else {
            lines.push(format!("[sources.{}]", kind.name()));
        }
        if kind != RecordKind::Evaluations {
            lines.push(format!("files   = [{list}]"));
        }
        lines.push(format!("profile = {}", inspect::quoted(profile)));
    } else {
        lines.push(own("# [sources.calls]"));
        lines.push(own("# files   = [\"calls/*.csv\"]"));
        lines
            .push(own("# profile = \"profiles/acd.toml\"  # qa inspect FILE --snippet prints one"));
    }
    if kind.makes_interactions() {
        lines.push(own(
            "# max_rejects = \"0.1%\"  # records that may be unusable before the exit status is 3",
        ));
    }
    lines.extend(["", "# [kpi.service_level]", "# target = \">= 80%\""].map(own));
    lines.join("\n") + "\n"
}
