//! Users that a record does not name. In: all events of a case. Out: requests that name nobody get
//! the user of the record that tells the rest of the same flow.
//!
//! Duo's telephony log names no user; the authentication record of the same `txid` does.

use rustc_hash::FxHashMap;

use crate::model::{EventColumns, EventKind, Interner, LinkKey, Provider, TextId, UserTable};

/// Who a flow belongs to.
#[derive(Clone, Copy)]
enum Owner {
    Nobody,
    User(TextId, TextId),
    /// Records of different users share the id, as in a redacted export.
    Several,
}

/// Fills in the user of requests that name none, where exactly one user has records of the flow.
pub(super) fn adopt_users(events: &mut EventColumns, texts: &Interner) {
    let orphans = orphans(events);
    if orphans.is_empty() {
        return;
    }
    let keys = orphans.iter().filter_map(|&row| Some((key(events, row)?, Owner::Nobody)));
    let mut owners: FxHashMap<(Provider, LinkKey), Owner> = keys.collect();
    for row in 0..events.len() {
        let user = events.user.get(row).copied().filter(|user| user.is_present());
        let display = events.display_name.get(row).copied().unwrap_or_default();
        if let Some(user) = user
            && let Some(key) = key(events, row)
            && let Some(owner) = owners.get_mut(&key)
        {
            *owner = owner.and(user, display, texts);
        }
    }
    for row in orphans {
        let owner = key(events, row).and_then(|key| owners.get(&key).copied());
        if let Some(Owner::User(user, display)) = owner
            && let Some(user_of_row) = events.user.get_mut(row)
            && let Some(display_of_row) = events.display_name.get_mut(row)
        {
            (*user_of_row, *display_of_row) = (user, display);
        }
    }
}

impl Owner {
    fn and(self, user: TextId, display: TextId, texts: &Interner) -> Self {
        let same = |a, b| a == b || UserTable::key(texts.get(a)) == UserTable::key(texts.get(b));
        match self {
            Self::Nobody => Self::User(user, display),
            Self::User(known, name) if same(known, user) => Self::User(known, name),
            Self::User(..) | Self::Several => Self::Several,
        }
    }
}

/// The rows of requests that name no user.
fn orphans(events: &EventColumns) -> Vec<usize> {
    let rows = events.kind.iter().zip(&events.user).enumerate();
    let is_orphan = |(_, (kind, user)): &(_, (&EventKind, &TextId))| {
        **kind == EventKind::PromptSent && !user.is_present()
    };
    rows.filter(is_orphan).map(|(row, _)| row).collect()
}

fn key(events: &EventColumns, row: usize) -> Option<(Provider, LinkKey)> {
    let flow = events.flow.get(row).copied().filter(|flow| flow.is_present())?;
    Some((events.provider.get(row).copied()?, flow))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AuthEvent, EventId};

    fn users(rows: &[(EventKind, &str, &str)]) -> Vec<String> {
        let mut texts = Interner::new();
        let mut events = EventColumns::default();
        for &(kind, user, flow) in rows {
            let (user, flow) = (texts.intern(user), LinkKey::of(flow));
            events.push(AuthEvent { kind, user, flow, ..AuthEvent::default() });
        }
        adopt_users(&mut events, &texts);
        let name = |row| texts.get(events.get(EventId(row)).unwrap().user).to_owned();
        (0..rows.len() as u32).map(name).collect()
    }

    #[test]
    fn a_request_without_a_user_takes_that_of_its_flow() {
        use EventKind::{Other, PromptSent, PromptWhole};
        let named = users(&[
            (PromptSent, "", "t1"),
            (PromptSent, "", "t2"),
            (PromptWhole, "alice", "t1"),
            (PromptSent, "", ""),
            (Other, "", "t1"),
        ]);
        assert_eq!(named, ["alice", "", "alice", "", ""]);
    }

    #[test]
    fn an_id_of_two_users_names_nobody() {
        use EventKind::{PromptSent, PromptWhole};
        let rows = [(PromptSent, "", "t"), (PromptWhole, "alice", "t"), (PromptWhole, "bob", "t")];
        assert_eq!(users(&rows), ["", "alice", "bob"]);
        let rows = [(PromptSent, "", "t"), (PromptWhole, "Bob", "t"), (PromptWhole, "bob", "t")];
        assert_eq!(users(&rows)[0], "Bob");
    }
}
