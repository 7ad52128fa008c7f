//! The week, command by command.

/// One command and what to look at.
pub(super) struct Step {
    /// A plain sentence.
    pub(super) why: &'static str,
    /// The arguments of `qa`.
    pub(super) words: &'static [&'static str],
}

impl Step {
    /// The command as one would type it, in lines that fit a narrow terminal.
    pub(super) fn line(&self) -> String {
        let (mut line, mut width) = ("$ qa".to_owned(), 4);
        for word in self.words {
            width += 1 + word.chars().count();
            if width > 76 {
                line.push_str(" \\\n   ");
                width = 4 + word.chars().count();
            }
            line.push(' ');
            line.push_str(word);
        }
        line
    }
}

/// What decides the tickets of the draw.
pub(super) const SEED: &str = "demo";
/// The week that is drawn from.
pub(super) const WEEK: &str = "2026-W43";
/// What is drawn from, as the arguments of [`STEPS`] say it.
pub(super) const FRAME: &str = "talk_s >= 60 and channel = 'voice'";

/// The commands, in the order of the week.
pub(super) const STEPS: [Step; 5] = [
    Step {
        why: "Before anything else: are the files what they should be, and do they fit each other?\n\
              Look at the verdicts: everything should be ok.",
        words: &["check"],
    },
    Step {
        why: "On Monday the lead draws two calls of each agent and deals them to three evaluators,\n\
              the same number to each, whatever the calls' length (--listening 0).\n\
              Anybody who has the seed and the file can draw the same calls again.",
        words: &[
            "sample",
            "--period",
            WEEK,
            "--channel",
            "voice",
            "--min-talk",
            "60",
            "-n",
            "2",
            "--evaluators",
            "ana,budi,carla",
            "--listening",
            "0",
            "--seed",
            SEED,
            "-o",
            "worklist.csv",
        ],
    },
    Step {
        why: "The evaluators have listened and answered the scorecard; this is where points are lost.\n\
              Look at the last column: which question costs most?",
        words: &["score", "--table", "questions"],
    },
    Step {
        why: "All three also scored the same twelve calls, and so did the lead.\n\
              Look for questions whose verdict is not `calibrated`, and who is mild or severe.",
        words: &["calibrate", "--session", "2026-10", "--reference", "lead", "--discuss", "3"],
    },
    Step {
        why: "The month by queue, against the targets in qa.toml.\n\
              Look below the table: in how many queues is the service level missed?",
        words: &["kpi", "--by", "queue", "--period", "2026-10"],
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_command_is_wider_than_a_narrow_terminal_or_loses_a_word() {
        for step in &STEPS {
            let line = step.line();
            assert!(line.lines().all(|part| part.chars().count() < 80), "{line}");
            let words: Vec<&str> = line.split_whitespace().filter(|word| *word != "\\").collect();
            assert_eq!(words[2..], *step.words);
        }
    }
}
