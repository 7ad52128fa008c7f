//! `qa import --raw`: the records of one file as they stand.

use super::Args;
use crate::commands::{Context, Outcome};
use crate::ingest::raw::{self, RawAccount, Told};
use crate::ingest::records::Origin;
use crate::ingest::source::SheetName;
use crate::ledger;
use crate::problem::{Blame, Place, Problem, Refused};
use crate::report::Input;
use anyhow::{Context as _, Result};
use std::io::{BufWriter, Write};

/// The form alone.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Form alone")]
pub(super) struct RawArgs {
    /// Copy every record of one file as UTF-8 with commas and LF, without looking for a header
    #[arg(long, conflicts_with_all = ["profile", "zone", "rejects", "max_rejects", "strict", "keep", "report"])]
    pub(super) raw: bool,
    /// What stands between fields, a character or `tab`, instead of what the file shows
    #[arg(long, value_name = "CHAR", requires = "raw", value_parser = mark)]
    pub(super) delimiter: Option<u8>,
    /// What stands around fields, instead of what the file shows
    #[arg(long, value_name = "CHAR", requires = "raw", value_parser = mark)]
    pub(super) quote: Option<u8>,
}

/// Runs `qa import --raw`.
pub(super) fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    let [file] = args.input.files.as_slice() else {
        let problem =
            Problem::new("no-input", Place::file("--raw"), "one file is copied at a time");
        let help = "name one file, or `-` for standard input";
        return Err(Refused::because(Blame::Request, problem.help(help)).into());
    };
    let sheet = args.input.sheet.as_deref().map(SheetName::parse);
    let told = Told { delimiter: args.raw.delimiter, quote: args.raw.quote, sheet };
    let account = if let Some(path) = args.file() {
        cx.add_input(Input { path: file.clone(), ..Input::default() });
        cx.refuse_input(path)?;
        let mut account = None;
        ledger::replace(path, |out| {
            account = Some(raw::copy(file, &told, out)?);
            Ok(())
        })?;
        account.unwrap_or_default()
    } else {
        let mut out = BufWriter::new(&mut *cx.stdout);
        let account = raw::copy(file, &told, &mut out)?;
        out.flush().context("cannot write to standard output")?;
        account
    };
    cx.complain(&account.problems)?;
    cx.say(&line(file, &account))?;
    Ok(Outcome::Done)
}

fn line(file: &str, account: &RawAccount) -> String {
    let RawAccount { written, titles, encoding, delimiter, .. } = account;
    let form = match (account.origin, &account.part) {
        (Origin::Sheet, Some(sheet)) => format!("sheet `{sheet}`"),
        (Origin::Json, _) => "JSON".to_owned(),
        (_, Some(member)) => format!("`{member}`, {encoding}, delimiter `{delimiter}`"),
        (_, None) => format!("{encoding}, delimiter `{delimiter}`"),
    };
    let above = match titles {
        0 => String::new(),
        titles => format!(", {titles} lines above the table left out"),
    };
    format!("{file}: {written} records copied, {form}{above}")
}

/// One ASCII character, or `tab`.
fn mark(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        _ if text == "tab" || text == "\\t" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !matches!(byte, b'\n' | b'\r') => Ok(*byte),
        _ => Err("expected one ASCII character, or `tab`".to_owned()),
    }
}
