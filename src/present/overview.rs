//! All users over all of the case: how many prompts when, and where the bursts are.

use crate::case::Case;
use crate::model::{Severity, TimeRange};
use crate::store::Filtered;

use super::time_scale::TimeScale;

/// MF-05, MF-06 and MF-07 speak of single prompts; the rest speak of many.
const OF_MANY: [u8; 5] = [1, 2, 4, 11, 12];

/// One bar.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bar {
    /// Prompts in it.
    pub count: u32,
    /// The worst burst in it, medium or worse.
    pub severity: Option<Severity>,
}

/// The bars, from left to right.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Overview {
    /// What the bars cover.
    pub range: Option<TimeRange>,
    /// The bars.
    pub bars: Vec<Bar>,
    /// Prompts in the fullest bar.
    pub most: u32,
}

/// Counts the prompts that are shown into `bars` bars over `range`.
pub fn build(case: &Case, filtered: &Filtered, range: TimeRange, bars: usize) -> Overview {
    let mut model = vec![Bar::default(); bars.max(1)];
    let scale = TimeScale::new(range, 0.0, model.len() as f64);
    let slot = |time| (scale.x(time).max(0.0) as usize).min(bars.max(1) - 1);
    for id in &filtered.prompts {
        let Some(prompt) = case.prompt(*id) else { continue };
        if let Some(bar) = model.get_mut(slot(prompt.time())) {
            bar.count += 1;
        }
    }
    let findings = case.detection.findings.iter();
    let bursts = findings.filter(|f| f.severity >= Severity::Medium && OF_MANY.contains(&f.rule.0));
    for finding in bursts {
        for id in &finding.prompts {
            if filtered.prompts.binary_search(id).is_err() {
                continue;
            }
            let Some(prompt) = case.prompt(*id) else { continue };
            if let Some(bar) = model.get_mut(slot(prompt.time())) {
                bar.severity = bar.severity.max(Some(finding.severity));
            }
        }
    }
    let most = model.iter().map(|bar| bar.count).max().unwrap_or(0);
    Overview { range: Some(range), bars: model, most }
}
