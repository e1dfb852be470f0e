//! Discord as plain data and rules.

mod bot_id;
mod deletion;
mod granting;
pub mod permission;
mod scenario;
mod servers;
mod sessions;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::emulator::discord::body_check::BodyCheck;
use crate::emulator::discord::ids;
use crate::emulator::discord::model::{
    Answered, Channel, File, Guild, Interaction, Message, Seen, TimelineEvent, User,
};
use crate::emulator::discord::payload::snowflake;
use crate::emulator::discord::rates::Rates;
use crate::emulator::discord::session::Session;

pub(super) use sessions::Start;
use sessions::Starts;

/// An interaction must be answered within this time.
const ANSWER_WITHIN: Duration = Duration::from_secs(3);
/// Lifetime of an interaction token.
pub(super) const TOKEN_LIFE: Duration = Duration::from_secs(15 * 60);
/// A nonce is remembered for "a few minutes"; the documentation does not say more.
// Differs: discord-nonce-life
const NONCE_LIFE: Duration = Duration::from_secs(180);
/// A message is old after this time.
const OLD_AFTER: Duration = Duration::from_secs(3600);
/// Window in which edits of old messages are counted.
const OLD_EDITS_FOR: Duration = Duration::from_secs(60);
/// Lifetime of links to files (a day since 2024-04).
pub(super) const LINK_LIFE: Duration = Duration::from_secs(24 * 3600);

/// A handle to the world; clones share it.
#[derive(Clone)]
pub struct Discord {
    world: Arc<Mutex<World>>,
    changed: watch::Sender<u64>,
}

/// The shared clock, with an offset for this world alone.
pub(super) struct OwnClock {
    shared: Clock,
    offset: SignedDuration,
}

impl OwnClock {
    /// How long an interaction may stay unanswered. A faster clock does not make a machine faster,
    /// so the bot has as much real time as it has in life.
    // Differs: discord-answer-real-time
    pub(super) fn answer_window(&self) -> Duration {
        ANSWER_WITHIN * self.shared.speed()
    }

    pub(super) fn now(&self) -> Timestamp {
        self.shared.now() + self.offset
    }
}

pub(super) struct World {
    pub(super) clock: OwnClock,
    ids: u64,
    pub(super) bot: User,
    /// The application's ID. It equals the bot user's ID except for applications from before 2016.
    pub(super) application: u64,
    pub(super) token: String,
    pub(super) may_read_content: bool,
    /// The bot has the privileged members intent: member events and complete member lists.
    pub(super) may_read_members: bool,
    /// If set, responses omit or alter every field that is not essential; the number selects which
    /// field is altered in which way.
    pub(super) odd_answers: Option<usize>,
    /// If set, bodies of requests are compared with the OpenAPI description.
    pub(super) body_check: Option<BodyCheck>,
    pub(super) cdn: String,
    pub(super) gateway: String,
    pub(super) users: BTreeMap<u64, User>,
    pub(super) guilds: BTreeMap<u64, Guild>,
    /// Servers that the bot was removed from.
    pub(super) left: BTreeMap<u64, Guild>,
    /// Locales of users and servers other than English.
    pub(super) locales: HashMap<u64, String>,
    pub(super) channels: BTreeMap<u64, Channel>,
    pub(super) messages: BTreeMap<u64, Message>,
    pub(super) loose_files: HashMap<u64, File>,
    /// What the proxy finds in the web, by the signature of its address.
    pub(super) web: HashMap<String, Bytes>,
    pub(super) interactions: BTreeMap<u64, Interaction>,
    /// Interactions by token.
    pub(super) tokens: HashMap<String, u64>,
    pub(super) commands: BTreeMap<Option<u64>, Vec<Value>>,
    pub(super) registrations: u64,
    nonces: HashMap<(u64, String), (u64, Timestamp)>,
    pub(super) sessions: Vec<Session>,
    pub(super) starts: Starts,
    happenings: Vec<TimelineEvent>,
    pub(super) closed_to_bot: BTreeSet<u64>,
    /// `attachment_size_limit` of users' interactions, if it differs from that of the server.
    pub(super) claims: HashMap<u64, u64>,
    pub(super) rates: Rates,
}

/// The maximum file size without boosts and Nitro, in bytes (since 2026-09, PR 8578 of Discord's
/// docs).
// Differs: discord-upload-limit
pub(super) const PLAIN_LIMIT: u64 = 20_000_000;

impl Discord {
    /// A world that contains only a bot. Its ID is the one that the token contains, or else a new
    /// one.
    pub fn new(clock: Clock, token: &str, bot_name: &str) -> Self {
        let mut world = World {
            clock: OwnClock { shared: clock, offset: SignedDuration::ZERO },
            ids: 0,
            bot: User { id: 0, name: bot_name.to_owned(), bot: true, avatar: None },
            application: 0,
            token: token.to_owned(),
            may_read_content: false,
            may_read_members: false,
            odd_answers: None,
            body_check: None,
            cdn: String::new(),
            gateway: String::new(),
            users: BTreeMap::new(),
            guilds: BTreeMap::new(),
            left: BTreeMap::new(),
            locales: HashMap::new(),
            channels: BTreeMap::new(),
            messages: BTreeMap::new(),
            loose_files: HashMap::new(),
            web: HashMap::new(),
            interactions: BTreeMap::new(),
            tokens: HashMap::new(),
            commands: BTreeMap::new(),
            registrations: 0,
            nonces: HashMap::new(),
            sessions: Vec::new(),
            starts: Starts::default(),
            happenings: Vec::new(),
            closed_to_bot: BTreeSet::new(),
            claims: HashMap::new(),
            rates: Rates::default(),
        };
        // Differs: discord-token-form
        world.bot.id = bot_id::of_token(token).unwrap_or_else(|| world.id());
        world.application = world.bot.id;
        world.users.insert(world.bot.id, world.bot.clone());
        Self { world: Arc::new(Mutex::new(world)), changed: watch::channel(0).0 }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the world and wakes everyone who waits for a change.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut World) -> T) -> T {
        let out = change(&mut self.lock());
        self.changed.send_modify(|n| *n += 1);
        out
    }

    /// Sets the addresses of the faces.
    pub(crate) fn set_addresses(&self, cdn: String, gateway: String) {
        let mut world = self.lock();
        world.cdn = cdn;
        world.gateway = gateway;
    }

    /// Waits until `look` returns a value; `None` on timeout.
    pub async fn wait<T>(
        &self,
        patience: Duration,
        mut look: impl FnMut(&Self) -> Option<T>,
    ) -> Option<T> {
        let mut changes = self.changed.subscribe();
        tokio::time::timeout(patience, async {
            loop {
                changes.borrow_and_update();
                if let Some(found) = look(self) {
                    return Some(found);
                }
                changes.changed().await.ok()?;
            }
        })
        .await
        .ok()
        .flatten()
    }

    /// Moves the clock ahead, if it can be moved, and returns the new time.
    pub fn advance_clock(&self, by: Duration) -> Timestamp {
        let w = self.lock();
        w.clock.shared.advance(by);
        w.clock.now()
    }

    /// Moves the clock of this world alone.
    pub fn advance_alone(&self, by: Duration) -> Timestamp {
        let mut w = self.lock();
        w.clock.offset += signed(by);
        w.clock.now()
    }

    /// Moves the shared clock without moving the clock of this world.
    pub fn advance_others(&self, by: Duration) -> Timestamp {
        let mut w = self.lock();
        // The system clock cannot be moved.
        if !matches!(w.clock.shared, Clock::System) {
            w.clock.shared.advance(by);
            w.clock.offset -= signed(by);
        }
        w.clock.now()
    }

    /// The later of this world's own time and the shared time.
    pub(crate) fn latest(&self) -> Timestamp {
        let w = self.lock();
        w.clock.now().max(w.clock.shared.now())
    }

    /// The bot's ID, which is also its application's unless that was separated.
    pub fn bot(&self) -> u64 {
        self.lock().bot.id
    }

    /// A user or bot by ID.
    pub fn user(&self, id: u64) -> Option<User> {
        self.lock().users.get(&id).cloned()
    }

    /// Events since the given index, and how many there are now.
    pub fn happenings(&self, since: usize) -> (Vec<TimelineEvent>, usize) {
        let world = self.lock();
        let all = &world.happenings;
        (all.get(since..).unwrap_or_default().to_vec(), all.len())
    }

    /// A message by ID, including ephemeral ones.
    pub fn message(&self, id: u64) -> Option<Message> {
        self.lock().messages.get(&id).cloned()
    }

    /// The messages that everyone in a channel sees, oldest first.
    pub fn messages(&self, channel: u64) -> Vec<Message> {
        let world = self.lock();
        world
            .messages
            .values()
            .filter(|m| m.channel == channel && m.only_for.is_none())
            .cloned()
            .collect()
    }

    /// The DM channel between the bot and a user, if there is one.
    pub fn direct(&self, user: u64) -> Option<u64> {
        self.lock().channels.values().find(|c| c.recipient == Some(user)).map(|c| c.id)
    }

    /// What an interaction has produced so far.
    pub fn seen(&self, interaction: u64) -> Seen {
        let world = self.lock();
        let Some(i) = world.interactions.get(&interaction) else { return Seen::default() };
        let answer = i.original.and_then(|m| world.messages.get(&m)).cloned();
        let followups = world
            .messages
            .values()
            .filter(|m| m.interaction == Some(interaction) && Some(m.id) != i.original)
            .cloned()
            .collect();
        let late = world.clock.now() > i.at + world.clock.answer_window();
        Seen {
            thinking: answer.as_ref().is_some_and(|m| m.thinking),
            unanswered: i.answered == Answered::No && late,
            answer,
            followups,
            modal: i.modal.clone(),
            choices: i.choices.clone(),
        }
    }

    /// How long the bot took for its first response to an interaction; `None` until it has
    /// responded.
    pub fn answer_time(&self, interaction: u64) -> Option<Duration> {
        self.lock().interactions.get(&interaction)?.answered_after
    }

    /// How long the bot took for its first response to each interaction after `since`, by the
    /// system clock; `None` for an interaction without a response.
    pub fn answer_times(&self, since: u64) -> Vec<Option<Duration>> {
        let world = self.lock();
        world.interactions.range(since + 1..).map(|(_, i)| i.answered_after).collect()
    }

    /// Whether a gateway session is connected.
    pub fn is_connected(&self) -> bool {
        self.lock().sessions.iter().any(|s| s.line.is_some())
    }

    /// The names of the commands that a server's members can use.
    pub fn commands(&self, guild: u64) -> Vec<String> {
        let world = self.lock();
        let name = |c: &Value| c["name"].as_str().unwrap_or_default().to_owned();
        world.commands_of(guild).map(name).collect()
    }

    /// How many times commands were registered.
    pub fn registrations(&self) -> u64 {
        self.lock().registrations
    }
}

impl World {
    /// A new snowflake.
    pub(super) fn id(&mut self) -> u64 {
        self.ids = ids::first_at(self.clock.now()).max(self.ids + 1);
        self.ids
    }

    pub(super) fn happened(&mut self, what: TimelineEvent) {
        self.happenings.push(what);
    }

    /// The message that an author already created with a nonce, in any channel, if the nonce is
    /// still remembered.
    pub(super) fn by_nonce(&self, author: u64, nonce: &str) -> Option<u64> {
        let (message, at) = self.nonces.get(&(author, nonce.to_owned()))?;
        (*at + NONCE_LIFE >= self.clock.now()).then_some(*message)
    }

    pub(super) fn remember_nonce(&mut self, author: u64, nonce: &str, message: u64) {
        self.nonces.insert((author, nonce.to_owned()), (message, self.clock.now()));
    }

    /// Dispatches an event about a message. The bot receives that of an ephemeral one as for a
    /// direct message: without server and member.
    pub(super) fn announce(&mut self, name: &str, message: u64) {
        let Some(m) = self.messages.get(&message) else { return };
        let (channel, author, private) = (m.channel, m.author, m.only_for.is_some());
        if self.is_hidden(channel) {
            return;
        }
        let guild = self.channels.get(&channel).and_then(|c| c.guild).filter(|_| !private);
        let mut event = self.message_json(m);
        if let Some(nonce) = m.nonce.as_ref().filter(|_| name == "MESSAGE_CREATE") {
            event["nonce"] = nonce.clone();
        }
        if let Some(guild) = guild {
            event["guild_id"] = serde_json::json!(guild.to_string());
            event["member"] = self.partial_member_json(guild, author);
            for mentioned in event["mentions"].as_array_mut().into_iter().flatten() {
                let Some(id) = snowflake(&mentioned["id"]) else { continue };
                if self.is_member(guild, id) {
                    mentioned["member"] = self.partial_member_json(guild, id);
                }
            }
        }
        self.dispatch(name, guild, message_intent(guild), event);
    }

    /// Whether a user, or the bot, is in a server.
    pub(super) fn is_member(&self, guild: u64, who: u64) -> bool {
        let guild = self.guilds.get(&guild);
        guild.is_some_and(|g| who == self.bot.id || g.members.contains_key(&who))
    }

    /// Whether the bot is addressed and therefore sees the message's content without the privileged
    /// intent: someone mentions it, or replies to it with a ping. A ping from a reply to an
    /// interaction response does not count.
    pub(super) fn is_addressed(&self, m: &Message) -> bool {
        let bot = self.bot.id;
        if !m.pinged.contains(&bot) {
            return false;
        }
        let mentioned = [format!("<@{bot}>"), format!("<@!{bot}>")];
        let original = m.reply_to.and_then(|to| self.messages.get(&to));
        mentioned.iter().any(|text| m.content.contains(text))
            || original.is_none_or(|original| original.interaction.is_none())
    }

    pub(super) fn commands_of(&self, guild: u64) -> impl Iterator<Item = &Value> {
        // Differs: discord-global-commands
        let scopes = [Some(guild), None];
        scopes.into_iter().filter_map(|scope| self.commands.get(&scope)).flatten()
    }

    /// Unarchives a thread, as a message in it does.
    pub(super) fn wake(&mut self, thread: u64) {
        let Some(channel) = self.channels.get_mut(&thread).filter(|c| c.archived) else { return };
        channel.archived = false;
        self.thread_changed(thread);
    }

    /// Counts an edit of a message that is over an hour old. An edit over the limit returns how
    /// long to wait.
    pub(super) fn count_edit(&mut self, message: u64) -> Result<(), Duration> {
        // Differs: discord-old-edits
        let now = self.clock.now();
        let Some(m) = self.messages.get(&message).filter(|m| now > m.at + OLD_AFTER) else {
            return Ok(());
        };
        let limit = self.channels.get_mut(&m.channel).and_then(|c| c.old_edits.as_mut());
        let Some((most, edits)) = limit else { return Ok(()) };
        edits.retain(|at| *at + OLD_EDITS_FOR > now);
        if edits.len() < *most {
            edits.push(now);
            return Ok(());
        }
        let free = edits.first().map_or(now, |first| *first) + OLD_EDITS_FOR;
        Err(Duration::try_from(free.duration_since(now)).unwrap_or_default())
    }

    /// The maximum file size in a channel.
    pub(super) fn size_limit(&self, channel: &Channel) -> u64 {
        let tier = channel.guild.and_then(|g| self.guilds.get(&g)).map_or(0, |g| g.tier);
        // Differs: discord-upload-limit
        let claimed = match tier {
            2 => 50 * 1024 * 1024,
            3.. => 100 * 1024 * 1024,
            _ => PLAIN_LIMIT,
        };
        channel.real_limit.unwrap_or(claimed)
    }

    /// Dispatches an event to the sessions that subscribe to it: those whose shard has the guild
    /// and whose intents include one of the bits (0: all sessions).
    pub(super) fn dispatch(&mut self, name: &str, guild: Option<u64>, intents: u64, data: Value) {
        // Differs: discord-few-events
        // Nothing is dispatched for a server that the bot was removed from or that is unavailable.
        if guild.is_some_and(|g| self.guilds.get(&g).is_none_or(|g| g.unavailable)) {
            return;
        }
        for session in &mut self.sessions {
            let (index, count) = session.shard;
            let here = guild.map_or(index == 0, |g| (g >> 22) % count.max(1) == index);
            if !here || (intents != 0 && session.intents & intents == 0) {
                continue;
            }
            session.tell(name, &data);
        }
    }
}

fn signed(by: Duration) -> SignedDuration {
    SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX)
}

/// `GUILD_MESSAGES` or `DIRECT_MESSAGES`.
fn message_intent(guild: Option<u64>) -> u64 {
    if guild.is_some() { 1 << 9 } else { 1 << 12 }
}
