//! One track of a video: its frame size and duration.

use super::{samples, scale, stated_seconds};
use crate::media::Damage;
use crate::media::boxes::find;
use crate::media::integers::{be32, be64};

/// The fields read from a track.
#[derive(Debug)]
pub(super) struct Track {
    /// The track ID that fragments refer to.
    pub(super) id: u32,
    /// Timescale of the media, in units per second.
    pub(super) scale: Option<u32>,
    /// Width and height in pixels as displayed; `None` if it is not a video track.
    pub(super) size: Option<(u32, u32)>,
    /// The duration stated in the track's headers, in seconds.
    stated: f64,
    /// The total duration of the edit list, in units of the movie.
    edited: u64,
    /// The total duration of the samples, in units of the media.
    samples: u64,
    /// The end of its last indexed sample in the file; 0 if it is neither video nor audio.
    pub(super) end: u64,
}

impl Track {
    pub(super) fn read(trak: &[u8]) -> Result<Self, Damage> {
        let tkhd = find(trak, &[b"tkhd"])?.unwrap_or_default();
        let mdhd = find(trak, &[b"mdia", b"mdhd"])?.unwrap_or_default();
        let stbl = find(trak, &[b"mdia", b"minf", b"stbl"])?.unwrap_or_default();
        let stts = find(stbl, &[b"stts"])?.unwrap_or_default();
        let hdlr = find(trak, &[b"mdia", b"hdlr"])?.unwrap_or_default();
        let is_media = matches!(hdlr.get(8..12), Some(b"vide" | b"soun"));
        let elst = find(trak, &[b"edts", b"elst"])?.unwrap_or_default();
        if !mdhd.is_empty() && scale(mdhd).is_none() {
            return Err(Damage::NoLength);
        }
        Ok(Self {
            id: track_id(tkhd).unwrap_or(0),
            scale: scale(mdhd),
            size: size(trak, tkhd)?,
            stated: stated_seconds(mdhd).unwrap_or(0.0),
            edited: edited(elst),
            samples: duration(stts),
            end: if is_media { samples::end(stbl)? } else { 0 },
        })
    }

    /// The duration by headers and samples, in seconds; fragments are added separately.
    ///
    /// Audio samples are slightly longer than what is heard: the encoder's priming and the rest of
    /// the last packet, 20 to 50 ms in total, which the edit list cuts off. If an audio track has
    /// an edit list, only that counts.
    pub(super) fn seconds(&self, movie_scale: Option<u32>) -> f64 {
        let edited = movie_scale.map_or(0.0, |scale| self.edited as f64 / f64::from(scale));
        if self.size.is_none() && edited > 0.0 {
            return edited;
        }
        edited.max(self.stated).max(self.sample_seconds())
    }

    /// The duration of the indexed samples, in seconds.
    pub(super) fn sample_seconds(&self) -> f64 {
        self.scale.map_or(0.0, |scale| self.samples as f64 / f64::from(scale))
    }
}

fn track_id(tkhd: &[u8]) -> Option<u32> {
    match tkhd.first()? {
        0 => be32(tkhd, 12),
        1 => be32(tkhd, 20),
        _ => None,
    }
}

/// The sum of a table of pairs: number of samples, duration of each.
fn duration(stts: &[u8]) -> u64 {
    let entries = stts.get(8..).unwrap_or_default().chunks_exact(8);
    entries.fold(0, |sum, entry| {
        let part = |at| u64::from(be32(entry, at).unwrap_or(0));
        sum.saturating_add(part(0) * part(4))
    })
}

/// The total duration of an edit list, including empty edits.
fn edited(elst: &[u8]) -> u64 {
    let (size, long) = if elst.first() == Some(&1) { (20, true) } else { (12, false) };
    let entries = elst.get(8..).unwrap_or_default().chunks_exact(size);
    entries.fold(0, |sum, entry| {
        let length = if long { be64(entry, 0) } else { be32(entry, 0).map(u64::from) };
        sum.saturating_add(length.unwrap_or(0))
    })
}

/// The frame size of a video track: from its header, rotated by its matrix.
fn size(trak: &[u8], tkhd: &[u8]) -> Result<Option<(u32, u32)>, Damage> {
    let Some(hdlr) = find(trak, &[b"mdia", b"hdlr"])? else { return Ok(None) };
    if tkhd.is_empty() || hdlr.get(8..12) != Some(b"vide") {
        return Ok(None);
    }
    let base = match tkhd.first() {
        Some(0) => 40,
        Some(1) => 52,
        _ => return Err(Damage::Header),
    };
    let fixed = |at: usize| be32(tkhd, at).map(|v| v >> 16);
    let (Some(width), Some(height)) = (fixed(base + 36), fixed(base + 40)) else {
        return Err(Damage::Header);
    };
    // The matrix is 16.16 fixed point; a quarter turn has zeros on the diagonal.
    let quarter = be32(tkhd, base) == Some(0) && be32(tkhd, base + 16) == Some(0);
    Ok(Some(if quarter { (height, width) } else { (width, height) }))
}
