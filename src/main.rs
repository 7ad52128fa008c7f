//! The `qa` program; everything it does is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    qa::cli::main()
}
