use super::*;
use crate::ingest::config::Config;
use clap::Parser;
use proptest::prelude::*;

#[derive(clap::Parser)]
struct Line {
    #[command(flatten)]
    args: Args,
}

/// Runs `qa import` with these words; what stdout and stderr were given, and how it ended.
fn import(words: &[&str]) -> (String, String, Result<Outcome>) {
    let line = Line::try_parse_from(std::iter::once(&"import").chain(words)).unwrap();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut cx = Context::new(&mut out, &mut err, Config::default());
    let result = run(&line.args, &mut cx).map(|outcome| cx.outcome().and(outcome));
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (text(out), text(err), result)
}

fn file(folder: &tempfile::TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}

#[test]
fn a_bare_header_becomes_a_bare_header() {
    let folder = tempfile::tempdir().unwrap();
    let calls = file(&folder, "calls.csv", "Call ID;Talk Time;Agent\n");
    let (out, _, result) = import(&[&calls]);
    assert_eq!(out, "interaction_id,agent_id,talk_s\n");
    assert_eq!(result.unwrap(), Outcome::Done);
}

#[test]
fn times_have_the_offset_of_the_source_and_durations_are_seconds() {
    let folder = tempfile::tempdir().unwrap();
    let text = "Call ID;Start;Talk Time;Transfer;Region\n\
                7;2026-10-05 09:00;1:30.5;yes;north\n8;2026-10-05 09:01:02;;no;\n";
    let calls = file(&folder, "calls.csv", text);
    let (out, err, _) = import(&[&calls, "--zone", "America/Bogota", "--keep", "Region"]);
    let expected = "interaction_id,start_time,talk_s,transferred,Region\n\
                    7,2026-10-05T09:00:00-05:00,90.5,true,north\n\
                    8,2026-10-05T09:01:02-05:00,,false,\n";
    assert_eq!(out, expected);
    assert!(err.contains("`start_time` from 2026-10-05T09:00:00-05:00 to"), "{err}");
}

#[test]
fn files_of_different_columns_become_one() {
    let folder = tempfile::tempdir().unwrap();
    let one = file(&folder, "one.csv", "call_id,queue\n1,a\n");
    let two = file(&folder, "two.csv", "call_id,talk_s,note\n2,30,x\n1,5,x\n");
    let (out, err, result) = import(&[&one, &two]);
    assert_eq!(out, "interaction_id,queue,talk_s\n1,a,\n2,,30\n");
    assert_eq!(result.unwrap(), Outcome::DataRejected);
    assert!(err.contains("that were not used: note"), "{err}");
}

#[test]
fn a_record_without_an_id_is_set_aside() {
    let folder = tempfile::tempdir().unwrap();
    let calls = file(&folder, "calls.csv", "call_id,queue\n1,a\n,Total\n");
    let (out, err, _) = import(&[&calls]);
    assert_eq!(out, "interaction_id,queue\n1,a\n");
    assert!(err.contains("[missing-id]"), "{err}");
}

#[test]
fn with_strict_a_bad_record_leaves_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let calls = file(&folder, "calls.csv", "call_id,talk_s\n1,5\n2,x\n");
    let output = file(&folder, "out.csv", "old");
    let (_, _, result) = import(&[&calls, "--strict", "-o", &output]);
    assert!(result.unwrap_err().to_string().contains("because of --strict"));
    assert_eq!(std::fs::read_to_string(&output).unwrap(), "old");
    assert!(import(&[&calls, "--strict"]).2.is_err());
}

#[test]
fn an_export_is_not_replaced_by_its_import() {
    let folder = tempfile::tempdir().unwrap();
    let calls = file(&folder, "calls.csv", "call_id\n1\n");
    for words in [&[calls.as_str(), "-o", &calls][..], &["--raw", &calls, "-o", &calls]] {
        let message = import(words).2.unwrap_err().to_string();
        assert!(message.contains("the result would replace its input"), "{message}");
    }
    assert_eq!(std::fs::read_to_string(&calls).unwrap(), "call_id\n1\n");
}

#[test]
fn the_report_may_be_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let calls = file(&folder, "calls.csv", "call_id,outcome\n1,answered\n2,\n");
    let report = folder.path().join("import.json").display().to_string();
    import(&[&calls, "--report", &report]).2.unwrap();
    let json = std::fs::read_to_string(&report).unwrap();
    assert!(json.contains("\"qa.import/1\"") && json.contains("\"unknown_share\": 0.5"), "{json}");
}

#[test]
fn the_form_alone_changes_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let text = file(&folder, "any.txt", "x;y\n 1;\"a;b\"\n");
    let (out, err, _) = import(&["--raw", &text]);
    assert_eq!(out, "x,y\n 1,a;b\n");
    assert!(err.contains("2 records copied, UTF-8, delimiter `;`"), "{err}");
    assert!(import(&["--raw"]).2.is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn its_own_output_is_imported_to_the_byte(
        rows in prop::collection::vec(
            ("[a-z=+' \",;\n]{0,6}", 0_i64..4_000_000_000, prop::option::of(0_i64..9_000_000),
             prop::option::of(any::<bool>())), 1..12),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let row = |(at, (queue, second, talk, flag)): (usize, &(String, i64, Option<i64>, Option<bool>))| {
            let talk = talk.map_or(String::new(), |ms| format!("{}.{:03}", ms / 1_000, ms % 1_000));
            let flag = flag.map_or(String::new(), |flag| flag.to_string());
            let start = crate::model::Zone::utc().iso(*second * 1_000).unwrap();
            let queue = queue.replace('"', "\"\"");
            format!("{at},\"{queue}\",{start},{talk},{flag}\n")
        };
        let rows: Vec<String> = rows.iter().enumerate().map(row).collect();
        let text = format!("call_id,queue,start,talk,transferred\n{}", rows.concat());
        let calls = file(&folder, "calls.csv", &text);
        let zone = ["--zone", "Europe/Madrid"];
        let (once, _, result) = import(&[&calls, zone[0], zone[1]]);
        prop_assert_eq!(result.unwrap(), Outcome::Done);
        let canonical = file(&folder, "canonical.csv", &once);
        let (twice, _, _) = import(&[&canonical, zone[0], zone[1]]);
        prop_assert_eq!(twice, once);
    }
}

#[test]
fn an_export_that_is_worse_than_its_profile_allows_replaces_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let calls = file(&folder, "calls.csv", "call_id,talk_s\n1,5\n2,x\n3,7\n");
    let profile = |limit: &str| {
        let text = format!(
            "[profile]\nname = \"acd\"\nkind = \"interactions\"\n[file]\nmax_rejects = \"{limit}\"\n"
        );
        file(&folder, "acd.toml", &text)
    };
    let target = file(&folder, "out.csv", "old\n");
    let words =
        |profile: String| [calls.clone(), "--profile".into(), profile, "-o".into(), target.clone()];
    let run = |limit: &str, more: &[&str]| {
        let words = words(profile(limit));
        import(&words.iter().map(String::as_str).chain(more.iter().copied()).collect::<Vec<_>>())
    };
    // One of three is 33.4 % at most, and more than 33.3 %.
    let (_, err, result) = run("33.3%", &[]);
    assert!(
        err.contains("3 records read, 2 accepted, 1 rejected") && err.contains("Records"),
        "{err}"
    );
    let told = "1 of 3 records was set aside (33.333 %), more than the 33.3% that `max_rejects` of \
                the profile allows";
    assert!(err.contains(told), "{err}");
    assert!(result.unwrap_err().to_string().contains("nothing was written"));
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "old\n");
    assert_eq!(run("33.4%", &[]).2.unwrap(), Outcome::Done);
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "interaction_id,talk_s\n1,5\n3,7\n");
    assert_eq!(run("0%", &["--max-rejects", "1"]).2.unwrap(), Outcome::Done);
}

#[test]
fn what_standard_output_was_given_of_such_an_export_is_said_to_be_of_no_use() {
    let folder = tempfile::tempdir().unwrap();
    let calls = file(&folder, "calls.csv", "call_id,talk_s\n1,5\n2,x\n3,7\n");
    let text = "[profile]\nname = \"acd\"\nkind = \"interactions\"\n[file]\nmax_rejects = \"1%\"\n";
    let profile = file(&folder, "acd.toml", text);
    let (out, err, result) = import(&[&calls, "--profile", &profile]);
    assert_eq!(out, "interaction_id,talk_s\n1,5\n3,7\n");
    assert!(err.contains("1 of 3 records was set aside (33.333 %), more than the 1% "), "{err}");
    let told = result.unwrap_err().to_string();
    assert!(told.contains("is not to be used") && told.contains("--max-rejects"), "{told}");
    let (_, err, result) = import(&[&calls, "--profile", &profile, "--max-rejects", "50%"]);
    assert!(!err.contains("more than the") && result.unwrap() == Outcome::Done, "{err}");
    let (_, err, result) = import(&[&calls, "--max-rejects", "0"]);
    assert!(err.contains("more than the 0 that --max-rejects allows"), "{err}");
    assert_eq!(result.unwrap(), Outcome::DataRejected);
}
