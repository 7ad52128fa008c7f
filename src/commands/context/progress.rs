//! How far reading is, on stderr, once it takes longer than a moment.

use super::Context;
use crate::ingest::engine::Meter;
use indicatif::{HumanBytes, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt::Write;
use std::sync::atomic::Ordering;
use std::time::Duration;

/// Nothing is shown of what takes less time, and then no oftener.
const MOMENT: Duration = Duration::from_millis(500);

/// Whether stderr shows how far reading is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Progress {
    /// Nothing.
    #[default]
    Hidden,
    /// What was read of how much, taken away when it is over.
    Shown,
}

/// A line on stderr that goes away when it is dropped.
pub(in crate::commands) struct Line(ProgressBar);

impl Drop for Line {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

impl Context<'_> {
    /// Shows how far the reading of some files is, as the meter counts it, until what is returned is
    /// dropped; `None` when nobody wants to see it.
    pub(in crate::commands) fn show_progress(
        &self,
        files: &[String],
        meter: &Meter,
    ) -> Option<Line> {
        if self.progress == Progress::Hidden {
            return None;
        }
        // Nobody knows how much will come through a pipe.
        let size = |file: &String| {
            let found = std::fs::metadata(file).ok()?;
            found.is_file().then_some(found.len())
        };
        let total = files.iter().map(size).sum::<Option<u64>>();
        let meter = Meter::clone(meter);
        let read = move |_: &ProgressState, line: &mut dyn Write| {
            // A line that cannot be written is no reason to stop.
            let _shown = line.write_str(&read_of(meter.load(Ordering::Relaxed), total));
        };
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{spinner} reading {read}");
        bar.set_style(style.ok()?.with_key("read", read));
        bar.enable_steady_tick(MOMENT);
        Some(Line(bar))
    }
}

impl Context<'_> {
    /// Shows that something takes its time, until what is returned is dropped; `None` when nobody wants to
    /// see it.
    pub(in crate::commands) fn show_work(&self, what: &'static str) -> Option<Line> {
        if self.progress == Progress::Hidden {
            return None;
        }
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        bar.set_style(ProgressStyle::with_template("{spinner} {msg}, {elapsed}").ok()?);
        bar.set_message(what);
        bar.enable_steady_tick(MOMENT);
        Some(Line(bar))
    }
}

/// What was read of how much; the latter is unknown of what comes through a pipe.
fn read_of(read: u64, total: Option<u64>) -> String {
    match total {
        Some(total) if total > 0 => {
            let share = u128::from(read.min(total)) * 100 / u128::from(total);
            format!("{} of {}, {share} %", HumanBytes(read), HumanBytes(total))
        }
        _ => HumanBytes(read).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_nothing_there_is_no_share() {
        assert_eq!(read_of(0, Some(0)), "0 B");
        assert_eq!(read_of(2048, None), "2.00 KiB");
        assert_eq!(read_of(512, Some(2048)), "512 B of 2.00 KiB, 25 %");
        // A file that grows meanwhile is refused later.
        assert_eq!(read_of(4096, Some(2048)), "4.00 KiB of 2.00 KiB, 100 %");
    }
}
