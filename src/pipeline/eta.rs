//! Estimates when a result will be ready: an interval, and why it is not earlier.

use std::time::Duration;

use jiff::Timestamp;

use crate::forecast::{Curves, TaskClass};
use crate::job::{Job, State};
use crate::pipeline::context::PipelineContext;
use crate::service::{Eta, WaitReason};

/// Minimum remaining time shown for a task that is late already, in seconds: nothing better than
/// "soon" is known.
const MIN_REMAINING: f64 = 30.0;

impl PipelineContext {
    /// The estimate for a job, until it has finished.
    pub(super) fn eta(&self, job: &Job, now: Timestamp) -> Option<Eta> {
        if self.store.is_unknown(job.id) {
            // No time can be estimated.
            return Some(Eta { place: None, why: WaitReason::Unknown, earliest: now, latest: now });
        }
        let curves = self.forecast.curves(&TaskClass::of(&job.request));
        let (place, why) = match job.state {
            State::Accepted { .. } => {
                let express =
                    self.store.express(&job.request.model, self.concurrency(&job.request.model));
                (Some(self.store.queue().place(job, express)?), self.wait_reason(job))
            }
            _ => (None, WaitReason::FairShare),
        };
        let (low, high) = match &job.state {
            State::Accepted { .. } => self.queued_interval(job, place?.count(), &curves),
            State::Submitting { since: at } | State::Submitted { at, .. } => {
                let (age, band) = (age(*at, now), curves.band());
                (band.0 - age, (band.1 - age).max(MIN_REMAINING))
            }
            State::Running { since, .. } => {
                let age = age(*since, now);
                let left = |share| curves.run.remaining(age, share) - age;
                (left(0.1), left(0.9).max(MIN_REMAINING))
            }
            _ => return None,
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a cast from a float stops at the limits"
        )]
        let at = |seconds: f64| now + Duration::from_secs(seconds.max(0.0).round() as u64);
        Some(Eta { place, why, earliest: at(low), latest: at(high) })
    }

    fn wait_reason(&self, job: &Job) -> WaitReason {
        let (tenant, user) = (job.place.tenant, job.requester);
        let running = self.store.running(tenant, user);
        if self.account_of(job).breaker.outage().is_some() {
            WaitReason::Stalled
        } else if running > 0 && running >= self.store.book().policy(tenant).max_running {
            WaitReason::MemberLimit(running)
        } else if job.priority.first {
            WaitReason::ExpressSlotBusy
        } else {
            WaitReason::FairShare
        }
    }

    /// The interval from a good case to a bad one for a queued job: the tasks ahead of it must end
    /// before it begins, and they end one after another in each of the model's slots.
    fn queued_interval(&self, job: &Job, place: usize, curves: &Curves) -> (f64, f64) {
        let places = self.concurrency(&job.request.model).max(1);
        let busy = self.store.busy(&job.request.model);
        let before = (busy + place).saturating_sub(places) as f64;
        let wait = before * curves.run.mean() / places as f64;
        // The more tasks there are, the smaller their relative deviation.
        let doubt = wait * (0.15 + 0.5 / before.max(1.0).sqrt());
        let (low, high) = curves.band();
        (low + wait - doubt, high + wait + doubt)
    }
}

fn age(since: Timestamp, now: Timestamp) -> f64 {
    now.duration_since(since).as_secs_f64().max(0.0)
}
