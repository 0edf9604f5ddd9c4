//! One story in every shape of export gives the same prompts and findings.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod okta;
