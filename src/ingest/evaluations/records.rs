//! The records of a file of evaluations, on several threads: each reads a block and looks through it by
//! itself; what it saw is taken in in the order of the file, so that the result is that of one thread.

use super::form::Form;
use super::reader::{Reader, Taking};
use super::{Collected, Options};
use crate::ingest::blocks::{Block, Blocks};
use crate::ingest::decode::Account;
use crate::ingest::engine::turn::{Turn, lock};
use crate::ingest::engine::{Checksums, Intake};
use crate::ingest::source::Checksum;
use anyhow::Result;
use std::panic::resume_unwind;
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Most readers that are started, however many are asked for.
const MOST_READERS: usize = 64;

/// Reads every record of a file.
///
/// # Errors
///
/// If the file cannot be read to its end, or changes while it is read.
pub(super) fn read(
    (form, mut blocks): (Form, Blocks),
    options: &Options<'_>,
    found: &mut Collected,
) -> Result<Intake> {
    found.store.log.begin(&form.file);
    let checksum = blocks.source.checksum();
    match options.checksums {
        Checksums::Left => blocks.source.leave_checksum(),
        Checksums::Taken => blocks.source.put_aside(),
    }
    let lane = Lane {
        form: &form,
        input: Mutex::new(Input { blocks, number: 0, failed: None }),
        checksum: &checksum,
        takes_checksum: options.checksums == Checksums::Taken,
        hashed: Turn::default(),
        taking: Mutex::new(Taking::new(found)),
        taken: Turn::default(),
    };
    lane.run(options.threads);
    let Input { blocks, failed, .. } =
        lane.input.into_inner().unwrap_or_else(PoisonError::into_inner);
    failed.map_or(Ok(()), Err)?;
    blocks.source.refuse_changed()?;
    let taking = lane.taking.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(intake(&form, &blocks, taking.finish(form.layout)))
}

/// What was found in a file that was read to its end.
fn intake(form: &Form, blocks: &Blocks, mut account: Account) -> Intake {
    account.problems.merge(form.plan.warnings.clone());
    account.problems.merge(blocks.source.notes.problems());
    account.shown_twice = form.plan.shown_twice();
    account.accepted = account.read - account.rejected - account.dropped();
    let names = &form.plan.header.names;
    Intake {
        path: form.plan.header.file.clone(),
        sha256: blocks.source.sha256(),
        part: blocks.source.part.clone(),
        encoding: blocks.source.encoding(),
        delimiter: form.delimiter.clone(),
        header_line: form.plan.header.line,
        columns: names.clone(),
        absent: form.plan.absent.clone(),
        unused: form.extras.iter().map(|index| names[*index].clone()).collect(),
        account,
    }
}

/// What the readers of one file share.
struct Lane<'a, 'c> {
    form: &'a Form,
    input: Mutex<Input>,
    /// The checksum so far, and whose turn it is to add to it.
    checksum: &'a Checksum,
    takes_checksum: bool,
    hashed: Turn,
    /// What was taken in, and whose turn it is.
    taking: Mutex<Taking<'c>>,
    taken: Turn,
}

/// Blocks that are still to be read.
struct Input {
    blocks: Blocks,
    /// How many were.
    number: u64,
    /// What ended the reading early.
    failed: Option<anyhow::Error>,
}

impl Input {
    /// The number of the next block, which is put in that room, with the bytes of the source that
    /// were read for it; `None` at the end.
    fn next(&mut self, form: &Form, (block, raw): (&mut Block, &mut Vec<u8>)) -> Option<u64> {
        if self.failed.is_some() {
            return None;
        }
        match self.blocks.next_into(&form.reading, block) {
            Ok(true) => {}
            Ok(false) => return None,
            Err(error) => {
                self.failed = Some(error);
                return None;
            }
        }
        *raw = self.blocks.source.unhashed(std::mem::take(raw));
        self.number += 1;
        Some(self.number - 1)
    }
}

impl Lane<'_, '_> {
    fn run(&self, threads: usize) {
        let readers = threads.clamp(1, MOST_READERS);
        thread::scope(|scope| {
            let others: Vec<_> = (1..readers).map(|_| scope.spawn(|| self.work())).collect();
            self.work();
            for other in others {
                other.join().unwrap_or_else(|panic| resume_unwind(panic));
            }
        });
    }

    fn work(&self) {
        let mut reader = Reader::new(self.form);
        let (mut block, mut raw) = (Block::default(), Vec::new());
        loop {
            let next = lock(&self.input).next(self.form, (&mut block, &mut raw));
            let Some(number) = next else { return };
            let (hashes, takes) = (self.hashed.ticket(number), self.taken.ticket(number));
            if self.takes_checksum {
                hashes.wait();
                self.checksum.update(&raw);
            }
            drop(hashes);
            block.index.locate();
            reader.look_through(&block);
            takes.wait();
            reader.take(&block, &mut lock(&self.taking));
            drop(takes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Found, read};
    use super::*;
    use crate::model::Zone;
    use crate::problem::Refused;
    use std::fmt::Write;

    /// What a text reads as on so many threads, or what is said of it.
    fn of(text: &str, threads: usize) -> Result<Found, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("e.csv");
        std::fs::write(&path, text).unwrap();
        let zone = Zone::utc();
        let options = Options { threads, ..Options::of(&zone) };
        read(&[path.display().to_string()], &options).map_err(|error| {
            let refused = error.downcast::<Refused>().unwrap();
            let shown = refused.problems.shown();
            let all =
                shown.iter().map(|it| format!("{:?}: {} {}", it.place.line, it.code, it.message));
            let text = all.collect::<Vec<_>>().join("\n");
            text.replace(&path.display().to_string(), "e.csv")
        })
    }

    /// Several blocks of records: evaluations in turns and one after the other, some quoted, some with
    /// comments; with `odd` some of which cannot be.
    fn long(odd: bool) -> String {
        let mut text =
            "evaluation_id,revision,interaction_id,evaluator_id,question_id,answer,comment\n"
                .to_owned();
        for n in 0..24_000_u64 {
            let whose = if n % 3 == 0 { n / 20 } else { n % 400 };
            let answer = ["yes", "no", "na"][usize::try_from(n * 7 % 3).unwrap()];
            let comment = match n % 11 {
                0 => "\"late, and\nloud\"",
                1 => "\"said \"\"no\"\"\"",
                2 => "tarde, señor",
                _ => "",
            };
            let comment = if n % 11 == 2 { "tarde" } else { comment };
            writeln!(text, "e{whose},1,C{whose},ana,q{n},{answer},{comment}").unwrap();
            if odd && n % 997 == 0 {
                writeln!(text, "e{whose},1,C{whose},ben,q{n},{answer},").unwrap();
                writeln!(text, "e{whose},0,C{whose},ana,q{n},{answer},").unwrap();
                writeln!(text, ",,,,,,\ne{whose},1").unwrap();
            }
        }
        text
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let text = long(false);
        assert!(text.len() > 512 << 10, "{} bytes are too few", text.len());
        let one = of(&text, 1).unwrap();
        for threads in [2, 3] {
            let more = of(&text, threads).unwrap();
            let account = |found: &Found| found.intakes[0].account.clone();
            assert_eq!(account(&more), account(&one));
            assert_eq!(more.intakes[0].sha256, one.intakes[0].sha256);
            let strip = |found: Found| {
                let mut all = found.evaluations;
                for one in &mut all {
                    one.place.file = "e.csv".into();
                    one.answers.iter_mut().for_each(|it| it.place.file = "e.csv".into());
                }
                all
            };
            assert!(strip(more) == strip(one.clone()), "{threads} threads");
        }
    }

    #[test]
    fn what_is_wrong_is_told_in_the_order_of_the_file_on_any_number_of_threads() {
        let text = long(true);
        let one = of(&text, 1).unwrap_err();
        assert!(one.contains("evaluation-id-reused") && one.contains("bad-value"), "{one}");
        for threads in [2, 3] {
            assert_eq!(of(&text, threads).unwrap_err(), one);
        }
    }
}
