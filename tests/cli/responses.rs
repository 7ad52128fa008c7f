//! `qa kpi responses` on three e-mails.

use crate::room::Room;
use snapbox::str;

/// Answered after two hours and done the next day; answered on Monday; not answered.
const MAILS: &str = "\
interaction_id,start_time,channel,queue,outcome,answered_time,end_time
E1,2026-10-08T09:00:00Z,email,help,answered,2026-10-08T11:00:00Z,2026-10-09T09:00:00Z
E2,2026-10-09T16:00:00Z,email,help,answered,2026-10-12T10:00:00Z,
E3,2026-10-12T09:00:00Z,email,sales,other,,
";

const MESSAGES: &str = "\
interaction_id,sent_at,author
E1,2026-10-08T09:00:00Z,customer
E1,2026-10-08T09:00:05Z,bot
E1,2026-10-08T11:00:00Z,agent
E1,2026-10-08T20:00:00Z,customer
E1,2026-10-08T20:30:00Z,agent
";

#[test]
fn responses_and_backlog_by_the_clock() {
    let room = Room::with("mails.csv", MAILS);
    room.qa("kpi responses mails.csv --by day -f csv --kpi opened,first_response_mean_s,closed,resolution_mean_s,backlog").code(0).stdout_eq(str![[r#"
period_from,period_to,day,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,2026-10-08,opened,1,,,,,count,,,0
,,2026-10-08,first_response_mean_s,7200,,,7200,1,seconds,,,0
,,2026-10-08,closed,0,,,,,count,,,0
,,2026-10-08,resolution_mean_s,,,,0,0,seconds,,,0
,,2026-10-08,backlog,1,,,,,count,,,0
,,2026-10-09,opened,1,,,,,count,,,0
,,2026-10-09,first_response_mean_s,237600,,,237600,1,seconds,,,0
,,2026-10-09,closed,1,,,,,count,,,0
,,2026-10-09,resolution_mean_s,86400,,,86400,1,seconds,,,0
,,2026-10-09,backlog,1,,,,,count,,,0
,,2026-10-10,opened,0,,,,,count,,,0
,,2026-10-10,first_response_mean_s,,,,0,0,seconds,,,0
,,2026-10-10,closed,0,,,,,count,,,0
,,2026-10-10,resolution_mean_s,,,,0,0,seconds,,,0
,,2026-10-10,backlog,1,,,,,count,,,0
,,2026-10-11,opened,0,,,,,count,,,0
,,2026-10-11,first_response_mean_s,,,,0,0,seconds,,,0
,,2026-10-11,closed,0,,,,,count,,,0
,,2026-10-11,resolution_mean_s,,,,0,0,seconds,,,0
,,2026-10-11,backlog,1,,,,,count,,,0
,,2026-10-12,opened,1,,,,,count,,,0
,,2026-10-12,first_response_mean_s,,,,0,0,seconds,,,0
,,2026-10-12,closed,0,,,,,count,,,0
,,2026-10-12,resolution_mean_s,,,,0,0,seconds,,,0
,,2026-10-12,backlog,2,,,,,count,,,0

"#]]);
}

#[test]
fn business_hours_make_a_weekend_short() {
    // E2: one hour on Friday and one on Monday. E3 waits for an hour at the latest moment told.
    let toml = "[business_hours]\nweekdays = \"09:00-17:00\"\nholidays = [\"2026-12-25\"]\n";
    let room = Room::with("mails.csv", MAILS).file("qa.toml", toml);
    room.qa("kpi responses mails.csv --within 2h --resolve-within 1wd").code(0).stdout_eq(str![[r#"
Responses
opened  answered  first response  P50 first  P90 first         first in time  next response  P90 next  closed  resolution  P50 resolution  P90 resolution      resolved in time  backlog  oldest open
------  --------  --------------  ---------  ---------  --------------------  -------------  --------  ------  ----------  --------------  --------------  --------------------  -------  -----------
     3         2         2:00:00    2:00:00    2:00:00  100.0 % [34.2–100.0]              –         –       1     8:00:00         8:00:00         8:00:00  100.0 % [20.7–100.0]        2      2:00:00

Open contacts by age
open for       open   share
-------------  ----  ------
under 1 d         1  50.0 %
1 to 3 d          1  50.0 %
3 to 7 d          0   0.0 %
7 to 30 d         0   0.0 %
30 d and more     0   0.0 %

next responses and the time in which customers are waited for need messages (--messages)

opened: contacts that began here, tests and those left before a queue apart
answered (responded): of these, answered by a person
first_response_mean_s: mean time from the beginning to the first answer of a person, by when contacts began
P50 first (first_response_p50_s): median of that time (type 7)
P90 first (first_response_p90_s): 90th percentile of that time (type 7)
first in time (first_response_rate): first answers within --within / contacts answered, or unanswered for longer than that; who left unanswered is left out
next_response_mean_s: mean time from a further turn of the customer to the answer of a person; needs messages
P90 next (next_response_p90_s): 90th percentile of that time (type 7)
closed: contacts that ended here
resolution_mean_s: mean time from the beginning to the end, by when contacts ended, without the time in which the customer was waited for (where messages tell it)
P50 resolution (resolution_p50_s): median of that time (type 7)
P90 resolution (resolution_p90_s): 90th percentile of that time (type 7)
resolved in time (resolution_rate): ended within --resolve-within / contacts ended, or open for longer than that, by when contacts began
backlog: contacts open at the end of the stretch: begun before it, and not ended before it
oldest open (backlog_oldest_s): how long the oldest of them has been open

mails.csv: 3 records read, 3 accepted, 0 rejected, SHA-256 acc07ff11f66
zone: UTC
hours: mon 09:00-17:00, tue 09:00-17:00, wed 09:00-17:00, thu 09:00-17:00, fri 09:00-17:00, 1 holiday
within: 2h
resolve_within: 1wd
as_of: 2026-10-12T10:00:00+00:00

"#]]);
    room.qa("kpi responses mails.csv --clock --kpi first_response_mean_s -f csv")
        .code(0)
        .stdout_eq(str![[r#"
period_from,period_to,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,first_response_mean_s,122400,,,244800,2,seconds,,,0

"#]]);
}

#[test]
fn messages_tell_further_answers_and_whose_turn_it_was() {
    // E1: 24 h less 9 h and 12.5 h in which the customer was waited for: 2.5 h; the next response
    // took half an hour.
    let room = Room::with("mails.csv", MAILS).file("messages.csv", MESSAGES);
    room.qa("kpi responses mails.csv --messages messages.csv --kpi next_response_mean_s,resolution_mean_s -f csv").code(0).stdout_eq(str![[r#"
period_from,period_to,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,next_response_mean_s,1800,,,1800,1,seconds,,,0
,,resolution_mean_s,9000,,,9000,1,seconds,,,0

"#]]);
}

#[test]
fn an_export_without_answers_and_ends_has_no_responses() {
    let room = Room::with(
        "mails.csv",
        "interaction_id,start_time,channel\nE1,2026-10-08T09:00:00Z,email\n",
    );
    room.qa("kpi responses mails.csv").code(2).stdout_eq("").stderr_eq(str![[r#"
mails.csv: 1 record read, 1 accepted, 0 rejected
qa kpi responses: responses need `answered_time` or `end_time`; this export has neither [missing-column]
  help: map a column to one of them in the profile, or name --messages

"#]]);
}
