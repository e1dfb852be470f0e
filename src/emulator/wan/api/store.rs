//! The object store: temporary uploads in, results out.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Multipart, Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::{Value, json};

use super::images::image_size;
use super::{Refused, Site, family, prompt_of, refused, seconds_of, signature, size_of};
use crate::emulator::wan::render::{self, Scene};
use crate::emulator::wan::world::{Object, Policy, Task, Wan, request_id, uuid};

#[derive(Deserialize)]
pub(super) struct PolicyQuery {
    action: Option<String>,
    model: Option<String>,
}

pub(super) async fn policy(
    State(site): State<Site>,
    headers: HeaderMap,
    Query(q): Query<PolicyQuery>,
) -> Result<Json<Value>, Refused> {
    site.authorized(&headers)?;
    let model = q.model.unwrap_or_default();
    if q.action.as_deref() != Some("getPolicy") || family(&model).is_none() {
        return refused(400, "InvalidParameter", "action or model is not supported");
    }
    let mut world = site.wan.lock();
    let expires = world.clock.now() + std::time::Duration::from_secs(300);
    let dir = format!("dashscope-instant/emulator/{}", uuid());
    let document = json!({"expiration": expires.to_string(),
        "conditions": [["starts-with", "$key", dir]]});
    let policy = BASE64_STANDARD.encode(document.to_string());
    world.policies.insert(policy.clone(), Policy { dir: dir.clone(), model, expires });
    Ok(Json(json!({"request_id": request_id(), "data": {
        "policy": policy, "signature": signature(&policy, 0), "upload_dir": dir,
        "upload_host": format!("{}/oss", site.origin), "expire_in_seconds": 300,
        "max_file_size_mb": 100, "capacity_limit_mb": 999_999_999,
        "oss_access_key_id": "LTAIemulator", "x_oss_object_acl": "private",
        "x_oss_forbid_overwrite": "true",
    }})))
}

/// An object store's error: XML.
fn xml(status: u16, code: &str, message: &str) -> Response {
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>\n  <Code>{code}</Code>\n  \
         <Message>{message}</Message>\n</Error>\n"
    );
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::FORBIDDEN);
    (status, [(header::CONTENT_TYPE, "application/xml")], body).into_response()
}

pub(super) async fn upload(
    State(site): State<Site>,
    headers: HeaderMap,
    mut form: Multipart,
) -> Response {
    if headers.contains_key(header::AUTHORIZATION) {
        return xml(400, "InvalidArgument", "Only one auth mechanism is allowed.");
    }
    let mut fields = std::collections::HashMap::new();
    let mut file = None;
    while let Ok(Some(field)) = form.next_field().await {
        let name = field.name().unwrap_or_default().to_owned();
        let Ok(bytes) = field.bytes().await else {
            return xml(
                400,
                "MalformedPOSTRequest",
                "The body of your POST request is not well-formed.",
            );
        };
        // Whatever follows the file is not read.
        if name == "file" {
            file = Some(bytes);
            break;
        }
        fields.insert(name, String::from_utf8_lossy(&bytes).into_owned());
    }
    let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    let mut world = site.wan.lock();
    let now = world.clock.now();
    let Some(policy) = world.policies.get(field("policy")) else {
        return xml(403, "AccessDenied", "Invalid according to Policy: Policy is missing.");
    };
    if policy.expires < now {
        return xml(403, "AccessDenied", "Invalid according to Policy: Policy expired.");
    }
    if field("Signature") != signature(field("policy"), 0)
        || field("OSSAccessKeyId") != "LTAIemulator"
    {
        return xml(
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided.",
        );
    }
    let inside = field("key").strip_prefix(&policy.dir).and_then(|k| k.strip_prefix('/'));
    if inside.is_none_or(str::is_empty)
        || field("x-oss-object-acl") != "private"
        || field("x-oss-forbid-overwrite") != "true"
    {
        return xml(403, "AccessDenied", "Invalid according to Policy: Policy Condition failed.");
    }
    let Some(bytes) = file else {
        return xml(400, "MalformedPOSTRequest", "The body of your POST request has no file.");
    };
    if bytes.len() > 100 * 1024 * 1024 {
        return xml(
            400,
            "EntityTooLarge",
            "Your proposed upload exceeds the maximum allowed size.",
        );
    }
    let model = policy.model.clone();
    if world.objects.contains_key(field("key")) {
        return xml(409, "FileAlreadyExists", "The object you specified already exists.");
    }
    let expires = now + std::time::Duration::from_secs(48 * 3600);
    world.objects.insert(field("key").to_owned(), Object { bytes, model, expires });
    if field("success_action_status") == "200" {
        StatusCode::OK.into_response()
    } else {
        StatusCode::NO_CONTENT.into_response()
    }
}

#[derive(Deserialize)]
pub(super) struct Signed {
    #[serde(rename = "Expires")]
    expires: Option<i64>,
    #[serde(rename = "Signature")]
    signature: Option<String>,
}

pub(super) async fn result(
    State(site): State<Site>,
    Path(name): Path<String>,
    Query(q): Query<Signed>,
) -> Response {
    let (Some(expires), Some(given)) = (q.expires, q.signature) else {
        return xml(403, "AccessDenied", "You have no right to access this object.");
    };
    if given != signature(&name, expires) {
        return xml(
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided.",
        );
    }
    if site.wan.lock().clock.now().as_second() >= expires {
        return xml(403, "AccessDenied", "Request has expired.");
    }
    let (stem, kind) = name.rsplit_once('.').unwrap_or((&name, ""));
    let (id, number) = match kind {
        "png" => stem.rsplit_once('-').map_or((stem, 0), |(i, n)| (i, n.parse().unwrap_or(0))),
        _ => (stem, 0),
    };
    let mime = if kind == "png" { "image/png" } else { "video/mp4" };
    let Some(bytes) = rendered(&site.wan, id, number).await else {
        return xml(404, "NoSuchKey", "The specified key does not exist.");
    };
    ([(header::CONTENT_TYPE, mime)], bytes).into_response()
}

async fn rendered(wan: &Wan, id: &str, number: usize) -> Option<Bytes> {
    let (task, least_bytes, clip) = {
        let world = wan.lock();
        let task = world.tasks.get(id)?.clone();
        (task, world.least_bytes, world.clip.clone())
    };
    if let Some(clip) = clip.filter(|_| task.api.starts_with("video")) {
        return Some(clip);
    }
    if let Some(done) = task.results.get(&number) {
        return Some(done.clone());
    }
    let id = task.id.clone();
    let made = tokio::task::spawn_blocking(move || {
        let seed = task.parameter("seed").as_u64().unwrap_or(7) as u32 + number as u32;
        let words = prompt_of(&task.body);
        if !task.api.starts_with("video") {
            let size = task.parameter("size").as_str().and_then(image_size);
            let (w, h) = size.unwrap_or((2048, 2048));
            return render::still(&words, seed, w, h, task.inputs.first.as_ref());
        }
        let (width, height) = size_of(&task);
        let seconds = seconds_of(&task);
        let Task { inputs, .. } = task;
        let (first, last) = (inputs.first, inputs.last);
        render::clip(&Scene { width, height, seconds, first, last, words, seed, least_bytes })
    });
    let bytes: Bytes = made.await.ok()?.into();
    wan.lock().tasks.get_mut(&id)?.results.insert(number, bytes.clone());
    Some(bytes)
}
