//! `qa kpi deliveries` on five promises of two partners.

use crate::room::Room;
use snapbox::str;

/// In time, an hour late, on its day, never, and not due before the latest moment told.
const PROMISES: &str = "\
partner,kind,requested_at,promised_at,delivered_at
acme,weekly,,2026-10-05T12:00:00Z,2026-10-05T11:59:59Z
acme,weekly,,2026-10-12T12:00:00Z,2026-10-12T13:00:00Z
beta,monthly,,2026-10-06,2026-10-06T23:59:00Z
beta,answer,2026-10-07T09:00:00Z,2026-10-07T17:00:00Z,
beta,answer,2026-10-20T09:00:00Z,2026-10-21T17:00:00Z,
";

#[test]
fn deadlines_are_kept_or_not() {
    let room = Room::with("deliveries.csv", PROMISES);
    room.qa("kpi deliveries deliveries.csv --by partner --kpi due,on_time_rate,missing -f csv")
        .code(0)
        .stdout_eq(str![[r#"
period_from,period_to,partner,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,acme,due,2,,,,,count,,,0
,,acme,on_time_rate,0.5,0.094531,0.905469,1,2,share,,,0
,,acme,missing,0,,,,,count,,,0
,,beta,due,2,,,,,count,,,0
,,beta,on_time_rate,0.5,0.094531,0.905469,1,2,share,,,1
,,beta,missing,1,,,,,count,,,0

"#]]);
    // Once its deadline is over, the last promise is broken, too.
    let later = "kpi deliveries deliveries.csv --kpi on_time_rate --as-of 2026-10-31 -f csv";
    room.qa(later).code(0).stdout_eq(str![[r#"
period_from,period_to,kpi,value,lower,upper,numerator,denominator,unit,target,met,n_excluded
,,on_time_rate,0.4,0.117621,0.769276,2,5,share,,,0

"#]]);
}

#[test]
fn the_report_for_people_says_how_and_as_of_when_it_judges() {
    let room = Room::with("deliveries.csv", PROMISES);
    room.qa("kpi deliveries deliveries.csv --by partner").code(0).stdout_eq(str![[r#"
Deliveries
partner  promised  due  kept             in time  late  not delivered  mean delay  mean turnaround  P90 turnaround
-------  --------  ---  ----  ------------------  ----  -------------  ----------  ---------------  --------------
acme            2    2     1   50.0 % [9.5–90.5]     1              0     1:00:00                –               –
beta            3    2     1   50.0 % [9.5–90.5]     0              1           –                –               –
-------  --------  ---  ----  ------------------  ----  -------------  ----------  ---------------  --------------
all             5    4     2  50.0 % [15.0–85.0]     1              1     1:00:00                –               –

1 delivery not due yet and not delivered
judged as of 2026-10-20T09:00:00+00:00, the latest moment of the records

promised: deliveries with a deadline
due: of these, delivered or with the deadline over
kept (on_time): due and delivered at the deadline or before; a deadline at midnight is the whole day that begins there
in time (on_time_rate): delivered in time / due; what is due and was never delivered is not in time
late: delivered after the deadline
not delivered (missing): not delivered, and the deadline is over
mean delay (late_mean_s): mean time from the deadline to the delivery of those that came late
mean turnaround (turnaround_mean_s): mean time from `requested_at` to the delivery, where both are known
P90 turnaround (turnaround_p90_s): 90th percentile of that time (type 7)

deliveries.csv: 5 records read, 5 accepted, 0 rejected, SHA-256 40e74bed753e
zone: UTC
as_of: 2026-10-20T09:00:00+00:00

"#]]);
}

#[test]
fn a_gate_stays_shut_when_a_partner_keeps_too_few() {
    let toml = "[sources.deliveries]\nfiles = [\"deliveries.csv\"]\n[kpi.on_time_rate]\ntarget = \">= 95%\"\n";
    let room = Room::with("deliveries.csv", PROMISES).file("qa.toml", toml);
    room.qa("-q kpi deliveries --by partner --gate -f csv").code(4).stderr_eq(str![[r#"
1 of 1 targets missed
  on_time_rate >= 95%: 50.0 % (2 of 4), missed in 2 of 2 groups: acme, beta

"#]]);
}

#[test]
fn what_cannot_be_asked_is_told_with_the_nearest() {
    let room = Room::with("deliveries.csv", PROMISES);
    room.qa("kpi deliveries deliveries.csv --kpi on_time --target 'on_tme_rate >= 9' --target 'late' --as-of soon --by partnr").code(2).stdout_eq("").stderr_eq(str![[r#"
--as-of: expected a period, found `soon` [bad-period]
  help: write a year 2026, a quarter 2026-Q4, a month 2026-10, an ISO week 2026-W43, a day 2026-10-05, or from..to with both included: 2026-10-01..2026-10-15
--target: expected an indicator and its target, found `late` [bad-target]
  help: write it as 'on_time_rate >= 95%'
--target: there is no KPI `on_tme_rate` here [unknown-kpi]
  help: did you mean `on_time_rate`?

"#]]);
    room.qa("kpi deliveries deliveries.csv --by partnr").code(2).stdout_eq("").stderr_eq(str![[
        r#"
deliveries.csv: 5 records read, 5 accepted, 0 rejected
--by: expected a column `partnr`, found none in these records [missing-column]
  help: map a column to it in the profile, or write one as its header does

"#
    ]]);
    room.qa("kpi deliveries").code(2).stdout_eq("").stderr_eq(str![[r#"
qa: no deliveries are named [no-input]
  help: name a file, or write [sources.deliveries] into qa.toml

"#]]);
    let calls = Room::with("calls.csv", crate::CALLS);
    calls.qa("kpi deliveries calls.csv").code(3).stdout_eq("").stderr_eq(str![[r#"
calls.csv:1:1: no column name is known in `interaction_id,start_time,queue,agent_id,outcome,wait_s,talk` [no-header]
  help: the first line should name the columns, such as delivery_id, kind, partner, team, site, requested_at, promised_at, delivered_at; a profile can map other names

"#]]);
}
