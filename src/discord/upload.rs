//! Posts with files, sent as they come. serenity takes files whole (0.12.5, `http/multipart.rs`);
//! this is the one call that is not made through it. The limits of channels are serenity's own, so
//! that the two together keep them.

use std::sync::Arc;

use futures_util::StreamExt;
use reqwest::Body;
use reqwest::header::{AUTHORIZATION, USER_AGENT};
use reqwest::multipart::{Form, Part};
use serde::Deserialize;
use serenity::http::{ErrorResponse, Http, HttpError, LightMethod, Request, Route};
use serenity::model::id as snowflake;

use crate::discord::message::{Enclosure, Message};
use crate::job::MessageId;

/// As Discord asks of every client (API reference, "User Agent").
const AGENT: &str = concat!("DiscordBot (wanbot, ", env!("CARGO_PKG_VERSION"), ")");

/// A client for posts with files.
#[derive(Debug, Clone)]
pub struct Uploads {
    client: reqwest::Client,
}

/// What is read of the answer.
#[derive(Deserialize)]
struct Posted {
    id: snowflake::MessageId,
}

impl Uploads {
    pub(super) fn new(client: reqwest::Client) -> Self {
        Self { client }
    }

    /// Posts a message with files. A 429 is waited for, as serenity does, but not answered by
    /// sending again: what came is gone.
    pub(super) async fn post(
        &self,
        http: &Http,
        channel_id: snowflake::ChannelId,
        mut message: Message,
        files: Vec<Enclosure>,
    ) -> Result<MessageId, serenity::Error> {
        message.listing(files.iter().map(|f| (f.name.as_str(), f.alt.as_str())));
        let payload = Part::text(serde_json::to_string(&message)?).mime_str("application/json")?;
        let mut form = Form::new().part("payload_json", payload);
        for (number, file) in files.into_iter().enumerate() {
            form = form.part(format!("files[{number}]"), file_part(file)?);
        }
        let route = Route::ChannelMessages { channel_id };
        let bucket = match &http.ratelimiter {
            Some(limiter) => {
                let routes = limiter.routes();
                let mut routes = routes.write().await;
                Some(Arc::clone(routes.entry(route.ratelimiting_bucket()).or_default()))
            }
            None => None,
        };
        // serenity's hooks want a request, of which they read method and route alone.
        let request = Request::new(route, LightMethod::Post);
        if let Some(bucket) = &bucket {
            bucket.lock().await.pre_hook(&request, &|_| {}).await;
        }
        let address = route.path();
        let address = match &http.proxy {
            Some(origin) => address.replace("https://discord.com", origin),
            None => address.into_owned(),
        };
        let sent = self
            .client
            .post(address)
            .header(USER_AGENT, AGENT)
            .header(AUTHORIZATION, http.token())
            .multipart(form)
            .send()
            .await?;
        if let Some(bucket) = &bucket {
            // What it says of a 429 is "again", after a pause.
            bucket.lock().await.post_hook(&sent, &request, &|_| {}, false).await?;
        }
        if !sent.status().is_success() {
            let answer = ErrorResponse::from_response(sent, reqwest::Method::POST).await;
            return Err(HttpError::UnsuccessfulRequest(answer).into());
        }
        let posted: Posted = sent.json().await?;
        Ok(MessageId(posted.id.get()))
    }
}

fn file_part(file: Enclosure) -> Result<Part, reqwest::Error> {
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
