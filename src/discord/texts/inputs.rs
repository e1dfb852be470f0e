//! What is wrong with a file, what is taken, and the way there.

use crate::discord::texts::quota::credits;
use crate::discord::texts::words::say;
use crate::discord::texts::{escaped, role_name, size};
use crate::generation::{InputProblem, Role};
use crate::media::{Detected, Kind, SourceFormat, contradicts_name};
use crate::service::PartQuestion;

/// A problem with an input, for the member who gave it.
pub(super) fn problem(role: Role, file_name: &str, problem: &InputProblem) -> String {
    let name = escaped(file_name, 60);
    let file = say!("input-file", role = role_name(role), name = name.as_str());
    let found = |found: &str| {
        if contradicts_name(file_name, found) {
            say!("input-found-misnamed", found = found)
        } else {
            found.to_owned()
        }
    };
    match problem {
        InputProblem::Empty => say!("input-empty", file = file),
        InputProblem::WrongKind { found: is, wanted } => {
            say!("input-wrong-kind", file = file, found = found(is), wanted = kind(*wanted))
        }
        InputProblem::NotConvertible { found: is, wanted } => say!(
            "input-not-convertible",
            file = file,
            found = found(is.name()),
            wanted = kind(*wanted),
            way = way(is, *wanted)
        ),
        InputProblem::Damaged(why) => {
            say!("input-damaged", file = file, why = escaped(why, 120))
        }
        InputProblem::Unreachable(why) => {
            say!("input-unreachable", file = file, why = escaped(why, 120))
        }
        InputProblem::Forgotten => say!("input-forgotten", file = file),
        InputProblem::Unreadable => say!("input-unreadable", file = file),
        InputProblem::ConversionTimedOut => say!("input-conversion-slow", file = file),
        InputProblem::ConversionFailed => say!("input-conversion-failed", file = file),
        InputProblem::NoLastFrame => say!("input-no-last-frame", name = name),
        InputProblem::ForeignHost => say!("input-foreign", file = file),
        InputProblem::TooLarge { .. }
        | InputProblem::Sides { .. }
        | InputProblem::Aspect { .. }
        | InputProblem::Length { .. }
        | InputProblem::Several(_) => beyond_limits(role, &file, problem.each()),
    }
}

/// Asks which part of a video that is too long is used.
pub(super) fn which_part(q: &PartQuestion) -> String {
    let name = escaped(&q.name, 60);
    let file = say!("input-file", role = role_name(q.role), name = name.as_str());
    let several = if q.for_several { "yes" } else { "no" };
    say!(
        "which-part",
        file = file,
        seconds = beside(q.seconds, 0.0, q.most),
        most = q.most,
        several = several,
        price = credits(q.price.credits)
    )
}

fn kind(kind: Kind) -> String {
    match kind {
        Kind::Image => say!("input-wanted-image"),
        Kind::Clip => say!("input-wanted-clip"),
        Kind::Audio => say!("input-wanted-audio"),
    }
}

/// How to save a file in a format that is taken, where nothing here converts it.
fn way(found: &Detected, wanted: Kind) -> String {
    use SourceFormat as F;
    let source = match found {
        Detected::Convertible(source) => Some(*source),
        Detected::Accepted(_) | Detected::Unknown(_) => None,
    };
    match (wanted, source) {
        (Kind::Image, Some(F::Heic)) => say!("way-heic"),
        (Kind::Image, Some(F::Gif)) => say!("way-frame"),
        (Kind::Image, _) => say!("way-image"),
        (Kind::Clip, Some(F::Gif | F::AnimatedPng | F::AnimatedWebP)) => say!("way-animation"),
        (Kind::Clip, Some(F::Matroska)) => say!("way-matroska"),
        (Kind::Clip, _) => say!("way-clip"),
        (Kind::Audio, Some(F::Ogg)) => say!("way-ogg"),
        (Kind::Audio, Some(F::M4a | F::AacAdts | F::Aiff | F::Caf)) => say!("way-m4a"),
        (Kind::Audio, Some(F::LongWav | F::CompressedWav)) => say!("way-wav"),
        (Kind::Audio, Some(source)) if !source.kinds().contains(&Kind::Clip) => say!("way-audio"),
        (Kind::Audio, _) => say!("way-audio-of-clip"),
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
fn beyond_limits(role: Role, file: &str, problems: &[InputProblem]) -> String {
    let mut faults: Vec<String> = Vec::new();
    let mut steps = Vec::new();
    for problem in problems {
        match problem {
            InputProblem::TooLarge { bytes, limit } => {
                let (bytes, limit) = sizes(*bytes, *limit);
                faults.push(say!("fault-too-large", bytes = bytes, limit = limit));
                steps.push(Step::Compress);
            }
            InputProblem::Sides { width, height, min, max } => {
                faults.push(say!(
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
                faults.push(say!("fault-aspect", width = *width, height = *height, limit = *limit));
                let here = role.kind() == Kind::Image;
                steps.push(if here { Step::CropHere } else { Step::Crop });
            }
            InputProblem::Length { seconds, min, max } => {
                let beside = beside(*seconds, *min, *max);
                faults.push(say!("fault-length", seconds = beside, min = *min, max = *max));
                steps.push(if seconds < min { Step::Lengthen } else { Step::Shorten });
            }
            other => faults.push(other.to_string()),
        }
    }
    steps.sort();
    if steps.first() == Some(&Step::Other) {
        steps.truncate(1);
    }
    // A smaller picture has fewer bytes.
    if steps.contains(&Step::Shrink) {
        steps.retain(|step| *step != Step::Compress);
    }
    let steps: Vec<_> = steps.into_iter().map(step).collect();
    let faults = faults.join(&say!("fault-and"));
    say!("input-beyond-limits", file = file, faults = faults, steps = steps.join(" "))
}

fn step(step: Step) -> String {
    match step {
        Step::Other => say!("step-other"),
        Step::Crop => say!("step-crop"),
        Step::CropHere => say!("step-crop-here"),
        Step::Shrink => say!("step-shrink"),
        Step::Enlarge => say!("step-enlarge"),
        Step::Shorten => say!("step-shorten"),
        Step::Lengthen => say!("step-lengthen"),
        Step::Compress => say!("step-compress"),
    }
}

/// A number that is outside its limits, with as many digits as show on which side it is.
pub(super) fn beside(value: f64, min: f64, max: f64) -> String {
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
fn sizes(bytes: u64, limit: u64) -> (String, String) {
    let (told, told_limit) = (size(bytes), size(limit));
    if told == told_limit {
        return (say!("fault-bytes", bytes = bytes), say!("fault-bytes", bytes = limit));
    }
    (told, told_limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, problem_: InputProblem) -> String {
        problem(Role::FirstFrame, name, &problem_)
    }

    #[test]
    fn a_number_never_contradicts_its_limits() {
        assert_eq!(beside(12.34, 2.0, 10.0), "12.3");
        assert_eq!(beside(10.06, 2.0, 10.0), "10.1");
        assert_eq!(beside(10.04, 2.0, 10.0), "10.04");
        assert_eq!(beside(1.96, 2.0, 10.0), "1.96");
        assert_eq!(beside(1.999_999_9, 2.0, 10.0), "1.999");
        assert_eq!(beside(10.000_000_1, 2.0, 10.0), "10.001");
        let sizes = sizes(20_000_001, 20_000_000);
        assert!(sizes.0.contains("20000001") && sizes.1.contains("20000000"), "{sizes:?}");
    }

    #[test]
    fn a_name_is_blamed_only_if_it_says_otherwise() {
        let heic = |name: &str| {
            let found = Detected::Convertible(SourceFormat::Heic);
            told(name, InputProblem::NotConvertible { found, wanted: Kind::Image })
        };
        assert!(heic("IMG_1.jpg").contains("a HEIC photo, whatever its name says"));
        assert!(!heic("IMG_1.HEIC").contains("name says"));
        assert!(heic("IMG_1.HEIC").contains("Most Compatible"));
        let text = InputProblem::WrongKind { found: "a text file".into(), wanted: Kind::Image };
        assert!(told("x.png", text.clone()).contains("whatever its name says"));
        assert!(!told("x", text).contains("name says"));
    }

    #[test]
    fn every_format_has_a_way_to_what_is_taken() {
        for source in SourceFormat::ALL {
            for wanted in source.kinds() {
                let way = way(&Detected::Convertible(source), *wanted);
                let names = match wanted {
                    Kind::Image => way.contains("PNG") || way.contains("JPEG"),
                    Kind::Clip => way.contains("MP4"),
                    Kind::Audio => way.contains("MP3"),
                };
                assert!(names, "{source:?} to {wanted:?}: {way}");
            }
        }
        let clip = Detected::Accepted(crate::media::Format::Mp4);
        assert!(way(&clip, Kind::Audio).contains("MP3"));
    }

    #[test]
    fn several_problems_are_one_message() {
        let sides = InputProblem::Sides { width: 1170, height: 10_000, min: 240, max: 8000 };
        let aspect = InputProblem::Aspect { width: 1170, height: 10_000, limit: 8.0 };
        let large = InputProblem::TooLarge { bytes: 25_000_000, limit: 20_000_000 };
        let all = told("long.png", InputProblem::Several(vec![large, sides, aspect]));
        for part in ["25.0 MB", "each side must have 240 to 8000", "1:8", "Crop it, or add `crop`"]
        {
            assert!(all.contains(part), "{part:?} in {all:?}");
        }
        assert!(!all.contains("Save it smaller"));
        let short = InputProblem::Length { seconds: 1.0, min: 2.0, max: 10.0 };
        assert!(told("short.mp4", short).contains("Use a longer one."));
    }
}
