//! `wanbot backup` and `wanbot journal`: back up the journal and check its integrity.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};
use jiff::Timestamp;

use crate::cli::out::outln;
use crate::config::Layers;
use crate::journal::{IntegrityReport, Journal};

/// Options of `wanbot backup`.
#[derive(Debug, Args)]
pub struct Backup {
    /// The file to write; it must not be there yet.
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
    /// Look at every page, job and charge, and say what is wrong; beside a running bot or without.
    Check {
        /// Another file than storage.journal: a backup, say.
        file: Option<PathBuf>,
    },
}

fn open(path: &Path) -> anyhow::Result<Journal> {
    Journal::open_read_only(path)
        .with_context(|| format!("the journal {} cannot be opened", path.display()))
}

impl Backup {
    pub(super) async fn run(&self, layers: &Layers) -> anyhow::Result<ExitCode> {
        let path: PathBuf = layers.text("storage.journal").into();
        let found = open(&path)?.back_up(&self.to, Timestamp::now()).await?;
        outln!("{}: {}", self.to.display(), summary(&found));
        if !found.problems.is_empty() {
            print_problems(&found);
            return Ok(ExitCode::FAILURE);
        }
        outln!(
            "To go back to it: stop the bot, move {0}, {0}-wal and {0}-shm away, copy the backup \
             to {0}, start the bot. Jobs that are accepted after the backup are not in it. Nothing \
             is paid or posted twice: the bot asks the provider and the channels what happened \
             since. A job of which the provider knows nothing after a day is given up: it is \
             charged if its result is still posted, and refunded otherwise.\n\
             Videos and images are not in it: they are files in {1}.",
            path.display(),
            layers.text("storage.archive"),
        );
        Ok(ExitCode::SUCCESS)
    }
}

impl JournalArgs {
    pub(super) async fn run(&self, layers: &Layers) -> anyhow::Result<ExitCode> {
        let What::Check { file } = &self.what;
        let path = file.clone().unwrap_or_else(|| layers.text("storage.journal").into());
        let found = open(&path)?
            .examine()
            .await
            .with_context(|| format!("the journal {} cannot be read", path.display()))?;
        outln!("{}: {}", path.display(), summary(&found));
        if found.problems.is_empty() {
            outln!("It is whole.");
            return Ok(ExitCode::SUCCESS);
        }
        print_problems(&found);
        outln!("\nStop the bot, keep this file, and go back to the last backup that is whole.");
        Ok(ExitCode::FAILURE)
    }
}

fn summary(found: &IntegrityReport) -> String {
    let IntegrityReport { jobs, open, events, bytes, .. } = found;
    format!("{jobs} jobs, {open} of them open, {events} events, {bytes} bytes")
}

fn print_problems(found: &IntegrityReport) {
    for problem in &found.problems {
        outln!("  error {problem}");
    }
}
