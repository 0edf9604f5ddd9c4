//! The only "now".

use crate::model::Timestamp;

/// The present instant.
pub(super) fn now() -> Timestamp {
    Timestamp(jiff::Timestamp::now().as_microsecond())
}
