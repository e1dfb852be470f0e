//! What the command line prints: whoever reads only the beginning of it (`| head`) ends the program
//! quietly.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write};

/// 128 and the number of the signal SIGPIPE.
const CLOSED_PIPE: i32 = 141;

/// Prints a line to standard output.
pub(super) fn line(text: Arguments<'_>) {
    write(format_args!("{text}\n"));
}

/// Prints a text to standard output.
pub(super) fn write(text: Arguments<'_>) {
    let mut out = std::io::stdout().lock();
    if let Err(e) = out.write_fmt(text).and_then(|()| out.flush()) {
        // Nobody reads any more; anything else would be said in vain too. As a shell says it of a
        // program that the closed pipe ended, or a check of which only the beginning was read would
        // count as passed.
        let code = if e.kind() == ErrorKind::BrokenPipe { CLOSED_PIPE } else { 1 };
        std::process::exit(code);
    }
}

/// Prints a line to standard error. Where nobody reads it any more, the exit code alone tells.
pub(super) fn error_line(text: Arguments<'_>) {
    let _ = std::io::stderr().lock().write_fmt(format_args!("{text}\n"));
}

/// As `print!`.
macro_rules! out {
    ($($text:tt)*) => { $crate::cli::out::write(format_args!($($text)*)) };
}

/// As `println!`.
macro_rules! outln {
    () => { $crate::cli::out::line(format_args!("")) };
    ($($text:tt)*) => { $crate::cli::out::line(format_args!($($text)*)) };
}

/// As `eprintln!`, which panics when standard error is closed.
macro_rules! errln {
    ($($text:tt)*) => { $crate::cli::out::error_line(format_args!($($text)*)) };
}

pub(super) use {errln, out, outln};
