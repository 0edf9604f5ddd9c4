//! View models, made once per change of a small key.

use std::cell::RefCell;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::app::{AppState, FilteredFor, Item, Revision, SortKey, SortOrder};
use crate::case::Case;
use crate::model::TimeRange;
use crate::present::details::{self, DetailsModel, Subject};
use crate::present::filter_chips::{self, Chip};
use crate::present::lanes::{self, Lane};
use crate::present::overview::{self, Overview};
use crate::present::status::{self, StatusModel};
use crate::present::tables::evidence::{IssueGroup, issue_groups};
use crate::present::time_scale::{self, TimeScale};
use crate::present::users::{self, Entry, EntryKey, UsersModel};

/// The last value made, with the key that it was made for.
#[derive(Debug)]
pub(crate) struct Memo<K, V> {
    slot: RefCell<Option<(K, Arc<V>)>>,
}

impl<K, V> Default for Memo<K, V> {
    fn default() -> Self {
        Self { slot: RefCell::new(None) }
    }
}

impl<K: PartialEq, V> Memo<K, V> {
    /// The value for `key`, made now if the last one was for another key.
    pub(crate) fn get(&self, key: K, make: impl FnOnce() -> V) -> Arc<V> {
        if let Some((known, value)) = self.slot.borrow().as_ref()
            && *known == key
        {
            return Arc::clone(value);
        }
        let value = Arc::new(make());
        *self.slot.borrow_mut() = Some((key, Arc::clone(&value)));
        value
    }
}

type ListKey = (FilteredFor, SortKey, SortOrder, String);
type LanesKey = (FilteredFor, TimeRange, u32);

/// Every memoised view model.
#[derive(Debug, Default)]
pub(crate) struct Models {
    all_users: Memo<FilteredFor, UsersModel>,
    users: Memo<ListKey, UsersModel>,
    overview: Memo<(FilteredFor, usize), Overview>,
    lanes: RefCell<LaneCache>,
    details: Memo<(Revision, Option<Item>, String), Option<DetailsModel>>,
    status: Memo<(Revision, String), StatusModel>,
    chips: Memo<(u64, String), Vec<Chip>>,
    issue_groups: Memo<u64, Vec<IssueGroup>>,
}

#[derive(Debug, Default)]
struct LaneCache {
    key: Option<LanesKey>,
    lanes: FxHashMap<EntryKey, Arc<Lane>>,
}

impl Models {
    /// The list of users, searched and sorted.
    pub(crate) fn users(&self, state: &AppState, case: &Case) -> Arc<UsersModel> {
        let key = (
            state.filtered_for,
            state.view.sort,
            state.view.sort_order,
            state.view.user_search.clone(),
        );
        self.users.get(key, || {
            let all = self.all_users(state, case);
            let mut model = users::search(&all, &state.view.user_search);
            let reversed = state.view.sort_order == SortOrder::Reversed;
            users::sort(&mut model.entries, state.view.sort, reversed);
            model
        })
    }

    /// The list of users before search and sort.
    pub(crate) fn all_users(&self, state: &AppState, case: &Case) -> Arc<UsersModel> {
        self.all_users.get(state.filtered_for, || users::build(case, &state.filtered))
    }

    /// The overview in this many bars.
    pub(crate) fn overview(&self, state: &AppState, case: &Case, bars: usize) -> Arc<Overview> {
        self.overview.get((state.filtered_for, bars), || match state.full_range() {
            Some(full) => overview::build(case, &state.filtered, time_scale::fit(full), bars),
            None => Overview::default(),
        })
    }

    /// The lane of an entry; lanes are kept while time view, width and filter stay.
    pub(crate) fn lane(
        &self,
        state: &AppState,
        case: &Case,
        entry: &Entry,
        scale: &TimeScale,
    ) -> Arc<Lane> {
        let key = (state.filtered_for, scale.range, scale.width.round() as u32);
        let mut cache = self.lanes.borrow_mut();
        if cache.key != Some(key) {
            cache.key = Some(key);
            cache.lanes.clear();
        }
        let lane = cache
            .lanes
            .entry(entry.key.clone())
            .or_insert_with(|| Arc::new(lanes::build(case, entry, scale)));
        Arc::clone(lane)
    }

    /// The details of what is looked at.
    pub(crate) fn details(&self, state: &AppState, case: &Case) -> Arc<Option<DetailsModel>> {
        let item = state.selection.item.clone();
        let key = (state.revision, item.clone(), state.view.zone.name().to_owned());
        self.details.get(key, || {
            let subject = match item? {
                Item::User(user) => Subject::User(user),
                Item::Prompt(prompt) => Subject::Prompt(prompt),
                Item::Finding(finding) => Subject::Finding(finding),
            };
            details::build(case, &subject, &state.view.zone)
        })
    }

    /// The status line.
    pub(crate) fn status(&self, state: &AppState, case: &Case) -> Arc<StatusModel> {
        let key = (state.revision, state.view.zone.name().to_owned());
        self.status.get(key, || status::build(case, &state.view.zone))
    }

    /// What could not be used, by kind.
    pub(crate) fn issue_groups(&self, state: &AppState, case: &Case) -> Arc<Vec<IssueGroup>> {
        self.issue_groups.get(state.load_revision, || issue_groups(case))
    }

    /// The filter's chips.
    pub(crate) fn chips(&self, state: &AppState) -> Arc<Vec<Chip>> {
        let key = (state.filter_revision, state.view.zone.name().to_owned());
        self.chips.get(key, || filter_chips::build(&state.filter, &state.view.zone))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_made_once_per_key() {
        let memo = Memo::default();
        let mut made = 0;
        for key in [1, 1, 2, 2] {
            memo.get(key, || made += 1);
        }
        assert_eq!(made, 2);
    }
}
