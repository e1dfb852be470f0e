//! `/wan-mod`, "Who made this?" and "Remove this result": the commands of moderators. Their
//! registration is here, their behaviour in the submodules. The moderation service checks every
//! call, whatever Discord allowed.

mod options;
mod quota;
mod records;
mod server;

use serenity::builder::{CreateCommand, CreateCommandOption};
use serenity::model::application::{
    CommandInteraction, CommandOptionType, CommandType, ResolvedTarget,
};
use serenity::model::permissions::Permissions;

use crate::discord::actions::{List, Page};
use crate::discord::commands::Services;
use crate::discord::message::Reply;
use crate::discord::texts;
use crate::job::{JobId, MessageId};
use crate::service::Caller;
use crate::service::{JobRef, ModerationError};

use options::SubcommandOptions;
pub(super) use records::pages;

/// The command's name.
pub(super) const COMMAND: &str = "wan-mod";
/// The menu entry that shows who made a result.
pub(super) const WHO: &str = "Who made this?";
/// The menu entry that removes a result.
pub(super) const REMOVE: &str = "Remove this result";

fn sub(name: &str, description: &str, options: Vec<CreateCommandOption>) -> CreateCommandOption {
    let sub = CreateCommandOption::new(CommandOptionType::SubCommand, name, description);
    options.into_iter().fold(sub, CreateCommandOption::add_sub_option)
}

fn group(name: &str, description: &str, subs: Vec<CreateCommandOption>) -> CreateCommandOption {
    let group = CreateCommandOption::new(CommandOptionType::SubCommandGroup, name, description);
    subs.into_iter().fold(group, CreateCommandOption::add_sub_option)
}

pub(super) fn register() -> Vec<CreateCommand> {
    let all = [quota::register(), server::register(), records::register()];
    let command = CreateCommand::new(COMMAND).description("Quotas, budgets, members and results");
    let command = all.into_iter().flatten().fold(command, CreateCommand::add_option);
    let menu = |name: &str| CreateCommand::new(name).kind(CommandType::Message);
    [command, menu(WHO), menu(REMOVE)]
        .map(|c| c.default_member_permissions(Permissions::MANAGE_GUILD))
        .into()
}

/// Runs a moderator's command.
pub(super) async fn run(
    services: &Services,
    command: &CommandInteraction,
    caller: &Caller,
) -> Reply {
    if !services.moderation_service.moderates(caller) {
        return refused(&ModerationError::NotModerator);
    }
    let done = match (command.data.name.as_str(), command.data.target()) {
        (WHO, Some(ResolvedTarget::Message(m))) => {
            records::provenance(services, caller, JobRef::Message(MessageId(m.id.get()))).await
        }
        (REMOVE, Some(ResolvedTarget::Message(m))) => {
            let message = JobRef::Message(MessageId(m.id.get()));
            records::remove(services, caller, message, false, "").await
        }
        _ => {
            let options = command.data.options();
            let given = SubcommandOptions::new(&options);
            match (given.group, given.name) {
                ("quota", _) => quota::run(services, caller, &given).await,
                ("settings" | "budget", _)
                | (
                    _,
                    "block" | "unblock" | "pause" | "resume" | "log-channel" | "channel-defaults",
                ) => server::run(services, caller, &given).await,
                _ => records::run(services, caller, &given).await,
            }
        }
    };
    done.unwrap_or_else(|e| refused(&e))
}

/// Whether the answer may take longer than Discord waits.
pub(super) fn takes_time(command: &CommandInteraction) -> bool {
    let options = command.data.options();
    command.data.name == REMOVE || SubcommandOptions::new(&options).name == "remove"
}

/// Shows another page of a list, or the refusal.
pub(super) async fn page(services: &Services, caller: &Caller, page: Page) -> Result<Reply, Reply> {
    if !services.moderation_service.moderates(caller) {
        return Err(refused(&ModerationError::NotModerator));
    }
    let shown = match page.list {
        List::Log => quota::log(services, caller, page.member, page.number).await,
        List::Jobs | List::Mine => records::jobs(services, caller, page.member, page.number).await,
    };
    shown.map_err(|e| refused(&e))
}

/// Blocks the inputs of a removed result.
pub(super) async fn block_inputs(services: &Services, caller: &Caller, job: JobId) -> Reply {
    match services.moderation_service.block_inputs(caller, job, "").await {
        Ok(entry) => Reply::text(texts::moderation::done(&entry)),
        Err(e) => refused(&e),
    }
}

fn refused(why: &ModerationError) -> Reply {
    Reply::text(texts::moderation::not_done(why))
}
