//! `wanbot jobs`: shows jobs from the journal, also while the bot runs.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Context;
use clap::builder::PossibleValuesParser;
use clap::{Args, Subcommand};
use serde_json::json;

use crate::cli::out::outln;
use crate::cli::{orphans, plain_text};
use crate::config::{Config, Environment, Layers};
use crate::job::{Job, JobId, State};
use crate::journal::{EventRow, Journal};

/// Options of `wanbot jobs`.
#[derive(Debug, Args)]
pub struct Jobs {
    #[command(subcommand)]
    what: Option<What>,
    /// As JSON, a line for each job.
    #[arg(long, global = true)]
    json: bool,
}

#[derive(Debug, Subcommand)]
enum What {
    /// The newest jobs (the default).
    List {
        /// Only those in this state, for example running or failed.
        #[arg(long, value_parser = PossibleValuesParser::new(State::NAMES))]
        state: Option<String>,
        /// How many.
        #[arg(long, default_value_t = 20)]
        limit: u32,
    },
    /// Tasks of the last 24 hours on the provider's account that no job knows.
    Orphans,
    /// All that is known of one job.
    Show {
        /// Its name.
        job: JobId,
    },
}

impl Jobs {
    pub(super) async fn run(
        &self,
        layers: &Layers,
        environment: &Environment,
    ) -> anyhow::Result<ExitCode> {
        // Needs no secrets, only the path of the journal.
        let path: PathBuf = layers.text("storage.journal").into();
        let journal = Journal::open_read_only(&path)
            .with_context(|| format!("the journal {} cannot be opened", path.display()))?;
        match &self.what {
            None => self.list(&journal.newest_jobs(None, 20).await?),
            Some(What::List { state, limit }) => {
                self.list(&journal.newest_jobs(state.clone(), *limit).await?);
            }
            Some(What::Orphans) => {
                return orphans::show(&Config::read(layers, environment)?, &journal).await;
            }
            Some(What::Show { job }) => {
                let Some(found) = journal.job(*job).await? else {
                    anyhow::bail!("there is no job {job} in {}", path.display());
                };
                self.show(&found, &journal.events(*job).await?)?;
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    fn list(&self, jobs: &[Job]) {
        if self.json {
            for job in jobs {
                outln!("{}", summary(job));
            }
            return;
        }
        outln!("{:8}  {:11}  {:10}  {:20}  {:20}", "job", "state", "model", "member", "accepted");
        for job in jobs {
            outln!(
                "{:8}  {:11}  {:10}  {:20}  {:.0}",
                job.id.to_string(),
                job.state.name(),
                job.request.model,
                job.requester.to_string(),
                job.accepted_at
            );
        }
    }

    fn show(&self, job: &Job, events: &[EventRow]) -> anyhow::Result<()> {
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
        let r = &job.request;
        outln!("job        {}", job.id);
        outln!("state      {}", job.state.name());
        outln!(
            "member     {} in server {}, channel {}",
            job.requester,
            job.place.tenant,
            job.place.channel
        );
        outln!("model      {} · {} · {} s · seed {}", r.model, r.resolution, r.seconds, r.seed);
        outln!("price      {} credits, {}", job.price.credits, job.price.money);
        if let Some(usage) = &job.work.usage {
            let seconds = usage.billed_seconds.map(|s| format!("{s} s billed"));
            let images = usage.images.map(|n| format!("{n} images"));
            let said: Vec<_> = seconds.into_iter().chain(images).collect();
            outln!("usage      {} (as the provider says)", said.join(", "));
            if let Some(billed) = usage.price {
                outln!("billed     {} credits, {}", billed.credits, billed.money);
            }
        }
        outln!("prompt     {}", plain_text(&r.prompt));
        for input in &r.inputs {
            outln!(
                "input      {}: {}, {} bytes",
                input.role.name(),
                plain_text(&input.name),
                input.facts.bytes
            );
        }
        if let Some(task) = job.task() {
            outln!("task       {task}");
        }
        if let State::Failed { failure, .. } = &job.state {
            outln!(
                "failure    {:?} {} {}",
                failure.class,
                failure.code.as_deref().unwrap_or("without a code"),
                plain_text(failure.message.as_deref().unwrap_or(""))
            );
        }
        outln!("events");
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
