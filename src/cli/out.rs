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

/// A text in a column of a table: filled up to a width on a terminal.
pub(super) fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(width_of(text))))
}

/// A number and its unit in a column of a table, at its right end.
pub(super) fn right_aligned(text: &str, width: usize) -> String {
    format!("{}{text}", " ".repeat(width.saturating_sub(width_of(text))))
}

/// How wide a terminal shows a text.
fn width_of(text: &str) -> usize {
    text.chars().map(columns).sum()
}

/// Rows of a table as lines, with columns as wide as their widest cell.
#[expect(clippy::indexing_slicing, reason = "`n` is below N, the number of columns")]
pub(super) fn table<const N: usize>(rows: &[[String; N]]) -> Vec<String> {
    let widths: [usize; N] =
        std::array::from_fn(|n| rows.iter().map(|row| width_of(&row[n])).max().unwrap_or_default());
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| padded(cell, width));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

/// How wide a terminal shows a character: those of Chinese, Japanese and Korean take two columns.
fn columns(c: char) -> usize {
    let wide = matches!(c,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{20000}'..='\u{3fffd}');
    if wide { 2 } else { 1 }
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

#[cfg(test)]
mod tests {
    use super::{padded, right_aligned, table};

    #[test]
    fn columns_align_in_every_script() {
        assert_eq!(padded("job", 5), "job  ");
        assert_eq!(padded("状态", 5), "状态 ");
        assert_eq!(padded("too long", 5), "too long");
        assert_eq!(right_aligned("5 分前", 8), "  5 分前");
        let rows = [["job", "状态", "x"], ["1", "fehlgeschlagen", "y"]];
        let rows = rows.map(|row| row.map(str::to_owned));
        assert_eq!(table(&rows), ["job  状态            x", "1    fehlgeschlagen  y"]);
    }
}
