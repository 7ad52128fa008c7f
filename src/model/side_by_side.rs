//! Work on several threads, whose results come back in the order of the jobs.

use std::ops::Range;
use std::panic::resume_unwind;
use std::thread;

/// What `work` makes of each job, in the order of the jobs. Each has a thread of its own, the last one
/// this thread; so a single job starts none.
///
/// # Panics
///
/// If `work` does.
pub fn side_by_side<J: Send, T: Send>(
    jobs: impl IntoIterator<Item = J>,
    work: impl Fn(J) -> T + Sync,
) -> Vec<T> {
    let mut jobs: Vec<J> = jobs.into_iter().collect();
    let Some(own) = jobs.pop() else { return Vec::new() };
    thread::scope(|scope| {
        let work = &work;
        let others: Vec<_> = jobs.into_iter().map(|job| scope.spawn(move || work(job))).collect();
        let own = work(own);
        let others = others
            .into_iter()
            .map(|other| other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        others.chain([own]).collect()
    })
}

/// `0..n` cut into so many stretches of nearly one length, in order; fewer when there are not so many
/// numbers, and one of none.
pub fn stretches(n: usize, parts: usize) -> impl Iterator<Item = Range<usize>> + Clone {
    let parts = parts.clamp(1, n.max(1));
    (0..parts).map(move |part| part * n / parts..(part + 1) * n / parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_job_has_no_result() {
        assert!(side_by_side([], |job: u8| job).is_empty());
    }

    #[test]
    fn results_are_in_the_order_of_the_jobs() {
        let squares =
            side_by_side(stretches(1_000, 7), |range| -> usize { range.map(|n| n * n).sum() });
        assert_eq!(squares.len(), 7);
        assert_eq!(squares.iter().sum::<usize>(), (0..1_000).map(|n| n * n).sum::<usize>());
        assert!(squares.is_sorted());
    }

    #[test]
    fn stretches_are_all_numbers_once() {
        for (n, parts) in [(0, 3), (1, 0), (2, 5), (10, 3), (9, 9)] {
            let all: Vec<Range<usize>> = stretches(n, parts).collect();
            assert!(all.len() <= parts.max(1), "{n} {parts}");
            assert_eq!(all.into_iter().flatten().collect::<Vec<_>>(), (0..n).collect::<Vec<_>>());
        }
    }
}
