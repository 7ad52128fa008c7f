//! Files read in order by one thread, for what has to leave in the order it came.

use super::{
    Account, Block, Decoder, Ids, Intake, Keep, Meter, Opened, Options, Order, Stages, intake, open,
};
use crate::model::{Batch, Name};
use crate::problem::{Blame, Refused};
use anyhow::Result;
use std::sync::atomic::Ordering;

/// Files opened for their records, one after the other in the order they are named.
pub struct Queue {
    opened: Vec<Opened>,
    keep: Keep,
    meter: Meter,
}

impl Queue {
    /// Opens every file and holds the profile, or known names, against its header.
    ///
    /// # Errors
    ///
    /// As [`super::run`], before any record was read.
    pub fn open(
        files: &[String],
        options: &Options,
        wants: &[Name],
        needs: &[Name],
    ) -> Result<Self> {
        let opened = files.iter().map(|file| open(file, options, wants, needs));
        Ok(Self {
            opened: opened.collect::<Result<_>>()?,
            keep: options.keep,
            meter: Meter::clone(&options.meter),
        })
    }

    /// Whether any of the files gives that column.
    pub fn gives(&self, name: &Name) -> bool {
        self.opened.iter().any(|opened| opened.plan.made.iter().any(|(made, _)| made == name))
    }

    /// Hands over every accepted record, batch by batch in the order of files and lines.
    pub fn each(self, take: &mut dyn FnMut(&Batch) -> Result<()>) -> Result<Vec<Intake>> {
        let mut order = Order::default();
        let mut intakes = Vec::new();
        for (number, opened) in self.opened.into_iter().enumerate() {
            let Opened { mut blocks, plan, reading, delimiter } = opened;
            order.begin(number, &plan.header.file);
            let decoder = Decoder::new(&plan, reading, self.keep);
            let mut stages = Stages::new(&plan);
            let mut account = Account::default();
            let (mut block, mut metered) = (Block::default(), 0);
            while blocks.next_into(decoder.reading(), &mut block)? {
                let read = blocks.source.bytes();
                self.meter
                    .fetch_add(read - std::mem::replace(&mut metered, read), Ordering::Relaxed);
                let mut decoded = stages.take(decoder.decode(&mut block));
                let ids = Ids::of(&decoded);
                order.refuse_repeats(&mut decoded, &ids, &decoder);
                account.merge(decoded.account);
                if let Some(problem) = decoded.incomplete {
                    return Err(Refused::because(Blame::Data, problem).into());
                }
                take(&decoded.batch)?;
            }
            blocks.source.refuse_changed()?;
            while let Some(mut rest) = stages.rest() {
                let ids = Ids::of(&rest);
                order.refuse_repeats(&mut rest, &ids, &decoder);
                account.merge(rest.account);
                take(&rest.batch)?;
            }
            intakes.push(intake(&plan, &blocks, (delimiter, account)));
        }
        Ok(intakes)
    }
}
