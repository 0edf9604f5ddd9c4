//! Events as rows: those of the users and the time that are shown.

use crate::case::Case;
use crate::model::{EventId, Filter, PartyId, TextId, Timestamp, Tri, UserId};
use crate::present::{Tone, Zone, format};

use super::rank::{Ranks, order};
use super::{Cell, FilterValue, Row, place_hint, side_values, where_text};

/// More rows than this are sorted by time only: other orders would make the window wait.
pub const MOST_SORTED: usize = 2_000_000;

/// A column of the table of events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Column {
    /// When it happened.
    #[default]
    Time,
    /// The account.
    User,
    /// What it tells.
    Kind,
    /// Its type, as logged.
    Name,
    /// Outcome and reason, as logged.
    Result,
    /// Address of the side that asked.
    SourceIp,
    /// Where the side that asked is.
    Place,
    /// The application.
    App,
    /// File and record.
    Evidence,
}

impl Column {
    /// Every column, from left to right.
    pub const ALL: [Self; 9] = [
        Self::Time,
        Self::User,
        Self::Kind,
        Self::Name,
        Self::Result,
        Self::SourceIp,
        Self::Place,
        Self::App,
        Self::Evidence,
    ];

    /// The words on it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Time => "Time",
            Self::User => "User",
            Self::Kind => "Kind",
            Self::Name => "Logged as",
            Self::Result => "Result",
            Self::SourceIp => "Source address",
            Self::Place => "Place",
            Self::App => "Application",
            Self::Evidence => "Evidence",
        }
    }
}

/// Which events are listed, in which order. Without a filter, and by time, nothing is stored: a
/// row is an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRows {
    /// How many events.
    count: usize,
    /// The events in order; `None` where row `i` is event `i`.
    rows: Option<Vec<u32>>,
    /// Whether the rows run backwards.
    is_reversed: bool,
}

impl EventRows {
    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The event of a row.
    pub fn get(&self, row: usize) -> Option<EventId> {
        let last = self.count.checked_sub(1)?;
        let row = if self.is_reversed { last.checked_sub(row)? } else { row };
        match &self.rows {
            Some(rows) => rows.get(row).map(|&event| EventId(event)),
            None => (row < self.count).then(|| u32::try_from(row).ok().map(EventId)).flatten(),
        }
    }

    /// The row of an event.
    pub fn position(&self, event: EventId) -> Option<usize> {
        let row = match &self.rows {
            Some(rows) => rows.iter().position(|&it| it == event.0)?,
            None => event.0 as usize,
        };
        (row < self.count).then(|| if self.is_reversed { self.count - 1 - row } else { row })
    }
}

/// The events of these users within the filter's time; of everybody where the filter asks nothing.
pub fn listed(case: &Case, filter: &Filter, users: &[UserId], sort: (Column, bool)) -> EventRows {
    let (column, is_reversed) = sort;
    let total = case.store.events.len();
    let rows = (!filter.is_empty()).then(|| chosen(case, filter, users));
    let count = rows.as_ref().map_or(total, Vec::len);
    if column == Column::Time || count > MOST_SORTED {
        return EventRows { count, rows, is_reversed };
    }
    let rows = rows.unwrap_or_else(|| (0..total as u32).collect());
    let positions = order(keys(case, &rows, column).into_iter(), is_reversed);
    let sorted = positions.into_iter().filter_map(|at| rows.get(at as usize).copied()).collect();
    EventRows { count, rows: Some(sorted), is_reversed: false }
}

/// One pass over the user column: a text is one of the users or is not, and that is looked up once.
fn chosen(case: &Case, filter: &Filter, users: &[UserId]) -> Vec<u32> {
    let events = &case.store.events;
    let mut is_chosen = vec![false; case.store.texts.len()];
    for (code, _) in case.store.texts.iter() {
        let user = case.store.users.of_text(code);
        if let Some(slot) = is_chosen.get_mut(code.0 as usize) {
            *slot = user.is_some_and(|user| users.binary_search(&user).is_ok());
        }
    }
    let before = |limit: Timestamp| events.time.partition_point(|&time| time < limit);
    let (start, end) = match filter.time {
        Some(range) => (before(range.start), before(range.end)),
        None => (0, events.len()),
    };
    let column = events.user.get(start..end.max(start)).unwrap_or_default();
    let rows = (start as u32..).zip(column);
    let wanted = |text: TextId| is_chosen.get(text.0 as usize).copied().unwrap_or_default();
    rows.filter(|&(_, &text)| wanted(text)).map(|(row, _)| row).collect()
}

fn keys(case: &Case, rows: &[u32], column: Column) -> Vec<u32> {
    let events = &case.store.events;
    let texts = &case.store.texts;
    let party = |id: PartyId| case.store.parties.get(id);
    let by_text = |codes: &[TextId]| {
        let code = |&row: &u32| codes.get(row as usize).copied().unwrap_or_default();
        let name = |id| texts.present(id).map(str::to_owned);
        let ranks = Ranks::of(rows.iter().map(code), name);
        rows.iter().map(|row| ranks.get(code(row))).collect()
    };
    let by_source = |name: &dyn Fn(PartyId) -> Option<String>| {
        let side = |&row: &u32| events.source.get(row as usize).copied().unwrap_or_default();
        let ranks = Ranks::of(rows.iter().map(side), name);
        rows.iter().map(|row| ranks.get(side(row))).collect()
    };
    match column {
        Column::Time => rows.to_vec(),
        Column::User => rows
            .iter()
            .map(|&row| case.store.user_of(EventId(row)).map_or(u32::MAX, |user| user.0))
            .collect(),
        Column::Kind => {
            let kind = |row: u32| events.kind.get(row as usize).copied().unwrap_or_default();
            let ranks = Ranks::of(rows.iter().map(|&row| kind(row) as u8), |code| {
                let row = rows.iter().find(|&&row| kind(row) as u8 == code)?;
                Some(kind(*row).title().to_owned())
            });
            rows.iter().map(|&row| ranks.get(kind(row) as u8)).collect()
        }
        Column::Name => by_text(&events.name),
        Column::Result => by_text(&events.result),
        Column::SourceIp => by_source(&|id| texts.present(party(id).ip).map(str::to_owned)),
        Column::Place => by_source(&|id| where_text(&case.side(id))),
        Column::App => by_text(&events.app),
        Column::Evidence => {
            let mut order: Vec<_> = rows
                .iter()
                .zip(0_u32..)
                .map(|(&row, at)| {
                    let evidence = events.evidence.get(row as usize).copied().unwrap_or_default();
                    let record = events.record.get(row as usize).copied().unwrap_or_default();
                    (evidence, record, at)
                })
                .collect();
            order.sort_unstable();
            let mut keys = vec![0; rows.len()];
            for ((.., at), key) in order.into_iter().zip(0_u32..) {
                if let Some(slot) = keys.get_mut(at as usize) {
                    *slot = key;
                }
            }
            keys
        }
    }
}

/// One event as a row; empty for an event that is not there.
pub fn row(case: &Case, id: EventId, zone: &Zone) -> Row {
    let Some(event) = case.store.events.get(id) else { return Row::default() };
    let texts = &case.store.texts;
    let source = case.store.parties.get(event.source);
    let user = texts.present(event.user).map(format::shown);
    let side = case.side(event.source);
    let place = where_text(&side);
    let result = match (texts.present(event.result).map(format::shown), event.success) {
        (Some(text), success) => Cell { tone: success_tone(success), ..Cell::plain(text) },
        (None, Tri::Yes) => Cell { tone: Tone::Good, ..Cell::plain("succeeded") },
        (None, Tri::No) => Cell { tone: Tone::Bad, ..Cell::plain("failed") },
        (None, Tri::Unknown) => Cell::muted("not logged"),
    };
    let record = format!("{}:{}", event.evidence, event.record);
    let file = case.evidence.get(event.evidence.0 as usize).map(|file| format::shown(&file.name));
    let detail = texts.present(event.detail).map(format::shown).unwrap_or_default();
    let sentence = format!(
        "{}, {}, {} from {}, {}, record {record}",
        format::instant_in_zone(event.time, zone),
        user.as_deref().unwrap_or("no user"),
        event.kind.title(),
        place.as_deref().unwrap_or("an unknown place"),
        result.text,
    );
    let cells = vec![
        Cell::plain(format::instant(event.time, zone)),
        user.map_or_else(|| Cell::muted("no user"), Cell::plain),
        Cell::plain(event.kind.title()).with_hint(detail),
        Cell::logged(texts.present(event.name)),
        result,
        Cell::logged(texts.present(source.ip)),
        place
            .map_or_else(|| Cell::muted("not logged"), Cell::plain)
            .with_hint(place_hint(case, &side)),
        Cell::logged(texts.present(event.app)),
        Cell::muted(record).with_hint(file.unwrap_or_default()),
    ];
    let mut values = Vec::new();
    if let Some(user) = case.store.user_of(id) {
        values.push(FilterValue::User(case.store.users.name(user).to_owned()));
    }
    side_values(case, event.source, &mut values);
    Row { cells, severity: None, sentence, values }
}

fn success_tone(success: Tri) -> Tone {
    match success {
        Tri::Yes => Tone::Good,
        Tri::No => Tone::Bad,
        Tri::Unknown => Tone::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TimeRange;
    use crate::present::map::sample::story;

    #[test]
    fn without_a_filter_a_row_is_an_event_and_backwards_means_newest_first() {
        let case = story();
        let rows = listed(&case, &Filter::default(), &[], (Column::Time, true));
        assert_eq!(rows.rows, None);
        let last = case.store.events.len() - 1;
        assert_eq!(rows.get(0), Some(EventId(last as u32)));
        assert_eq!(rows.position(EventId(0)), Some(last));
        assert_eq!(rows.get(rows.len()), None);
    }

    #[test]
    fn a_filter_leaves_the_events_of_its_users_in_its_time() {
        let case = story();
        let user = case.store.users.find("m.okafor@corp.example").unwrap();
        let range = TimeRange::new(case.prompts[2].time(), case.prompts[5].time());
        let filter = Filter { time: Some(range), ..Filter::default() };
        let rows = listed(&case, &filter, &[user], (Column::Time, false));
        let events: Vec<_> = (0..rows.len()).filter_map(|row| rows.get(row)).collect();
        assert_eq!(events, [EventId(2), EventId(3), EventId(4)]);
    }

    #[test]
    fn every_column_sorts_and_loses_no_event() {
        let case = story();
        for column in Column::ALL {
            let rows = listed(&case, &Filter::default(), &[], (column, true));
            let mut events: Vec<_> = (0..rows.len()).filter_map(|row| rows.get(row)).collect();
            assert_eq!(rows.position(events[7]), Some(7), "{column:?}");
            events.sort_unstable();
            events.dedup();
            assert_eq!(events.len(), case.store.events.len(), "{column:?}");
        }
    }

    #[test]
    fn a_row_cites_its_file_and_record() {
        let case = story();
        let row = row(&case, EventId(0), &Zone::utc());
        assert_eq!(row.cells.len(), Column::ALL.len());
        assert_eq!(row.cells[8].text, "E1:1");
        assert!(row.sentence.ends_with("FAILURE, record E1:1"), "{}", row.sentence);
    }
}
