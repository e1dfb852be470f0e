//! `/image`: images from text or from other images.

use serenity::builder::{CreateCommand, CreateCommandOption};
use serenity::model::application::{CommandInteraction, CommandOptionType};

use super::options::{self, AvailableModels, ParsedOptions};
use crate::discord::texts::words::say;
use crate::generation::{Mode, Resolution, Role};

const FILES: [&str; 9] =
    ["image1", "image2", "image3", "image4", "image5", "image6", "image7", "image8", "image9"];
/// The better and more expensive of the two image models, by its name in the catalogue.
const PRO: &str = "wan2.7-image-pro";

pub(super) fn register(command: CreateCommand, offer: &AvailableModels<'_>) -> CreateCommand {
    let count = CreateCommandOption::new(CommandOptionType::Integer, "count", say!("image-count"))
        .min_int_value(1)
        .max_int_value(4);
    let command = command
        .description(say!("image"))
        .add_option(options::prompt(say!("image-prompt"), true))
        .add_option(count)
        .add_option(options::resolution(&Resolution::IMAGES, say!("image-resolution")))
        .add_option(options::ratio(say!("image-ratio")));
    let command = if offer.has(PRO) {
        command.add_option(CreateCommandOption::new(
            CommandOptionType::Boolean,
            "pro",
            say!("image-pro"),
        ))
    } else {
        command
    };
    let command = FILES
        .iter()
        .fold(command, |c, name| c.add_option(options::file(name, say!("image-image"), false)));
    options::common(command.add_option(options::crop()), false)
}

pub(super) fn read(command: &CommandInteraction) -> ParsedOptions {
    let files = FILES.map(|name| (name, Role::Picture));
    let mut parsed = options::read(command, Mode::Image, &files);
    if parsed.pro {
        parsed.partial.model = Some(PRO.to_owned());
    }
    parsed
}
