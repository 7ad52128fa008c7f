//! What a source found on the way that costs no record.

use crate::problem::{Problem, Problems};
use std::sync::{Arc, Mutex, PoisonError};

/// Warnings, shared by the thread that reads a source and the one that reports.
#[derive(Debug, Clone, Default)]
pub struct Notes(Arc<Mutex<Problems>>);

impl Notes {
    /// Adds a warning.
    pub(super) fn push(&self, problem: Problem) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(problem.warning());
    }

    /// Those so far; all of them when the source was read to its end.
    pub fn problems(&self) -> Problems {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
