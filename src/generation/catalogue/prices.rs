//! Prices of the catalogue's models.

use super::{Catalogue, Draft, Model};
use crate::generation::parameters::Resolution;
use crate::generation::price::{Credits, Money, Price};
use crate::generation::region::Region;
use crate::generation::request::Request;
use crate::generation::usage::Usage;
use crate::media::Kind;

impl Catalogue {
    /// The price of a request in a region. An unknown price is replaced by the highest known one.
    pub fn price(&self, request: &Request, region: Region) -> Price {
        let Some(model) = self.model(&request.model).filter(|m| !m.makes_images()) else {
            return self.images(&request.model, request.resolution, request.count, region);
        };
        let videos = || request.inputs.iter().filter(|i| i.facts.format.kind() == Kind::Video);
        let share = model.billed_input_seconds / videos().count().max(1) as f64;
        let inputs: f64 = videos().map(|i| i.facts.seconds.unwrap_or(share).min(share)).sum();
        self.price_of(&request.model, request.resolution, request.length() + inputs, region)
    }

    /// The price of what the provider bills for a video; `None` for images, and where it does not
    /// state the seconds.
    pub fn billed_price(&self, request: &Request, usage: &Usage, region: Region) -> Option<Price> {
        let seconds = usage.billed_seconds.filter(|s| s.is_finite() && *s > 0.0)?;
        let is_video = !self.model(&request.model)?.makes_images();
        is_video.then(|| self.price_of(&request.model, request.resolution, seconds, region))
    }

    /// The minimum price of a request, before its inputs are known.
    pub fn least_price(&self, draft: &Draft, region: Region) -> Price {
        match self.model(&draft.model) {
            Some(m) if m.makes_images() => {
                self.images(&draft.model, draft.resolution, draft.count, region)
            }
            Some(m) if draft.seconds == 0 => {
                // The result is as long as the input, which has at least the minimum duration and
                // is billed too.
                let least = f64::from(m.seconds.min) * 2.0;
                self.price_of(&draft.model, draft.resolution, least, region)
            }
            _ => {
                let seconds = f64::from(draft.seconds);
                self.price_of(&draft.model, draft.resolution, seconds, region)
            }
        }
    }

    /// The price of one unit of a model: a second or an image.
    pub fn unit_price(&self, model: &str, resolution: Resolution, region: Region) -> Price {
        self.price_of(model, resolution, 1.0, region)
    }

    fn images(&self, model: &str, resolution: Resolution, count: u32, region: Region) -> Price {
        self.price_of(model, resolution, f64::from(count), region)
    }

    fn price_of(&self, model: &str, resolution: Resolution, units: f64, region: Region) -> Price {
        let model = self.model(model);
        let credits = model
            .and_then(|m| m.credits.get(&resolution))
            .copied()
            .unwrap_or_else(|| self.highest(|m| m.credits.values().copied().collect()));
        let money =
            model.and_then(|m| m.money.get(&region)?.get(&resolution)).copied().unwrap_or_else(
                || self.highest(|m| m.money.values().flat_map(|r| r.values().copied()).collect()),
            );
        Price { credits: Credits::from_f64(credits * units), money: Money::from_f64(money * units) }
    }

    /// The highest value among the models on offer.
    fn highest(&self, of: impl Fn(&Model) -> Vec<f64>) -> f64 {
        self.models.iter().filter(|m| m.enabled).flat_map(of).fold(0.0, f64::max)
    }

    /// Prices that are unknown in this region, one sentence each.
    pub fn warnings(&self, region: Region) -> Vec<String> {
        let mut warnings = Vec::new();
        for model in self.models.iter().filter(|m| m.enabled && m.regions.contains(&region)) {
            for resolution in &model.resolutions {
                let known = model.credits.contains_key(resolution)
                    && model.money.get(&region).is_some_and(|r| r.contains_key(resolution));
                if !known {
                    warnings.push(format!(
                        "the price of {} at {resolution} in {} is not known: the highest known \
                         price is charged instead",
                        model.name,
                        region.id()
                    ));
                }
            }
        }
        warnings
    }
}
