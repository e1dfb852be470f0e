//! Rate limits of the REST API: refusals, headers, and the ban of an address.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use jiff::Timestamp;
use serde_json::json;
use tokio::time::Instant;

use crate::emulator::discord::rates::{Bucket, Call, Refused, Scope};
use crate::emulator::discord::world::Discord;

/// What the proxy in front of the real service sends to an address that it has banned.
const BAN_PAGE: &str = "<!DOCTYPE html>\n<html lang=\"en-US\">\n<head><title>Access denied | \
    discord.com used Cloudflare to restrict access</title></head>\n<body><h1>Error 1015</h1>\
    <h2>You are being rate limited</h2><p>The owner of this website (discord.com) has banned you \
    temporarily from accessing this website.</p></body>\n</html>\n";
/// Largest refused body that is read to its end.
const MOST_DRAINED: usize = 512 * 1024 * 1024;

/// Enforces the limits, except on interaction callbacks, and sets the headers.
pub(super) async fn layer(
    State(discord): State<Discord>,
    request: Request,
    next: Next,
) -> Response {
    let banned = discord.lock().rates.refuse_banned(Instant::now());
    if let Some(left) = banned {
        drain(request.into_body()).await;
        return ban_page(left);
    }
    let target = Target::of(&request);
    let (bucket, admitted) = admit(&discord, &target, request.headers());
    let mut response = match admitted {
        Ok(()) => next.run(request).await,
        Err(refused) => {
            drain(request.into_body()).await;
            too_many(refused)
        }
    };
    let headers = response.headers_mut();
    // Clients take a 429 without it for a network-level ban in front of the service.
    headers.entry(header::VIA).or_insert(HeaderValue::from_static("1.1 google"));
    if let Some(bucket) = bucket {
        set_headers(headers, bucket, &target.hash());
    }
    if is_invalid(&response) {
        discord.lock().rates.count_invalid(Instant::now());
    }
    response
}

/// The route of a request, and the resource that its limit belongs to.
struct Target {
    method: String,
    /// The path with placeholders, without version; empty for an unknown route.
    route: String,
    resource: String,
}

impl Target {
    fn of(request: &Request) -> Self {
        let matched = request.extensions().get::<MatchedPath>();
        let route = matched.map_or("", MatchedPath::as_str);
        let segments = route.split('/').zip(request.uri().path().split('/'));
        let named = segments.filter(|(name, _)| {
            matches!(*name, "{channel}" | "{guild}" | "{app}" | "{token}" | "{interaction}")
        });
        let resource: Vec<_> = named.map(|(_, value)| value).collect();
        let route = route.strip_prefix("/api").unwrap_or(route);
        let route = ["/v9", "/v10"].iter().find_map(|v| route.strip_prefix(v)).unwrap_or(route);
        Self {
            method: request.method().to_string(),
            route: route.to_owned(),
            resource: resource.join("/"),
        }
    }

    fn is_callback(&self) -> bool {
        self.route.starts_with("/interactions/")
    }

    fn is_webhook(&self) -> bool {
        self.route.starts_with("/webhooks/")
    }

    /// The name of the bucket, which does not depend on the resource.
    fn hash(&self) -> String {
        let mut hasher = DefaultHasher::new();
        (&self.method, &self.route).hash(&mut hasher);
        format!("{:016x}", hasher.finish())
    }
}

/// Counts a request, if it has a limit: of others than the bot only invalid requests are counted.
fn admit(
    discord: &Discord,
    target: &Target,
    headers: &HeaderMap,
) -> (Option<Bucket>, Result<(), Refused>) {
    let call = Call {
        method: &target.method,
        route: &target.route,
        resource: &target.resource,
        of_interaction: target.is_webhook(),
    };
    let is_limited = target.is_webhook() || super::authorized(discord, headers).is_ok();
    if target.is_callback() || !is_limited {
        return (None, Ok(()));
    }
    // Differs: discord-rates-real-time
    let (bucket, admitted) = match discord.lock().rates.admit(&call, Instant::now()) {
        // An unknown route has no bucket.
        (_, admitted) if target.route.is_empty() => (None, admitted),
        counted => counted,
    };
    if admitted.is_err() {
        // Wakes tests that wait for a refusal.
        discord.change(|_| ());
    }
    (bucket, admitted)
}

/// Whether a response counts towards the limit of invalid requests.
fn is_invalid(response: &Response) -> bool {
    let is_shared = response.headers().get(SCOPE).is_some_and(|scope| scope == "shared");
    match response.status() {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => true,
        StatusCode::TOO_MANY_REQUESTS => !is_shared,
        _ => false,
    }
}

const SCOPE: HeaderName = HeaderName::from_static("x-ratelimit-scope");

fn set_headers(headers: &mut HeaderMap, bucket: Bucket, hash: &str) {
    // By the system clock, like `Date`: clients compare the two.
    let after = up_to_millis(bucket.reset_after);
    let reset = Timestamp::now().as_millisecond().saturating_add_unsigned(after);
    for (name, value) in [
        ("x-ratelimit-limit", bucket.limit.to_string()),
        ("x-ratelimit-remaining", bucket.remaining.to_string()),
        ("x-ratelimit-reset", format!("{}.{:03}", reset / 1000, reset % 1000)),
        ("x-ratelimit-reset-after", format!("{}.{:03}", after / 1000, after % 1000)),
        ("x-ratelimit-bucket", hash.to_owned()),
    ] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            headers.entry(name).or_insert(value);
        }
    }
}

/// Rounded up, so that a client that waits this long is accepted.
fn up_to_millis(wait: Duration) -> u64 {
    u64::try_from(wait.as_nanos().div_ceil(1_000_000)).unwrap_or(u64::MAX)
}

fn too_many(refused: Refused) -> Response {
    let millis = up_to_millis(refused.wait);
    let message = match refused.scope {
        Scope::Shared => "The resource is being rate limited.",
        Scope::User | Scope::Global => "You are being rate limited.",
    };
    let body = json!({"message": message, "retry_after": millis as f64 / 1000.0,
        "global": refused.scope == Scope::Global, "code": 0});
    let mut response = (StatusCode::TOO_MANY_REQUESTS, Json(body)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::RETRY_AFTER, HeaderValue::from(millis.div_ceil(1000)));
    let scope = match refused.scope {
        Scope::User => "user",
        Scope::Shared => "shared",
        Scope::Global => {
            headers.insert("x-ratelimit-global", HeaderValue::from_static("true"));
            "global"
        }
    };
    headers.insert(SCOPE, HeaderValue::from_static(scope));
    response
}

fn ban_page(left: Duration) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=UTF-8".to_owned()),
        (header::RETRY_AFTER, left.as_secs_f64().ceil().to_string()),
        (header::SERVER, "cloudflare".to_owned()),
        (header::CACHE_CONTROL, "private, max-age=0, no-store, no-cache".to_owned()),
    ];
    (StatusCode::TOO_MANY_REQUESTS, headers, BAN_PAGE).into_response()
}

/// Reads the body of a refused request to its end. Otherwise a client that is still sending would
/// see a broken connection instead of the response.
async fn drain(body: Body) {
    let (mut pieces, mut read) = (body.into_data_stream(), 0);
    while let Some(Ok(piece)) = pieces.next().await {
        read += piece.len();
        if read > MOST_DRAINED {
            break;
        }
    }
}
