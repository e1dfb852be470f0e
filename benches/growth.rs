//! Costs of a growing journal: `cargo bench --bench growth`; docs/performance.md explains the
//! results. A journal of a million jobs needs some gigabytes in the folder for temporary files.

#[path = "made/job.rs"]
mod made;
#[path = "made/memory.rs"]
mod memory;
#[path = "made/sqlite_jobs.rs"]
mod sqlite_jobs;

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use wanbot::job::{
    ChannelId, Event, GuildId, InteractionId, Job, JobId, MessageId, TaskId, Tenant, UserId,
};
use wanbot::journal::Journal;
use wanbot::pipeline::JobStore;
use wanbot::quota::{Allowance, Payer, Policy, QuotaBook};

use made::job;

const GUILD: Tenant = Tenant::Server(GuildId(1));
/// Members among whom the jobs are spread.
const MEMBERS: u64 = 5_000;
/// Repetitions of each measurement.
const TIMES: u32 = 200;

fn book() -> Arc<QuotaBook> {
    let policy = Policy::plain(Allowance::Unlimited);
    Arc::new(QuotaBook::new(policy, None, None))
}

/// Accepts a job of a member.
async fn accept(store: &JobStore, id: JobId, n: u64, now: Timestamp) -> Job {
    let user = UserId(1_000 + n % MEMBERS);
    let job = job(id, n, (GUILD, user), 5, now);
    let payer = Payer { tenant: GUILD, user, roles: &[] };
    let reservation = store.book().reserve(id, &payer, job.price, now).expect("unlimited");
    store.accept(job.clone(), reservation, now).await.expect("the journal accepts it");
    job
}

/// A job's whole life cycle.
fn life() -> Vec<Event> {
    let task = TaskId("0385dc79-5ff8-4d82-bcb6-0123456789ab".into());
    let url = format!("https://dashscope.example/1d/x.mp4?Expires=1&Signature={}", "s".repeat(40));
    vec![
        Event::CardShown { message: MessageId(10) },
        Event::SubmissionStarted { provider: None },
        Event::TaskCreated { task, adopted: false },
        Event::TaskRunning,
        Event::TaskFinished { url, more: vec![], usage: None },
        Event::ResultStored { key: "clips/00000000.mp4".into(), bytes: 2_000_000, more: vec![] },
        Event::PostStarted,
        Event::Posted { channel: ChannelId(2), message: MessageId(11) },
        Event::CardClosed,
    ]
}

/// A journal with ended and queued jobs: one of each is written normally and then copied.
async fn fill(path: &Path, over: u64, open: u64, now: Timestamp) {
    let journal = Journal::open(path).expect("a journal");
    let store = JobStore::new(journal.clone(), book(), Arc::default());
    let past = now - jiff::SignedDuration::from_hours(72);
    let (done, waits) =
        ("zzzzzzzz".parse().expect("a job ID"), "zzzzzzzy".parse().expect("a job ID"));
    accept(&store, done, 1, past).await;
    for event in life() {
        store.advance(done, event, past).await.expect("a step");
    }
    accept(&store, waits, 2, now).await;
    journal.close().await;
    sqlite_jobs::copy(path, [(done, 1, over), (waits, over + 1, open)], MEMBERS);
}

async fn mean<F: Future>(mut what: impl FnMut(u64) -> F) -> Duration {
    let began = Instant::now();
    for n in 0..u64::from(TIMES) {
        what(n).await;
    }
    began.elapsed() / TIMES
}

async fn measure(over: u64, open: u64) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("journal.sqlite");
    let now = Timestamp::now();
    fill(&path, over, open, now).await;
    let size = std::fs::metadata(&path).map_or(0, |m| m.len());

    let began = Instant::now();
    let journal = Journal::open(&path).expect("the journal");
    let opened = began.elapsed();
    journal.close().await;
    let began = Instant::now();
    let journal = Journal::open(&path).expect("the journal");
    let reopened = began.elapsed();
    let store = JobStore::new(journal.clone(), book(), Arc::default());
    let resident = || memory::said("self", "VmRSS:");
    let before = resident();
    let found = store.load(now).await.expect("the open jobs");
    let loaded = began.elapsed() - reopened;
    let each = (resident() - before) / found as f64 / 1e3;

    let member = |n: u64| Some(UserId(1_000 + n % MEMBERS));
    let seen = mean(|n| journal.job_by_interaction(InteractionId(10 + n * 7))).await;
    let page = mean(|n| journal.jobs_in(GUILD, member(n), 0, 10)).await;
    let tick = mean(|_| async { store.upstream(|_| true).len() + store.owing(|_| true).len() });
    let tick = tick.await;
    let command = mean(|n| {
        let id = JobId::from_bits(u64::MAX - n);
        accept(&store, id, 1_000_000_000 + n, now)
    });
    let command = command.await;
    journal.close().await;
    println!(
        "| {over} | {found} | {:.0} MB | {:.2} s | {:.2} s | {:.2} s | {:.2} ms | {:.2} ms | {:.2} ms | {:.1} µs | {} |",
        size as f64 / 1e6,
        opened.as_secs_f64(),
        reopened.as_secs_f64(),
        loaded.as_secs_f64(),
        command.as_secs_f64() * 1e3,
        seen.as_secs_f64() * 1e3,
        page.as_secs_f64() * 1e3,
        tick.as_secs_f64() * 1e6,
        // With few jobs, the other work of a start would dominate.
        if found < 10_000 { "–".to_owned() } else { format!("{each:.2} KB") },
    );
}

#[tokio::main]
async fn main() {
    let brief = !std::env::args().any(|a| a == "--bench");
    println!(
        "| jobs over | open | file | open and check | open after an orderly stop | load | accept one, \
         durably | look for an interaction | a page of /jobs | what two ticks look through | resident for each open job |"
    );
    println!("|---|---|---|---|---|---|---|---|---|---|");
    let sizes: &[(u64, u64)] = if brief {
        &[(1_000, 100)]
    } else {
        &[(1_000, 100), (100_000, 100), (1_000_000, 100), (100_000, 100_000)]
    };
    for (over, open) in sizes {
        measure(*over, *open).await;
    }
}
