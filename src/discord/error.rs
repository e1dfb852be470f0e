//! Errors of calls to Discord.

use serenity::http::HttpError;

use crate::job::MessageId;
use crate::service::{Denial, DenialReason, MessengerError};

/// Why Discord refuses, by its error code.
pub fn denial(code: isize) -> Denial {
    let reason = match code {
        50007 => DenialReason::DirectMessagesClosed,
        // The thread is archived, or locked.
        50083 | 160_005 => DenialReason::ThreadClosed,
        // The bot may not view the channel, may not send messages there, or it does not exist.
        50001 | 50013 | 10003 => DenialReason::ChannelClosed,
        _ => DenialReason::Other,
    };
    Denial { reason, code }
}

/// The outcome of a call whose message ID is not needed.
pub(super) fn done(call: Result<MessageId, MessengerError>) -> Result<(), MessengerError> {
    match call {
        Ok(_) | Err(MessengerError::IdUnread) => Ok(()),
        Err(e) => Err(e),
    }
}

impl From<serenity::Error> for MessengerError {
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
            (_, 50007) | (404, _) => Self::Gone(denial(code)),
            // 40003: direct messages were opened too fast; this passes.
            (_, 40003) => Self::Transient(format!("code {code}")),
            // 50083: the thread is archived; 160005: it is locked. Both can come with a 400.
            (403, _) | (_, 50083 | 160_005) => Self::Forbidden(denial(code)),
            (500..=599, _) => Self::Transient(format!("HTTP {}", answer.status_code.as_u16())),
            (status, _) => {
                let details: Vec<_> =
                    answer.error.errors.iter().map(|e| format!("{}: {}", e.path, e.code)).collect();
                Self::Refused(format!("HTTP {status}, code {code} {}", details.join(", ")))
            }
        }
    }
}
