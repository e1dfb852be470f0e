//! `/reference`: a new video with people and objects from images and videos.

use serenity::builder::CreateCommand;
use serenity::model::application::CommandInteraction;

use super::options::{self, AvailableModels, ParsedOptions};
use crate::discord::texts::words::say;
use crate::generation::{Catalogue, Mode, Role};

const MODE: Mode = Mode::ReferenceToVideo;

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

pub(super) fn register(command: CreateCommand, offer: &AvailableModels<'_>) -> CreateCommand {
    let command = command
        .description(say!("reference"))
        .add_option(options::prompt(say!("reference-prompt"), true));
    let command = FILES
        .iter()
        .fold(command, |c, (name, _)| c.add_option(options::file(name, description(name), false)));
    let command = command
        .add_option(options::ratio(say!("reference-ratio")))
        .add_option(options::resolution(&offer.resolutions(MODE), say!("option-resolution")))
        .add_option(options::duration(say!("reference-duration"), 2, offer.longest(MODE)))
        .add_option(options::crop());
    offer.choice(MODE, options::common(command, false))
}

pub(super) fn read(command: &CommandInteraction, catalogue: &Catalogue) -> ParsedOptions {
    let mut parsed = options::read(command, MODE, &FILES);
    // A model without reference voices may accept them as reference audio.
    let as_audio = |role| if role == Role::ReferenceVoice { Role::ReferenceAudio } else { role };
    let roles: Vec<_> = parsed.partial.roles.iter().copied().map(as_audio).collect();
    let model = catalogue.choose(MODE, &parsed.partial.roles, parsed.partial.model.as_deref());
    if model.is_some_and(|m| !m.takes(&parsed.partial.roles) && m.takes(&roles)) {
        parsed.uploads.iter_mut().for_each(|u| u.role = as_audio(u.role));
        parsed.partial.roles = roles;
    }
    parsed
}
