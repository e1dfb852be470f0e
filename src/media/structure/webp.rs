//! WebP: RIFF chunks. A decoder trusts the size of a chunk and allocates that much, so it is
//! checked.

use std::borrow::Cow;

use super::{Keep, MAX_PARTS, Ranges};
use crate::media::Damage;
use crate::media::integers::{le32, set_le32};

const HEADER: usize = 12;
/// Where the flags of the extended header are, if that is the first chunk.
const FLAGS: usize = HEADER + 8;
/// Flags of the extended header.
const EXIF: u8 = 0x08;
const XMP: u8 = 0x04;

pub(super) fn mended(bytes: &[u8], keep: Keep) -> Result<Cow<'_, [u8]>, Damage> {
    let claimed = (le32(bytes, 4).ok_or(Damage::NoEnd)? as usize).saturating_add(8);
    let mut kept = Ranges::default();
    kept.push(0..HEADER);
    let (mut at, mut parts, mut has_pixels) = (HEADER, 0, false);
    while let Some(kind) = bytes.get(at..at + 4) {
        // The size of the file can be wrong; what cannot be a chunk of an image follows it.
        if at >= claimed && !is_known(kind) {
            break;
        }
        parts += 1;
        if parts > MAX_PARTS {
            return Err(Damage::TooManyParts);
        }
        let Some(size) = le32(bytes, at + 4).map(|size| size as usize) else {
            if has_pixels {
                break;
            }
            return Err(Damage::NoEnd);
        };
        let end = at.saturating_add(8).saturating_add(size);
        if end > bytes.len() {
            return Err(Damage::PartTooLarge);
        }
        has_pixels |= matches!(kind, b"VP8 " | b"VP8L" | b"ANMF");
        // A chunk of an odd size has one more byte, which the last one can lack.
        let end = (end + size % 2).min(bytes.len());
        if keep == Keep::All || is_known(kind) && !matches!(kind, b"EXIF" | b"XMP ") {
            kept.push(at..end);
        }
        at = end;
    }
    if !has_pixels {
        return Err(Damage::NoEnd);
    }
    let mut file = kept.of(bytes, &[])?;
    let size = u32::try_from(file.len() - 8).map_err(|_| Damage::PartTooLarge)?;
    if le32(&file, 4) != Some(size) {
        set_le32(file.to_mut(), 4, size).ok_or(Damage::NoEnd)?;
    }
    if keep == Keep::Pixels
        && file.get(HEADER..HEADER + 4) == Some(b"VP8X")
        && file.get(FLAGS).is_some_and(|flags| flags & (EXIF | XMP) != 0)
        && let Some(flags) = file.to_mut().get_mut(FLAGS)
    {
        *flags &= !(EXIF | XMP);
    }
    Ok(file)
}

fn is_known(kind: &[u8]) -> bool {
    matches!(
        kind,
        b"VP8 " | b"VP8L" | b"VP8X" | b"ALPH" | b"ANIM" | b"ANMF" | b"ICCP" | b"EXIF" | b"XMP "
    )
}
