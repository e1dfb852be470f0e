//! `wanbot check`: validates the configuration and tests both APIs before the bot is used.

use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use crate::app::{converter, other_archive, wan_settings};
use crate::archive::{Archive, ArchiveError, Ownership, OwnershipFacts};
use crate::cli::out::{out, outln};
use crate::config::{Config, Environment, Layers};
use crate::convert::Converter;
use crate::discord::{DiscordClient, DiscordHttp, connect, permissions};
use crate::journal::{Inspection, Journal, JournalIdentity, NewFiles};
use crate::private_dir;
use crate::provider::ErrorClass;
use crate::tls::Tls;
use crate::wan;

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

/// The findings so far.
#[derive(Default)]
struct Findings {
    failed: bool,
}

impl Findings {
    fn good(&mut self, what: impl std::fmt::Display) {
        outln!("  ok    {what}");
    }

    fn note(&mut self, what: impl std::fmt::Display) {
        outln!("  note  {what}");
    }

    fn bad(&mut self, what: impl std::fmt::Display) {
        self.failed = true;
        outln!("  error {what}");
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
                outln!("{key} = {value}    # {origin}");
            }
            outln!();
        }
        let config = match Config::read(layers, environment) {
            Ok(config) => config,
            Err(problems) => {
                out!("{problems}");
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
        storage(&config, self.offline, &mut found).await;
        converters(&config, &mut found).await;
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
            outln!("\nConfiguration has errors.");
            return Ok(ExitCode::FAILURE);
        }
        outln!("\nConfiguration OK. Start the bot with `wanbot run`.");
        Ok(ExitCode::SUCCESS)
    }
}

/// Checks that journal and archive are writable and belong together. Offline, nothing is created
/// and missing paths are only reported.
async fn storage(config: &Config, offline: bool, found: &mut Findings) {
    let journal = &config.storage.journal;
    let folder = journal.parent().filter(|p| !p.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let identity = identity(journal, offline, found).await;
    if let Some(identity) = identity {
        belonging(config, identity, found).await;
    }
    for (key, folder) in [("storage.journal", folder), ("storage.archive", &config.storage.archive)]
    {
        if offline && !folder.exists() {
            found.note(format_args!("{key}: {} is not there yet", folder.display()));
            continue;
        }
        match writable(folder, offline) {
            Ok(()) => found.good(format_args!("{key}: {} can be written", folder.display())),
            Err(e) => {
                found.bad(format_args!("{key}: {} cannot be written: {e}", folder.display()));
            }
        }
    }
}

/// The identity of the journal, or `None` if it is unknown.
async fn identity(journal: &Path, offline: bool, found: &mut Findings) -> Option<JournalIdentity> {
    let shown = journal.display();
    let new_files = if offline { NewFiles::Forbidden } else { NewFiles::Allowed };
    match Journal::inspect(journal, new_files).await {
        Ok(Inspection::Missing) => Some(JournalIdentity::default()),
        Ok(Inspection::NeedsFile(file)) => {
            found.note(format_args!(
                "the journal {shown} was not closed, and {} is not there: it was not looked into, \
                 since that would make the file (--offline)",
                file.display()
            ));
            None
        }
        Ok(Inspection::Accepted(identity)) => {
            found.good(format_args!("the journal {shown} can be read"));
            Some(identity)
        }
        Err(e) => {
            found.bad(format_args!("storage.journal: {e}"));
            None
        }
    }
}

/// Checks whether the bot would accept this archive with the journal.
async fn belonging(config: &Config, journal: JournalIdentity, found: &mut Findings) {
    let folder = &config.storage.archive;
    // A missing archive is created for this journal at the next start.
    if !folder.is_dir() {
        return;
    }
    match marks(folder, journal).await {
        Ok(marks) if marks.belonging() == Ownership::Foreign => found.bad(other_archive(config)),
        Ok(_) => {}
        Err(e) => found.bad(format_args!("storage.archive: {e}")),
    }
}

async fn marks(folder: &Path, journal: JournalIdentity) -> Result<OwnershipFacts, ArchiveError> {
    let archive = Archive::in_folder(folder)?;
    Ok(OwnershipFacts {
        journal: journal.archive_id,
        journal_has_jobs: journal.has_jobs,
        archive: archive.known_id().await?,
        archive_is_only_marked: archive.has_only_id().await?,
    })
}

/// Finds out by writing a file and removing it: the mode of a folder does not tell of a read-only
/// file system, of a full disk, or of another owner.
fn writable(folder: &Path, offline: bool) -> std::io::Result<()> {
    if !offline {
        private_dir::private(folder)?;
    }
    if !std::fs::metadata(folder)?.is_dir() {
        return Err(std::io::Error::other("it is no folder"));
    }
    let probe = folder.join(".wanbot-check");
    let written = std::fs::write(&probe, b"x");
    // On a full disk an empty file is created.
    let removed = std::fs::remove_file(&probe);
    written.and(removed)
}

/// Which converters are installed, and what is refused without them.
async fn converters(config: &Config, found: &mut Findings) {
    let Converter { ffmpeg, heif, .. } = converter(config).await;
    match &ffmpeg {
        Some(ffmpeg) => found.good(ffmpeg.version()),
        None => found.note(
            "ffmpeg is not installed: results that are too large for a channel are posted as links, \
             and GIFs, WebM and other videos, voice messages and other audio are refused",
        ),
    }
    if ffmpeg.as_ref().is_some_and(|f| f.probe().is_none()) {
        found.note("ffprobe is not installed beside ffmpeg: videos and audio are not converted");
    }
    match &heif {
        Some(heif) => found.good(format_args!("libheif: {}", heif.program().display())),
        None => found.note(
            "heif-convert (package libheif-examples) is not installed: HEIC photos of phones and \
             AVIF images are refused",
        ),
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
                (true, Some(false)) => found.bad(
                    "discord.message_content is true, but Message Content is off in the developer \
                     portal (Bot > Privileged Gateway Intents): Discord would refuse the connection",
                ),
                (false, Some(true)) => found.note(
                    "Message Content is on in the developer portal: with discord.message_content = \
                     true members can reply to anybody's picture",
                ),
                _ => {}
            }
            if identity.user != identity.application {
                found.note(format_args!(
                    "the bot's user ({}) is not its application ({}), as with applications from \
                     before 2016: both are used where they belong",
                    identity.user, identity.application
                ));
            }
            registration(config, http, identity.application, tls, found).await;
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

/// Maximum number of servers checked for commands of their own.
const MAX_SERVERS_CHECKED: usize = 20;

/// Commands that are registered both globally and per server appear twice.
async fn registration(
    config: &Config,
    http: DiscordHttp,
    application: u64,
    tls: &Tls,
    found: &mut Findings,
) {
    let guilds = &config.discord.register_commands_in;
    let Ok(client) = DiscordClient::of_application(http, application, tls) else { return };
    if !client.has_commands(None).await.unwrap_or_default() {
        return;
    }
    if !guilds.is_empty() {
        return found.note(
            "commands are registered for everywhere too, so each is there twice: the next start \
             removes those, since discord.register_commands_in names servers",
        );
    }
    let mut twice = Vec::new();
    let servers = client.servers().await.unwrap_or_default();
    for server in servers.into_iter().take(MAX_SERVERS_CHECKED) {
        if client.has_commands(Some(server)).await.unwrap_or_default() {
            twice.push(server.to_string());
        }
    }
    if !twice.is_empty() {
        found.note(format_args!(
            "commands are registered for everywhere and for single servers too ({}), so each is \
             there twice: the next start removes those, since discord.register_commands_in names no server",
            twice.join(", ")
        ));
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
