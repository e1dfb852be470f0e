//! `/video`: a video from a text prompt.

use serenity::builder::CreateCommand;
use serenity::model::application::CommandInteraction;

use super::options::{self, AvailableModels, ParsedOptions};
use crate::generation::{Mode, Role};
use crate::i18n::say;
use crate::language::Language;

const MODE: Mode = Mode::TextToVideo;

pub(super) fn register(
    language: Language,
    command: CreateCommand,
    offer: &AvailableModels<'_>,
) -> CreateCommand {
    let command = command
        .description(say!(language, "video"))
        .add_option(options::prompt(language, say!(language, "video-prompt"), true))
        .add_option(options::ratio(language, say!(language, "option-ratio")))
        .add_option(options::resolution(
            language,
            &offer.resolutions(MODE),
            say!(language, "option-resolution"),
        ))
        .add_option(options::duration(
            language,
            say!(language, "option-duration"),
            2,
            offer.longest(MODE),
        ))
        .add_option(options::file(language, "audio", say!(language, "option-audio"), false));
    offer.choice(language, MODE, options::common(language, command, true))
}

pub(super) fn read(language: Language, command: &CommandInteraction) -> ParsedOptions {
    options::read(language, command, MODE, &[("audio", Role::DrivingAudio)])
}
