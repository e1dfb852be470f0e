//! Removes from a file what a model does not need, without touching its pixels or samples: where,
//! when and with what it was recorded, comments, appended files.

use std::borrow::Cow;

use crate::media::structure::{self, Keep};
use crate::media::{Format, Unusable, mp3, video, wav};

/// Returns the file as a provider should get it: without metadata, and with slips mended that
/// viewers overlook (stray bytes, a missing end, wrong sizes). Borrowed if nothing changes.
///
/// The rotation of an image is metadata too: an image whose facts say `redraw` must be redrawn
/// ([`flatten`](crate::media::flatten::flatten)), which leaves metadata out.
///
/// # Errors
/// When the structure is damaged, as when it is measured.
pub fn strip(bytes: &[u8], format: Format) -> Result<Cow<'_, [u8]>, Unusable> {
    match format {
        Format::Png | Format::Jpeg | Format::WebP | Format::Bmp => {
            structure::mended(bytes, format, Keep::Pixels)
        }
        Format::Mp4 | Format::Mov => video::without_metadata(bytes),
        Format::Mp3 => mp3::without_tags(bytes),
        Format::Wav => wav::with_true_sizes(bytes),
    }
}
