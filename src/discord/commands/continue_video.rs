//! `/continue`: extends a video.

use serenity::builder::CreateCommand;
use serenity::model::application::CommandInteraction;

use super::options::{self, ParsedOptions};
use crate::generation::{Mode, Resolution, Role};
use crate::i18n::say;
use crate::language::Language;

pub(super) fn register(language: Language, command: CreateCommand) -> CreateCommand {
    let command = command
        .description(say!(language, "continue"))
        .add_option(options::file(language, "video", say!(language, "continue-video"), true))
        .add_option(options::prompt(language, say!(language, "continue-prompt"), false))
        .add_option(options::file(
            language,
            "last_image",
            say!(language, "option-last-image"),
            false,
        ))
        .add_option(options::resolution(
            language,
            &Resolution::VIDEOS[1..],
            say!(language, "option-resolution"),
        ))
        .add_option(options::duration(language, say!(language, "continue-duration"), 2, 15))
        .add_option(options::crop(language));
    options::common(language, command, true)
}

pub(super) fn read(language: Language, command: &CommandInteraction) -> ParsedOptions {
    let files = [("video", Role::FirstClip), ("last_image", Role::LastFrame)];
    options::read(language, command, Mode::ImageToVideo, &files)
}
