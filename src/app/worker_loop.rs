//! The loops of the rooms.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::error;

use crate::clock::Clock;
use crate::pipeline::{Pipeline, Stage};

/// Between two ticks for which a bell rang there is at least this.
const LEAST_GAP: Duration = Duration::from_millis(100);

/// Lets a room do what is due, by the clock and when its bell rings, until it is told to stop.
pub(super) async fn keep(
    pipeline: Arc<Pipeline>,
    clock: Clock,
    stage: Stage,
    every: Duration,
    stop: CancellationToken,
) {
    let mut timer = tokio::time::interval(every);
    timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let ticks = TaskTracker::new();
    let mut notified = Instant::now() - LEAST_GAP;
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            _ = timer.tick() => {}
            () = pipeline.notified(stage) => {
                // What is rung for again and again is done together.
                tokio::time::sleep_until(notified + LEAST_GAP).await;
                notified = Instant::now();
            }
        }
        let (pipeline, now) = (Arc::clone(&pipeline), clock.now());
        // In a task of its own: a panic is told and the room goes on. Not cut off in the middle:
        // a shutdown waits for it.
        let tick = ticks.spawn(async move { pipeline.tick(stage, now).await });
        let watch = async move {
            if let Err(e) = tick.await {
                error!(?stage, error = %e, "a room broke off in the middle of a tick");
            }
        };
        if stage.overlaps() {
            tokio::spawn(watch);
        } else {
            watch.await;
        }
    }
    ticks.close();
    ticks.wait().await;
}
