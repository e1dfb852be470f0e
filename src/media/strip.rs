//! Removes from a file what a model does not need, without touching its pixels or samples: where,
//! when and with what it was recorded, comments, appended files.

use std::borrow::Cow;

use crate::media::structure::{self, Keep};
use crate::media::{Format, Unusable, mp3, video, wav};

/// Returns the file as a provider should get it: without metadata, and with slips mended that
/// viewers overlook (stray bytes, a missing end, wrong sizes). Borrowed where what stays is one part
/// of the file, or all of it: see [`stripped`].
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

/// The same as a new file; `None` if nothing changes.
///
/// # Errors
/// The same.
pub fn stripped(bytes: &[u8], format: Format) -> Result<Option<Vec<u8>>, Unusable> {
    let kept = strip(bytes, format)?;
    let is_whole = matches!(kept, Cow::Borrowed(_)) && kept.len() == bytes.len();
    Ok((!is_whole).then(|| kept.into_owned()))
}
