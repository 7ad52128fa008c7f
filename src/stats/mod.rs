//! Numbers without a word of the trade: quantiles, intervals, distributions, exact rounding.

pub mod additive;
pub mod association;
pub mod chart;
pub mod cholesky;
pub mod concordance;
pub mod correlation;
pub mod decimal;
pub mod difference;
pub mod draw;
pub mod fisher;
pub mod fraction;
pub mod histogram;
pub mod importance;
pub mod mean;
pub mod minimum;
pub mod mixed;
pub mod multiple;
pub mod noncentral;
pub mod normal;
pub mod order;
pub mod pairs;
pub mod proportion;
pub mod quantile;
pub mod rate;
pub mod real;
pub mod runs;
pub mod size;
pub mod student;
pub mod survey;
pub mod tail;
pub mod trend;
pub mod wilson;

pub use histogram::Histogram;
