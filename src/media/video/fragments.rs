//! Movie fragments (14496-12, 8.8): samples outside the index, as written by recorders and for
//! streaming.

use std::collections::HashMap;

use super::tracks::Track;
use crate::media::Damage;
use crate::media::boxes::{Boxes, find};
use crate::media::integers::{be32, be64};

/// A fragment's header.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moof<'a> {
    pub(super) body: &'a [u8],
    /// The number of bytes after it in the file, in which its samples are.
    pub(super) following: u64,
}

/// Durations of a movie's fragments.
#[derive(Debug, Default)]
pub(super) struct Fragments {
    /// The stated duration of the whole movie, in its units (`mehd`).
    stated: Option<u64>,
    /// The default duration and size of a sample by track (`trex`).
    defaults: HashMap<u32, Sample>,
    /// The duration of the fragments by track.
    played: HashMap<u32, Played>,
}

/// Duration, in units of the track, and size in bytes of a sample or of several.
#[derive(Debug, Clone, Copy, Default)]
struct Sample {
    length: u64,
    bytes: u64,
}

/// The duration of a track's fragments, in units of the track.
#[derive(Debug, Default)]
struct Played {
    /// The sum of all fragments.
    sum: u64,
    /// The end of the last fragment.
    end: u64,
}

impl Fragments {
    /// Reads the defaults and then every fragment once, because a file can have many of both.
    pub(super) fn read(mvex: &[u8], moofs: &[Moof]) -> Result<Self, Damage> {
        let mut fragments = Self::default();
        for part in Boxes::new(mvex) {
            let (kind, body) = part?;
            match &kind {
                b"mehd" => {
                    fragments.stated = match body.first() {
                        Some(1) => be64(body, 4),
                        _ => be32(body, 4).map(u64::from),
                    };
                }
                b"trex" => {
                    let field = |at| be32(body, at).map_or(0, u64::from);
                    if let Some(track) = be32(body, 4) {
                        let sample = Sample { length: field(12), bytes: field(16) };
                        fragments.defaults.insert(track, sample);
                    }
                }
                _ => {}
            }
        }
        for moof in moofs {
            let mut bytes = 0u64;
            for part in Boxes::new(moof.body) {
                let (kind, body) = part?;
                if &kind == b"traf" {
                    bytes = bytes.saturating_add(fragments.add(body)?);
                }
            }
            if bytes > moof.following {
                return Err(Damage::CutShort);
            }
        }
        Ok(fragments)
    }

    /// The stated duration of the movie including fragments, in seconds.
    pub(super) fn stated_seconds(&self, movie_scale: Option<u32>) -> f64 {
        self.stated.zip(movie_scale).map_or(0.0, |(units, scale)| units as f64 / f64::from(scale))
    }

    /// Adds a track's part of a fragment; returns the size of its samples in bytes.
    fn add(&mut self, traf: &[u8]) -> Result<u64, Damage> {
        let tfhd = find(traf, &[b"tfhd"])?.unwrap_or_default();
        let Some(track) = be32(tfhd, 4) else { return Ok(0) };
        let usual = self.defaults.get(&track).copied().unwrap_or_default();
        let Sample { length, bytes } = runs(traf, default_sample(tfhd, usual))?;
        let begun = find(traf, &[b"tfdt"])?.and_then(decode_time).unwrap_or(0);
        let played = self.played.entry(track).or_default();
        played.sum = played.sum.saturating_add(length);
        played.end = played.end.max(begun.saturating_add(length));
        Ok(bytes)
    }

    /// The duration of a track with its fragments, in seconds: indexed samples plus all fragments,
    /// or the end of the last fragment, whichever is longer. Zero without fragments.
    pub(super) fn seconds(&self, track: &Track) -> f64 {
        let (Some(scale), Some(played)) = (track.scale, self.played.get(&track.id)) else {
            return 0.0;
        };
        // The end is relative to the start of the movie, the sum to the end of the index.
        let seconds = |units: u64| units as f64 / f64::from(scale);
        (track.sample_seconds() + seconds(played.sum)).max(seconds(played.end))
    }
}

/// Segment indexes. Each lists the parts of one stream; several streams may have their own.
#[derive(Debug, Default)]
pub(super) struct SegmentIndexes {
    /// Seconds by stream.
    streams: HashMap<u32, f64>,
}

impl SegmentIndexes {
    /// Adds a segment index, if it can be parsed. What it delegates to other indexes is counted
    /// there.
    pub(super) fn add(&mut self, sidx: &[u8]) {
        let Some((stream, seconds)) = indexed(sidx) else { return };
        *self.streams.entry(stream).or_default() += seconds;
    }

    /// The duration of the longest stream, in seconds.
    pub(super) fn seconds(&self) -> f64 {
        self.streams.values().copied().fold(0.0, f64::max)
    }
}

/// The default sample of a track fragment: of the track, unless the fragment states another.
fn default_sample(tfhd: &[u8], usual: Sample) -> Sample {
    let flags = be32(tfhd, 0).unwrap_or(0);
    let optional = |bit: u32, bytes: usize| if flags & bit != 0 { bytes } else { 0 };
    // After the track ID: a base offset and a description index, if the flags say so.
    let length_at = 8 + optional(0x1, 8) + optional(0x2, 4);
    let bytes_at = length_at + optional(0x8, 4);
    let stated = |bit: u32, at| be32(tfhd, at).filter(|_| flags & bit != 0).map(u64::from);
    Sample {
        length: stated(0x8, length_at).unwrap_or(usual.length),
        bytes: stated(0x10, bytes_at).unwrap_or(usual.bytes),
    }
}

/// The start of a track fragment.
fn decode_time(tfdt: &[u8]) -> Option<u64> {
    match tfdt.first()? {
        1 => be64(tfdt, 4),
        _ => be32(tfdt, 4).map(u64::from),
    }
}

/// The total duration and size of a track fragment's samples.
fn runs(traf: &[u8], default: Sample) -> Result<Sample, Damage> {
    let mut sum = Sample::default();
    for part in Boxes::new(traf) {
        let (kind, trun) = part?;
        if &kind != b"trun" {
            continue;
        }
        let (Some(flags), Some(count)) = (be32(trun, 0), be32(trun, 4)) else { continue };
        let run = run(trun, flags, count, default);
        sum.length = sum.length.saturating_add(run.length);
        sum.bytes = sum.bytes.saturating_add(run.bytes);
    }
    Ok(sum)
}

/// The total of one run. What is not listed for each sample is the default.
fn run(trun: &[u8], flags: u32, count: u32, default: Sample) -> Sample {
    let optional = |bit: u32| if flags & bit != 0 { 4 } else { 0 };
    let first = 8 + optional(0x1) + optional(0x4);
    let bytes_at = optional(0x100);
    let each = bytes_at + optional(0x200) + optional(0x400) + optional(0x800);
    let total = |bit: u32, at: usize, default: u64| {
        if flags & bit == 0 {
            return u64::from(count).saturating_mul(default);
        }
        let entries = trun.get(first..).unwrap_or_default().chunks_exact(each);
        entries.take(count as usize).filter_map(|e| be32(e, at)).map(u64::from).sum()
    };
    Sample { length: total(0x100, 0, default.length), bytes: total(0x200, bytes_at, default.bytes) }
}

/// The stream and the duration of a segment index, in seconds.
fn indexed(sidx: &[u8]) -> Option<(u32, f64)> {
    let stream = be32(sidx, 4)?;
    let scale = be32(sidx, 8).filter(|scale| *scale > 0)?;
    let at = if sidx.first()? == &0 { 20 } else { 28 };
    // 16 reserved bits, then a 16-bit count.
    let count = be32(sidx, at)? & 0xffff;
    let entries = sidx.get(at + 4..)?.as_chunks::<12>().0.iter().take(count as usize);
    // The first bit marks a reference to another index, which lists its parts itself.
    let media = entries.filter(|entry| entry[0] & 0x80 == 0);
    let units: u64 = media.filter_map(|entry| be32(entry, 4)).map(u64::from).sum();
    Some((stream, units as f64 / f64::from(scale)))
}
