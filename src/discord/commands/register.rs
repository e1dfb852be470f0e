//! Registration of all commands with Discord.

use std::time::Duration;

use serde_json::Value;
use serenity::builder::CreateCommand;
use serenity::model::application::{CommandOptionType, InstallationContext, InteractionContext};
use tracing::{debug, info, warn};

use super::command_name::{CommandKind, CommandName};
use super::options::{AvailableModels, file_types};
use super::{
    animate, cancel, continue_clip, edit, help, image, jobs, message_menu, moderate, quota,
    reference, settings, video,
};
use crate::discord::client::DiscordClient;
use crate::generation::Catalogue;
use crate::job::GuildId;
use crate::service::MessengerError;

/// A command with its description and options.
fn create(name: CommandName, offer: &AvailableModels<'_>) -> CreateCommand {
    let command = CreateCommand::new(name.name());
    match name {
        CommandName::Video => video::register(command, offer),
        CommandName::Animate => animate::register(command, offer),
        CommandName::Continue => continue_clip::register(command),
        CommandName::Reference => reference::register(command, offer),
        CommandName::Edit => edit::register(command, offer),
        CommandName::Image => image::register(command, offer),
        CommandName::Jobs => jobs::register_jobs(command),
        CommandName::Job => jobs::register_job(command),
        CommandName::Again => jobs::register_again(command),
        CommandName::Cancel => cancel::register(command),
        CommandName::Quota => quota::register(command),
        CommandName::Settings => settings::register(command),
        CommandName::Help => help::register(command),
        CommandName::AnimateThis | CommandName::ContinueThisVideo | CommandName::UseAsReference => {
            message_menu::register(command)
        }
        CommandName::WanMod => moderate::register(command),
        CommandName::WhoMadeThis | CommandName::RemoveThisResult => {
            moderate::register_menu(command)
        }
    }
}

/// Every command, as it is registered. Commands for which no model is on offer are left out;
/// members' commands are available in direct messages too, if these are enabled.
fn all(catalogue: &Catalogue, direct: bool) -> Vec<CreateCommand> {
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
        Some(create(*name, &offer).contexts(contexts).integration_types(installed))
    };
    CommandName::ALL.iter().filter_map(registered).collect()
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
    let commands = all(catalogue, direct);
    let commands: Vec<_> = commands.iter().map(to_json).collect();
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

/// A command as it is registered, without the nulls and empty lists that serenity adds, and with what
/// it does not know.
fn to_json(command: &CreateCommand) -> Value {
    fn without_empty(value: &mut Value) {
        let is_empty = |value: &Value| match value {
            Value::Null => true,
            Value::Array(list) => list.is_empty(),
            Value::Object(fields) => fields.is_empty(),
            _ => false,
        };
        match value {
            Value::Object(fields) => {
                fields.values_mut().for_each(without_empty);
                fields.retain(|_, value| !is_empty(value));
            }
            Value::Array(list) => list.iter_mut().for_each(without_empty),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(command).unwrap_or_default();
    without_empty(&mut value);
    // serenity 0.12 has no such field.
    let options = value.get_mut("options").and_then(Value::as_array_mut);
    for option in options.into_iter().flatten() {
        if option["type"] == u8::from(CommandOptionType::Attachment) {
            let name = option["name"].as_str().unwrap_or_default();
            option["file_types"] = file_types(name).into();
        }
    }
    value
}

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
