//! Ping Identity: PingID, PingOne and PingFederate, one file for each log. In: the picked fields of
//! one record. Out: one event. Must never know: what a prompt or a finding is.

mod federate;
mod pingid;
mod pingone;

#[cfg(test)]
mod tests;

pub(super) use federate::FORMAT as FEDERATE;
pub(super) use pingid::FORMAT as PING_ID;
pub(super) use pingone::FORMAT as PING_ONE;
