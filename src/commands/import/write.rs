//! The files that are to become one canonical file.

use super::tally::Tally;
use crate::commands::Context;
use crate::commands::args::InputArgs;
use crate::commands::context::Line;
use crate::ingest::engine::{Intake, Queue};
use crate::ledger::canonical::{Form, Writer};
use crate::model::{Field, Name, Zone};
use crate::render::{self, Guard};
use anyhow::Result;
use std::borrow::Cow;
use std::io::Write;

/// Files about to become one canonical file.
pub(super) struct Canonical {
    /// What happens to text that a spreadsheet would run.
    pub(super) guard: Guard,
    queue: Queue,
    columns: Vec<Name>,
    zone: Zone,
    shown: Option<Line>,
}

impl Canonical {
    /// Opens the files that `args` or the configuration name; `keep` are columns of their own to keep.
    pub(super) fn open(args: &InputArgs, keep: &[Name], cx: &mut Context<'_>) -> Result<Self> {
        let (files, options) = cx.reading(args)?;
        let mut wants: Vec<Name> = Field::all().map(Name::Field).collect();
        wants.extend(keep.iter().filter(|name| matches!(name, Name::Extra(_))).cloned());
        let mut needs = vec![Name::Field(Field::InteractionId)];
        needs.extend(keep.iter().cloned());
        let queue = Queue::open(&files, &options, &wants, &needs)?;
        let columns = wants.into_iter().filter(|name| queue.gives(name)).collect();
        // Records on a terminal show by themselves how far they are.
        let aside = cx.width.is_none();
        let shown = aside.then(|| cx.show_progress(&files, &options.meter)).flatten();
        Ok(Self { guard: Guard::None, queue, columns, zone: options.zone, shown })
    }

    /// Writes the header and every accepted record.
    pub(super) fn write(self, out: &mut dyn Write) -> Result<(Vec<Intake>, Tally)> {
        let Self { guard, queue, columns, zone, shown } = self;
        let text: fn(&str) -> Cow<'_, str> = match guard {
            Guard::Excel => render::guard::guard,
            Guard::None => |text| Cow::Borrowed(text),
        };
        let mut writer = Writer::new(out, Form { columns: &columns, zone: &zone, text })?;
        let mut tally = Tally::new(&columns);
        let intakes = queue.each(&mut |batch| {
            tally.update(batch);
            writer.write(batch)
        })?;
        writer.finish()?;
        drop(shown);
        tally.zone = Some(zone);
        Ok((intakes, tally))
    }
}
