//! Reactions by users.

use super::{ClientRefuses, refuse};
use crate::emulator::discord::emoji::Emoji;
use crate::emulator::discord::reactions::NoReaction;
use crate::emulator::discord::world::{Discord, World, permission};

impl World {
    /// Parses an emoji and checks that the user can react to the message with it.
    fn reacting(&self, who: u64, message: u64, emoji: &str) -> Result<Emoji, ClientRefuses> {
        let Some(target) = self.messages.get(&message).filter(|m| m.only_for.is_none()) else {
            return refuse("there is no such message");
        };
        self.entered(who, target.channel)?;
        let bits = permission::READ_MESSAGE_HISTORY;
        self.has(who, target.channel, bits, "they may not read the history there")?;
        match Emoji::parse(emoji) {
            Some(emoji) => Ok(emoji),
            None => refuse(format!("{emoji:?} is not an emoji")),
        }
    }
}

impl Discord {
    /// A member reacts to a message with an emoji, or with a server's emoji as `name:id`.
    ///
    /// # Errors
    /// When Discord's client would reject it.
    pub fn react(&self, who: u64, message: u64, emoji: &str) -> Result<(), ClientRefuses> {
        self.change(|w| {
            let emoji = w.reacting(who, message, emoji)?;
            // Everyone may join a reaction that someone else added.
            let target = w.messages.get(&message);
            let is_new = target.is_none_or(|m| m.reactions.iter().all(|r| r.emoji != emoji));
            if let Some(channel) = target.map(|m| m.channel).filter(|_| is_new) {
                w.has(who, channel, permission::ADD_REACTIONS, "they may not add reactions there")?;
            }
            match w.react(who, message, &emoji) {
                Ok(()) => Ok(()),
                Err(NoReaction::NoMessage) => refuse("there is no such message"),
                Err(NoReaction::TooMany) => refuse("there are twenty different reactions"),
            }
        })
    }

    /// A member removes their reaction.
    ///
    /// # Errors
    /// When the member has no such reaction.
    pub fn unreact(&self, who: u64, message: u64, emoji: &str) -> Result<(), ClientRefuses> {
        self.change(|w| {
            let emoji = w.reacting(who, message, emoji)?;
            if w.unreact(who, message, &emoji) {
                Ok(())
            } else {
                refuse("there is no such reaction of theirs")
            }
        })
    }

    /// How many people react to a message, by emoji.
    pub fn reactions(&self, message: u64) -> Vec<(String, usize)> {
        let w = self.lock();
        let all = w.messages.get(&message).map(|m| m.reactions.as_slice()).unwrap_or_default();
        all.iter().map(|r| (r.emoji.name().to_owned(), r.who.len())).collect()
    }
}
