//! Cards in every state, results, notices and lists of jobs.

use jiff::ToSpan;
use wanbot::discord::{cards, render, texts};
use wanbot::generation::{Credits, Role};
use wanbot::job::{
    ChannelId, Class, Depicted, Derivation, Destination, Event, Failure, Job, MadeFrom, UserId,
};
use wanbot::media::{Change, Detected, Part, SourceFormat};
use wanbot::queue::Rank;
use wanbot::service::{Accepted, DeliveryMethod, Eta, Post, ResultPost, WaitReason};

use super::samples::{
    ANN, CLASSES, ENGLISH, MIA, after, created, delivered, failed, images, now, place, started,
    stored, video, with_inputs,
};
use super::sheet::{Sheet, unmasked};

fn eta(place: Option<Rank>, why: WaitReason) -> Option<Eta> {
    let (earliest, latest) = (now() + 1.minute(), now() + 4.minutes());
    Some(Eta { place, why, earliest, latest })
}

fn by_depicted(mut job: Job) -> Job {
    job.depicted = Some(Depicted { user: MIA, name: "Mia".into() });
    job
}

#[test]
fn cards_in_every_state() {
    let mut sheet = Sheet::new();
    let mut show = |title: &str, job: &Job, eta| sheet.show(title, &cards::card(job, eta));
    let queued = video(1);
    let at = |n| Some(Rank::At(n));
    show("queued, next", &queued, eta(at(1), WaitReason::FairShare));
    show("queued, the express slot is in use", &queued, eta(at(1), WaitReason::ExpressSlotBusy));
    for n in [2, 3, 4, 21] {
        show(&format!("queued, {n} in line"), &queued, eta(at(n), WaitReason::FairShare));
    }
    show("queued, far behind", &queued, eta(Some(Rank::Beyond(200)), WaitReason::FairShare));
    show("queued, at one's limit", &queued, eta(at(3), WaitReason::MemberLimit(1)));
    show("queued, at one's limit of several", &queued, eta(at(3), WaitReason::MemberLimit(5)));
    show("queued, nothing is known", &queued, None);
    show("queued, while the provider is down", &queued, eta(at(1), WaitReason::Stalled));
    let expected = || eta(None, WaitReason::FairShare);
    show("submitting", &after(video(1), &[started()]), expected());
    show("unconfirmed", &after(video(1), &[started(), Event::AnswerLost]), expected());
    show("at the provider", &after(video(1), &[started(), created()]), expected());
    let running = after(video(1), &[started(), created(), Event::TaskRunning]);
    show("running", &running, expected());
    show("running, unknown to the provider", &running, eta(None, WaitReason::Unknown));
    show("stored", &stored(video(1), 1), None);
    show("delivered", &delivered(video(1), place().channel), None);
    let mut private = video(1);
    private.delivery.private = true;
    show("delivered in private", &delivered(private, ChannelId(9)), None);
    show("delivered elsewhere", &delivered(video(1), ChannelId(9)), None);
    for class in CLASSES {
        show(&format!("failed: {}", class.name()), &failed(video(1), Failure::of(class)), None);
    }
    let code = Some("InvalidParameter.Size".into());
    let coded = Failure { code, ..Failure::of(Class::UserInput) };
    show("failed with a code", &failed(video(1), coded), None);
    for class in [Class::Lost, Class::Undeliverable] {
        let charged = Failure { charged: true, ..Failure::of(class) };
        show(&format!("failed and charged: {}", class.name()), &failed(video(1), charged), None);
    }
    for (title, by) in
        [("by the requester", Some(ANN)), ("by another", Some(MIA)), ("at the provider", None)]
    {
        let cancelled = Event::Cancelled { by, unresolved: false };
        show(&format!("cancelled {title}"), &after(video(1), &[cancelled]), None);
    }
    let gone = |job: Job, by| after(delivered(job, place().channel), &[Event::Removed { by }]);
    show("deleted by the requester", &gone(video(1), ANN), None);
    show("deleted by the member whom it shows", &gone(by_depicted(video(1)), MIA), None);
    show("removed by a moderator", &gone(video(1), UserId(9)), None);
    sheet.check("cards_by_state", unmasked);
}

#[test]
fn cards_of_every_kind() {
    let mut sheet = Sheet::new();
    let mut show = |title: &str, job: &Job| {
        sheet.show(title, &cards::card(job, eta(Some(Rank::At(1)), WaitReason::FairShare)));
    };
    show("an image", &images(1, 1));
    show("images", &images(1, 4));
    show("an animated image", &with_inputs(1, "wan2.7-i2v", &[(Role::FirstFrame, "fox.png")]));
    let both = [(Role::FirstFrame, "a.png"), (Role::LastFrame, "b.png")];
    show("from image to image", &with_inputs(1, "wan2.7-i2v", &both));
    let continued = [(Role::FirstClip, "a.mp4"), (Role::DrivingAudio, "a.mp3")];
    show("a continued video", &with_inputs(1, "wan2.7-i2v", &continued));
    let references = [
        (Role::ReferenceImage, "fox.png"),
        (Role::ReferenceImage, "snow.png"),
        (Role::ReferenceVideo, "run.mp4"),
        (Role::ReferenceVoice, "voice.mp3"),
        (Role::ReferenceAudio, "music.mp3"),
    ];
    show("a video from references", &with_inputs(1, "wan2.7-r2v", &references));
    let mut edited = with_inputs(1, "wan2.7-videoedit", &[(Role::Video, "run.mp4")]);
    edited.request.keep_audio = true;
    edited.request.enhance = false;
    edited.request.negative = Some("blurry".into());
    show("an edited video, with every option", &edited);
    let mut from_images = images(1, 1);
    from_images.request.inputs =
        with_inputs(1, "", &[(Role::SourceImage, "a.png"), (Role::SourceImage, "b.png")])
            .request
            .inputs;
    show("an image from images", &from_images);
    let mut without_prompt = with_inputs(1, "wan2.7-i2v", &[(Role::FirstFrame, "fox.png")]);
    without_prompt.request.prompt.clear();
    show("without a prompt", &without_prompt);
    show("with somebody's avatar", &by_depicted(video(1)));
    let mut nameless = by_depicted(video(1));
    nameless.depicted = Some(Depicted { user: MIA, name: "\u{200b}".into() });
    show("with the avatar of somebody without a name", &nameless);
    for derivation in [
        Derivation::Again,
        Derivation::Change,
        Derivation::Continue,
        Derivation::LastFrame,
        Derivation::Larger,
        Derivation::Animate,
        Derivation::Reference,
    ] {
        let mut derived = video(2);
        derived.made_from = Some(MadeFrom { job: video(1).id, derivation });
        show(&format!("derived: {derivation:?}"), &derived);
    }
    let cut = |part, of| Change::Cut { part, seconds: 10.0, of };
    let cropped = Change::Cropped { from: (1000, 9000), to: (1000, 8000) };
    let resized = Change::Resized { from: (9000, 9000), to: (8000, 8000) };
    for (title, role, changes) in [
        (
            "converted and cut",
            Role::FirstClip,
            vec![
                Change::Converted { from: Detected::Convertible(SourceFormat::Gif) },
                cut(Part::Last, Some(31.5)),
            ],
        ),
        ("cut, its length unknown", Role::FirstClip, vec![cut(Part::First, None)]),
        ("cut at its beginning", Role::FirstClip, vec![cut(Part::First, Some(12.0))]),
        ("cut, its length unknown, at its end", Role::FirstClip, vec![cut(Part::Last, None)]),
        ("resized", Role::FirstFrame, vec![resized.clone()]),
        ("cropped and resized", Role::FirstFrame, vec![cropped, resized]),
    ] {
        let mut job = with_inputs(1, "wan2.7-i2v", &[(role, "file.bin")]);
        job.request.inputs[0].changes = changes;
        show(title, &job);
    }
    sheet.check("cards_by_kind", unmasked);
}

#[test]
fn results_and_notices() {
    let mut sheet = Sheet::new();
    let mut post = |title: &str, job: &Job, method: &DeliveryMethod, to, fallback| {
        let later = job.accepted_at + 110.seconds();
        let post = ResultPost { job, method, to, fallback, last_frames: true, now: later };
        sheet.show(title, &render(&Post::Result(post), ENGLISH));
    };
    let attached = DeliveryMethod::Attached;
    let here = Destination::Channel;
    post("a video", &stored(video(1), 1), &attached, here, false);
    post("an image", &stored(images(1, 1), 1), &attached, here, false);
    post("images", &stored(images(1, 4), 4), &attached, here, false);
    post("fewer images than requested", &stored(images(1, 4), 2), &attached, here, false);
    post("shrunk", &stored(video(1), 1), &DeliveryMethod::Shrunk, here, false);
    let url = "https://bot.example/video".to_owned();
    let linked = DeliveryMethod::Linked { url, until: now() + 24.hours() };
    post("linked", &stored(video(1), 1), &linked, here, false);
    post("by direct message", &stored(video(1), 1), &attached, Destination::Direct, false);
    post("with closed direct messages", &stored(video(1), 1), &attached, here, true);
    post("with somebody's avatar", &by_depicted(stored(video(1), 1)), &attached, here, false);
    let mut large = video(1);
    large.request.resolution = wanbot::generation::Resolution::P1080;
    large.request.seconds = 15;
    post("a long video in 1080P", &stored(large, 1), &attached, here, false);
    for (title, job) in [("a video", video(1)), ("an image", images(1, 1))] {
        for class in CLASSES {
            let job = failed(job.clone(), Failure::of(class));
            let notice = Post::Notice { job: &job, to: here, fallback: false };
            let title = format!("notice about {title}: {}", class.name());
            sheet.show(title, &render(&notice, ENGLISH));
        }
    }
    for seconds in [59, 600, 7260] {
        sheet.show(format!("{seconds} seconds"), &texts::span(ENGLISH, seconds));
    }
    sheet.check("results", unmasked);
}

#[test]
fn lists_of_jobs_and_alt_texts() {
    let mut sheet = Sheet::new();
    sheet.show("no jobs", &cards::list(ENGLISH, &[], 0));
    sheet.show("no more jobs", &cards::list(ENGLISH, &[], 1));
    let mut less = delivered(images(9, 4), place().channel);
    less.price.credits = Credits(2000);
    let gone = Event::Removed { by: ANN };
    let all = [
        video(1),
        after(video(2), &[started()]),
        after(video(3), &[started(), Event::AnswerLost]),
        after(video(4), &[started(), created()]),
        after(video(5), &[started(), created(), Event::TaskRunning]),
        after(
            video(6),
            &[
                started(),
                created(),
                Event::TaskFinished { url: "u".into(), more: vec![], usage: None },
            ],
        ),
        stored(video(7), 1),
        delivered(video(8), place().channel),
        less,
        delivered(video(10), ChannelId(9)),
        failed(video(11), Failure::of(Class::Bug)),
        after(video(12), &[Event::Cancelled { by: None, unresolved: false }]),
        after(delivered(video(13), place().channel), &[gone]),
    ];
    let place = |n| eta(Some(Rank::At(n)), WaitReason::FairShare);
    let listed = |all: &[Job]| -> Vec<Accepted> {
        let etas = std::iter::once(place(3)).chain(std::iter::repeat(None));
        all.iter()
            .zip(etas)
            .map(|(job, eta)| Accepted { job: job.clone(), eta, thumbnail: None })
            .collect()
    };
    sheet.show("the first page", &cards::list(ENGLISH, &listed(&all), 0));
    sheet.show("another page", &cards::list(ENGLISH, &listed(&all[..1]), 2));
    let many: Vec<_> = (0..40).map(video).collect();
    sheet.show("more than a message holds", &cards::list(ENGLISH, &listed(&many), 0));
    let mut from_images = images(1, 1);
    from_images.request.inputs = with_inputs(1, "", &[(Role::SourceImage, "a.png")]).request.inputs;
    for job in [
        video(1),
        images(1, 1),
        from_images,
        with_inputs(1, "wan2.7-i2v", &[(Role::FirstFrame, "a.png")]),
        with_inputs(1, "wan2.7-i2v", &[(Role::FirstClip, "a.mp4")]),
        with_inputs(1, "wan2.7-r2v", &[(Role::ReferenceImage, "a.png")]),
        with_inputs(1, "wan2.7-videoedit", &[(Role::Video, "a.mp4")]),
    ] {
        sheet.show(format!("alt text: {}", job.request.model), &texts::alt(ENGLISH, &job.request));
        let mut silent = job.request.clone();
        silent.prompt.clear();
        sheet.show("without a prompt", &texts::alt(ENGLISH, &silent));
    }
    sheet.check("lists", unmasked);
}
