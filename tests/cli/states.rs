//! `qa kpi states` on a morning of two agents.

use crate::room::Room;
use snapbox::str;

/// ana talks for 40 minutes and waits for 20, then lunches; ben changes his state twice and signs out.
const STATES: &str = "\
agent_id,state,start_time,end_time
ana,Talking,2026-10-05T09:00:00Z,2026-10-05T09:40:00Z
ana,Ready,2026-10-05T09:40:00Z,2026-10-05T10:00:00Z
ana,Lunch,2026-10-05T10:00:00Z,2026-10-05T10:30:00Z
ben,available,2026-10-05T09:00:00Z,
ben,coaching,2026-10-05T09:30:00Z,
ben,offline,2026-10-05T10:00:00Z,
";

const SCHEDULE: &str = "\
agent_id,state,start_time,end_time
ana,available,2026-10-05T09:00:00Z,2026-10-05T10:00:00Z
ana,lunch,2026-10-05T10:00:00Z,2026-10-05T10:30:00Z
ben,available,2026-10-05T09:00:00Z,2026-10-05T10:00:00Z
";

#[test]
fn occupancy_is_told_by_agent_and_interval() {
    // By hand: ana 40 of 60 minutes; ben none of 30, and 30 of 60 paid minutes away.
    let room = Room::with("states.csv", STATES);
    room.qa("kpi states states.csv --by agent_id").code(0).stdout_eq(str![[r#"
Time of agents
agent_id  agents  signed in  handling  available   away  unpaid  occupancy  utilisation  shrinkage
--------  ------  ---------  --------  ---------  -----  ------  ---------  -----------  ---------
ana            1    1:30:00     40:00      20:00   0:00   30:00     66.7 %       66.7 %      0.0 %
ben            1    1:00:00      0:00      30:00  30:00    0:00      0.0 %        0.0 %     50.0 %
--------  ------  ---------  --------  ---------  -----  ------  ---------  -----------  ---------
all            2    2:30:00     40:00      50:00  30:00   30:00     44.4 %       33.3 %     25.0 %

1 record without an end left out: nothing after them tells it
2 records without an end last until the agent's next one

agents: agents with any time here
signed_in_s: time in any state but signed out
handling_s: time with contacts: ringing, talk, hold, after-contact work
available_s: time ready for the next contact
away_s: paid time in which no contact could come
unpaid_s: unpaid time, such as lunch
occupancy: handling / (handling + available), in wall-clock time
utilisation: handling / paid time (handling + available + away)
shrinkage: away / paid time (handling + available + away)

states.csv: 6 records read, 6 accepted, 0 rejected, SHA-256 8ae42a771637
zone: UTC

"#]]);
    let halves = "kpi states states.csv --by interval_30m --kpi handling_s,occupancy -f csv";
    room.qa(halves).code(0).stdout_eq(str![[r#"
period_from,period_to,interval_30m,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,2026-10-05T09:00:00+00:00,handling_s,1800,,,,,seconds,,,0
,,2026-10-05T09:00:00+00:00,occupancy,0.5,,,1800,3600,share,,,0
,,2026-10-05T09:30:00+00:00,handling_s,600,,,,,seconds,,,0
,,2026-10-05T09:30:00+00:00,occupancy,0.333333,,,600,1800,share,,,0
,,2026-10-05T10:00:00+00:00,handling_s,0,,,,,seconds,,,0
,,2026-10-05T10:00:00+00:00,occupancy,,,,0,0,share,,,0

"#]]);
}

#[test]
fn adherence_is_told_with_a_schedule_and_the_roster_gives_the_team() {
    let toml = "[sources.states]\nfiles = [\"states.csv\"]\n[sources.schedule]\nfiles = [\"plan.csv\"]\n[kpi.occupancy]\ntarget = \"<= 60%\"\n";
    let room = Room::with("states.csv", STATES)
        .file("plan.csv", SCHEDULE)
        .file("qa.toml", toml)
        .file("agents.csv", "agent_id,team\nana,north\nben,south\n");
    let ask = "-q kpi states --by team --roster agents.csv --kpi occupancy,adherence,conformance -f csv --gate";
    room.qa(ask)
        .code(4)
        .stdout_eq(str![[r#"
period_from,period_to,team,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,north,occupancy,0.666667,,,2400,3600,share,<= 60%,false,0
,,north,adherence,1,,,5400,5400,share,,,0
,,north,conformance,1,,,3600,3600,share,,,0
,,south,occupancy,0,,,0,1800,share,<= 60%,true,0
,,south,adherence,0.5,,,1800,3600,share,,,0
,,south,conformance,0.5,,,1800,3600,share,,,0

"#]])
        .stderr_eq(str![[r#"
1 of 1 targets missed
  occupancy <= 60%: 44.4 %, missed in 1 of 2 groups: north

"#]]);
}

#[test]
fn a_state_of_ones_own_is_told_by_the_configuration() {
    let own = STATES.replace("Ready", "On Queue");
    let room =
        Room::with("states.csv", own).file("qa.toml", "[states]\navailable = [\"on queue\"]\n");
    room.qa("kpi states states.csv --kpi occupancy -f csv").code(0).stdout_eq(str![[r#"
period_from,period_to,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,occupancy,0.444444,,,2400,5400,share,,,0

"#]]);
    room.qa("check states.csv").code(0);
    room.qa("kpi states.csv").code(2).stdout_eq("").stderr_eq(str![[r#"
read as states, by the names of the columns
states.csv: expected call records, found states [wrong-kind]
  help: `qa kpi states` and `qa check` read them

"#]]);
}
