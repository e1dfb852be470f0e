//! Entry point; all logic is in the library.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    wanbot::cli::main(wanbot::cli::Cli::parse())
}
