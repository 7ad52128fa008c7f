//! What a packed source unpacks to: watched for damage, and for growing out of all proportion.

use super::hashed::Checksum;
use super::{refusals, zstd};
use std::io::{self, Read};
use std::sync::Arc;

/// Bytes that any source may unpack to.
const FREE: u64 = 64 << 20;
/// How many times its own size a source may unpack to beyond that. Call records reach 30.
const RATIO: u64 = 200;

/// The unpacked bytes of a source, with the line that was reached.
pub(super) struct Unpacked {
    name: String,
    inner: Box<dyn Read + Send>,
    packed: Arc<Checksum>,
    bytes: u64,
    lines: u64,
}

impl Unpacked {
    /// Watches an unpacking reader over the bytes that `packed` counts.
    pub(super) fn new(name: &str, inner: Box<dyn Read + Send>, packed: &Arc<Checksum>) -> Self {
        Self { name: name.to_owned(), inner, packed: Arc::clone(packed), bytes: 0, lines: 0 }
    }
}

impl Read for Unpacked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = match self.inner.read(buffer) {
            Ok(n) => n,
            Err(error) if refusals::is_of_the_world(&error) => return Err(error),
            Err(error) => {
                let problem = match zstd::Demand::of(&error) {
                    Some(demand) => refusals::beyond_us(&self.name, demand),
                    None => refusals::damaged(&self.name, self.lines + 1),
                };
                return Err(refusals::io(problem));
            }
        };
        self.bytes += u64::try_from(n).unwrap_or(u64::MAX);
        let ends = memchr::memchr_iter(b'\n', &buffer[..n]).count();
        self.lines += u64::try_from(ends).unwrap_or(u64::MAX);
        if self.bytes > FREE && self.bytes / RATIO > self.packed.bytes() {
            return Err(refusals::io(refusals::too_far(&self.name, RATIO)));
        }
        Ok(n)
    }
}
