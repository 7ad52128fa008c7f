//! Repeats, legs and events through the whole reader.

use crate::ingest::decode::{Account, Keep};
use crate::ingest::engine::{Options, rows};
use crate::ingest::profile::parse;
use crate::model::Zone;
use proptest::prelude::*;

const HEAD: &str = "[profile]\nname = \"x\"\nkind = \"interactions\"\n";

/// Three legs of a call, as a telephone system exports them.
const LEGS: &str = r#"
    [map]
    segment_group = { column = "Call ID" }
    start_time = { column = "Time" }
    agent_id = { column = "To" }
    queue = { column = "Queue" }
    ring_s = { column = "Ring" }
    talk_s = { column = "Talk" }
    transferred = { column = "Moved" }
    [group]
    key = "segment_group"
    order = "start_time"
    take = { start_time = "min", wait_s = "sum_before_answer:ring_s", talk_s = "sum", agent_id = "first_answered", transferred = "any" }
    outcome = { any = "answered", else = "last" }
    [[outcome]]
    when = { State = "ok" }
    is = "answered"
    [[outcome]]
    default = true
    is = "abandoned"
"#;

/// The events of a queue.
const EVENTS: &str = r#"
    [profile]
    name = "x"
    kind = "events"
    [file]
    delimiter = "|"
    quote = "none"
    header = false
    columns = ["time", "call", "queue", "agent", "event", "d1", "d2", "d3"]
    ragged = "pad"
    null = ["NONE"]
    [map]
    channel = { const = "voice" }
    [events]
    key = ["call"]
    time = { column = "time", format = "epoch_s" }
    event = "event"
    ignore_unknown = true
    [events.on.ENTER]
    open = true
    set = { queue = "queue" }
    [events.on.MISSED]
    count = "missed"
    [events.on.CONNECT]
    outcome = "answered"
    set = { wait_s = "d1", agent_id = "agent", answered_time = "@time" }
    [events.on.ABANDON]
    outcome = "abandoned"
    close = true
    set = { wait_s = "d3" }
    [events.on.COMPLETE]
    set = { talk_s = "d2", ended_by = "'agent'", transferred = "true" }
    close = true
"#;

fn options(profile: &str) -> Options {
    let profile = Some(parse("p.toml", profile).unwrap());
    Options { keep: Keep::Cells, threads: 2, block: 64, ..Options::plain(profile, Zone::utc()) }
}

/// The interactions as lines `line: values`, and the account.
fn read(text: &str, profile: &str, wants: &[&str]) -> (Vec<String>, Account) {
    let (found, account) = rows::read(text, &options(profile), wants);
    assert_eq!(account.read, account.accepted + account.rejected + account.dropped());
    (found.iter().map(|(line, shown)| format!("{line}: {shown}")).collect(), account)
}

#[test]
fn a_file_without_records_has_its_columns_all_the_same() {
    let profile = format!("{HEAD}{LEGS}");
    let header = "Call ID,Time,To,Queue,Ring,Talk,Moved,State\n";
    let (found, account) = read(header, &profile, &["wait_s"]);
    assert_eq!((found.len(), account.read), (0, 0));
}

#[test]
fn of_records_sent_again_one_version_counts() {
    let text = "id,at,agent\n1,9,a\n2,10,b\n1,10,c\n,1,d\n1,10,e\n1,9,f\n,1,d\n";
    for (rule, expected, dropped) in [
        ("{ key = [\"id\"], keep = \"first\" }", "2: a, 3: b, 5: d, 8: d", 3),
        ("{ key = [\"id\"], keep = \"last\" }", "3: b, 5: d, 7: f, 8: d", 3),
        ("{ key = [\"id\"], keep = \"max:at\" }", "3: b, 5: d, 6: e, 8: d", 3),
        ("\"exact\"", "2: a, 3: b, 4: c, 5: d, 6: e, 7: f", 1),
    ] {
        let map = "[map]\nagent_id = { column = \"agent\" }\n";
        let profile = format!("{HEAD}[file]\ndedupe = {rule}\n{map}");
        let (found, account) = read(text, &profile, &["agent_id"]);
        assert_eq!(found.join(", "), expected, "{rule}");
        assert_eq!(account.dropped["sent again"], dropped, "{rule}");
    }
}

#[test]
fn a_version_that_nothing_orders_is_set_aside() {
    let dedupe = "[file]\ndedupe = { key = [\"id\"], keep = \"max:at\" }\n";
    let profile = format!("{HEAD}{dedupe}[map]\ninteraction_id = {{ column = \"id\" }}\n");
    let (found, account) = read("id,at\n1,2026-10-01T10:00:00Z\n1,later\n", &profile, &[]);
    assert_eq!((found.len(), account.rejected), (1, 1));
    assert_eq!(account.problems.shown()[0].code, "bad-time");
}

#[test]
fn legs_become_one_interaction() {
    // Call 7 rings 10 s at agent 20, then 5 s at agent 21, who answers: the caller waited 15 s. The
    // legs stand in no order. Call 8 is never answered: 4 + 6 s.
    let text = "Call ID,Time,To,Queue,Ring,Talk,Moved,State\n\
                7,2026-10-01 10:00:40,22,,3,30,no,ok\n\
                8,2026-10-01 10:01:00,20,sales,4,,no,busy\n\
                7,2026-10-01 10:00:00,20,sales,10,,no,busy\n\
                7,2026-10-01 10:00:10,21,,5,25,yes,ok\n\
                ,2026-10-01 10:02:00,21,,5,25,yes,ok\n\
                8,2026-10-01 10:01:10,21,,6,,,busy\n";
    let wants =
        ["interaction_id", "queue", "agent_id", "wait_s", "talk_s", "transferred", "outcome"];
    let (found, account) = read(text, &format!("{HEAD}{LEGS}"), &wants);
    assert_eq!(
        found,
        ["2: 7|sales|21|15000|55000|true|answered", "3: 8|sales|–|10000|–|false|abandoned"]
    );
    assert_eq!((account.accepted, account.joined, account.rejected), (2, 3, 1));
    assert_eq!(account.problems.shown()[0].code, "no-key");
    assert_eq!(account.rejects[0].line, 6);
}

#[test]
fn legs_that_stand_together_are_given_out_at_once() {
    let text = "Call ID,Time,To,Queue,Ring,Talk,Moved,State\n\
                7,2026-10-01 10:00:00,20,,1,,,busy\n7,2026-10-01 10:00:10,21,,2,9,,ok\n\
                8,2026-10-01 10:01:00,20,,4,,,busy\n7,2026-10-01 10:02:00,20,,1,5,,ok\n";
    let profile = format!("{HEAD}{LEGS}").replace("[group]", "[group]\nadjacent = true");
    let (found, account) = read(text, &profile, &["interaction_id", "talk_s"]);
    // The leg on line 5 stands apart: its call was given out before.
    assert_eq!(found, ["2: 7|9000", "4: 8|–"]);
    assert_eq!(account.problems.shown()[0].code, "duplicate-id");
}

#[test]
fn events_become_interactions() {
    let text = "1000|NONE|NONE|NONE|START|\n\
                1001|c0|q|a|COMPLETE|1|2|1\n\
                1002|c1|q|NONE|ENTER||555\n\
                1003|c2|q|NONE|ENTER||556\n\
                1005|c1|q|a1|MISSED|3000\n\
                1010|c1|q|a1|CONNECT|8|x|2\n\
                1013|c2|q|NONE|ABANDON|1|1|10\n\
                1040|c1|q|a1|COMPLETE|8|30|1\n\
                1050|c1|r|NONE|ENTER||555\n\
                1055|c1|r|a2|CONNECT|5|x|2\n\
                1056|c3|q|NONE|ENTER||557\n";
    let wants = [
        "interaction_id",
        "segment_group",
        "channel",
        "queue",
        "agent_id",
        "start_time",
        "end_time",
        "wait_s",
        "talk_s",
        "transferred",
        "outcome",
        "missed",
    ];
    let (found, account) = read(text, EVENTS, &wants);
    assert_eq!(
        found,
        [
            "3: c1|c1|voice|q|a1|1002000|1040000|8000|30000|true|answered|1",
            "4: c2|c2|voice|q|–|1003000|1013000|10000|–|–|abandoned|0",
            "9: c1#2|c1|voice|r|a2|1050000|–|5000|–|–|answered|0",
        ]
    );
    assert_eq!(account.joined, 5);
    let reasons: Vec<_> = account.dropped.iter().map(|(why, n)| (why.as_str(), *n)).collect();
    assert_eq!(
        reasons,
        [("event of no open contact", 1), ("other events", 1), ("still waiting at the end", 1)]
    );
}

#[test]
fn contacts_open_at_the_end_are_kept_or_left_out_as_the_profile_says() {
    let text = "1|c1|q|NONE|ENTER|\n2|c2|q|NONE|ENTER|\n3|c2|q|a|CONNECT|1\n4|c1|q|a|HELD|1\n";
    let profile =
        format!("{EVENTS}\n[events.at_end]\nanswered_open = \"drop\"\nwaiting_open = \"keep\"\n");
    let (found, account) = read(text, &profile, &["interaction_id", "outcome"]);
    assert_eq!(found, ["1: c1|other"]);
    assert_eq!(account.dropped["still open at the end"], 2);
    let strict = profile.replace("ignore_unknown = true", "ignore_unknown = false");
    assert_eq!(read(text, &strict, &["outcome"]).1.rejected, 1);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn neither_blocks_nor_threads_change_what_is_joined(
        legs in prop::collection::vec("[1-4]?,2026-10-01 10:00:0[0-9],[ab],q,[0-9x],[0-9],,(ok|busy)", 0..40),
        events in prop::collection::vec("[0-9]{3}\\|c[1-4]\\|q\\|[ab]\\|(ENTER|CONNECT|ABANDON|COMPLETE|HELD)\\|[0-9]\\|7\\|8", 0..40),
        block in 1_usize..200, threads in 1_usize..4,
    ) {
        let header = "Call ID,Time,To,Queue,Ring,Talk,Moved,State\n";
        let dedupe = "[file]\ndedupe = { key = [\"Call ID\", \"To\"], keep = \"max:Talk\" }\n";
        for (text, profile) in [
            (format!("{header}{}\n", legs.join("\n")), format!("{HEAD}{LEGS}")),
            (format!("{header}{}\n", legs.join("\n")), format!("{HEAD}{dedupe}{LEGS}")),
            (format!("{}\n", events.join("\n")), EVENTS.to_owned()),
        ] {
            if text.trim().is_empty() {
                continue;
            }
            let wants = ["interaction_id", "agent_id", "wait_s", "talk_s", "outcome"];
            let cut = Options { threads, block, ..options(&profile) };
            let whole = Options { block: 1 << 20, threads: 1, ..options(&profile) };
            let (found, account) = rows::read(&text, &cut, &wants);
            let (same, other) = rows::read(&text, &whole, &wants);
            prop_assert_eq!(found, same);
            prop_assert_eq!(&account.rejects, &other.rejects);
            prop_assert_eq!(&account.dropped, &other.dropped);
            prop_assert_eq!(account.read, account.accepted + account.rejected + account.dropped());
        }
    }
}
