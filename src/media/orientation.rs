//! What ffmpeg and libheif's converter do not say about an image: how it is turned, and whether parts
//! of it are transparent.

use crate::media::integers::{be16, be32, le16, le32};

/// The tag of the orientation in a TIFF (TIFF 6.0, section 8).
const ORIENTATION: u16 = 274;

/// The identifier of transparency among a HEIC's further images (ISO/IEC 23008-12, 6.5.8).
const ALPHA: &[u8] = b"urn:mpeg:hevc:2015:auxid:1";
/// The same, of other codecs (ISO/IEC 23091-2).
const ALPHA_OF_ANY: &[u8] = b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha";

/// The orientation of a TIFF's first image, from 1 (upright) to 8; 1 if it states none.
pub fn tiff_orientation(bytes: &[u8]) -> u16 {
    stated(bytes).filter(|o| (1..=8).contains(o)).unwrap_or(1)
}

fn stated(bytes: &[u8]) -> Option<u16> {
    let little = match bytes.get(..4)? {
        b"II*\0" => true,
        b"MM\0*" => false,
        _ => return None,
    };
    let short = |at: usize| {
        if little { le16(bytes, at) } else { be16(bytes, at) }
    };
    let first = if little { le32(bytes, 4) } else { be32(bytes, 4) }? as usize;
    let count = usize::from(short(first)?);
    // Each entry: tag, type, number of values, value.
    let mut entries = (0..count).map(|n| first.saturating_add(2 + 12 * n));
    let entry = entries.find(|at| short(*at) == Some(ORIENTATION))?;
    short(entry.checked_add(8)?)
}

/// Whether a HEIC has transparency, which its header lists within the first 256 KB.
pub fn heic_has_alpha(bytes: &[u8]) -> bool {
    let header = bytes.get(..256 * 1024).unwrap_or(bytes);
    let has = |name: &[u8]| {
        // The identifier ends with a zero: there is also `auxid:10`.
        header.windows(name.len() + 1).any(|w| w.starts_with(name) && w.last() == Some(&0))
    };
    has(ALPHA) || has(ALPHA_OF_ANY)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tiff(little: bool, orientation: u16) -> Vec<u8> {
        let short = |n: u16| if little { n.to_le_bytes() } else { n.to_be_bytes() };
        let long = |n: u32| if little { n.to_le_bytes() } else { n.to_be_bytes() };
        let mut out = if little { b"II*\0".to_vec() } else { b"MM\0*".to_vec() };
        out.extend(long(8));
        out.extend(short(2));
        for (tag, value) in [(256, 640), (ORIENTATION, orientation)] {
            out.extend(short(tag));
            out.extend(short(3));
            out.extend(long(1));
            out.extend(short(value));
            out.extend([0, 0]);
        }
        out
    }

    #[test]
    fn the_orientation_is_found_in_both_byte_orders() {
        for little in [true, false] {
            assert_eq!(tiff_orientation(&tiff(little, 6)), 6);
            assert_eq!(tiff_orientation(&tiff(little, 9)), 1, "there are eight");
            let whole = tiff(little, 8);
            for length in 0..whole.len() - 4 {
                assert_eq!(tiff_orientation(&whole[..length]), 1, "{length}");
            }
        }
        assert_eq!(tiff_orientation(b"II*\0\xff\xff\xff\xff"), 1);
    }

    #[test]
    fn transparency_is_no_depth_or_gain() {
        assert!(heic_has_alpha(b"..auxC\0\0\0\0urn:mpeg:hevc:2015:auxid:1\0.."));
        assert!(heic_has_alpha(b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\0"));
        assert!(!heic_has_alpha(b"urn:mpeg:hevc:2015:auxid:2\0urn:mpeg:hevc:2015:auxid:10\0"));
        assert!(!heic_has_alpha(b"urn:com:apple:photo:2020:aux:hdrgainmap\0"));
    }
}
