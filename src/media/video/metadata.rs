//! Metadata in MP4 and QuickTime files: places, devices, titles.

use std::borrow::Cow;
use std::ops::Range;

use crate::media::Damage;
use crate::media::boxes::Boxes;

/// The boxes of a file that a player needs, or that are empty (ISO/IEC 14496-12, table 1; `wide` of
/// QuickTime). Others hold previews, notes of programs, or whatever was appended.
const NEEDED: [&[u8; 4]; 15] = [
    b"ftyp", b"moov", b"mdat", b"moof", b"mfra", b"styp", b"sidx", b"ssix", b"emsg", b"prft",
    b"pdin", b"imda", b"free", b"skip", b"wide",
];
/// The boxes on the way to the metadata of a track.
const PATH: [&[u8; 4]; 2] = [b"moov", b"trak"];

/// A box of metadata.
struct Found {
    /// Where its type is.
    kind: Range<usize>,
    body: Range<usize>,
}

/// Blanks all boxes of metadata: they become free space of the same size, so that no offset in the
/// sample tables changes.
pub(super) fn blanked(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Damage> {
    let mut found = Vec::new();
    search(bytes, 0..bytes.len(), &PATH, &mut found)?;
    let mut file = Cow::Borrowed(bytes);
    for Found { kind, body } in found {
        let file = file.to_mut();
        file.get_mut(kind).ok_or(Damage::CutShort)?.copy_from_slice(b"free");
        file.get_mut(body).ok_or(Damage::CutShort)?.fill(0);
    }
    Ok(file)
}

/// Collects the boxes of metadata in a part of the file, and in the given boxes at the levels below.
fn search(
    bytes: &[u8],
    within: Range<usize>,
    path: &[&[u8; 4]],
    found: &mut Vec<Found>,
) -> Result<(), Damage> {
    let mut boxes = Boxes::new(bytes.get(within.clone()).ok_or(Damage::CutShort)?);
    let mut start = within.start;
    while let Some(part) = boxes.next() {
        let (kind, body) = part?;
        let end = within.end - boxes.rest();
        let body = end - body.len()..end;
        match (&kind, path) {
            (b"udta" | b"meta" | b"uuid", _) => {
                found.push(Found { kind: start + 4..start + 8, body });
            }
            (kind, [next, below @ ..]) if kind == *next => search(bytes, body, below, found)?,
            (kind, _) if path.len() == PATH.len() && !NEEDED.contains(&kind) => {
                found.push(Found { kind: start + 4..start + 8, body });
            }
            _ => {}
        }
        start = end;
    }
    Ok(())
}
