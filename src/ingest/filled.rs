//! Bytes that are read into the same room again and again, which is zeroed once.

use std::ops::Deref;

/// Bytes, and behind them room that held others before.
#[derive(Debug, Clone, Default)]
pub struct Filled {
    room: Vec<u8>,
    length: usize,
}

impl Filled {
    /// Takes all bytes away.
    pub fn clear(&mut self) {
        self.length = 0;
    }

    /// Takes the bytes behind the first `length` away; nothing when there are no more.
    pub fn truncate(&mut self, length: usize) {
        self.length = self.length.min(length);
    }

    /// Adds bytes.
    pub fn extend(&mut self, bytes: &[u8]) {
        self.spare(bytes.len()).copy_from_slice(bytes);
        self.add(bytes.len());
    }

    /// Room for so many more bytes, whatever stands in it; [`Self::add`] says how many count.
    pub fn spare(&mut self, size: usize) -> &mut [u8] {
        let end = self.length + size;
        if self.room.len() < end {
            self.room.resize(end, 0);
        }
        &mut self.room[self.length..end]
    }

    /// Takes in the first so many bytes of the room that was asked for.
    ///
    /// # Panics
    ///
    /// If there is not as much room.
    pub fn add(&mut self, size: usize) {
        assert!(size <= self.room.len() - self.length, "bytes stand in room that was asked for");
        self.length += size;
    }

    /// Takes the first so many bytes away.
    ///
    /// # Panics
    ///
    /// If there are fewer.
    pub fn skip(&mut self, bytes: usize) {
        self.room.copy_within(bytes..self.length, 0);
        self.length -= bytes;
    }

    /// The bytes behind the first `at`, taken out.
    ///
    /// # Panics
    ///
    /// If there are fewer.
    pub fn split_off(&mut self, at: usize) -> Vec<u8> {
        let rest = self[at..].to_vec();
        self.length = at;
        rest
    }
}

impl Deref for Filled {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.room[..self.length]
    }
}

impl PartialEq for Filled {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Filled {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn of_no_bytes_nothing_is_left() {
        let mut bytes = Filled::default();
        assert!(bytes.is_empty() && bytes.spare(0).is_empty());
        bytes.truncate(3);
        bytes.skip(0);
        assert!(bytes.split_off(0).is_empty());
    }

    proptest! {
        #[test]
        fn what_is_filled_is_a_list_of_bytes(
            steps in prop::collection::vec((0_u8..5, prop::collection::vec(any::<u8>(), 0..9)), 0..20),
        ) {
            let (mut bytes, mut list) = (Filled::default(), Vec::new());
            for (step, more) in steps {
                match step {
                    0 => bytes.truncate(more.len()),
                    1 => bytes.skip(more.len().min(list.len())),
                    2 => prop_assert_eq!(bytes.split_off(list.len() / 2), list[list.len() / 2..].to_vec()),
                    3 => {
                        bytes.spare(more.len() + 3)[..more.len()].copy_from_slice(&more);
                        bytes.add(more.len());
                    }
                    _ => bytes.extend(&more),
                }
                match step {
                    0 => list.truncate(more.len()),
                    1 => drop(list.drain(..more.len().min(list.len()))),
                    2 => list.truncate(list.len() / 2),
                    _ => list.extend(more),
                }
                prop_assert_eq!(&*bytes, &list[..]);
            }
        }
    }
}
