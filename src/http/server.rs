//! The faces of the web server.

use std::sync::Arc;

use async_trait::async_trait;
use axum::body::Body;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use bytes::Bytes;
use futures_util::stream::BoxStream;
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::http::links::Links;
use crate::job::JobId;

/// A clip as it comes.
pub struct Clip {
    /// Its size in bytes.
    pub bytes: u64,
    /// Its bytes.
    pub stream: BoxStream<'static, std::io::Result<Bytes>>,
}

/// Where clips come from.
#[async_trait]
pub trait Clips: Send + Sync + 'static {
    /// A job's clip, if it is kept.
    async fn clip(&self, job: JobId) -> Option<Clip>;
}

/// Whether the bot can do its work.
pub trait Health: Send + Sync + 'static {
    /// Why it cannot, one sentence each; empty when it can.
    fn problems(&self) -> Vec<String>;
}

struct Site {
    links: Option<Links>,
    clips: Arc<dyn Clips>,
    health: Arc<dyn Health>,
    clock: Clock,
}

#[derive(Deserialize)]
struct Signed {
    until: i64,
    signature: String,
}

/// Serves until cancelled.
///
/// # Errors
/// When the listener breaks.
pub async fn serve(
    listener: TcpListener,
    links: Option<Links>,
    clips: Arc<dyn Clips>,
    health: Arc<dyn Health>,
    clock: Clock,
    stop: CancellationToken,
) -> std::io::Result<()> {
    let site = Arc::new(Site { links, clips, health, clock });
    let routes = Router::new()
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/clips/{name}", get(clip))
        .with_state(site);
    axum::serve(listener, routes).with_graceful_shutdown(stop.cancelled_owned()).await
}

async fn ready(State(site): State<Arc<Site>>) -> Response {
    let problems = site.health.problems();
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({"ready": problems.is_empty(), "problems": problems}))).into_response()
}

async fn clip(
    State(site): State<Arc<Site>>,
    Path(name): Path<String>,
    Query(signed): Query<Signed>,
) -> Response {
    // One answer for forged, ended and unknown: nobody learns which jobs there are.
    let gone = || {
        (
            StatusCode::NOT_FOUND,
            "This link is not good, or not any more. The clip may still be in \
                                 its channel.\n",
        )
            .into_response()
    };
    let job = name.strip_suffix(".mp4").and_then(|j| j.parse::<JobId>().ok());
    let (Some(job), Some(links)) = (job, &site.links) else { return gone() };
    if !links.is_good(job, signed.until, &signed.signature, site.clock.now()) {
        return gone();
    }
    let Some(clip) = site.clips.clip(job).await else { return gone() };
    let headers = [
        (header::CONTENT_TYPE, "video/mp4".to_owned()),
        (header::CONTENT_LENGTH, clip.bytes.to_string()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"wan-{job}.mp4\"")),
        (header::CACHE_CONTROL, "private, max-age=3600".to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (headers, Body::from_stream(clip.stream)).into_response()
}
