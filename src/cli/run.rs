//! `wanbot run`.

use std::process::ExitCode;

use tracing::warn;

use crate::app::App;
use crate::cli::stop_on_signal;
use crate::clock::Clock;
use crate::config::Config;
use crate::telemetry;

pub(super) async fn run(config: Config) -> anyhow::Result<ExitCode> {
    telemetry::start(&config.log)?;
    for warning in &config.warnings {
        warn!("{warning}");
    }
    let stop = stop_on_signal()?;
    App::build(config, Clock::System).await?.run(stop).await?;
    Ok(ExitCode::SUCCESS)
}
