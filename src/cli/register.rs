//! `wanbot register`: registers the slash commands.

use std::process::ExitCode;

use crate::cli::out::outln;
use crate::config::Config;
use crate::discord::{DiscordClient, connect, register};
use crate::i18n::say;
use crate::language::Language;
use crate::tls::Tls;

pub(super) async fn run(language: Language, config: Config) -> anyhow::Result<ExitCode> {
    let tls = Tls::new()?;
    let http = connect::rest(&config.discord.token, &config.discord.api_base, &tls)?;
    let identity = connect::identify(&http).await.map_err(anyhow::Error::msg)?;
    let guilds = &config.discord.register_commands_in;
    let direct = config.quota.direct_messages;
    let client = DiscordClient::of_application(http, identity.application, &tls)?;
    let count = register(&client, &config.catalogue, guilds, direct).await?;
    match guilds.len() {
        0 => outln!("{}", say!(language, "cli-register-global", count = count)),
        n => outln!("{}", say!(language, "cli-register-servers", count = count, servers = n)),
    }
    Ok(ExitCode::SUCCESS)
}
