//! Turns a member's action into an interaction.

use std::time::Instant;

use serde_json::{Value, json};

use super::{ClientRefuses, DIRECT_PERMISSIONS, refuse};
use crate::emulator::discord::json;
use crate::emulator::discord::model::{Answered, Channel, Interaction, Message, Target};
use crate::emulator::discord::world::{World, permission};

/// An action of a member that the bot receives.
#[derive(Default)]
pub(super) struct Act {
    /// The interaction type.
    pub(super) kind: u8,
    pub(super) who: u64,
    pub(super) channel: u64,
    pub(super) guild: Option<u64>,
    pub(super) data: Value,
    /// The user or message that a context-menu command was used on.
    pub(super) target: Option<Target>,
    /// The message whose component was used.
    pub(super) source: Option<Message>,
    /// The interaction that opened the modal.
    pub(super) opener: Option<u64>,
    /// The type of the option that is being typed.
    pub(super) typed: Option<u64>,
}

/// Where and by whom something is given.
#[derive(Clone, Copy)]
pub(super) struct Place {
    /// The server; 0 in direct messages.
    pub(super) guild: u64,
    pub(super) channel: u64,
    pub(super) who: u64,
}

impl World {
    /// The server of a channel (`None` for DMs), if the user is a member of it.
    pub(super) fn entered(&self, who: u64, channel: u64) -> Result<Option<u64>, ClientRefuses> {
        let Some(place) = self.channels.get(&channel) else {
            return refuse("there is no such channel");
        };
        let is_there = match place.guild {
            Some(id) => {
                let guild = self.guilds.get(&id).or_else(|| self.left.get(&id));
                if guild.is_some_and(|g| g.unavailable) {
                    return refuse("the server is not available");
                }
                guild.is_some_and(|g| g.members.contains_key(&who))
            }
            None => place.recipient == Some(who),
        };
        if !is_there {
            return refuse("they are no member of the server");
        }
        self.has(who, channel, permission::VIEW_CHANNEL, "they may not view the channel")?;
        Ok(place.guild)
    }

    /// Checks that a user has all of these permissions in a channel.
    pub(super) fn has(
        &self,
        who: u64,
        channel: u64,
        bits: u64,
        otherwise: &str,
    ) -> Result<(), ClientRefuses> {
        let found = self.channels.get(&channel).map_or(0, |c| self.permissions_in(c, who));
        if found & bits == bits { Ok(()) } else { refuse(otherwise) }
    }

    /// Like [`Self::entered`], but the bot must be there too.
    pub(super) fn shared(&self, who: u64, channel: u64) -> Result<Option<u64>, ClientRefuses> {
        let guild = self.entered(who, channel)?;
        if guild.is_some_and(|g| !self.guilds.contains_key(&g)) {
            return refuse("the bot is no member of the server");
        }
        Ok(guild)
    }

    /// Like [`Self::shared`], for a user who uses a command.
    pub(super) fn commanding(&self, who: u64, channel: u64) -> Result<Option<u64>, ClientRefuses> {
        let guild = self.shared(who, channel)?;
        let bits = permission::USE_APPLICATION_COMMANDS;
        self.has(who, channel, bits, "they may not use commands there")?;
        Ok(guild)
    }

    /// The commands that are available in a channel according to their contexts.
    pub(super) fn offered(&self, guild: Option<u64>) -> impl Iterator<Item = &Value> {
        // Differs: discord-nsfw-commands
        // Differs: discord-dm-permission
        // Differs: discord-no-user-install
        let here = if guild.is_some() { 0 } else { 1 };
        let is_here = move |command: &&Value| {
            command["contexts"].as_array().is_none_or(|l| l.iter().any(|k| *k == here))
        };
        self.commands_of(guild.unwrap_or(0)).filter(is_here)
    }

    /// Whether a member sees a command: permissions of "0" restrict it to administrators.
    pub(super) fn is_shown_to(&self, command: &Value, guild: Option<u64>, who: u64) -> bool {
        let Some(guild) = guild else { return true };
        // Differs: discord-no-command-permissions
        let needed = command["default_member_permissions"].as_str();
        let Some(bits) = needed.and_then(|n| n.parse::<u64>().ok()) else { return true };
        let has = self.permissions(guild, who);
        has & permission::ADMINISTRATOR != 0 || (bits != 0 && has & bits == bits)
    }

    /// Creates an interaction and dispatches it to the bot.
    pub(super) fn interact(&mut self, act: Act) -> Result<u64, ClientRefuses> {
        let Act { kind, who, channel, guild, data, target, source, opener, typed } = act;
        let Some(place) = self.channels.get(&channel).cloned() else {
            return refuse("there is no such channel");
        };
        let id = self.id();
        let token = format!("{:032x}{:032x}", rand::random::<u128>(), rand::random::<u128>());
        let tier_limit = self.size_limit(&Channel { real_limit: None, ..place.clone() });
        let of_guild = guild.and_then(|g| self.guilds.get(&g)).and_then(|g| g.claim);
        let limit = self.claims.get(&who).copied().or(of_guild).unwrap_or(tier_limit);
        let permissions = guild.map_or(DIRECT_PERMISSIONS, |_| self.permissions_in(&place, who));
        let app_permissions = guild.map_or(DIRECT_PERMISSIONS, |_| self.bot_permissions(&place));
        // Differs: discord-no-entitlements
        // Differs: discord-no-user-install
        let mut event = json!({
            "id": id.to_string(), "application_id": self.application.to_string(), "type": kind,
            "data": data, "channel_id": channel.to_string(), "channel": self.channel_json(&place),
            "token": token, "version": 1, "locale": self.locale(who),
            "app_permissions": app_permissions.to_string(), "entitlements": [],
            "entitlement_sku_ids": [],
            "authorizing_integration_owners": self.owners(channel),
            "context": if guild.is_some() { 0 } else { 1 }, "attachment_size_limit": limit,
        });
        match guild {
            Some(guild) => {
                let mut member = self.member_json(guild, who);
                member["permissions"] = json!(permissions.to_string());
                event["member"] = member;
                event["guild_id"] = json!(guild.to_string());
                let locale = self.locale(guild);
                event["guild"] = json!({"id": guild.to_string(), "locale": locale, "features": []});
                event["guild_locale"] = json!(locale);
            }
            None => event["user"] = self.users.get(&who).map_or(Value::Null, json::user),
        }
        event["channel"]["permissions"] = json!(permissions.to_string());
        if let Some(message) = &source {
            event["message"] = self.message_json(message);
        }
        self.tokens.insert(token.clone(), id);
        self.interactions.insert(
            id,
            Interaction {
                id,
                token,
                kind,
                target,
                user: who,
                channel,
                at: self.clock.now(),
                answered: Answered::No,
                original: None,
                source: source.map(|m| m.id),
                opener,
                sent_by: None,
                typed,
                choices: None,
                modal: None,
                limit,
                sent: Instant::now(),
                answered_after: None,
            },
        );
        // Differs: discord-no-http-interactions
        self.dispatch("INTERACTION_CREATE", guild, 0, event);
        Ok(id)
    }
}
