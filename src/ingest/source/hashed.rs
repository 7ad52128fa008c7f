//! Bytes as they stand in the file: counted, and a checksum of all that passed.

use sha2::{Digest, Sha256};
use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The checksum of what was read so far, and what it still lacks.
#[derive(Default)]
pub struct Checksum {
    digest: Mutex<Sha256>,
    /// What becomes of raw bytes.
    fate: Mutex<Fate>,
    bytes: AtomicU64,
}

/// What becomes of raw bytes.
#[derive(Default)]
enum Fate {
    /// They are hashed at once.
    #[default]
    Hashed,
    /// They are kept, in the order they were read, for somebody else to hash.
    Aside(Vec<u8>),
    /// Nothing: nobody asks for the checksum.
    Left,
}

impl Checksum {
    /// Takes in raw bytes; the order matters.
    pub fn update(&self, bytes: &[u8]) {
        lock(&self.digest).update(bytes);
    }

    /// From now on raw bytes are put aside.
    pub(super) fn put_aside(&self) {
        *lock(&self.fate) = Fate::Aside(Vec::new());
    }

    /// From now on no checksum is taken.
    pub(super) fn leave(&self) {
        *lock(&self.fate) = Fate::Left;
    }

    /// The raw bytes put aside since this was last asked, in exchange for an empty buffer.
    pub(super) fn unhashed(&self, mut room: Vec<u8>) -> Vec<u8> {
        room.clear();
        match &mut *lock(&self.fate) {
            Fate::Aside(bytes) => std::mem::replace(bytes, room),
            Fate::Hashed | Fate::Left => room,
        }
    }

    /// Bytes read so far.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// SHA-256 so far, in hex; empty when none was taken.
    pub(super) fn finish(&self) -> String {
        let mut digest = lock(&self.digest).clone();
        match &*lock(&self.fate) {
            Fate::Left => return String::new(),
            Fate::Aside(bytes) => digest.update(bytes),
            Fate::Hashed => {}
        }
        super::hex(&digest.finalize())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A reader that takes a checksum of what passes, or puts it aside for one.
pub(super) struct Hashing {
    inner: Box<dyn Read + Send>,
    checksum: Arc<Checksum>,
}

impl Hashing {
    /// Watches a reader.
    pub(super) fn new(inner: Box<dyn Read + Send>, checksum: &Arc<Checksum>) -> Self {
        Self { inner, checksum: Arc::clone(checksum) }
    }
}

impl Read for Hashing {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        match &mut *lock(&self.checksum.fate) {
            Fate::Aside(aside) => aside.extend_from_slice(&buffer[..n]),
            Fate::Hashed => self.checksum.update(&buffer[..n]),
            Fate::Left => {}
        }
        self.checksum.bytes.fetch_add(u64::try_from(n).unwrap_or(u64::MAX), Ordering::Relaxed);
        Ok(n)
    }
}
