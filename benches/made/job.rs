//! A typical job, for the benchmarks that need many.

use jiff::Timestamp;
use wanbot::generation::{Credits, Money, Price, Request, Resolution};
use wanbot::job::{ChannelId, InteractionId, Job, JobId, Origin, Place, Tenant, UserId};

/// The default model.
pub const MODEL: &str = "wan2.7-t2v";

/// A job for a video of the given seconds, at one credit per second.
pub fn job(id: JobId, n: u64, whose: (Tenant, UserId), seconds: u32, at: Timestamp) -> Job {
    let request = Request {
        model: MODEL.into(),
        prompt: "a lighthouse in a storm, waves over the rocks, cinematic, 35 mm".into(),
        negative: None,
        resolution: Resolution::P720,
        ratio: None,
        seconds,
        count: 1,
        seed: 1_234_567,
        enhance: true,
        keep_audio: false,
        inputs: vec![],
    };
    let money = Money(i64::from(seconds) * 100_000);
    let price = Price { credits: Credits(i64::from(seconds) * 1_000), money };
    let place = Place { tenant: whose.0, channel: ChannelId(2) };
    // As long as Discord's.
    let token = Some("0123456789abcdef".repeat(12));
    let origin =
        Origin { interaction: InteractionId(n), token, at, attachment_limit: Some(10 << 20) };
    Job::accepted(id, request, price, whose.1, place, origin, at)
}
