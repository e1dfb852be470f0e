//! The model catalogue, and the validation of requests against it.

mod model;
mod prices;

use serde::Deserialize;

pub use model::{DEFAULT_PROVIDER, Interval, Limit, Model, PromptRule, Range};

use crate::generation::parameters::{Mode, Ratio, Resolution, Role};
use crate::generation::region::Region;
use crate::generation::request::Request;
use crate::generation::{InputProblem, RequestError};
use crate::media::{Detected, Facts};

/// Seconds by which an input may exceed its maximum duration. Recorders overshoot a full second by
/// one frame, which is 0.04 s at 25 per second, and encoders of audio add 0.02 to 0.05 s before and
/// after it, which players leave out. The provider's documentation gives whole seconds and says
/// nothing of a tolerance; the emulator of its service has this one too.
const LENGTH_TOLERANCE: f64 = 0.05;

/// All models, with their limits and prices.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    limits: Limits,
    #[serde(rename = "model")]
    models: Vec<Model>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Limits {
    image: Limit,
    video: Limit,
    reference_video: Limit,
    audio: Limit,
    voice: Limit,
}

impl Catalogue {
    /// The compiled-in catalogue.
    ///
    /// # Panics
    /// Never in a released build: a test parses the file.
    pub fn built_in() -> Self {
        Self::parse(include_str!("../../config/models.toml"))
            .expect("config/models.toml is parsed by a test")
    }

    /// Parses a catalogue.
    ///
    /// # Errors
    /// When it is not valid TOML or not a catalogue.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// All models.
    pub fn models(&self) -> &[Model] {
        &self.models
    }

    /// The models on offer for a mode, the default one first.
    pub fn offered(&self, mode: Mode) -> impl Iterator<Item = &Model> {
        self.models.iter().filter(move |m| m.enabled && m.modes.contains(&mode))
    }

    /// The model for a mode and inputs in these roles: `named`, which must be on offer, or the
    /// default.
    pub fn choose(&self, mode: Mode, roles: &[Role], named: Option<&str>) -> Option<&Model> {
        match named {
            Some(name) => self.offered(mode).find(|m| m.name == name),
            None => {
                let fits = self.offered(mode).find(|m| m.takes(roles));
                fits.or_else(|| self.offered(mode).next())
            }
        }
    }

    /// Finds a model by the provider's name.
    pub fn model(&self, name: &str) -> Option<&Model> {
        self.models.iter().find(|m| m.name == name)
    }

    /// The limits of an input in a role.
    pub fn limit(&self, role: Role) -> &Limit {
        match role {
            Role::FirstFrame | Role::LastFrame | Role::ReferenceImage | Role::SourceImage => {
                &self.limits.image
            }
            Role::FirstClip | Role::Video => &self.limits.video,
            Role::ReferenceVideo => &self.limits.reference_video,
            Role::DrivingAudio | Role::ReferenceAudio => &self.limits.audio,
            Role::ReferenceVoice => &self.limits.voice,
        }
    }

    /// Validates what is known before anything is downloaded: prompt, numbers and combination of
    /// inputs.
    ///
    /// # Errors
    /// The first problem found, to be shown to the member.
    pub fn screen(&self, draft: &Draft) -> Result<(), RequestError> {
        let model = self
            .model(&draft.model)
            .filter(|m| m.enabled)
            .ok_or_else(|| RequestError::ModelUnavailable { model: draft.model.clone() })?;
        let chars = draft.prompt.chars().count();
        // Without any input a prompt is required.
        let required = model.prompt.required || draft.roles.is_empty();
        if required && draft.prompt.trim().is_empty() {
            return Err(RequestError::PromptEmpty);
        }
        if chars > model.prompt.max_chars {
            return Err(RequestError::PromptTooLong { chars, limit: model.prompt.max_chars });
        }
        if let Some(negative) = &draft.negative {
            if model.negative_max_chars == 0 {
                return Err(RequestError::NoNegative);
            }
            let chars = negative.chars().count();
            if chars > model.negative_max_chars {
                return Err(RequestError::NegativeTooLong {
                    chars,
                    limit: model.negative_max_chars,
                });
            }
        }
        let alone = draft.roles.is_empty() || !model.without_inputs.contains(&draft.resolution);
        if !model.resolutions.contains(&draft.resolution) || !alone {
            return Err(RequestError::Resolution(draft.resolution.to_string()));
        }
        if let Some(ratio) = draft.ratio
            && !model.ratios.contains(&ratio)
        {
            return Err(RequestError::Ratio(ratio.to_string()));
        }
        let Range { min, max } = model.seconds_for(&draft.roles);
        let hangs = model.length_of_input || draft.roles.contains(&Role::FirstClip);
        let as_input = draft.seconds == 0 && hangs;
        if !(min..=max).contains(&draft.seconds) && !as_input {
            return Err(RequestError::SecondsOutOfRange { seconds: draft.seconds, min, max });
        }
        let Range { min, max } = model.images;
        if !(min..=max).contains(&draft.count) {
            return Err(RequestError::TooManyImages { count: draft.count, max });
        }
        if !model.takes(&draft.roles) {
            let mut roles = draft.roles.clone();
            roles.sort();
            return Err(RequestError::Combination { mode: model.mode_for(&roles), roles });
        }
        Ok(())
    }

    /// Validates an input by its announced size.
    ///
    /// # Errors
    /// When it is too large or empty.
    pub fn screen_size(&self, role: Role, bytes: u64) -> Result<(), InputProblem> {
        InputProblem::of_size(bytes, self.limit(role).max_bytes)
    }

    /// Validates an input in a role by its measured bytes.
    ///
    /// # Errors
    /// All limits that it exceeds at once, so that a member can correct the file in one go.
    pub fn check_input(&self, role: Role, facts: &Facts) -> Result<(), InputProblem> {
        let limit = self.limit(role);
        if !limit.formats.contains(&facts.format) {
            let wanted = role.kind();
            let found = Detected::Accepted(facts.format);
            return Err(InputProblem::WrongKind { found, wanted, converted: Vec::new() });
        }
        let mut problems = Vec::new();
        problems.extend(self.screen_size(role, facts.bytes).err());
        if let (Some((width, height)), Some(min), Some(max)) =
            (facts.size, limit.min_side, limit.max_side)
        {
            if width.min(height) < min || width.max(height) > max {
                problems.push(InputProblem::Sides { width, height, min, max });
            }
            if let Some(limit) = limit.max_aspect
                && f64::from(width.max(height)) > limit * f64::from(width.min(height))
            {
                problems.push(InputProblem::Aspect { width, height, limit });
            }
        }
        if let (Some(seconds), Some(min), Some(max)) =
            (facts.seconds, limit.min_seconds, limit.max_seconds)
            && !(min..=max + LENGTH_TOLERANCE).contains(&seconds)
        {
            problems.push(InputProblem::Length { seconds, min, max });
        }
        InputProblem::from_all(problems)
    }

    /// Validates the whole request with measured inputs, as the last check before it is accepted.
    ///
    /// # Errors
    /// The first problem found.
    pub fn check(&self, request: &Request) -> Result<(), RequestError> {
        self.screen(&Draft::of(request))?;
        for input in &request.inputs {
            self.check_input(input.role, &input.facts).map_err(|problem| RequestError::Input {
                role: input.role,
                name: input.name.clone(),
                problem,
            })?;
        }
        if let Some(video) = request.input(Role::FirstClip)
            && let Some(seconds) = video.facts.seconds
            && seconds >= f64::from(request.seconds)
        {
            return Err(RequestError::NothingToContinue {
                seconds: request.seconds,
                video: seconds,
            });
        }
        self.check_together(request)
    }

    /// Checks the limits on the total of all inputs of a role.
    fn check_together(&self, request: &Request) -> Result<(), RequestError> {
        let Some(model) = self.model(&request.model) else { return Ok(()) };
        for (role, most) in &model.seconds_of_all {
            let of_role = request.inputs.iter().filter(|i| i.role == *role);
            let seconds: f64 = of_role.filter_map(|i| i.facts.seconds).sum();
            if seconds > *most {
                return Err(RequestError::TooLongTogether { role: *role, seconds, most: *most });
            }
        }
        Ok(())
    }

    /// Problems to report to the operator at startup: models not served in the region, unknown
    /// prices.
    pub fn problems(&self, region: Region) -> Vec<String> {
        let mut problems = Vec::new();
        for model in self.models.iter().filter(|m| m.enabled && !m.regions.contains(&region)) {
            let served: Vec<_> = model.regions.iter().map(|r| r.id()).collect();
            problems.push(format!(
                "model {} is not served in {} ({}); it is in {}: change `wan.region`, or take the \
                 model out with `wan.disabled_models`",
                model.name,
                region.id(),
                region.name(),
                served.join(", ")
            ));
        }
        problems
    }

    /// Offers models.
    ///
    /// # Errors
    /// The names that are not in the catalogue; the others are offered.
    pub fn enable(&mut self, names: &[String]) -> Result<(), Vec<String>> {
        self.set_enabled(names, true)
    }

    /// Stops offering models.
    ///
    /// # Errors
    /// The names that are not in the catalogue; the others are disabled.
    pub fn disable(&mut self, names: &[String]) -> Result<(), Vec<String>> {
        self.set_enabled(names, false)
    }

    fn set_enabled(&mut self, names: &[String], enabled: bool) -> Result<(), Vec<String>> {
        let unknown: Vec<_> = names.iter().filter(|n| self.model(n).is_none()).cloned().collect();
        for model in &mut self.models {
            if names.contains(&model.name) {
                model.enabled = enabled;
            }
        }
        if unknown.is_empty() { Ok(()) } else { Err(unknown) }
    }
}

/// A request whose inputs are not known yet except for their roles.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The requested model.
    pub model: String,
    /// The prompt.
    pub prompt: String,
    /// The negative prompt.
    pub negative: Option<String>,
    /// Output resolution class.
    pub resolution: Resolution,
    /// Output aspect ratio.
    pub ratio: Option<Ratio>,
    /// Duration of the result in seconds; 0 for an image, or for the duration of the input.
    pub seconds: u32,
    /// Number of images; 1 for a video.
    pub count: u32,
    /// Roles of the expected inputs.
    pub roles: Vec<Role>,
}

impl Draft {
    /// The draft of a complete request.
    pub fn of(request: &Request) -> Self {
        Self {
            model: request.model.clone(),
            prompt: request.prompt.clone(),
            negative: request.negative.clone(),
            resolution: request.resolution,
            ratio: request.ratio,
            seconds: request.seconds,
            count: request.count,
            roles: request.roles(),
        }
    }
}

#[cfg(test)]
#[path = "catalogue_tests.rs"]
mod tests;
