//! The control API of the stand-ins: act as members and moderators, look into channels, move
//! clocks, set timings, inject faults. Documented in `docs/emulators.md`.

use std::time::Duration;

use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{delete, get, post, put};
use axum::{Json, Router};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::emulator::discord::{ClientRefuses, Discord, Given, Message, Seen, Visibility};
use crate::emulator::fault::{Fault, Faults};
use crate::emulator::wan::{AccountChange, Outcome, Rule, Timing, Wan};

/// What the control API acts upon.
#[derive(Clone)]
pub struct Stage {
    /// Discord's world.
    pub discord: Discord,
    /// Model Studio's world.
    pub wan: Wan,
    /// What goes wrong.
    pub faults: Faults,
}

/// How long `wait=true` waits for an answer that is more than "thinking…".
const PATIENCE: Duration = Duration::from_secs(20);

/// The routes.
pub fn routes(stage: Stage) -> Router {
    Router::new()
        .route("/guilds", post(add_guild))
        .route("/guilds/{guild}/channels", post(add_channel))
        .route("/guilds/{guild}/members", post(add_member))
        .route("/guilds/{guild}/roles", post(add_role))
        .route("/guilds/{guild}/members/{member}/roles", post(set_roles))
        .route("/guilds/{guild}/commands", get(commands))
        .route("/channels/{channel}/commands", post(run_command))
        .route("/channels/{channel}", delete(delete_channel))
        .route("/channels/{channel}/messages", get(messages).post(say))
        .route("/messages/{message}", get(message).delete(delete_message))
        .route("/messages/{message}/repeat", post(repeat))
        .route("/messages/{message}/press", post(press))
        .route("/messages/{message}/menu", post(use_menu))
        .route("/messages/{message}/choose", post(choose))
        .route("/channels/{channel}/state", post(channel_state))
        .route("/guilds/{guild}/state", post(guild_state))
        .route("/guilds/{guild}/bot", put(invite_bot).delete(kick_bot))
        .route("/guilds/{guild}/members/{member}", put(join).delete(remove_member))
        .route("/interactions/{id}", get(seen))
        .route("/interactions/{id}/modal", post(submit_modal))
        .route("/interactions/{id}/repeat", post(repeat))
        .route("/users/{user}/direct", get(direct))
        .route("/users/{user}/state", post(user_state))
        .route("/bot", post(bot_state))
        .route("/gateway", post(gateway_state))
        .route("/gateway/close", post(close_gateway))
        .route("/gateway/op", post(gateway_op))
        .route("/gateway/freeze", post(freeze_gateway))
        .route("/wan/tasks", get(tasks))
        .route("/wan/timing", post(timing))
        .route("/wan/rules", post(rule))
        .route("/wan/account", post(account))
        .route("/clock", post(move_clock))
        .route("/faults", post(fault).delete(clear_faults))
        .with_state(stage)
}

type Answer = Result<Json<Value>, Refused>;

struct Refused(StatusCode, String);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (self.0, Json(json!({"error": self.1}))).into_response()
    }
}

impl From<ClientRefuses> for Refused {
    fn from(refusal: ClientRefuses) -> Self {
        Self(StatusCode::UNPROCESSABLE_ENTITY, refusal.0)
    }
}

fn none(what: &str) -> Refused {
    Refused(StatusCode::NOT_FOUND, format!("there is no such {what}"))
}

fn id(id: u64) -> Json<Value> {
    Json(json!({"id": id.to_string()}))
}

/// Ids are text, as Discord writes them.
fn parsed(text: &str) -> Result<u64, Refused> {
    text.parse().map_err(|_| Refused(StatusCode::BAD_REQUEST, format!("{text:?} is not an id")))
}

/// A server that there is, with the bot in it or not any more.
fn known_guild(s: &Stage, text: &str) -> Result<u64, Refused> {
    let guild = parsed(text)?;
    if s.discord.has_guild(guild) { Ok(guild) } else { Err(none("server")) }
}

/// A channel that there is.
fn known_channel(s: &Stage, text: &str) -> Result<u64, Refused> {
    let channel = parsed(text)?;
    if s.discord.has_channel(channel) { Ok(channel) } else { Err(none("channel")) }
}

fn shown(discord: &Discord, m: &Message) -> Value {
    let author = discord.user(m.author).map_or("someone".to_owned(), |u| u.name);
    let files: Vec<_> = m
        .files
        .iter()
        .map(|f| json!({"name": f.name, "bytes": f.bytes.len(), "description": f.description}))
        .collect();
    let buttons: Vec<_> = m
        .buttons()
        .into_iter()
        .map(|(label, id)| json!({"label": label, "custom_id": id}))
        .collect();
    json!({
        "id": m.id.to_string(), "author": author, "content": m.content, "files": files,
        "buttons": buttons, "reply_to": m.reply_to.map(|r| r.to_string()),
        "pings_everyone": m.pings_everyone,
        "pinged": m.pinged.iter().map(u64::to_string).collect::<Vec<_>>(),
        "only_for": m.only_for.map(|u| u.to_string()), "thinking": m.thinking,
    })
}

#[derive(Deserialize)]
struct Named {
    name: String,
    #[serde(default)]
    kind: u8,
    #[serde(default)]
    permissions: String,
    #[serde(default)]
    visibility: Visibility,
    /// The channel of a thread.
    parent: Option<String>,
    #[serde(default)]
    age_restricted: bool,
}

async fn add_guild(State(s): State<Stage>, Json(b): Json<Named>) -> Json<Value> {
    id(s.discord.add_guild(&b.name))
}

async fn add_channel(
    State(s): State<Stage>,
    Path(guild): Path<String>,
    Json(b): Json<Named>,
) -> Answer {
    let guild = known_guild(&s, &guild)?;
    if let Some(parent) = &b.parent {
        return Ok(id(s.discord.add_thread(guild, &b.name, known_channel(&s, parent)?)));
    }
    if b.age_restricted {
        return Ok(id(s.discord.add_adult_channel(guild, &b.name)));
    }
    Ok(id(s.discord.add_channel_as(guild, &b.name, b.kind, b.visibility)))
}

async fn add_member(
    State(s): State<Stage>,
    Path(guild): Path<String>,
    Json(b): Json<Named>,
) -> Answer {
    let more = if b.permissions.is_empty() { 0 } else { parsed(&b.permissions)? };
    Ok(id(s.discord.add_member(parsed(&guild)?, &b.name, more)))
}

async fn add_role(
    State(s): State<Stage>,
    Path(guild): Path<String>,
    Json(b): Json<Named>,
) -> Answer {
    Ok(id(s.discord.add_role(parsed(&guild)?, &b.name)))
}

async fn set_roles(
    State(s): State<Stage>,
    Path((guild, member)): Path<(String, String)>,
    Json(roles): Json<Vec<String>>,
) -> Answer {
    let roles: Vec<_> = roles.iter().map(|r| parsed(r)).collect::<Result<_, _>>()?;
    s.discord.set_roles(parsed(&guild)?, parsed(&member)?, &roles);
    Ok(Json(json!({})))
}

async fn commands(State(s): State<Stage>, Path(guild): Path<String>) -> Answer {
    Ok(Json(json!(s.discord.commands(parsed(&guild)?))))
}

#[derive(Deserialize)]
struct Attached {
    name: String,
    base64: String,
}

impl Attached {
    fn bytes(&self) -> Result<Bytes, Refused> {
        let bytes = BASE64_STANDARD.decode(&self.base64);
        bytes.map(Bytes::from).map_err(|e| Refused(StatusCode::BAD_REQUEST, e.to_string()))
    }
}

#[derive(Deserialize)]
struct CommandBody {
    user: String,
    name: String,
    #[serde(default)]
    options: serde_json::Map<String, Value>,
    #[serde(default)]
    wait: bool,
}

fn given(value: &Value) -> Result<Given, Refused> {
    Ok(match value {
        Value::String(text) => Given::Text(text.clone()),
        Value::Bool(yes) => Given::Boolean(*yes),
        Value::Number(n) => match n.as_i64() {
            Some(whole) => Given::Integer(whole),
            None => Given::Number(n.as_f64().unwrap_or_default()),
        },
        Value::Object(o) if o.len() == 1 && !o.contains_key("base64") => {
            let (kind, id) = o.iter().next().map(|(k, v)| (k.as_str(), v)).unwrap_or_default();
            let id = parsed(id.as_str().unwrap_or_default())?;
            match kind {
                "member" => Given::Member(id),
                "role" => Given::Role(id),
                "channel" => Given::Channel(id),
                other => {
                    let what = format!("{other:?} is none of member, role, channel");
                    return Err(Refused(StatusCode::BAD_REQUEST, what));
                }
            }
        }
        other => {
            let file: Attached = serde_json::from_value(other.clone())
                .map_err(|e| Refused(StatusCode::BAD_REQUEST, format!("an option: {e}")))?;
            Given::File { name: file.name.clone(), bytes: file.bytes()? }
        }
    })
}

/// What came of an interaction, at once or when there is something to see.
async fn outcome(s: &Stage, interaction: u64, wait: bool) -> Json<Value> {
    let done = |seen: &Seen| {
        seen.modal.is_some()
            || seen.unanswered
            || !seen.followups.is_empty()
            || seen.answer.as_ref().is_some_and(|a| !a.thinking)
    };
    if wait {
        s.discord.wait(PATIENCE, |d| Some(d.seen(interaction)).filter(|seen| done(seen))).await;
    }
    let seen = s.discord.seen(interaction);
    Json(json!({
        "id": interaction.to_string(),
        "answer": seen.answer.as_ref().map(|m| shown(&s.discord, m)),
        "followups": seen.followups.iter().map(|m| shown(&s.discord, m)).collect::<Vec<_>>(),
        "modal": seen.modal, "unanswered": seen.unanswered,
    }))
}

async fn run_command(
    State(s): State<Stage>,
    Path(channel): Path<String>,
    Json(b): Json<CommandBody>,
) -> Answer {
    let mut options = Vec::new();
    for (name, value) in &b.options {
        options.push((name.as_str(), given(value)?));
    }
    let (user, channel) = (parsed(&b.user)?, parsed(&channel)?);
    let interaction = s.discord.run_command(user, channel, &b.name, &options)?;
    Ok(outcome(&s, interaction, b.wait).await)
}

async fn seen(State(s): State<Stage>, Path(interaction): Path<String>) -> Answer {
    Ok(outcome(&s, parsed(&interaction)?, false).await)
}

#[derive(Deserialize)]
struct PressBody {
    user: String,
    #[serde(default)]
    label: String,
    /// Any custom id at all, as a forger could send.
    custom_id: Option<String>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    wait: bool,
}

async fn press(
    State(s): State<Stage>,
    Path(message): Path<String>,
    Json(b): Json<PressBody>,
) -> Answer {
    let (user, message) = (parsed(&b.user)?, parsed(&message)?);
    let interaction = match &b.custom_id {
        Some(custom_id) => s.discord.forge_press(user, message, custom_id, &b.label)?,
        None => s.discord.press(user, message, &b.label)?,
    };
    Ok(outcome(&s, interaction, b.wait).await)
}

async fn use_menu(
    State(s): State<Stage>,
    Path(message): Path<String>,
    Json(b): Json<PressBody>,
) -> Answer {
    let interaction = s.discord.use_menu(parsed(&b.user)?, parsed(&message)?, &b.name)?;
    Ok(outcome(&s, interaction, b.wait).await)
}

#[derive(Deserialize)]
struct ChooseBody {
    user: String,
    values: Vec<String>,
    #[serde(default)]
    wait: bool,
}

/// Chooses from the menu under a message.
async fn choose(
    State(s): State<Stage>,
    Path(message): Path<String>,
    Json(b): Json<ChooseBody>,
) -> Answer {
    let values: Vec<_> = b.values.iter().map(String::as_str).collect();
    let interaction = s.discord.choose(parsed(&b.user)?, parsed(&message)?, &values)?;
    Ok(outcome(&s, interaction, b.wait).await)
}

#[derive(Deserialize)]
struct ChannelBody {
    age_restricted: Option<bool>,
    visibility: Option<Visibility>,
    #[serde(default)]
    archived: bool,
    #[serde(default)]
    locked: bool,
    /// What the bot may do there, as bits.
    bot_permissions: Option<String>,
    /// Larger files are refused.
    real_limit: Option<u64>,
    /// Whose thread it is.
    owner: Option<String>,
}

async fn channel_state(
    State(s): State<Stage>,
    Path(channel): Path<String>,
    Json(b): Json<ChannelBody>,
) -> Answer {
    let channel = known_channel(&s, &channel)?;
    if let Some(bits) = &b.bot_permissions {
        s.discord.set_bot_permissions(channel, parsed(bits)?);
    }
    if let Some(bytes) = b.real_limit {
        s.discord.set_real_limit(channel, bytes);
    }
    if let Some(owner) = &b.owner {
        s.discord.set_thread_owner(channel, parsed(owner)?);
    }
    if let Some(is) = b.age_restricted {
        s.discord.set_age_restricted(channel, is);
    }
    if let Some(visibility) = b.visibility {
        s.discord.set_visibility(channel, visibility);
    }
    if b.archived || b.locked {
        s.discord.archive_thread(channel, b.locked);
    }
    Ok(Json(json!({})))
}

async fn delete_channel(State(s): State<Stage>, Path(channel): Path<String>) -> Answer {
    s.discord.delete_channel(known_channel(&s, &channel)?);
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
struct GuildBody {
    tier: Option<u8>,
    claimed_limit: Option<u64>,
    unavailable: Option<bool>,
    locale: Option<String>,
}

async fn guild_state(
    State(s): State<Stage>,
    Path(guild): Path<String>,
    b: Sent<GuildBody>,
) -> Answer {
    let (guild, b) = (known_guild(&s, &guild)?, sent(b)?);
    if let Some(tier) = b.tier {
        s.discord.set_tier(guild, tier);
    }
    if let Some(bytes) = b.claimed_limit {
        s.discord.set_claim(guild, bytes);
    }
    if let Some(is) = b.unavailable {
        s.discord.set_unavailable(guild, is);
    }
    if let Some(locale) = &b.locale {
        s.discord.set_locale(guild, locale);
    }
    Ok(Json(json!({})))
}

async fn kick_bot(State(s): State<Stage>, Path(guild): Path<String>) -> Answer {
    s.discord.kick_bot(known_guild(&s, &guild)?);
    Ok(Json(json!({})))
}

async fn invite_bot(State(s): State<Stage>, Path(guild): Path<String>) -> Answer {
    s.discord.invite_bot(known_guild(&s, &guild)?);
    Ok(Json(json!({})))
}

/// Somebody from another server joins.
async fn join(State(s): State<Stage>, Path((guild, member)): Path<(String, String)>) -> Answer {
    s.discord.join(known_guild(&s, &guild)?, parsed(&member)?);
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
struct UserBody {
    takes_direct: Option<bool>,
    locale: Option<String>,
}

async fn user_state(State(s): State<Stage>, Path(user): Path<String>, b: Sent<UserBody>) -> Answer {
    let (user, b) = (parsed(&user)?, sent(b)?);
    match b.takes_direct {
        Some(true) => s.discord.open_to_bot(user),
        Some(false) => s.discord.close_direct(user),
        None => {}
    }
    if let Some(locale) = &b.locale {
        s.discord.set_locale(user, locale);
    }
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
struct BotBody {
    token: Option<String>,
    message_content: Option<bool>,
}

async fn bot_state(State(s): State<Stage>, b: Sent<BotBody>) -> Answer {
    let b = sent(b)?;
    if let Some(token) = &b.token {
        s.discord.set_token(token);
    }
    if let Some(allowed) = b.message_content {
        s.discord.allow_message_content(allowed);
    }
    Ok(Json(json!({})))
}

/// Sends an interaction or a message to the bot once more.
async fn repeat(State(s): State<Stage>, Path(id): Path<String>) -> Answer {
    s.discord.repeat(parsed(&id)?);
    Ok(Json(json!({})))
}

async fn remove_member(
    State(s): State<Stage>,
    Path((guild, member)): Path<(String, String)>,
) -> Answer {
    s.discord.remove_member(parsed(&guild)?, parsed(&member)?);
    Ok(Json(json!({})))
}

async fn submit_modal(
    State(s): State<Stage>,
    Path(opened_by): Path<String>,
    Json(mut fields): Json<std::collections::BTreeMap<String, String>>,
) -> Answer {
    let wait = fields.remove("wait").is_some_and(|w| w == "true");
    let fields: Vec<_> = fields.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let interaction = s.discord.submit_modal(parsed(&opened_by)?, &fields)?;
    Ok(outcome(&s, interaction, wait).await)
}

async fn messages(State(s): State<Stage>, Path(channel): Path<String>) -> Answer {
    let all = s.discord.messages(parsed(&channel)?);
    Ok(Json(all.iter().map(|m| shown(&s.discord, m)).collect()))
}

#[derive(Deserialize)]
struct SayBody {
    user: String,
    content: String,
    #[serde(default)]
    files: Vec<Attached>,
    reply_to: Option<String>,
    /// A reply can be made without a ping.
    ping: Option<bool>,
}

async fn say(
    State(s): State<Stage>,
    Path(channel): Path<String>,
    Json(b): Json<SayBody>,
) -> Answer {
    let mut files = Vec::new();
    for file in &b.files {
        files.push((file.name.clone(), file.bytes()?));
    }
    let reply_to = b.reply_to.as_deref().map(parsed).transpose()?;
    let (user, channel) = (parsed(&b.user)?, parsed(&channel)?);
    if b.ping == Some(false) {
        let Some(to) = reply_to.filter(|_| files.is_empty()) else {
            return Err(bad("only a reply without files can be made without a ping".into()));
        };
        return Ok(id(s.discord.reply_without_ping(user, channel, &b.content, to)?));
    }
    Ok(id(s.discord.say(user, channel, &b.content, files, reply_to)?))
}

#[derive(Deserialize)]
struct FileQuery {
    file: Option<usize>,
}

/// A message; with `?file=n` the bytes of its file number n.
async fn message(
    State(s): State<Stage>,
    Path(message): Path<String>,
    Query(q): Query<FileQuery>,
) -> Result<Response, Refused> {
    let found = s.discord.message(parsed(&message)?).ok_or_else(|| none("message"))?;
    match q.file {
        None => Ok(Json(shown(&s.discord, &found)).into_response()),
        Some(n) => match found.files.get(n) {
            Some(file) => Ok(file.bytes.clone().into_response()),
            None => Err(none("file")),
        },
    }
}

async fn delete_message(State(s): State<Stage>, Path(message): Path<String>) -> Answer {
    s.discord.delete_message(parsed(&message)?);
    Ok(Json(json!({})))
}

async fn direct(State(s): State<Stage>, Path(user): Path<String>) -> Answer {
    let channel = s.discord.direct(parsed(&user)?).ok_or_else(|| none("channel"))?;
    let all = s.discord.messages(channel);
    Ok(Json(all.iter().map(|m| shown(&s.discord, m)).collect()))
}

#[derive(Deserialize)]
struct CloseBody {
    code: u16,
}

async fn close_gateway(State(s): State<Stage>, Json(b): Json<CloseBody>) -> Json<Value> {
    s.discord.close_gateway(b.code);
    Json(json!({}))
}

#[derive(Deserialize)]
struct OpBody {
    op: u8,
    #[serde(default)]
    d: Value,
}

async fn gateway_op(State(s): State<Stage>, b: Sent<OpBody>) -> Answer {
    let b = sent(b)?;
    if !matches!(b.op, 1 | 7 | 9) {
        return Err(bad("the gateway sends 1, 7 or 9".into()));
    }
    s.discord.gateway_op(b.op, &b.d);
    Ok(Json(json!({})))
}

async fn freeze_gateway(State(s): State<Stage>) -> Json<Value> {
    s.discord.freeze_gateway();
    Json(json!({}))
}

#[derive(Deserialize)]
struct GatewayBody {
    heartbeat: Option<HeartbeatBody>,
    identifies: Option<IdentifiesBody>,
    remaining: Option<u64>,
    shards: Option<u64>,
    break_next: Option<BreakBody>,
}

#[derive(Deserialize)]
struct HeartbeatBody {
    interval_ms: u32,
    margin_ms: u32,
}

#[derive(Deserialize)]
struct IdentifiesBody {
    max_concurrency: u64,
    every_ms: u32,
}

#[derive(Deserialize)]
struct BreakBody {
    guilds: usize,
    code: u16,
}

/// How sessions of the gateway begin and are kept.
async fn gateway_state(State(s): State<Stage>, b: Sent<GatewayBody>) -> Answer {
    let b = sent(b)?;
    let ms = |ms: u32| Duration::from_millis(ms.into());
    if let Some(h) = &b.heartbeat {
        s.discord.set_heartbeat(ms(h.interval_ms), ms(h.margin_ms));
    }
    if let Some(i) = &b.identifies {
        s.discord.limit_identifies(i.max_concurrency, ms(i.every_ms));
    }
    if let Some(remaining) = b.remaining {
        s.discord.set_session_starts(remaining);
    }
    if let Some(shards) = b.shards {
        s.discord.set_shards(shards);
    }
    if let Some(at) = &b.break_next {
        s.discord.break_next_start(at.guilds, at.code);
    }
    Ok(Json(json!({})))
}

async fn tasks(State(s): State<Stage>) -> Json<Value> {
    let all = s.wan.tasks();
    let rows = all.iter().map(|t| {
        json!({"id": t.id, "account": &*t.account, "model": t.model, "status": t.status,
            "billed": t.is_billed(), "submitted_at": t.submitted_at.to_string(), "body": t.body})
    });
    Json(rows.collect())
}

/// A body that an answer in this API's own words refuses where it is none.
type Sent<T> = Result<Json<T>, JsonRejection>;

fn sent<T>(body: Sent<T>) -> Result<T, Refused> {
    body.map(|Json(body)| body).map_err(|e| bad(e.body_text()))
}

fn bad(why: String) -> Refused {
    Refused(StatusCode::BAD_REQUEST, why)
}

async fn timing(State(s): State<Stage>, b: Sent<Timing>) -> Answer {
    let timing = sent(b)?;
    timing.check().map_err(bad)?;
    s.wan.set_timing(timing);
    Ok(Json(json!({})))
}

async fn rule(State(s): State<Stage>, b: Sent<Rule>) -> Answer {
    let rule = sent(b)?;
    if let Outcome::Refuse { status, .. } = &rule.outcome
        && !(200..=999).contains(status)
    {
        return Err(bad(format!("{status} is not the status of an answer")));
    }
    s.wan.rule(rule);
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
struct AccountBody {
    account: Option<String>,
    #[serde(flatten)]
    change: AccountChange,
    least_bytes: Option<usize>,
    list_lag_seconds: Option<u64>,
}

async fn account(State(s): State<Stage>, b: Sent<AccountBody>) -> Answer {
    let b = sent(b)?;
    s.wan.change_account(b.account.as_deref(), b.change).map_err(bad)?;
    if let Some(bytes) = b.least_bytes {
        s.wan.set_least_bytes(bytes);
    }
    if let Some(seconds) = b.list_lag_seconds {
        s.wan.set_list_lag(Duration::from_secs(seconds));
    }
    Ok(Json(json!({})))
}

#[derive(Deserialize)]
struct ClockBody {
    advance_seconds: f64,
    /// The one whose clock is moved alone.
    service: Option<Service>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Service {
    Discord,
    Wan,
}

/// The year 2150: Discord's ids have no room for times after 2154.
const LAST_SECOND: i64 = 5_680_281_600;

/// Moves the clock of both worlds, or of one, ahead of the machine's.
async fn move_clock(State(s): State<Stage>, b: Sent<ClockBody>) -> Answer {
    let b = sent(b)?;
    let left = LAST_SECOND.saturating_sub(s.discord.latest().as_second()).max(0) as f64;
    if !(0.0..=left).contains(&b.advance_seconds) {
        return Err(bad("clocks only move forward, and not beyond the year 2150".into()));
    }
    let by = Duration::from_secs_f64(b.advance_seconds);
    let now = match b.service {
        None => s.discord.advance_clock(by),
        Some(Service::Discord) => s.discord.advance_alone(by),
        Some(Service::Wan) => s.discord.advance_others(by),
    };
    Ok(Json(json!({"now": now.to_string()})))
}

async fn fault(State(s): State<Stage>, b: Sent<Fault>) -> Answer {
    let fault = sent(b)?;
    fault.effect.check().map_err(bad)?;
    s.faults.add(fault);
    Ok(Json(json!({"remaining": s.faults.remaining()})))
}

async fn clear_faults(State(s): State<Stage>) -> Json<Value> {
    s.faults.clear();
    Json(json!({}))
}
