//! How good everything is: machine scores of all, put right by people's scores of a random sample.

use super::measured::CONFIDENCE;
use super::question_tables::count;
use crate::report::{Audience, Cell, Column, Table, Unit};
use crate::stats::assisted::{Power, Sample, over_design};
use crate::stats::mean::{self, of_reals};
use crate::stats::real;
use crate::stats::survey::{Design, Estimate, exact, korn_graubard};

/// Below this many interactions scored by people an estimate is said to rest on few.
pub const FEW_BY_PEOPLE: usize = 30;

/// One figure to estimate of all interactions.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// The machine.
    pub machine: String,
    /// `score`, or a question.
    pub of: String,
    /// What its numbers mean; shares lie between 0 and 1.
    pub unit: Unit,
    /// The sample with people's figures, and the sizes of its strata.
    pub design: Design,
    /// The machine's figures of the sample, in its order.
    pub predicted: Vec<f64>,
    /// The machine's figures of all the others.
    pub rest: Vec<f64>,
}

/// One way to estimate.
struct Way {
    name: &'static str,
    value: f64,
    limits: Option<(f64, f64)>,
    error: Option<f64>,
    power: Option<f64>,
    /// How many interactions people alone would have to score for the same error.
    worth: Option<f64>,
}

/// Table `assisted`: every figure estimated from people alone and with the help of the machine.
///
/// The effective size is how many interactions people would have to score for the same error.
pub fn assisted_table(measures: &[Measure]) -> Table {
    let mut columns = vec![
        Column::new("machine", "machine", Unit::Text),
        Column::new("of", "of", Unit::Text),
        Column::new("method", "method", Unit::Text),
        Column::new("unit", "unit", Unit::Text),
        Column::new("by_people", "by people", Unit::Count),
        Column::new("by_machine", "by machine", Unit::Count),
        Column::new("estimate", "estimate", Unit::Plain),
    ];
    columns.extend(Column::limits("estimate", Unit::Plain));
    columns.extend([
        Column::new("estimate_error", "error", Unit::Plain),
        Column::new("power", "power", Unit::Plain),
        Column::new("effective_size", "worth by people", Unit::Count),
    ]);
    Table {
        key: "assisted",
        title: "All interactions, from machine scores put right by people's".to_owned(),
        audience: Audience::Everyone,
        columns,
        rows: measures.iter().flat_map(rows).collect(),
        total: None,
    }
}

fn rows(measure: &Measure) -> Vec<Vec<Cell>> {
    let ways = ways(measure);
    let n = measure.design.units.len();
    let row = |way: &Way| {
        let worth = way.worth.and_then(|worth| real::truncate(worth.round()));
        vec![
            Cell::text(&measure.machine),
            Cell::text(&measure.of),
            Cell::text(way.name),
            Cell::text(match measure.unit {
                Unit::Share => "share",
                Unit::Score => "points",
                _ => "value",
            }),
            count(n),
            count(n + measure.rest.len()),
            Cell::number(Some(way.value)),
            Cell::number(way.limits.map(|limits| limits.0)),
            Cell::number(way.limits.map(|limits| limits.1)),
            Cell::number(way.error),
            Cell::number(way.power),
            worth.and_then(|n| u64::try_from(n).ok()).map_or(Cell::Missing, Cell::Count),
        ]
    };
    ways.iter().map(row).collect()
}

fn ways(measure: &Measure) -> Vec<Way> {
    let all = measure.predicted.iter().chain(&measure.rest).copied();
    let Some(of_all) = of_reals(&all.collect::<Vec<_>>()).map(|mean| mean.mean) else {
        return Vec::new();
    };
    let (mut ways, mut alone): (Vec<Way>, Option<f64>) = (Vec::new(), None);
    for (name, power) in [
        ("people alone", Power::Fixed(0.0)),
        ("difference", Power::Fixed(1.0)),
        ("power-tuned", Power::Tuned),
    ] {
        let found = over_design(&measure.design, (&measure.predicted, of_all), power);
        let Some((estimate, power)) = found else { continue };
        let alone = *alone.get_or_insert(estimate.se().unwrap_or_default());
        ways.push(Way {
            name,
            value: estimate.value,
            limits: limits(measure, &estimate, name),
            error: estimate.se(),
            power: (name == "power-tuned").then_some(power),
            worth: estimate.se().and_then(|error| worth(measure, alone, error)),
        });
    }
    ways.extend(powered(measure).into_iter().flatten());
    ways
}

/// How many interactions people would have to score, drawn from all without replacement, for an error, where
/// theirs has the error `alone`; `None` where that is nothing.
fn worth(measure: &Measure, alone: f64, error: f64) -> Option<f64> {
    let n = real::length(measure.design.units.len());
    let all = n + real::length(measure.rest.len());
    let spread = alone * alone * n / (1.0 - n / all);
    (alone > 0.0 && n < all).then(|| spread / (error * error + spread / all))
}

/// Student's limits; of people's shares alone those for shares, exact where all or none.
fn limits(measure: &Measure, estimate: &Estimate, way: &str) -> Option<(f64, f64)> {
    if measure.unit == Unit::Share && way == "people alone" {
        let whole = estimate.value <= 0.0 || estimate.value >= 1.0;
        let n = real::length(estimate.n);
        return korn_graubard(estimate, estimate.n, CONFIDENCE)
            .or_else(|| whole.then(|| exact(estimate.value * n, n, CONFIDENCE)));
    }
    // No scatter seen is not certainty, unless everything was scored by people.
    let seen = estimate.variance.is_some_and(|variance| variance > 0.0) || measure.rest.is_empty();
    estimate.interval(CONFIDENCE).filter(|_| seen)
}

/// The prediction-powered mean, for a sample without strata: of how work is done, beyond these. With limits
/// for few measurements, and with those of its authors.
fn powered(measure: &Measure) -> Option<[Way; 2]> {
    let units = &measure.design.units;
    let first = units.first()?.weight;
    let alike = units.iter().all(|unit| (unit.weight - first).abs() < 1e-9 * first);
    if measure.design.strata.len() != 1 || !alike || units.len() < 2 {
        return None;
    }
    let both = units.iter().map(|unit| unit.y).zip(measure.predicted.iter().copied());
    let sample = Sample { both: both.collect(), rest: measure.rest.clone() };
    let found = sample.powered(Power::Tuned)?;
    let alone = sample.powered(Power::Fixed(0.0))?.standard_error;
    let n = real::length(sample.both.len());
    let scatters = found.standard_error > 0.0;
    let way = |name, limits: Option<(f64, f64)>, error: Option<f64>| Way {
        name,
        value: found.mean,
        limits: limits.filter(|_| scatters),
        error,
        power: Some(found.power),
        worth: scatters.then(|| n * (alone / found.standard_error).powi(2)),
    };
    let own = found.small_sample_interval(CONFIDENCE);
    Some([
        way("prediction-powered", own, found.small_sample_error),
        way(
            "prediction-powered, large sample",
            Some(found.interval(CONFIDENCE)),
            Some(found.standard_error),
        ),
    ])
}

/// The figures for which something holds, in a sentence; `None` when there is none.
fn named(
    measures: &[Measure],
    holds: impl Fn(&&Measure) -> bool,
    sentence: impl Fn(&str) -> String,
) -> Option<String> {
    let found = measures.iter().filter(holds).map(|measure| format!("`{}`", measure.of));
    let found: Vec<String> = found.collect();
    (!found.is_empty()).then(|| sentence(&found.join(", ")))
}

/// What a reader must know of these estimates.
pub fn assisted_notes(measures: &[Measure]) -> Vec<String> {
    let mut notes = Vec::new();
    let least = measures.iter().map(|measure| measure.design.units.len()).min();
    if let Some(n) = least.filter(|n| *n < FEW_BY_PEOPLE) {
        notes.push(format!(
            "people scored {n} interactions of the sample: estimates that rest on fewer than \
             {FEW_BY_PEOPLE} have limits too unsure to decide by"
        ));
    }
    let impossible = |measure: &&Measure| {
        let most = match measure.unit {
            Unit::Share => 1.0,
            Unit::Score => 100.0,
            _ => f64::INFINITY,
        };
        let least = if most.is_finite() { 0.0 } else { f64::NEG_INFINITY };
        ways(measure).iter().any(|way| way.value > most || way.value < least)
    };
    notes.extend(named(measures, impossible, |of| {
        format!(
            "an estimate lies beyond what can be, so people scored too few for the machine: {of}"
        )
    }));
    let rare = |measure: &&Measure| {
        let n = real::length(measure.design.units.len());
        let hits = mean::sum(measure.design.units.iter().map(|unit| unit.y));
        measure.unit == Unit::Share && n > 0.0 && hits * (n - hits) / n < 5.0
    };
    notes.extend(named(measures, rare, |of| {
        format!(
            "too rare in the sample for the limits of machine-assisted shares: {of}; read those of \
             people alone"
        )
    }));
    let worse = |measure: &&Measure| {
        let ways = ways(measure);
        let error = |name: &str| ways.iter().find(|way| way.name == name)?.error;
        error("difference").zip(error("people alone")).is_some_and(|(with, alone)| with > alone)
    };
    notes.extend(named(measures, worse, |of| {
        format!(
            "the machine tells so little that taking it at its word costs precision: {of}; read the \
             power-tuned estimate"
        )
    }));
    notes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::survey::Unit as Drawn;

    fn measure(pairs: &[(f64, f64)], rest: &[f64], unit: Unit) -> Measure {
        let all = real::length(pairs.len() + rest.len());
        let weight = all / real::length(pairs.len());
        let units = pairs.iter().map(|(y, _)| Drawn { stratum: 0, weight, y: *y });
        Measure {
            machine: "bot".to_owned(),
            of: "score".to_owned(),
            unit,
            design: Design { strata: vec![all], units: units.collect() },
            predicted: pairs.iter().map(|pair| pair.1).collect(),
            rest: rest.to_vec(),
        }
    }

    #[test]
    fn a_sample_of_nobody_has_no_row_and_one_of_one_has_no_limits() {
        assert!(rows(&measure(&[], &[], Unit::Score)).is_empty());
        let one = rows(&measure(&[(80.0, 90.0)], &[70.0, 80.0], Unit::Score));
        assert_eq!(one.len(), 3);
        assert!(one.iter().all(|row| row[7] == Cell::Missing && row[9] == Cell::Missing));
    }

    /// By hand: a machine that is 5 too generous everywhere is put right without an error left.
    #[test]
    fn a_machine_that_is_always_as_far_off_is_worth_everything() {
        let pairs = [(80.0, 85.0), (70.0, 75.0), (90.0, 95.0)];
        let found = ways(&measure(&pairs, &[65.0, 95.0, 55.0], Unit::Score));
        let difference = &found[1];
        assert!(
            (difference.value - (85.0 + 75.0 + 95.0 + 65.0 + 95.0 + 55.0) / 6.0 + 5.0).abs() < 1e-9
        );
        assert!(difference.error.unwrap() < 1e-9);
        assert!(
            (difference.worth.unwrap() - 6.0).abs() < 1e-9
                && (found[0].worth.unwrap() - 3.0).abs() < 1e-9
        );
        assert_eq!(found[3].name, "prediction-powered");
    }

    /// A rule of thumb for shares: n p (1 − p) of 5, here 10 · .1 · .9 = .9.
    #[test]
    fn few_rare_and_useless_are_said() {
        let mut pairs = vec![(0.0, 1.0), (1.0, 0.0)];
        pairs.extend([(0.0, 0.0); 4]);
        pairs.extend([(0.0, 1.0); 4]);
        let notes = assisted_notes(&[measure(&pairs, &[1.0, 0.0, 1.0], Unit::Share)]);
        assert_eq!(notes.len(), 3, "{notes:?}");
        assert!(notes[0].starts_with("people scored 10 interactions"));
        assert!(notes[2].contains("costs precision: `score`"));
    }
}
