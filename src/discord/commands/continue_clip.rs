//! `/continue`: a clip goes on.

use serenity::builder::CreateCommand;
use serenity::model::application::CommandInteraction;

use super::options::{self, Asked};
use crate::generation::{Mode, Resolution, Role};

pub(super) fn register() -> CreateCommand {
    let command = CreateCommand::new("continue")
        .description("Let a clip go on")
        .add_option(options::file("clip", "The clip that goes on: MP4 or MOV, 2 to 10 s", true))
        .add_option(options::prompt(
            "How it moves on and what the camera does; the clip already carries the look",
            false,
        ))
        .add_option(options::file("last_image", "The picture that the video ends on", false))
        .add_option(options::resolution(&Resolution::CLIPS[1..], options::RESOLUTION))
        .add_option(options::duration(
            "TOTAL length in seconds, your clip included; 5 more than it has if left out",
            2,
            15,
        ));
    options::common(command, true)
}

pub(super) fn read(command: &CommandInteraction) -> Asked {
    let files = [("clip", Role::FirstClip), ("last_image", Role::LastFrame)];
    options::read(command, Mode::ImageToVideo, &files)
}
