//! Answers to points and consequences, with a trace of every step.
