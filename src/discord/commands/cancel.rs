//! `/cancel`: stop a job.

use serenity::builder::CreateCommand;
use serenity::model::application::CommandInteraction;

use super::jobs;
use crate::discord::desk::{Desk, Who};
use crate::discord::texts;
use crate::job::JobId;

pub(super) fn register() -> CreateCommand {
    CreateCommand::new("cancel")
        .description("Stop one of your jobs; free while it waits")
        .add_option(jobs::name())
}

pub(super) async fn run(desk: &dyn Desk, command: &CommandInteraction, who: &Who) -> String {
    match jobs::named(command).parse::<JobId>() {
        Ok(job) => texts::cancelled(job, &desk.cancel(job, who, "").await),
        Err(_) => texts::NOT_A_JOB.to_owned(),
    }
}
