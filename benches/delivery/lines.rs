//! Streaming and sequential delivery over the same throttled connections.

use std::io::Write;
use std::time::{Duration, Instant};

use bytes::Bytes;
use secrecy::SecretString;
use serenity::builder::{CreateAttachment, CreateMessage};
use serenity::model::id::ChannelId;
use tempfile::TempDir;
use wanbot::app::App;
use wanbot::clock::Clock;
use wanbot::config::{Config, Environment, Layers};
use wanbot::discord::connect;
use wanbot::emulator::discord::{Discord, OptionValue};
use wanbot::emulator::wan::{Timing, Wan};
use wanbot::emulator::{Addresses, Effect, Fault, Record, Running, start};
use wanbot::job::State;
use wanbot::pipeline::Stage;
use wanbot::tls::Tls;

use crate::{KEY, MB, TOKEN};

/// The rates of the connections to the provider and to Discord, in MB per second; `None` is
/// unthrottled.
const LINES: [Option<(u64, u64)>; 5] =
    [Some((2, 8)), Some((8, 2)), Some((4, 4)), Some((2, 2)), None];

struct Rig {
    world: Running,
    clock: Clock,
    app: App,
    member: u64,
    channel: u64,
    folder: TempDir,
}

async fn stage(video: Bytes) -> Rig {
    let clock = Clock::manual("2026-11-25T12:00:00Z".parse().expect("a time"));
    let discord = Discord::new(clock.clone(), TOKEN, "wanbot");
    let guild = discord.add_guild("a server");
    let channel = discord.add_channel(guild, "videos");
    let member = discord.add_member(guild, "ann", 0);
    let wan = Wan::new(clock.clone(), KEY, Timing::Fixed { queue: 1.0, run: 10.0 });
    wan.set_video(video);
    let record = Record::nowhere(clock.clone());
    let world = start(Addresses::any(), discord, wan, record).await.expect("ports are free");
    let folder = tempfile::tempdir().expect("a folder");
    let app = App::build(config(&world, &folder), clock.clone()).await.expect("the app is built");
    Rig { world, clock, app, member, channel, folder }
}

fn config(world: &Running, folder: &TempDir) -> Config {
    let environment: Environment = [("DISCORD_TOKEN", TOKEN), ("DASHSCOPE_API_KEY", KEY)]
        .into_iter()
        .map(|(k, v)| (k.to_owned(), v.to_owned()))
        .collect();
    let mut layers = Layers::read(None, &environment);
    let in_folder = |name: &str| folder.path().join(name).display().to_string();
    for (key, value) in [
        ("storage.journal", in_folder("journal.sqlite")),
        ("storage.archive", in_folder("archive")),
        ("discord.api_base", world.discord_origin()),
        ("wan.api_base", world.wan_origin()),
        ("convert.ffmpeg", String::new()),
        ("quota.credits", "unlimited".into()),
        ("http.listen", String::new()),
        ("http.metrics_listen", String::new()),
    ] {
        layers.set(key, value, "benchmark");
    }
    Config::read(&layers, &environment).expect("the configuration is valid")
}

impl Rig {
    /// Runs a job until the bot knows that its video is finished; returns the video's URL.
    async fn done(&self) -> String {
        let prompt = OptionValue::Text("a lighthouse in a storm".into());
        let used = self.world.discord.run_command(
            self.member,
            self.channel,
            "video",
            &[("prompt", prompt)],
        );
        let id = used.expect("the client accepts it");
        let answered = self.world.discord.wait(Duration::from_secs(20), |d| d.answer_time(id));
        answered.await.expect("an answer");
        self.app.tick(Stage::Submission, self.clock.now()).await;
        self.clock.advance(Duration::from_secs(120));
        self.app.tick(Stage::Polling, self.clock.now()).await;
        let found = self.app.store().select(|j| matches!(j.state, State::Finished { .. }));
        let State::Finished { url, .. } = &found[0].state else { unreachable!("as selected") };
        url.clone()
    }

    fn throttle(&self, lines: Option<(u64, u64)>) {
        self.world.faults.clear();
        let Some((provider, discord)) = lines else { return };
        for (service, path, rate) in
            [("wan", "/results", provider), ("discord", "/messages", discord)]
        {
            self.world.faults.add(Fault {
                service: service.into(),
                method: String::new(),
                path: path.into(),
                times: u32::MAX,
                effect: Effect::Slow { bytes_per_second: rate * MB },
            });
        }
    }

    /// Delivers as the bot does, streaming.
    async fn at_once(&self, lines: Option<(u64, u64)>) -> f64 {
        self.throttle(None);
        self.done().await;
        self.throttle(lines);
        let began = Instant::now();
        self.app.tick(Stage::Delivery, self.clock.now()).await;
        let took = began.elapsed().as_secs_f64();
        let left = self.app.store().select(|j| !j.is_over());
        assert!(left.is_empty(), "it was not delivered: {left:?}");
        took
    }

    /// Delivers in the usual way: the whole file into memory and onto disk, then all of it to
    /// Discord.
    async fn one_after_the_other(&self, lines: Option<(u64, u64)>) -> f64 {
        self.throttle(None);
        let url = self.done().await;
        self.throttle(lines);
        let rest = connect::rest(
            &SecretString::from(TOKEN),
            &self.world.discord_origin().parse().expect("an origin"),
            &Tls::new().expect("TLS"),
        );
        let (discord, http) = (rest.expect("a client"), reqwest::Client::new());
        let began = Instant::now();
        let got = http.get(url).send().await.expect("the video").bytes().await.expect("all of it");
        let mut file = std::fs::File::create(self.folder.path().join("video")).expect("a file");
        file.write_all(&got).and_then(|()| file.sync_all()).expect("space on the disk");
        let message = CreateMessage::new().add_file(CreateAttachment::bytes(got, "video.mp4"));
        let sent = ChannelId::new(self.channel).send_message(&discord, message).await;
        sent.expect("the message is posted");
        let took = began.elapsed().as_secs_f64();
        self.throttle(None);
        self.app.tick(Stage::Delivery, self.clock.now()).await;
        took
    }
}

pub async fn compare(brief: bool) {
    let size = if brief { 200_000 } else { 9_500_000 };
    let stage = stage(super::video_of(size)).await;
    let connection = stage.app.stay_connected(Default::default());
    let measured = async {
        let up = |d: &Discord| (d.registrations() > 0).then_some(());
        stage.world.discord.wait(Duration::from_secs(20), up).await.expect("it connects");
        println!("A video of {:.1} MB, each way three times:\n", size as f64 / MB as f64);
        println!(
            "| provider's line | Discord's line | the slower alone | at once | one after the other |"
        );
        println!("|---|---|---|---|---|");
        for lines in LINES {
            let (mut ours, mut theirs) = (Vec::new(), Vec::new());
            for _ in 0..if brief { 1 } else { 3 } {
                ours.push(stage.at_once(lines).await);
                theirs.push(stage.one_after_the_other(lines).await);
            }
            let (names, bound) = match lines {
                Some((p, d)) => {
                    let bound = size as f64 / (p.min(d) * MB) as f64;
                    (format!("{p} MB/s | {d} MB/s"), format!("{bound:.2} s"))
                }
                None => ("not throttled | not throttled".into(), "–".into()),
            };
            println!("| {names} | {bound} | {} | {} |", range(&mut ours), range(&mut theirs));
        }
    };
    tokio::select! {
        _ = connection => unreachable!("it stays connected"),
        () = measured => {}
    }
}

fn range(times: &mut [f64]) -> String {
    times.sort_by(f64::total_cmp);
    format!("{:.2} to {:.2} s", times[0], times[times.len() - 1])
}
