//! Refusals as messages: where a prompt is what is wrong, with a button that shows how to write one.

use serenity::builder::{CreateActionRow, CreateButton};
use serenity::model::application::ButtonStyle;

use crate::discord::actions::Action;
use crate::discord::message::Message;
use crate::discord::texts;
use crate::generation::RequestError;
use crate::i18n::say;
use crate::language::Language;
use crate::service::Refusal;

/// The message of a refusal, for the member alone or for everybody.
pub(super) fn message(language: Language, refusal: &Refusal) -> Message {
    with_help(language, refusal, texts::refusal(language, refusal))
}

/// A text about a refusal, with the button if it is about the prompt.
pub(super) fn with_help(language: Language, refusal: &Refusal, text: String) -> Message {
    Message::new(text).buttons(help(language, refusal))
}

fn help(language: Language, refusal: &Refusal) -> Vec<CreateActionRow> {
    if is_about_prompt(refusal) { vec![prompt_help(language)] } else { Vec::new() }
}

/// The button that shows how to write a prompt.
pub(super) fn prompt_help(language: Language) -> CreateActionRow {
    let button = CreateButton::new(Action::PromptHelp.custom_id())
        .label(say!(language, "button-prompt-help"))
        .style(ButtonStyle::Secondary);
    CreateActionRow::Buttons(vec![button])
}

fn is_about_prompt(refusal: &Refusal) -> bool {
    let Refusal::Request(error) = refusal else { return false };
    matches!(
        error,
        RequestError::PromptEmpty
            | RequestError::PromptTooLong { .. }
            | RequestError::NegativeTooLong { .. }
            | RequestError::NoNegative
    )
}
