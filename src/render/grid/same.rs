//! Lanes that say the same in every row, and tell more in one line above them.

use super::Grid;

/// From how many rows on a lane is worth taking out.
const LEAST_ROWS: usize = 3;

/// The grid without the lanes that are the same in all rows, and what these say; `None` when there is
/// none but the first, which names the rows, or when there are few rows.
///
/// A closing row that says something else in a lane keeps the lane.
pub(super) fn apart(grid: &Grid) -> Option<(Grid, String)> {
    let first = grid.rows.first().filter(|_| grid.rows.len() >= LEAST_ROWS)?;
    let is_same = |lane: usize| {
        // A lane without a name, such as a mark against a target, belongs to the one before it.
        let is_named = grid.lanes[lane].label.starts_with(char::is_alphabetic);
        let total = grid.total.as_ref().map(|row| &row[lane]);
        is_named
            && grid.rows.iter().all(|row| row[lane] == first[lane])
            && total.is_none_or(|text| *text == first[lane] || text.is_empty() || text == "–")
    };
    let (same, kept): (Vec<usize>, Vec<usize>) =
        (0..grid.lanes.len()).partition(|lane| *lane > 0 && is_same(*lane));
    let told = same.iter().map(|lane| format!("{} {}", grid.lanes[*lane].label, first[*lane]));
    let told = format!("in every row: {}", told.collect::<Vec<_>>().join(", "));
    let keep = |row: &Vec<String>| kept.iter().map(|lane| row[*lane].clone()).collect();
    let rest = Grid {
        lanes: kept.iter().map(|lane| grid.lanes[*lane].clone()).collect(),
        rows: grid.rows.iter().map(keep).collect(),
        total: grid.total.as_ref().map(keep),
    };
    (!same.is_empty()).then_some((rest, told))
}

#[cfg(test)]
mod tests {
    use super::super::{Align, Lane, boxed};
    use super::*;

    fn grid(rows: &[[&str; 4]], total: Option<[&str; 4]>) -> Grid {
        let lane = |label: &str| Lane { label: label.to_owned(), align: Align::Left };
        let row = |row: &[&str; 4]| row.map(ToOwned::to_owned).to_vec();
        Grid {
            lanes: ["agent", "scorecard", "version", "score"].map(lane).to_vec(),
            rows: rows.iter().map(row).collect(),
            total: total.as_ref().map(row),
        }
    }

    #[test]
    fn what_all_rows_say_is_said_once_where_there_is_no_room() {
        let rows = [
            ["A1", "inbound-voice", "1.0", "80"],
            ["A2", "inbound-voice", "1.0", "90"],
            ["A3", "inbound-voice", "1.0", "70"],
        ];
        let wide = boxed(&grid(&rows, None), 80);
        assert!(wide.contains("│ A1    │ inbound-voice │ 1.0     │ 80    │"), "{wide}");
        let narrow = boxed(&grid(&rows, None), 36);
        assert!(
            narrow.starts_with("in every row: scorecard inbound-\n")
                || narrow.starts_with("in every row: scorecard\n"),
            "{narrow}"
        );
        assert!(narrow.contains("│ A1    │ 80    │"), "{narrow}");
    }

    #[test]
    fn a_closing_row_or_few_rows_keep_their_lanes() {
        let rows = [["A1", "x", "1.0", "80"], ["A2", "x", "1.0", "90"], ["A3", "x", "1.0", "70"]];
        let (rest, told) = apart(&grid(&rows, Some(["all", "–", "2.0", "80"]))).unwrap();
        assert_eq!(told, "in every row: scorecard x");
        assert_eq!(rest.lanes.len(), 3);
        assert_eq!(rest.total.unwrap(), ["all", "2.0", "80"]);
        assert_eq!(apart(&grid(&rows[..2], None)), None);
    }
}
