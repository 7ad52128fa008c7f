//! Turns: blocks are decoded in any order and pass one after the other.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// Blocks pass one after the other, in the order of the file.
#[derive(Default)]
pub(in crate::ingest) struct Turn {
    next: Mutex<u64>,
    moved: Condvar,
}

impl Turn {
    /// The right of the block of that number, counted from 0; every number must be asked for once.
    pub(in crate::ingest) fn ticket(&self, number: u64) -> TurnTicket<'_> {
        TurnTicket { turn: self, number }
    }
}

/// The right of one block to pass; given back when dropped, even by a worker that fails.
pub(in crate::ingest) struct TurnTicket<'t> {
    turn: &'t Turn,
    number: u64,
}

impl TurnTicket<'_> {
    /// Waits until every block before has passed.
    pub(in crate::ingest) fn wait(&self) {
        let mut next = lock(&self.turn.next);
        while *next != self.number {
            next = self.turn.moved.wait(next).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Drop for TurnTicket<'_> {
    fn drop(&mut self) {
        self.wait();
        *lock(&self.turn.next) += 1;
        self.turn.moved.notify_all();
    }
}

/// A lock that a failed worker does not spoil: what it guards is only ever added to.
pub(in crate::ingest) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
