//! serenity's HTTP client, configured for the real Discord or for an emulator.

use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serenity::builder::CreateAllowedMentions;
use serenity::http::{Http, HttpBuilder, Route};
use serenity::model::application::ApplicationFlags;
use url::Url;

use crate::discord::rest::{get, id};
use crate::service::MessengerError;
use crate::tls::Tls;

/// A client for Discord's REST API at an origin.
///
/// With the real Discord, serenity's rate limiter is enabled. With an emulator it has to be
/// disabled, because the limiter ignores the configured address (serenity 0.12.5,
/// `http/ratelimiting.rs`).
///
/// # Errors
/// If TLS cannot be set up.
pub fn rest(token: &SecretString, origin: &Url, tls: &Tls) -> Result<Http, reqwest::Error> {
    let mut builder = HttpBuilder::new(token.expose_secret())
        .client(client(tls)?)
        // By default no message pings anybody, even if it forgets to say so.
        .default_allowed_mentions(CreateAllowedMentions::new());
    if !is_real(origin) {
        let origin = origin.as_str().trim_end_matches('/');
        builder = builder.proxy(origin).ratelimiter_disabled(true);
    }
    Ok(builder.build())
}

/// HTTP connections to Discord.
pub(super) fn client(tls: &Tls) -> Result<reqwest::Client, reqwest::Error> {
    tls.client()
        .connect_timeout(Duration::from_secs(10))
        // Counted from the beginning of an upload; `DiscordClient` has timeouts of its own.
        .read_timeout(Duration::from_secs(600))
        .build()
}

/// Whether an origin is Discord itself.
pub fn is_real(origin: &Url) -> bool {
    origin.scheme() == "https" && origin.host_str() == Some("discord.com")
}

/// The bot that a token belongs to, for `wanbot check`.
#[derive(Debug, Clone)]
pub struct Identity {
    /// The bot's name.
    pub name: String,
    /// The application ID.
    pub application: u64,
    /// The bot's user ID; it differs from `application` for applications from before 2016.
    pub user: u64,
    /// The Message Content intent.
    pub message_content: Intent,
}

/// A privileged intent in the settings of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Intent {
    /// It is switched on.
    Enabled,
    /// It is switched off.
    Disabled,
    /// Discord does not state it.
    Unknown,
}

/// Asks Discord which bot the token belongs to.
///
/// # Errors
/// Discord's answer, worded for the operator.
pub async fn identify(http: &Http) -> Result<Identity, String> {
    let describe = |e: serenity::Error| MessengerError::from(e).to_string();
    let user = &get(http, Route::UserMe, Vec::new()).await.map_err(describe)?;
    let application = get(http, Route::Oauth2ApplicationCurrent, Vec::new()).await;
    let application = &application.map_err(describe)?;
    let missing = |whose: &str| format!("Discord's answer does not say the ID of {whose}");
    let content = ApplicationFlags::GATEWAY_MESSAGE_CONTENT
        | ApplicationFlags::GATEWAY_MESSAGE_CONTENT_LIMITED;
    let message_content = match application["flags"].as_u64() {
        Some(flags) if flags & content.bits() != 0 => Intent::Enabled,
        Some(_) => Intent::Disabled,
        None => Intent::Unknown,
    };
    Ok(Identity {
        name: user["username"].as_str().unwrap_or("a bot without a name").to_owned(),
        application: id(application).ok_or_else(|| missing("the application"))?,
        user: id(user).ok_or_else(|| missing("the bot's user"))?,
        message_content,
    })
}
