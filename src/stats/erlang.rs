//! Waiting in a queue with several servers: Erlang C.

use super::real;

/// Most servers that are reckoned with: the recursion goes over every one of them.
pub const MOST: u64 = 100_000;

/// A queue in balance: calls come at random, servers take them one by one, nobody gives up.
///
/// Source: Erlang (1917); the recursion of Erlang B, Gans, Koole & Mandelbaum (2003),
/// *Manufacturing & Service Operations Management* 5, 79–141.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Queue {
    /// Servers.
    pub servers: u64,
    /// Work that comes in, in servers kept busy (erlangs).
    pub load: f64,
    /// Mean time a server takes for one.
    pub service: f64,
}

impl Queue {
    /// The share of those who have to wait; 1 when more work comes in than servers can do.
    pub fn waiting(&self) -> f64 {
        let n = real::count(self.servers);
        if self.load <= 0.0 {
            return 0.0;
        }
        if self.load >= n {
            return 1.0;
        }
        // Erlang B by 1/B, which grows from 1 and never overflows into a wrong answer.
        let mut inverse = 1.0;
        for k in 1..=self.servers {
            inverse = 1.0 + inverse * real::count(k) / self.load;
        }
        let blocked = 1.0 / inverse;
        n * blocked / (n - self.load * (1.0 - blocked))
    }

    /// The share of those who wait at most that long; `None` when the queue grows without end.
    pub fn within(&self, wait: f64) -> Option<f64> {
        let spare = self.spare()?;
        if self.load <= 0.0 {
            return Some(1.0);
        }
        Some(1.0 - self.waiting() * (-spare * wait / self.service).exp())
    }

    /// The mean wait of all; `None` when the queue grows without end.
    pub fn mean_wait(&self) -> Option<f64> {
        let spare = self.spare()?;
        Some(self.waiting() * self.service / spare)
    }

    /// The share of time that servers are busy.
    pub fn occupancy(&self) -> f64 {
        (self.load / real::count(self.servers)).clamp(0.0, 1.0)
    }

    fn spare(&self) -> Option<f64> {
        let spare = real::count(self.servers) - self.load;
        (spare > 0.0 && self.service > 0.0).then_some(spare)
    }

    /// The fewest servers with which at least that share waits at most that long; `None` when no
    /// number up to a hundred thousand is enough, as for a share of 1.
    pub fn needed((load, service): (f64, f64), (share, wait): (f64, f64)) -> Option<Self> {
        if !(load.is_finite() && load >= 0.0 && service > 0.0 && (0.0..1.0).contains(&share)) {
            return None;
        }
        let least = real::truncate(load).and_then(|load| u64::try_from(load).ok())? + 1;
        if least > MOST {
            return None;
        }
        let enough = |servers: u64| {
            let queue = Self { servers, load, service };
            queue.within(wait).is_some_and(|found| found >= share)
        };
        // The share grows with every server: double the spare ones, then halve the gap.
        let (mut low, mut high) = (least, least);
        while !enough(high) {
            if high > MOST {
                return None;
            }
            low = high + 1;
            high = least + 2 * (high - least) + 1;
        }
        while low < high {
            let middle = u64::midpoint(low, high);
            if enough(middle) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        Some(Self { servers: high, load, service })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_calls_nobody_waits_and_with_too_few_servers_everybody() {
        let none = Queue { servers: 1, load: 0.0, service: 180.0 };
        assert_eq!(
            (none.waiting(), none.within(20.0), none.mean_wait()),
            (0.0, Some(1.0), Some(0.0))
        );
        let few = Queue { servers: 10, load: 10.0, service: 180.0 };
        assert_eq!((few.waiting(), few.within(20.0), few.mean_wait()), (1.0, None, None));
        assert_eq!(Queue::needed((10.0, 180.0), (1.0, 20.0)), None);
        assert_eq!(Queue::needed((1.5e9, 86_400.0), (0.8, 20.0)), None);
        assert_eq!(Queue::needed((0.0, 180.0), (0.8, 20.0)).unwrap().servers, 1);
    }

    /// By hand: one server at half load is busy half the time (M/M/1).
    #[test]
    fn one_server_is_waited_for_as_often_as_it_is_busy() {
        let queue = Queue { servers: 1, load: 0.5, service: 100.0 };
        assert!((queue.waiting() - 0.5).abs() < 1e-15);
        assert!((queue.mean_wait().unwrap() - 100.0).abs() < 1e-12);
        assert!((queue.occupancy() - 0.5).abs() < 1e-15);
    }

    /// Source: callcentrehelper.com, "Erlang C formula": 100 calls in half an hour of 180 s need 14
    /// for 80 % within 20 s; 17.41 % wait, 88.8 % are in time, the mean wait is 7.8 s.
    #[test]
    fn fourteen_are_needed_as_published() {
        let queue = Queue::needed((10.0, 180.0), (0.8, 20.0)).unwrap();
        assert_eq!(queue.servers, 14);
        assert!((queue.waiting() - 0.1741).abs() < 5e-5);
        assert!((queue.within(20.0).unwrap() - 0.888).abs() < 5e-4);
        assert!((queue.mean_wait().unwrap() - 7.8).abs() < 0.05);
    }
}
