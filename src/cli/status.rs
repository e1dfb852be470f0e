//! `wanbot status`: one screen for the operator, read from the journal, whether the bot runs or
//! not.

use std::io::IsTerminal;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use jiff::Timestamp;
use serde_json::json;

use crate::cli::out::{out, outln, padded, right_aligned};
use crate::cli::plain_text;
use crate::config::{self, Layers};
use crate::discord::texts::numbers::{listed, money};
use crate::discord::texts::{state, state_named};
use crate::http::{self, AskedReadiness};
use crate::i18n::say;
use crate::job::{Job, State};
use crate::journal::{Journal, Overview};
use crate::language::Language;
use crate::quota::{BudgetView, Period, QuotaBook};

/// Rows of each list.
const ROWS: u32 = 8;

/// Options of `wanbot status`.
#[derive(Debug, Args)]
pub struct Status {
    /// Print once instead of refreshing every two seconds.
    #[arg(long)]
    once: bool,
    /// Print JSON, once.
    #[arg(long)]
    json: bool,
}

impl Status {
    pub(super) async fn run(
        &self,
        language: Language,
        layers: &Layers,
    ) -> anyhow::Result<ExitCode> {
        let path: PathBuf = layers.text("storage.journal").into();
        let journal = Journal::open_read_only(&path).with_context(|| {
            say!(language, "cli-journal-not-opened", path = path.display().to_string())
        })?;
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
            let screen = screen(language, &overview, &budgets, &ready, now);
            if !live {
                out!("{screen}");
                return Ok(ExitCode::SUCCESS);
            }
            // Moves the cursor to the top left and clears the previous screen.
            out!("\x1b[H\x1b[2J{screen}\n{}\n", say!(language, "cli-status-stop"));
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
    journal.load_into(Arc::clone(&book), now).await?;
    Ok(book.global_budgets(now))
}

fn screen(
    language: Language,
    o: &Overview,
    budgets: &[BudgetView],
    ready: &AskedReadiness,
    now: Timestamp,
) -> String {
    let mut lines = Vec::new();
    let labelled = |label: String, text: String| format!("{} {text}", padded(&label, 11));
    let (version, time) = (env!("CARGO_PKG_VERSION"), format!("{now:.0}"));
    let ready = readiness(language, ready);
    lines.push(say!(language, "cli-status-title", version = version, time = time, ready = ready));
    lines.push(String::new());
    let (accepted, delivered, failed) = o.day;
    let counts = say!(
        language,
        "cli-status-counts",
        accepted = accepted,
        delivered = delivered,
        failed = failed
    );
    lines.push(labelled(say!(language, "cli-status-day"), counts));
    for budget in budgets {
        let label = match budget.period {
            Period::Day => say!(language, "cli-status-today"),
            Period::Month => say!(language, "cli-status-month"),
        };
        let limit = match budget.limit {
            Some(limit) => say!(language, "cli-status-limit", limit = money(language, limit)),
            None => say!(language, "cli-no-limit"),
        };
        let used = money(language, budget.used);
        lines.push(labelled(label, say!(language, "cli-status-spent", used = used, limit = limit)));
    }
    let open: u32 = o.states.iter().map(|(_, n)| n).sum();
    let states = o.states.iter().map(|(state, n)| {
        say!(language, "cli-status-state", count = *n, state = state_named(language, state))
    });
    let states = listed(language, &states.collect::<Vec<_>>());
    lines.push(labelled(say!(language, "cli-status-open"), format!("{open}  {states}")));
    let waiting = o
        .waiting
        .iter()
        .map(|(model, n)| say!(language, "cli-status-waiting", count = *n, model = model.as_str()));
    let waiting: Vec<_> = waiting.collect();
    let queue = match waiting.as_slice() {
        [] => say!(language, "cli-status-empty"),
        waiting => listed(language, waiting),
    };
    lines.push(labelled(say!(language, "cli-status-queue"), queue));
    let oldest = match &o.oldest {
        Some(job) => say!(
            language,
            "cli-status-open-for",
            job = job.id.to_string(),
            state = state(language, &job.state),
            age = age(language, job.accepted_at, now)
        ),
        None => say!(language, "cli-status-nothing-open"),
    };
    lines.push(labelled(say!(language, "cli-status-oldest"), oldest));
    lines.push(String::new());
    lines.push(say!(language, "cli-status-provider"));
    for job in &o.running {
        let at = job.work.submitted_at.unwrap_or(job.accepted_at);
        let task = job.task().map_or("-", |t| t.0.as_str());
        let (state, model) = (padded(&state(language, &job.state), 11), &job.request.model);
        let age = right_aligned(&age(language, at, now), 9);
        lines.push(format!("  {}  {state} {age}  {model}  {}", job.id, plain_text(task)));
    }
    if o.running.is_empty() {
        lines.push(format!("  {}", say!(language, "cli-status-nothing")));
    }
    lines.push(say!(language, "cli-status-failures"));
    for job in &o.failures {
        lines.push(format!("  {}  {}", job.id, failure(language, job, now)));
    }
    if o.failures.is_empty() {
        lines.push(format!("  {}", say!(language, "cli-status-none")));
    }
    lines.join("\n") + "\n"
}

fn readiness(language: Language, ready: &AskedReadiness) -> String {
    match ready {
        AskedReadiness::Ready => say!(language, "cli-status-ready"),
        AskedReadiness::NotReady(problems) => {
            let problems: Vec<_> = problems.iter().map(|problem| plain_text(problem)).collect();
            say!(language, "cli-status-not-ready", problems = listed(language, &problems))
        }
        AskedReadiness::Unreachable(address) => {
            say!(language, "cli-status-unreachable", address = address.as_str())
        }
        AskedReadiness::NotServed => say!(language, "cli-status-not-served"),
    }
}

fn failure(language: Language, job: &Job, now: Timestamp) -> String {
    let State::Failed { failure, at } = &job.state else { return String::new() };
    let details: Vec<_> =
        [&failure.code, &failure.message].into_iter().flatten().map(|t| plain_text(t)).collect();
    let ago = say!(language, "cli-status-ago", age = age(language, *at, now));
    let ago = right_aligned(&ago, 13);
    format!("{ago}  {:13} {}", failure.class.name(), details.join(": "))
}

/// A compact duration since a time.
fn age(language: Language, since: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(since).as_secs().max(0);
    match seconds {
        0..120 => say!(language, "age-seconds", seconds = seconds),
        120..7_200 => say!(language, "age-minutes", minutes = seconds / 60),
        7_200..172_800 => say!(language, "age-hours", hours = seconds / 3_600),
        _ => say!(language, "age-days", days = seconds / 86_400),
    }
}

fn in_json(o: &Overview, budgets: &[BudgetView; 2], ready: &AskedReadiness) -> serde_json::Value {
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
        "bot": ready.to_string(),
        "last_24_h": {"accepted": o.day.0, "delivered": o.day.1, "failed": o.day.2},
        "spent": {"day": budgets[0].used.to_string(), "month": budgets[1].used.to_string()},
        "states": of(&o.states),
        "waiting": of(&o.waiting),
        "running": o.running.iter().map(brief).collect::<Vec<_>>(),
        "oldest": o.oldest.as_ref().map(brief),
        "failures": failures.collect::<Vec<_>>(),
    })
}
