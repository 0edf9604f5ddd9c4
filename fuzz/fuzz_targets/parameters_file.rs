//! A parameters file.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pushscope::testkit::oracle;

fuzz_target!(|text: &str| oracle::parameters_file(text).unwrap());
