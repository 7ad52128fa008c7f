//! The direct way from bytes to columns held against the careful one, over records nobody would write.

#[cfg(test)]
use super::rows;
use super::{Keep, Options};
use crate::ingest::decode::Account;
use crate::model::Zone;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;

const WANTS: [&str; 7] =
    ["agent_id", "start_time", "talk_s", "csat", "resolved", "outcome", "interaction_id"];

/// Rows and account; with `Keep::Cells` every record is read with care.
fn read(
    path: &Path,
    keep: Keep,
    (block, threads): (usize, usize),
) -> (BTreeMap<u64, String>, Account) {
    let zone = Zone::named("Europe/Madrid").unwrap();
    let options = Options { keep, threads, block, ..Options::plain(None, zone) };
    let (found, mut account) = rows::read_at(path, &options, &WANTS);
    account.rejects.clear();
    (found, account)
}

fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[0-9]{1,4}",
        3 => Just("2026-03-01T10:00:00".to_owned()),
        1 => prop::sample::select(vec![
            "", " ", "7 ", "\u{a0}x", "é", "\"", "\"a\"\"b\"", "\"a,b\"", "\"a\nb\"", "\"\"",
            "2026-03-29T02:30:00", "2026-10-25T02:30:00", "2026-03-01 10:00", "1:02:03", "12.5",
            "-1", "99999999", "1234567890", "yes", "no", "1", "true", "answered", "abandoned",
            "Answered", "Total", "total general", "call_id", "\0", "x\"y", "\"x\"y", "10:00:00,5",
        ]).prop_map(str::to_owned),
    ]
}

fn record() -> impl Strategy<Value = String> {
    let good = (0_u16..400, 0_u8..60).prop_map(|(id, n)| {
        format!("c{id:04},A{n},2026-03-01T10:{n:02}:00,{n},{},1,answered", n % 6)
    });
    let odd = prop::collection::vec(cell(), 5..9).prop_map(|cells| cells.join(","));
    prop_oneof![
        12 => good,
        4 => odd,
        1 => Just(String::new()),
        1 => Just("call_id,agent,start_time,talk_s,csat,resolved,outcome".to_owned()),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn records_read_at_once_are_those_read_with_care(
        records in prop::collection::vec((record(), prop::sample::select(vec!["\n", "\r\n", "\r"])), 1..80),
        (block, threads) in (prop_oneof![1_usize..300, Just(1 << 18)], 1_usize..4),
        cut in 0_usize..40,
    ) {
        let mut text = "call_id,agent,start_time,talk_s,csat,resolved,outcome\n".to_owned();
        for (record, end) in records {
            text.push_str(&record);
            text.push_str(end);
        }
        // A file may end anywhere.
        let end = (60..text.len()).rev().filter(|at| text.is_char_boundary(*at)).nth(cut);
        text.truncate(end.filter(|_| cut > 20).unwrap_or(text.len()));
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("calls.csv");
        std::fs::write(&path, text).unwrap();
        let careful = read(&path, Keep::Cells, (1 << 20, 1));
        prop_assert_eq!(read(&path, Keep::Problems, (block, threads)), careful);
    }
}
