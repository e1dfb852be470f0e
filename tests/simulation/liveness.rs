//! Law 6, observed from outside: a job that could run is submitted within a bound, whatever other
//! members do.

use std::collections::HashMap;
use std::sync::Mutex;
use std::time::Duration;

use wanbot::job::{Job, JobId, State};
use wanbot::pipeline::Pipeline;

use crate::bot::Bot;
use crate::provider::SimWan;
use crate::world::{Service, World};

/// The longest time that a job that could run may wait. Failed calls are retried after up to two
/// minutes; inputs are uploaded first, sequentially per member, in up to eight minutes each and
/// often with failures.
const BOUND: Duration = Duration::from_secs(30 * 60);
const BOUND_WITH_INPUTS: Duration = Duration::from_secs(3 * 3600);
/// The number of concurrent tasks per model at the simulated provider.
const PLACES: usize = 5;
/// How long a task may be unknown to the provider before its slot counts as free: the bot gives it
/// back after five minutes, and has to ask first.
const UNKNOWN_FOR: Duration = Duration::from_secs(15 * 60);
const EVERY: Duration = Duration::from_secs(60);

/// Checks every minute, forever, and records violations.
pub async fn watch(world: &World, wan: &SimWan, bot: &Bot, found: &Mutex<Vec<String>>) {
    let mut waiting: HashMap<JobId, i64> = HashMap::new();
    loop {
        tokio::time::sleep(EVERY).await;
        let pipeline = bot.pipeline().filter(|_| !world.has_crashed());
        let Some(pipeline) = pipeline.filter(|_| !world.is_in_trouble(Service::Wan)) else {
            waiting.clear();
            continue;
        };
        let now = world.truth();
        let could_run = could_run(&pipeline, wan, bot.running_per_member(), now);
        waiting.retain(|id, _| could_run.iter().any(|job| job.id == *id));
        for job in could_run {
            let since = *waiting.entry(job.id).or_insert(now);
            let bound = if job.request.inputs.is_empty() { BOUND } else { BOUND_WITH_INPUTS };
            if now - since > bound.as_millis() as i64 {
                let minutes = (now - since) / 60_000;
                let id = job.id;
                found.lock().unwrap().push(format!("law 6: {id} could run for {minutes} minutes"));
                // One report per job.
                waiting.insert(job.id, i64::MAX / 2);
            }
        }
    }
}

/// Jobs that could be submitted now: a slot is free, the member may have one more task at the
/// provider, and no unconfirmed submission could be confused with them.
fn could_run(pipeline: &Pipeline, wan: &SimWan, per_member: usize, now: i64) -> Vec<Job> {
    let open = pipeline.store().select(|job| !job.is_over());
    let has_words = |job: &Job| !job.request.makes_images() && !job.request.prompt.is_empty();
    // By what the provider itself says, whatever the bot makes of it.
    let has_slot = |job: &Job| {
        let unknown = job.task().and_then(|task| wan.unknown_since(task));
        let given_back = unknown.is_some_and(|since| since + UNKNOWN_FOR.as_millis() as i64 <= now);
        job.state.is_upstream() && !given_back
    };
    let is_free = |job: &Job| {
        let others = || open.iter().filter(|other| other.id != job.id);
        let with_slot = |is: &dyn Fn(&Job) -> bool| {
            others().filter(|other| is(other) && has_slot(other)).count()
        };
        // Tasks that the provider does not name by their prompts cannot be distinguished anyway:
        // such jobs only wait until the provider has answered once more.
        let in_the_way = others().any(|other| {
            let in_doubt =
                matches!(other.state, State::Submitting { .. } | State::Unconfirmed { .. });
            let same_model = other.request.model == job.request.model;
            let same_prompt = other.request.prompt == job.request.prompt;
            same_model && in_doubt && same_prompt && has_words(job)
        });
        with_slot(&|other| other.request.model == job.request.model) < PLACES
            && with_slot(&|other| other.requester == job.requester) < per_member
            && !in_the_way
    };
    let waits = |job: &&Job| matches!(job.state, State::Accepted { .. });
    let is_served = |job: &&Job| !wan.rejects(&job.request.model);
    open.iter().filter(waits).filter(is_served).filter(|job| is_free(job)).cloned().collect()
}
