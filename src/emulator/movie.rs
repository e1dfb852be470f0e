//! Size and duration of an MP4 or QuickTime file (ISO/IEC 14496-12), and whether it has audio. The
//! duration is the sum over
//! all video samples, whatever the headers claim.

use std::collections::HashMap;

/// Measurements of a video.
#[derive(Debug, PartialEq)]
pub(in crate::emulator) struct Movie {
    /// Width and height in pixels, as displayed.
    pub(in crate::emulator) size: (u32, u32),
    /// Total duration of its video samples, in seconds.
    pub(in crate::emulator) seconds: f64,
    /// Whether it has an audio track.
    pub(in crate::emulator) audio: bool,
}

/// Iterates over consecutive boxes; a broken or truncated box ends the iteration.
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

/// The first box of a kind, found by the path of box kinds that enclose it.
fn inner<'a>(within: &'a [u8], path: &[&[u8; 4]]) -> Option<&'a [u8]> {
    path.iter().try_fold(within, |within, kind| {
        Boxes(within).find(|(k, _)| *k == kind.as_slice()).map(|(_, body)| body)
    })
}

/// Measures a video; `None` if the file is not one or has no video track.
pub(in crate::emulator) fn measure(file: &[u8]) -> Option<Movie> {
    if !matches!(file.get(4..8)?, b"ftyp" | b"moov" | b"mdat" | b"wide" | b"free" | b"skip") {
        return None;
    }
    let moov = inner(file, &[b"moov"])?;
    let traks = || Boxes(moov).filter(|(kind, _)| *kind == b"trak");
    let audio = traks().any(|(_, trak)| is_of(trak, b"soun"));
    let (size, track, scale, mut units) = traks().find_map(|(_, trak)| video(trak))?;
    let default = default_duration(moov, track);
    for (_, moof) in Boxes(file).filter(|(kind, _)| *kind == b"moof") {
        for (_, traf) in Boxes(moof).filter(|(kind, _)| *kind == b"traf") {
            units = units.saturating_add(fragment(traf, track, default).unwrap_or(0));
        }
    }
    (units > 0).then(|| Movie { size, seconds: units as f64 / f64::from(scale), audio })
}

/// Whether a track is of a kind, by its handler.
fn is_of(trak: &[u8], kind: &[u8; 4]) -> bool {
    inner(trak, &[b"mdia", b"hdlr"]).and_then(|hdlr| hdlr.get(8..12)) == Some(kind)
}

/// Size, track number, timescale, and duration of a video track.
fn video(trak: &[u8]) -> Option<((u32, u32), u32, u32, u64)> {
    if !is_of(trak, b"vide") {
        return None;
    }
    let mdia = inner(trak, &[b"mdia"])?;
    let mdhd = inner(mdia, &[b"mdhd"])?;
    let scale = be32(mdhd, if mdhd.first()? == &1 { 20 } else { 12 })?;
    let stbl = inner(mdia, &[b"minf", b"stbl"])?;
    // The first sample description: eight bytes of list header, eight of its own header.
    let stsd = inner(stbl, &[b"stsd"])?;
    let coded = (be16(stsd, 40)?, be16(stsd, 42)?);
    let tkhd = inner(trak, &[b"tkhd"])?;
    let (id, matrix) = if tkhd.first()? == &1 { (20, 52) } else { (12, 40) };
    // A rotation by 90 degrees has zeros on the diagonal of its matrix.
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

/// The default sample duration of a track in fragments.
fn default_duration(moov: &[u8], track: u32) -> u32 {
    let mvex = inner(moov, &[b"mvex"]).unwrap_or_default();
    let all: HashMap<_, _> = Boxes(mvex)
        .filter(|(kind, _)| *kind == b"trex")
        .filter_map(|(_, trex)| Some((be32(trex, 4)?, be32(trex, 12)?)))
        .collect();
    all.get(&track).copied().unwrap_or(0)
}

/// The duration that a fragment adds to a track.
fn fragment(traf: &[u8], track: u32, default: u32) -> Option<u64> {
    let tfhd = inner(traf, &[b"tfhd"])?;
    let flags = be32(tfhd, 0)?;
    if be32(tfhd, 4)? != track {
        return None;
    }
    let default = if flags & 0x8 == 0 {
        default
    } else {
        // Follows an eight-byte offset and a sample description index, if they are present.
        let before = (flags & 0x1) * 8 + (flags & 0x2) * 2;
        be32(tfhd, 8 + before as usize)?
    };
    let mut units = 0u64;
    for (_, trun) in Boxes(traf).filter(|(kind, _)| *kind == b"trun") {
        let (flags, count) = (be32(trun, 0)?, be32(trun, 4)?);
        let first = 8 + (flags & 0x5).count_ones() as usize * 4;
        // Each sample has those of duration, size, flags and offset that the flags declare.
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

    fn video(audio: bool) -> Vec<u8> {
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
        filmed(&scene, Film { fps: 24, audio })
    }

    fn boxed(kind: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
        let body = parts.concat();
        [&(body.len() as u32 + 8).to_be_bytes()[..], kind, &body[..]].concat()
    }

    fn words(values: &[u32]) -> Vec<u8> {
        values.iter().flat_map(|v| v.to_be_bytes()).collect()
    }

    #[test]
    fn a_video_is_as_long_as_its_frames_whatever_its_header_claims() {
        for audio in [false, true] {
            let mut file = video(audio);
            let right = Movie { size: (640, 368), seconds: 2.5, audio };
            assert_eq!(measure(&file), Some(right));
            let mvhd = file.windows(4).position(|w| w == b"mvhd").unwrap();
            file[mvhd + 20..mvhd + 24].copy_from_slice(&(24 * 512u32).to_be_bytes());
            assert_eq!(measure(&file).unwrap().seconds, 2.5, "a header that says one second");
        }
    }

    #[test]
    fn fragments_add_what_they_hold() {
        let mut file = video(false);
        let tfhd = boxed(b"tfhd", &[&words(&[0x8, 1, 512])]);
        let by_default = boxed(b"trun", &[&words(&[0, 24])]);
        // Two samples with their own duration and size, after an offset.
        let own = boxed(b"trun", &[&words(&[0x301, 2, 0, 6144, 9, 6144, 9])]);
        let traf = boxed(b"traf", &[&tfhd, &by_default, &own]);
        file.extend(boxed(b"moof", &[&traf]));
        assert_eq!(measure(&file).unwrap().seconds, 2.5 + 1.0 + 1.0);
    }

    #[test]
    fn no_part_of_a_film_does_harm() {
        let whole = video(true);
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
