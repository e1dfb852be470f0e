//! `/edit`: a clip is changed.

use serenity::builder::{CreateCommand, CreateCommandOption};
use serenity::model::application::{CommandInteraction, CommandOptionType};

use super::options::{self, Asked, Offer};
use crate::generation::{Mode, Resolution, Role};

const FILES: [(&str, Role, &str); 5] = [
    ("clip", Role::Video, "The clip to change: MP4 or MOV, 2 to 10 s"),
    ("image1", Role::ReferenceImage, "A picture to change it by: \"Image 1\" in your prompt"),
    ("image2", Role::ReferenceImage, "\"Image 2\" in your prompt"),
    ("image3", Role::ReferenceImage, "\"Image 3\" in your prompt"),
    ("image4", Role::ReferenceImage, "\"Image 4\" in your prompt"),
];

pub(super) fn register(offer: &Offer<'_>) -> CreateCommand {
    let command = CreateCommand::new("edit").description("Change a clip");
    let mut files = FILES.iter();
    let clip = files.next().map(|(name, _, text)| options::file(name, text, true));
    let command = clip.into_iter().fold(command, CreateCommand::add_option).add_option(
        options::prompt("What shall be different: a thing, the place, the style", true),
    );
    let command =
        files.fold(command, |c, (name, _, text)| c.add_option(options::file(name, text, false)));
    let keep = CreateCommandOption::new(
        CommandOptionType::Boolean,
        "keep_sound",
        "Keep the clip's own sound (default: the model decides)",
    );
    let command = command
        .add_option(keep)
        .add_option(options::ratio("Shape; the clip's own if left out"))
        .add_option(options::resolution(&Resolution::CLIPS[1..], options::RESOLUTION))
        .add_option(options::duration("Seconds to keep; all of it if left out", 2, 10));
    offer.choice(Mode::VideoEdit, options::common(command, false))
}

pub(super) fn read(command: &CommandInteraction) -> Asked {
    let files = FILES.map(|(name, role, _)| (name, role));
    options::read(command, Mode::VideoEdit, &files)
}
