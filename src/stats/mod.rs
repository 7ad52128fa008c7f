//! Numbers without a word of the trade: quantiles, intervals, distributions, exact rounding.

pub mod fraction;
pub mod real;
