//! `wanbot jobs orphans`: tasks on the account that belong to no job.

use std::process::ExitCode;

use crate::app::wan_settings;
use crate::cli::out::outln;
use crate::config::Config;
use crate::i18n::say;
use crate::journal::Journal;
use crate::language::Language;
use crate::provider::TaskState;
use crate::tls::Tls;
use crate::wan::Client;

/// Lists the provider's tasks of the last 24 hours that are not in the journal.
pub(super) async fn show(
    language: Language,
    config: &Config,
    journal: &Journal,
) -> anyhow::Result<ExitCode> {
    let client = Client::new(wan_settings(config), &Tls::new()?)?;
    let (mut all, mut orphans) = (0, 0);
    for model in config.catalogue.models().iter().filter(|m| m.enabled) {
        let listed = client.list(&model.name).await?;
        all += listed.len();
        let names = listed.iter().map(|t| t.task.clone()).collect();
        for task in journal.unknown_tasks(names).await? {
            orphans += 1;
            let row = listed.iter().find(|t| t.task == task);
            let at = row
                .and_then(|t| t.created_at)
                .map_or_else(|| say!(language, "cli-unknown"), |t| t.to_string());
            let status = row.map_or(String::new(), |t| t.state.to_string());
            // A finished video is paid for, so show its link to let the operator save it.
            let made = match client.query(&task).await.map(|r| r.state) {
                Ok(TaskState::Succeeded { url, .. }) => format!("\n    {url}"),
                Ok(_) => String::new(),
                Err(e) => {
                    let why = say!(language, "cli-orphan-failed", error = e.to_string());
                    format!("\n    {why}")
                }
            };
            let created = say!(language, "cli-orphan-created", time = at);
            outln!("{task}  {}  {status}  {created}{made}", model.name);
        }
    }
    outln!("{}", say!(language, "cli-orphans", orphans = orphans, all = all));
    Ok(ExitCode::SUCCESS)
}
