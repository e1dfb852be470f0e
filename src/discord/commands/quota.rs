//! `/quota`: what I may spend. The words are with all others.

use serenity::builder::CreateCommand;

pub(super) fn register() -> CreateCommand {
    CreateCommand::new("quota").description("Your credits in this server and what things cost")
}
