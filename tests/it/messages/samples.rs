//! Typical jobs, files and accounts, for messages about them.

use jiff::Timestamp;
use wanbot::generation::{Credits, Input, Money, Price, Ratio, Resolution, Role};
use wanbot::job::{
    ChannelId, Class, Event, Failure, GuildId, Job, MessageId, Place, TaskId, Tenant, UserId,
};
use wanbot::language::Language;
use wanbot::media::{Facts, Format, Kind};

pub const ENGLISH: Language = Language::English;
pub const ANN: UserId = UserId(7);
pub const MIA: UserId = UserId(8);

pub fn now() -> Timestamp {
    at("2026-11-22T12:00:00Z")
}

pub fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

pub fn place() -> Place {
    Place { tenant: Tenant::Server(GuildId(1)), channel: ChannelId(3) }
}

/// A video from a prompt.
pub fn video(number: u64) -> Job {
    let mut job = crate::journal::job(number);
    job.place = place();
    job.request.prompt = "a red fox runs over fresh snow".into();
    job.request.ratio = Some(Ratio::Wide);
    job.request.seed = 7;
    job
}

/// Some images from a prompt.
pub fn images(number: u64, count: u32) -> Job {
    let mut job = video(number);
    job.request.model = "wan2.7-image".into();
    job.request.prompt = "a lighthouse in a storm".into();
    job.request.resolution = Resolution::K2;
    job.request.ratio = None;
    job.request.seconds = 0;
    job.request.count = count;
    let credits = Credits(334 * i64::from(count));
    job.price = Price { credits, money: Money(30_000 * i64::from(count)) };
    job
}

/// A video with these files.
pub fn with_inputs(number: u64, model: &str, inputs: &[(Role, &str)]) -> Job {
    let mut job = video(number);
    job.request.model = model.into();
    job.request.ratio = None;
    job.request.inputs = inputs.iter().map(|(role, name)| input(*role, name)).collect();
    job
}

pub fn input(role: Role, name: &str) -> Input {
    let (format, size, seconds) = match role.kind() {
        Kind::Image => (Format::Png, Some((1280, 720)), None),
        Kind::Video => (Format::Mp4, Some((1280, 720)), Some(6.5)),
        Kind::Audio => (Format::Mp3, None, Some(12.0)),
    };
    Input {
        role,
        name: name.into(),
        key: format!("inputs/{name}"),
        facts: Facts { format, bytes: 1_234_567, size, seconds, redraw: false },
        sha256: "0123456789abcdef".repeat(4),
        changes: Vec::new(),
    }
}

pub fn after(mut job: Job, events: &[Event]) -> Job {
    let mut time = now();
    for event in events {
        time += std::time::Duration::from_secs(30);
        job.apply(event, time).unwrap();
    }
    job
}

pub fn started() -> Event {
    Event::SubmissionStarted { provider: None }
}

pub fn created() -> Event {
    Event::TaskCreated { task: TaskId("task".into()), adopted: false }
}

/// A job whose result is in the archive: as many images as `results`.
pub fn stored(job: Job, results: u32) -> Job {
    let url = "https://provider.example/1".to_owned();
    let more = |name: &str| (2..=results).map(|n| format!("{name}{n}")).collect::<Vec<_>>();
    let finished =
        Event::TaskFinished { url, more: more("https://provider.example/"), usage: None };
    let stored = Event::ResultStored { key: "clips/1".into(), bytes: 5, more: more("clips/") };
    after(job, &[started(), created(), finished, stored])
}

/// A job whose result is posted.
pub fn delivered(job: Job, channel: ChannelId) -> Job {
    let results = job.request.count;
    posted(stored(job, results), channel)
}

/// A job whose result was stored and is posted now.
pub fn posted(job: Job, channel: ChannelId) -> Job {
    let posted = Event::Posted { channel, message: MessageId(44) };
    after(job, &[Event::PostStarted, posted])
}

pub fn failed(job: Job, failure: Failure) -> Job {
    after(job, &[started(), Event::Failed { failure }])
}

pub const CLASSES: [Class; 7] = [
    Class::UserInput,
    Class::Moderated,
    Class::Provider,
    Class::Lost,
    Class::Account,
    Class::Undeliverable,
    Class::Bug,
];
