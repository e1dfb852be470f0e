//! Formats that no model accepts, but that a converter can read.

use crate::media::Kind;

/// A format that must be converted before a model accepts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SourceFormat {
    /// HEIF with HEVC: what iPhones take photos in.
    Heic,
    /// AVIF.
    Avif,
    /// GIF, animated or not.
    Gif,
    /// PNG with an animation; readers that do not know it show the first frame.
    AnimatedPng,
    /// WebP with several frames.
    AnimatedWebP,
    /// TIFF and BigTIFF.
    Tiff,
    /// JPEG XL.
    JpegXl,
    /// JPEG 2000.
    Jpeg2000,
    /// Photoshop.
    Psd,
    /// Matroska with video.
    Matroska,
    /// WebM with video.
    WebM,
    /// AVI.
    Avi,
    /// MPEG transport stream, also as camcorders write it (M2TS).
    MpegTs,
    /// MPEG program stream, and MPEG-1 or MPEG-2 video without a container.
    MpegPs,
    /// Flash video.
    Flv,
    /// ASF with video.
    Wmv,
    /// 3GPP and 3GPP2 with video.
    ThreeGp,
    /// Ogg with Theora.
    OggVideo,
    /// Ogg with Opus, Vorbis, Speex or FLAC; Discord's voice messages are Ogg Opus.
    Ogg,
    /// FLAC.
    Flac,
    /// AAC as a stream of ADTS frames.
    AacAdts,
    /// MPEG audio, layer I or II.
    Mp2,
    /// AIFF and AIFF-C.
    Aiff,
    /// Apple's Core Audio Format.
    Caf,
    /// MP4 or QuickTime with audio alone.
    M4a,
    /// 3GPP with audio alone.
    ThreeGpAudio,
    /// AMR, narrowband or wideband.
    Amr,
    /// ASF with audio alone.
    Wma,
    /// Matroska with audio alone.
    MatroskaAudio,
    /// WebM with audio alone.
    WebMAudio,
    /// WAV with 64-bit sizes: RF64, BW64, Wave64.
    LongWav,
    /// WAV that holds neither PCM nor floating-point samples.
    CompressedWav,
    /// WavPack.
    WavPack,
}

impl SourceFormat {
    /// Every format.
    pub const ALL: [SourceFormat; 33] = [
        Self::Heic,
        Self::Avif,
        Self::Gif,
        Self::AnimatedPng,
        Self::AnimatedWebP,
        Self::Tiff,
        Self::JpegXl,
        Self::Jpeg2000,
        Self::Psd,
        Self::Matroska,
        Self::WebM,
        Self::Avi,
        Self::MpegTs,
        Self::MpegPs,
        Self::Flv,
        Self::Wmv,
        Self::ThreeGp,
        Self::OggVideo,
        Self::Ogg,
        Self::Flac,
        Self::AacAdts,
        Self::Mp2,
        Self::Aiff,
        Self::Caf,
        Self::M4a,
        Self::ThreeGpAudio,
        Self::Amr,
        Self::Wma,
        Self::MatroskaAudio,
        Self::WebMAudio,
        Self::LongWav,
        Self::CompressedWav,
        Self::WavPack,
    ];

    /// The kinds of media that it can be converted to.
    pub fn kinds(self) -> &'static [Kind] {
        use SourceFormat as F;
        match self {
            F::Heic | F::Avif | F::Tiff | F::JpegXl | F::Jpeg2000 | F::Psd => &[Kind::Image],
            F::Gif | F::AnimatedPng | F::AnimatedWebP => &[Kind::Image, Kind::Video],
            F::Matroska
            | F::WebM
            | F::Avi
            | F::MpegTs
            | F::MpegPs
            | F::Flv
            | F::Wmv
            | F::ThreeGp
            | F::OggVideo => &[Kind::Video, Kind::Audio],
            F::Ogg
            | F::Flac
            | F::AacAdts
            | F::Mp2
            | F::Aiff
            | F::Caf
            | F::M4a
            | F::ThreeGpAudio
            | F::Amr
            | F::Wma
            | F::MatroskaAudio
            | F::WebMAudio
            | F::LongWav
            | F::CompressedWav
            | F::WavPack => &[Kind::Audio],
        }
    }

    /// The display name.
    pub fn name(self) -> &'static str {
        use SourceFormat as F;
        match self {
            F::Heic => "a HEIC photo",
            F::Avif => "an AVIF image",
            F::Gif => "a GIF image",
            F::AnimatedPng => "an animated PNG image",
            F::AnimatedWebP => "an animated WebP image",
            F::Tiff => "a TIFF image",
            F::JpegXl => "a JPEG XL image",
            F::Jpeg2000 => "a JPEG 2000 image",
            F::Psd => "a Photoshop image",
            F::Matroska => "a Matroska (MKV) video",
            F::WebM => "a WebM video",
            F::Avi => "an AVI video",
            F::MpegTs => "an MPEG-TS video",
            F::MpegPs => "an MPEG video",
            F::Flv => "a Flash (FLV) video",
            F::Wmv => "a WMV video",
            F::ThreeGp => "a 3GP video",
            F::OggVideo => "an Ogg video",
            F::Ogg => "an Ogg audio file",
            F::Flac => "a FLAC audio file",
            F::AacAdts => "an AAC audio file",
            F::Mp2 => "an MP2 audio file",
            F::Aiff => "an AIFF audio file",
            F::Caf => "a CAF audio file",
            F::M4a => "an M4A audio file",
            F::ThreeGpAudio => "a 3GP audio file",
            F::Amr => "an AMR audio file",
            F::Wma => "a WMA audio file",
            F::MatroskaAudio => "a Matroska audio file",
            F::WebMAudio => "a WebM audio file",
            F::LongWav => "a 64-bit WAV audio file",
            F::CompressedWav => "a compressed WAV audio file",
            F::WavPack => "a WavPack audio file",
        }
    }
}
