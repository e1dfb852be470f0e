//! What the bot may reach: servers that it is in, channels that it may view, and their messages.

use crate::emulator::discord::checks::Refusal;
use crate::emulator::discord::model::{Channel, Message};
use crate::emulator::discord::world::{World, permission};

/// Checks that the bot is in the server.
pub(super) fn entered(w: &World, guild: u64) -> Result<(), Refusal> {
    match (w.guilds.contains_key(&guild), w.left.contains_key(&guild)) {
        (true, _) => Ok(()),
        (false, true) => Err(Refusal::missing_access()),
        (false, false) => Err(Refusal::unknown(10004, "Guild")),
    }
}

/// Returns a channel that the bot may view, if it has the given permissions there.
pub(super) fn allowed(w: &World, channel: u64, bits: u64) -> Result<Channel, Refusal> {
    let Some(found) = w.channels.get(&channel) else {
        return Err(Refusal::unknown(10003, "Channel"));
    };
    let has = w.bot_permissions(found);
    if has & permission::VIEW_CHANNEL == 0 {
        return Err(Refusal::missing_access());
    }
    if has & bits != bits {
        return Err(Refusal::new(403, 50013, "Missing Permissions"));
    }
    Ok(found.clone())
}

/// Returns a message of a channel.
pub(super) fn of_channel(w: &World, channel: u64, message: u64) -> Result<&Message, Refusal> {
    let found = w.messages.get(&message);
    found
        .filter(|m| m.channel == channel && m.only_for.is_none())
        .ok_or_else(|| Refusal::unknown(10008, "Message"))
}
