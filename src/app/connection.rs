//! Keeps the gateway connected: serenity mends what it can, this begins anew what it cannot, ever
//! more slowly, since Discord resets the token of a bot that identifies a thousand times a day.

use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::warn;
use url::Url;

use crate::app::health::Condition;
use crate::discord::gateway::{Gateway, Refusal};
use crate::discord::{Doors, Outbox, connect};
use crate::job::GuildId;

/// First and longest wait before a new connection. At the longest, 288 a day.
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(300);
/// A connection that held so long was a good one.
const GOOD: Duration = Duration::from_secs(600);

pub(super) struct Connection {
    pub(super) token: SecretString,
    pub(super) api_base: Url,
    pub(super) register_in: Vec<GuildId>,
    pub(super) outbox: Outbox,
    pub(super) doors: Doors,
    pub(super) condition: Arc<Condition>,
    pub(super) tasks: TaskTracker,
}

impl Connection {
    pub(super) async fn stay(&self, stop: CancellationToken) -> anyhow::Result<()> {
        let mut wait = FIRST_WAIT;
        while !stop.is_cancelled() {
            let began = Instant::now();
            match self.once(&stop).await {
                Ok(()) => {}
                Err(Refusal::ForGood(why)) => anyhow::bail!(why),
                Err(Refusal::ForNow(why)) => {
                    warn!(error = %why, "the connection to Discord broke; again in {wait:?}");
                }
            }
            self.condition.connected(false);
            if began.elapsed() > GOOD {
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

    async fn once(&self, stop: &CancellationToken) -> Result<(), Refusal> {
        let http = connect::rest(&self.token, &self.api_base)
            .map_err(|e| Refusal::ForNow(e.to_string()))?;
        let condition = Arc::clone(&self.condition);
        let gateway = Gateway::new(
            http,
            self.outbox.clone(),
            self.doors.clone(),
            self.register_in.clone(),
            self.tasks.clone(),
            Box::new(move |up| condition.connected(up)),
        )
        .await?;
        let shards = gateway.shards();
        let mut running = std::pin::pin!(gateway.run());
        tokio::select! {
            ended = &mut running => ended,
            () = stop.cancelled() => {
                shards.shutdown_all().await;
                Ok(())
            }
        }
    }
}
