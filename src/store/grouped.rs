//! What belongs to each user, laid out user by user. In: items with their owners. Out: each user's
//! items, in the order given.

use std::ops::Range;

use rayon::prelude::*;

use crate::model::UserId;

/// Items of every user, end to end.
#[derive(Clone, Debug, Default)]
pub struct Grouped<T> {
    items: Vec<T>,
    /// Items of user `u` are `items[starts[u]..starts[u + 1]]`.
    starts: Vec<usize>,
}

impl<T: Clone + Default + Send> Grouped<T> {
    /// Groups what `item` makes of each thing that is owned by one of so many users. What it makes
    /// nothing of stands as the default; things of no such user are left out.
    pub fn by_user<K: Copy + Sync>(
        users: usize,
        owned: &[(UserId, K)],
        item: impl Fn(K) -> Option<T> + Sync,
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
        let mut items = vec![T::default(); total];
        // Each core lays out a stretch of users, and passes over what others own.
        stretches(&starts, &mut items).into_par_iter().for_each(|(users, items)| {
            let first = starts.get(users.start).copied().unwrap_or_default();
            let mut next = starts.get(users.clone()).unwrap_or_default().to_vec();
            for &(owner, thing) in owned {
                let place = (owner.0 as usize).checked_sub(users.start);
                if let Some(cursor) = place.and_then(|place| next.get_mut(place))
                    && let Some(slot) = items.get_mut(*cursor - first)
                {
                    *slot = item(thing).unwrap_or_default();
                    *cursor += 1;
                }
            }
        });
        Self { items, starts }
    }
}

/// Users in stretches of about as many items each, one for each core, with the room for these.
fn stretches<'i, T>(starts: &[usize], items: &'i mut [T]) -> Vec<(Range<usize>, &'i mut [T])> {
    let (users, cores) = (starts.len().saturating_sub(1), rayon::current_num_threads());
    let mut stretches = Vec::new();
    let (mut first, total, mut rest) = (0, items.len(), items);
    for core in 1..=cores {
        let end = starts.partition_point(|&start| start < total * core / cores).min(users);
        let end = if core == cores { users } else { end.max(first) };
        let length = starts.get(end).zip(starts.get(first)).map_or(0, |(end, first)| end - first);
        let (own, others) = rest.split_at_mut(length);
        stretches.push((first..end, own));
        (first, rest) = (end, others);
    }
    stretches
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
