//! What the formats of Entra ID make of records, by small scenarios.

mod audit;
mod portal;
mod risk;
mod sentinel;
mod sign_in;
mod unified;

use crate::ingest::Ingested;
use crate::model::{Factor, Outcome};

/// Factor, outcome and whether somebody was asked, of each step.
fn told(ingested: &Ingested) -> Vec<(Factor, Outcome, bool)> {
    ingested.steps.iter().map(|step| (step.factor, step.outcome, step.prompts)).collect()
}

/// One row of a CSV; every cell is quoted.
fn csv(cells: &[&str]) -> String {
    let quoted: Vec<_> =
        cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
    quoted.join(",") + "\n"
}
