//! The gazetteer: countries, states and cities, with the keys under which a log may name them.
//!
//! In: the asset. Out: [`Gazetteer`], whose questions about logged places are in `resolve`.

use rustc_hash::FxHashMap;

use super::GeoError;
use super::fold::Fold;
use super::wire::Reader;
use crate::model::GeoPoint;

const ASSET: &[u8] = include_bytes!("../../assets/gazetteer.bin");

/// A country.
#[derive(Clone, Debug)]
pub(super) struct CountryRow {
    /// ISO 3166-1 alpha-2.
    pub(super) code: [u8; 2],
    /// English short name.
    pub(super) name: String,
    /// The point of its largest part that is farthest from its edge.
    pub(super) point: Option<GeoPoint>,
    /// Radius around `point` that holds 98 of 100 of its inhabitants, kilometres.
    pub(super) radius_km: f64,
}

/// A first-level division of a country.
#[derive(Clone, Debug)]
pub(super) struct StateRow {
    /// Its country's row.
    pub(super) country: u32,
    /// The mean of its cities, weighted by inhabitants.
    pub(super) point: Option<GeoPoint>,
    /// Radius around `point` that holds 98 of 100 of its inhabitants, kilometres.
    pub(super) radius_km: f64,
}

/// A city that a name may mean.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct CityRow {
    /// Its row, for "is it the same one".
    pub(super) row: u32,
    /// Its country's row.
    pub(super) country: u32,
    /// Its state's row.
    pub(super) state: Option<u32>,
    /// Its centre.
    pub(super) point: GeoPoint,
    /// Inhabitants.
    pub(super) population: u32,
    /// Whether the name is its chief one.
    pub(super) is_chief_name: bool,
}

/// Places by name: 69 000 cities from 5 000 inhabitants, states, countries.
#[derive(Clone, Debug)]
pub struct Gazetteer {
    pub(super) fold: Fold,
    pub(super) countries: Vec<CountryRow>,
    country_keys: FxHashMap<String, u32>,
    pub(super) states: Vec<StateRow>,
    /// (key, state row), sorted.
    state_keys: Vec<(String, u32)>,
    cities: CityColumns,
    keys: KeyList,
}

#[derive(Clone, Debug)]
struct CityColumns {
    country: Vec<u32>,
    /// State row plus one; 0 is none.
    state: Vec<u32>,
    lat: Vec<i32>,
    lon: Vec<i32>,
    population: Vec<u32>,
}

/// Sorted keys end to end, and which city each means.
#[derive(Clone, Debug)]
struct KeyList {
    text: String,
    ends: Vec<u32>,
    /// City row shifted left by one; the lowest bit says "an alternate name".
    cities: Vec<u32>,
}

impl Gazetteer {
    /// Unpacks the gazetteer that is part of the program (some tens of milliseconds).
    ///
    /// # Errors
    /// [`GeoError`] when the program was built with a damaged asset.
    pub fn load() -> Result<Self, GeoError> {
        let mut reader = Reader::open("gazetteer", ASSET, b"PSG1")?;
        let fold = Fold::read(&mut reader)?;
        let (countries, country_keys) = read_countries(&mut reader)?;
        let (states, state_keys) = read_states(&mut reader)?;
        let cities = CityColumns::read(&mut reader)?;
        let keys = KeyList::read(&mut reader)?;
        Ok(Self { fold, countries, country_keys, states, state_keys, cities, keys })
    }

    /// The row of the country with this alpha-2 or alpha-3 code, name or other name.
    pub(super) fn country_row(&self, text: &str) -> Option<u32> {
        self.country_keys.get(&self.fold.key(text)).copied()
    }

    /// The states of this key, in every country, in order of row.
    pub(super) fn states_named<'a>(&'a self, key: &'a str) -> impl Iterator<Item = u32> + 'a {
        let start = self.state_keys.partition_point(|(known, _)| known.as_str() < key);
        let rest = self.state_keys.get(start..).unwrap_or_default();
        rest.iter().take_while(move |(known, _)| known == key).map(|&(_, row)| row)
    }

    /// The cities of this key: chief names first, then by inhabitants, then by row.
    pub(super) fn cities_named<'a>(&'a self, key: &'a str) -> impl Iterator<Item = CityRow> + 'a {
        self.keys.find(key).filter_map(|entry| self.cities.get(entry >> 1, entry & 1 == 0))
    }
}

impl CityColumns {
    fn read(reader: &mut Reader) -> Result<Self, GeoError> {
        let count = reader.count()?;
        Ok(Self {
            country: reader.column(count)?,
            state: reader.column(count)?,
            lat: reader.signed_column(count)?,
            lon: reader.signed_column(count)?,
            population: reader.column(count)?,
        })
    }

    fn get(&self, row: u32, is_chief_name: bool) -> Option<CityRow> {
        let index = row as usize;
        Some(CityRow {
            row,
            country: *self.country.get(index)?,
            state: self.state.get(index)?.checked_sub(1),
            point: thousandths(*self.lat.get(index)?, *self.lon.get(index)?)?,
            population: *self.population.get(index)?,
            is_chief_name,
        })
    }
}

impl KeyList {
    /// Keys are front-coded: how much of the key before stays, and what follows it.
    fn read(reader: &mut Reader) -> Result<Self, GeoError> {
        let count = reader.count()?;
        let mut bytes: Vec<u8> = Vec::with_capacity(count.saturating_mul(12));
        let mut ends = Vec::with_capacity(count);
        let mut start = 0;
        for _ in 0..count {
            let shared = reader.count()?;
            let length = reader.count()?;
            let next = bytes.len();
            if shared > next - start {
                return Err(reader.broken("a key shares too much"));
            }
            bytes.extend_from_within(start..start + shared);
            bytes.extend_from_slice(reader.take(length)?);
            start = next;
            ends.push(u32::try_from(bytes.len()).map_err(|_| reader.broken("too many keys"))?);
        }
        let text = String::from_utf8(bytes).map_err(|_| reader.broken("a key is not UTF-8"))?;
        Ok(Self { text, ends, cities: reader.column(count)? })
    }

    fn get(&self, index: usize) -> &str {
        let start = index.checked_sub(1).and_then(|i| self.ends.get(i)).copied().unwrap_or(0);
        let end = self.ends.get(index).copied().unwrap_or(start);
        self.text.get(start as usize..end as usize).unwrap_or("")
    }

    fn find<'a>(&'a self, key: &'a str) -> impl Iterator<Item = u32> + 'a {
        let (mut low, mut high) = (0, self.ends.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.get(middle) < key {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        (low..self.ends.len())
            .take_while(move |&index| self.get(index) == key)
            .filter_map(|index| self.cities.get(index).copied())
    }
}

fn thousandths(lat: i32, lon: i32) -> Option<GeoPoint> {
    GeoPoint::from_degrees(f64::from(lat) / 1e3, f64::from(lon) / 1e3)
}

fn read_point(reader: &mut Reader) -> Result<Option<GeoPoint>, GeoError> {
    if reader.varint()? == 0 {
        return Ok(None);
    }
    Ok(thousandths(reader.signed()?, reader.signed()?))
}

type Countries = (Vec<CountryRow>, FxHashMap<String, u32>);

fn read_countries(reader: &mut Reader) -> Result<Countries, GeoError> {
    let mut rows = Vec::new();
    let mut keys = FxHashMap::default();
    for row in 0..reader.varint()? {
        let code: [u8; 2] = reader.array()?;
        let alpha3: [u8; 3] = reader.array()?;
        let _number = reader.varint()?;
        let name = reader.text()?;
        for alias in reader.texts()? {
            keys.entry(alias).or_insert(row);
        }
        for key in [&code[..], &alpha3[..]] {
            keys.insert(String::from_utf8_lossy(key).to_ascii_lowercase(), row);
        }
        let point = read_point(reader)?;
        rows.push(CountryRow { code, name, point, radius_km: f64::from(reader.varint()?) });
    }
    Ok((rows, keys))
}

type States = (Vec<StateRow>, Vec<(String, u32)>);

fn read_states(reader: &mut Reader) -> Result<States, GeoError> {
    let mut rows = Vec::new();
    let mut keys = Vec::new();
    for row in 0..reader.varint()? {
        let country = reader.varint()?;
        let _name = reader.text()?;
        keys.extend(reader.texts()?.into_iter().map(|alias| (alias, row)));
        let point = read_point(reader)?;
        rows.push(StateRow { country, point, radius_km: f64::from(reader.varint()?) });
    }
    keys.sort();
    Ok((rows, keys))
}
