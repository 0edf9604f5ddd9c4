//! How one file is read: by the formats, or by a mapping. In: its beginning and what the analyst
//! decided. Out: its shape, who reads its records, and what the evidence says of that.

use std::sync::Arc;

use crate::model::Evidence;

use super::Choices;
use super::clock::{self, Clock};
use super::mapping::{Compiled, Mapping, Sample, shape_for_mapping};
use super::record::Interpreter;
use super::sniff::{self, Shape};

/// How one file is read.
pub(super) struct Chosen {
    pub(super) shape: Shape,
    pub(super) reader: Interpreter,
    pub(super) given: Evidence,
}

/// Decides how a file that begins with `head` is read.
pub(super) fn choose(
    (head, is_whole): (&[u8], bool),
    is_archive: bool,
    given: Evidence,
    choices: &Choices,
) -> Chosen {
    let limits = &choices.limits;
    if let Some(mapping) = &choices.mapping
        && !is_archive
    {
        return by_mapping(mapping, head, is_whole, given, choices);
    }
    let clock = Clock::new(choices.zone.clone(), choices.day_first);
    let shape = if is_archive { Shape::Unknown } else { Shape::sniff(head, is_whole, limits) };
    let anyone = Interpreter::starting_with(None, clock.clone(), limits);
    // Tried first, a format that knows the file's beginning spares its records the others.
    let (is_known, first) = match &shape {
        Shape::Rows(table) => table.known(head, is_whole, &anyone),
        Shape::Text => (true, sniff::first_format(head, &anyone)),
        _ => {
            let first = sniff::first_format(head, &anyone);
            (first.is_some(), first)
        }
    };
    if !choices.offered.is_empty()
        && !is_archive
        && !is_known
        && let Some(mapping) = offered(head, is_whole, choices)
    {
        return by_mapping(mapping, head, is_whole, given, choices);
    }
    let zone = choices.zone.as_ref().and_then(|zone| zone.iana_name().map(str::to_owned));
    let reader = Interpreter::starting_with(first, clock, limits);
    Chosen { shape, reader, given: Evidence { zone, ..given } }
}

/// The first mapping that was made for a file with such columns or paths.
fn offered<'a>(head: &[u8], is_whole: bool, choices: &'a Choices) -> Option<&'a Arc<Mapping>> {
    let names = Sample::of(head.to_vec(), is_whole, choices.limits).names();
    choices.offered.iter().find(|mapping| mapping.fits(&names))
}

fn by_mapping(
    mapping: &Arc<Mapping>,
    head: &[u8],
    is_whole: bool,
    given: Evidence,
    choices: &Choices,
) -> Chosen {
    // What is chosen for the file goes before what its mapping says of all such files.
    let of_mapping = || mapping.time.zone.as_deref().and_then(clock::zone);
    let zone = choices.zone.clone().or_else(of_mapping);
    let name = zone.as_ref().and_then(|zone| zone.iana_name().map(str::to_owned));
    let clock = Clock::new(zone, choices.day_first.or(mapping.time.day_first));
    let compiled = Arc::new(Compiled::new(Arc::clone(mapping)));
    let shape = match shape_for_mapping(head, is_whole, &choices.limits) {
        Shape::Rows(table) => Shape::Rows(Box::new(table.mapped_by(&compiled))),
        shape => shape,
    };
    Chosen {
        shape,
        reader: Interpreter::mapped_by(compiled, clock, &choices.limits),
        given: Evidence { zone: name, mapping: Some(mapping.used()), ..given },
    }
}
