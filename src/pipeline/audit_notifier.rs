//! Moderators' acts and warnings: learned from the journal, where another process may have written
//! them, and told in the server's log channel, once.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use dashmap::{DashMap, DashSet};
use futures_util::{StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use tracing::{debug, error, warn};

use crate::discord::{DiscordError, Message, texts};
use crate::job::{ChannelId, GuildId};
use crate::journal::JournalError;
use crate::pipeline::context::PipelineContext;
use crate::pipeline::in_flight::InFlight;
use crate::quota::AuditEntry;

/// How long a log channel that cannot be written to is left alone.
const LATER: SignedDuration = SignedDuration::from_secs(10);

/// The stage that reports what was decided.
pub(super) struct AuditNotifier {
    ctx: Arc<PipelineContext>,
    /// Servers whose acts an earlier tick still reports. Each has its own: one log channel that
    /// hangs holds up no other.
    servers: InFlight<GuildId>,
    /// Servers that are left alone for a while.
    later: DashMap<GuildId, Timestamp>,
    /// Acts that were posted, but not yet noted as such: the journal could not be written.
    posted: DashSet<u64>,
    /// When acts are looked for again after they could not be read.
    unreadable_until: Mutex<Option<Timestamp>>,
}

impl AuditNotifier {
    pub(super) fn new(ctx: Arc<PipelineContext>) -> Self {
        Self {
            ctx,
            servers: InFlight::default(),
            later: DashMap::new(),
            posted: DashSet::new(),
            unreadable_until: Mutex::default(),
        }
    }

    pub(super) async fn tick(&self, now: Timestamp) {
        if self.unreadable_until().is_some_and(|until| now < until && until <= now + LATER) {
            return;
        }
        match self.untold().await {
            Ok(entries) => {
                let tell = |(guild, entries)| self.tell(guild, entries, now);
                stream::iter(entries).for_each_concurrent(None, tell).await;
            }
            Err(e) => {
                *self.unreadable_until() = Some(now + LATER);
                error!(error = %e, "moderators' acts could not be read");
            }
        }
    }

    fn unreadable_until(&self) -> MutexGuard<'_, Option<Timestamp>> {
        self.unreadable_until.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is to be reported in each server, oldest first.
    async fn untold(&self) -> Result<BTreeMap<GuildId, Vec<AuditEntry>>, JournalError> {
        self.ctx.store.sync_audit_log().await?;
        let mut by_server: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for entry in self.ctx.store.journal().unannounced_entries().await? {
            by_server.entry(entry.guild).or_default().push(entry);
        }
        Ok(by_server)
    }

    /// Reports a server's acts in their order; the first that has to wait keeps the others back.
    async fn tell(&self, guild: GuildId, entries: Vec<AuditEntry>, now: Timestamp) {
        let Some(_guard) = self.servers.begin(guild) else { return };
        if self.later.get(&guild).is_some_and(|until| *until > now && *until <= now + LATER) {
            return;
        }
        for entry in entries {
            if !self.posted.contains(&entry.number) && !self.told(&entry).await {
                self.later.insert(guild, now + LATER);
                return;
            }
            if let Err(e) = self.ctx.store.journal().mark_announced(entry.number).await {
                // Not posted once more, however long it takes until that can be written.
                self.posted.insert(entry.number);
                self.later.insert(guild, now + LATER);
                return error!(entry = entry.number, error = %e, "could not note that an act was told");
            }
            self.posted.remove(&entry.number);
        }
    }

    /// Where an act is told. One that moves or closes the log channel is told in the old one.
    fn channel(&self, entry: &AuditEntry) -> Option<ChannelId> {
        let book = self.ctx.store.book();
        let now = match entry.guild {
            GuildId::DIRECT => self.ctx.settings.log_channel,
            guild => book.policy(guild).log_channel,
        };
        entry.former_log_channel.or(now)
    }

    /// Whether nothing is left to be done about an act.
    async fn told(&self, entry: &AuditEntry) -> bool {
        let Some(channel) = self.channel(entry) else { return true };
        let message = Message::new(texts::moderation::entry(entry))
            .without_previews()
            .once(format!("act-{}", entry.number));
        match self.ctx.messenger.post(channel, message, Vec::new()).await {
            Ok(_) | Err(DiscordError::IdUnread) => true,
            Err(DiscordError::Transient(why)) => {
                debug!(entry = entry.number, error = %why, "an act could not be told yet");
                false
            }
            Err(DiscordError::Unauthorized | DiscordError::Paused | DiscordError::Limited) => false,
            Err(e) => {
                warn!(
                    guild.id = %entry.guild,
                    entry = entry.number,
                    error = %e,
                    "an act cannot be told in the log channel; it is in the journal"
                );
                true
            }
        }
    }
}
