//! The model catalogue and the check of a request against it.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::generation::price::{Credits, Money, Price};
use crate::generation::refusal::{InputProblem, Refusal};
use crate::generation::region::Region;
use crate::generation::request::{Mode, Ratio, Request, Resolution, Role};
use crate::media::{Facts, Format, Kind};

/// Every model that can be asked for, with its limits and prices.
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
    clip: Limit,
    audio: Limit,
}

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

/// One model.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// The provider's name.
    pub name: String,
    /// What it does.
    pub mode: Mode,
    /// Whether members may ask for it.
    pub enabled: bool,
    /// Where it is served.
    pub regions: Vec<Region>,
    /// Resolutions offered, cheapest first: the first is our default.
    pub resolutions: Vec<Resolution>,
    /// Ratios offered; empty where the output follows the input.
    pub ratios: Vec<Ratio>,
    /// Lengths offered.
    pub seconds: Range,
    /// The prompt's rule.
    pub prompt: PromptRule,
    /// Most characters of the negative prompt.
    pub negative_max_chars: usize,
    /// The closed list of inputs that may come together.
    combinations: Vec<Vec<Role>>,
    /// How long a task takes before we have seen any.
    pub typical_seconds: Band,
    /// Tasks that the provider runs at once per account.
    pub running: usize,
    /// Submissions a second per account.
    pub submissions_per_second: u32,
    /// Seconds of each input clip that are billed like those of the result, at most; none if
    /// it is not there.
    #[serde(default)]
    billed_input_seconds: f64,
    credits_per_second: BTreeMap<Resolution, f64>,
    money_per_second: BTreeMap<Region, BTreeMap<Resolution, f64>>,
}

/// Inclusive range of whole seconds.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Range {
    /// Least.
    pub min: u32,
    /// Most.
    pub max: u32,
}

/// A band of seconds.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Band {
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

impl Catalogue {
    /// The catalogue that is compiled in.
    ///
    /// # Panics
    /// Never in a released build: a test parses the file.
    pub fn built_in() -> Self {
        Self::parse(include_str!("../../config/models.toml"))
            .expect("config/models.toml is parsed by a test")
    }

    /// Reads a catalogue.
    ///
    /// # Errors
    /// What TOML or the shape of the catalogue object to.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// All models.
    pub fn models(&self) -> &[Model] {
        &self.models
    }

    /// A model by the provider's name.
    pub fn model(&self, name: &str) -> Option<&Model> {
        self.models.iter().find(|m| m.name == name)
    }

    /// The limits of an input in a role.
    pub fn limit(&self, role: Role) -> &Limit {
        match role {
            Role::FirstFrame | Role::LastFrame => &self.limits.image,
            Role::FirstClip => &self.limits.clip,
            Role::DrivingAudio => &self.limits.audio,
        }
    }

    /// Everything that can be said before a byte is downloaded: words, numbers, combination.
    ///
    /// # Errors
    /// The first thing that is wrong, as the member should hear it.
    pub fn screen(&self, draft: &Draft) -> Result<(), Refusal> {
        let model = self
            .model(&draft.model)
            .filter(|m| m.enabled)
            .ok_or_else(|| Refusal::ModelUnavailable { model: draft.model.clone() })?;
        let chars = draft.prompt.chars().count();
        if model.prompt.required && draft.prompt.trim().is_empty() {
            return Err(Refusal::PromptEmpty);
        }
        if chars > model.prompt.max_chars {
            return Err(Refusal::PromptTooLong { chars, limit: model.prompt.max_chars });
        }
        if let Some(negative) = &draft.negative {
            let chars = negative.chars().count();
            if chars > model.negative_max_chars {
                return Err(Refusal::NegativeTooLong { chars, limit: model.negative_max_chars });
            }
        }
        if !model.resolutions.contains(&draft.resolution) {
            return Err(Refusal::Resolution(draft.resolution.to_string()));
        }
        if let Some(ratio) = draft.ratio
            && !model.ratios.contains(&ratio)
        {
            return Err(Refusal::Ratio(ratio.to_string()));
        }
        let Range { min, max } = model.seconds;
        if !(min..=max).contains(&draft.seconds) {
            return Err(Refusal::SecondsOutOfRange { seconds: draft.seconds, min, max });
        }
        let mut roles = draft.roles.clone();
        roles.sort();
        let allowed = model.combinations.iter().any(|c| {
            let mut c = c.clone();
            c.sort();
            c == roles
        });
        if !allowed {
            return Err(Refusal::Combination(roles));
        }
        Ok(())
    }

    /// What can be said of an input from its announced size alone.
    ///
    /// # Errors
    /// Too large or empty.
    pub fn screen_size(&self, role: Role, bytes: u64) -> Result<(), InputProblem> {
        let limit = self.limit(role).max_bytes;
        match bytes {
            0 => Err(InputProblem::Empty),
            n if n > limit => Err(InputProblem::TooLarge { bytes: n, limit }),
            _ => Ok(()),
        }
    }

    /// Whether an input's bytes, as measured, are taken in a role.
    ///
    /// # Errors
    /// The first limit that it breaks.
    pub fn check_input(&self, role: Role, facts: &Facts) -> Result<(), InputProblem> {
        let limit = self.limit(role);
        if !limit.formats.contains(&facts.format) {
            let wanted = match role {
                Role::FirstFrame | Role::LastFrame => Kind::Image,
                Role::FirstClip => Kind::Clip,
                Role::DrivingAudio => Kind::Audio,
            };
            return Err(InputProblem::WrongKind { found: facts.format.name().into(), wanted });
        }
        self.screen_size(role, facts.bytes)?;
        if let (Some((width, height)), Some(min), Some(max)) =
            (facts.size, limit.min_side, limit.max_side)
        {
            if width.min(height) < min || width.max(height) > max {
                return Err(InputProblem::Sides { width, height, min, max });
            }
            if let Some(aspect) = limit.max_aspect
                && f64::from(width.max(height)) > aspect * f64::from(width.min(height))
            {
                return Err(InputProblem::Aspect { width, height, limit: aspect });
            }
        }
        if let (Some(seconds), Some(min), Some(max)) =
            (facts.seconds, limit.min_seconds, limit.max_seconds)
            && !(min..=max).contains(&seconds)
        {
            return Err(InputProblem::Length { seconds, min, max });
        }
        Ok(())
    }

    /// The whole request, inputs measured: the last word before it is accepted.
    ///
    /// # Errors
    /// The first thing that is wrong.
    pub fn check(&self, request: &Request) -> Result<(), Refusal> {
        self.screen(&Draft::of(request))?;
        for input in &request.inputs {
            self.check_input(input.role, &input.facts).map_err(|problem| Refusal::Input {
                role: input.role,
                name: input.name.clone(),
                problem,
            })?;
        }
        if let Some(clip) = request.input(Role::FirstClip)
            && let Some(seconds) = clip.facts.seconds
            && seconds >= f64::from(request.seconds)
        {
            return Err(Refusal::NothingToContinue { seconds: request.seconds, clip: seconds });
        }
        Ok(())
    }

    /// What a request costs in a region. An unknown price is the dearest one known.
    pub fn price(&self, request: &Request, region: Region) -> Price {
        let clips = request.inputs.iter().filter(|i| i.facts.format.kind() == Kind::Clip);
        let billed = self.model(&request.model).map_or(0.0, |m| m.billed_input_seconds);
        let inputs: f64 = clips.map(|i| i.facts.seconds.unwrap_or(billed).min(billed)).sum();
        let seconds = f64::from(request.seconds) + inputs;
        self.price_of(&request.model, request.resolution, seconds, region)
    }

    /// The least that a request will cost, before its inputs are known.
    pub fn least_price(&self, draft: &Draft, region: Region) -> Price {
        self.price_of(&draft.model, draft.resolution, f64::from(draft.seconds), region)
    }

    fn price_of(&self, model: &str, resolution: Resolution, seconds: f64, region: Region) -> Price {
        let model = self.model(model);
        let credits = model
            .and_then(|m| m.credits_per_second.get(&resolution))
            .copied()
            .unwrap_or_else(|| self.dearest(|m| m.credits_per_second.values().copied().collect()));
        let money = model
            .and_then(|m| m.money_per_second.get(&region)?.get(&resolution))
            .copied()
            .unwrap_or_else(|| {
                self.dearest(|m| {
                    m.money_per_second.values().flat_map(|r| r.values().copied()).collect()
                })
            });
        Price {
            credits: Credits::from_f64(credits * seconds),
            money: Money::from_f64(money * seconds),
        }
    }

    fn dearest(&self, of: impl Fn(&Model) -> Vec<f64>) -> f64 {
        self.models.iter().flat_map(of).fold(0.0, f64::max)
    }

    /// What an operator should hear at start: models that the region does not serve, prices
    /// that are not known there.
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

    /// Prices that have to be guessed in this region, one sentence each.
    pub fn warnings(&self, region: Region) -> Vec<String> {
        let mut warnings = Vec::new();
        for model in self.models.iter().filter(|m| m.enabled && m.regions.contains(&region)) {
            for resolution in &model.resolutions {
                let known = model.credits_per_second.contains_key(resolution)
                    && model
                        .money_per_second
                        .get(&region)
                        .is_some_and(|r| r.contains_key(resolution));
                if !known {
                    warnings.push(format!(
                        "the price of {} at {resolution} in {} is not known: the dearest known \
                         price is charged instead",
                        model.name,
                        region.id()
                    ));
                }
            }
        }
        warnings
    }

    /// Takes models out of the offer.
    ///
    /// # Errors
    /// The names that the catalogue does not have.
    pub fn disable(&mut self, names: &[String]) -> Result<(), Vec<String>> {
        let unknown: Vec<_> = names.iter().filter(|n| self.model(n).is_none()).cloned().collect();
        for model in &mut self.models {
            if names.contains(&model.name) {
                model.enabled = false;
            }
        }
        if unknown.is_empty() { Ok(()) } else { Err(unknown) }
    }
}

/// A request before its inputs are known by more than their roles.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    /// The model asked for.
    pub model: String,
    /// The prompt.
    pub prompt: String,
    /// What should not appear.
    pub negative: Option<String>,
    /// Output resolution class.
    pub resolution: Resolution,
    /// Output ratio.
    pub ratio: Option<Ratio>,
    /// Length of the result.
    pub seconds: u32,
    /// Roles of the inputs to come.
    pub roles: Vec<Role>,
}

impl Draft {
    /// A request as it was drafted.
    pub fn of(request: &Request) -> Self {
        Self {
            model: request.model.clone(),
            prompt: request.prompt.clone(),
            negative: request.negative.clone(),
            resolution: request.resolution,
            ratio: request.ratio,
            seconds: request.seconds,
            roles: request.roles(),
        }
    }
}

#[cfg(test)]
#[path = "catalogue_tests.rs"]
mod tests;
