//! `wanbot jobs`: shows jobs from the journal, also while the bot runs.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use serde_json::json;

use crate::cli::out::{outln, padded, table};
use crate::cli::{orphans, plain_text};
use crate::config::{Config, Environment, Layers};
use crate::discord::texts::numbers::{credits, listed, money, number};
use crate::discord::texts::{role_name, state};
use crate::generation::Price;
use crate::i18n::say;
use crate::job::{Job, JobId, State};
use crate::journal::{EventRow, Journal};
use crate::language::Language;

/// Options of `wanbot jobs`.
#[derive(Debug, Args)]
pub struct Jobs {
    #[command(subcommand)]
    what: Option<What>,
    /// Print JSON, one line per job.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum What {
    /// List the newest jobs (the default).
    List {
        /// Only those in this state, for example running or failed.
        #[arg(long, value_parser = PossibleValuesParser::new(State::NAMES))]
        state: Option<String>,
        /// Maximum number of rows.
        #[arg(long, default_value_t = 20)]
        limit: u32,
    },
    /// Tasks of the last 24 hours on the provider's account that belong to no known job.
    Orphans,
    /// Show one job.
    Show {
        /// The job ID.
        job: JobId,
    },
}

impl Jobs {
    pub(super) async fn run(
        &self,
        language: Language,
        layers: &Layers,
        environment: &Environment,
    ) -> anyhow::Result<ExitCode> {
        // Needs no secrets, only the path of the journal.
        let path: PathBuf = layers.text("storage.journal").into();
        let journal = Journal::open_read_only(&path).with_context(|| {
            say!(language, "cli-journal-not-opened", path = path.display().to_string())
        })?;
        match &self.what {
            None => self.list(language, &journal.newest_jobs(None, 20).await?),
            Some(What::List { state, limit }) => {
                self.list(language, &journal.newest_jobs(state.clone(), *limit).await?);
            }
            Some(What::Orphans) => {
                return orphans::show(language, &Config::read(layers, environment)?, &journal)
                    .await;
            }
            Some(What::Show { job }) => {
                let Some(found) = journal.job(*job).await? else {
                    let (job, path) = (job.to_string(), path.display().to_string());
                    anyhow::bail!(say!(language, "cli-jobs-none", job = job, path = path));
                };
                self.show(language, &found, &journal.events(*job).await?)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    fn list(&self, language: Language, jobs: &[Job]) {
        if self.json {
            for job in jobs {
                outln!("{}", summary(job));
            }
            return;
        }
        let mut rows = vec![[
            say!(language, "cli-jobs-job"),
            say!(language, "cli-jobs-state"),
            say!(language, "cli-jobs-model"),
            say!(language, "cli-jobs-member"),
            say!(language, "cli-jobs-accepted"),
        ]];
        rows.extend(jobs.iter().map(|job| {
            [
                job.id.to_string(),
                state(language, &job.state),
                job.request.model.clone(),
                job.requester.to_string(),
                format!("{:.0}", job.accepted_at),
            ]
        }));
        table(&rows).iter().for_each(|line| outln!("{line}"));
    }

    #[expect(clippy::indexing_slicing, reason = "a summary is a JSON object, and so is an event")]
    fn show(&self, language: Language, job: &Job, events: &[EventRow]) -> anyhow::Result<()> {
        if self.json {
            let events: Vec<_> =
                events.iter().map(|e| json!({"at": e.at, "event": e.event})).collect();
            let mut whole = summary(job);
            whole["request"] = json!(job.request);
            whole["price"] = json!(job.price);
            whole["events"] = json!(events);
            outln!("{whole}");
            return Ok(());
        }
        let line = |label: String, text: String| outln!("{} {text}", padded(&label, 10));
        let r = &job.request;
        line(say!(language, "cli-jobs-job"), job.id.to_string());
        line(say!(language, "cli-jobs-state"), state(language, &job.state));
        let place = say!(
            language,
            "cli-jobs-place",
            member = job.requester.to_string(),
            server = job.place.tenant.to_string(),
            channel = job.place.channel.to_string()
        );
        line(say!(language, "cli-jobs-member"), place);
        let amount = if r.makes_images() {
            say!(language, "detail-images", count = r.count)
        } else {
            say!(language, "detail-seconds", seconds = r.seconds)
        };
        let settings = say!(
            language,
            "cli-jobs-settings",
            model = r.model.as_str(),
            resolution = r.resolution.to_string(),
            amount = amount,
            seed = r.seed.to_string()
        );
        line(say!(language, "cli-jobs-model"), settings);
        let cost = |price: &Price| {
            let (credits, money) = (credits(language, price.credits), money(language, price.money));
            say!(language, "cli-jobs-cost", credits = credits, money = money)
        };
        line(say!(language, "cli-jobs-price"), cost(&job.price));
        if let Some(usage) = &job.work.usage {
            let seconds = usage.billed_seconds.map(|s| number(language, s));
            let seconds = seconds.map(|s| say!(language, "cli-jobs-billed-seconds", seconds = s));
            let images = usage.images.map(|n| say!(language, "cli-jobs-billed-images", count = n));
            let said: Vec<_> = seconds.into_iter().chain(images).collect();
            let usage_of = say!(language, "cli-jobs-usage-of", usage = listed(language, &said));
            line(say!(language, "cli-jobs-usage"), usage_of);
            if let Some(billed) = &usage.price {
                line(say!(language, "cli-jobs-billed"), cost(billed));
            }
        }
        line(say!(language, "cli-jobs-prompt"), plain_text(&r.prompt));
        for input in &r.inputs {
            let input = say!(
                language,
                "cli-jobs-bytes",
                role = role_name(language, input.role),
                name = plain_text(&input.name),
                bytes = input.facts.bytes
            );
            line(say!(language, "cli-jobs-input"), input);
        }
        if let Some(task) = job.task() {
            line(say!(language, "cli-jobs-task"), task.to_string());
        }
        if let State::Failed { failure, .. } = &job.state {
            let without = || say!(language, "cli-jobs-without-code");
            let code = failure.code.clone().unwrap_or_else(without);
            let message = plain_text(failure.message.as_deref().unwrap_or(""));
            line(
                say!(language, "cli-jobs-failure"),
                format!("{:?} {code} {message}", failure.class),
            );
        }
        outln!("{}", say!(language, "cli-jobs-events"));
        for row in events {
            let event = serde_json::to_value(&row.event)?;
            outln!("  {:.3}  {}", row.at, event["event"].as_str().unwrap_or("?"));
        }
        Ok(())
    }
}

fn summary(job: &Job) -> serde_json::Value {
    json!({
        "job": job.id, "state": job.state.name(), "model": job.request.model,
        "member": job.requester.to_string(), "server": job.place.tenant.to_string(),
        "channel": job.place.channel.to_string(), "accepted_at": job.accepted_at,
        "task": job.task(),
    })
}
