//! Answers about jobs and files that are put together from several texts.

use wanbot::discord::texts::result_actions::{self as actions, NoFiles};
use wanbot::discord::{Message, cards, texts};
use wanbot::generation::words::Options;
use wanbot::generation::{Credits, Money, Price, Ratio, Resolution, Role};
use wanbot::job::{Class, Derivation, Failure, Job, MadeFrom};
use wanbot::media::{Kind, Part};
use wanbot::service::{CancelAnswer, FileRef, MediaAction, Source};

use super::samples::{ENGLISH, delivered, failed, images, place, stored, video, with_inputs};
use super::sheet::{Sheet, unmasked};

fn files(kinds: &[Kind]) -> Vec<FileRef> {
    let file = |kind: &Kind| FileRef {
        name: "file".into(),
        kind: *kind,
        source: Source::File { url: "https://cdn.discordapp.com/file".into(), bytes: 5 },
    };
    kinds.iter().map(file).collect()
}

#[test]
fn offers_and_questions_about_files() {
    let mut sheet = Sheet::new();
    let price = Price { credits: Credits(5000), money: Money(500_000) };
    for what in MediaAction::ALL {
        sheet.show(format!("{what:?}"), &actions::use_name(ENGLISH, what));
        sheet.show("offered", &actions::offer(ENGLISH, what, price));
        sheet.show("chosen", &actions::taken(ENGLISH, what));
        sheet.show("without a file", &actions::nothing_to(ENGLISH, what));
        sheet.show("which of several files", &actions::which(ENGLISH, what));
    }
    let options = Options {
        seconds: Some(10),
        resolution: Some(Resolution::P1080),
        ratio: Some(Ratio::Wide),
        seed: Some(7),
        count: Some(2),
        verbatim: true,
        crop: true,
    };
    let none = Options::default();
    let (image, video, audio) = (Kind::Image, Kind::Video, Kind::Audio);
    for (title, kinds, prompt, options) in [
        ("an image", vec![image], "it rains", options),
        ("images", vec![image, image], "", none),
        ("a video and audio", vec![video, audio], "it rains", none),
        ("all", vec![image, video, video, audio, audio], "it rains", none),
    ] {
        let files = files(&kinds);
        let text = actions::which_use(ENGLISH, &files, prompt, options);
        sheet.show(format!("which action: {title}"), &text);
        sheet.show(format!("no action: {title}"), &actions::no_use(ENGLISH, &files));
    }
    for why in [
        NoFiles::Hidden,
        NoFiles::NotInReferenced,
        NoFiles::ReferencedDeleted,
        NoFiles::NotAttached,
    ] {
        sheet.show(format!("{why:?}"), &actions::no_files(ENGLISH, why));
    }
    for part in [Part::First, Part::Last] {
        sheet.show(format!("{part:?} part"), &texts::part_name(ENGLISH, part, 10.0));
    }
    sheet.check("offers", unmasked);
}

#[test]
fn details_of_jobs() {
    let mut sheet = Sheet::new();
    let derived = |number, derivation| {
        let mut job = delivered(video(number), place().channel);
        job.made_from = Some(MadeFrom { job: video(1).id, derivation });
        job
    };
    let parent = delivered(video(1), place().channel);
    let all = [
        Derivation::Again,
        Derivation::Change,
        Derivation::Continue,
        Derivation::LastFrame,
        Derivation::Larger,
        Derivation::Animate,
        Derivation::Reference,
    ];
    let children: Vec<Job> = (10..).zip(all).map(|(n, how)| derived(n, how)).collect();
    let mut show = |title: &str, job: &Job, parent: Option<&Job>, children: &[Job]| {
        let buttons = cards::available_actions(ENGLISH, job, true);
        let message = Message::new(actions::details(ENGLISH, job, parent, children));
        sheet.show(title, &message.buttons(buttons));
    };
    show("with all that was made of it", &parent, None, &children);
    show("made from another", &children[2], Some(&parent), &[]);
    show("made from one that is gone", &children[2], None, &[]);
    let inputs = [(Role::FirstFrame, "fox.png"), (Role::DrivingAudio, "fox.mp3")];
    let with_files = failed(with_inputs(1, "wan2.7-i2v", &inputs), Failure::of(Class::Provider));
    show("with files", &with_files, None, &[]);
    show("one image", &stored(images(1, 1), 1), None, &[]);
    show("images", &stored(images(1, 4), 4), None, &[]);
    for derivation in all {
        let name = actions::derivation_name(ENGLISH, derivation);
        sheet.show(format!("the button of {derivation:?}"), &name);
    }
    sheet.check("details", unmasked);
}

#[test]
fn outcomes_of_cancellations_and_reports() {
    let mut sheet = Sheet::new();
    for answer in [
        CancelAnswer::Cancelled,
        CancelAnswer::Running,
        CancelAnswer::Submitting,
        CancelAnswer::Ended,
        CancelAnswer::Unknown,
        CancelAnswer::Unreadable,
        CancelAnswer::NotOwner,
        CancelAnswer::Unconfirmed,
    ] {
        let text = texts::cancelled(ENGLISH, video(1).id, &answer);
        sheet.show(format!("cancel: {answer:?}"), &text);
    }
    sheet.show("reported", &actions::reported(ENGLISH, true));
    sheet.show("reported where there is no log channel", &actions::reported(ENGLISH, false));
    sheet.check("cancellations", unmasked);
}
