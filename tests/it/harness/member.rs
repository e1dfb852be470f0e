//! A member in the channel.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use wanbot::emulator::discord::{ClientRefuses, Discord, Message, OptionValue, Seen};

use super::PATIENCE;

pub struct Member {
    pub id: u64,
    channel: u64,
    discord: Discord,
    heard: Arc<Mutex<BTreeSet<u64>>>,
}

/// The result of a command or a button.
pub struct Response {
    pub interaction: u64,
    /// The response, or the first ephemeral message that replaced it.
    pub message: Message,
}

impl Response {
    pub fn text(&self) -> &str {
        &self.message.content
    }

    /// Whether the response is ephemeral.
    pub fn is_private(&self) -> bool {
        self.message.only_for.is_some()
    }

    /// Returns the job ID on a card.
    pub fn job(&self) -> String {
        let (_, after) = self.text().split_once("job `").expect("a card shows its job ID");
        after.split('`').next().unwrap().to_owned()
    }
}

pub fn text(value: &str) -> OptionValue {
    OptionValue::Text(value.to_owned())
}

pub fn file(name: &str, bytes: impl Into<bytes::Bytes>) -> OptionValue {
    OptionValue::File { name: name.to_owned(), bytes: bytes.into() }
}

impl Member {
    pub fn new(id: u64, channel: u64, discord: Discord, heard: Arc<Mutex<BTreeSet<u64>>>) -> Self {
        Self { id, channel, discord, heard }
    }

    /// Uses a command in another channel than the story's.
    pub fn elsewhere(&self, channel: u64) -> Self {
        let (discord, heard) = (self.discord.clone(), Arc::clone(&self.heard));
        Self { id: self.id, channel, discord, heard }
    }

    /// Uses a command and returns the response.
    #[track_caller]
    pub fn uses(
        &self,
        name: &str,
        options: &[(&str, OptionValue)],
    ) -> impl Future<Output = Response> {
        let interaction = self.tries(name, options).expect("Discord's client accepts it");
        self.reads(interaction)
    }

    /// Tries to use a command.
    pub fn tries(&self, name: &str, options: &[(&str, OptionValue)]) -> Result<u64, ClientRefuses> {
        self.discord.run_command(self.id, self.channel, name, options)
    }

    /// Presses a button that opens a modal and submits it with these values; fields that are not
    /// listed keep their prefilled values.
    pub async fn fills(&self, message: u64, label: &str, fields: &[(&str, &str)]) -> Response {
        let interaction = self.discord.press(self.id, message, label).expect("the button exists");
        self.sends(interaction, fields).await
    }

    /// Uses a message menu entry that opens a modal, and submits the modal.
    pub async fn points(&self, message: u64, entry: &str, fields: &[(&str, &str)]) -> Response {
        let interaction =
            self.discord.use_menu(self.id, message, entry).expect("the menu entry exists");
        self.sends(interaction, fields).await
    }

    /// Returns the modal that an interaction opened.
    pub async fn modal(&self, interaction: u64) -> serde_json::Value {
        let modal = self.discord.wait(PATIENCE, |d| d.seen(interaction).modal).await;
        modal.unwrap_or_else(|| panic!("no modal; seen: {:#?}", self.discord.seen(interaction)))
    }

    /// Submits the modal that an interaction opened.
    pub async fn sends(&self, interaction: u64, fields: &[(&str, &str)]) -> Response {
        self.modal(interaction).await;
        let sent =
            self.discord.submit_modal(interaction, fields).expect("the modal can be submitted");
        self.reads(sent).await
    }

    /// Posts a message with files and marks it as read.
    pub fn posts(&self, content: &str, files: Vec<(&str, Vec<u8>)>, reply_to: Option<u64>) -> u64 {
        let files = files.into_iter().map(|(n, b)| (n.to_owned(), b.into())).collect();
        let said = self.discord.say(self.id, self.channel, content, files, reply_to);
        let id = said.expect("the member is in the server");
        self.heard.lock().unwrap().insert(id);
        id
    }

    /// Posts stickers with a text and marks the message as read.
    pub fn posts_stickers(&self, content: &str, stickers: &[u64]) -> u64 {
        let said = self.discord.say_stickers(self.id, self.channel, content, stickers, None);
        let id = said.expect("the stickers exist");
        self.heard.lock().unwrap().insert(id);
        id
    }

    /// Forwards a message into the channel and marks the forward as read.
    pub fn forwards(&self, message: u64) -> u64 {
        let id = self.discord.forward(self.id, message, self.channel);
        let id = id.expect("the member sees the message");
        self.heard.lock().unwrap().insert(id);
        id
    }

    /// Posts a message that mentions the bot, and returns the reply.
    pub async fn says(
        &self,
        content: &str,
        files: Vec<(&str, Vec<u8>)>,
        reply_to: Option<u64>,
    ) -> Message {
        let content = format!("<@{}> {content}", self.discord.bot());
        self.is_answered(self.posts(&content, files, reply_to)).await
    }

    /// Posts stickers with a text that mentions the bot, and returns the reply.
    pub async fn says_with_sticker(&self, content: &str, sticker: u64) -> Message {
        let content = format!("<@{}> {content}", self.discord.bot());
        self.is_answered(self.posts_stickers(&content, &[sticker])).await
    }

    /// The bot's reply to a message.
    async fn is_answered(&self, said: u64) -> Message {
        let channel = self.channel;
        let reply = self.discord.wait(PATIENCE, |d| {
            let all = d.messages(channel).into_iter();
            all.filter(|m| m.reply_to == Some(said) && m.content != "Working on it…").last()
        });
        let reply = reply.await.expect("the bot replies");
        self.heard.lock().unwrap().insert(reply.id);
        reply
    }

    /// Presses a button and returns the response.
    #[track_caller]
    pub fn presses(&self, message: u64, label: &str) -> impl Future<Output = Response> {
        let interaction = self.discord.press(self.id, message, label).expect("the button exists");
        self.reads(interaction)
    }

    /// Returns the final response to an interaction.
    pub async fn reads(&self, interaction: u64) -> Response {
        let done = |seen: &Seen| {
            let last = seen.answer.clone().filter(|a| !a.thinking);
            last.or_else(|| seen.followups.first().cloned())
        };
        let message = self.discord.wait(PATIENCE, |d| done(&d.seen(interaction))).await;
        let message = message
            .unwrap_or_else(|| panic!("no response; seen: {:#?}", self.discord.seen(interaction)));
        self.heard.lock().unwrap().insert(message.id);
        Response { interaction, message }
    }
}
