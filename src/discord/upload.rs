//! Posts with files, sent as they come. serenity takes files whole (0.12.5, `http/multipart.rs`);
//! this is the one call that is not made through it. The limits of channels are serenity's own, so
//! that the two together keep them.

use std::sync::Arc;

use futures_util::StreamExt;
use reqwest::header::{AUTHORIZATION, HeaderValue, USER_AGENT};
use reqwest::multipart::{Form, Part};
use reqwest::{Body, Method, StatusCode};
use serenity::http::{ErrorResponse, Http, HttpError, LightMethod, Request, Route};
use serenity::model::id as snowflake;
use tracing::debug;

use crate::discord::client::DiscordError;
use crate::discord::message::Message;
use crate::discord::rest;
use crate::job::MessageId;
use crate::service::FileStream;

/// As Discord asks of every client (API reference, "User Agent").
const AGENT: &str = concat!("DiscordBot (wanbot, ", env!("CARGO_PKG_VERSION"), ")");

/// A client for posts with files.
#[derive(Debug, Clone)]
pub struct Uploads {
    client: reqwest::Client,
}

impl Uploads {
    pub(super) fn new(client: reqwest::Client) -> Self {
        Self { client }
    }

    /// Posts a message with files.
    pub(super) async fn post(
        &self,
        http: &Http,
        channel_id: snowflake::ChannelId,
        message: Message,
        files: Vec<FileStream>,
    ) -> Result<MessageId, DiscordError> {
        let route = Route::ChannelMessages { channel_id };
        self.send(http, LightMethod::Post, route, message, files).await
    }

    /// Sends a message with files. A 429 is not answered by sending again, as serenity does: what
    /// came is gone. Whoever sends there next waits as long as it says.
    pub(super) async fn send(
        &self,
        http: &Http,
        method: LightMethod,
        route: Route<'_>,
        mut message: Message,
        files: Vec<FileStream>,
    ) -> Result<MessageId, DiscordError> {
        message.listing(files.iter().map(|f| (f.name.as_str(), f.alt.as_str())));
        let payload = serde_json::to_string(&message).map_err(unsendable)?;
        let payload = Part::text(payload).mime_str("application/json").map_err(unsendable)?;
        let mut form = Form::new().part("payload_json", payload);
        for (number, file) in files.into_iter().enumerate() {
            form = form.part(format!("files[{number}]"), file_part(file).map_err(unsendable)?);
        }
        // The limits of an interaction's own webhook are its own.
        let limited_route = match route {
            Route::ChannelMessages { channel_id } => Some(Route::ChannelMessages { channel_id }),
            _ => None,
        };
        let bucket = match (&http.ratelimiter, &limited_route) {
            (Some(limiter), Some(route)) => {
                let routes = limiter.routes();
                let mut routes = routes.write().await;
                Some(Arc::clone(routes.entry(route.ratelimiting_bucket()).or_default()))
            }
            _ => None,
        };
        // serenity's hooks want a request, of which they read method and route alone.
        let request = limited_route.map(|route| Request::new(route, LightMethod::Post));
        let bucket = bucket.zip(request);
        if let Some((bucket, request)) = &bucket {
            bucket.lock().await.pre_hook(request, &|_| {}).await;
        }
        let address = route.path();
        let address = match &http.proxy {
            Some(origin) => address.replace("https://discord.com", origin),
            None => address.into_owned(),
        };
        let mut token = HeaderValue::try_from(http.token()).map_err(unsendable)?;
        token.set_sensitive(true);
        let method = match method {
            LightMethod::Patch => Method::PATCH,
            _ => Method::POST,
        };
        let call = self.client.request(method, address);
        let call = call.header(USER_AGENT, AGENT).header(AUTHORIZATION, token);
        let sent = call.multipart(form).send().await.map_err(serenity::Error::from)?;
        let limited = sent.status() == StatusCode::TOO_MANY_REQUESTS;
        if let Some((bucket, request)) = bucket {
            let noted = async move {
                // Of a 429 the hook sleeps as long as it says, and keeps others from the bucket.
                if let Err(e) = bucket.lock().await.post_hook(&sent, &request, &|_| {}, false).await
                {
                    debug!(error = %e, "limits that make no sense");
                }
                sent
            };
            if limited {
                tokio::spawn(noted);
                return Err(DiscordError::Limited);
            }
            return answered(noted.await).await;
        }
        answered(sent).await
    }
}

/// What Discord says of a post.
async fn answered(sent: reqwest::Response) -> Result<MessageId, DiscordError> {
    if !sent.status().is_success() {
        let answer = ErrorResponse::from_response(sent, reqwest::Method::POST).await;
        return Err(serenity::Error::from(HttpError::UnsuccessfulRequest(answer)).into());
    }
    // It is made, whatever else the answer says of it.
    rest::message_id(&sent.json().await.unwrap_or_default())
}

/// What cannot be made into a request is our own fault.
fn unsendable(error: impl std::fmt::Display) -> DiscordError {
    DiscordError::Refused(format!("not sent: {error}"))
}

fn file_part(file: FileStream) -> Result<Part, reqwest::Error> {
    let kind = match file.name.rsplit_once('.') {
        Some((_, "mp4")) => "video/mp4",
        Some((_, "png")) => "image/png",
        Some((_, "jpg")) => "image/jpeg",
        _ => "application/octet-stream",
    };
    let (name, length) = (file.name.clone(), file.length);
    let pieces = file.counted().map(|piece| piece.map_err(std::io::Error::other));
    let part = Part::stream_with_length(Body::wrap_stream(pieces), length);
    part.file_name(name).mime_str(kind)
}
