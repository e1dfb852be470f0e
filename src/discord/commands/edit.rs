//! `/edit`: edits a video.

use serenity::builder::CreateCommand;
use serenity::model::application::{CommandInteraction, CommandOptionType};

use super::options::{self, AvailableModels, ParsedOptions};
use crate::generation::{Mode, Resolution, Role};
use crate::i18n::say;
use crate::language::Language;

const FILES: [(&str, Role); 5] = [
    ("video", Role::Video),
    ("image1", Role::ReferenceImage),
    ("image2", Role::ReferenceImage),
    ("image3", Role::ReferenceImage),
    ("image4", Role::ReferenceImage),
];

pub(super) fn register(
    language: Language,
    command: CreateCommand,
    offer: &AvailableModels<'_>,
) -> CreateCommand {
    let command = command
        .description(say!(language, "edit"))
        .add_option(options::file(language, "video", say!(language, "edit-video"), true))
        .add_option(options::prompt(language, say!(language, "edit-prompt"), true))
        .add_option(options::file(language, "image1", say!(language, "edit-image1"), false));
    let command = (2..=4).fold(command, |c, number| {
        let text = say!(language, "reference-image", number = number);
        c.add_option(options::file(language, &format!("image{number}"), text, false))
    });
    let kind = CommandOptionType::Boolean;
    let keep = options::option(language, kind, "keep_audio", say!(language, "edit-keep-audio"));
    let command = command
        .add_option(keep)
        .add_option(options::ratio(language, say!(language, "edit-ratio")))
        .add_option(options::resolution(
            language,
            &Resolution::VIDEOS[1..],
            say!(language, "option-resolution"),
        ))
        .add_option(options::duration(language, say!(language, "edit-duration"), 2, 10))
        .add_option(options::crop(language));
    offer.choice(language, Mode::VideoEdit, options::common(language, command, false))
}

pub(super) fn read(language: Language, command: &CommandInteraction) -> ParsedOptions {
    options::read(language, command, Mode::VideoEdit, &FILES)
}
