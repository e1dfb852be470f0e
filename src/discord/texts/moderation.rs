//! Texts for moderators.

use jiff::Timestamp;

use crate::discord::cards;
use crate::discord::texts::audit::{self, time};
use crate::discord::texts::numbers::{allowance, amount, credits, listed, money, number, size};
use crate::discord::texts::quota::{self, outcome};
use crate::discord::texts::{escaped, fitted, quoted, relative, role_name, state};
use crate::generation::Credits;
use crate::i18n::{offered, say};
use crate::job::priority::MAX_WEIGHT;
use crate::job::{Job, RoleId, State, UserId};
use crate::language::Language;
use crate::quota::{
    AuditEntry, BudgetView, InvalidCommand, MOST_BLOCKED_INPUTS, MOST_GRANTS, Policy, Setting,
    Subject, Wanted, Window,
};
use crate::service::{ModerationError, QuotaAnswer, Spending};

/// The confirmation of a moderation command.
pub fn done(language: Language, done: &AuditEntry) -> String {
    let undo = match done.target {
        Some(_) => say!(language, "entry-undo", number = done.number),
        None => String::new(),
    };
    say!(language, "entry-done", entry = audit::entry(language, done), undo = undo)
}

/// Why a moderation command was not carried out.
pub fn not_done(language: Language, why: &ModerationError) -> String {
    let why = match why {
        ModerationError::NotModerator => say!(language, "not-moderator"),
        ModerationError::InvalidCommand(error) => invalid_command(language, error),
        ModerationError::NoSuchModel(name) => {
            say!(language, "not-done-model", model = escaped(name, 40))
        }
        ModerationError::Changed => say!(language, "not-done-changed"),
        ModerationError::NoSuchEntry => say!(language, "not-done-no-entry"),
        ModerationError::Undone { by } => say!(language, "not-done-undone", entry = *by),
        ModerationError::NotUndoable => say!(language, "not-done-not-undoable"),
        ModerationError::ChangedSince => say!(language, "not-done-changed-since"),
        ModerationError::NoSuchJob => say!(language, "not-done-no-job"),
        ModerationError::NoResult => say!(language, "not-done-no-result"),
        ModerationError::NotArchived { deleted } => {
            let post = match deleted {
                true => say!(language, "not-archived-deleted"),
                false => say!(language, "not-archived-not-deleted"),
            };
            return say!(language, "not-archived", post = post);
        }
        ModerationError::Everyone => say!(language, "not-done-everyone"),
        ModerationError::NotDeleted(error) => {
            return say!(language, "not-deleted", error = escaped(error, 100));
        }
        ModerationError::JournalUnavailable => say!(language, "not-done-storage"),
    };
    say!(language, "not-done", why = why)
}

/// Why a command is invalid.
pub fn invalid_command(language: Language, why: &InvalidCommand) -> String {
    let subject = |subject: &Subject| match subject {
        Subject::Member(user) => audit::mention(*user),
        Subject::Role(role) => audit::mention_role(*role),
    };
    match why {
        InvalidCommand::Amount => say!(language, "invalid-amount"),
        InvalidCommand::Nothing => say!(language, "invalid-amount-zero"),
        InvalidCommand::NoLimit(whose) => {
            say!(language, "invalid-amount-no-limit", subject = subject(whose))
        }
        InvalidCommand::Until => say!(language, "invalid-until"),
        InvalidCommand::NothingLeft(whose) => {
            say!(language, "invalid-nothing-left", subject = subject(whose))
        }
        InvalidCommand::TooManyGrants(whose) => {
            say!(language, "invalid-too-many-grants", subject = subject(whose), max = MOST_GRANTS)
        }
        InvalidCommand::TooManyInputs => {
            say!(language, "invalid-too-many-inputs", max = MOST_BLOCKED_INPUTS)
        }
        InvalidCommand::NoChange => say!(language, "invalid-no-change"),
        InvalidCommand::Value(bad) => {
            let wanted = wanted(language, bad.setting.wanted());
            say!(language, "invalid-value", setting = bad.setting.name(), wanted = wanted)
        }
        InvalidCommand::Weight => say!(language, "invalid-weight", max = MAX_WEIGHT),
        InvalidCommand::Defaults => say!(language, "invalid-defaults"),
    }
}

/// The values that a setting takes.
pub fn wanted(language: Language, wanted: Wanted) -> String {
    match wanted {
        Wanted::Window { min, max } => say!(language, "wanted-window", min = min, max = max),
        Wanted::Zone => say!(language, "wanted-zone"),
        Wanted::Allowance => say!(language, "wanted-allowance"),
        Wanted::Count { min, max } => say!(language, "wanted-count", min = min, max = max),
        Wanted::Seconds => say!(language, "wanted-seconds"),
        Wanted::Resolution => say!(language, "wanted-resolution"),
        Wanted::Channels => say!(language, "wanted-channels"),
        Wanted::Models => say!(language, "wanted-models"),
        Wanted::YesOrNo => say!(language, "wanted-yes-no"),
        Wanted::Role => say!(language, "wanted-role"),
        Wanted::Channel => say!(language, "wanted-channel"),
        Wanted::Dollars => say!(language, "wanted-dollars"),
        Wanted::Language => {
            let codes: Vec<_> = offered().map(|language| format!("`{language}`")).collect();
            say!(language, "wanted-language", codes = listed(language, &codes))
        }
    }
}

/// A member's account.
pub fn account(language: Language, user: UserId, answer: &QuotaAnswer, now: Timestamp) -> String {
    let mut lines = vec![format!("**<@{user}>**")];
    lines.extend(quota::block(language, &answer.account, now));
    lines.extend(quota::account(language, &answer.account, &answer.policy));
    fitted(language, lines)
}

/// What a role grants.
pub fn role(language: Language, role: RoleId, policy: &Policy, now: Timestamp) -> String {
    let (role_quota, name) =
        (policy.role_quotas.iter().find(|r| r.role == role), format!("<@&{role}>"));
    let mut lines = vec![match role_quota {
        Some(r) => {
            say!(language, "role-gives", role = name, allowance = allowance(language, r.allowance))
        }
        None => say!(
            language,
            "role-gives-nothing",
            role = name,
            everyone = allowance(language, policy.everyone)
        ),
    }];
    for grant in policy.grants.iter().filter(|g| g.role == role && g.grant.counts(now)) {
        let until = grant.grant.until.map(|t| say!(language, "until", time = time(t)));
        lines.push(say!(
            language,
            "role-grant",
            entry = grant.grant.id,
            amount = amount(grant.grant.amount),
            until = until.unwrap_or_default()
        ));
    }
    fitted(language, lines)
}

/// All role quotas, highest first.
pub fn role_quotas(language: Language, policy: &Policy) -> String {
    let mut sorted = policy.role_quotas.clone();
    sorted.sort_by_key(|r| std::cmp::Reverse(r.allowance));
    let window = match policy.window {
        Window::Daily => say!(language, "window-short-daily"),
        Window::Weekly => say!(language, "window-short-weekly"),
        Window::Rolling { hours } => say!(language, "window-short-rolling", hours = hours),
    };
    let mut lines = vec![say!(language, "role-quotas", window = window)];
    lines.extend(sorted.iter().map(|r| {
        let role = format!("<@&{}>", r.role);
        say!(
            language,
            "role-quotas-role",
            role = role,
            allowance = allowance(language, r.allowance)
        )
    }));
    lines.extend(policy.weights.iter().map(|(role, weight)| {
        say!(language, "role-quotas-weight", role = format!("<@&{role}>"), weight = *weight)
    }));
    lines.push(say!(
        language,
        "role-quotas-everyone",
        allowance = allowance(language, policy.everyone)
    ));
    fitted(language, lines)
}

/// A page of audit entries.
pub fn log(language: Language, entries: &[AuditEntry], page: u32) -> String {
    if entries.is_empty() {
        return if page == 0 { say!(language, "log-empty") } else { say!(language, "log-end") };
    }
    fitted(language, entries.iter().map(|e| audit::short_entry(language, e)).collect())
}

/// The highest spenders.
pub fn top(language: Language, spending: &Spending, days: u32) -> String {
    if spending.members.is_empty() {
        return say!(language, "top-empty", days = days);
    }
    let mut lines = vec![say!(language, "top-title", days = days)];
    // More would not fit in a message; the command line lists them all.
    const SHOWN: usize = 15;
    lines.extend(spending.members.iter().take(SHOWN).enumerate().map(|(n, m)| {
        say!(
            language,
            "top-line",
            place = n + 1,
            user = format!("<@{}>", m.user),
            credits = credits(language, m.credits),
            jobs = say!(language, "top-jobs", count = m.jobs),
            money = money(language, m.money)
        )
    }));
    let more = spending.members.len().saturating_sub(SHOWN);
    if more > 0 {
        lines.push(say!(language, "and-more", count = more));
    }
    fitted(language, lines)
}

/// The chart's alt text. Discord allows 1,024 characters.
pub fn chart(language: Language, spending: &Spending) -> String {
    let spent = spending.days.iter().filter(|(_, c)| *c > Credits(0));
    let days: Vec<_> = spent.map(|(day, c)| format!("{day}: {}", number(language, c))).collect();
    let text = say!(language, "chart", days = listed(language, &days));
    text.chars().take(1000).collect()
}

/// What a setting is.
pub fn setting_meaning(language: Language, setting: Setting) -> String {
    match setting {
        Setting::Window => say!(language, "setting-window"),
        Setting::TimeZone => say!(language, "setting-time-zone"),
        Setting::Credits => say!(language, "setting-credits"),
        Setting::MaxQueued => say!(language, "setting-max-queued"),
        Setting::MaxRunning => say!(language, "setting-max-running"),
        Setting::MaxDuration => say!(language, "setting-max-duration"),
        Setting::MaxResolution => say!(language, "setting-max-resolution"),
        Setting::Channels => say!(language, "setting-channels"),
        Setting::Models => say!(language, "setting-models"),
        Setting::AllowAvatars => say!(language, "setting-allow-avatars"),
        Setting::ModeratorRole => say!(language, "setting-moderator-role"),
        Setting::LogChannel => say!(language, "setting-log-channel"),
        Setting::BudgetDay => say!(language, "setting-budget-day"),
        Setting::BudgetMonth => say!(language, "setting-budget-month"),
        Setting::Language => say!(language, "setting-language"),
    }
}

/// All settings.
pub fn settings(language: Language, policy: &Policy) -> String {
    let mut lines = vec![say!(language, "settings-title")];
    lines.extend(Setting::ALL.map(|s| {
        format!(
            "`{s}` {} – {}",
            audit::setting_value(&s.value(policy)),
            setting_meaning(language, s)
        )
    }));
    for (channel, channel_defaults) in &policy.channel_defaults {
        let channel = format!("<#{channel}>");
        lines.push(say!(
            language,
            "settings-channel",
            channel = channel,
            defaults = audit::channel_defaults(language, channel_defaults)
        ));
    }
    if let Some(pause) = &policy.paused {
        let reason = escaped(&pause.reason, 200);
        lines.push(say!(
            language,
            "settings-paused",
            by = audit::author(language, pause.by),
            reason = reason
        ));
    }
    if !policy.blocked_inputs.is_empty() {
        lines.push(say!(language, "settings-blocked", count = policy.blocked_inputs.len()));
    }
    fitted(language, lines)
}

/// Both budgets.
pub fn budgets(language: Language, [day, month]: &[BudgetView; 2]) -> String {
    say!(
        language,
        "budgets",
        day = quota::budget(language, day),
        month = quota::budget(language, month)
    )
}

/// A page of jobs.
pub fn jobs(language: Language, jobs: &[Job], page: u32) -> String {
    if jobs.is_empty() {
        return if page == 0 { say!(language, "jobs-empty") } else { say!(language, "log-end") };
    }
    let line = |job: &Job| {
        format!(
            "`{}` <@{}> {} · {} · {} · {}",
            job.id,
            job.requester,
            relative(job.accepted_at),
            cards::whereabouts(language, job),
            outcome(language, job),
            escaped(&job.request.prompt, 20)
        )
    };
    fitted(language, jobs.iter().map(line).collect())
}

/// Who requested a job, from which inputs, and what it cost.
pub fn provenance(language: Language, job: &Job) -> String {
    let mut lines = vec![
        say!(
            language,
            "who-title",
            kind = cards::kind(language, &job.request),
            job = job.id.to_string(),
            user = format!("<@{}>", job.requester),
            channel = format!("<#{}>", job.place.channel)
        ),
        quoted(language, &job.request.prompt),
        cards::all_details(language, &job.request),
    ];
    for input in &job.request.inputs {
        let hash = input.sha256.get(..16).map(str::to_owned);
        lines.push(say!(
            language,
            "who-input",
            role = role_name(language, input.role),
            name = escaped(&input.name, 60),
            size = size(language, input.facts.bytes),
            hash = hash.unwrap_or_else(|| say!(language, "who-unknown-hash"))
        ));
    }
    if let Some(depicted) = &job.depicted {
        lines.push(say!(language, "who-avatar", user = audit::mention(depicted.user)));
    }
    lines.push(say!(
        language,
        "who-cost",
        outcome = outcome(language, job),
        money = money(language, job.provider_charge())
    ));
    let mut times = vec![say!(language, "who-accepted", time = time(job.accepted_at))];
    times.extend(job.work.submitted_at.map(|t| say!(language, "who-submitted", time = time(t))));
    times.extend(job.work.finished_at.map(|t| say!(language, "who-finished", time = time(t))));
    if let State::Delivered { at, .. } | State::Failed { at, .. } | State::Cancelled { at, .. } =
        &job.state
    {
        let state = state(language, &job.state);
        times.push(say!(language, "who-state", state = state, time = time(*at)));
    }
    lines.push(times.join(" · "));
    if let Some(removed) = &job.removed {
        lines.push(say!(
            language,
            "who-removed",
            by = audit::mention(removed.by),
            time = time(removed.at)
        ));
    }
    fitted(language, lines)
}

/// The complete prompt of a job, if [`provenance`] has no space for it.
pub fn whole_prompt(language: Language, job: &Job) -> Option<String> {
    let r = &job.request;
    let negative = r.negative.as_deref().unwrap_or_default();
    (r.prompt.chars().count() > 300 || negative.chars().count() > 80)
        .then(|| say!(language, "full-prompt", prompt = r.prompt.as_str(), negative = negative))
}

/// The confirmation that a result was removed.
pub fn removed(language: Language, job: &Job) -> String {
    say!(language, "removed-done", job = job.id.to_string(), user = format!("<@{}>", job.requester))
}
