//! `/video`: a video from a text prompt.

use serenity::builder::CreateCommand;
use serenity::model::application::CommandInteraction;

use super::options::{self, AvailableModels, ParsedOptions};
use crate::discord::texts::words::say;
use crate::generation::{Mode, Role};

const MODE: Mode = Mode::TextToVideo;

pub(super) fn register(command: CreateCommand, offer: &AvailableModels<'_>) -> CreateCommand {
    let command = command
        .description(say!("video"))
        .add_option(options::prompt(say!("video-prompt"), true))
        .add_option(options::ratio(say!("option-ratio")))
        .add_option(options::resolution(&offer.resolutions(MODE), say!("option-resolution")))
        .add_option(options::duration(say!("option-duration"), 2, offer.longest(MODE)))
        .add_option(options::file("audio", say!("option-audio"), false));
    offer.choice(MODE, options::common(command, true))
}

pub(super) fn read(command: &CommandInteraction) -> ParsedOptions {
    options::read(command, MODE, &[("audio", Role::DrivingAudio)])
}
