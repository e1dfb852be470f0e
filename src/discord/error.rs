//! Errors of calls to Discord.

use serenity::http::HttpError;

use crate::job::MessageId;

/// A call to Discord failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DiscordError {
    /// The file is too large for this channel.
    #[error("too large")]
    TooLarge,
    /// The bot is not, or no longer, allowed to do this here.
    #[error("forbidden (code {0})")]
    Forbidden(isize),
    /// The channel is gone, or the user's direct messages are closed.
    #[error("gone (code {0})")]
    Gone(isize),
    /// The message to edit is gone.
    #[error("the message is gone")]
    MessageGone,
    /// The interaction's token is no longer valid.
    #[error("the interaction has ended")]
    TokenEnded,
    /// Discord does not accept the bot's token.
    #[error("Discord does not accept the bot's token (401): reset it in the developer portal?")]
    Unauthorized,
    /// The call succeeded, but its answer has no readable message ID.
    #[error("done, but the answer does not say which message it is")]
    IdUnread,
    /// Discord or the connection to it failed, or Discord is overloaded: the call may or may not
    /// have taken effect.
    #[error("{0}")]
    Transient(String),
    /// Rate limited; the call had no effect.
    #[error("later, says Discord (429)")]
    Limited,
    /// Not sent: calls are paused so that Discord does not ban the IP address.
    #[error("paused, to stay below Discord's limit of refused calls")]
    Paused,
    /// Discord rejected the content of the call.
    #[error("refused: {0}")]
    Refused(String),
}

impl DiscordError {
    /// Whether the same call may succeed a moment later.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Transient(_) | Self::Limited)
    }
}

/// The outcome of a call whose message ID is not needed.
pub(super) fn done(call: Result<MessageId, DiscordError>) -> Result<(), DiscordError> {
    match call {
        Ok(_) | Err(DiscordError::IdUnread) => Ok(()),
        Err(e) => Err(e),
    }
}

impl From<serenity::Error> for DiscordError {
    fn from(error: serenity::Error) -> Self {
        let serenity::Error::Http(HttpError::UnsuccessfulRequest(answer)) = &error else {
            // The text of a transport error could contain a URL with a token.
            return Self::Transient(match error {
                serenity::Error::Http(HttpError::Request(e)) => e.without_url().to_string(),
                serenity::Error::Json(e) => format!("unreadable answer: {e}"),
                other => other.to_string(),
            });
        };
        let code = answer.error.code;
        match (answer.status_code.as_u16(), code) {
            (413, _) | (_, 40005) => Self::TooLarge,
            // The body of a 429 has no code.
            (429, _) => Self::Limited,
            // serenity's marker of an answer that is not Discord's own, such as a proxy or block
            // page.
            (status, -1) => Self::Transient(format!("HTTP {status}, not from Discord itself")),
            // 50027 invalid webhook token, 10015 unknown webhook, 10062 unknown interaction.
            (_, 50027 | 10015 | 10062) => Self::TokenEnded,
            (_, 10008) => Self::MessageGone,
            (401, _) => Self::Unauthorized,
            // 50007: the user accepts no direct messages from the bot.
            (_, 50007) | (404, _) => Self::Gone(code),
            // 40003: direct messages were opened too fast; this passes.
            (_, 40003) => Self::Transient(format!("code {code}")),
            // 50083: the thread is archived; 160005: it is locked. Both can come with a 400.
            (403, _) | (_, 50083 | 160_005) => Self::Forbidden(code),
            (500..=599, _) => Self::Transient(format!("HTTP {}", answer.status_code.as_u16())),
            (status, _) => {
                let details: Vec<_> =
                    answer.error.errors.iter().map(|e| format!("{}: {}", e.path, e.code)).collect();
                Self::Refused(format!("HTTP {status}, code {code} {}", details.join(", ")))
            }
        }
    }
}
