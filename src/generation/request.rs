//! One generation request, as a member meant it.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::media::Facts;

/// What kind of generation a model does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// A prompt alone, optionally with audio.
    TextToVideo,
    /// A first frame, first and last frame, or a clip to continue.
    ImageToVideo,
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
}

impl Role {
    /// The provider's name of the role in `input.media[].type`.
    pub fn id(self) -> &'static str {
        match self {
            Role::FirstFrame => "first_frame",
            Role::LastFrame => "last_frame",
            Role::FirstClip => "first_clip",
            Role::DrivingAudio => "driving_audio",
        }
    }

    /// What a person calls it.
    pub fn name(self) -> &'static str {
        match self {
            Role::FirstFrame => "first frame",
            Role::LastFrame => "last frame",
            Role::FirstClip => "clip",
            Role::DrivingAudio => "audio",
        }
    }
}

/// Output resolution class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Resolution {
    /// The cheap one, and our default; the provider's own default is 1080P.
    #[serde(rename = "720P")]
    P720,
    /// Full HD.
    #[serde(rename = "1080P")]
    P1080,
}

impl Resolution {
    /// The provider's name.
    pub fn id(self) -> &'static str {
        match self {
            Resolution::P720 => "720P",
            Resolution::P1080 => "1080P",
        }
    }

    /// From the provider's name.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::P720, Self::P1080].into_iter().find(|r| r.id() == text)
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
}

impl Ratio {
    /// Every ratio, in the order in which Discord shows them.
    pub const ALL: [Ratio; 5] =
        [Ratio::Wide, Ratio::Tall, Ratio::Square, Ratio::Classic, Ratio::ClassicTall];

    /// The provider's name.
    pub fn id(self) -> &'static str {
        match self {
            Ratio::Wide => "16:9",
            Ratio::Tall => "9:16",
            Ratio::Square => "1:1",
            Ratio::Classic => "4:3",
            Ratio::ClassicTall => "3:4",
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

/// One checked input, kept by us until the job ends.
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
    /// Length of the result in seconds; for a continuation the total, input included.
    pub seconds: u32,
    /// Always set: the provider does not tell which seed it drew, so we draw it.
    pub seed: u32,
    /// Let the provider rewrite the prompt (`prompt_extend`).
    pub enhance: bool,
    /// Inputs by role.
    pub inputs: Vec<Input>,
}

impl Request {
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
