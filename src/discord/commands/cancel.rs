//! `/cancel`: stop a job.

use serenity::builder::{CreateCommand, CreateCommandOption};
use serenity::model::application::{CommandInteraction, CommandOptionType};

use crate::discord::desk::{Desk, Who};
use crate::discord::texts;
use crate::job::JobId;

pub(super) fn register() -> CreateCommand {
    CreateCommand::new("cancel")
        .description("Stop one of your jobs; free while it waits")
        .add_option(
            CreateCommandOption::new(
                CommandOptionType::String,
                "job",
                "The job's name: eight letters and digits, on its card",
            )
            .required(true)
            .max_length(20),
        )
}

pub(super) async fn run(desk: &dyn Desk, command: &CommandInteraction, who: &Who) -> String {
    let named = command.data.options.first().and_then(|o| o.value.as_str()).unwrap_or_default();
    match named.parse::<JobId>() {
        Ok(job) => texts::cancelled(job, &desk.cancel(job, who, "").await),
        Err(_) => texts::NOT_A_JOB.to_owned(),
    }
}
