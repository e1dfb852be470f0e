//! `/wan-mod block|unblock|pause|resume|log-channel`, `/wan-mod settings …`, `/wan-mod budget …`

use serenity::builder::CreateCommandOption;
use serenity::model::application::CommandOptionType;

use super::options::{self, SubcommandOptions};
use super::{group, sub};
use crate::discord::commands::Services;
use crate::discord::message::Reply;
use crate::discord::texts::moderation as texts;
use crate::discord::words::option_words;
use crate::generation::RequestDefaults;
use crate::i18n::say;
use crate::job::ChannelId;
use crate::language::Language;
use crate::quota::{ChannelDefaults, InvalidCommand, ModerationCommand, Setting, until};
use crate::service::{Caller, ModerationError};

/// The settings of `settings set`; budgets and the log channel have their own commands.
fn offered() -> impl Iterator<Item = Setting> {
    let elsewhere = [Setting::BudgetDay, Setting::BudgetMonth, Setting::LogChannel];
    Setting::ALL.into_iter().filter(move |s| !elsewhere.contains(s))
}

pub(super) fn register(language: Language) -> Vec<CreateCommandOption> {
    let key = options::option(
        language,
        CommandOptionType::String,
        "setting",
        say!(language, "mod-option-setting"),
    )
    .required(true);
    let key = offered().fold(key, |k, s| {
        k.add_string_choice(format!("{s}: {}", texts::setting_meaning(language, s)), s.name())
    });
    let period = options::option(
        language,
        CommandOptionType::String,
        "period",
        say!(language, "mod-option-period"),
    )
    .required(true)
    .add_string_choice(say!(language, "period-day"), "day")
    .add_string_choice(say!(language, "period-month"), "month");
    let channel = options::option(
        language,
        CommandOptionType::Channel,
        "channel",
        say!(language, "mod-option-channel-none"),
    );
    let member = |required| options::member(language, required);
    let reason = || options::reason(language);
    vec![
        sub(
            language,
            "block",
            say!(language, "mod-block"),
            vec![member(true), options::until(language), reason()],
        ),
        sub(language, "unblock", say!(language, "mod-unblock"), vec![member(true), reason()]),
        sub(language, "pause", say!(language, "mod-pause"), vec![reason()]),
        sub(language, "resume", say!(language, "mod-resume"), vec![reason()]),
        sub(language, "log-channel", say!(language, "mod-log-channel"), vec![channel]),
        sub(
            language,
            "channel-defaults",
            say!(language, "mod-channel-defaults"),
            vec![
                options::option(
                    language,
                    CommandOptionType::Channel,
                    "channel",
                    say!(language, "mod-option-channel"),
                )
                .required(true),
                options::named(language, "options", say!(language, "mod-option-defaults"), false),
                options::option(
                    language,
                    CommandOptionType::Boolean,
                    "spoiler",
                    say!(language, "mod-option-spoiler"),
                ),
                reason(),
            ],
        ),
        group(
            language,
            "settings",
            say!(language, "mod-settings"),
            vec![
                sub(language, "show", say!(language, "mod-settings-show"), vec![]),
                sub(
                    language,
                    "set",
                    say!(language, "mod-settings-set"),
                    vec![
                        key,
                        options::named(
                            language,
                            "value",
                            say!(language, "mod-option-value"),
                            false,
                        ),
                        reason(),
                    ],
                ),
            ],
        ),
        group(
            language,
            "budget",
            say!(language, "mod-budget"),
            vec![
                sub(language, "show", say!(language, "mod-budget-show"), vec![]),
                sub(
                    language,
                    "set",
                    say!(language, "mod-budget-set"),
                    vec![
                        period,
                        options::amount(language, say!(language, "mod-option-dollars")),
                        reason(),
                    ],
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
    let language = caller.language;
    let moderation_service = &services.moderation_service;
    let policy = moderation_service.policy(caller.tenant);
    let member = given.member("member");
    let decision = match (given.group, given.name, &member) {
        ("settings", "show", _) => return Ok(Reply::text(texts::settings(language, &policy))),
        ("budget", "show", _) => {
            return Ok(Reply::text(texts::budgets(
                language,
                &moderation_service.budgets(caller.tenant),
            )));
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
            ModerationCommand::ChannelDefaults(channel, channel_defaults(language, given)?)
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
    Ok(Reply::text(texts::done(language, &entry)))
}

/// Parses the defaults of a channel.
fn channel_defaults(
    language: Language,
    given: &SubcommandOptions<'_>,
) -> Result<ChannelDefaults, ModerationError> {
    let invalid = |_| ModerationError::InvalidCommand(InvalidCommand::Defaults);
    let o =
        option_words(language).only(given.text("options").unwrap_or_default()).map_err(invalid)?;
    let is_video = o.resolution.is_none_or(|r| !r.is_of_images());
    if o.seed.is_some() || o.count.is_some() || !is_video {
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
