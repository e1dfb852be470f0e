//! What the catalogue says of one model.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::generation::region::Region;
use crate::generation::request::{Mode, Ratio, Resolution, Role};
use crate::media::Format;

/// Limits of one input of a kind. Absent bounds do not apply to that kind.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// Formats taken, by what the bytes are.
    pub formats: Vec<Format>,
    /// Most bytes.
    pub max_bytes: u64,
    /// Least pixels of either side.
    pub min_side: Option<u32>,
    /// Most pixels of either side.
    pub max_side: Option<u32>,
    /// Most that one side may be of the other.
    pub max_aspect: Option<f64>,
    /// Shortest, in seconds.
    pub min_seconds: Option<f64>,
    /// Longest, in seconds.
    pub max_seconds: Option<f64>,
}

/// How a model is spoken to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Api {
    /// No list of media; a sound has a field of its own.
    AudioUrl,
    /// A list of media, each with its role.
    Media,
    /// A chat message of text and pictures, at an endpoint of its own.
    Messages,
}

/// One model.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The provider's name.
    pub name: String,
    /// What it does.
    pub modes: Vec<Mode>,
    /// How it is spoken to.
    pub api: Api,
    /// Whether members may ask for it.
    pub enabled: bool,
    /// Where it is served.
    pub regions: Vec<Region>,
    /// Resolutions offered; the first is our default.
    pub resolutions: Vec<Resolution>,
    /// Those of them that are offered only where there is no input.
    #[serde(default)]
    pub without_inputs: Vec<Resolution>,
    /// Ratios offered; empty where the output follows the input.
    pub ratios: Vec<Ratio>,
    /// Lengths offered; 0 to 0 for pictures.
    pub seconds: Range,
    /// Lengths offered where there is a reference clip, if they are others.
    #[serde(default)]
    pub seconds_with_clip: Option<Range>,
    /// Whether the length may be left to the input: 0 seconds, then.
    #[serde(default)]
    pub length_of_input: bool,
    /// How many pictures one job may make.
    #[serde(default = "one")]
    pub pictures: Range,
    /// The prompt's rule.
    pub prompt: PromptRule,
    /// Most characters of the negative prompt; 0 where there is none.
    pub negative_max_chars: usize,
    /// What inputs may come together.
    pub combinations: Vec<Combination>,
    /// Most seconds of all inputs of a role together.
    #[serde(default)]
    pub seconds_of_all: BTreeMap<Role, f64>,
    /// How long a task takes before we have seen any.
    pub typical_seconds: Interval,
    /// Tasks that the provider runs at once per account.
    pub running: usize,
    /// Submissions a second per account.
    pub submissions_per_second: u32,
    /// Seconds of input clips that are billed like those of the result: so many at most, shared
    /// among the clips; none if it is not there.
    #[serde(default)]
    pub(super) billed_input_seconds: f64,
    /// Credits for a second, or for a picture, at each resolution.
    pub(super) credits: BTreeMap<Resolution, f64>,
    /// The provider's price in US dollars of the same, by region.
    pub(super) money: BTreeMap<Region, BTreeMap<Resolution, f64>>,
}

/// Inclusive range of whole numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// Least.
    pub min: u32,
    /// Most.
    pub max: u32,
}

fn one() -> Range {
    Range { min: 1, max: 1 }
}

/// A band of seconds.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Interval {
    /// A quick one.
    pub low: u32,
    /// A slow one.
    pub high: u32,
}

/// What a prompt must be.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PromptRule {
    /// Whether it may be left out.
    pub required: bool,
    /// Most characters.
    pub max_chars: usize,
}

/// Inputs that may come together.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub enum Combination {
    /// Just these.
    Just(Vec<Role>),
    /// So many of each at most.
    UpTo(UpTo),
}

/// So many inputs of each role at most.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UpTo {
    /// Most of each role; what is not named is not taken.
    most: BTreeMap<Role, usize>,
    /// Roles that are counted together.
    #[serde(default)]
    together: Vec<Role>,
    /// How many of those there must be.
    #[serde(default)]
    least: usize,
    /// How many of those there may be.
    #[serde(default = "any")]
    total: usize,
}

fn any() -> usize {
    usize::MAX
}

impl Combination {
    /// Whether inputs in these roles, sorted, are such a combination.
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
    /// Whether it makes pictures instead of clips.
    pub fn makes_pictures(&self) -> bool {
        self.modes.contains(&Mode::Image)
    }

    /// Whether it takes inputs in these roles together.
    pub fn takes(&self, roles: &[Role]) -> bool {
        let mut roles = roles.to_vec();
        roles.sort();
        self.combinations.iter().any(|c| c.fits(&roles))
    }

    /// The lengths that it offers beside these inputs.
    pub fn seconds_for(&self, roles: &[Role]) -> Range {
        let clip = roles.contains(&Role::ReferenceVideo);
        self.seconds_with_clip.filter(|_| clip).unwrap_or(self.seconds)
    }
}
