//! Keeps the gateway connected: serenity mends what it can, this begins anew what it cannot, ever
//! more slowly, since Discord resets the token of a bot that identifies a thousand times a day.

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
use crate::discord::gateway::{Gateway, GatewayError, session_starts};
use crate::discord::{DiscordClient, Services};
use crate::job::GuildId;
use crate::tls::Tls;

/// First and longest wait before a new connection. At the longest, 288 a day.
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// A connection that held so long was a good one.
const GOOD: Duration = Duration::from_secs(600);
/// Starts of a session that are left for the operator: Discord allows a thousand a day, and resets
/// the token of a bot that goes on (discord reference, "Session Start Limit").
const SPARED_STARTS: u64 = 20;
/// serenity begins anew by itself, every few seconds and without end. When that has not helped for
/// so long, this begins from the beginning, and ever more slowly.
const HOPELESS: Duration = Duration::from_secs(600);
/// How often is looked whether it helped.
const LOOK: Duration = Duration::from_secs(15);

pub(super) struct Connection {
    pub(super) token: SecretString,
    pub(super) api_base: Url,
    pub(super) tls: Tls,
    pub(super) register_in: Vec<GuildId>,
    pub(super) client: DiscordClient,
    pub(super) doors: Services,
    pub(super) condition: Arc<Readiness>,
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
            match self.once(&stop).await {
                Ok(()) => {}
                Err(GatewayError::ForGood(why)) => anyhow::bail!(why),
                Err(GatewayError::ForNow(why)) => {
                    warn!(error = %why, "the connection to Discord broke; again in {wait:?}");
                }
            }
            self.condition.disconnected();
            // Down for too long at the end, it must have been up before.
            if began.elapsed() > GOOD + HOPELESS {
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

    /// Waits until sessions may be started; not, when it is told to stop meanwhile.
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
                // Whoever connects finds out what is wrong, and waits.
                Err(GatewayError::ForNow(_)) => return Ok(true),
            };
            self.condition.announced(limit.shards);
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

    /// Ends when the connection has been down for too long.
    async fn hopeless(&self) {
        let mut up = Instant::now();
        while up.elapsed() < HOPELESS {
            tokio::time::sleep(LOOK).await;
            if self.condition.is_connected() {
                up = Instant::now();
            }
        }
    }

    async fn once(&self, stop: &CancellationToken) -> Result<(), GatewayError> {
        let http = connect::rest(&self.token, &self.api_base, &self.tls)
            .map_err(|e| GatewayError::ForNow(e.to_string()))?;
        let condition = Arc::clone(&self.condition);
        let gateway = Gateway::new(
            http,
            self.client.clone(),
            self.doors.clone(),
            self.register_in.clone(),
            self.tasks.clone(),
            Box::new(move |shard, up| condition.shard(shard, up)),
        )
        .await?;
        let shards = gateway.shards();
        let mut running = std::pin::pin!(gateway.run());
        tokio::select! {
            ended = &mut running => ended,
            () = self.hopeless() => {
                shards.shutdown_all().await;
                Err(GatewayError::ForNow("not connected for ten minutes".into()))
            }
            () = stop.cancelled() => {
                shards.shutdown_all().await;
                Ok(())
            }
        }
    }
}
