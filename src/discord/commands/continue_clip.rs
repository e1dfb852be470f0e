//! `/continue`: extends a video.

use serenity::builder::CreateCommand;
use serenity::model::application::CommandInteraction;

use super::options::{self, ParsedOptions};
use crate::discord::texts::words::say;
use crate::generation::{Mode, Resolution, Role};

pub(super) fn register(command: CreateCommand) -> CreateCommand {
    let command = command
        .description(say!("continue"))
        .add_option(options::file("clip", say!("continue-clip"), true))
        .add_option(options::prompt(say!("continue-prompt"), false))
        .add_option(options::file("last_image", say!("option-last-image"), false))
        .add_option(options::resolution(&Resolution::CLIPS[1..], say!("option-resolution")))
        .add_option(options::duration(say!("continue-duration"), 2, 15))
        .add_option(options::crop());
    options::common(command, true)
}

pub(super) fn read(command: &CommandInteraction) -> ParsedOptions {
    let files = [("clip", Role::FirstClip), ("last_image", Role::LastFrame)];
    options::read(command, Mode::ImageToVideo, &files)
}
