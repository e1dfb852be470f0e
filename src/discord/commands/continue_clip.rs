//! `/continue`: a clip goes on.

use serenity::builder::CreateCommand;
use serenity::model::application::CommandInteraction;

use crate::discord::commands::options::{self, Asked};
use crate::generation::Role;

pub(super) fn register() -> CreateCommand {
    CreateCommand::new("continue")
        .description("Let a clip go on")
        .add_option(options::file("clip", "The clip that goes on: MP4 or MOV, 2 to 10 s", true))
        .add_option(options::prompt(
            "How it moves on and what the camera does; the clip already carries the look",
            false,
        ))
        .add_option(options::file("last_image", "The picture that the video ends on", false))
        .add_option(options::resolution())
        .add_option(options::duration(
            "TOTAL length in seconds, your clip included, 2 to 15; 5 if left out",
        ))
        .add_option(options::seed())
        .add_option(options::negative())
        .add_option(options::enhance())
        .add_option(options::preview())
}

pub(super) fn draft(command: &CommandInteraction) -> Asked {
    let files = [("clip", Role::FirstClip), ("last_image", Role::LastFrame)];
    options::read(command, "wan2.7-i2v", None, &files)
}
