//! Chances by size, and what a start chooses.

use crate::case::Case;
use qa::sampling::{Ticket, systematic};
use sha2::{Digest, Sha256};

fn float((num, den): (i128, i128)) -> f64 {
    f64::from(i32::try_from(num).unwrap()) / f64::from(i32::try_from(den).unwrap())
}

fn positions(chosen: impl IntoIterator<Item = bool>) -> Vec<f64> {
    let chosen = (1_u32..).zip(chosen).filter(|(_, chosen)| *chosen);
    chosen.map(|(at, _)| f64::from(at)).collect()
}

#[test]
fn chances_by_size_agree() {
    for (name, n) in [("pps-equal", 4), ("pps-risk", 5)] {
        let Some(case) = Case::open(&format!("sampling-design/{name}")) else { return };
        let size = |text: &str| text.strip_suffix(".0").unwrap().parse().unwrap();
        let rows = case.rows("frame.csv");
        let sizes: Vec<i64> = rows.iter().map(|row| size(&row["risk"])).collect();
        let chances = systematic::probabilities(&sizes, n);
        let shares: Vec<f64> = chances.iter().copied().map(float).collect();
        case.check("inclusion_probabilities", &shares);
        case.check("sum", &[shares.iter().sum()]);
        case.check("weights", &shares.iter().map(|share| 1.0 / share).collect::<Vec<_>>());
        case.check("certainty_units", &positions(chances.iter().map(|(num, den)| num == den)));
        let start = case.value("systematic_start").as_f64().unwrap();
        // A start counts in parts of 2⁻⁴⁰.
        let start: u64 = format!("{:.0}", start * 1_099_511_627_776.0).parse().unwrap();
        case.check("systematic_sample", &positions(systematic::choose(&chances, start)));
        case.close();
    }
}

#[test]
fn a_draw_by_hash_is_the_smallest_of_them() {
    let Some(case) = Case::open("sampling-design/hash-srs") else { return };
    let rows = case.rows("frame.csv");
    let ordered = |key: &dyn Fn(&str) -> Vec<u8>| -> Vec<String> {
        let mut ids: Vec<String> = rows.iter().map(|row| row["interaction_id"].clone()).collect();
        ids.sort_by_key(|id| key(id));
        ids
    };
    let hash = |text: String| Sha256::digest(text).to_vec();
    // The rule of the case has the byte 0x1F between seed and id.
    let theirs = ordered(&|id| hash(format!("2024-09\u{1f}{id}")));
    let expected: Vec<String> =
        serde_json::from_value(case.value("selected_in_order").clone()).unwrap();
    assert_eq!(theirs[..10], expected);
    // Ours has a bar, and is otherwise the same.
    let ours = ordered(&|id| Ticket::of("2024-09", id).to_string().into_bytes());
    assert_eq!(ours, ordered(&|id| hash(format!("2024-09|{id}"))));
    case.close();
}
