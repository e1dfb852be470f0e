//! BMP: a header, and rows of pixels where it says.

use std::borrow::Cow;

use crate::media::Damage;
use crate::media::integers::{le16, le32, set_le32};

/// Sets a wrong size of the file right, if the pixels are all there.
pub(super) fn mended(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Damage> {
    let claimed = le32(bytes, 2).ok_or(Damage::NoEnd)? as usize;
    check_rows(bytes)?;
    let mut file = Cow::Borrowed(bytes);
    if claimed > bytes.len() {
        let size = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        set_le32(file.to_mut(), 2, size).ok_or(Damage::NoEnd)?;
    }
    Ok(file)
}

/// Checks that the pixel rows fit, by the dimensions in the header.
fn check_rows(bytes: &[u8]) -> Result<(), Damage> {
    let header = le32(bytes, 14).ok_or(Damage::NoEnd)?;
    let compression = le32(bytes, 30);
    // Older headers and compressed rows do not state a size; the decoder detects truncation.
    if header < 40 || !matches!(compression, Some(0 | 3)) {
        return Ok(());
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
    if end.is_none_or(|end| end > bytes.len() as u64) { Err(Damage::NoEnd) } else { Ok(()) }
}
