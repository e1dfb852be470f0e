//! What somebody asks for before anything is filled in, and what is filled in.

use serde::{Deserialize, Serialize};

use crate::generation::catalogue::{Catalogue, Draft, Model};
use crate::generation::request::{Mode, Ratio, Resolution, Role};

/// Length when nobody says anything: the cheapest useful clip.
const USUAL_SECONDS: u32 = 5;
/// By how much a clip goes on when nobody says anything.
const MORE_SECONDS: u32 = 5;

/// A request with holes.
#[derive(Debug, Clone, PartialEq)]
pub struct PartialRequest {
    /// What shall be made.
    pub mode: Mode,
    /// By which model; the usual one if it is left out.
    pub model: Option<String>,
    /// The prompt.
    pub prompt: String,
    /// What should not appear.
    pub negative: Option<String>,
    /// Output resolution.
    pub resolution: Option<Resolution>,
    /// Output ratio.
    pub ratio: Option<Ratio>,
    /// Length in seconds.
    pub seconds: Option<u32>,
    /// How many pictures.
    pub count: Option<u32>,
    /// The seed.
    pub seed: Option<u32>,
    /// Whether the provider may rewrite the prompt.
    pub enhance: Option<bool>,
    /// Whether the sound of the clip that is changed is kept.
    pub keep_sound: bool,
    /// Nothing is left open on purpose: what is not said is not wanted either.
    pub whole: bool,
    /// Roles of the inputs to come.
    pub roles: Vec<Role>,
}

impl PartialRequest {
    /// A wish in which nothing is said but what shall be made.
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
            keep_sound: false,
            whole: false,
            roles: Vec::new(),
        }
    }
}

/// What fills the holes: a member's own defaults, or a channel's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Habits {
    /// Of clips.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Resolution>,
    /// Where the model takes one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<Ratio>,
    /// Length in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seconds: Option<u32>,
    /// Whether the provider may rewrite prompts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enhance: Option<bool>,
}

impl Habits {
    /// These, and the others where these say nothing.
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
    /// Fills the holes of a wish: habits where they fit the model, then what is usual.
    pub fn fill(&self, partial: &PartialRequest, habits: Habits) -> Draft {
        let habits = if partial.whole { Habits::default() } else { habits };
        let model = self.choose(partial.mode, &partial.roles, partial.model.as_deref());
        let resolutions = model.map_or(&[][..], |m| &m.resolutions);
        let usual = resolutions.first().copied().unwrap_or(Resolution::P720);
        let habit = habits.resolution.filter(|r| resolutions.contains(r));
        Draft {
            model: model
                .map_or_else(|| partial.model.clone().unwrap_or_default(), |m| m.name.clone()),
            prompt: partial.prompt.clone(),
            negative: partial.negative.clone().filter(|n| !n.trim().is_empty()),
            resolution: partial.resolution.or(habit).unwrap_or(usual),
            ratio: ratio(partial, habits, model),
            seconds: seconds(partial, habits, model),
            count: partial.count.unwrap_or(1),
            roles: partial.roles.clone(),
        }
    }
}

fn ratio(partial: &PartialRequest, habits: Habits, model: Option<&Model>) -> Option<Ratio> {
    let ratios = model.map_or(&[][..], |m| &m.ratios);
    if partial.ratio.is_some() || partial.whole {
        return partial.ratio;
    }
    match partial.mode {
        // A frame, a clip or pictures have a shape already; pictures from words have the
        // provider's own.
        _ if partial.roles.iter().any(|r| matches!(r, Role::FirstFrame | Role::Video)) => None,
        Mode::ImageToVideo | Mode::VideoEdit => None,
        Mode::Image => habits.ratio.filter(|r| partial.roles.is_empty() && ratios.contains(r)),
        Mode::TextToVideo | Mode::ReferenceToVideo => {
            habits.ratio.filter(|r| ratios.contains(r)).or(ratios.first().copied())
        }
    }
}

fn seconds(partial: &PartialRequest, habits: Habits, model: Option<&Model>) -> u32 {
    let usual = || {
        let range = model.map(|m| m.seconds_for(&partial.roles));
        let seconds = habits.seconds.unwrap_or(USUAL_SECONDS);
        range.map_or(seconds, |r| seconds.clamp(r.min, r.max))
    };
    match partial.mode {
        Mode::Image => 0,
        // 0: it hangs on the clip, which is not known yet.
        Mode::VideoEdit => partial.seconds.unwrap_or(0),
        _ if partial.roles.contains(&Role::FirstClip) => partial.seconds.unwrap_or(0),
        _ => partial.seconds.unwrap_or_else(usual),
    }
}

/// The total length of a continuation of which no length was said, once its clip is known.
pub fn continued(clip: f64, model: &Model) -> u32 {
    (clip.ceil() as u32 + MORE_SECONDS).min(model.seconds.max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_comes_before_habits_and_habits_before_what_is_usual() {
        let catalogue = Catalogue::built_in();
        let mut partial = PartialRequest::new(Mode::TextToVideo);
        let usual = catalogue.fill(&partial, Habits::default());
        assert_eq!((usual.resolution, usual.seconds), (Resolution::P720, 5));
        assert_eq!(usual.ratio, Some(Ratio::Wide));
        let habits = Habits {
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
        let said = catalogue.fill(&partial, habits);
        assert_eq!((said.resolution, said.seconds), (Resolution::P720, 3));
        assert_eq!(said.ratio, Some(Ratio::Square));
    }

    #[test]
    fn habits_are_kept_only_where_they_fit() {
        let catalogue = Catalogue::built_in();
        let habits = Habits {
            resolution: Some(Resolution::P1080),
            ratio: Some(Ratio::Cinema),
            seconds: Some(15),
            enhance: Some(false),
        };
        let pictures = catalogue.fill(&PartialRequest::new(Mode::Image), habits);
        assert_eq!((pictures.resolution, pictures.seconds), (Resolution::K2, 0));
        assert_eq!(pictures.ratio, None);
        let mut partial = PartialRequest::new(Mode::ReferenceToVideo);
        partial.roles = vec![Role::ReferenceVideo];
        assert_eq!(catalogue.fill(&partial, habits).seconds, 10, "beside a clip ten are the most");
        let mut partial = PartialRequest::new(Mode::ImageToVideo);
        partial.roles = vec![Role::FirstFrame];
        assert_eq!(catalogue.fill(&partial, habits).ratio, None, "the picture has a shape");
        partial.roles = vec![Role::FirstClip];
        assert_eq!(catalogue.fill(&partial, habits).seconds, 0, "it hangs on the clip");
        let model = catalogue.model("wan2.7-i2v").unwrap();
        assert_eq!((continued(4.2, model), continued(9.9, model)), (10, 15));
    }
}
