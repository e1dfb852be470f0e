//! The provider's billing data of a finished task: duration, resolution and count.

use serde::{Deserialize, Serialize};

use crate::generation::parameters::Ratio;
use crate::generation::price::Price;
use crate::generation::request::Request;

/// Tolerance between requested and actual duration in seconds: an edit counts the last frame of the
/// video, and durations are rounded.
const SLACK: f64 = 1.0;

/// What the provider bills for a finished task, as far as it reports it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// Billed seconds, including those of the inputs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billed_seconds: Option<f64>,
    /// Duration of the result in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_seconds: Option<f64>,
    /// Resolution class, as the number in its name: 720 for 720P.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<u32>,
    /// Aspect ratio of a video, such as 16:9.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratio: Option<String>,
    /// Number of generated images.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub images: Option<u32>,
    /// The price of the billed seconds of a video, by the catalogue when the task finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Price>,
}

impl Usage {
    /// Whether a task with this usage can result from a request. Missing fields match.
    pub fn fits(&self, request: &Request) -> bool {
        // An adaptive ratio is chosen by the provider and not known in advance.
        let ratio = request.ratio.filter(|r| *r != Ratio::Adaptive).map(|r| r.id());
        !self.contradicts(request)
            && (self.ratio.as_deref().zip(ratio)).is_none_or(|(is, asked)| is == asked)
    }

    /// Whether a task with this usage certainly belongs to another request. Compares duration and
    /// resolution only, because billing depends on them and the provider does not choose them
    /// itself.
    pub fn contradicts(&self, request: &Request) -> bool {
        if request.makes_images() {
            return self.output_seconds.is_some()
                || self.images.is_some_and(|images| images > request.count);
        }
        let resolution = request.resolution.id().trim_end_matches('P').parse().ok();
        let length = request.length();
        self.images.is_some_and(|images| images > 0)
            || self.output_seconds.is_some_and(|s| (s - length).abs() > SLACK)
            || self.resolution.is_some_and(|r| Some(r) != resolution)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generation::parameters::Resolution;

    fn request() -> Request {
        Request {
            model: "wan2.7-t2v".into(),
            prompt: "a fox".into(),
            negative: None,
            resolution: Resolution::P720,
            ratio: Some(Ratio::Wide),
            seconds: 5,
            count: 1,
            seed: 1,
            enhance: true,
            keep_audio: false,
            inputs: Vec::new(),
        }
    }

    #[test]
    fn a_task_of_another_duration_resolution_or_ratio_does_not_match() {
        let usage = Usage {
            billed_seconds: Some(5.0),
            output_seconds: Some(5.0),
            resolution: Some(720),
            ratio: Some("16:9".into()),
            images: None,
            price: None,
        };
        assert!(usage.fits(&request()) && Usage::default().fits(&request()));
        for other in [
            Usage { output_seconds: Some(10.0), ..usage.clone() },
            Usage { resolution: Some(1080), ..usage.clone() },
            Usage { ratio: Some("9:16".into()), ..usage.clone() },
            Usage { images: Some(1), ..usage },
        ] {
            assert!(!other.fits(&request()), "{other:?}");
        }
    }
}
