//! What the provider says that a finished task was: its length, size and count, as it bills them.

use serde::{Deserialize, Serialize};

use crate::generation::request::{Ratio, Request};

/// How far the length of a result may be from what was asked for, in seconds: the last frame of a
/// clip that is edited counts, and lengths are rounded.
const SLACK: f64 = 1.0;

/// What the provider bills for a finished task, as far as it says.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// Seconds that are billed, those of the inputs included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub billed_seconds: Option<f64>,
    /// Length of the result in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_seconds: Option<f64>,
    /// Resolution class, as the number in its name: 720 for 720P.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<u32>,
    /// Ratio of a video, such as 16:9.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratio: Option<String>,
    /// How many images were made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub images: Option<u32>,
}

impl Usage {
    /// Whether a task of this usage can have been made by a request: what is not said fits.
    pub fn fits(&self, request: &Request) -> bool {
        // Which one the provider chooses, where it may, is not known before.
        let ratio = request.ratio.filter(|r| *r != Ratio::Adaptive).map(|r| r.id());
        !self.contradicts(request)
            && (self.ratio.as_deref().zip(ratio)).is_none_or(|(is, asked)| is == asked)
    }

    /// Whether a task of this usage is certainly of another request: what is paid for by length and
    /// resolution the provider does not choose for itself.
    pub fn contradicts(&self, request: &Request) -> bool {
        if request.makes_pictures() {
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
    use crate::generation::request::Resolution;

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
            keep_sound: false,
            inputs: Vec::new(),
        }
    }

    #[test]
    fn a_task_of_another_length_size_or_shape_is_not_the_requests() {
        let usage = Usage {
            billed_seconds: Some(5.0),
            output_seconds: Some(5.0),
            resolution: Some(720),
            ratio: Some("16:9".into()),
            images: None,
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
