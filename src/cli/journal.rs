//! `wanbot backup` and `wanbot journal`: back up the journal and check its integrity.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use jiff::Timestamp;

use crate::cli::out::outln;
use crate::config::Layers;
use crate::i18n::say;
use crate::journal::{IntegrityReport, Journal};
use crate::language::Language;

/// Options of `wanbot backup`.
#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write; it must not exist.
    to: PathBuf,
}

/// Options of `wanbot journal`.
#[derive(Debug, Args)]
pub struct JournalArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Verify every page, job and charge (works while the bot runs).
    Check {
        /// A file other than storage.journal, such as a backup.
        file: Option<PathBuf>,
    },
}

fn open(language: Language, path: &Path) -> anyhow::Result<Journal> {
    Journal::open_read_only(path).with_context(|| {
        say!(language, "cli-journal-not-opened", path = path.display().to_string())
    })
}

impl Backup {
    pub(super) async fn run(
        &self,
        language: Language,
        layers: &Layers,
    ) -> anyhow::Result<ExitCode> {
        let path: PathBuf = layers.text("storage.journal").into();
        let found = open(language, &path)?.back_up(&self.to, Timestamp::now()).await?;
        outln!("{}: {}", self.to.display(), summary(language, &found));
        if !found.problems.is_empty() {
            print_problems(language, &found);
            return Ok(ExitCode::FAILURE);
        }
        let journal = path.display().to_string();
        outln!("{}", say!(language, "cli-backup-restore", journal = journal));
        let archive = layers.text("storage.archive");
        outln!("{}", say!(language, "cli-backup-archive", archive = archive));
        Ok(ExitCode::SUCCESS)
    }
}

impl JournalArgs {
    pub(super) async fn run(
        &self,
        language: Language,
        layers: &Layers,
    ) -> anyhow::Result<ExitCode> {
        let What::Check { file } = &self.what;
        let path = file.clone().unwrap_or_else(|| layers.text("storage.journal").into());
        let found = open(language, &path)?.check_integrity().await.with_context(|| {
            say!(language, "cli-journal-not-read", path = path.display().to_string())
        })?;
        outln!("{}: {}", path.display(), summary(language, &found));
        if found.problems.is_empty() {
            outln!("{}", say!(language, "cli-journal-intact"));
            return Ok(ExitCode::SUCCESS);
        }
        print_problems(language, &found);
        outln!("\n{}", say!(language, "cli-journal-damaged"));
        Ok(ExitCode::FAILURE)
    }
}

fn summary(language: Language, found: &IntegrityReport) -> String {
    let IntegrityReport { jobs, open, events, bytes, .. } = found;
    say!(
        language,
        "cli-journal-summary",
        jobs = *jobs,
        open = *open,
        events = *events,
        bytes = *bytes
    )
}

fn print_problems(language: Language, found: &IntegrityReport) {
    for problem in &found.problems {
        outln!("  {} {problem}", say!(language, "cli-error"));
    }
}
