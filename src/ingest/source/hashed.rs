//! Bytes as they stand in the file: counted, and a checksum of all that passed.

use sha2::{Digest, Sha256};
use std::io::{self, Read};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The checksum of what was read so far, and what it still lacks.
#[derive(Default)]
pub struct Checksum {
    digest: Mutex<Sha256>,
    /// Raw bytes in the order they were read; `None` while they are hashed at once.
    aside: Mutex<Option<Vec<u8>>>,
    bytes: AtomicU64,
}

impl Checksum {
    /// Takes in raw bytes; the order matters.
    pub fn update(&self, bytes: &[u8]) {
        lock(&self.digest).update(bytes);
    }

    /// From now on raw bytes are put aside.
    pub(super) fn put_aside(&self) {
        lock(&self.aside).get_or_insert_default();
    }

    /// The raw bytes put aside since this was last asked, in exchange for an empty buffer.
    pub(super) fn unhashed(&self, mut room: Vec<u8>) -> Vec<u8> {
        room.clear();
        lock(&self.aside).replace(room).unwrap_or_default()
    }

    /// Bytes read so far.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    /// SHA-256 so far, in hex.
    pub(super) fn finish(&self) -> String {
        let mut digest = lock(&self.digest).clone();
        digest.update(lock(&self.aside).as_deref().unwrap_or_default());
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
        match lock(&self.checksum.aside).as_mut() {
            Some(aside) => aside.extend_from_slice(&buffer[..n]),
            None => self.checksum.update(&buffer[..n]),
        }
        self.checksum.bytes.fetch_add(u64::try_from(n).unwrap_or(u64::MAX), Ordering::Relaxed);
        Ok(n)
    }
}
