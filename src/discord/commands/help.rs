//! `/help`: what there is. The text is with all others.

use serenity::builder::CreateCommand;

pub(super) fn register() -> CreateCommand {
    CreateCommand::new("help").description("What I can do and how to ask for it")
}
