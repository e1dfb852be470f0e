//! The command line.

mod check;
mod conformance;
#[cfg(feature = "emulator")]
mod demo;
#[cfg(feature = "emulator")]
mod emulate;
mod jobs;
mod journal;
mod orphans;
mod out;
mod quota;
mod register;
mod run;
mod status;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::cli::out::{errln, outln};
use crate::config::{Config, Environment, Layers};
use crate::convert::{draw_thumbnail, inspect_file, run_worker, strip_file, write_frames};
use crate::i18n::{is_offered, say};
use crate::journal::SCHEMA;
use crate::language::Language;

/// A Discord bot that turns prompts and images into videos made by Alibaba's Wan 2.7 models.
#[derive(Debug, Parser)]
#[command(name = "wanbot", version, arg_required_else_help = true)]
pub struct Cli {
    /// A configuration file over the defaults.
    #[arg(long, global = true, value_name = "FILE", env = "WANBOT_CONFIG")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the bot.
    Run,
    /// Run the bot against the emulators and show what it does: no accounts, no network, no configuration.
    #[cfg(feature = "emulator")]
    Demo(demo::Demo),
    /// Run the emulators of Discord and Model Studio for any client.
    #[cfg(feature = "emulator")]
    Emulate(emulate::Emulate),
    /// Validate the configuration and test both APIs.
    Check(check::Check),
    /// Compare the behaviour of Discord and Model Studio, or of the emulators, with what is documented.
    Conformance(conformance::Conformance),
    /// Register the slash commands now.
    Register,
    /// List jobs, or show one.
    Jobs(jobs::Jobs),
    /// Show queue, running tasks, failures and spend; works while the bot runs.
    Status(status::Status),
    /// Copy the journal into a new file; works while the bot runs.
    Backup(journal::Backup),
    /// Inspect and verify the journal.
    Journal(journal::JournalArgs),
    /// Manage quotas and members of a server; works while the bot runs.
    Quota(quota::Quota),
    /// Print the version, the commit and the journal's schema.
    Version,
    /// Prepare the image `in` of the current directory; the bot runs this for large images.
    #[command(hide = true)]
    PrepareImage {
        /// The limits of the image, in JSON.
        limits: String,
    },
    /// Identify and measure the file `in` of the current directory; the bot runs this for large files.
    #[command(hide = true)]
    InspectFile,
    /// Remove metadata from the file `in` of the current directory; the bot runs this for large files.
    #[command(hide = true)]
    StripFile,
    /// Draw a thumbnail of the image `in` of the current directory; the bot runs this for large images.
    #[command(hide = true)]
    DrawThumbnail,
    /// Write the frames of an animated WebP as an animated PNG; the bot runs this for videos.
    #[command(hide = true)]
    WebpFrames {
        /// The WebP.
        from: PathBuf,
        /// The PNG.
        to: PathBuf,
    },
}

/// Runs the parsed command.
pub fn main(cli: Cli) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(e) => {
            errln!("wanbot: the runtime cannot be started: {e}");
            return ExitCode::FAILURE;
        }
    };
    let environment: Environment = std::env::vars().collect();
    let language = language_of(&environment);
    let layers = || Layers::read(cli.config.as_deref(), &environment);
    let done = runtime.block_on(async {
        match &cli.command {
            Command::Run => run::run(Config::read(&layers(), &environment)?).await,
            #[cfg(feature = "emulator")]
            Command::Demo(demo) => demo.run().await,
            #[cfg(feature = "emulator")]
            Command::Emulate(emulate) => emulate.run().await,
            Command::Check(check) => check.run(language, &layers(), &environment).await,
            Command::Conformance(conformance) => conformance.run(&environment).await,
            Command::Register => {
                register::run(language, Config::read(&layers(), &environment)?).await
            }
            Command::Jobs(jobs) => jobs.run(language, &layers(), &environment).await,
            Command::Backup(backup) => backup.run(language, &layers()).await,
            Command::Journal(journal) => journal.run(language, &layers()).await,
            Command::Status(status) => status.run(language, &layers()).await,
            Command::Quota(quota) => quota.run(language, &layers()).await,
            Command::PrepareImage { limits } => {
                outln!("{}", run_worker(limits)?);
                Ok(ExitCode::SUCCESS)
            }
            Command::InspectFile => {
                outln!("{}", inspect_file()?);
                Ok(ExitCode::SUCCESS)
            }
            Command::StripFile => {
                outln!("{}", strip_file()?);
                Ok(ExitCode::SUCCESS)
            }
            Command::DrawThumbnail => {
                draw_thumbnail()?;
                Ok(ExitCode::SUCCESS)
            }
            Command::WebpFrames { from, to } => {
                outln!("{}", write_frames(from, to)?);
                Ok(ExitCode::SUCCESS)
            }
            Command::Version => {
                // Set by the build of a release (Dockerfile, RELEASE.md).
                let commit = option_env!("WANBOT_COMMIT").unwrap_or("unknown");
                let version = env!("CARGO_PKG_VERSION");
                outln!("wanbot {version} (commit {commit}, journal schema {SCHEMA})");
                Ok(ExitCode::SUCCESS)
            }
        }
    });
    match done {
        Ok(code) => code,
        Err(e) => {
            errln!("wanbot: {e:#}");
            ExitCode::FAILURE
        }
    }
}

/// The language of the command line, in the order in which POSIX reads the environment: English if
/// there are no texts in the one that it names.
fn language_of(environment: &Environment) -> Language {
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(|name| environment.get(*name));
    let first = set.map(String::as_str).find(|value| !value.is_empty());
    first.and_then(Language::of_environment).filter(|l| is_offered(*l)).unwrap_or_default()
}

/// Returns a token that is cancelled on SIGTERM or Ctrl-C.
fn stop_on_signal() -> anyhow::Result<tokio_util::sync::CancellationToken> {
    use tokio::signal::unix::{SignalKind, signal};
    let stop = tokio_util::sync::CancellationToken::new();
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let on_signal = stop.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        on_signal.cancel();
    });
    Ok(stop)
}

/// Makes untrusted text safe for a terminal: one line, without control characters.
pub(crate) fn plain_text(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// Replaces Discord's markup for users, roles, channels and times with plain text.
pub(crate) fn strip_markup(language: Language, text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('<') {
        out.push_str(before);
        let mark = tail.split_once('>');
        match mark.and_then(|(inside, after)| Some((unmarked(language, inside)?, after))) {
            Some((plain, after)) => {
                out.push_str(&plain);
                rest = after;
            }
            None => {
                out.push('<');
                rest = tail;
            }
        }
    }
    out + rest
}

/// The plain text for the inside of one `<…>` markup.
fn unmarked(language: Language, mark: &str) -> Option<String> {
    let id = |text: &str| text.parse::<u64>().ok();
    if let Some(time) = mark.strip_prefix("t:") {
        let seconds = time.split(':').next()?.parse().ok()?;
        return Some(format!("{:.0}", jiff::Timestamp::from_second(seconds).ok()?));
    }
    let after = |sign| mark.strip_prefix(sign).and_then(id).map(|id| id.to_string());
    let member = || after("@!").or_else(|| after("@"));
    let role = after("@&").map(|id| say!(language, "cli-mention-role", id = id));
    let role = role.or_else(|| Some(say!(language, "cli-mention-member", id = member()?)));
    role.or_else(|| Some(say!(language, "cli-mention-channel", id = after("#")?)))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::{Environment, language_of};
    use crate::language::Language;

    #[test]
    fn discord_markup_is_plain_text_on_a_terminal() {
        let text = "grant <@7> until <t:1795892716:f> in <#9> for <@&8>, a < b <x> <";
        assert_eq!(
            super::strip_markup(Language::English, text),
            "grant member 7 until 2026-11-28T19:05:16Z in channel 9 for role 8, a < b <x> <"
        );
    }

    #[test]
    fn the_first_variable_that_is_set_names_the_language() {
        let of = |set: &[(&str, &str)]| {
            let set = set.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
            language_of(&set.collect::<Environment>())
        };
        assert_eq!(of(&[]), Language::English);
        assert_eq!(of(&[("LANG", "en_GB.UTF-8")]), Language::English);
        assert_eq!(of(&[("LANG", "xx_XX")]), Language::English);
        assert_eq!(of(&[("LC_ALL", "C"), ("LANG", "de_DE")]), Language::English);
    }

    #[test]
    fn the_command_line_definition_is_valid() {
        super::Cli::command().debug_assert();
    }
}
