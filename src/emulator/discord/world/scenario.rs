//! Deviations from normal behaviour that tests and stories configure.

use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::time::Instant;

use super::{Discord, World};
use crate::emulator::discord::body_check::BodyCheck;
use crate::emulator::discord::model::{Channel, Visibility};
use crate::emulator::discord::openapi::Description;
use crate::emulator::discord::rates::{LimitedRoute, Limits, Rate};
use crate::emulator::discord::session::Push;

impl World {
    /// The locale of a user or server.
    pub(in crate::emulator::discord) fn locale(&self, of: u64) -> &str {
        self.locales.get(&of).map_or("en-US", String::as_str)
    }

    pub(super) fn channel_changed(&mut self, channel: u64) {
        let Some(c) = self.channels.get(&channel) else { return };
        let (event, guild) = (self.channel_event_json(c), c.guild);
        self.dispatch("CHANNEL_UPDATE", guild, 1, event);
    }

    pub(in crate::emulator::discord) fn thread_changed(&mut self, thread: u64) {
        let Some(c) = self.channels.get(&thread).filter(|c| self.receives_events_of(c)) else {
            return;
        };
        let (event, guild) = (self.channel_json(c), c.guild);
        self.dispatch("THREAD_UPDATE", guild, 1, event);
    }

    /// Whether the bot receives events of a thread: it may view both it and its channel.
    pub(in crate::emulator::discord) fn receives_events_of(&self, thread: &Channel) -> bool {
        self.visibility(thread) == Visibility::Visible
            && thread.parent.is_none_or(|parent| !self.is_hidden(parent))
    }
}

/// Announcement, public and private threads.
pub(super) fn is_thread(kind: u8) -> bool {
    matches!(kind, 10..=12)
}

impl Discord {
    /// Grants or revokes the message content intent (privileged).
    pub fn allow_message_content(&self, allowed: bool) {
        self.lock().may_read_content = allowed;
    }

    /// Grants or revokes the members intent (privileged): member events and complete member lists.
    pub fn allow_members(&self, allowed: bool) {
        self.lock().may_read_members = allowed;
    }

    /// Replaces the bot's token; the old one is rejected from now on.
    pub fn set_token(&self, token: &str) {
        self.lock().token = token.to_owned();
    }

    /// Sets a guild's boost tier.
    pub fn set_tier(&self, guild: u64, tier: u8) {
        self.change(|w| {
            if let Some(g) = w.guilds.get_mut(&guild) {
                g.tier = tier;
            }
            let event = w.guild_json(guild);
            w.dispatch("GUILD_UPDATE", Some(guild), 1, event);
        });
    }

    /// Sets the `attachment_size_limit` that interactions in a guild claim, whatever the real limit
    /// is.
    pub fn set_claim(&self, guild: u64, bytes: u64) {
        if let Some(g) = self.lock().guilds.get_mut(&guild) {
            g.claim = Some(bytes);
        }
    }

    /// Sets the `attachment_size_limit` that a user's interactions claim in all servers and in direct
    /// messages, as Nitro does.
    pub fn set_claim_of(&self, user: u64, bytes: u64) {
        self.lock().claims.insert(user, bytes);
    }

    /// Makes responses deviate from any client's model: fields that are not essential are missing,
    /// null or of another type. Across three consecutive offsets, each field takes each of these
    /// forms once.
    pub fn answer_oddly(&self, offset: usize) {
        self.lock().odd_answers = Some(offset);
    }

    /// Compares the bodies of requests with the OpenAPI description from now on. A body that does
    /// not match is reported as a warning, or refused with 400 (50035).
    pub fn compare_bodies(&self, description: Arc<Description>, refuse: bool) {
        self.lock().body_check = Some(BodyCheck { description, refuses: refuse });
    }

    /// Gives the bot and its application this ID, whatever the token contains.
    pub fn set_bot_id(&self, id: u64) {
        self.change(|w| {
            w.users.remove(&w.bot.id);
            (w.bot.id, w.application) = (id, id);
            w.users.insert(id, w.bot.clone());
        });
    }

    /// Gives the application an ID that differs from the bot's, as applications from before 2016
    /// have.
    pub fn separate_application(&self) -> u64 {
        let mut w = self.lock();
        w.application = w.id();
        w.application
    }

    /// Sets the owner of a thread.
    pub fn set_thread_owner(&self, thread: u64, owner: u64) {
        if let Some(c) = self.lock().channels.get_mut(&thread) {
            c.owner = Some(owner);
        }
    }

    /// Limits edits of messages over an hour old to this many per minute in a channel.
    pub fn limit_old_edits(&self, channel: u64, most: usize) {
        if let Some(c) = self.lock().channels.get_mut(&channel) {
            c.old_edits = Some((most, Vec::new()));
        }
    }

    /// Multiplies the numbers of the table of rate limits (`rates.rs`); 1 gives the table's own. A
    /// new world has a hundred times as many, because the clock of a test passes quickly.
    pub fn scale_rate_limits(&self, factor: u32) {
        self.lock().rates.set_factor(factor);
    }

    /// Sets the rate limit of a route, for each channel, server or webhook.
    pub fn limit_route(&self, route: LimitedRoute, rate: Rate) {
        self.lock().rates.set_route(route, rate);
    }

    /// Sets the rate limit of all requests of the bot, except those of interactions.
    pub fn limit_bot(&self, rate: Rate) {
        self.lock().rates.set_global(rate);
    }

    /// Sets how many invalid requests ban the address, and for how long. Lifts a ban.
    pub fn limit_invalid_requests(&self, rate: Rate, ban: Duration) {
        self.lock().rates.set_invalid(rate, ban);
    }

    /// Ends the ban of the address, and forgets its invalid requests.
    pub fn lift_ban(&self) {
        self.lock().rates.lift_ban();
    }

    /// For this time, requests in a channel are refused because of other users of it.
    pub fn exhaust_channel(&self, channel: u64, time: Duration) {
        self.lock().rates.exhaust(channel, Instant::now() + time);
    }

    /// The rate limits that apply, and what they have refused.
    pub fn rate_limits(&self) -> Limits {
        self.lock().rates.limits(Instant::now())
    }

    /// Rejects only files over this many bytes in a channel, whatever limit interactions claim and
    /// boosts allow.
    pub fn set_real_limit(&self, channel: u64, bytes: u64) {
        if let Some(c) = self.lock().channels.get_mut(&channel) {
            c.real_limit = Some(bytes);
        }
    }

    /// Makes a channel age-restricted, or not.
    pub fn set_age_restricted(&self, channel: u64, is: bool) {
        self.change(|w| {
            let Some(c) = w.channels.get_mut(&channel) else { return };
            c.nsfw = is;
            w.channel_changed(channel);
        });
    }

    /// Hides a server's channel from the bot, or makes it visible.
    pub fn set_visibility(&self, channel: u64, visibility: Visibility) {
        self.change(|w| {
            let Some(c) = w.channels.get_mut(&channel) else { return };
            c.visibility = visibility;
            // Differs: discord-no-thread-sync
            w.channel_changed(channel);
        });
    }

    /// Archives a thread; if it is locked, only moderators can unarchive it.
    pub fn archive_thread(&self, thread: u64, locked: bool) {
        self.change(|w| {
            let Some(c) = w.channels.get_mut(&thread) else { return };
            // Differs: discord-no-auto-archive
            (c.archived, c.locked) = (true, locked);
            w.thread_changed(thread);
        });
    }

    /// Deletes a channel with its threads and everything in them.
    pub fn delete_channel(&self, channel: u64) {
        self.change(|w| {
            let Some(gone) = w.channels.get(&channel).cloned() else { return };
            if is_thread(gone.kind) {
                let event = serde_json::json!({
                    "id": channel.to_string(), "type": gone.kind,
                    "guild_id": gone.guild.map(|g| g.to_string()),
                    "parent_id": gone.parent.map(|p| p.to_string()),
                });
                if w.receives_events_of(&gone) {
                    w.dispatch("THREAD_DELETE", gone.guild, 1, event);
                }
            } else if gone.guild.is_some() {
                let event = w.channel_event_json(&gone);
                w.dispatch("CHANNEL_DELETE", gone.guild, 1, event);
            }
            w.channels.retain(|id, c| *id != channel && c.parent != Some(channel));
            let World { channels, messages, .. } = w;
            messages.retain(|_, m| channels.contains_key(&m.channel));
        });
    }

    /// Sets the locale of a user or server, such as "de".
    pub fn set_locale(&self, of: u64, locale: &str) {
        self.change(|w| {
            w.locales.insert(of, locale.to_owned());
            if w.guilds.contains_key(&of) {
                let event = w.guild_json(of);
                w.dispatch("GUILD_UPDATE", Some(of), 1, event);
            }
        });
    }

    /// Whether an interaction exists.
    pub fn has_interaction(&self, interaction: u64) -> bool {
        self.lock().interactions.contains_key(&interaction)
    }

    /// The server of a channel.
    pub fn guild_of(&self, channel: u64) -> Option<u64> {
        self.lock().channels.get(&channel)?.guild
    }

    /// Whether a channel exists.
    pub fn has_channel(&self, channel: u64) -> bool {
        self.lock().channels.contains_key(&channel)
    }

    /// Whether a server exists, with the bot in it or not.
    pub fn has_guild(&self, guild: u64) -> bool {
        let w = self.lock();
        w.guilds.contains_key(&guild) || w.left.contains_key(&guild)
    }

    /// Deletes a message, as its author or a moderator would.
    pub fn delete_message(&self, message: u64) {
        self.change(|w| w.delete(message));
    }

    /// A user no longer accepts direct messages from the bot.
    pub fn close_direct(&self, user: u64) {
        self.lock().closed_to_bot.insert(user);
    }

    /// The user accepts them again.
    pub fn open_to_bot(&self, user: u64) {
        self.lock().closed_to_bot.remove(&user);
    }

    /// Closes every gateway connection with a close code.
    pub fn close_gateway(&self, code: u16) {
        self.push_all(|| Push::Close(code, "closed by the emulator"));
    }

    /// Asks every client for a heartbeat (1) or to reconnect (7), or reports its session invalid
    /// (9): with `true` it may be resumed.
    pub fn gateway_op(&self, op: u8, data: &Value) {
        if op == 9 && *data == Value::Bool(false) {
            // Such a session cannot be resumed any more. Those with a connected client end when the
            // opcode is sent.
            self.lock().sessions.retain(|s| s.line.is_some());
        }
        self.push_all(|| Push::Op(serde_json::json!({"op": op, "d": data, "s": null, "t": null})));
    }

    pub(super) fn push_all(&self, push: impl Fn() -> Push) {
        for line in self.lock().sessions.iter().filter_map(|s| s.line.as_ref()) {
            let _ = line.send(push());
        }
    }
}
