//! Output of the command line. If the reader closes the pipe early (`| head`), the program exits
//! without a panic.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write};

/// 128 plus the number of the signal SIGPIPE.
const CLOSED_PIPE: i32 = 141;

/// Prints a line to standard output.
pub(super) fn line(text: Arguments<'_>) {
    write(format_args!("{text}\n"));
}

/// Prints a text to standard output.
pub(super) fn write(text: Arguments<'_>) {
    let mut out = std::io::stdout().lock();
    if let Err(e) = out.write_fmt(text).and_then(|()| out.flush()) {
        // Nothing more can be printed. After a closed pipe, exit with the code that a shell reports
        // for SIGPIPE, so that a check whose output was cut off does not count as passed.
        let code = if e.kind() == ErrorKind::BrokenPipe { CLOSED_PIPE } else { 1 };
        std::process::exit(code);
    }
}

/// Prints a line to standard error. If that is closed, only the exit code reports the failure.
pub(super) fn error_line(text: Arguments<'_>) {
    let _ = std::io::stderr().lock().write_fmt(format_args!("{text}\n"));
}

/// Like `print!`.
macro_rules! out {
    ($($text:tt)*) => { $crate::cli::out::write(format_args!($($text)*)) };
}

/// Like `println!`.
macro_rules! outln {
    () => { $crate::cli::out::line(format_args!("")) };
    ($($text:tt)*) => { $crate::cli::out::line(format_args!($($text)*)) };
}

/// Like `eprintln!`, which panics when standard error is closed.
macro_rules! errln {
    ($($text:tt)*) => { $crate::cli::out::error_line(format_args!($($text)*)) };
}

pub(super) use {errln, out, outln};
