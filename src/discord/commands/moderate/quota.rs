//! `/wan-mod quota …`: the quotas of members and roles.

use serenity::builder::CreateCommandOption;
use serenity::model::application::CommandOptionType;

use super::options::{self, SubcommandOptions};
use super::{group, sub};
use crate::discord::actions::{List, Page};
use crate::discord::attachment::FileBytes;
use crate::discord::chart;
use crate::discord::commands::Services;
use crate::discord::commands::moderate::records::pages;
use crate::discord::message::Reply;
use crate::discord::texts::moderation as texts;
use crate::generation::Credits;
use crate::i18n::say;
use crate::job::{RoleId, UserId};
use crate::language::Language;
use crate::quota::{InvalidCommand, ModerationCommand, Setting, Subject, until};
use crate::service::{Caller, ModerationError};

/// Audit entries per page: each is shortened to about 300 characters, and a message has 2,000.
const ON_A_PAGE: u32 = 6;

pub(super) fn register(language: Language) -> Vec<CreateCommandOption> {
    let period = options::option(
        language,
        CommandOptionType::String,
        "period",
        say!(language, "mod-option-days"),
    )
    .add_string_choice(say!(language, "mod-days-7"), "7")
    .add_string_choice(say!(language, "mod-days-30"), "30");
    let number = options::option(
        language,
        CommandOptionType::Integer,
        "number",
        say!(language, "mod-option-entry"),
    )
    .min_int_value(1);
    let subject = || options::subject(language);
    let reason = || options::reason(language);
    let until = || options::until(language);
    vec![group(
        language,
        "quota",
        say!(language, "mod-quota"),
        vec![
            sub(language, "show", say!(language, "mod-quota-show"), vec![subject()]),
            sub(
                language,
                "set",
                say!(language, "mod-quota-set"),
                vec![
                    subject(),
                    options::amount(language, say!(language, "mod-option-allowance")),
                    reason(),
                ],
            ),
            sub(
                language,
                "grant",
                say!(language, "mod-quota-grant"),
                vec![
                    subject(),
                    options::amount(language, say!(language, "mod-option-amount")),
                    until(),
                    reason(),
                ],
            ),
            sub(
                language,
                "take",
                say!(language, "mod-quota-take"),
                vec![
                    subject(),
                    options::amount(language, say!(language, "mod-option-amount")),
                    until(),
                    reason(),
                ],
            ),
            sub(language, "reset", say!(language, "mod-quota-reset"), vec![subject(), reason()]),
            sub(
                language,
                "log",
                say!(language, "mod-quota-log"),
                vec![options::member(language, false)],
            ),
            sub(language, "top", say!(language, "mod-quota-top"), vec![period]),
            sub(
                language,
                "weight",
                say!(language, "mod-quota-weight"),
                vec![options::role(language), options::weight(language), reason()],
            ),
            sub(language, "roles", say!(language, "mod-quota-roles"), vec![]),
            sub(language, "undo", say!(language, "mod-quota-undo"), vec![number, reason()]),
        ],
    )]
}

pub(super) async fn run(
    services: &Services,
    caller: &Caller,
    given: &SubcommandOptions<'_>,
) -> Result<Reply, ModerationError> {
    let language = caller.language;
    let moderation_service = &services.moderation_service;
    match given.name {
        "log" => return log(services, caller, given.member("member").map(|m| m.0), 0).await,
        "top" => {
            let days = given.text("period").and_then(|d| d.parse().ok()).unwrap_or(7);
            return top(services, caller, days).await;
        }
        "roles" => {
            return Ok(Reply::text(texts::role_quotas(
                language,
                &moderation_service.policy(caller.tenant),
            )));
        }
        "undo" => {
            let number = given.number("number").and_then(|n| u64::try_from(n).ok());
            let entry = moderation_service.undo(caller, number, given.reason()).await?;
            return Ok(Reply::text(texts::done(language, &entry)));
        }
        _ => {}
    }
    if let ("weight", Some(role)) = (given.name, given.role("role")) {
        let weight = given.number("times").and_then(|n| u8::try_from(n).ok()).unwrap_or_default();
        let entry = moderation_service
            .decide(caller, ModerationCommand::Weigh(role, weight), &[], given.reason())
            .await?;
        return Ok(Reply::text(texts::done(language, &entry)));
    }
    let Some((subject, roles)) = given.subject() else {
        return Err(ModerationError::InvalidCommand(InvalidCommand::NoChange));
    };
    let amount = given.text("amount").unwrap_or_default();
    // The everyone role has the server's own ID, and no member's list of roles contains it.
    let everyone = caller.tenant.server().map(|guild| Subject::Role(RoleId(guild.0)));
    if Some(subject) == everyone {
        if given.name != "set" || amount.trim().starts_with(['+', '-']) {
            return Err(ModerationError::Everyone);
        }
        let decision = ModerationCommand::Set(Setting::Credits, Some(amount.to_owned()));
        let entry = moderation_service.decide(caller, decision, &[], given.reason()).await?;
        return Ok(Reply::text(texts::done(language, &entry)));
    }
    let policy = moderation_service.policy(caller.tenant);
    let until = match given.text("until") {
        Some(text) => Some(
            until(text, &policy.zone, moderation_service.now())
                .map_err(ModerationError::InvalidCommand)?,
        ),
        None => None,
    };
    let credits = || {
        amount
            .parse::<Credits>()
            .map_err(|_| ModerationError::InvalidCommand(InvalidCommand::Amount))
    };
    let decision = match given.name {
        "show" => {
            return Ok(Reply::text(match subject {
                Subject::Member(user) => texts::account(
                    language,
                    user,
                    &moderation_service.account(caller.tenant, user, &roles),
                    moderation_service.now(),
                ),
                Subject::Role(role) => {
                    texts::role(language, role, &policy, moderation_service.now())
                }
            }));
        }
        "set" => ModerationCommand::Allow(
            subject,
            amount.parse().map_err(ModerationError::InvalidCommand)?,
        ),
        "grant" => ModerationCommand::Grant(subject, credits()?, until),
        "take" => {
            let amount = credits()?;
            // "-5" means the same as "5" here.
            let amount = if amount < Credits(0) { -amount } else { amount };
            ModerationCommand::Take(subject, amount, until)
        }
        _ => ModerationCommand::Reset(subject),
    };
    let entry = moderation_service.decide(caller, decision, &roles, given.reason()).await?;
    Ok(Reply::text(texts::done(language, &entry)))
}

pub(super) async fn log(
    services: &Services,
    caller: &Caller,
    member: Option<UserId>,
    number: u32,
) -> Result<Reply, ModerationError> {
    let language = caller.language;
    let skip = number * ON_A_PAGE;
    let mut entries =
        services.moderation_service.entries(caller.tenant, member, skip, ON_A_PAGE + 1).await?;
    let more = entries.len() > ON_A_PAGE as usize;
    entries.truncate(ON_A_PAGE as usize);
    let page = Page { list: List::Log, member, number };
    Ok(Reply::text(texts::log(language, &entries, number)).buttons(pages(language, page, more)))
}

async fn top(services: &Services, caller: &Caller, days: u32) -> Result<Reply, ModerationError> {
    let language = caller.language;
    let spending = services.moderation_service.spending(caller.tenant, days).await?;
    let text = texts::top(language, &spending, days);
    if spending.members.is_empty() {
        return Ok(Reply::text(text));
    }
    let drawn = chart::by_day(&spending.days);
    Ok(Reply::text(text).file(FileBytes {
        name: "spending.png".into(),
        bytes: drawn.into(),
        alt: texts::chart(language, &spending),
    }))
}
