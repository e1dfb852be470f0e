//! Video: size and duration from the boxes of ISO/IEC 14496-12, without decoding.
//!
//! A video is priced by its duration, so no single statement of it is trusted: the result is the
//! longest of what the index claims, the samples of any track, and the fragments.

mod fragments;
mod metadata;
mod samples;
mod tracks;

use std::borrow::Cow;

use crate::media::boxes::Boxes;
use crate::media::integers::{be32, be64};
use crate::media::{Damage, Facts, Format, Unusable};

use fragments::{Fragments, Moof, SegmentIndexes};
use tracks::Track;

/// Measures an MP4 or QuickTime file.
///
/// # Errors
/// When boxes are missing, point outside the file, or contradict each other.
pub fn measure(bytes: &[u8], format: Format) -> Result<Facts, Unusable> {
    Ok(measured(bytes, format)?)
}

/// Whether a video has samples in fragments, as screen recorders and streams write them.
pub fn is_fragmented(bytes: &[u8]) -> bool {
    Boxes::new(bytes).flatten().any(|(kind, _)| &kind == b"moof")
}

/// The file with its metadata blanked. Its size and offsets stay as they are.
///
/// # Errors
/// When its structure is damaged.
pub(super) fn without_metadata(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Unusable> {
    Ok(metadata::blanked(bytes)?)
}

fn measured(bytes: &[u8], format: Format) -> Result<Facts, Damage> {
    let (mut moov, mut has_data) = (None, false);
    let mut indexes = SegmentIndexes::default();
    let mut moofs = Vec::new();
    let mut boxes = Boxes::new(bytes);
    while let Some(part) = boxes.next() {
        let (kind, body) = part?;
        match &kind {
            // Decoders disagree on which of two is used.
            b"moov" if moov.is_some() => return Err(Damage::RepeatedPart),
            b"moov" => moov = Some(body),
            b"moof" => moofs.push(Moof { body, following: boxes.rest() as u64 }),
            b"sidx" => indexes.add(body),
            b"mdat" => has_data = true,
            _ => {}
        }
    }
    let moov = moov.ok_or(Damage::CutShort)?;
    if !has_data {
        return Err(Damage::NoVideo);
    }
    let (mut header, mut extends) = (None, None);
    let mut tracks = Vec::new();
    for part in Boxes::new(moov) {
        let (kind, body) = part?;
        match &kind {
            b"mvhd" if header.is_some() => return Err(Damage::RepeatedPart),
            b"mvhd" => header = Some(body),
            b"mvex" if extends.is_some() => return Err(Damage::RepeatedPart),
            b"mvex" => extends = Some(body),
            b"trak" => tracks.push(Track::read(body)?),
            _ => {}
        }
    }
    if tracks.iter().any(|track| track.end > bytes.len() as u64) {
        return Err(Damage::CutShort);
    }
    let movie_scale = header.and_then(scale);
    let claimed = header.and_then(stated_seconds).unwrap_or(0.0);
    let fragments = Fragments::read(extends.unwrap_or_default(), &moofs)?;
    let pixels = |(width, height): (u32, u32)| u64::from(width) * u64::from(height);
    let sizes = tracks.iter().filter_map(|t| t.size);
    let size = sizes.max_by_key(|size| pixels(*size)).ok_or(Damage::NoVideo)?;
    let mut seconds = claimed.max(indexes.seconds()).max(fragments.stated_seconds(movie_scale));
    for track in &tracks {
        seconds = seconds.max(track.seconds(movie_scale)).max(fragments.seconds(track));
    }
    if seconds <= 0.0 {
        return Err(Damage::NoLength);
    }
    Ok(Facts {
        format,
        bytes: bytes.len() as u64,
        size: Some(size),
        seconds: Some(seconds),
        redraw: false,
    })
}

/// The timescale of a movie or media header, in units per second.
fn scale(header: &[u8]) -> Option<u32> {
    let scale = match header.first()? {
        0 => be32(header, 12)?,
        1 => be32(header, 20)?,
        _ => return None,
    };
    Some(scale).filter(|scale| *scale > 0)
}

/// The duration that such a header states, in seconds.
fn stated_seconds(header: &[u8]) -> Option<f64> {
    let length = match header.first()? {
        0 => u64::from(be32(header, 16)?),
        1 => be64(header, 24)?,
        _ => return None,
    };
    // All bits set: unknown (14496-12, 8.2.2).
    if length == u64::from(u32::MAX) || length == u64::MAX {
        return None;
    }
    Some(length as f64 / f64::from(scale(header)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxed(kind: &[u8; 4], body: &[u8]) -> Vec<u8> {
        let mut out = ((body.len() + 8) as u32).to_be_bytes().to_vec();
        out.extend(kind);
        out.extend(body);
        out
    }

    fn video(matrix_turned: bool) -> Vec<u8> {
        let mut mvhd = vec![0u8; 100];
        mvhd[12..16].copy_from_slice(&1000u32.to_be_bytes());
        mvhd[16..20].copy_from_slice(&5500u32.to_be_bytes());
        let mut tkhd = vec![0u8; 84];
        if !matrix_turned {
            tkhd[40..44].copy_from_slice(&0x10000u32.to_be_bytes());
            tkhd[56..60].copy_from_slice(&0x10000u32.to_be_bytes());
        }
        tkhd[76..80].copy_from_slice(&(1280u32 << 16).to_be_bytes());
        tkhd[80..84].copy_from_slice(&(720u32 << 16).to_be_bytes());
        let mut hdlr = vec![0u8; 24];
        hdlr[8..12].copy_from_slice(b"vide");
        let mdia = boxed(b"mdia", &boxed(b"hdlr", &hdlr));
        let trak = boxed(b"trak", &[boxed(b"tkhd", &tkhd), mdia].concat());
        let moov = boxed(b"moov", &[boxed(b"mvhd", &mvhd), trak].concat());
        [boxed(b"ftyp", b"isom\0\0\0\0"), moov, boxed(b"mdat", &[0; 64])].concat()
    }

    #[test]
    fn size_and_duration_are_read() {
        let facts = crate::media::measure(&video(false)).unwrap();
        assert_eq!((facts.size, facts.seconds), (Some((1280, 720)), Some(5.5)));
        assert_eq!(crate::media::measure(&video(true)).unwrap().size, Some((720, 1280)));
    }

    #[test]
    fn every_truncation_is_reported_and_none_panics() {
        let whole = video(false);
        for n in 12..whole.len() {
            let found = crate::media::measure(&whole[..n]);
            assert!(matches!(found, Err(Unusable::Damaged(_))), "{n}: {found:?}");
        }
    }

    /// An audio track of 10.03 s, of which the optional edit list plays 10 s.
    fn audio_track(with_edit_list: bool) -> Vec<u8> {
        let mut tkhd = vec![0u8; 84];
        tkhd[12..16].copy_from_slice(&2u32.to_be_bytes());
        let mut mdhd = vec![0u8; 24];
        mdhd[12..16].copy_from_slice(&1000u32.to_be_bytes());
        mdhd[16..20].copy_from_slice(&10_030u32.to_be_bytes());
        let mut hdlr = vec![0u8; 24];
        hdlr[8..12].copy_from_slice(b"soun");
        let mdia = boxed(b"mdia", &[boxed(b"mdhd", &mdhd), boxed(b"hdlr", &hdlr)].concat());
        let mut elst = vec![0, 0, 0, 0, 0, 0, 0, 1];
        elst.extend(10_000u32.to_be_bytes());
        elst.extend([0, 0, 0, 20, 0, 1, 0, 0]);
        let edts = boxed(b"edts", &boxed(b"elst", &elst));
        let edts = if with_edit_list { edts } else { Vec::new() };
        boxed(b"trak", &[boxed(b"tkhd", &tkhd), edts, mdia].concat())
    }

    fn with_in_moov(extra: &[u8]) -> Vec<u8> {
        let mut video = video(false);
        let at = video.windows(4).position(|w| w == b"moov").unwrap() - 4;
        let size = u32::from_be_bytes(video[at..at + 4].try_into().unwrap()) as usize;
        let grown = (size + extra.len()) as u32;
        video[at..at + 4].copy_from_slice(&grown.to_be_bytes());
        video.splice(at + size..at + size, extra.iter().copied());
        video
    }

    #[test]
    fn audio_priming_is_not_counted() {
        let seconds = |bytes: &[u8]| crate::media::measure(bytes).unwrap().seconds;
        assert_eq!(seconds(&with_in_moov(&audio_track(true))), Some(10.0));
        assert_eq!(seconds(&with_in_moov(&audio_track(false))), Some(10.03));
    }

    #[test]
    fn fragments_are_found_and_parts_without_end_end_the_search() {
        let index = video(false);
        assert!(!is_fragmented(&index));
        assert!(is_fragmented(&[index, boxed(b"moof", b"")].concat()));
        assert!(!is_fragmented(&boxed(b"free", b"").repeat(20_000)));
    }

    /// A movie in fragments states its whole length in `mehd`, in units of the movie.
    #[test]
    fn a_length_that_is_stated_for_all_fragments_counts() {
        let seconds = |mehd: &[u8]| {
            let mvex = boxed(b"mvex", &boxed(b"mehd", mehd));
            crate::media::measure(&with_in_moov(&mvex)).unwrap().seconds
        };
        let short = [[0; 4], 9000u32.to_be_bytes()].concat();
        assert_eq!(seconds(&short), Some(9.0));
        let long = [&[1, 0, 0, 0][..], &12_500u64.to_be_bytes()].concat();
        assert_eq!(seconds(&long), Some(12.5));
        let less = [[0; 4], 1000u32.to_be_bytes()].concat();
        assert_eq!(seconds(&less), Some(5.5), "the header states more");
    }

    #[test]
    fn two_headers_are_refused() {
        let mut mvhd = vec![0u8; 100];
        mvhd[12..16].copy_from_slice(&1000u32.to_be_bytes());
        let found = crate::media::measure(&with_in_moov(&boxed(b"mvhd", &mvhd)));
        assert!(matches!(found, Err(Unusable::Damaged(_))), "{found:?}");
    }

    #[test]
    fn the_indexes_of_two_streams_are_not_added_up() {
        let sidx = |stream: u32| {
            let mut body = vec![0u8; 36];
            body[4..8].copy_from_slice(&stream.to_be_bytes());
            body[8..12].copy_from_slice(&1000u32.to_be_bytes());
            body[22..24].copy_from_slice(&1u16.to_be_bytes());
            body[28..32].copy_from_slice(&6000u32.to_be_bytes());
            boxed(b"sidx", &body)
        };
        let video = [video(false), sidx(1), sidx(2)].concat();
        assert_eq!(crate::media::measure(&video).unwrap().seconds, Some(6.0));
    }
}
