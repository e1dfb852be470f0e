//! Texts about credits and money.

use crate::discord::texts::numbers::{allowance, amount, credits, listed, money, number};
use crate::discord::texts::{escaped, relative};
use crate::generation::{Credits, Money, Price, Resolution};
use crate::i18n::say;
use crate::job::{Class, Job, State};
use crate::language::Language;
use crate::quota::{
    Allowance, Budget, BudgetView, Denied, GrantView, Origin, Policy, View, Window,
};
use crate::service::{Preview, QuotaAnswer};

fn at(time: jiff::Timestamp) -> String {
    format!("<t:{}:f>", time.as_second())
}

fn because(language: Language, reason: &str) -> String {
    match reason {
        "" => say!(language, "because-none"),
        reason => say!(language, "because", reason = escaped(reason, 200)),
    }
}

fn until(language: Language, time: Option<jiff::Timestamp>) -> String {
    time.map_or(String::new(), |t| say!(language, "until", time = at(t)))
}

/// When the request would be accepted.
fn when(language: Language, time: jiff::Timestamp) -> String {
    say!(language, "denied-when", relative = relative(time), time = at(time))
}

/// Why a valid request is denied, and what the member can do.
pub(super) fn denied(language: Language, denied: &Denied) -> String {
    match denied {
        Denied::Blocked { until, reason } => {
            let until = match until {
                None => say!(language, "denied-blocked-for-good"),
                Some(t) => say!(language, "denied-blocked-until", time = at(*t)),
            };
            say!(language, "denied-blocked", until = until, because = because(language, reason))
        }
        Denied::Paused { reason } => {
            say!(language, "denied-paused", because = because(language, reason))
        }
        Denied::Channel { allowed } => {
            let channels: Vec<_> = allowed.iter().map(|c| format!("<#{c}>")).collect();
            say!(language, "denied-channel", channels = listed(language, &channels))
        }
        Denied::Model { model } => say!(language, "denied-model", model = escaped(model, 40)),
        Denied::TooLong { seconds, max } => {
            let over = seconds - max;
            say!(language, "denied-too-long", max = *max, seconds = *seconds, over = over)
        }
        Denied::ResolutionTooHigh { resolution, max } => {
            say!(language, "denied-resolution", max = max.id(), resolution = resolution.id())
        }
        Denied::InputBlocked => say!(language, "denied-input"),
        Denied::Avatars => say!(language, "denied-avatars"),
        Denied::Credits { price, available, when: time } => say!(
            language,
            "denied-credits",
            price = credits(language, *price),
            available = amount(*available),
            over = amount(*price - *available),
            when =
                time.map_or_else(|| say!(language, "denied-never-credits"), |t| when(language, t))
        ),
        Denied::Budget { budget, period, limit, left, price, until, .. } => say!(
            language,
            "denied-budget",
            whose = match budget {
                Budget::Server => "server",
                Budget::Global => "global",
            },
            period = period.name(),
            left = money(language, *left),
            limit = money(language, *limit),
            price = money(language, *price),
            over = money(language, *price - *left),
            when =
                until.map_or_else(|| say!(language, "denied-never-budget"), |t| when(language, t))
        ),
    }
}

/// A job's reservation, or its charge or refund.
pub fn outcome(language: Language, job: &Job) -> String {
    let why = match &job.state {
        _ if job.is_charged() => {
            let charge = job.charge();
            if charge == job.price.credits {
                return say!(language, "outcome-charged", credits = credits(language, charge));
            }
            return say!(
                language,
                "outcome-charged-less",
                charge = amount(charge),
                price = amount(job.price.credits)
            );
        }
        State::Failed { failure, .. } => match failure.class {
            Class::UserInput => say!(language, "refund-user-input"),
            Class::Moderated => say!(language, "refund-moderated"),
            Class::Provider => say!(language, "refund-provider"),
            Class::Lost => say!(language, "refund-lost"),
            Class::Account => say!(language, "refund-account"),
            Class::Undeliverable => say!(language, "refund-undeliverable"),
            Class::Bug => say!(language, "refund-bug"),
        },
        State::Cancelled { .. } => say!(language, "refund-cancelled"),
        _ => {
            return say!(
                language,
                "outcome-reserved",
                credits = credits(language, job.price.credits)
            );
        }
    };
    say!(language, "outcome-refunded", credits = credits(language, job.price.credits), why = why)
}

fn window(language: Language, policy: &Policy) -> String {
    let zone = policy.zone.iana_name().unwrap_or("UTC");
    match policy.window {
        Window::Daily => say!(language, "window-daily", zone = zone),
        Window::Weekly => say!(language, "window-weekly", zone = zone),
        Window::Rolling { hours } => say!(language, "window-rolling", hours = hours),
    }
}

/// The remaining credits, in one line.
fn left(language: Language, view: &View) -> String {
    let span = match (view.left(), view.granted) {
        (Some(left), Allowance::Credits(granted)) => {
            say!(language, "left-of", left = amount(left), granted = amount(granted))
        }
        _ => say!(language, "left-no-limit"),
    };
    let before = if view.reserved_before > Credits(0) {
        say!(language, "left-before", reserved = amount(view.reserved_before))
    } else {
        String::new()
    };
    let (reserved, spent) = (amount(view.reserved), amount(view.spent));
    say!(language, "left", span = span, reserved = reserved, spent = spent, before = before)
}

/// An account, in several lines.
pub fn account(language: Language, view: &View, policy: &Policy) -> Vec<String> {
    let mut lines = Vec::new();
    if !view.grants.is_empty()
        && let Some(available) = view.available()
    {
        lines.push(say!(language, "account-available", available = amount(available)));
    }
    lines.push(left(language, view));
    let from = match view.origin {
        Origin::Everyone => say!(language, "account-from-everyone"),
        Origin::Role(role) => say!(language, "account-from-role", role = format!("<@&{role}>")),
        Origin::Personal => say!(language, "account-from-personal"),
    };
    let taken = if view.granted == view.allowance {
        String::new()
    } else {
        say!(language, "account-taken")
    };
    let allowance = allowance(language, view.allowance);
    lines.push(say!(language, "account-from", from = from, allowance = allowance, taken = taken));
    if view.allowance != Allowance::Unlimited {
        let next = match policy.window {
            Window::Rolling { .. } => String::new(),
            _ => say!(language, "account-refills-next", when = relative(view.span.end)),
        };
        lines.push(say!(
            language,
            "account-refills",
            window = window(language, policy),
            next = next
        ));
    }
    // A grant that is used up is not shown.
    let open = |g: &&GrantView| g.available() > Credits(0) || g.reserved > Credits(0);
    for grant in view.grants.iter().filter(open) {
        let role =
            grant.role.map(|r| say!(language, "account-grant-role", role = format!("<@&{r}>")));
        let reserved = if grant.reserved > Credits(0) {
            say!(language, "account-grant-reserved", reserved = amount(grant.reserved))
        } else {
            String::new()
        };
        lines.push(say!(
            language,
            "account-grant",
            role = role.unwrap_or_default(),
            entry = grant.id,
            available = amount(grant.available()),
            granted = amount(grant.granted),
            until = until(language, grant.until),
            reserved = reserved
        ));
    }
    lines
}

/// The member's block, if there is one.
pub fn block(language: Language, view: &View, now: jiff::Timestamp) -> Option<String> {
    let block = view.overrides.blocked(now)?;
    Some(say!(
        language,
        "account-blocked",
        until = until(language, block.until),
        because = because(language, &block.reason)
    ))
}

/// The text of `/quota`.
pub fn quota(language: Language, answer: &QuotaAnswer, now: jiff::Timestamp) -> String {
    let mut lines = vec![say!(language, "quota-title")];
    lines.extend(block(language, &answer.account, now));
    if let Some(pause) = &answer.policy.paused {
        lines.push(say!(language, "quota-paused", because = because(language, &pause.reason)));
    }
    lines.extend(account(language, &answer.account, &answer.policy));
    lines.push(say!(language, "quota-sample", price = credits(language, answer.sample.credits)));
    for of_model in answer.units.chunk_by(|a, b| a.0 == b.0) {
        let price = |(_, resolution, unit): &(String, Resolution, Price)| {
            format!("{resolution} {}", number(language, unit.credits))
        };
        let prices = listed(language, &of_model.iter().map(price).collect::<Vec<_>>());
        let Some((model, resolution, _)) = of_model.first() else { continue };
        lines.push(if resolution.is_of_images() {
            say!(language, "quota-image", model = model.as_str(), prices = prices)
        } else {
            say!(language, "quota-second", model = model.as_str(), prices = prices)
        });
    }
    for budget in &answer.budgets {
        let left = budget.limit.map(|limit| limit - budget.used);
        if let Some(left) = left.filter(|left| *left < answer.sample.money) {
            lines.push(say!(
                language,
                "quota-budget",
                period = budget.period.name(),
                left = money(language, left.max(Money(0))),
                until = at(budget.until)
            ));
        }
    }
    super::fitted(language, lines)
}

/// A budget, in one line.
pub fn budget(language: Language, view: &BudgetView) -> String {
    let (period, used) = (view.period.name(), money(language, view.used));
    match view.limit {
        Some(limit) => say!(
            language,
            "budget-limited",
            period = period,
            used = used,
            limit = money(language, limit),
            renews = relative(view.until)
        ),
        None => say!(language, "budget-unlimited", period = period, used = used),
    }
}

/// What a request would cost.
pub fn preview(language: Language, p: &Preview) -> String {
    let left = match p.account.available() {
        Some(available) => {
            let after = amount(available - p.price.credits);
            say!(language, "preview-left", available = amount(available), after = after)
        }
        None => say!(language, "preview-no-limit"),
    };
    let price = credits(language, p.price.credits);
    say!(language, "preview", price = price, money = money(language, p.price.money), left = left)
}
