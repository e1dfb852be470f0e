//! `wanbot emulate`: runs the emulators without the bot, for clients of the two services.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;

use crate::cli::out::outln;
use crate::cli::stop_on_signal;
use crate::clock::Clock;
use crate::config::Log;
use crate::emulator::discord::Discord;
use crate::emulator::discord::openapi::Description;
use crate::emulator::wan::{Timing, Wan};
use crate::emulator::{Addresses, Certificate, Record, start};
use crate::telemetry;

/// The default token, in the form that libraries expect: the first part is an ID in base64.
const TOKEN: &str = "MTQwMDAwMDAwMDAwMDAwMDAwMA.emulated.token";

/// Options of `wanbot emulate`.
#[derive(Debug, Args)]
pub struct Emulate {
    /// Listen address of Discord's REST API and gateway.
    #[arg(long, default_value = "127.0.0.1:4100")]
    discord: SocketAddr,
    /// Listen address of both over TLS.
    #[arg(long, value_name = "ADDRESS", requires_all = ["tls_certificate", "tls_key"])]
    discord_tls: Option<SocketAddr>,
    /// The certificate for TLS, as PEM.
    #[arg(long, value_name = "FILE", requires = "discord_tls")]
    tls_certificate: Option<PathBuf>,
    /// Its private key, as PEM in PKCS #8.
    #[arg(long, value_name = "FILE", requires = "discord_tls")]
    tls_key: Option<PathBuf>,
    /// Listen address of Discord's file host.
    #[arg(long, default_value = "127.0.0.1:4101")]
    cdn: SocketAddr,
    /// Listen address of Model Studio.
    #[arg(long, default_value = "127.0.0.1:4200")]
    wan: SocketAddr,
    /// Listen address of the control API.
    #[arg(long, default_value = "127.0.0.1:4300")]
    control: SocketAddr,
    /// Append all traffic to this file, as JSON lines.
    #[arg(long, value_name = "FILE")]
    record: Option<PathBuf>,
    /// Clock speed relative to real time.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1000))]
    speed: u32,
    /// The bot's token. If it has three parts, the first is the bot's ID in base64.
    #[arg(long, default_value = TOKEN)]
    token: String,
    /// The bot's ID, whatever the token contains.
    #[arg(long, value_name = "ID", value_parser = clap::value_parser!(u64).range(1..))]
    bot_id: Option<u64>,
    /// The account's key at Model Studio.
    #[arg(long, default_value = "sk-emulated")]
    key: String,
    /// Grant the message-content intent.
    #[arg(long)]
    message_content: bool,
    /// What to do with a request whose body Discord's OpenAPI description does not allow.
    #[arg(long, value_enum, default_value_t = OpenApi::Warn)]
    openapi: OpenApi,
}

/// How to treat a request whose body does not match Discord's OpenAPI description.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum OpenApi {
    /// Accept it if the emulator itself has no rule against it, with a warning on the terminal.
    Warn,
    /// Refuse it with 400, code 50035. Unknown keys are warnings.
    Refuse,
    /// Do not compare bodies with the description.
    Ignore,
}

impl Emulate {
    pub(super) async fn run(&self) -> anyhow::Result<ExitCode> {
        telemetry::start(&Log { json: false, filter: "wanbot=info,warn".into() }, None)?;
        let clock = Clock::fast(self.speed);
        let record = match &self.record {
            Some(path) => Record::in_file(path, clock.clone())?,
            None => Record::nowhere(clock.clone()),
        };
        let discord = Discord::new(clock.clone(), &self.token, "wanbot");
        if let Some(id) = self.bot_id {
            discord.set_bot_id(id);
        }
        discord.allow_message_content(self.message_content);
        if self.openapi != OpenApi::Ignore {
            let description = Description::read().context("Discord's API description")?;
            discord.compare_bodies(Arc::new(description), self.openapi == OpenApi::Refuse);
        }
        // As Discord does. A test that restarts a bot often can change it through the control API.
        discord.limit_identifies(1, Duration::from_secs(5));
        discord.scale_rate_limits(1);
        let guild = discord.add_guild("A server");
        let channel = discord.add_channel(guild, "videos");
        let ann = discord.add_member(guild, "ann", 0);
        let wan = Wan::new(clock, &self.key, Timing::Published);
        let addresses = Addresses {
            discord: self.discord,
            cdn: self.cdn,
            wan: self.wan,
            control: Some(self.control),
        };
        let running = start(addresses, discord, wan, record).await?;
        outln!(
            "Discord       {}   (API under /api/v10, gateway ws://{})",
            running.discord_origin(),
            running.at.discord
        );
        if let Some((address, certificate)) = self.tls().await? {
            let at = running.serve_discord_tls(address, certificate).await?;
            outln!("              https://{at}");
        }
        outln!("file host     http://{}", running.at.cdn);
        outln!("Model Studio  {}", running.wan_origin());
        if let Some(control) = running.at.control {
            outln!("control       http://{control}");
        }
        outln!(
            "server {guild}, channel {channel}, member ann {ann}, bot {}",
            running.discord.bot()
        );
        outln!("\nPoint wanbot at them:");
        outln!("  DISCORD_TOKEN={} DASHSCOPE_API_KEY={} \\", self.token, self.key);
        outln!("  WANBOT__DISCORD__API_BASE={} \\", running.discord_origin());
        outln!("  WANBOT__DISCORD__FILE_HOSTS={} \\", running.file_host());
        outln!("  WANBOT__WAN__API_BASE={} wanbot run", running.wan_origin());
        stop_on_signal()?.cancelled().await;
        Ok(ExitCode::SUCCESS)
    }

    /// The address for TLS, and the certificate.
    async fn tls(&self) -> anyhow::Result<Option<(SocketAddr, Certificate)>> {
        let (Some(address), Some(certificate), Some(key)) =
            (self.discord_tls, &self.tls_certificate, &self.tls_key)
        else {
            return Ok(None);
        };
        let read = |path: &PathBuf| {
            std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))
        };
        let certificate = Certificate::from_pem(&read(certificate)?, &read(key)?)
            .await
            .context("--tls-certificate and --tls-key are not a certificate and its key")?;
        Ok(Some((address, certificate)))
    }
}
