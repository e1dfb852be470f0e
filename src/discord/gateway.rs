//! The gateway: what happens on Discord comes in here.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use serde_json::Value;
use serenity::client::{Client, ClientBuilder, Context, EventHandler, RawEventHandler};
use serenity::gateway::{ConnectionStage, ShardManager, ShardStageUpdateEvent};
use serenity::http::{Http, Route};
use serenity::model::application::Interaction;
use serenity::model::channel::{GuildChannel, Message, PermissionOverwriteType};
use serenity::model::event::Event;
use serenity::model::gateway::{GatewayIntents, Ready};
use serenity::model::guild::Guild;
use serenity::model::permissions::Permissions;
use tokio_util::task::TaskTracker;
use tracing::{debug, info, warn};

use crate::discord::client::{DiscordClient, DiscordError, tier_limit};
use crate::discord::commands::{self, Services};
use crate::discord::recent::RecentEvents;
use crate::discord::rest;
use crate::job::{ChannelId, GuildId, UserId};

/// A connection to the gateway, not yet started.
pub struct Gateway {
    client: Client,
}

/// Told whenever a shard, by its number, comes up or goes down.
pub type OnConnection = Box<dyn Fn(u32, bool) + Send + Sync>;

/// The gateway ended.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum GatewayError {
    /// Trying again will not help; what to do about it.
    #[error("{0}")]
    ForGood(String),
    /// It may work later.
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
            _ => match DiscordError::from(error) {
                DiscordError::Unauthorized => Self::ForGood(DiscordError::Unauthorized.to_string()),
                other => Self::ForNow(other.to_string()),
            },
        }
    }
}

/// How many sessions may still be started.
#[derive(Debug, Clone, Copy)]
pub struct SessionStarts {
    /// So many, until they are renewed.
    pub remaining: u64,
    /// When they are.
    pub renewed_in: Duration,
    /// So many are needed for one connection.
    pub shards: u32,
}

/// When to ask again where Discord does not say when there are new ones.
const RENEWED_IN: Duration = Duration::from_secs(60);

/// Asks Discord how many sessions may be started.
///
/// # Errors
/// As for a connection.
pub async fn session_starts(http: &Http) -> Result<SessionStarts, GatewayError> {
    let told = rest::get(http, Route::GatewayBot, Vec::new()).await?;
    let limit = &told["session_start_limit"];
    let unread = || GatewayError::ForNow("Discord does not say how many sessions are left".into());
    let renewed_in = limit["reset_after"].as_u64().map(Duration::from_millis);
    Ok(SessionStarts {
        remaining: limit["remaining"].as_u64().ok_or_else(unread)?,
        renewed_in: renewed_in.unwrap_or(RENEWED_IN),
        shards: shards(&told),
    })
}

/// How many shards a bot of its size is to have, as Discord says.
fn shards(told: &Value) -> u32 {
    let shards = told["shards"].as_u64().and_then(|n| u32::try_from(n).ok());
    shards.unwrap_or(1).max(1)
}

struct Handler {
    services: Services,
    on_connection: OnConnection,
    client: DiscordClient,
    register_in: Vec<GuildId>,
    tasks: TaskTracker,
    /// Interactions and messages that were told already.
    told: RecentEvents,
}

impl Gateway {
    /// Prepares a connection; `http` only asks where the gateway is, since serenity wants a client
    /// of its own. Interactions are handed to `services`, each in a task of `tasks`.
    ///
    /// # Errors
    /// When serenity cannot be set up.
    pub async fn new(
        http: Http,
        client: DiscordClient,
        services: Services,
        register_in: Vec<GuildId>,
        tasks: TaskTracker,
        on_connection: OnConnection,
    ) -> Result<Self, GatewayError> {
        // GUILDS brings the servers' boost tiers and their age-restricted channels; interactions
        // need no intent; messages that mention the bot come with their content even without the
        // privileged one.
        let mut intents = GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES;
        if services.direct {
            intents |= GatewayIntents::DIRECT_MESSAGES;
        }
        if services.reads_messages {
            intents |= GatewayIntents::MESSAGE_CONTENT;
        }
        let told = RecentEvents::default();
        let handler = Handler { services, on_connection, client, register_in, tasks, told };
        let client = ClientBuilder::new_with_http(http, intents)
            .event_handler(handler)
            .raw_event_handler(UnknownEventLogger)
            .await?;
        Ok(Self { client })
    }

    /// Stops the shards, from another task.
    pub fn shards(&self) -> Arc<ShardManager> {
        Arc::clone(&self.client.shard_manager)
    }

    /// Runs until it is stopped or Discord refuses for good.
    ///
    /// # Errors
    /// A refusal that trying again will not change: token or intents.
    pub async fn run(mut self) -> Result<(), GatewayError> {
        // As serenity's `start_autosharded`, which reads the answer whole.
        let told = rest::get(&self.client.http, Route::GatewayBot, Vec::new()).await?;
        Ok(self.client.start_shards(shards(&told)).await?)
    }
}

impl Handler {
    /// Notes whether a channel is for adults, as far as Discord says so: when the bot may view it
    /// (again), an update says all of it.
    fn note_channel(&self, channel: &GuildChannel) {
        if channel.nsfw || !is_obfuscated(channel) {
            self.client.set_age_restricted(ChannelId(channel.id.get()), channel.nsfw);
        }
    }
}

/// Whether Discord says no more of a channel than that it is there, since the bot may not view it
/// (since 2026-11-16, PR 8454 of Discord's docs). serenity drops the flag that says so, `1 << 17`,
/// like all flags that it does not know; the placeholders are left. A visible channel can bear that
/// name, but hardly together with that overwrite.
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
            let (client, guilds) = (self.client.clone(), self.register_in.clone());
            let services = self.services.clone();
            self.tasks.spawn(async move {
                let (catalogue, direct) = (services.job_service.catalogue(), services.direct);
                commands::register_until_done(&client, catalogue, &guilds, direct).await;
            });
        }
    }

    async fn shard_stage_update(&self, _: Context, event: ShardStageUpdateEvent) {
        (self.on_connection)(event.shard_id.get(), event.new == ConnectionStage::Connected);
    }

    async fn guild_create(&self, _: Context, guild: Guild, _: Option<bool>) {
        let tier = u8::from(guild.premium_tier);
        self.client.set_limit(GuildId(guild.id.get()), tier_limit(tier));
        for channel in guild.channels.values().filter(|c| c.nsfw) {
            self.client.set_age_restricted(ChannelId(channel.id.get()), true);
        }
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
        // Most are nobody's business of ours: only those that could be are remembered.
        if message.author.bot || !self.told.is_new(message.id.get()) {
            return;
        }
        let (services, client) = (self.services.clone(), self.client.clone());
        let done = self.tasks.spawn(async move {
            commands::mention::heard(&services, &client, &message).await;
        });
        let _ = done.await;
    }

    async fn guild_update(
        &self,
        _: Context,
        _: Option<Guild>,
        new: serenity::model::guild::PartialGuild,
    ) {
        let tier = u8::from(new.premium_tier);
        self.client.set_limit(GuildId(new.id.get()), tier_limit(tier));
    }

    async fn interaction_create(&self, _: Context, interaction: Interaction) {
        // Told again after a session was resumed, it has its answer, or is about to get it.
        if !self.told.is_new(interaction.id().get()) {
            return debug!(interaction.id = %interaction.id(), "told again");
        }
        // In a task that a shutdown waits for; serenity's own would just be dropped.
        let (services, client) = (self.services.clone(), self.client.clone());
        let done = self.tasks.spawn(async move {
            match interaction {
                Interaction::Command(command) => commands::run(&services, &client, &command).await,
                Interaction::Component(press) => {
                    commands::pressed(&services, &client, &press).await
                }
                Interaction::Modal(form) => commands::sent(&services, &client, &form).await,
                other => debug!(kind = ?other.kind(), "an interaction that is not ours to answer"),
            }
        });
        let _ = done.await;
    }
}

/// serenity drops events that it cannot read without a word; these are ones that somebody waits
/// for.
struct UnknownEventLogger;

#[async_trait]
impl RawEventHandler for UnknownEventLogger {
    async fn raw_event(&self, _: Context, event: Event) {
        if let Event::Unknown(unknown) = event
            && matches!(
                unknown.kind.as_str(),
                "INTERACTION_CREATE" | "MESSAGE_CREATE" | "GUILD_CREATE" | "READY"
            )
        {
            warn!(
                kind = %unknown.kind,
                "Discord sent an event that this version cannot read; someone got no answer"
            );
        }
    }
}
