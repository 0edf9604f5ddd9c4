//! What belongs to each user, laid out user by user. In: items with their owners. Out: each user's
//! items, in the order given.

use std::ops::Range;

use crate::model::UserId;

/// Items of every user, end to end.
#[derive(Clone, Debug, Default)]
pub struct Grouped<T> {
    items: Vec<T>,
    /// Items of user `u` are `items[starts[u]..starts[u + 1]]`.
    starts: Vec<usize>,
}

impl<T: Clone + Default> Grouped<T> {
    /// Groups what `item` makes of each thing that is owned by one of so many users. What it makes
    /// nothing of stands as the default; things of no such user are left out.
    pub fn by_user<K: Copy>(
        users: usize,
        owned: &[(UserId, K)],
        item: impl Fn(K) -> Option<T>,
    ) -> Self {
        let mut starts = vec![0_usize; users + 1];
        for (owner, _) in owned {
            if let Some(count) = starts.get_mut(owner.0 as usize + 1) {
                *count += 1;
            }
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut next = starts.clone();
        let mut items = vec![T::default(); total];
        for &(owner, thing) in owned.iter().filter(|(owner, _)| (owner.0 as usize) < users) {
            if let Some(cursor) = next.get_mut(owner.0 as usize)
                && let Some(slot) = items.get_mut(*cursor)
            {
                *slot = item(thing).unwrap_or_default();
                *cursor += 1;
            }
        }
        Self { items, starts }
    }
}

impl<T> Grouped<T> {
    /// The items of one user.
    pub fn of(&self, user: UserId) -> &[T] {
        self.items.get(self.range_of(user)).unwrap_or_default()
    }

    /// Where the items of one user lie among all.
    pub fn range_of(&self, user: UserId) -> Range<usize> {
        let index = user.0 as usize;
        let ends = self.starts.get(index).zip(self.starts.get(index + 1));
        ends.map_or(0..0, |(&start, &end)| start..end)
    }

    /// Every item, user by user.
    pub fn all(&self) -> &[T] {
        &self.items
    }
}
