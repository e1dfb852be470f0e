//! `/animate`: a picture begins to move.

use serenity::builder::CreateCommand;
use serenity::model::application::CommandInteraction;

use super::options::{self, Asked, Offer};
use crate::generation::{Mode, Role};

const MODE: Mode = Mode::ImageToVideo;

pub(super) fn register(offer: &Offer<'_>) -> CreateCommand {
    let command = CreateCommand::new("animate")
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
        .add_option(options::resolution(&offer.resolutions(MODE), options::RESOLUTION))
        .add_option(options::duration("Seconds; 5 if left out", 2, offer.longest(MODE)));
    offer.choice(MODE, options::common(command, true))
}

pub(super) fn read(command: &CommandInteraction) -> Asked {
    let files = [
        ("image", Role::FirstFrame),
        ("last_image", Role::LastFrame),
        ("audio", Role::DrivingAudio),
    ];
    options::read(command, MODE, &files)
}
