//! The one place where results become exit statuses.

use crate::commands::{Outcome, Stopped};
use crate::problem::{Blame, Refused};
use crate::render;
use anyhow::Result;
use std::io::{self, Write};
use std::process::ExitCode;

/// Tells what went wrong and returns the exit status: the table in the help, made true.
pub(super) fn code(result: &Result<Outcome>, stderr: &mut dyn Write) -> ExitCode {
    match result {
        Ok(outcome) => of_outcome(*outcome),
        Err(error) if is_closed_pipe(error) => ExitCode::SUCCESS,
        Err(error) => {
            // When stderr is gone too, there is nobody left to tell.
            let _told = tell(error, stderr);
            of_error(error)
        }
    }
}

/// Help and version are results; anything else that clap says is a wrong request.
pub(super) fn usage(error: &clap::Error) -> ExitCode {
    let _told = error.print();
    match u8::try_from(error.exit_code()) {
        Ok(0) => ExitCode::SUCCESS,
        _ => ExitCode::from(2),
    }
}

fn of_outcome(outcome: Outcome) -> ExitCode {
    ExitCode::from(match outcome {
        Outcome::Done => 0,
        Outcome::WorldFailed => 1,
        Outcome::RequestWrong => 2,
        Outcome::DataRejected => 3,
        Outcome::GateMissed => 4,
        Outcome::LessThanAsked => 5,
    })
}

fn of_error(error: &anyhow::Error) -> ExitCode {
    let refused = error.downcast_ref::<Refused>().map(|refused| refused.blame);
    let stopped = error.downcast_ref::<Stopped>().map(|stopped| stopped.blame);
    ExitCode::from(match refused.or(stopped) {
        None => 1,
        Some(Blame::Request) => 2,
        Some(Blame::Data) => 3,
        Some(Blame::Conflict) => 6,
    })
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    let mut causes = error.chain().filter_map(|cause| cause.downcast_ref::<io::Error>());
    causes.any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

fn tell(error: &anyhow::Error, stderr: &mut dyn Write) -> io::Result<()> {
    match error.downcast_ref::<Refused>() {
        Some(refused) => write!(stderr, "{}", render::problems::text(&refused.problems)),
        None => writeln!(stderr, "error: {}", render::show(&format!("{error:#}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Place, Problem};

    fn refused(blame: Blame) -> anyhow::Error {
        Refused::because(blame, Problem::new("bad-time", Place::file("a.csv"), "no time")).into()
    }

    #[test]
    fn every_ending_has_its_number() {
        for (result, number) in [
            (Ok(Outcome::Done), 0),
            (Ok(Outcome::WorldFailed), 1),
            (Ok(Outcome::RequestWrong), 2),
            (Err(anyhow::anyhow!("disk")), 1),
            (Err(refused(Blame::Request)), 2),
            (Err(refused(Blame::Data)), 3),
            (Err(Stopped::data("strict").into()), 3),
            (Ok(Outcome::DataRejected), 3),
            (Ok(Outcome::GateMissed), 4),
            (Ok(Outcome::LessThanAsked), 5),
            (Err(refused(Blame::Conflict)), 6),
        ] {
            assert_eq!(code(&result, &mut Vec::new()), ExitCode::from(number), "{result:?}");
        }
    }

    #[test]
    fn a_closed_pipe_is_no_failure() {
        let error =
            anyhow::Error::new(io::Error::from(io::ErrorKind::BrokenPipe)).context("cannot write");
        let mut told = Vec::new();
        assert_eq!(code(&Err(error), &mut told), ExitCode::SUCCESS);
        assert!(told.is_empty());
    }
}
