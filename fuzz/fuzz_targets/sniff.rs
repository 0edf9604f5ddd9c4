//! Any bytes at all: shape, encoding and format are found from them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pushscope::testkit::oracle;

fuzz_target!(|bytes: &[u8]| oracle::sniff(bytes).unwrap());
