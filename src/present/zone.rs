//! The zone of every time that is shown.

use std::sync::{Arc, OnceLock};

use jiff::tz::{TimeZone, TimeZoneDatabase};

/// A zone of the time zone database that is built in; the machine's own database is never read.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    name: Arc<str>,
    zone: TimeZone,
}

impl Default for Zone {
    fn default() -> Self {
        Self::utc()
    }
}

impl Zone {
    /// Coordinated universal time.
    pub fn utc() -> Self {
        Self { name: Arc::from("UTC"), zone: TimeZone::UTC }
    }

    /// The zone of this name, in any letter case; `None` where the database has none.
    pub fn named(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case("utc") {
            return Some(Self::utc());
        }
        let zone = database().get(name).ok()?;
        let name = zone.iana_name().unwrap_or(name).to_owned();
        Some(Self { name: Arc::from(name), zone })
    }

    /// Its name, as the window shows it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The last part of its name, for tight places: `Berlin`, `UTC`.
    pub fn short_name(&self) -> String {
        self.name.rsplit('/').next().unwrap_or(&self.name).replace('_', " ")
    }

    pub(super) fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Every name that the database has, sorted.
    pub fn all_names() -> &'static [String] {
        static NAMES: OnceLock<Vec<String>> = OnceLock::new();
        NAMES.get_or_init(|| {
            let mut names: Vec<String> =
                database().available().map(|name| name.as_str().to_owned()).collect();
            names.sort();
            names
        })
    }
}

fn database() -> &'static TimeZoneDatabase {
    static DATABASE: OnceLock<TimeZoneDatabase> = OnceLock::new();
    DATABASE.get_or_init(TimeZoneDatabase::bundled)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zone_is_found_in_any_letter_case_and_an_unknown_one_is_not() {
        assert_eq!(Zone::named("europe/berlin").unwrap().name(), "Europe/Berlin");
        assert_eq!(Zone::named("utc").unwrap(), Zone::utc());
        assert!(Zone::named("IST").is_none());
        assert!(Zone::all_names().len() > 400);
    }
}
