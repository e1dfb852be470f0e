//! The worker loops of the pipeline stages.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::error;

use crate::clock::Clock;
use crate::pipeline::{Pipeline, Stage};

/// Minimum interval between two ticks started by wakeups.
const LEAST_GAP: Duration = Duration::from_millis(100);

/// Runs the ticks of a stage, on a timer and on wakeups, until stopped.
pub(super) async fn run_stage(
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
                // Coalesce repeated wakeups into one tick.
                tokio::time::sleep_until(notified + LEAST_GAP).await;
                notified = Instant::now();
            }
        }
        let (pipeline, now) = (Arc::clone(&pipeline), clock.now());
        // A task of its own: a panic is logged and the stage continues. A shutdown waits for the
        // tick instead of cancelling it.
        let tick = ticks.spawn(async move { pipeline.tick(stage, now).await });
        let watch = async move {
            if let Err(e) = tick.await {
                error!(?stage, error = %e, "stage panicked during tick");
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
