//! When a clip may be there: a band, and why it is not earlier.

use std::time::Duration;

use jiff::Timestamp;

use crate::forecast::{Curves, TaskClass};
use crate::job::{Job, State};
use crate::pipeline::context::PipelineContext;
use crate::service::{Eta, WaitReason};

/// What is said at the least of a task that is late already: nobody knows better than "soon".
const SOON: f64 = 30.0;

impl PipelineContext {
    /// What is ahead of a job, while anything is.
    pub(super) fn eta(&self, job: &Job, now: Timestamp) -> Option<Eta> {
        if self.store.is_unknown(job.id) {
            // No time is promised.
            return Some(Eta { place: None, why: WaitReason::Unknown, earliest: now, latest: now });
        }
        let curves = self.forecast.curves(&TaskClass::of(&job.request));
        let (place, why) = match job.state {
            State::Accepted { .. } => {
                let express =
                    self.store.express(&job.request.model, self.places(&job.request.model));
                (Some(self.store.queue().place(job, express)?), self.why(job))
            }
            _ => (None, WaitReason::Turns),
        };
        let (low, high) = match &job.state {
            State::Accepted { .. } => self.ahead(job, place?.count(), &curves),
            State::Submitting { since: at } | State::Submitted { at, .. } => {
                let (age, band) = (age(*at, now), curves.band());
                (band.0 - age, (band.1 - age).max(SOON))
            }
            State::Running { since, .. } => {
                let age = age(*since, now);
                let left = |share| curves.run.remaining(age, share) - age;
                (left(0.1), left(0.9).max(SOON))
            }
            _ => return None,
        };
        let at = |seconds: f64| now + Duration::from_secs(seconds.max(0.0).round() as u64);
        Some(Eta { place, why, earliest: at(low), latest: at(high) })
    }

    fn why(&self, job: &Job) -> WaitReason {
        let (guild, user) = (job.place.guild, job.requester);
        let running = self.store.running(guild, user);
        if self.breaker.outage().is_some() {
            WaitReason::Stalled
        } else if running > 0 && running >= self.store.book().policy(guild).running {
            WaitReason::Share(running)
        } else if job.priority.first {
            WaitReason::First
        } else {
            WaitReason::Turns
        }
    }

    /// From a good case to a bad one, for a job at a place in the line: so many tasks must end
    /// before it begins, and they end one after the other in as many places as there are.
    fn ahead(&self, job: &Job, place: usize, curves: &Curves) -> (f64, f64) {
        let places = self.places(&job.request.model).max(1);
        let busy = self.store.busy(&job.request.model);
        let before = (busy + place).saturating_sub(places) as f64;
        let wait = before * curves.run.mean() / places as f64;
        // The more there are, the better they even out.
        let doubt = wait * (0.15 + 0.5 / before.max(1.0).sqrt());
        let (low, high) = curves.band();
        (low + wait - doubt, high + wait + doubt)
    }
}

fn age(since: Timestamp, now: Timestamp) -> f64 {
    now.duration_since(since).as_secs_f64().max(0.0)
}
