//! `/image`: images from text or from other images.

use serenity::builder::CreateCommand;
use serenity::model::application::{CommandInteraction, CommandOptionType};

use super::options::{self, AvailableModels, ParsedOptions};
use crate::generation::{Mode, Resolution, Role};
use crate::i18n::say;
use crate::language::Language;

const FILES: [&str; 9] =
    ["image1", "image2", "image3", "image4", "image5", "image6", "image7", "image8", "image9"];
/// The better and more expensive of the two image models, by its name in the catalogue.
const PRO: &str = "wan2.7-image-pro";

pub(super) fn register(
    language: Language,
    command: CreateCommand,
    offer: &AvailableModels<'_>,
) -> CreateCommand {
    let count = options::option(
        language,
        CommandOptionType::Integer,
        "count",
        say!(language, "image-count"),
    )
    .min_int_value(1)
    .max_int_value(4);
    let command = command
        .description(say!(language, "image"))
        .add_option(options::prompt(language, say!(language, "image-prompt"), true))
        .add_option(count)
        .add_option(options::resolution(
            language,
            &Resolution::IMAGES,
            say!(language, "image-resolution"),
        ))
        .add_option(options::ratio(language, say!(language, "image-ratio")));
    let command = if offer.has(PRO) {
        command.add_option(options::option(
            language,
            CommandOptionType::Boolean,
            "pro",
            say!(language, "image-pro"),
        ))
    } else {
        command
    };
    let command = FILES.iter().fold(command, |c, name| {
        c.add_option(options::file(language, name, say!(language, "image-image"), false))
    });
    options::common(language, command.add_option(options::crop(language)), false)
}

pub(super) fn read(language: Language, command: &CommandInteraction) -> ParsedOptions {
    let files = FILES.map(|name| (name, Role::SourceImage));
    let mut parsed = options::read(language, command, Mode::Image, &files);
    if parsed.pro {
        parsed.partial.model = Some(PRO.to_owned());
    }
    parsed
}
