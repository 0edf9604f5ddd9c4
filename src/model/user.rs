//! The accounts that were asked.

use super::TextId;

/// The index of one [`User`] in a [`UserTable`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(pub u32);

/// One account: spellings that differ only in letter case or outer blanks are one user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct User {
    /// The spelling that is shown: the one that sorts first.
    pub name: String,
    /// The display name, where any record gives one.
    pub display_name: Option<String>,
    /// Every spelling seen, sorted.
    pub spellings: Vec<String>,
}

/// Every user once, sorted by key, so that codes do not depend on the order of files.
#[derive(Clone, Debug, Default)]
pub struct UserTable {
    users: Vec<User>,
    /// By the code of a spelling.
    by_text: Vec<Option<UserId>>,
}

impl UserTable {
    /// Builds the table from every logged spelling with its code and, where logged, its display
    /// name; spellings may repeat and come in any order.
    pub fn build<'a>(logged: impl IntoIterator<Item = (TextId, &'a str, Option<&'a str>)>) -> Self {
        let mut by_key = std::collections::BTreeMap::<String, (User, Vec<TextId>)>::new();
        for (id, spelling, display_name) in logged {
            let (user, ids) = by_key.entry(Self::key(spelling)).or_default();
            user.spellings.push(spelling.to_owned());
            if let Some(name) = display_name
                && user.display_name.as_deref().is_none_or(|known| name < known)
            {
                user.display_name = Some(name.to_owned());
            }
            ids.push(id);
        }
        let mut table = Self::default();
        for (index, (mut user, ids)) in by_key.into_values().enumerate() {
            user.spellings.sort();
            user.spellings.dedup();
            user.name = user.spellings.first().cloned().unwrap_or_default();
            let id = UserId(u32::try_from(index).unwrap_or(u32::MAX));
            for text in ids {
                let index = text.0 as usize;
                if table.by_text.len() <= index {
                    table.by_text.resize(index + 1, None);
                }
                if let Some(slot) = table.by_text.get_mut(index) {
                    *slot = Some(id);
                }
            }
            table.users.push(user);
        }
        table
    }

    /// What makes two spellings one user: letter case and outer blanks are set aside, nothing else.
    pub fn key(spelling: &str) -> String {
        spelling.trim().to_lowercase()
    }

    /// The user whom a logged spelling means.
    pub fn of_text(&self, text: TextId) -> Option<UserId> {
        *self.by_text.get(text.0 as usize)?
    }

    /// The user behind a code.
    pub fn get(&self, id: UserId) -> Option<&User> {
        self.users.get(id.0 as usize)
    }

    /// The name that is shown for a code.
    pub fn name(&self, id: UserId) -> &str {
        self.get(id).map_or("", |user| user.name.as_str())
    }

    /// The user of this name, in any spelling.
    pub fn find(&self, name: &str) -> Option<UserId> {
        let key = Self::key(name);
        let index = self.users.binary_search_by(|user| Self::key(&user.name).cmp(&key)).ok()?;
        u32::try_from(index).ok().map(UserId)
    }

    /// How many users there are.
    pub fn len(&self) -> usize {
        self.users.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.users.is_empty()
    }

    /// Every user with its code, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = (UserId, &User)> {
        self.users
            .iter()
            .enumerate()
            .map(|(index, user)| (UserId(u32::try_from(index).unwrap_or(u32::MAX)), user))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_that_differ_in_case_are_one_user() {
        let users = UserTable::build([
            (TextId(1), "Alice@corp.example", None),
            (TextId(2), "alice@corp.example", Some("Alice A.")),
            (TextId(3), "bob@corp.example", None),
        ]);
        assert_eq!(users.len(), 2);
        assert_eq!(users.of_text(TextId(1)), users.of_text(TextId(2)));
        let alice = users.find("ALICE@corp.example").unwrap();
        assert_eq!(users.name(alice), "Alice@corp.example");
        assert_eq!(users.get(alice).unwrap().display_name.as_deref(), Some("Alice A."));
    }
}
