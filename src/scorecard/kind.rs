//! What may be answered to a question, and what each answer earns.

use super::{Answer, Points, Texts};

/// What may be answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum QuestionKind {
    /// Yes earns the points, no earns none.
    YesNo {
        /// What yes earns, above zero.
        points: Points,
    },
    /// One of some options.
    Choice(Vec<Choice>),
    /// A whole number; the lowest earns nothing, each step above it one point.
    Scale {
        /// Lowest answer.
        min: i64,
        /// Highest answer, above `min` by at most 100.
        max: i64,
    },
    /// Any of some options, at most 64; what each earns is added up.
    MultiChoice(Vec<Choice>),
    /// A whole number that earns what its range does; without ranges it earns nothing.
    Number {
        /// Lowest answer.
        min: i64,
        /// Highest answer.
        max: i64,
        /// What numbers earn, rising, without gaps or overlaps; empty where none is scored.
        ranges: Vec<NumberRange>,
    },
    /// How many defects of each severity; every one costs its penalty.
    Defects {
        /// Severities, at most 8.
        severities: Vec<Severity>,
        /// What no defect earns, and the most that defects can cost; `None` without a limit, where
        /// the method deducts.
        points: Option<Points>,
    },
    /// Words of the evaluator; they earn nothing.
    Text,
    /// A day; it earns nothing.
    Date,
}

/// One option of a choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Its id in evaluations.
    pub id: String,
    /// What it earns; below zero it costs.
    pub points: Points,
    /// What the evaluator reads; may be empty.
    pub text: Texts,
}

/// Some numbers that earn the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NumberRange {
    /// Lowest.
    pub from: i64,
    /// Highest, included.
    pub to: i64,
    /// What they earn.
    pub points: Points,
}

/// How bad a defect is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Severity {
    /// Its id in evaluations.
    pub id: String,
    /// What one defect costs; never below zero.
    pub penalty: Points,
    /// What the evaluator reads; may be empty.
    pub text: Texts,
}

/// An answer a question declares, for tables of agreement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Category {
    /// The answer.
    pub answer: Answer,
    /// As evaluations write it: `yes`, an option's id, a number.
    pub id: String,
    /// What it earns.
    pub points: Points,
}

/// The answers a question declares, N/A apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Categories {
    /// In the order of the scorecard; of yes and no, no comes first. Empty for questions whose
    /// answers cannot be listed: several options, numbers, defects, texts, dates.
    pub values: Vec<Category>,
    /// Whether the order means better or worse; false for options of equal or mixed points.
    pub ordered: bool,
}

impl QuestionKind {
    /// The answers it declares.
    pub fn categories(&self) -> Categories {
        let of = |answer, id: String, points| Category { answer, id, points };
        let values: Vec<Category> = match self {
            Self::YesNo { points } => vec![
                of(Answer::No, "no".to_owned(), Points(0)),
                of(Answer::Yes, "yes".to_owned(), *points),
            ],
            Self::Choice(choices) => {
                let options = choices.iter().enumerate();
                options.map(|(i, it)| of(Answer::Option(i), it.id.clone(), it.points)).collect()
            }
            Self::Scale { min, max } => (*min..=*max)
                .map(|value| of(Answer::Value(value), value.to_string(), step(value - min)))
                .collect(),
            Self::MultiChoice(_)
            | Self::Number { .. }
            | Self::Defects { .. }
            | Self::Text
            | Self::Date => Vec::new(),
        };
        let rising = values.windows(2).all(|pair| pair[0].points < pair[1].points);
        let falling = values.windows(2).all(|pair| pair[0].points > pair[1].points);
        let ordered = !values.is_empty() && (rising || falling);
        Categories { values, ordered }
    }

    /// What an answer earns; `None` for N/A, for an answer of another kind of question, and for
    /// answers that earn nothing by their kind: texts, dates, numbers without ranges.
    pub fn points(&self, answer: Answer) -> Option<Points> {
        match (self, answer) {
            (Self::YesNo { points }, Answer::Yes) => Some(*points),
            (Self::YesNo { .. }, Answer::No) => Some(Points(0)),
            (Self::Choice(choices), Answer::Option(i)) => choices.get(i).map(|it| it.points),
            (Self::Scale { min, max }, Answer::Value(value)) => {
                (*min..=*max).contains(&value).then(|| step(value - min))
            }
            (Self::MultiChoice(choices), Answer::Options(set)) => {
                let points = set.indexes().map(|i| choices.get(i).map(|it| it.points));
                points.sum::<Option<Points>>()
            }
            (Self::Number { ranges, .. }, Answer::Value(value)) => {
                let own = ranges.iter().find(|range| (range.from..=range.to).contains(&value));
                own.map(|range| range.points)
            }
            (Self::Defects { severities, points }, Answer::Defects(counts)) => {
                let cost = |(it, count): (&Severity, u16)| it.penalty.0 * i64::from(count);
                let cost: i64 = severities.iter().zip(counts).map(cost).sum();
                Some(points.map_or(Points(-cost), |points| Points((points.0 - cost).max(0))))
            }
            _ => None,
        }
    }

    /// Whether an answer belongs to this kind of question; N/A does not.
    pub fn takes(&self, answer: Answer) -> bool {
        match (self, answer) {
            (Self::Text, Answer::Text) | (Self::Date, Answer::Date(_)) => true,
            (Self::Number { min, max, .. }, Answer::Value(value)) => (*min..=*max).contains(&value),
            (Self::Defects { severities, .. }, Answer::Defects(counts)) => {
                counts.iter().skip(severities.len()).all(|count| *count == 0)
            }
            _ => self.points(answer).is_some(),
        }
    }

    /// Whether answers earn anything.
    pub fn is_scored(&self) -> bool {
        match self {
            Self::Text | Self::Date => false,
            Self::Number { ranges, .. } => !ranges.is_empty(),
            _ => true,
        }
    }

    /// Whether evaluators must answer it, unless the question says otherwise.
    pub fn is_asked(&self) -> bool {
        !matches!(self, Self::Text | Self::Date)
    }

    /// The most an answer can earn.
    pub fn best(&self) -> Points {
        match self {
            Self::YesNo { points } => *points,
            Self::Choice(choices) => choices.iter().map(|it| it.points).max().unwrap_or_default(),
            Self::Scale { min, max } => step(max - min),
            Self::MultiChoice(choices) => Points(choices.iter().map(|it| it.points.0.max(0)).sum()),
            Self::Number { ranges, .. } => {
                ranges.iter().map(|it| it.points).max().unwrap_or_default()
            }
            Self::Defects { points, .. } => points.unwrap_or_default(),
            Self::Text | Self::Date => Points(0),
        }
    }

    /// The least an answer can earn; of defects without a limit, what one of each costs.
    pub fn worst(&self) -> Points {
        match self {
            Self::YesNo { .. }
            | Self::Scale { .. }
            | Self::Defects { points: Some(_), .. }
            | Self::Text
            | Self::Date => Points(0),
            Self::Choice(choices) => choices.iter().map(|it| it.points).min().unwrap_or_default(),
            Self::MultiChoice(choices) => Points(choices.iter().map(|it| it.points.0.min(0)).sum()),
            Self::Number { ranges, .. } => {
                ranges.iter().map(|it| it.points).min().unwrap_or_default()
            }
            Self::Defects { severities, points: None } => {
                Points(-severities.iter().map(|it| it.penalty.0).sum::<i64>())
            }
        }
    }

    /// Amounts of which every answer's points are sums and differences.
    pub fn amounts(&self) -> Vec<Points> {
        match self {
            Self::YesNo { points } => vec![*points],
            Self::Scale { .. } => vec![step(1)],
            Self::Choice(choices) | Self::MultiChoice(choices) => {
                choices.iter().map(|it| it.points).collect()
            }
            Self::Number { ranges, .. } => ranges.iter().map(|it| it.points).collect(),
            Self::Defects { severities, points } => {
                severities.iter().map(|it| it.penalty).chain(*points).collect()
            }
            Self::Text | Self::Date => Vec::new(),
        }
    }

    /// Whether there are more than two answers, N/A apart.
    pub fn is_graded(&self) -> bool {
        match self {
            Self::YesNo { .. } => false,
            Self::Choice(choices) => choices.len() > 2,
            Self::Scale { min, max } => max - min > 1,
            Self::MultiChoice(_) | Self::Defects { .. } | Self::Text | Self::Date => true,
            Self::Number { ranges, .. } => ranges.len() > 2,
        }
    }

    /// The options of a choice, of one answer or of several; empty for other kinds.
    pub fn options(&self) -> &[Choice] {
        match self {
            Self::Choice(choices) | Self::MultiChoice(choices) => choices,
            _ => &[],
        }
    }
}

impl std::iter::Sum for Points {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        Self(all.map(|points| points.0).sum())
    }
}

/// Whole points, for whole steps up a scale.
fn step(steps: i64) -> Points {
    Points(steps.saturating_mul(1000))
}
