//! `/wan-mod block|unblock|pause|resume|log-channel`, `/wan-mod settings …`, `/wan-mod budget …`

use serenity::builder::CreateCommandOption;
use serenity::model::application::CommandOptionType;

use super::options::{self, SubcommandOptions};
use super::{group, sub};
use crate::discord::commands::Services;
use crate::discord::message::Reply;
use crate::discord::texts::moderation as texts;
use crate::discord::texts::words::say;
use crate::generation::{RequestDefaults, words};
use crate::job::ChannelId;
use crate::quota::{ChannelDefaults, InvalidCommand, ModerationCommand, Setting, until};
use crate::service::{Caller, ModerationError};

/// The settings of `settings set`; budgets and the log channel have their own commands.
fn offered() -> impl Iterator<Item = Setting> {
    let elsewhere = [Setting::BudgetDay, Setting::BudgetMonth, Setting::LogChannel];
    Setting::ALL.into_iter().filter(move |s| !elsewhere.contains(s))
}

pub(super) fn register() -> Vec<CreateCommandOption> {
    let key =
        CreateCommandOption::new(CommandOptionType::String, "setting", say!("mod-option-setting"))
            .required(true);
    let key = offered().fold(key, |k, s| {
        k.add_string_choice(format!("{s}: {}", texts::setting_meaning(s)), s.name())
    });
    let period =
        CreateCommandOption::new(CommandOptionType::String, "period", say!("mod-option-period"))
            .required(true)
            .add_string_choice("day", "day")
            .add_string_choice("month", "month");
    let channel = CreateCommandOption::new(
        CommandOptionType::Channel,
        "channel",
        say!("mod-option-channel-none"),
    );
    let (member, reason) = (options::member, options::reason);
    vec![
        sub("block", say!("mod-block"), vec![member(true), options::until(), reason()]),
        sub("unblock", say!("mod-unblock"), vec![member(true), reason()]),
        sub("pause", say!("mod-pause"), vec![reason()]),
        sub("resume", say!("mod-resume"), vec![reason()]),
        sub("log-channel", say!("mod-log-channel"), vec![channel]),
        sub(
            "channel-defaults",
            say!("mod-channel-defaults"),
            vec![
                CreateCommandOption::new(
                    CommandOptionType::Channel,
                    "channel",
                    say!("mod-option-channel"),
                )
                .required(true),
                options::named("options", say!("mod-option-defaults"), false),
                CreateCommandOption::new(
                    CommandOptionType::Boolean,
                    "spoiler",
                    say!("mod-option-spoiler"),
                ),
                reason(),
            ],
        ),
        group(
            "settings",
            say!("mod-settings"),
            vec![
                sub("show", say!("mod-settings-show"), vec![]),
                sub(
                    "set",
                    say!("mod-settings-set"),
                    vec![key, options::named("value", say!("mod-option-value"), false), reason()],
                ),
            ],
        ),
        group(
            "budget",
            say!("mod-budget"),
            vec![
                sub("show", say!("mod-budget-show"), vec![]),
                sub(
                    "set",
                    say!("mod-budget-set"),
                    vec![period, options::amount(say!("mod-option-dollars")), reason()],
                ),
            ],
        ),
    ]
}

pub(super) async fn run(
    services: &Services,
    caller: &Caller,
    given: &SubcommandOptions<'_>,
) -> Result<Reply, ModerationError> {
    let moderation_service = &services.moderation_service;
    let policy = moderation_service.policy(caller.tenant);
    let member = given.member("member");
    let decision = match (given.group, given.name, &member) {
        ("settings", "show", _) => return Ok(Reply::text(texts::settings(&policy))),
        ("budget", "show", _) => {
            return Ok(Reply::text(texts::budgets(&moderation_service.budgets(caller.tenant))));
        }
        ("settings", _, _) => {
            let setting: Option<Setting> = given.text("setting").and_then(|s| s.parse().ok());
            let Some(setting) = setting else {
                return Err(ModerationError::InvalidCommand(InvalidCommand::NoChange));
            };
            ModerationCommand::Set(setting, given.text("value").map(str::to_owned))
        }
        ("budget", _, _) => {
            let setting = match given.text("period") {
                Some("month") => Setting::BudgetMonth,
                _ => Setting::BudgetDay,
            };
            ModerationCommand::Set(setting, given.text("amount").map(str::to_owned))
        }
        (_, "log-channel", _) => {
            let channel = given.channel("channel").map_or("none".into(), |c| format!("<#{c}>"));
            ModerationCommand::Set(Setting::LogChannel, Some(channel))
        }
        (_, "channel-defaults", _) => {
            let channel = given.channel("channel").unwrap_or(ChannelId(0));
            ModerationCommand::ChannelDefaults(channel, channel_defaults(given)?)
        }
        (_, "block", Some((user, _))) => {
            let until = match given.text("until") {
                Some(text) => Some(
                    until(text, &policy.zone, moderation_service.now())
                        .map_err(ModerationError::InvalidCommand)?,
                ),
                None => None,
            };
            ModerationCommand::Block(*user, until)
        }
        (_, "unblock", Some((user, _))) => ModerationCommand::Unblock(*user),
        (_, "pause", _) => ModerationCommand::Pause,
        _ => ModerationCommand::Resume,
    };
    let roles = member.map(|m| m.1).unwrap_or_default();
    let entry = moderation_service.decide(caller, decision, &roles, given.reason()).await?;
    Ok(Reply::text(texts::done(&entry)))
}

/// Parses the defaults of a channel.
fn channel_defaults(given: &SubcommandOptions<'_>) -> Result<ChannelDefaults, ModerationError> {
    let invalid = |_| ModerationError::InvalidCommand(InvalidCommand::Defaults);
    let o = words::only(given.text("options").unwrap_or_default()).map_err(invalid)?;
    let clip = o.resolution.is_none_or(|r| !r.is_of_pictures());
    if o.seed.is_some() || o.count.is_some() || !clip {
        return Err(ModerationError::InvalidCommand(InvalidCommand::Defaults));
    }
    let habits = RequestDefaults {
        resolution: o.resolution,
        ratio: o.ratio,
        seconds: o.seconds,
        enhance: o.verbatim.then_some(false),
    };
    Ok(ChannelDefaults { habits, spoiler: given.yes("spoiler") })
}
