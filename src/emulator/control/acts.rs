//! Actions of members and moderators, and what they see.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use super::path::Path;
use super::shown::shown;
use super::{
    ANSWER_TIMEOUT, Answer, Refused, Sent, Stage, bad, decoded, id, known_channel, known_guild,
    none, parsed, sent,
};
use crate::emulator::discord::{OptionValue, Seen};

/// Autocomplete choices that arrive later are of no use to a member.
const CHOICES_WITHIN: Duration = Duration::from_secs(3);

pub(super) async fn commands(State(s): State<Stage>, Path(guild): Path<String>) -> Answer {
    Ok(Json(json!(s.discord.commands(parsed(&guild)?))))
}

#[derive(Deserialize)]
pub(super) struct Attached {
    name: String,
    base64: String,
}

impl Attached {
    fn bytes(&self) -> Result<Bytes, Refused> {
        decoded(&self.base64)
    }
}

#[derive(Deserialize)]
pub(super) struct CommandBody {
    user: String,
    name: String,
    #[serde(default)]
    options: serde_json::Map<String, Value>,
    #[serde(default)]
    wait: bool,
}

fn given(value: &Value) -> Result<OptionValue, Refused> {
    Ok(match value {
        Value::String(text) => OptionValue::Text(text.clone()),
        Value::Bool(yes) => OptionValue::Boolean(*yes),
        Value::Number(n) => match n.as_i64() {
            Some(whole) => OptionValue::Integer(whole),
            None => OptionValue::Number(n.as_f64().unwrap_or_default()),
        },
        Value::Object(o) if o.len() == 1 && !o.contains_key("base64") => {
            let (kind, id) = o.iter().next().map(|(k, v)| (k.as_str(), v)).unwrap_or_default();
            let id = parsed(id.as_str().unwrap_or_default())?;
            match kind {
                "member" => OptionValue::Member(id),
                "role" => OptionValue::Role(id),
                "channel" => OptionValue::Channel(id),
                other => {
                    let what = format!("{other:?} is none of member, role, channel");
                    return Err(Refused(StatusCode::BAD_REQUEST, what));
                }
            }
        }
        other => {
            let file: Attached = serde_json::from_value(other.clone())
                .map_err(|e| Refused(StatusCode::BAD_REQUEST, format!("an option: {e}")))?;
            OptionValue::File { name: file.name.clone(), bytes: file.bytes()? }
        }
    })
}

fn all_given(
    options: &serde_json::Map<String, Value>,
) -> Result<Vec<(&str, OptionValue)>, Refused> {
    options.iter().map(|(name, value)| Ok((name.as_str(), given(value)?))).collect()
}

/// What an interaction has produced, either immediately or once there is something to see.
async fn outcome(s: &Stage, interaction: u64, wait: bool) -> Json<Value> {
    let done = |seen: &Seen| {
        seen.modal.is_some()
            || seen.unanswered
            || !seen.followups.is_empty()
            || seen.answer.as_ref().is_some_and(|a| !a.thinking)
    };
    if wait {
        s.discord
            .wait(ANSWER_TIMEOUT, |d| Some(d.seen(interaction)).filter(|seen| done(seen)))
            .await;
    }
    let seen = s.discord.seen(interaction);
    Json(json!({
        "id": interaction.to_string(),
        "answer": seen.answer.as_ref().map(|m| shown(&s.discord, m)),
        "followups": seen.followups.iter().map(|m| shown(&s.discord, m)).collect::<Vec<_>>(),
        "modal": seen.modal, "unanswered": seen.unanswered,
    }))
}

pub(super) async fn run_command(
    State(s): State<Stage>,
    Path(channel): Path<String>,
    b: Sent<CommandBody>,
) -> Answer {
    let b = sent(b)?;
    let options = all_given(&b.options)?;
    let (user, channel) = (parsed(&b.user)?, parsed(&channel)?);
    let interaction = s.discord.run_command(user, channel, &b.name, &options)?;
    Ok(outcome(&s, interaction, b.wait).await)
}

#[derive(Deserialize)]
pub(super) struct TypingBody {
    user: String,
    name: String,
    #[serde(default)]
    options: serde_json::Map<String, Value>,
    /// The option that is being typed.
    focused: String,
}

/// Types into an option and returns the bot's autocomplete choices.
pub(super) async fn autocomplete(
    State(s): State<Stage>,
    Path(channel): Path<String>,
    b: Sent<TypingBody>,
) -> Answer {
    let b = sent(b)?;
    let options = all_given(&b.options)?;
    let (user, channel) = (parsed(&b.user)?, parsed(&channel)?);
    let typed = s.discord.type_option(user, channel, &b.name, &options, &b.focused)?;
    let done = |seen: &Seen| seen.choices.is_some() || seen.unanswered;
    s.discord.wait(CHOICES_WITHIN, |d| Some(()).filter(|()| done(&d.seen(typed)))).await;
    let choices = s.discord.seen(typed).choices;
    Ok(Json(json!({"id": typed.to_string(), "choices": choices})))
}

pub(super) async fn seen(State(s): State<Stage>, Path(interaction): Path<String>) -> Answer {
    Ok(outcome(&s, parsed(&interaction)?, false).await)
}

#[derive(Deserialize)]
pub(super) struct PressBody {
    user: String,
    #[serde(default)]
    label: String,
    /// Any custom ID, as a forged request could contain.
    custom_id: Option<String>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    wait: bool,
}

pub(super) async fn press(
    State(s): State<Stage>,
    Path(message): Path<String>,
    b: Sent<PressBody>,
) -> Answer {
    let b = sent(b)?;
    let (user, message) = (parsed(&b.user)?, parsed(&message)?);
    let interaction = match &b.custom_id {
        Some(custom_id) => s.discord.forge_press(user, message, custom_id, &b.label)?,
        None => s.discord.press(user, message, &b.label)?,
    };
    Ok(outcome(&s, interaction, b.wait).await)
}

pub(super) async fn use_menu(
    State(s): State<Stage>,
    Path(message): Path<String>,
    b: Sent<PressBody>,
) -> Answer {
    let b = sent(b)?;
    let interaction = s.discord.use_menu(parsed(&b.user)?, parsed(&message)?, &b.name)?;
    Ok(outcome(&s, interaction, b.wait).await)
}

#[derive(Deserialize)]
pub(super) struct ReactBody {
    user: String,
    emoji: String,
    /// Remove the reaction instead.
    #[serde(default)]
    remove: bool,
}

pub(super) async fn react(
    State(s): State<Stage>,
    Path(message): Path<String>,
    b: Sent<ReactBody>,
) -> Answer {
    let b = sent(b)?;
    let (user, message) = (parsed(&b.user)?, parsed(&message)?);
    if b.remove {
        s.discord.unreact(user, message, &b.emoji)?;
    } else {
        s.discord.react(user, message, &b.emoji)?;
    }
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
pub(super) struct UserMenuBody {
    user: String,
    name: String,
    /// The channel in which the menu is used; by default the first text channel.
    channel: Option<String>,
    #[serde(default)]
    wait: bool,
}

pub(super) async fn use_user_menu(
    State(s): State<Stage>,
    Path((guild, member)): Path<(String, String)>,
    b: Sent<UserMenuBody>,
) -> Answer {
    let b = sent(b)?;
    let guild = known_guild(&s, &guild)?;
    let channel = match &b.channel {
        Some(channel) => known_channel(&s, channel)?,
        None => s.discord.first_channel(guild).ok_or_else(|| none("channel"))?,
    };
    let (user, member) = (parsed(&b.user)?, parsed(&member)?);
    let interaction = s.discord.use_user_menu(user, channel, member, &b.name)?;
    Ok(outcome(&s, interaction, b.wait).await)
}

#[derive(Deserialize)]
pub(super) struct ChooseBody {
    user: String,
    values: Vec<String>,
    /// The menu's custom ID, if the message has more than one menu.
    custom_id: Option<String>,
    #[serde(default)]
    wait: bool,
}

/// Selects values in a menu under a message.
pub(super) async fn choose(
    State(s): State<Stage>,
    Path(message): Path<String>,
    b: Sent<ChooseBody>,
) -> Answer {
    let b = sent(b)?;
    let values: Vec<_> = b.values.iter().map(String::as_str).collect();
    let (user, message) = (parsed(&b.user)?, parsed(&message)?);
    let interaction = s.discord.choose_from(user, message, b.custom_id.as_deref(), &values)?;
    Ok(outcome(&s, interaction, b.wait).await)
}

/// Sends a message event to the bot again.
pub(super) async fn repeat_message(State(s): State<Stage>, Path(id): Path<String>) -> Answer {
    let id = parsed(&id)?;
    s.discord.message(id).ok_or_else(|| none("message"))?;
    Ok(Json(json!({"sessions": s.discord.repeat(id)})))
}

/// Sends an interaction event to the bot again.
pub(super) async fn repeat_interaction(State(s): State<Stage>, Path(id): Path<String>) -> Answer {
    let id = parsed(&id)?;
    if !s.discord.has_interaction(id) {
        return Err(none("interaction"));
    }
    Ok(Json(json!({"sessions": s.discord.repeat(id)})))
}

/// A modal field's value: text, selected options or ticked boxes.
#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Written {
    Text(String),
    Chosen(Vec<String>),
    Is(bool),
}

impl Written {
    fn values(&self) -> Vec<&str> {
        match self {
            Self::Text(text) => vec![text],
            Self::Chosen(values) => values.iter().map(String::as_str).collect(),
            Self::Is(is) => vec![if *is { "true" } else { "false" }],
        }
    }
}

pub(super) async fn submit_modal(
    State(s): State<Stage>,
    Path(opened_by): Path<String>,
    fields: Sent<BTreeMap<String, Written>>,
) -> Answer {
    let mut fields = sent(fields)?;
    let wait = fields.remove("wait");
    let wait = wait.is_some_and(|w| matches!(w, Written::Is(true)) || w.values() == ["true"]);
    let fields: Vec<_> = fields.iter().map(|(k, v)| (k.as_str(), v.values())).collect();
    let interaction = s.discord.fill_modal(parsed(&opened_by)?, &fields)?;
    Ok(outcome(&s, interaction, wait).await)
}

pub(super) async fn messages(State(s): State<Stage>, Path(channel): Path<String>) -> Answer {
    let all = s.discord.messages(parsed(&channel)?);
    Ok(Json(all.iter().map(|m| shown(&s.discord, m)).collect()))
}

#[derive(Deserialize)]
pub(super) struct SayBody {
    user: String,
    content: String,
    #[serde(default)]
    files: Vec<Attached>,
    /// IDs of stickers.
    #[serde(default)]
    stickers: Vec<String>,
    reply_to: Option<String>,
    /// False replies without a ping.
    ping: Option<bool>,
}

pub(super) async fn say(
    State(s): State<Stage>,
    Path(channel): Path<String>,
    b: Sent<SayBody>,
) -> Answer {
    let b = sent(b)?;
    let mut files = Vec::new();
    for file in &b.files {
        files.push((file.name.clone(), file.bytes()?));
    }
    let reply_to = b.reply_to.as_deref().map(parsed).transpose()?;
    let (user, channel) = (parsed(&b.user)?, parsed(&channel)?);
    if b.ping == Some(false) {
        let Some(to) = reply_to.filter(|_| b.stickers.is_empty()) else {
            return Err(bad("only a reply without stickers can be made without a ping".into()));
        };
        return Ok(id(s.discord.reply_without_ping(user, channel, &b.content, files, to)?));
    }
    if !b.stickers.is_empty() {
        if !files.is_empty() {
            return Err(bad("stickers are posted without files".into()));
        }
        let stickers = b.stickers.iter().map(|id| parsed(id)).collect::<Result<Vec<_>, _>>()?;
        return Ok(id(s.discord.say_stickers(user, channel, &b.content, &stickers, reply_to)?));
    }
    Ok(id(s.discord.say(user, channel, &b.content, files, reply_to)?))
}

#[derive(Deserialize)]
pub(super) struct ForwardBody {
    user: String,
    channel: String,
}

pub(super) async fn forward(
    State(s): State<Stage>,
    Path(message): Path<String>,
    b: Sent<ForwardBody>,
) -> Answer {
    let b = sent(b)?;
    let (user, message) = (parsed(&b.user)?, parsed(&message)?);
    Ok(id(s.discord.forward(user, message, known_channel(&s, &b.channel)?)?))
}

#[derive(Deserialize)]
pub(super) struct PreviewsBody {
    embeds: Vec<serde_json::Map<String, Value>>,
}

/// Discord shows previews of the links in a message.
pub(super) async fn show_previews(
    State(s): State<Stage>,
    Path(message): Path<String>,
    b: Sent<PreviewsBody>,
) -> Answer {
    let (message, b) = (parsed(&message)?, sent(b)?);
    if s.discord.message(message).is_none() {
        return Err(none("message"));
    }
    s.discord.show_previews(message, b.embeds.into_iter().map(Value::Object).collect());
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
pub(super) struct FileQuery {
    file: Option<usize>,
}

/// Returns a message, or with `?file=n` the bytes of its file number n.
pub(super) async fn message(
    State(s): State<Stage>,
    Path(message): Path<String>,
    query: Result<Query<FileQuery>, QueryRejection>,
) -> Result<Response, Refused> {
    let Query(q) = query.map_err(|e| bad(e.body_text()))?;
    let found = s.discord.message(parsed(&message)?).ok_or_else(|| none("message"))?;
    match q.file {
        None => Ok(Json(shown(&s.discord, &found)).into_response()),
        Some(n) => match found.files.get(n) {
            Some(file) => Ok(file.bytes.clone().into_response()),
            None => Err(none("file")),
        },
    }
}

pub(super) async fn delete_message(State(s): State<Stage>, Path(message): Path<String>) -> Answer {
    s.discord.delete_message(parsed(&message)?);
    Ok(Json(json!({})))
}

pub(super) async fn direct(State(s): State<Stage>, Path(user): Path<String>) -> Answer {
    let channel = s.discord.direct(parsed(&user)?).ok_or_else(|| none("channel"))?;
    let all = s.discord.messages(channel);
    Ok(Json(all.iter().map(|m| shown(&s.discord, m)).collect()))
}
