//! One story in every shape in which a provider exports it gives the same prompts and findings, as
//! far as the shape tells.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod duo;
mod entra;
mod okta;
