//! Compares the records of the services with the journal.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use wanbot::emulator::discord::Message;
use wanbot::emulator::wan::TaskStatus;
use wanbot::job::State;
use wanbot::journal::Journal;

use crate::crowd::Crowd;
use crate::world::{CREDITS, KEY, TOKEN, World};

pub struct Figures {
    pub jobs: usize,
    delivered: usize,
    failed: usize,
    cancelled: usize,
    tasks: usize,
    posts: usize,
    pub breaches: Vec<String>,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} jobs: {} delivered, {} failed, {} cancelled; {} tasks, {} messages; {} breaches",
            self.jobs,
            self.delivered,
            self.failed,
            self.cancelled,
            self.tasks,
            self.posts,
            self.breaches.len()
        )
    }
}

/// After any kill, the journal passes its integrity check and its records are consistent.
pub async fn ledger_is_whole(world: &World) {
    let Ok(journal) = Journal::open_read_only(&world.journal()) else { return };
    let found = journal.check_integrity().await.unwrap();
    assert!(found.problems.is_empty(), "{found:#?}");
}

/// The log of all runs contains no token, key, prompt or signature.
pub fn keeps_secrets(world: &World) {
    let log = world.whole_log();
    for secret in [TOKEN, KEY, "wish ", "Signature=", "&hm="] {
        let line = log.lines().find(|l| l.contains(secret));
        assert!(line.is_none(), "the log contains {secret:?}: {line:?}");
    }
}

fn is_about(job: &str, message: &Message) -> bool {
    let end = format!("· job {job}");
    message.content.lines().any(|l| l.ends_with(&end) && !l.starts_with("> "))
}

pub async fn pronounce(world: &World, crowd: &Crowd) -> Figures {
    let jobs = world.jobs().await;
    let tasks = world.running.wan.tasks();
    let discord = &world.running.discord;
    let mut posts = discord.messages(world.channel);
    for member in &crowd.members {
        posts.extend(discord.direct(*member).map(|c| discord.messages(c)).unwrap_or_default());
    }
    let mut breaches = Vec::new();

    // Law 1: every job whose acceptance was shown is in the journal and has ended.
    let names: BTreeSet<_> = jobs.iter().map(|j| j.id.to_string()).collect();
    for card in posts.iter().filter(|m| m.content.starts_with("**")) {
        let name = card.content.split("job `").nth(1).and_then(|rest| rest.split('`').next());
        if let Some(name) = name.filter(|n| !names.contains(*n)) {
            breaches.push(format!("law 1: {name} was shown and is not in the journal"));
        }
    }

    // Law 2: at most one task per job; failed and cancelled tasks cost nothing.
    let mut made: HashMap<&str, usize> = HashMap::new();
    for task in &tasks {
        if !matches!(task.status, TaskStatus::Failed | TaskStatus::Canceled) {
            *made.entry(task.body["input"]["prompt"].as_str().unwrap_or("")).or_default() += 1;
        }
    }
    for (prompt, made) in &made {
        if *made > 1 {
            breaches.push(format!("law 2: {prompt:?} was made {made} times"));
        }
        if !jobs.iter().any(|j| j.request.prompt == *prompt) {
            breaches.push(format!("law 2: {prompt:?} was made for no job"));
        }
    }

    let (mut delivered, mut failed, mut cancelled) = (0, 0, 0);
    let mut spent: BTreeMap<u64, i64> = BTreeMap::new();
    for job in &jobs {
        let name = job.id.to_string();
        let about: Vec<_> = posts.iter().filter(|m| is_about(&name, m)).collect();
        let videos = about.iter().filter(|m| !m.files.is_empty()).count();
        let notices = about.len() - videos;
        let made = made.get(job.request.prompt.as_str()).copied().unwrap_or(0);
        // Law 3: one result or one notice.
        let (videos_due, notices_due) = match job.state {
            State::Delivered { .. } => (1, 0),
            State::Failed { .. } => (0, 1),
            _ => (0, 0),
        };
        if (videos, notices) != (videos_due, notices_due) {
            let state = job.state.name();
            breaches.push(format!("law 3: {name} is {state}: {videos} videos, {notices} notices"));
        }
        match job.state {
            State::Delivered { .. } => {
                delivered += 1;
                *spent.entry(job.requester.0).or_default() += job.price.credits.0;
                if made != 1 {
                    breaches.push(format!("law 2: {name} is delivered and was made {made} times"));
                }
            }
            State::Failed { .. } => failed += 1,
            State::Cancelled { .. } => cancelled += 1,
            _ => breaches.push(format!("law 1: {name} is {}", job.state.name())),
        }
    }

    // Law 5; the run may include midnight, which renews everyone's credits.
    let granted = *crowd.granted.lock().unwrap() * 1_000;
    for (member, spent) in spent {
        if spent > 2 * CREDITS * 1_000 + granted {
            breaches.push(format!("law 5: member {member} spent {spent} thousandths"));
        }
    }
    let (jobs, tasks, posts) = (jobs.len(), tasks.len(), posts.len());
    Figures { jobs, delivered, failed, cancelled, tasks, posts, breaches }
}
