//! Problems as lines for stderr: place, message, code, the source line, what to do.

use super::{cell, fit, show};
use crate::problem::{Excerpt, Problem, Problems};
use crate::report::{Cell, Unit};
use std::collections::BTreeMap;

/// Columns of a source line that are shown at most.
const EXCERPT: usize = 100;

/// Columns kept before what is meant, and of what is meant, when a source line is longer.
const KEPT: usize = 40;

/// The problems in order of place, then how many more there are of each code; each line ends in a
/// newline. Empty without problems.
pub fn text(problems: &Problems) -> String {
    let mut left: BTreeMap<&str, u64> = problems.counts().collect();
    let mut lines = Vec::new();
    for problem in problems.shown() {
        lines.extend(problem_lines(problem));
        left.entry(problem.code).and_modify(|count| *count -= 1);
    }
    for (code, count) in left.into_iter().filter(|(_, count)| *count > 0) {
        let count = cell::for_people(&Cell::Count(count), Unit::Count);
        lines.push(format!("… and {count} more [{code}]"));
    }
    lines.into_iter().map(|line| line + "\n").collect()
}

fn problem_lines(problem: &Problem) -> Vec<String> {
    let place = problem.place.to_string();
    let mut lines =
        vec![format!("{}: {} [{}]", show(&place), show(&problem.message), problem.code)];
    if let Some(excerpt) = &problem.excerpt {
        let number = problem.place.line.map(|line| line.to_string()).unwrap_or_default();
        lines.extend(excerpt_lines(excerpt, &number));
    }
    lines.extend(problem.help.as_ref().map(|help| format!("  help: {}", show(help))));
    lines
}

/// The source line and the carets under what is meant.
fn excerpt_lines(excerpt: &Excerpt, number: &str) -> [String; 2] {
    let part = |skip: usize, take: usize| {
        // A tab takes one column here, so that the carets stay in place.
        let text: String = excerpt.text.chars().skip(skip).take(take).collect();
        show(&text.replace('\t', " ")).into_owned()
    };
    let length = excerpt.length.max(1);
    let before = part(0, excerpt.start);
    let meant = part(excerpt.start, length);
    let after = part(excerpt.start.saturating_add(length), usize::MAX);
    let [before, meant, after] = shortened([before, meant, after]);
    let carets = "^".repeat(fit::width(&meant).max(1));
    let margin = " ".repeat(number.len());
    let source = format!("  {number} | {before}{meant}{after}");
    let under = format!("  {margin} | {}{carets}", " ".repeat(fit::width(&before)));
    [source.trim_end().to_owned(), under]
}

/// The three parts, cut around the one that is meant when they are too wide.
fn shortened([before, meant, after]: [String; 3]) -> [String; 3] {
    let width = |parts: &[&String]| parts.iter().map(|part| fit::width(part)).sum::<usize>();
    if width(&[&before, &meant, &after]) <= EXCERPT {
        return [before, meant, after];
    }
    let before = fit::tail(&before, KEPT);
    let meant = fit::head(&meant, KEPT);
    let rest = EXCERPT.saturating_sub(width(&[&before, &meant]));
    let after = fit::head(&after, rest);
    [before, meant, after]
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a snapshot looks for its own source file")]
mod tests {
    use super::*;
    use crate::problem::Place;
    use crate::render::show::is_unsafe;
    use proptest::prelude::*;
    use snapbox::{assert_data_eq, str};

    fn bad_duration(line: u64) -> Problem {
        let message = "column `talk_s`: expected seconds, found `1x2`";
        Problem::new("bad-duration", Place::at("calls.csv", line, 52), message)
    }

    fn one(problem: Problem) -> String {
        let mut problems = Problems::new();
        problems.push(problem);
        text(&problems)
    }

    #[test]
    fn no_problem_is_no_line() {
        assert_eq!(text(&Problems::new()), "");
    }

    #[test]
    fn a_problem_says_where_what_and_what_to_do() {
        let scorecard = Problem::new(
            "unknown-key",
            Place::at("scorecards/support.toml", 5, 1),
            "unknown key `wieght` in [[section]]",
        );
        let excerpt = Excerpt { text: "wieght = 40".to_owned(), start: 0, length: 6 };
        let mut problems = Problems::new();
        problems.push(scorecard.excerpt(excerpt).help("did you mean `weight`?"));
        problems.push(bad_duration(3));
        assert_data_eq!(
            text(&problems),
            str![[r#"
calls.csv:3:52: column `talk_s`: expected seconds, found `1x2` [bad-duration]
scorecards/support.toml:5:1: unknown key `wieght` in [[section]] [unknown-key]
  5 | wieght = 40
    | ^^^^^^
  help: did you mean `weight`?

"#]]
        );
    }

    #[test]
    fn what_is_not_shown_is_counted() {
        let mut problems = Problems::new();
        problems.extend((1..=1_224).map(bad_duration));
        let text = text(&problems);
        assert_eq!(text.lines().count(), 21);
        assert!(text.ends_with("… and 1,204 more [bad-duration]\n"), "{text}");
    }

    #[test]
    fn a_long_line_is_cut_around_what_is_meant() {
        let text = format!("{}HERE{}", "a".repeat(300), "b".repeat(300));
        let excerpt = Excerpt { text, start: 300, length: 4 };
        assert_data_eq!(
            one(bad_duration(12).excerpt(excerpt)),
            str![[r#"
calls.csv:12:52: column `talk_s`: expected seconds, found `1x2` [bad-duration]
  12 | …aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaHEREbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…
     |                                         ^^^^

"#]]
        );
    }

    #[test]
    fn carets_stand_under_wide_and_hidden_characters() {
        let excerpt = |text: &str, start| Excerpt { text: text.to_owned(), start, length: 2 };
        let wide = one(bad_duration(1).excerpt(excerpt("サ\t\u{1b}x=1", 3)));
        assert!(wide.ends_with("  1 | サ \\u{1b}x=1\n    |          ^^\n"), "{wide}");
        let beyond = one(bad_duration(1).excerpt(excerpt("ends", 4)));
        assert!(beyond.ends_with("  1 | ends\n    |     ^\n"), "{beyond}");
    }

    #[test]
    fn what_a_terminal_would_obey_becomes_visible() {
        let problem = Problem::new("x", Place::file("a\u{1b}]0;t\u{7}"), "found `\r\n\u{9b}m`");
        let shown = one(problem.help("write \u{202e}"));
        assert_eq!(shown.lines().count(), 2);
        assert!(!shown.replace('\n', "").contains(is_unsafe), "{shown}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn no_excerpt_is_wider_than_its_limit(
            text: String, start in 0..400_usize, length in 0..400_usize,
        ) {
            let lines = excerpt_lines(&Excerpt { text: text.repeat(20), start, length }, "7");
            // Margin `  7 | `, and one caret where nothing is meant.
            prop_assert!(lines.iter().all(|line| fit::width(line) <= EXCERPT + 7), "{lines:#?}");
        }
    }
}
