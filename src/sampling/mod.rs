//! Which interactions are drawn: frame, strata, tickets, manifest.
