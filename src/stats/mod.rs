//! Numbers without a word of the trade: quantiles, intervals, distributions, exact rounding.

pub mod decimal;
pub mod fisher;
pub mod fraction;
pub mod histogram;
pub mod mean;
pub mod normal;
pub mod quantile;
pub mod real;
pub mod student;
pub mod wilson;

pub use histogram::Histogram;
