//! The parts of an image file, in one pass over its structure and before a decoder runs. A truncated
//! file is refused, and so is one that would make a decoder work or allocate without limit. Slips
//! that viewers overlook are mended: stray bytes between parts, a missing end, a wrong size field.

mod bmp;
pub(super) mod jpeg;
mod png;
mod webp;

use std::borrow::Cow;
use std::ops::Range;

use crate::media::{Damage, Format, Unusable};

/// Maximum parts of a PNG or WebP. A PNG of 20 MB in pieces of 8 KB, as `libpng` writes them, has
/// 2,500.
const MAX_PARTS: usize = 50_000;

/// Which parts to retain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// All that belong to the image.
    All,
    /// Only those that its pixels and colours need: not where, when, with what and by whom it was
    /// taken. The rotation is metadata too.
    Pixels,
}

/// Returns the file with its slips mended; borrowed if it has none.
///
/// # Errors
/// When parts are missing, damaged or too many.
pub(super) fn mended(bytes: &[u8], format: Format, keep: Keep) -> Result<Cow<'_, [u8]>, Unusable> {
    Ok(match format {
        Format::Png => png::mended(bytes, keep)?,
        Format::Jpeg => jpeg::mended(bytes, keep)?,
        Format::WebP => webp::mended(bytes, keep)?,
        Format::Bmp => bmp::mended(bytes, keep)?,
        _ => Cow::Borrowed(bytes),
    })
}

/// Ranges of a file to retain, in order.
#[derive(Debug, Default)]
struct Ranges(Vec<Range<usize>>);

impl Ranges {
    fn push(&mut self, range: Range<usize>) {
        match self.0.last_mut() {
            Some(last) if last.end == range.start => last.end = range.end,
            _ => self.0.push(range),
        }
    }

    /// The ranges of a file joined, and a tail; borrowed if that is one piece.
    ///
    /// # Errors
    /// When the file is shorter.
    fn of<'a>(&self, bytes: &'a [u8], tail: &[u8]) -> Result<Cow<'a, [u8]>, Damage> {
        let piece = |range: &Range<usize>| bytes.get(range.clone()).ok_or(Damage::CutShort);
        match &self.0[..] {
            [one] if tail.is_empty() => piece(one).map(Cow::Borrowed),
            many => {
                let length: usize = many.iter().map(Range::len).sum();
                let mut joined = Vec::with_capacity(length + tail.len());
                for range in many {
                    joined.extend_from_slice(piece(range)?);
                }
                joined.extend_from_slice(tail);
                Ok(Cow::Owned(joined))
            }
        }
    }
}

#[cfg(test)]
#[path = "structure_tests.rs"]
mod tests;
