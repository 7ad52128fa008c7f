//! What commands with figures by group are asked, and how they answer.

use super::Defined;
use super::gate::told;
use super::request::{collect, filter, first_of_months, key, period_of, refuse_any, twice};
use crate::commands::args::PeriodArgs;
use crate::commands::{Context, Outcome};
use crate::ingest::config::Config;
use crate::kpi::board::{self, Board, Known};
use crate::kpi::target::table::in_groups;
use crate::kpi::{Key, Target};
use crate::model::{Period, Zone};
use crate::problem::{Blame, Place, Problem};
use crate::query::Filter;
use anyhow::Result;

/// Which records, in which groups, against what.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Figures")]
pub(super) struct AskArgs {
    /// Only records that satisfy this condition
    #[arg(long = "where", value_name = "EXPR")]
    pub(super) condition: Option<String>,
    /// Group by columns, and by time with `day`, `week`, `month`, `interval_30m` or another
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    by: Vec<String>,
    /// Only these figures, in this order
    #[arg(long, value_name = "KPI,…", value_delimiter = ',')]
    kpi: Vec<String>,
    /// What a figure should be, such as `occupancy <= 85%`; may be repeated
    #[arg(long, value_name = "TARGET")]
    target: Vec<String>,
    /// Exit with status 4 if the whole or any group misses a target; the report is written first
    #[arg(long)]
    gate: bool,
}

/// The same, read.
pub(super) struct Ask {
    pub(super) by: Vec<Key>,
    pub(super) period: Option<Period>,
    pub(super) filter: Filter,
    pub(super) kpis: Vec<Known>,
    pub(super) targets: Vec<(&'static str, Target)>,
}

/// What the arguments ask for; refuses with everything that is wrong with them and with `wrong`.
pub(super) fn ask(
    (args, period): (&AskArgs, &PeriodArgs),
    (config, zone): (&Config, &Zone),
    known: &[Known],
    mut wrong: Vec<Problem>,
) -> Result<Ask> {
    let (defined, of_config) = Defined::of(config, zone, &[]);
    wrong.extend(of_config);
    let by = collect(&args.by, |name| key(name, config), &mut wrong);
    let find = |key: &str| board::find(known, key, &Place::file("--kpi"));
    let kpis = collect(&args.kpi, find, &mut wrong);
    let mut targets = collect(&args.target, |text| target(known, text), &mut wrong);
    for text in &config.targets {
        let Some(known) = known.iter().find(|known| known.key == text.indicator) else { continue };
        if targets.iter().any(|(key, _)| *key == known.key) {
            continue;
        }
        match Target::parse(&text.text, known.unit, &text.place) {
            Ok(target) => targets.push((known.key, target)),
            Err(problem) => wrong.push(problem.excerpt(text.excerpt.clone())),
        }
    }
    let period = period.period.as_slice();
    let first = first_of_months(&by, config);
    let period = collect(period, |text| period_of(text, (zone, first)), &mut wrong);
    let period = period.first().copied();
    let condition = args.condition.as_slice();
    let filters = collect(condition, |text| filter(text, zone, &defined), &mut wrong);
    let filter = filters.into_iter().next().unwrap_or_else(Filter::all);
    wrong.extend(twice("--by", &by.iter().map(Key::name).collect::<Vec<_>>()));
    wrong.extend(twice("--kpi", &kpis.iter().map(|known| known.key).collect::<Vec<_>>()));
    if args.gate && targets.is_empty() && wrong.is_empty() {
        let message = "expected a target to be met, found none";
        let problem = Problem::new("missing-target", Place::file("--gate"), message);
        wrong.push(problem.help("add --target, such as 'occupancy <= 85%'"));
    }
    refuse_any(Blame::Request, wrong)?;
    Ok(Ask { by, period, filter, kpis, targets })
}

fn target(known: &[Known], text: &str) -> Result<(&'static str, Target), Problem> {
    let place = Place::file("--target");
    let Some(at) = text.find(['=', '<', '>', '≤', '≥']) else {
        let message = format!("expected an indicator and its target, found `{text}`");
        let problem = Problem::new("bad-target", place, message);
        return Err(problem.help("write it as 'on_time_rate >= 95%'"));
    };
    let (key, target) = (text[..at].trim_end(), &text[at..]);
    let target = target.strip_prefix('=').unwrap_or(target);
    let known = board::find(known, key, &place)?;
    Ok((known.key, Target::parse(target, known.unit, &place)?))
}

/// The notes that an empty period and targets make.
pub(super) fn target_notes(board: &Board) -> Vec<String> {
    let stands = board.stands();
    let note = |stand: &board::Stand| {
        let overall = match stand.met {
            Some(true) => "met overall",
            Some(false) => "missed overall",
            None => "no value overall",
        };
        let groups = in_groups(&stand.missed, stand.judged, "");
        format!("target {}: {overall}{groups}", stand.text)
    };
    board.nothing().into_iter().chain(stands.iter().map(note)).collect()
}

/// What decides the figures: the zone, as of when they are, which records.
pub(super) fn settings(
    board: &Board,
    as_of: Option<i64>,
    filter: &Filter,
) -> Vec<(String, String)> {
    let mut settings = vec![("zone".to_owned(), board.zone.name().to_owned())];
    settings.extend(as_of.and_then(|at| Some(("as_of".to_owned(), board.zone.iso(at)?))));
    if *filter != Filter::all() {
        settings.push(("where".to_owned(), filter.to_string()));
    }
    settings
}

/// The exit status: with --gate, whether every target is met; what is missed is told.
pub(super) fn gate(args: &AskArgs, board: &Board, cx: &mut Context<'_>) -> Result<Outcome> {
    let stands = board.stands();
    let missed: Vec<_> = stands.iter().filter(|stand| stand.is_missed()).collect();
    if !args.gate || missed.is_empty() {
        return Ok(Outcome::Done);
    }
    writeln!(cx.stderr, "{} of {} targets missed", missed.len(), stands.len())?;
    for stand in missed {
        let groups = in_groups(&stand.missed, stand.judged, "");
        let (total, unit) = &stand.total;
        writeln!(cx.stderr, "  {}: {}{groups}", stand.text, told(total, *unit))?;
    }
    Ok(Outcome::GateMissed)
}
