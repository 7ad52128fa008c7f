//! Facts about `engine`.

use super::*;
use crate::ingest::profile::parse;
use crate::model::{Batch, Left};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Rows, the sum of talk times, and how often each agent stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Probe {
    rows: usize,
    talk_ms: i64,
    agents: BTreeMap<String, u64>,
    has_talk: bool,
}

impl Fold for Probe {
    fn wants(&self) -> Vec<Name> {
        vec![Field::Talk.into(), Field::Wait.into(), Field::AgentId.into()]
    }

    fn update(&mut self, batch: &Batch) {
        self.rows += batch.rows();
        self.has_talk |= batch.milli(Field::Talk).is_some();
        for row in 0..batch.rows() {
            self.talk_ms += batch.milli(Field::Talk).and_then(|talk| talk.get(row)).unwrap_or(0);
            let agent = batch.text(&Field::AgentId.into()).and_then(|agents| agents.get(row));
            *self.agents.entry(agent.unwrap_or("–").to_owned()).or_default() += 1;
        }
    }

    fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        self.has_talk |= other.has_talk;
        self.talk_ms += other.talk_ms;
        for (agent, count) in other.agents {
            *self.agents.entry(agent).or_default() += count;
        }
    }
}

/// The agents of a file that leaves them where they stand.
#[derive(Debug, Clone, Default)]
struct Agents(BTreeMap<u64, Option<String>>);

impl Fold for Agents {
    fn wants(&self) -> Vec<Name> {
        self.seldom()
    }

    fn seldom(&self) -> Vec<Name> {
        vec![Field::AgentId.into()]
    }

    fn update(&mut self, batch: &Batch) {
        assert_eq!(batch.rows(), 0, "where the columns are left, what was left comes along");
    }

    fn update_beside(&mut self, batch: &Batch, left: &dyn Left) {
        assert!(batch.text(&Field::AgentId.into()).is_none(), "nothing was left");
        for row in 0..batch.rows() {
            let line = batch.place(row).line.unwrap();
            self.0.insert(line, left.texts(row, &self.seldom()).remove(0));
        }
    }

    fn merge(&mut self, other: Self) {
        self.0.extend(other.0);
    }
}

#[test]
fn a_text_that_is_left_is_that_of_its_row_beside_records_of_any_form() {
    let text = "call_id,agent\n1,A1\n2,\"A \"\"2\"\"\"\n3,\n1,A9\n4,\"A\n4\"\n5, A5 \n6\n7,A7\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("calls.csv");
    std::fs::write(&path, text).unwrap();
    for (block, threads) in [(1, 2), (30, 1), (1 << 18, 1)] {
        let options = Options { threads, block, ..Options::plain(None, Zone::utc()) };
        let files = [path.display().to_string()];
        let (found, intakes) = run(&files, &options, &Agents::default()).unwrap();
        let expected = [(2, "A1"), (3, "A \"2\""), (4, ""), (6, "A\n4"), (8, "A5"), (10, "A7")];
        let expected =
            expected.map(|(line, text)| (line, (!text.is_empty()).then(|| text.to_owned())));
        assert_eq!(found.0, BTreeMap::from(expected), "{block} {threads}");
        assert_eq!((intakes[0].account.accepted, intakes[0].account.rejected), (6, 2));
    }
}

fn options(profile: &str) -> Options {
    let profile = (!profile.is_empty()).then(|| parse("p.toml", profile).unwrap());
    Options { keep: Keep::Cells, threads: 2, block: 64, ..Options::plain(profile, Zone::utc()) }
}

fn read(text: &str, options: &Options) -> Result<(Probe, Intake)> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("calls.csv");
    std::fs::write(&path, text).unwrap();
    read_at(&path, options)
}

fn read_at(path: &std::path::Path, options: &Options) -> Result<(Probe, Intake)> {
    let files = [path.display().to_string()];
    let (probe, mut intakes) = run(&files, options, &Probe::default())?;
    Ok((probe, intakes.remove(0)))
}

fn codes(error: &anyhow::Error) -> Vec<&'static str> {
    let refused = error.downcast_ref::<Refused>().unwrap();
    refused.problems.shown().iter().map(|problem| problem.code).collect()
}

#[test]
fn an_empty_file_is_refused_and_a_bare_header_is_not() {
    assert_eq!(codes(&read("", &options("")).unwrap_err()), ["empty-file"]);
    assert_eq!(codes(&read("\u{feff}\n\n", &options("")).unwrap_err()), ["empty-file"]);
    let (probe, intake) = read("call_id,agent,talk_s\n", &options("")).unwrap();
    assert_eq!((probe.rows, intake.account.read), (0, 0));
    assert!(probe.has_talk);
}

#[test]
fn a_header_in_another_order_ends_the_run_and_one_that_is_cut_does_not() {
    let text = "call_id,agent,talk_s\n1,a,10\nCall_ID,agent,talk_s\n2,b,20\n";
    let (probe, _) = read(text, &options("")).unwrap();
    assert_eq!((probe.rows, probe.talk_ms), (2, 30_000));
    // One that names more columns may be the header of a title block, as long as it stands early.
    let wider = "3,c,30\n".repeat(20) + "call_id,team,agent,talk_s";
    for other in ["call_id,talk_s,agent", "agent,call_id,talk_s", &wider] {
        let error = read(&format!("{text}{other}\n4,30,c\n"), &options("")).unwrap_err();
        assert_eq!(codes(&error), ["second-header"], "{other}");
    }
    for cut in ["call_id,agent", "call_id,agent,tal", "call_id,age"] {
        let (probe, intake) = read(&format!("{text}{cut}"), &options("")).unwrap();
        assert_eq!((probe.rows, intake.account.rejected), (2, 1), "{cut}");
    }
}

#[test]
fn a_bad_record_costs_itself_and_has_its_place() {
    let text = "call_id,agent,talk_s\n1,a,10\n2,b,1x2\n3,c\n4,\"d\n5,e,50\n1,f,60\n\n,,\n";
    let (probe, intake) = read(text, &options("")).unwrap();
    let account = &intake.account;
    assert_eq!((account.read, account.accepted, account.rejected, account.blank), (6, 2, 4, 1));
    assert_eq!((probe.rows, probe.talk_ms), (2, 60_000));
    let shown = account.problems.shown();
    let found: Vec<_> = shown.iter().map(|p| (p.place.line, p.place.column, p.code)).collect();
    assert_eq!(
        found,
        [
            (Some(3), Some(5), "bad-duration"),
            (Some(4), Some(1), "too-few-fields"),
            (Some(5), Some(3), "unclosed-quote"),
            (Some(7), None, "duplicate-id"),
        ]
    );
    assert_eq!(account.rejects.len(), 4);
}

#[test]
fn times_that_the_clocks_showed_twice_are_counted() {
    let profile = "[profile]\nname = \"x\"\nkind = \"interactions\"\n\
                       [map]\ninteraction_id = { column = \"id\" }\n\
                       talk_s = { expr = \"end - start\" }\n";
    let text = "id,start,end\n1,2026-10-25 02:10:00,2026-10-25 02:20:00\n\
                    2,2026-10-25T02:10:00+01:00,2026-10-25T02:11:00+01:00\n";
    let zone = Zone::named("Europe/Berlin").unwrap();
    let (probe, intake) = read(text, &Options { zone, ..options(profile) }).unwrap();
    assert_eq!((probe.talk_ms, intake.account.shown_twice), (660_000, 2));
}

#[test]
fn a_record_set_aside_is_kept_whole_and_loses_no_cell() {
    let profile = r#"
            [profile]
            name = "x"
            kind = "interactions"
            [map]
            interaction_id = { column = "id" }
            talk_s = { column = "talk", bad = "blank" }
            wait_s = { column = "wait" }
        "#;
    let text = "id,talk,wait,x\n1,-5,1,a\n1,-6,2,b\n2,-7,oops,c\n";
    let (probe, intake) = read(text, &options(profile)).unwrap();
    let account = &intake.account;
    assert_eq!((probe.rows, account.rejected, account.blanked), (1, 2, 1));
    let counts: Vec<_> = account.problems.counts().collect();
    assert_eq!(counts, [("bad-duration", 2), ("duplicate-id", 1)]);
    let cells: Vec<_> = account.rejects.iter().map(|reject| reject.cells.join(",")).collect();
    assert_eq!(cells, ["1,-6,2,b", "2,-7,oops,c"]);
}

#[test]
fn a_header_that_names_nothing_we_know_is_refused() {
    assert_eq!(codes(&read("1,2\n3,4\n", &options("")).unwrap_err()), ["no-header"]);
    let wide = format!("call_id{}\n", ",x".repeat(20_000));
    assert_eq!(codes(&read(&wide, &options("")).unwrap_err()), ["too-many-columns"]);
}

#[test]
fn a_column_that_two_rules_look_for_is_missed_once() {
    let rule = "[[outcome]]\nwhen = { state = \"x\" }\nis = \"answered\"\n";
    let profile = format!(
        "[profile]\nname = \"x\"\nkind = \"interactions\"\n[map]\ninteraction_id = {{ column = \"id\" }}\n{rule}{rule}"
    );
    let error = read("id,status\n", &options(&profile)).unwrap_err();
    assert_eq!(codes(&error), ["missing-column"]);
}

#[test]
fn a_profile_maps_joins_and_judges() {
    let profile = r#"
            [profile]
            name = "x"
            kind = "interactions"
            [where]
            drop = { Kind = "test" }
            [map]
            interaction_id = { columns = ["Line", "No"], join = "-" }
            agent_id = { column = "Who", null = ["NOBODY"] }
            talk_s = { column = "Talk", unit = "m:s", bad = "blank" }
        "#;
    let text = "Line;No;Who;Talk;Kind\nA;1;ann;1:30;x\nA;2;NOBODY;oops;x\nA;3;ann;0:10;test\n";
    let (probe, intake) = read(text, &options(profile)).unwrap();
    assert_eq!((probe.rows, probe.talk_ms), (2, 90_000));
    assert_eq!(probe.agents["–"], 1);
    assert_eq!(intake.account.dropped(), 1);
    assert_eq!((intake.account.problems.count(), intake.account.problems.errors()), (1, 0));
}

#[test]
fn an_incomplete_export_is_refused_at_its_first_place_and_nobody_waits() {
    let profile = "[profile]\nname = \"x\"\nkind = \"interactions\"\n\
                       [where]\nrequire = { whole = \"yes\" }\n\
                       [map]\ninteraction_id = { column = \"id\" }\n";
    let rows: Vec<_> = (0..400).map(|row| format!("{row},{}", row % 7 != 6)).collect();
    let text = format!("id,whole\n{}\n", rows.join("\n")).replace("true", "yes");
    for threads in [1, 3, usize::MAX] {
        let error = read(&text, &Options { threads, ..options(profile) }).unwrap_err();
        let refused = error.downcast_ref::<Refused>().unwrap();
        let lines: Vec<_> = refused.problems.shown().iter().map(|p| p.place.line).collect();
        assert_eq!((codes(&error), lines), (vec!["incomplete-export"], vec![Some(8)]));
    }
}

#[test]
fn footers_are_left_out_totals_set_aside_and_headers_skipped() {
    let profile = r#"
            [profile]
            name = "x"
            kind = "interactions"
            [file]
            header = { match_any = [["Anruf", "Dauer"], ["Call", "Talk"]] }
            footer = { first_cell = ["Report Summary"] }
            thousands = ","
            [map]
            interaction_id = { column = "Call", aliases = ["Anruf"] }
            agent_id = { column = "Who", regex = "\\((\\d+)\\)$" }
            talk_s = { column = "Talk", unit = "ms", round = "up_s" }
        "#;
    let text = "Calls of May;;\nCall of;nobody;Talk of;\nCall;Who;Talk\n1;Ann (7);1,200\n\
                    Call;Who;Talk\n2;Bob;900\nTotal;;2,100\nReport Summary;;\n";
    let (probe, intake) = read(text, &options(profile)).unwrap();
    assert_eq!((intake.header_line, probe.rows, probe.talk_ms), (3, 2, 3_000));
    assert_eq!(probe.agents.keys().collect::<Vec<_>>(), ["7", "–"]);
    let dropped = &intake.account.dropped;
    assert_eq!(
        dropped.iter().map(|(reason, n)| (reason.as_str(), *n)).collect::<Vec<_>>(),
        [("footer", 1)]
    );
    // Totals that the profile does not announce are set aside where everybody sees them.
    assert_eq!(intake.account.problems.counts().collect::<Vec<_>>(), [("totals-row", 1)]);
    // A header is no record, so nothing is left out where it stands again.
    assert_eq!((intake.account.headers, intake.account.read), (1, 4));
    let keep = profile.replace("thousands", "repeat_header = \"keep\"\nthousands");
    assert_eq!(read(text, &options(&keep)).unwrap().1.account.rejected, 2);
}

#[test]
fn a_percentage_is_a_share() {
    let profile = r#"
            [profile]
            name = "x"
            kind = "interactions"
            [map]
            interaction_id = { column = "Call" }
            csat = { column = "Score", type = "percent" }
        "#;
    let text = "Call,Score\n1,94.01%\n2,0.9401\n3,94\n";
    let (rows, account) = rows::read(text, &options(profile), &["csat"]);
    assert_eq!(rows.values().collect::<Vec<_>>(), ["940", "940"]);
    let shown = account.problems.shown();
    assert_eq!(shown[1].place.line, Some(4));
    // Both had a digit more than numbers have, which is said once.
    assert_eq!((shown[0].code, shown[0].is_warning(), shown.len()), ("digits-lost", true, 2));
    assert!(shown[0].message.contains("in 2 records"), "{shown:?}");
    let whole = "Call,Score\n1,94.1%\n2,0.941\n3,\n";
    assert!(rows::read(whole, &options(profile), &["csat"]).1.problems.is_empty());
    let exact = profile.replace("type = \"percent\"", "trim_chars = \"% \"");
    let (rows, _) = rows::read("Call,Score\n1,94.01 %\n", &options(&exact), &["csat"]);
    assert_eq!(rows.values().collect::<Vec<_>>(), ["94010"]);
}

#[test]
fn durations_written_in_two_ways_are_told_where_nobody_states_a_unit() {
    let profile = |rule: &str| {
        format!(
            "[profile]\nname = \"x\"\nkind = \"interactions\"\n[map]\ninteraction_id = {{ column = \"id\" }}\ntalk_s = {{ column = \"talk\"{rule} }}\n"
        )
    };
    let codes = |rule: &str, cells: [&str; 3]| {
        let [a, b, c] = cells;
        let text = format!("id,talk\n1,{a}\n2,{b}\n3,{c}\n");
        let (_, account) = rows::read(&text, &options(&profile(rule)), &["talk_s"]);
        account.problems.counts().map(|(code, _)| code).collect::<Vec<_>>()
    };
    for rule in ["", ", min = 0"] {
        assert_eq!(codes(rule, ["100", "1:40", "100.5"]), ["mixed-units"], "{rule}");
        assert!(codes(rule, ["100", "140", "100.5"]).is_empty(), "{rule}");
        // Nothing is nothing however it is written.
        assert!(codes(rule, ["0", "1:40", "0:00:00"]).is_empty(), "{rule}");
        assert!(codes(rule, ["100", "0:00", ""]).is_empty(), "{rule}");
    }
    assert!(codes(", unit = \"auto\"", ["100", "1:40", "100.5"]).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn neither_blocks_nor_threads_change_what_is_found(
        rows in prop::collection::vec("([0-9]{1,2}),(\"a\nb\"|c|),([0-9]{1,3}|x|\"1)", 1..60),
        block in 1_usize..200, threads in 1_usize..4,
    ) {
        let text = format!("call_id,agent,talk_s\n{}\n", rows.join("\n"));
        let cut = Options { threads, block, ..options("") };
        let whole = Options { block: 1 << 20, threads: 1, ..options("") };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("calls.csv");
        std::fs::write(&path, text).unwrap();
        let (left, right) = (read_at(&path, &cut).unwrap(), read_at(&path, &whole).unwrap());
        let account = &left.1.account;
        prop_assert_eq!(&left.0, &right.0);
        prop_assert_eq!(account, &right.1.account);
        prop_assert_eq!(account.read, account.accepted + account.rejected + account.dropped());
    }
}
