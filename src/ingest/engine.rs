//! Files through a fold on all cores: each worker reads a block, decodes it and folds it; results are
//! merged.
//!
//! Blocks are read one after the other, and pass two turnstiles in the order of the file: the checksum
//! of its bytes, and the search for repeated ids, so that the same record is refused whatever the
//! number of workers. Everything else happens in any order. With one worker, nothing waits for
//! anything and no thread is started.

mod ids;
mod order;
mod queue;
mod seen;
pub(super) mod turn;

use super::blocks::{BLOCK, Block, Blocks};
use super::decode::{Account, Decoded, Decoder, Keep};
use super::open::{Opened, open};
use super::plan::Plan;
use super::profile::Profile;
use super::source::Checksum;
use super::stage::Stages;
use crate::model::{Field, Fold, Name, Zone};
use crate::problem::{Blame, Problem, Refused};
use anyhow::Result;
use order::Order;

use ids::Ids;
pub use queue::Queue;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use turn::{Turn, TurnTicket, lock};

/// Most workers that are started, however many are asked for.
const MOST_WORKERS: usize = 256;

/// How files are read.
#[derive(Debug, Clone)]
pub struct Options {
    /// Maps the export's columns; without one, names are recognised.
    pub profile: Option<Profile>,
    /// Zone of times without an offset.
    pub zone: Zone,
    /// Whether records set aside are kept whole.
    pub keep: Keep,
    /// Workers; the result does not depend on it.
    pub threads: usize,
    /// Bytes of a block; the result does not depend on it.
    pub block: usize,
    /// Whether checksums of the files are taken.
    pub checksums: Checksums,
    /// Counts what was read.
    pub meter: Meter,
}

impl Options {
    /// One thread, nothing kept of records set aside but what is wrong, checksums taken.
    pub fn plain(profile: Option<Profile>, zone: Zone) -> Self {
        Self {
            profile,
            zone,
            keep: Keep::Problems,
            threads: 1,
            block: BLOCK,
            checksums: Checksums::Taken,
            meter: Meter::default(),
        }
    }
}

/// Bytes of all files that were read so far, as they stand in them; for whoever wants to watch.
pub type Meter = Arc<AtomicU64>;

/// Whether the SHA-256 of each file is taken, which is a good part of reading it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Checksums {
    /// For a report that tells them, or a manifest that keeps them.
    #[default]
    Taken,
    /// For a result that has no place for them.
    Left,
}

/// What was found in one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Intake {
    /// The file as the user named it.
    pub path: String,
    /// SHA-256 of its bytes, in hex; empty when it was left.
    pub sha256: String,
    /// The sheet of a workbook or the member of an archive that was read; `None` for a plain file.
    pub part: Option<String>,
    /// Its encoding.
    pub encoding: &'static str,
    /// Its delimiter as one writes it.
    pub delimiter: String,
    /// Physical line of its header; 0 when it has none.
    pub header_line: u64,
    /// Its columns.
    pub columns: Vec<String>,
    /// Wanted columns that it does not have.
    pub absent: Vec<Name>,
    /// Its columns that nothing looked at.
    pub unused: Vec<String>,
    /// What became of its records.
    pub account: Account,
}

/// Runs a fold over files, one after the other.
///
/// # Errors
///
/// If a file cannot be read, or [`Refused`] when one lacks a needed column, is empty, or is no table.
pub fn run<F: Fold + Clone>(
    files: &[String],
    options: &Options,
    fold: &F,
) -> Result<(F, Vec<Intake>)> {
    let order = Mutex::new(Order::default());
    let mut total = fold.clone();
    let mut intakes = Vec::new();
    for (number, file) in files.iter().enumerate() {
        lock(&order).begin(number, file);
        let opened = open(file, options, &wants(fold), &fold.needs())?;
        let (part, intake) = Run { fold, order: &order, options }.file(opened)?;
        total.merge(part);
        intakes.push(intake);
    }
    Ok((total, intakes))
}

fn wants<F: Fold>(fold: &F) -> Vec<Name> {
    let mut wants = fold.wants();
    wants.push(Name::Field(Field::InteractionId));
    wants
}

/// What all workers share.
struct Run<'a, F> {
    fold: &'a F,
    order: &'a Mutex<Order>,
    options: &'a Options,
}

/// What the workers of one file share.
struct Lane<'a, 'p> {
    decoder: &'a Decoder<'p>,
    input: Mutex<Input>,
    /// The checksum so far, and whose turn it is to add to it.
    checksum: &'a Checksum,
    hashed: Turn,
    /// What passes in the order of the file, and whose turn it is.
    stages: Mutex<Stages<'p>>,
    passed: Turn,
    /// Whether no stage has anything to do.
    idle: bool,
}

/// Blocks that are still to be read.
struct Input {
    blocks: Blocks,
    /// How many were.
    number: u64,
    /// Bytes of the file that the meter has counted.
    metered: u64,
    /// What ended the reading early.
    failed: Option<anyhow::Error>,
}

/// What one worker reads a block into, again and again.
#[derive(Default)]
struct Room {
    block: Block,
    /// The bytes of the source that were read for it.
    raw: Vec<u8>,
}

impl Input {
    /// The number of the next block; `None` at the end.
    fn next(&mut self, decoder: &Decoder<'_>, room: &mut Room) -> Option<u64> {
        if self.failed.is_some() {
            return None;
        }
        let more = self.blocks.next_into(decoder.reading(), &mut room.block);
        let more = more.unwrap_or_else(|error| {
            self.failed = Some(error);
            false
        });
        if !more {
            return None;
        }
        room.raw = self.blocks.source.unhashed(std::mem::take(&mut room.raw));
        self.number += 1;
        Some(self.number - 1)
    }
}

impl Input {
    fn count(&mut self, meter: &Meter) {
        let read = self.blocks.source.bytes();
        meter.fetch_add(read - std::mem::replace(&mut self.metered, read), Ordering::Relaxed);
    }
}

impl<F: Fold + Clone> Run<'_, F> {
    fn file(&self, opened: Opened) -> Result<(F, Intake)> {
        let Opened { mut blocks, plan, reading, delimiter } = opened;
        let decoder = Decoder::new(&plan, reading, self.options.keep);
        // What stages hold is held whole.
        let seldom = if Stages::are_idle(&plan) { self.fold.seldom() } else { Vec::new() };
        let decoder = decoder.leaving(&seldom);
        let checksum = blocks.source.checksum();
        match self.options.checksums {
            Checksums::Left => blocks.source.leave_checksum(),
            // A single worker takes it while it reads.
            Checksums::Taken if self.workers() == 1 => {}
            Checksums::Taken => blocks.source.put_aside(),
        }
        let lane = Lane {
            decoder: &decoder,
            input: Mutex::new(Input { blocks, number: 0, metered: 0, failed: None }),
            checksum: &checksum,
            hashed: Turn::default(),
            stages: Mutex::new(Stages::new(&plan)),
            passed: Turn::default(),
            idle: Stages::are_idle(&plan),
        };
        let mut total = self.fold.clone();
        let mut account = Account::default();
        let mut incomplete: Option<Problem> = None;
        for part in self.parts(&lane) {
            let Some(part) = part else {
                anyhow::bail!("a worker failed on `{}`", plan.header.file)
            };
            total.merge(part.fold);
            account.merge(part.account);
            incomplete = incomplete.into_iter().chain(part.incomplete).min();
        }
        let Input { blocks, failed, .. } =
            lane.input.into_inner().unwrap_or_else(PoisonError::into_inner);
        failed.map_or(Ok(()), Err)?;
        blocks.source.refuse_changed()?;
        // A file without records has its columns all the same.
        let mut stages = lane.stages.into_inner().unwrap_or_else(PoisonError::into_inner);
        total.update(&stages.nothing());
        if let Some(problem) = incomplete {
            return Err(Refused::because(Blame::Data, problem).into());
        }
        while let Some(mut rest) = stages.rest() {
            let ids = Ids::of(&rest);
            lock(self.order).refuse_repeats(&mut rest, &ids, &decoder);
            account.merge(rest.account);
            total.update(&rest.batch);
        }
        let intake = intake(&plan, &blocks, (delimiter, account));
        Ok((total, intake))
    }

    fn workers(&self) -> usize {
        self.options.threads.clamp(1, MOST_WORKERS)
    }

    /// What each worker found; `None` for one that failed.
    fn parts(&self, lane: &Lane<'_, '_>) -> Vec<Option<Part<F>>> {
        let workers = self.workers();
        if workers == 1 {
            return vec![Some(self.work(lane))];
        }
        thread::scope(|scope| {
            let start = |_| scope.spawn(|| self.work(lane));
            let handles: Vec<_> = (0..workers).map(start).collect();
            handles.into_iter().map(|handle| handle.join().ok()).collect()
        })
    }

    fn work(&self, lane: &Lane<'_, '_>) -> Part<F> {
        let fold = self.fold.clone();
        let mut part = Part { fold, account: Account::default(), incomplete: None };
        let mut room = Room::default();
        loop {
            let number = {
                let mut input = lock(&lane.input);
                let number = input.next(lane.decoder, &mut room);
                input.count(&self.options.meter);
                number
            };
            let Some(number) = number else {
                part.fold.settle();
                return part;
            };
            let (hashes, passes) = (lane.hashed.ticket(number), lane.passed.ticket(number));
            if self.options.checksums == Checksums::Taken {
                hashes.wait();
                lane.checksum.update(&room.raw);
            }
            drop(hashes);
            let decoded = self.pass(lane, lane.decoder.decode(&mut room.block), &passes);
            drop(passes);
            part.account.merge(decoded.account);
            let left = lane.decoder.left(&room.block, &decoded.starts);
            part.fold.update_beside(&decoded.batch, &left);
            // The first place in the file is told, whichever worker came to it.
            part.incomplete = part.incomplete.into_iter().chain(decoded.incomplete).min();
        }
    }

    /// A block behind the turnstile: stages taken, repeats refused.
    fn pass(&self, lane: &Lane<'_, '_>, decoded: Decoded, turn: &TurnTicket<'_>) -> Decoded {
        let mut decoded = decoded;
        // Where no stage changes them, ids are found before it is their turn.
        let early = lane.idle.then(|| Ids::of(&decoded));
        turn.wait();
        let ids = early.unwrap_or_else(|| {
            decoded = lock(&lane.stages).take(std::mem::take(&mut decoded));
            Ids::of(&decoded)
        });
        lock(self.order).refuse_repeats(&mut decoded, &ids, lane.decoder);
        decoded
    }
}

/// What was found in a file that was read to its end.
fn intake(plan: &Plan, blocks: &Blocks, (delimiter, mut account): (String, Account)) -> Intake {
    account.problems.merge(plan.warnings.clone());
    account.problems.merge(blocks.source.notes.problems());
    plan.tell_dates_once(&mut account.problems);
    account.rejects.sort();
    account.shown_twice = plan.shown_twice();
    account.problems.extend(plan.doubts());
    Intake {
        path: plan.header.file.clone(),
        sha256: blocks.source.sha256(),
        part: blocks.source.part.clone(),
        encoding: blocks.source.encoding(),
        delimiter,
        header_line: plan.header.line,
        columns: plan.header.names.clone(),
        absent: plan.absent.clone(),
        unused: plan.unused(),
        account,
    }
}

/// What one worker found in its blocks.
struct Part<F> {
    fold: F,
    account: Account,
    /// The first fault that says the export itself is incomplete.
    incomplete: Option<Problem>,
}

#[cfg(test)]
mod hostile;
#[cfg(test)]
pub(super) mod rows;

#[cfg(test)]
mod tests;
