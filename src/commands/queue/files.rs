//! Work lists, their manifests, evaluations and decisions, from their files.

use super::super::sample;
use crate::ingest::sheet::Sheet;
use crate::model::{Zone, instant};
use crate::report::Input;
use crate::sampling::queue::{Action, Decision, Job};
use anyhow::Result;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Everything that is known of the work.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Work {
    /// What is to be done, in the order of the work lists.
    pub(super) jobs: Vec<Job>,
    /// What was decided since, in that order.
    pub(super) decisions: Vec<Decision>,
    /// Interactions that were evaluated, with who did.
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
            let pair = |row: crate::ingest::sheet::Row<'_>| {
                Some((row.get("interaction_id")?.to_owned(), row.get("evaluator_id")?.to_owned()))
            };
            work.done.extend(sheet.rows().filter_map(pair));
        }
        if log.try_exists()? {
            let sheet = work.open(&log.display().to_string())?;
            sheet.needs(&super::HEADER)?;
            work.decisions = decisions(&sheet);
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

fn jobs(sheet: &Sheet, zone: &Zone) -> Result<Vec<Job>> {
    let mut jobs = Vec::new();
    for row in sheet.rows() {
        let Some(interaction) = row.get("interaction_id") else { continue };
        let text = |column: &str| row.get(column).unwrap_or_default().to_owned();
        let due = row.get("due").map(|text| {
            instant::day(text, zone).ok_or_else(|| {
                let message = format!("column `due`: expected a date, found `{text}`");
                row.refuse("bad-date", message, "write it as 2026-10-30")
            })
        });
        jobs.push(Job {
            sample: text("sample_id"),
            interaction: interaction.to_owned(),
            agent: row.get("agent_id").map(str::to_owned),
            evaluator: row.get("evaluator_id").map(str::to_owned),
            purpose: row.get("purpose").unwrap_or("monitor").to_owned(),
            stratum: text("stratum"),
            due: due.transpose()?,
            due_text: row.get("due").map(str::to_owned),
            selection: row.get("selection").unwrap_or("random").to_owned(),
        });
    }
    Ok(jobs)
}

fn decisions(sheet: &Sheet) -> Vec<Decision> {
    // A line that a crash cut short lacks its action and says nothing.
    let read = |row: crate::ingest::sheet::Row<'_>| {
        let what = match row.get("action")? {
            "skip" => Action::Skip(row.get("detail").map(str::to_owned)),
            "reassign" => Action::Reassign(row.get("detail")?.to_owned()),
            _ => return None,
        };
        Some(Decision {
            sample: row.get("sample_id").unwrap_or_default().to_owned(),
            interaction: row.get("interaction_id")?.to_owned(),
            evaluator: row.get("evaluator_id").map(str::to_owned),
            what,
            reason: row.get("reason").unwrap_or_default().to_owned(),
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
    fn what_a_crash_cut_short_decides_nothing() {
        let text = "sample_id,interaction_id,evaluator_id,action,detail,reason,decided_on\n\
                    w1,c1,,skip,c7,no audio,\nw1,c2,,reassign,,\nw1,c3,,rea\n";
        let sheet = Sheet::parse("w.queue.csv", text.as_bytes()).unwrap();
        let found = decisions(&sheet);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].what, Action::Skip(Some("c7".to_owned())));
    }
}
