//! Slash commands and buttons: one file for each command, with what Discord shows of it
//! (`register`) and what it does (`run` or `order`).

mod animate;
mod cancel;
mod continue_clip;
mod help;
mod jobs;
mod moderate;
mod options;
mod quota;
mod video;

use std::sync::Arc;
use std::time::Duration;

use backon::{ConstantBuilder, Retryable};
use jiff::Timestamp;
use serde_json::json;
use serenity::builder::CreateCommand;
use serenity::model::application::{
    Command, CommandInteraction, ComponentInteraction, InstallationContext, InteractionContext,
};
use serenity::model::guild::Member;
use serenity::model::id as snowflake;
use serenity::model::permissions::Permissions;
use serenity::model::user::User;
use tracing::{info, warn};

use crate::discord::cards::{self, Action};
use crate::discord::desk::{Accepted, Desk, Order, Who};
use crate::discord::office::Office;
use crate::discord::outbox::{Message, Outbox, OutboxError, Reply};
use crate::discord::permissions::{manages, missing, moderates};
use crate::discord::texts;
use crate::generation::Refusal;
use crate::job::{ChannelId, GuildId, InteractionId, Origin, Place, RoleId, UserId};

/// Where what people ask for is decided.
#[derive(Clone)]
pub struct Doors {
    /// For members.
    pub desk: Arc<dyn Desk>,
    /// For moderators.
    pub office: Arc<dyn Office>,
    /// Whether requests are taken in direct messages too.
    pub direct: bool,
}

/// `CHANNEL_MESSAGE_WITH_SOURCE`: the answer itself.
const ANSWER: u8 = 4;
/// `UPDATE_MESSAGE`: the message whose button was pressed becomes another.
const UPDATE: u8 = 7;
/// `DEFERRED_CHANNEL_MESSAGE_WITH_SOURCE`: "thinking…", visible to all.
const THINKING: u8 = 5;

/// Every command, as it is registered; members' ones in direct messages too, if these are open.
fn all(direct: bool) -> Vec<CreateCommand> {
    let mut contexts = vec![InteractionContext::Guild];
    if direct {
        contexts.push(InteractionContext::BotDm);
    }
    let members = [
        video::register(),
        animate::register(),
        continue_clip::register(),
        jobs::register(),
        cancel::register(),
        quota::register(),
        help::register(),
    ]
    .map(|c| c.contexts(contexts.clone()));
    let moderators = moderate::register().into_iter();
    let moderators = moderators.map(|c| c.contexts(vec![InteractionContext::Guild]));
    // Results are posted by the bot itself, so it must be in the server that asks.
    let installed = |c: CreateCommand| c.integration_types(vec![InstallationContext::Guild]);
    members.into_iter().chain(moderators).map(installed).collect()
}

/// Registers the commands in the servers named, or everywhere, and says how many.
///
/// # Errors
/// What Discord said.
pub async fn register(
    outbox: &Outbox,
    guilds: &[GuildId],
    direct: bool,
) -> Result<usize, OutboxError> {
    let commands = all(direct);
    let http = outbox.http();
    if guilds.is_empty() {
        Command::set_global_commands(http, commands.clone()).await?;
    }
    for guild in guilds {
        http.create_guild_commands(guild.0.into(), &commands).await?;
    }
    Ok(commands.len())
}

/// Registers until Discord takes it; the bot works on meanwhile.
pub(super) async fn register_until_done(outbox: &Outbox, guilds: &[GuildId], direct: bool) {
    let mut wait = Duration::from_secs(2);
    loop {
        match register(outbox, guilds, direct).await {
            Ok(n) => return info!(commands = n, "registered {n} commands"),
            Err(OutboxError::Transient(why)) => {
                warn!(error = %why, "could not register the commands, trying again in {wait:?}");
            }
            Err(e) => return warn!(error = %e, "Discord refused the commands"),
        }
        tokio::time::sleep(wait).await;
        wait = (wait * 2).min(Duration::from_secs(300));
    }
}

/// Answers a slash command.
pub(super) async fn run(doors: &Doors, outbox: &Outbox, command: &CommandInteraction) {
    let desk = &*doors.desk;
    let talk = Talk::with(outbox, command.id.get(), &command.token);
    let asked = who(command.id, command.guild_id, command.member.as_deref());
    let Some(who) = asked.or_else(|| doors.alone(command.id, command.guild_id, &command.user))
    else {
        return talk.whisper(texts::refusal(&Refusal::OutsideServer)).await;
    };
    match command.data.name.as_str() {
        "video" => generate(desk, &talk, order(command, who, video::draft(command))).await,
        "animate" => generate(desk, &talk, order(command, who, animate::draft(command))).await,
        "continue" => {
            generate(desk, &talk, order(command, who, continue_clip::draft(command))).await;
        }
        "jobs" => talk.whisper(jobs::run(desk, &who).await).await,
        "cancel" => talk.whisper(cancel::run(desk, command, &who).await).await,
        "quota" => talk.whisper(texts::quota::quota(&desk.quota(&who), doors.office.now())).await,
        moderate::COMMAND | moderate::WHO | moderate::REMOVE => {
            // A removal asks Discord for two things itself: more than three seconds may pass.
            if moderate::takes_time(command) {
                if talk.think_in_private().await {
                    let (message, _) = moderate::run(doors, command, &who).await.ready();
                    talk.finish(&message).await;
                }
                return;
            }
            let reply = moderate::run(doors, command, &who).await;
            talk.reply(ANSWER, reply).await;
        }
        "help" => talk.whisper(texts::HELP.to_owned()).await,
        _ => talk.whisper(texts::OUTDATED.to_owned()).await,
    }
}

/// Answers a button.
pub(super) async fn pressed(doors: &Doors, outbox: &Outbox, press: &ComponentInteraction) {
    let talk = Talk::with(outbox, press.id.get(), &press.token);
    let asked = who(press.id, press.guild_id, press.member.as_ref());
    let Some(who) = asked.or_else(|| doors.alone(press.id, press.guild_id, &press.user)) else {
        return talk.whisper(texts::refusal(&Refusal::OutsideServer)).await;
    };
    match Action::parse(&press.data.custom_id) {
        Some(Action::Cancel(job)) => {
            let answer = doors.desk.cancel(job, &who, "").await;
            talk.whisper(texts::cancelled(job, &answer)).await;
        }
        Some(Action::BlockInputs(job)) => {
            let reply = moderate::block_inputs(doors, &who, job).await;
            talk.reply(ANSWER, reply).await;
        }
        Some(Action::Page(page)) => {
            match moderate::page(doors, &who, page).await {
                Ok(reply) => talk.reply(UPDATE, reply).await,
                // Whatever the button stands on, a refusal does not take its place.
                Err(refusal) => talk.reply(ANSWER, refusal).await,
            }
        }
        None => talk.whisper(texts::OUTDATED.to_owned()).await,
    }
}

impl Doors {
    /// Somebody in direct messages, if these are open.
    fn alone(
        &self,
        id: snowflake::InteractionId,
        guild: Option<snowflake::GuildId>,
        user: &User,
    ) -> Option<Who> {
        (self.direct && guild.is_none()).then(|| Who {
            user: UserId(user.id.get()),
            guild: GuildId::DIRECT,
            roles: Vec::new(),
            interaction: InteractionId(id.get()),
            moderates: false,
            manages: false,
        })
    }
}

fn who(
    id: snowflake::InteractionId,
    guild: Option<snowflake::GuildId>,
    member: Option<&Member>,
) -> Option<Who> {
    let member = member?;
    Some(Who {
        user: UserId(member.user.id.get()),
        guild: GuildId(guild?.get()),
        roles: member.roles.iter().map(|r| RoleId(r.get())).collect(),
        interaction: InteractionId(id.get()),
        moderates: member.permissions.is_some_and(moderates),
        manages: member.permissions.is_some_and(manages),
    })
}

fn order(command: &CommandInteraction, who: Who, asked: options::Asked) -> Order {
    let created = command.id.created_at().unix_timestamp();
    Order {
        preview: asked.preview,
        place: Place { guild: who.guild, channel: ChannelId(command.channel_id.get()) },
        parent: command.channel.as_ref().and_then(|c| c.parent_id).map(|id| ChannelId(id.get())),
        origin: Origin {
            interaction: InteractionId(command.id.get()),
            token: Some(command.token.clone()),
            at: Timestamp::from_second(created).unwrap_or(Timestamp::UNIX_EPOCH),
            attachment_limit: u64::from(command.attachment_size_limit),
        },
        missing: missing(
            command.app_permissions.unwrap_or(Permissions::empty()),
            command.channel.as_ref().map(|c| c.kind),
        ),
        draft: asked.draft,
        seed: asked.seed,
        enhance: asked.enhance,
        uploads: asked.uploads,
        who,
    }
}

/// The road of `/video`, `/animate` and `/continue`.
///
/// What can be refused at once is refused in private. With files to fetch, three seconds may not
/// be enough, and "thinking…" must be shown before it is known how it ends: a refusal then takes
/// that back and is told in private too.
async fn generate(desk: &dyn Desk, talk: &Talk<'_>, order: Order) {
    if let Err(refusal) = desk.screen(&order).await {
        return talk.whisper(texts::refusal(&refusal)).await;
    }
    if order.preview {
        let deferred = !order.uploads.is_empty();
        if deferred && !talk.think_in_private().await {
            return;
        }
        let text = match desk.preview(order).await {
            Ok(preview) => texts::quota::preview(&preview),
            Err(refusal) => texts::refusal(&refusal),
        };
        return if deferred {
            talk.finish(&Message::new(text)).await;
        } else {
            talk.whisper(text).await;
        };
    }
    let deferred = !order.uploads.is_empty();
    if deferred && !talk.think().await {
        return;
    }
    match desk.accept(order).await {
        Ok(Accepted { job, outlook }) => {
            let card = cards::card(&job, outlook);
            let shown = if deferred { talk.finish(&card).await } else { talk.answer(&card).await };
            // Where it could not be shown, the keeper of the cards finds out and shows it.
            if let Some(id) = shown {
                desk.shown(job.id, id).await;
            }
        }
        Err(refusal) => {
            let text = texts::refusal(&refusal);
            if deferred { talk.take_back(text).await } else { talk.whisper(text).await }
        }
    }
}

/// The answer to one interaction. What goes wrong here is logged here: there is nobody to tell.
struct Talk<'a> {
    outbox: &'a Outbox,
    id: u64,
    token: &'a str,
}

impl<'a> Talk<'a> {
    fn with(outbox: &'a Outbox, id: u64, token: &'a str) -> Self {
        Self { outbox, id, token }
    }

    async fn respond(&self, kind: u8, message: Option<&Message>) -> bool {
        let mut body = json!({"type": kind});
        if let Some(message) = message {
            body["data"] = json!(message);
        }
        let sent = self.outbox.http().create_interaction_response(
            self.id.into(),
            self.token,
            &body,
            Vec::new(),
        );
        self.noted("answer", sent.await.map_err(OutboxError::from)).is_some()
    }

    /// An answer that only the person who asked sees.
    async fn whisper(&self, text: String) {
        self.respond(ANSWER, Some(&Message::new(text).ephemeral())).await;
    }

    /// A private answer, perhaps with buttons and a picture; `kind` says whether it is new or takes
    /// the place of the message whose button was pressed.
    async fn reply(&self, kind: u8, reply: Reply) {
        let (message, files) = reply.ready();
        let body = json!({"type": kind, "data": message});
        let (id, token) = (self.id.into(), self.token);
        let sent = self.outbox.http().create_interaction_response(id, token, &body, files);
        self.noted("answer", sent.await.map_err(OutboxError::from));
    }

    async fn think_in_private(&self) -> bool {
        self.respond(THINKING, Some(&Message::new("").ephemeral())).await
    }

    async fn think(&self) -> bool {
        self.respond(THINKING, None).await
    }

    /// Answers with a card and says which message it became.
    async fn answer(&self, card: &Message) -> Option<crate::job::MessageId> {
        if !self.respond(ANSWER, Some(card)).await {
            return None;
        }
        let got = self.outbox.http().get_original_interaction_response(self.token).await;
        let id = self.noted("look up the card", got.map_err(OutboxError::from))?.id;
        Some(crate::job::MessageId(id.get()))
    }

    /// Turns "thinking…" into a card and says which message it became.
    async fn finish(&self, card: &Message) -> Option<crate::job::MessageId> {
        self.noted("show the card", self.outbox.edit_original(self.token, card).await)
    }

    /// Removes "thinking…" and tells the person alone.
    async fn take_back(&self, text: String) {
        let http = self.outbox.http();
        // First, or the first follow-up would become the visible answer.
        let remove = || async { http.delete_original_interaction_response(self.token).await };
        let removed = remove.retry(ConstantBuilder::default().with_max_times(2)).await;
        if self.noted("take back the answer", removed.map_err(OutboxError::from)).is_none() {
            // Seen by all, but better than "thinking…" for ever.
            let message = Message::new(text);
            let shown = self.outbox.edit_original(self.token, &message).await;
            self.noted("tell the refusal", shown);
            return;
        }
        let message = Message::new(text).ephemeral();
        let told = http.create_followup_message(self.token, &message, Vec::new()).await;
        self.noted("tell the refusal", told.map_err(OutboxError::from));
    }

    fn noted<T>(&self, what: &str, done: Result<T, OutboxError>) -> Option<T> {
        match done {
            Ok(value) => Some(value),
            Err(e) => {
                warn!(interaction.id = self.id, error = %e, "could not {what}");
                None
            }
        }
    }
}
