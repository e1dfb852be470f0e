//! Pinned messages.

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::emulator::discord::model::Message;
use crate::emulator::discord::times::written;
use crate::emulator::discord::world::World;

/// The maximum number of pins in a channel (docs, JSON Error Codes, 30003).
pub(super) const MAX_PINS: usize = 250;

impl World {
    /// The pinned messages of a channel and when they were pinned, newest pin first.
    pub(super) fn pins(&self, channel: u64) -> Vec<(Timestamp, &Message)> {
        let pinned = self.messages.values().filter(|m| m.channel == channel);
        let mut pinned: Vec<_> = pinned.filter_map(|m| Some((m.pinned_at?, m))).collect();
        pinned.sort_by_key(|(at, m)| std::cmp::Reverse((*at, m.id)));
        pinned
    }

    /// Pins a message, or takes the pin off, and dispatches both events if that changes anything.
    pub(super) fn set_pinned(&mut self, message: u64, pinned: bool) {
        let now = self.clock.now();
        let Some(m) = self.messages.get_mut(&message) else { return };
        if m.pinned_at.is_some() == pinned {
            return;
        }
        m.pinned_at = pinned.then_some(now);
        let channel = m.channel;
        // Differs: discord-no-system-messages
        self.announce("MESSAGE_UPDATE", message);
        if self.is_hidden(channel) {
            return;
        }
        let guild = self.channels.get(&channel).and_then(|c| c.guild);
        let mut event = json!({
            "channel_id": channel.to_string(), "last_pin_timestamp": self.last_pin(channel),
        });
        if let Some(guild) = guild {
            event["guild_id"] = json!(guild.to_string());
        }
        // GUILDS or DIRECT_MESSAGES.
        self.dispatch(
            "CHANNEL_PINS_UPDATE",
            guild,
            if guild.is_some() { 1 } else { 1 << 12 },
            event,
        );
    }

    /// When the newest pin of a channel was set, or null.
    pub(super) fn last_pin(&self, channel: u64) -> Value {
        json!(self.pins(channel).first().map(|(at, _)| written(*at)))
    }
}
