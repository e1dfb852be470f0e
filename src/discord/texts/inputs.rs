//! What is wrong with a file, what is accepted, and how to get there.

use crate::discord::texts::formats::{damage, damage_step, format_name, too_much, too_much_step};
use crate::discord::texts::numbers::{credits, number, size};
use crate::discord::texts::{escaped, role_name};
use crate::generation::{InputProblem, Role, Unreachable};
use crate::i18n::say;
use crate::language::Language;
use crate::media::{Detected, Kind, SourceFormat, Unrecognised, Unusable, contradicts_name};
use crate::service::PartQuestion;

/// A problem with an input, for the member who gave it.
pub(super) fn problem(
    language: Language,
    role: Role,
    file_name: &str,
    problem: &InputProblem,
) -> String {
    let name = escaped(file_name, 60);
    let file = say!(language, "input-file", role = role_name(language, role), name = name.as_str());
    let found = |is: Detected| {
        let found = format_name(language, is);
        if contradicts_name(file_name, is) {
            say!(language, "input-found-misnamed", found = found)
        } else {
            found
        }
    };
    match problem {
        InputProblem::Empty => say!(language, "input-empty", file = file),
        InputProblem::WrongKind { found: is, wanted, converted } => {
            let said = say!(
                language,
                "input-wrong-kind",
                file = file,
                found = found(*is),
                wanted = wanted_or(language, *wanted, converted),
                advice = wrong_kind_advice(language, is, *wanted)
            );
            said.trim_end().to_owned()
        }
        InputProblem::NotConvertible { found: is, wanted } => say!(
            language,
            "input-not-convertible",
            file = file,
            found = found(*is),
            wanted = kind(language, *wanted),
            advice = export_advice(language, is, *wanted)
        ),
        InputProblem::Unusable(why) => unusable(language, &file, *why),
        InputProblem::Unreachable(why) => {
            let why = match why {
                Unreachable::Gone => say!(language, "unreachable-gone"),
                Unreachable::TimedOut => say!(language, "unreachable-slow"),
                Unreachable::Status(code) => {
                    say!(language, "unreachable-status", code = code.to_string())
                }
                Unreachable::Disconnected => say!(language, "unreachable-connection"),
            };
            say!(language, "input-unreachable", file = file, why = why)
        }
        InputProblem::Forgotten => say!(language, "input-forgotten", file = file),
        InputProblem::Unreadable => say!(language, "input-unreadable", file = file),
        InputProblem::ConversionTimedOut => say!(language, "input-conversion-slow", file = file),
        InputProblem::ConversionTooDemanding => {
            say!(
                language,
                "input-too-demanding",
                file = file,
                advice = simplify_advice(language, role.kind())
            )
        }
        InputProblem::NoDecoder { found: is } => {
            say!(
                language,
                "input-no-decoder",
                file = file,
                advice = export_advice(language, is, role.kind())
            )
        }
        InputProblem::ConversionFailed => say!(language, "input-conversion-failed", file = file),
        InputProblem::NoLastFrame => say!(language, "input-no-last-frame", name = name),
        InputProblem::ForeignHost => say!(language, "input-foreign", file = file),
        InputProblem::TooLarge { .. }
        | InputProblem::Sides { .. }
        | InputProblem::Aspect { .. }
        | InputProblem::Length { .. }
        | InputProblem::Several(_) => beyond_limits(language, role, &file, problem.each()),
    }
}

/// A file that is damaged, or has more in it than can be used.
fn unusable(language: Language, file: &str, why: Unusable) -> String {
    let (why, step) = match why {
        Unusable::TooMuch(what) => {
            let (why, step) = (too_much(language, what), too_much_step(language, what));
            return say!(language, "input-unusable", file = file, why = why, step = step);
        }
        Unusable::OtherFormat(found) => {
            let format = format_name(language, found);
            (say!(language, "damage-other-format", format = format), say!(language, "step-export"))
        }
        Unusable::Damaged(what) => (damage(language, what), damage_step(language, what)),
    };
    say!(language, "input-damaged", file = file, why = why, step = step)
}

/// Asks which part of a video that is too long is used.
pub(super) fn which_part(language: Language, q: &PartQuestion) -> String {
    let name = escaped(&q.name, 60);
    let file =
        say!(language, "input-file", role = role_name(language, q.role), name = name.as_str());
    let several = if q.for_several { "yes" } else { "no" };
    say!(
        language,
        "which-part",
        file = file,
        seconds = beside(language, q.seconds, 0.0, q.most),
        most = q.most,
        several = several,
        price = credits(language, q.price.credits)
    )
}

fn kind(language: Language, kind: Kind) -> String {
    match kind {
        Kind::Image => say!(language, "input-wanted-image"),
        Kind::Video => say!(language, "input-wanted-video"),
        Kind::Audio => say!(language, "input-wanted-audio"),
    }
}

/// What is accepted, and what is converted to it.
fn wanted_or(language: Language, wanted: Kind, converted: &[SourceFormat]) -> String {
    use SourceFormat as F;
    let wanted = kind(language, wanted);
    let short = |format: &F| match format {
        F::Gif => Some("GIF"),
        F::Heic => Some("HEIC"),
        F::Avif => Some("AVIF"),
        F::Tiff => Some("TIFF"),
        F::WebM => Some("WebM"),
        F::Matroska => Some("MKV"),
        F::Avi => Some("AVI"),
        F::Ogg => Some("Ogg"),
        F::M4a => Some("M4A"),
        F::Flac => Some("FLAC"),
        _ => None,
    };
    let more: Vec<_> = converted.iter().filter_map(short).collect();
    if more.is_empty() {
        return wanted;
    }
    let more = more.join(&say!(language, "list-separator"));
    say!(language, "input-wanted-or", wanted = wanted, more = more)
}

/// Advice for a file that cannot be converted to the wanted kind; empty if there is none.
fn wrong_kind_advice(language: Language, found: &Detected, wanted: Kind) -> String {
    let is = |kind| found.can_become(kind);
    match (wanted, found) {
        (_, Detected::Unknown(Unrecognised::Zip | Unrecognised::Archive)) => {
            say!(language, "advice-archive")
        }
        (Kind::Image, Detected::Unknown(_)) => say!(language, "advice-export-image"),
        (Kind::Video, Detected::Unknown(_)) => say!(language, "advice-video"),
        (Kind::Audio, Detected::Unknown(_)) => say!(language, "advice-audio"),
        (Kind::Image, _) if is(Kind::Video) => say!(language, "advice-frame"),
        (Kind::Video, _) if is(Kind::Image) => say!(language, "advice-from-image"),
        _ => String::new(),
    }
}

/// How to save a file in a format that is accepted, where nothing here converts it.
fn export_advice(language: Language, found: &Detected, wanted: Kind) -> String {
    use SourceFormat as F;
    let source = match found {
        Detected::Convertible(source) => Some(*source),
        Detected::Accepted(_) | Detected::Unknown(_) => None,
    };
    match (wanted, source) {
        (Kind::Image, Some(F::Heic)) => say!(language, "advice-heic"),
        (Kind::Image, Some(F::Gif)) => say!(language, "advice-frame"),
        (Kind::Image, _) => say!(language, "advice-image"),
        (Kind::Video, Some(F::Gif | F::AnimatedPng | F::AnimatedWebP)) => {
            say!(language, "advice-animation")
        }
        (Kind::Video, Some(F::Matroska)) => say!(language, "advice-matroska"),
        (Kind::Video, _) => say!(language, "advice-video"),
        (Kind::Audio, Some(F::Ogg)) => say!(language, "advice-ogg"),
        (Kind::Audio, Some(F::M4a | F::AacAdts | F::Aiff | F::Caf)) => say!(language, "advice-m4a"),
        (Kind::Audio, Some(F::LongWav | F::CompressedWav)) => say!(language, "advice-wav"),
        (Kind::Audio, Some(source)) if !source.kinds().contains(&Kind::Video) => {
            say!(language, "advice-audio")
        }
        (Kind::Audio, _) => say!(language, "advice-audio-of-video"),
    }
}

/// How to save a file that is too demanding for the converters.
fn simplify_advice(language: Language, wanted: Kind) -> String {
    match wanted {
        Kind::Image => say!(language, "advice-fewer-pixels-image"),
        Kind::Video => say!(language, "advice-fewer-pixels-video"),
        Kind::Audio => say!(language, "advice-shorter-audio"),
    }
}

/// What a member does about a file beyond the limits, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Other,
    Crop,
    CropHere,
    Shrink,
    Enlarge,
    Shorten,
    Lengthen,
    Compress,
}

/// All limits that a file exceeds, and what to do about them.
fn beyond_limits(language: Language, role: Role, file: &str, problems: &[InputProblem]) -> String {
    let mut faults: Vec<String> = Vec::new();
    let mut steps = Vec::new();
    for problem in problems {
        match problem {
            InputProblem::TooLarge { bytes, limit } => {
                let (bytes, limit) = sizes(language, *bytes, *limit);
                faults.push(say!(language, "fault-too-large", bytes = bytes, limit = limit));
                steps.push(Step::Compress);
            }
            InputProblem::Sides { width, height, min, max } => {
                faults.push(say!(
                    language,
                    "fault-sides",
                    width = *width,
                    height = *height,
                    min = *min,
                    max = *max
                ));
                steps.push(match (width.min(height) < min, width.max(height) > max) {
                    (true, true) => Step::Other,
                    (true, false) => Step::Enlarge,
                    (false, _) => Step::Shrink,
                });
            }
            InputProblem::Aspect { width, height, limit } => {
                faults.push(say!(
                    language,
                    "fault-aspect",
                    width = *width,
                    height = *height,
                    limit = *limit
                ));
                let here = role.kind() == Kind::Image;
                steps.push(if here { Step::CropHere } else { Step::Crop });
            }
            InputProblem::Length { seconds, min, max } => {
                let beside = beside(language, *seconds, *min, *max);
                faults.push(say!(
                    language,
                    "fault-length",
                    seconds = beside,
                    min = *min,
                    max = *max
                ));
                steps.push(if seconds < min { Step::Lengthen } else { Step::Shorten });
            }
            other => faults.push(other.to_string()),
        }
    }
    steps.sort();
    if steps.first() == Some(&Step::Other) {
        steps.truncate(1);
    }
    // A smaller image has fewer bytes.
    if steps.contains(&Step::Shrink) {
        steps.retain(|step| *step != Step::Compress);
    }
    let steps: Vec<_> = steps.into_iter().map(|s| step(language, s)).collect();
    let faults = faults.join(&say!(language, "fault-and"));
    let steps = steps.join(&say!(language, "step-and"));
    say!(language, "input-beyond-limits", file = file, faults = faults, steps = steps)
}

fn step(language: Language, step: Step) -> String {
    match step {
        Step::Other => say!(language, "step-other"),
        Step::Crop => say!(language, "step-crop"),
        Step::CropHere => say!(language, "step-crop-here"),
        Step::Shrink => say!(language, "step-shrink"),
        Step::Enlarge => say!(language, "step-enlarge"),
        Step::Shorten => say!(language, "step-shorten"),
        Step::Lengthen => say!(language, "step-lengthen"),
        Step::Compress => say!(language, "step-compress"),
    }
}

/// A number that is outside its limits, with as many digits as show on which side it is.
pub(super) fn beside(language: Language, value: f64, min: f64, max: f64) -> String {
    number(language, digits_beside(value, min, max))
}

fn digits_beside(value: f64, min: f64, max: f64) -> String {
    let rounded = (1..=3).map(|digits| format!("{value:.digits$}"));
    let shows = |text: &String| text.parse().is_ok_and(|n: f64| n < min || n > max);
    let away = || {
        let thousandths = value * 1000.0;
        let away = if value < min { thousandths.floor() } else { thousandths.ceil() };
        format!("{:.3}", away / 1000.0)
    };
    rounded.clone().find(shows).unwrap_or_else(away)
}

/// A size and the limit that it exceeds, in bytes if they would look the same.
fn sizes(language: Language, bytes: u64, limit: u64) -> (String, String) {
    let (shown, shown_limit) = (size(language, bytes), size(language, limit));
    if shown == shown_limit {
        return (
            say!(language, "fault-bytes", bytes = bytes),
            say!(language, "fault-bytes", bytes = limit),
        );
    }
    (shown, shown_limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(name: &str, problem_: InputProblem) -> String {
        problem(Language::English, Role::FirstFrame, name, &problem_)
    }

    #[test]
    fn a_number_never_contradicts_its_limits() {
        assert_eq!(digits_beside(12.34, 2.0, 10.0), "12.3");
        assert_eq!(digits_beside(10.06, 2.0, 10.0), "10.1");
        assert_eq!(digits_beside(10.04, 2.0, 10.0), "10.04");
        assert_eq!(digits_beside(1.96, 2.0, 10.0), "1.96");
        assert_eq!(digits_beside(1.999_999_9, 2.0, 10.0), "1.999");
        assert_eq!(digits_beside(10.000_000_1, 2.0, 10.0), "10.001");
        let sizes = sizes(Language::English, 20_000_001, 20_000_000);
        assert!(sizes.0.contains("20000001") && sizes.1.contains("20000000"), "{sizes:?}");
    }

    #[test]
    fn a_name_is_blamed_only_if_it_says_otherwise() {
        let heic = |name: &str| {
            let found = Detected::Convertible(SourceFormat::Heic);
            shown(name, InputProblem::NotConvertible { found, wanted: Kind::Image })
        };
        assert!(heic("IMG_1.jpg").contains("a HEIC photo, whatever its name says"));
        assert!(!heic("IMG_1.HEIC").contains("name says"));
        assert!(heic("IMG_1.HEIC").contains("Most Compatible"));
        let found = Detected::Unknown(Unrecognised::Text);
        let text = InputProblem::WrongKind { found, wanted: Kind::Image, converted: Vec::new() };
        assert!(shown("x.png", text.clone()).contains("whatever its name says"));
        assert!(!shown("x", text).contains("name says"));
    }

    #[test]
    fn a_wrong_kind_has_advice_where_there_is_one() {
        use crate::media::Format;
        let wrong = |found, wanted, converted: &[SourceFormat]| {
            shown("x", InputProblem::WrongKind { found, wanted, converted: converted.to_vec() })
        };
        let pdf = Detected::Unknown(Unrecognised::Pdf);
        let expected = "The first frame (x) is a PDF document. Use a PNG, JPEG, BMP or WebP image. \
                        Export it as PNG or JPEG, or send a screenshot of it.";
        assert_eq!(wrong(pdf, Kind::Image, &[]), expected);
        let expected = "The first frame (x) is a PDF document. Use a PNG, JPEG, BMP or WebP image \
                        (GIF, HEIC work too). Export it as PNG or JPEG, or send a screenshot of it.";
        let converted = [SourceFormat::Gif, SourceFormat::Heic];
        assert_eq!(wrong(pdf, Kind::Image, &converted), expected);
        let zip = Detected::Unknown(Unrecognised::Zip);
        let expected = "The first frame (x) is a ZIP archive or an office document. Use an MP4 or \
                        MOV video. Unpack it and send the file that you want.";
        assert_eq!(wrong(zip, Kind::Video, &[]), expected);
        let video = Detected::Accepted(Format::Mp4);
        assert!(wrong(video, Kind::Image, &[]).contains("Save the frame that you want as PNG"));
        let image = Detected::Accepted(Format::Png);
        assert!(wrong(image, Kind::Video, &[]).ends_with("`/animate` makes a video of an image."));
        assert!(wrong(image, Kind::Audio, &[]).ends_with("Use an MP3 or WAV file."));
    }

    #[test]
    fn a_damaged_file_has_the_step_that_helps() {
        use crate::media::{Damage, TooMuch};
        let damaged = Unusable::Damaged;
        let too_much = Unusable::TooMuch;
        let pdf = Detected::Unknown(Unrecognised::Pdf);
        let pixels = TooMuch::Pixels { pixels: 2, limit: 1 };
        let frames = TooMuch::FramePixels { pixels: 2, limit: 1 };
        for (why, end) in [
            (damaged(Damage::CutShort), "read: it was cut short. Export it again and retry."),
            (damaged(Damage::NoAudio), "read: it contains no audio. Use another file."),
            (Unusable::OtherFormat(pdf), "read: it is a PDF document. Export it again and retry."),
            (too_much(pixels), "used: it has too many pixels. Save it in a smaller size."),
            (too_much(frames), "pixels in all. Make it smaller or shorter."),
            (too_much(TooMuch::Samples { bytes: 2 }), "it is too long for a WAV file. Trim it."),
            (
                too_much(TooMuch::Bytes { limit: 1 }),
                "be made small enough. Save it in a smaller size.",
            ),
        ] {
            let shown = shown("x.png", InputProblem::Unusable(why));
            assert!(shown.ends_with(end), "{shown}");
        }
    }

    #[test]
    fn every_format_has_advice_on_how_to_save_it() {
        for source in SourceFormat::ALL {
            for wanted in source.kinds() {
                let advice =
                    export_advice(Language::English, &Detected::Convertible(source), *wanted);
                let names = match wanted {
                    Kind::Image => advice.contains("PNG") || advice.contains("JPEG"),
                    Kind::Video => advice.contains("MP4"),
                    Kind::Audio => advice.contains("MP3"),
                };
                assert!(names, "{source:?} to {wanted:?}: {advice}");
            }
        }
        let video = Detected::Accepted(crate::media::Format::Mp4);
        assert!(export_advice(Language::English, &video, Kind::Audio).contains("MP3"));
    }

    #[test]
    fn several_problems_are_one_message() {
        let sides = InputProblem::Sides { width: 1170, height: 10_000, min: 240, max: 8000 };
        let aspect = InputProblem::Aspect { width: 1170, height: 10_000, limit: 8.0 };
        let large = InputProblem::TooLarge { bytes: 25_000_000, limit: 20_000_000 };
        let all = shown("long.png", InputProblem::Several(vec![large, sides, aspect]));
        for part in ["25.0 MB", "each side must be 240 to 8000", "1:8", "Crop it, or add `crop`"] {
            assert!(all.contains(part), "{part:?} in {all:?}");
        }
        assert!(!all.contains("more compression"));
        let short = InputProblem::Length { seconds: 1.0, min: 2.0, max: 10.0 };
        assert!(shown("short.mp4", short).contains("Use a longer one."));
    }
}
