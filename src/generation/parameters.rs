//! The parameters of a request: modes, roles of inputs, resolutions and ratios.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::media::Kind;

/// A generation mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// From a prompt, optionally with audio.
    TextToVideo,
    /// From a first frame, first and last frame, or a video to continue.
    ImageToVideo,
    /// A new video with people and objects from images and videos.
    ReferenceToVideo,
    /// An edited video.
    VideoEdit,
    /// Images.
    Image,
}

impl Mode {
    /// The mode that the roles imply; of several, the most specific one.
    pub(super) fn implied_by(roles: &[Role]) -> Self {
        let order = [Self::VideoEdit, Self::Image, Self::ReferenceToVideo, Self::ImageToVideo];
        let implied = order.into_iter().find(|mode| roles.iter().any(|r| r.mode() == *mode));
        implied.unwrap_or(Self::TextToVideo)
    }
}

/// The role of an input. The wire names are the provider's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The image that the video starts with.
    FirstFrame,
    /// The image that the video ends with.
    LastFrame,
    /// The video to continue.
    FirstClip,
    /// The audio that the video follows.
    DrivingAudio,
    /// A person or object to include, as an image.
    ReferenceImage,
    /// A person or object to include, as a video.
    ReferenceVideo,
    /// The voice of a reference.
    ReferenceVoice,
    /// The video to edit.
    Video,
    /// An image that new images are made from, `picture` in journals and in the catalogue.
    #[serde(rename = "picture")]
    SourceImage,
    /// Audio to include in the video.
    ReferenceAudio,
}

impl Role {
    /// The provider's name of the role in `input.media[].type`; for roles not in that list, our
    /// own.
    pub fn id(self) -> &'static str {
        match self {
            Role::FirstFrame => "first_frame",
            Role::LastFrame => "last_frame",
            Role::FirstClip => "first_clip",
            Role::DrivingAudio => "driving_audio",
            Role::ReferenceImage => "reference_image",
            Role::ReferenceVideo => "reference_video",
            Role::ReferenceVoice => "reference_voice",
            Role::Video => "video",
            Role::SourceImage => "picture",
            Role::ReferenceAudio => "reference_audio",
        }
    }

    /// The display name.
    pub fn name(self) -> &'static str {
        match self {
            Role::FirstFrame => "first frame",
            Role::LastFrame => "last frame",
            Role::FirstClip | Role::Video => "video",
            Role::DrivingAudio => "audio",
            Role::ReferenceImage => "reference image",
            Role::ReferenceVideo => "reference video",
            Role::ReferenceVoice => "voice",
            Role::SourceImage => "picture",
            Role::ReferenceAudio => "reference audio",
        }
    }

    /// The kind of file that the role needs.
    pub fn kind(self) -> Kind {
        match self {
            Role::FirstFrame | Role::LastFrame | Role::ReferenceImage | Role::SourceImage => {
                Kind::Image
            }
            Role::FirstClip | Role::ReferenceVideo | Role::Video => Kind::Video,
            Role::DrivingAudio | Role::ReferenceVoice | Role::ReferenceAudio => Kind::Audio,
        }
    }

    /// The mode that this role implies.
    fn mode(self) -> Mode {
        match self {
            Role::FirstFrame | Role::LastFrame | Role::FirstClip => Mode::ImageToVideo,
            Role::DrivingAudio => Mode::TextToVideo,
            Role::ReferenceImage
            | Role::ReferenceVideo
            | Role::ReferenceVoice
            | Role::ReferenceAudio => Mode::ReferenceToVideo,
            Role::Video => Mode::VideoEdit,
            Role::SourceImage => Mode::Image,
        }
    }
}

/// Output resolution class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Resolution {
    /// The lowest one, wan3.0 only.
    #[serde(rename = "480P")]
    P480,
    /// The cheapest of Wan 2.7, and our default; the provider's default is 1080P.
    #[serde(rename = "720P")]
    P720,
    /// Full HD.
    #[serde(rename = "1080P")]
    P1080,
    /// Images of about one million pixels.
    #[serde(rename = "1K")]
    K1,
    /// Images of four million pixels, the provider's default.
    #[serde(rename = "2K")]
    K2,
    /// Images of sixteen million pixels.
    #[serde(rename = "4K")]
    K4,
}

impl Resolution {
    /// The provider's name.
    pub fn id(self) -> &'static str {
        match self {
            Resolution::P480 => "480P",
            Resolution::P720 => "720P",
            Resolution::P1080 => "1080P",
            Resolution::K1 => "1K",
            Resolution::K2 => "2K",
            Resolution::K4 => "4K",
        }
    }

    /// Resolutions of videos.
    pub const VIDEOS: [Resolution; 3] = [Self::P480, Self::P720, Self::P1080];
    /// Resolutions of images.
    pub const IMAGES: [Resolution; 3] = [Self::K1, Self::K2, Self::K4];

    /// Parses the provider's name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::VIDEOS.into_iter().chain(Self::IMAGES).find(|r| r.id() == text)
    }

    /// Whether it is a resolution of images.
    pub fn is_of_images(self) -> bool {
        Self::IMAGES.contains(&self)
    }

    /// Width and height of an image in this resolution and ratio: multiples of 16, with no more
    /// pixels than a square of this resolution.
    pub fn sides(self, ratio: Ratio) -> Option<(u32, u32)> {
        let side = match self {
            Resolution::K1 => 1024.0,
            Resolution::K2 => 2048.0,
            Resolution::K4 => 4096.0,
            _ => return None,
        };
        let (across, down) = ratio.parts()?;
        let root = f64::sqrt(f64::from(across) / f64::from(down));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast from a float stops at the limits"
        )]
        let fit = |length: f64| (length as u32) / 16 * 16;
        Some((fit(side * root), fit(side / root)))
    }
}

impl fmt::Display for Resolution {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// Output aspect ratio, width to height.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Ratio {
    /// Landscape; the provider's default.
    #[serde(rename = "16:9")]
    Wide,
    /// Portrait.
    #[serde(rename = "9:16")]
    Tall,
    /// Square.
    #[serde(rename = "1:1")]
    Square,
    /// Classic landscape.
    #[serde(rename = "4:3")]
    Classic,
    /// Classic portrait.
    #[serde(rename = "3:4")]
    ClassicTall,
    /// Cinema; wan3.0 only.
    #[serde(rename = "21:9")]
    Cinema,
    /// Chosen by the provider from the inputs; wan3.0 only.
    #[serde(rename = "adaptive")]
    Adaptive,
}

impl Ratio {
    /// Every ratio, in the order that Discord shows.
    pub const ALL: [Ratio; 7] = [
        Ratio::Wide,
        Ratio::Tall,
        Ratio::Square,
        Ratio::Classic,
        Ratio::ClassicTall,
        Ratio::Cinema,
        Ratio::Adaptive,
    ];

    fn parts(self) -> Option<(u32, u32)> {
        let (across, down) = self.id().split_once(':')?;
        Some((across.parse().ok()?, down.parse().ok()?))
    }

    /// The provider's name.
    pub fn id(self) -> &'static str {
        match self {
            Ratio::Wide => "16:9",
            Ratio::Tall => "9:16",
            Ratio::Square => "1:1",
            Ratio::Classic => "4:3",
            Ratio::ClassicTall => "3:4",
            Ratio::Cinema => "21:9",
            Ratio::Adaptive => "adaptive",
        }
    }

    /// Parses the provider's name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.id() == text)
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
