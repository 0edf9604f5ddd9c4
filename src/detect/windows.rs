//! Sliding windows over sorted times, in linear time. A window of length `w` holds what lies
//! between `first` and `last` with `last - first <= w` (DESIGN.md §6).

use std::ops::Range;

use crate::model::{Span, Timestamp};

/// For each position, the first position whose window of length `w` still holds it.
fn starts(times: &[Timestamp], w: Span) -> impl Iterator<Item = usize> + '_ {
    let mut start = 0;
    times.iter().map(move |&time| {
        while times.get(start).is_some_and(|&first| time.since(first) > w) {
            start += 1;
        }
        start
    })
}

/// The window that holds most, the earliest of equals; `None` without times.
pub(super) fn densest(times: &[Timestamp], w: Span) -> Option<Range<usize>> {
    let mut best: Option<Range<usize>> = None;
    for (end, start) in starts(times, w).enumerate() {
        if best.as_ref().is_none_or(|best| end + 1 - start > best.len()) {
            best = Some(start..end + 1);
        }
    }
    best
}

/// The unions of windows that hold at least `count` and share a position, in order.
pub(super) fn runs(times: &[Timestamp], w: Span, count: usize) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (end, start) in starts(times, w).enumerate() {
        if end + 1 - start < count.max(1) {
            continue;
        }
        match runs.last_mut() {
            Some(run) if start < run.end => run.end = end + 1,
            _ => runs.push(start..end + 1),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sorted(mut seconds: Vec<i64>) -> Vec<Timestamp> {
        seconds.sort_unstable();
        seconds.into_iter().map(Timestamp::from_secs).collect()
    }

    /// Every window, one by one.
    fn naive_most(times: &[Timestamp], w: Span) -> usize {
        times
            .iter()
            .map(|&first| times.iter().filter(|&&t| t >= first && t.since(first) <= w).count())
            .max()
            .unwrap_or(0)
    }

    #[test]
    fn a_window_holds_its_exact_bound_and_nothing_past_it() {
        let times = sorted(vec![0, 600, 601]);
        assert_eq!(densest(&times, Span::from_secs(600)), Some(0..2));
        assert_eq!(densest(&times, Span::from_secs(601)), Some(0..3));
        assert_eq!(densest(&[], Span::from_secs(1)), None);
    }

    #[test]
    fn windows_that_share_a_prompt_are_one_run() {
        let times = sorted(vec![0, 10, 20, 30, 100, 110, 120]);
        assert_eq!(runs(&times, Span::from_secs(20), 3), vec![0..4, 4..7]);
        assert_eq!(runs(&times, Span::from_secs(20), 4), Vec::<Range<usize>>::new());
    }

    proptest! {
        #[test]
        fn the_sliding_window_equals_a_naive_one(
            seconds in proptest::collection::vec(0_i64..2_000, 0..80),
            w in 0_i64..800,
        ) {
            let times = sorted(seconds);
            let w = Span::from_secs(w);
            let most = densest(&times, w).map_or(0, |window| window.len());
            prop_assert_eq!(most, naive_most(&times, w));
        }

        #[test]
        fn a_run_holds_exactly_the_times_of_windows_that_are_full_enough(
            seconds in proptest::collection::vec(0_i64..2_000, 0..80),
            w in 0_i64..800,
            count in 1_usize..6,
        ) {
            let times = sorted(seconds);
            let w = Span::from_secs(w);
            let mut expected = vec![false; times.len()];
            for start in 0..times.len() {
                let end = (start..times.len())
                    .take_while(|&i| times[i].since(times[start]) <= w)
                    .last()
                    .unwrap();
                if end + 1 - start >= count {
                    expected[start..=end].fill(true);
                }
            }
            let mut actual = vec![false; times.len()];
            for run in runs(&times, w, count) {
                actual[run].fill(true);
            }
            prop_assert_eq!(actual, expected);
        }
    }
}
