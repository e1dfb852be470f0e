//! One generation request.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::generation::catalogue::Model;
use crate::media::{Change, Facts, Kind};

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
    /// The mode of a model with inputs in these roles.
    pub fn of(roles: &[Role], model: &Model) -> Self {
        let mode = Self::implied_by(roles);
        if model.modes.contains(&mode) {
            mode
        } else {
            model.modes.first().copied().unwrap_or(mode)
        }
    }

    /// The mode that the roles imply; of several, the most specific one.
    fn implied_by(roles: &[Role]) -> Self {
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
    /// An image that new images are made from.
    Picture,
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
            Role::Picture => "picture",
            Role::ReferenceAudio => "reference_audio",
        }
    }

    /// The display name.
    pub fn name(self) -> &'static str {
        match self {
            Role::FirstFrame => "first frame",
            Role::LastFrame => "last frame",
            Role::FirstClip | Role::Video => "clip",
            Role::DrivingAudio => "audio",
            Role::ReferenceImage => "reference picture",
            Role::ReferenceVideo => "reference clip",
            Role::ReferenceVoice => "voice",
            Role::Picture => "picture",
            Role::ReferenceAudio => "reference sound",
        }
    }

    /// The kind of file that the role needs.
    pub fn kind(self) -> Kind {
        match self {
            Role::FirstFrame | Role::LastFrame | Role::ReferenceImage | Role::Picture => {
                Kind::Image
            }
            Role::FirstClip | Role::ReferenceVideo | Role::Video => Kind::Clip,
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
            Role::Picture => Mode::Image,
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
    pub const CLIPS: [Resolution; 3] = [Self::P480, Self::P720, Self::P1080];
    /// Resolutions of images.
    pub const IMAGES: [Resolution; 3] = [Self::K1, Self::K2, Self::K4];

    /// Parses the provider's name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::CLIPS.into_iter().chain(Self::IMAGES).find(|r| r.id() == text)
    }

    /// Whether it is a resolution of images.
    pub fn is_of_pictures(self) -> bool {
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

/// A validated input. Stored until the job ends, and as long as its result if there is one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// Its role.
    pub role: Role,
    /// The member's file name, only for display on the card.
    pub name: String,
    /// Its key in the archive.
    pub key: String,
    /// The measured properties of the bytes.
    pub facts: Facts,
    /// SHA-256 of the bytes as received, in hexadecimal; empty for jobs of version 0.1.
    #[serde(default)]
    pub sha256: String,
    /// What was changed in the member's file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}

/// A complete request to a model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// The model's name in the catalogue, which is the provider's.
    pub model: String,
    /// The member's prompt; may be empty if the model allows it.
    pub prompt: String,
    /// The negative prompt.
    pub negative: Option<String>,
    /// Output resolution class.
    pub resolution: Resolution,
    /// Output aspect ratio; `None` where the output follows the input.
    pub ratio: Option<Ratio>,
    /// Duration of the result in seconds; for a continuation the total, including the input. 0 for
    /// an image, or for the duration of the edited video.
    pub seconds: u32,
    /// Number of images; 1 for a video.
    #[serde(default = "one")]
    pub count: u32,
    /// Always set: the provider does not report the seed that it drew, so the bot draws one.
    pub seed: u32,
    /// Whether the provider may rewrite the prompt (`prompt_extend`).
    pub enhance: bool,
    /// Whether an edit retains the original audio, instead of letting the model decide.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keep_sound: bool,
    /// The inputs.
    pub inputs: Vec<Input>,
}

fn one() -> u32 {
    1
}

impl Request {
    /// The mode.
    pub fn mode(&self) -> Mode {
        if self.resolution.is_of_pictures() {
            return Mode::Image;
        }
        Mode::implied_by(&self.roles())
    }

    /// Whether images are made instead of a video.
    pub fn makes_images(&self) -> bool {
        self.resolution.is_of_pictures()
    }

    /// Duration of the result in seconds, taken from the input if it is not set.
    pub fn length(&self) -> f64 {
        let asked = f64::from(self.seconds);
        match self.input(Role::Video).and_then(|i| i.facts.seconds) {
            // An edit can shorten a video but not extend it.
            Some(clip) if self.seconds == 0 || clip < asked => clip,
            _ => asked,
        }
    }

    /// The first input with a role.
    pub fn input(&self, role: Role) -> Option<&Input> {
        self.inputs.iter().find(|i| i.role == role)
    }

    /// The roles of the inputs, sorted as the combinations of the catalogue expect them.
    pub fn roles(&self) -> Vec<Role> {
        let mut roles: Vec<_> = self.inputs.iter().map(|i| i.role).collect();
        roles.sort();
        roles
    }
}
