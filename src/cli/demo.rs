//! `wanbot demo`: a short scenario with the real bot, against the emulators.

mod content;
mod story;
mod transcript;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::cli::out::outln;
use crate::cli::stop_on_signal;
use crate::clock::Clock;
use crate::config::{Config, Convert, Environment, Layers, Log};
use crate::convert::{Ffmpeg, Processes};
use crate::emulator::discord::Discord;
use crate::emulator::wan::{Timing, Wan};
use crate::emulator::{Addresses, Record, Running, start};
use crate::telemetry;

use transcript::Transcript;

/// Options of `wanbot demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// End after the story; fail if anything in it failed.
    #[arg(long)]
    exit: bool,
    /// Clock speed relative to real time.
    #[arg(long, default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=100))]
    speed: u32,
    /// Where the videos and images are saved.
    #[arg(long, default_value = "demo-output", value_name = "FOLDER")]
    output: PathBuf,
}

/// Secrets of the emulators.
const TOKEN: &str = "demo-token";
const KEY: &str = "sk-demo";

impl Demo {
    pub(super) async fn run(&self) -> anyhow::Result<ExitCode> {
        telemetry::start(&Log { json: false, filter: "wanbot=error,serenity=off".into() }, None)?;
        std::fs::create_dir_all(&self.output)
            .with_context(|| format!("{} cannot be made", self.output.display()))?;
        let clock = Clock::fast(self.speed);
        let discord = Discord::new(clock.clone(), TOKEN, "wanbot");
        let wan = Wan::new(clock.clone(), KEY, Timing::Published);
        discord.allow_message_content(true);
        let record = Record::nowhere(clock.clone());
        let world = start(Addresses::any(), discord, wan, record).await?;
        let place = story::Place::set_up(&world.discord);

        let folder = Folder::fresh()?;
        let config = self.config(&world, &folder)?;
        let converts = has_converters(&config.convert).await;
        let app = App::build(config, clock.clone()).await?;
        let stop = CancellationToken::new();
        let bot = tokio::spawn(app.run(stop.clone()));

        outln!("wanbot demo: Discord and Model Studio are emulators on this machine; the bot is");
        outln!("the real one. Time runs {} times as fast as in life.\n", self.speed);
        if !converts {
            outln!("SKIPPED: a voice message, because ffmpeg and ffprobe are not installed.\n");
        }
        let transcript = Arc::new(Transcript::new(world.discord.clone(), clock, &self.output));
        let printing = tokio::spawn(Arc::clone(&transcript).print());
        let outcome = story::tell(&world, &place, converts).await;
        // Cards are edited a little later than videos are posted.
        tokio::time::sleep(Duration::from_secs(6) / self.speed + Duration::from_millis(400)).await;
        printing.abort();
        transcript.rest();

        let failures = match outcome {
            Ok(()) => transcript.failures(),
            Err(e) => vec![format!("{e:#}")],
        };
        if failures.is_empty() {
            outln!(
                "\nThe story is over. {} videos and images are in {}:",
                transcript.saved().len(),
                self.output.display()
            );
            for path in transcript.saved() {
                outln!("  {}", path.display());
            }
        } else {
            for failure in &failures {
                outln!("\nFAILED: {failure}");
            }
        }
        if !self.exit && failures.is_empty() {
            outln!("\nThe bot goes on running. Ctrl-C ends it.");
            stop_on_signal()?.cancelled().await;
        }
        stop.cancel();
        bot.await??;
        Ok(if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
    }

    fn config(&self, world: &Running, folder: &Folder) -> anyhow::Result<Config> {
        let secrets = [("DISCORD_TOKEN", TOKEN), ("DASHSCOPE_API_KEY", KEY)];
        let environment: Environment =
            secrets.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let mut layers = Layers::read(None, &environment);
        let mut set = |key, value: toml::Value| layers.set(key, value, "demo");
        set("discord.api_base", world.discord_origin().into());
        set("discord.file_hosts", toml::Value::Array(vec![world.file_host().into()]));
        set("wan.api_base", world.wan_origin().into());
        set("storage.journal", folder.0.join("journal.sqlite").display().to_string().into());
        set("storage.archive", folder.0.join("archive").display().to_string().into());
        // As if "Message Content" were enabled in the developer portal.
        set("discord.message_content", true.into());
        set("http.listen", "".into());
        set("http.metrics_listen", "".into());
        set("run.tick_interval", "100ms".into());
        Ok(Config::read(&layers, &environment)?)
    }
}

/// Whether audio can be converted.
async fn has_converters(convert: &Convert) -> bool {
    let Some(program) = &convert.ffmpeg else { return false };
    let ffmpeg = Ffmpeg::find(program, convert.timeout, Processes::default()).await;
    ffmpeg.is_some_and(|ffmpeg| ffmpeg.probe().is_some())
}

/// A temporary folder for the demo's journal and archive, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn fresh() -> std::io::Result<Self> {
        let name = format!("wanbot-demo-{}-{:08x}", std::process::id(), rand::random::<u32>());
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // If removal fails, the system's temporary folder is cleaned up anyway.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
