//! Messages to the analyst.

/// How much a message matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoticeLevel {
    /// Something went as asked.
    Done,
    /// Something should be known.
    Warning,
    /// Something failed.
    Error,
}

/// The number of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoticeId(pub u64);

/// A message; errors stay until they are dismissed, others make room for newer ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its number.
    pub id: NoticeId,
    /// How much it matters.
    pub level: NoticeLevel,
    /// What happened and what to do next.
    pub text: String,
}
