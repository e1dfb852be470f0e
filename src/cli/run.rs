//! `wanbot run`: runs the bot.

use std::path::PathBuf;
use std::process::ExitCode;

use tracing::info;

use crate::app::App;
use crate::cli::stop_on_signal;
use crate::clock::Clock;
use crate::config::Config;
use crate::telemetry;

pub(super) async fn run(mut config: Config) -> anyhow::Result<ExitCode> {
    config.convert.worker = Some(this_program());
    let traces = telemetry::start(&config.log, config.otel.endpoint.as_ref())?;
    // Risky but legal settings are the operator's decision, so they are not warnings at every
    // start.
    for note in &config.warnings {
        info!("{note}");
    }
    let stop = stop_on_signal()?;
    let ran = async { App::build(config, Clock::System).await?.run(stop).await }.await;
    // Closed last, also when the bot could not be built.
    traces.close().await;
    ran?;
    Ok(ExitCode::SUCCESS)
}

/// This program's file. On Linux by the process, so that it is found after an update replaced it.
fn this_program() -> PathBuf {
    let by_process = PathBuf::from(format!("/proc/{}/exe", std::process::id()));
    if by_process.exists() {
        return by_process;
    }
    std::env::current_exe().unwrap_or_else(|_| "wanbot".into())
}
