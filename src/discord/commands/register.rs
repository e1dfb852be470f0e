//! Registration: what Discord shows of all commands.

use std::time::Duration;

use serenity::builder::CreateCommand;
use serenity::model::application::{Command, InstallationContext, InteractionContext};
use tracing::{info, warn};

use super::options::Offer;
use super::{
    animate, cancel, continue_clip, edit, help, image, jobs, moderate, pointing, quota, reference,
    settings, video,
};
use crate::discord::outbox::{Outbox, OutboxError};
use crate::generation::{Catalogue, Mode};
use crate::job::GuildId;

/// Every command, as it is registered: those of a kind that no model makes are left out, and
/// members' ones are in direct messages too, if these are open.
fn all(catalogue: &Catalogue, direct: bool) -> Vec<CreateCommand> {
    let mut contexts = vec![InteractionContext::Guild];
    if direct {
        contexts.push(InteractionContext::BotDm);
    }
    let offer = Offer(catalogue);
    let made = [
        (Mode::TextToVideo, video::register(&offer)),
        (Mode::ImageToVideo, animate::register(&offer)),
        (Mode::ImageToVideo, continue_clip::register()),
        (Mode::ReferenceToVideo, reference::register(&offer)),
        (Mode::VideoEdit, edit::register(&offer)),
        (Mode::Image, image::register(&offer)),
    ];
    let made = made.into_iter().filter(|(mode, _)| offer.serves(*mode)).map(|(_, c)| c);
    let others = [cancel::register(), quota::register(), settings::register(), help::register()];
    let members = made.chain(jobs::register()).chain(others).chain(pointing::register());
    let members = members.map(|c| c.contexts(contexts.clone()));
    let moderators = moderate::register().into_iter();
    let moderators = moderators.map(|c| c.contexts(vec![InteractionContext::Guild]));
    // Results are posted by the bot itself, so it must be in the server that asks.
    let installed = |c: CreateCommand| c.integration_types(vec![InstallationContext::Guild]);
    members.chain(moderators).map(installed).collect()
}

/// Registers the commands in the servers named, or everywhere, and says how many.
///
/// # Errors
/// What Discord said.
pub async fn register(
    outbox: &Outbox,
    catalogue: &Catalogue,
    guilds: &[GuildId],
    direct: bool,
) -> Result<usize, OutboxError> {
    let commands = all(catalogue, direct);
    let http = outbox.http();
    if guilds.is_empty() {
        Command::set_global_commands(http, commands.clone()).await?;
    }
    for guild in guilds {
        http.create_guild_commands(guild.0.into(), &commands).await?;
    }
    Ok(commands.len())
}

/// Registers until Discord takes it; the bot works on meanwhile.
pub(in crate::discord) async fn register_until_done(
    outbox: &Outbox,
    catalogue: &Catalogue,
    guilds: &[GuildId],
    direct: bool,
) {
    let mut wait = Duration::from_secs(2);
    loop {
        match register(outbox, catalogue, guilds, direct).await {
            Ok(n) => return info!(commands = n, "registered {n} commands"),
            Err(e) if e.is_passing() => {
                warn!(error = %e, "could not register the commands, trying again in {wait:?}");
            }
            Err(e) => return warn!(error = %e, "Discord refused the commands"),
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(Duration::from_secs(300));
    }
}
