//! demo
use clap::Args;
use std::process::ExitCode;
/// Options
#[derive(Debug, Args)]
pub struct Demo {}
impl Demo {
    pub(super) async fn run(&self) -> anyhow::Result<ExitCode> {
        Ok(ExitCode::SUCCESS)
    }
}
