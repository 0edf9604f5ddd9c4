//! One story in every shape in which a provider exports it gives the same prompts and findings, as
//! far as the shape tells.

mod entra;
