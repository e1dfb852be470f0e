//! The object store for temporary uploads.

use std::collections::HashMap;

use axum::Json;
use axum::body::Bytes;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use super::answers::{Refused, refused};
use super::asked::Asked;
use super::results::{etag, signature};
use super::{SECOND, Site};
use crate::emulator::wan::world::stored::Stored;
use crate::emulator::wan::world::{Object, Policy, request_id, uuid};

/// Policies per second, for an account and a model.
const POLICIES: usize = 100;
/// The maximum size of an upload.
const MOST_BYTES: usize = 100 * 1024 * 1024;
const REQUEST_ID: &str = "x-oss-request-id";

pub(super) async fn policy(
    State(site): State<Site>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Json<Value>, Refused> {
    let caller = site.authorized(&headers)?;
    let asked = Asked::of(&uri);
    let model = asked.text("model").unwrap_or_default().to_owned();
    let is_offered = site.offered(&caller, &model).is_some();
    if asked.text("action") != Some("getPolicy") || !is_offered {
        return refused(400, "InvalidParameter", "action or model is not supported");
    }
    site.within(&caller, &format!("policy {model}"), POLICIES, SECOND)?;
    // Differs: wan-upload-size
    let mut world = site.wan.lock();
    let expires = world.clock.now() + std::time::Duration::from_secs(300);
    let dir = format!("dashscope-instant/emulator/{}", uuid());
    let document = json!({"expiration": expires.to_string(),
        "conditions": [["starts-with", "$key", dir]]});
    let policy = BASE64_STANDARD.encode(document.to_string());
    let kept = Policy { account: caller.account, dir: dir.clone(), model, expires };
    world.policies.insert(policy.clone(), kept);
    Ok(Json(json!({"request_id": request_id(), "data": {
        "policy": policy, "signature": signature(&policy, 0), "upload_dir": dir,
        "upload_host": format!("{}/oss", site.origin), "expire_in_seconds": 300,
        "max_file_size_mb": 100, "capacity_limit_mb": 999_999_999,
        "oss_access_key_id": "LTAIemulator", "x_oss_object_acl": "private",
        "x_oss_forbid_overwrite": "true",
    }})))
}

/// A random request ID for a call to the store.
fn call_id() -> String {
    format!("{:024X}", rand::random::<u128>() >> 32)
}

/// An object store error, which is XML.
pub(super) fn xml(status: u16, code: &str, message: &str) -> Response {
    let id = call_id();
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error>\n  <Code>{code}</Code>\n  \
         <Message>{message}</Message>\n  <RequestId>{id}</RequestId>\n  \
         <HostId>emulator.oss-ap-southeast-1.aliyuncs.com</HostId>\n</Error>\n"
    );
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::FORBIDDEN);
    let mut response = (status, [(header::CONTENT_TYPE, "application/xml")], body).into_response();
    if let Ok(id) = HeaderValue::try_from(id) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response
}

pub(super) async fn wrong_method() -> Response {
    xml(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")
}

/// Adds the headers that every response of the store has.
pub(super) async fn stamped(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::SERVER, HeaderValue::from_static("AliyunOSS"));
    if let Ok(id) = HeaderValue::try_from(call_id()) {
        headers.entry(REQUEST_ID).or_insert(id);
    }
    response
}

fn malformed() -> Response {
    xml(400, "MalformedPOSTRequest", "The body of your POST request is not well-formed.")
}

pub(super) fn forged() -> Response {
    xml(
        403,
        "SignatureDoesNotMatch",
        "The request signature we calculated does not match the signature you provided.",
    )
}

/// The fields of a form up to its file, and the file. Anything after the file is not read.
async fn fields(mut form: Multipart) -> Option<(HashMap<String, String>, Option<Bytes>)> {
    let mut fields = HashMap::new();
    while let Some(field) = form.next_field().await.ok()? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.ok()?;
        if name == "file" {
            return Some((fields, Some(bytes)));
        }
        fields.insert(name, String::from_utf8_lossy(&bytes).into_owned());
    }
    Some((fields, None))
}

pub(super) async fn upload(
    State(site): State<Site>,
    headers: HeaderMap,
    form: Result<Multipart, MultipartRejection>,
) -> Response {
    if headers.contains_key(header::AUTHORIZATION) {
        return xml(400, "InvalidArgument", "Only one auth mechanism is allowed.");
    }
    let Ok(form) = form else { return malformed() };
    let Some((fields, file)) = fields(form).await else { return malformed() };
    let field = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    // Differs: wan-upload-size
    let is_too_large = file.as_ref().is_some_and(|bytes| bytes.len() > MOST_BYTES);
    let stored = match file {
        Some(bytes) if !is_too_large => {
            let tag = etag(field("key"), &bytes);
            Some((Stored::keep(bytes).await, tag))
        }
        _ => None,
    };
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
        return forged();
    }
    let inside = field("key").strip_prefix(&policy.dir).and_then(|k| k.strip_prefix('/'));
    if inside.is_none_or(str::is_empty)
        || field("x-oss-object-acl") != "private"
        || field("x-oss-forbid-overwrite") != "true"
    {
        return xml(403, "AccessDenied", "Invalid according to Policy: Policy Condition failed.");
    }
    if is_too_large {
        return xml(
            400,
            "EntityTooLarge",
            "Your proposed upload exceeds the maximum allowed size.",
        );
    }
    let Some((file, tag)) = stored else {
        return xml(400, "MalformedPOSTRequest", "The body of your POST request has no file.");
    };
    if world.objects.contains_key(field("key")) {
        return xml(409, "FileAlreadyExists", "The object you specified already exists.");
    }
    let (account, model) = (policy.account.clone(), policy.model.clone());
    let expires = now + std::time::Duration::from_secs(48 * 3600);
    world.objects.insert(field("key").to_owned(), Object { account, file, model, expires });
    let created = field("success_action_status") == "200";
    let status = if created { StatusCode::OK } else { StatusCode::NO_CONTENT };
    (status, [(header::ETAG, tag)]).into_response()
}
