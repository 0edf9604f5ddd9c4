//! The `pushscope` program: everything is in the library's [`pushscope::shell`].

use std::process::ExitCode;

fn main() -> ExitCode {
    pushscope::shell::run(std::env::args_os())
}
