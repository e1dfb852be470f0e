//! The message that a new message of the bot replies to or forwards.

use serde_json::Value;

use super::access::{allowed, of_channel};
use crate::emulator::discord::checks::Refusal;
use crate::emulator::discord::payload::snowflake;
use crate::emulator::discord::posting::About;
use crate::emulator::discord::world::{World, permission};

/// Reads `message_reference` of a message that is posted in a channel.
pub(super) fn referenced(w: &World, channel: u64, message: &Value) -> Result<About, Refusal> {
    let reference = &message["message_reference"];
    let Some(to) = snowflake(&reference["message_id"]) else { return Ok(About::default()) };
    if reference["type"] == 1 {
        return forwarded(w, channel, to, snowflake(&reference["channel_id"]).unwrap_or(0));
    }
    if of_channel(w, channel, to).is_err() {
        return match &reference["fail_if_not_exists"] {
            Value::Bool(false) => Ok(About::default()),
            _ => Err(unknown()),
        };
    }
    if !reads(w, channel) {
        let message = "Cannot reply without permission to read message history";
        return Err(Refusal::new(400, 160_002, message));
    }
    Ok(About { reply_to: Some(to), ..About::default() })
}

fn forwarded(w: &World, into: u64, message: u64, from: u64) -> Result<About, Refusal> {
    let source = allowed(w, from, 0)?;
    if !reads(w, from) {
        let message = "Cannot reference a message without permission to read message history";
        return Err(Refusal::new(400, 160_009, message));
    }
    let original = of_channel(w, from, message).map_err(|_| unknown())?;
    if !w.may_be_seen(original) {
        let message = "You cannot forward a message whose content you cannot read";
        return Err(Refusal::new(400, 160_014, message));
    }
    if is_adult(w, source.id) && !is_adult(w, into) {
        return Err(Refusal::new(400, 160_010, "NSFW channel message reference not allowed"));
    }
    // A forward of a forward shows the first message.
    // Differs: discord-bot-forwards
    let first = original.forwarded.clone().unwrap_or_else(|| Box::new(original.clone()));
    Ok(About { forwarded: Some(first), ..About::default() })
}

/// Whether a channel, or a thread's channel, is age-restricted.
fn is_adult(w: &World, channel: u64) -> bool {
    let channel = w.channels.get(&channel);
    channel.is_some_and(|c| c.nsfw || c.parent.is_some_and(|parent| is_adult(w, parent)))
}

fn reads(w: &World, channel: u64) -> bool {
    let channel = w.channels.get(&channel);
    channel.is_some_and(|c| w.bot_permissions(c) & permission::READ_MESSAGE_HISTORY != 0)
}

fn unknown() -> Refusal {
    Refusal::form("message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message")
}
