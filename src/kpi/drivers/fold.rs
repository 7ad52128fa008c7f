//! What call records say of scored interactions, and how customers of each unit rate.

use super::returns::Returns;
use crate::kpi::Measure;
use crate::model::{Batch, Column, Field, Fold, Name, Outcome, Period, Zone};
use crate::query::Filter;
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
    /// Whether the customer did not come back: first-contact resolution by repeat contact.
    NoRepeat,
}

impl Voice {
    /// The column it is read from.
    pub fn column(self) -> Name {
        match self {
            Self::Rating | Self::TopRating(_) => Field::Csat.into(),
            Self::Resolved => Field::Resolved.into(),
            Self::Recommend => Name::of("nps"),
            Self::Effort => Name::of("ces"),
            Self::NoRepeat => Field::CustomerId.into(),
        }
    }

    /// Whether it is yes or no, so that its means are shares.
    pub const fn is_yes_or_no(self) -> bool {
        matches!(self, Self::TopRating(_) | Self::Resolved | Self::NoRepeat)
    }

    /// In a word, as reports have it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Rating => "rating",
            Self::TopRating(_) => "top rating",
            Self::Resolved => "resolved",
            Self::Recommend => "NPS answer",
            Self::Effort => "CES answer",
            Self::NoRepeat => "FCR",
        }
    }

    /// What it is in a row, in thousandths; yes is 1. Whether a customer comes back, no row tells.
    fn of(self, column: Option<&Column>, row: usize) -> Option<i64> {
        let value = match column? {
            Column::Milli(cells) => cells.get(row)?,
            Column::Flag(flags) => i64::from(flags[row]?) * 1_000,
            _ => return None,
        };
        Some(match self {
            Self::TopRating(least) => i64::from(value >= least) * 1_000,
            Self::NoRepeat => return None,
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

/// Which contacts take part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Which {
    /// Those that began in it; `None` for all.
    pub period: Option<Period>,
    /// Those that satisfy it.
    pub filter: Filter,
}

impl Default for Which {
    fn default() -> Self {
        Self { period: None, filter: Filter::all() }
    }
}

impl Which {
    /// Whether each row of a batch takes part.
    fn rows(&self, batch: &Batch) -> Vec<bool> {
        let mut selected = Vec::new();
        self.filter.select(batch, &mut selected);
        let Some(period) = self.period else { return selected };
        let starts = batch.milli(Field::StartTime);
        for (row, selected) in selected.iter_mut().enumerate() {
            let start = starts.and_then(|starts| starts.get(row));
            *selected &= start.is_some_and(|start| period.contains(start));
        }
        selected
    }
}

/// Looks up scored interactions and adds up the ratings of every unit.
#[derive(Debug, Clone)]
pub struct DriverFold {
    /// What customers say.
    pub voice: Voice,
    wanted: Arc<BTreeSet<String>>,
    which: Which,
    /// Scored interactions that do not take part.
    pub left_out: BTreeSet<String>,
    /// Call records of scored interactions, by id.
    pub found: BTreeMap<String, Rated>,
    /// Ratings of all contacts, in thousandths.
    pub ratings: BTreeMap<(Level, String), Moments>,
    returns: Option<Returns>,
}

impl DriverFold {
    /// One that looks for these interactions.
    pub fn new(wanted: BTreeSet<String>, voice: Voice) -> Self {
        let (found, ratings) = (BTreeMap::new(), BTreeMap::new());
        let (wanted, which, left_out) = (Arc::new(wanted), Which::default(), BTreeSet::new());
        Self { voice, wanted, which, left_out, found, ratings, returns: None }
    }

    /// The same of these contacts alone.
    #[must_use]
    pub fn of(mut self, which: Which) -> Self {
        if let Some(returns) = &mut self.returns {
            returns.narrow(&which);
        }
        Self { which, ..self }
    }

    /// One that looks for these interactions and asks whether customers came back, by a definition
    /// of first-contact resolution; days are those of `zone`.
    pub fn of_returns(wanted: BTreeSet<String>, measure: Arc<Measure>, zone: Zone) -> Self {
        let returns = Some(Returns::new(measure, zone));
        Self { returns, ..Self::new(wanted, Voice::NoRepeat) }
    }

    /// The same when all is read: who came back is known then.
    #[must_use]
    pub fn settled(mut self) -> Self {
        if let Some(returns) = self.returns.clone() {
            returns.finish(&mut self.found, &mut self.ratings);
        }
        self
    }

    /// How it is asked whether customers came back; `None` where it is not.
    pub fn returns_definition(&self) -> Option<&str> {
        self.returns.as_ref().map(Returns::definition)
    }
}

impl Fold for DriverFold {
    fn wants(&self) -> Vec<Name> {
        let mut fields = vec![Field::InteractionId, Field::Outcome];
        fields.extend(Level::ALL.map(Level::field));
        let mut names: BTreeSet<Name> = fields.into_iter().map(Name::Field).collect();
        names.insert(self.voice.column());
        names.extend(self.returns.iter().flat_map(Returns::columns));
        names.extend(self.which.filter.columns());
        names.extend(self.which.period.map(|_| Field::StartTime.into()));
        names.into_iter().collect()
    }

    fn needs(&self) -> Vec<Name> {
        let mut names = vec![Field::InteractionId.into(), self.voice.column()];
        names.extend(self.returns.iter().flat_map(Returns::needs));
        names.extend(self.which.filter.columns());
        names.sort();
        names.dedup();
        names
    }

    fn update(&mut self, batch: &Batch) {
        if let Some(returns) = &mut self.returns {
            returns.update(batch, &self.wanted);
        }
        let ids = batch.text(&Field::InteractionId.into());
        let ratings = self.voice.column();
        let ratings = batch.column(&ratings);
        let outcomes = batch.outcomes();
        let units = Level::ALL.map(|level| (level, batch.text(&level.field().into())));
        let takes_part = self.which.rows(batch);
        for row in 0..batch.rows() {
            if outcomes.is_some_and(|outcomes| outcomes[row] == Some(Outcome::Excluded)) {
                continue;
            }
            let rating = self.voice.of(ratings, row);
            let id = ids.and_then(|ids| ids.get(row)).filter(|id| self.wanted.contains(*id));
            if !takes_part[row] {
                self.left_out.extend(id.map(str::to_owned));
                continue;
            }
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
        self.left_out.extend(other.left_out);
        for (unit, moments) in other.ratings {
            self.ratings.entry(unit).or_default().merge(moments);
        }
        if let (Some(mine), Some(more)) = (&mut self.returns, other.returns) {
            mine.merge(more);
        }
    }
}
