//! The tables that tell how evaluators' leans change from session to session.

use super::drift::{self, Drawn, Series, Session};
use super::measured::CONFIDENCE;
use super::question_tables::count;
use super::report::Options;
use crate::report::lines::{Mark, lines};
use crate::report::{Audience, Cell, Column, Table, Unit};
use crate::stats::multiple;

/// Tables `drift` (one row an evaluator and question, with what the control chart says), `drift_chart`
/// (for people: the sessions of each evaluator by total score, drawn) and `drift_points` (every point of
/// every chart). Sessions stand in order of time.
pub fn drift_tables(sessions: &[Session], options: &Options) -> Vec<Table> {
    let series = drift::series(sessions, options.reference.as_deref(), &options.stakes);
    let drawn: Vec<(&Series, Drawn)> =
        series.iter().filter_map(|series| Some((series, series.draw()?))).collect();
    vec![summary(&drawn, sessions), chart(&drawn, sessions), points(&drawn, sessions)]
}

fn of_series(series: &Series) -> [Cell; 2] {
    [Cell::text(&series.evaluator), Cell::text(&series.of)]
}

fn summary(drawn: &[(&Series, Drawn)], sessions: &[Session]) -> Table {
    let p = drawn.iter().map(|(_, drawn)| drawn.trend.map_or(1.0, |trend| trend.p));
    let adjusted = multiple::false_discovery(&p.collect::<Vec<_>>());
    let row = |((series, drawn), p): (&(&Series, Drawn), &f64)| {
        let trend_p = drawn.trend.map(|_| *p);
        let ends = [series.leans.first(), series.leans.last()];
        let name = |at: Option<&drift::Lean>| {
            at.map_or(Cell::Missing, |lean| Cell::text(&sessions[lean.session].name))
        };
        let bias = |at: Option<&drift::Lean>| Cell::number(at.map(|lean| lean.bias.mean));
        let point = drawn.points[0];
        let mut cells = of_series(series).to_vec();
        cells.extend([
            count(series.leans.len()),
            bias(ends[0]),
            name(ends[1]),
            bias(ends[1]),
            Cell::number(Some(point.center)),
            Cell::number(Some(point.lower)),
            Cell::number(Some(point.upper)),
            Cell::number(drawn.trend.map(|trend| trend.slope)),
            Cell::number(trend_p),
            Cell::text(drawn.verdict(trend_p)),
        ]);
        cells
    };
    Table {
        key: "drift",
        title: "Lean of evaluators from session to session".to_owned(),
        audience: Audience::Everyone,
        columns: vec![
            Column::new("evaluator", "evaluator", Unit::Text),
            Column::new("of", "of", Unit::Text),
            Column::new("sessions", "sessions", Unit::Count),
            Column::new("first_bias", "at first", Unit::Plain),
            Column::new("last_session", "last session", Unit::Text),
            Column::new("last_bias", "there", Unit::Plain),
            Column::new("center", "centre", Unit::Plain),
            Column::new("lower_control_limit", "from", Unit::Plain),
            Column::new("upper_control_limit", "to", Unit::Plain),
            Column::new("change_per_session", "a session", Unit::Plain),
            Column::new("trend_p", "p of a trend", Unit::Plain),
            Column::new("drift", "chart says", Unit::Text),
        ],
        rows: drawn.iter().zip(&adjusted).map(row).collect(),
        total: None,
    }
}

/// Total scores, or where there are none the questions.
fn chart(drawn: &[(&Series, Drawn)], sessions: &[Session]) -> Table {
    let is_score = |series: &Series| series.of == "score";
    let has_scores = drawn.iter().any(|(series, _)| is_score(series));
    let mut rows = Vec::new();
    for (series, drawn) in drawn.iter().filter(|(series, _)| !has_scores || is_score(series)) {
        let lines = lines(&marks(drawn));
        for (at, lean) in series.leans.iter().enumerate() {
            let mut cells = of_series(series).to_vec();
            cells.extend(of_session(&sessions[lean.session]));
            cells.extend([
                count(usize::try_from(lean.bias.n).unwrap_or(usize::MAX)),
                Cell::number(Some(lean.bias.mean)),
                Cell::text(&lines[at]),
            ]);
            rows.push(cells);
        }
    }
    Table {
        key: "drift_chart",
        title: "Control chart of bias".to_owned(),
        audience: Audience::People,
        columns: vec![
            Column::new("evaluator", "evaluator", Unit::Text),
            Column::new("of", "of", Unit::Text),
            Column::new("session", "session", Unit::Text),
            Column::new("began", "began", Unit::Text),
            Column::new("interactions", "n", Unit::Count),
            Column::new("bias", "bias", Unit::Plain),
            Column::new("chart", "chart", Unit::Text),
        ],
        rows,
        total: None,
    }
}

fn of_session(session: &Session) -> [Cell; 2] {
    [Cell::text(&session.name), Cell::text(&session.began)]
}

fn marks(drawn: &Drawn) -> Vec<Mark> {
    let mark = |(at, point): (usize, &crate::stats::chart::Point)| Mark {
        value: point.value,
        center: point.center,
        lower: point.lower,
        upper: point.upper,
        signal: drawn.beyond.contains(&at),
    };
    drawn.points.iter().enumerate().map(mark).collect()
}

fn points(drawn: &[(&Series, Drawn)], sessions: &[Session]) -> Table {
    let mut rows = Vec::new();
    for (series, drawn) in drawn {
        for (at, (lean, point)) in series.leans.iter().zip(&drawn.points).enumerate() {
            let limits = lean.bias.interval(CONFIDENCE);
            let mut cells = of_series(series).to_vec();
            cells.extend(of_session(&sessions[lean.session]));
            cells.extend([
                Cell::Count(lean.bias.n),
                Cell::number(Some(lean.bias.mean)),
                Cell::number(limits.map(|limits| limits.0)),
                Cell::number(limits.map(|limits| limits.1)),
                Cell::number(Some(point.center)),
                Cell::number(Some(point.lower)),
                Cell::number(Some(point.upper)),
                Cell::Flag(drawn.beyond.contains(&at)),
            ]);
            rows.push(cells);
        }
    }
    let mut columns = vec![
        Column::new("evaluator", "evaluator", Unit::Text),
        Column::new("of", "of", Unit::Text),
        Column::new("session", "session", Unit::Text),
        Column::new("began", "began", Unit::Text),
        Column::new("interactions", "n", Unit::Count),
        Column::new("bias", "bias", Unit::Plain),
    ];
    columns.extend(Column::limits("bias", Unit::Plain));
    columns.extend([
        Column::new("center", "centre", Unit::Plain),
        Column::new("lower_control_limit", "from", Unit::Plain),
        Column::new("upper_control_limit", "to", Unit::Plain),
        Column::new("beyond", "beyond", Unit::Flag),
    ]);
    Table {
        key: "drift_points",
        title: "Every point of the control charts".to_owned(),
        audience: Audience::Machines,
        columns,
        rows,
        total: None,
    }
}
