//! Deletes messages, one by one or many at once.

use serde_json::{Value, json};

use super::{World, message_intent};
use crate::emulator::discord::model::TimelineEvent;

impl World {
    pub(in crate::emulator::discord) fn delete(&mut self, message: u64) {
        let Some(channel) = self.remove(message) else { return };
        let event = json!({"id": message.to_string(), "channel_id": channel.to_string()});
        self.announce_deletion("MESSAGE_DELETE", channel, event);
    }

    /// Deletes those of the messages that are in a channel, with one event.
    pub(in crate::emulator::discord) fn delete_many(&mut self, channel: u64, messages: &[u64]) {
        let is_there = |id: &&u64| self.messages.get(id).is_some_and(|m| m.channel == channel);
        let there: Vec<_> = messages.iter().filter(is_there).copied().collect();
        let gone: Vec<_> = there.into_iter().filter(|id| self.remove(*id).is_some()).collect();
        if gone.is_empty() {
            return;
        }
        let ids: Vec<_> = gone.iter().map(u64::to_string).collect();
        let event = json!({"ids": ids, "channel_id": channel.to_string()});
        self.announce_deletion("MESSAGE_DELETE_BULK", channel, event);
    }

    /// Removes a message. Returns its channel, if everyone there saw it.
    fn remove(&mut self, message: u64) -> Option<u64> {
        let gone = self.messages.remove(&message).filter(|m| m.only_for.is_none())?;
        self.happened(TimelineEvent::Deleted(message));
        Some(gone.channel)
    }

    fn announce_deletion(&mut self, name: &str, channel: u64, mut event: Value) {
        if self.is_hidden(channel) {
            return;
        }
        let guild = self.channels.get(&channel).and_then(|c| c.guild);
        if let Some(guild) = guild {
            event["guild_id"] = json!(guild.to_string());
        }
        self.dispatch(name, guild, message_intent(guild), event);
    }
}
