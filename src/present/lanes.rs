//! When: the marks of one lane, at most one per pixel; worst outcome wins its pixel.

use crate::case::Case;
use crate::model::{
    Factor, Finding, FindingId, Outcome, PromptId, Severity, Span, TimeRange, Timestamp,
};

use super::time_scale::TimeScale;
use super::users::{Entry, EntryKey};
use super::{Zone, format};

/// A burst longer than this is drawn as a thread, not as a box.
const DRIP_FROM: Span = Span::from_hours(2);
/// MF-01, bursts.
const BURST: u8 = 1;
/// MF-02, slow drips.
const DRIP: u8 = 2;
/// MF-04, approvals after unsatisfied prompts.
const APPROVAL: u8 = 4;
/// MF-07, places too far apart.
const APART: u8 = 7;
/// MF-12, calls and messages.
const TELEPHONY: u8 = 12;

/// One or more prompts in one pixel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LaneMark {
    /// Where, in points from the left edge of the lane.
    pub x: f32,
    /// The worst outcome of its prompts.
    pub outcome: Outcome,
    /// Whether that outcome was inferred.
    pub inferred: bool,
    /// Whether an approval hides behind a worse outcome.
    pub approval_behind: bool,
    /// How bad the approval after a burst is, where one of its prompts is one.
    pub star: Option<Severity>,
    /// The prompt with the worst outcome.
    pub prompt: PromptId,
    /// How many prompts.
    pub count: u32,
}

/// A burst, or a slow drip.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// Its first prompt, in points from the left edge.
    pub from: f32,
    /// Its last prompt.
    pub to: f32,
    /// How many prompts.
    pub count: u32,
    /// Count and length: `23 in 6 min`.
    pub label: String,
    /// How bad it is.
    pub severity: Severity,
    /// Whether it is slow: a thread, not a box.
    pub slow: bool,
    /// The finding behind it.
    pub finding: FindingId,
}

/// Words beside a mark.
#[derive(Clone, Debug, PartialEq)]
pub struct LaneNote {
    /// The mark that they belong to, in points from the left edge.
    pub x: f32,
    /// The words.
    pub text: String,
    /// How bad it is.
    pub severity: Severity,
    /// Which note gives way to which: less is kept first.
    pub rank: u8,
}

/// Everything that a lane draws.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lane {
    /// Marks from left to right.
    pub marks: Vec<LaneMark>,
    /// Bursts and drips.
    pub stretches: Vec<Stretch>,
    /// Words beside marks, the most important first.
    pub notes: Vec<LaneNote>,
    /// The lane in one sentence, for those who cannot see it.
    pub sentence: String,
}

/// One prompt on its way into a pixel.
#[derive(Clone, Copy, Debug)]
pub struct Dot {
    /// Where, in points.
    pub x: f64,
    /// How it ended.
    pub outcome: Outcome,
    /// Whether that was inferred.
    pub inferred: bool,
    /// How bad an approval after a burst it is.
    pub star: Option<Severity>,
    /// Which prompt.
    pub prompt: PromptId,
}

/// Makes the lane of an entry on a scale that begins at 0.
pub fn build(case: &Case, entry: &Entry, scale: &TimeScale) -> Lane {
    let findings = findings_of(case, &entry.key);
    let stars = star_prompts(&findings);
    let visible = visible_rows(case, entry, scale);
    let dots = visible.iter().filter_map(|&row| case.prompts.get(row as usize)).map(|prompt| Dot {
        x: scale.x(prompt.time()),
        outcome: prompt.outcome,
        inferred: prompt.inferred,
        star: stars.iter().find(|(id, _)| *id == prompt.id).map(|(_, severity)| *severity),
        prompt: prompt.id,
    });
    let marks = buckets(dots);
    Lane {
        marks,
        stretches: stretches(case, entry, &findings, scale),
        notes: notes(case, entry, &findings, scale),
        sentence: sentence(entry, &findings),
    }
}

/// One mark per pixel. The dots come in order of time.
pub fn buckets(dots: impl Iterator<Item = Dot>) -> Vec<LaneMark> {
    let mut marks: Vec<LaneMark> = Vec::new();
    let mut pixel = f64::NAN;
    for dot in dots {
        let here = dot.x.floor();
        match marks.last_mut() {
            Some(mark) if here == pixel => join(mark, dot),
            _ => marks.push(LaneMark {
                x: dot.x as f32,
                outcome: dot.outcome,
                inferred: dot.inferred,
                approval_behind: false,
                star: dot.star,
                prompt: dot.prompt,
                count: 1,
            }),
        }
        pixel = here;
    }
    marks
}

fn join(mark: &mut LaneMark, dot: Dot) {
    mark.count += 1;
    let approval = mark.outcome == Outcome::Approved || dot.outcome == Outcome::Approved;
    let new_star = dot.star.is_some() && dot.star > mark.star;
    let worse = mark.star.is_none() && rank(dot.outcome) > rank(mark.outcome);
    if new_star || (dot.star.is_none() && worse) {
        mark.outcome = dot.outcome;
        mark.inferred = dot.inferred;
        mark.prompt = dot.prompt;
        mark.x = dot.x as f32;
        mark.star = dot.star.or(mark.star);
    }
    mark.approval_behind |= approval && mark.outcome != Outcome::Approved;
    if mark.outcome == Outcome::Approved {
        mark.approval_behind = false;
    }
}

/// Which outcome is worse to overlook.
pub const fn rank(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::FraudReported => 11,
        Outcome::WrongNumber => 10,
        Outcome::Denied => 9,
        Outcome::DeniedOrWrongCode => 8,
        Outcome::NoAnswer => 7,
        Outcome::WrongCode => 6,
        Outcome::Blocked => 5,
        Outcome::Cancelled => 4,
        Outcome::Approved => 3,
        Outcome::Unknown => 2,
        Outcome::Open => 1,
        Outcome::Error => 0,
    }
}

/// The findings that a lane draws, worst first.
pub fn findings_of<'a>(case: &'a Case, key: &EntryKey) -> Vec<&'a Finding> {
    let findings = case.detection.findings.iter();
    match key {
        EntryKey::User(user) => findings.filter(|f| f.user == Some(*user)).collect(),
        EntryKey::Finding(id) => findings.filter(|f| f.id == *id).collect(),
    }
}

fn star_prompts(findings: &[&Finding]) -> Vec<(PromptId, Severity)> {
    findings
        .iter()
        .filter(|finding| finding.rule.0 == APPROVAL)
        .flat_map(|finding| finding.approvals.iter().map(|a| (a.prompt, finding.severity)))
        .filter_map(|(prompt, severity)| Some((prompt?, severity)))
        .collect()
}

/// Rows of the entry that lie in view, with a little more so that half-hidden marks are drawn.
fn visible_rows<'a>(case: &Case, entry: &'a Entry, scale: &TimeScale) -> &'a [u32] {
    let room = scale.span_of(12.0);
    let before = |limit: Timestamp| {
        entry.prompts.partition_point(|&row| {
            case.prompts.get(row as usize).is_some_and(|prompt| prompt.time() < limit)
        })
    };
    let (from, to) = (before(scale.range.start - room), before(scale.range.end + room));
    entry.prompts.get(from..to.max(from)).unwrap_or_default()
}

fn stretches(case: &Case, entry: &Entry, findings: &[&Finding], scale: &TimeScale) -> Vec<Stretch> {
    let mut stretches: Vec<(TimeRange, Stretch)> = Vec::new();
    // Calls name their factor, so where both rules saw the same prompts, theirs is the label.
    for rule in [TELEPHONY, BURST, DRIP] {
        for finding in findings.iter().filter(|finding| finding.rule.0 == rule) {
            let Some(range) = prompts_range(case, finding) else { continue };
            let overlaps = stretches
                .iter()
                .any(|(known, _)| known.start < range.end && range.start < known.end);
            let shown = finding.prompts.iter().filter(|id| entry.shows(**id)).count();
            if overlaps || finding.prompts.len() < 2 || shown == 0 || !is_visible(range, scale) {
                continue;
            }
            let severity = worst_within(findings, range).unwrap_or(finding.severity);
            stretches.push((range, stretch((finding, shown), range, severity, scale)));
        }
    }
    stretches.sort_by_key(|(range, _)| range.start);
    stretches.into_iter().map(|(_, stretch)| stretch).collect()
}

fn stretch(
    (finding, shown): (&Finding, usize),
    range: TimeRange,
    severity: Severity,
    scale: &TimeScale,
) -> Stretch {
    let slow = finding.rule.0 == DRIP || range.span() > DRIP_FROM;
    let count = finding.prompts.len() as u64;
    let calls = finding.factors.iter().all(|factor| *factor == Factor::PhoneCall);
    let noun = if calls { " calls" } else { "" };
    // A finding that the filter shows in part says so.
    let of = match shown as u64 {
        shown if shown < count => format!("{} of ", format::count(shown)),
        _ => String::new(),
    };
    let length = format::short_duration(range.span());
    let lead = if slow { "slow drip, " } else { "" };
    Stretch {
        from: scale.x(range.start) as f32,
        to: scale.x(range.end) as f32,
        count: u32::try_from(count).unwrap_or(u32::MAX),
        label: format!("{lead}{of}{}{noun} in {length}", format::count(count)),
        severity,
        slow,
        finding: finding.id.clone(),
    }
}

/// From the first to the last prompt of a finding; its approval may come from elsewhere.
fn prompts_range(case: &Case, finding: &Finding) -> Option<TimeRange> {
    let at = |id: &PromptId| case.prompt(*id).map(crate::model::Prompt::time);
    let first = finding.prompts.first().and_then(at)?;
    let last = finding.prompts.last().and_then(at)?;
    Some(TimeRange::new(first, last.max(first)))
}

fn worst_within(findings: &[&Finding], range: TimeRange) -> Option<Severity> {
    findings
        .iter()
        .filter(|f| f.first_seen <= range.end && range.start <= f.last_seen)
        .map(|finding| finding.severity)
        .max()
}

fn is_visible(range: TimeRange, scale: &TimeScale) -> bool {
    range.start <= scale.range.end && scale.range.start <= range.end
}

fn notes(case: &Case, entry: &Entry, findings: &[&Finding], scale: &TimeScale) -> Vec<LaneNote> {
    let mut notes = Vec::new();
    let visible = |at: Timestamp| scale.range.contains(at);
    for finding in findings.iter().filter(|finding| finding.rule.0 == APPROVAL) {
        if finding.severity == Severity::Info {
            continue;
        }
        for approval in &finding.approvals {
            let at = approval
                .prompt
                .and_then(|id| case.prompt(id))
                .map_or(approval.at, crate::model::Prompt::time);
            if visible(at) && approval.prompt.is_none_or(|id| entry.shows(id)) {
                notes.push(LaneNote {
                    x: scale.x(at) as f32,
                    text: format!("approved after {}", format::duration(approval.from_first)),
                    severity: finding.severity,
                    rank: 0,
                });
            }
        }
    }
    for finding in findings.iter().filter(|finding| finding.rule.0 == APART) {
        let (Some(km), false) = (finding.distance_km, finding.severity == Severity::Info) else {
            continue;
        };
        let Some(last) = finding.prompts.last().filter(|id| entry.shows(**id)) else { continue };
        let Some(at) = case.prompt(*last).map(crate::model::Prompt::time) else {
            continue;
        };
        let starred = notes.iter().any(|n: &LaneNote| (n.x - scale.x(at) as f32).abs() < 4.0);
        if visible(at) && !starred {
            notes.push(LaneNote {
                x: scale.x(at) as f32,
                text: format!("{} apart", format::kilometres(km)),
                severity: finding.severity,
                rank: 1,
            });
        }
    }
    notes.sort_by(|a, b| a.rank.cmp(&b.rank).then(a.x.total_cmp(&b.x)));
    notes
}

fn sentence(entry: &Entry, findings: &[&Finding]) -> String {
    let counts = entry.counts;
    let approvals: usize = findings
        .iter()
        .filter(|finding| finding.rule.0 == APPROVAL)
        .map(|finding| finding.approvals.len())
        .sum();
    let mut text = format!(
        "{}: {}, {} denied, {} unanswered, {} approved",
        entry.full_name,
        format::counted(u64::from(counts.prompts), "prompt", "prompts"),
        counts.denied,
        counts.no_answer,
        counts.approved
    );
    if approvals > 0 {
        let words = format::counted(approvals as u64, "approval", "approvals");
        text.push_str(&format!(", {words} after a burst"));
    }
    if let Some(severity) = entry.severity {
        text.push_str(&format!(", {}", severity.key()));
    }
    text
}

/// What a tooltip says of a mark: a title, and lines of facts.
pub fn tooltip(case: &Case, mark: &LaneMark, zone: &Zone) -> Option<(String, Vec<String>)> {
    let prompt = case.prompt(mark.prompt)?;
    let texts = &case.store.texts;
    let source = case.store.parties.get(prompt.source);
    let mut title = format!("{} {}", prompt.factor.title(), prompt.outcome.title());
    if prompt.inferred {
        title.push_str(" (inferred)");
    }
    let mut lines = vec![
        format::shown(case.store.users.name(prompt.user)),
        format::instant_in_zone(prompt.time(), zone),
    ];
    if let Some(response) = prompt.response() {
        lines.push(format!("answered after {}", format::duration(response)));
    }
    let place: Vec<&str> = [source.ip, source.place.city, source.place.country]
        .into_iter()
        .filter_map(|id| texts.present(id))
        .collect();
    if !place.is_empty() {
        lines.push(format!("asked from {}", format::shown(&place.join(", "))));
    }
    if let Some(app) = texts.present(prompt.app) {
        lines.push(format!("for {}", format::shown(app)));
    }
    if let Some(origin) = case.detection.origins.get(prompt.id.0 as usize) {
        lines.push(format!("source {}", origin.origin.title()));
    }
    if mark.count > 1 {
        lines.push(format!("and {} more at this zoom", format::count(u64::from(mark.count) - 1)));
    }
    Some((title, lines))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dot(x: f64, outcome: Outcome) -> Dot {
        Dot { x, outcome, inferred: false, star: None, prompt: PromptId(x as u32) }
    }

    #[test]
    fn prompts_in_one_pixel_are_one_mark_with_their_count() {
        let marks =
            buckets([dot(10.1, Outcome::NoAnswer), dot(10.8, Outcome::NoAnswer)].into_iter());
        assert_eq!(marks.len(), 1);
        assert_eq!(marks[0].count, 2);
    }

    #[test]
    fn the_worst_outcome_wins_its_pixel_in_any_order() {
        for order in [[Outcome::Approved, Outcome::Denied], [Outcome::Denied, Outcome::Approved]] {
            let marks = buckets(order.into_iter().map(|outcome| dot(5.0, outcome)));
            assert_eq!(marks[0].outcome, Outcome::Denied);
            assert!(marks[0].approval_behind, "an approval is never hidden");
        }
    }

    #[test]
    fn an_approval_after_a_burst_wins_over_everything() {
        let star = Dot { star: Some(Severity::Critical), ..dot(5.0, Outcome::Approved) };
        for order in
            [[star, dot(5.0, Outcome::FraudReported)], [dot(5.0, Outcome::FraudReported), star]]
        {
            let marks = buckets(order.into_iter());
            assert_eq!(marks[0].star, Some(Severity::Critical));
            assert_eq!(marks[0].outcome, Outcome::Approved);
        }
    }

    #[test]
    fn a_million_prompts_make_at_most_one_mark_per_pixel() {
        let dots = (0..1_000_000).map(|n| dot(f64::from(n) / 1_000.0, Outcome::Approved));
        let marks = buckets(dots);
        assert_eq!(marks.len(), 1_000);
        assert_eq!(marks.iter().map(|mark| u64::from(mark.count)).sum::<u64>(), 1_000_000);
    }

    #[test]
    fn no_prompt_is_no_mark() {
        assert!(buckets(std::iter::empty()).is_empty());
    }
}
