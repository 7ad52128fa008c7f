//! Work lists, their manifests, evaluations and decisions, from their files.

use super::super::{quality::NO_MONITORING, sample};
use crate::ingest::sheet::{Row, Sheet};
use crate::ingest::source::sha256;
use crate::ledger::journal;
use crate::model::{Zone, instant};
use crate::problem::{Blame, Place, Problem, Refused};
use crate::render::guard::unguard;
use crate::report::Input;
use crate::sampling::queue::{Action, Decision, Job};
use anyhow::{Context as _, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Everything that is known of the work.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Work {
    /// What is to be done, in the order of the work lists.
    pub(super) jobs: Vec<Job>,
    /// What was decided since, in that order.
    pub(super) decisions: Vec<Decision>,
    /// Interactions that were evaluated, with who did; not in a calibration, nor by the agents themselves.
    pub(super) done: BTreeSet<(String, String)>,
    /// The next tickets by sample and stratum.
    reserves: BTreeMap<(String, String), Vec<String>>,
    /// The files.
    pub(super) inputs: Vec<Input>,
}

impl Work {
    /// Reads what is named; manifests stand beside their work lists, or there are none.
    pub(super) fn read(
        lists: &[String],
        done: &[String],
        (log, zone): (&Path, &Zone),
    ) -> Result<Self> {
        let mut work = Self::default();
        for file in lists {
            let sheet = work.open(file)?;
            sheet.needs(&["interaction_id", "evaluator_id"])?;
            work.jobs.extend(jobs(&sheet, zone)?);
            let manifest = beside(file, "manifest.json");
            if manifest.try_exists()? {
                work.reserves.extend(sample::reserves(&manifest)?);
            }
        }
        for file in done {
            let sheet = work.open(file)?;
            sheet.needs(&["interaction_id", "evaluator_id"])?;
            work.done.extend(sheet.rows().filter_map(made));
        }
        if log.try_exists()? {
            let bytes =
                std::fs::read(log).with_context(|| format!("cannot read `{}`", log.display()))?;
            work.decisions = decided(log, &bytes)?;
            work.inputs.push(Input {
                path: log.display().to_string(),
                sha256: sha256(&bytes),
                read: u64::try_from(work.decisions.len())?,
                accepted: u64::try_from(work.decisions.len())?,
                ..Input::default()
            });
        }
        Ok(work)
    }

    /// The next tickets of a stratum, in order; none when the manifest is not there.
    pub(super) fn reserve(&self, sample: &str, stratum: &str) -> &[String] {
        let key = (sample.to_owned(), stratum.to_owned());
        self.reserves.get(&key).map_or(&[], Vec::as_slice)
    }

    fn open(&mut self, file: &str) -> Result<Sheet> {
        let sheet = Sheet::open(file)?;
        if sheet.header().is_empty() {
            let problem = Problem::new("empty-file", Place::at(file, 1, 1), "the file is empty");
            let problem = problem.help("export it again, or name another file");
            return Err(Refused::because(Blame::Data, problem).into());
        }
        let read = u64::try_from(sheet.rows().count())?;
        let (path, sha256) = (file.to_owned(), sheet.sha256.clone());
        self.inputs.push(Input { path, sha256, read, accepted: read, ..Input::default() });
        Ok(sheet)
    }
}

/// The file of that ending beside another: `week.csv` has `week.queue.csv`.
pub(super) fn beside(file: &str, ending: &str) -> PathBuf {
    let path = Path::new(file);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!("{stem}.{ending}"))
}

/// A cell of a file that this program wrote, without the guard against formulas.
fn own(row: &Row<'_>, column: &str) -> Option<String> {
    row.get(column).map(|cell| unguard(cell).to_owned())
}

fn jobs(sheet: &Sheet, zone: &Zone) -> Result<Vec<Job>> {
    let mut jobs = Vec::new();
    for row in sheet.rows() {
        let Some(interaction) = own(&row, "interaction_id") else { continue };
        let text = |column: &str| own(&row, column).unwrap_or_default();
        let due = row.get("due").map(|text| {
            instant::day(text, zone).ok_or_else(|| {
                let message = format!("column `due`: expected a date, found `{text}`");
                row.refuse("bad-date", message, "write it as 2026-10-30")
            })
        });
        jobs.push(Job {
            sample: text("sample_id"),
            interaction,
            agent: own(&row, "agent_id"),
            evaluator: own(&row, "evaluator_id"),
            purpose: row.get("purpose").unwrap_or("monitor").to_owned(),
            stratum: text("stratum"),
            due: due.transpose()?,
            due_text: row.get("due").map(str::to_owned),
            selection: row.get("selection").unwrap_or("random").to_owned(),
        });
    }
    Ok(jobs)
}

/// The interaction that a row tells was evaluated, and by whom; `None` for a purpose that makes nothing done.
fn made(row: Row<'_>) -> Option<(String, String)> {
    if row.get("purpose").is_some_and(|purpose| NO_MONITORING.contains(&purpose)) {
        return None;
    }
    Some((row.get("interaction_id")?.to_owned(), row.get("evaluator_id")?.to_owned()))
}

/// What was decided, from the text of a journal; what a crash cut short at its end says nothing.
///
/// # Errors
///
/// If it is the text of something else.
pub(super) fn decided(log: &Path, text: &[u8]) -> Result<Vec<Decision>> {
    let text = journal::whole(text);
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let sheet = Sheet::parse(&log.display().to_string(), text);
    let sheet = sheet.map_err(|problem| Refused::because(Blame::Data, problem))?;
    sheet.needs(&super::HEADER)?;
    Ok(decisions(&sheet))
}

fn decisions(sheet: &Sheet) -> Vec<Decision> {
    let read = |row: Row<'_>| {
        let what = match row.get("action")? {
            "skip" => Action::Skip(own(&row, "detail")),
            "reassign" => Action::Reassign(own(&row, "detail")?),
            _ => return None,
        };
        Some(Decision {
            sample: own(&row, "sample_id").unwrap_or_default(),
            interaction: own(&row, "interaction_id")?,
            evaluator: own(&row, "evaluator_id"),
            what,
            reason: own(&row, "reason").unwrap_or_default(),
        })
    };
    sheet.rows().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_a_work_list_stand_beside_it() {
        assert_eq!(beside("a/week.csv", "queue.csv"), Path::new("a/week.queue.csv"));
    }

    #[test]
    fn a_calibration_makes_no_work_done() {
        let text = "interaction_id,evaluator_id,purpose\nc1,ana,monitor\nc2,ana,calibration\nc3,ana,\n\
                    c4,A1,self\n";
        let sheet = Sheet::parse("done.csv", text.as_bytes()).unwrap();
        let done: Vec<String> = sheet.rows().filter_map(made).map(|(id, _)| id).collect();
        assert_eq!(done, ["c1", "c3"]);
    }

    #[test]
    fn what_a_crash_cut_short_decides_nothing() {
        let text = "sample_id,interaction_id,evaluator_id,action,detail,reason,decided_on\n\
                    w1,c1,,skip,c7,no audio,\nw1,c2,,reassign,,,\nw1,'-3,,skip,,\"no, au";
        let found = decided(Path::new("w.queue.csv"), text.as_bytes()).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].what, Action::Skip(Some("c7".to_owned())));
        let whole = format!("{text}dio\",\n");
        let found = decided(Path::new("w.queue.csv"), whole.as_bytes()).unwrap();
        assert_eq!((found[1].interaction.as_str(), found[1].reason.as_str()), ("-3", "no, audio"));
    }
}
