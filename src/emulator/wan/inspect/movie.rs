//! Size and length of an MP4 or QuickTime film (ISO/IEC 14496-12): its length is that of its
//! pictures, summed up one by one, whatever its headers claim.

use std::collections::HashMap;

/// What is read of a film.
#[derive(Debug, PartialEq)]
pub(super) struct Movie {
    /// Pixels across and down, as they are shown.
    pub(super) size: (u32, u32),
    /// How long its pictures take together.
    pub(super) seconds: f64,
}

/// The boxes that follow one another in a part of a file; one that is broken or cut ends them.
struct Boxes<'a>(&'a [u8]);

impl<'a> Iterator for Boxes<'a> {
    type Item = (&'a [u8], &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let kind = self.0.get(4..8)?;
        let (head, length) = match be32(self.0, 0)? {
            0 => (8, self.0.len()),
            1 => (16, usize::try_from(be64(self.0, 8)?).unwrap_or(usize::MAX)),
            length => (8, length as usize),
        };
        let body = self.0.get(head..length)?;
        self.0 = self.0.get(length..)?;
        Some((kind, body))
    }
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|b| u32::from_be_bytes(*b))
}

fn be64(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|b| u64::from_be_bytes(*b))
}

fn be16(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|b| u32::from(u16::from_be_bytes(*b)))
}

/// The first box of a kind, by the kinds of those around it.
fn inner<'a>(within: &'a [u8], path: &[&[u8; 4]]) -> Option<&'a [u8]> {
    path.iter().try_fold(within, |within, kind| {
        Boxes(within).find(|(k, _)| *k == kind.as_slice()).map(|(_, body)| body)
    })
}

/// Measures a film; nothing when it is none, or has no picture.
pub(super) fn measure(file: &[u8]) -> Option<Movie> {
    if !matches!(file.get(4..8)?, b"ftyp" | b"moov" | b"mdat" | b"wide" | b"free" | b"skip") {
        return None;
    }
    let moov = inner(file, &[b"moov"])?;
    let mut traks = Boxes(moov).filter(|(kind, _)| *kind == b"trak");
    let (size, track, scale, mut units) = traks.find_map(|(_, trak)| video(trak))?;
    let default = default_duration(moov, track);
    for (_, moof) in Boxes(file).filter(|(kind, _)| *kind == b"moof") {
        for (_, traf) in Boxes(moof).filter(|(kind, _)| *kind == b"traf") {
            units = units.saturating_add(fragment(traf, track, default).unwrap_or(0));
        }
    }
    (units > 0).then(|| Movie { size, seconds: units as f64 / f64::from(scale) })
}

/// Size, number, units in a second, and length in units of a track of pictures.
fn video(trak: &[u8]) -> Option<((u32, u32), u32, u32, u64)> {
    let mdia = inner(trak, &[b"mdia"])?;
    if inner(mdia, &[b"hdlr"])?.get(8..12)? != b"vide" {
        return None;
    }
    let mdhd = inner(mdia, &[b"mdhd"])?;
    let scale = be32(mdhd, if mdhd.first()? == &1 { 20 } else { 12 })?;
    let stbl = inner(mdia, &[b"minf", b"stbl"])?;
    // The first description of samples: eight bytes of the list, eight of its own head.
    let stsd = inner(stbl, &[b"stsd"])?;
    let coded = (be16(stsd, 40)?, be16(stsd, 42)?);
    let tkhd = inner(trak, &[b"tkhd"])?;
    let (id, matrix) = if tkhd.first()? == &1 { (20, 52) } else { (12, 40) };
    // A quarter turn has nothing on the diagonal of its matrix.
    let turned = be32(tkhd, matrix)? == 0 && be32(tkhd, matrix + 16)? == 0;
    let size = if turned { (coded.1, coded.0) } else { coded };
    let stts = inner(stbl, &[b"stts"])?.get(8..)?;
    let units = stts.chunks_exact(8).fold(0u64, |sum, entry| {
        let number = |at| u64::from(be32(entry, at).unwrap_or(0));
        sum.saturating_add(number(0) * number(4))
    });
    let is_shown = scale > 0 && size.0 > 0 && size.1 > 0;
    is_shown.then_some((size, be32(tkhd, id)?, scale, units))
}

/// How long a sample of a track is in fragments that do not say it.
fn default_duration(moov: &[u8], track: u32) -> u32 {
    let mvex = inner(moov, &[b"mvex"]).unwrap_or_default();
    let all: HashMap<_, _> = Boxes(mvex)
        .filter(|(kind, _)| *kind == b"trex")
        .filter_map(|(_, trex)| Some((be32(trex, 4)?, be32(trex, 12)?)))
        .collect();
    all.get(&track).copied().unwrap_or(0)
}

/// The length that a fragment adds to a track.
fn fragment(traf: &[u8], track: u32, default: u32) -> Option<u64> {
    let tfhd = inner(traf, &[b"tfhd"])?;
    let flags = be32(tfhd, 0)?;
    if be32(tfhd, 4)? != track {
        return None;
    }
    let default = if flags & 0x8 == 0 {
        default
    } else {
        // After an offset of eight bytes and the number of a description, where they are there.
        let before = (flags & 0x1) * 8 + (flags & 0x2) * 2;
        be32(tfhd, 8 + before as usize)?
    };
    let mut units = 0u64;
    for (_, trun) in Boxes(traf).filter(|(kind, _)| *kind == b"trun") {
        let (flags, count) = (be32(trun, 0)?, be32(trun, 4)?);
        let first = 8 + (flags & 0x5).count_ones() as usize * 4;
        // Duration, size, flags and offset of each sample, as far as they are there.
        let record = (flags & 0xf00).count_ones() as usize * 4;
        if flags & 0x100 == 0 {
            units = units.saturating_add(u64::from(count) * u64::from(default));
            continue;
        }
        let records = trun.get(first..)?.chunks_exact(record).take(count as usize);
        let durations = records.map(|r| u64::from(be32(r, 0).unwrap_or(0)));
        units = durations.fold(units, u64::saturating_add);
    }
    Some(units)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emulator::wan::render::{Film, Scene, filmed};

    fn clip(sound: bool) -> Vec<u8> {
        let scene = Scene {
            width: 640,
            height: 368,
            seconds: 2.5,
            first: None,
            last: None,
            words: String::new(),
            seed: 1,
            least_bytes: 0,
        };
        filmed(&scene, Film { fps: 24, sound })
    }

    fn boxed(kind: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
        let body = parts.concat();
        [&(body.len() as u32 + 8).to_be_bytes()[..], kind, &body[..]].concat()
    }

    fn words(values: &[u32]) -> Vec<u8> {
        values.iter().flat_map(|v| v.to_be_bytes()).collect()
    }

    #[test]
    fn a_film_is_as_long_as_its_pictures_whatever_its_header_claims() {
        for sound in [false, true] {
            let mut file = clip(sound);
            let right = Movie { size: (640, 368), seconds: 2.5 };
            assert_eq!(measure(&file), Some(right));
            let mvhd = file.windows(4).position(|w| w == b"mvhd").unwrap();
            file[mvhd + 20..mvhd + 24].copy_from_slice(&(24 * 512u32).to_be_bytes());
            assert_eq!(measure(&file).unwrap().seconds, 2.5, "a header that says one second");
        }
    }

    #[test]
    fn fragments_add_what_they_hold() {
        let mut file = clip(false);
        let tfhd = boxed(b"tfhd", &[&words(&[0x8, 1, 512])]);
        let by_default = boxed(b"trun", &[&words(&[0, 24])]);
        // Two samples that say their own length and size, after an offset.
        let own = boxed(b"trun", &[&words(&[0x301, 2, 0, 6144, 9, 6144, 9])]);
        let traf = boxed(b"traf", &[&tfhd, &by_default, &own]);
        file.extend(boxed(b"moof", &[&traf]));
        assert_eq!(measure(&file).unwrap().seconds, 2.5 + 1.0 + 1.0);
    }

    #[test]
    fn no_part_of_a_film_does_harm() {
        let whole = clip(true);
        let index = whole.windows(4).position(|w| w == b"mdat").unwrap() - 4;
        for end in 0..index {
            assert_eq!(measure(&whole[..end]), None, "{end}");
        }
        for at in 0..index {
            let mut changed = whole.clone();
            changed[at] = 0xff;
            measure(&changed);
        }
    }
}
