//! The real program, in a process of its own, killed (SIGKILL) in the middle of whatever it is
//! doing, again and again: the ledger is whole after each, and nothing is charged, made or posted
//! twice in the end.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::process::{Child, Command};
use wanbot::clock::Clock;
use wanbot::emulator::discord::world::permission;
use wanbot::emulator::discord::{Discord, Given};
use wanbot::emulator::wan::{Timing, Wan};
use wanbot::emulator::{Addresses, Record, Running, start};
use wanbot::generation::Credits;
use wanbot::job::{GuildId, State, UserId};
use wanbot::journal::{Journal, JournalReader};
use wanbot::quota::{Payer, QuotaBook};

use crate::harness::{KEY, PATIENCE, TOKEN};

const KILLS: usize = 8;

struct World {
    running: Running,
    dir: tempfile::TempDir,
    guild: u64,
    channel: u64,
}

impl World {
    async fn begin() -> Self {
        let clock = Clock::System;
        let discord = Discord::new(clock.clone(), TOKEN, "wanbot");
        let guild = discord.add_guild("The Club");
        let channel = discord.add_channel(guild, "videos");
        let wan = Wan::new(clock.clone(), KEY, Timing::Fixed { queue: 0.1, run: 0.3 });
        let record = Record::in_memory(clock);
        let running = start(Addresses::any(), discord, wan, record).await.unwrap();
        Self { running, dir: tempfile::tempdir().unwrap(), guild, channel }
    }

    fn journal(&self) -> std::path::PathBuf {
        self.dir.path().join("journal.sqlite")
    }

    /// Starts the program and waits until its commands are there.
    async fn start(&self) -> Child {
        let registered = self.running.discord.registrations();
        let child = Command::new(env!("CARGO_BIN_EXE_wanbot"))
            .arg("run")
            .env_clear()
            .current_dir(self.dir.path())
            .env("DISCORD_TOKEN", TOKEN)
            .env("DASHSCOPE_API_KEY", KEY)
            .env("WANBOT__DISCORD__API_BASE", self.running.discord_origin())
            .env("WANBOT__DISCORD__FILE_HOSTS", self.running.file_host())
            .env("WANBOT__DISCORD__CARD_EVERY", "500ms")
            .env("WANBOT__WAN__API_BASE", self.running.wan_origin())
            .env("WANBOT__WAN__POLL_EVERY", "100ms")
            .env("WANBOT__WAN__ABSENCE_MARGIN", "300ms")
            .env("WANBOT__RUN__TICK", "20ms")
            .env("WANBOT__HTTP__LISTEN", "")
            .env("WANBOT__DELIVERY__FFMPEG", "")
            .env("WANBOT__STORAGE__JOURNAL", self.journal())
            .env("WANBOT__STORAGE__ARCHIVE", self.dir.path().join("archive"))
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let up = self
            .running
            .discord
            .wait(PATIENCE, |d| (d.registrations() > registered && d.is_connected()).then_some(()));
        up.await.expect("the program connects and registers its commands");
        child
    }
}

/// Every charge says of its job what the job says of itself, and the book is their sum.
async fn ledger_is_whole(journal: &Path, guild: u64, members: &[u64]) -> usize {
    let jobs = JournalReader::open(journal).unwrap().jobs(None, 10_000).unwrap();
    let db = rusqlite::Connection::open(journal).unwrap();
    let mut rows = db.prepare("SELECT job, state, credits FROM charges").unwrap();
    let rows = rows.query_map([], |r| Ok((r.get(0)?, (r.get(1)?, r.get(2)?)))).unwrap();
    let mut charges: HashMap<String, (i64, i64)> = rows.map(Result::unwrap).collect();
    let mut sums: HashMap<(u64, i64), i64> = HashMap::new();
    for job in &jobs {
        let (state, credits) = charges.remove(&job.id.to_string()).expect("a job has a charge");
        let expected = match job.state {
            State::Delivered { .. } => 1,
            State::Failed { .. } | State::Cancelled { .. } => 2,
            _ => 0,
        };
        assert_eq!(state, expected, "{job:#?}");
        assert_eq!(credits, job.price.credits.0);
        *sums.entry((job.requester.0, state)).or_default() += credits;
    }
    assert!(charges.is_empty(), "no charge is without a job");

    let config = wanbot::config::Layers::read(None, &Default::default());
    let (quota, _) = wanbot::config::accounts(&config).unwrap();
    let book = Arc::new(QuotaBook::new(quota.policy, None, None));
    let opened = Journal::open_beside(journal).unwrap();
    let now = jiff::Timestamp::now();
    opened.fill(Arc::clone(&book), now).await.unwrap();
    opened.close().await;
    for member in members {
        let payer = Payer { guild: GuildId(guild), user: UserId(*member), roles: &[] };
        let view = book.view(&payer, now);
        let sum = |state| Credits(sums.get(&(*member, state)).copied().unwrap_or(0));
        // Midnight may fall into the story: what was held before it is held still.
        assert_eq!(view.reserved + view.reserved_before, sum(0));
        assert!(view.spent <= sum(1));
    }
    jobs.len()
}

#[tokio::test]
async fn killed_in_the_middle_of_everything() {
    let world = World::begin().await;
    let discord = &world.running.discord;
    let members: Vec<_> =
        (0..4).map(|n| discord.add_member(world.guild, &format!("member {n}"), 0)).collect();
    let mia = discord.add_member(world.guild, "mia", permission::MANAGE_GUILD);
    for kill in 0..KILLS {
        let mut child = world.start().await;
        let mut interactions = Vec::new();
        for member in &members {
            let options = [
                ("prompt", Given::Text(format!("kill {kill} of {member}"))),
                ("duration", Given::Integer(2)),
            ];
            let used = discord.run_command(*member, world.channel, "video", &options);
            interactions.push(used.unwrap());
            let grant = [("who", Given::Member(*member)), ("amount", Given::Text("1".into()))];
            discord.run_command(mia, world.channel, "wan-mod quota grant", &grant).unwrap();
        }
        // Another moment each time: from before the first answer to after the first clips.
        let enough = |d: &Discord| {
            let answers = interactions.iter().filter(|i| d.seen(**i).answer.is_some()).count();
            let clips = d.messages(world.channel).iter().filter(|m| !m.files.is_empty()).count();
            (answers >= kill.min(members.len()) && (kill < 5 || clips >= kill - 4)).then_some(())
        };
        discord.wait(PATIENCE, enough).await.expect("there is something to be cut off");
        child.kill().await.unwrap();
        ledger_is_whole(&world.journal(), world.guild, &members).await;
    }

    // Now in peace: everything comes to its end.
    let mut child = world.start().await;
    let journal = world.journal();
    let look = || JournalReader::open(&journal).unwrap().jobs(None, 10_000).unwrap();
    let all_settled = async {
        loop {
            let jobs = look();
            if jobs.iter().all(|j| j.is_settled()) {
                return jobs;
            }
            // Another process's file tells nobody when it changes; its posts mostly do.
            discord.wait(Duration::from_millis(100), |_| None::<()>).await;
        }
    };
    let Ok(jobs) = tokio::time::timeout(2 * PATIENCE, all_settled).await else {
        panic!("not every job comes to its end: {:#?}", look());
    };
    child.kill().await.unwrap();
    ledger_is_whole(&world.journal(), world.guild, &members).await;
    assert!(jobs.len() >= KILLS, "only {} jobs were accepted", jobs.len());

    let posts = discord.messages(world.channel);
    for job in &jobs {
        let words = format!("job {}", job.id);
        let clips = posts.iter().filter(|m| m.content.contains(&words) && !m.files.is_empty());
        let prompt = &job.request.prompt;
        let tasks = world.running.wan.tasks();
        let made = tasks.iter().filter(|t| t.body["input"]["prompt"] == **prompt).count();
        match &job.state {
            State::Delivered { .. } => {
                assert_eq!(clips.count(), 1, "posted once: {words}");
                assert_eq!(made, 1, "paid once: {words}");
            }
            // An answer that was lost and could not be found out about: free, and never repeated.
            State::Failed { .. } => assert!(made <= 1, "paid once: {words}"),
            other => panic!("{words} is {other:?}"),
        }
    }
}
