//! `/settings`: the member's defaults.

use serenity::builder::{CreateCommand, CreateCommandOption};
use serenity::model::application::{CommandInteraction, CommandOptionType, ResolvedValue};

use super::options;
use crate::discord::texts::words::say;
use crate::discord::texts::{self, result_actions};
use crate::generation::{Ratio, Resolution};
use crate::job::Preferences;
use crate::service::{Caller, JobService, Refusal};

pub(super) fn register(command: CreateCommand) -> CreateCommand {
    let yes_no = |name: &str, description: String| {
        CreateCommandOption::new(CommandOptionType::Boolean, name, description)
    };
    command
        .description(say!("settings"))
        .add_option(options::resolution(&Resolution::CLIPS, say!("settings-option-resolution")))
        .add_option(options::ratio(say!("settings-option-ratio")))
        .add_option(options::duration(say!("settings-option-duration"), 2, 15))
        .add_option(options::enhance())
        .add_option(yes_no("ping", say!("settings-option-ping")))
        .add_option(yes_no("private", say!("settings-option-private")))
        .add_option(yes_no("reset", say!("settings-option-reset")))
}

pub(super) async fn run(
    job_service: &dyn JobService,
    command: &CommandInteraction,
    caller: &Caller,
) -> String {
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
            ("ping", ResolvedValue::Boolean(yes)) => after.quiet = !yes,
            ("private", ResolvedValue::Boolean(yes)) => after.private = yes,
            _ => {}
        }
    }
    if after != before && !job_service.set_preferences(caller.user, after).await {
        return texts::refusal(&Refusal::JournalUnavailable);
    }
    result_actions::settings(&after, after != before)
}
