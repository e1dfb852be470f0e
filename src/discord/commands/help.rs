//! `/help`: an overview. The text is in `en/*.ftl`, with all others.

use crate::discord::texts::words::say;
use serenity::builder::CreateCommand;

pub(super) fn register() -> CreateCommand {
    CreateCommand::new("help").description(say!("help-command"))
}
