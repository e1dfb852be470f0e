//! `/help`: what there is. The text is with all others.

use crate::discord::texts::words::say;
use serenity::builder::CreateCommand;

pub(super) fn register() -> CreateCommand {
    CreateCommand::new("help").description(say!("help-command"))
}
