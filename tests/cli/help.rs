//! Help, version, and what is said to somebody who is lost.

use crate::room::Room;
use snapbox::str;

const COMMANDS: &[&str] = &[
    "check",
    "inspect",
    "import",
    "sample",
    "score",
    "calibrate",
    "agents",
    "kpi",
    "explain",
    "demo",
    "scorecard",
    "init",
];

#[test]
fn without_arguments_help_is_shown_and_the_status_is_2() {
    let shown = Room::new().qa("").code(2).stdout_eq("");
    let text = String::from_utf8(shown.get_output().stderr.clone()).unwrap();
    for command in COMMANDS {
        assert!(text.contains(&format!("\n  {command} ")), "{command} is not in\n{text}");
    }
}

#[test]
fn every_command_tells_its_help_short_and_long() {
    let room = Room::new();
    for command in COMMANDS {
        let [short, long] = ["-h", "--help"].map(|flag| {
            let shown = room.qa(&format!("{command} {flag}")).code(0).stderr_eq("");
            String::from_utf8(shown.get_output().stdout.clone()).unwrap()
        });
        assert!(short.contains(&format!("Usage: qa {command}")), "{short}");
        assert!(long.starts_with("EXAMPLES\n"), "{command}:\n{long}");
        assert!(long.contains(&format!("  qa {command}")), "{long}");
        assert!(long.lines().count() >= short.lines().count(), "{command}");
    }
}

#[test]
fn help_and_version_of_the_whole_are_results() {
    let room = Room::new();
    room.qa("--version").code(0).stdout_eq("qa [..]\n").stderr_eq("");
    for line in ["-h", "--help", "help", "help kpi"] {
        room.qa(line).code(0).stderr_eq("");
    }
}

#[test]
fn a_misspelt_command_and_a_misspelt_flag_are_offered_the_right_ones() {
    let room = Room::new();
    room.qa("smaple").code(2).stdout_eq("").stderr_eq(str![[r#"
error: unrecognized subcommand 'smaple'

  tip: a similar subcommand exists: 'sample'

Usage: qa [OPTIONS] <COMMAND>

For more information, try '--help'.

"#]]);
    room.qa("kpi --tresh 5").code(2).stdout_eq("").stderr_eq(str![[r#"
error: unexpected argument '--tresh' found

  tip: a similar argument exists: '--rules'

Usage: qa kpi --rules <RULES> [FILE]...

For more information, try '--help'.

"#]]);
}
