//! View models, made once per change of a small key.

use std::cell::RefCell;
use std::sync::Arc;

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

/// Every memoised view model.
#[derive(Debug, Default)]
pub(crate) struct Models {}

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
