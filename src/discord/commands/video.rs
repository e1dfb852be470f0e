//! `/video`: words become a video.

use serenity::builder::CreateCommand;
use serenity::model::application::CommandInteraction;

use crate::discord::commands::options::{self, Asked};
use crate::generation::{Ratio, Role};

pub(super) fn register() -> CreateCommand {
    CreateCommand::new("video")
        .description("Make a video from words")
        .add_option(options::prompt("Who or what, where, and how it moves", true))
        .add_option(options::ratio())
        .add_option(options::resolution())
        .add_option(options::duration("Seconds, 2 to 15; 5 if left out"))
        .add_option(options::seed())
        .add_option(options::negative())
        .add_option(options::enhance())
        .add_option(options::preview())
        .add_option(options::file(
            "audio",
            "MP3 or WAV, 2 to 30 s, that the video shall follow",
            false,
        ))
}

pub(super) fn draft(command: &CommandInteraction) -> Asked {
    let files = [("audio", Role::DrivingAudio)];
    options::read(command, "wan2.7-t2v", Some(Ratio::Wide), &files)
}
