//! The context of a request, as Discord states it.

use jiff::Timestamp;
use serenity::model::application::{CommandInteraction, ComponentInteraction, ModalInteraction};
use serenity::model::channel::{Message, PartialChannel};
use serenity::model::guild::Member;
use serenity::model::id as snowflake;
use serenity::model::permissions::Permissions;
use serenity::model::user::User;

use super::{Services, languages};
use crate::discord::client::DiscordClient;
use crate::discord::permissions::{manages, missing, moderates};
use crate::discord::rest::ChannelFacts;
use crate::job::{ChannelId, GuildId, InteractionId, Origin, Place, RoleId, Tenant, UserId};
use crate::service::{Caller, RequestContext};

/// The fields that every kind of interaction has.
struct Common<'a> {
    id: snowflake::InteractionId,
    token: &'a str,
    guild: Option<snowflake::GuildId>,
    member: Option<&'a Member>,
    user: &'a User,
    channel: snowflake::ChannelId,
    partial: Option<&'a PartialChannel>,
    app_permissions: Option<Permissions>,
    limit: u64,
    locale: &'a str,
    guild_locale: Option<&'a str>,
}

/// The same fields with the same names, in three types of serenity.
macro_rules! common {
    ($interaction:expr, $member:expr) => {
        Common {
            id: $interaction.id,
            token: &$interaction.token,
            guild: $interaction.guild_id,
            member: $member,
            user: &$interaction.user,
            channel: $interaction.channel_id,
            partial: $interaction.channel.as_ref(),
            app_permissions: $interaction.app_permissions,
            limit: u64::from($interaction.attachment_size_limit),
            locale: &$interaction.locale,
            guild_locale: $interaction.guild_locale.as_deref(),
        }
    };
}

/// The context of a command.
pub(super) fn of_command(
    c: &CommandInteraction,
    client: &DiscordClient,
    services: &Services,
) -> RequestContext {
    common!(c, c.member.as_deref()).context(client, services)
}

/// The context of a pressed button or a choice in a menu.
pub(super) fn of_press(
    c: &ComponentInteraction,
    client: &DiscordClient,
    services: &Services,
) -> RequestContext {
    common!(c, c.member.as_ref()).context(client, services)
}

/// The context of a submitted modal.
pub(super) fn of_modal(
    c: &ModalInteraction,
    client: &DiscordClient,
    services: &Services,
) -> RequestContext {
    common!(c, c.member.as_ref()).context(client, services)
}

impl Common<'_> {
    fn context(&self, client: &DiscordClient, services: &Services) -> RequestContext {
        let tenant = tenant(self.guild);
        let channel = ChannelId(self.channel.get());
        let parent = self.partial.and_then(|c| c.parent_id).map(|id| ChannelId(id.get()));
        let within: Vec<_> = [channel].into_iter().chain(parent).collect();
        let permissions = self.member.and_then(|m| m.permissions);
        if let Tenant::Server(guild) = tenant {
            client.upload_limits().learn_claim(guild, self.limit);
            if let Some(locale) = self.guild_locale {
                client.note_locale(guild, locale);
            }
        }
        RequestContext {
            caller: Caller {
                user: UserId(self.user.id.get()),
                tenant,
                roles: self.member.map_or_else(Vec::new, roles),
                interaction: InteractionId(self.id.get()),
                moderates: permissions.is_some_and(moderates),
                manages: permissions.is_some_and(manages),
                language: languages::of_user(services, UserId(self.user.id.get()), self.locale),
            },
            place: Place { tenant, channel },
            parent,
            origin: Origin {
                interaction: InteractionId(self.id.get()),
                token: Some(self.token.to_owned()),
                at: created(self.id.created_at()),
                attachment_limit: Some(self.limit),
            },
            missing: missing(
                self.app_permissions.unwrap_or(Permissions::empty()),
                self.partial.map(|c| c.kind),
            ),
            age_restricted: client.is_age_restricted(&within),
            open: self.guild.is_some() || services.features.direct,
        }
    }
}

/// The server in which Discord says that something happened; without one, direct messages.
pub(super) fn tenant(guild: Option<snowflake::GuildId>) -> Tenant {
    guild.map_or(Tenant::Direct, |guild| Tenant::Server(GuildId(guild.get())))
}

/// The context of a message that mentions the bot. Discord does not state what the bot may do
/// there: the bot finds out by replying before anything is reserved. `channel` is Discord's data
/// about the channel.
pub(super) fn of_message(
    m: &Message,
    channel: Option<&ChannelFacts>,
    client: &DiscordClient,
    services: &Services,
) -> RequestContext {
    let tenant = tenant(m.guild_id);
    let here = ChannelId(m.channel_id.get());
    let parent = channel.and_then(|c| c.parent);
    let within: Vec<_> = [here].into_iter().chain(parent).collect();
    let roles = m.member.as_ref().map(|m| m.roles.iter().map(|r| RoleId(r.get())).collect());
    let interaction = InteractionId(m.id.get());
    RequestContext {
        caller: Caller {
            user: UserId(m.author.id.get()),
            tenant,
            roles: roles.unwrap_or_default(),
            interaction,
            moderates: false,
            manages: false,
            language: languages::of_author(services, client, UserId(m.author.id.get()), tenant),
        },
        place: Place { tenant, channel: here },
        parent,
        origin: Origin {
            interaction,
            token: None,
            at: created(m.id.created_at()),
            // Not sent with a message: what is known of the server applies.
            attachment_limit: None,
        },
        missing: Vec::new(),
        age_restricted: channel.is_some_and(|c| c.age_restricted)
            || client.is_age_restricted(&within),
        open: m.guild_id.is_some() || services.features.direct,
    }
}

fn roles(member: &Member) -> Vec<RoleId> {
    member.roles.iter().map(|r| RoleId(r.get())).collect()
}

fn created(at: serenity::model::Timestamp) -> Timestamp {
    Timestamp::from_second(at.unix_timestamp()).unwrap_or(Timestamp::UNIX_EPOCH)
}
