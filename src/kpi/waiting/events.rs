//! Beginnings and ends of waits, put together by instant and packed.

/// How many begin and end at one instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// The instant, in milliseconds since 1970 in UTC.
    pub at: i64,
    /// Waits that begin.
    pub begun: u64,
    /// Waits that end.
    pub ended: u64,
}

/// Unpacked events that may wait to be packed.
const LEAST: usize = 4_096;

/// Events of one group. Instants that come again are one event, and the events are packed into few
/// bytes, so that memory grows with the distinct instants and not with the contacts.
#[derive(Debug, Clone, Default)]
pub struct Events {
    fresh: Vec<Event>,
    packed: Vec<u8>,
    count: usize,
}

impl Events {
    /// Adds a wait from one instant up to another.
    pub fn push(&mut self, from: i64, to: i64) {
        self.fresh.push(Event { at: from, begun: 1, ended: 0 });
        self.fresh.push(Event { at: to, begun: 0, ended: 1 });
        self.pack_when_many();
    }

    /// Takes in what another one has.
    pub fn merge(&mut self, other: &Self) {
        for event in other.unpacked().chain(other.fresh.iter().copied()) {
            self.fresh.push(event);
            self.pack_when_many();
        }
    }

    /// Every event in order of time, one for each instant.
    pub fn sorted(mut self) -> impl Iterator<Item = Event> {
        self.pack();
        Unpack { bytes: self.packed, at: 0, instant: 0 }
    }

    /// Bytes that the events take.
    #[cfg(test)]
    pub(super) fn bytes(&self) -> usize {
        self.packed.len() + self.fresh.len() * size_of::<Event>()
    }

    /// Packing reads all that is packed: it must be rare to be cheap.
    fn pack_when_many(&mut self) {
        if self.fresh.len() >= LEAST.max(self.count / 4) {
            self.pack();
        }
    }

    fn pack(&mut self) {
        let mut fresh = std::mem::take(&mut self.fresh);
        fresh.sort_unstable_by_key(|event| event.at);
        let mut packed = Packed::default();
        let mut old = self.unpacked().peekable();
        for event in fresh.drain(..) {
            while let Some(before) = old.next_if(|old| old.at <= event.at) {
                packed.push(before);
            }
            packed.push(event);
        }
        old.for_each(|event| packed.push(event));
        packed.close();
        (self.packed, self.count) = (packed.bytes, packed.count);
        self.fresh = fresh;
    }

    fn unpacked(&self) -> impl Iterator<Item = Event> {
        Unpack { bytes: &self.packed, at: 0, instant: 0 }
    }
}

/// Writes events in order of time: the gap to the one before, what begins, what ends.
#[derive(Default)]
struct Packed {
    bytes: Vec<u8>,
    count: usize,
    written: i64,
    open: Option<Event>,
}

impl Packed {
    fn push(&mut self, event: Event) {
        match &mut self.open {
            Some(open) if open.at == event.at => {
                open.begun += event.begun;
                open.ended += event.ended;
            }
            _ => {
                self.close();
                self.open = Some(event);
            }
        }
    }

    fn close(&mut self) {
        let Some(event) = self.open.take() else { return };
        // The first gap may be below zero; as 64 bits it comes back whole.
        let gap = event.at.wrapping_sub(self.written).cast_unsigned();
        for number in [gap, event.begun, event.ended] {
            number_to(&mut self.bytes, number);
        }
        self.written = event.at;
        self.count += 1;
    }
}

/// Seven bits a byte, the lowest first; the highest bit tells that more follow.
fn number_to(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

/// Reads them again.
struct Unpack<B> {
    bytes: B,
    at: usize,
    instant: i64,
}

impl<B: AsRef<[u8]>> Unpack<B> {
    fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = *self.bytes.as_ref().get(self.at)?;
            self.at += 1;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        Some(number)
    }
}

impl<B: AsRef<[u8]>> Iterator for Unpack<B> {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        let gap = self.number()?;
        self.instant = self.instant.wrapping_add(gap.cast_signed());
        Some(Event { at: self.instant, begun: self.number()?, ended: self.number()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn of_no_wait_there_is_no_event() {
        assert_eq!(Events::default().sorted().count(), 0);
    }

    #[test]
    fn a_day_of_many_waits_takes_few_bytes() {
        let mut events = Events::default();
        for wait in 0..150_000_i64 {
            let from = 1_790_000_000_000 + wait * 7_919 % 86_400 * 1_000;
            events.push(from, from + wait % 90 * 1_000);
        }
        assert!(events.bytes() < 1_000_000, "{}", events.bytes());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn packed_events_are_those_that_came(
            waits in prop::collection::vec((-50_i64..50, 0_i64..40), 0..200),
            cut in 0_usize..200,
        ) {
            let mut expected: BTreeMap<i64, (u64, u64)> = BTreeMap::new();
            let cut = cut.min(waits.len());
            let mut parts = [Events::default(), Events::default()];
            for (at, (from, length)) in waits.iter().enumerate() {
                expected.entry(*from).or_default().0 += 1;
                expected.entry(from + length).or_default().1 += 1;
                let part = &mut parts[usize::from(at < cut)];
                part.push(*from, from + length);
                if at % 7 == 0 {
                    part.pack();
                }
            }
            let [mut all, other] = parts;
            all.merge(&other);
            let found: Vec<_> = all.sorted().map(|one| (one.at, (one.begun, one.ended))).collect();
            prop_assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
        }
    }
}
