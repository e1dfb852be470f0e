//! The catalogue entry of one model.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::generation::parameters::{Mode, Ratio, Resolution, Role};
use crate::generation::region::Region;
use crate::media::Format;

/// Limits of one input of a kind. Missing bounds do not apply.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Accepted formats, detected from the bytes.
    pub formats: Vec<Format>,
    /// Maximum size in bytes.
    pub max_bytes: u64,
    /// Minimum of either side in pixels.
    pub min_side: Option<u32>,
    /// Maximum of either side in pixels.
    pub max_side: Option<u32>,
    /// Maximum ratio of the longer to the shorter side.
    pub max_aspect: Option<f64>,
    /// Minimum duration in seconds.
    pub min_seconds: Option<f64>,
    /// Maximum duration in seconds.
    pub max_seconds: Option<f64>,
}

/// One model.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The provider's name.
    pub name: String,
    /// Supported modes.
    pub modes: Vec<Mode>,
    /// The provider that serves it.
    #[serde(default = "default_provider")]
    pub provider: String,
    /// The protocol by which its provider takes requests; only the provider's adapter reads it.
    pub protocol: String,
    /// Whether members can request it.
    pub enabled: bool,
    /// Regions that serve it.
    pub regions: Vec<Region>,
    /// Supported resolutions; the first is the bot's default.
    pub resolutions: Vec<Resolution>,
    /// The subset of resolutions that are available only without inputs.
    #[serde(default)]
    pub without_inputs: Vec<Resolution>,
    /// Supported aspect ratios; empty where the output follows the input.
    pub ratios: Vec<Ratio>,
    /// Supported durations in seconds; 0 to 0 for images.
    pub seconds: Range,
    /// Supported durations with a reference video, if they differ.
    #[serde(default)]
    pub seconds_with_video: Option<Range>,
    /// Whether the duration may follow the input, written as 0 seconds.
    #[serde(default)]
    pub length_of_input: bool,
    /// Supported numbers of images per job.
    #[serde(default = "one")]
    pub images: Range,
    /// Rules for the prompt.
    pub prompt: PromptRule,
    /// Maximum characters of the negative prompt; 0 if it is not supported.
    pub negative_max_chars: usize,
    /// Accepted combinations of inputs.
    pub combinations: Vec<Combination>,
    /// Maximum total seconds of all inputs of a role.
    #[serde(default)]
    pub seconds_of_all: BTreeMap<Role, f64>,
    /// Expected duration of a task before any was observed.
    pub typical_seconds: Interval,
    /// Concurrent tasks that the provider runs per account.
    pub running: usize,
    /// Submissions per second per account.
    pub submissions_per_second: u32,
    /// Maximum seconds of input videos that are billed like those of the result, shared among the
    /// inputs; missing: input is not billed.
    #[serde(default)]
    pub(super) billed_input_seconds: f64,
    /// Credits per second, or per image, by resolution.
    pub(super) credits: BTreeMap<Resolution, f64>,
    /// The provider's price per second or image in US dollars, by region.
    pub(super) money: BTreeMap<Region, BTreeMap<Resolution, f64>>,
}

/// Inclusive range of integers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// Minimum.
    pub min: u32,
    /// Maximum.
    pub max: u32,
}

/// The provider of models for which the catalogue names none: Model Studio.
pub const DEFAULT_PROVIDER: &str = "wan";

fn default_provider() -> String {
    DEFAULT_PROVIDER.to_owned()
}

fn one() -> Range {
    Range { min: 1, max: 1 }
}

/// An interval of seconds.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// A fast task.
    pub low: u32,
    /// A slow task.
    pub high: u32,
}

/// Rules for a prompt.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PromptRule {
    /// Whether the prompt must not be empty.
    pub required: bool,
    /// Maximum characters.
    pub max_chars: usize,
}

/// A set of inputs that may be combined.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Combination {
    /// Exactly these roles.
    Just(Vec<Role>),
    /// Up to a maximum of each role.
    UpTo(UpTo),
}

/// Up to a maximum of inputs per role.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpTo {
    /// Maximum per role; other roles are not accepted.
    most: BTreeMap<Role, usize>,
    /// Roles that are counted together.
    #[serde(default)]
    together: Vec<Role>,
    /// Minimum of these in total.
    #[serde(default)]
    least: usize,
    /// Maximum of these in total.
    #[serde(default = "any")]
    total: usize,
}

fn any() -> usize {
    usize::MAX
}

impl Combination {
    /// Whether inputs in these roles, sorted, match this combination.
    pub fn fits(&self, roles: &[Role]) -> bool {
        match self {
            Combination::Just(just) => {
                let mut just = just.clone();
                just.sort();
                just == roles
            }
            Combination::UpTo(up_to) => {
                let of = |role: &Role| roles.iter().filter(|r| *r == role).count();
                let together: usize = up_to.together.iter().map(of).sum();
                roles.iter().all(|r| up_to.most.get(r).is_some_and(|most| of(r) <= *most))
                    && (up_to.least..=up_to.total).contains(&together)
            }
        }
    }
}

impl Model {
    /// Whether the model makes images instead of videos.
    pub fn makes_images(&self) -> bool {
        self.modes.contains(&Mode::Image)
    }

    /// The mode with inputs in these roles.
    pub(super) fn mode_for(&self, roles: &[Role]) -> Mode {
        let mode = Mode::implied_by(roles);
        if self.modes.contains(&mode) { mode } else { self.modes.first().copied().unwrap_or(mode) }
    }

    /// Whether the model accepts inputs in these roles together.
    pub fn takes(&self, roles: &[Role]) -> bool {
        let mut roles = roles.to_vec();
        roles.sort();
        self.combinations.iter().any(|c| c.fits(&roles))
    }

    /// The supported durations with these inputs.
    pub fn seconds_for(&self, roles: &[Role]) -> Range {
        let video = roles.contains(&Role::ReferenceVideo);
        self.seconds_with_video.filter(|_| video).unwrap_or(self.seconds)
    }
}
