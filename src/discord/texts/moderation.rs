//! Texts for moderators.

use jiff::Timestamp;

use crate::discord::cards;
use crate::discord::texts::audit::{self, time};
use crate::discord::texts::quota::{self, outcome};
use crate::discord::texts::words::say;
use crate::discord::texts::{escaped, fitted, quoted, relative, role_name, size};
use crate::generation::Credits;
use crate::job::priority::MAX_WEIGHT;
use crate::job::{Job, RoleId, State, UserId};
use crate::quota::{
    AuditEntry, BudgetView, InvalidCommand, MOST_BLOCKED_INPUTS, MOST_GRANTS, Policy, Setting,
    Subject,
};
use crate::service::{ModerationError, QuotaAnswer, Spending};

/// The confirmation of a moderation command.
pub fn done(done: &AuditEntry) -> String {
    let undo = match done.target {
        Some(_) => say!("entry-undo", number = done.number),
        None => String::new(),
    };
    say!("entry-done", entry = audit::entry(done), undo = undo)
}

/// Why a moderation command was not carried out.
pub fn not_done(why: &ModerationError) -> String {
    let why = match why {
        ModerationError::NotModerator => say!("not-moderator"),
        ModerationError::InvalidCommand(error) => invalid_command(error),
        ModerationError::NoSuchModel(name) => say!("not-done-model", model = escaped(name, 40)),
        ModerationError::Changed => say!("not-done-changed"),
        ModerationError::NoSuchEntry => say!("not-done-no-entry"),
        ModerationError::Undone { by } => say!("not-done-undone", entry = *by),
        ModerationError::NotUndoable => say!("not-done-not-undoable"),
        ModerationError::ChangedSince => say!("not-done-changed-since"),
        ModerationError::NoSuchJob => say!("not-done-no-job"),
        ModerationError::NoResult => say!("not-done-no-result"),
        ModerationError::NotArchived { deleted } => {
            let post = match deleted {
                true => say!("not-archived-deleted"),
                false => say!("not-archived-not-deleted"),
            };
            return say!("not-archived", post = post);
        }
        ModerationError::Everyone => say!("not-done-everyone"),
        ModerationError::NotDeleted(error) => {
            return say!("not-deleted", error = escaped(error, 100));
        }
        ModerationError::JournalUnavailable => say!("not-done-unrecorded"),
    };
    say!("not-done", why = why)
}

fn invalid_command(why: &InvalidCommand) -> String {
    let subject = |subject: &Subject| match subject {
        Subject::Member(user) => audit::mention(*user),
        Subject::Role(role) => audit::mention_role(*role),
    };
    match why {
        InvalidCommand::Amount => say!("bad-amount"),
        InvalidCommand::Nothing => say!("bad-amount-zero"),
        InvalidCommand::NoLimit(whose) => say!("bad-amount-no-limit", subject = subject(whose)),
        InvalidCommand::Until => say!("bad-until"),
        InvalidCommand::NothingLeft(whose) => say!("bad-nothing-left", subject = subject(whose)),
        InvalidCommand::TooManyGrants(whose) => {
            say!("bad-too-many-grants", subject = subject(whose), max = MOST_GRANTS)
        }
        InvalidCommand::TooManyInputs => say!("bad-too-many-inputs", max = MOST_BLOCKED_INPUTS),
        InvalidCommand::NoChange => say!("bad-no-change"),
        InvalidCommand::Value(bad) => {
            say!("bad-value", setting = bad.setting.name(), wanted = bad.wanted.as_str())
        }
        InvalidCommand::Weight => say!("bad-weight", max = MAX_WEIGHT),
        InvalidCommand::Defaults => say!("bad-defaults"),
    }
}

/// A member's account.
pub fn account(user: UserId, answer: &QuotaAnswer, now: Timestamp) -> String {
    let mut lines = vec![format!("**<@{user}>**")];
    lines.extend(quota::block(&answer.account, now));
    lines.extend(quota::account(&answer.account, &answer.policy));
    fitted(lines)
}

/// What a role grants.
pub fn role(role: RoleId, policy: &Policy, now: Timestamp) -> String {
    let (role_quota, name) =
        (policy.role_quotas.iter().find(|r| r.role == role), format!("<@&{role}>"));
    let mut lines = vec![match role_quota {
        Some(r) => say!("role-gives", role = name, allowance = r.allowance.to_string()),
        None => say!("role-gives-nothing", role = name, everyone = policy.everyone.to_string()),
    }];
    for grant in policy.grants.iter().filter(|g| g.role == role && g.grant.counts(now)) {
        let until = grant.grant.until.map(|t| say!("until", time = time(t)));
        lines.push(say!(
            "role-grant",
            entry = grant.grant.id,
            amount = grant.grant.amount.to_string(),
            until = until.unwrap_or_default()
        ));
    }
    fitted(lines)
}

/// All role quotas, highest first.
pub fn role_quotas(policy: &Policy) -> String {
    let mut sorted = policy.role_quotas.clone();
    sorted.sort_by_key(|r| std::cmp::Reverse(r.allowance));
    let mut lines = vec![say!("ladder", window = policy.window.to_string())];
    lines.extend(sorted.iter().map(|r| {
        let role = format!("<@&{}>", r.role);
        say!("ladder-rung", role = role, allowance = r.allowance.to_string())
    }));
    lines.extend(policy.weights.iter().map(|(role, weight)| {
        say!("ladder-weight", role = format!("<@&{role}>"), weight = weight.to_string())
    }));
    lines.push(say!("ladder-everyone", allowance = policy.everyone.to_string()));
    fitted(lines)
}

/// A page of audit entries.
pub fn log(entries: &[AuditEntry], page: u32) -> String {
    if entries.is_empty() {
        return if page == 0 { say!("log-empty") } else { say!("log-end") };
    }
    fitted(entries.iter().map(audit::short_entry).collect())
}

/// The highest spenders.
pub fn top(spending: &Spending, days: u32) -> String {
    if spending.members.is_empty() {
        return say!("top-empty", days = days);
    }
    let mut lines = vec![say!("top-title", days = days)];
    // More would not fit in a message; the command line lists them all.
    const SHOWN: usize = 15;
    lines.extend(spending.members.iter().take(SHOWN).enumerate().map(|(n, m)| {
        say!(
            "top-line",
            place = n + 1,
            user = format!("<@{}>", m.user),
            credits = quota::credits(m.credits),
            jobs = say!("top-jobs", count = m.jobs),
            money = m.money.to_string()
        )
    }));
    let more = spending.members.len().saturating_sub(SHOWN);
    if more > 0 {
        lines.push(say!("and-more", count = more));
    }
    fitted(lines)
}

/// The chart's alt text. Discord allows 1,024 characters.
pub fn chart(spending: &Spending) -> String {
    let spent = spending.days.iter().filter(|(_, c)| *c > Credits(0));
    let days: Vec<_> = spent.map(|(day, c)| format!("{day}: {c}")).collect();
    let text = say!("chart", days = days.join(", "));
    text.chars().take(1000).collect()
}

/// What a setting is.
pub fn setting_meaning(setting: Setting) -> String {
    match setting {
        Setting::Window => say!("setting-window"),
        Setting::TimeZone => say!("setting-time-zone"),
        Setting::Credits => say!("setting-credits"),
        Setting::Waiting => say!("setting-waiting"),
        Setting::Running => say!("setting-running"),
        Setting::Longest => say!("setting-longest"),
        Setting::Largest => say!("setting-largest"),
        Setting::Channels => say!("setting-channels"),
        Setting::Models => say!("setting-models"),
        Setting::AllowAvatars => say!("setting-allow-avatars"),
        Setting::ModeratorRole => say!("setting-moderator-role"),
        Setting::LogChannel => say!("setting-log-channel"),
        Setting::BudgetDay => say!("setting-budget-day"),
        Setting::BudgetMonth => say!("setting-budget-month"),
    }
}

/// All settings.
pub fn settings(policy: &Policy) -> String {
    let mut lines = vec![say!("settings-title")];
    lines.extend(Setting::ALL.map(|s| {
        format!("`{s}` {} – {}", audit::setting_value(&s.value(policy)), setting_meaning(s))
    }));
    for (channel, channel_defaults) in &policy.channel_defaults {
        let channel = format!("<#{channel}>");
        lines.push(say!(
            "settings-channel",
            channel = channel,
            defaults = channel_defaults.to_string()
        ));
    }
    if let Some(pause) = &policy.paused {
        let reason = escaped(&pause.reason, 200);
        lines.push(say!("settings-paused", by = audit::author(pause.by), reason = reason));
    }
    if !policy.blocked_inputs.is_empty() {
        lines.push(say!("settings-blocked", count = policy.blocked_inputs.len()));
    }
    fitted(lines)
}

/// Both budgets.
pub fn budgets([day, month]: &[BudgetView; 2]) -> String {
    say!("budgets", day = quota::budget(day), month = quota::budget(month))
}

/// A page of jobs.
pub fn jobs(jobs: &[Job], page: u32) -> String {
    if jobs.is_empty() {
        return if page == 0 { say!("jobs-empty") } else { say!("log-end") };
    }
    let line = |job: &Job| {
        format!(
            "`{}` <@{}> {} · {} · {} · {}",
            job.id,
            job.requester,
            relative(job.accepted_at),
            cards::whereabouts(job),
            outcome(job),
            escaped(&job.request.prompt, 20)
        )
    };
    fitted(jobs.iter().map(line).collect())
}

/// Who requested a job, from which inputs, and what it cost.
pub fn provenance(job: &Job) -> String {
    let mut lines = vec![
        say!(
            "who-title",
            kind = cards::kind(&job.request),
            job = job.id.to_string(),
            user = format!("<@{}>", job.requester),
            channel = format!("<#{}>", job.place.channel)
        ),
        quoted(&job.request.prompt),
        cards::all_details(&job.request),
    ];
    for input in &job.request.inputs {
        let hash = input.sha256.get(..16).map(str::to_owned);
        lines.push(say!(
            "who-input",
            role = role_name(input.role),
            name = escaped(&input.name, 60),
            size = size(input.facts.bytes),
            hash = hash.unwrap_or_else(|| say!("who-unknown-hash"))
        ));
    }
    if let Some(depicted) = &job.depicted {
        lines.push(say!("who-depicted", user = audit::mention(depicted.user)));
    }
    lines.push(say!("who-cost", outcome = outcome(job), money = job.billed().to_string()));
    let mut times = vec![say!("who-accepted", time = time(job.accepted_at))];
    times.extend(job.work.submitted_at.map(|t| say!("who-submitted", time = time(t))));
    times.extend(job.work.finished_at.map(|t| say!("who-made", time = time(t))));
    if let State::Delivered { at, .. } | State::Failed { at, .. } | State::Cancelled { at, .. } =
        &job.state
    {
        times.push(format!("{} {}", job.state.name(), time(*at)));
    }
    lines.push(times.join(" · "));
    if let Some(removed) = &job.removed {
        lines.push(say!("who-removed", by = audit::mention(removed.by), time = time(removed.at)));
    }
    fitted(lines)
}

/// The complete prompt of a job, if [`provenance`] has no space for it.
pub fn whole_prompt(job: &Job) -> Option<String> {
    let r = &job.request;
    let negative = r.negative.as_deref().unwrap_or_default();
    (r.prompt.chars().count() > 300 || negative.chars().count() > 80)
        .then(|| say!("whole-prompt", prompt = r.prompt.as_str(), negative = negative))
}

/// The confirmation that a result was removed.
pub fn removed(job: &Job) -> String {
    say!("removed-done", job = job.id.to_string(), user = format!("<@{}>", job.requester))
}
