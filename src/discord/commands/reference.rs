//! `/reference`: people and things of pictures and clips appear in a new clip.

use serenity::builder::CreateCommand;
use serenity::model::application::CommandInteraction;

use super::options::{self, Asked, Offer};
use crate::discord::texts::words::say;
use crate::generation::{Mode, Resolution, Role};

const FILES: [(&str, Role); 10] = [
    ("image1", Role::ReferenceImage),
    ("image2", Role::ReferenceImage),
    ("image3", Role::ReferenceImage),
    ("image4", Role::ReferenceImage),
    ("image5", Role::ReferenceImage),
    ("clip1", Role::ReferenceVideo),
    ("clip2", Role::ReferenceVideo),
    ("clip3", Role::ReferenceVideo),
    ("voice", Role::ReferenceVoice),
    ("first_frame", Role::FirstFrame),
];

fn description(name: &str) -> String {
    let number = name.trim_start_matches(char::is_alphabetic).to_owned();
    match name {
        "image1" => say!("reference-image1"),
        "clip1" => say!("reference-clip1"),
        "voice" => say!("reference-voice"),
        "first_frame" => say!("reference-first-frame"),
        clip if clip.starts_with("clip") => say!("reference-clip", number = number),
        _ => say!("reference-image", number = number),
    }
}

pub(super) fn register(offer: &Offer<'_>) -> CreateCommand {
    let command = CreateCommand::new("reference")
        .description(say!("reference"))
        .add_option(options::prompt(say!("reference-prompt"), true));
    let command = FILES
        .iter()
        .fold(command, |c, (name, _)| c.add_option(options::file(name, description(name), false)));
    let command = command
        .add_option(options::ratio(say!("reference-ratio")))
        .add_option(options::resolution(&Resolution::CLIPS[1..], say!("option-resolution")))
        .add_option(options::duration(say!("reference-duration"), 2, 15));
    offer.choice(Mode::ReferenceToVideo, options::common(command, false))
}

pub(super) fn read(command: &CommandInteraction) -> Asked {
    options::read(command, Mode::ReferenceToVideo, &FILES)
}
