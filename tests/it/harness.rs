//! The test harness of the stories.

pub mod files;
pub mod hostile;
pub mod logs;
pub mod member;
pub mod openapi;
pub mod program;
pub mod sqlite;
pub mod tls;

use std::collections::BTreeSet;
use std::process::Command;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use tempfile::TempDir;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use wanbot::app::App;
use wanbot::clock::Clock;
use wanbot::config::{Config, Environment, Layers};
use wanbot::emulator::discord::world::permission;
use wanbot::emulator::discord::{Discord, Message, Rate};
use wanbot::emulator::wan::{Timing, Wan};
use wanbot::emulator::{Addresses, Effect, Fault, Record, Running, start};
use wanbot::generation::Credits;
use wanbot::job::{GuildId, Job, Tenant};
use wanbot::journal::Journal;
use wanbot::pipeline::Stage;
use wanbot::quota::QuotaBook;
use wanbot::telemetry::AnyLayer;
use wanbot::tls::Tls;

use logs::Logs;
use member::Member;

/// Timeout of a wait in a story, in real time. Tests assert nothing about real time; the timeout
/// only keeps a broken story from hanging.
pub const PATIENCE: Duration = Duration::from_secs(120);

/// The secrets of every story. The log and the recorded traffic are searched for them.
pub const TOKEN: &str = "discord-token-of-the-story";
pub const KEY: &str = "sk-key-of-the-story";

/// The machine's certificates, read once: each set takes 25 ms.
static TLS: LazyLock<Tls> = LazyLock::new(|| Tls::new().unwrap());

/// A client for requests that no part of the bot makes.
pub fn http() -> reqwest::Client {
    TLS.client().build().unwrap()
}

/// Whether libheif's converter is installed.
pub fn has_heif() -> bool {
    static FOUND: LazyLock<bool> =
        LazyLock::new(|| Command::new("heif-convert").arg("--help").output().is_ok());
    *FOUND
}

/// Whether ffmpeg is installed. Only a few tests need it.
pub fn has_ffmpeg() -> bool {
    static FOUND: LazyLock<bool> = LazyLock::new(|| {
        let version = Command::new("ffmpeg").arg("-version").output();
        version.is_ok_and(|o| o.status.success())
    });
    *FOUND
}

pub struct Story {
    pub world: Running,
    pub clock: Clock,
    pub guild: u64,
    pub channel: u64,
    bot: Option<Bot>,
    dir: TempDir,
    logs: Logs,
    settings: Vec<(String, toml::Value)>,
    environment: Environment,
    tls: Tls,
    heard: Arc<Mutex<BTreeSet<u64>>>,
    expected_errors: Vec<&'static str>,
    odd_answers: bool,
    /// The program that prepares large images.
    pub worker: std::path::PathBuf,
}

struct Bot {
    app: Arc<App>,
    stop: CancellationToken,
    connection: JoinHandle<anyhow::Result<()>>,
}

impl Story {
    /// Creates a server with one channel and starts the bot, with default settings.
    pub async fn begin() -> Self {
        Self::begin_with(&[]).await
    }

    /// Like [`Story::begin`], with some configuration keys set.
    pub async fn begin_with(settings: &[(&str, toml::Value)]) -> Self {
        let mut story = Self::prepare(settings).await;
        story.start().await;
        story
    }

    /// Like [`Story::begin`], with an additional tracing layer besides the log capture.
    #[cfg(feature = "otel")]
    pub async fn begin_seen_by(layer: Option<AnyLayer>) -> Self {
        let mut story = Self::prepare_seen_by(&[], layer).await;
        story.start().await;
        story
    }

    /// Like [`Story::begin`], with the Message Content intent: the bot can read the messages that
    /// members reply to.
    pub async fn begin_reading() -> Self {
        let mut story = Self::prepare(&[("discord.message_content", true.into())]).await;
        story.world.discord.allow_message_content(true);
        story.start().await;
        story
    }

    /// Creates everything except the bot.
    pub async fn prepare(settings: &[(&str, toml::Value)]) -> Self {
        Self::prepare_seen_by(settings, None).await
    }

    /// Like [`Story::prepare`], with an additional tracing layer besides the log capture.
    pub async fn prepare_seen_by(
        settings: &[(&str, toml::Value)],
        layer: Option<AnyLayer>,
    ) -> Self {
        let clock = Clock::manual("2026-11-22T12:00:00Z".parse().unwrap());
        let discord = Discord::new(clock.clone(), TOKEN, "wanbot");
        // Counted by the machine's clock, while a story's own clock passes hours in a second.
        discord.limit_bot(Rate { requests: 10_000, within_ms: 1_000 });
        let guild = discord.add_guild("The Club");
        let channel = discord.add_channel(guild, "videos");
        let wan = Wan::new(clock.clone(), KEY, Timing::Fixed { queue: 5.0, run: 100.0 });
        let record = Record::in_memory(clock.clone());
        let world = start(Addresses::any(), discord, wan, record).await.unwrap();
        Self {
            world,
            clock,
            guild,
            channel,
            bot: None,
            dir: tempfile::tempdir().unwrap(),
            logs: Logs::capture(layer),
            settings: settings.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect(),
            environment: [("DISCORD_TOKEN", TOKEN), ("DASHSCOPE_API_KEY", KEY)]
                .into_iter()
                .map(|(k, v)| (k.to_owned(), v.to_owned()))
                .collect(),
            tls: TLS.clone(),
            heard: Arc::default(),
            expected_errors: Vec::new(),
            odd_answers: false,
            worker: env!("CARGO_BIN_EXE_wanbot").into(),
        }
    }

    /// Sets a configuration key for the next start.
    pub fn set(&mut self, key: &str, value: toml::Value) {
        self.settings.push((key.to_owned(), value));
    }

    /// From the next start, the bot calls `https://discord.com`, which is the emulator, as it calls
    /// the real Discord: over TLS, and with serenity's rate limiter.
    pub async fn call_discord_over_tls(&mut self) {
        self.tls = tls::as_discord_com(&self.world).await;
        self.set("discord.api_base", tls::ORIGIN.into());
    }

    pub fn config(&self) -> Config {
        let mut layers = Layers::read(None, &self.environment);
        let in_dir = |name: &str| self.dir.path().join(name).display().to_string();
        layers.set("storage.journal", in_dir("journal.sqlite"), "story");
        layers.set("storage.archive", in_dir("archive"), "story");
        layers.set("discord.api_base", self.world.discord_origin(), "story");
        let hosts = toml::Value::Array(vec![self.world.file_host().into()]);
        layers.set("discord.file_hosts", hosts, "story");
        layers.set("wan.api_base", self.world.wan_origin(), "story");
        layers.set("convert.ffmpeg", "", "story");
        layers.set("convert.heif", "", "story");
        // Makes the poller frequent enough to miss nothing between two steps of five seconds.
        layers.set("wan.poll_cost", "1ms", "story");
        layers.set("http.listen", "", "story");
        layers.set("http.metrics_listen", "", "story");
        for (key, value) in &self.settings {
            layers.set(key, value.clone(), "story");
        }
        let mut config = Config::read(&layers, &self.environment).unwrap();
        config.convert.worker = Some(self.worker.clone());
        config
    }

    /// Starts the bot and waits until its commands are registered.
    pub async fn start(&mut self) {
        let registered = self.world.discord.registrations();
        let app = App::build_with(self.config(), self.clock.clone(), self.tls.clone());
        let app = Arc::new(app.await.unwrap());
        let stop = CancellationToken::new();
        let (connecting, stopping) = (Arc::clone(&app), stop.clone());
        let connection = tokio::spawn(async move { connecting.stay_connected(stopping).await });
        self.bot = Some(Bot { app, stop, connection });
        let up =
            self.world.discord.wait(PATIENCE, |d| (d.registrations() > registered).then_some(()));
        up.await.expect("the bot connects and registers its commands");
    }

    /// Shuts the bot down gracefully.
    pub async fn stop(&mut self) {
        let Some(bot) = self.bot.take() else { return };
        bot.stop.cancel();
        bot.connection.await.unwrap().unwrap();
        bot.app.close().await;
    }

    /// Crashes the bot: work in progress is abandoned.
    pub async fn crash(&mut self) {
        let Some(bot) = self.bot.take() else { return };
        // serenity's shards are separate tasks: without the stop signal they would keep running.
        bot.stop.cancel();
        let _ = bot.connection.await;
        // Closing only lets this process open the journal again; its content was already durable.
        bot.app.close().await;
    }

    /// Crashes the bot and starts it again.
    pub async fn crash_and_restart(&mut self) {
        self.crash().await;
        self.start().await;
    }

    pub fn app(&self) -> &App {
        &self.bot.as_ref().expect("the bot runs").app
    }

    pub fn member(&self, name: &str) -> Member {
        self.member_with(name, 0)
    }

    /// Adds a member with additional permissions.
    pub fn member_with(&self, name: &str, permissions: u64) -> Member {
        let id = self.world.discord.add_member(self.guild, name, permissions);
        Member::new(id, self.channel, self.world.discord.clone(), Arc::clone(&self.heard))
    }

    /// Adds a member with the Manage Server permission.
    pub fn moderator(&self, name: &str) -> Member {
        self.member_with(name, permission::MANAGE_GUILD)
    }

    /// Adds a role and gives it to the holders.
    pub fn role(&self, name: &str, holders: &[&Member]) -> u64 {
        let role = self.world.discord.add_role(self.guild, name);
        for holder in holders {
            self.world.discord.set_roles(self.guild, holder.id, &[role]);
        }
        role
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Runs one tick of every stage.
    pub async fn tick(&self) {
        // The provider inspects media in the background, in real time: on a busy machine it could
        // finish only after the story's clock has advanced.
        self.world.wan.looked_at().await;
        for stage in Stage::ALL {
            self.tick_stage(stage).await;
        }
    }

    pub async fn tick_stage(&self, stage: Stage) {
        self.app().tick(stage, self.now()).await;
    }

    /// Advances the clock in steps of five seconds and runs every stage after each step.
    pub async fn pass(&self, seconds: u64) {
        for _ in 0..seconds.div_ceil(5) {
            self.clock.advance(Duration::from_secs(5));
            self.tick().await;
        }
    }

    /// Ann's video is finished at the provider, and the bot knows it, but has not fetched it yet.
    pub async fn finished_video(&self) {
        let prompt = member::text("x");
        self.member("ann").uses("video", &[("prompt", prompt)]).await;
        self.tick().await;
        self.clock.advance(Duration::from_secs(120));
        self.tick_stage(Stage::Polling).await;
        assert_eq!(self.only_job().state.name(), "finished");
    }

    /// Returns the only open job.
    #[track_caller]
    pub fn only_job(&self) -> Job {
        let jobs = self.app().store().select(|_| true);
        assert_eq!(jobs.len(), 1, "exactly one job is open: {jobs:#?}");
        jobs.into_iter().next().unwrap()
    }

    /// Returns the channel's messages that the story has not read yet, oldest first.
    pub fn unheard(&self) -> Vec<Message> {
        let mut heard = self.heard.lock().unwrap();
        let mut all = self.world.discord.messages(self.channel);
        all.retain(|m| heard.insert(m.id));
        all
    }

    /// Returns the only unread message in the channel.
    #[track_caller]
    pub fn new_message(&self) -> Message {
        let mut new = self.unheard();
        assert_eq!(new.len(), 1, "exactly one new message: {new:#?}");
        new.remove(0)
    }

    /// Returns the only direct message to a member.
    #[track_caller]
    pub fn direct_message(&self, to: &Member) -> Message {
        let channel = self.world.discord.direct(to.id).expect("the DM channel exists");
        let mut heard = self.heard.lock().unwrap();
        let mut all = self.world.discord.messages(channel);
        all.retain(|m| heard.insert(m.id));
        assert_eq!(all.len(), 1, "exactly one direct message: {all:#?}");
        all.remove(0)
    }

    pub fn fault(&self, service: &str, method: &str, path: &str, times: u32, effect: Effect) {
        self.world.faults.add(Fault {
            service: service.into(),
            method: method.into(),
            path: path.into(),
            times,
            effect,
        });
    }

    /// From now on Discord's responses match neither the client's types nor the API description.
    /// `offset` rotates which field is malformed in which way; three offsets cover all
    /// combinations.
    pub fn answer_oddly(&mut self, offset: usize) {
        self.world.discord.answer_oddly(offset);
        self.odd_answers = true;
    }

    /// Returns the bot's log.
    pub fn log(&self) -> String {
        self.logs.text()
    }

    /// Declares that an ERROR containing these words is expected.
    pub fn expect_error(&mut self, words: &'static str) {
        self.expected_errors.push(words);
    }

    /// Returns the bot's data folder.
    pub fn folder(&self) -> &std::path::Path {
        self.dir.path()
    }

    /// The journal's file.
    pub fn journal_path(&self) -> std::path::PathBuf {
        self.dir.path().join("journal.sqlite")
    }

    /// The journal as the command line reads it beside the running bot.
    pub fn journal(&self) -> Journal {
        Journal::open_read_only(&self.journal_path()).unwrap()
    }

    /// Counts the recorded calls with this method and path.
    pub fn calls(&self, method: &str, path: &str) -> usize {
        let all = self.world.record.exchanges();
        all.iter().filter(|e| e.method == method && e.path.contains(path)).count()
    }

    /// Reads an object of the archive.
    pub fn file_of_archive(&self, key: &str) -> Vec<u8> {
        std::fs::read(self.dir.path().join("archive").join(key)).unwrap()
    }

    /// Counts the files below a folder of the archive.
    pub fn archived(&self, folder: &str) -> usize {
        fn count(at: &std::path::Path) -> usize {
            let Ok(entries) = std::fs::read_dir(at) else { return 0 };
            entries.flatten().map(|e| if e.path().is_dir() { count(&e.path()) } else { 1 }).sum()
        }
        count(&self.dir.path().join("archive").join(folder))
    }

    /// Ends the story and fails on unfinished jobs, unread messages or unexpected ERROR lines.
    pub async fn finish(mut self) {
        if self.bot.is_some() {
            // Cards are edited at their own interval; wait for the last edits.
            self.pass(15).await;
            let open = self.app().store().select(|_| true);
            assert!(open.is_empty(), "jobs are still open: {open:#?}");
            assert_eq!(self.app().store().book().held(), Credits(0), "credits are still reserved");
            self.book_equals_journal().await;
        }
        self.stop().await;
        self.keeps_only_what_is_needed().await;
        let unheard: Vec<_> = self.unheard().into_iter().map(|m| m.content).collect();
        assert!(unheard.is_empty(), "unexpected messages: {unheard:#?}");
        assert_eq!(self.world.faults.remaining(), 0, "some faults were never applied");

        let errors = self.logs.errors();
        for error in &errors {
            let expected = self.expected_errors.iter().any(|w| error.contains(w));
            assert!(expected, "unexpected ERROR: {error}\nlog:\n{}", self.logs.text());
        }
        for words in &self.expected_errors {
            assert!(errors.iter().any(|e| e.contains(words)), "no ERROR contains {words:?}");
        }
        let exchanges = self.world.record.exchanges();
        let unknown: Vec<_> = exchanges.iter().filter(|e| e.unknown_route).collect();
        assert!(unknown.is_empty(), "unknown routes were requested: {unknown:#?}");
        self.keeps_secrets(&exchanges);
        if !self.odd_answers {
            openapi::check(&exchanges);
        }
    }

    /// Asserts that only jobs that need their inputs still have them in the archive, and that no
    /// empty folder is left of the others.
    async fn keeps_only_what_is_needed(&self) {
        let folder = self.dir.path().join("archive/inputs");
        for job in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let id = job.file_name().to_str().unwrap().parse().unwrap();
            let job = self.journal().job(id).await.unwrap();
            let kept = job.is_some_and(|j| j.keeps_inputs());
            assert!(kept, "inputs of {id} are still in the archive");
        }
    }

    /// Asserts that the quota book in memory equals one rebuilt from the journal.
    pub async fn book_equals_journal(&self) {
        let book = self.app().store().book();
        let config = self.config();
        let (day, month) = (config.budget.per_day, config.budget.per_month);
        let fresh = Arc::new(QuotaBook::new(config.quota.policy, day, month));
        let journal = Journal::open_beside(&config.storage.journal).unwrap();
        journal.load_into(Arc::clone(&fresh), self.now()).await.unwrap();
        journal.close().await;
        let known = |book: &QuotaBook| {
            let mut views = book.views(self.now());
            // An empty account is equivalent to no account.
            views.retain(|(_, _, v)| {
                v.spent.0 + v.reserved.0 != 0 || !v.grants.is_empty() || !v.overrides.is_empty()
            });
            views
        };
        assert_eq!(known(book), known(&fresh), "the quota book differs from the journal");
        let guild = Tenant::Server(GuildId(self.guild));
        assert_eq!(book.budgets(guild, self.now()), fresh.budgets(guild, self.now()));
        assert_eq!(book.global_budgets(self.now()), fresh.global_budgets(self.now()));
        assert_eq!(book.policy(guild), fresh.policy(guild));
    }

    /// Asserts that the log contains no token, key, signature or prompt.
    fn keeps_secrets(&self, exchanges: &[wanbot::emulator::Exchange]) {
        let log = self.logs.text();
        let mut secrets = vec![TOKEN.to_owned(), KEY.to_owned()];
        for e in exchanges {
            if let Some(prompt) = e.request["input"]["prompt"].as_str()
                && prompt.len() > 8
            {
                secrets.push(prompt.to_owned());
            }
            if e.path.contains("/webhooks/") {
                secrets.extend(e.path.split('/').filter(|p| p.len() == 64).map(str::to_owned));
            }
        }
        secrets.push("Signature=".into());
        secrets.push("&hm=".into());
        for secret in secrets {
            assert!(!log.contains(&secret), "the log contains a secret: {secret}\n{log}");
        }
    }
}
