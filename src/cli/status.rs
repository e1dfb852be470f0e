//! `wanbot status`: one screen for the operator, read from the journal, whether the bot runs or
//! not.

use std::fmt::Write;
use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use crate::cli::out::{out, outln};
use crate::cli::plain_text;
use crate::config::{self, Layers};
use crate::http;
use crate::job::{Job, State};
use crate::journal::{Journal, Overview};
use crate::quota::{BudgetView, Period, QuotaBook};

/// Rows of each list.
const ROWS: u32 = 8;

/// Options of `wanbot status`.
#[derive(Debug, Args)]
pub struct Status {
    /// Look once, and not every two seconds, as on a terminal.
    #[arg(long)]
    once: bool,
    /// As JSON, once.
    #[arg(long)]
    json: bool,
}

impl Status {
    pub(super) async fn run(&self, layers: &Layers) -> anyhow::Result<ExitCode> {
        let path: PathBuf = layers.text("storage.journal").into();
        let journal = Journal::open_read_only(&path)
            .with_context(|| format!("the journal {} cannot be opened", path.display()))?;
        let live = std::io::stdout().is_terminal() && !self.once && !self.json;
        loop {
            let now = Timestamp::now();
            let overview = journal.overview(now, ROWS).await?;
            let budgets = budgets(&journal, layers, now).await?;
            let ready = http::ready(&layers.text("http.listen")).await;
            if self.json {
                outln!("{}", in_json(&overview, &budgets, &ready));
                return Ok(ExitCode::SUCCESS);
            }
            let screen = screen(&overview, &budgets, &plain_text(&ready), now);
            if !live {
                out!("{screen}");
                return Ok(ExitCode::SUCCESS);
            }
            // Moves the cursor to the top left and clears the previous screen.
            out!("\x1b[H\x1b[2J{screen}\nCtrl-C ends this.\n");
            tokio::select! {
                _ = tokio::signal::ctrl_c() => return Ok(ExitCode::SUCCESS),
                () = tokio::time::sleep(Duration::from_secs(2)) => {}
            }
        }
    }
}

/// Reserved and spent money, in the operator's time zone.
async fn budgets(
    journal: &Journal,
    layers: &Layers,
    now: Timestamp,
) -> anyhow::Result<[BudgetView; 2]> {
    let (quota, budget) = config::accounts(layers)?;
    let book = Arc::new(QuotaBook::new(quota.policy, budget.per_day, budget.per_month));
    journal.fill(Arc::clone(&book), now).await?;
    Ok(book.global_budgets(now))
}

fn screen(o: &Overview, budgets: &[BudgetView; 2], ready: &str, now: Timestamp) -> String {
    let mut out = String::new();
    let mut line = |text: String| {
        // Writing into a `String` does not fail.
        let _ = writeln!(out, "{text}");
    };
    line(format!("wanbot {} at {now:.0}: {ready}\n", env!("CARGO_PKG_VERSION")));
    let (accepted, delivered, failed) = o.day;
    line(format!("last 24 h   {accepted} asked for, {delivered} delivered, {failed} failed"));
    for budget in budgets {
        let name = match budget.period {
            Period::Day => "today",
            Period::Month => "this month",
        };
        let limit = budget.limit.map_or("no limit".to_owned(), |l| format!("of {l}"));
        line(format!("{name:11} {} spent or set aside, {limit}", budget.used));
    }
    let open: u32 = o.states.iter().map(|(_, n)| n).sum();
    let states: Vec<_> = o.states.iter().map(|(state, n)| format!("{n} {state}")).collect();
    line(format!("open        {open}  {}", states.join(", ")));
    let waiting: Vec<_> = o.waiting.iter().map(|(model, n)| format!("{n} for {model}")).collect();
    line(format!(
        "queue       {}",
        if waiting.is_empty() { "empty".into() } else { waiting.join(", ") }
    ));
    match &o.oldest {
        Some(job) => line(format!(
            "oldest      {} {}, open for {}",
            job.id,
            job.state.name(),
            age(job.accepted_at, now)
        )),
        None => line("oldest      nothing is open".into()),
    }
    line(String::new());
    line("AT THE PROVIDER".into());
    for job in &o.running {
        let at = job.work.submitted_at.unwrap_or(job.accepted_at);
        let task = job.task().map_or("-", |t| t.0.as_str());
        line(format!(
            "  {}  {:11} {:>9}  {}  {}",
            job.id,
            job.state.name(),
            age(at, now),
            job.request.model,
            plain_text(task)
        ));
    }
    if o.running.is_empty() {
        line("  nothing".into());
    }
    line("LAST FAILURES".into());
    for job in &o.failures {
        line(format!("  {}  {}", job.id, failure(job, now)));
    }
    if o.failures.is_empty() {
        line("  none".into());
    }
    out
}

fn failure(job: &Job, now: Timestamp) -> String {
    let State::Failed { failure, at } = &job.state else { return String::new() };
    let details: Vec<_> =
        [&failure.code, &failure.message].into_iter().flatten().map(|t| plain_text(t)).collect();
    format!("{:>9} ago  {:13} {}", age(*at, now), failure.class.name(), details.join(": "))
}

/// A compact duration since a time.
fn age(since: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(since).as_secs().max(0);
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}

fn in_json(o: &Overview, budgets: &[BudgetView; 2], ready: &str) -> serde_json::Value {
    let brief = |job: &Job| {
        json!({
            "job": job.id.to_string(), "state": job.state.name(), "model": job.request.model,
            "accepted_at": job.accepted_at, "task": job.task().map(|t| &t.0),
        })
    };
    let failures = o.failures.iter().map(|job| {
        let State::Failed { failure, at } = &job.state else { return brief(job) };
        json!({
            "job": job.id.to_string(), "class": failure.class.name(), "at": at,
            "code": failure.code, "message": failure.message,
        })
    });
    let of = |rows: &[(String, u32)]| {
        rows.iter().cloned().collect::<std::collections::BTreeMap<String, u32>>()
    };
    json!({
        "bot": ready,
        "last_24_h": {"accepted": o.day.0, "delivered": o.day.1, "failed": o.day.2},
        "spent": {"day": budgets[0].used.to_string(), "month": budgets[1].used.to_string()},
        "states": of(&o.states),
        "waiting": of(&o.waiting),
        "running": o.running.iter().map(brief).collect::<Vec<_>>(),
        "oldest": o.oldest.as_ref().map(brief),
        "failures": failures.collect::<Vec<_>>(),
    })
}
