//! `/image`: pictures, from words or from pictures.

use serenity::builder::{CreateCommand, CreateCommandOption};
use serenity::model::application::{CommandInteraction, CommandOptionType};

use super::options::{self, Asked, Offer};
use crate::generation::{Mode, Resolution, Role};

const FILES: [&str; 9] =
    ["image1", "image2", "image3", "image4", "image5", "image6", "image7", "image8", "image9"];
/// The better and dearer of the two, by the catalogue's names.
const PRO: &str = "wan2.7-image-pro";

pub(super) fn register(offer: &Offer<'_>) -> CreateCommand {
    let count = CreateCommandOption::new(
        CommandOptionType::Integer,
        "count",
        "How many pictures, 1 to 4; 1 if left out",
    )
    .min_int_value(1)
    .max_int_value(4);
    let command = CreateCommand::new("image")
        .description("Make pictures from words, or from your pictures")
        .add_option(options::prompt("What to see, or what to do with your pictures", true))
        .add_option(count)
        .add_option(options::resolution(
            &Resolution::PICTURES,
            "2K if left out; 4K from words, pro",
        ))
        .add_option(options::ratio("Shape; the model's own if left out"));
    let command = if offer.has(PRO) {
        command.add_option(CreateCommandOption::new(
            CommandOptionType::Boolean,
            "pro",
            "The better and dearer model (default: no)",
        ))
    } else {
        command
    };
    let command = FILES.iter().fold(command, |c, name| {
        c.add_option(options::file(name, "A picture to make them from", false))
    });
    options::common(command, false)
}

pub(super) fn read(command: &CommandInteraction) -> Asked {
    let files = FILES.map(|name| (name, Role::Picture));
    let mut asked = options::read(command, Mode::Image, &files);
    if asked.pro {
        asked.wish.model = Some(PRO.to_owned());
    }
    asked
}
