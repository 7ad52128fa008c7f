//! A small export of each system, written after its documented columns, and what it must say.

#[cfg(test)]
use super::*;
use crate::ingest::engine::{Options, rows};
use crate::model::Zone;

/// What is compared, in this order.
const WANTS: [&str; 7] =
    ["interaction_id", "queue", "agent_id", "start_time", "wait_s", "talk_s", "outcome"];

/// Profile, file name, export, interactions as `line: values`.
const EXPORTS: [(&str, &str, &str, &[&str]); 16] = [
    (
        "aircall_calls",
        "calls.csv",
        "line,datetime (utc),direction,from,to,answered,missed_call_reason,user,duration (in call),voicemail,waiting time,call id\n\
         Sales,2026-10-01 10:00:00,inbound,+1,+2,Yes,,ann@x.org,65,,00:00:12,11\n\
         Sales,2026-10-01 10:01:00,inbound,+1,+2,No,no_available_agent,[No associated user],0,No,00:00:30,12\n\
         Sales,2026-10-01 10:02:00,inbound,+1,+2,No,out_of_opening_hours,[No associated user],0,https://vm,,13\n\
         Sales,2026-10-01 10:03:00,inbound,+1,+2,No,no_available_agent,[No associated user],0,https://vm,00:00:30,14\n\
         Sales,2026-10-01 10:04:00,inbound,+1,+2,No,short_abandoned,[No associated user],0,,00:00:03,15\n\
         Sales,2026-10-01 10:05:00,inbound,+1,+2,No,abandoned_in_ivr,[No associated user],0,,,16\n",
        &[
            "2: 11|Sales|ann@x.org|1790848800000|12000|65000|answered",
            "3: 12|Sales|–|1790848860000|30000|0|abandoned",
            "4: 13|Sales|–|1790848920000|–|0|excluded",
            "5: 14|Sales|–|1790848980000|30000|0|voicemail",
            "6: 15|Sales|–|1790849040000|3000|0|short_abandon",
            "7: 16|Sales|–|1790849100000|–|0|ivr_abandon",
        ],
    ),
    (
        "amazon_connect_ctr",
        "ctr.csv",
        "ContactId,InitialContactId,NextContactId,Channel,InitiationMethod,InitiationTimestamp,Queue.Name,Queue.EnqueueTimestamp,Queue.Duration,Agent.Username,Agent.ConnectedToAgentTimestamp,Agent.AgentInteractionDuration,LastUpdateTimestamp\n\
         c1,,,VOICE,INBOUND,2026-10-01T10:00:00Z,Help,2026-10-01T10:00:05Z,9,,,,2026-10-01T10:00:20Z\n\
         c2,,c3,VOICE,INBOUND,2026-10-01T10:01:00Z,Help,2026-10-01T10:01:05Z,40,,,,2026-10-01T10:02:00Z\n\
         c1,,,VOICE,INBOUND,2026-10-01T10:00:00Z,Help,2026-10-01T10:00:05Z,9,ann,2026-10-01T10:00:14Z,50,2026-10-01T10:09:00Z\n\
         c4,,,VOICE,INBOUND,2026-10-01T10:03:00Z,Help,2026-10-01T10:03:05Z,8,,,,2026-10-01T10:04:00Z\n\
         c5,,,VOICE,DISCONNECT,2026-10-01T10:04:00Z,,,,,,,2026-10-01T10:05:00Z\n",
        &[
            "3: c2|Help|–|1790848860000|40000|–|overflow",
            "4: c1|Help|ann|1790848800000|9000|50000|answered",
            "5: c4|Help|–|1790848980000|8000|–|abandoned",
            "6: c5|–|–|1790849040000|–|–|ivr_abandon",
        ],
    ),
    (
        "asterisk_queue_log",
        "queue_log.1",
        "1790848790|NONE|NONE|NONE|QUEUESTART|\n\
         1790848800|c1|help|NONE|ENTERQUEUE||5551234|1\n\
         1790848803|c2|help|NONE|ENTERQUEUE||5551235|2\n\
         1790848809|c1|help|SIP/20|CONNECT|9|c9|4\n\
         1790848833|c2|help|NONE|ABANDON|1|2|30\n\
         1790848859|c1|help|SIP/20|COMPLETECALLER|9|50|1\n",
        &[
            "2: c1|help|SIP/20|1790848800000|9000|50000|answered",
            "3: c2|help|–|1790848803000|30000|–|abandoned",
        ],
    ),
    (
        "avaya_cms_ech",
        "call_rec.txt",
        "CALLID;UCID;SEGMENT;SEGSTART;SEGSTOP;DISPTIME;TALKTIME;ANSHOLDTIME;ACWTIME;CALL_DISP;DISPSPLIT;ANSLOGIN;CALLING_PTY\n\
         7;00017;1;1790848800;1790848900;9;50;0;5;2;12;4001;5551234\n\
         7;00018;1;2026-10-01 10:01:00;2026-10-01 10:01:30;30;0;0;0;3;12;;5551235\n",
        &[
            "2: 00017-1|12|4001|1790848800000|9000|50000|answered",
            "3: 00018-1|12|–|1790848860000|30000|0|abandoned",
        ],
    ),
    (
        "cisco_uccx",
        "csq.csv",
        "Contact Service Queue Activity$A2:Z,,,,,,,,,,\n\
         Node ID - Session ID - Sequence No,Call Start Time,Call End Time,Contact Disposition,CSQ Names,Queue Time,Agent Name,Ring Time,Talk Time,Work Time\n\
         1-100-0,10/01/2026 10:00:00 AM,10/01/2026 10:01:00 AM,2,\"*Help*,Sales\",0:00:09,Ann Lee,0:00:03,0:00:50,0:00:05\n\
         1-101-0,10/01/2026 10:01:00 AM,10/01/2026 10:01:30 AM,1,Help,0:00:30,-,,,\n\
         1-102-0,10/01/2026 10:02:00 AM,10/01/2026 10:03:00 AM,2,\"Help, *Sales \",0:00:09,Ann Lee,0:00:03,0:00:50,0:00:05\n\
         1-103-0,10/01/2026 10:03:00 AM,10/01/2026 10:03:30 AM,1,\"Help,Sales\",0:00:30,-,,,\n\
         1-104-0,10/01/2026 10:04:00 AM,10/01/2026 10:05:00 AM,2,\"Sales, Help *,Third\",0:00:09,Ann Lee,0:00:03,0:00:50,0:00:05\n\
         Grand Total,,,,,0:00:39,,,,\n",
        &[
            "3: 1-100-0|Help|Ann Lee|1790848800000|9000|50000|answered",
            "4: 1-101-0|Help|–|1790848860000|30000|–|abandoned",
            "5: 1-102-0|Sales|Ann Lee|1790848920000|9000|50000|answered",
            "6: 1-103-0|Help|–|1790848980000|30000|–|abandoned",
            "7: 1-104-0|Help|Ann Lee|1790849040000|9000|50000|answered",
        ],
    ),
    (
        "five9_call_log",
        "five9.csv",
        "CALL ID,TIMESTAMP,CAMPAIGN,CALL TYPE,AGENT,DISPOSITION,ANI,QUEUE WAIT TIME,TALK TIME,HOLD TIME,AFTER CALL WORK TIME,TRANSFERS,ABANDONED\n\
         1,\"Thu, 01 Oct 2026 10:00:00\",Help,Inbound,ann@x.org,Done,5551234,00:00:09,00:00:50,,00:00:05,0,0\n\
         2,\"Thu, 01 Oct 2026 10:01:00\",Help,Inbound,[None],Abandon,5551235,00:00:30,,,,0,1\n\
         3,\"Thu, 01 Oct 2026 10:02:00\",Help,Manual,ann@x.org,Done,5551236,,00:00:20,,,0,0\n\
         4,\"Thu, 01 Oct 2026 10:03:00\",Help,Inbound,[Deleted],Done,5551237,00:00:09,00:00:50,,,0,0\n\
         5,\"Thu, 01 Oct 2026 10:04:00\",Help,Inbound,[None],Done,5551238,,,,,0,0\n",
        &[
            "2: 1|Help|ann@x.org|1790848800000|9000|50000|answered",
            "3: 2|Help|–|1790848860000|30000|–|abandoned",
            "5: 4|Help|–|1790848980000|9000|50000|answered",
            "6: 5|Help|–|1790849040000|–|–|ivr_abandon",
        ],
    ),
    (
        "freepbx_cdr",
        "cdr.csv",
        "calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,uniqueid,linkedid\n\
         2026-10-01 10:00:00,\"Ann\" <20>,5551234,20,ext,SIP/1,SIP/20,Dial,x,15,0,NO ANSWER,1.1,1.1\n\
         2026-10-01 10:00:15,\"Ann\" <20>,5551234,21,ext,SIP/1,SIP/21,Dial,x,54,50,ANSWERED,1.2,1.1\n\
         2026-10-01 10:01:00,x,5551235,20,ext,SIP/1,SIP/20,Dial,x,30,0,NO ANSWER,1.3,1.3\n",
        &["2: 1.1|–|21|1790848800000|–|50000|answered", "4: 1.3|–|–|1790848860000|–|0|other"],
    ),
    (
        "freepbx_cdr_headerless",
        "export.csv",
        "\"1/9/2017 16:33:01\",\"\"\"Test User\"\" <105>\",\"105\",\"112\",\"from-internal\",\"SIP/105-1\",,\"Wait\",\"1\",\"30\",\"27\",\"ANSWERED\",\"3\",,\"1504279981.1\",,,,\"105\",\"Test User\",,,,\"0\",\n\
         \"1/9/2017 16:34:01\",\"\"\"Test User\"\" <105>\",\"105\",\"113\",\"from-internal\",\"SIP/105-2\",,\"Dial\",\"1\",\"9\",\"0\",\"NO ANSWER\",\"3\",,\"1504280041.2\",,,,\"105\",\"Test User\",,,,\"0\",\n",
        &[
            "1: 1504279981.1|–|112|1504283581000|–|27000|answered",
            "2: 1504280041.2|–|–|1504283641000|–|0|other",
        ],
    ),
    (
        "genesys_cloud_interactions",
        "interactions.csv",
        "\u{feff}Full Export Completed,Partial Result Timestamp,Media Type,Users,Date,Direction,ANI,Queue,Conversation ID,Total Talk,Total Queue,Abandoned\n\
         YES,,voice,Ann Lee; Bo Ray,10/01/26 10:00 AM,Inbound,tel:+15551234,Help; Sales,c1,50000,9000,NO\n\
         YES,,voice,,2026-10-01 10:01:00,Inbound,sip:bo@x.org,Help,c2,,30000,YES\n",
        &[
            "2: c1|Help|Ann Lee|1790848800000|9000|50000|answered",
            "3: c2|Help|–|1790848860000|30000|–|abandoned",
        ],
    ),
    (
        "pbxware_queue_log",
        "queue_log.csv",
        "uid,date_time,callid,queue_name,type,event,param1,htime,ttime\n\
         1,1790848800,c1,help,NONE,ENTERQUEUE,5551234,0,0\n\
         2,1790848809,c1,help,Agent/20,CONNECT,,9,0\n\
         3,1790848859,c1,help,Agent/20,COMPLETEAGENT,,9,50\n",
        &["2: c1|help|Agent/20|1790848800000|9000|50000|answered"],
    ),
    (
        "talkdesk_calls",
        "calls.csv",
        "call_id,type,start_at,end_at,talk_time,wait_time,hold_time,abandon_time,is_transfer,data_status,agent_name\n\
         1,inbound,2026-10-01T10:00:00Z,2026-10-01T10:01:00Z,50,9,0,,false,valid,Ann\n\
         2,short_abandoned,2026-10-01T10:01:00Z,2026-10-01T10:01:03Z,0,,0,3,false,valid,\n\
         3,inbound,2026-10-01T10:02:00Z,2026-10-01T10:03:00Z,50,9,0,,false,damaged,Ann\n",
        &[
            "2: 1|–|Ann|1790848800000|9000|50000|answered",
            "3: 2|–|–|1790848860000|3000|0|short_abandon",
        ],
    ),
    (
        "talkdesk_calls_2025",
        "calls.csv",
        // 0.000578703704 of a day is 50 s, 0.000104166667 is 9 s, 0.000347222222 is 30 s.
        "interaction_id,call_type,start_time,end_time,talk_time,waiting_time,holding_time,transfer?,agent_name\n\
         1,inbound,2026-10-01 10:00:00,2026-10-01 10:01:00,0.000578703704,0.000104166667,0,No,Ann\n\
         2,missed,2026-10-01 10:01:00,2026-10-01 10:01:30,0,0.000347222222,0,No,\n",
        &[
            "2: 1|–|Ann|1790848800000|9000|50000|answered",
            "3: 2|–|–|1790848860000|30000|0|abandoned",
        ],
    ),
    (
        "talkdesk_contacts",
        "contacts.csv",
        "Interaction ID,Contact ID,Direction,Contact Type,Started At,Wait Time,Talk Time,Ring Groups,User ID,Data Status (Valid / Damaged)\n\
         i1,c1,Inbound,Answered,2026-10-01 10:00:00,9,50,Help,u1,Valid\n\
         i2,c2,Inbound,Abandoned,2026-10-01 10:01:00,30,,Help,,Valid\n\
         i3,c3,Inbound,Answered,2026-10-01 10:02:00,9,50,Help,u1,Damaged\n",
        &[
            "2: c1|Help|u1|1790848800000|9000|50000|answered",
            "3: c2|Help|–|1790848860000|30000|–|abandoned",
        ],
    ),
    (
        "threecx_calls",
        "report.csv",
        "Call Time,Call ID,From,To,Direction,Status,Ringing,Talking,Cost,Call Activity Details\n\
         2026-10-01T10:00:00,7,5551234,Ann Lee (20),Inbound Queue,Unanswered,00:00:05,00:00:00,0,Ended\n\
         2026-10-01T10:00:05,7,5551234,Bo Ray (21),Inbound Queue,Answered,00:00:04,00:00:50,0,Ended\n\
         2026-10-01T10:01:00,8,5551235,Ann Lee (20),Inbound,Unanswered,00:00:30,00:00:00,0,Ended\n\
         Totals,,,,,,00:00:39,00:00:50,0,\n",
        &[
            "2: 7|–|21|1790848800000|9000|50000|answered",
            "4: 8|–|–|1790848860000|30000|0|abandoned",
        ],
    ),
    (
        "vicidial_closer_log",
        "closer.txt",
        "closecallid\tlead_id\tcampaign_id\tcall_date\tlength_in_sec\tstatus\tphone_number\tuser\tqueue_seconds\tterm_reason\n\
         1\t5\thelp\t2026-10-01 10:00:00\t59\tSALE\t5551234\t6666\t9.00\tCALLER\n\
         2\t6\thelp\t2026-10-01 10:01:00\t30\tDROP\t5551235\tVDCL\t30.25\tABANDON\n",
        &[
            "2: 1|help|6666|1790848800000|9000|50000|answered",
            "3: 2|help|–|1790848860000|30250|–|abandoned",
        ],
    ),
    (
        "zendesk_talk_calls",
        "calls.csv",
        "id,created_at,updated_at,agent_id,call_group_id,direction,completion_status,wait_time,talk_time,hold_time,wrap_up_time,voicemail\n\
         1,2026-10-01T10:00:00Z,2026-10-01T10:01:00Z,,77,inbound,in_progress,9,,,,false\n\
         1,2026-10-01T10:00:00Z,2026-10-01T10:05:00Z,4001,77,inbound,completed,9,50,0,5,false\n\
         2,2026-10-01T10:01:00Z,2026-10-01T10:02:00Z,,77,inbound,abandoned_in_queue,30,0,0,0,false\n",
        &[
            "3: 1|77|4001|1790848800000|9000|50000|answered",
            "4: 2|77|–|1790848860000|30000|0|abandoned",
        ],
    ),
];

#[test]
fn nothing_and_canonical_names_need_no_profile() {
    for head in ["", "1,2\n", "interaction_id,start_time,queue,talk_s\n1,,a,5\n", "call,agent\n"] {
        assert_eq!(fitting("calls.csv", head.as_bytes()).unwrap(), None, "{head:?}");
    }
    assert_eq!(fitting("queue_log", b"to do|call Ann|today|x|y|z\n").unwrap(), None);
}

#[test]
fn every_bundled_profile_knows_its_export_and_reads_it() {
    let names: Vec<&str> = EXPORTS.iter().map(|(name, ..)| *name).collect();
    let all = bundled::all().unwrap().into_iter().filter(|one| one.kind.makes_interactions());
    assert_eq!(names, all.map(|one| one.name).collect::<Vec<_>>());
    for (name, file, export, expected) in EXPORTS {
        let profile = fitting(file, export.as_bytes()).unwrap().unwrap_or_default();
        assert_eq!(profile.name, name);
        let profile = Some(profile);
        let options = Options { block: 64, ..Options::plain(profile, Zone::utc()) };
        let (found, account) = rows::read(export, &options, &WANTS);
        let found: Vec<String> =
            found.iter().map(|(line, shown)| format!("{line}: {shown}")).collect();
        assert_eq!(found, expected, "{name}");
        assert_eq!(account.rejected, 0, "{name}: {:?}", account.problems.shown());
    }
}

#[test]
fn a_file_that_two_profiles_fit_is_refused_with_both_and_the_reasons() {
    let header = |index: usize| EXPORTS[index].2.lines().next().unwrap().to_owned();
    let both = format!("{},{}\n", header(0), header(15));
    let problem = fitting("calls.csv", both.as_bytes()).unwrap_err();
    assert_eq!(problem.code, "profile-unclear");
    for word in ["aircall_calls", "zendesk_talk_calls", "`datetime (utc)`", "`updated_at`"] {
        let told = format!("{} {}", problem.message, problem.help.clone().unwrap());
        assert!(told.contains(word), "{word} is not in {told}");
    }
}

#[test]
fn files_that_need_different_profiles_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let (one, other) = (write("a.csv", EXPORTS[0].2), write("b.csv", EXPORTS[15].2));
    let found = bundled_for(&[one.clone(), one.clone()], &Asked::default()).unwrap().unwrap();
    assert_eq!(found.name, "aircall_calls");
    let error = bundled_for(&[one.clone(), other], &Asked::default()).unwrap_err();
    assert!(error.to_string().contains("profile-unclear"), "{error}");
    let plain = write("c.csv", "call,agent\n1,a\n");
    assert!(bundled_for(&[plain, one], &Asked::default()).is_err());
    assert_eq!(
        bundled_for(&["-".to_owned(), "no-such-file.csv".to_owned()], &Asked::default()).unwrap(),
        None
    );
}

#[test]
fn contact_records_are_known_and_read_as_json_lines_too() {
    // Members as in the data model of the Amazon Connect administrator guide; the newest version counts.
    let record = |id: &str, queue: &str, agent: &str, updated: &str| {
        format!(
            "{{\"ContactId\":\"{id}\",\"InitialContactId\":null,\"NextContactId\":null,\"Channel\":\"VOICE\",\
             \"InitiationMethod\":\"INBOUND\",\"InitiationTimestamp\":\"2026-10-01T10:00:00Z\",\
             \"DisconnectTimestamp\":\"2026-10-01T10:05:00Z\",\"Queue\":{queue},\"Agent\":{agent},\
             \"LastUpdateTimestamp\":\"{updated}\"}}\n"
        )
    };
    let queue = r#"{"Name":"Help","EnqueueTimestamp":"2026-10-01T10:00:05Z","Duration":9}"#;
    let agent = r#"{"Username":"u1","ConnectedToAgentTimestamp":"2026-10-01T10:00:14Z","AgentInteractionDuration":50}"#;
    let lost = record("2", queue, "null", "2026-10-01T10:06:00Z");
    let text = record("1", queue, "null", "2026-10-01T10:06:00Z")
        + &record("1", queue, agent, "2026-10-01T10:07:00Z")
        + &lost;
    let folder = tempfile::tempdir().unwrap();
    for (text, expected) in [
        (
            text,
            vec![
                "2: 1|Help|u1|1790848800000|9000|50000|answered",
                "3: 2|Help|–|1790848800000|9000|–|abandoned",
            ],
        ),
        (lost, vec!["1: 2|Help|–|1790848800000|9000|–|abandoned"]),
    ] {
        let path = folder.path().join("contacts.jsonl");
        std::fs::write(&path, &text).unwrap();
        let profile = bundled_for(&[path.display().to_string()], &Asked::default()).unwrap();
        assert_eq!(profile.as_ref().map(|found| found.name.as_str()), Some("amazon_connect_ctr"));
        let options = Options { threads: 2, block: 64, ..Options::plain(profile, Zone::utc()) };
        let (found, account) = rows::read(&text, &options, &WANTS);
        let found: Vec<String> =
            found.iter().map(|(line, shown)| format!("{line}: {shown}")).collect();
        assert_eq!(found, expected, "{:?}", account.problems.shown());
    }
}
