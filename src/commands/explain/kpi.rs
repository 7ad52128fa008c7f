//! `qa explain kpi`.

use crate::commands::args::{InputArgs, OutputArgs, PeriodArgs};
use crate::commands::kpi::Defined;
use crate::commands::{Context, Outcome};
use crate::ingest::config::Config;
use crate::kpi::{Indicator, Intervals, KpiFold, Plan, Rules, Variants, View, catalogue, report};
use crate::model::Period;
use crate::problem::{Blame, Place, Refused};
use crate::query::Filter;
use crate::report::{Audience, Cell, Column, Report, Table, Unit};
use anyhow::Result;
use std::path::Path;

/// Show how an indicator is defined, and its counts
///
/// The definition, the columns it needs, the same in the words of qa.toml where these can say it, and
/// what stands above and below the line in the call records.
#[derive(Debug, Clone, clap::Args)]
#[command(before_long_help = "\
EXAMPLES
  The service level, and its counts in October
    qa explain kpi service_level --period 2026-10

  First-contact resolution in these records
    qa explain kpi fcr calls.csv")]
pub struct Args {
    /// The indicator, such as `service_level`
    #[arg(value_name = "KPI")]
    name: String,
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    period: PeriodArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Runs `qa explain kpi`.
pub fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    args.output.resolved()?;
    let zone = cx.report_zone(&args.input)?;
    let (defined, wrong) = Defined::of(&cx.config, &zone, &[]);
    let refuse = |problem| Refused::because(Blame::Request, problem);
    if let Some(problem) = wrong.into_iter().next() {
        return Err(refuse(problem).into());
    }
    let kpi = defined.find(&args.name, &Place::file("KPI")).map_err(refuse)?;
    let place = Place::file("--period");
    let period = args.period.period.as_deref();
    let period =
        period.map(|text| Period::parse(text, &zone, &place)).transpose().map_err(refuse)?;
    let measures = defined.wanted(&[&kpi]);
    let plan = Plan { by: Vec::new(), period, filter: Filter::all(), zone, measures };
    let view = View {
        rules: Rules::default(),
        kpis: vec![kpi.clone()],
        variants: Variants::Chosen,
        intervals: Intervals::All,
        targets: Vec::new(),
    };
    let definition = definition(&kpi, &view.rules, &cx.config);
    let mut written = Report { schema: "qa.explain.kpi/1", ..Report::default() };
    if cx.call_files(&args.input).is_ok() {
        let findings = cx.interactions(&args.input, &KpiFold::new(plan))?.findings();
        let counts = report(&findings, &view);
        written.tables = counts.tables.into_iter().filter(|table| table.key == "kpi").collect();
        for table in &mut written.tables {
            table.audience = Audience::Everyone;
            "In these records".clone_into(&mut table.title);
        }
        (written.notes, written.provenance) = (counts.notes, counts.provenance);
    }
    written.title = format!("The indicator {}", kpi.key());
    written.tables.insert(0, definition);
    cx.report(written, &args.output)?;
    Ok(Outcome::Done)
}

/// What there is to know of an indicator before any record is read.
fn definition(kpi: &Indicator, rules: &Rules, config: &Config) -> Table {
    let needs = kpi.absent(rules, &std::collections::BTreeSet::new());
    let needs: Vec<_> = needs.iter().map(ToString::to_string).collect();
    let mut rows = vec![
        ("definition", kpi.definition(rules)),
        ("unit", kpi.unit_name().to_owned()),
        ("needs", needs.join(", ")),
        ("leaves out", "contacts whose outcome is `excluded`".to_owned()),
    ];
    let lines = in_words(kpi.key(), config);
    rows.extend(lines.into_iter().map(|line| ("in qa.toml", line)));
    let columns =
        vec![Column::new("what", "what", Unit::Text), Column::new("is", "is", Unit::Text)];
    let rows = rows.into_iter().map(|(what, is)| vec![Cell::text(what), Cell::text(is)]).collect();
    Table { key: "definition", columns, rows, ..Table::default() }
}

/// The definition as qa.toml has it, or would have it; empty when the language cannot say it.
fn in_words(key: &str, config: &Config) -> Vec<String> {
    let bundled = Config::read(Path::new("indicators.toml"), catalogue::BUNDLED);
    let own = config.kpis.iter().filter(|text| text.keys.contains_key("type"));
    let Some(text) = own.chain(&bundled.kpis).find(|text| text.name == key) else {
        return Vec::new();
    };
    let mut lines = vec![format!("[kpi.{key}]")];
    lines.extend(text.keys.iter().map(|(key, written)| format!("{key} = \"{}\"", written.text)));
    lines
}
