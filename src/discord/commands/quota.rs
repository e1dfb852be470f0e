//! `/quota`: the member's account. The text is in `texts::quota`.

use crate::discord::texts::words::say;
use serenity::builder::CreateCommand;

pub(super) fn register(command: CreateCommand) -> CreateCommand {
    command.description(say!("quota"))
}
