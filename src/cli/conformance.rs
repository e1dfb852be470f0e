//! `wanbot conformance`: checks by plain HTTP, at any address, that a service behaves like the
//! emulators: against the emulators themselves, or the real services.
//!
//! The emulators are written from documentation. An operator with accounts can find out here where
//! the real services differ.

mod answer;
mod check;
mod discord;
mod finding;
mod form;
mod report;
mod service;
mod wan;
mod websocket;

use std::process::ExitCode;

use anyhow::Context;
use clap::Args;
use secrecy::SecretString;
use url::Url;

use crate::cli::stop_on_signal;
use crate::config::Environment;
use crate::tls::Tls;

use check::{run_checks, run_probes, skip_checks};
use discord::Discord;
use report::Report;
use service::Service;
use wan::Wan;

/// The format that Discord requires of every client (page "reference", section "User Agent").
const USER_AGENT: &str = concat!("DiscordBot (wanbot, ", env!("CARGO_PKG_VERSION"), ")");

/// Options of `wanbot conformance`.
#[derive(Debug, Args)]
pub struct Conformance {
    /// Check Discord at this address, such as `https://discord.com`, as the bot of DISCORD_TOKEN.
    #[arg(long, value_name = "URL")]
    discord: Option<Url>,
    /// Check Model Studio at this address, with the key in DASHSCOPE_API_KEY.
    #[arg(long, value_name = "URL")]
    wan: Option<Url>,
    /// A channel of a test server: messages are posted there, and removed again.
    #[arg(long, value_name = "ID", requires = "discord")]
    channel: Option<u64>,
    /// A test server: a command is registered there, and removed again.
    #[arg(long, value_name = "ID", requires = "discord")]
    guild: Option<u64>,
    /// Make one video of 2 seconds at 720P, which costs money; else only what is refused or free.
    #[arg(long, requires = "wan")]
    spend: bool,
    /// As JSON, at the end.
    #[arg(long)]
    json: bool,
}

impl Conformance {
    pub(super) async fn run(&self, environment: &Environment) -> anyhow::Result<ExitCode> {
        if self.discord.is_none() && self.wan.is_none() {
            anyhow::bail!("nothing to check: give --discord URL, --wan URL or both");
        }
        let tls = Tls::new().context("OpenSSL cannot be set up")?;
        let mut secrets = Vec::new();
        let mut service = |url: &Url, path: &str, scheme: &'static str, name: &str| {
            let secret = secret(name, environment)?;
            secrets.push(secret.clone());
            let base = api_base(url, path);
            anyhow::Ok(Service { tls: tls.clone(), base, scheme, secret, user_agent: USER_AGENT })
        };
        // Both secrets are read before any call.
        let at_discord = self.discord.as_ref();
        let at_discord = at_discord.map(|url| service(url, "/api/v10", "Bot", "DISCORD_TOKEN"));
        let at_discord = at_discord.transpose()?;
        let at_wan = self.wan.as_ref();
        let at_wan = at_wan.map(|url| service(url, "/api/v1", "Bearer", "DASHSCOPE_API_KEY"));
        let at_wan = at_wan.transpose()?;
        let stop = stop_on_signal()?;
        let mut report = Report::new(self.json, secrets);
        match at_discord {
            Some(service) => {
                let discord = Discord::new(service, self.channel, self.guild);
                run_checks(&discord::checks(), &discord, &stop, &mut report).await;
                run_probes(&discord::probes(), &discord, &stop, &mut report).await;
                report.add_left_behind(discord.clean_up().await);
            }
            None => {
                let all = [discord::checks(), discord::probes()].concat();
                skip_checks(&all, "--discord URL is not given", &mut report);
            }
        }
        match at_wan {
            Some(service) => {
                let wan = Wan::new(service, self.spend, stop.clone());
                run_checks(&wan::checks(), &wan, &stop, &mut report).await;
                run_probes(&wan::probes(), &wan, &stop, &mut report).await;
            }
            None => {
                let all = [wan::checks(), wan::probes()].concat();
                skip_checks(&all, "--wan URL is not given", &mut report);
            }
        }
        report.finish();
        // A run that was stopped does not count as passed, because the remaining checks were not
        // run.
        let failed = report.has_differences() || stop.is_cancelled();
        Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

/// The API's base URL: the usual path is added, unless the address has a path of its own.
fn api_base(url: &Url, usual_path: &str) -> String {
    let has_path = url.path() != "/";
    let url = url.as_str().trim_end_matches('/');
    if has_path { url.to_owned() } else { format!("{url}{usual_path}") }
}

/// Reads a secret from `NAME`, or from the file that `NAME_FILE` names, like `wanbot run`.
fn secret(name: &str, environment: &Environment) -> anyhow::Result<SecretString> {
    let file = format!("{name}_FILE");
    let set = |name: &str| environment.get(name).filter(|value| !value.is_empty());
    let text = match (set(name), set(&file)) {
        (Some(_), Some(_)) => anyhow::bail!("{name} and {file} are both set: keep one"),
        (Some(text), None) => text.clone(),
        (None, Some(path)) => std::fs::read_to_string(path)
            .with_context(|| format!("{file}: {path} cannot be read"))?,
        (None, None) => anyhow::bail!("{name} is not set (nor {file})"),
    };
    let text = text.trim();
    if text.is_empty() || text.contains(char::is_whitespace) {
        anyhow::bail!("{name} is empty or has spaces in it");
    }
    Ok(SecretString::from(text))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn an_address_gets_the_usual_path_unless_it_has_one() {
        for (url, base) in [
            ("https://discord.com", "https://discord.com/api/v10"),
            ("http://127.0.0.1:4100/", "http://127.0.0.1:4100/api/v10"),
            ("https://discord.com/api/v9/", "https://discord.com/api/v9"),
        ] {
            assert_eq!(api_base(&Url::parse(url).unwrap(), "/api/v10"), base);
        }
    }

    #[test]
    fn ids_of_checks_are_unique_and_name_their_service() {
        let mut seen = BTreeSet::new();
        let discord = [discord::checks(), discord::probes()].concat();
        let discord = discord.into_iter().map(|c| (c.id, "discord."));
        let wan = [wan::checks(), wan::probes()].concat();
        let wan = wan.into_iter().map(|c| (c.id, "wan."));
        for (id, service) in discord.chain(wan) {
            assert!(id.starts_with(service) && seen.insert(id), "{id}");
        }
    }

    #[test]
    fn every_probe_cites_a_row_of_the_differences() {
        let page = include_str!("../../docs/emulators.md");
        let discord = discord::probes().into_iter().map(|c| (c.id, c.source));
        let wan = wan::probes().into_iter().map(|c| (c.id, c.source));
        for (id, row) in discord.chain(wan) {
            assert!(page.contains(&format!("\n| `{row}` |")), "{id}: there is no row {row}");
        }
    }

    #[test]
    fn a_secret_is_one_word() {
        let of = |pairs: &[(&str, &str)]| {
            let pairs = pairs.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
            secret("NAME", &pairs.collect()).map_err(|e| e.to_string())
        };
        assert!(of(&[("NAME", "one")]).is_ok());
        for wrong in [&[("NAME", "")][..], &[("NAME", "a b")], &[("NAME", "a"), ("NAME_FILE", "b")]]
        {
            assert!(of(wrong).is_err(), "{wrong:?}");
        }
    }
}
