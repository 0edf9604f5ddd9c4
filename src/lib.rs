//! Pushscope: what reached whose phone, who asked for it, and what the user answered.
//!
//! The floors, lowest first; a module imports only from floors below it (`ARCHITECTURE.md`):
//!
//! | floor | module | does |
//! |---:|---|---|
//! | 0 | [`model`] | the nouns |
//! | 1 | [`ingest`], [`geo`], [`store`] | bytes to columns; places; the columnar truth |
//! | 2 | [`prompts`], [`detect`] | events to prompts; prompts to findings |
//! | 3 | [`case`] | one investigation, from bytes to findings |
//! | 4 | [`present`], [`report`] | view models; documents as bytes |
//! | 5 | [`app`] | the program without a window |
//! | 6 | [`ui`] | draws view models, sends commands |
//! | 7 | [`shell`] | window, dialogs, files, threads, clock, command line |

pub mod app;
pub mod case;
pub mod detect;
pub mod geo;
pub mod ingest;
pub mod model;
pub mod present;
pub mod prompts;
pub mod report;
pub mod shell;
pub mod store;
pub mod ui;

/// Test support: invented sign-in stories, written the way each provider logs them. The sample
/// data, the benchmark file and the golden tests come from here; the program itself never calls it.
pub mod testkit;
