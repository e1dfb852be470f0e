//! `wanbot check`: validates the configuration and tests both APIs before the bot is used.

use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use crate::app::{converter, other_archive, wan_settings};
use crate::archive::{Archive, ArchiveError, Ownership, OwnershipFacts};
use crate::cli::out::{out, outln, padded};
use crate::config::{Config, Environment, Layers};
use crate::convert::Converter;
use crate::discord::{DiscordClient, DiscordHttp, connect, permissions};
use crate::i18n::say;
use crate::journal::{Inspection, Journal, JournalIdentity, NewFiles};
use crate::language::Language;
use crate::private_dir;
use crate::provider::ErrorClass;
use crate::tls::Tls;
use crate::wan;

/// Options of `wanbot check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Check the configuration only; make no calls.
    #[arg(long)]
    offline: bool,
    /// Print every key with its value and where it came from.
    #[arg(long)]
    show: bool,
}

/// The findings so far.
struct Findings {
    language: Language,
    failed: bool,
}

impl Findings {
    fn good(&mut self, what: impl std::fmt::Display) {
        self.print(&say!(self.language, "cli-ok"), what);
    }

    fn note(&mut self, what: impl std::fmt::Display) {
        self.print(&say!(self.language, "cli-note"), what);
    }

    fn bad(&mut self, what: impl std::fmt::Display) {
        self.failed = true;
        self.print(&say!(self.language, "cli-error"), what);
    }

    fn print(&self, label: &str, what: impl std::fmt::Display) {
        let error = say!(self.language, "cli-error");
        // The longest of the three labels in most languages.
        let width = error.chars().count().max(5);
        outln!("  {} {what}", padded(label, width));
    }
}

impl Check {
    pub(super) async fn run(
        &self,
        language: Language,
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
        let mut found = Findings { language, failed: false };
        let models: Vec<_> =
            config.catalogue.models().iter().filter(|m| m.enabled).map(|m| &*m.name).collect();
        found.good(say!(
            language,
            "cli-check-configuration",
            region = config.wan.region.id(),
            name = config.wan.region.name(),
            models = models.join(", ")
        ));
        for warning in &config.warnings {
            found.note(warning);
        }
        storage(&config, self.offline, &mut found).await;
        converters(&config, &mut found).await;
        if self.offline {
            found.note(say!(language, "cli-check-offline"));
        } else {
            match Tls::new() {
                Ok(tls) => {
                    discord(&config, &tls, &mut found).await;
                    provider(&config, &tls, &mut found).await;
                }
                Err(e) => found.bad(say!(language, "cli-check-tls", error = e.to_string())),
            }
        }
        if found.failed {
            outln!("\n{}", say!(language, "cli-check-failed"));
            return Ok(ExitCode::FAILURE);
        }
        outln!("\n{}", say!(language, "cli-check-passed"));
        Ok(ExitCode::SUCCESS)
    }
}

/// Checks that journal and archive are writable and belong together. Offline, nothing is created
/// and missing paths are only reported.
async fn storage(config: &Config, offline: bool, found: &mut Findings) {
    let language = found.language;
    let journal = &config.storage.journal;
    let folder = journal.parent().filter(|p| !p.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let identity = identity(journal, offline, found).await;
    if let Some(identity) = identity {
        belonging(config, identity, found).await;
    }
    for (key, folder) in [("storage.journal", folder), ("storage.archive", &config.storage.archive)]
    {
        let path = folder.display().to_string();
        if offline && !folder.exists() {
            found.note(say!(language, "cli-check-missing", key = key, path = path));
            continue;
        }
        match writable(language, folder, offline) {
            Ok(()) => found.good(say!(language, "cli-check-writable", key = key, path = path)),
            Err(e) => {
                let error = e.to_string();
                let problem =
                    say!(language, "cli-check-not-writable", key = key, path = path, error = error);
                found.bad(problem);
            }
        }
    }
}

/// The identity of the journal, or `None` if it is unknown.
async fn identity(journal: &Path, offline: bool, found: &mut Findings) -> Option<JournalIdentity> {
    let (language, shown) = (found.language, journal.display().to_string());
    let new_files = if offline { NewFiles::Forbidden } else { NewFiles::Allowed };
    match Journal::inspect(journal, new_files).await {
        Ok(Inspection::Missing) => Some(JournalIdentity::default()),
        Ok(Inspection::NeedsFile(file)) => {
            let file = file.display().to_string();
            found.note(say!(language, "cli-check-journal-open", path = shown, file = file));
            None
        }
        Ok(Inspection::Accepted(identity)) => {
            found.good(say!(language, "cli-check-journal", path = shown));
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
fn writable(language: Language, folder: &Path, offline: bool) -> std::io::Result<()> {
    if !offline {
        private_dir::private(folder)?;
    }
    if !std::fs::metadata(folder)?.is_dir() {
        return Err(std::io::Error::other(say!(language, "cli-check-no-folder")));
    }
    let probe = folder.join(".wanbot-check");
    let written = std::fs::write(&probe, b"x");
    // On a full disk an empty file is created.
    let removed = std::fs::remove_file(&probe);
    written.and(removed)
}

/// Which converters are installed, and what is refused without them.
async fn converters(config: &Config, found: &mut Findings) {
    let language = found.language;
    let Converter { ffmpeg, heif, .. } = converter(config).await;
    match &ffmpeg {
        Some(ffmpeg) => found.good(ffmpeg.version()),
        None => found.note(say!(language, "cli-check-no-ffmpeg")),
    }
    if ffmpeg.as_ref().is_some_and(|f| f.probe().is_none()) {
        found.note(say!(language, "cli-check-no-ffprobe"));
    }
    match &heif {
        Some(heif) => found.good(format_args!("libheif: {}", heif.program().display())),
        None => found.note(say!(language, "cli-check-no-heif")),
    }
}

async fn discord(config: &Config, tls: &Tls, found: &mut Findings) {
    let language = found.language;
    let base = &config.discord.api_base;
    let http = match connect::rest(&config.discord.token, base, tls) {
        Ok(http) => http,
        Err(e) => return found.bad(format_args!("Discord: {e}")),
    };
    match connect::identify(&http).await {
        Ok(identity) => {
            found.good(say!(language, "cli-check-token", name = identity.name.as_str()));
            match (config.discord.message_content, identity.message_content) {
                (true, connect::Intent::Disabled) => {
                    found.bad(say!(language, "cli-check-content-off"))
                }
                (false, connect::Intent::Enabled) => {
                    found.note(say!(language, "cli-check-content-on"))
                }
                _ => {}
            }
            if identity.user != identity.application {
                let (user, application) = (identity.user, identity.application);
                found.note(say!(
                    language,
                    "cli-check-old-application",
                    user = user.to_string(),
                    application = application.to_string()
                ));
            }
            registration(config, http, identity.application, tls, found).await;
            let url = format!(
                "https://discord.com/oauth2/authorize?client_id={}\
                 &scope=bot%20applications.commands&permissions={}",
                identity.application,
                permissions::invitation().bits()
            );
            found.note(say!(language, "cli-check-invite", url = url));
        }
        Err(e) => {
            let (base, error) = (base.to_string(), e.to_string());
            found.bad(say!(language, "cli-check-token-refused", base = base, error = error));
        }
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
    let language = found.language;
    let guilds = &config.discord.register_commands_in;
    let Ok(client) = DiscordClient::of_application(http, application, tls) else { return };
    if !client.has_commands(None).await.unwrap_or_default() {
        return;
    }
    if !guilds.is_empty() {
        return found.note(say!(language, "cli-check-twice-global"));
    }
    let mut twice = Vec::new();
    let servers = client.servers().await.unwrap_or_default();
    for server in servers.into_iter().take(MAX_SERVERS_CHECKED) {
        if client.has_commands(Some(server)).await.unwrap_or_default() {
            twice.push(server.to_string());
        }
    }
    if !twice.is_empty() {
        found.note(say!(language, "cli-check-twice-servers", servers = twice.join(", ")));
    }
}

async fn provider(config: &Config, tls: &Tls, found: &mut Findings) {
    let language = found.language;
    let (base, region) = (&config.wan.api_base, config.wan.region);
    let client = match wan::Client::new(wan_settings(config), tls) {
        Ok(client) => client,
        Err(e) => return found.bad(format_args!("Model Studio: {e}")),
    };
    let model = config.catalogue.models().iter().find(|m| m.enabled);
    let Some(model) = model else { return found.bad(say!(language, "cli-check-no-model")) };
    match client.list(&model.name).await {
        Ok(tasks) => found.good(say!(
            language,
            "cli-check-key",
            region = region.name(),
            tasks = tasks.len(),
            model = model.name.as_str()
        )),
        Err(e) if e.class == ErrorClass::Account && e.status == Some(401) => {
            found.bad(say!(
                language,
                "cli-check-key-refused",
                base = base.to_string(),
                code = e.code.as_deref().unwrap_or("401"),
                region = region.id()
            ));
        }
        Err(e) => {
            let (base, error) = (base.to_string(), e.to_string());
            found.bad(say!(language, "cli-check-provider", base = base, error = error));
        }
    }
}
