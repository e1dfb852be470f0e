//! serenity's HTTP client, set up for the real Discord or for a stand-in.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serenity::builder::CreateAllowedMentions;
use serenity::http::{Http, HttpBuilder, Route};
use serenity::model::application::ApplicationFlags;
use url::Url;

use crate::discord::client::DiscordError;
use crate::discord::rest::{get, snowflake};
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
    /// Whether "Message Content" is switched on for it, if Discord says so.
    pub reads_messages: Option<bool>,
}

/// Asks Discord whose token this is.
///
/// # Errors
/// What Discord said, in words for the operator.
pub async fn identify(http: &Http) -> Result<Identity, String> {
    let told = |e: serenity::Error| DiscordError::from(e).to_string();
    let user = get(http, Route::UserMe, Vec::new()).await.map_err(told)?;
    let application = get(http, Route::Oauth2ApplicationCurrent, Vec::new()).await;
    let application = application.map_err(told)?;
    let missing = |whose: &str| format!("Discord's answer does not say the ID of {whose}");
    let content = ApplicationFlags::GATEWAY_MESSAGE_CONTENT
        | ApplicationFlags::GATEWAY_MESSAGE_CONTENT_LIMITED;
    Ok(Identity {
        name: user["username"].as_str().unwrap_or("a bot without a name").to_owned(),
        application: snowflake(&application["id"]).ok_or_else(|| missing("the application"))?,
        user: snowflake(&user["id"]).ok_or_else(|| missing("the bot's user"))?,
        reads_messages: application["flags"].as_u64().map(|flags| flags & content.bits() != 0),
    })
}
