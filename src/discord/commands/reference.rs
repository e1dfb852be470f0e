//! `/reference`: people and things of pictures and clips appear in a new clip.

use serenity::builder::CreateCommand;
use serenity::model::application::CommandInteraction;

use super::options::{self, Asked, Offer};
use crate::generation::{Mode, Resolution, Role};

const FILES: [(&str, Role, &str); 10] = [
    ("image1", Role::ReferenceImage, "Somebody or something that shall appear: \"Image 1\""),
    ("image2", Role::ReferenceImage, "\"Image 2\" in your prompt"),
    ("image3", Role::ReferenceImage, "\"Image 3\" in your prompt"),
    ("image4", Role::ReferenceImage, "\"Image 4\" in your prompt"),
    ("image5", Role::ReferenceImage, "\"Image 5\" in your prompt"),
    ("clip1", Role::ReferenceVideo, "MP4 or MOV, 1 to 30 s: \"Video 1\" in your prompt"),
    ("clip2", Role::ReferenceVideo, "\"Video 2\" in your prompt"),
    ("clip3", Role::ReferenceVideo, "\"Video 3\" in your prompt"),
    ("voice", Role::ReferenceVoice, "MP3 or WAV, 1 to 10 s: how the first of them speaks"),
    ("first_frame", Role::FirstFrame, "The picture that the video starts from"),
];

pub(super) fn register(offer: &Offer<'_>) -> CreateCommand {
    let command = CreateCommand::new("reference")
        .description("Make a video with people and things of your pictures and clips")
        .add_option(options::prompt("What happens; name them \"Image 1\", \"Video 1\"", true));
    let command = FILES
        .iter()
        .fold(command, |c, (name, _, text)| c.add_option(options::file(name, text, false)));
    let command = command
        .add_option(options::ratio("Shape; 16:9 if left out; not beside a first frame"))
        .add_option(options::resolution(&Resolution::CLIPS[1..], options::RESOLUTION))
        .add_option(options::duration("Seconds; 5 if left out; beside a clip 10 at most", 2, 15));
    offer.choice(Mode::ReferenceToVideo, options::common(command, false))
}

pub(super) fn read(command: &CommandInteraction) -> Asked {
    let files = FILES.map(|(name, role, _)| (name, role));
    options::read(command, Mode::ReferenceToVideo, &files)
}
