//! JSON in any shape: lists, wrappers, lines, values back to back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pushscope::testkit::oracle;

fuzz_target!(|bytes: &[u8]| oracle::json_stream(bytes).unwrap());
