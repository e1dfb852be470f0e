//! Videos: size and length from the boxes of ISO/IEC 14496-12, without touching a codec.

use crate::media::{Facts, Format, Unusable};

/// Boxes beside each other: more than any honest file has.
const MAX_BOXES: usize = 10_000;

/// Measures an MP4 or QuickTime file.
///
/// # Errors
/// When boxes are missing or point outside the file.
pub fn measure(bytes: &[u8], format: Format) -> Result<Facts, Unusable> {
    let damaged = |why: &str| Unusable::Damaged(why.to_owned());
    let mut moov = None;
    let mut has_data = false;
    for part in Boxes::new(bytes) {
        let (kind, body) = part.map_err(damaged)?;
        match &kind {
            b"moov" => moov = Some(body),
            b"mdat" => has_data = true,
            _ => {}
        }
    }
    let moov = moov.ok_or_else(|| damaged("it has no index (moov): it was cut short"))?;
    if !has_data {
        return Err(damaged("it has no pictures in it (mdat)"));
    }
    let mut seconds = None;
    let mut size = None;
    let mut shown = None;
    for part in Boxes::new(moov) {
        let (kind, body) = part.map_err(damaged)?;
        match &kind {
            b"mvhd" => seconds = movie_seconds(body),
            b"trak" if size.is_none() => {
                size = track_size(body).map_err(damaged)?;
                if size.is_some() {
                    shown = track_seconds(body).map_err(damaged)?;
                }
            }
            _ => {}
        }
    }
    let size = size.ok_or_else(|| damaged("it has no video track"))?;
    // What its index claims as a whole is believed only where the pictures do not say more: a clip
    // is paid for by its length.
    let seconds = seconds
        .map(|s| s.max(shown.unwrap_or(0.0)))
        .filter(|s| *s > 0.0)
        .ok_or_else(|| damaged("its length is not stated (a fragmented or live recording)"))?;
    Ok(Facts {
        format,
        bytes: bytes.len() as u64,
        size: Some(size),
        seconds: Some(seconds),
        redraw: false,
    })
}

fn movie_seconds(mvhd: &[u8]) -> Option<f64> {
    let (scale, length) = match mvhd.first()? {
        0 => (be32(mvhd, 12)?, u64::from(be32(mvhd, 16)?)),
        1 => (be32(mvhd, 20)?, be64(mvhd, 24)?),
        _ => return None,
    };
    // All ones: "not known" (14496-12, 8.2.2).
    if scale == 0 || length == u64::from(u32::MAX) || length == u64::MAX {
        return None;
    }
    Some(length as f64 / f64::from(scale))
}

/// How long the pictures of a track take, if all of them are shown: with an edit list some may not
/// be, and then the index alone says how long it plays.
fn track_seconds(trak: &[u8]) -> Result<Option<f64>, &'static str> {
    if find(trak, &[b"edts"])?.is_some() {
        return Ok(None);
    }
    let Some(mdhd) = find(trak, &[b"mdia", b"mdhd"])? else { return Ok(None) };
    let told = movie_seconds(mdhd);
    let scale = match mdhd.first() {
        Some(0) => be32(mdhd, 12),
        Some(1) => be32(mdhd, 20),
        _ => None,
    };
    let times = find(trak, &[b"mdia", b"minf", b"stbl", b"stts"])?;
    let summed = times.zip(scale.filter(|s| *s > 0)).map(|(stts, scale)| {
        let entries = stts.get(8..).unwrap_or_default().chunks_exact(8);
        let units = entries.fold(0u64, |sum, entry| {
            let part = |at| u64::from(be32(entry, at).unwrap_or(0));
            sum.saturating_add(part(0) * part(4))
        });
        units as f64 / f64::from(scale)
    });
    Ok(told.into_iter().chain(summed).reduce(f64::max))
}

/// The size of a track if it is video: from its sample description, turned as its matrix says.
fn track_size(trak: &[u8]) -> Result<Option<(u32, u32)>, &'static str> {
    let Some(tkhd) = find(trak, &[b"tkhd"])? else { return Ok(None) };
    let Some(hdlr) = find(trak, &[b"mdia", b"hdlr"])? else { return Ok(None) };
    if hdlr.get(8..12) != Some(b"vide") {
        return Ok(None);
    }
    let base = match tkhd.first() {
        Some(0) => 40,
        Some(1) => 52,
        _ => return Err("its track header is of no known version"),
    };
    let fixed = |at: usize| be32(tkhd, at).map(|v| v >> 16);
    let (Some(width), Some(height)) = (fixed(base + 36), fixed(base + 40)) else {
        return Err("its track header is cut short");
    };
    // The matrix is 16.16; a quarter turn has nothing on its diagonal.
    let quarter = be32(tkhd, base) == Some(0) && be32(tkhd, base + 16) == Some(0);
    Ok(Some(if quarter { (height, width) } else { (width, height) }))
}

fn find<'a>(mut within: &'a [u8], path: &[&[u8; 4]]) -> Result<Option<&'a [u8]>, &'static str> {
    for step in path {
        let mut found = None;
        for part in Boxes::new(within) {
            let (kind, body) = part?;
            if &kind == *step {
                found = Some(body);
                break;
            }
        }
        let Some(body) = found else { return Ok(None) };
        within = body;
    }
    Ok(Some(within))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    let b = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_be_bytes([b[0], b[1], b[2], b[3]]))
}

fn be64(bytes: &[u8], at: usize) -> Option<u64> {
    Some((u64::from(be32(bytes, at)?) << 32) | u64::from(be32(bytes, at + 4)?))
}

/// A box's kind and body, or what is wrong with it.
type Part<'a> = Result<([u8; 4], &'a [u8]), &'static str>;

/// The boxes at one level, each with its kind and body.
struct Boxes<'a> {
    rest: &'a [u8],
    seen: usize,
}

impl<'a> Boxes<'a> {
    fn new(rest: &'a [u8]) -> Self {
        Self { rest, seen: 0 }
    }
}

impl<'a> Iterator for Boxes<'a> {
    type Item = Part<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        // QuickTime ends some lists with four zero bytes; less than a header is padding.
        if self.rest.len() < 8 {
            return None;
        }
        self.seen += 1;
        if self.seen > MAX_BOXES {
            return Some(Err("it has too many parts"));
        }
        let kind = [self.rest[4], self.rest[5], self.rest[6], self.rest[7]];
        let (head, size) = match be32(self.rest, 0)? {
            0 => (8, self.rest.len()),
            1 => match be64(self.rest, 8).and_then(|n| usize::try_from(n).ok()) {
                Some(size) => (16, size),
                None => return self.stop("a part's length is cut short"),
            },
            size => (8, size as usize),
        };
        if size < head {
            return self.stop("a part says that it is smaller than its own header");
        }
        if size > self.rest.len() {
            return self.stop("it was cut short");
        }
        let (this, rest) = self.rest.split_at(size);
        self.rest = rest;
        Some(Ok((kind, &this[head..])))
    }
}

impl<'a> Boxes<'a> {
    fn stop(&mut self, why: &'static str) -> Option<Part<'a>> {
        self.rest = &[];
        Some(Err(why))
    }
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

    fn clip(matrix_turned: bool) -> Vec<u8> {
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
    fn size_and_length_are_read() {
        let facts = crate::media::measure(&clip(false)).unwrap();
        assert_eq!((facts.size, facts.seconds), (Some((1280, 720)), Some(5.5)));
        assert_eq!(crate::media::measure(&clip(true)).unwrap().size, Some((720, 1280)));
    }

    #[test]
    fn every_cut_is_told_and_none_panics() {
        let whole = clip(false);
        for n in 12..whole.len() {
            let found = crate::media::measure(&whole[..n]);
            assert!(matches!(found, Err(Unusable::Damaged(_))), "{n}: {found:?}");
        }
    }
}
