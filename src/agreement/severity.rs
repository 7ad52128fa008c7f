//! What scores of agents owe to the agent, and what to who evaluated them.

use super::bias::Scores;
use crate::stats::additive::{self, Additive, Cell};
use crate::stats::groups::Test;
use crate::stats::mixed::{self, Fit};
use crate::stats::{real, student, tail};
use std::collections::{BTreeMap, BTreeSet};

/// Levels, the largest factor apart, up to which components are computed: exact, in a second.
const MOST_LEVELS: usize = 150;

/// Scores of an evaluator below which little is told of severity.
const FEWEST_FOR_SEVERITY: usize = 10;

/// Scores of agents by evaluators, numbered in order of id.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// Agents with a score.
    pub agents: Vec<String>,
    /// Evaluators who gave one.
    pub evaluators: Vec<String>,
    interactions: Vec<usize>,
    cells: Vec<Cell>,
}

/// One score of an agent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Given<'a> {
    /// What was scored.
    pub interaction: &'a str,
    /// Whose it was.
    pub agent: &'a str,
    /// Who scored.
    pub evaluator: &'a str,
    /// The score in points.
    pub points: f64,
}

/// An agent's mean at the mean severity of all evaluators.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Levelled<'a> {
    /// The agent.
    pub agent: &'a str,
    /// The score, by least squares.
    pub score: f64,
    /// Its 95 % limits by Student's t; `None` where nothing is left over to tell.
    pub limits: Option<(f64, f64)>,
}

/// Variances of scores by where they come from; `None` where the scores cannot tell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Variances {
    /// Between agents.
    pub agent: f64,
    /// Between evaluators: severity.
    pub evaluator: f64,
    /// Evaluators who favour some agents.
    pub crossed: Option<f64>,
    /// Between the interactions of an agent.
    pub interaction: Option<f64>,
    /// What is left; holds what cannot be told.
    pub residual: f64,
}

/// An agent's quality with severity taken out.
#[derive(Debug, Clone, PartialEq)]
pub struct Adjusted {
    /// The agent.
    pub agent: String,
    /// Scores.
    pub scores: usize,
    /// Their mean as given.
    pub raw: f64,
    /// At the mean severity of all evaluators, by least squares.
    pub adjusted: f64,
    /// The same drawn towards the mean of all, as far as few scores deserve it.
    pub shrunken: Option<f64>,
    /// 95 % limits of it.
    pub limits: Option<(f64, f64)>,
}

impl Design {
    /// From total scores and whose interaction each is; interactions of nobody known are left out.
    pub fn of(scores: &Scores, agents: &BTreeMap<String, String>, evaluators: &[&str]) -> Self {
        let mut found = Vec::new();
        for (interaction, by) in scores.by_interaction() {
            let Some(agent) = agents.get(interaction) else { continue };
            for evaluator in evaluators {
                found.extend(by.get(*evaluator).map(|score| Given {
                    interaction,
                    agent: agent.as_str(),
                    evaluator,
                    points: real::signed(i128::from(*score)) / 1000.0,
                }));
            }
        }
        Self::given(&found)
    }

    /// From scores one by one; what two agents did on one interaction are two things.
    pub fn given(scores: &[Given<'_>]) -> Self {
        let of = |text: for<'s> fn(&Given<'s>) -> &'s str| {
            numbered(&scores.iter().map(text).collect::<Vec<_>>())
        };
        let (agents, of_agent) = of(|one| one.agent);
        let (evaluators, of_evaluator) = of(|one| one.evaluator);
        let both = scores.iter().map(|one| (one.agent, one.interaction));
        let (_, interactions) = numbered(&both.collect::<Vec<_>>());
        let cells = scores.iter().enumerate();
        let cells = cells.map(|(at, one)| (of_agent[at], of_evaluator[at], one.points)).collect();
        let owned = |names: Vec<&str>| names.into_iter().map(str::to_owned).collect();
        Self { agents: owned(agents), evaluators: owned(evaluators), interactions, cells }
    }

    /// Into how many groups agents and evaluators fall that share nobody; 0 without scores.
    ///
    /// Beyond 1, nobody can say whether an evaluator is severe or the agents are worse.
    pub fn parts(&self) -> usize {
        additive::components(&self.cells)
    }

    /// Variances by restricted maximum likelihood; `None` with fewer than two agents or evaluators,
    /// where each agent has one score, when the design falls into parts, and where it is too large:
    /// beyond 150 levels, the largest factor apart, evaluators who favour some agents, then
    /// interactions are left to the rest, and beyond that nothing is told.
    pub fn variances(&self) -> Option<Variances> {
        let (factors, fit) = self.full()?;
        let of = |name: Factor| {
            factors.iter().position(|factor| *factor == name).map(|at| fit.factors[at].variance)
        };
        Some(Variances {
            agent: of(Factor::Agent)?,
            evaluator: of(Factor::Evaluator)?,
            crossed: of(Factor::Crossed),
            interaction: of(Factor::Interaction),
            residual: fit.residual,
        })
    }

    /// Each agent's score with severity taken out; `None` when the design falls into parts.
    pub fn adjusted(&self) -> Option<Vec<Adjusted>> {
        let fixed = additive::fit(&self.cells)?;
        let shrunken = self.full().map(|(_, fit)| fit);
        let rows = self.agents.iter().enumerate().map(|(at, agent)| {
            let own = self.cells.iter().filter(|cell| cell.0 == at).map(|cell| cell.2);
            let own: Vec<f64> = own.collect();
            let effect = shrunken.as_ref().map(|fit| (fit.mean, fit.factors[0].effects[at]));
            let value = effect.map(|(mean, effect)| mean + effect.value);
            let half = effect.map(|(_, effect)| 1.959_963_984_540_054 * effect.level_sd);
            Adjusted {
                agent: agent.clone(),
                scores: own.len(),
                raw: own.iter().sum::<f64>() / real::length(own.len()),
                adjusted: fixed.rows[at],
                shrunken: value,
                limits: value.zip(half).map(|(value, half)| (value - half, value + half)),
            }
        });
        Some(rows.collect())
    }

    /// Each agent's score at the mean severity of all evaluators, by least squares alone; `None` when
    /// the design falls into parts, and with a single evaluator, whose severity is everybody's.
    pub fn levelled(&self) -> Option<Vec<Levelled<'_>>> {
        let fixed = (self.evaluators.len() > 1).then(|| additive::fit(&self.cells))??;
        let spread = self.left_over(&fixed);
        let level = |at: usize| {
            let score = fixed.rows[at];
            let half = spread.map(|(sd, df)| student::quantile(0.975, df) * sd * fixed.errors[at]);
            let limits = half.map(|half| (score - half, score + half));
            Levelled { agent: &self.agents[at], score, limits }
        };
        Some((0..self.agents.len()).map(level).collect())
    }

    /// The standard deviation of what agents and evaluators leave over, and its degrees of freedom; `None`
    /// where nothing is.
    fn left_over(&self, fixed: &Additive) -> Option<(f64, f64)> {
        let left = |cell: &Cell| (cell.2 - fixed.rows[cell.0] - fixed.columns[cell.1]).powi(2);
        let squares: f64 = self.cells.iter().map(left).sum();
        let known = real::length(self.agents.len() + self.evaluators.len() - 1);
        let df = real::length(self.cells.len()) - known;
        (df >= 1.0 && squares > 0.0).then(|| ((squares / df).sqrt(), df))
    }

    /// Evaluators with fewer than ten scores, of whose severity little can be told.
    ///
    /// Source of the number: the least that makes a severity worth printing, by the product's own
    /// recommendation for sessions.
    pub fn little_known(&self) -> Vec<&str> {
        let mut scores = vec![0_usize; self.evaluators.len()];
        self.cells.iter().for_each(|cell| scores[cell.1] += 1);
        let named = self.evaluators.iter().zip(scores);
        named.filter(|(_, n)| *n < FEWEST_FOR_SEVERITY).map(|(who, _)| who.as_str()).collect()
    }

    /// How far each evaluator lies above the mean of all, with the same agents, by least squares.
    pub fn severity(&self) -> Option<Vec<(String, f64)>> {
        let fixed = additive::fit(&self.cells)?;
        Some(self.evaluators.iter().cloned().zip(fixed.columns).collect())
    }

    /// The F test that no evaluator is more severe than another, agents held apart; `None` with one
    /// evaluator, when the design falls into parts and where nothing is left over.
    ///
    /// Source: the extra sum of squares of evaluators beside agents, Searle (1971), *Linear Models*, 7.2.
    pub fn severity_test(&self) -> Option<Test> {
        let fixed = (self.evaluators.len() > 1).then(|| additive::fit(&self.cells))??;
        let left = |of: &dyn Fn(&Cell) -> f64| -> f64 {
            self.cells.iter().map(|cell| (cell.2 - of(cell)).powi(2)).sum()
        };
        let within = left(&|cell| fixed.rows[cell.0] + fixed.columns[cell.1]);
        let mut by_agent = vec![(0.0, 0.0); self.agents.len()];
        for (agent, _, score) in &self.cells {
            by_agent[*agent].0 += score;
            by_agent[*agent].1 += 1.0;
        }
        let alike = left(&|cell| by_agent[cell.0].0 / by_agent[cell.0].1);
        let people = real::length(self.evaluators.len() - 1);
        let df = real::length(self.cells.len()) - real::length(self.agents.len()) - people;
        if df < 1.0 || within <= 1e-9 * alike.clamp(1.0, f64::MAX) {
            return None;
        }
        let statistic = (alike - within).clamp(0.0, f64::MAX) / people / (within / df);
        let p = tail::fisher(statistic, people, df);
        Some(Test { statistic, df: people, df_within: Some(df), p })
    }

    /// The model with every factor that the scores can tell apart.
    fn full(&self) -> Option<(Vec<Factor>, Fit)> {
        if self.parts() != 1 {
            return None;
        }
        let (mut factors, mut levels, mut sizes) = (Vec::new(), Vec::new(), Vec::new());
        for factor in [Factor::Agent, Factor::Evaluator, Factor::Interaction, Factor::Crossed] {
            let of = self.levels(factor);
            let different = of.iter().collect::<BTreeSet<_>>().len();
            sizes.push(different);
            let dense = sizes.iter().sum::<usize>() - sizes.iter().max().copied().unwrap_or(0);
            let told = different > 1 && different < self.cells.len() && dense <= MOST_LEVELS;
            let needed = matches!(factor, Factor::Agent | Factor::Evaluator);
            if !told {
                sizes.pop();
            }
            if told {
                factors.push(factor);
                levels.push(of);
            } else if needed {
                return None;
            }
        }
        let y: Vec<f64> = self.cells.iter().map(|cell| cell.2).collect();
        mixed::fit(&y, &levels).map(|fit| (factors, fit))
    }

    fn levels(&self, factor: Factor) -> Vec<usize> {
        let cells = self.cells.iter();
        match factor {
            Factor::Agent => cells.map(|cell| cell.0).collect(),
            Factor::Evaluator => cells.map(|cell| cell.1).collect(),
            Factor::Interaction => self.interactions.clone(),
            Factor::Crossed => {
                let pairs: BTreeSet<(usize, usize)> =
                    self.cells.iter().map(|cell| (cell.0, cell.1)).collect();
                let pairs: Vec<(usize, usize)> = pairs.into_iter().collect();
                let at = |cell: &Cell| pairs.binary_search(&(cell.0, cell.1)).unwrap_or_default();
                cells.map(at).collect()
            }
        }
    }
}

/// Where a score may come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Factor {
    Agent,
    Evaluator,
    Crossed,
    Interaction,
}

impl Variances {
    /// How dependable the mean of so many evaluations by so many evaluators is, severity counted as
    /// error; 0 to 1. `None` without any evaluation or variance.
    ///
    /// The evaluations are of different interactions, shared evenly among the evaluators.
    /// Source: Brennan (2001), *Generalizability Theory*, chapter 4.
    pub fn dependability(&self, evaluations: u32, evaluators: u32) -> Option<f64> {
        let people = f64::from(evaluators.min(evaluations));
        let of_people = (self.evaluator + self.crossed.unwrap_or(0.0)) / people;
        let rest = self.interaction.unwrap_or(0.0) + self.residual;
        let error = of_people + rest / f64::from(evaluations);
        let all = self.agent + error;
        (people > 0.0 && all > 0.0).then(|| self.agent / all)
    }

    /// The fewest evaluations by so many evaluators with this dependability, up to 1,000.
    pub fn evaluations_needed(&self, dependability: f64, evaluators: u32) -> Option<u32> {
        (1..=1_000).find(|evaluations| {
            self.dependability(*evaluations, evaluators).is_some_and(|found| found >= dependability)
        })
    }
}

/// The different names in order, and which of them each one is.
fn numbered<N: Ord + Copy>(names: &[N]) -> (Vec<N>, Vec<usize>) {
    let known: BTreeSet<N> = names.iter().copied().collect();
    let known: Vec<N> = known.into_iter().collect();
    let at = |name: &N| known.binary_search(name).unwrap_or_default();
    let numbers = names.iter().map(at).collect();
    (known, numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(rows: &[(&str, &str, &str, i64)]) -> Design {
        let (mut scores, mut agents) = (Scores::new(), BTreeMap::new());
        for (interaction, agent, evaluator, score) in rows {
            scores.insert(interaction, evaluator, score * 1000);
            agents.insert((*interaction).to_owned(), (*agent).to_owned());
        }
        Design::of(&scores, &agents, &["eva", "flo"])
    }

    #[test]
    fn where_nobody_is_shared_nothing_is_adjusted() {
        let apart =
            design(&[("I1", "ana", "eva", 90), ("I2", "ana", "eva", 86), ("I3", "ben", "flo", 70)]);
        assert_eq!((apart.parts(), apart.adjusted(), apart.variances()), (2, None, None));
        assert_eq!((design(&[]).parts(), design(&[]).severity()), (0, None));
        assert_eq!(apart.levelled(), None);
        assert_eq!(design(&[("I1", "ana", "eva", 90)]).levelled(), None);
    }

    /// By hand: with ana, whom both judged, flo is 10 above eva, so ben's 75 from flo alone becomes
    /// 70 at the mean of both, and ana's 80 and 90 become 85.
    #[test]
    fn who_was_judged_by_the_generous_is_brought_down() {
        let joined =
            design(&[("I1", "ana", "eva", 80), ("I2", "ana", "flo", 90), ("I3", "ben", "flo", 75)]);
        let adjusted = joined.adjusted().unwrap();
        let found: Vec<_> = adjusted.iter().map(|one| (one.raw, one.adjusted.round())).collect();
        assert_eq!(found, [(85.0, 85.0), (75.0, 70.0)]);
        let levelled = joined.levelled().unwrap();
        assert!((levelled[1].score - 70.0).abs() < 1e-9 && levelled[1].limits.is_none());
        assert_eq!(joined.little_known(), ["eva", "flo"]);
        let severity = joined.severity().unwrap();
        assert!((severity[0].1 + 5.0).abs() < 1e-9 && severity[1].0 == "flo");
    }

    /// By hand: eva gives ana 80 and 84, ben 70 and 74, flo 90 and 94 and 80 and 84: each agent and evaluator
    /// is met twice, 2 off either way leave 8 · 4 = 32 on 5 degrees, evaluators explain 8 · 25 = 200.
    #[test]
    fn severity_beyond_chance_shows_beside_what_is_left_over() {
        let rows = [("ana", "eva", 80), ("ben", "eva", 70), ("ana", "flo", 90), ("ben", "flo", 80)];
        let scored = rows.into_iter().flat_map(|(agent, who, score)| {
            [(agent, who, score), (agent, who, score + 4)].map(|row| row)
        });
        let names: Vec<String> = (0..8).map(|at| format!("I{at}")).collect();
        let scored = names.iter().zip(scored).map(|(id, (a, e, y))| (id.as_str(), a, e, y));
        let test = design(&scored.collect::<Vec<_>>()).severity_test().unwrap();
        assert!((test.statistic - 200.0 / (32.0 / 5.0)).abs() < 1e-9, "{test:?}");
        assert!(test.p < 0.01);
        assert_eq!(design(&[("I1", "ana", "eva", 80)]).severity_test(), None);
    }

    /// By hand: 20 between agents, 4 between evaluators, 60 left: ten evaluations by one evaluator
    /// have 20 / (20 + 4 + 6) and by two 20 / (20 + 2 + 6); for .8 the error may be 5, so 60 by one
    /// evaluator and 20 by two.
    #[test]
    fn more_evaluators_need_fewer_evaluations() {
        let variances = Variances {
            agent: 20.0,
            evaluator: 4.0,
            crossed: None,
            interaction: None,
            residual: 60.0,
        };
        let close = |got: Option<f64>, expected: f64| (got.unwrap() - expected).abs() < 1e-12;
        assert!(close(variances.dependability(10, 1), 20.0 / 30.0));
        assert!(close(variances.dependability(10, 2), 20.0 / 28.0));
        assert_eq!(variances.dependability(0, 2), None);
        assert_eq!(variances.evaluations_needed(0.8, 1), Some(60));
        assert_eq!(variances.evaluations_needed(0.8, 2), Some(20));
        assert_eq!(variances.evaluations_needed(0.9, 1), None);
    }
}
