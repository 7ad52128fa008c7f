//! What must hold of `qa kpi` whatever the calls are.

use crate::room::Room;
use proptest::collection::vec;
use proptest::prelude::*;

/// One call as a line without its id.
fn call() -> impl Strategy<Value = String> {
    let queue = prop_oneof![Just("sales"), Just("support"), Just("")];
    let outcome = prop_oneof![Just("answered"), Just("answered"), Just("abandoned"), Just("")];
    let wait = prop_oneof![Just(String::new()), (0..90u32).prop_map(|wait| wait.to_string())];
    (queue, outcome, wait, 1..28u32, 0..4u32, 0..400u32).prop_map(
        |(queue, outcome, wait, day, customer, talk)| {
            let talk = if outcome == "answered" { talk.to_string() } else { String::new() };
            format!("2026-10-{day:02}T09:00:00Z,{queue},{outcome},{wait},{talk},K{customer}")
        },
    )
}

fn file(lines: &[String]) -> String {
    let header = "interaction_id,start_time,queue,outcome,wait_s,talk_s,customer_id\n";
    header.to_owned() + &lines.join("\n")
}

fn said(room: &Room, line: &str) -> String {
    let output = room.command(line).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.code() == Some(0), "{line}\n{told}");
    String::from_utf8(output.stdout).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn neither_order_nor_files_change_a_byte(
        calls in vec(call(), 1..40),
        cut in 0usize..40,
        by in prop_oneof![Just("queue"), Just("week,queue"), Just("day")],
    ) {
        let lines: Vec<String> =
            calls.iter().enumerate().map(|(id, call)| format!("C{id},{call}")).collect();
        let (mut turned, cut) = (lines.clone(), cut.min(lines.len()));
        turned.reverse();
        let room = Room::with("all.csv", file(&lines))
            .file("a.csv", file(&turned[..cut]))
            .file("b.csv", file(&turned[cut..]));
        let kpis = "--kpi contacts,service_level,asa_s,aht_s,wait_p90_s,fcr,abandonment_rate \
                    --ci=bootstrap --target 'service_level >= 80%, amber >= 50%' --target 'asa_s <= 30, over year'";
        for table in ["kpi", "targets", "year"] {
            let line = |files: &str| format!("kpi {files} --by {by} {kpis} -f csv --table {table}");
            prop_assert_eq!(said(&room, &line("all.csv")), said(&room, &line("a.csv b.csv")));
        }
    }

    #[test]
    fn counts_of_groups_add_up_to_the_total(calls in vec(call(), 0..40)) {
        let lines: Vec<String> =
            calls.iter().enumerate().map(|(id, call)| format!("C{id},{call}")).collect();
        let room = Room::with("calls.csv", file(&lines));
        let sum = |text: String, column: usize| -> u64 {
            let cells = text.lines().skip(1).map(|line| line.split(',').nth(column).unwrap().to_owned());
            cells.map(|cell| cell.parse::<u64>().unwrap()).sum()
        };
        for kpi in ["contacts", "offered", "answered", "abandoned"] {
            let all = said(&room, &format!("kpi calls.csv --kpi {kpi} -f csv"));
            let parts = said(&room, &format!("kpi calls.csv --by queue,week --kpi {kpi} -f csv"));
            prop_assert_eq!(sum(all, 3), sum(parts, 5), "{}", kpi);
        }
    }
}

#[test]
fn contacts_of_one_moment_without_ids_are_told_apart_by_what_stands_in_them() {
    let head = "customer_id,queue,start_time,outcome\n";
    let rows = ["k,a,2026-10-05T10:00:00Z,answered\n", "k,b,2026-10-05T10:00:00Z,answered\n"];
    let told = |rows: &[&str]| {
        let room = Room::with("calls.csv", format!("{head}{}", rows.concat()));
        let told = room.qa("-q kpi calls.csv --kpi fcr --by queue -f csv").success();
        told.get_output().stdout.clone()
    };
    assert_eq!(told(&rows), told(&[rows[1], rows[0]]));
}
