//! `qa explain kpi`.

mod definition;

use crate::commands::args::{BesideArgs, InputArgs, OutputArgs, PeriodArgs};
use crate::commands::kpi::{Defined, RuleArgs, first_of_months};
use crate::commands::{Context, Outcome};
use crate::kpi::behind::{Behind, BehindFold};
use crate::kpi::{
    Indicator, Intervals, KpiFold, Plan, Rules, Target, Variants, View, beyond, report,
};
use crate::model::Period;
use crate::problem::{Blame, Place, Problem, Refused};
use crate::query::Filter;
use crate::report::Report;
use anyhow::Result;

/// Show how an indicator is defined, its counts, and the interactions behind it
///
/// The definition and its variant, the columns it needs, the same in the words of qa.toml where these
/// can say it, and what stands above and below the line in the call records. With --rows, the
/// interactions themselves: which stand in the numerator, which in the denominator only, and which
/// tell too little.
#[derive(Debug, Clone, clap::Args)]
#[command(before_long_help = "\
EXAMPLES
  The service level, and its counts in October
    qa explain kpi service_level --period 2026-10

  First-contact resolution in these records
    qa explain kpi fcr calls.csv

  Every call behind the service level, for a spreadsheet
    qa explain kpi service_level calls.csv --rows=all -o behind.csv")]
pub struct Args {
    /// The indicator, such as `service_level`
    #[arg(value_name = "KPI")]
    name: String,
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    period: PeriodArgs,
    /// Only contacts that satisfy this condition, such as "queue = 'support'"
    #[arg(long = "where", value_name = "EXPR", help_heading = "Figures")]
    condition: Option<String>,
    /// List the interactions behind it: the first 1000 by start, `--rows=N`, or `--rows=all`
    #[arg(
        long,
        value_name = "N|all",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "1000",
        help_heading = "Figures"
    )]
    rows: Option<String>,
    #[command(flatten)]
    rules: RuleArgs,
    /// What it should be, as for `qa kpi`; without any, the target of qa.toml
    #[arg(long, value_name = "TARGET", help_heading = "Figures")]
    target: Vec<String>,
    #[command(flatten)]
    beside: BesideArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Runs `qa explain kpi`.
pub fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    args.output.resolved()?;
    let refuse = |problem| Refused::because(Blame::Request, problem);
    if let Some(entry) = beyond::find(&args.name) {
        let title = format!("The figure {}", entry.key);
        let tables = vec![definition::elsewhere(&entry)];
        let report = Report { schema: "qa.explain.kpi/1", title, tables, ..Report::default() };
        cx.report(report, &args.output)?;
        return Ok(Outcome::Done);
    }
    cx.asks("--where", &args.condition);
    let zone = cx.report_zone(&args.input)?;
    let (defined, wrong) = Defined::of(&cx.config, &zone, &args.rules.fcr());
    if let Some(problem) = wrong.into_iter().next() {
        return Err(refuse(problem).into());
    }
    let kpi = defined.find(&args.name, &Place::file("KPI")).map_err(refuse)?;
    let place = Place::file("--period");
    let (first, period) = (first_of_months(&[], &cx.config), args.period.period.as_deref());
    let period = period
        .map(|text| Period::parse_fiscal(text, (&zone, first), &place))
        .transpose()
        .map_err(refuse)?;
    let filter = args.condition.as_deref().map(|text| {
        let filter = Filter::parse_with(text, &zone, defined.names());
        filter.map_err(|problem| Problem { place: Place::file("--where"), ..problem })
    });
    let filter = filter.transpose().map_err(refuse)?.unwrap_or_else(Filter::all);
    let most = args.rows.as_deref().map(most).transpose().map_err(refuse)?;
    let rules = args.rules.read(&cx.config)?;
    let measures = defined.wanted(&[&kpi]);
    let plan = Plan { by: Vec::new(), period, filter, zone, measures };
    let targets = args.rules.targets((&kpi, &args.target), &defined, &cx.config)?;
    let definition = definition::table(&definition::Asked {
        args,
        config: &cx.config,
        defined: &defined,
        kpi: &kpi,
        rules: &rules,
        targets: &targets,
        zone: &plan.zone,
    });
    let mut written = Report { schema: "qa.explain.kpi/1", ..Report::default() };
    if most.is_some() || cx.call_files(&args.input).is_ok() {
        counted(args, (&kpi, rules, targets), (plan, most), (&mut written, cx))?;
    }
    written.title = format!("The indicator {}", kpi.key());
    let at = usize::from(most.is_some() && is_one_table(args)?).min(written.tables.len());
    written.tables.insert(at, definition);
    cx.report(written, &args.output)?;
    Ok(Outcome::Done)
}

/// Whether the format holds one table only: then the rows come first, for they were asked for.
fn is_one_table(args: &Args) -> Result<bool> {
    Ok(matches!(args.output.resolved()?, crate::render::Format::Csv))
}

/// The counts of the call records, and the rows behind them.
fn counted(
    args: &Args,
    (kpi, rules, targets): (&Indicator, Rules, Vec<(Indicator, Target)>),
    (plan, most): (Plan, Option<usize>),
    (written, cx): (&mut Report, &mut Context<'_>),
) -> Result<()> {
    let view = View {
        rules,
        kpis: vec![kpi.clone()],
        variants: Variants::Chosen,
        intervals: Intervals::All,
        targets,
    };
    let behind = BehindFold::new((kpi.clone(), rules), &plan, most.unwrap_or_default());
    let fold = KpiFold::new(plan);
    let (findings, behind) = if most.is_some() {
        let both = Both { counts: fold, behind };
        let both = cx.interactions_beside(&args.input, &args.beside, &both)?;
        (both.counts.findings(), Some(both.behind.behind()))
    } else {
        (cx.interactions_beside(&args.input, &args.beside, &fold)?.findings(), None)
    };
    let counts = report(&findings, &view);
    written.tables = vec![definition::counts(kpi, &findings, &view)];
    written.tables.extend(counts.tables.into_iter().filter(|table| table.key == "kpi"));
    (written.notes, written.provenance) = (counts.notes, counts.provenance);
    if let Some(behind) = behind {
        written.notes.extend(Behind::notes(&behind));
        let at = if is_one_table(args)? { 0 } else { written.tables.len() };
        written.tables.insert(at, behind.table());
    }
    Ok(())
}

/// How many rows are listed.
fn most(text: &str) -> Result<usize, Problem> {
    if text == "all" {
        return Ok(usize::MAX);
    }
    text.parse().ok().filter(|most| *most > 0).ok_or_else(|| {
        let message = format!("expected a number of rows, found `{text}`");
        let problem = Problem::new("bad-number", Place::file("--rows"), message);
        problem.help("write --rows, --rows=50 or --rows=all")
    })
}

/// Counts and rows in one pass.
#[derive(Debug, Clone)]
struct Both {
    counts: KpiFold,
    behind: BehindFold,
}

impl crate::model::Fold for Both {
    fn wants(&self) -> Vec<crate::model::Name> {
        let mut names = [self.counts.wants(), self.behind.wants()].concat();
        names.sort();
        names.dedup();
        names
    }

    fn needs(&self) -> Vec<crate::model::Name> {
        [self.counts.needs(), self.behind.needs()].concat()
    }

    fn update(&mut self, batch: &crate::model::Batch) {
        self.counts.update(batch);
        self.behind.update(batch);
    }

    fn merge(&mut self, other: Self) {
        self.counts.merge(other.counts);
        self.behind.merge(other.behind);
    }
}
