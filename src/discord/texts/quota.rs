//! Words about credits and money.

use crate::discord::desk::{Preview, QuotaAnswer};
use crate::discord::texts::{escaped, relative};
use crate::generation::{Credits, Money, Price, Resolution};
use crate::job::{Class, Job, State};
use crate::quota::{
    Allowance, Budget, BudgetView, Denied, GrantView, Origin, Policy, View, Window,
};

/// "5 credits".
pub fn credits(amount: Credits) -> String {
    if amount == Credits(1000) { "1 credit".into() } else { format!("{amount} credits") }
}

fn at(time: jiff::Timestamp) -> String {
    format!("<t:{}:f>", time.as_second())
}

fn because(reason: &str) -> String {
    if reason.is_empty() { ".".into() } else { format!(": {}.", escaped(reason, 200)) }
}

/// Why a sound request may not be paid for, and what can be done.
pub(super) fn denied(denied: &Denied) -> String {
    match denied {
        Denied::Blocked { until, reason } => {
            let until = until.map_or_else(
                || "until a moderator lifts it".into(),
                |t| format!("until {}", at(t)),
            );
            format!("You are blocked from making videos in this server, {until}{}", because(reason))
        }
        Denied::Paused { reason } => format!(
            "New videos are paused in this server{} What is under way will still arrive.",
            because(reason)
        ),
        Denied::Channel { allowed } => {
            let channels: Vec<_> = allowed.iter().map(|c| format!("<#{c}>")).collect();
            format!("This server wants videos made elsewhere: {}.", channels.join(", "))
        }
        Denied::Model { model } => {
            format!(
                "This server does not use {}. `/help` shows what else there is.",
                escaped(model, 40)
            )
        }
        Denied::TooLong { seconds, longest } => format!(
            "A clip may have {longest} seconds in this server; {seconds} is {} too many.",
            seconds - longest
        ),
        Denied::TooFine { resolution, largest } => {
            format!("Clips are {largest} at most in this server; {resolution} is too much.")
        }
        Denied::InputBlocked => {
            "A moderator has blocked this file in this server. Use another one.".into()
        }
        Denied::Credits { price, available, when } => {
            let over = *price - *available;
            let when = match when {
                Some(t) => format!("It would go through {} ({}).", relative(*t), at(*t)),
                None => "It will not go through later either, as things stand: ask a moderator \
                         for more, or make it shorter or smaller."
                    .into(),
            };
            format!(
                "This costs {} and you have {available}: {over} too few. {when} `/quota` shows \
                 where yours went.",
                credits(*price)
            )
        }
        Denied::Budget { budget, period, limit, left, price, until, .. } => {
            let whose = match budget {
                Budget::Server => "This server's",
                Budget::Global => "My operator's",
            };
            let when = match until {
                Some(t) => format!("It would go through {} ({}).", relative(*t), at(*t)),
                None => "It will never go through: make it shorter or smaller.".into(),
            };
            format!(
                "{whose} budget for the {} does not suffice: {left} of {limit} is left and this \
                 costs {price}, {} too much. {when}",
                period.name(),
                *price - *left
            )
        }
    }
}

/// What a job holds, or what became of it.
pub fn outcome(job: &Job) -> String {
    let price = job.price.credits;
    match &job.state {
        State::Delivered { .. } => format!("held {price} · spent {price}"),
        State::Failed { failure, .. } => format!(
            "held {price} · returned {price}: {}",
            match failure.class {
                Class::UserInput => "the provider could not use the request",
                Class::Moderated => "the provider refused it",
                Class::Provider => "the provider failed",
                Class::Lost => "it was lost",
                Class::Account => "the provider does not take my account",
                Class::Undeliverable => "it could not be posted",
                Class::Bug => "my mistake",
            }
        ),
        State::Cancelled { .. } => format!("held {price} · returned {price}: cancelled"),
        _ => format!("holds {}", credits(price)),
    }
}

fn window(policy: &Policy) -> String {
    let zone = policy.zone.iana_name().unwrap_or("UTC");
    match policy.window {
        Window::Daily => format!("daily at midnight, {zone}"),
        Window::Weekly => format!("on Mondays at midnight, {zone}"),
        Window::Rolling { hours } => format!("each credit {hours} hours after it was used"),
    }
}

/// What is left, in one line.
fn left(view: &View) -> String {
    let span = match (view.left(), view.granted) {
        (Some(left), Allowance::Credits(granted)) => {
            format!("**{left} of {granted}** credits left")
        }
        _ => "**No limit**".into(),
    };
    let before = if view.reserved_before > Credits(0) {
        format!(" · {} held since the last window", view.reserved_before)
    } else {
        String::new()
    };
    format!("{span} · {} held by running jobs · {} spent{before}", view.reserved, view.spent)
}

/// An account, in lines.
pub fn account(view: &View, policy: &Policy) -> Vec<String> {
    let mut lines = Vec::new();
    if !view.grants.is_empty()
        && let Some(available) = view.available()
    {
        lines.push(format!("**{available}** to spend, grants included; of this window:"));
    }
    lines.push(left(view));
    let from = match view.origin {
        Origin::Everyone => "what everyone gets here".into(),
        Origin::Role(role) => format!("the role <@&{role}>"),
        Origin::Personal => "set by a moderator".into(),
    };
    let taken = if view.granted == view.allowance { "" } else { ", less what was taken" };
    lines.push(format!("From: {from} ({}{taken})", view.allowance));
    if view.allowance != Allowance::Unlimited {
        let next = match policy.window {
            Window::Rolling { .. } => String::new(),
            _ => format!(", {}", relative(view.span.end)),
        };
        lines.push(format!("Refills {}{next}", window(policy)));
    }
    // A grant that is used up says nothing any more.
    let open = |g: &&GrantView| g.available() > Credits(0) || g.reserved > Credits(0);
    for grant in view.grants.iter().filter(open) {
        let until = grant.until.map_or(String::new(), |t| format!(" until {}", at(t)));
        let role = grant.role.map_or(String::new(), |r| format!(" for <@&{r}>"));
        lines.push(format!(
            "Granted{role} (act {}): {} of {} left{until}{}",
            grant.id,
            grant.available(),
            grant.granted,
            if grant.reserved > Credits(0) {
                format!(" · {} held", grant.reserved)
            } else {
                String::new()
            }
        ));
    }
    lines
}

/// A block, if there is one.
pub fn block(view: &View, now: jiff::Timestamp) -> Option<String> {
    let block = view.standing.blocked(now)?;
    let until = block.until.map_or_else(String::new, |t| format!(" until {}", at(t)));
    Some(format!("**Blocked**{until}{}", because(&block.reason)))
}

/// `/quota`.
pub fn quota(answer: &QuotaAnswer, now: jiff::Timestamp) -> String {
    let mut lines = vec!["**Your credits here**".to_owned()];
    lines.extend(block(&answer.account, now));
    if let Some(pause) = &answer.policy.paused {
        lines.push(format!("New videos are paused in this server{}", because(&pause.reason)));
    }
    lines.extend(account(&answer.account, &answer.policy));
    lines.push(format!("A 5 s clip at 720P costs {}.", credits(answer.sample.credits)));
    for of_model in answer.units.chunk_by(|a, b| a.0 == b.0) {
        let price = |(_, resolution, unit): &(String, Resolution, Price)| {
            format!("{resolution} {}", unit.credits)
        };
        let prices: Vec<_> = of_model.iter().map(price).collect();
        let Some((model, resolution, _)) = of_model.first() else { continue };
        let unit = if resolution.is_of_pictures() { "picture" } else { "second" };
        lines.push(format!("· {model}: {} a {unit}", prices.join(", ")));
    }
    for budget in &answer.budgets {
        let left = budget.limit.map(|limit| limit - budget.used);
        if let Some(left) = left.filter(|left| *left < answer.sample.money) {
            lines.push(format!(
                "This server's budget for the {} has {} left until {}.",
                budget.period.name(),
                left.max(Money(0)),
                at(budget.until)
            ));
        }
    }
    super::fitted(lines)
}

/// A budget, in one line.
pub fn budget(view: &BudgetView) -> String {
    match view.limit {
        Some(limit) => format!(
            "{}: {} of {limit} used or set aside · begins anew {}",
            view.period.name(),
            view.used,
            relative(view.until)
        ),
        None => format!("{}: {} used or set aside · no limit", view.period.name(), view.used),
    }
}

/// What a request would cost.
pub fn preview(p: &Preview) -> String {
    let left = match p.account.available() {
        Some(available) => {
            format!("you have {available}, and {} would be left", available - p.price.credits)
        }
        None => "you have no limit".into(),
    };
    format!(
        "This would go through. It costs {} ({}); {left}.\nNothing was sent and nothing was charged: \
         leave out `preview` to make it.",
        credits(p.price.credits),
        p.price.money
    )
}
