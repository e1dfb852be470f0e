//! Matroska and WebM: the document type and the types of the tracks (RFC 9559).

use crate::media::source_format::SourceFormat;

/// The ID of the first element.
const EBML: [u8; 4] = [0x1a, 0x45, 0xdf, 0xa3];
const DOC_TYPE: u32 = 0x4282;
const SEGMENT: u32 = 0x1853_8067;
const CLUSTER: u32 = 0x1f43_b675;
const TRACKS: u32 = 0x1654_ae6b;
const TRACK_ENTRY: u32 = 0xae;
const TRACK_TYPE: u32 = 0x83;
/// Values of the type of a track.
const VIDEO: u8 = 1;
const AUDIO: u8 = 2;

/// Maximum elements at one level; a regular file has some dozens before its first cluster.
const MAX_ELEMENTS: usize = 1_000;

/// What a Matroska file is; `None` if it is another format.
pub(super) fn identify(bytes: &[u8]) -> Option<SourceFormat> {
    if !bytes.starts_with(&EBML) {
        return None;
    }
    let Some((header, rest)) = element(bytes) else { return Some(SourceFormat::Matroska) };
    let doc_type = elements(header.body).find(|e| e.id == DOC_TYPE);
    let is_webm = doc_type.is_some_and(|e| e.body.starts_with(b"webm"));
    let (video, audio) = match element(rest) {
        Some((segment, _)) if segment.id == SEGMENT => tracks(segment.body),
        _ => (false, false),
    };
    // If the tracks are not found, there is probably video.
    Some(match (is_webm, audio && !video) {
        (true, true) => SourceFormat::WebMAudio,
        (true, false) => SourceFormat::WebM,
        (false, true) => SourceFormat::MatroskaAudio,
        (false, false) => SourceFormat::Matroska,
    })
}

/// Whether there are tracks of video, and of audio.
fn tracks(segment: &[u8]) -> (bool, bool) {
    let mut before_media = elements(segment).take_while(|e| e.id != CLUSTER);
    let Some(tracks) = before_media.find(|e| e.id == TRACKS) else { return (false, false) };
    let entries = || elements(tracks.body).filter(|e| e.id == TRACK_ENTRY);
    let has = |kind: u8| {
        entries().any(|entry| {
            elements(entry.body).any(|e| e.id == TRACK_TYPE && e.body.last() == Some(&kind))
        })
    };
    (has(VIDEO), has(AUDIO))
}

struct Element<'a> {
    id: u32,
    body: &'a [u8],
}

fn elements(mut rest: &[u8]) -> impl Iterator<Item = Element<'_>> {
    let next = move || {
        let (found, after) = element(rest)?;
        rest = after;
        Some(found)
    };
    std::iter::from_fn(next).take(MAX_ELEMENTS)
}

/// The first element and what follows it. A body of unknown size, or one that is cut short, goes to
/// the end.
fn element(bytes: &[u8]) -> Option<(Element<'_>, &[u8])> {
    let (id, id_length) = number(bytes, 4)?;
    let (size, size_length) = number(bytes.get(id_length..)?, 8)?;
    // The marker bit is part of an ID, but not of a size.
    let size = size & !(1 << (7 * size_length));
    let body = bytes.get(id_length + size_length..)?;
    let size = usize::try_from(size).unwrap_or(usize::MAX).min(body.len());
    let (body, rest) = body.split_at(size);
    Some((Element { id: u32::try_from(id).ok()?, body }, rest))
}

/// A number of variable length with its marker bit, and its length in bytes.
fn number(bytes: &[u8], max_length: usize) -> Option<(u64, usize)> {
    let length = bytes.first()?.leading_zeros() as usize + 1;
    if length > max_length {
        return None;
    }
    let value = bytes.get(..length)?.iter().fold(0, |n, b| n << 8 | u64::from(*b));
    Some((value, length))
}
