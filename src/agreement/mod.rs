//! Do the people who score agree? Ratings, coefficients, bias.
