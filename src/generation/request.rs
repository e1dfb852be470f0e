//! One generation request.

use serde::{Deserialize, Serialize};

use crate::generation::parameters::{Mode, Ratio, Resolution, Role};
use crate::media::{Change, Facts};

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
    #[serde(default, alias = "keep_sound", skip_serializing_if = "std::ops::Not::not")]
    pub keep_audio: bool,
    /// The inputs.
    pub inputs: Vec<Input>,
}

fn one() -> u32 {
    1
}

impl Request {
    /// The mode.
    pub fn mode(&self) -> Mode {
        if self.resolution.is_of_images() {
            return Mode::Image;
        }
        Mode::implied_by(&self.roles())
    }

    /// Whether images are made instead of a video.
    pub fn makes_images(&self) -> bool {
        self.resolution.is_of_images()
    }

    /// Duration of the result in seconds, taken from the input if it is not set.
    pub fn length(&self) -> f64 {
        let asked = f64::from(self.seconds);
        match self.input(Role::Video).and_then(|i| i.facts.seconds) {
            // An edit can shorten a video but not extend it.
            Some(video) if self.seconds == 0 || video < asked => video,
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
