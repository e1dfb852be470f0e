//! Texts about credits and money.

use crate::discord::texts::words::say;
use crate::discord::texts::{escaped, relative};
use crate::generation::{Credits, Money, Price, Resolution};
use crate::job::{Class, Job, State};
use crate::quota::{
    Allowance, Budget, BudgetView, Denied, GrantView, Origin, Policy, View, Window,
};
use crate::service::{Preview, QuotaAnswer};

/// "5 credits".
pub fn credits(amount: Credits) -> String {
    match amount {
        Credits(1000) => say!("credits-one"),
        amount => say!("credits", amount = amount.to_string()),
    }
}

fn at(time: jiff::Timestamp) -> String {
    format!("<t:{}:f>", time.as_second())
}

fn because(reason: &str) -> String {
    if reason.is_empty() { ".".into() } else { format!(": {}.", escaped(reason, 200)) }
}

fn until(time: Option<jiff::Timestamp>) -> String {
    time.map_or(String::new(), |t| say!("until", time = at(t)))
}

/// When the request would be accepted.
fn when(time: jiff::Timestamp) -> String {
    say!("denied-when", relative = relative(time), time = at(time))
}

/// Why a valid request is denied, and what the member can do.
pub(super) fn denied(denied: &Denied) -> String {
    match denied {
        Denied::Blocked { until, reason } => {
            let until = match until {
                None => say!("denied-blocked-for-good"),
                Some(t) => say!("denied-blocked-until", time = at(*t)),
            };
            say!("denied-blocked", until = until, because = because(reason))
        }
        Denied::Paused { reason } => say!("denied-paused", because = because(reason)),
        Denied::Channel { allowed } => {
            let channels: Vec<_> = allowed.iter().map(|c| format!("<#{c}>")).collect();
            say!("denied-channel", channels = channels.join(", "))
        }
        Denied::Model { model } => say!("denied-model", model = escaped(model, 40)),
        Denied::TooLong { seconds, longest } => {
            let over = seconds - longest;
            say!("denied-too-long", longest = *longest, seconds = *seconds, over = over)
        }
        Denied::ResolutionTooHigh { resolution, largest } => {
            say!("denied-too-fine", largest = largest.id(), resolution = resolution.id())
        }
        Denied::InputBlocked => say!("denied-input"),
        Denied::Avatars => say!("denied-avatars"),
        Denied::Credits { price, available, when: time } => say!(
            "denied-credits",
            price = credits(*price),
            available = available.to_string(),
            over = (*price - *available).to_string(),
            when = time.map_or_else(|| say!("denied-never-credits"), when)
        ),
        Denied::Budget { budget, period, limit, left, price, until, .. } => say!(
            "denied-budget",
            whose = match budget {
                Budget::Server => say!("denied-budget-server"),
                Budget::Global => say!("denied-budget-global"),
            },
            period = period.name(),
            left = left.to_string(),
            limit = limit.to_string(),
            price = price.to_string(),
            over = (*price - *left).to_string(),
            when = until.map_or_else(|| say!("denied-never-budget"), when)
        ),
    }
}

/// A job's reservation, or its charge or refund.
pub fn outcome(job: &Job) -> String {
    let price = job.price.credits.to_string();
    let why = match &job.state {
        _ if job.is_charged() => {
            let charge = job.charge();
            if charge == job.price.credits {
                return say!("outcome-charged", credits = credits(charge));
            }
            return say!("outcome-charged-less", charge = charge.to_string(), price = price);
        }
        State::Failed { failure, .. } => match failure.class {
            Class::UserInput => say!("returned-user-input"),
            Class::Moderated => say!("returned-moderated"),
            Class::Provider => say!("returned-provider"),
            Class::Lost => say!("returned-lost"),
            Class::Account => say!("returned-account"),
            Class::Undeliverable => say!("returned-undeliverable"),
            Class::Bug => say!("returned-bug"),
        },
        State::Cancelled { .. } => say!("returned-cancelled"),
        _ => return say!("outcome-reserved", credits = credits(job.price.credits)),
    };
    say!("outcome-refunded", credits = credits(job.price.credits), why = why)
}

fn window(policy: &Policy) -> String {
    let zone = policy.zone.iana_name().unwrap_or("UTC");
    match policy.window {
        Window::Daily => say!("window-daily", zone = zone),
        Window::Weekly => say!("window-weekly", zone = zone),
        Window::Rolling { hours } => say!("window-rolling", hours = hours),
    }
}

/// The remaining credits, in one line.
fn left(view: &View) -> String {
    let span = match (view.left(), view.granted) {
        (Some(left), Allowance::Credits(granted)) => {
            say!("left-of", left = left.to_string(), granted = granted.to_string())
        }
        _ => say!("left-no-limit"),
    };
    let before = if view.reserved_before > Credits(0) {
        say!("left-before", held = view.reserved_before.to_string())
    } else {
        String::new()
    };
    let (held, spent) = (view.reserved.to_string(), view.spent.to_string());
    say!("left", span = span, held = held, spent = spent, before = before)
}

/// An account, in several lines.
pub fn account(view: &View, policy: &Policy) -> Vec<String> {
    let mut lines = Vec::new();
    if !view.grants.is_empty()
        && let Some(available) = view.available()
    {
        lines.push(say!("account-available", available = available.to_string()));
    }
    lines.push(left(view));
    let from = match view.origin {
        Origin::Everyone => say!("account-from-everyone"),
        Origin::Role(role) => say!("account-from-role", role = format!("<@&{role}>")),
        Origin::Personal => say!("account-from-personal"),
    };
    let taken = if view.granted == view.allowance { String::new() } else { say!("account-taken") };
    let allowance = view.allowance.to_string();
    lines.push(say!("account-from", from = from, allowance = allowance, taken = taken));
    if view.allowance != Allowance::Unlimited {
        let next = match policy.window {
            Window::Rolling { .. } => String::new(),
            _ => say!("account-refills-next", when = relative(view.span.end)),
        };
        lines.push(say!("account-refills", window = window(policy), next = next));
    }
    // A grant that is used up is not shown.
    let open = |g: &&GrantView| g.available() > Credits(0) || g.reserved > Credits(0);
    for grant in view.grants.iter().filter(open) {
        let role = grant.role.map(|r| say!("account-grant-role", role = format!("<@&{r}>")));
        let held = if grant.reserved > Credits(0) {
            say!("account-grant-held", held = grant.reserved.to_string())
        } else {
            String::new()
        };
        lines.push(say!(
            "account-grant",
            role = role.unwrap_or_default(),
            entry = grant.id,
            available = grant.available().to_string(),
            granted = grant.granted.to_string(),
            until = until(grant.until),
            held = held
        ));
    }
    lines
}

/// The member's block, if there is one.
pub fn block(view: &View, now: jiff::Timestamp) -> Option<String> {
    let block = view.overrides.blocked(now)?;
    Some(say!("account-blocked", until = until(block.until), because = because(&block.reason)))
}

/// The text of `/quota`.
pub fn quota(answer: &QuotaAnswer, now: jiff::Timestamp) -> String {
    let mut lines = vec![say!("quota-title")];
    lines.extend(block(&answer.account, now));
    if let Some(pause) = &answer.policy.paused {
        lines.push(say!("quota-paused", because = because(&pause.reason)));
    }
    lines.extend(account(&answer.account, &answer.policy));
    lines.push(say!("quota-sample", price = credits(answer.sample.credits)));
    for of_model in answer.units.chunk_by(|a, b| a.0 == b.0) {
        let price = |(_, resolution, unit): &(String, Resolution, Price)| {
            format!("{resolution} {}", unit.credits)
        };
        let prices = of_model.iter().map(price).collect::<Vec<_>>().join(", ");
        let Some((model, resolution, _)) = of_model.first() else { continue };
        lines.push(if resolution.is_of_pictures() {
            say!("quota-picture", model = model.as_str(), prices = prices)
        } else {
            say!("quota-second", model = model.as_str(), prices = prices)
        });
    }
    for budget in &answer.budgets {
        let left = budget.limit.map(|limit| limit - budget.used);
        if let Some(left) = left.filter(|left| *left < answer.sample.money) {
            lines.push(say!(
                "quota-budget",
                period = budget.period.name(),
                left = left.max(Money(0)).to_string(),
                until = at(budget.until)
            ));
        }
    }
    super::fitted(lines)
}

/// A budget, in one line.
pub fn budget(view: &BudgetView) -> String {
    let (period, used) = (view.period.name(), view.used.to_string());
    match view.limit {
        Some(limit) => say!(
            "budget-limited",
            period = period,
            used = used,
            limit = limit.to_string(),
            anew = relative(view.until)
        ),
        None => say!("budget-free", period = period, used = used),
    }
}

/// What a request would cost.
pub fn preview(p: &Preview) -> String {
    let left = match p.account.available() {
        Some(available) => {
            let after = (available - p.price.credits).to_string();
            say!("preview-left", available = available.to_string(), after = after)
        }
        None => say!("preview-no-limit"),
    };
    let price = credits(p.price.credits);
    say!("preview", price = price, money = p.price.money.to_string(), left = left)
}
