//! A request with optional fields, and the defaults that complete it.

use serde::{Deserialize, Serialize};

use crate::generation::catalogue::{Catalogue, Draft, Model};
use crate::generation::parameters::{Mode, Ratio, Resolution, Role};
use crate::media::Part;

/// Default duration: the cheapest useful video.
const DEFAULT_SECONDS: u32 = 5;
/// How much longer a continuation is than its input by default.
const EXTENSION_SECONDS: u32 = 5;

/// A request whose missing fields are still to be filled with defaults.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartialRequest {
    /// The mode.
    pub mode: Mode,
    /// The model; the default of the mode if it is missing.
    pub model: Option<String>,
    /// The prompt.
    pub prompt: String,
    /// The negative prompt.
    pub negative: Option<String>,
    /// Output resolution.
    pub resolution: Option<Resolution>,
    /// Output aspect ratio.
    pub ratio: Option<Ratio>,
    /// Duration in seconds.
    pub seconds: Option<u32>,
    /// Number of images.
    pub count: Option<u32>,
    /// The seed.
    pub seed: Option<u32>,
    /// Whether the provider may rewrite the prompt.
    pub enhance: Option<bool>,
    /// Whether an edit retains the original audio.
    #[serde(alias = "keep_sound")]
    pub keep_audio: bool,
    /// Whether images that are too thin are cropped instead of refused.
    pub crop: bool,
    /// The part that is used of videos that are too long, where the member chose one.
    pub part: Option<Part>,
    /// The request is complete: missing fields stay unset instead of being filled from [`RequestDefaults`].
    pub whole: bool,
    /// Roles of the expected inputs.
    pub roles: Vec<Role>,
}

impl PartialRequest {
    /// A request that has nothing but its mode.
    pub fn new(mode: Mode) -> Self {
        Self {
            mode,
            model: None,
            prompt: String::new(),
            negative: None,
            resolution: None,
            ratio: None,
            seconds: None,
            count: None,
            seed: None,
            enhance: None,
            keep_audio: false,
            crop: false,
            part: None,
            whole: false,
            roles: Vec::new(),
        }
    }
}

/// Defaults of a member or a channel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RequestDefaults {
    /// Resolution of videos.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Resolution>,
    /// Aspect ratio, where the model supports it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<Ratio>,
    /// Duration in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
    /// Whether the provider may rewrite prompts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enhance: Option<bool>,
}

impl RequestDefaults {
    /// Fills missing fields from `other`.
    pub fn or(self, other: Self) -> Self {
        Self {
            resolution: self.resolution.or(other.resolution),
            ratio: self.ratio.or(other.ratio),
            seconds: self.seconds.or(other.seconds),
            enhance: self.enhance.or(other.enhance),
        }
    }
}

impl Catalogue {
    /// Completes a request: with `habits` where they fit the model, then with the built-in
    /// defaults.
    pub fn fill(&self, partial: &PartialRequest, habits: RequestDefaults) -> Draft {
        let habits = if partial.whole { RequestDefaults::default() } else { habits };
        let model = self.choose(partial.mode, &partial.roles, partial.model.as_deref());
        let resolutions = model.map_or(&[][..], |m| &m.resolutions);
        let default = resolutions.first().copied().unwrap_or(Resolution::P720);
        let habit = habits.resolution.filter(|r| resolutions.contains(r));
        Draft {
            model: model
                .map_or_else(|| partial.model.clone().unwrap_or_default(), |m| m.name.clone()),
            prompt: partial.prompt.clone(),
            negative: partial.negative.clone().filter(|n| !n.trim().is_empty()),
            resolution: partial.resolution.or(habit).unwrap_or(default),
            ratio: ratio(partial, habits, model),
            seconds: seconds(partial, habits, model),
            count: partial.count.unwrap_or(1),
            roles: partial.roles.clone(),
        }
    }
}

fn ratio(
    partial: &PartialRequest,
    habits: RequestDefaults,
    model: Option<&Model>,
) -> Option<Ratio> {
    let ratios = model.map_or(&[][..], |m| &m.ratios);
    if partial.ratio.is_some() || partial.whole {
        return partial.ratio;
    }
    match partial.mode {
        // A frame, video or image already has an aspect ratio; images from text use the provider's
        // default.
        _ if partial.roles.iter().any(|r| matches!(r, Role::FirstFrame | Role::Video)) => None,
        Mode::ImageToVideo | Mode::VideoEdit => None,
        Mode::Image => habits.ratio.filter(|r| partial.roles.is_empty() && ratios.contains(r)),
        Mode::TextToVideo | Mode::ReferenceToVideo => {
            habits.ratio.filter(|r| ratios.contains(r)).or(ratios.first().copied())
        }
    }
}

fn seconds(partial: &PartialRequest, habits: RequestDefaults, model: Option<&Model>) -> u32 {
    let default = || {
        let range = model.map(|m| m.seconds_for(&partial.roles));
        let seconds = habits.seconds.unwrap_or(DEFAULT_SECONDS);
        range.map_or(seconds, |r| seconds.clamp(r.min, r.max))
    };
    match partial.mode {
        Mode::Image => 0,
        // 0: depends on the video, which is not known yet.
        Mode::VideoEdit => partial.seconds.unwrap_or(0),
        _ if partial.roles.contains(&Role::FirstClip) => partial.seconds.unwrap_or(0),
        _ => partial.seconds.unwrap_or_else(default),
    }
}

/// The total duration of a continuation if none was requested, from the duration of its input.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast from a float stops at the limits"
)]
pub fn continued(video: f64, model: &Model) -> u32 {
    (video.ceil() as u32).saturating_add(EXTENSION_SECONDS).min(model.seconds.max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn explicit_options_override_habits_and_habits_override_defaults() {
        let catalogue = Catalogue::built_in();
        let mut partial = PartialRequest::new(Mode::TextToVideo);
        let default = catalogue.fill(&partial, RequestDefaults::default());
        assert_eq!((default.resolution, default.seconds), (Resolution::P720, 5));
        assert_eq!(default.ratio, Some(Ratio::Wide));
        let habits = RequestDefaults {
            resolution: Some(Resolution::P1080),
            ratio: Some(Ratio::Tall),
            seconds: Some(8),
            enhance: None,
        };
        let by_habit = catalogue.fill(&partial, habits);
        assert_eq!((by_habit.resolution, by_habit.seconds), (Resolution::P1080, 8));
        assert_eq!(by_habit.ratio, Some(Ratio::Tall));
        partial.seconds = Some(3);
        partial.resolution = Some(Resolution::P720);
        partial.ratio = Some(Ratio::Square);
        let explicit = catalogue.fill(&partial, habits);
        assert_eq!((explicit.resolution, explicit.seconds), (Resolution::P720, 3));
        assert_eq!(explicit.ratio, Some(Ratio::Square));
    }

    #[test]
    fn habits_apply_only_where_they_fit() {
        let catalogue = Catalogue::built_in();
        let habits = RequestDefaults {
            resolution: Some(Resolution::P1080),
            ratio: Some(Ratio::Cinema),
            seconds: Some(15),
            enhance: Some(false),
        };
        let images = catalogue.fill(&PartialRequest::new(Mode::Image), habits);
        assert_eq!((images.resolution, images.seconds), (Resolution::K2, 0));
        assert_eq!(images.ratio, None);
        let mut partial = PartialRequest::new(Mode::ReferenceToVideo);
        partial.roles = vec![Role::ReferenceVideo];
        assert_eq!(
            catalogue.fill(&partial, habits).seconds,
            10,
            "with a video, ten is the maximum"
        );
        let mut partial = PartialRequest::new(Mode::ImageToVideo);
        partial.roles = vec![Role::FirstFrame];
        assert_eq!(catalogue.fill(&partial, habits).ratio, None, "the image has an aspect ratio");
        partial.roles = vec![Role::FirstClip];
        assert_eq!(catalogue.fill(&partial, habits).seconds, 0, "it depends on the video");
        let model = catalogue.model("wan2.7-i2v").unwrap();
        assert_eq!((continued(4.2, model), continued(9.9, model)), (10, 15));
    }
}
