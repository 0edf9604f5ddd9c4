//! A writer's clock that went wrong. In: what a file gave, and by how much the analyst says its
//! clock was ahead. Out: the same with its times set right.
//!
//! Only what was decided is applied, and it is told of the file; the record keeps the time that was
//! logged.

use crate::model::{Span, Timestamp};

use super::Ingested;

/// Sets the times of a file back by what its writer's clock was ahead; a clock that was behind is
/// ahead by less than nothing.
pub fn set_clock_right(read: &mut Ingested, ahead: Span) {
    if ahead == Span(0) {
        return;
    }
    let set = |time: &mut Timestamp| *time = Timestamp(time.0.saturating_sub(ahead.0));
    read.events.time.iter_mut().for_each(set);
    read.steps.iter_mut().for_each(|step| set(&mut step.time));
    let evidence = &mut read.evidence;
    [&mut evidence.first_event, &mut evidence.last_event].into_iter().flatten().for_each(set);
    evidence.clock_ahead = ahead;
}

/// What somebody wrote of how many seconds a clock was ahead; `None` where it is no number, or more
/// than a year: a clock that is further off is a wrong zone, or a wrong date.
pub fn seconds_ahead(text: &str) -> Option<Span> {
    const MOST: f64 = 366.0 * 86_400.0;
    let seconds: f64 = text.parse().ok()?;
    (seconds.abs() <= MOST).then(|| Span((seconds * 1e6).round() as i64))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ingest::testing::{lines, okta, read};

    #[test]
    fn e8_times_of_a_clock_that_was_ahead_are_set_back_and_the_record_stays_as_it_is() {
        let text = lines(&[okta(1), okta(2)]);
        let plain = read(text.clone());
        let mut right = read(text);
        set_clock_right(&mut right, Span::from_mins(5));
        let back = |time: &Timestamp| *time - Span::from_mins(5);
        assert_eq!(right.events.time, plain.events.time.iter().map(back).collect::<Vec<_>>());
        assert_eq!(right.evidence.first_event, plain.evidence.first_event.as_ref().map(back));
        assert_eq!(right.events.record_hash, plain.events.record_hash);
        assert_eq!(right.events.content, plain.events.content);
        assert_eq!(right.evidence.clock_ahead, Span::from_mins(5));
    }
}
