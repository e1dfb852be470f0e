//! `/quota`: the member's account. The text is in `texts::quota`.

use crate::i18n::say;
use crate::language::Language;
use serenity::builder::CreateCommand;

pub(super) fn register(language: Language, command: CreateCommand) -> CreateCommand {
    command.description(say!(language, "quota"))
}
