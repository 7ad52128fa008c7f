use super::*;
use crate::model::{Batch, Column, Field, Fold, TextColumn};
use proptest::prelude::*;

/// A plan by agent without a filter.
pub(in crate::sampling) fn plan(seed: &str, n: usize) -> Plan {
    Plan::each(seed, vec![By::Column(Field::AgentId.into())], n)
}

/// Interaction ids and agents as a batch.
pub(in crate::sampling) fn batch(rows: &[(String, String)]) -> Batch {
    let (mut ids, mut agents) = (TextColumn::default(), TextColumn::default());
    for (id, agent) in rows {
        ids.push(id);
        agents.push(agent);
    }
    let columns = vec![
        (Field::InteractionId.into(), Column::Text(ids)),
        (Field::AgentId.into(), Column::Text(agents)),
    ];
    Batch::new(rows.len(), columns)
}

pub(in crate::sampling) fn draw(plan: Plan, rows: &[(String, String)]) -> Draw {
    let mut frame = Frame::new(plan);
    frame.update(&batch(rows));
    Draw::from_frame(frame)
}

/// `count` calls of one agent.
pub(in crate::sampling) fn calls(agent: &str, count: usize) -> Vec<(String, String)> {
    (0..count).map(|i| (format!("{agent}-{i}"), agent.to_owned())).collect()
}

fn ids(stratum: &Stratum) -> Vec<&str> {
    stratum.drawn.iter().map(|pick| pick.candidate.interaction_id.as_str()).collect()
}

#[test]
fn nothing_is_drawn_from_nothing_and_that_is_not_full() {
    let draw = draw(plan("s", 5), &[]);
    assert_eq!((draw.count(), draw.eligible, draw.is_full()), (0, 0, false));
}

#[test]
fn a_draw_by_hand() {
    // for i in 1 2 3 4 5; do printf "seed7|C-000$i" | sha256sum; done
    //   C-0001 a39d396a…  C-0002 40c1e52b…  C-0003 a1aaeffe…  C-0004 83272fcb…  C-0005 0bd4ff22…
    // In order: C-0005, C-0002, C-0004, C-0003, C-0001.
    let rows: Vec<_> = (1..=5).map(|i| (format!("C-000{i}"), "A1".to_owned())).collect();
    let draw = draw(plan("seed7", 2), &rows);
    let stratum = &draw.strata[0];
    assert_eq!(ids(stratum), ["C-0005", "C-0002"]);
    let reserve: Vec<_> =
        stratum.reserve.iter().map(|pick| (pick.rank, pick.ticket.short())).collect();
    assert_eq!(reserve, [(3, "83272fcbace387b3".to_owned()), (4, "a1aaeffeb32d03a3".to_owned())]);
    assert_eq!((stratum.drawn[0].probability, stratum.size), ((2, 5), 5));
    assert_eq!(stratum.label, "agent_id=A1");
}

#[test]
fn the_rule_of_field_md_draws_its_vector() {
    // Sample of 2 with seed 2025-W14, as published with the rule.
    let rows: Vec<_> = (1..=5).map(|i| (format!("C-000{i}"), "A1".to_owned())).collect();
    assert_eq!(ids(&draw(plan("2025-W14", 2), &rows).strata[0]), ["C-0005", "C-0004"]);
}

#[test]
fn a_small_stratum_is_drawn_whole_and_said_to_be_short() {
    let mut rows = calls("A1", 3);
    rows.extend(calls("A2", 9));
    let draw = draw(plan("s", 3), &rows);
    assert!(draw.is_full());
    assert_eq!(draw.strata[0].drawn[0].probability, (1, 1));
    assert_eq!(draw.strata[1].drawn[0].probability, (3, 9));
    let draw = self::draw(plan("s", 4), &rows);
    assert_eq!(draw.short().map(|s| s.label.as_str()).collect::<Vec<_>>(), ["agent_id=A1"]);
}

#[test]
fn without_strata_everything_is_one() {
    let mut rows = calls("A1", 3);
    rows.extend(calls("A2", 9));
    let draw = draw(Plan { strata: Vec::new(), ..plan("s", 4) }, &rows);
    assert_eq!(draw.strata.len(), 1);
    assert_eq!((draw.strata[0].label.as_str(), draw.strata[0].size), ("all", 12));
}

#[test]
fn an_id_on_two_rows_is_drawn_once() {
    let mut rows = calls("A1", 2);
    rows.extend(calls("A1", 2));
    let draw = draw(plan("s", 5), &rows);
    assert_eq!((draw.count(), draw.strata[0].size), (2, 4));
    assert_eq!(draw.strata[0].drawn[0].probability, (1, 1));
}

/// Counts of each call over many seeds; under a fair draw, chi-square with 11 degrees of freedom,
/// scaled by (N−1)/(N−n) because a call is drawn at most once per seed, stays below its 99.9 %
/// quantile, 31.264 (R: `qchisq(.999, 11)`).
#[test]
fn every_call_is_drawn_as_often_as_any_other() {
    let (rows, seeds, n) = (calls("A1", 12), 2_000_u32, 3);
    let mut counts = BTreeMap::new();
    for seed in 0..seeds {
        for id in ids(&draw(plan(&seed.to_string(), n), &rows).strata[0]) {
            *counts.entry(id.to_owned()).or_insert(0_u32) += 1;
        }
    }
    let expected = f64::from(seeds) * 3.0 / 12.0;
    let chi: f64 = counts.values().map(|c| (f64::from(*c) - expected).powi(2) / expected).sum();
    let chi = chi * 11.0 / 9.0;
    assert_eq!(counts.len(), 12);
    assert!(chi < 31.264 && chi > 0.5, "chi-square {chi}");
}

fn rows() -> impl Strategy<Value = Vec<(String, String)>> {
    let row = ("[A-C]", 0..40_u8).prop_map(|(agent, id)| (format!("{agent}{id}"), agent));
    prop::collection::vec(row, 0..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn neither_order_nor_cut_nor_merge_matters(
        (rows, shuffled) in rows().prop_flat_map(|rows| {
            (Just(rows.clone()), Just(rows).prop_shuffle())
        }),
        cuts in prop::collection::vec(0..61_usize, 2),
        n in 1..6_usize,
    ) {
        let whole = draw(plan("s", n), &rows);
        let (a, b) = (cuts[0].min(shuffled.len()), cuts[1].min(shuffled.len()));
        let (a, b) = (a.min(b), a.max(b));
        let frames = [&shuffled[..a], &shuffled[a..b], &shuffled[b..]].map(|part| {
            let mut frame = Frame::new(plan("s", n));
            frame.update(&batch(part));
            frame
        });
        let [first, second, mut third] = frames;
        third.merge(first);
        third.merge(second);
        prop_assert_eq!(Draw::from_frame(third), whole);
    }

    #[test]
    fn asking_for_more_keeps_what_was_drawn(rows in rows(), n in 1..6_usize, more in 0..6_usize) {
        let few = draw(plan("s", n), &rows);
        let many = draw(plan("s", n + more), &rows);
        for (few, many) in few.strata.iter().zip(&many.strata) {
            prop_assert_eq!(ids(few), &ids(many)[..few.drawn.len()]);
        }
    }

    #[test]
    fn other_strata_do_not_matter(rows in rows(), n in 1..6_usize) {
        let all = draw(plan("s", n), &rows);
        let alone: Vec<_> = rows.into_iter().filter(|(_, agent)| agent == "A").collect();
        let alone = draw(plan("s", n), &alone);
        let found = all.strata.iter().find(|stratum| stratum.label == "agent_id=A");
        prop_assert_eq!(found, alone.strata.first());
    }

    #[test]
    fn a_late_row_replaces_at_most_the_last(rows in rows(), late in 40..99_u8, n in 1..6_usize) {
        let before = draw(plan("s", n), &rows);
        let mut more = rows;
        more.push((format!("A{late}"), "A".to_owned()));
        let after = draw(plan("s", n), &more);
        let find = |draw: &Draw| -> Vec<String> {
            let found = draw.strata.iter().find(|s| s.label == "agent_id=A").map(ids);
            found.unwrap_or_default().into_iter().map(str::to_owned).collect()
        };
        let (before, after) = (find(&before), find(&after));
        let kept = before.iter().filter(|id| after.contains(id)).count();
        prop_assert!(kept + 1 >= before.len());
    }

    #[test]
    fn small_strata_are_whole_and_probabilities_add_up(rows in rows(), n in 1..6_usize) {
        for stratum in &draw(plan("s", n), &rows).strata {
            let (num, den) = stratum.drawn[0].probability;
            prop_assert!(num <= den && den <= i128::from(stratum.size.max(1)));
            if usize::try_from(stratum.size).unwrap() <= n {
                prop_assert_eq!((num, den), (1, 1));
            }
            if !stratum.whole {
                // The weights of those drawn, one over each probability, add up to N.
                let drawn = i128::try_from(stratum.drawn.len()).unwrap();
                let size = i128::from(stratum.size);
                prop_assert_eq!((drawn, drawn * den), (i128::try_from(n).unwrap(), size * num));
            }
        }
    }
}
