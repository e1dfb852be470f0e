//! What is known about a file before it is decoded. Large files are inspected in a process of their
//! own, which passes this on.

use serde::{Deserialize, Serialize};

use crate::media::heif_colour::hdr_transfer;
use crate::media::orientation::{heic_has_alpha, tiff_orientation};
use crate::media::{Detected, Facts, Format, SourceFormat, Unusable, identify, measure, video};

/// What a file is, and what its headers say.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Inspection {
    /// Its format.
    pub detected: Detected,
    /// Its measured properties, if it is in a format that can be measured and not damaged.
    pub facts: Result<Facts, Unusable>,
    /// Whether it is a video with samples in fragments, as screen recorders and streams write them.
    pub is_fragmented: bool,
    /// Whether it is a HEIC with transparency.
    pub has_alpha: bool,
    /// The transfer function of a HEIC or AVIF with a high dynamic range, by its code (16 for PQ, 18
    /// for HLG).
    pub hdr_transfer: Option<u16>,
    /// The orientation of a TIFF, from 1 (upright) to 8.
    pub orientation: u16,
}

/// Inspects a file.
pub fn inspect(bytes: &[u8]) -> Inspection {
    let detected = identify(bytes);
    let is_video = matches!(detected, Detected::Accepted(Format::Mp4 | Format::Mov));
    let is_heic = detected == Detected::Convertible(SourceFormat::Heic);
    let is_avif = detected == Detected::Convertible(SourceFormat::Avif);
    Inspection {
        detected,
        facts: measure(bytes),
        is_fragmented: is_video && video::is_fragmented(bytes),
        has_alpha: is_heic && heic_has_alpha(bytes),
        hdr_transfer: hdr_transfer(bytes).filter(|_| is_heic || is_avif),
        orientation: tiff_orientation(bytes),
    }
}
