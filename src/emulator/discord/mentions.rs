//! Who is pinged by a text.

use serde_json::Value;

use crate::emulator::discord::model::Mentions;
use crate::emulator::discord::payload::snowflakes;
use crate::emulator::discord::world::{World, permission};

/// Where a text comes from, as far as its mentions depend on it.
pub(super) struct Source {
    pub(super) channel: u64,
    pub(super) author: u64,
    /// The message that it replies to.
    pub(super) reply_to: Option<u64>,
    /// Whether it is no response to an interaction.
    pub(super) ordinary: bool,
}

impl World {
    /// What the text of a message mentions, as far as it is allowed and the author may. Responses to
    /// interactions ping only users by default, ordinary messages everything.
    pub(super) fn mentions(&self, content: &str, allowed: &Value, source: &Source) -> Mentions {
        let may_ping_all = self.may_ping_all(source);
        let everybody =
            if allowed.is_null() { source.ordinary } else { parses(allowed, "everyone") };
        let is_for_all = content.contains("@everyone") || content.contains("@here");
        Mentions {
            users: self.pinged(content, allowed, source.reply_to),
            roles: self.pinged_roles(content, allowed, source, may_ping_all),
            everyone: everybody && is_for_all && may_ping_all,
        }
    }

    /// Whether the author has MENTION_EVERYONE.
    fn may_ping_all(&self, source: &Source) -> bool {
        let Some(channel) = self.channels.get(&source.channel) else { return false };
        let has = if source.author == self.bot.id {
            self.bot_permissions(channel)
        } else {
            self.permissions_in(channel, source.author)
        };
        has & permission::MENTION_EVERYONE != 0
    }

    /// The users that a message pings: those whom its text mentions, and the author of the message
    /// that it replies to, as far as allowed.
    fn pinged(&self, content: &str, allowed: &Value, reply_to: Option<u64>) -> Vec<u64> {
        let users = snowflakes(&allowed["users"]);
        let all = allowed.is_null() || parses(allowed, "users");
        let mut out = mentioned(content, "<@");
        out.retain(|id| self.users.contains_key(id) && (all || users.contains(id)));
        let replied = reply_to.and_then(|m| self.messages.get(&m)).map(|m| m.author);
        if let Some(author) = replied
            && (allowed.is_null() || allowed["replied_user"] == true)
            && !out.contains(&author)
        {
            out.push(author);
        }
        out
    }

    /// Roles that a message pings: of those that the author may not ping, only the mentionable ones.
    fn pinged_roles(
        &self,
        content: &str,
        allowed: &Value,
        source: &Source,
        may_ping_all: bool,
    ) -> Vec<u64> {
        let guild = self.channels.get(&source.channel).and_then(|c| c.guild);
        let Some(guild) = guild.and_then(|g| self.guilds.get(&g)) else { return Vec::new() };
        let listed = snowflakes(&allowed["roles"]);
        let all = if allowed.is_null() { source.ordinary } else { parses(allowed, "roles") };
        let mut out = mentioned(content, "<@&");
        out.retain(|id| {
            let role = guild.roles.get(id);
            let may = role.is_some_and(|role| may_ping_all || role.mentionable);
            may && (all || listed.contains(id))
        });
        out
    }
}

/// Whether mentions of this kind in the text may ping.
fn parses(allowed: &Value, kind: &str) -> bool {
    allowed["parse"].as_array().is_some_and(|kinds| kinds.iter().any(|k| k == kind))
}

/// IDs in a text that follow the given mention prefix, without duplicates.
fn mentioned(content: &str, begins: &str) -> Vec<u64> {
    let mut out = Vec::new();
    let mut rest = content;
    while let Some((before, after)) = rest.split_once(begins) {
        rest = after;
        // A preceding backslash escapes the mention.
        if before.ends_with('\\') {
            continue;
        }
        let digits = after.trim_start_matches('!').chars().take_while(char::is_ascii_digit);
        if let Ok(id) = digits.collect::<String>().parse()
            && !out.contains(&id)
        {
            out.push(id);
        }
    }
    out
}
