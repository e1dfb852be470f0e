//! Probes of behaviours that Discord is documented or known to have and its emulator lacks. Each
//! names its row in "Differences that remain" of docs/emulators.md.

use serde_json::{Value, json};
use url::Url;

use super::{CONTENT, Discord, NOBODY, PNG, refused};
use crate::cli::conformance::answer::{Answer, Kind};
use crate::cli::conformance::check::{Check, check};
use crate::cli::conformance::finding::{CheckResult, Problem};
use crate::cli::conformance::form::Form;
use crate::cli::conformance::service::Request;

/// In the order of execution.
// A table: rustfmt would put each argument on its own line.
#[rustfmt::skip]
pub(in crate::cli::conformance) fn probes() -> Vec<Check<Discord>> {
    vec![
        check!("discord.missing.default-sounds",
            "there are several default sounds",
            "discord-default-sounds", default_sounds),
        check!("discord.missing.last-message",
            "a channel names its last message",
            "discord-fixed-fields", last_message),
        check!("discord.missing.polls",
            "a poll is part of its message",
            "discord-no-polls", polls),
        check!("discord.missing.unknown-emoji",
            "a button with an emoji that does not exist is refused",
            "discord-any-emoji", unknown_emoji),
        check!("discord.missing.file-names-are-cleaned",
            "a file name with a space is changed",
            "discord-file-names", file_names_are_cleaned),
        check!("discord.missing.media-proxy",
            "proxy_url of an image is on another host than url",
            "discord-no-media-proxy", media_proxy),
        check!("discord.missing.command-permissions",
            "the permissions of a server's commands can be listed",
            "discord-no-command-permissions", command_permissions),
        check!("discord.missing.skus",
            "the SKUs of the application can be listed",
            "discord-no-entitlements", skus),
    ]
}

/// Expects something to hold of an answer with status 200.
fn holds(answer: &Answer, expected: &str, is_so: bool) -> CheckResult {
    answer.expect_status(&[200])?;
    if is_so { Ok(()) } else { Err(Problem::differs(expected, "an answer without it")) }
}

async fn default_sounds(d: &Discord) -> CheckResult {
    let answer = d.send(Request::get("/soundboard-default-sounds")).await?;
    holds(&answer, "several sounds", answer.items("").len() > 1)
}

async fn last_message(d: &Discord) -> CheckResult {
    let (_, posted) = d.posted().await?;
    let answer = d.send(Request::get(d.channel()?)).await?;
    answer.expect_status(&[200])?;
    answer.expect_value("/last_message_id", posted.text("/id"))
}

async fn polls(d: &Discord) -> CheckResult {
    let media = |text: &str| json!({"poll_media": {"text": text}});
    let poll = json!({"question": {"text": "A check of wanbot conformance?"},
        "answers": [media("yes"), media("no")], "duration": 1});
    let answer = d.post(&json!({"poll": poll})).await?;
    answer.expect_status(&[200])?;
    answer.expect_fields(&[("/poll/question/text", Kind::Text)])
}

/// Posts an image.
async fn image(d: &Discord, name: &str, body: &Value) -> Result<Answer, Problem> {
    let form = Form::default().file("files[0]", name, "image/png", PNG);
    let answer = d.post_form(body, form).await?;
    answer.expect_status(&[200])?;
    Ok(answer)
}

async fn unknown_emoji(d: &Discord) -> CheckResult {
    let emoji = json!({"id": NOBODY, "name": "none"});
    let button = json!({"type": 2, "style": 1, "custom_id": "check", "emoji": emoji});
    let row = json!({"type": 1, "components": [button]});
    refused(&d.post(&json!({"content": CONTENT, "components": [row]})).await?, 400, 50035)
}

async fn file_names_are_cleaned(d: &Discord) -> CheckResult {
    let answer = image(d, "two words.png", &json!({"content": CONTENT})).await?;
    let name = answer.text("/attachments/0/filename");
    holds(&answer, "another name", !name.is_empty() && name != "two words.png")
}

/// A link of a posted image.
async fn link(d: &Discord, field: &str) -> Result<Url, Problem> {
    let answer = image(d, "pixel.png", &json!({"content": CONTENT})).await?;
    let url = Url::parse(&answer.text(&format!("/attachments/0/{field}")));
    url.map_err(|_| answer.differs(format!("{field} to be a link")))
}

async fn media_proxy(d: &Discord) -> CheckResult {
    let (url, proxy) = (link(d, "url").await?, link(d, "proxy_url").await?);
    if url.host_str() != proxy.host_str() {
        return Ok(());
    }
    Err(Problem::differs("a host of its own", "the host of url"))
}

async fn command_permissions(d: &Discord) -> CheckResult {
    let path = format!("{}/permissions", d.commands().await?);
    d.send(Request::get(path)).await?.expect_status(&[200])
}

async fn skus(d: &Discord) -> CheckResult {
    let path = format!("/applications/{}/skus", d.application().await?);
    d.send(Request::get(path)).await?.expect_status(&[200])
}
