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
use crate::discord::commands::{Services, names};
use crate::discord::message::Reply;
use crate::discord::texts;
use crate::i18n::say;
use crate::job::{JobId, MessageId};
use crate::language::Language;
use crate::service::{Caller, JobRef, ModerationError};

use options::SubcommandOptions;
pub(super) use records::pages;

fn sub(
    language: Language,
    name: &str,
    description: String,
    options: Vec<CreateCommandOption>,
) -> CreateCommandOption {
    let name = names::subcommand(language, name);
    let sub = CreateCommandOption::new(CommandOptionType::SubCommand, name, description);
    options.into_iter().fold(sub, CreateCommandOption::add_sub_option)
}

fn group(
    language: Language,
    name: &str,
    description: String,
    subs: Vec<CreateCommandOption>,
) -> CreateCommandOption {
    let name = names::subcommand(language, name);
    let group = CreateCommandOption::new(CommandOptionType::SubCommandGroup, name, description);
    subs.into_iter().fold(group, CreateCommandOption::add_sub_option)
}

pub(super) fn register(language: Language, command: CreateCommand) -> CreateCommand {
    let all = [quota::register(language), server::register(language), records::register(language)];
    let command = command
        .description(say!(language, "mod"))
        .default_member_permissions(Permissions::MANAGE_GUILD);
    all.into_iter().flatten().fold(command, CreateCommand::add_option)
}

/// An entry in a message's context menu.
pub(super) fn register_menu(command: CreateCommand) -> CreateCommand {
    command.kind(CommandType::Message).default_member_permissions(Permissions::MANAGE_GUILD)
}

/// `/wan-mod`.
pub(super) async fn run(
    services: &Services,
    command: &CommandInteraction,
    caller: &Caller,
) -> Reply {
    if !services.moderation_service.moderates(caller) {
        return refused(caller.language, &ModerationError::NotModerator);
    }
    let options = command.data.options();
    let given = SubcommandOptions::new(&options);
    let done = match (given.group, given.name) {
        ("quota", _) => quota::run(services, caller, &given).await,
        ("settings" | "budget", _)
        | (_, "block" | "unblock" | "pause" | "resume" | "log-channel" | "channel-defaults") => {
            server::run(services, caller, &given).await
        }
        _ => records::run(services, caller, &given).await,
    };
    done.unwrap_or_else(|e| refused(caller.language, &e))
}

/// "Who made this?".
pub(super) async fn who_made_this(
    services: &Services,
    command: &CommandInteraction,
    caller: &Caller,
) -> Reply {
    let done = match target(services, command, caller) {
        Ok(message) => records::provenance(services, caller, message).await,
        Err(e) => Err(e),
    };
    done.unwrap_or_else(|e| refused(caller.language, &e))
}

/// "Remove this result".
pub(super) async fn remove_this_result(
    services: &Services,
    command: &CommandInteraction,
    caller: &Caller,
) -> Reply {
    let done = match target(services, command, caller) {
        Ok(message) => records::remove(services, caller, message, false, "").await,
        Err(e) => Err(e),
    };
    done.unwrap_or_else(|e| refused(caller.language, &e))
}

/// The message whose menu was used, for moderators only.
fn target(
    services: &Services,
    command: &CommandInteraction,
    caller: &Caller,
) -> Result<JobRef, ModerationError> {
    if !services.moderation_service.moderates(caller) {
        return Err(ModerationError::NotModerator);
    }
    match command.data.target() {
        Some(ResolvedTarget::Message(m)) => Ok(JobRef::Message(MessageId(m.id.get()))),
        _ => Err(ModerationError::NoSuchJob),
    }
}

/// Shows another page of a list, or the refusal.
pub(super) async fn page(services: &Services, caller: &Caller, page: Page) -> Result<Reply, Reply> {
    if !services.moderation_service.moderates(caller) {
        return Err(refused(caller.language, &ModerationError::NotModerator));
    }
    let shown = match page.list {
        List::Log => quota::log(services, caller, page.member, page.number).await,
        List::Jobs | List::Mine => records::jobs(services, caller, page.member, page.number).await,
    };
    shown.map_err(|e| refused(caller.language, &e))
}

/// Blocks the inputs of a removed result.
pub(super) async fn block_inputs(services: &Services, caller: &Caller, job: JobId) -> Reply {
    match services.moderation_service.block_inputs(caller, job, "").await {
        Ok(entry) => Reply::text(texts::moderation::done(caller.language, &entry)),
        Err(e) => refused(caller.language, &e),
    }
}

fn refused(language: Language, why: &ModerationError) -> Reply {
    Reply::text(texts::moderation::not_done(language, why))
}
