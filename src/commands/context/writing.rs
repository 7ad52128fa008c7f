//! Where a report goes, and what it never replaces.

use super::super::args::OutputArgs;
use super::{Context, Talk};
use crate::ingest::source;
use crate::ledger::replace;
use crate::model::{side_by_side, stretches};
use crate::problem::{Blame, Place, Problem, Refused};
use crate::render::{self, Form, Look};
use crate::report::{Cell, Column, Report};
use anyhow::{Context as _, Result};
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// What takes the rows of a table, one after the other.
pub(in crate::commands) type TakeRow<'a> = dyn FnMut(&[Cell]) -> io::Result<()> + 'a;

/// What hands over the rows of some groups of a table.
pub(in crate::commands) type RowsOf<'a> =
    dyn Fn(Range<usize>, &mut TakeRow<'_>) -> io::Result<()> + Sync + 'a;

/// Groups whose rows are written together, by one thread.
const TOGETHER: usize = 1_024;

impl Context<'_> {
    /// Adds inputs and notes to the report and writes it where it was asked for.
    pub fn report(&mut self, report: Report, args: &OutputArgs) -> Result<()> {
        let report = self.with_inputs(report);
        self.write_report(&report, args)
    }

    /// Shows a report on stderr, unless it is to be quiet: for one that goes with a result on stdout.
    pub fn tell(&mut self, report: Report) -> Result<()> {
        if self.talk == Talk::Quiet {
            return Ok(());
        }
        let report = self.with_inputs(report);
        let guard = render::Guard::None;
        let form = Form { format: render::Format::Table, look: Look::Plain, table: None, guard };
        self.stderr.write_all(&render::render(&report, &form)?)?;
        Ok(())
    }

    fn with_inputs(&self, mut report: Report) -> Report {
        if report.provenance.inputs.is_empty() {
            report.provenance.inputs.clone_from(&self.inputs);
        }
        report.provenance.settings.extend(self.settings.iter().cloned());
        report.notes.extend(self.notes.iter().cloned());
        report
    }

    fn write_report(&mut self, report: &Report, args: &OutputArgs) -> Result<()> {
        let format = args.resolved()?;
        let look = match (&args.output, self.width) {
            (None, Some(width)) => Look::Terminal { width },
            _ => Look::Plain,
        };
        let form = Form { format, look, table: args.table.clone(), guard: args.csv_guard.into() };
        let bytes = render::render(report, &form)?;
        match &args.output {
            Some(path) if path.as_os_str() != source::STDIN => self.write_file(path, &bytes),
            _ => {
                self.stdout.write_all(&bytes).context("cannot write to standard output")?;
                self.stdout.flush().context("cannot write to standard output")
            }
        }
    }

    /// Writes one table as CSV where it was asked for, without having it whole: of so many groups, `rows`
    /// hands over the rows of some, on several threads at once.
    pub fn write_rows(
        &mut self,
        columns: &[Column],
        (groups, rows): (usize, &RowsOf<'_>),
        args: &OutputArgs,
    ) -> Result<()> {
        let (guard, threads) = (args.csv_guard.into(), self.threads.max(1));
        let written = |groups: Range<usize>| {
            let mut bytes = Vec::new();
            let mut writer = render::csv::Rows::go_on(guard, &mut bytes);
            rows(groups, &mut |cells| writer.row(cells))?;
            writer.finish().map(|()| bytes)
        };
        let write = |out: &mut dyn Write| {
            render::csv::Rows::begin(columns, guard, out)?.finish()?;
            let all: Vec<_> = stretches(groups, groups / TOGETHER).collect();
            for some in all.chunks(threads) {
                for bytes in side_by_side(some.iter().cloned(), written) {
                    out.write_all(&bytes?)?;
                }
            }
            out.flush()
        };
        match &args.output {
            Some(path) if path.as_os_str() != source::STDIN => {
                self.refuse_input(path)?;
                replace(path, |out| Ok(write(out)?))
            }
            _ => write(self.stdout).context("cannot write to standard output"),
        }
    }

    /// Writes one table as CSV where it was asked for, from rows that are written already.
    pub fn write_csv(&mut self, columns: &[Column], rows: &[u8], args: &OutputArgs) -> Result<()> {
        let guard = args.csv_guard.into();
        let write = |out: &mut dyn Write| {
            render::csv::Rows::begin(columns, guard, out)?.finish()?;
            out.write_all(rows)?;
            out.flush()
        };
        match &args.output {
            Some(path) if path.as_os_str() != source::STDIN => {
                self.refuse_input(path)?;
                replace(path, |out| Ok(write(out)?))
            }
            _ => write(self.stdout).context("cannot write to standard output"),
        }
    }

    /// Replaces a file, all at once or not at all.
    ///
    /// # Errors
    ///
    /// If it cannot be written, or [`Refused`] when it is a file that was read.
    pub fn write_file(&mut self, path: &Path, bytes: &[u8]) -> Result<()> {
        self.refuse_input(path)?;
        replace::replace_bytes(path, bytes)
    }

    /// Refuses to put a result where an input stands, however the two are spelled.
    pub(in crate::commands) fn refuse_input(&self, path: &Path) -> Result<()> {
        // What is not there yet cannot be an input.
        let Ok(target) = std::fs::canonicalize(path) else { return Ok(()) };
        let read = self.inputs.iter().chain(&self.profiles).map(|input| Path::new(&input.path));
        let read = read.chain(self.beside.iter().map(PathBuf::as_path));
        let mut read = read.filter_map(|path| std::fs::canonicalize(path).ok());
        if !read.any(|input| input == target) {
            return Ok(());
        }
        let place = Place::file(path.display().to_string());
        let problem = Problem::new("output-is-input", place, "the result would replace its input");
        Err(Refused::because(Blame::Request, problem.help("name another file")).into())
    }
}
