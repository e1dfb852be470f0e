//! `wanbot check`: everything that can be found wrong before anybody is disappointed.

use std::process::ExitCode;

use clap::Args;

use crate::app::wan_settings;
use crate::archive::Archive;
use crate::config::{Config, Environment, Layers};
use crate::discord::{connect, permissions};
use crate::pipeline::Ffmpeg;
use crate::tls::Tls;
use crate::wan::{self, ErrorClass};

/// Options of `wanbot check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Only look at the configuration; call nobody.
    #[arg(long)]
    offline: bool,
    /// Print every key with its value and where it came from.
    #[arg(long)]
    show: bool,
}

/// Findings so far.
#[derive(Default)]
struct Findings {
    failed: bool,
}

impl Findings {
    fn good(&mut self, what: impl std::fmt::Display) {
        println!("  ok    {what}");
    }

    fn note(&mut self, what: impl std::fmt::Display) {
        println!("  note  {what}");
    }

    fn bad(&mut self, what: impl std::fmt::Display) {
        self.failed = true;
        println!("  BAD   {what}");
    }
}

impl Check {
    pub(super) async fn run(
        &self,
        layers: &Layers,
        environment: &Environment,
    ) -> anyhow::Result<ExitCode> {
        if self.show {
            for (key, value, origin) in layers.table() {
                println!("{key} = {value}    # {origin}");
            }
            println!();
        }
        let config = match Config::read(layers, environment) {
            Ok(config) => config,
            Err(problems) => {
                print!("{problems}");
                return Ok(ExitCode::FAILURE);
            }
        };
        let mut found = Findings::default();
        let models: Vec<_> =
            config.catalogue.models().iter().filter(|m| m.enabled).map(|m| &*m.name).collect();
        found.good(format_args!(
            "configuration; region {} ({}); models {}",
            config.wan.region.id(),
            config.wan.region.name(),
            models.join(", ")
        ));
        for warning in &config.warnings {
            found.note(warning);
        }
        storage(&config, &mut found);
        ffmpeg(&config, &mut found).await;
        if self.offline {
            found.note("Discord and Model Studio were not called (--offline)");
        } else {
            match Tls::new() {
                Ok(tls) => {
                    discord(&config, &tls, &mut found).await;
                    provider(&config, &tls, &mut found).await;
                }
                Err(e) => found.bad(format_args!("OpenSSL cannot be set up: {e}")),
            }
        }
        if found.failed {
            println!("\nThis configuration will not do.");
            return Ok(ExitCode::FAILURE);
        }
        println!("\nEverything is in order: `wanbot run` starts the bot.");
        Ok(ExitCode::SUCCESS)
    }
}

fn storage(config: &Config, found: &mut Findings) {
    let journal = &config.storage.journal;
    let folder = journal.parent().filter(|p| !p.as_os_str().is_empty());
    let folder = folder.unwrap_or(std::path::Path::new("."));
    let probe = folder.join(".wanbot-check");
    let written = std::fs::create_dir_all(folder)
        .and_then(|()| std::fs::write(&probe, b"x"))
        .and_then(|()| std::fs::remove_file(&probe));
    match written {
        Ok(()) => found.good(format_args!("the journal can be kept at {}", journal.display())),
        Err(e) => {
            found.bad(format_args!("storage.journal: {} cannot be written: {e}", folder.display()));
        }
    }
    match Archive::in_folder(&config.storage.archive) {
        Ok(_) => {
            found.good(format_args!("archive in {}", config.storage.archive.display()));
        }
        Err(e) => found.bad(format_args!("storage.archive: {e}")),
    }
}

async fn ffmpeg(config: &Config, found: &mut Findings) {
    let Some(program) = &config.delivery.ffmpeg else {
        return found.note("no ffmpeg wanted: clips that are too large are linked");
    };
    match Ffmpeg::find(program, config.delivery.ffmpeg_timeout).await {
        Some(ffmpeg) => found.good(ffmpeg.version()),
        None => found.note(format_args!(
            "{} is not there: clips that are too large for a channel are linked instead of made \
             smaller",
            program.display()
        )),
    }
}

async fn discord(config: &Config, tls: &Tls, found: &mut Findings) {
    let base = &config.discord.api_base;
    let http = match connect::rest(&config.discord.token, base, tls) {
        Ok(http) => http,
        Err(e) => return found.bad(format_args!("Discord: {e}")),
    };
    match connect::identify(&http).await {
        Ok(identity) => {
            found.good(format_args!("Discord knows the token: it is {}", identity.name));
            match (config.discord.message_content, identity.reads_messages) {
                (true, false) => found.bad(
                    "discord.message_content is true, but Message Content is off in the developer \
                     portal (Bot > Privileged Gateway Intents): Discord would refuse the connection",
                ),
                (false, true) => found.note(
                    "Message Content is on in the developer portal: with discord.message_content = \
                     true members can reply to anybody's picture",
                ),
                _ => {}
            }
            found.note(format_args!(
                "invite it: https://discord.com/oauth2/authorize?client_id={}\
                 &scope=bot%20applications.commands&permissions={}",
                identity.application,
                permissions::invitation().bits()
            ));
        }
        Err(e) => found.bad(format_args!("DISCORD_TOKEN at {base}: {e}")),
    }
}

async fn provider(config: &Config, tls: &Tls, found: &mut Findings) {
    let (base, region) = (&config.wan.api_base, config.wan.region);
    let client = match wan::Client::new(wan_settings(config), tls) {
        Ok(client) => client,
        Err(e) => return found.bad(format_args!("Model Studio: {e}")),
    };
    let model = config.catalogue.models().iter().find(|m| m.enabled);
    let Some(model) = model else { return found.bad("wan.disabled_models leaves no model") };
    match client.list(&model.name).await {
        Ok(tasks) => found.good(format_args!(
            "Model Studio in {} accepts the key; {} tasks of {} in the last 24 hours",
            region.name(),
            tasks.len(),
            model.name
        )),
        Err(e) if e.class == ErrorClass::Account && e.status == Some(401) => {
            found.bad(format_args!(
                "DASHSCOPE_API_KEY is not accepted by {base} ({}): it is mistyped or revoked, or \
                 it is a key of another region. A key works only in the region where it was made; \
                 wan.region says {}",
                e.code.as_deref().unwrap_or("401"),
                region.id()
            ));
        }
        Err(e) => found.bad(format_args!("Model Studio at {base}: {e}")),
    }
}
