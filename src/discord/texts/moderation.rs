//! Words for moderators.

use jiff::Timestamp;

use crate::discord::cards;
use crate::discord::desk::QuotaAnswer;
use crate::discord::office::{NotDone, Spending};
use crate::discord::texts::quota::{self, outcome};
use crate::discord::texts::{escaped, fitted, quoted, relative, size};
use crate::generation::Credits;
use crate::job::{Job, RoleId, State, UserId};
use crate::quota::{Act, BudgetView, Policy, Setting};

fn person(user: UserId) -> String {
    if user == UserId(0) { "the operator".into() } else { format!("<@{user}>") }
}

/// One act: who, whom, before, after, why.
pub fn act(act: &Act) -> String {
    written(act, 800, 200)
}

/// What a moderator wrote, in quotation marks that it cannot close, nor go on after.
fn said(reason: &str, most: usize) -> String {
    format!("“{}”", escaped(reason, most).replace(['“', '”', '·'], "'"))
}

/// Shortened without cutting anything that Discord would show in another way.
fn shortened(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some((end, _)) => {
            // Not in the middle of a mention or a time.
            let end =
                text[..end].rfind('<').filter(|at| !text[*at..end].contains('>')).unwrap_or(end);
            format!("{}…", text[..end].trim_end())
        }
    }
}

fn written(act: &Act, values: usize, reason: usize) -> String {
    let c = &act.change;
    let (before, after) = (shortened(&c.before, values), shortened(&c.after, values));
    let mut parts = vec![format!("**{}** {}", act.number, relative(act.at))];
    if !c.what.contains("budget of the") {
        parts.push(person(act.by));
    }
    parts.push(format!("**{}**", c.what));
    if !c.whom.is_empty() {
        parts.push(c.whom.clone());
    }
    match (before.as_str(), after.as_str()) {
        ("", "") => {}
        ("", after) => parts.push(after.into()),
        (before, "") => parts.push(before.into()),
        (before, after) => parts.push(format!("{before} → {after}")),
    }
    if !act.reason.is_empty() {
        parts.push(said(&act.reason, reason));
    }
    if let Some(by) = act.undone_by {
        parts.push(format!("taken back by {by}"));
    }
    parts.join(" · ")
}

/// What was just done.
pub fn done(done: &Act) -> String {
    let undo = if done.documents.is_some() {
        format!("\n`/wan-mod quota undo number:{}` takes it back.", done.number)
    } else {
        String::new()
    };
    format!("Done. {}{undo}", act(done))
}

/// Why something was not done.
pub fn not_done(why: &NotDone) -> String {
    let what = match why {
        NotDone::NotModerator => {
            "This is for those who may manage the server, or who have the role that they named for it."
                .into()
        }
        NotDone::Unwise(unwise) => unwise.to_string(),
        NotDone::NoSuchModel(name) => {
            format!("There is no model {} on offer. `/help` and `/quota` show which are.", escaped(name, 40))
        }
        NotDone::Changed => "Somebody else changed it at the same moment. Look again and repeat it.".into(),
        NotDone::NoSuchAct => "There is no such act in this server, or none that can be taken back.".into(),
        NotDone::Undone { by } => format!("It was taken back already, by act {by}."),
        NotDone::NotUndoable => "That act changed nothing that could be taken back.".into(),
        NotDone::ChangedSince => {
            "Something else was decided about the same since. Take that back first: `/wan-mod quota log` lists it."
                .into()
        }
        NotDone::NoSuchJob => {
            "I know of no job by that name or message in this server. Give the link of my message, or the job's name."
                .into()
        }
        NotDone::NoResult => "That job has no result that could be removed.".into(),
        NotDone::NotArchived { deleted } => {
            let post = if *deleted { "The post is deleted" } else { "The post could not be deleted" };
            return format!(
                "{post}, but the clip is still in my archive and its link, if there is one, still \
                 works. Repeat this in a minute; if it stays so, tell my operator."
            );
        }
        NotDone::Everyone => {
            "For everyone there is one number: `quota set` or `settings set credits`. Grants and \
             takes are for members and roles."
                .into()
        }
        NotDone::NotDeleted(error) => {
            return format!(
                "The clip is out of the archive and the record says so, but Discord did not delete the post ({}). \
                 Delete it by hand, or repeat this in a minute.",
                escaped(error, 100)
            );
        }
        NotDone::Unrecorded => {
            "I cannot use my records at the moment. Please try again in a few minutes.".into()
        }
    };
    format!("{what}\nNothing changed.")
}

/// Somebody's account.
pub fn account(user: UserId, answer: &QuotaAnswer, now: Timestamp) -> String {
    let mut lines = vec![format!("**<@{user}>**")];
    lines.extend(quota::block(&answer.account, now));
    lines.extend(quota::account(&answer.account, &answer.policy));
    fitted(lines)
}

/// What a role gives.
pub fn role(role: RoleId, policy: &Policy, now: Timestamp) -> String {
    let rung = policy.ladder.iter().find(|r| r.role == role);
    let gives = rung.map_or_else(
        || {
            format!(
                "is not on the ladder: its holders get what everyone gets ({})",
                policy.everyone
            )
        },
        |r| format!("gives {} in every window", r.allowance),
    );
    let mut lines = vec![format!("<@&{role}> {gives}.")];
    for grant in policy.grants.iter().filter(|g| g.role == role && g.grant.counts(now)) {
        let until =
            grant.grant.until.map_or(String::new(), |t| format!(" until <t:{}:f>", t.as_second()));
        lines
            .push(format!("Act {}: {} for each holder{until}", grant.grant.id, grant.grant.amount));
    }
    fitted(lines)
}

/// The whole ladder, the best first.
pub fn ladder(policy: &Policy) -> String {
    let mut rungs = policy.ladder.clone();
    rungs.sort_by_key(|r| std::cmp::Reverse(r.allowance));
    let mut lines =
        vec![format!("Credits in every window ({}); the best role wins:", policy.window)];
    lines.extend(rungs.iter().map(|r| format!("<@&{}> – {}", r.role, r.allowance)));
    lines.push(format!("everyone – {}", policy.everyone));
    fitted(lines)
}

/// A page of acts.
pub fn log(acts: &[Act], page: u32) -> String {
    if acts.is_empty() {
        return if page == 0 { "Nothing was decided yet.".into() } else { "That is all.".into() };
    }
    fitted(acts.iter().map(|a| written(a, 50, 40)).collect())
}

/// Who spent how much.
pub fn top(spending: &Spending, days: u32) -> String {
    if spending.members.is_empty() {
        return format!("Nothing was spent in the last {days} days.");
    }
    let mut lines = vec![format!("The last {days} days, today included:")];
    // More would not fit a message; the command line has them all.
    const SHOWN: usize = 15;
    lines.extend(spending.members.iter().take(SHOWN).enumerate().map(|(n, m)| {
        let jobs = if m.jobs == 1 { "1 job".into() } else { format!("{} jobs", m.jobs) };
        format!("{}. <@{}> – {} in {jobs} ({})", n + 1, m.user, quota::credits(m.credits), m.money)
    }));
    let more = spending.members.len().saturating_sub(SHOWN);
    if more > 0 {
        lines.push(format!("… and {more} more"));
    }
    fitted(lines)
}

/// The chart in words, for people who cannot see it. Discord takes 1,024 characters.
pub fn chart(spending: &Spending) -> String {
    let spent = spending.days.iter().filter(|(_, c)| *c > Credits(0));
    let days: Vec<_> = spent.map(|(day, c)| format!("{day}: {c}")).collect();
    let text = format!("Bar chart of credits spent by day. {}.", days.join(", "));
    text.chars().take(1000).collect()
}

/// All settings.
pub fn settings(policy: &Policy) -> String {
    let mut lines = vec!["What this server allows:".to_owned()];
    lines.extend(Setting::ALL.map(|s| format!("`{s}` {} – {}", s.show(policy), s.meaning())));
    if let Some(pause) = &policy.paused {
        lines.push(format!("**Paused** by {}: {}", person(pause.by), escaped(&pause.reason, 200)));
    }
    if !policy.blocked_inputs.is_empty() {
        lines.push(format!("{} blocked inputs", policy.blocked_inputs.len()));
    }
    fitted(lines)
}

/// Both budgets.
pub fn budgets(budgets: &[BudgetView; 2]) -> String {
    let lines = budgets.iter().map(quota::budget);
    format!("What this server may cost:\n{}", lines.collect::<Vec<_>>().join("\n"))
}

/// A page of jobs.
pub fn jobs(jobs: &[Job], page: u32) -> String {
    if jobs.is_empty() {
        return if page == 0 { "There are no jobs yet.".into() } else { "That is all.".into() };
    }
    let line = |job: &Job| {
        let state = match &job.state {
            State::Delivered { channel, message, .. } if *channel == job.place.channel => {
                cards::link(job.place, *message)
            }
            state => state.name().to_owned(),
        };
        format!(
            "`{}` <@{}> {} · {state} · {} · {}",
            job.id,
            job.requester,
            relative(job.accepted_at),
            outcome(job),
            escaped(&job.request.prompt, 20)
        )
    };
    fitted(jobs.iter().map(line).collect())
}

/// Who made something, from what, and what it cost.
pub fn who(job: &Job) -> String {
    let time = |t: Timestamp| format!("<t:{}:f>", t.as_second());
    let mut lines = vec![
        format!(
            "{} · job `{}` · asked for by <@{}> in <#{}>",
            cards::kind(&job.request),
            job.id,
            job.requester,
            job.place.channel
        ),
        quoted(&job.request.prompt),
        cards::all_details(&job.request),
    ];
    for input in &job.request.inputs {
        lines.push(format!(
            "{}: {} ({}, SHA-256 `{}`)",
            input.role.name(),
            escaped(&input.name, 60),
            size(input.facts.bytes),
            input.sha256.get(..16).unwrap_or("unknown")
        ));
    }
    lines.push(format!("{} · {} at the provider", outcome(job), job.billed()));
    let mut times = vec![format!("accepted {}", time(job.accepted_at))];
    times.extend(job.work.submitted_at.map(|t| format!("handed over {}", time(t))));
    times.extend(job.work.finished_at.map(|t| format!("made {}", time(t))));
    if let State::Delivered { at, .. } | State::Failed { at, .. } | State::Cancelled { at, .. } =
        &job.state
    {
        times.push(format!("{} {}", job.state.name(), time(*at)));
    }
    lines.push(times.join(" · "));
    if let Some(removed) = &job.removed {
        lines.push(format!("**Removed** by {} {}", person(removed.by), time(removed.at)));
    }
    fitted(lines)
}

/// The whole prompt of a job, where [`who`] has room for a part only.
pub fn whole_prompt(job: &Job) -> Option<String> {
    let r = &job.request;
    let negative = r.negative.as_deref().unwrap_or_default();
    (r.prompt.chars().count() > 300 || negative.chars().count() > 80)
        .then(|| format!("Prompt:\n{}\n\nNot wanted:\n{negative}\n", r.prompt))
}

/// A result was removed.
pub fn removed(job: &Job) -> String {
    format!(
        "Removed: the post of job `{}` by <@{}> is deleted and its clip is out of the archive. The record stays; \
         nothing is paid back.",
        job.id, job.requester
    )
}
