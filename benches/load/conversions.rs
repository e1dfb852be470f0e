//! How long conversions take, and load beside two of them: `cargo bench --bench load -- conversions`.

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use wanbot::emulator::discord::{Discord, OptionValue};

use crate::bot::Bot;
use crate::world::{Outcome, PATIENCE, World};

const RATE: u64 = 50;
const LASTS: Duration = Duration::from_secs(60);

/// A WebM (VP9) of ten seconds in 1080p.
fn webm() -> Bytes {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("screen.webm");
    let made = Command::new("ffmpeg")
        .args(["-loglevel", "error", "-f", "lavfi", "-i", "testsrc2=s=1920x1080:r=30:d=10"])
        .args(["-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-b:v", "4M"])
        .arg(&path)
        .status();
    assert!(made.expect("ffmpeg is installed").success());
    std::fs::read(path).expect("ffmpeg wrote it").into()
}

/// A photo (HEIC) of 12 million pixels.
fn heic() -> Bytes {
    let folder = tempfile::tempdir().expect("a folder");
    let (from, to) = (folder.path().join("photo.jpg"), folder.path().join("photo.heic"));
    let made = Command::new("ffmpeg")
        .args(["-loglevel", "error", "-f", "lavfi", "-i", "testsrc2=s=4032x3024"])
        .args(["-vf", "noise=alls=8", "-frames:v", "1", "-q:v", "2"])
        .arg(&from)
        .status();
    assert!(made.expect("ffmpeg is installed").success());
    let made = Command::new("heif-enc").args(["-q", "50"]).arg(&from).arg("-o").arg(&to).output();
    assert!(made.expect("heif-enc is installed").status.success());
    std::fs::read(to).expect("heif-enc wrote it").into()
}

/// Prints how long a member waits for the card of a file that has to be converted, or only checked.
async fn waits(world: &World) {
    let video = |name: &str, encoder: &[&str]| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        let made = Command::new("ffmpeg")
            .args(["-loglevel", "error", "-f", "lavfi", "-i", "testsrc2=s=1920x1080:r=30:d=10"])
            .args(encoder)
            .arg(&path)
            .status();
        assert!(made.expect("ffmpeg is installed").success());
        Bytes::from(std::fs::read(path).expect("ffmpeg wrote it"))
    };
    let h264 = video(
        "video.mp4",
        &["-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p", "-b:v", "6M"],
    );
    println!("| a command with | bytes, MB | from the command to the card, s |");
    println!("|---|---|---|");
    for (what, command, option, name, bytes) in [
        ("a HEIC of 12 million pixels", "animate", "image", "photo.heic", heic()),
        ("a WebM of 10 s in 1080p", "edit", "video", "screen.webm", webm()),
        ("an MP4 of 10 s in 1080p, which is only checked", "edit", "video", "video.mp4", h264),
    ] {
        let (member, channel) = world.members[0];
        let discord = &world.running.discord;
        let mut times = Vec::new();
        for _ in 0..3 {
            let file = OptionValue::File { name: name.into(), bytes: bytes.clone() };
            let options = [(option, file), ("prompt", OptionValue::Text("in the snow".into()))];
            let began = Instant::now();
            let asked = discord.run_command(member, channel, command, &options).expect("a command");
            let answered = |d: &Discord| {
                d.seen(asked).answer.filter(|a| a.content.contains("**Queued**")).map(drop)
            };
            discord.wait(PATIENCE, answered).await.expect("a card");
            times.push(format!("{:.1}", began.elapsed().as_secs_f64()));
        }
        println!("| {what} | {:.1} | {} |", bytes.len() as f64 / 1e6, times.join(", "));
    }
    println!();
}

/// One member edits the video again and again. Returns how many conversions ended.
async fn edits(world: Arc<World>, number: usize, video: Bytes, ends: Instant) -> usize {
    let (member, channel) = world.members[number];
    let mut done = 0;
    while Instant::now() < ends {
        let video = OptionValue::File { name: "screen.webm".into(), bytes: video.clone() };
        let options = [("video", video), ("prompt", OptionValue::Text("in the snow".into()))];
        let discord = &world.running.discord;
        let asked = discord.run_command(member, channel, "edit", &options).expect("a command");
        let answered = |d: &Discord| {
            d.seen(asked).answer.filter(|a| a.content.contains("converted from")).map(drop)
        };
        discord.wait(PATIENCE, answered).await.expect("a card");
        done += 1;
    }
    done
}

/// The highest resident memory of the bot until `ends`.
async fn highest(bot: &Bot, ends: Instant) -> f64 {
    let mut most = 0.0_f64;
    while Instant::now() < ends {
        most = most.max(bot.memory());
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    most
}

/// First answers at a steady rate, alone and beside two members who edit videos that have to be
/// converted.
pub async fn measure() {
    let video = webm();
    println!("a WebM of {:.1} MB, 10 s in 1080p", video.len() as f64 / 1e6);
    let world = World::new(1, 5).await;
    let path = std::env::var("PATH").unwrap_or_default();
    let bot = Bot::start_with(&world.running, &[("PATH", &path)]);
    world.connected().await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    println!("resident at rest: {:.1} MB\n", bot.memory());
    waits(&world).await;
    let alone = world.steady(&bot, RATE, LASTS, 10).await;
    let before = bot.memory();
    let ends = Instant::now() + LASTS;
    let editing: Vec<_> = (0..2)
        .map(|number| tokio::spawn(edits(Arc::clone(&world), number, video.clone(), ends)))
        .collect();
    let loaded = world.steady(&bot, RATE, LASTS, 10 + alone.asked);
    let (beside, most) = tokio::join!(loaded, highest(&bot, ends));
    let mut converted = 0;
    for member in editing {
        converted += member.await.expect("no member gives up");
    }
    println!("| {RATE} commands a second | {} |", Outcome::NAMES.join(" | "));
    println!("|---|{}", "---|".repeat(Outcome::NAMES.len()));
    for (name, outcome) in [("alone", &alone), ("beside two conversions", &beside)] {
        let figures = outcome.figures().map(|figure| format!("{figure:.2}"));
        println!("| {name} | {} |", figures.join(" | "));
    }
    println!("\n{converted} conversions ended");
    println!("resident before them: {before:.1} MB, at most beside them: {most:.1} MB");
}
