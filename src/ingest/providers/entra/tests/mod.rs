//! What the formats of Entra ID make of records, by small scenarios.

mod sign_in;
