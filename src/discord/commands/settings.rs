//! `/settings`: the member's defaults.

use serenity::builder::CreateCommand;
use serenity::model::application::{CommandInteraction, CommandOptionType, ResolvedValue};

use super::options;
use crate::discord::texts::{self, result_actions};
use crate::generation::{Ratio, Resolution};
use crate::i18n::{offered, say};
use crate::job::Preferences;
use crate::language::Language;
use crate::service::{Caller, JobService, Refusal};

/// The value for the language that Discord states.
const AUTO: &str = "auto";

pub(super) fn register(language: Language, command: CreateCommand) -> CreateCommand {
    let yes_no = |name: &str, description: String| {
        options::option(language, CommandOptionType::Boolean, name, description)
    };
    let spoken = options::option(
        language,
        CommandOptionType::String,
        "language",
        say!(language, "settings-option-language"),
    );
    let spoken = spoken.add_string_choice(say!(language, "settings-language-auto"), AUTO);
    let spoken = offered().fold(spoken, |option, spoken| {
        option.add_string_choice(say!(spoken, "language-name"), spoken.code())
    });
    command
        .description(say!(language, "settings"))
        .add_option(options::resolution(
            language,
            &Resolution::VIDEOS,
            say!(language, "settings-option-resolution"),
        ))
        .add_option(options::ratio(language, say!(language, "settings-option-ratio")))
        .add_option(options::duration(language, say!(language, "settings-option-duration"), 2, 15))
        .add_option(options::enhance(language))
        .add_option(yes_no("ping", say!(language, "settings-option-ping")))
        .add_option(yes_no("private", say!(language, "settings-option-private")))
        .add_option(spoken)
        .add_option(yes_no("reset", say!(language, "settings-option-reset")))
}

pub(super) async fn run(
    job_service: &dyn JobService,
    command: &CommandInteraction,
    caller: &Caller,
    spoken: Language,
) -> String {
    let language = caller.language;
    let before = job_service.preferences(caller.user);
    let mut after = before;
    for option in command.data.options() {
        match (option.name, option.value) {
            ("reset", ResolvedValue::Boolean(true)) => after = Preferences::default(),
            ("resolution", ResolvedValue::String(text)) => {
                after.habits.resolution = Resolution::parse(text);
            }
            ("ratio", ResolvedValue::String(text)) => after.habits.ratio = Ratio::parse(text),
            ("duration", ResolvedValue::Integer(n)) => {
                after.habits.seconds = u32::try_from(n).ok();
            }
            ("enhance", ResolvedValue::Boolean(yes)) => after.habits.enhance = Some(yes),
            ("language", ResolvedValue::String(code)) => after.language = Language::parse(code),
            ("ping", ResolvedValue::Boolean(yes)) => after.quiet = !yes,
            ("private", ResolvedValue::Boolean(yes)) => after.private = yes,
            _ => {}
        }
    }
    if after != before && !job_service.set_preferences(caller.user, after).await {
        return texts::refusal(language, &Refusal::JournalUnavailable);
    }
    // In the language that was just chosen.
    let language = after.language.unwrap_or(spoken);
    result_actions::settings(language, &after, after != before)
}
