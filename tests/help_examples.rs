//! Every example in every `--help` is run, as it stands, in a copy of the example centre.
#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a failed set-up should fail the test")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Ratings of three calls by two people, as `qa calibrate` reads them without a scorecard.
const RATINGS: &str = "interaction_id,evaluator_id,rating\nC1,ana,4\nC1,budi,5\nC2,ana,2\nC2,budi,2\nC3,ana,3\nC3,budi,3\n";
/// The same with a column for each evaluator.
const TABLE: &str = "call,ann,bob,cal\nC1,4,5,4\nC2,2,2,\nC3,3,3,4\n";
/// Total scores: a machine's of four calls, and a person's of two of them, drawn at random.
const SCORES: &str = "interaction_id,evaluator_id,purpose,selection,probability,rating\nC1,bot,ai,,,80\nC2,bot,ai,,,70\nC3,bot,ai,,,90\nC4,bot,ai,,,65\nC1,ana,monitor,random,0.5,78\nC3,ana,monitor,random,0.5,85\n";
/// Two days of a queue, added up.
const INTERVALS: &str = "date,queue,offered,answered,abandoned,service_level\n2026-10-05,sales,10,9,1,90%\n2026-10-06,sales,12,12,0,75%\n";
/// Two reports of two partners: one in time, one late.
const DELIVERIES: &str = "partner,kind,promised_at,delivered_at\nacme,weekly report,2026-10-05T12:00:00Z,2026-10-05T11:00:00Z\nbeta,weekly report,2026-10-05T12:00:00Z,2026-10-05T13:00:00Z\n";
/// An hour of two agents, and what they were to do.
const STATES: &str = "agent_id,team,state,start_time,end_time\nA001,north,talking,2026-10-05T09:00:00Z,2026-10-05T09:40:00Z\nA001,north,ready,2026-10-05T09:40:00Z,2026-10-05T10:00:00Z\n";
/// Two messages of a conversation.
const MESSAGES: &str = "interaction_id,sent_at,author\nC1,2026-10-05T09:00:00Z,customer\nC1,2026-10-05T09:01:00Z,agent\n";
/// The draw of the demo.
const WEEK: &str = "--period 2026-W43 --channel voice --min-talk 60 -n 2 --listening 0 --evaluators ana,budi,carla";
/// The least a profile says: names are recognised as they are.
const PROFILE: &str = "[profile]\nname = \"acd\"\nkind = \"interactions\"\n";

/// A form of Amazon Connect.
const FORM: &str = r#"{"Title":"Voice","Items":[{"Section":{"Title":"Talk","RefId":"s1","Items":[{"Question":{"Title":"Greeted?","RefId":"q1","QuestionType":"SINGLESELECT","QuestionTypeProperties":{"SingleSelect":{"Options":[{"RefId":"yes","Text":"Yes","Score":10},{"RefId":"no","Text":"No","Score":0}]}}}}]}}]}"#;

/// Every command that has examples.
const COMMANDS: &[&str] = &[
    "check",
    "sample",
    "queue",
    "verify",
    "score",
    "calibrate",
    "agents",
    "kpi",
    "kpi deliveries",
    "kpi drivers",
    "kpi responses",
    "kpi states",
    "kpi waiting",
    "kpi staffing",
    "explain kpi",
    "inspect",
    "import",
    "demo",
    "init",
    "explain",
    "explain score",
    "scorecard",
];

#[test]
fn every_example_of_every_help_runs() {
    let centre = centre();
    let mut examples = Vec::new();
    for command in COMMANDS {
        let help = shell(&format!("qa {command} --help"), centre.path());
        let found = examples_in(&String::from_utf8(help.stdout).unwrap());
        assert!(!found.is_empty(), "`qa {command} --help` opens with examples");
        examples.extend(found);
    }
    for example in examples {
        let output = shell(&example, centre.path());
        let gated = example.contains("--gate") || example.contains("--min-");
        let missed_a_target = gated && output.status.code() == Some(4);
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() || missed_a_target, "{example}\n{told}");
        let elsewhere = example.contains(" -o ") || example.contains(" > ");
        assert!(!output.stdout.is_empty() || elsewhere, "{example} says nothing");
    }
}

/// The example centre with the files that examples name.
fn centre() -> tempfile::TempDir {
    let centre = tempfile::tempdir().unwrap();
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    copy(&examples, centre.path());
    let at = |name: &str| centre.path().join(name);
    fs::copy(at("calls/2026-10.csv"), at("calls.csv")).unwrap();
    fs::copy(at("evaluations/2026-10-ana.csv"), at("evaluations.csv")).unwrap();
    fs::copy(at("calls.csv"), at("october.csv")).unwrap();
    fs::write(at("form.json"), FORM).unwrap();
    fs::write(at("export.txt"), "a;b\n1;2\n").unwrap();
    fs::create_dir(at("exports")).unwrap();
    fs::write(at("exports/1.csv"), wider(&fs::read_to_string(at("calls.csv")).unwrap())).unwrap();
    fs::write(at("ratings.csv"), RATINGS).unwrap();
    fs::write(at("table.csv"), TABLE).unwrap();
    fs::write(at("scores.csv"), SCORES).unwrap();
    fs::write(at("intervals.csv"), INTERVALS).unwrap();
    fs::write(at("deliveries.csv"), DELIVERIES).unwrap();
    fs::write(at("states.csv"), STATES).unwrap();
    fs::write(at("schedule.csv"), STATES).unwrap();
    fs::write(at("messages.csv"), MESSAGES).unwrap();
    // The demo's draw: a work list and its manifest, and a simple random sample to audit.
    for (name, how) in [("worklist", WEEK), ("audit", "--total 20")] {
        let draw = format!("qa -q sample calls.csv {how} --seed demo -o {name}.csv");
        assert!(shell(&draw, centre.path()).status.success(), "{name}");
    }
    fs::write(at("agents.csv"), "agent_id,team\nA001,north\n").unwrap();
    fs::create_dir(at("profiles")).unwrap();
    fs::write(at("profiles/acd.toml"), PROFILE).unwrap();
    centre
}

/// The same records with two more columns.
fn wider(calls: &str) -> String {
    let lines = calls.lines().enumerate();
    let more = |line: usize| if line == 0 { "Campaign,Region" } else { "autumn,north" };
    lines.map(|(number, line)| format!("{line},{}\n", more(number))).collect::<Vec<_>>().concat()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// The commands under EXAMPLES, continued lines joined; the demo writes where it is told.
fn examples_in(help: &str) -> Vec<String> {
    let block = help.split("EXAMPLES").nth(1).unwrap_or_default();
    let block = block.split("\nUsage:").next().unwrap_or_default().replace("\\\n", " ");
    let commands = block.lines().map(str::trim).filter(|line| line.starts_with("qa "));
    commands.map(|line| line.replace("/tmp/centre --rows 100000", "centre --rows 400")).collect()
}

fn shell(command: &str, folder: &Path) -> Output {
    let bin = Path::new(env!("CARGO_BIN_EXE_qa")).parent().unwrap();
    let path = format!("{}:/usr/bin:/bin", bin.display());
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).current_dir(folder).env("PATH", path).output().unwrap()
}
