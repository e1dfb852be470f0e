//! The HTTP face: `/api/v1`, the temporary store, the results.

mod answers;
mod asked;
mod images;
mod limits;
mod list;
mod results;
mod store;
mod submission;
mod tasks;
mod tokens;
mod videos;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderMap, HeaderName, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, post};

use crate::emulator::wan::world::Wan;
use crate::emulator::wan::world::account::{Caller, Place};

pub(in crate::emulator) use answers::compressed;
use answers::{Refused, refused};

/// Queries, lists and cancellations: each this many per second and account.
const QUERIES: usize = 20;
const SECOND: Duration = Duration::from_secs(1);

const VIDEO: &str = "video-generation:video-synthesis";
const IMAGE: &str = "image-generation:generation";

/// Models, the family of each, and its API path.
// Differs: wan-few-models
static MODELS: [(&str, &str, &str); 12] = [
    ("wan2.7-t2v", "t2v", VIDEO),
    ("wan2.7-t2v-2026-04-25", "t2v", VIDEO),
    ("wan2.7-t2v-2026-06-12", "t2v", VIDEO),
    ("wan2.7-i2v", "i2v", VIDEO),
    ("wan2.7-i2v-2026-04-25", "i2v", VIDEO),
    ("wan2.7-r2v", "r2v", VIDEO),
    ("wan2.7-r2v-2026-06-12", "r2v", VIDEO),
    ("wan2.7-videoedit", "videoedit", VIDEO),
    ("wan3.0-video", "wan3", VIDEO),
    ("wan3.0-video-prime", "wan3", VIDEO),
    ("wan2.7-image", "image", IMAGE),
    ("wan2.7-image-pro", "image-pro", IMAGE),
];

/// The regions that have Wan 2.7 and wan3.0 (docs/reference/wan-api.md §1.2).
// Differs: wan-models-by-region
const WITH_2_7: [&str; 2] = ["cn-beijing", "ap-southeast-1"];
const WITH_3_0: [&str; 4] = ["cn-beijing", "ap-southeast-1", "us-east-1", "cn-hongkong"];

#[derive(Clone)]
struct Site {
    wan: Wan,
    /// The origin under which clients reach this face.
    origin: Arc<str>,
}

/// The routes; `origin` is where clients reach them.
pub fn routes(wan: Wan, origin: &str) -> Router {
    let site = Site { wan, origin: origin.into() };
    let aigc = "/api/v1/services/aigc";
    // Differs: wan-few-routes
    // Differs: wan-no-events
    let api = Router::new()
        .route(&format!("{aigc}/video-generation/video-synthesis"), post(submission::video))
        .route(&format!("{aigc}/image-generation/generation"), post(images::image))
        .route(&format!("{aigc}/multimodal-generation/generation"), post(images::image_now))
        .route(&format!("{aigc}/image2video/{{function}}"), post(submission::legacy))
        .route(&format!("{aigc}/text2image/{{function}}"), post(submission::legacy))
        .route(&format!("{aigc}/image2image/{{function}}"), post(submission::legacy))
        .route("/api/v1/tasks", get(list::list))
        .route("/api/v1/tasks/", get(list::list))
        .route("/api/v1/tasks/{id}", get(tasks::query))
        .route("/api/v1/tasks/{id}/", get(tasks::query))
        .route("/api/v1/tasks/{id}/cancel", post(tasks::cancel))
        .route("/api/v1/quotas", get(limits::quotas))
        .route("/api/v1/models/limits", get(limits::quotas).post(limits::set))
        .route("/api/v1/uploads", get(store::policy))
        .route("/api/v1/tokens", post(tokens::token))
        .method_not_allowed_fallback(answers::wrong_method)
        .fallback(answers::unknown)
        .layer(from_fn(answers::caught))
        .layer(from_fn_with_state(site.clone(), answers::gateway));
    let store = Router::new()
        .route("/oss", post(store::upload))
        .route("/oss/", post(store::upload))
        .route("/results/{name}", get(results::result))
        .method_not_allowed_fallback(store::wrong_method)
        .layer(from_fn(store::stamped));
    api.merge(store).layer(DefaultBodyLimit::max(512 * 1024 * 1024)).with_state(site)
}

/// The family of a model and its API path.
fn family(model: &str) -> Option<(&'static str, &'static str)> {
    let found = MODELS.iter().find(|(name, _, _)| *name == model);
    found.map(|(_, family, path)| (*family, *path))
}

/// Whether a region has the models of a family.
fn is_offered(family: &str, region: &str) -> bool {
    let regions = if family == "wan3" { &WITH_3_0[..] } else { &WITH_2_7[..] };
    regions.contains(&region)
}

impl Site {
    /// Returns the account of the key; a key of another region is rejected like an unknown one.
    fn authorized(&self, headers: &HeaderMap) -> Result<Caller, Refused> {
        let text = |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
        let Some(key) = text(header::AUTHORIZATION).and_then(|v| v.strip_prefix("Bearer ")) else {
            return refused(401, "InvalidApiKey", "No API-key provided.");
        };
        let world = self.wan.lock();
        // Differs: wan-hosts
        let place = text(header::HOST).and_then(Place::of_host);
        let caller = world.accounts.caller(key.trim(), world.clock.now());
        let caller = caller.filter(|caller| {
            let region = &world.accounts.named(&caller.account).region;
            place.as_ref().is_none_or(|place| place.region == *region)
        });
        let Some(caller) = caller else {
            return refused(401, "InvalidApiKey", "Invalid API-key provided.");
        };
        let named = headers.get("x-dashscope-workspace").and_then(|v| v.to_str().ok());
        let workspace = &world.accounts.named(&caller.account).workspace;
        let asked = [named, place.and_then(|place| place.workspace)];
        if asked.iter().flatten().any(|asked| asked != workspace) {
            return refused(403, "Workspace.AccessDenied", "Workspace access denied.");
        }
        Ok(caller)
    }

    /// The family and path of a model, if the caller's region has it.
    fn offered(&self, caller: &Caller, model: &str) -> Option<(&'static str, &'static str)> {
        let world = self.wan.lock();
        let region = &world.accounts.named(&caller.account).region;
        family(model).filter(|(family, _)| is_offered(family, region))
    }

    fn within(
        &self,
        caller: &Caller,
        what: &str,
        most: usize,
        period: Duration,
    ) -> Result<(), Refused> {
        if self.wan.lock().within(&format!("{} {what}", caller.account), most, period) {
            return Ok(());
        }
        let message = "Requests rate limit exceeded, please try again later.";
        refused(429, "Throttling.RateQuota", message)
    }
}
