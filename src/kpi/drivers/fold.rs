//! What call records say of scored interactions, and how customers of each unit rate.

use crate::model::{Batch, Column, Field, Fold, Name, Outcome};
use crate::stats::mean::Moments;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// By what quality and satisfaction are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Agents.
    Agent,
    /// Teams.
    Team,
    /// Queues.
    Queue,
}

impl Level {
    /// Every level.
    pub const ALL: [Self; 3] = [Self::Agent, Self::Team, Self::Queue];

    /// Its name in reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Agent => "agent",
            Self::Team => "team",
            Self::Queue => "queue",
        }
    }

    /// The column that names its units.
    pub const fn field(self) -> Field {
        match self {
            Self::Agent => Field::AgentId,
            Self::Team => Field::Team,
            Self::Queue => Field::Queue,
        }
    }
}

/// What customers say, as one number for each interaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// The rating (`csat`).
    Rating,
    /// Whether the rating is that high or more, in thousandths.
    TopRating(i64),
    /// Whether the matter was resolved (`resolved`).
    Resolved,
    /// The likelihood to recommend (`nps`).
    Recommend,
    /// The effort score (`ces`).
    Effort,
}

impl Voice {
    /// The column it is read from.
    pub fn column(self) -> Name {
        match self {
            Self::Rating | Self::TopRating(_) => Field::Csat.into(),
            Self::Resolved => Field::Resolved.into(),
            Self::Recommend => Name::of("nps"),
            Self::Effort => Name::of("ces"),
        }
    }

    /// Whether it is yes or no, so that its means are shares.
    pub const fn is_yes_or_no(self) -> bool {
        matches!(self, Self::TopRating(_) | Self::Resolved)
    }

    /// In a word, as reports have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rating => "rating",
            Self::TopRating(_) => "top rating",
            Self::Resolved => "resolved",
            Self::Recommend => "NPS answer",
            Self::Effort => "CES answer",
        }
    }

    /// What it is in a row, in thousandths; yes is 1.
    fn of(self, column: Option<&Column>, row: usize) -> Option<i64> {
        let value = match column? {
            Column::Milli(cells) => cells.get(row)?,
            Column::Flag(flags) => i64::from(flags[row]?) * 1_000,
            _ => return None,
        };
        Some(match self {
            Self::TopRating(least) => i64::from(value >= least) * 1_000,
            _ => value,
        })
    }
}

/// What the call record of a scored interaction says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rated {
    /// The customer's rating in thousandths; `None` when there is none.
    pub rating: Option<i64>,
    /// Agent, team and queue, where they are known.
    pub units: BTreeMap<Level, String>,
}

/// Looks up scored interactions and adds up the ratings of every unit.
#[derive(Debug, Clone)]
pub struct DriverFold {
    /// What customers say.
    pub voice: Voice,
    wanted: Arc<BTreeSet<String>>,
    /// Call records of scored interactions, by id.
    pub found: BTreeMap<String, Rated>,
    /// Ratings of all contacts, in thousandths.
    pub ratings: BTreeMap<(Level, String), Moments>,
}

impl DriverFold {
    /// One that looks for these interactions.
    pub fn new(wanted: BTreeSet<String>, voice: Voice) -> Self {
        Self { voice, wanted: Arc::new(wanted), found: BTreeMap::new(), ratings: BTreeMap::new() }
    }
}

impl Fold for DriverFold {
    fn wants(&self) -> Vec<Name> {
        let mut fields = vec![Field::InteractionId, Field::Outcome];
        fields.extend(Level::ALL.map(Level::field));
        fields.into_iter().map(Name::Field).chain([self.voice.column()]).collect()
    }

    fn needs(&self) -> Vec<Name> {
        vec![Field::InteractionId.into(), self.voice.column()]
    }

    fn update(&mut self, batch: &Batch) {
        let ids = batch.text(&Field::InteractionId.into());
        let ratings = self.voice.column();
        let ratings = batch.column(&ratings);
        let outcomes = batch.outcomes();
        let units = Level::ALL.map(|level| (level, batch.text(&level.field().into())));
        for row in 0..batch.rows() {
            if outcomes.is_some_and(|outcomes| outcomes[row] == Some(Outcome::Excluded)) {
                continue;
            }
            let rating = self.voice.of(ratings, row);
            let id = ids.and_then(|ids| ids.get(row)).filter(|id| self.wanted.contains(*id));
            if rating.is_none() && id.is_none() {
                continue;
            }
            let known = units.iter().filter_map(|(level, column)| {
                Some((*level, column.and_then(|column| column.get(row))?.to_owned()))
            });
            let known: BTreeMap<Level, String> = known.collect();
            if let Some(rating) = rating {
                for (level, unit) in &known {
                    self.ratings.entry((*level, unit.clone())).or_default().push(rating);
                }
            }
            if let Some(id) = id {
                self.found.insert(id.to_owned(), Rated { rating, units: known });
            }
        }
    }

    fn merge(&mut self, other: Self) {
        self.found.extend(other.found);
        for (unit, moments) in other.ratings {
            self.ratings.entry(unit).or_default().merge(moments);
        }
    }
}
