//! Bursts of one user: rows of "at least so many within so long", met by an episode, or by a
//! stretch that spans several.
//!
//! A finding belongs to an episode. A longer window may span episodes; where that reaches a worse
//! level than any of its episodes reaches alone, these episodes are one finding (DESIGN.md §6).

use std::ops::Range;

use crate::model::{ParameterMeta, Parameters, Severity, Span, Timestamp, Unit, Window};

use super::windows::{densest, runs};

/// One row of a level table.
#[derive(Clone, Copy)]
pub(super) struct Row {
    /// Length of the window.
    pub(super) window: &'static ParameterMeta,
    /// How many it must hold.
    pub(super) count: &'static ParameterMeta,
    pub(super) severity: Severity,
    /// Which series it counts.
    pub(super) series: usize,
}

/// Times that a row counts, sorted, each with its episode.
#[derive(Clone, Debug, Default)]
pub(super) struct Series {
    pub(super) times: Vec<Timestamp>,
    pub(super) episodes: Vec<usize>,
}

impl Series {
    pub(super) fn push(&mut self, time: Timestamp, episode: usize) {
        self.times.push(time);
        self.episodes.push(episode);
    }

    /// Positions of the episodes from `range.start` to before `range.end`.
    fn of_episodes(&self, range: &Range<usize>) -> Range<usize> {
        let position = |episode: usize| self.episodes.partition_point(|&e| e < episode);
        position(range.start)..position(range.end)
    }

    fn slice(&self, positions: Range<usize>) -> &[Timestamp] {
        self.times.get(positions).unwrap_or_default()
    }
}

/// Episodes that make one finding.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Burst {
    /// Sorted; each holds something that a row counts.
    pub(super) episodes: Vec<usize>,
    pub(super) severity: Severity,
    /// The densest window of each length that met a row, shortest first.
    pub(super) windows: Vec<Window>,
}

/// Consecutive episodes that belong together, and the worst level that they reach.
struct Group {
    range: Range<usize>,
    level: Option<Severity>,
}

/// The bursts of one user with `episodes` episodes, in order of time.
pub(super) fn bursts(
    rows: &[Row],
    series: &[Series],
    episodes: usize,
    parameters: &Parameters,
) -> Vec<Burst> {
    let rows: Vec<Threshold> = rows.iter().map(|row| Threshold::of(row, parameters)).collect();
    if !rows.iter().any(|row| row.may_be_met(series)) {
        return Vec::new();
    }
    let mut groups: Vec<Group> = (0..episodes)
        .map(|episode| {
            let range = episode..episode + 1;
            let level = level(&rows, series, &range);
            Group { range, level }
        })
        .collect();
    let mut worst_first = rows.clone();
    worst_first.sort_by_key(|row| std::cmp::Reverse(row.severity));
    for row in &worst_first {
        groups = join(row, series, groups);
    }
    groups
        .into_iter()
        .filter_map(|group| {
            let severity = group.level?;
            let windows = windows(&rows, series, &group.range, parameters);
            Some(Burst { episodes: counted(series, &group.range), severity, windows })
        })
        .collect()
}

/// A row with the values of its parameters.
#[derive(Clone, Copy)]
struct Threshold {
    length: &'static ParameterMeta,
    window: Span,
    count: usize,
    severity: Severity,
    series: usize,
}

impl Threshold {
    fn of(row: &Row, parameters: &Parameters) -> Self {
        Self {
            length: row.window,
            window: parameters.span(row.window),
            count: parameters.count(row.count) as usize,
            severity: row.severity,
            series: row.series,
        }
    }

    /// Whether there are enough times at all, however far apart.
    fn may_be_met(&self, series: &[Series]) -> bool {
        series.get(self.series).is_some_and(|series| series.times.len() >= self.count)
    }

    /// The times of the densest window within some episodes, if it holds enough.
    fn densest<'s>(&self, series: &'s [Series], range: &Range<usize>) -> Option<&'s [Timestamp]> {
        let series = series.get(self.series)?;
        let times = series.slice(series.of_episodes(range));
        if times.len() < self.count {
            return None;
        }
        let window = densest(times, self.window)?;
        times.get(window).filter(|times| times.len() >= self.count)
    }
}

fn level(rows: &[Threshold], series: &[Series], range: &Range<usize>) -> Option<Severity> {
    let met = |row: &&Threshold| row.densest(series, range).is_some();
    rows.iter().filter(met).map(|row| row.severity).max()
}

/// Joins groups that a run of this row spans, where the row is worse than all of them.
fn join(row: &Threshold, series: &[Series], groups: Vec<Group>) -> Vec<Group> {
    let Some(of_row) = series.get(row.series) else { return groups };
    let mut spanning = runs(&of_row.times, row.window, row.count)
        .into_iter()
        .filter_map(|run| {
            let first = *of_row.episodes.get(run.start)?;
            let last = *of_row.episodes.get(run.end.checked_sub(1)?)?;
            (first < last).then_some(first..last + 1)
        })
        .peekable();
    let mut joined: Vec<Group> = Vec::with_capacity(groups.len());
    let mut groups = groups.into_iter().peekable();
    while let Some(group) = groups.next() {
        while spanning.next_if(|run| run.end <= group.range.start).is_some() {}
        let touches = |group: &Group, run: &Range<usize>| {
            run.start < group.range.end && group.range.start < run.end
        };
        let Some(mut run) = spanning.next_if(|run| touches(&group, run)) else {
            joined.push(group);
            continue;
        };
        let mut members = vec![group];
        loop {
            if let Some(next) = groups.next_if(|next| touches(next, &run)) {
                members.push(next);
            } else if let Some(more) =
                spanning.next_if(|more| members.last().is_some_and(|last| touches(last, more)))
            {
                run = run.start..run.end.max(more.end);
            } else {
                break;
            }
        }
        if members.iter().all(|member| member.level < Some(row.severity)) {
            joined.extend(union(members, row.severity));
        } else {
            joined.extend(members);
        }
    }
    joined
}

fn union(members: Vec<Group>, severity: Severity) -> Option<Group> {
    let range = members.first()?.range.start..members.last()?.range.end;
    Some(Group { range, level: Some(severity) })
}

/// The episodes of a group that hold something counted.
fn counted(series: &[Series], range: &Range<usize>) -> Vec<usize> {
    let mut episodes: Vec<usize> = series
        .iter()
        .filter_map(|series| series.episodes.get(series.of_episodes(range)))
        .flatten()
        .copied()
        .collect();
    episodes.sort_unstable();
    episodes.dedup();
    episodes
}

fn windows(
    rows: &[Threshold],
    series: &[Series],
    range: &Range<usize>,
    parameters: &Parameters,
) -> Vec<Window> {
    let mut lengths: Vec<&'static ParameterMeta> = Vec::new();
    for row in rows {
        if !lengths.iter().any(|known| std::ptr::eq(*known, row.length)) {
            lengths.push(row.length);
        }
    }
    lengths.sort_by_key(|length| parameters.span(length));
    let densest_of = |length: &&'static ParameterMeta| {
        let times = rows
            .iter()
            .filter(|row| std::ptr::eq(row.length, *length))
            .filter_map(|row| row.densest(series, range))
            .reduce(|best, next| if next.len() > best.len() { next } else { best })?;
        Some(Window {
            start: *times.first()?,
            end: *times.last()?,
            prompts: u32::try_from(times.len()).unwrap_or(u32::MAX),
            parameter: window_name(length, parameters),
        })
    };
    lengths.iter().filter_map(densest_of).collect()
}

/// The window's name in documents: `10m`, `12h`.
pub(super) fn window_name(length: &ParameterMeta, parameters: &Parameters) -> String {
    let unit = match length.unit {
        Unit::Seconds => "s",
        Unit::Minutes => "m",
        Unit::Hours => "h",
        Unit::Days => "d",
        Unit::Kilometres | Unit::Count => "",
    };
    format!("{}{unit}", parameters.value(length))
}

#[cfg(test)]
mod tests {
    use super::*;

    parameters! {
        "test":
        SHORT = "short", "", Minutes, 10.0 in 1.0..60.0, "";
        LONG = "long", "", Hours, 12.0 in 1.0..24.0, "";
        THREE = "three", "", Count, 3.0 in 1.0..9.0, "";
        FOUR = "four", "", Count, 4.0 in 1.0..9.0, "";
    }

    const ROWS: &[Row] = &[
        Row { window: &SHORT, count: &THREE, severity: Severity::High, series: 0 },
        Row { window: &LONG, count: &FOUR, severity: Severity::Medium, series: 0 },
    ];

    /// Episodes, level, and name and count of each window.
    type Told = (Vec<usize>, Severity, Vec<(String, u32)>);

    /// Minutes; a gap of more than 30 begins an episode.
    fn found(minutes: &[i64]) -> Vec<Told> {
        let mut series = Series::default();
        let mut episode = 0;
        for (position, &minute) in minutes.iter().enumerate() {
            if position > 0 && minute - minutes[position - 1] > 30 {
                episode += 1;
            }
            series.push(Timestamp::from_secs(minute * 60), episode);
        }
        let windows = |burst: &Burst| {
            burst.windows.iter().map(|w| (w.parameter.clone(), w.prompts)).collect()
        };
        assert_eq!(PARAMETERS.len(), 4);
        bursts(ROWS, &[series], episode + 1, &Parameters::default())
            .into_iter()
            .map(|burst| (burst.episodes.clone(), burst.severity, windows(&burst)))
            .collect()
    }

    #[test]
    fn an_episode_is_one_burst_with_every_window_that_it_met() {
        let windows = vec![("10m".to_owned(), 4), ("12h".to_owned(), 4)];
        assert_eq!(found(&[0, 1, 2, 3]), vec![(vec![0], Severity::High, windows)]);
    }

    #[test]
    fn lone_prompts_through_one_night_are_one_burst() {
        let windows = vec![("12h".to_owned(), 4)];
        assert_eq!(found(&[0, 45, 90, 135]), vec![(vec![0, 1, 2, 3], Severity::Medium, windows)]);
        assert_eq!(found(&[0, 45, 90]), vec![]);
    }

    #[test]
    fn two_bursts_on_one_day_stay_two_where_the_day_says_nothing_worse() {
        let bursts = found(&[0, 1, 2, 120, 121, 122]);
        assert_eq!(bursts.len(), 2);
        assert!(bursts.iter().all(|burst| burst.1 == Severity::High));
    }

    #[test]
    fn two_nights_are_two_bursts() {
        let night = [0, 45, 90, 135];
        let both: Vec<i64> = night.into_iter().chain(night.map(|minute| minute + 2880)).collect();
        let episodes: Vec<_> = found(&both).into_iter().map(|burst| burst.0).collect();
        assert_eq!(episodes, vec![vec![0, 1, 2, 3], vec![4, 5, 6, 7]]);
    }
}
