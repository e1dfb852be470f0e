//! `/edit`: edits a video.

use serenity::builder::{CreateCommand, CreateCommandOption};
use serenity::model::application::{CommandInteraction, CommandOptionType};

use super::options::{self, AvailableModels, ParsedOptions};
use crate::discord::texts::words::say;
use crate::generation::{Mode, Resolution, Role};

const FILES: [(&str, Role); 5] = [
    ("clip", Role::Video),
    ("image1", Role::ReferenceImage),
    ("image2", Role::ReferenceImage),
    ("image3", Role::ReferenceImage),
    ("image4", Role::ReferenceImage),
];

pub(super) fn register(command: CreateCommand, offer: &AvailableModels<'_>) -> CreateCommand {
    let command = command
        .description(say!("edit"))
        .add_option(options::file("clip", say!("edit-clip"), true))
        .add_option(options::prompt(say!("edit-prompt"), true))
        .add_option(options::file("image1", say!("edit-image1"), false));
    let command = (2..=4).fold(command, |c, number| {
        let text = say!("reference-image", number = number);
        c.add_option(options::file(&format!("image{number}"), text, false))
    });
    let kind = CommandOptionType::Boolean;
    let keep = CreateCommandOption::new(kind, "keep_sound", say!("edit-keep-sound"));
    let command = command
        .add_option(keep)
        .add_option(options::ratio(say!("edit-ratio")))
        .add_option(options::resolution(&Resolution::CLIPS[1..], say!("option-resolution")))
        .add_option(options::duration(say!("edit-duration"), 2, 10))
        .add_option(options::crop());
    offer.choice(Mode::VideoEdit, options::common(command, false))
}

pub(super) fn read(command: &CommandInteraction) -> ParsedOptions {
    options::read(command, Mode::VideoEdit, &FILES)
}
