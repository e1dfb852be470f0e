//! Checks the laws against what the simulated services recorded.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use wanbot::generation::Credits;
use wanbot::job::{Class, Failure, GuildId, Job, JobId, State, Tenant};
use wanbot::journal::Journal;
use wanbot::quota::{Allowance, QuotaBook};

use crate::bot::Bot;
use crate::discord::{Said, direct_channel};
use crate::people::{GUILD, OWN_THREAD, OWNER, People};

/// Maximum calls of one kind per job; more indicates a busy loop.
const MOST_CALLS_PER_JOB: u64 = 3_000;
/// Discord bans an address for an hour at 10,000 within ten minutes; the limit here is far below.
const MOST_INVALID: usize = 1_000;

/// How far the bot's clock can be from the true time, in milliseconds.
const CLOCK_ERROR: i64 = 3 * 3_600_000;

/// Returns a description of every violation.
pub async fn breaches(people: &People, bot: &Bot, journal: &Journal) -> Vec<String> {
    let mut found = Vec::new();
    let jobs = journal
        .jobs_in(Tenant::Server(GuildId(GUILD)), None, 0, 1_000_000)
        .await
        .expect("it can be read");
    let said = people.discord.said();
    nothing_is_lost(people, &jobs, &said, &mut found);
    nothing_is_paid_twice(people, &jobs, &mut found);
    nothing_is_posted_twice(people, &jobs, &said, &mut found);
    the_ledger_balances(people, bot, journal, &jobs, &said, &mut found).await;
    nobody_overspends(people, bot, journal, &mut found).await;
    nothing_runs_hot(people, jobs.len() as u64, &mut found);
    found
}

/// Law 1: no accepted job is lost.
fn nothing_is_lost(people: &People, jobs: &[Job], said: &[Said], found: &mut Vec<String>) {
    let known = people.known.lock().unwrap();
    let names: BTreeSet<_> = jobs.iter().map(|j| j.id).collect();
    for seen in &known.seen {
        let lost = known.lost.iter().any(|job| job.id == *seen);
        // A job that was cancelled before submission is deleted a day after the request, by the
        // bot's clock. The request may be up to four hours before the cancellation, and the clock
        // three hours wrong.
        let abandoned = known
            .cancelled
            .get(seen)
            .is_some_and(|at| at + (24 - 4 - 3) * 3_600_000 < people.world.truth());
        if !names.contains(seen) && !lost && !abandoned {
            found.push(format!("law 1: {seen} was accepted and is not in the journal"));
        }
    }
    for job in jobs {
        if !job.is_settled() {
            found.push(format!("law 1: {} never came to its end: {:?}", job.id, job.state));
        }
        let notified = job.notice.is_some()
            && said.iter().any(|m| m.deleted.is_none() && is_about(job.id, m) && is_notice(m));
        // A result delivered before a backup was restored and found again: the requester has it.
        let notified = notified
            || job.restored.is_some() && said.iter().any(|m| is_about(job.id, m) && !is_notice(m));
        let here = job.place.channel.0;
        let unreachable = (known.troubled.contains(&here)
            || people.discord.deleted().contains(&here))
            && known.closed.contains(&job.requester.0);
        if matches!(job.state, State::Failed { .. }) && !notified && !unreachable {
            found.push(format!("law 1: nobody was notified that {} failed", job.id));
        }
        // A cancellation whose response was lost is discovered at the provider.
        let asked = known.cancels.contains(&job.id);
        if matches!(job.state, State::Cancelled { .. }) && !asked {
            found.push(format!("law 1: nobody cancelled {}", job.id));
        }
    }
}

/// Law 2: no job is paid twice. A task carries its job's prompt; jobs with the same prompt share
/// their tasks.
fn nothing_is_paid_twice(people: &People, jobs: &[Job], found: &mut Vec<String>) {
    let mut asked: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    // Jobs that a restored backup does not contain were requested too.
    let known = people.known.lock().unwrap();
    for job in jobs.iter().chain(&known.lost) {
        *asked.entry((&job.request.model, &job.request.prompt)).or_default() += 1;
    }
    let tasks = people.wan.tasks();
    let mut made: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for task in tasks.iter().filter(|t| t.ours && t.costs()) {
        *made.entry((&task.model, &task.prompt)).or_default() += 1;
    }
    for (words, made) in made {
        let asked = asked.get(&words).copied().unwrap_or(0);
        if made > asked {
            found.push(format!("law 2: {words:?} was asked for {asked} and paid {made} times"));
        }
    }
    let mut owners: BTreeMap<&str, JobId> = BTreeMap::new();
    for job in jobs {
        if let Some(task) = job.task()
            && let Some(other) = owners.insert(&task.0, job.id)
        {
            found.push(format!("law 2: {} and {other} share {task}", job.id));
        }
    }
}

fn is_about(job: JobId, message: &Said) -> bool {
    message.content.lines().any(|l| l.ends_with(&format!("· job {job}")) && !l.starts_with("> "))
}

fn is_notice(message: &Said) -> bool {
    message.files.is_empty() && !message.content.contains("sim://")
}

/// Whether a message was there from the first to the second time, in a channel that could be read.
fn could_be_found(people: &People, message: &Said, from: i64, to: i64) -> bool {
    message.at <= from
        && message.deleted.is_none_or(|deleted| deleted > to)
        && !people.discord.was_unreadable(message.channel, from, to)
}

/// When a job ended without a result, in milliseconds since 1970 by the bot's clock.
fn ended_at(job: &Job) -> Option<i64> {
    match &job.state {
        State::Failed { at, .. } | State::Cancelled { at, .. } => Some(at.as_millisecond()),
        _ => None,
    }
}

/// Law 3: no result or notice is posted twice.
fn nothing_is_posted_twice(people: &People, jobs: &[Job], said: &[Said], found: &mut Vec<String>) {
    let known = people.known.lock().unwrap();
    for job in jobs {
        let about: Vec<_> = said.iter().filter(|m| is_about(job.id, m)).collect();
        let results: Vec<_> = about.iter().filter(|m| !is_notice(m)).collect();
        let notices = about.len() - results.len();
        // If the history is unreadable for an hour, or a channel is gone, nobody can find out
        // whether a post arrived. It is then posted once more in the other place, or reported as
        // held. It is never posted twice in one place.
        let deleted = people.discord.deleted();
        let here = job.place.channel.0;
        let blind = known.blind.contains(&here) || deleted.contains(&here);
        // The channel was unreadable at some time between the first and the last post.
        let unseen = |about: &[&&Said]| {
            let times = || about.iter().map(|m| m.at);
            let (first, last) = (times().min().unwrap_or(0), times().max().unwrap_or(0));
            people.discord.was_unreadable(here, first, last)
        };
        // A bot that has forgotten a deleted post cannot find it, so it may post again. A post that
        // existed when the next one was made could be found.
        let restored = job.restored.is_some();
        let replaced = |m: &&&Said| {
            let gone_by = |at: i64| m.deleted.is_some_and(|deleted| deleted <= at);
            restored && results.iter().any(|later| later.at > m.at && gone_by(later.at))
        };
        let standing: Vec<_> = results.iter().filter(|m| !replaced(m)).copied().collect();
        let places: BTreeSet<_> = standing.iter().map(|m| m.channel).collect();
        if standing.len() < results.len() {
            people.world.count("posted again after it was deleted and forgotten");
        }
        if standing.len() > 1 && unseen(&standing) && places.len() == standing.len() {
            people.world.count("posted by both ways, where one cannot be read");
        } else if standing.len() > 1 {
            let where_and_when: Vec<_> =
                results.iter().map(|m| (m.channel, m.at, m.deleted)).collect();
            found.push(format!("law 3: the result of {} was posted {where_and_when:?}", job.id));
        }
        let notified: Vec<_> = about.iter().filter(|m| is_notice(m)).collect();
        let places: BTreeSet<_> = notified.iter().map(|m| m.channel).collect();
        if notices > 1 && !(unseen(&notified) && places.len() == notices) {
            let where_and_when: Vec<_> = notified.iter().map(|m| (m.channel, m.at)).collect();
            found.push(format!(
                "law 3: notices of the failure of {} were posted {where_and_when:?}",
                job.id
            ));
        }
        // Notices posted before a backup was restored are still there. One is posted beside a result
        // only if the result could not be found then.
        let unnoticed = notified.iter().all(|notice| {
            let hour_before = notice.at - 3_600_000;
            !results.iter().any(|m| could_be_found(people, m, hour_before.max(m.at), notice.at))
        });
        let excused = if restored { unnoticed } else { blind };
        if !results.is_empty() && notices > 0 && !excused {
            found.push(format!("law 3: {} has both a result and a notice", job.id));
        }
        let delivered = matches!(job.state, State::Delivered { .. });
        // After a restored backup, a job can count as lost although its result was posted: it is
        // charged, if the result could be found.
        let excused = if restored {
            let unseen = |ended: i64| {
                let (from, to) = (ended - CLOCK_ERROR - 3_600_000, ended + CLOCK_ERROR);
                !results.iter().any(|m| could_be_found(people, m, from, to))
            };
            job.is_charged() || ended_at(job).is_none_or(unseen)
        } else {
            blind
        };
        if delivered == results.is_empty() && (delivered || !excused) {
            let (state, results) = (job.state.name(), results.len());
            found.push(format!("law 3: {} is {state} and has {results} results", job.id));
        }
        for result in results {
            let here = job.place.channel.0;
            if ![here, direct_channel(job.requester.0)].contains(&result.channel) {
                found.push(format!("law 3: {} was posted in another place", job.id));
            }
            let words = format!(": {}|", job.request.prompt);
            for file in &result.files {
                if !String::from_utf8_lossy(file).contains(&words) {
                    found.push(format!("law 3: the result of {} is not its own", job.id));
                }
            }
        }
    }
}

/// Law 4: the ledger balances.
async fn the_ledger_balances(
    people: &People,
    bot: &Bot,
    journal: &Journal,
    jobs: &[Job],
    said: &[Said],
    found: &mut Vec<String>,
) {
    let now = people.world.now();
    let fresh = Arc::new(bot.fresh_book());
    journal.load_into(Arc::clone(&fresh), now).await.expect("it can be read");
    let views = |book: &QuotaBook| {
        let mut views = book.views(now);
        views.retain(|(_, _, v)| v.spent.0 + v.reserved.0 != 0 || !v.grants.is_empty());
        views
    };
    let Some(pipeline) = bot.pipeline() else { return found.push("there is no bot".into()) };
    let book = pipeline.store().book();
    if views(book) != views(&fresh) {
        found.push("law 4: the book in memory is not the sum of the journal".into());
    }
    if book.held() != Credits(0) && jobs.iter().all(Job::is_settled) {
        found.push(format!("law 4: {} are held for nothing", book.held()));
    }
    let spent: i64 = journal
        .spending(Tenant::Server(GuildId(GUILD)), Timestamp::UNIX_EPOCH)
        .await
        .expect("it can be read")
        .iter()
        .map(|row| row.credits.0)
        .sum();
    let owed: i64 =
        jobs.iter().filter(|j| j.is_charged() || !j.is_over()).map(|j| j.charge().0).sum();
    let known = people.known.lock().unwrap();
    // A requester who prevents the post of a result pays for it; others pay only for what they get.
    for job in jobs.iter().filter(|job| job.is_charged()) {
        let State::Failed { .. } = &job.state else { continue };
        let own = people.world.extras.own_thread
            && (job.place.channel.0, job.requester.0) == (OWN_THREAD, OWNER);
        // A restored backup may be older than the post.
        let posted =
            job.restored.is_some() && said.iter().any(|m| is_about(job.id, m) && !is_notice(m));
        if !own && !posted && !known.given.contains(&job.id) {
            found.push(format!("law 4: {} did not come and is paid for", job.id));
        }
    }
    // Nobody but the owner has closed the thread.
    let deleted = people.discord.deleted().contains(&OWN_THREAD);
    let troubles = known.troubled.iter().filter(|channel| **channel == OWN_THREAD).count();
    if people.world.extras.own_thread && troubles == 1 && !deleted {
        let theirs = |job: &&Job| (job.place.channel.0, job.requester.0) == (OWN_THREAD, OWNER);
        for job in jobs.iter().filter(theirs) {
            let State::Failed { failure, .. } = &job.state else { continue };
            if failure.class == Class::Undeliverable && !job.is_charged() {
                found.push(format!("law 4: {} was kept from being posted for nothing", job.id));
            } else if failure.class == Class::Undeliverable {
                people.world.count("charged to a requester who closed both ways");
            }
        }
    }
    for id in &known.collected {
        if !jobs.iter().any(|job| job.id == *id && job.is_charged()) {
            found.push(format!("law 4: the result of {id} was given and not paid for"));
        }
    }
    if spent != owed {
        found.push(format!("law 4: {spent} credits are spent or held for {owed} credits of jobs"));
    }
}

/// Law 5: spending on a day never exceeds the daily credits plus the grants.
async fn nobody_overspends(people: &People, bot: &Bot, journal: &Journal, found: &mut Vec<String>) {
    let rows = journal
        .spending(Tenant::Server(GuildId(GUILD)), Timestamp::UNIX_EPOCH)
        .await
        .expect("readable");
    let Allowance::Credits(daily) = bot.policy().everyone else { return };
    let mut days: BTreeMap<(u64, i64), i64> = BTreeMap::new();
    let mut money: BTreeMap<i64, i64> = BTreeMap::new();
    for row in rows {
        let day = row.at.as_second().div_euclid(86_400);
        *days.entry((row.user.0, day)).or_default() += row.credits.0;
        *money.entry(day).or_default() += row.money.0;
    }
    let granted = people.known.lock().unwrap().granted.clone();
    let mut beyond: BTreeMap<u64, i64> = BTreeMap::new();
    for ((user, _), credits) in days {
        *beyond.entry(user).or_default() += (credits - daily.0).max(0);
    }
    for (user, beyond) in beyond {
        let granted = granted.get(&user).copied().unwrap_or(0);
        if beyond > granted {
            found.push(format!("law 5: member {user} spent {beyond} beyond, {granted} granted"));
        }
    }
    for (day, money) in money {
        if bot.budget().is_some_and(|most| money > most.0) {
            found.push(format!("law 5: {money} were spent on day {day}"));
        }
    }
}

/// No call is repeated without limit.
fn nothing_runs_hot(people: &People, jobs: u64, found: &mut Vec<String>) {
    let counts = people.world.counts();
    // A restored backup forgets jobs for which calls were made.
    let accepted = counts.get("requests accepted").copied().unwrap_or_default();
    let most = (jobs.max(accepted) + 1) * MOST_CALLS_PER_JOB;
    for (what, count) in counts {
        let call = what.contains("POST") || what.contains("GET") || what == "post";
        if (call || what.contains("edit")) && count > most {
            found.push(format!("hot: {count} times {what} for {jobs} jobs"));
        }
    }
    let invalid = people.discord.most_invalid();
    if invalid > MOST_INVALID {
        found.push(format!("hot: {invalid} invalid requests to Discord within ten minutes"));
    }
}

/// Counts how the jobs ended, for the statistics.
pub fn endings(jobs: &[Job]) -> BTreeMap<String, u64> {
    let mut ends = BTreeMap::new();
    for job in jobs {
        let how = match &job.state {
            State::Failed { failure: Failure { class, .. }, .. } => match class {
                Class::Lost => "failed: lost".to_owned(),
                other => format!("failed: {other:?}"),
            },
            state => state.name().to_owned(),
        };
        *ends.entry(format!("jobs {how}")).or_default() += 1;
    }
    ends
}
