//! MPEG streams without a signature: audio frames, transport and program streams.

use crate::media::source_format::SourceFormat;

/// The bytes after tags of ID3v2, of which there can be several.
fn after_tags(mut bytes: &[u8]) -> &[u8] {
    for _ in 0..4 {
        let Some(&[b'I', b'D', b'3', _, _, flags, a, b, c, d]) = bytes.get(..10) else { break };
        let size = [a, b, c, d].iter().fold(0, |n, b| n << 7 | usize::from(b & 0x7f));
        let footer = if flags & 0x10 == 0 { 0 } else { 10 };
        bytes = bytes.get(10 + size + footer..).unwrap_or_default();
    }
    bytes
}

/// Whether it begins with a frame of layer III, or with a tag that another format does not follow.
pub(super) fn is_mp3(bytes: &[u8]) -> bool {
    let tagged = bytes.starts_with(b"ID3");
    let audio = after_tags(bytes);
    if tagged && (tagged_format(audio).is_some() || is_layer_1_or_2(audio)) {
        return false;
    }
    tagged || frame_layer(audio) == Some(3)
}

/// Formats that are not audio frames of layer III.
pub(super) fn identify(bytes: &[u8]) -> Option<SourceFormat> {
    let audio = after_tags(bytes);
    if let Some(found) = tagged_format(audio) {
        return Some(found);
    }
    if is_layer_1_or_2(audio) {
        return Some(SourceFormat::Mp2);
    }
    if is_transport_stream(bytes) {
        return Some(SourceFormat::MpegTs);
    }
    let starts_stream = [&b"\0\0\x01\xba"[..], b"\0\0\x01\xb3"];
    starts_stream.iter().any(|s| bytes.starts_with(s)).then_some(SourceFormat::MpegPs)
}

/// Formats of audio that some programs put tags of ID3v2 before.
fn tagged_format(audio: &[u8]) -> Option<SourceFormat> {
    if audio.starts_with(b"fLaC") {
        return Some(SourceFormat::Flac);
    }
    is_adts(audio).then_some(SourceFormat::AacAdts)
}

/// The layer of a frame of MPEG audio: frame sync, and no reserved value in version, layer, bit
/// rate or sample rate.
fn frame_layer(bytes: &[u8]) -> Option<u8> {
    let &[a, b, c, ..] = bytes else { return None };
    let is_frame = a == 0xff
        && b & 0xe0 == 0xe0
        && (b >> 3) & 3 != 1
        && (b >> 1) & 3 != 0
        && c >> 4 != 0xf
        && (c >> 2) & 3 != 3;
    is_frame.then_some(4 - ((b >> 1) & 3))
}

fn is_layer_1_or_2(bytes: &[u8]) -> bool {
    // A byte order mark of UTF-16 looks like a frame of layer I.
    !bytes.starts_with(b"\xff\xfe") && frame_layer(bytes).is_some_and(|layer| layer < 3)
}

/// Whether a frame of ADTS is there, and another where it ends, if the file goes on.
fn is_adts(bytes: &[u8]) -> bool {
    let length = |bytes: &[u8]| {
        let &[a, b, c, d, e, f, ..] = bytes else { return None };
        let is_frame = a == 0xff && b & 0xf6 == 0xf0 && (c >> 2) & 0xf < 13;
        let length = usize::from(d & 3) << 11 | usize::from(e) << 3 | usize::from(f >> 5);
        (is_frame && length > 7).then_some(length)
    };
    let Some(first) = length(bytes) else { return false };
    match bytes.get(first..) {
        None | Some([]) => true,
        Some(rest) => rest.len() < 6 || length(rest).is_some(),
    }
}

/// Sync bytes at the start of the first packets, of 188 bytes, or of 192 with a time stamp before
/// each.
fn is_transport_stream(bytes: &[u8]) -> bool {
    let has_packets =
        |first: usize, size: usize| (0..3).all(|n| bytes.get(first + n * size) == Some(&0x47));
    has_packets(0, 188) || has_packets(4, 192)
}
