//! `qa sample`: what is drawn, what is written beside it, and the same again.

use crate::CALLS;
use crate::room::Room;
use snapbox::str;

#[test]
fn a_header_without_records_draws_nothing() {
    let room = Room::with("calls.csv", CALLS.lines().next().unwrap());
    room.qa("sample calls.csv --seed s").code(0).stdout_eq(str![[r#"
Work list sample

Drawn
team  strata  eligible  drawn  least probability  most probability
----  ------  --------  -----  -----------------  ----------------
all        0         0      0                  –                 –

What the means will be worth (95 %, assuming a standard deviation of 12)
mean of      scores     ±
-----------  ------  ----
one stratum       5  14.9
all               0     –

nothing is eligible, so nothing was drawn
calls.csv holds no call records

probability: chance of being drawn: number drawn over stratum_size, 1 where the whole stratum is drawn; its inverse weights a score when means over strata are taken
± (half_width): half the width of a 95 % interval, Student's t, standard deviation assumed and not measured; strata weigh as much as they have rows

calls.csv: 0 records read, 0 accepted, 0 rejected, SHA-256 71def70ae1ee
sample_id: sample
seed: s
outcome_if_told: answered
strata: agent_id
n: 5
frame_sum: 0000000000000000

"#]]).stderr_eq(str![[r#"
calls.csv: 0 records read, 0 accepted, 0 rejected
sample: 0 of 0 drawn from 0 strata by agent_id
outcome: answered, where the export tells it; --outcome any for all
seed: s
no manifest was written; use --output or --manifest to keep the draw

"#]]);
}

#[test]
fn the_smallest_tickets_of_each_agent_are_drawn() {
    // printf 's|C1' | sha256sum begins a10b43a9287caa24, of 's|C4' d89eb7ca18532f27: ana's C1 is smaller.
    // ben has only C2. Dealt in order of ticket, 727f… of C2 first, eva has C2 and flo has C1.
    let room = Room::with("calls.csv", CALLS);
    let line = "sample calls.csv --seed s -n 1 --evaluators eva,flo --due 2026-10-30";
    room.qa(&format!("{line} -o week.csv")).code(0).stdout_eq("").stderr_eq(str![[r#"
calls.csv: 4 records read, 4 accepted, 0 rejected
sample: 2 of 3 drawn from 2 strata by agent_id
outcome: answered, where the export tells it; --outcome any for all
seed: s
rows that could not be drawn: 1 other outcome
agents and evaluators fall into 2 groups that no evaluation joins, so the severity of evaluators cannot be compared across them; --overlap joins them
manifest: week.manifest.json

"#]]);
    assert_eq!(room.names(), ["calls.csv", "week.csv", "week.manifest.json"]);
    snapbox::assert_data_eq!(
        room.read("week.csv"),
        str![[r#"
sample_id,interaction_id,agent_id,evaluator_id,purpose,stratum,rank,stratum_size,probability,ticket,due,status,start_time,queue,channel,talk_s,selection,rule
sample,C1,ana,flo,monitor,agent_id=ana,1,2,0.5,a10b43a9287caa24,2026-10-30,open,2026-10-05T09:00:00+00:00,sales,,100,random,
sample,C2,ben,eva,monitor,agent_id=ben,1,1,1,727fde9ede6f8694,2026-10-30,open,2026-10-05T09:05:00+00:00,sales,,200,random,

"#]]
    );
}

#[test]
fn a_draw_is_repeated_from_its_manifest() {
    let room = Room::with("calls.csv", CALLS);
    room.qa("sample calls.csv -n 1 -o week.csv").code(0);
    room.qa("sample --repeat week.manifest.json -o again.csv -q").code(0).stderr_eq("");
    assert_eq!(room.read("week.csv"), room.read("again.csv"));
    assert_eq!(room.read("week.manifest.json"), room.read("again.manifest.json"));
}

#[test]
fn the_order_of_rows_changes_nothing() {
    let mut rows: Vec<&str> = CALLS.lines().collect();
    rows[1..].reverse();
    let room = Room::with("calls.csv", CALLS).file("turned.csv", rows.join("\n"));
    room.qa("sample calls.csv --seed s -n 1 -o a.csv").code(0);
    room.qa("sample turned.csv --seed s -n 1 -o b.csv").code(0);
    assert_eq!(room.read("a.csv"), room.read("b.csv"));
}

#[test]
fn a_dry_run_writes_nothing() {
    let room = Room::with("calls.csv", CALLS);
    room.qa("sample calls.csv --seed s -n 1 -o week.csv --dry-run").code(0);
    assert_eq!(room.names(), ["calls.csv"]);
}

#[test]
fn a_column_of_the_roster_is_found_by_any_of_its_names_or_refused() {
    let calls = "interaction_id,agent_id,outcome\nC1,A1,answered\nC2,A2,answered\n";
    let room = Room::with("calls.csv", calls);
    let room = room.file("agents.csv", "Agente,Equipo,Turno Base\nA1,north,day\nA2,south,night\n");
    let line = |column: &str| {
        format!(
            "sample calls.csv -n 1 --per roster.{column} --roster agents.csv --seed x --dry-run --no-config"
        )
    };
    for column in ["team", "turno_base"] {
        let told = room.qa(&line(column)).code(0);
        let told = String::from_utf8_lossy(&told.get_output().stderr).into_owned();
        assert!(told.contains("2 of 2 drawn from 2 strata"), "{column}: {told}");
    }
    for (column, help) in [
        ("squad", "its columns are Agente, Equipo, Turno Base"),
        ("turno", "did you mean `roster.Turno Base`?"),
    ] {
        let told = room.qa(&line(column)).code(2);
        let told = String::from_utf8_lossy(&told.get_output().stderr).into_owned();
        assert!(told.contains(help) && told.contains("[missing-column]"), "{column}: {told}");
    }
}
