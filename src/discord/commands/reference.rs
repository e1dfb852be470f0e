//! `/reference`: a new video with people and objects from images and videos.

use serenity::builder::CreateCommand;
use serenity::model::application::CommandInteraction;

use super::options::{self, AvailableModels, ParsedOptions};
use crate::generation::{Catalogue, Mode, Role};
use crate::i18n::say;
use crate::language::Language;

const MODE: Mode = Mode::ReferenceToVideo;

const FILES: [(&str, Role); 10] = [
    ("image1", Role::ReferenceImage),
    ("image2", Role::ReferenceImage),
    ("image3", Role::ReferenceImage),
    ("image4", Role::ReferenceImage),
    ("image5", Role::ReferenceImage),
    ("video1", Role::ReferenceVideo),
    ("video2", Role::ReferenceVideo),
    ("video3", Role::ReferenceVideo),
    ("voice", Role::ReferenceVoice),
    ("first_frame", Role::FirstFrame),
];

fn description(language: Language, name: &str) -> String {
    let number = name.trim_start_matches(char::is_alphabetic).to_owned();
    match name {
        "image1" => say!(language, "reference-image1"),
        "video1" => say!(language, "reference-video1"),
        "voice" => say!(language, "reference-voice"),
        "first_frame" => say!(language, "reference-first-frame"),
        video if video.starts_with("video") => say!(language, "reference-video", number = number),
        _ => say!(language, "reference-image", number = number),
    }
}

pub(super) fn register(
    language: Language,
    command: CreateCommand,
    offer: &AvailableModels<'_>,
) -> CreateCommand {
    let command = command.description(say!(language, "reference")).add_option(options::prompt(
        language,
        say!(language, "reference-prompt"),
        true,
    ));
    let command = FILES.iter().fold(command, |c, (name, _)| {
        c.add_option(options::file(language, name, description(language, name), false))
    });
    let command = command
        .add_option(options::ratio(language, say!(language, "reference-ratio")))
        .add_option(options::resolution(
            language,
            &offer.resolutions(MODE),
            say!(language, "option-resolution"),
        ))
        .add_option(options::duration(
            language,
            say!(language, "reference-duration"),
            2,
            offer.longest(MODE),
        ))
        .add_option(options::crop(language));
    offer.choice(language, MODE, options::common(language, command, false))
}

pub(super) fn read(
    language: Language,
    command: &CommandInteraction,
    catalogue: &Catalogue,
) -> ParsedOptions {
    let mut parsed = options::read(language, command, MODE, &FILES);
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
