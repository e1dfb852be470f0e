//! `wanbot register`: registers the slash commands.

use std::process::ExitCode;

use crate::cli::out::outln;
use crate::config::Config;
use crate::discord::{DiscordClient, connect, register};
use crate::tls::Tls;

pub(super) async fn run(config: Config) -> anyhow::Result<ExitCode> {
    let tls = Tls::new()?;
    let http = connect::rest(&config.discord.token, &config.discord.api_base, &tls)?;
    let identity = connect::identify(&http).await.map_err(anyhow::Error::msg)?;
    let guilds = &config.discord.register_commands_in;
    let direct = config.quota.direct_messages;
    let client = DiscordClient::of_application(http, identity.application, &tls)?;
    let count = register(&client, &config.catalogue, guilds, direct).await?;
    match guilds.len() {
        0 => outln!("registered {count} commands everywhere; Discord may take a while"),
        n => outln!("registered {count} commands in {n} servers"),
    }
    Ok(ExitCode::SUCCESS)
}
