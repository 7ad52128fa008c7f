//! Indicators from interactions: tallies, groups, periods, service-level formulas.
