//! `/quota`: what I may spend. The words are with all others.

use crate::discord::texts::words::say;
use serenity::builder::CreateCommand;

pub(super) fn register() -> CreateCommand {
    CreateCommand::new("quota").description(say!("quota"))
}
