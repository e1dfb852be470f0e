//! What is wrong with a file, and what is done about it.

use wanbot::discord::texts;
use wanbot::generation::{InputProblem, RequestError, Role, Unreachable};
use wanbot::media::{
    Damage, Detected, Format, Kind, SourceFormat, TooMuch, Unrecognised, Unusable,
};
use wanbot::service::Refusal;

use super::samples::ENGLISH;
use super::sheet::{Sheet, unmasked};

const ROLES: [(Role, &str); 10] = [
    (Role::FirstFrame, "fox.png"),
    (Role::LastFrame, "fox.png"),
    (Role::FirstClip, "fox.mp4"),
    (Role::Video, "fox.mp4"),
    (Role::DrivingAudio, "fox.mp3"),
    (Role::ReferenceImage, "fox.png"),
    (Role::ReferenceVideo, "fox.mp4"),
    (Role::ReferenceVoice, "fox.mp3"),
    (Role::ReferenceAudio, "fox.mp3"),
    (Role::SourceImage, "fox.png"),
];

/// Reasons why a file is of no use, one for each text at least.
const UNUSABLE: [Unusable; 21] = [
    Unusable::Damaged(Damage::Unreadable),
    Unusable::Damaged(Damage::Undecodable),
    Unusable::Damaged(Damage::NoVideo),
    Unusable::Damaged(Damage::NoAudio),
    Unusable::Damaged(Damage::NoPixels),
    Unusable::Damaged(Damage::Pixels),
    Unusable::Damaged(Damage::PixelsOrEnd),
    Unusable::Damaged(Damage::Header),
    Unusable::Damaged(Damage::RepeatedPart),
    Unusable::Damaged(Damage::TooManyParts),
    Unusable::Damaged(Damage::StrayPart),
    Unusable::Damaged(Damage::PartTooLarge),
    Unusable::Damaged(Damage::PartTooShort),
    Unusable::Damaged(Damage::CutShort),
    Unusable::Damaged(Damage::NoEnd),
    Unusable::Damaged(Damage::NoLength),
    Unusable::TooMuch(TooMuch::Pixels { pixels: 300_000_000, limit: 100_000_000 }),
    Unusable::TooMuch(TooMuch::FramePixels { pixels: 300_000_000, limit: 100_000_000 }),
    Unusable::TooMuch(TooMuch::Samples { bytes: 5_000_000_000 }),
    Unusable::TooMuch(TooMuch::Bytes { limit: 20_000_000 }),
    Unusable::OtherFormat(Detected::Unknown(Unrecognised::Pdf)),
];

fn refused(role: Role, name: &str, problem: InputProblem) -> String {
    let error = RequestError::Input { role, name: name.into(), problem };
    texts::refusal(ENGLISH, &Refusal::Request(error))
}

fn first_frame(problem: InputProblem) -> String {
    refused(Role::FirstFrame, "fox.png", problem)
}

#[test]
fn files_that_cannot_be_used() {
    let mut sheet = Sheet::new();
    for (role, name) in ROLES {
        sheet.show(format!("empty: {role:?}"), &refused(role, name, InputProblem::Empty));
    }
    for why in UNUSABLE {
        sheet.show(format!("{why:?}"), &first_frame(InputProblem::Unusable(why)));
    }
    for why in [
        Unreachable::Gone,
        Unreachable::TimedOut,
        Unreachable::Status(502),
        Unreachable::Disconnected,
    ] {
        sheet.show(format!("{why:?}"), &first_frame(InputProblem::Unreachable(why)));
    }
    let mkv = Detected::Convertible(SourceFormat::Matroska);
    for problem in [
        InputProblem::Forgotten,
        InputProblem::Unreadable,
        InputProblem::ConversionTimedOut,
        InputProblem::ConversionFailed,
        InputProblem::NoLastFrame,
        InputProblem::ForeignHost,
    ] {
        sheet.show(format!("{problem:?}"), &first_frame(problem));
    }
    let no_decoder = InputProblem::NoDecoder { found: mkv };
    sheet.show("no decoder", &refused(Role::Video, "fox.mkv", no_decoder));
    for (role, name) in [
        (Role::FirstFrame, "fox.heic"),
        (Role::Video, "fox.mkv"),
        (Role::ReferenceVoice, "fox.ogg"),
    ] {
        let demanding = refused(role, name, InputProblem::ConversionTooDemanding);
        sheet.show(format!("too demanding: {name}"), &demanding);
    }
    sheet.check("files", unmasked);
}

#[test]
fn files_beyond_the_limits() {
    let mut sheet = Sheet::new();
    let sides = |width, height| InputProblem::Sides { width, height, min: 240, max: 8000 };
    let aspect = |width, height| InputProblem::Aspect { width, height, limit: 8.0 };
    let large = |bytes| InputProblem::TooLarge { bytes, limit: 20_000_000 };
    let length = |seconds| InputProblem::Length { seconds, min: 2.0, max: 10.0 };
    let image = (Role::FirstFrame, "fox.png");
    let video = (Role::FirstClip, "fox.mp4");
    for (title, (role, name), problem) in [
        ("too large", image, large(25_000_000)),
        ("too large by a byte", image, large(20_000_001)),
        ("too small", image, sides(100, 80)),
        ("too many pixels", image, sides(9000, 9000)),
        ("too small and too large", image, sides(9000, 100)),
        ("too thin", image, aspect(300, 3000)),
        ("too thin a video", video, aspect(300, 3000)),
        ("too short", video, length(1.5)),
        ("too long", video, length(10.04)),
        (
            "several faults",
            image,
            InputProblem::Several(vec![
                large(25_000_000),
                sides(1170, 10_000),
                aspect(1170, 10_000),
            ]),
        ),
        ("a small one of a size in kB", image, InputProblem::TooLarge { bytes: 900, limit: 5 }),
    ] {
        sheet.show(title, &refused(role, name, problem));
    }
    sheet.check("file_limits", unmasked);
}

/// Each format that is not accepted as what is wanted, where nothing converts it.
#[test]
fn files_of_another_kind() {
    let mut sheet = Sheet::new();
    let role = |wanted| match wanted {
        Kind::Image => Role::FirstFrame,
        Kind::Video => Role::FirstClip,
        Kind::Audio => Role::DrivingAudio,
    };
    for source in SourceFormat::ALL {
        for wanted in source.kinds() {
            let found = Detected::Convertible(source);
            let problem = InputProblem::NotConvertible { found, wanted: *wanted };
            sheet.show(format!("{source:?}"), &refused(role(*wanted), "fox", problem));
        }
    }
    let wrong = |found, wanted, converted: &[SourceFormat]| {
        let problem = InputProblem::WrongKind { found, wanted, converted: converted.to_vec() };
        refused(role(wanted), "fox.png", problem)
    };
    for format in [
        Format::Png,
        Format::Jpeg,
        Format::Bmp,
        Format::WebP,
        Format::Mp4,
        Format::Mov,
        Format::Mp3,
        Format::Wav,
    ] {
        let found = Detected::Accepted(format);
        let wanted = if found.can_become(Kind::Image) { Kind::Video } else { Kind::Image };
        sheet.show(format!("{format:?}"), &wrong(found, wanted, &[]));
    }
    for found in Unrecognised::ALL {
        let text = wrong(Detected::Unknown(found), Kind::Image, &SourceFormat::ALL);
        sheet.show(format!("{found:?}"), &text);
    }
    for wanted in [Kind::Video, Kind::Audio] {
        let text = wrong(Detected::Unknown(Unrecognised::Pdf), wanted, &SourceFormat::ALL);
        sheet.show(format!("{:?} as {wanted:?}", Unrecognised::Pdf), &text);
    }
    sheet.check("file_formats", unmasked);
}
