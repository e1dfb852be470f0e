//! `/animate`: a picture begins to move.

use serenity::builder::CreateCommand;
use serenity::model::application::CommandInteraction;

use crate::discord::commands::options::{self, Asked};
use crate::generation::Role;

pub(super) fn register() -> CreateCommand {
    CreateCommand::new("animate")
        .description("Set a picture in motion")
        .add_option(options::file(
            "image",
            "The picture that the video starts from: PNG, JPEG, BMP or WebP",
            true,
        ))
        .add_option(options::prompt(
            "How it moves and what the camera does; the picture already carries the look",
            false,
        ))
        .add_option(options::file("last_image", "The picture that the video ends on", false))
        .add_option(options::file(
            "audio",
            "MP3 or WAV, 2 to 30 s, that the video shall follow",
            false,
        ))
        .add_option(options::resolution())
        .add_option(options::duration("Seconds, 2 to 15; 5 if left out"))
        .add_option(options::seed())
        .add_option(options::negative())
        .add_option(options::enhance())
        .add_option(options::preview())
}

pub(super) fn draft(command: &CommandInteraction) -> Asked {
    let files = [
        ("image", Role::FirstFrame),
        ("last_image", Role::LastFrame),
        ("audio", Role::DrivingAudio),
    ];
    options::read(command, "wan2.7-i2v", None, &files)
}
