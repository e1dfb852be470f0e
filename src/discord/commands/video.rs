//! `/video`: words become a video.

use serenity::builder::CreateCommand;
use serenity::model::application::CommandInteraction;

use super::options::{self, Asked, Offer};
use crate::generation::{Mode, Role};

const MODE: Mode = Mode::TextToVideo;

pub(super) fn register(offer: &Offer<'_>) -> CreateCommand {
    let command = CreateCommand::new("video")
        .description("Make a video from words")
        .add_option(options::prompt("Who or what, where, and how it moves", true))
        .add_option(options::ratio("Shape; 16:9 if left out"))
        .add_option(options::resolution(&offer.resolutions(MODE), options::RESOLUTION))
        .add_option(options::duration("Seconds; 5 if left out", 2, offer.longest(MODE)))
        .add_option(options::file(
            "audio",
            "MP3 or WAV, 2 to 30 s, that the video shall follow",
            false,
        ));
    offer.choice(MODE, options::common(command, true))
}

pub(super) fn read(command: &CommandInteraction) -> Asked {
    options::read(command, MODE, &[("audio", Role::DrivingAudio)])
}
