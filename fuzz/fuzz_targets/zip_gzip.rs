//! Packed evidence: members, wrong sums, bombs.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pushscope::testkit::oracle;

fuzz_target!(|bytes: &[u8]| oracle::zip_gzip(bytes).unwrap());
