//! Posts with files, streamed. serenity buffers files completely (0.12.5, `http/multipart.rs`), so
//! this is the one call that is not made through it. It uses serenity's rate limit buckets for
//! channels, so that both together respect the limits.

use std::sync::Arc;

use futures_util::StreamExt;
use reqwest::header::{AUTHORIZATION, HeaderValue, USER_AGENT};
use reqwest::multipart::{Form, Part};
use reqwest::{Body, Method, StatusCode};
use serenity::http::{ErrorResponse, Http, HttpError, LightMethod, Request, Route};
use serenity::model::id as snowflake;
use tracing::debug;

use crate::discord::attachment::FileStream;
use crate::discord::message::Message;
use crate::discord::rest;
use crate::job::MessageId;
use crate::service::MessengerError;

/// The User-Agent that Discord requires of every client (docs/reference/discord.md §3.15).
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
    ) -> Result<MessageId, MessengerError> {
        let route = Route::ChannelMessages { channel_id };
        self.send(http, LightMethod::Post, route, message, files).await
    }

    /// Sends a message with files. Unlike in serenity, a 429 does not lead to a second attempt,
    /// since the streams are consumed. The next call to the same channel waits as long as Discord
    /// demands.
    pub(super) async fn send(
        &self,
        http: &Http,
        method: LightMethod,
        route: Route<'_>,
        mut message: Message,
        files: Vec<FileStream>,
    ) -> Result<MessageId, MessengerError> {
        message.listing(files.iter().map(|f| (f.name.as_str(), f.alt.as_str())));
        let payload = serde_json::to_string(&message).map_err(unsendable)?;
        let payload = Part::text(payload).mime_str("application/json").map_err(unsendable)?;
        let mut form = Form::new().part("payload_json", payload);
        for (number, file) in files.into_iter().enumerate() {
            form = form.part(format!("files[{number}]"), file_part(file).map_err(unsendable)?);
        }
        // An interaction's webhook has rate limits of its own.
        let limited_route = match route {
            Route::ChannelMessages { channel_id } => Some(Route::ChannelMessages { channel_id }),
            Route::ChannelMessage { channel_id, message_id } => {
                Some(Route::ChannelMessage { channel_id, message_id })
            }
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
        // serenity's hooks take a request, of which they read only method and route.
        let request = limited_route.map(|route| Request::new(route, method));
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
            // Taken here and not in the task below, so that no call can start in between.
            let mut bucket = bucket.lock_owned().await;
            let after_hook = async move {
                // After a 429 the hook sleeps as long as Discord demands, and blocks the bucket for
                // others.
                if let Err(e) = bucket.post_hook(&sent, &request, &|_| {}, false).await {
                    debug!(error = %e, "rate limit headers are not valid");
                }
                sent
            };
            if limited {
                tokio::spawn(after_hook);
                return Err(MessengerError::Limited);
            }
            return read_answer(after_hook.await).await;
        }
        read_answer(sent).await
    }
}

/// The message ID in Discord's answer to a post.
async fn read_answer(sent: reqwest::Response) -> Result<MessageId, MessengerError> {
    if !sent.status().is_success() {
        let answer = ErrorResponse::from_response(sent, reqwest::Method::POST).await;
        return Err(serenity::Error::from(HttpError::UnsuccessfulRequest(answer)).into());
    }
    // The message exists, whatever else the answer contains.
    rest::message_id(&sent.bytes().await.unwrap_or_default())
}

/// A request that cannot be built is a bug of ours.
fn unsendable(error: impl std::fmt::Display) -> MessengerError {
    MessengerError::Refused(format!("not sent: {error}"))
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
