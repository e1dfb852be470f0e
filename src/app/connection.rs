//! Keeps the gateway connected. serenity reconnects where it can; where it cannot, this module
//! opens a new connection with growing delays, because Discord resets the token of a bot that
//! identifies a thousand times a day.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, warn};
use url::Url;

use crate::app::health::Readiness;
use crate::discord::connect;
use crate::discord::gateway::{Gateway, GatewayError, Shards, session_starts};
use crate::discord::{DiscordClient, Services};
use crate::job::GuildId;
use crate::tls::Tls;

/// First and longest delay before a new connection; the longest gives 288 connections a day.
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// A connection that was up for this long resets the delay.
const STABLE_AFTER: Duration = Duration::from_secs(600);
/// Session starts left to the operator: Discord allows a thousand a day and resets the token of a
/// bot that exceeds them (docs/reference/discord.md §3.10).
const SPARED_STARTS: u64 = 20;
/// serenity reconnects each shard by itself every few seconds, without end. A shard that is still
/// down after this long is restarted. When all are, this module replaces the connection, with
/// growing delays.
const MAX_DOWNTIME: Duration = Duration::from_secs(600);
/// How often the connection state is checked.
const CHECK_INTERVAL: Duration = Duration::from_secs(15);

pub(super) struct Connection {
    pub(super) token: SecretString,
    pub(super) api_base: Url,
    pub(super) tls: Tls,
    pub(super) register_commands_in: Vec<GuildId>,
    pub(super) client: DiscordClient,
    pub(super) services: Services,
    pub(super) readiness: Arc<Readiness>,
    pub(super) tasks: TaskTracker,
}

impl Connection {
    pub(super) async fn stay(&self, stop: CancellationToken) -> anyhow::Result<()> {
        let mut wait = FIRST_WAIT;
        while !stop.is_cancelled() {
            if !self.may_start(&stop).await? {
                return Ok(());
            }
            let began = Instant::now();
            match self.connect_once(&stop).await {
                Ok(()) => {}
                Err(GatewayError::ForGood(why)) => anyhow::bail!(why),
                Err(GatewayError::ForNow(why)) => {
                    warn!(error = %why, "gateway disconnected, reconnecting in {wait:?}");
                }
            }
            self.readiness.disconnected();
            // It may have been down for MAX_DOWNTIME at its end, so this long means that it was up
            // for at least STABLE_AFTER.
            if began.elapsed() > STABLE_AFTER + MAX_DOWNTIME {
                wait = FIRST_WAIT;
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(wait) => {}
            }
            wait = (wait * 2).min(LONGEST_WAIT);
        }
        Ok(())
    }

    /// Waits until a session may be started. Returns false when stopped meanwhile.
    async fn may_start(&self, stop: &CancellationToken) -> anyhow::Result<bool> {
        let http = connect::rest(&self.token, &self.api_base, &self.tls)?;
        loop {
            let asked = tokio::select! {
                () = stop.cancelled() => return Ok(false),
                asked = session_starts(&http) => asked,
            };
            let limit = match asked {
                Ok(limit) => limit,
                Err(GatewayError::ForGood(why)) => anyhow::bail!(why),
                // The connection attempt that follows reports the error and waits.
                Err(GatewayError::ForNow(_)) => return Ok(true),
            };
            self.readiness.announced(limit.shards);
            if limit.remaining > u64::from(limit.shards) + SPARED_STARTS {
                return Ok(true);
            }
            error!(
                remaining = limit.remaining,
                "nearly all starts of a session that Discord allows in a day are used up: waiting \
                 {:?} for new ones; did something restart the bot again and again?",
                limit.renewed_in
            );
            tokio::select! {
                () = stop.cancelled() => return Ok(false),
                () = tokio::time::sleep(limit.renewed_in.max(Duration::from_secs(1))) => {}
            }
        }
    }

    /// Restarts shards that have been down for [`MAX_DOWNTIME`]. Returns when all have been.
    async fn down_too_long(&self, shards: &Shards) {
        let mut up = Instant::now();
        while up.elapsed() < MAX_DOWNTIME {
            tokio::time::sleep(CHECK_INTERVAL).await;
            if self.readiness.shard_count().connected == 0 {
                continue;
            }
            up = Instant::now();
            for shard in self.readiness.shards_down_for(MAX_DOWNTIME, up) {
                self.readiness.restarted(shard, up);
                if self.has_spare_start().await && shards.restart(shard).await {
                    warn!(shard, "a shard was not connected for ten minutes: restarted");
                }
            }
        }
    }

    /// Whether a session may be started without using up those that are left to the operator.
    async fn has_spare_start(&self) -> bool {
        let Ok(http) = connect::rest(&self.token, &self.api_base, &self.tls) else { return false };
        session_starts(&http).await.is_ok_and(|limit| limit.remaining > SPARED_STARTS)
    }

    async fn connect_once(&self, stop: &CancellationToken) -> Result<(), GatewayError> {
        let http = connect::rest(&self.token, &self.api_base, &self.tls)
            .map_err(|e| GatewayError::ForNow(e.to_string()))?;
        let readiness = Arc::clone(&self.readiness);
        let gateway = Gateway::new(
            http,
            self.client.clone(),
            self.services.clone(),
            self.register_commands_in.clone(),
            self.tasks.clone(),
            Box::new(move |shard, up| readiness.shard(shard, up)),
        )
        .await?;
        let shards = gateway.shards();
        let mut running = std::pin::pin!(gateway.run());
        tokio::select! {
            ended = &mut running => ended,
            () = self.down_too_long(&shards) => {
                shards.stop().await;
                Err(GatewayError::ForNow("not connected for ten minutes".into()))
            }
            () = stop.cancelled() => {
                shards.stop().await;
                Ok(())
            }
        }
    }
}
