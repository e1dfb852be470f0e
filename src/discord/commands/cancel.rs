//! `/cancel`: cancels a job.

use serenity::builder::CreateCommand;
use serenity::model::application::CommandInteraction;

use super::jobs;
use crate::discord::texts;
use crate::i18n::say;
use crate::job::JobId;
use crate::language::Language;
use crate::service::{Caller, JobService};

pub(super) fn register(language: Language, command: CreateCommand) -> CreateCommand {
    command.description(say!(language, "cancel")).add_option(jobs::name(language))
}

pub(super) async fn run(
    job_service: &dyn JobService,
    command: &CommandInteraction,
    caller: &Caller,
) -> String {
    let language = caller.language;
    match jobs::named(command).parse::<JobId>() {
        Ok(job) => texts::cancelled(language, job, &job_service.cancel(job, caller, "").await),
        Err(_) => say!(language, "invalid-job-id"),
    }
}
