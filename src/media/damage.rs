//! What makes a file unusable, as values; front ends put them into words.

use serde::{Deserialize, Serialize};

use crate::media::Detected;

/// A file that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Unusable {
    /// Not of a format that can be measured; what it is.
    #[error("it is {}", .0.name())]
    OtherFormat(Detected),
    /// Of an accepted format, but damaged or cut short.
    #[error(transparent)]
    Damaged(#[from] Damage),
    /// Whole, but with more in it than can be used.
    #[error(transparent)]
    TooMuch(#[from] TooMuch),
}

/// What is wrong with a file of a known format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Damage {
    /// It could not be examined.
    #[error("it could not be read")]
    Unreadable,
    /// No decoder gets through it.
    #[error("its contents cannot be decoded")]
    Undecodable,
    /// There is no video in it.
    #[error("it contains no video")]
    NoVideo,
    /// There is no audio in it.
    #[error("it contains no audio")]
    NoAudio,
    /// An image without pixels.
    #[error("it has no pixels in it")]
    NoPixels,
    /// Its pixels are damaged.
    #[error("its pixels are damaged")]
    Pixels,
    /// Its pixels are damaged, or some are missing.
    #[error("its pixels are damaged or cut short")]
    PixelsOrEnd,
    /// Its header, or that of a track, is damaged.
    #[error("its header is damaged")]
    Header,
    /// There are two of a part that there may be once. Decoders disagree on which one is used.
    #[error("it has two of a part that there may be once")]
    RepeatedPart,
    /// It has more parts than any regular file.
    #[error("it has too many parts")]
    TooManyParts,
    /// Where a part should begin, there is something else.
    #[error("its parts do not follow each other")]
    StrayPart,
    /// A part is larger than the file.
    #[error("one of its parts is larger than the file")]
    PartTooLarge,
    /// A part is shorter than its own header.
    #[error("one of its parts is shorter than its own header")]
    PartTooShort,
    /// It was cut short: frames, samples or the index are missing.
    #[error("it was cut short")]
    CutShort,
    /// Its end is missing.
    #[error("its end is missing")]
    NoEnd,
    /// Its length is not stated, nor can it be counted.
    #[error("its length is not stated, nor can it be counted")]
    NoLength,
}

/// Of what a file has more than can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum TooMuch {
    /// Pixels of an image.
    #[error("it has {pixels} pixels, limit {limit}")]
    Pixels {
        /// Pixels found.
        pixels: u64,
        /// Pixels that are decoded at most.
        limit: u64,
    },
    /// Pixels of all frames of an animation together.
    #[error("its frames have {pixels} pixels in all, limit {limit}")]
    FramePixels {
        /// Pixels found.
        pixels: u64,
        /// Pixels that are decoded at most.
        limit: u64,
    },
    /// Samples: more than the sizes in a WAV can state.
    #[error("it has {bytes} bytes of samples, which is too much for a WAV file")]
    Samples {
        /// Their size in bytes.
        bytes: u64,
    },
    /// Bytes: no quality and size of the image that is tried fits.
    #[error("it cannot be made smaller than {limit} bytes")]
    Bytes {
        /// Bytes allowed.
        limit: u64,
    },
}
