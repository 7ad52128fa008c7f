//! What a conversation was like, and what evaluators make of it.

use super::dice::Dice;

/// A question of the inbound-voice scorecard, as chance sees it.
pub(super) struct Question {
    pub(super) id: &'static str,
    /// Its answers, best first.
    pub(super) answers: &'static [&'static str],
    /// How often an agent of usual quality gives the best, in a thousand.
    best: u32,
    /// How often it does not apply, in a thousand.
    not_applicable: u32,
    /// How often an evaluator sees it one step differently, in a thousand.
    noise: u32,
    /// What a failed one is told to be, and its cause; empty for none.
    pub(super) failed: (&'static str, &'static str),
}

const YES_NO: &[&str] = &["yes", "no"];
const FIVE: &[&str] = &["5", "4", "3", "2", "1"];

const fn question(
    id: &'static str,
    answers: &'static [&'static str],
    [best, not_applicable, noise]: [u32; 3],
    failed: (&'static str, &'static str),
) -> Question {
    Question { id, answers, best, not_applicable, noise, failed }
}

/// In the order of the scorecard.
pub(super) const QUESTIONS: [Question; 14] = [
    question("greeting", YES_NO, [930, 0, 25], ("", "Gave no name")),
    question(
        "reason",
        &["confirmed", "understood", "missed"],
        [760, 0, 130],
        ("no_questions", "Acted before the question was clear"),
    ),
    question("identity", YES_NO, [968, 140, 15], ("skipped", "Second data point was not asked")),
    question("recording_notice", YES_NO, [975, 220, 10], ("", "Not announced")),
    question("sensitive_data", YES_NO, [993, 0, 4], ("not_paused", "Card number on the recording")),
    question(
        "answer",
        &["complete", "partial", "wrong"],
        [850, 0, 70],
        ("knowledge", "Left out the new tariff"),
    ),
    question(
        "ownership",
        &["solved", "handed_over", "left_open"],
        [820, 0, 90],
        ("transferred_too_early", "Transferred without trying"),
    ),
    question("within_rules", YES_NO, [975, 620, 10], ("no_approval", "Credit without approval")),
    question("listening", FIVE, [690, 0, 230], ("", "Interrupted twice")),
    question("clarity", FIVE, [720, 0, 210], ("", "Terms nobody explained")),
    question("empathy", YES_NO, [800, 330, 190], ("", "Passed over the complaint")),
    question("hold", YES_NO, [860, 560, 40], ("", "Held without asking")),
    question("next_step", YES_NO, [830, 0, 70], ("", "No date given")),
    question("record", YES_NO, [880, 0, 45], ("wrong_disposition", "Wrong disposition")),
];

/// What usual quality is, in a thousand.
const USUAL: u32 = 820;

/// An evaluator and how often a doubt goes the agent's way, in a hundred.
#[derive(Debug, Clone, Copy)]
pub(super) struct Evaluator {
    pub(super) name: &'static str,
    mildness: u32,
    /// Doubts in percent of the question's usual noise.
    doubt: u32,
}

/// The lead, whose answers count as right, sees what there is.
pub(super) const LEAD: Evaluator = Evaluator { name: "lead", mildness: 50, doubt: 0 };
/// Those who evaluate week by week.
pub(super) const EVALUATORS: [Evaluator; 3] = [
    Evaluator { name: "ana", mildness: 25, doubt: 150 },
    Evaluator { name: "budi", mildness: 50, doubt: 130 },
    Evaluator { name: "carla", mildness: 85, doubt: 240 },
];

/// The index of the true answer of each question; `None` where it does not apply.
pub(super) type Truth = Vec<Option<usize>>;

/// What a conversation of an agent of this quality was truly like.
pub(super) fn truth(seed: u64, interaction: &str, quality: u32) -> Truth {
    let mut dice = Dice::new(seed, &format!("truth {interaction}"));
    let one = |question: &Question| {
        let applies = !dice.chance(question.not_applicable);
        let short = 1000 - question.best;
        // Whoever fails twice as often as usual fails every question twice as often.
        let fails = short * (1000 - quality.min(1000)) / (1000 - USUAL);
        let worse = match (dice.chance(fails.min(900)), question.answers.len()) {
            (false, 5) => usize::from(dice.chance(350)),
            (false, _) => 0,
            (true, 5) => 2 + dice.weighted(&[70, 22, 8]),
            (true, 3) => 1 + dice.weighted(&[84, 16]),
            (true, _) => 1,
        };
        applies.then_some(worse)
    };
    QUESTIONS.iter().map(one).collect()
}

/// What an evaluator answers; the same person never changes their mind.
pub(super) fn seen(seed: u64, evaluator: Evaluator, interaction: &str, truth: &Truth) -> Truth {
    let mut dice = Dice::new(seed, &format!("{} {interaction}", evaluator.name));
    let one = |(question, truth): (&Question, &Option<usize>)| {
        let doubt = dice.chance(question.noise * evaluator.doubt / 100);
        let mild = dice.chance(evaluator.mildness * 10);
        let last = question.answers.len() - 1;
        truth.map(|answer| match (doubt, mild) {
            (false, _) => answer,
            (true, true) => answer.saturating_sub(1),
            (true, false) => (answer + 1).min(last),
        })
    };
    QUESTIONS.iter().zip(truth).map(one).collect()
}

/// Whether an answer is one of the failed ones, which get a comment.
pub(super) fn is_failed(question: &Question, answer: usize) -> bool {
    2 * answer > question.answers.len() - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_questions_are_those_of_the_scorecard() {
        let card = include_str!("../../../scorecards/inbound-voice.toml");
        let ids: Vec<&str> = card
            .split("[[section.question]]")
            .skip(1)
            .filter_map(|part| part.split("id ").nth(1)?.split('"').nth(1))
            .collect();
        assert_eq!(QUESTIONS.map(|question| question.id).to_vec(), ids);
    }

    #[test]
    fn better_agents_fail_less_and_the_lead_sees_what_there_is() {
        let failed = |quality| -> usize {
            let calls = (0..200).map(|n| truth(1, &format!("C{n:07}"), quality));
            calls.flatten().flatten().filter(|answer| *answer > 0).count()
        };
        assert!(failed(950) < failed(820) && failed(820) < failed(650));
        let truth = truth(1, "C0000001", 820);
        assert_eq!(seen(1, LEAD, "C0000001", &truth), truth);
    }
}
