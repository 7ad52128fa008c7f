//! `qa kpi`.

mod sums;

use super::args::{InputArgs, OutputArgs, PeriodArgs};
use super::{Context, Outcome};
use crate::ingest::config::TargetText;
use crate::kpi::{
    Findings, Formula, Judgement, Key, Kpi, KpiFold, Plan, Rules, Target, Variants, View,
    catalogue, judge, report,
};
use crate::model::{Period, Zone};
use crate::problem::{Blame, Place, Problem, Problems, Refused, nearest};
use crate::query::Filter;
use crate::report::Cell;
use anyhow::Result;
use std::collections::BTreeSet;
use std::io::Write;
use std::slice::from_ref;

/// Report indicators from call records
///
/// Service level, abandonment, ASA, AHT, hold, waits, CSAT and what else the export can tell, by any
/// column and by hour, day, week or month, with the definition of every figure. Interval reports
/// and survey responses are read, too: their means and rates are weighted again, and what cannot be
/// known from them says so.
#[derive(Debug, Clone, clap::Args)]
#[command(before_long_help = "\
EXAMPLES
  The month, queue by queue
    qa kpi calls.csv --by queue --period 2026-10

  Day by day, for a spreadsheet
    qa kpi calls.csv --by day,queue -f csv -o by-day.csv

  Service level within 30 seconds, late abandons counted against it
    qa kpi calls.csv --kpi service_level --formula late_abandons --threshold 30

  Agents, by their longer answered calls alone
    qa kpi calls.csv --by agent_id --where 'answered and talk_s >= 30'

  An interval report, whose rates are weighted by what they are rates of
    qa kpi intervals.csv --by month

  The same figure by every definition in use
    qa kpi calls.csv --kpi service_level --all-variants --short-abandon 5

  An alarm in a script: exit status 4 when a target is missed
    qa kpi calls.csv --target 'service_level >= 80%' --target 'asa_s <= 20' --gate")]
pub struct Args {
    #[command(flatten)]
    input: InputArgs,
    #[command(flatten)]
    period: PeriodArgs,
    #[command(flatten)]
    figures: FigureArgs,
    #[command(flatten)]
    output: OutputArgs,
}

/// Which figures, of whom, against what.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Figures")]
struct FigureArgs {
    /// Only contacts that satisfy this condition, such as "queue = 'support' and answered"
    #[arg(long = "where", value_name = "EXPR")]
    condition: Option<String>,
    /// Group by columns, and by start time with `hour`, `day`, `week`, `month`, `interval`,
    /// `interval_30m` or `interval_15m`
    #[arg(long, value_name = "COLUMN,…", value_delimiter = ',')]
    by: Vec<String>,
    /// Only these indicators, in this order, such as `service_level,asa_s`
    #[arg(long, value_name = "KPI,…", value_delimiter = ',')]
    kpi: Vec<String>,
    /// Longest wait that is in time for the service level
    #[arg(long, value_name = "SECONDS", default_value = "20", allow_negative_numbers = true)]
    threshold: String,
    /// Service-level formula: `offered`, `answered`, `removed`, `late_abandons`, `short_met`,
    /// `short_removed` or `no_flow_out`
    #[arg(long, value_name = "FORMULA", default_value = "offered")]
    formula: String,
    /// Show every form of service level and abandonment side by side
    #[arg(long)]
    all_variants: bool,
    /// Abandons up to this wait are short, and not counted in the abandonment rate
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    short_abandon: Option<String>,
    /// Ratings from this one on are top ratings (`csat_top_rate`)
    #[arg(long, value_name = "RATING", allow_negative_numbers = true)]
    csat_top: Option<String>,
    /// What an indicator should be, such as `service_level >= 80%`; may be repeated
    #[arg(long, value_name = "TARGET")]
    target: Vec<String>,
    /// Exit with status 4 if the whole or any group misses a target; the report is written first
    #[arg(long)]
    gate: bool,
}

/// Runs `qa kpi`.
pub fn run(args: &Args, cx: &mut Context<'_>) -> Result<Outcome> {
    args.output.resolved()?;
    if let Some(records) = sums::records(args, cx)? {
        return sums::run(args, records, cx);
    }
    let zone = cx.report_zone(&args.input)?;
    let (plan, view) = request(args, zone, &cx.config.targets)?;
    let findings = cx.interactions(&args.input, &KpiFold::new(plan))?.findings();
    refuse_any(Blame::Request, findings.absent_keys(&Place::file("--by")))?;
    cx.report(report(&findings, &view), &args.output)?;
    gate(args, &findings, &view, cx.stderr)
}

/// What the arguments ask for; refuses with everything that is wrong with them.
fn request(args: &Args, zone: Zone, configured: &[TargetText]) -> Result<(Plan, View)> {
    let mut wrong = Vec::new();
    let by = collect(&args.figures.by, |name| Key::parse(name, &Place::file("--by")), &mut wrong);
    let kpis = collect(&args.figures.kpi, |key| kpi(key, "--kpi"), &mut wrong);
    let mut targets = collect(&args.figures.target, target, &mut wrong);
    let period = args.period.period.as_slice();
    let period = collect(period, |text| period_of(text, &zone), &mut wrong).first().copied();
    let condition = args.figures.condition.as_slice();
    let filters = collect(condition, |text| filter(text, &zone), &mut wrong);
    let filter = filters.into_iter().next().unwrap_or_else(Filter::all);
    let rules = rules(&args.figures, &mut wrong);
    wrong.extend(twice("--by", &by.iter().map(Key::name).collect::<Vec<_>>()));
    wrong.extend(twice("--kpi", &kpis.iter().map(|kpi| kpi.key).collect::<Vec<_>>()));
    wrong.extend(twice("--target", &targets.iter().map(|(kpi, _)| kpi.key).collect::<Vec<_>>()));
    let known = configured
        .iter()
        .filter_map(|text| configured_target(text).map_err(|problem| wrong.push(problem)).ok());
    // A target of the command line stands for that of the configuration.
    let is_wanted = |kpi: &Kpi| {
        let is_given = targets.iter().any(|(given, _): &(&Kpi, Target)| given.key == kpi.key);
        !is_given && (kpis.is_empty() || kpis.iter().any(|shown| shown.key == kpi.key))
    };
    let more: Vec<_> = known.filter(|(kpi, _)| is_wanted(kpi)).collect();
    targets.extend(more);
    if args.figures.gate && targets.is_empty() && wrong.is_empty() {
        let message = "expected a target to be met, found none";
        let problem = Problem::new("missing-target", Place::file("--gate"), message);
        wrong.push(problem.help("add --target 'service_level >= 80%', or a `target` under [kpi.service_level] in qa.toml"));
    }
    refuse_any(Blame::Request, wrong)?;
    let variants = if args.figures.all_variants { Variants::All } else { Variants::Chosen };
    Ok((Plan { by, period, filter, zone }, View { rules, kpis, variants, targets }))
}

/// Reads each text; what is wrong with them goes to `wrong`.
fn collect<T>(
    texts: &[String],
    read: impl Fn(&str) -> Result<T, Problem>,
    wrong: &mut Vec<Problem>,
) -> Vec<T> {
    let mut found = Vec::new();
    for text in texts {
        match read(text.trim()) {
            Ok(value) => found.push(value),
            Err(problem) => wrong.push(problem),
        }
    }
    found
}

/// One problem for each name that comes again.
fn twice(flag: &str, names: &[&str]) -> Vec<Problem> {
    let mut seen = BTreeSet::new();
    let again = names.iter().filter(|name| !seen.insert(**name));
    again
        .map(|name| {
            let message = format!("expected every name once, found `{name}` again");
            Problem::new("named-twice", Place::file(flag), message).help("take one of them away")
        })
        .collect()
}

fn kpi(key: &str, flag: &str) -> Result<&'static Kpi, Problem> {
    catalogue::find(key, &Place::file(flag))
}

fn target(text: &str) -> Result<(&'static Kpi, Target), Problem> {
    let place = Place::file("--target");
    let Some(at) = text.find(['=', '<', '>', '≤', '≥']) else {
        let message = format!("expected an indicator and its target, found `{text}`");
        return Err(
            Problem::new("bad-target", place, message).help("write it as 'service_level >= 80%'")
        );
    };
    let (key, target) = (text[..at].trim_end(), &text[at..]);
    let target = target.strip_prefix('=').unwrap_or(target);
    let kpi = kpi(key, "--target")?;
    Ok((kpi, Target::parse(target, kpi.unit, &place)?))
}

/// The target that qa.toml sets for an indicator.
fn configured_target(text: &TargetText) -> Result<(&'static Kpi, Target), Problem> {
    let found = catalogue::find(&text.indicator, &text.place)
        .and_then(|kpi| Ok((kpi, Target::parse(&text.text, kpi.unit, &text.place)?)));
    found.map_err(|problem| problem.excerpt(text.excerpt.clone()))
}

fn filter(text: &str, zone: &Zone) -> Result<Filter, Problem> {
    Filter::parse_in(text, zone)
        .map_err(|problem| Problem { place: Place::file("--where"), ..problem })
}

fn period_of(text: &str, zone: &Zone) -> Result<Period, Problem> {
    Period::parse(text, zone, &Place::file("--period"))
}

fn rules(figures: &FigureArgs, wrong: &mut Vec<Problem>) -> Rules {
    let usual = Rules::default();
    let threshold =
        collect(from_ref(&figures.threshold), |text| number(text, "--threshold"), wrong);
    let short =
        collect(figures.short_abandon.as_slice(), |text| number(text, "--short-abandon"), wrong);
    let csat_top = collect(figures.csat_top.as_slice(), |text| number(text, "--csat-top"), wrong);
    let formula = collect(from_ref(&figures.formula), formula, wrong).first().copied();
    let formula = formula.unwrap_or(usual.formula);
    if formula.needs_short() && figures.short_abandon.is_none() {
        let message = format!("the formula `{}` asks which abandons are short", formula.key());
        let problem = Problem::new("missing-limit", Place::file("--formula"), message);
        wrong.push(problem.help("add their longest wait in seconds: --short-abandon 5"));
    }
    Rules {
        threshold: threshold.first().copied().unwrap_or(usual.threshold),
        formula,
        short_abandon: short.first().copied(),
        csat_top: csat_top.first().copied(),
    }
}

fn formula(key: &str) -> Result<Formula, Problem> {
    Formula::from_key(key).ok_or_else(|| {
        let keys = || Formula::ALL.into_iter().map(Formula::key);
        let message = format!("there is no service-level formula `{key}`");
        let help = match nearest(key, keys()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("choose one of {}", keys().collect::<Vec<_>>().join(", ")),
        };
        Problem::new("unknown-formula", Place::file("--formula"), message).help(help)
    })
}

/// A number from 0 to a year of seconds, in thousandths.
fn number(text: &str, flag: &str) -> Result<i64, Problem> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let plain = |digits: &str, most: usize| {
        (1..=most).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let thousandths = (plain(whole, 8) && plain(rest, 3)).then(|| format!("{whole}{rest:0<3}"));
    let value = thousandths.and_then(|digits| digits.parse::<i64>().ok());
    value.filter(|value| *value <= 31_536_000_000).ok_or_else(|| {
        let message = format!("expected a number from 0 to 31536000, found `{text}`");
        Problem::new("bad-number", Place::file(flag), message).help("write it as 20 or 20.5")
    })
}

fn refuse_any(blame: Blame, wrong: Vec<Problem>) -> Result<()> {
    if wrong.is_empty() {
        return Ok(());
    }
    let mut problems = Problems::new();
    problems.extend(wrong);
    Err(Refused { blame, problems }.into())
}

fn gate(args: &Args, findings: &Findings, view: &View, stderr: &mut dyn Write) -> Result<Outcome> {
    if !args.figures.gate {
        return Ok(Outcome::Done);
    }
    let judgements = judge(findings, view);
    let missed: Vec<_> = judgements.iter().filter(|found| found.is_missed()).collect();
    if missed.is_empty() {
        return Ok(Outcome::Done);
    }
    writeln!(stderr, "{} of {} targets missed", missed.len(), judgements.len())?;
    for found in missed {
        writeln!(stderr, "  {}", missed_line(found))?;
    }
    Ok(Outcome::GateMissed)
}

/// Exact counts instead of a rounded value, which could look as if it met the target.
fn missed_line(found: &Judgement) -> String {
    let total = match (&found.total.numerator, &found.total.denominator, &found.total.value) {
        (Cell::Count(hits), Cell::Count(trials), _) => format!("{hits} of {trials}"),
        (Cell::Ratio { num, den: 1000 }, Cell::Count(n), _) => {
            format!("{}.{:03} over {n}", num / 1000, num % 1000)
        }
        (_, _, Cell::Count(n)) => n.to_string(),
        (_, _, Cell::Ratio { num, den }) => format!("{num}/{den}"),
        (_, _, Cell::Undefined(reason)) => (*reason).to_owned(),
        _ => "undefined".to_owned(),
    };
    let groups = match found.judged_groups {
        0 => String::new(),
        judged => format!(", missed in {} of {judged} groups", found.missed_groups),
    };
    format!("{} {}: {total}{groups}", found.key, found.target)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Excerpt;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: Args,
    }

    fn asked(line: &str) -> Result<(Plan, View)> {
        asked_with(line, &[])
    }

    fn asked_with(line: &str, configured: &[TargetText]) -> Result<(Plan, View)> {
        let words = std::iter::once("kpi").chain(line.split_whitespace());
        request(&Line::try_parse_from(words)?.args, Zone::utc(), configured)
    }

    fn configured(indicator: &str, text: &str) -> TargetText {
        let excerpt = Excerpt { text: text.to_owned(), start: 0, length: 1 };
        let (indicator, text) = (indicator.to_owned(), text.to_owned());
        TargetText { indicator, text, place: Place::line("qa.toml", 7), excerpt }
    }

    #[test]
    fn targets_of_the_configuration_hold_where_no_other_is_given() {
        let texts = [configured("asa_s", "<= 20"), configured("service_level", ">= 80%")];
        let targets = |line: &str| -> Vec<String> {
            let (_, view) = asked_with(line, &texts).unwrap();
            let each = view.targets.iter();
            each.map(|(kpi, target)| format!("{} {}", kpi.key, target.text())).collect()
        };
        assert_eq!(targets(""), ["asa_s <= 20", "service_level >= 80%"]);
        assert_eq!(targets("--target asa_s<=30"), ["asa_s <= 30", "service_level >= 80%"]);
        assert_eq!(targets("--kpi service_level"), ["service_level >= 80%"]);
        let error = asked_with("", &[configured("asa", "<= 20")]).unwrap_err();
        let refused = error.downcast::<Refused>().unwrap();
        assert_eq!(refused.problems.shown()[0].place, Place::line("qa.toml", 7));
    }

    fn codes(line: &str) -> Vec<&'static str> {
        let refused = asked(line).unwrap_err().downcast::<Refused>().unwrap();
        assert_eq!(refused.blame, Blame::Request);
        refused.problems.counts().map(|(code, _)| code).collect()
    }

    #[test]
    fn without_arguments_there_is_one_group_and_the_usual_rules() {
        let (plan, view) = asked("").unwrap();
        assert!(plan.by.is_empty() && plan.period.is_none() && view.kpis.is_empty());
        assert_eq!(view.rules, Rules::default());
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        for (line, expected) in [
            ("--by talk_s", "bad-group"),
            ("--by queue,day,queue", "named-twice"),
            ("--kpi asa_s,asa_s", "named-twice"),
            ("--target asa_s<=20 --target asa_s>=1", "named-twice"),
            ("--kpi asas", "unknown-kpi"),
            ("--target asa_s", "bad-target"),
            ("--target asa_s=20", "bad-target"),
            ("--target asas=<=20", "unknown-kpi"),
            ("--period 2026-13", "bad-period"),
            ("--threshold -1", "bad-number"),
            ("--threshold 1e3", "bad-number"),
            ("--short-abandon 5s", "bad-number"),
            ("--csat-top x", "bad-number"),
            ("--formula offred", "unknown-formula"),
            ("--formula short_met", "missing-limit"),
            ("--gate", "missing-target"),
        ] {
            assert_eq!(codes(line), [expected], "{line}");
        }
        let all = codes("--by talk_s --kpi x --period x --threshold x --formula x");
        assert_eq!(all.len(), 5);
    }

    #[test]
    fn numbers_and_names_are_read() {
        let line = "--by queue,week --kpi asa_s,contacts --threshold 30.5 --short-abandon 5 \
                    --formula short_removed --target asa_s=<=20 --period 1970-01-01";
        let (plan, view) = asked(line).unwrap();
        assert_eq!(plan.by.iter().map(Key::name).collect::<Vec<_>>(), ["queue", "week"]);
        assert_eq!(plan.period, Some(Period { from: 0, to: 86_400_000 }));
        assert_eq!(view.kpis.iter().map(|kpi| kpi.key).collect::<Vec<_>>(), ["asa_s", "contacts"]);
        assert_eq!((view.rules.threshold, view.rules.short_abandon), (30_500, Some(5_000)));
        assert_eq!(view.targets[0].1.text(), "<= 20");
        let (_, view) = asked("--target service_level>=80% --target asa_s≤20").unwrap();
        let texts: Vec<_> =
            view.targets.iter().map(|(kpi, target)| (kpi.key, target.text())).collect();
        assert_eq!(texts, [("service_level", ">= 80%"), ("asa_s", "<= 20")]);
    }

    const CALLS: &str = "\
interaction_id,start_time,queue,outcome,wait_s,talk_s
1,2026-10-05T10:00:00Z,altas,answered,5,100
2,2026-10-05T11:00:00Z,altas,abandoned,40,
3,2026-10-06T10:00:00Z,ventas,answered,30,200
";

    /// What `qa kpi` does with [`CALLS`]: how it ended, stdout, stderr.
    fn said(line: &str) -> (Result<Outcome>, String, String) {
        let room = tempfile::tempdir().unwrap();
        let calls = room.path().join("calls.csv");
        std::fs::write(&calls, CALLS).unwrap();
        let words = ["kpi", calls.to_str().unwrap()].into_iter().chain(line.split_whitespace());
        let args = Line::try_parse_from(words).unwrap().args;
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut cx = Context::new(&mut out, &mut err, crate::ingest::config::Config::default());
        let ended = run(&args, &mut cx);
        (ended, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
    }

    #[test]
    fn a_missed_gate_is_told_with_exact_counts_after_the_report() {
        let line = "--by queue --kpi service_level -f csv --target service_level>=80% --gate";
        let (ended, out, err) = said(line);
        assert_eq!(ended.unwrap(), Outcome::GateMissed);
        assert_eq!(out.lines().count(), 3, "{out}");
        assert!(err.contains("1 of 1 targets missed\n"), "{err}");
        assert!(err.contains("  service_level >= 80%: 1 of 3, missed in 2 of 2 groups\n"), "{err}");
    }

    #[test]
    fn a_gate_that_is_met_says_nothing() {
        let (ended, _, err) = said("--kpi asa_s -f csv --target asa_s<=17.5 --gate");
        assert_eq!(ended.unwrap(), Outcome::Done);
        assert!(!err.contains("missed"), "{err}");
    }

    #[test]
    fn a_group_that_no_record_has_is_refused() {
        let (ended, out, _) = said("--by team");
        let refused = ended.unwrap_err().downcast::<Refused>().unwrap();
        assert_eq!((refused.blame, out.as_str()), (Blame::Request, ""));
        assert_eq!(refused.problems.shown()[0].code, "missing-column");
    }

    #[test]
    fn days_are_those_of_the_period() {
        let line = "--by day --kpi offered -f csv --period 2026-10-05";
        let (_, out, _) = said(line);
        let row = "2026-10-05T00:00:00+00:00,2026-10-06T00:00:00+00:00,2026-10-05,offered,2,";
        assert!(out.contains(row), "{out}");
        assert_eq!(out.lines().count(), 2);
    }
}
