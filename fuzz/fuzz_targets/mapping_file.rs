//! A mapping file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pushscope::testkit::oracle;

fuzz_target!(|text: &str| oracle::mapping_file(text).unwrap());
