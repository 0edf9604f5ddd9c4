//! What: prompts, events and files as tables.

pub(crate) mod events;
pub(crate) mod evidence;
mod grid;
mod grid_row;
pub(crate) mod prompts;

/// Scroll positions and sort orders.
#[derive(Debug, Default)]
pub(crate) struct TablesUi {
    pub(crate) prompts: prompts::PromptsUi,
    pub(crate) events: events::EventsUi,
    pub(crate) evidence: evidence::EvidenceUi,
}

#[cfg(test)]
mod tests;
