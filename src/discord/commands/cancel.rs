//! `/cancel`: cancels a job.

use serenity::builder::CreateCommand;
use serenity::model::application::CommandInteraction;

use super::jobs;
use crate::discord::texts;
use crate::discord::texts::words::say;
use crate::job::JobId;
use crate::service::{Caller, JobService};

pub(super) fn register(command: CreateCommand) -> CreateCommand {
    command.description(say!("cancel")).add_option(jobs::name())
}

pub(super) async fn run(
    job_service: &dyn JobService,
    command: &CommandInteraction,
    caller: &Caller,
) -> String {
    match jobs::named(command).parse::<JobId>() {
        Ok(job) => texts::cancelled(job, &job_service.cancel(job, caller, "").await),
        Err(_) => say!("not-a-job"),
    }
}
