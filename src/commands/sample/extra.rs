//! Options of a design beyond so many of each stratum: they stand in the manifest as they were typed.

use crate::query::Decimal;
use crate::sampling::by::thousandths;
use crate::stats::real;
use std::collections::BTreeMap;

/// How many are drawn of what, and for what purpose besides.
#[derive(Debug, Clone, Default, PartialEq, clap::Args)]
#[command(next_help_heading = "Size of the sample")]
pub(super) struct SizeArgs {
    /// How --total is spread over the strata
    #[arg(long, value_enum, value_name = "RULE", requires = "total")]
    pub(super) allocation: Option<Rule>,
    /// As many of each stratum as its mean needs to be known to ± this many points (95 %)
    #[arg(long, value_name = "POINTS", value_parser = number, conflicts_with_all = ["total", "per_stratum", "quota"])]
    pub(super) half_width: Option<Number>,
    /// Parts of --total by the value of the first column of --per, such as voice=70,chat=30
    #[arg(long, value_name = "PARTS", value_parser = shares, requires = "total", conflicts_with = "allocation")]
    pub(super) shares: Option<Shares>,
    /// Promised evaluations of each agent: 5/week, 7-14/month, or `week` (4-8) and `month` (7-14);
    /// what --done lacks is caught up with, up to the second number
    #[arg(long, value_name = "QUOTA", value_parser = quota, conflicts_with_all = ["total", "per_stratum"])]
    pub(super) quota: Option<Quota>,
    /// First day from which the quota counts; without it, the first of the week or month
    #[arg(long, value_name = "DATE", requires = "quota")]
    pub(super) since: Option<String>,
    /// At least this many of each stratum, if it has them
    #[arg(long, value_name = "N")]
    pub(super) min: Option<usize>,
    /// At most this many of each stratum
    #[arg(long, value_name = "N")]
    pub(super) max: Option<usize>,
    /// Minutes that evaluators have for all of it; fewer are drawn if they do not suffice
    #[arg(long, value_name = "MINUTES", value_parser = number)]
    pub(super) budget: Option<Number>,
    /// Minutes of an evaluation beside listening; without it 5
    #[arg(long, value_name = "MINUTES", value_parser = number)]
    pub(super) form_minutes: Option<Number>,
    /// Minutes of work for each minute of talk; without it 1
    #[arg(long, value_name = "MINUTES", value_parser = number)]
    pub(super) listening: Option<Number>,
    /// Standard deviation of scores within strata; without it 12
    #[arg(long, value_name = "POINTS", value_parser = number)]
    pub(super) sd: Option<Number>,
    /// Table of standard deviations: columns stratum and sd
    #[arg(long, value_name = "FILE")]
    pub(super) spread: Option<String>,
    /// Every k-th in order of time within a stratum, from a start that the seed decides
    #[arg(long, conflicts_with = "by_size")]
    pub(super) systematic: bool,
    /// Chances in proportion to this column of numbers, such as risk
    #[arg(long, value_name = "COLUMN")]
    pub(super) by_size: Option<String>,
    /// Picks for a purpose, apart from the draw and from every estimate: `low_csat=5`, `long_hold=2`,
    /// `repeat_contact=5`, `came_back=5`, `new_hire=3`, `after_coaching=3`, `failed_critical=1/stratum`,
    /// 'angry=2/stratum: csat < 2'; may be repeated
    #[arg(long, value_name = "RULE")]
    pub(super) targeted: Vec<String>,
    /// Days within which the same `customer_id` makes a repeat, for `repeat_contact` and `came_back`;
    /// without it 7
    #[arg(long, value_name = "DAYS", value_parser = number)]
    pub(super) repeat_days: Option<Number>,
}

/// How a total is spread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum Rule {
    /// The same from each stratum.
    Equal,
    /// In proportion to the size of each.
    Proportional,
    /// In proportion to size times spread.
    Neyman,
}

impl Rule {
    const fn name(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Proportional => "proportional",
            Self::Neyman => "neyman",
        }
    }
}

/// A number as it was typed, in thousandths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Number {
    text: String,
    thousandths: i64,
}

impl Number {
    pub(super) fn value(&self) -> f64 {
        real::signed(self.thousandths.into()) / 1000.0
    }
}

/// Parts of a total by value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shares(pub(super) BTreeMap<String, u64>);

/// Promised evaluations of each agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::commands) struct Quota {
    /// Promised in each unit.
    pub(super) promised: u64,
    /// Most in one draw; `None` without a limit.
    pub(super) most: Option<u64>,
    /// The unit.
    pub(super) unit: Unit,
}

/// A stretch for which evaluations are promised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::commands) enum Unit {
    /// Monday to Sunday.
    Week,
    /// First to last of a month.
    Month,
}

/// Who evaluates, and what is left out on account of people.
#[derive(Debug, Clone, Default, PartialEq, clap::Args)]
#[command(next_help_heading = "People")]
pub(super) struct PeopleArgs {
    /// Evaluators (CSV): `evaluator_id`, team, languages, channels, `not_agents`, `daily_max`,
    /// `leave_from`, `leave_to`
    #[arg(long, value_name = "FILE")]
    pub(super) evaluator_file: Option<String>,
    /// Agents (CSV): `agent_id`, team, supervisor, hired, active, `leave_from`, `leave_to`; other
    /// columns make strata as roster.COLUMN, and days since hired as `tenure_days:90:365`
    #[arg(long, value_name = "FILE")]
    pub(super) roster: Option<String>,
    /// What was evaluated or given out before (CSV with `interaction_id`); left out, and counted for
    /// quotas and pairs; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(super) done: Vec<String>,
    /// Agents who were coached (CSV with `agent_id` and `date`), for --targeted `after_coaching=N`: their
    /// calls of the days after; without a column `date`, all their calls
    #[arg(long, value_name = "FILE")]
    pub(super) coached: Option<String>,
    /// Days after coaching in which calls are looked at; without it 30
    #[arg(long, value_name = "DAYS", value_parser = number, requires = "coached")]
    pub(super) coached_days: Option<Number>,
    /// Evaluations, for --targeted `failed_critical=N`: calls of the agents whose latest one has a critical
    /// error by its --scorecard; without a scorecard, a list of agents (CSV with `agent_id`)
    #[arg(long, value_name = "FILE")]
    pub(super) failed: Option<String>,
    /// Scorecards of --failed, and with --plan of --from
    #[arg(long, value_name = "FILE")]
    pub(super) scorecard: Vec<String>,
    /// The same evaluator has the same agent at most this often, --done included
    #[arg(long, value_name = "K")]
    pub(super) pair_limit: Option<usize>,
    /// Part of the interactions that two evaluators score without seeing each other's, such as 5%
    #[arg(long, value_name = "SHARE", value_parser = part)]
    pub(super) overlap: Option<Part>,
    /// Part of the work that is scored again by the same evaluator, from --done, such as 3%
    #[arg(long, value_name = "SHARE", value_parser = part)]
    pub(super) retest: Option<Part>,
    /// When the work is done: decides leave and how many `daily_max` allows
    #[arg(long, value_name = "PERIOD")]
    pub(super) work_days: Option<String>,
    /// Only interactions with a recording
    #[arg(long)]
    pub(super) recorded: bool,
    /// Leave interactions out under a reason that is counted: 'training=queue = ''T1'''; may be repeated
    #[arg(long, value_name = "REASON=EXPR")]
    pub(super) exclude: Vec<String>,
}

/// A part of a whole, in thousandths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    text: String,
    /// Thousandths.
    pub(super) thousandths: u64,
}

/// Both kinds of options, as a manifest holds them.
#[derive(Debug, Clone, Default, PartialEq, clap::Parser)]
#[command(no_binary_name = true)]
pub(super) struct Extra {
    #[command(flatten)]
    pub(super) size: SizeArgs,
    #[command(flatten)]
    pub(super) people: PeopleArgs,
    /// The total, once more, for the rules that need it.
    #[arg(long)]
    total: Option<usize>,
    #[arg(long)]
    per_stratum: Option<usize>,
}

impl Extra {
    pub(super) fn new(size: SizeArgs, people: PeopleArgs) -> Self {
        Self { size, people, total: None, per_stratum: None }
    }

    /// The options as words from which they are read back.
    pub(super) fn words(&self) -> Vec<String> {
        let (size, people) = (&self.size, &self.people);
        let mut words = Vec::new();
        let mut one = |name: &str, value: Option<String>| {
            words.extend(value.map(|value| format!("--{}={value}", name.replace('_', "-"))));
        };
        let number = |number: &Option<Number>| number.as_ref().map(|number| number.text.clone());
        let count = |count: Option<usize>| count.map(|count| count.to_string());
        let part = |part: &Option<Part>| part.as_ref().map(|part| part.text.clone());
        one("allocation", size.allocation.map(|rule| rule.name().to_owned()));
        one("half_width", number(&size.half_width));
        one("shares", size.shares.as_ref().map(Shares::text));
        one("quota", size.quota.map(Quota::text));
        one("since", size.since.clone());
        one("min", count(size.min));
        one("max", count(size.max));
        one("budget", number(&size.budget));
        one("form_minutes", number(&size.form_minutes));
        one("listening", number(&size.listening));
        one("sd", number(&size.sd));
        one("spread", size.spread.clone());
        one("by_size", size.by_size.clone());
        size.targeted.iter().for_each(|rule| one("targeted", Some(rule.clone())));
        one("repeat_days", number(&size.repeat_days));
        one("evaluator_file", people.evaluator_file.clone());
        one("roster", people.roster.clone());
        people.done.iter().for_each(|file| one("done", Some(file.clone())));
        one("coached", people.coached.clone());
        one("coached_days", number(&people.coached_days));
        one("failed", people.failed.clone());
        people.scorecard.iter().for_each(|file| one("scorecard", Some(file.clone())));
        one("pair_limit", count(people.pair_limit));
        one("overlap", part(&people.overlap));
        one("retest", part(&people.retest));
        one("work_days", people.work_days.clone());
        people.exclude.iter().for_each(|rule| one("exclude", Some(rule.clone())));
        let flags = [("--systematic", size.systematic), ("--recorded", people.recorded)];
        words.extend(flags.iter().filter(|(_, set)| *set).map(|(name, _)| (*name).to_owned()));
        words
    }

    /// The options from their words; `None` when these are not such words.
    pub(super) fn from_words(words: &[String]) -> Option<Self> {
        use clap::Parser;
        // Rules that need a total have one in the manifest beside these words.
        let total = words
            .iter()
            .any(|word| word.starts_with("--allocation=") || word.starts_with("--shares="));
        let total = total.then(|| "--total=1".to_owned());
        let mut found = Self::try_parse_from(words.iter().cloned().chain(total)).ok()?;
        found.total = None;
        Some(found)
    }

    /// The files they name, each with the option that names it.
    pub(super) fn files_mut(&mut self) -> Vec<&mut String> {
        let people = &mut self.people;
        let single = [
            &mut self.size.spread,
            &mut people.evaluator_file,
            &mut people.roster,
            &mut people.coached,
            &mut people.failed,
        ];
        single.into_iter().flatten().chain(&mut people.scorecard).chain(&mut people.done).collect()
    }
}

impl Shares {
    fn text(&self) -> String {
        let parts: Vec<_> = self.0.iter().map(|(value, part)| format!("{value}={part}")).collect();
        parts.join(",")
    }
}

impl Quota {
    /// As it is typed.
    pub(in crate::commands) fn text(self) -> String {
        let unit = match self.unit {
            Unit::Week => "week",
            Unit::Month => "month",
        };
        let most = self.most.map(|most| format!("-{most}")).unwrap_or_default();
        format!("{}{most}/{unit}", self.promised)
    }
}

pub(super) fn number(text: &str) -> Result<Number, String> {
    let found = Decimal::parse(text).and_then(|_| thousandths(text)).filter(|value| *value >= 0);
    let thousandths = found.ok_or_else(|| "expected a number, such as 5 or 12.5".to_owned())?;
    Ok(Number { text: text.to_owned(), thousandths })
}

pub(super) fn part(text: &str) -> Result<Part, String> {
    let wrong = || "expected a part of the whole, such as 5%".to_owned();
    let percent = text.strip_suffix('%').unwrap_or(text);
    let found = thousandths(percent).filter(|value| (0..=100_000).contains(value));
    let thousandths = u64::try_from(found.ok_or_else(wrong)? / 100).map_err(|_| wrong())?;
    Ok(Part { text: text.to_owned(), thousandths })
}

fn shares(text: &str) -> Result<Shares, String> {
    let pairs = text.split(',').map(|pair| {
        let (value, part) = pair.split_once('=')?;
        Some((value.trim().to_owned(), part.trim().trim_end_matches('%').parse::<u64>().ok()?))
    });
    let found: Option<BTreeMap<String, u64>> = pairs.collect();
    let found = found.ok_or_else(|| "expected parts, such as voice=70,chat=30".to_owned())?;
    match found.values().sum::<u64>() {
        100 => Ok(Shares(found)),
        sum => Err(format!("expected parts that add up to 100, found {sum}")),
    }
}

/// A quota such as `7-14/month`, or the presets `week` and `month`.
pub(in crate::commands) fn quota(text: &str) -> Result<Quota, String> {
    let wrong = || "expected a quota, such as 5/week, 7-14/month, week or month".to_owned();
    let (numbers, unit) = match text {
        "week" => ("4-8", "week"),
        "month" => ("7-14", "month"),
        other => other.split_once('/').ok_or_else(wrong)?,
    };
    let unit = match unit {
        "week" => Unit::Week,
        "month" => Unit::Month,
        _ => return Err(wrong()),
    };
    let (low, high) = match numbers.split_once('-') {
        Some((low, high)) => (low, Some(high)),
        None => (numbers, None),
    };
    let count = |text: &str| text.parse::<u64>().ok().filter(|n| (1..=1000).contains(n));
    let promised = count(low).ok_or_else(wrong)?;
    let most = high.map(|high| count(high).filter(|most| *most >= promised).ok_or_else(wrong));
    Ok(Quota { promised, most: most.transpose()?, unit })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_option_is_no_word() {
        assert!(Extra::default().words().is_empty());
        assert_eq!(Extra::from_words(&[]), Some(Extra::default()));
    }

    #[test]
    fn options_are_read_back_from_their_words() {
        let words = [
            "--shares=chat=30,voice=70",
            "--min=2",
            "--budget=600.5",
            "--targeted=low_csat=5",
            "--targeted=angry=2/stratum: csat < 3",
            "--roster=agents.csv",
            "--done=a.csv",
            "--done=b.csv",
            "--overlap=5%",
            "--exclude=training=queue = 'T'",
            "--systematic",
            "--recorded",
        ]
        .map(str::to_owned);
        let mut found = Extra::from_words(&words).unwrap();
        assert_eq!(found.words(), words);
        assert_eq!(found.files_mut().len(), 3);
        assert_eq!(Extra::from_words(&["--what".to_owned()]), None);
    }

    #[test]
    fn quotas_have_presets_and_limits() {
        for (text, expected) in
            [("week", "4-8/week"), ("month", "7-14/month"), ("5/week", "5/week")]
        {
            assert_eq!(quota(text).unwrap().text(), expected);
        }
        for text in ["", "5", "0/week", "8-4/week", "5/day"] {
            assert!(quota(text).is_err(), "{text}");
        }
    }

    #[test]
    fn parts_are_of_a_hundred() {
        assert_eq!(part("5%").unwrap().thousandths, 50);
        assert_eq!(part("2.5").unwrap().thousandths, 25);
        assert!(part("101%").is_err());
        assert!(shares("voice=70,chat=20").is_err());
        assert!(shares("voice").is_err());
    }
}
