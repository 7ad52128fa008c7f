//! Every feature of the language of profiles at work, one case each.

use crate::ingest::engine::{Options, rows};
use crate::ingest::profile::parse;
use crate::model::Zone;

/// What is shown, what the profile says, the export, what its records read as: `line: values`.
type Case = (&'static str, &'static str, &'static str, &'static [&'static str]);

const ID: &str = "interaction_id = { column = \"id\" }\n";

/// Rules of `[file]` and `[where]`; columns are read as `interaction_id`, `queue` and `talk_s`.
const OF_FILES: [Case; 17] = [
    (
        "delimiter, of any kind",
        "[file]\ndelimiter = \"~\"\n",
        "id~queue~talk_s\n1~a~5\n",
        &["2: 1|a|5000"],
    ),
    (
        "quote: none",
        "[file]\nquote = \"none\"\n",
        "id\tqueue\ttalk_s\n1\t\"a\t5\n",
        &["2: 1|\"a|5000"],
    ),
    ("decimal comma", "[file]\ndecimal = \",\"\n", "id;queue;talk_s\n1;a;5,5\n", &["2: 1|a|5500"]),
    (
        "thousands",
        "[file]\nthousands = \".\"\ndecimal = \",\"\n",
        "id;queue;talk_s\n1;a;1.005,5\n",
        &["2: 1|a|1005500"],
    ),
    (
        "header: row",
        "[file]\nheader = { row = 3 }\n",
        "id,queue,talk_s\nx\nid,queue,talk_s\n1,a,5\n",
        &["4: 1|a|5000"],
    ),
    (
        "header: match, in any case",
        "[file]\nheader = { match = [\"ID\", \"Talk S\"] }\n",
        "id of\nid,queue,talk_s\n1,a,5\n",
        &["3: 1|a|5000"],
    ),
    (
        "header: match_any",
        "[file]\nheader = { match_any = [[\"nr\"], [\"id\", \"queue\"]] }\n",
        "t\nid,queue,talk_s\n1,a,5\n",
        &["3: 1|a|5000"],
    ),
    (
        "header: false, with columns",
        "[file]\nheader = false\ncolumns = [\"id\", \"queue\", \"talk_s\"]\n",
        "1,a,5\n",
        &["1: 1|a|5000"],
    ),
    (
        "title blocks of key;value",
        "",
        "\"Split:\";\"Help\"\n\nid;queue;talk_s\n1;a;5\n",
        &["4: 1|a|5000"],
    ),
    (
        "blank records and a trailing delimiter",
        "",
        "id,queue,talk_s\n,,\n1,a,5,\n\n",
        &["3: 1|a|5000"],
    ),
    (
        "footer",
        "[file]\nfooter = { first_cell = [\"End of report\"] }\n",
        "id,queue,talk_s\n1,a,5\nend of report,,\n",
        &["2: 1|a|5000"],
    ),
    (
        "repeat_header: skip",
        "[file]\nrepeat_header = \"skip\"\n",
        "id,queue,talk_s\n1,a,5\nid,queue,talk_s\n",
        &["2: 1|a|5000"],
    ),
    ("ragged: pad", "[file]\nragged = \"pad\"\n", "id,queue,talk_s\n1,a\n", &["2: 1|a|–"]),
    (
        "null of the file",
        "[file]\nnull = [\"N/A\"]\n",
        "id,queue,talk_s\n1,N/A,N/A\n",
        &["2: 1|–|–"],
    ),
    (
        "dedupe: max",
        "[file]\ndedupe = { key = [\"id\"], keep = \"max:talk_s\" }\n",
        "id,queue,talk_s\n1,a,5\n1,b,9\n1,c,7\n",
        &["3: 1|b|9000"],
    ),
    (
        "dedupe: exact",
        "[file]\ndedupe = \"exact\"\n",
        "id,queue,talk_s\n1,a,5\n1,a,5\n",
        &["2: 1|a|5000"],
    ),
    (
        "where: keep and drop",
        "[where]\nkeep = { queue = [\"a\", \"b\"] }\ndrop = { talk_s = \"0\" }\n",
        "id,queue,talk_s\n1,a,5\n2,c,5\n3,b,0\n",
        &["2: 1|a|5000"],
    ),
];

#[test]
fn files_are_taken_apart_as_the_profile_says() {
    for (feature, rules, text, expected) in OF_FILES {
        let map = "[map]\ninteraction_id = { column = \"id\" }\nqueue = { column = \"queue\" }\ntalk_s = { column = \"talk_s\" }\n";
        let found = read(&format!("{rules}{map}"), text, &["interaction_id", "queue", "talk_s"]);
        assert_eq!(found, expected, "{feature}");
    }
}

/// A column, the rule of `[map]`, header and cell, and the value; `–` where it is unknown.
type Cell = (&'static str, &'static str, [&'static str; 2], &'static str);

const OF_CELLS: [Cell; 46] = [
    ("queue", "column = \"Q\", aliases = [\"Fila\"]", ["Fila", "a"], "a"),
    ("queue", "columns = [\"q\", \"r\"], join = \"-\"", ["q,r", "a,b"], "a-b"),
    ("queue", "columns = [\"q\", \"r\"], join = \"-\", skip_missing = true", ["q,r", ",b"], "b"),
    ("queue", "columns = [\"q\", \"r\"], join = \"-\"", ["q,r", ",b"], "–"),
    ("queue", "first = [\"q\", \"r\"], null = [\"none\"]", ["q,r", "none,b"], "b"),
    ("queue", "const = \"voice\"", ["q", "a"], "voice"),
    ("queue", "column = \"q\", null = [\"NONE\"]", ["q", "NONE"], "–"),
    ("queue", "column = \"q\", default = \"main\"", ["q,r", ",1"], "main"),
    ("queue", "column = \"q\", lower = true", ["q", "ABC"], "abc"),
    ("queue", "column = \"q\", trim_chars = \"*\\\" \"", ["q", "*a*"], "a"),
    ("queue", "column = \"q\", regex = \"^tel:\\\\+?(\\\\d+)\"", ["q", "tel:+571"], "571"),
    ("queue", "column = \"q\", regex = \"^tel:(\\\\d+)\"", ["q", "sip:x"], "–"),
    ("queue", "column = \"q\", split = \";\", take = \"first\"", ["q", "a; b; c"], "a"),
    ("queue", "column = \"q\", split = \";\", take = \"last\"", ["q", "a; b; c"], "c"),
    ("queue", "column = \"q\", split = \";\", take = 1", ["q", "a; b; c"], "b"),
    ("queue", "column = \"q\", map = { \"1\" = \"help\" }", ["q", "1"], "help"),
    ("transferred", "column = \"q\", map = { YES = true, NO = false }", ["q", "YES"], "true"),
    (
        "transferred",
        "column = \"q\", contains = [\"Transferred\", \"Forwarded\"]",
        ["q", "was Forwarded to"],
        "true",
    ),
    ("transferred", "column = \"q\", gt = 0", ["q", "2"], "true"),
    ("transferred", "column = \"q\", gt = 0", ["q", "0"], "false"),
    ("start_time", "column = \"t\"", ["t", "2026-10-01T10:00:00-05:00"], "1790866800000"),
    ("start_time", "column = \"t\"", ["t", "2026-10-01T10:00:00.250Z"], "1790848800250"),
    (
        "start_time",
        "column = \"t\", format = [\"%d.%m.%Y %H:%M\", \"epoch_s\"]",
        ["t", "01.10.2026 10:00"],
        "1790848800000",
    ),
    (
        "start_time",
        "column = \"t\", format = [\"%d.%m.%Y %H:%M\", \"epoch_s\"]",
        ["t", "1790848800"],
        "1790848800000",
    ),
    (
        "start_time",
        "column = \"t\", format = \"epoch_ms\"",
        ["t", "1790848800250"],
        "1790848800250",
    ),
    ("start_time", "column = \"t\", format = \"excel_serial\"", ["t", "46296.5"], "1790856000000"),
    (
        "start_time",
        "column = \"t\", format = \"%m/%d/%y %I:%M %p\"",
        ["t", "10/01/26 10:00 AM"],
        "1790848800000",
    ),
    (
        "start_time",
        "column = \"t\", format = \"%y%m%d %H:%M:%S\", century = 1900",
        ["t", "990101 00:00:00"],
        "915148800000",
    ),
    (
        "start_time",
        "column = \"t\", format = [\"%d/%m/%Y\", \"%m/%d/%Y\"], on_ambiguous = \"first\"",
        ["t", "02/01/2026"],
        "1767312000000",
    ),
    (
        "start_time",
        "columns = [\"d\", \"t\"], join = \" \", format = \"%Y-%m-%d %H:%M:%S\"",
        ["d,t", "2026-10-01,10:00:00"],
        "1790848800000",
    ),
    (
        "start_time",
        "date = { column = \"d\", format = \"%d.%m.%Y\" }, time = { column = \"t\", unit = \"day_fraction\" }",
        ["d,t", "01.10.2026,0.5"],
        "1790856000000",
    ),
    ("talk_s", "column = \"d\", unit = \"ms\"", ["d", "1500"], "1500"),
    ("talk_s", "column = \"d\", unit = \"min\"", ["d", "1.5"], "90000"),
    ("talk_s", "column = \"d\", unit = \"h\"", ["d", "0.5"], "1800000"),
    ("talk_s", "column = \"d\", unit = \"day_fraction\"", ["d", "0.000069444446"], "6000"),
    ("talk_s", "column = \"d\", unit = \"h:m:s\"", ["d", "26:00:01"], "93601000"),
    ("talk_s", "column = \"d\", unit = \"m:s\"", ["d", "90:05"], "5405000"),
    ("talk_s", "column = \"d\", unit = \"clock12\"", ["d", "12:02:23 AM"], "143000"),
    ("talk_s", "column = \"d\", unit = \"words\"", ["d", "1h 2m 3s"], "3723000"),
    ("talk_s", "column = \"d\", unit = \"excel_epoch\"", ["d", "1900-01-01 00:02:23"], "143000"),
    ("talk_s", "column = \"d\", unit = \"auto\"", ["d", "0:50"], "50000"),
    ("talk_s", "column = \"d\", unit = \"ms\", round = \"nearest_s\"", ["d", "1501"], "2000"),
    ("talk_s", "expr = \"a - b\"", ["a,b", "59,9"], "50000"),
    (
        "talk_s",
        "expr = '\"End Time\" - Start', wrap = \"midnight\"",
        ["End Time,Start", "0:00:10,23:59:50"],
        "20000",
    ),
    ("csat", "column = \"c\", type = \"percent\"", ["c", "94.5%"], "945"),
    ("csat", "column = \"c\", scale = [1, 5]", ["c", "4.5"], "4500"),
];

#[test]
fn cells_become_values_as_the_profile_says() {
    for (column, rule, [header, cells], expected) in OF_CELLS {
        let map = format!("[map]\n{ID}{column} = {{ {rule} }}\n");
        let text = format!("id,{header}\n7,{cells}\n");
        assert_eq!(read(&map, &text, &[column]), [format!("2: {expected}")], "{column}: {rule}");
    }
}

/// Rules of a cell that sets its record aside, and the code it is told with.
const FAULTS: [(&str, &str, [&str; 2], &str); 10] = [
    ("transferred", "column = \"q\", gt = 0", ["q", "n/a"], "bad-number"),
    ("queue", "column = \"q\", map = { a = \"b\" }", ["q", "c"], "unknown-value"),
    ("talk_s", "column = \"d\", unit = \"m:s\"", ["d", "1:2:3"], "bad-duration"),
    ("talk_s", "column = \"d\", max = 14400", ["d", "14401"], "out-of-range"),
    ("talk_s", "column = \"d\", min = 1", ["d", "0"], "out-of-range"),
    // A clock that goes back by 37 s is no call of 23:59:23.
    (
        "talk_s",
        "expr = \"a - b\", wrap = \"midnight\"",
        ["a,b", "10:00:00,10:00:37"],
        "bad-duration",
    ),
    (
        "start_time",
        "column = \"t\", format = [\"%d/%m/%Y\", \"%m/%d/%Y\"]",
        ["t", "02/01/2026"],
        "date-order-unclear",
    ),
    ("start_time", "column = \"t\"", ["t", "02/01/2026"], "date-order-unclear"),
    ("csat", "column = \"c\", scale = [1, 5]", ["c", "9.9"], "out-of-range"),
    ("csat", "column = \"c\", type = \"percent\"", ["c", "94"], "bad-number"),
];

#[test]
fn cells_that_are_none_of_it_set_their_record_aside() {
    for (column, rule, [header, cells], code) in FAULTS {
        let profile = format!("[map]\n{ID}{column} = {{ {rule} }}\n");
        let text = format!("id,{header}\n7,{cells}\n");
        let (found, account) = rows::read(&text, &options(&profile), &[column]);
        assert!(found.is_empty(), "{column}: {rule}");
        assert_eq!(account.problems.shown()[0].code, code, "{column}: {rule}");
        let blank =
            profile.replace(" }\n", ", bad = \"blank\" }\n").replacen(", bad = \"blank\"", "", 1);
        let (found, account) = rows::read(&text, &options(&blank), &[column]);
        assert_eq!((found.len(), account.blanked), (1, 1), "{column}: {rule}");
    }
}

#[test]
fn outcomes_are_rules_over_several_columns_and_nulls_are_per_column() {
    let profile = "[map]\ninteraction_id = { column = \"id\" }\nagent_id = { column = \"who\", null = [\"VDCL\"] }\n\
                   [[outcome]]\nwhen = { who = { present = true } }\nis = \"answered\"\n\
                   [[outcome]]\nwhen = { wait = { le = 5 }, end = [\"HANG\", \"GONE\"] }\nis = \"short_abandon\"\n\
                   [[outcome]]\nwhen = { who = { absent = true }, wait = { gt = 5 } }\nis = \"abandoned\"\n\
                   [[outcome]]\ndefault = true\nis = \"other\"\n";
    let text = "id,who,wait,end\n1,ann,9,HANG\n2,VDCL,5,GONE\n3,VDCL,9,HANG\n4,,5,KEY\n";
    let expected = ["2: answered", "3: short_abandon", "4: abandoned", "5: other"];
    assert_eq!(read(profile, text, &["outcome"]), expected);
}

#[test]
fn a_text_that_cannot_be_compared_is_a_fault_where_it_decides() {
    let profile = "[file]\ndecimal = \",\"\nnull = [\"-\"]\n[map]\ninteraction_id = { column = \"id\" }\n\
                   [[outcome]]\nwhen = { wait = { ge = 1.5 }, end = \"HANG\" }\nis = \"abandoned\"\n\
                   [[outcome]]\ndefault = true\nis = \"other\"\n";
    let text = "id;wait;end\n1;1,5;HANG\n2;n/a;HANG\n3;n/a;KEY\n4;-;HANG\n5;;HANG\n6;0:09;HANG\n";
    let (found, account) = rows::read(text, &options(profile), &["outcome"]);
    let found: Vec<_> = found.iter().map(|(line, shown)| format!("{line}: {shown}")).collect();
    assert_eq!(found, ["2: abandoned", "4: other", "5: other", "6: other"]);
    let told = account.problems.shown().into_iter().cloned();
    let told: Vec<_> = told.map(|it| (it.code, it.place.line, it.place.column)).collect();
    assert_eq!(told, [("bad-number", Some(3), Some(3)), ("bad-number", Some(7), Some(3))]);
}

#[test]
fn what_to_do_about_a_cell_follows_from_what_the_profile_says() {
    let cases: [(&str, &str, [&str; 2], [&str; 2]); 9] = [
        (
            "talk_s",
            "expr = \"a - b\"",
            ["a,b", "1,2"],
            ["in order", "correct the cells, or `expr`"],
        ),
        ("talk_s", "expr = \"a - b\"", ["a,b", "0:00:01,23:59:59"], ["in order", "wrap = \"mid"]),
        (
            "talk_s",
            "expr = \"a - b\"",
            ["a,b", "9:00:00,9:00:37"],
            ["in order", "correct the cells"],
        ),
        ("talk_s", "expr = \"a + b\"", ["a,b", "31536000,1"], ["a year at most", "formats"]),
        ("talk_s", "column = \"a\", unit = \"m:s\"", ["a", "5"], ["`m:ss`", "is `m:s`: correct"]),
        (
            "start_time",
            "column = \"a\", format = [\"%F\", \"epoch_s\"]",
            ["a", "x"],
            ["format", "is `%Y-%m-%d`, `epoch_s`: correct"],
        ),
        (
            "start_time",
            "column = \"a\", format = [\"%d/%m/%Y\", \"%m/%d/%Y\"]",
            ["a", "02/01/2026"],
            ["reads as 2026-01-02 and as 2026-02-01", "on_ambiguous"],
        ),
        ("start_time", "column = \"a\"", ["a", "02/01/2026"], ["(2026-01-02)", "%d/%m/%Y"]),
        (
            "start_time",
            "date = { column = \"a\", format = \"%F\" }, time = { column = \"b\", unit = \"m:s\" }",
            ["a,b", "2026-01-02,5"],
            ["a time of day", "is `m:s`: correct"],
        ),
    ];
    for (column, rule, [header, cells], [message, help]) in cases {
        let profile = format!("[map]\n{ID}{column} = {{ {rule} }}\n");
        let (_, account) =
            rows::read(&format!("id,{header}\n7,{cells}\n"), &options(&profile), &[column]);
        let told = account.problems.shown()[0].clone();
        assert!(told.message.contains(message), "{rule}: {told:?}");
        assert!(told.help.as_deref().unwrap().contains(help), "{rule}: {told:?}");
    }
}

#[test]
fn a_record_must_have_one_of_the_texts_that_are_required() {
    let profile = format!("[where]\nrequire = {{ state = [\"open\", \"closed\"] }}\n[map]\n{ID}");
    let text = "id,state\n1,open\n2,closed\n";
    assert_eq!(read(&profile, text, &["interaction_id"]), ["2: 1", "3: 2"]);
}

#[test]
fn nps_is_asked_from_0_to_10() {
    let text = "id,nps\n1,10\n2,11\n3,-1\n4,0\n";
    let (found, account) =
        rows::read(text, &options(&format!("[map]\n{ID}nps = {{ column = \"nps\" }}\n")), &["nps"]);
    assert_eq!(found.values().collect::<Vec<_>>(), ["10000", "0"]);
    assert_eq!(account.problems.counts().collect::<Vec<_>>(), [("out-of-range", 2)]);
}

#[test]
fn dates_that_could_be_two_days_are_told_once_a_column() {
    let told = |text: &str| {
        let (_, account) = rows::read(text, &options(""), &["start_time"]);
        let shown = account.problems.shown().into_iter();
        shown.map(|it| (it.code, it.message.clone(), it.help.clone())).collect::<Vec<_>>()
    };
    let unclear =
        told("call_id,start_time\n1,01/01/2026 10:00\n2,02/03/2026 10:00\n3,03/04/2026 10:00\n");
    assert_eq!(unclear.len(), 1, "{unclear:?}");
    assert_eq!(unclear[0].0, "date-order-unclear");
    assert!(unclear[0].1.contains("`02/03/2026 10:00`") && unclear[0].1.contains("2 records"));
    assert!(unclear[0].2.as_deref().unwrap().contains("\"%d/%m/%Y %H:%M\""), "{unclear:?}");
    let decided = told("call_id,start_time\n1,09-20-2022 17:56:00\n2,10-07-2022 08:00:00\n");
    let codes: Vec<_> = decided.iter().map(|(code, ..)| *code).collect();
    assert_eq!(codes, ["bad-time", "bad-time"], "{decided:?}");
    for (_, _, help) in &decided {
        assert!(help.as_deref().unwrap().contains("%m-%d-%Y %H:%M:%S"), "{decided:?}");
    }
}

#[test]
fn a_row_without_an_id_is_file_and_line() {
    let found = read(
        "[map]\ninteraction_id = { row_number = true }\nqueue = { column = \"queue\" }\n",
        "queue\na\n",
        &["interaction_id"],
    );
    assert!(found[0].starts_with("2: ") && found[0].ends_with("calls.csv:2"), "{found:?}");
}

fn options(rules: &str) -> Options {
    let text = format!("[profile]\nname = \"x\"\nkind = \"interactions\"\n{rules}");
    let profile = Some(parse("p.toml", &text).unwrap());
    Options::plain(profile, Zone::utc())
}

fn read(rules: &str, text: &str, wants: &[&str]) -> Vec<String> {
    let (found, _) = rows::read(text, &options(rules), wants);
    found.iter().map(|(line, shown)| format!("{line}: {shown}")).collect()
}
