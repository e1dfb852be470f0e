//! Parses the boxes of MP4 and QuickTime files (ISO/IEC 14496-12, 4.2).

use crate::media::Damage;
use crate::media::integers::be64;

/// Maximum boxes at one level: more than any regular file has.
const MAX_BOXES: usize = 10_000;

/// Returns the body of the box at the end of a path. Duplicates of a box that must be unique are an
/// error, because decoders disagree on which one is used.
pub(super) fn find<'a>(
    mut within: &'a [u8],
    path: &[&[u8; 4]],
) -> Result<Option<&'a [u8]>, Damage> {
    for step in path {
        let mut found = None;
        for part in Boxes::new(within) {
            let (kind, body) = part?;
            if &kind == *step && found.replace(body).is_some() {
                return Err(Damage::RepeatedPart);
            }
        }
        let Some(body) = found else { return Ok(None) };
        within = body;
    }
    Ok(Some(within))
}

/// A box's type and body, or what is wrong with it.
pub(super) type Part<'a> = Result<([u8; 4], &'a [u8]), Damage>;

/// Iterates over the boxes at one level.
pub(super) struct Boxes<'a> {
    rest: &'a [u8],
    seen: usize,
}

impl<'a> Boxes<'a> {
    pub(super) fn new(rest: &'a [u8]) -> Self {
        Self { rest, seen: 0 }
    }

    /// The number of bytes after the last box that was returned.
    pub(super) fn rest(&self) -> usize {
        self.rest.len()
    }
}

impl<'a> Iterator for Boxes<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        // QuickTime ends some lists with four zero bytes; anything shorter than a header is
        // padding.
        let (size, after) = self.rest.split_first_chunk()?;
        let kind = *after.first_chunk()?;
        self.seen += 1;
        if self.seen > MAX_BOXES {
            return self.stop(Damage::TooManyParts);
        }
        let (head, size) = match u32::from_be_bytes(*size) {
            0 => (8, self.rest.len()),
            1 => match be64(self.rest, 8).and_then(|n| usize::try_from(n).ok()) {
                Some(size) => (16, size),
                None => return self.stop(Damage::CutShort),
            },
            size => (8, size as usize),
        };
        let Some((this, rest)) = self.rest.split_at_checked(size) else {
            return self.stop(Damage::CutShort);
        };
        let Some(body) = this.get(head..) else { return self.stop(Damage::PartTooShort) };
        self.rest = rest;
        Some(Ok((kind, body)))
    }
}

impl<'a> Boxes<'a> {
    fn stop(&mut self, why: Damage) -> Option<Part<'a>> {
        self.rest = &[];
        Some(Err(why))
    }
}
