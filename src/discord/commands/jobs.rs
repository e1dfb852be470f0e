//! `/jobs`: mine, and how they stand.

use serenity::builder::CreateCommand;

use crate::discord::cards;
use crate::discord::desk::{Desk, Who};
use crate::discord::texts;

pub(super) fn register() -> CreateCommand {
    CreateCommand::new("jobs").description("Your jobs in this server and how they stand")
}

pub(super) async fn run(desk: &dyn Desk, who: &Who) -> String {
    match desk.jobs_of(who).await {
        Some(jobs) => cards::list(&jobs),
        None => texts::UNREADABLE.to_owned(),
    }
}
