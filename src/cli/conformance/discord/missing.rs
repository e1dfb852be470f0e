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
        check!("discord.missing.content-is-trimmed",
            "white space around the content of a message goes",
            "discord-content-trimmed", content_is_trimmed),
        check!("discord.missing.flags-are-filtered",
            "a flag that a bot cannot set is ignored",
            "discord-message-flags", flags_are_filtered),
        check!("discord.missing.pins",
            "the pins of a channel can be listed",
            "discord-few-routes", pins),
        check!("discord.missing.member-counts",
            "GET /users/@me/guilds with with_counts has the number of members",
            "discord-guild-pages", member_counts),
        check!("discord.missing.default-sounds",
            "there are several default sounds",
            "discord-default-sounds", default_sounds),
        check!("discord.missing.last-message",
            "a channel names its last message",
            "discord-fixed-fields", last_message),
        check!("discord.missing.polls",
            "a poll is part of its message",
            "discord-no-polls", polls),
        check!("discord.missing.forwards",
            "a bot can forward a message",
            "discord-bot-forwards", forwards),
        check!("discord.missing.embed-attachments",
            "a file that an embed shows is not in the list of attachments",
            "discord-embed-attachments", embed_attachments),
        check!("discord.missing.embed-timestamp",
            "an embed's timestamp that is no time is refused",
            "discord-embed-timestamp", embed_timestamp),
        check!("discord.missing.unknown-emoji",
            "a button with an emoji that does not exist is refused",
            "discord-any-emoji", unknown_emoji),
        check!("discord.missing.description-is-edited",
            "the description of a file that stays can be edited",
            "discord-attachment-edits", description_is_edited),
        check!("discord.missing.file-names-are-cleaned",
            "a file name with a space is changed",
            "discord-file-names", file_names_are_cleaned),
        check!("discord.missing.media-proxy",
            "proxy_url of a picture is on another host than url",
            "discord-no-media-proxy", media_proxy),
        check!("discord.missing.content-type-of-a-link",
            "the link to a picture gives its content type",
            "discord-cdn-type", content_type_of_a_link),
        check!("discord.missing.range-of-a-link",
            "the link to a file gives a part of it",
            "discord-cdn-no-range", range_of_a_link),
        check!("discord.missing.name-in-a-link-is-signed",
            "the link to a file is not valid with another name",
            "discord-cdn-unsigned", name_in_a_link_is_signed),
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

async fn content_is_trimmed(d: &Discord) -> CheckResult {
    let answer = d.post(&json!({"content": format!("  {CONTENT}  ")})).await?;
    answer.expect_status(&[200])?;
    answer.expect_value("/content", CONTENT)
}

async fn flags_are_filtered(d: &Discord) -> CheckResult {
    // IS_CROSSPOST.
    let answer = d.post(&json!({"content": CONTENT, "flags": 1 << 1})).await?;
    answer.expect_status(&[200])?;
    answer.expect_value("/flags", 0)
}

async fn pins(d: &Discord) -> CheckResult {
    let path = format!("{}/messages/pins", d.channel()?);
    d.send(Request::get(path)).await?.expect_status(&[200])
}

async fn member_counts(d: &Discord) -> CheckResult {
    let answer = d.send(Request::get("/users/@me/guilds?with_counts=true&limit=1")).await?;
    answer.expect_status(&[200])?;
    answer.expect_fields(&[("/0/approximate_member_count", Kind::Number)])
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

async fn forwards(d: &Discord) -> CheckResult {
    let (_, posted) = d.posted().await?;
    let channel = d.channel()?;
    let channel = channel.trim_start_matches("/channels/");
    let id = posted.text("/id");
    let reference = json!({"type": 1, "channel_id": channel, "message_id": id});
    let answer = d.post(&json!({"message_reference": reference})).await?;
    answer.expect_status(&[200])?;
    answer.expect_value("/message_snapshots/0/message/content", CONTENT)
}

/// Posts a picture.
async fn picture(d: &Discord, name: &str, body: &Value) -> Result<Answer, Problem> {
    let form = Form::default().file("files[0]", name, "image/png", PNG);
    let answer = d.post_form(body, form).await?;
    answer.expect_status(&[200])?;
    Ok(answer)
}

async fn embed_attachments(d: &Discord) -> CheckResult {
    let embed = json!({"title": CONTENT, "image": {"url": "attachment://pixel.png"}});
    let answer = picture(d, "pixel.png", &json!({"embeds": [embed]})).await?;
    let is_link = answer.text("/embeds/0/image/url").starts_with("http");
    holds(
        &answer,
        "a link in the embed and no file",
        is_link && answer.items("/attachments").is_empty(),
    )
}

async fn embed_timestamp(d: &Discord) -> CheckResult {
    let embed = json!({"title": CONTENT, "timestamp": "no time"});
    refused(&d.post(&json!({"embeds": [embed]})).await?, 400, 50035)
}

async fn unknown_emoji(d: &Discord) -> CheckResult {
    let emoji = json!({"id": NOBODY, "name": "none"});
    let button = json!({"type": 2, "style": 1, "custom_id": "check", "emoji": emoji});
    let row = json!({"type": 1, "components": [button]});
    refused(&d.post(&json!({"content": CONTENT, "components": [row]})).await?, 400, 50035)
}

async fn description_is_edited(d: &Discord) -> CheckResult {
    let posted = picture(d, "pixel.png", &json!({"content": CONTENT})).await?;
    let path = d.path_of(&posted)?;
    let file = json!({"id": posted.text("/attachments/0/id"), "description": "one pixel"});
    let request = Request::patch(path).json(&json!({"attachments": [file]}));
    let answer = d.send(request).await?;
    answer.expect_status(&[200])?;
    answer.expect_value("/attachments/0/description", "one pixel")
}

async fn file_names_are_cleaned(d: &Discord) -> CheckResult {
    let answer = picture(d, "two words.png", &json!({"content": CONTENT})).await?;
    let name = answer.text("/attachments/0/filename");
    holds(&answer, "another name", !name.is_empty() && name != "two words.png")
}

/// A link of a posted picture.
async fn link(d: &Discord, field: &str) -> Result<Url, Problem> {
    let answer = picture(d, "pixel.png", &json!({"content": CONTENT})).await?;
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

async fn content_type_of_a_link(d: &Discord) -> CheckResult {
    let answer = d.send(Request::get(link(d, "url").await?)).await?;
    let kind = answer.header("content-type").unwrap_or_default().to_owned();
    answer.expect_status(&[200])?;
    if kind == "image/png" { Ok(()) } else { Err(Problem::differs("image/png", kind)) }
}

async fn range_of_a_link(d: &Discord) -> CheckResult {
    let request = Request::get(link(d, "url").await?).header("range", "bytes=0-3");
    d.send(request).await?.expect_status(&[206])
}

async fn name_in_a_link_is_signed(d: &Discord) -> CheckResult {
    let mut link = link(d, "url").await?;
    let path = link.path().replace("pixel.png", "other.png");
    link.set_path(&path);
    d.send(Request::get(link)).await?.expect_status(&[404])
}

async fn command_permissions(d: &Discord) -> CheckResult {
    let path = format!("{}/permissions", d.commands().await?);
    d.send(Request::get(path)).await?.expect_status(&[200])
}

async fn skus(d: &Discord) -> CheckResult {
    let path = format!("/applications/{}/skus", d.application().await?);
    d.send(Request::get(path)).await?.expect_status(&[200])
}
