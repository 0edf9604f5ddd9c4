//! A logged time, in every notation.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pushscope::testkit::oracle;

fuzz_target!(|text: &str| oracle::time(text).unwrap());
