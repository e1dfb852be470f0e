//! BMP: a header, and rows of pixels where it says.

use std::borrow::Cow;

use super::Keep;
use crate::media::Damage;
use crate::media::integers::{le16, le32, set_le32};

/// Sets a wrong size of the file right, if the pixels are all there. Of one of which only the pixels
/// are kept, what stands behind them goes.
pub(super) fn mended(bytes: &[u8], keep: Keep) -> Result<Cow<'_, [u8]>, Damage> {
    let claimed = le32(bytes, 2).ok_or(Damage::NoEnd)? as usize;
    let end = end_of_rows(bytes)?.filter(|_| keep == Keep::Pixels);
    let kept = end.and_then(|end| bytes.get(..end)).unwrap_or(bytes);
    let mut file = Cow::Borrowed(kept);
    if claimed > bytes.len() || kept.len() < bytes.len() {
        let size = u32::try_from(kept.len()).unwrap_or(u32::MAX);
        set_le32(file.to_mut(), 2, size).ok_or(Damage::NoEnd)?;
    }
    Ok(file)
}

/// Where the pixel rows end, by the dimensions in the header, if it states that. Checks that they fit.
fn end_of_rows(bytes: &[u8]) -> Result<Option<usize>, Damage> {
    let header = le32(bytes, 14).ok_or(Damage::NoEnd)?;
    let compression = le32(bytes, 30);
    // Older headers and compressed rows do not state a size; the decoder detects truncation.
    if header < 40 || !matches!(compression, Some(0 | 3)) {
        return Ok(None);
    }
    let number = |at| le32(bytes, at).map(|n| u64::from(n.cast_signed().unsigned_abs()));
    let (offset, width, height) = (number(10), number(18), number(22));
    let bits = le16(bytes, 28).map(u64::from);
    let (Some(offset), Some(width), Some(height), Some(bits)) = (offset, width, height, bits)
    else {
        return Err(Damage::NoEnd);
    };
    let row = (width * bits).div_ceil(32) * 4;
    let end = row.checked_mul(height).and_then(|n| n.checked_add(offset));
    let end = end.and_then(|end| usize::try_from(end).ok());
    end.filter(|end| *end <= bytes.len()).map(Some).ok_or(Damage::NoEnd)
}
