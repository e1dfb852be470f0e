//! The object store for results, by signed links that expire.

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::asked::{Asked, Name, named};
use super::store::{forged, xml};
use super::submission::prompt_of;
use super::{Site, images, videos};
use crate::emulator::download::Download;
use crate::emulator::wan::render::{self, Scene};
use crate::emulator::wan::world::input_image::InputImage;
use crate::emulator::wan::world::task::Task;
use crate::emulator::wan::world::{LIFE, Wan};

/// A signed link to a result.
pub(super) fn link(site: &Site, task: &Task, name: &str) -> String {
    let expires = (task.ended_at.unwrap_or(task.submitted_at) + LIFE).as_second();
    let signature = signature(name, expires);
    format!(
        "{}/results/{name}?Expires={expires}&OSSAccessKeyId=LTAIemulator&Signature={signature}",
        site.origin
    )
}

pub(super) fn signature(name: &str, expires: i64) -> String {
    use hmac::{Hmac, Mac};
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(b"emulator").expect("any length will do");
    mac.update(format!("{name} {expires}").as_bytes());
    mac.finalize().into_bytes().iter().take(14).map(|b| format!("{b:02x}")).collect()
}

/// A file's `ETag`, quoted. A name always has the same content, so the bytes need not be hashed.
pub(super) fn etag(name: &str, bytes: &Bytes) -> String {
    // Differs: wan-etag
    let hash = Sha256::digest(format!("{name} {}", bytes.len()));
    let hash: String = hash.iter().take(16).map(|b| format!("{b:02X}")).collect();
    format!("\"{hash}\"")
}

pub(super) async fn result(
    State(site): State<Site>,
    headers: HeaderMap,
    uri: Uri,
    name: Name,
) -> Response {
    let (name, asked) = (named(name), Asked::of(&uri));
    let (Some(expires), Some(given)) = (asked.text("Expires"), asked.text("Signature")) else {
        return xml(403, "AccessDenied", "You have no right to access this object.");
    };
    let Ok(expires) = expires.parse::<i64>() else {
        return xml(403, "AccessDenied", "Invalid date (should be seconds since epoch).");
    };
    if given != signature(&name, expires) {
        return forged();
    }
    if site.wan.clock().now().as_second() >= expires {
        return xml(403, "AccessDenied", "Request has expired.");
    }
    let (stem, kind) = name.rsplit_once('.').unwrap_or((&name, ""));
    let (id, number) = match kind {
        "png" => stem.rsplit_once('-').map_or((stem, 0), |(i, n)| (i, n.parse().unwrap_or(0))),
        _ => (stem, 0),
    };
    let mime = if kind == "png" { "image/png" } else { "video/mp4" };
    let Some((bytes, made_at)) = rendered(&site.wan, id, number).await else {
        return xml(404, "NoSuchKey", "The specified key does not exist.");
    };
    let tag = etag(&name, &bytes);
    let file = Download { kind: mime, tag: &tag, modified: made_at, bytes: &bytes };
    // Differs: wan-range
    let beyond = || xml(416, "InvalidRange", "The requested range cannot be satisfied.");
    file.response(&headers, beyond)
}

/// A result and its creation time: from the cache, or rendered again.
async fn rendered(wan: &Wan, id: &str, number: usize) -> Option<(Bytes, Timestamp)> {
    let (rendering, made_at) = {
        let mut world = wan.lock();
        let least_bytes = world.least_bytes;
        let (done, video) = (world.results.get(id, number), world.video.clone());
        let task = world.tasks.get_mut(id)?;
        let made_at = task.ended_at?;
        if let Some(video) = video.filter(|_| task.api.starts_with("video")) {
            return Some((video, made_at));
        }
        if let Some(done) = done {
            return Some((done, made_at));
        }
        // Rendering is deterministic, however often it happens.
        task.least_bytes.get_or_insert(least_bytes);
        let task = task.clone();
        let (finished, name) = (wan.clone(), id.to_owned());
        let finish = move |made: Option<&Bytes>| {
            let results = &mut finished.lock().results;
            match made {
                Some(bytes) => results.put(&name, number, bytes.clone()),
                None => results.forget(&name, number),
            }
        };
        let render = move || render_result(&task, number);
        (world.results.rendering(id, number, render, finish), made_at)
    };
    Some((rendering.await?, made_at))
}

fn render_result(task: &Task, number: usize) -> Vec<u8> {
    let seed = u32::try_from(task.parameter("seed").as_u64().unwrap_or(7)).unwrap_or(u32::MAX);
    let seed = seed.wrapping_add(u32::try_from(number).unwrap_or(u32::MAX));
    let words = prompt_of(&task.body);
    let pixels = |image: &Option<InputImage>| image.as_ref().and_then(InputImage::pixels);
    let (first, last) = (pixels(&task.inputs.first), pixels(&task.inputs.last));
    if !task.api.starts_with("video") {
        let (width, height) = images::size_of(task);
        return render::still(&words, seed, width, height, first.as_ref());
    }
    // Differs: wan-no-watermark
    let (width, height) = videos::size_of(task);
    let seconds = videos::seconds_of(task);
    let least_bytes = task.least_bytes.unwrap_or(0);
    let scene = Scene { width, height, seconds, first, last, words, seed, least_bytes };
    render::filmed(&scene, videos::film_of(task))
}
