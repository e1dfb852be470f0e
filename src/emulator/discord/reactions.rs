//! Reactions to messages.

use serde_json::{Value, json};

use crate::emulator::discord::emoji::{Emoji, Reaction};
use crate::emulator::discord::model::Message;
use crate::emulator::discord::world::World;

/// Maximum number of different emoji on a message.
pub(super) const MAX_EMOJI: usize = 20;

/// Why a reaction cannot be added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoReaction {
    /// The message does not exist.
    NoMessage,
    /// The message already has twenty different ones.
    TooMany,
}

impl World {
    /// Adds a user's reaction and dispatches the event, unless they already reacted with this
    /// emoji.
    pub(super) fn react(
        &mut self,
        who: u64,
        message: u64,
        emoji: &Emoji,
    ) -> Result<(), NoReaction> {
        let Some(m) = self.messages.get_mut(&message) else { return Err(NoReaction::NoMessage) };
        let (author, count) = (m.author, m.reactions.len());
        match m.reactions.iter_mut().find(|r| r.emoji == *emoji) {
            Some(reaction) if reaction.who.contains(&who) => return Ok(()),
            Some(reaction) => reaction.who.push(who),
            None if count >= MAX_EMOJI => return Err(NoReaction::TooMany),
            None => m.reactions.push(Reaction { emoji: emoji.clone(), who: vec![who] }),
        }
        self.reacted("MESSAGE_REACTION_ADD", who, message, emoji, |w, guild, event| {
            event["message_author_id"] = json!(author.to_string());
            if let Some(guild) = guild {
                event["member"] = w.member_json(guild, who);
            }
        });
        Ok(())
    }

    /// Removes a reaction; returns whether there was one.
    pub(super) fn unreact(&mut self, who: u64, message: u64, emoji: &Emoji) -> bool {
        let Some(m) = self.messages.get_mut(&message) else { return false };
        let Some(reaction) = m.reactions.iter_mut().find(|r| r.emoji == *emoji) else {
            return false;
        };
        let before = reaction.who.len();
        reaction.who.retain(|one| *one != who);
        let gone = reaction.who.len() < before;
        m.reactions.retain(|r| !r.who.is_empty());
        if gone {
            self.reacted("MESSAGE_REACTION_REMOVE", who, message, emoji, |_, _, _| ());
        }
        gone
    }

    fn reacted(
        &mut self,
        name: &str,
        who: u64,
        message: u64,
        emoji: &Emoji,
        more: impl FnOnce(&Self, Option<u64>, &mut Value),
    ) {
        let event = json!({
            "user_id": who.to_string(), "emoji": emoji.json(), "burst": false, "type": 0,
        });
        self.reactions_changed(name, message, event, more);
    }

    /// Removes all reactions to a message, or all with one emoji, and dispatches one event if there
    /// were any.
    pub(super) fn clear_reactions(&mut self, message: u64, emoji: Option<&Emoji>) {
        let Some(m) = self.messages.get_mut(&message) else { return };
        let before = m.reactions.len();
        m.reactions.retain(|r| emoji.is_some_and(|emoji| r.emoji != *emoji));
        if m.reactions.len() == before {
            return;
        }
        let (name, event) = match emoji {
            None => ("MESSAGE_REACTION_REMOVE_ALL", json!({})),
            Some(emoji) => ("MESSAGE_REACTION_REMOVE_EMOJI", json!({"emoji": emoji.json()})),
        };
        self.reactions_changed(name, message, event, |_, _, _| ());
    }

    fn reactions_changed(
        &mut self,
        name: &str,
        message: u64,
        mut event: Value,
        more: impl FnOnce(&Self, Option<u64>, &mut Value),
    ) {
        let Some(channel) = self.messages.get(&message).map(|m| m.channel) else { return };
        if self.is_hidden(channel) {
            return;
        }
        let guild = self.channels.get(&channel).and_then(|c| c.guild);
        event["channel_id"] = json!(channel.to_string());
        event["message_id"] = json!(message.to_string());
        if let Some(guild) = guild {
            event["guild_id"] = json!(guild.to_string());
        }
        more(self, guild, &mut event);
        // GUILD_MESSAGE_REACTIONS or DIRECT_MESSAGE_REACTIONS.
        let intent = if guild.is_some() { 1 << 10 } else { 1 << 13 };
        self.dispatch(name, guild, intent, event);
    }

    /// The reactions to a message as the bot sees them.
    pub(super) fn reactions_json(&self, m: &Message) -> Value {
        let one = |r: &Reaction| {
            json!({
                "emoji": r.emoji.json(), "count": r.who.len(),
                "count_details": {"burst": 0, "normal": r.who.len()}, "burst_colors": [],
                "me_burst": false, "me": r.who.contains(&self.bot.id),
            })
        };
        m.reactions.iter().map(one).collect()
    }
}
