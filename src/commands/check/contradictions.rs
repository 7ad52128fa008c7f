//! Cells of one record that cannot all be true.

use crate::model::{Batch, Field, Outcome};
use crate::problem::Problem;
use crate::stats::decimal::thousandths;

/// Rounded times may disagree by so much, in milliseconds.
const ROUNDING_MS: i64 = 1_000;

/// What to do about times in the wrong order.
const TIMES: &str = "are the columns mapped to the right times, and are all in the same zone?";
/// What to do about outcomes that the rest denies.
const OUTCOMES: &str =
    "do the outcomes of the export, or the rules of the profile, say what happened?";

/// What the cells of a record say against each other; what is unknown says nothing.
pub(super) fn within(batch: &Batch, row: usize) -> Vec<Problem> {
    let found = [
        answered_before_start(batch, row),
        end_before_start(batch, row),
        talk_exceeds_call(batch, row),
        answered_without_agent(batch, row),
        abandoned_with_talk(batch, row),
    ];
    found.into_iter().flatten().map(Problem::warning).collect()
}

fn answered_before_start(batch: &Batch, row: usize) -> Option<Problem> {
    let early = milli(batch, row, Field::StartTime)? - milli(batch, row, Field::AnsweredTime)?;
    let message = format!("answered {} before it starts", seconds(early));
    let problem = Problem::new("answered-before-start", batch.place(row), message);
    (early > 0).then(|| problem.help(TIMES))
}

fn end_before_start(batch: &Batch, row: usize) -> Option<Problem> {
    let length = length(batch, row)?;
    let message = format!("ends {} before it starts", seconds(-length));
    let problem = Problem::new("end-before-start", batch.place(row), message);
    (length < 0).then(|| problem.help(TIMES))
}

fn talk_exceeds_call(batch: &Batch, row: usize) -> Option<Problem> {
    let length = length(batch, row).filter(|length| *length >= 0)?;
    let talk = milli(batch, row, Field::Talk).filter(|talk| *talk > length + ROUNDING_MS)?;
    let message = format!("{} of talk in a call of {}", seconds(talk), seconds(length));
    let help = "is the unit of the talk time the right one? A profile can name it";
    Some(Problem::new("talk-exceeds-call", batch.place(row), message).help(help))
}

fn answered_without_agent(batch: &Batch, row: usize) -> Option<Problem> {
    let nobody = batch.text(&Field::AgentId.into())?.get(row).is_none();
    let problem =
        Problem::new("answered-without-agent", batch.place(row), "answered, but by no agent");
    (nobody && outcome(batch, row)? == Outcome::Answered).then(|| problem.help(OUTCOMES))
}

fn abandoned_with_talk(batch: &Batch, row: usize) -> Option<Problem> {
    let talk = milli(batch, row, Field::Talk).filter(|talk| *talk > 0)?;
    let message = format!("abandoned, but with {} of talk", seconds(talk));
    let problem = Problem::new("abandoned-with-talk", batch.place(row), message);
    (outcome(batch, row)? == Outcome::Abandoned).then(|| problem.help(OUTCOMES))
}

/// From start to end, in milliseconds.
fn length(batch: &Batch, row: usize) -> Option<i64> {
    Some(milli(batch, row, Field::EndTime)? - milli(batch, row, Field::StartTime)?)
}

fn milli(batch: &Batch, row: usize, field: Field) -> Option<i64> {
    batch.milli(field)?.get(row)
}

fn outcome(batch: &Batch, row: usize) -> Option<Outcome> {
    batch.outcomes()?[row]
}

/// `90 s`, or `0.25 s` where there are parts of a second.
fn seconds(ms: i64) -> String {
    format!("{} s", thousandths(ms.into()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Column, MilliColumn, TextColumn};

    /// One record: start 0, answered, end, talk in milliseconds; agent; outcome.
    fn codes(times: [Option<i64>; 3], agent: &str, outcome: Option<Outcome>) -> Vec<&'static str> {
        let column = |value| {
            let mut column = MilliColumn::default();
            column.push(value);
            Column::Milli(column)
        };
        let mut agents = TextColumn::default();
        agents.push(agent);
        let batch = Batch::new(
            1,
            vec![
                (Field::StartTime.into(), column(Some(0))),
                (Field::AnsweredTime.into(), column(times[0])),
                (Field::EndTime.into(), column(times[1])),
                (Field::Talk.into(), column(times[2])),
                (Field::AgentId.into(), Column::Text(agents)),
                (Field::Outcome.into(), Column::Outcome(vec![outcome])),
            ],
        );
        within(&batch, 0).into_iter().map(|problem| problem.code).collect()
    }

    #[test]
    fn what_is_unknown_or_absent_contradicts_nothing() {
        assert!(codes([None; 3], "", None).is_empty());
        assert!(within(&Batch::new(1, Vec::new()), 0).is_empty());
    }

    #[test]
    fn each_contradiction_has_its_code_and_its_limit_has_none() {
        let (answered, abandoned) = (Some(Outcome::Answered), Some(Outcome::Abandoned));
        for (times, agent, outcome, expected) in [
            ([Some(0), Some(60_000), Some(61_000)], "ana", answered, ""),
            ([Some(-1), None, None], "ana", answered, "answered-before-start"),
            ([None, Some(-1), Some(1)], "ana", answered, "end-before-start"),
            ([None, Some(60_000), Some(61_001)], "ana", answered, "talk-exceeds-call"),
            ([None; 3], "", answered, "answered-without-agent"),
            ([None, None, Some(0)], "", abandoned, ""),
            ([None, None, Some(1)], "", abandoned, "abandoned-with-talk"),
        ] {
            assert_eq!(codes(times, agent, outcome).join(" "), expected);
        }
    }

    #[test]
    fn parts_of_a_second_are_shown_only_where_there_are_any() {
        for (ms, text) in [(0, "0 s"), (90_000, "90 s"), (250, "0.25 s"), (100_000, "100 s")] {
            assert_eq!(seconds(ms), text);
        }
    }
}
