//! The real program in a separate process.

use std::time::Duration;

use jiff::Timestamp;
use wanbot::clock::Clock;
use wanbot::emulator::discord::{Discord, OptionValue};
use wanbot::emulator::wan::{Timing, Wan};
use wanbot::emulator::{Addresses, Effect, Fault, Record, Running, start};
use wanbot::job::Event;
use wanbot::journal::Journal;

use crate::bot::Bot;
use crate::{KEY, MB, TOKEN};

const PATIENCE: Duration = Duration::from_secs(120);

struct World {
    running: Running,
    /// The members, each with a channel.
    channels: Vec<(u64, u64)>,
}

async fn world(channels: usize, video: usize, timing: Timing) -> World {
    let clock = Clock::System;
    let discord = Discord::new(clock.clone(), TOKEN, "wanbot");
    let guild = discord.add_guild("a server");
    // The server's boosts raise the file limit to 100 MB.
    discord.set_tier(guild, 3);
    let channels = (0..channels)
        .map(|n| {
            let member = discord.add_member(guild, &format!("member {n}"), 0);
            (member, discord.add_channel(guild, &format!("channel {n}")))
        })
        .collect();
    let wan = Wan::new(clock.clone(), KEY, timing);
    wan.set_video(super::video_of(video));
    let record = Record::nowhere(clock);
    let running = start(Addresses::any(), discord, wan, record).await.expect("ports are free");
    World { running, channels }
}

impl World {
    async fn connected(&self) {
        let up = |d: &Discord| (d.registrations() > 0).then_some(());
        self.running.discord.wait(PATIENCE, up).await.expect("the bot connects");
    }

    fn ask(&self, n: usize) {
        let (member, channel) = self.channels[n % self.channels.len()];
        let prompt = OptionValue::Text(format!("a lighthouse in a storm, number {n}"));
        let used =
            self.running.discord.run_command(member, channel, "video", &[("prompt", prompt)]);
        used.expect("the client accepts it");
    }

    async fn posted(&self, how_many: usize) {
        let channels = self.channels.clone();
        let all = move |d: &Discord| {
            let videos = |(_, channel): &(u64, u64)| {
                d.messages(*channel).iter().filter(|m| !m.files.is_empty()).count()
            };
            (channels.iter().map(videos).sum::<usize>() >= how_many).then_some(())
        };
        self.running.discord.wait(PATIENCE, all).await.expect("all are delivered");
    }
}

/// The bot's own share of a job's time without contention: from acceptance to submission, and from
/// discovering the end of the task to the post.
pub async fn share(jobs: usize) {
    let world = world(20, 3_000_000, Timing::Fixed { queue: 0.1, run: 1.0 }).await;
    // How soon the end of a task is discovered is measured by another benchmark.
    let bot = Bot::start_with(&world.running, &[("WANBOT__WAN__POLL_COST", "100ms")]);
    world.connected().await;
    for n in 0..jobs {
        world.ask(n);
        // Five run concurrently, for a second each: no job waits for another.
        tokio::time::sleep(Duration::from_millis(790)).await;
    }
    world.posted(jobs).await;
    // The last outcome is written after its post.
    tokio::time::sleep(Duration::from_secs(2)).await;
    let journal = Journal::open_read_only(&bot.journal()).expect("the journal");
    let (mut before, mut idle, mut after) = (Vec::new(), Vec::new(), Vec::new());
    for job in journal.newest_jobs(None, u32::MAX).await.expect("jobs") {
        let events = journal.events(job.id).await.expect("events");
        let at = |is: fn(&Event) -> bool| events.iter().find(|e| is(&e.event)).map(|e| e.at);
        let between = |from: Option<Timestamp>, until: Option<Timestamp>| {
            let (from, until) = from.zip(until).expect("the job has ended");
            until.duration_since(from).as_secs_f64() * 1000.0
        };
        before.push(between(
            at(|e| matches!(e, Event::Accepted)),
            at(|e| matches!(e, Event::TaskCreated { .. })),
        ));
        idle.push(between(
            at(|e| matches!(e, Event::TaskFinished { .. })),
            at(|e| matches!(e, Event::PostStarted)),
        ));
        after.push(between(
            at(|e| matches!(e, Event::TaskFinished { .. })),
            at(|e| matches!(e, Event::Posted { .. })),
        ));
    }
    println!("\nOur own share of {jobs} jobs with videos of 3 MB, one every 0.79 s:\n");
    println!("| from | until | p50 | p99 |\n|---|---|---|---|");
    for (from, until, times) in [
        ("accepted", "submitted", &mut before),
        ("found done", "fetching and posting", &mut idle),
        ("found done", "posted", &mut after),
    ] {
        times.sort_by(f64::total_cmp);
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
        println!("| {from} | {until} | {:.0} ms | {:.0} ms |", at(0.5), at(0.99));
    }
}

/// Memory use while five large videos are delivered concurrently.
pub async fn memory(megabytes: usize) {
    let videos = 5;
    let size = megabytes * MB as usize;
    let world = world(videos, size, Timing::Fixed { queue: 0.1, run: 8.0 }).await;
    for (service, path) in [("wan", "/results"), ("discord", "/messages")] {
        world.running.faults.add(Fault {
            service: service.into(),
            method: String::new(),
            path: path.into(),
            times: u32::MAX,
            effect: Effect::Slow { bytes_per_second: 10 * MB },
        });
    }
    let bot = Bot::start(&world.running);
    world.connected().await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let rest = bot.memory();
    for n in 0..videos {
        world.ask(n);
    }
    world.posted(videos).await;
    println!(
        "\n{videos} videos of {megabytes} MB at once: {rest:.1} MB resident before, {:.1} MB at the most",
        bot.peak()
    );
}

/// Memory use while a large held video is delivered many times concurrently: it could not be
/// posted, and its requester fetches it repeatedly.
pub async fn held(megabytes: usize) {
    let times = 25;
    let size = megabytes * MB as usize;
    let world = world(2, size, Timing::Fixed { queue: 0.1, run: 4.0 }).await;
    let bot = Bot::start(&world.running);
    world.connected().await;
    let discord = &world.running.discord;
    let ((member, closed), (_, open)) = (world.channels[0], world.channels[1]);
    world.ask(0);
    tokio::time::sleep(Duration::from_secs(2)).await;
    discord.delete_channel(closed);
    discord.close_direct(member);
    let began = tokio::time::Instant::now();
    let job = loop {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let journal = Journal::open_read_only(&bot.journal()).expect("the journal");
        let jobs = journal.newest_jobs(None, 1).await.expect("jobs");
        if let Some(job) = jobs.first().filter(|job| job.is_settled()) {
            break job.id.to_string();
        }
        assert!(began.elapsed() < PATIENCE, "it is not held: {:?}", jobs.first());
    };
    let rest = bot.memory();
    let asked: Vec<_> = (0..times)
        .map(|_| {
            let named = [("job", OptionValue::Text(job.clone()))];
            discord.run_command(member, open, "job", &named).expect("the client accepts it")
        })
        .collect();
    for interaction in asked {
        let given =
            |d: &Discord| d.seen(interaction).answer.filter(|a| !a.thinking && !a.files.is_empty());
        discord.wait(PATIENCE, given).await.expect("the video is delivered");
    }
    println!(
        "\n{times} times /job on a held video of {megabytes} MB at once: {rest:.1} MB resident \
         before, {:.1} MB at the most",
        bot.peak()
    );
}

/// Memory use while removing the alpha channel of an image with this many pixels per side.
pub async fn image(side: u32) {
    let world = world(1, 1_000, Timing::Fixed { queue: 0.1, run: 1.0 }).await;
    let bot = Bot::start(&world.running);
    world.connected().await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let rest = bot.memory();
    let drawn = image::RgbaImage::from_pixel(side, side, image::Rgba([40, 90, 160, 128]));
    let mut png = std::io::Cursor::new(Vec::new());
    drawn.write_to(&mut png, image::ImageFormat::Png).expect("it can be encoded");
    drop(drawn);
    let bytes: bytes::Bytes = png.into_inner().into();
    let size = bytes.len() as f64 / MB as f64;
    let (member, channel) = world.channels[0];
    let file = OptionValue::File { name: "large.png".into(), bytes };
    let discord = &world.running.discord;
    let used = discord.run_command(member, channel, "animate", &[("image", file)]);
    let interaction = used.expect("the client lets it through");
    let card = |d: &Discord| d.seen(interaction).answer.filter(|a| !a.thinking);
    let card = discord.wait(PATIENCE, card).await.expect("it is answered");
    assert!(card.only_for.is_none(), "it is accepted: {}", card.content);
    tokio::time::sleep(Duration::from_secs(2)).await;
    println!(
        "\na PNG of {side} × {side} pixels with alpha ({size:.1} MB): {rest:.1} MB resident before, \
         {:.1} MB at the most, {:.1} MB after",
        bot.peak(),
        bot.memory()
    );
}
