//! Do intervals cover what they say, are drawn-in means nearer, are one in twenty words wrong?
//!
//! A small version runs with every test. The figures of the documentation are those of
//! `cargo test --release --test simulations -- --ignored --nocapture`.
#![expect(clippy::unwrap_used, reason = "a failed set-up should fail the test")]
#![expect(clippy::print_stdout, reason = "the long version prints its figures")]

use qa::agreement::alpha::{self, Metric};
use qa::agreement::bias::Scores;
use qa::agreement::chance::{self, Chance};
use qa::agreement::estimate::Estimate;
use qa::agreement::icc::MeanSquares;
use qa::agreement::scale::{Level, Scale};
use qa::agreement::severity::Design;
use qa::agreement::table::Table;
use qa::agreement::weights::Weights;
use qa::evidence::{Agent, Piece, Sample, Study, Verdict};
use qa::ingest::scorecards;
use qa::scorecard::Scorecard;
use qa::stats::assisted::{self, Power};
use qa::stats::draw::Draw;
use qa::stats::survey;
use qa::stats::{normal, real};
use std::collections::BTreeMap;
use std::path::Path;

/// How many of so many.
#[derive(Default, Clone, Copy)]
struct Share {
    hits: u32,
    all: u32,
}

impl Share {
    fn add(&mut self, hit: bool) {
        self.hits += u32::from(hit);
        self.all += 1;
    }

    fn value(self) -> f64 {
        f64::from(self.hits) / f64::from(self.all)
    }

    /// Says it and whether it is between 93 and 97 %.
    fn tell(self, what: &str) {
        let share = self.value();
        let verdict = match share {
            share if share < 0.93 => "MISS, too narrow",
            share if share > 0.97 => "MISS, wider than needed",
            _ => "ok",
        };
        println!("{what}: {:.1} % of {} ({verdict})", 100.0 * share, self.all);
    }
}

fn within(limits: Option<(f64, f64)>, truth: f64) -> bool {
    limits.is_some_and(|(low, high)| low <= truth && truth <= high)
}

/// A standard normal draw.
fn gauss(draw: &mut Draw) -> f64 {
    normal::quantile(draw.unit().clamp(1e-12, 1.0 - 1e-12))
}

/// How scores scatter around an agent's own level, with mean 0 and standard deviation 1.
#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Normal,
    /// Long to the left, as scores near the top are.
    Skewed,
}

fn noise(draw: &mut Draw, shape: Shape) -> f64 {
    match shape {
        Shape::Normal => gauss(draw),
        Shape::Skewed => {
            // The mean of two exponential draws, mirrored: skewness −√2.
            let exponential = |draw: &mut Draw| -(1.0 - draw.unit()).ln();
            (2.0 - exponential(draw) - exponential(draw)) / 2.0_f64.sqrt()
        }
    }
}

fn card() -> Scorecard {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/scorecards/inbound-voice.toml");
    scorecards::open(&path).unwrap().0
}

/// Agents at these levels with so many scores each, standard deviation 12.
fn sample<'a>(
    card: &'a Scorecard,
    levels: &[f64],
    (n, shape): (usize, Shape),
    draw: &mut Draw,
) -> Sample<'a> {
    let mut agent = |(at, level): (usize, &f64)| {
        let piece = |score| Piece {
            interaction: String::new(),
            score,
            passed: None,
            critical: false,
            lost: BTreeMap::new(),
        };
        let pieces = (0..n).map(|_| piece(level + 12.0 * noise(draw, shape))).collect();
        Agent { id: format!("A{at:03}"), pieces, ..Agent::default() }
    };
    let agents = levels.iter().enumerate().map(&mut agent).collect();
    let design = Design::of(&Scores::new(), &BTreeMap::new(), &[]);
    let (evaluations, untold, picked, unscored, nameless) = (0, 0, 0, 0, 0);
    Sample { card, agents, design, evaluations, untold, picked, unscored, nameless }
}

/// What came out for agents in many centres.
#[derive(Default)]
struct Centre {
    raw: Share,
    shrunken: Share,
    raw_error: f64,
    shrunken_error: f64,
    /// Share of wrong words among those said, centre by centre.
    false_words: f64,
    centres: f64,
    words: u32,
    wrong: u32,
}

/// Agents around a target of 85 as `level` draws them; at the target exactly, any word is wrong.
fn centres(
    (agents, n, shape): (usize, usize, Shape),
    repeats: usize,
    level: impl Fn(&mut Draw) -> f64,
) -> Centre {
    let (card, mut draw) = (card(), Draw::seeded(20_261_001));
    let mut found = Centre::default();
    for _ in 0..repeats {
        let levels: Vec<f64> = (0..agents).map(|_| level(&mut draw)).collect();
        let sample = sample(&card, &levels, (n, shape), &mut draw);
        let study = Study::of(&sample, Some(85.0));
        let (mut said, mut wrong) = (0_u32, 0_u32);
        for (one, truth) in study.agents.iter().zip(&levels) {
            found.raw.add(within(one.limits, *truth));
            let (value, limits) = one.shrunken.unwrap();
            found.shrunken.add(within(Some(limits), *truth));
            found.raw_error += (one.own.mean - truth).powi(2);
            found.shrunken_error += (value - truth).powi(2);
            let off = match one.verdict {
                Verdict::Above => *truth <= 85.0,
                Verdict::Below => *truth >= 85.0,
                Verdict::Undecided(_) => continue,
            };
            said += 1;
            wrong += u32::from(off);
        }
        found.false_words += if said > 0 { f64::from(wrong) / f64::from(said) } else { 0.0 };
        found.centres += 1.0;
        found.words += said;
        found.wrong += wrong;
    }
    found
}

impl Centre {
    fn false_discovery(&self) -> f64 {
        self.false_words / self.centres
    }

    fn tell(&self, what: &str) {
        self.raw.tell(&format!("{what}, mean"));
        self.shrunken.tell(&format!("{what}, likely score"));
        let all = f64::from(self.raw.all);
        println!(
            "{what}: root mean square error {:.2} raw, {:.2} drawn together; {} words, {} wrong, \
             false-discovery rate {:.3}",
            (self.raw_error / all).sqrt(),
            (self.shrunken_error / all).sqrt(),
            self.words,
            self.wrong,
            self.false_discovery()
        );
    }
}

/// Answers of three evaluators who see the truth with that probability.
fn answers(draw: &mut Draw, n: usize, (prevalence, accuracy): (f64, f64)) -> Table {
    let mut row = || {
        let truth = usize::from(draw.unit() < prevalence);
        (0..3).map(|who| (who, if draw.unit() < accuracy { truth } else { 1 - truth })).collect()
    };
    Table::new(2, (0..n).map(|_| row()).collect())
}

fn coefficients(table: &Table) -> [(f64, Option<(f64, f64)>); 2] {
    let scale = Scale::labels(Level::Nominal, ["no", "yes"]);
    let ac1 = chance::estimate(table, &Weights::identity(2), Chance::Gwet).unwrap();
    let alpha = alpha::alpha(table, &scale, Metric::Nominal);
    let quotient = |it: Estimate| it.ratio.map(|ratio| ratio.limits(0.95));
    let alpha = alpha.map_or((f64::NAN, None), |it| (it.value, quotient(it)));
    [(ac1.value, ac1.limits(0.95)), alpha]
}

/// Coverage of AC1 and alpha on `n` interactions where they exist, and how often alpha's limits leave
/// everything open.
fn agreement(n: usize, repeats: usize, how: (f64, f64)) -> [Share; 3] {
    let mut draw = Draw::seeded(7);
    let truth = coefficients(&answers(&mut draw, 100_000, how)).map(|(value, _)| value);
    let mut found = [Share::default(); 3];
    for _ in 0..repeats {
        let limits = coefficients(&answers(&mut draw, n, how));
        for ((share, (value, limits)), truth) in found.iter_mut().zip(limits).zip(truth) {
            if value.is_finite() {
                share.add(within(limits, truth));
            }
        }
        found[2].add(limits[1].1.is_none_or(|(low, high)| high - low > 1.999));
    }
    found
}

/// Coverage of ICC(A,1) on `n` interactions by four evaluators drawn anew each time: variances 100
/// between interactions, 16 between evaluators, 36 left.
fn icc(n: usize, repeats: usize) -> Share {
    let mut draw = Draw::seeded(11);
    let mut found = Share::default();
    for _ in 0..repeats {
        let severity: Vec<f64> = (0..4).map(|_| 4.0 * gauss(&mut draw)).collect();
        let mut row = || {
            let own = 80.0 + 10.0 * gauss(&mut draw);
            let score = |severity: &f64, draw: &mut Draw| own + severity + 6.0 * gauss(draw);
            let scores: Vec<f64> = severity.iter().map(|it| score(it, &mut draw)).collect();
            scores.iter().map(|it| real::truncate((1000.0 * it).round()).unwrap()).collect()
        };
        let rows: Vec<Vec<i64>> = (0..n).map(|_| row()).collect();
        let limits = MeanSquares::of(&rows).unwrap().generalized_limits(0.95);
        found.add(within(limits, 100.0 / 152.0));
    }
    found
}

/// Coverage of the model-assisted means of 5,000 interactions, `n` of them scored by people, and of the
/// prediction-powered one of the endless population.
fn assisted(n: usize, repeats: usize) -> [Share; 4] {
    let mut draw = Draw::seeded(13);
    let mut found = [Share::default(); 4];
    for _ in 0..repeats {
        let mut pair = || {
            let y = 80.0 + 12.0 * noise(&mut draw, Shape::Skewed);
            (y, 20.0 + 0.7 * y + 6.0 * gauss(&mut draw))
        };
        let mut all: Vec<(f64, f64)> = (0..5_000).map(|_| pair()).collect();
        let truth = all.iter().map(|(y, _)| y).sum::<f64>() / 5_000.0;
        let predicted = all.iter().map(|(_, f)| f).sum::<f64>() / 5_000.0;
        let rest = all.split_off(n).into_iter().map(|(_, f)| f).collect();
        let sample = assisted::Sample { both: all, rest };
        found[0].add(within(sample.difference().unwrap().interval(0.95), truth));
        found[1].add(within(sample.regression().unwrap().interval(0.95), truth));
        found[2].add(within(tuned(&sample, predicted).interval(0.95), truth));
        let powered = sample.powered(Power::Tuned).unwrap();
        found[3].add(within(powered.small_sample_interval(0.95), 80.0));
    }
    found
}

/// The estimate over a design of one stratum.
fn tuned(sample: &assisted::Sample, of_all: f64) -> survey::Estimate {
    let weight = 5_000.0 / real::length(sample.both.len());
    let unit = |(y, _): &(f64, f64)| survey::Unit { stratum: 0, weight, y: *y };
    let units = sample.both.iter().map(unit).collect();
    let design = survey::Design { strata: vec![5_000.0], units };
    let predicted: Vec<f64> = sample.both.iter().map(|(_, f)| *f).collect();
    assisted::over_design(&design, (&predicted, of_all), Power::Tuned).unwrap().0
}

#[test]
fn intervals_of_agents_cover_and_means_drawn_together_are_nearer() {
    let found = centres((12, 5, Shape::Normal), 40, |draw| 85.0 + 4.0 * gauss(draw));
    // 480 agents: a standard error of one point around 95 %, four of them.
    assert!((found.raw.value() - 0.95).abs() < 0.04, "{}", found.raw.value());
    assert!((found.shrunken.value() - 0.95).abs() < 0.05, "{}", found.shrunken.value());
    assert!(found.shrunken_error < 0.8 * found.raw_error);
}

#[test]
fn of_agents_at_the_target_hardly_one_is_said_to_be_elsewhere() {
    let found = centres((12, 5, Shape::Normal), 40, |_| 85.0);
    // Each centre with a word is one false discovery: 5 % of 40 are 2; 7 and more have 0.3 %.
    assert!(found.false_discovery() <= 0.15, "{}", found.false_discovery());
}

#[test]
fn intervals_of_coefficients_cover() {
    let [ac1, alpha, _] = agreement(50, 200, (0.5, 0.9));
    for share in [ac1, alpha, icc(50, 200)] {
        // Two hundred: a standard error of 1.5 points, three of them.
        assert!(share.value() > 0.905, "{}", share.value());
    }
}

#[test]
fn assisted_means_cover() {
    for share in assisted(50, 60) {
        // Sixty: a standard error of 2.8 points, three of them.
        assert!(share.value() > 0.86, "{}", share.value());
    }
}

/// Repeats, a twentieth of them where nothing is optimised.
fn often(repeats: usize) -> usize {
    if cfg!(debug_assertions) { repeats.div_ceil(20) } else { repeats }
}

#[test]
#[ignore = "minutes in release: the figures of the documentation"]
fn coefficients_at_length() {
    for (n, repeats) in [(20, 20_000), (50, 10_000), (200, 4_000)] {
        let repeats = often(repeats);
        for (name, how) in [
            ("half fail", (0.5, 0.9)),
            ("one in ten fails", (0.9, 0.95)),
            ("one in twenty fails", (0.95, 0.98)),
        ] {
            let [ac1, alpha, open] = agreement(n, repeats, how);
            ac1.tell(&format!("AC1, n = {n}, {name}"));
            alpha.tell(&format!("alpha, n = {n}, {name}"));
            println!("alpha, n = {n}, {name}: open in {:.1} %", 100.0 * open.value());
        }
        icc(n, repeats).tell(&format!("ICC(A,1), n = {n}"));
    }
}

#[test]
#[ignore = "minutes in release: the figures of the documentation"]
fn assisted_means_at_length() {
    for n in [20, 50, 200] {
        let names = ["difference", "regression", "power-tuned", "prediction-powered"];
        for (share, name) in assisted(n, often(4_000)).into_iter().zip(names) {
            share.tell(&format!("{name}, n = {n} of 5,000"));
        }
    }
}

#[test]
#[ignore = "minutes in release: the figures of the documentation"]
fn agents_at_length() {
    for shape in [Shape::Normal, Shape::Skewed] {
        let name = if shape == Shape::Normal { "normal" } else { "skewed" };
        for n in [5, 20, 50, 200] {
            for sd in [0.0, 3.0, 6.0] {
                let found = centres((25, n, shape), often(400), |draw| 85.0 + sd * gauss(draw));
                found.tell(&format!("agents, {name}, {n} each, sd between {sd}"));
            }
            let mixed = |draw: &mut Draw| if draw.unit() < 0.2 { 70.0 } else { 85.0 };
            let found = centres((25, n, shape), often(400), mixed);
            found.tell(&format!("agents, {name}, {n} each, one in five at 70"));
        }
    }
}
