//! Test support: invented sign-in stories, and writers that log them the way each provider does.
//!
//! In: a seed and a few lines of story. Out: export files as text, and what must be found in them.
//! Must never know: the clock, the disk, real people, or how the rules work.
//!
//! Same seed, same bytes: `examples/write_samples.rs` writes `sample_data/` from here and a test
//! writes it again. Every address is from a documentation range, every name is invented.

pub mod random;

pub mod calendar;
pub mod cast;
pub mod places;
pub mod story;

pub mod attack;
pub mod routine;

pub mod duo;
pub mod duo_shapes;
pub mod entra;
pub mod mmdb;
pub mod okta;

pub mod benchmark;
pub mod oracle;
pub mod samples;
