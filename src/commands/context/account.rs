//! What was read and set aside: shown, kept for the report, held against what is allowed.

use super::super::args::InputArgs;
use super::super::{Outcome, Stopped, rejects};
use super::Context;
use crate::ingest::decode::Account;
use crate::ingest::engine::Intake;
use crate::problem::{Blame, Place, Problem, Refused};
use crate::render;
use crate::report::words::{counted, grouped};
use crate::report::{Cell, Input};
use anyhow::Result;

impl Context<'_> {
    /// Shows what was read and set aside, and judges whether it was too much.
    pub(in crate::commands) fn settle(
        &mut self,
        args: &InputArgs,
        intakes: &[Intake],
    ) -> Result<()> {
        let limit = self.limit(args)?;
        self.account(args, intakes)?;
        self.judge(args, intakes, limit)
    }

    /// Whether more records were set aside than the profile says, and nobody said otherwise.
    pub(in crate::commands) fn is_beyond_profile(&self, args: &InputArgs) -> bool {
        let by_profile = matches!(self.allowed(args), Some((_, Allower::Profile)));
        by_profile && self.outcome == Outcome::DataRejected
    }

    pub(super) fn limit(&self, args: &InputArgs) -> Result<Allowance> {
        let limit = self.allowed(args).map(|(text, _)| allowance(text));
        Ok(limit.transpose()?.unwrap_or(Allowance::Records(0)))
    }

    /// What may be set aside, and who says so; `None` where nobody does.
    fn allowed<'s>(&'s self, args: &'s InputArgs) -> Option<(&'s str, Allower)> {
        let of = |limit: &'s Option<String>, allower| Some((limit.as_deref()?, allower));
        of(&args.max_rejects, Allower::Flag)
            .or_else(|| of(&self.config.max_rejects, Allower::Config))
            .or_else(|| of(&self.profile_limit, Allower::Profile))
    }

    /// Shows what was read and set aside, keeps it for the report, writes the rejects.
    fn account(&mut self, args: &InputArgs, intakes: &[Intake]) -> Result<()> {
        for intake in intakes {
            let account = &intake.account;
            self.complain(&account.problems)?;
            self.say(&account_line(intake))?;
            self.inputs.push(input(intake));
            if account.read == 0 {
                self.notes.push(format!("{} holds no call records", intake.path));
            }
            if account.rejected > 0 {
                self.notes.push(format!(
                    "{} of {} records of {} were set aside",
                    account.rejected, account.read, intake.path
                ));
            }
            if account.shown_twice > 0 {
                self.notes.push(format!(
                    "{} times of {} lie in an hour that the clocks showed twice; the first was taken",
                    account.shown_twice, intake.path
                ));
            }
            if account.repaired > 0 {
                self.notes.push(format!(
                    "{} of {} had a stray quote and were read in the only way that fits",
                    counted(account.repaired, "record"),
                    intake.path
                ));
            }
            if account.blanked > 0 {
                self.notes.push(format!(
                    "{} cells of {} could not be read and were left blank",
                    account.blanked, intake.path
                ));
            }
        }
        if let Some(path) = &args.rejects {
            let bytes = rejects::csv(intakes)?;
            self.write_file(path, &bytes)?;
        }
        Ok(())
    }

    fn judge(&mut self, args: &InputArgs, intakes: &[Intake], limit: Allowance) -> Result<()> {
        let set_aside = SetAside::of(intakes);
        let rejected = set_aside.rejected;
        if rejected > 0 && intakes.iter().all(|intake| intake.account.accepted == 0) {
            let why = "nothing was written: no record could be used, so the columns or formats are likely mistaken";
            return Err(Stopped::data(why).into());
        }
        if args.strict && rejected > 0 {
            return Err(Stopped::data("nothing was written, because of --strict").into());
        }
        if set_aside.exceeds(limit) {
            self.outcome = self.outcome.and(Outcome::DataRejected);
            // Why the status is 3 is told to the quiet, too.
            if let Some(why) = self.allowed(args).map(|allowed| set_aside.against(allowed)) {
                writeln!(self.stderr, "{}", render::show(&why))?;
            }
        }
        Ok(())
    }
}

/// How many records may be set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Allowance {
    Records(u64),
    /// Thousandths of a percent of the records read.
    Share {
        thousandths: u64,
    },
}

/// Who says how many records may be set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Allower {
    Flag,
    Config,
    Profile,
}

/// How many records were set aside, of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct SetAside {
    rejected: u64,
    read: u64,
}

impl SetAside {
    fn of(intakes: &[Intake]) -> Self {
        let sum = |part: fn(&Account) -> u64| intakes.iter().map(|one| part(&one.account)).sum();
        Self { rejected: sum(|account| account.rejected), read: sum(|account| account.read) }
    }

    fn exceeds(self, limit: Allowance) -> bool {
        match limit {
            Allowance::Records(most) => self.rejected > most,
            Allowance::Share { thousandths } => {
                u128::from(self.rejected) * 100_000
                    > u128::from(self.read) * u128::from(thousandths)
            }
        }
    }

    /// `1 of 3 records was set aside (33.333 %), more than the 10% that …`
    fn against(self, (limit, allower): (&str, Allower)) -> String {
        let share = Cell::ratio(i128::from(self.rejected), i128::from(self.read));
        let share = render::number::hundredfold(&share, 3).unwrap_or_default();
        let allowed = match allower {
            Allower::Flag => "--max-rejects allows",
            Allower::Config => "`max_rejects` of the configuration allows",
            Allower::Profile => "`max_rejects` of the profile allows",
        };
        let (rejected, read) = (grouped(self.rejected), counted(self.read, "record"));
        let were = if self.rejected == 1 { "was" } else { "were" };
        format!(
            "{rejected} of {read} {were} set aside ({share} %), more than the {limit} that {allowed}"
        )
    }
}

fn allowance(text: &str) -> Result<Allowance> {
    let parsed = match text.trim().strip_suffix('%') {
        Some(percent) => {
            let (whole, part) = percent.trim().split_once('.').unwrap_or((percent.trim(), "0"));
            let digits = format!("{whole}{part:0<3}");
            let fits = !whole.is_empty()
                && part.len() <= 3
                && digits.bytes().all(|byte| byte.is_ascii_digit());
            fits.then(|| digits.parse().ok())
                .flatten()
                .map(|thousandths| Allowance::Share { thousandths })
        }
        None => text.trim().parse().ok().map(Allowance::Records),
    };
    parsed.ok_or_else(|| {
        let message = format!("`{text}` is neither a number of records nor a percentage");
        let problem = Problem::new("bad-limit", Place::file("--max-rejects"), message)
            .help("write 10, or 0.1%");
        Refused::because(Blame::Request, problem).into()
    })
}

/// What provenance keeps of a file of call records.
pub(in crate::commands) fn input(intake: &Intake) -> Input {
    let account = &intake.account;
    Input {
        path: intake.path.clone(),
        sha256: intake.sha256.clone(),
        read: account.read,
        accepted: account.accepted,
        rejected: account.rejected,
        dropped: account.left_out(),
        joined: account.joined,
    }
}

/// `calls.csv: 48,120 records read, 48,117 accepted, 3 rejected`, and what else there was.
pub(in crate::commands) fn account_line(intake: &Intake) -> String {
    let account = &intake.account;
    let count = |n: u64| render::number::grouped(&Cell::Count(n), 0).unwrap_or_default();
    let mut parts = vec![format!(
        "{}: {} read, {} accepted, {} rejected",
        intake.path,
        counted(account.read, "record"),
        count(account.accepted),
        count(account.rejected)
    )];
    if account.repaired > 0 {
        parts.push(format!("{} repaired", count(account.repaired)));
    }
    for (reason, n) in &account.dropped {
        parts.push(format!("{} left out ({reason})", count(*n)));
    }
    if account.headers > 0 {
        parts.push(format!("{} repeated headers skipped", count(account.headers)));
    }
    if account.joined > 0 {
        parts.push(format!("{} joined to others", count(account.joined)));
    }
    if account.blank > 0 {
        parts.push(format!("{} without any text skipped", count(account.blank)));
    }
    if account.blanked > 0 {
        parts.push(format!("{} left blank", counted(account.blanked, "cell")));
    }
    if account.shown_twice > 0 {
        parts.push(format!("{} times shown twice by the clocks", count(account.shown_twice)));
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowance_is_a_number_or_a_percentage() {
        assert_eq!(allowance("0").unwrap(), Allowance::Records(0));
        assert_eq!(allowance("0.1%").unwrap(), Allowance::Share { thousandths: 100 });
        assert_eq!(allowance("5 %").unwrap(), Allowance::Share { thousandths: 5_000 });
        for text in ["", "some", "-1", "1.2345%", "%"] {
            assert!(allowance(text).is_err(), "{text:?}");
        }
    }
}
