//! PNG: chunks up to IEND (PNG specification, 5.3).

use std::borrow::Cow;

use super::{Keep, MAX_PARTS, Ranges};
use crate::media::Damage;

const SIGNATURE: usize = 8;
/// Length, type and checksum.
const AROUND: usize = 12;
/// A complete IEND chunk.
const IEND: &[u8] = b"\0\0\0\0IEND\xae\x42\x60\x82";

pub(super) fn mended(bytes: &[u8], keep: Keep) -> Result<Cow<'_, [u8]>, Damage> {
    let mut kept = Ranges::default();
    kept.push(0..SIGNATURE);
    let (mut at, mut parts, mut has_pixels) = (SIGNATURE, 0, false);
    // What follows IEND is ignored.
    while let Some(&[a, b, c, d, ref kind @ ..]) = bytes.get(at..at + 8) {
        if kind == b"IEND" {
            if bytes.get(at..at + AROUND) != Some(IEND) {
                break;
            }
            kept.push(at..at + AROUND);
            return kept.of(bytes, &[]);
        }
        parts += 1;
        if parts > MAX_PARTS {
            return Err(Damage::TooManyParts);
        }
        let end = at.saturating_add(u32::from_be_bytes([a, b, c, d]) as usize) + AROUND;
        if end > bytes.len() {
            return Err(if has_pixels { Damage::NoEnd } else { Damage::PartTooLarge });
        }
        has_pixels |= kind == b"IDAT";
        if keep == Keep::All || is_for_pixels(kind) {
            kept.push(at..end);
        }
        at = end;
    }
    // Without IEND all pixels can be there; decoding them shows it.
    if has_pixels { kept.of(bytes, IEND) } else { Err(Damage::NoEnd) }
}

/// Whether decoding needs a chunk. The frames of an animation are left out: models see the still
/// image.
fn is_for_pixels(kind: &[u8]) -> bool {
    let is_critical = kind.first().is_some_and(u8::is_ascii_uppercase);
    let is_colour = matches!(
        kind,
        b"tRNS" | b"iCCP" | b"sRGB" | b"gAMA" | b"cHRM" | b"cICP" | b"mDCV" | b"cLLI" | b"sBIT"
    );
    is_critical || is_colour || kind == b"bKGD" || kind == b"pHYs"
}
