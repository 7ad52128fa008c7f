//! An exact multiset of whole numbers that is small for seconds and can be merged.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// Whole seconds kept one by one before they are counted.
const FEW: usize = 256;

/// Different values that are kept as a list of counts.
const LISTED: usize = 192;

/// Other values that are kept one by one before they are counted.
const ODD: usize = 64;

/// Values of which at most a list is kept; beyond, a counter for each second is faster.
const MANY: u64 = 1_024;

/// Whole thousands below this many have a counter each.
const DENSE: u16 = 3_600;

/// Every value ever pushed, as counts: quantiles, sums and shares of it are exact.
///
/// Made for thousandths of which most are whole (milliseconds of whole seconds); any `i64` is
/// allowed. Two are equal when they hold the same values, whatever the order they came in. Small ones
/// need little room, as there may be one for each of many groups.
#[derive(Debug, Clone, Default)]
pub struct Histogram {
    /// Whole seconds as they came, until there are [`FEW`]; none once there are counters.
    fresh: Vec<u16>,
    /// What came before.
    counted: Option<Box<Counted>>,
    count: u64,
}

/// Values that are no longer kept as they came.
#[derive(Debug, Clone, Default)]
struct Counted {
    /// Whole seconds and how often they occur, in order, while a list will do: no more than [`MANY`]
    /// times together.
    listed: Vec<(u16, u16)>,
    /// Other values as they came, until there are [`ODD`].
    odd: Vec<i64>,
    /// All values, once there are too many for lists; those are then empty.
    counters: Option<Counters>,
}

/// How often each value occurs.
#[derive(Debug, Clone, Default)]
struct Counters {
    /// Of whole thousands below [`DENSE`], up to what fits.
    dense: Vec<u16>,
    /// Of any other value, and of those below what no longer fitted.
    sparse: BTreeMap<i64, u64>,
}

/// The value in whole seconds, if it is one that has a counter.
fn second(value: i64) -> Option<u16> {
    // Compared without the sign first, since that division is the cheaper one.
    let millis = u32::try_from(value).ok()?;
    let second = u16::try_from(millis / 1_000).ok()?;
    (second < DENSE && millis % 1_000 == 0).then_some(second)
}

impl Histogram {
    /// Adds a value.
    pub fn push(&mut self, value: i64) {
        self.count += 1;
        if let Some(Counted { counters: Some(counters), .. }) = self.counted.as_deref_mut() {
            return counters.add(value, 1);
        }
        let Some(second) = second(value) else { return self.odd(value) };
        self.fresh.push(second);
        if self.fresh.len() == FEW {
            self.list();
        }
    }

    /// Takes in a value that is no whole second while there are no counters.
    fn odd(&mut self, value: i64) {
        let counted = self.counted.get_or_insert_default();
        if counted.odd.len() < ODD {
            counted.odd.push(value);
        } else {
            self.counters().add(value, 1);
        }
    }

    /// Counts what came since this was last done.
    fn list(&mut self) {
        self.fresh.sort_unstable();
        let counted = self.counted.get_or_insert_default();
        counted.listed = merged(&counted.listed, &self.fresh);
        self.fresh.clear();
        if counted.listed.len() > LISTED || self.count > MANY || counted.counters.is_some() {
            self.counters();
        }
    }

    /// Puts what came in order, so that looking at it later does not have to, each time.
    #[expect(
        clippy::stable_sort_primitive,
        reason = "it goes fast over what two of them had in order"
    )]
    pub fn settle(&mut self) {
        self.fresh.sort();
    }

    /// Adds all values of another one.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        let lists =
            |one: &Self| one.counted.as_deref().is_none_or(|counted| counted.counters.is_none());
        let odd = |one: &Self| one.counted.as_deref().map_or(0, |counted| counted.odd.len());
        let few = odd(self) + odd(other) <= ODD && self.count <= MANY;
        if !few || !lists(self) || !lists(other) {
            let counters = self.counters();
            other.each().for_each(|(value, count)| counters.add(value, count));
            return;
        }
        if let Some(theirs) = other.counted.as_deref() {
            let counted = self.counted.get_or_insert_default();
            counted.odd.extend_from_slice(&theirs.odd);
            let times = |(second, n): &(u16, u16)| std::iter::repeat_n(*second, usize::from(*n));
            let seconds: Vec<u16> = theirs.listed.iter().flat_map(times).collect();
            counted.listed = merged(&counted.listed, &seconds);
            if counted.listed.len() > LISTED {
                self.counters();
            }
        }
        self.fresh.extend_from_slice(&other.fresh);
        if self.fresh.len() >= FEW || !lists(self) {
            self.list();
        }
    }

    /// How many values there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Their sum.
    pub fn sum(&self) -> i128 {
        self.each().map(|(value, count)| i128::from(value) * i128::from(count)).sum()
    }

    /// The largest; `None` without any.
    pub fn max(&self) -> Option<i64> {
        self.each().map(|(value, _)| value).max()
    }

    /// How many are `limit` or less.
    pub fn at_most(&self, limit: i64) -> u64 {
        self.each().filter(|(value, _)| *value <= limit).map(|(_, count)| count).sum()
    }

    /// How many are `limit` or more.
    pub fn at_least(&self, limit: i64) -> u64 {
        self.each().filter(|(value, _)| *value >= limit).map(|(_, count)| count).sum()
    }

    /// The quantile at `num / den` by linear interpolation between order statistics, as an exact
    /// quotient with denominator `den`; `None` without values.
    ///
    /// Source: type 7 of Hyndman & Fan (1996), *The American Statistician* 50, 361–365.
    ///
    /// # Panics
    ///
    /// If `num / den` does not lie in `[0, 1]`.
    pub fn quantile(&self, num: u32, den: u32) -> Option<(i128, i128)> {
        quantile(&self.counts(), self.count, (num, den))
    }

    /// The value of a rank, counted from 0 in order of size; `None` past the end.
    pub fn nth(&self, rank: u64) -> Option<i64> {
        nth(&self.counts(), rank)
    }

    /// The smallest value that at least `num / den` of all do not exceed; `None` without values.
    ///
    /// # Panics
    ///
    /// If `num / den` does not lie in `[0, 1]`.
    pub fn nearest_rank(&self, num: u32, den: u32) -> Option<i64> {
        assert!(num <= den && den > 0, "{num}/{den} is no share");
        let wanted = (u128::from(self.count) * u128::from(num)).div_ceil(u128::from(den));
        nth(&self.counts(), u64::try_from(wanted.saturating_sub(1)).ok()?)
    }

    /// Each value with how often it occurs, in order of value.
    pub fn counts(&self) -> Vec<(i64, u64)> {
        if let Some(seconds) = self.seconds() {
            return seconds;
        }
        let mut all: Vec<(i64, u64)> = self.each().collect();
        all.sort_unstable();
        all.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        all
    }

    /// The same where nothing but a few whole seconds came, which is most often so.
    fn seconds(&self) -> Option<Vec<(i64, u64)>> {
        let listed = match self.counted.as_deref() {
            None => &[][..],
            Some(Counted { listed, odd, counters: None }) if odd.is_empty() => listed,
            Some(_) => return None,
        };
        let mut fresh = Cow::Borrowed(&self.fresh);
        if !fresh.is_sorted() {
            fresh.to_mut().sort_unstable();
        }
        let all = merged(listed, &fresh).into_iter();
        Some(all.map(|(second, n)| (i64::from(second) * 1_000, u64::from(n))).collect())
    }

    /// Values with counts, in no order; a value may come more than once.
    fn each(&self) -> impl Iterator<Item = (i64, u64)> + '_ {
        let whole = |second: u16| i64::from(second) * 1_000;
        let fresh = self.fresh.iter().map(move |second| (whole(*second), 1));
        let counted = self.counted.as_deref();
        let listed = counted.into_iter().flat_map(|counted| &counted.listed);
        let listed = listed.map(move |(second, n)| (whole(*second), u64::from(*n)));
        let odd = counted.into_iter().flat_map(|counted| &counted.odd).map(|value| (*value, 1));
        let counters = counted.and_then(|counted| counted.counters.as_ref());
        fresh.chain(listed).chain(odd).chain(counters.into_iter().flat_map(Counters::each))
    }

    /// The counters, laid out now if they were not before.
    fn counters(&mut self) -> &mut Counters {
        let fresh = std::mem::take(&mut self.fresh);
        let counted = self.counted.get_or_insert_default();
        let Counted { listed, odd, counters } = &mut **counted;
        let counters = counters.get_or_insert_default();
        for second in fresh {
            counters.add(i64::from(second) * 1_000, 1);
        }
        for (second, count) in std::mem::take(listed) {
            counters.add(i64::from(second) * 1_000, u64::from(count));
        }
        for value in std::mem::take(odd) {
            counters.add(value, 1);
        }
        counters
    }
}

/// Counts in order of seconds, with some more seconds that are in order; no more than [`MANY`] together.
fn merged(listed: &[(u16, u16)], more: &[u16]) -> Vec<(u16, u16)> {
    let mut all: Vec<(u16, u16)> = Vec::with_capacity(listed.len() + more.len().min(LISTED));
    let mut listed = listed.iter().copied().peekable();
    for run in more.chunk_by(|one, next| one == next) {
        let second = run[0];
        while let Some(before) = listed.next_if(|(listed, _)| *listed < second) {
            all.push(before);
        }
        let known = listed.next_if(|(listed, _)| *listed == second).map_or(0, |(_, n)| n);
        all.push((second, known + u16::try_from(run.len()).unwrap_or(u16::MAX)));
    }
    all.extend(listed);
    all
}

impl Counters {
    fn add(&mut self, value: i64, count: u64) {
        let Some(slot) = second(value).map(usize::from) else {
            return *self.sparse.entry(value).or_default() += count;
        };
        if self.dense.len() <= slot {
            self.dense.resize(slot + 1, 0);
        }
        let counter = &mut self.dense[slot];
        let more = u16::try_from(count).ok().and_then(|count| counter.checked_add(count));
        if let Some(more) = more {
            *counter = more;
            return;
        }
        let whole = count + u64::from(std::mem::take(counter));
        *self.sparse.entry(value).or_default() += whole;
    }

    fn each(&self) -> impl Iterator<Item = (i64, u64)> + '_ {
        let seconds = (0..).step_by(1000).zip(&self.dense);
        let dense = seconds.map(|(value, count)| (value, u64::from(*count)));
        let sparse = self.sparse.iter().map(|(value, count)| (*value, *count));
        dense.filter(|(_, count)| *count > 0).chain(sparse)
    }
}

/// [`Histogram::quantile`] of its counts, of which there are `count` together.
///
/// # Panics
///
/// If the share does not lie in `[0, 1]`.
pub fn quantile(counts: &[(i64, u64)], count: u64, share: (u32, u32)) -> Option<(i128, i128)> {
    let (num, den) = share;
    assert!(num <= den && den > 0, "{num}/{den} is no share");
    let (num, den) = (u128::from(num), u128::from(den));
    let position = u128::from(count.checked_sub(1)?) * num;
    let rank = u64::try_from(position / den).ok()?;
    let rest = i128::try_from(position % den).ok()?;
    let low = i128::from(nth(counts, rank)?);
    // Beyond the last value there is nothing to lean towards, and `rest` is 0.
    let high = nth(counts, rank + 1).map_or(low, i128::from);
    let den = i128::try_from(den).ok()?;
    Some((low * (den - rest) + high * rest, den))
}

/// The value of a rank among values with counts in order of value, counted from 0; `None` past the
/// end.
pub fn nth(counts: &[(i64, u64)], rank: u64) -> Option<i64> {
    let mut before = 0;
    for (value, count) in counts {
        before += count;
        if rank < before {
            return Some(*value);
        }
    }
    None
}

impl PartialEq for Histogram {
    fn eq(&self, other: &Self) -> bool {
        self.count == other.count && self.counts() == other.counts()
    }
}

impl Eq for Histogram {}

impl FromIterator<i64> for Histogram {
    fn from_iter<I: IntoIterator<Item = i64>>(values: I) -> Self {
        let mut all = Self::default();
        for value in values {
            all.push(value);
        }
        all
    }
}

#[cfg(test)]
mod tests;
