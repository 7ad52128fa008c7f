//! Who came, as one number, so that a customer costs eight bytes wherever one is kept.
//!
//! Most names are numbers already, with a few letters in front: telephones, account numbers, short
//! codes. These are their own number, the same in every worker. Any other name is written down once.

use crate::model::QuickHash;

/// Who came, and for what. Two are the same only if their names are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Customer(u64);

/// The kinds of numbers, in the two highest bits.
const LETTERS: u64 = 0 << 62;
const DIGITS: u64 = 1 << 62;
const CODE: u64 = 2 << 62;
const WRITTEN: u64 = 3 << 62;

/// How letters and digits share the room: letters at most, bits of each, digits at most.
struct Shares {
    letters: usize,
    letter_bits: usize,
    digits: usize,
}

/// `+525512345678`, `CL0000000001`.
const TELEPHONE: Shares = Shares { letters: 2, letter_bits: 7, digits: 13 };
/// `CUST-00012`.
const ACCOUNT: Shares = Shares { letters: 5, letter_bits: 6, digits: 8 };

impl Customer {
    /// The number of a name that is one by itself; `None` when it must be written down.
    pub(super) fn of(name: &[u8]) -> Option<Self> {
        if name.len() <= 7 {
            return Some(Self(LETTERS | letters(name)));
        }
        // The last digit is one, or there is no point in looking.
        let front = name.iter().take(ACCOUNT.letters + 1).take_while(|byte| !byte.is_ascii_digit());
        let (front, digits) = name.split_at(front.count());
        let number = digits_in(digits)?;
        let telephone = TELEPHONE.number((front, digits.len(), number), Some);
        let account = || ACCOUNT.number((front, digits.len(), number), narrow).map(|n| CODE | n);
        telephone.map(|number| DIGITS | number).or_else(account).map(Self)
    }

    /// The one that was written down as this number.
    fn written(number: u32) -> Self {
        Self(WRITTEN | u64::from(number))
    }

    /// Whether its number is its worker's own, because its name is written down.
    pub(super) fn is_written(self) -> bool {
        self.0 & WRITTEN == WRITTEN
    }

    /// One of 256 parts, into which customers fall evenly.
    pub(super) fn part(self) -> usize {
        // The fraction of the golden ratio: neighbours fall far apart.
        let mixed = (self.0 ^ self.0 >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        usize::from(mixed.to_be_bytes()[0])
    }

    /// Its place among all others.
    pub(super) fn rank(self) -> u64 {
        self.0
    }
}

impl Shares {
    /// Letters, count of digits and their number side by side; `None` when one of them has no room.
    fn number(
        &self,
        (front, count, number): (&[u8], usize, u64),
        letter: impl Fn(u64) -> Option<u64>,
    ) -> Option<u64> {
        if front.len() > self.letters || count > self.digits {
            return None;
        }
        let mut all = 0;
        for at in 0..self.letters {
            let letter = match front.get(at) {
                None => 0,
                Some(byte) => {
                    letter(u64::from(*byte)).filter(|n| (1..1 << self.letter_bits).contains(n))?
                }
            };
            all = all << self.letter_bits | letter;
        }
        let count = u64::try_from(count).ok()?;
        // 13 digits need 44 bits, 8 need 27.
        let bits = 62 - 4 - self.letters * self.letter_bits;
        Some((all << 4 | count) << bits | number)
    }
}

/// A letter, or a sign that is usual between letters and digits, in six bits.
fn narrow(byte: u64) -> Option<u64> {
    match u8::try_from(byte).ok()? {
        letter @ b'A'..=b'Z' => Some(u64::from(letter - b'A') + 1),
        letter @ b'a'..=b'z' => Some(u64::from(letter - b'a') + 27),
        sign => b"-_+#.:/@ ()".iter().zip(53..).find(|(known, _)| **known == sign).map(|(_, n)| n),
    }
}

/// At most seven bytes, their count behind them.
fn letters(name: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    bytes[1..=name.len()].copy_from_slice(name);
    // Three bits of the first byte hold the count.
    bytes[0] = u8::try_from(name.len()).unwrap_or_default();
    u64::from_be_bytes(bytes)
}

/// The number of at most 13 digits; `None` when there is anything else, or nothing.
fn digits_in(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || digits.len() > TELEPHONE.digits {
        return None;
    }
    digits.iter().try_fold(0, |number, byte| {
        byte.is_ascii_digit().then(|| number * 10 + u64::from(byte - b'0'))
    })
}

#[expect(
    clippy::disallowed_types,
    reason = "looked up only; counts leave in order of their groups"
)]
type Index = std::collections::HashMap<Box<[u8]>, u32, QuickHash>;

/// Names that are no numbers, each written down once.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    index: Index,
}

impl Names {
    /// Who that is.
    pub(super) fn customer(&mut self, name: &[u8]) -> Customer {
        Customer::of(name).unwrap_or_else(|| match self.index.get(name) {
            Some(number) => Customer::written(*number),
            None => Customer::written(self.number(name.into())),
        })
    }

    fn number(&mut self, name: Box<[u8]>) -> u32 {
        // More than that do not fit into memory.
        let next = u32::try_from(self.index.len()).unwrap_or(u32::MAX);
        *self.index.entry(name).or_insert(next)
    }

    /// Takes in the names of another one, and tells who each of its customers is here.
    #[expect(clippy::iter_over_hash_type, reason = "numbers never leave")]
    pub(super) fn merge(&mut self, other: Self) -> Renamed {
        let mut numbers = vec![0; other.index.len()];
        for (name, number) in other.index {
            numbers[usize::try_from(number).unwrap_or(usize::MAX)] = self.number(name);
        }
        Renamed(numbers)
    }
}

/// Who the customers of another worker are here.
#[derive(Debug)]
pub(super) struct Renamed(Vec<u32>);

impl Renamed {
    /// Whether nobody has another name here.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Who that is here.
    pub(super) fn here(&self, customer: Customer) -> Customer {
        let number = || usize::try_from(customer.0 & !WRITTEN).unwrap_or(usize::MAX);
        if customer.is_written() { Customer::written(self.0[number()]) } else { customer }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn usual_names_are_their_own_numbers() {
        for name in ["", "7", "Ana", "+525512345678", "CL0000000001", "CUST-00012", "12345678"] {
            assert!(Customer::of(name.as_bytes()).is_some(), "{name}");
        }
        for name in
            ["ana@example.com", "+52 55 1234 5678", "12345678901234", "Ñ-123456", "\0-123456"]
        {
            assert_eq!(Customer::of(name.as_bytes()), None, "{name}");
        }
    }

    #[test]
    fn a_name_that_is_written_down_is_the_same_after_merging() {
        let (mut one, mut other) = (Names::default(), Names::default());
        let ana = one.customer(b"ana@example.com");
        let leo = other.customer(b"leo@example.com");
        let also_ana = other.customer(b"ana@example.com");
        let here = one.merge(other);
        assert_eq!(here.here(also_ana), ana);
        assert_eq!(here.here(leo), one.customer(b"leo@example.com"));
        let number = one.customer(b"600123456");
        assert_eq!(here.here(number), number);
    }

    /// Names of the kinds that share the room, near each other.
    fn names() -> impl Strategy<Value = Vec<u8>> {
        prop_oneof![
            "[A-C+\\-]{0,6}0{0,3}[0-9]{0,14}".prop_map(String::into_bytes),
            "[0-2]{0,15}".prop_map(String::into_bytes),
            proptest::collection::vec(
                prop::sample::select(&[0_u8, 1, b'0', b'A', 0x7f, 0xc3][..]),
                0..10
            ),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(512))]

        #[test]
        fn two_customers_are_one_only_if_their_names_are(one in names(), other in names()) {
            let mut known = Names::default();
            let same = known.customer(&one) == known.customer(&other);
            prop_assert_eq!(same, one == other);
        }
    }
}
