//! What a whole file does. Numbers are of the catalogue of bad input.

mod arbitrary;
mod archives;
mod containers;
mod damage;
mod encodings;
mod hostile;
mod reading;
mod shapes;
mod values;

use serde_json::Value;

use super::testing::{fates, okta, read};

pub(super) fn shape(bytes: impl AsRef<[u8]>) -> (Option<&'static str>, (u64, u64, u64)) {
    let ingested = read(bytes);
    (ingested.evidence.shape, fates(&ingested))
}

pub(super) fn two() -> [Value; 2] {
    [okta(1), okta(2)]
}

pub(super) fn utf16(text: &str, is_big: bool) -> Vec<u8> {
    let bytes = |unit: u16| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() };
    text.encode_utf16().flat_map(bytes).collect()
}

pub(super) fn sha256(bytes: &[u8]) -> String {
    use sha2::Digest;
    crate::model::hex(&sha2::Sha256::digest(bytes))
}
