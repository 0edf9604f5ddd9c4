//! Floor 1: places. What a log calls a place becomes a point with a radius; countries have shapes.
//!
//! In: logged places and addresses, the assets inside the program, databases of addresses that the
//! analyst supplies. Out: [`ResolvedPlace`]s and networks, country shapes, and the projection that
//! every map of the program is drawn in.
//! Must never know: providers, events, prompts, egui, disk, network.
//!
//! The data is GeoNames (CC BY 4.0) and Natural Earth (public domain); `assets/LICENSES.md` has
//! the versions and hashes, and [`ATTRIBUTION`] is what every map and report prints.
//!
//! [`ResolvedPlace`]: crate::model::ResolvedPlace

mod database;
mod fill;
mod fold;
mod gazetteer;
pub mod projection;
mod resolve;
mod sides;
mod special;
mod wire;
mod world;

pub use database::{AddressDatabase, DatabaseError, Databases, Entry, LARGEST_BYTES};
pub use gazetteer::Gazetteer;
pub use sides::Sides;
pub use special::{network_kind, parse_address};
pub use world::{Bounds, Country, Detail, World};

/// What every map and every report that names a place prints.
pub const ATTRIBUTION: &str =
    "Places © GeoNames, CC BY 4.0. Country shapes made with Natural Earth, public domain.";

/// An asset inside the program that cannot be read: the program was built wrongly.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "The {asset} inside the program cannot be read: {what}. Maps and distances are missing; \
     install Pushscope again"
)]
pub struct GeoError {
    /// Which asset.
    pub asset: &'static str,
    /// What is wrong with it.
    pub what: String,
}
