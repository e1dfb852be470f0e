//! serenity's HTTP client, set up for the real Discord or for a stand-in.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serenity::builder::CreateAllowedMentions;
use serenity::http::{Http, HttpBuilder};
use serenity::model::application::ApplicationFlags;
use url::Url;

use crate::tls::Tls;

/// A client for Discord's REST API at an origin.
///
/// With the real Discord serenity's own rate limiter is on. With a stand-in it has to be off:
/// serenity ignores the address while it limits (serenity 0.12.5, `http/ratelimiting.rs`).
///
/// # Errors
/// When TLS cannot be set up.
pub fn rest(token: &SecretString, origin: &Url, tls: &Tls) -> Result<Http, reqwest::Error> {
    let mut builder = HttpBuilder::new(token.expose_secret())
        .client(client(tls)?)
        // Whatever is forgotten elsewhere, nothing pings by default.
        .default_allowed_mentions(CreateAllowedMentions::new());
    if !is_real(origin) {
        let origin = origin.as_str().trim_end_matches('/');
        builder = builder.proxy(origin).ratelimiter_disabled(true);
    }
    Ok(builder.build())
}

/// Connections to Discord.
pub(super) fn client(tls: &Tls) -> Result<reqwest::Client, reqwest::Error> {
    tls.client()
        .connect_timeout(Duration::from_secs(10))
        // It counts from the beginning of an upload; the outbox has limits of its own.
        .read_timeout(Duration::from_secs(600))
        .build()
}

/// Whether an origin is Discord itself.
pub fn is_real(origin: &Url) -> bool {
    origin.scheme() == "https" && origin.host_str() == Some("discord.com")
}

/// Who the token belongs to, for `wanbot check`.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The bot's name.
    pub name: String,
    /// The application's id.
    pub application: u64,
    /// The id of the bot's user: another one for applications from before 2016.
    pub user: u64,
    /// Whether "Message Content" is switched on for it.
    pub reads_messages: bool,
}

/// Asks Discord whose token this is.
///
/// # Errors
/// What Discord said, in words for the operator.
pub async fn identify(http: &Http) -> Result<Identity, String> {
    let told = |e: serenity::Error| crate::discord::OutboxError::from(e).to_string();
    let user = http.get_current_user().await.map_err(told)?;
    let application = http.get_current_application_info().await.map_err(told)?;
    let content = ApplicationFlags::GATEWAY_MESSAGE_CONTENT
        | ApplicationFlags::GATEWAY_MESSAGE_CONTENT_LIMITED;
    Ok(Identity {
        name: user.name.clone(),
        application: application.id.get(),
        user: user.id.get(),
        reads_messages: application.flags.is_some_and(|flags| flags.intersects(content)),
    })
}
