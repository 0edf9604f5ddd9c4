//! Rows below the header of a known export.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pushscope::testkit::oracle;

fuzz_target!(|bytes: &[u8]| oracle::csv(bytes).unwrap());
