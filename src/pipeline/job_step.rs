//! Metrics and spans of what happens to jobs.

use jiff::Timestamp;
use tracing::info_span;

use crate::generation::Money;
use crate::job::{Event, Job, State};
use crate::service::Eta;
use crate::telemetry::Metrics;

/// A step of a job that metrics count.
pub(super) enum Step {
    Submitted,
    Finished,
    Posted,
    Failed,
    Cancelled,
    No,
}

/// Records a span for a past phase of a job, which no task of this process ran through: the span is
/// opened and closed immediately and carries its start time as `begun`. `telemetry/traces.rs` sets
/// its start from that.
macro_rules! look_back {
    ($($parent:ident: None,)? $name:literal, $job:expr, $begun:expr) => {
        drop(info_span!(
            $($parent: None,)?
            $name,
            job.id = %$job.id,
            job.model = $job.request.model,
            job.outcome = $job.state.name(),
            begun = $begun.as_microsecond(),
        ))
    };
}

impl Step {
    pub(super) fn of(event: &Event) -> Self {
        match event {
            Event::TaskCreated { .. } => Self::Submitted,
            Event::TaskFinished { .. } => Self::Finished,
            Event::Posted { .. } => Self::Posted,
            Event::Failed { .. } => Self::Failed,
            Event::Cancelled { .. } => Self::Cancelled,
            _ => Self::No,
        }
    }

    /// Counts the step of a job, whose card showed this ETA at acceptance, and traces the phase that
    /// the step ends.
    pub(super) fn record(self, metrics: &Metrics, job: &Job, noted: Option<Eta>, now: Timestamp) {
        let model = job.request.model.as_str();
        let since = |at: Timestamp| now.duration_since(at).as_secs_f64();
        if job.is_over() && !matches!(self, Self::No) {
            look_back!(parent: None, "job", job, job.accepted_at);
        }
        match (self, &job.state) {
            (Self::Submitted, _) => {
                metrics.job("submitted", model);
                metrics.queue_wait(model, since(job.accepted_at));
                look_back!("wait", job, job.accepted_at);
            }
            (Self::Finished, _) => {
                let usage = job.work.usage.clone().unwrap_or_default();
                // A task in another resolution is not this job's.
                let (seconds, images) = (usage.billed_seconds, usage.images);
                let resolution = job.request.resolution;
                let seconds = seconds.unwrap_or_default();
                metrics.billed_units(model, resolution, seconds, images.unwrap_or_default());
                look_back!("make", job, job.work.submitted_at.unwrap_or(now));
            }
            (Self::Posted, _) => {
                metrics.job("delivered", model);
                metrics.billed(model, job.provider_charge());
                let found = job.work.finished_at.unwrap_or(now);
                metrics.posted(since(found), since(job.accepted_at));
                if let Some(eta) = noted {
                    metrics.eta_outcome(match now {
                        now if now < eta.earliest => "early",
                        now if now > eta.latest => "late",
                        _ => "within",
                    });
                }
            }
            (Self::Failed, State::Failed { failure, .. }) => {
                metrics.job("failed", model);
                metrics.failed(failure.class.name());
                if job.provider_charge() > Money(0) {
                    metrics.billed_failure(model, job.provider_charge());
                }
            }
            (Self::Cancelled, _) => metrics.job("cancelled", model),
            _ => {}
        }
    }
}
