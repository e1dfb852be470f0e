//! `/animate`: animates an image.

use serenity::builder::CreateCommand;
use serenity::model::application::CommandInteraction;

use super::options::{self, AvailableModels, ParsedOptions};
use crate::discord::texts::words::say;
use crate::generation::{Mode, Role};

const MODE: Mode = Mode::ImageToVideo;

pub(super) fn register(command: CreateCommand, offer: &AvailableModels<'_>) -> CreateCommand {
    let command = command
        .description(say!("animate"))
        .add_option(options::file("image", say!("animate-image"), true))
        .add_option(options::prompt(say!("animate-prompt"), false))
        .add_option(options::file("last_image", say!("option-last-image"), false))
        .add_option(options::file("audio", say!("option-audio"), false))
        .add_option(options::resolution(&offer.resolutions(MODE), say!("option-resolution")))
        .add_option(options::duration(say!("option-duration"), 2, offer.longest(MODE)));
    offer.choice(MODE, options::common(command, true))
}

pub(super) fn read(command: &CommandInteraction) -> ParsedOptions {
    let files = [
        ("image", Role::FirstFrame),
        ("last_image", Role::LastFrame),
        ("audio", Role::DrivingAudio),
    ];
    options::read(command, MODE, &files)
}
