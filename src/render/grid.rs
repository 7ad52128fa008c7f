//! Labelled lanes of finished text, drawn as a box for a terminal or plainly for a file.
//!
//! On a terminal, text lanes are broken to its width first. If even that is too wide, the lanes are
//! cut into blocks one below the other, each of which begins with the lanes that tell rows apart.

mod same;

use super::fit;
use comfy_table::{Cell, CellAlignment, ContentLineStyle, Table, TableStyle, presets};
use std::collections::BTreeSet;

/// The look of a table on a terminal.
const BOX: TableStyle = presets::UTF8_FULL_CONDENSED
    .header_lines(ContentLineStyle::new('│', '│', '│'))
    .content_lines(ContentLineStyle::new('│', '│', '│'));

/// How narrow a lane of text may become.
const LEAST_TEXT: usize = 12;

/// How wide a number may be before it is broken.
const WIDEST_NUMBER: usize = 40;

/// How far a lane is lined up in plain text; a longer cell sticks out instead of widening all rows.
const LINED_UP: usize = 200;

/// Finished text in lanes. Every row is as long as `lanes`, and all of it has passed `show`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// The lanes, from left to right.
    pub lanes: Vec<Lane>,
    /// The rows, from top to bottom.
    pub rows: Vec<Vec<String>>,
    /// The closing row, below a rule of its own.
    pub total: Option<Vec<String>>,
}

/// One lane.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lane {
    /// Heading.
    pub label: String,
    /// Where its cells stand.
    pub align: Align,
}

/// Where a text stands in its lane.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// Text.
    Left,
    /// Numbers.
    Right,
}

/// One line a row: two spaces between lanes, dashes under the header, no limit of width.
pub fn plain(grid: &Grid) -> String {
    let widths: Vec<usize> = spans(grid).iter().map(|span| span.natural.min(LINED_UP)).collect();
    let line = |cells: &[String]| {
        let lanes = grid.lanes.iter().zip(&widths).zip(cells);
        let padded = lanes.map(|((lane, width), text)| pad(text, *width, lane.align));
        padded.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    let labels: Vec<String> = grid.lanes.iter().map(|lane| lane.label.clone()).collect();
    let rule = widths.iter().map(|width| "-".repeat(*width)).collect::<Vec<_>>().join("  ");
    let mut lines = vec![line(&labels), rule.clone()];
    lines.extend(grid.rows.iter().map(|row| line(row)));
    if let Some(total) = &grid.total {
        lines.extend((!grid.rows.is_empty()).then_some(rule));
        lines.push(line(total));
    }
    lines.join("\n")
}

/// Boxes of at most `width` columns, unless a single number is wider than that; what all rows have the
/// same is told above them where the whole is too wide.
pub fn boxed(grid: &Grid, width: usize) -> String {
    let natural = spans(grid);
    if blocks(&natural, &[0], width).len() > 1
        && let Some((rest, same)) = same::apart(grid)
    {
        let mut lines = fit::wrap(&same, width.saturating_sub(2));
        lines.iter_mut().skip(1).for_each(|line| line.insert_str(0, "  "));
        return [lines.join("\n"), in_blocks(&rest, &spans(&rest), width)].join("\n");
    }
    in_blocks(grid, &natural, width)
}

fn in_blocks(grid: &Grid, spans: &[Span], width: usize) -> String {
    let draw = |lanes: Vec<usize>| draw(grid, &narrow(spans, lanes, width));
    let keys = keys(grid, spans, width);
    blocks(spans, &keys, width).into_iter().map(draw).collect::<Vec<_>>().join("\n")
}

/// Columns of a lane: what it would like, and the least that keeps it readable.
struct Span {
    natural: usize,
    least: usize,
}

fn spans(grid: &Grid) -> Vec<Span> {
    let lanes = grid.lanes.iter().enumerate();
    lanes
        .map(|(at, lane)| {
            let rows = grid.rows.iter().chain(&grid.total);
            let cells = rows.map(|row| fit::width(&row[at])).max().unwrap_or(0);
            let natural = cells.max(fit::width(&lane.label)).max(1);
            let word = fit::widest_word(&lane.label);
            let least = match lane.align {
                Align::Left => LEAST_TEXT.max(word.min(2 * LEAST_TEXT)),
                Align::Right => cells.min(WIDEST_NUMBER).max(word.min(LEAST_TEXT)),
            };
            Span { natural, least: least.clamp(1, natural) }
        })
        .collect()
}

/// Columns of a box: a border before each lane and one at the end, and a space on either side.
fn outer(widths: impl Iterator<Item = usize>) -> usize {
    widths.map(|width| width + 3).sum::<usize>() + 1
}

/// The lanes that tell rows apart: the fewest texts from the left, without those that are the same
/// in all rows; the first one alone where these would fill half a block, or none do.
fn keys(grid: &Grid, spans: &[Span], width: usize) -> Vec<usize> {
    let texts = grid.lanes.iter().take_while(|lane| lane.align == Align::Left).count();
    let distinct = |end: &usize| {
        let seen: BTreeSet<&[String]> = grid.rows.iter().map(|row| &row[..*end]).collect();
        seen.len() == grid.rows.len()
    };
    let varies = |lane: &usize| grid.rows.windows(2).any(|rows| rows[0][*lane] != rows[1][*lane]);
    let end = (1..=texts).find(distinct).unwrap_or(1);
    let keys: Vec<usize> = (0..end).filter(varies).collect();
    let narrow = outer(keys.iter().map(|lane| spans[*lane].least)) <= width / 2;
    if keys.is_empty() || !narrow { vec![0] } else { keys }
}

/// The lanes of each block.
fn blocks(spans: &[Span], keys: &[usize], width: usize) -> Vec<Vec<usize>> {
    let fits = |lanes: &[usize]| outer(lanes.iter().map(|lane| spans[*lane].least)) <= width;
    let mut blocks: Vec<Vec<usize>> = Vec::new();
    for lane in 0..spans.len() {
        match blocks.last_mut() {
            Some(block) if block.contains(&lane) => {}
            Some(block) if block.len() < 2 || fits(&[block.as_slice(), &[lane]].concat()) => {
                block.push(lane);
            }
            Some(_) if keys.contains(&lane) => blocks.push(keys.to_vec()),
            Some(_) => blocks.push([keys, &[lane]].concat()),
            None => blocks.push(vec![lane]),
        }
    }
    blocks
}

/// Lanes and their columns, the widest narrowed first until all fit or none can give more.
fn narrow(spans: &[Span], lanes: Vec<usize>, width: usize) -> Vec<(usize, usize)> {
    let natural = |lane: usize| (lane, spans[lane].natural.min(width.max(spans[lane].least)));
    let mut fitted: Vec<(usize, usize)> = lanes.into_iter().map(natural).collect();
    while outer(fitted.iter().map(|(_, columns)| *columns)) > width {
        let wide = fitted.iter_mut().filter(|(lane, columns)| *columns > spans[*lane].least);
        let Some((_, columns)) = wide.max_by_key(|(_, columns)| *columns) else { break };
        *columns -= 1;
    }
    fitted
}

fn draw(grid: &Grid, block: &[(usize, usize)]) -> String {
    let wrapped = |row: &[String]| -> Vec<Vec<String>> {
        block.iter().map(|(lane, columns)| fit::wrap(&row[*lane], *columns)).collect()
    };
    let cells = |row: &[String]| -> Vec<Cell> {
        let texts = wrapped(row).into_iter().zip(block);
        texts.map(|(lines, (lane, _))| cell(&lines, grid.lanes[*lane].align)).collect()
    };
    let labels: Vec<String> = grid.lanes.iter().map(|lane| lane.label.clone()).collect();
    let mut table = Table::new();
    table.load_style(BOX).set_header(cells(&labels));
    for row in grid.rows.iter().chain(&grid.total) {
        table.add_row(cells(row));
    }
    let mut lines: Vec<String> = table.lines().collect();
    if let (Some(total), Some(bottom), false) = (&grid.total, lines.last(), grid.rows.is_empty()) {
        let rule = bottom.replace('└', "├").replace('┴', "┼").replace('┘', "┤");
        let height = wrapped(total).iter().map(Vec::len).max().unwrap_or(0);
        lines.insert(lines.len() - 1 - height, rule);
    }
    lines.join("\n")
}

fn cell(lines: &[String], align: Align) -> Cell {
    let alignment = match align {
        Align::Left => CellAlignment::Left,
        Align::Right => CellAlignment::Right,
    };
    Cell::new(lines.join("\n")).set_alignment(alignment)
}

fn pad(text: &str, columns: usize, align: Align) -> String {
    let spaces = " ".repeat(columns.saturating_sub(fit::width(text)));
    match align {
        Align::Left => format!("{text}{spaces}"),
        Align::Right => format!("{spaces}{text}"),
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "a snapshot looks for its own source file")]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use snapbox::{assert_data_eq, str};

    fn grid(rows: &[[&str; 3]], total: Option<[&str; 3]>) -> Grid {
        let lane = |(label, align): (&str, Align)| Lane { label: label.to_owned(), align };
        let row = |row: &[&str; 3]| row.map(ToOwned::to_owned).to_vec();
        Grid {
            lanes: [("queue", Align::Left), ("calls", Align::Right), ("remark", Align::Left)]
                .map(lane)
                .to_vec(),
            rows: rows.iter().map(row).collect(),
            total: total.as_ref().map(row),
        }
    }

    #[test]
    fn a_grid_without_lanes_is_nothing() {
        let empty = Grid { lanes: vec![], rows: vec![vec![]], total: None };
        assert_eq!(boxed(&empty, 80), "");
        assert_eq!(plain(&empty).trim(), "");
    }

    #[test]
    fn a_grid_without_rows_is_its_header() {
        assert_data_eq!(
            boxed(&grid(&[], None), 80),
            str![[r#"
┌───────┬───────┬────────┐
│ queue │ calls │ remark │
╞═══════╪═══════╪════════╡
└───────┴───────┴────────┘
"#]]
        );
        assert_data_eq!(
            plain(&grid(&[], None)),
            str![[r#"
queue  calls  remark
-----  -----  ------
"#]]
        );
    }

    #[test]
    fn every_block_begins_with_the_texts_that_tell_rows_apart() {
        let lane = |(label, align): (&str, Align)| Lane { label: label.to_owned(), align };
        let lanes = [("card", Align::Left), ("kind", Align::Left), ("level", Align::Left)];
        let lanes = lanes.into_iter().chain([("errors", Align::Right), ("rate", Align::Right)]);
        let row = |cells: [&str; 5]| cells.map(ToOwned::to_owned).to_vec();
        let rows = vec![
            row(["one", "law", "call", "1", "0.5"]),
            row(["one", "law", "part", "2", "0.4"]),
            row(["one", "tone", "call", "3", "0.3"]),
        ];
        let grid = Grid { lanes: lanes.map(lane).collect(), rows, total: None };
        let text = boxed(&grid, 36);
        assert_data_eq!(
            text,
            str![[r#"
┌──────┬──────┬───────┬────────┐
│ card │ kind │ level │ errors │
╞══════╪══════╪═══════╪════════╡
│ one  │ law  │ call  │      1 │
│ one  │ law  │ part  │      2 │
│ one  │ tone │ call  │      3 │
└──────┴──────┴───────┴────────┘
┌──────┬───────┬──────┐
│ kind │ level │ rate │
╞══════╪═══════╪══════╡
│ law  │ call  │  0.5 │
│ law  │ part  │  0.4 │
│ tone │ call  │  0.3 │
└──────┴───────┴──────┘
"#]]
        );
    }

    #[test]
    fn text_breaks_to_the_terminal_and_numbers_do_not() {
        let remark = "callers were told the wrong opening hours";
        let grid = grid(
            &[["サポート", "1,234", remark], ["norte", "7", ""]],
            Some(["all", "1,241", "two of them were told twice"]),
        );
        assert_data_eq!(
            boxed(&grid, 44),
            str![[r#"
┌──────────┬───────┬───────────────────────┐
│ queue    │ calls │ remark                │
╞══════════╪═══════╪═══════════════════════╡
│ サポート │ 1,234 │ callers were told the │
│          │       │ wrong opening hours   │
│ norte    │     7 │                       │
├──────────┼───────┼───────────────────────┤
│ all      │ 1,241 │ two of them were told │
│          │       │ twice                 │
└──────────┴───────┴───────────────────────┘
"#]]
        );
        assert_data_eq!(
            plain(&grid),
            str![[r#"
queue     calls  remark
--------  -----  -----------------------------------------
サポート  1,234  callers were told the wrong opening hours
norte         7
--------  -----  -----------------------------------------
all       1,241  two of them were told twice
"#]]
        );
    }

    #[test]
    fn one_endless_cell_does_not_widen_every_row() {
        let endless = "x".repeat(100_000);
        let drawn = plain(&grid(&[[&endless, "1", ""], ["norte", "2", ""]], None));
        assert_eq!(drawn.lines().map(fit::width).collect::<Vec<_>>(), [215, 215, 100_007, 207]);
        assert!(
            boxed(&grid(&[[&endless, "1", ""]], None), 80)
                .lines()
                .all(|line| fit::width(line) <= 80)
        );
    }

    #[test]
    fn what_is_too_wide_goes_on_below_beside_the_first_lane() {
        let grid = grid(&[["norte", "1,234", "wrong hours"]], Some(["all", "1,234", ""]));
        assert_data_eq!(
            boxed(&grid, 24),
            str![[r#"
┌───────┬───────┐
│ queue │ calls │
╞═══════╪═══════╡
│ norte │ 1,234 │
├───────┼───────┤
│ all   │ 1,234 │
└───────┴───────┘
┌───────┬─────────────┐
│ queue │ remark      │
╞═══════╪═════════════╡
│ norte │ wrong hours │
├───────┼─────────────┤
│ all   │             │
└───────┴─────────────┘
"#]]
        );
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn no_box_is_wider_than_the_terminal(
            queue in "[a-zñサ ]{0,60}", calls in "[0-9]{1,9}", remark in "[a-z ]{0,60}", width in 32..90_usize,
        ) {
            let drawn = boxed(&grid(&[[&queue, &calls, &remark]], Some(["all", &calls, ""])), width);
            let widths: Vec<usize> = drawn.lines().map(fit::width).collect();
            prop_assert!(widths.iter().all(|columns| *columns <= width), "{drawn}");
        }
    }
}
