//! One generation request, as a member meant it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::generation::catalogue::Model;
use crate::media::{Facts, Kind};

/// A way of making something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// A prompt alone, optionally with audio.
    TextToVideo,
    /// A first frame, first and last frame, or a clip to continue.
    ImageToVideo,
    /// People and things of pictures and clips, in a new clip.
    ReferenceToVideo,
    /// A clip, changed.
    VideoEdit,
    /// Pictures.
    Image,
}

impl Mode {
    /// What a model does with inputs in these roles.
    pub fn of(roles: &[Role], model: &Model) -> Self {
        let mode = Self::told_by(roles);
        if model.modes.contains(&mode) {
            mode
        } else {
            model.modes.first().copied().unwrap_or(mode)
        }
    }

    /// What is made of inputs in these roles, as far as they tell: the one that says most counts.
    fn told_by(roles: &[Role]) -> Self {
        let order = [Self::VideoEdit, Self::Image, Self::ReferenceToVideo, Self::ImageToVideo];
        let told = order.into_iter().find(|mode| roles.iter().any(|r| r.mode() == *mode));
        told.unwrap_or(Self::TextToVideo)
    }
}

/// What an input is to the model. The wire names are the provider's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The picture that the clip starts from.
    FirstFrame,
    /// The picture that the clip ends on.
    LastFrame,
    /// The clip that is continued.
    FirstClip,
    /// The sound that the clip follows.
    DrivingAudio,
    /// Somebody or something that shall appear, as a picture.
    ReferenceImage,
    /// Somebody or something that shall appear, as a clip.
    ReferenceVideo,
    /// How they speak.
    ReferenceVoice,
    /// The clip that is changed.
    Video,
    /// A picture that new pictures are made from.
    Picture,
    /// A sound that shall be heard.
    ReferenceAudio,
}

impl Role {
    /// The provider's name of the role in `input.media[].type`; for what is not in that list, ours.
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

    /// What a person calls it.
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

    /// What such an input shows or plays.
    pub fn kind(self) -> Kind {
        match self {
            Role::FirstFrame | Role::LastFrame | Role::ReferenceImage | Role::Picture => {
                Kind::Image
            }
            Role::FirstClip | Role::ReferenceVideo | Role::Video => Kind::Clip,
            Role::DrivingAudio | Role::ReferenceVoice | Role::ReferenceAudio => Kind::Audio,
        }
    }

    /// What is made from such an input.
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
    /// The smallest, of wan3.0 alone.
    #[serde(rename = "480P")]
    P480,
    /// The cheap one, and our default; the provider's own default is 1080P.
    #[serde(rename = "720P")]
    P720,
    /// Full HD.
    #[serde(rename = "1080P")]
    P1080,
    /// Pictures of about a million pixels.
    #[serde(rename = "1K")]
    K1,
    /// Of four million, the provider's default.
    #[serde(rename = "2K")]
    K2,
    /// Of sixteen million.
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

    /// Those of clips.
    pub const CLIPS: [Resolution; 3] = [Self::P480, Self::P720, Self::P1080];
    /// Those of pictures.
    pub const PICTURES: [Resolution; 3] = [Self::K1, Self::K2, Self::K4];

    /// From the provider's name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::CLIPS.into_iter().chain(Self::PICTURES).find(|r| r.id() == text)
    }

    /// Whether it is one of pictures.
    pub fn is_of_pictures(self) -> bool {
        Self::PICTURES.contains(&self)
    }

    /// Sides of a picture of this resolution in a shape: multiples of 16, no more pixels than a
    /// square of it has.
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
    /// Cinema; of wan3.0 alone.
    #[serde(rename = "21:9")]
    Cinema,
    /// As the inputs suggest; of wan3.0 alone.
    #[serde(rename = "adaptive")]
    Adaptive,
}

impl Ratio {
    /// Every ratio, in the order in which Discord shows them.
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

    /// From the provider's name.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.id() == text)
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// One checked input, kept by us until the job ends, and beside its result as long as that is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// What it is to the model.
    pub role: Role,
    /// The member's own file name, for the card only.
    pub name: String,
    /// Where its bytes are in the archive.
    pub key: String,
    /// What the bytes were found to be.
    pub facts: Facts,
    /// SHA-256 of the bytes as they came, in hexadecimal; empty for jobs of version 0.1.
    #[serde(default)]
    pub sha256: String,
}

/// Everything that the model is asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// The catalogue's name of the model, which is the provider's.
    pub model: String,
    /// What the member wrote; may be empty where the model allows it.
    pub prompt: String,
    /// What should not appear.
    pub negative: Option<String>,
    /// Output resolution class.
    pub resolution: Resolution,
    /// Output ratio; `None` where the output follows the input.
    pub ratio: Option<Ratio>,
    /// Length of the result in seconds; for a continuation the total, input included. 0: as long
    /// as the clip that is changed, or a picture.
    pub seconds: u32,
    /// How many pictures; 1 for a clip.
    #[serde(default = "one")]
    pub count: u32,
    /// Always set: the provider does not tell which seed it drew, so we draw it.
    pub seed: u32,
    /// Let the provider rewrite the prompt (`prompt_extend`).
    pub enhance: bool,
    /// Keep the sound of the clip that is changed, instead of letting the model decide.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keep_sound: bool,
    /// Inputs by role.
    pub inputs: Vec<Input>,
}

fn one() -> u32 {
    1
}

impl Request {
    /// What is made.
    pub fn mode(&self) -> Mode {
        if self.resolution.is_of_pictures() {
            return Mode::Image;
        }
        Mode::told_by(&self.roles())
    }

    /// Whether pictures are made instead of a clip.
    pub fn makes_pictures(&self) -> bool {
        self.resolution.is_of_pictures()
    }

    /// Length of the result in seconds, where it is left to the input that of the input.
    pub fn length(&self) -> f64 {
        let asked = f64::from(self.seconds);
        match self.input(Role::Video).and_then(|i| i.facts.seconds) {
            // A clip that is changed is cut, never made longer.
            Some(clip) if self.seconds == 0 || clip < asked => clip,
            _ => asked,
        }
    }

    /// The input of a role, if there is one.
    pub fn input(&self, role: Role) -> Option<&Input> {
        self.inputs.iter().find(|i| i.role == role)
    }

    /// The roles present, sorted: what the catalogue's closed list is asked for.
    pub fn roles(&self) -> Vec<Role> {
        let mut roles: Vec<_> = self.inputs.iter().map(|i| i.role).collect();
        roles.sort();
        roles
    }
}
