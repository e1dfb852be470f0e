//! The gateway connection: receives events from Discord.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::StreamExt;
use serde_json::Value;
use serenity::client::{Client, ClientBuilder, Context, EventHandler};
use serenity::collector::collect;
use serenity::gateway::{ConnectionStage, ShardManager, ShardMessenger, ShardStageUpdateEvent};
use serenity::http::{Http, Route};
use serenity::model::application::Interaction;
use serenity::model::channel::{GuildChannel, Message, PermissionOverwriteType};
use serenity::model::event::Event;
use serenity::model::gateway::{GatewayIntents, Ready};
use serenity::model::guild::{Guild, Role, UnavailableGuild};
use serenity::model::id::ShardId;
use serenity::model::permissions::Permissions;
use tokio_util::task::TaskTracker;
use tracing::{debug, info, warn};

use crate::discord::client::DiscordClient;
use crate::discord::commands::{self, Services};
use crate::discord::recent::RecentEvents;
use crate::discord::rest;
use crate::job::{ChannelId, GuildId, UserId};
use crate::service::MessengerError;

/// A connection to the gateway, not yet started.
pub struct Gateway {
    client: Client,
}

/// The shards of a connection.
pub struct Shards(Arc<ShardManager>);

impl Shards {
    /// Stops all of them, and with them the connection.
    pub async fn stop(&self) {
        self.0.shutdown_all().await;
    }

    /// Restarts one, unless it waits for its start already: started twice, it would have two
    /// sessions. Returns whether it was restarted.
    pub async fn restart(&self, shard: u32) -> bool {
        let id = ShardId(shard);
        let runs = self.0.shards_instantiated().await.contains(&id);
        if runs {
            self.0.restart(id).await;
        }
        runs
    }
}

/// Called whenever a shard, given by its number, connects (`true`) or disconnects.
pub type OnConnection = Box<dyn Fn(u32, bool) + Send + Sync>;

/// The gateway connection ended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// Permanent: retrying will not help. The text states what to do.
    #[error("{0}")]
    ForGood(String),
    /// Temporary: it may work later.
    #[error("{0}")]
    ForNow(String),
}

impl From<serenity::Error> for GatewayError {
    fn from(error: serenity::Error) -> Self {
        use serenity::gateway::GatewayError;
        match &error {
            serenity::Error::Gateway(GatewayError::InvalidAuthentication) => Self::ForGood(
                "Discord does not accept the token: copy DISCORD_TOKEN anew from the developer \
                 portal (Bot > Reset Token)"
                    .into(),
            ),
            serenity::Error::Gateway(
                GatewayError::DisallowedGatewayIntents | GatewayError::InvalidGatewayIntents,
            ) => Self::ForGood(
                "Discord does not grant the intents: switch Message Content on (Bot > Privileged \
                 Gateway Intents in the developer portal), or set discord.message_content to false"
                    .into(),
            ),
            _ => match MessengerError::from(error) {
                MessengerError::Unauthorized => {
                    Self::ForGood(MessengerError::Unauthorized.to_string())
                }
                other => Self::ForNow(other.to_string()),
            },
        }
    }
}

/// How many gateway sessions may still be started.
#[derive(Debug, Clone, Copy)]
pub struct SessionStarts {
    /// Sessions left until the limit resets.
    pub remaining: u64,
    /// Time until the limit resets.
    pub renewed_in: Duration,
    /// Sessions needed for one connection.
    pub shards: u32,
}

/// Time until the next check, where Discord does not state when the limit resets.
const RENEWED_IN: Duration = Duration::from_secs(60);

/// Asks Discord how many sessions may be started.
///
/// # Errors
/// The same as for a connection.
pub async fn session_starts(http: &Http) -> Result<SessionStarts, GatewayError> {
    let answer = &rest::get(http, Route::GatewayBot, Vec::new()).await?;
    let limit = &answer["session_start_limit"];
    let unread = || GatewayError::ForNow("Discord does not say how many sessions are left".into());
    let renewed_in = limit["reset_after"].as_u64().map(Duration::from_millis);
    Ok(SessionStarts {
        remaining: limit["remaining"].as_u64().ok_or_else(unread)?,
        renewed_in: renewed_in.unwrap_or(RENEWED_IN),
        shards: shards(answer),
    })
}

/// The number of shards that Discord recommends for the bot.
fn shards(answer: &Value) -> u32 {
    let shards = answer["shards"].as_u64().and_then(|n| u32::try_from(n).ok());
    shards.unwrap_or(1).max(1)
}

struct Handler {
    services: Services,
    on_connection: OnConnection,
    client: DiscordClient,
    register_commands_in: Vec<GuildId>,
    tasks: TaskTracker,
    /// Interactions and messages that were already delivered.
    seen: RecentEvents,
}

impl Gateway {
    /// Prepares a connection; `http` is only used to look up the gateway's address, since serenity
    /// requires a client of its own. Interactions are passed to `services`, each in a task of
    /// `tasks`.
    ///
    /// # Errors
    /// If serenity cannot be set up.
    pub async fn new(
        http: Http,
        client: DiscordClient,
        services: Services,
        register_commands_in: Vec<GuildId>,
        tasks: TaskTracker,
        on_connection: OnConnection,
    ) -> Result<Self, GatewayError> {
        // GUILDS delivers the servers' boost tiers and age-restricted channels. Interactions need
        // no intent. Messages that mention the bot come with their content even without the
        // privileged intent.
        let mut intents = GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES;
        if services.features.direct {
            intents |= GatewayIntents::DIRECT_MESSAGES;
        }
        if services.features.reads_messages {
            intents |= GatewayIntents::MESSAGE_CONTENT;
        }
        let seen = RecentEvents::default();
        let handler =
            Handler { services, on_connection, client, register_commands_in, tasks, seen };
        let client = ClientBuilder::new_with_http(http, intents).event_handler(handler).await?;
        Ok(Self { client })
    }

    /// The shards, to stop or restart them from another task.
    pub fn shards(&self) -> Shards {
        Shards(Arc::clone(&self.client.shard_manager))
    }

    /// Runs until it is stopped or the connection fails.
    ///
    /// # Errors
    /// See [`GatewayError`]; a rejected token or rejected intents are permanent.
    pub async fn run(mut self) -> Result<(), GatewayError> {
        // Like serenity's `start_autosharded`, but that one parses the complete answer.
        let answer = rest::get(&self.client.http, Route::GatewayBot, Vec::new()).await?;
        Ok(self.client.start_shards(shards(&answer)).await?)
    }
}

impl Handler {
    /// Records whether a channel is age-restricted, as far as Discord states it: when the bot may
    /// view it (again), an update contains all of it.
    fn note_channel(&self, channel: &GuildChannel) {
        if channel.nsfw || !is_obfuscated(channel) {
            self.client.set_age_restricted(ChannelId(channel.id.get()), channel.nsfw);
        }
    }

    fn note_role(&self, role: Role) {
        let guild = GuildId(role.guild_id.get());
        self.client.role_names().set(guild, role.id.get(), role.name);
    }
}

/// Whether Discord hides everything about a channel except its existence, because the bot may not
/// view it (since 2026-11-16, PR 8454 of Discord's docs). serenity drops the flag for it, `1 <<
/// 17`, like all flags that it does not know, so the placeholders are checked. A visible channel
/// can have that name, but hardly together with that overwrite.
fn is_obfuscated(channel: &GuildChannel) -> bool {
    let hidden = match channel.permission_overwrites.as_slice() {
        [only] => {
            matches!(only.kind, PermissionOverwriteType::Role(_))
                && only.deny.contains(Permissions::VIEW_CHANNEL)
        }
        _ => false,
    };
    hidden && channel.name == "___hidden___"
}

#[async_trait]
impl EventHandler for Handler {
    async fn ready(&self, ctx: Context, ready: Ready) {
        info!(
            user.name = %ready.user.name,
            guilds = ready.guilds.len(),
            shard = ctx.shard_id.get(),
            "connected to Discord as {}", ready.user.name
        );
        (self.on_connection)(ctx.shard_id.get(), true);
        self.client.metrics().connected();
        self.client.http().set_application_id(ready.application.id);
        self.client.set_own(UserId(ready.user.id.get()));
        if ctx.shard_id.get() == 0 {
            let (client, guilds) = (self.client.clone(), self.register_commands_in.clone());
            let services = self.services.clone();
            self.tasks.spawn(async move {
                let (catalogue, direct) =
                    (services.job_service.catalogue(), services.features.direct);
                commands::register_until_done(&client, catalogue, &guilds, direct).await;
            });
        }
    }

    async fn shard_stage_update(&self, ctx: Context, event: ShardStageUpdateEvent) {
        // Once for each connection that does not resume, and before READY.
        if event.new == ConnectionStage::Identifying {
            tokio::spawn(log_unreadable_events(ctx.shard));
        }
        (self.on_connection)(event.shard_id.get(), event.new == ConnectionStage::Connected);
    }

    async fn guild_create(&self, _: Context, guild: Guild, _: Option<bool>) {
        let tier = u8::from(guild.premium_tier);
        self.client.upload_limits().set_tier(GuildId(guild.id.get()), tier);
        self.client.note_locale(GuildId(guild.id.get()), &guild.preferred_locale);
        let roles = guild.roles.values().map(|role| (role.id.get(), role.name.clone()));
        self.client.role_names().set_all(GuildId(guild.id.get()), roles);
        for channel in guild.channels.values().filter(|c| c.nsfw) {
            self.client.set_age_restricted(ChannelId(channel.id.get()), true);
        }
    }

    async fn guild_delete(&self, _: Context, guild: UnavailableGuild, _: Option<Guild>) {
        // Of an unavailable one, all is sent again later.
        if !guild.unavailable {
            self.client.role_names().remove_all(GuildId(guild.id.get()));
        }
    }

    async fn guild_role_create(&self, _: Context, role: Role) {
        self.note_role(role);
    }

    async fn guild_role_update(&self, _: Context, _: Option<Role>, role: Role) {
        self.note_role(role);
    }

    async fn guild_role_delete(
        &self,
        _: Context,
        guild: serenity::model::id::GuildId,
        role: serenity::model::id::RoleId,
        _: Option<Role>,
    ) {
        self.client.role_names().remove(GuildId(guild.get()), role.get());
    }

    async fn channel_create(&self, _: Context, channel: GuildChannel) {
        self.note_channel(&channel);
    }

    async fn channel_update(&self, _: Context, _: Option<GuildChannel>, channel: GuildChannel) {
        self.note_channel(&channel);
    }

    async fn channel_delete(&self, _: Context, channel: GuildChannel, _: Option<Vec<Message>>) {
        self.client.set_age_restricted(ChannelId(channel.id.get()), false);
    }

    async fn message(&self, _: Context, message: Message) {
        // Bots' messages are ignored, so they are not remembered either.
        if message.author.bot || !self.seen.is_new(message.id.get()) {
            return;
        }
        let (services, client) = (self.services.clone(), self.client.clone());
        self.tasks.spawn(async move {
            commands::mention::on_message(&services, &client, &message).await;
        });
    }

    async fn guild_update(
        &self,
        _: Context,
        _: Option<Guild>,
        new: serenity::model::guild::PartialGuild,
    ) {
        let tier = u8::from(new.premium_tier);
        self.client.upload_limits().set_tier(GuildId(new.id.get()), tier);
        self.client.note_locale(GuildId(new.id.get()), &new.preferred_locale);
    }

    async fn interaction_create(&self, _: Context, interaction: Interaction) {
        // Delivered again after a session was resumed: it is answered already, or about to be.
        if !self.seen.is_new(interaction.id().get()) {
            return debug!(interaction.id = %interaction.id(), "ignoring a repeated interaction");
        }
        // In a task that shutdown waits for; serenity's own task would be dropped.
        let (services, client) = (self.services.clone(), self.client.clone());
        self.tasks.spawn(async move {
            match interaction {
                Interaction::Command(command) => {
                    Box::pin(commands::run(&services, &client, &command)).await;
                }
                Interaction::Component(press) => {
                    Box::pin(commands::on_component(&services, &client, &press)).await;
                }
                Interaction::Modal(modal) => {
                    Box::pin(commands::on_modal(&services, &client, &modal)).await;
                }
                other => debug!(kind = ?other.kind(), "ignoring an unsupported interaction"),
            }
        });
    }
}

/// serenity silently drops events that it cannot read; this logs those that members wait for, until
/// the connection ends. serenity shows events to a collector before it dispatches them, and unlike
/// those for a `RawEventHandler` it does not clone them.
async fn log_unreadable_events(shard: ShardMessenger) {
    let unreadable = collect(&shard, |event| match event {
        Event::Unknown(unknown) => Some(unknown.kind.clone()),
        _ => None,
    });
    // Only the collector keeps the connection's part of it alive from here on.
    drop(shard);
    let mut unreadable = std::pin::pin!(unreadable);
    while let Some(kind) = unreadable.next().await {
        if matches!(
            kind.as_str(),
            "INTERACTION_CREATE" | "MESSAGE_CREATE" | "GUILD_CREATE" | "READY"
        ) {
            warn!(
                kind,
                "Discord sent an event that this version cannot read; someone got no answer"
            );
        }
    }
}
