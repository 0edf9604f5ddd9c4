//! Lines behind records that teach their keys.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pushscope::testkit::oracle;

fuzz_target!(|bytes: &[u8]| oracle::taught_lines(bytes).unwrap());
