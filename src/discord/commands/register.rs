//! Registration of all commands with Discord.

use std::time::Duration;

use serde_json::Value;
use serenity::builder::CreateCommand;
use serenity::model::application::{InstallationContext, InteractionContext};
use tracing::{debug, info, warn};

use super::command_name::{CommandKind, CommandName};
use super::options::AvailableModels;
use super::{
    animate, cancel, continue_video, edit, help, image, jobs, localization, message_menu, moderate,
    names, quota, reference, settings, video,
};
use crate::discord::client::DiscordClient;
use crate::generation::Catalogue;
use crate::i18n::offered;
use crate::job::GuildId;
use crate::language::Language;
use crate::service::MessengerError;

/// A command with its description and options.
fn create(language: Language, name: CommandName, offer: &AvailableModels<'_>) -> CreateCommand {
    let command = CreateCommand::new(names::command(language, name));
    match name {
        CommandName::Video => video::register(language, command, offer),
        CommandName::Animate => animate::register(language, command, offer),
        CommandName::Continue => continue_video::register(language, command),
        CommandName::Reference => reference::register(language, command, offer),
        CommandName::Edit => edit::register(language, command, offer),
        CommandName::Image => image::register(language, command, offer),
        CommandName::Jobs => jobs::register_jobs(language, command),
        CommandName::Job => jobs::register_job(language, command),
        CommandName::Again => jobs::register_again(language, command),
        CommandName::Cancel => cancel::register(language, command),
        CommandName::Quota => quota::register(language, command),
        CommandName::Settings => settings::register(language, command),
        CommandName::Help => help::register(language, command),
        CommandName::AnimateThis | CommandName::ContinueThisVideo | CommandName::UseAsReference => {
            message_menu::register(command)
        }
        CommandName::WanMod => moderate::register(language, command),
        CommandName::WhoMadeThis | CommandName::RemoveThisResult => {
            moderate::register_menu(command)
        }
    }
}

/// Every command in a language. Commands for which no model is on offer are left out;
/// members' commands are available in direct messages too, if these are enabled.
fn all(language: Language, catalogue: &Catalogue, direct: bool) -> Vec<CreateCommand> {
    let mut for_members = vec![InteractionContext::Guild];
    if direct {
        for_members.push(InteractionContext::BotDm);
    }
    let offer = AvailableModels(catalogue);
    let registered = |name: &CommandName| {
        let contexts = match name.kind() {
            CommandKind::CreatesJob(mode) if !offer.serves(mode) => return None,
            CommandKind::CreatesJob(_) | CommandKind::ForMembers => for_members.clone(),
            CommandKind::ForModerators => vec![InteractionContext::Guild],
        };
        // The bot posts results itself, so it must be a member of the server.
        let installed = vec![InstallationContext::Guild];
        Some(create(language, *name, &offer).contexts(contexts).integration_types(installed))
    };
    CommandName::ALL.iter().filter_map(registered).collect()
}

/// Every command in English, with its names and descriptions in the other languages.
pub fn localized(catalogue: &Catalogue, direct: bool) -> Vec<Value> {
    let in_language = |language| -> Vec<Value> {
        all(language, catalogue, direct).iter().map(localization::to_json).collect()
    };
    let mut commands = in_language(Language::English);
    for language in offered().filter(|language| *language != Language::English) {
        for (command, translated) in commands.iter_mut().zip(in_language(language)) {
            localization::add(command, &translated, language);
        }
    }
    commands.iter_mut().for_each(localization::add_file_types);
    commands
}

/// Registers the commands in the given servers, or globally, and returns their number. Commands
/// that were registered elsewhere are removed, or they would appear twice, or stay in a server that
/// is no longer listed.
///
/// # Errors
/// Discord's error. If one of the servers refuses them, the others have them all the same.
pub async fn register(
    client: &DiscordClient,
    catalogue: &Catalogue,
    guilds: &[GuildId],
    direct: bool,
) -> Result<usize, MessengerError> {
    let commands = localized(catalogue, direct);
    if guilds.is_empty() {
        client.set_commands(None, &commands).await?;
        clear(client, guilds).await?;
        return Ok(commands.len());
    }
    let (mut any_registered, mut refused) = (false, None);
    for guild in guilds {
        // A server that the bot is not in, or a mistyped ID, does not affect the others.
        match client.set_commands(Some(*guild), &commands).await {
            Ok(()) => any_registered = true,
            Err(e) => {
                warn!(guild.id = %guild, error = %e, "could not register the commands in a server");
                // A transient error takes precedence, so that registration is retried.
                if refused.is_none() || e.is_passing() {
                    refused = Some(e);
                }
            }
        }
    }
    // Not before they are registered elsewhere, or there would be none at all.
    if any_registered {
        remove(client, None).await?;
        clear(client, guilds).await?;
    }
    match refused {
        Some(e) => Err(e),
        None => Ok(commands.len()),
    }
}

/// Removes the commands of servers that are not listed. Each server is checked once, and at most
/// [`MOST_SERVERS`] of them at a time.
async fn clear(client: &DiscordClient, named: &[GuildId]) -> Result<(), MessengerError> {
    let servers = client.servers().await?;
    let others = servers.into_iter().filter(|s| !named.contains(s) && !client.is_cleared(*s));
    for server in others.take(MOST_SERVERS) {
        match remove(client, Some(server)).await {
            Ok(()) => {}
            // The bot may have left the server, or may not have commands there: nothing to remove.
            Err(e @ (MessengerError::Forbidden(_) | MessengerError::Gone(_))) => {
                debug!(guild.id = %server, error = %e, "could not remove the commands of a server");
            }
            Err(e) => return Err(e),
        }
        client.note_cleared(server);
    }
    Ok(())
}

/// Removes the commands of a server, or the global ones, if there are any.
async fn remove(client: &DiscordClient, guild: Option<GuildId>) -> Result<(), MessengerError> {
    if client.has_commands(guild).await? {
        client.set_commands(guild, &[]).await?;
    }
    Ok(())
}

/// Servers whose commands are checked at a time, at a start or a new session.
const MOST_SERVERS: usize = 200;

/// Registers the commands, with retries until Discord accepts them; the bot works meanwhile.
pub(in crate::discord) async fn register_until_done(
    client: &DiscordClient,
    catalogue: &Catalogue,
    guilds: &[GuildId],
    direct: bool,
) {
    let mut wait = Duration::from_secs(2);
    loop {
        match register(client, catalogue, guilds, direct).await {
            Ok(n) => return info!(commands = n, "registered {n} commands"),
            Err(e) if e.is_passing() => {
                warn!(error = %e, "could not register the commands, retrying in {wait:?}");
            }
            Err(e) => return warn!(error = %e, "Discord refused the commands"),
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(Duration::from_secs(300));
    }
}

#[cfg(test)]
mod tests {
    use serenity::model::application::CommandOptionType;

    use super::*;

    /// Commands that moderators use have no attachments.
    #[test]
    fn attachment_options_say_which_files_they_take() {
        let mut found = Vec::new();
        for command in localized(&Catalogue::built_in(), true) {
            for option in command["options"].as_array().into_iter().flatten() {
                if option["type"] != u8::from(CommandOptionType::Attachment) {
                    assert!(option.get("file_types").is_none(), "{option}");
                    continue;
                }
                let name = format!("{} {}", command["name"], option["name"]).replace('"', "");
                found.push((name, option["file_types"][0].as_str().unwrap_or("any").to_owned()));
            }
        }
        let of = |command: &str| {
            let own = found.iter().filter(|(name, _)| name.starts_with(&format!("{command} ")));
            own.map(|(name, first)| format!("{name}: {first}")).collect::<Vec<_>>()
        };
        assert_eq!(of("video"), ["video audio: any"]);
        assert_eq!(of("continue"), ["continue video: any", "continue last_image: image"]);
        assert!(found.len() > 15, "{found:?}");
        for (name, first) in &found {
            let any = [" video", " audio", " voice"].iter().any(|option| name.contains(option));
            assert_eq!(first, if any { "any" } else { "image" }, "{name}");
        }
    }
}
