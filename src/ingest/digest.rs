//! SHA-256 of anything that can be read. In: bytes. Out: hexadecimal digits.

use std::io::{self, Read};

use sha2::{Digest as _, Sha256};

use super::Watch;
use crate::model::hex;

/// How much is read at once.
const PART: usize = 1 << 20;

/// Size and SHA-256 of what a reader gives, in lower-case hexadecimal digits; `None` where `watch`
/// cancels.
///
/// # Errors
/// It cannot be read to its end.
pub fn sha256(reader: &mut dyn Read, watch: &dyn Watch) -> io::Result<Option<(u64, String)>> {
    let mut hash = Sha256::new();
    let mut part = vec![0; PART];
    let mut bytes = 0;
    while !watch.is_cancelled() {
        let count = match reader.read(&mut part) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            read => read?,
        };
        if count == 0 {
            return Ok(Some((bytes, hex(&hash.finalize()))));
        }
        hash.update(part.get(..count).unwrap_or_default());
        bytes += count as u64;
        watch.progress(bytes, 0);
    }
    Ok(None)
}
