//! `/jobs`, `/job` and `/again`: the member's own jobs.

use serenity::builder::{CreateCommand, CreateCommandOption};
use serenity::model::application::{CommandInteraction, CommandOptionType};

use super::moderate::pages;
use super::options;
use crate::discord::actions::{List, Page};
use crate::discord::cards;
use crate::discord::message::Reply;
use crate::i18n::say;
use crate::language::Language;
use crate::service::{Caller, JobService};

/// Jobs per page: each takes up to about 150 characters, and a message has 2,000.
const ON_A_PAGE: u32 = 10;

pub(super) fn register_jobs(language: Language, command: CreateCommand) -> CreateCommand {
    command.description(say!(language, "jobs"))
}

pub(super) fn register_job(language: Language, command: CreateCommand) -> CreateCommand {
    command.description(say!(language, "job")).add_option(name(language))
}

pub(super) fn register_again(language: Language, command: CreateCommand) -> CreateCommand {
    command.description(say!(language, "again")).add_option(name(language))
}

/// The option for a job ID.
pub(super) fn name(language: Language) -> CreateCommandOption {
    options::option(language, CommandOptionType::String, "job", say!(language, "option-job"))
        .required(true)
        .max_length(20)
}

/// The job ID that was given.
pub(super) fn named(command: &CommandInteraction) -> &str {
    command.data.options.first().and_then(|o| o.value.as_str()).unwrap_or_default()
}

pub(super) async fn page(job_service: &dyn JobService, caller: &Caller, number: u32) -> Reply {
    let language = caller.language;
    let jobs = job_service.jobs_of(caller, number * ON_A_PAGE, ON_A_PAGE + 1).await;
    let Some(mut jobs) = jobs else { return Reply::text(say!(language, "storage-unavailable")) };
    let more = jobs.len() > ON_A_PAGE as usize;
    jobs.truncate(ON_A_PAGE as usize);
    let page = Page { list: List::Mine, member: Some(caller.user), number };
    Reply::text(cards::list(language, &jobs, number)).buttons(pages(language, page, more))
}
